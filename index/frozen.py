"""Reading the catalog's file where the disk takes not even SQLite's own small file beside it. It writes nothing there.

Where SQLite's log holds nothing, the file is read as it stands, and whoever read it asks afterwards whether it still
does; else a copy of the file and then of its log is read, from the system's temporary folder. No lock is taken that a
writer or another reader could meet.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock, Timeout

_PREFIX = "onrecord-catalog-"
_LOCK = "used"
_TRIES = 5  # while another process writes the file
_SETTLED = 0.1  # seconds after which a file's time would tell that it was written again
_SWEPT = 60.0  # seconds after which a folder whose lock nobody holds is a dead process's
_HEADER = 32  # bytes at the log's start, with numbers that are others whenever it is begun anew

Stamp = tuple[tuple[int, int, int], tuple[int, int, int, bytes] | None]
"""Inode, size and time of the file and of its log, with the log's first bytes; None where the log holds nothing."""


@dataclass(frozen=True, slots=True)
class _Copy:
    stamp: Stamp
    folder: TemporaryDirectory[str]
    lock: FileLock  # held as long as the copy is used: what a killed process leaves, the next one deletes

    def delete(self) -> None:
        self.lock.release()
        self.folder.cleanup()


class FrozenCopy:
    """What is committed in one database; copied when it is first asked for, and again when it is not as it was then."""

    def __init__(self, file: Path, descriptor: Callable[[], int]) -> None:
        """Take the file, and what returns a descriptor of it that stays open: closing one would drop SQLite's locks."""
        self._file = file
        self._log = file.with_name(f"{file.name}-wal")
        self._descriptor = descriptor
        self._making = threading.Lock()
        self._made: _Copy | None = None

    def connect(self, named: dict[str, Any]) -> tuple[sqlite3.Connection, Stamp | None]:
        """Connect to what is committed now; return the connection with what `still` is asked after reading.

        Raises:
            OSError: there is no room for a copy, or the database can't be read, or it is written all the time.
        """
        stamp = self._settled()
        if stamp[1] is None:
            return sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro&immutable=1", **named), stamp
        with self._making:
            copy = self._made
            if copy is None or copy.stamp != stamp or not Path(copy.folder.name, self._file.name).exists():
                self._made = self._copy()
                if copy is not None:
                    copy.delete()  # a connection that is still open keeps what it reads
                copy = self._made
            place = Path(copy.folder.name, self._file.name)
            connection: sqlite3.Connection = sqlite3.connect(f"{place.as_uri()}?mode=rw", **named)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # it opens its log while that is there
            return connection, None

    def still(self, stamp: Stamp | None) -> bool:
        """Return whether what was read since `connect` is one state: nothing was written into the file itself."""
        try:
            return stamp is None or stamp == self._stamp()
        except OSError:
            return False

    def close(self) -> None:
        """Delete the copy."""
        with self._making:
            if self._made is not None:
                self._made.delete()
            self._made = None

    def _copy(self) -> _Copy:
        """Copy the file and then its log.

        SQLite brings a page from the log into the file only after it stands whole in the log, and reads it from there
        first. So a file that was written while it was copied is made good by the log that is copied after it, unless
        that was begun anew meanwhile, which its first bytes tell. What is half appended to the log fails its checksum.
        """
        sweep()
        folder = TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        lock = FileLock(Path(folder.name, _LOCK), thread_local=False)
        lock.acquire()
        place = Path(folder.name, self._file.name)
        for _ in range(_TRIES):
            stamp = self._stamp()
            self._copy_file(place)
            if stamp[1] is None:
                place.with_name(self._log.name).unlink(missing_ok=True)
            else:
                shutil.copyfile(self._log, place.with_name(self._log.name))
            if _begun(stamp) == _begun(self._stamp()) and (stamp[1] is not None or stamp == self._stamp()):
                return _Copy(stamp, folder, lock)
            time.sleep(_SETTLED)
        raise OSError("it is being written all the time")  # the folder goes with its last reference

    def _copy_file(self, copy: Path) -> None:
        descriptor, at = self._descriptor(), 0
        with copy.open("wb") as stream:
            while block := os.pread(descriptor, 1 << 20, at):
                stream.write(block)
                at += len(block)

    def _settled(self) -> Stamp:
        """Return the stamp of files whose times would differ if they were written from now on."""
        for _ in range(_TRIES):
            stamp = self._stamp()
            if stamp[1] is not None or not 0 <= time.time() - stamp[0][2] / 1e9 < _SETTLED:
                return stamp
            time.sleep(_SETTLED)
        raise OSError("it is being written all the time")

    def _stamp(self) -> Stamp:
        file = self._file.stat()
        try:
            log = self._log.stat()
            with self._log.open("rb") as stream:
                header = stream.read(_HEADER)
        except FileNotFoundError:
            header = b""
        made = (log.st_ino, log.st_size, log.st_mtime_ns, header) if header else None
        return (file.st_ino, file.st_size, file.st_mtime_ns), made


def sweep() -> None:
    """Delete the copies that killed processes have left in the temporary folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            found = folder.lstat()
            mine = stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
            if mine and time.time() - found.st_mtime > _SWEPT:
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Timeout):  # in use, or gone
            continue


def _begun(stamp: Stamp) -> tuple[int, bytes]:
    """Return which file it is, and which beginning of its log."""
    return stamp[0][0], stamp[1][3] if stamp[1] is not None else b""
