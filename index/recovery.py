"""A lost or damaged catalog: tell what is wrong with it, set it aside, and put its spare in its place.

Whatever was published last answers again, and nothing is embedded for it. Nothing is deleted but an older damaged
catalog that was set aside before. The caller holds the writer's lock.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from index.catalog import CATALOG, Catalog
from index.database import doubt_of, is_cut, is_damage, mark_of, refuse_foreign_schema
from index.errors import IndexDamaged, IndexNotWritable, IndexStoreError
from index.files import sync_folder
from index.spare import accept, copy_spare, damaged_blocks, is_as_copied, read_state

_ASIDE = "catalog.damaged-"
_UNUSED = 1_000_000_000  # ids that are skipped: more than a lost generation can have given out


def is_lost(folder: Path) -> bool:
    """Return whether the catalog is gone or empty although there is a whole spare of it."""
    try:
        if (folder / CATALOG).stat().st_size:
            return False
    except (FileNotFoundError, NotADirectoryError):
        pass
    return read_state(folder) is not None


def fault_of(file: Path) -> str | None:
    """Return what is wrong with a catalog, read as a whole; None where nothing is."""
    try:
        if not file.stat().st_size:
            return "it is empty"
    except FileNotFoundError:
        return "it is gone"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
            refuse_foreign_schema(connection)
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                return found
            size = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            if is_cut(file, size.fetchone()[0]):
                return "its end is missing"
            stated = {name for (name,) in connection.execute("SELECT name FROM facts")}
            return None if {"format", "embedder", "name"} <= stated else "it doesn't say what it is"
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return str(error)
        raise IndexNotWritable(
            f"the catalog {file} can't be opened ({error}): free some space, or allow reading and writing there"
        ) from error


def is_unlike(catalog: Catalog) -> bool:
    """Return whether a catalog that was just opened can't be what was written, as far as that shows without reading it.

    It is shorter than it says, can't be read at all, holds nothing although there is a spare of it, or was altered
    since it was copied although nobody was writing.
    """
    try:
        if catalog.is_cut():
            return True
        if catalog.file is None or read_state(catalog.file.parent) is None:
            return False
        # Twice: in between, a writer that is just done may have brought its copy up and taken its mark back.
        return not catalog.facts() or all(is_doubtful(catalog.file.parent, writing=False) for _ in range(2))
    except IndexStoreError:
        return catalog.damage is not None


def is_doubtful(folder: Path, *, writing: bool = True) -> bool:
    """Return whether a catalog is not as it was copied last, as after a refresh that was killed.

    With `writing` false, that of one that is being written, or was when its writer was killed, counts for nothing.
    """
    catalog = folder / CATALOG
    # The mark last: who finds the catalog altered by a writer that begins just now finds the mark, too.
    return (
        catalog.exists()
        and catalog.stat().st_size > 0
        and not is_as_copied(folder)
        and (writing or not mark_of(catalog).exists())
    )


def is_doubted(folder: Path) -> bool:
    """Return whether a process could not read the catalog somewhere, and nobody looked since."""
    return doubt_of(folder / CATALOG).exists()


def restore(folder: Path, file: int | None) -> str | None:
    """Put the spare in the place of a lost or damaged catalog; return what was done, None where nothing was wrong.

    `file` is a descriptor of the catalog, where it has one. Where nobody was writing, or it could not be read
    somewhere, it must be what was copied, byte for byte; else SQLite must find nothing wrong with it.

    Raises:
        IndexDamaged: there is no spare that could take its place.
        OSError: the folder can't be written.
    """
    catalog = folder / CATALOG
    exactly = file is not None and read_state(folder) is not None
    if file is not None and exactly and (is_doubted(folder) or not mark_of(catalog).exists()):
        altered = bool(damaged_blocks(folder, file))
        fault = (fault_of(catalog) or "it holds what was never written") if altered else None
        if not altered:
            accept(folder)
    else:
        fault = fault_of(catalog)
    if fault is None:
        doubt_of(catalog).unlink(missing_ok=True)
        return None
    fresh = folder / f"{CATALOG}.new"
    try:
        state = copy_spare(folder, fresh)
    except IndexDamaged as error:
        fresh.unlink(missing_ok=True)
        raise IndexDamaged(f"the catalog {catalog} is damaged ({fault}), and {error}") from error
    _skip_ids(fresh)
    kept = set_aside(folder)
    mark_of(catalog).touch()  # it differs from its spare by its counters
    fresh.replace(catalog)
    sync_folder(folder)
    doubt_of(catalog).unlink(missing_ok=True)
    where = f"; the damaged one is kept as {kept.name}" if kept else ""
    return (
        f"the catalog of the index was damaged ({fault}): its second copy, of generation {state.generation}, took its"
        f" place{where}"
    )


def set_aside(folder: Path) -> Path | None:
    """Rename the catalog together with its log, of which neither must meet another one's; return its new name.

    One that was set aside before is deleted.
    """
    catalog = folder / CATALOG
    target = folder / f"{_ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S}.sqlite3"
    present = catalog.exists() and catalog.stat().st_size > 0
    if present:
        for old in find_aside(folder):
            for suffix in ("", "-wal", "-shm"):
                old.with_name(old.name + suffix).unlink(missing_ok=True)
        catalog.replace(target)
    # The catalog first: a kill in between leaves a log without a catalog, which the next start comes to here.
    log = folder / f"{CATALOG}-wal"
    if log.exists() and present:
        log.replace(target.with_name(f"{target.name}-wal"))
    log.unlink(missing_ok=True)
    (folder / f"{CATALOG}-shm").unlink(missing_ok=True)
    sync_folder(folder)
    return target if present else None


def find_aside(folder: Path) -> list[Path]:
    """Return the damaged catalogs that were set aside."""
    return sorted(folder.glob(f"{_ASIDE}*.sqlite3"))


def _skip_ids(file: Path) -> None:
    """Skip the ids that the lost catalog may have given out since: Chroma and tantivy may hold them."""
    with closing(sqlite3.connect(file)) as connection:
        with connection:
            connection.execute("UPDATE counters SET next = next + ?", (_UNUSED,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
