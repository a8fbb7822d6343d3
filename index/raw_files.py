"""Descriptors on the bytes of databases that this process has open through SQLite, too."""

from __future__ import annotations

import os
import threading
from collections import Counter
from pathlib import Path


class RawFiles:
    """Descriptors on files that this process has open through SQLite, too.

    Closing any descriptor of a file drops all the locks that the process has on it (POSIX), those of SQLite's
    connections among them, and another process could then take the file for unused. So they stay open until no
    `Database` of this process uses the file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: Counter[str] = Counter()
        self._open: dict[str, list[int]] = {}

    def enter(self, file: Path) -> None:
        """Count one more user of a file."""
        with self._lock:
            self._users[str(file)] += 1

    def open(self, file: Path) -> int:
        """Return a descriptor of the file that lies there now; raises OSError where there is none."""
        with self._lock:
            present = file.stat()
            held = self._open.setdefault(str(file), [])
            for descriptor in held:
                if os.path.samestat(os.fstat(descriptor), present):
                    return descriptor
            held.append(os.open(file, os.O_RDONLY))
            return held[-1]

    def leave(self, file: Path) -> None:
        """Count one user less; after the last one the descriptors are closed."""
        with self._lock:
            self._users[str(file)] -= 1
            if not self._users[str(file)]:
                del self._users[str(file)]
                for descriptor in self._open.pop(str(file), ()):
                    os.close(descriptor)


RAW = RawFiles()
