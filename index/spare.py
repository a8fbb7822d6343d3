"""The spare: a second copy of the catalog beside it, which takes its place where the catalog is lost or damaged.

After each publication the blocks in which the catalog differs are copied. What the spare holds is told by a small file
of its own, with a hash of each block; while blocks are being copied there is no such file, and a spare without one is
never believed. Nothing here opens the spare with SQLite.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path

from index.catalog import CATALOG
from index.errors import IndexDamaged
from index.files import sync_folder, write_whole

SPARE = "spare.sqlite3"
STATE = "spare.json"
_BLOCK = 1 << 20
_READERS = 2  # hashing lets other threads run
_ROOM = 50_000_000  # bytes that stay free: a spare is no reason to fill a disk


@dataclass(frozen=True, slots=True)
class SpareState:
    """What a whole spare holds: the catalog of `generation`, `size` bytes long, with a hash of each block.

    `modified` is the catalog's time of modification (ns) when it was copied.
    """

    generation: int
    size: int
    modified: int
    blocks: tuple[str, ...]


def read_state(folder: Path) -> SpareState | None:
    """Return what the spare in `folder` holds; None where there is none, or none that is whole."""
    try:
        stored = json.loads((folder / STATE).read_bytes())
        state = SpareState(**{**stored, "blocks": tuple(stored["blocks"])})
        whole = (folder / SPARE).stat().st_size == state.size
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return state if whole else None


def find_pending(folder: Path) -> frozenset[int] | None:
    """Return the blocks that SQLite's log is going to change in the catalog; None where others may differ as well."""
    state = read_state(folder)
    try:
        present = (folder / CATALOG).stat()
        if state is None or (state.size, state.modified) != (present.st_size, present.st_mtime_ns):
            return None
        return frozenset(_blocks_in_log(folder / f"{CATALOG}-wal"))
    except OSError:
        return None


def update_spare(folder: Path, catalog: int, generation: int, pending: frozenset[int] | None = None) -> bool:
    """Bring the spare up to the catalog of which `catalog` is a descriptor; return whether it is now.

    The caller holds the writer's lock, and SQLite's log is empty. `pending` is what `find_pending` found before it was
    emptied: then no other block is read. Where the disk has no room for it, an older spare is left as it is.

    Raises:
        OSError: the spare could not be written; it is then believed no more, or what it was.
    """
    present, state = os.fstat(catalog), read_state(folder)
    if state and (state.size, state.modified) == (present.st_size, present.st_mtime_ns):
        return True
    known = state.blocks if state else ()
    blocks = _hash_again(catalog, present.st_size, known, pending)
    changed = [at for at, block in enumerate(blocks) if known[at : at + 1] != (block,)]
    if changed or len(blocks) < len(known):
        spare = folder / SPARE
        growth = present.st_size - (spare.stat().st_size if spare.exists() else 0)
        if growth > 0 and shutil.disk_usage(folder).free < growth + _ROOM:
            return False
        _forget_state(folder)
        _copy_blocks(catalog, spare, changed, present.st_size)
    state = SpareState(generation, present.st_size, present.st_mtime_ns, blocks)
    _write_state(folder, state)
    return True


def is_as_copied(folder: Path) -> bool:
    """Return whether the catalog is, by its size and time, what the spare was last copied from."""
    state = read_state(folder)
    with suppress(OSError):
        present = (folder / CATALOG).stat()
        return state is not None and (state.size, state.modified) == (present.st_size, present.st_mtime_ns)
    return False


def accept(folder: Path) -> None:
    """Take the time that the catalog has now for its own: its bytes were compared."""
    state = read_state(folder)
    if state is not None:
        _write_state(folder, replace(state, modified=(folder / CATALOG).stat().st_mtime_ns))


def copy_spare(folder: Path, target: Path) -> SpareState:
    """Write a checked copy of the spare to `target`, and return what it holds.

    Raises:
        IndexDamaged: there is no whole spare, or it isn't any more what was copied.
        OSError: `target` can't be written.
    """
    state = read_state(folder)
    if state is None:
        raise IndexDamaged("there is no whole second copy of it")
    with (folder / SPARE).open("rb") as spare, target.open("wb") as copy:
        for expected in state.blocks:
            data = spare.read(_BLOCK)
            if _hash(data) != expected:
                raise IndexDamaged("its second copy is damaged, too")
            copy.write(data)
        copy.flush()
        os.fsync(copy.fileno())
    return state


def damaged_blocks(folder: Path, file: int) -> list[int]:
    """Return the offsets of the blocks in which a file is not what the state of the spare says, whole spare or not."""
    state = read_state(folder)
    if state is None:
        return []
    found = list(_hash_blocks(file, range(-(-os.fstat(file).st_size // _BLOCK))))
    count = max(len(found), len(state.blocks))
    return [at * _BLOCK for at in range(count) if found[at : at + 1] != list(state.blocks[at : at + 1])]


def _write_state(folder: Path, state: SpareState) -> None:
    write_whole(folder / STATE, json.dumps(asdict(state)).encode())


def _forget_state(folder: Path) -> None:
    (folder / STATE).unlink(missing_ok=True)
    sync_folder(folder)


def _copy_blocks(catalog: int, spare: Path, changed: Sequence[int], size: int) -> None:
    spare.touch()
    with spare.open("r+b") as copy:
        copy.truncate(size)
        for at in changed:
            copy.seek(at * _BLOCK)
            copy.write(os.pread(catalog, _BLOCK, at * _BLOCK))
        copy.flush()
        os.fsync(copy.fileno())


def _blocks_in_log(log: Path) -> Iterator[int]:
    """Yield the blocks of the pages in a log of SQLite's (https://www.sqlite.org/fileformat.html#walformat)."""
    if not log.exists():
        return
    with log.open("rb") as stream:
        header = stream.read(32)
        if len(header) < 32:
            return
        size = int.from_bytes(header[8:12], "big")
        while len(frame := stream.read(24)) == 24:
            yield (int.from_bytes(frame[:4], "big") - 1) * size // _BLOCK
            stream.seek(size, os.SEEK_CUR)


def _hash_again(file: int, size: int, known: Sequence[str], pending: frozenset[int] | None) -> tuple[str, ...]:
    """Return the hash of each block; only those in `pending`, and beyond what is `known`, are read."""
    count = -(-size // _BLOCK)
    if pending is None:
        return tuple(_hash_blocks(file, range(count)))
    kept = min(len(known) - 1, count - 1)  # the last one may have grown
    wanted = [at for at in range(count) if at >= kept or at in pending]
    found = dict(zip(wanted, _hash_blocks(file, wanted), strict=True))
    return tuple(found.get(at) or known[at] for at in range(count))


def _hash_blocks(file: int, blocks: Sequence[int]) -> Iterator[str]:
    def hash_one(at: int) -> str:
        return _hash(os.pread(file, _BLOCK, at * _BLOCK))

    if len(blocks) <= _READERS:
        yield from map(hash_one, blocks)
        return
    with ThreadPoolExecutor(_READERS) as pool:
        yield from pool.map(hash_one, blocks)


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
