"""Notice that what a refresh would read has changed: watchfiles says when to look, a look decides.

A look lists the files as a refresh does, without opening any, and compares their sizes, times and inodes with those of
the last one. So nothing that a refresh leaves out counts as a change, whatever the system reports, and nothing is
missed for good where it reports too little. What changed in content is for the refresh to find.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from index.scan import IGNORE_FILE, scan

QUIET_SECONDS = 0.4
"""How long nothing may have been reported before it is looked."""
BURST_SECONDS = 3.0
"""How long changes may go on before it is looked all the same."""
_IDLE_SECONDS = 1.0  # after which control comes back to see whether the folder is still there
_LOOK_SECONDS = 300.0  # after which it is looked without a report: some may have been lost


def fingerprint(archive: Path, left_out: Path) -> bytes:
    """Return what differs as soon as any file that a refresh would read does, by size, time or inode.

    Raises:
        ArchiveError: the folder or its ignore file can't be used.
    """
    found = scan(archive, exclude=left_out)
    digest = hashlib.blake2b(repr(found.failed).encode(), digest_size=16)
    for path in found.files:
        try:
            stat = (archive / path).lstat()
        except OSError:
            continue  # deleted since it was listed
        told = (path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        digest.update(repr(told).encode())
    return digest.digest()


def reports(archive: Path, left_out: Path, stop: Event) -> Iterator[bool]:
    """Yield again and again, at least once a second, whether it is time to look, until `stop` is set.

    It ends, too, where the folder is gone, or another one stands in its place. What lies in `left_out`, or below a name
    with a dot in front, is never reported.

    Raises:
        OSError: the system reports nothing of this folder, or not of so many.
    """
    from watchfiles import watch

    watched = _identity(archive)
    if watched is None:
        return
    looked = -_LOOK_SECONDS  # so that what changed before the system was asked is found
    changes = watch(
        archive,
        watch_filter=None,
        step=int(1000 * QUIET_SECONDS),
        debounce=int(1000 * BURST_SECONDS),
        rust_timeout=int(1000 * _IDLE_SECONDS),
        yield_on_timeout=True,
        stop_event=stop,
        ignore_permission_denied=True,
    )
    left = os.path.realpath(left_out)
    root = os.path.realpath(archive)
    while not stop.is_set():
        try:
            reported = next(changes, None)
        except RuntimeError as error:  # watchfiles' own, of what the system refused
            raise OSError(str(error)) from error
        if reported is None or _identity(archive) != watched:
            return
        due = any(_counts(path, root, left) for _, path in reported) or time.monotonic() - looked > _LOOK_SECONDS
        if due:
            looked = time.monotonic()
        yield due


def _counts(path: str, root: str, left_out: str) -> bool:
    if path == left_out or path.startswith(left_out + os.sep):
        return False
    # The ignore file has a dot in front, too, and what it says is for the look to find.
    return path.endswith(IGNORE_FILE) or not any(part.startswith(".") for part in Path(path).relative_to(root).parts)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
