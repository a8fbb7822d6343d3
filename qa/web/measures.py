"""What Prometheus reads of a serving process: `/metrics`, for those who may.

Where a token is set, whoever sends it, and nobody else; without one, whoever may open the page.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from anyio import CapacityLimiter, move_on_after
from anyio.to_thread import run_sync
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.datastructures import Headers

PATH: Final = "/metrics"
FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE: Final = 5.0
"""Seconds after which a catalog that does not answer is waited for no longer."""


class Measures:
    """Serves what `exposition` returns; it may look into the index, so that it is asked in a thread, one at a time."""

    def __init__(self, exposition: Callable[[], bytes], token: str | None = None) -> None:
        self._exposition, self._token = exposition, token
        self._limiter: CapacityLimiter | None = None

    async def respond(self, headers: Headers, *, is_reader: bool) -> Response:
        """Return the response; 401 for whoever may not see it. `is_reader`: whether they may open the page."""
        if not (is_reader if self._token is None else _sends(headers, self._token)):
            wanted = "Sign in, or set" if self._token is None else "Send"
            refused = {"WWW-Authenticate": "Bearer"}
            return JSONResponse({"detail": f"{wanted} a token: ONRECORD_METRICS_TOKEN."}, 401, refused)
        self._limiter = self._limiter or CapacityLimiter(1)
        with move_on_after(PATIENCE):
            told = await run_sync(self._exposition, limiter=self._limiter, abandon_on_cancel=True)
            return Response(told, media_type=FORMAT)
        return JSONResponse({"detail": "The index does not answer."}, 503)


def _sends(headers: Headers, token: str) -> bool:
    kind, _, sent = headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), token.encode())
