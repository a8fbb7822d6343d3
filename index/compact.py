"""Make an index as small as what it holds: one collection a kind, no dead rows or sentences, no unused vectors.

Both derived stores are written anew in fresh folders, out of the catalog, and published at one moment as a generation
that holds what the last one held; only then is anything deleted. Nothing is embedded and no article is read, so a kill
at any point costs nothing but the time, and readers go on: those under way have a while to finish with the old stores.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage

from index.catalog import Catalog
from index.documents import live_documents
from index.errors import IndexStoreError
from index.files import bytes_below
from index.lexical import LexicalIndex, Words
from index.repair import publish_folders
from index.seal import STORES, Store
from index.segments import rewrite_segments
from index.types import Footprint
from index.vectors import VectorStore

READING_SECONDS = 10.0
"""How long questions under way may go on with the stores that are about to be deleted."""
_STEPS = 4
_SLICE = 0.1


def measure(index_dir: Path, catalog: Catalog) -> Footprint:
    """Return how large an index is."""
    return Footprint(bytes_below(index_dir), **catalog.count_rows())


def compact(
    catalog: Catalog,
    lexical: Words,
    fold: Callable[[int], None],
    reading: float,
    tell: Callable[[int, int], None],
) -> tuple[str, ...]:
    """Fold an index and publish that; return what could not be done. The caller holds the lock, and seals the stores.

    `fold` writes the derived stores anew and publishes them as the generation it is given. `reading` are the seconds
    left to questions under way.

    Raises:
        IndexNotWritable: no space or permission; what was published before still answers.
    """
    published = catalog.published().number
    orphans = catalog.added_after(published)
    if orphans:
        lexical.remove(orphans)
    catalog.undo(published)
    coming = published + 1
    tell(0, _STEPS)
    fold(coming)
    tell(1, _STEPS)
    _wait(reading, lambda: tell(2, _STEPS))
    catalog.forget(coming)
    catalog.drop_strays()
    tell(3, _STEPS)
    notes = _shrink(catalog)
    tell(4, _STEPS)
    return notes


def fold_folders(index_dir: Path, catalog: Catalog, coming: int) -> None:
    """Write both derived stores into fresh folders, and publish these as the generation `coming`."""
    fresh: dict[Store, str] = {store: f"{store}-{secrets.token_hex(4)}" for store in STORES}
    store = VectorStore(index_dir / fresh["chroma"])
    try:
        rewrite_segments(catalog, store, coming)
        store.drop(keep=catalog.collection_names())  # makes the folder where there is no passage
    finally:
        store.close()
    LexicalIndex(index_dir / fresh["lexical"]).add(live_documents(catalog, coming - 1))
    publish_folders(catalog, coming, fresh)


def _wait(seconds: float, tell: Callable[[], None]) -> None:
    until = time.monotonic() + seconds
    tell()
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _SLICE))
        tell()  # which may stop it


def _shrink(catalog: Catalog) -> tuple[str, ...]:
    """Give the catalog's free space back to the disk; return why not, where that isn't possible."""
    if catalog.file is None:
        return ()
    with suppress(IndexStoreError):  # so that its file holds all that is published
        catalog.truncate_log()
    size = catalog.file.stat().st_size
    needed, free = 2 * size, disk_usage(catalog.file.parent).free  # SQLite writes a copy, and a log of it
    if free < needed:
        told = (
            f"the catalog keeps its size: shrinking it takes {needed / 1e6:,.1f} MB for a moment, and {free / 1e6:,.1f}"
            " MB are free: free some space, then compact again"
        )
        return (told,)
    try:
        catalog.vacuum()
    except IndexStoreError as error:
        return (f"the catalog keeps its size: {error}",)
    return ()
