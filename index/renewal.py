"""An index made anew beside one that can't be brought up to date, and put in its place once it is whole.

It is built in a folder of its own inside the index's folder. A mark says that it is whole; from then on it takes the
place of the old one, file by file, the catalog last, and a kill in between is made good the next time. The caller holds
the writer's lock.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from index.catalog import CATALOG, Catalog, format_of
from index.database import doubt_of, mark_of
from index.errors import IndexStoreError
from index.files import sync_folder, write_whole
from index.recovery import fault_of, set_aside
from index.schema import FORMAT

_ANEW = "anew"
_OLD = "old"
_READY = "ready"
_CLEARED = "cleared"
_DAMAGED = b"damaged"
_DERIVED = ("chroma", "lexical", "spare", "stores")  # how the names of all that goes with a catalog begin


def begin_renewal(index_dir: Path) -> Path:
    """Return the folder for the new index; what a killed build left there is kept if it can be gone on with."""
    place = index_dir / _ANEW
    if (place / CATALOG).exists() and not _is_usable(place):
        shutil.rmtree(place)
    place.mkdir(exist_ok=True)
    return place


def mark_ready(index_dir: Path, *, damaged: bool) -> None:
    """Note that the new index is whole and closed, and whether the old catalog is damaged or of another format."""
    write_whole(index_dir / _ANEW / _READY, _DAMAGED if damaged else b"older")


def finish_renewal(index_dir: Path) -> None:
    """Put a new index that is whole in the place of the old one; nothing happens where there is none.

    A damaged catalog is set aside; one of an older format goes with the rest of the old index.
    """
    place = index_dir / _ANEW
    if not (place / _READY).exists():
        return
    if not (place / _CLEARED).exists():
        _clear(index_dir)
        write_whole(place / _CLEARED, b"")
    for part in sorted(place.iterdir()):
        if part.name.startswith(_DERIVED):
            part.replace(index_dir / part.name)
    fresh = place / CATALOG
    if fresh.exists():
        if (place / _READY).read_bytes() == _DAMAGED:
            set_aside(index_dir)
        for suffix in ("", "-wal", "-shm"):
            (index_dir / f"{CATALOG}{suffix}").unlink(missing_ok=True)
        doubt_of(index_dir / CATALOG).unlink(missing_ok=True)
        mark = mark_of(index_dir / CATALOG)
        mark.touch() if mark_of(fresh).exists() else mark.unlink(missing_ok=True)
        fresh.replace(index_dir / CATALOG)
    sync_folder(index_dir)
    shutil.rmtree(index_dir / _OLD, ignore_errors=True)
    shutil.rmtree(place)


def _clear(index_dir: Path) -> None:
    """Move what belongs to the old catalog out of the way."""
    old = index_dir / _OLD
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for part in sorted(index_dir.iterdir()):
        if part.name.startswith(_DERIVED):
            part.replace(old / part.name)


def _is_usable(place: Path) -> bool:
    """Return whether a build that was killed can be gone on with."""
    if fault_of(place / CATALOG) is not None:
        return False
    catalog = Catalog.in_folder(place)
    try:
        return format_of(catalog.facts()) == FORMAT
    except IndexStoreError:
        return False
    finally:
        catalog.close()
