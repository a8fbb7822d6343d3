"""A page's gate before a fake application, and passwords that are cheap to check."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from qa.passwords import COST, Users, hash_password
from qa.web.login import Doorkeeper
from qa.web.origin import Place
from qa.web.safety import Gate, Guard, user_of

CHEAP = (10, 1, 1)
PASSWORD = "seven grey herons"
JOIN = "/gradio_api/queue/join"
BROWSER = {"accept": "text/html,application/xhtml+xml"}
assert COST > CHEAP


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what arrived."""
    request = Request(scope, receive)
    body = await request.body()
    said = {"path": scope["path"], "body": body.decode("utf-8", "replace"), "user": user_of(request)}
    await JSONResponse(said)(scope, receive, send)


def gated(gate: Gate, base: str = "http://127.0.0.1:7860", address: str = "127.0.0.1") -> TestClient:
    """Return a client of its own, with cookies of its own, at `address`."""
    return TestClient(Guard(echo, gate), base_url=base, client=(address, 50_000), follow_redirects=False)


def gate_of(users: Mapping[str, str] | None = None, *, host: str = "127.0.0.1", allowed: tuple[str, ...] = ()) -> Gate:
    """Return a gate whose event 7, and the endpoint `ask`, ask a question; `users` are names with passwords."""
    door = None
    if users is not None:
        hashes = {name: hash_password(password, CHEAP) for name, password in users.items()}
        door = Doorkeeper(Users(hashes), "Vell <Courier>")
    gate = Gate(Place(host, frozenset(allowed)), door)
    gate.learn([7, "ask"], ["ask", "status"])
    return gate


def event(number: int = 3, session: str = "abc", **more: object) -> dict[str, object]:
    """Return what the page's script sends for one of its events."""
    return {"fn_index": number, "session_hash": session, "data": [], **more}
