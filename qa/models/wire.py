"""One HTTP connection to one address, with one key: what goes out, and what may come in.

The clients of the providers are given an httpx client from here, so that nothing of the environment (other keys, other
addresses, proxies for this machine, headers about it) reaches a server. A client lives for one exchange.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from functools import cache
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qa.models import failures
from qa.settings import proxy_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from ssl import SSLContext
    from types import ModuleType

    import httpx

    from qa.models.exchange import Ask
    from qa.models.failures import Failure, Whom

_SENT = frozenset(
    "host accept connection content-type content-length transfer-encoding anthropic-version anthropic-beta".split()
)
_BYTES = 200_000
_BYTES_A_TOKEN = 2_000
_CONNECT_SECONDS = 10.0


class Refused(Exception):
    """The server's answer is not read further; `Wire.explain` says why."""


class Wire:
    """A line over HTTP; `speak` is what one provider's library does with it."""

    def __init__(
        self, address: str, headers: Mapping[str, str], whom: Whom, deadline: float, speak: Callable[..., Iterator[str]]
    ) -> None:
        self.address = address
        self.deadline = deadline
        self._headers = {"user-agent": "onrecord", "accept-encoding": "identity", **headers}
        self._whom = whom
        self._speak = speak
        self._failure: Failure | None = None
        self._streamed = True
        self._most_bytes = _BYTES
        self._response: httpx.Response | None = None
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._ended = False

    def pieces(self, ask: Ask) -> Iterator[str]:
        """Yield the reply."""
        self._streamed = ask.form.streamed
        self._most_bytes = _BYTES + _BYTES_A_TOKEN * ask.request.most_tokens
        yield from self._speak(self, ask)

    def options(self) -> dict[str, Any]:
        """Return the arguments of an `httpx.Client`, or of an `httpx2.Client`."""
        secure = self.address.startswith("https:")
        return {
            "verify": _certificates() if secure else False,
            "trust_env": False,
            "proxy": proxy_for(self.address),
            "follow_redirects": False,
            "event_hooks": {"request": [self._before], "response": [self._after]},
        }

    def client(self, http: ModuleType) -> httpx.Client:
        """Return a client of httpx or httpx2, for this exchange alone."""
        client: httpx.Client = http.Client(**self.options())  # or httpx2's, which is the same to us
        return client

    def explain(self, error: BaseException, *, said_something: bool) -> Failure:
        """Return what an error means: the server's own answer first, where there is one."""
        if self._failure is not None:
            return self._failure
        return failures.out_of_reach(self._whom, error, said_something=said_something)

    def too_much(self) -> bool:
        """Return whether more bytes came in than any reply has."""
        return self._response is not None and self._response.num_bytes_downloaded > self._most_bytes

    def end(self) -> None:
        """Break the connection, which also ends a read that waits for it in another thread."""
        with self._lock:
            self._ended = True
            sockets, self._sockets = self._sockets, []
        for opened in sockets:
            _break(opened)

    def _before(self, request: httpx.Request) -> None:
        if urlsplit(str(request.url))[:2] != urlsplit(self.address)[:2]:
            raise Refused(f"not the address that is set: {request.url.host}")
        for name in set(request.headers) - _SENT:
            del request.headers[name]
        request.headers.update(self._headers)
        left = max(self.deadline - monotonic(), 0.001)
        waits = {"connect": min(left, _CONNECT_SECONDS), "read": left, "write": left, "pool": left}
        request.extensions = {**request.extensions, "timeout": waits, "trace": self._trace}

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Keep each socket as it opens: breaking it is the only way out of a blocked read."""
        stream = info.get("return_value")
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")) or stream is None:
            return
        opened = stream.get_extra_info("socket")
        with self._lock:
            self._sockets.append(opened)
            ended = self._ended
        if ended:
            _break(opened)

    def _after(self, response: httpx.Response) -> None:
        self._response = response
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not response.is_success:
            body = _beginning(response)
            self._failure = failures.refusal(self._whom, response.status_code, response.headers, body)
        elif kind == "text/html" or response.headers.get("content-encoding", "identity").lower() != "identity":
            self._failure = failures.not_a_reply(self._whom)
        elif kind == "application/json" and self._streamed:
            self._failure = failures.not_a_reply(self._whom, unstreamed=True)
        else:
            return
        raise Refused(f"status {response.status_code}")


def _beginning(response: httpx.Response, most: int = 20_000) -> bytes:
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        return b""
    body = b""
    for piece in response.iter_raw():
        body += piece
        if len(body) >= most:
            break
    return body


def _break(opened: socket.socket) -> None:
    with suppress(OSError):  # closed already
        opened.shutdown(socket.SHUT_RDWR)


@cache
def _certificates() -> SSLContext:
    import httpx

    return httpx.create_ssl_context()
