"""What an index is made of, chosen by where it lies: in a folder, or on servers.

Both kinds of a part offer the same; who uses one does not ask which it is. What serves servers is imported only where
there are any, so that asking an index in its folder loads none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from index.catalog import Catalog
from index.errors import ArchiveError
from index.folder import IndexFolder
from index.private_copy import Home
from index.scan import scan
from index.servers import Servers
from index.stores import Stores

if TYPE_CHECKING:
    from index.database_place import DatabasePlace
    from index.served import ServedStores

Place: TypeAlias = Union[IndexFolder, "DatabasePlace"]
"""Who may write an index, and which catalog is there now."""
DerivedStores: TypeAlias = Union[Stores, "ServedStores"]
"""What is derived from its catalog: vectors and words to search."""


def choose_place(archive: Path, index_dir: Path, cache_dir: Path, servers: Servers) -> Place:
    """Return the place of the index of an archive, given by its resolved path."""
    database = servers.database_of(archive)
    if database is None:
        return IndexFolder(index_dir, archive, cache_dir)
    from index.database_place import DatabasePlace

    return DatabasePlace(index_dir, database)


def open_stores(home: Home, catalog: Catalog, servers: Servers, place: Place) -> DerivedStores:
    """Return the derived stores of a catalog; nothing is opened or reached yet."""
    if not servers.are_used:
        return Stores(home.folder, catalog)
    from index.served import ServedStores

    return ServedStores(home.folder, catalog, servers, partial(_mending, place, catalog))


@contextmanager
def _mending(place: Place, catalog: Catalog) -> Iterator[None]:
    """Hold the writer's lock if it is free, to mend a store."""
    with place.locked(0):
        try:
            yield
        finally:
            place.settle(catalog)


def require_archive(archive: Path, *, unmounted: bool) -> None:
    """Refuse what is no folder; one that is not there is refused unless `unmounted`.

    Raises:
        ArchiveError: names the cure.
    """
    if not archive.exists():
        if not unmounted:
            raise ArchiveError(f"there is no folder {archive}: give the folder that holds your articles")
    elif not archive.is_dir():
        raise ArchiveError(f"{archive} is a file: give the folder that holds your articles")


def refuse_empty(archive: Path, left_out: Path) -> None:
    """Refuse an archive without articles, before anything is written.

    Raises:
        ArchiveError: it holds none, or can't be read.
    """
    found = scan(archive, exclude=left_out)
    if not found.files:
        why = "".join(f"; {path}: {reason}" for path, reason in found.failed[:3])
        raise ArchiveError(
            f"{archive} holds no articles (text, Markdown, HTML, PDF, DOCX, JSON lines, CSV, feeds, mail)"
            f"{why}: put some there, or give another folder"
        )
