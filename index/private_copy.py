"""An index that can't be written is read through a copy in the user's cache: SQLite and Chroma write even to read.

The copy is made whole, from files that did not change meanwhile, and checked, before it is used; it is made again when
the index publishes another generation. The index itself is only read here.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.catalog import CATALOG
from index.errors import IndexBusy, IndexNotWritable
from index.files import write_whole
from index.recovery import restore
from index.spare import STATE

_CURRENT = "current.json"
_PASSING = shutil.ignore_patterns("lock*", "anew", "old", "*.new", "*.doubted", "catalog.damaged-*")
_TRIES = 3  # while another machine writes the index
_WAIT_SECONDS = 120.0  # for another process that makes the same copy

Stamp = list[list[int]]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder in which an index is opened; `trouble` says why that isn't its own, or what is wrong there."""

    folder: Path
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class _Copy:
    name: str
    stamp: Stamp
    published: list[str | int]
    trouble: str


def can_write(path: Path) -> bool:
    """Return whether this process may write a file or into a folder."""
    return os.access(path, os.W_OK)


def find_home(index_dir: Path, cache_dir: Path, writable: Callable[[Path], bool] = can_write) -> Home:
    """Return where the index in `index_dir` is opened: there, or in a copy where it can't be written.

    Raises:
        IndexNotWritable: there is no room for the copy either.
        IndexBusy: the index, or its copy, is being written all the time.
        IndexDamaged: its catalog is damaged, and the spare of it, too.
    """
    if not _has_index(index_dir) or is_writable(index_dir, writable):
        return Home(index_dir)
    key = hashlib.sha256(os.fsencode(index_dir.resolve())).hexdigest()[:16]
    place = cache_dir / "copies" / f"{index_dir.parent.name}-{key}"
    stamp = _stamp(index_dir)
    current = _read_current(place)
    if current is None or current.stamp != stamp:
        current = _renew(index_dir, place, stamp)
    return Home(place / current.name, current.trouble)


def discard(home: Home) -> None:
    """Forget a copy that turned out to be damaged: the next look makes it again."""
    (home.folder.parent / _CURRENT).unlink(missing_ok=True)


def is_writable(index_dir: Path, writable: Callable[[Path], bool] = can_write) -> bool:
    """Return whether the folder of an index and its catalog can be written."""
    names = (CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm")
    return writable(index_dir) and all(writable(file) for name in names if (file := index_dir / name).exists())


def _has_index(index_dir: Path) -> bool:
    return (index_dir / CATALOG).is_file() or (index_dir / STATE).is_file()


def _renew(index_dir: Path, place: Path, stamp: Stamp) -> _Copy:
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / "lock", timeout=_WAIT_SECONDS):
            current = _read_current(place)
            if current is not None and current.stamp == stamp:
                return current  # another process made it meanwhile
            return _make_copy(index_dir, place, current)
    except Timeout as error:
        raise IndexBusy(f"another process copies {index_dir}: wait until it is done, then try again") from error
    except OSError as error:
        raise IndexNotWritable(
            f"the index folder {index_dir} can't be written, and no copy of it could be made in {place}"
            f" ({error.strerror or error}): free some space there, or name another cache with ONRECORD_CACHE"
        ) from error


def _make_copy(index_dir: Path, place: Path, current: _Copy | None) -> _Copy:
    part = place / "part"
    for _ in range(_TRIES):
        shutil.rmtree(part, ignore_errors=True)
        stamp, before = _stamp(index_dir), _listing(index_dir)
        try:
            shutil.copytree(index_dir, part, ignore=_left_out)
        except (shutil.Error, FileNotFoundError):
            continue  # a file was deleted meanwhile
        if _listing(index_dir) == before:
            try:
                return _take(index_dir, place, part, stamp, current)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(part, ignore_errors=True)
    raise IndexBusy(f"the index in {index_dir} is being written: wait until that is done, then try again")


def _take(index_dir: Path, place: Path, part: Path, stamp: Stamp, current: _Copy | None) -> _Copy:
    """Check a finished copy and make it the current one, unless that holds the same generation."""
    for path in [part, *part.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    done = _mend(part)
    published = _published(part / CATALOG)
    trouble = f"the index folder {index_dir} can't be written: it is read through a copy in {place}"
    trouble += f"; {done}" if done else ""
    if current is not None and current.published == published:
        made = _Copy(current.name, stamp, published, trouble)
    else:
        made = _Copy(str(int(current.name) + 1 if current else 1), stamp, published, trouble)
        shutil.rmtree(place / made.name, ignore_errors=True)
        part.replace(place / made.name)
    write_whole(place / _CURRENT, json.dumps(asdict(made)).encode())
    kept = {made.name, current.name if current else made.name}  # other processes may still read the one before
    for folder in place.iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    return made


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied: what belongs to a process at work, and links, of which an index holds none."""
    return {*_PASSING(folder, names), *(name for name in names if Path(folder, name).is_symlink())}


def _mend(part: Path) -> str | None:
    if not (part / CATALOG).exists():
        return restore(part, None)
    descriptor = os.open(part / CATALOG, os.O_RDONLY)
    try:
        return restore(part, descriptor)
    finally:
        os.close(descriptor)  # SQLite has it not open in this process


def _published(catalog: Path) -> list[str | int]:
    """Return the index's random name and the number of its newest generation."""
    with closing(sqlite3.connect(catalog)) as connection:
        (name,) = connection.execute("SELECT value FROM facts WHERE name = 'name'").fetchone()
        number = None
        with suppress(sqlite3.OperationalError):  # nothing was ever published
            (number,) = connection.execute("SELECT max(number) FROM generations").fetchone()
    return [str(name), int(number or 0)]


def _stamp(index_dir: Path) -> Stamp:
    """Return what changes whenever the catalog does."""
    stamp: Stamp = []
    for name in (CATALOG, f"{CATALOG}-wal", STATE):
        try:
            found = (index_dir / name).stat()
            stamp.append([found.st_ino, found.st_size, found.st_mtime_ns])
        except FileNotFoundError:
            stamp.append([])
    return stamp


def _listing(index_dir: Path) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for folder, _, names in os.walk(index_dir):
        for name in names:
            with suppress(FileNotFoundError):
                status = Path(folder, name).stat()
                found[str(Path(folder, name))] = (status.st_size, status.st_mtime_ns)
    return found


def _read_current(place: Path) -> _Copy | None:
    try:
        found = _Copy(**json.loads((place / _CURRENT).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    return found if (place / found.name / CATALOG).is_file() else None
