"""The writer's lock of an index: one process at a time writes, and the others can tell which one, and since when.

The lock itself is the system's and ends with its process, however that ends. Who holds it is told by a note beside it,
which may be out of date, or missing on a full disk: it is for messages alone.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy

LOCK = "lock"
_NOTE = "lock.json"
_BUSY = "another process is indexing"
AT_ONCE = 0.5
"""Seconds to wait where nobody wants to: readers, too, hold the lock for a moment while they check doubtful stores."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that writes an index, and since when, in seconds of the epoch."""

    process: int
    machine: str
    since: float

    def __str__(self) -> str:
        """Return it as words: "process 4711, for 35 s"."""
        where = "" if self.machine == socket.gethostname() else f" on {self.machine}"
        return f"process {self.process}{where}, for {_span(time.time() - self.since)}"


class WriterLock:
    """The lock of one index; any number of threads and processes may wait for it."""

    def __init__(self, index_dir: Path) -> None:
        self._lock = FileLock(index_dir / LOCK)
        self._note = index_dir / _NOTE

    def acquire(self, what: str, wait: float | None, waiting: Callable[[str], None] | None = None) -> None:
        """Take the lock, waiting at most `wait` seconds, or for ever where that is None.

        `what` is indexed, and named in messages. As soon as there is something to wait for, `waiting` is told so.

        Raises:
            IndexBusy: another process still holds it.
            OSError: the folder can't be written.
        """
        patience = AT_ONCE if wait is None else min(wait, AT_ONCE)
        try:
            self._take(patience)
        except Timeout:
            if wait is not None and wait <= patience:
                raise self._busy(what) from None
            if waiting is not None:
                waiting(f"another process is indexing {what}{self._told()}; waiting")
            try:
                self._take(-1 if wait is None else wait - patience)
            except Timeout:
                raise self._busy(what) from None

    def release(self) -> None:
        """Give the lock back."""
        if self._lock.lock_counter == 1:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
        self._lock.release()

    def holder(self) -> Holder | None:
        """Return who holds the lock, as far as that is known; a process of this machine that is gone does not."""
        try:
            stored = json.loads(self._note.read_bytes())
            found = Holder(int(stored["process"]), str(stored["machine"]), float(stored["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if found.machine != socket.gethostname() or _is_alive(found.process) else None

    def _take(self, seconds: float) -> None:
        self._lock.acquire(timeout=seconds)
        if self._lock.lock_counter == 1:
            with suppress(OSError):
                self._note.write_text(json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), time.time()))))

    def _busy(self, what: str) -> IndexBusy:
        return IndexBusy(f"another process is indexing {what}{self._told()}: wait until it is done, then try again")

    def _told(self) -> str:
        found = self.holder()
        return "" if found is None else f" ({found})"


@contextmanager
def try_lock(index_dir: Path, *, held: bool = False) -> Iterator[str | None]:
    """Hold an index's lock, if it is free, or `held` by the caller anyway; give what is in the way, else None."""
    if held:
        yield None
        return
    lock = FileLock(index_dir / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield _BUSY
        return
    except OSError as error:
        yield f"the index folder can't be written ({error.strerror})"
        return
    try:
        yield None
    finally:
        lock.release()


def is_locked(index_dir: Path) -> bool:
    """Return whether a process is indexing."""
    with try_lock(index_dir) as obstacle:
        return obstacle == _BUSY


def _is_alive(process: int) -> bool:
    if os.name != "posix" or process <= 0:  # elsewhere the question would end it
        return process > 0
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{max(seconds, 0):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
