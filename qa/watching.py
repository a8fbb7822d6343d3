"""Keep an index up to date while its folder changes: refresh soon after each change, and go on whatever goes wrong.

It prints nothing: what happened is told as values. One archive, one thread.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from index import fingerprint, reports
from qa.errors import ArchiveError, IndexBusy, OnrecordError

if TYPE_CHECKING:
    from pathlib import Path

    from index import Progress, ProgressCallback, RefreshReport

_GONE_SECONDS = 1.0  # between looks for a folder that is gone
_BUSY_SECONDS = 1.0  # before another try while another process is indexing
_FIRST_SECONDS, _MOST_SECONDS = 3.0, 60.0  # before another try after any other failure; doubled each time
_LOOK_SECONDS = 5.0  # between looks where the system reports nothing
_NAMED = 5  # files of a kind that a line names


@dataclass(frozen=True, slots=True)
class Happened:
    """What watching has to tell: a refresh that found something, with the files that fail since, or what went wrong."""

    at: datetime
    report: RefreshReport | None = None
    failed: tuple[tuple[str, str], ...] = ()
    trouble: str | None = None

    def line(self) -> str:
        """Return it as one line."""
        when = f"{self.at:%H:%M:%S}  "
        if self.report is None:
            return f"{when}{self.trouble}"
        kinds = (
            ("added", self.report.added),
            ("changed", self.report.changed),
            ("removed", self.report.removed),
            ("failed", tuple(path for path, _ in self.failed)),
        )
        told = [f"{kind} {_names(paths)}" for kind, paths in kinds if paths] or ["up to date"]
        return f"{when}{'; '.join(told)} ({self.report.seconds:.1f} s)"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        told: dict[str, Any] = {"at": self.at.isoformat(timespec="seconds")}
        if self.report is None:
            return told | {"trouble": self.trouble}
        report = self.report
        named = {"added": report.added, "changed": report.changed, "removed": report.removed}
        return (
            told
            | {kind: list(paths) for kind, paths in named.items()}
            | {"failed": [list(pair) for pair in self.failed], "passages": report.passages, "seconds": report.seconds}
        )


class _Stopped(Exception):
    """Unwinds a refresh that is running when watching ends."""


class FolderWatch:
    """Watches the folder `path`, but for `left_out`, until `stop` is set.

    `refresh` is called in this thread, and must not wait long for another process; `tell` is given each thing that
    there is to say.
    """

    def __init__(
        self,
        path: Path,
        left_out: Path,
        refresh: Callable[[ProgressCallback], RefreshReport],
        tell: Callable[[Happened], None],
        stop: Event,
    ) -> None:
        self._path = path
        self._left_out = left_out
        self._refresh = refresh
        self._tell = tell
        self._stop = stop
        self._seen: bytes | None = None
        self._failed: frozenset[tuple[str, str]] = frozenset()
        self._trouble = ""
        self._pause = _FIRST_SECONDS
        self._retry: float | None = 0.0

    def run(self, poll: float | None = None) -> None:
        """Refresh now, and soon after each change; with `poll`, look every so many seconds, and ask the system nothing.

        A folder that is gone, a full disk, a busy index: each is told once and tried again, and nothing ends it but
        `stop`.
        """
        while not self._stop.is_set():
            self._look()
            if poll is not None:
                self._stop.wait(poll)
                continue
            try:
                for due in reports(self._path, self._left_out, self._stop):
                    if due or self._is_due():
                        self._look()
            except OSError as error:
                self._say_trouble(
                    error,
                    f"the system does not report changes ({error}): looking every {_LOOK_SECONDS:.0f} seconds instead",
                )
                poll = _LOOK_SECONDS
            self._stop.wait(0 if self._path.is_dir() else _GONE_SECONDS)

    def _is_due(self) -> bool:
        return self._retry is not None and time.monotonic() >= self._retry

    def _look(self) -> None:
        """Refresh if anything differs from the last look, or if the last refresh failed a while ago."""
        try:
            present = fingerprint(self._path, self._left_out)
            if present == self._seen and not self._is_due():
                return
            self._seen = present
            report = self._refresh(self._note)
        except _Stopped:
            return
        except (OnrecordError, OSError) as error:
            self._postpone(error)
            return
        self._retry, self._pause = None, _FIRST_SECONDS
        fresh = tuple(pair for pair in report.failed if pair not in self._failed)
        self._failed = frozenset(report.failed)
        if report.added or report.changed or report.removed or fresh or self._trouble:
            self._trouble = ""
            self._tell(Happened(_now(), report, fresh))

    def _postpone(self, error: Exception) -> None:
        if isinstance(error, IndexBusy):
            seconds = _BUSY_SECONDS
        elif isinstance(error, ArchiveError):
            seconds = _GONE_SECONDS
        else:
            seconds, self._pause = self._pause, min(2 * self._pause, _MOST_SECONDS)
        self._retry = time.monotonic() + seconds
        self._say_trouble(error, str(error))

    def _say_trouble(self, error: Exception, text: str) -> None:
        kind = f"{type(error).__name__} {re.sub('[0-9.]+', '', text)}"  # the same trouble, but for how long or how much
        if kind != self._trouble:
            self._trouble = kind
            self._tell(Happened(_now(), trouble=text))

    def _note(self, _: Progress) -> None:
        if self._stop.is_set():
            raise _Stopped


def _now() -> datetime:
    return datetime.now().astimezone()


def _names(paths: Iterable[str]) -> str:
    named = list(paths)
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more
