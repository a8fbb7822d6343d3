"""What stands before the page: every request is looked at here before gradio sees it, every response after it.

From outside in: its Host and Origin; its path, of which only those are served that the page and programs need; who
sends it; how much of it; whose session it speaks of. It knows nothing of archives, and answers no question.
"""

from __future__ import annotations

import itertools
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from qa.web.health import PATH as HEALTH
from qa.web.health import Health
from qa.web.limits import EVENT_BYTES, Meter, Rate, Tally, checked_upload, event_of, read_body, replay
from qa.web.login import BODY_BYTES, Doorkeeper, cookies_of
from qa.web.measures import PATH as METRICS
from qa.web.measures import Measures
from qa.web.origin import READING, Place, refused_origin
from qa.web.policy import OPEN, closed

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import ASGIApp, Receive, Scope, Send

READER: Final = "onrecord_reader"
ARRIVAL: Final = "onrecord.arrival"
"""Where a request's scope holds its number, in the order in which they came in."""
READER_SECONDS: Final = 400 * 86_400  # the longest that browsers keep a cookie
MOST_SESSIONS: Final = 20_000

# Questions of one reader, and all that the page itself does for them; then the same from one address, where many
# readers may sit behind one, and one program may give itself many names.
ASKED: Final = Rate(minute=120, burst=30)
EVENTS: Final = Rate(minute=600, burst=200)
ASKED_FROM: Final = Rate(minute=1_200, burst=300)
EVENTS_FROM: Final = Rate(minute=12_000, burst=4_000)
STREAMS: Final = 60
STREAMS_FROM: Final = 1_000

_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_ODD: Final = re.compile(r"\.\.|[\\\x00-\x1f\x7f]")
_STREAM: Final = re.compile(r"/gradio_api/(?:heartbeat/[\w-]+|queue/data|upload_progress|call/(?:v2/)?\w+/\w+)")
_READ: Final = re.compile(r"/|/config/?|/gradio_api/(?:info/?|openapi\.json|queue/status)")
_EVENT: Final = re.compile(r"/gradio_api/(?:queue/join|cancel|reset/?|call/(?:v2/)?(?P<name>\w+)/?)")
_UPLOAD: Final = "/gradio_api/upload"


