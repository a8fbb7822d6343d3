"""What a probe is told of a serving process: whether it can answer, and from which generation.

It holds no text, no file's name and no path of the archive, so that it may stand outside of the password.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from anyio import CapacityLimiter, move_on_after
from anyio.to_thread import run_sync
from starlette.responses import JSONResponse

from qa.errors import OnrecordError

if TYPE_CHECKING:
    from qa.archive import Archive

PATH: Final = "/health"
OK, DEGRADED, DOWN = "ok", "degraded", "down"
PATIENCE: Final = 2.0
"""Seconds after which a catalog that does not answer counts as down; probes give up soon after."""
LOOKS: Final = 2

Report = dict[str, str | int | None]


class Health:
    """Tells how one archive is served; `is_closing` is asked first, and before any look into the index."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._version = _version()
        self._limiter: CapacityLimiter | None = None

    def report(self) -> Report:
        """Return the state of the index that this process answers from, in words that name nothing in it."""
        try:
            snapshot = self._archive.snapshot()
        except OnrecordError as error:
            return self._told(DOWN, reason=type(error).__name__)
        generation, troubles = snapshot.generation, len(snapshot.troubles)
        return self._told(
            DEGRADED if troubles else OK,
            generation=generation.number,
            published_at=generation.published_at,
            troubles=troubles,
        )

    async def respond(self, is_closing: Callable[[], bool]) -> JSONResponse:
        """Return the response to a probe: 200 where questions can be answered, 503 where they can't."""
        told = self._told(DOWN, reason="stopping")
        if not is_closing():
            told = self._told(DOWN, reason="IndexSlow")
            # A limit of its own, so that probes neither wait for questions nor take their threads.
            self._limiter = self._limiter or CapacityLimiter(LOOKS)
            with move_on_after(PATIENCE):
                told = await run_sync(self.report, limiter=self._limiter, abandon_on_cancel=True)
        return JSONResponse(told, 503 if told["status"] == DOWN else 200)

    def _told(self, status: str, **more: str | int | None) -> Report:
        return {"status": status, **more, "version": self._version}


def _version() -> str:
    try:
        return version("onrecord")
    except PackageNotFoundError:
        return "unknown"
