"""Run one refresh at a time in a thread of its own, and let any number of readers watch it.

It knows no archive, only a function that refreshes; nothing here is HTML.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.errors import OnrecordError

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa import Progress, ProgressCallback, RefreshReport

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """How a refresh stands. `stage_seconds` counts since its stage began; `number` differs for each run."""

    number: int = 0
    running: bool = False
    progress: Progress | None = None
    stage_seconds: float = 0.0
    report: RefreshReport | None = None
    problem: str | None = None


class RebuildStopped(Exception):
    """Raised inside a refresh, by its own progress callback, to make it unwind when the page is closed."""


class Rebuild:
    """The one refresh that a page may run; `run` is its state at this moment."""

    def __init__(self, refresh: Callable[[ProgressCallback], RefreshReport]) -> None:
        self.run = Run()
        self._refresh = refresh
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._stage_began = 0.0
        self._again = False

    def start(self, *, anew: bool = False) -> None:
        """Start a refresh, unless one is running already; with `anew`, another one follows that then.

        A refresh that is running may have listed the files before the one that was just added.
        """
        with self._lock:
            if self.run.running or self._stopping.is_set():
                self._again |= anew
                return
            self._again = False
            self.run = Run(number=self.run.number + 1, running=True)
            self._thread = threading.Thread(target=self._work, name="rebuild", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Make a running refresh unwind at its next sign of progress, and wait for it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _work(self) -> None:
        while True:
            done = self._refreshed()
            with self._lock:
                if not self._again or self._stopping.is_set():
                    self.run = done
                    return
                self._again = False
                self.run = Run(number=self.run.number + 1, running=True)

    def _refreshed(self) -> Run:
        try:
            return replace(self.run, running=False, report=self._refresh(self._note))
        except RebuildStopped:
            return replace(self.run, running=False, problem="The rebuild was stopped.")
        except OnrecordError as error:
            return replace(self.run, running=False, problem=str(error))
        except Exception:
            # The page's edge: a reader gets one line, the terminal the traceback.
            log.exception("The rebuild failed")
            return replace(self.run, running=False, problem="The rebuild failed; the terminal says why.")

    def _note(self, progress: Progress) -> None:
        if self._stopping.is_set():
            raise RebuildStopped
        now = time.monotonic()
        if self.run.progress is None or self.run.progress.stage != progress.stage:
            self._stage_began = now
        self.run = replace(self.run, progress=progress, stage_seconds=now - self._stage_began)