class Gate:
    """What all requests to one page go through, and what it keeps of its readers: counts, and whose a session is."""

    def __init__(
        self, place: Place | None = None, door: Doorkeeper | None = None, health: Health | None = None
    ) -> None:
        self.place = place or Place()
        self.door = door
        self.health = health
        self.measures: Measures | None = None
        self._asking: frozenset[int | str] = frozenset()
        self._offered: frozenset[str] = frozenset()
        self._asked, self._asked_from = Meter(ASKED), Meter(ASKED_FROM)
        self._events, self._events_from = Meter(EVENTS), Meter(EVENTS_FROM)
        self._streams, self._streams_from = Tally(STREAMS), Tally(STREAMS_FROM)
        self._working = Tally(1_000_000)
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._closing = False

    def learn(self, asking: Iterable[int | str], offered: Iterable[str]) -> None:
        """Take in which events ask a question, by number and name, and which names programs may call."""
        self._asking, self._offered = frozenset(asking), frozenset(offered)

    def refuse(self) -> None:
        """Take no more events from now on, and tell probes so."""
        self._closing = True

    def close(self, seconds: float) -> None:
        """Take no more events, and wait for those under way, but no longer than so."""
        self.refuse()
        until = time.monotonic() + seconds
        while self._working.total and time.monotonic() < until:
            time.sleep(0.05)

    async def handle(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through to `app`, or answer it here."""
        headers = Headers(scope=scope)
        try:
            response = await self._admit(app, scope, headers, receive, send)
        except HTTPException as refused:
            response = _refusal(refused, headers)
        if response is not None:
            await response(scope, receive, closed(send, scope["path"]))

    async def _admit(
        self, app: ASGIApp, scope: Scope, headers: Headers, receive: Receive, send: Send
    ) -> Response | None:
        self._check_origin(scope["method"], headers)
        path, method, cookies = scope["path"], scope["method"], cookies_of(headers)
        if _ODD.search(path):
            raise HTTPException(404, "There is no such page.")
        if self.health is not None and path == HEALTH and method in READING:
            return await self.health.respond(lambda: self._closing)
        if self.measures is not None and path == METRICS and method in READING:
            is_reader = self.door is None or self.door.user(cookies) is not None
            return await self.measures.respond(headers, is_reader=is_reader)
        address = (scope.get("client") or ("", 0))[0]
        if self.door is not None and path in {"/login", "/logout"}:
            return await self._door(self.door, scope, headers, cookies, address, receive)
        if method in READING and OPEN.fullmatch(path):
            await app(scope, receive, closed(send, path))
            return None
        user = self.door.user(cookies) if self.door is not None else ""
        if user is None and self.door is not None:
            return _to_sign_in(scope, headers)
        scope["onrecord.user"] = user or None
        known = cookies.get(READER, "")
        # A program has no cookie: it is counted by its address, and its sessions are those of programs.
        owner = f"user {user}" if user else f"reader {known}" if _TOKEN.fullmatch(known) else ""
        given = None if _TOKEN.fullmatch(known) or path not in {"/", "/config"} else _named_reader(scope)
        if method in READING and _STREAM.fullmatch(path):
            await self._stream(app, scope, owner, address, receive, closed(send, path))
            return None
        receive = await self._check(scope, headers, owner, address, receive)
        await app(scope, receive, closed(send, path, given))
        return None

    def _check_origin(self, method: str, headers: Headers) -> None:
        for name in ("host", "x-forwarded-host"):
            host = headers.get(name)
            if (host is not None or name == "host") and not self.place.serves(host):
                raise HTTPException(403, f"This page isn't served under that name: --allowed-host allows it ({name}).")
        if reason := refused_origin(self.place, method, headers):
            raise HTTPException(403, reason)

    async def _door(
        self, door: Doorkeeper, scope: Scope, headers: Headers, cookies: Mapping[str, str], address: str,
        receive: Receive,
    ) -> Response:  # fmt: skip
        if scope["path"] == "/logout":
            return door.sign_out(cookies)
        if scope["method"] in READING:
            return door.page(QueryParams(scope["query_string"]).get("next", "/"))
        if scope["method"] != "POST":
            raise HTTPException(405, "Sign in with POST.")
        browser, secure = "text/html" in headers.get("accept", ""), scope["scheme"] == "https"
        return await door.sign_in(await read_body(receive, BODY_BYTES), address, secure=secure, browser=browser)

    async def _check(self, scope: Scope, headers: Headers, owner: str, address: str, receive: Receive) -> Receive:
        """Return a `receive` for a request that may go on."""
        path, method = scope["path"], scope["method"]
        if method in READING and _READ.fullmatch(path):
            return receive
        event = _EVENT.fullmatch(path) if method == "POST" else None
        if event is None and (method, path) != ("POST", _UPLOAD):
            raise HTTPException(404, "There is no such page.")
        if event is not None and event["name"] is not None and event["name"] not in self._offered:
            raise HTTPException(
                404, f"There is no endpoint of that name: there are {', '.join(sorted(self._offered))}."
            )
        if self._closing:
            raise HTTPException(503, "The page is being stopped.")
        if event is None:
            self._count(owner, address, asks=False)
            return checked_upload(headers, receive)
        body = await read_body(receive, EVENT_BYTES)
        said = event_of(body)
        self._count(owner, address, asks=bool({event["name"], _number(said.get("fn_index"))} & self._asking))
        self._check_owner(said.get("session_hash"), owner)
        return replay(body, receive)

    def _count(self, owner: str, address: str, *, asks: bool) -> None:
        now = time.monotonic()
        who = owner or f"address {address}"
        meters = [(self._events, who), (self._events_from, address)]
        if asks:
            meters += [(self._asked, who), (self._asked_from, address)]
        wait = max(meter.take(key, now) for meter, key in meters)
        if wait:
            asked = "questions" if asks else "requests"
            raise HTTPException(
                429, f"Too many {asked} at once: try again in {wait:.0f} s.", {"Retry-After": f"{wait + 1:.0f}"}
            )

    def _check_owner(self, session: object, owner: str) -> None:
        """Refuse a session that another reader began; who first speaks of one has begun it."""
        if not isinstance(session, str):
            return
        if self._owners.setdefault(session, owner) != owner:
            raise HTTPException(403, "This page was opened by another reader: load it again.")
        self._owners.move_to_end(session)
        while len(self._owners) > MOST_SESSIONS:
            self._owners.popitem(last=False)

    async def _stream(
        self, app: ASGIApp, scope: Scope, owner: str, address: str, receive: Receive, send: Send
    ) -> None:  # fmt: skip
        path: str = scope["path"]
        beats = path.startswith("/gradio_api/heartbeat/")
        session = path.rpartition("/")[2] if beats else QueryParams(scope["query_string"]).get("session_hash")
        self._check_owner(session, owner)
        tallies = [(self._streams, owner or f"address {address}"), (self._streams_from, address)]
        if not beats:
            tallies.append((self._working, ""))
        entered = []
        try:
            for tally, key in tallies:
                if not tally.enter(key):
                    raise HTTPException(429, "Too many open connections: close some of the page's tabs.")
                entered.append((tally, key))
            await app(scope, receive, send)
        finally:
            for tally, key in entered:
                tally.leave(key)


class Guard:
    """A gate as ASGI middleware."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._arrivals = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let what is no request pass, but for websockets, of which the page has none."""
        if scope["type"] == "http":
            scope[ARRIVAL] = next(self._arrivals)
            await self._gate.handle(self._app, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)


def user_of(request: HTTPConnection) -> str | None:
    """Return the name of who is signed in; None where readers have no names."""
    user = request.scope.get("onrecord.user")
    return user if isinstance(user, str) else None


def _named_reader(scope: Scope) -> str:
    """Return a cookie that tells a new reader from all others."""
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{READER}={secrets.token_hex(16)}; Max-Age={READER_SECONDS}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _to_sign_in(scope: Scope, headers: Headers) -> Response:
    if scope["method"] in READING and scope["path"] == "/" and "text/html" in headers.get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        wanted = QueryParams({"next": f"/?{query}"}) if query else ""
        return RedirectResponse(f"/login?{wanted}" if wanted else "/login", status_code=303)
    return JSONResponse({"detail": "A password is needed: sign in first."}, status_code=401)


def _refusal(refused: HTTPException, headers: Headers) -> Response:
    if "text/html" in headers.get("accept", ""):
        return PlainTextResponse(refused.detail, refused.status_code, refused.headers)
    return JSONResponse({"detail": refused.detail}, refused.status_code, refused.headers)


def _number(value: Any) -> int | None:  # noqa: ANN401 - JSON, of which gradio takes "3" for 3, too
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None
