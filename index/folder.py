"""The folder of one index: who may write it, where it is opened, and its catalog mended before anything is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.catalog import CATALOG, Catalog
from index.database import mark_of
from index.errors import ArchiveError, IndexDamaged, IndexNotWritable, IndexStoreError
from index.lock import WriterLock
from index.private_copy import Home, discard, find_home, is_writable
from index.recovery import find_aside, is_doubted, is_doubtful, is_lost, is_unlike, restore
from index.renewal import finish_renewal
from index.spare import find_pending, update_spare

FOLDER = ".onrecord"
WAIT_SECONDS = 10.0
"""How long another process's work is waited for, unless told otherwise."""


def choose_index_dir(archive: Path, cache_dir: Path, *, apart: bool = False) -> Path:
    """Return where the index of `archive` lies: inside it, or in the user's cache where it can't be written.

    `apart`: always there, as what many machines derive from one catalog is each one's own.

    Raises:
        ArchiveError: in its place lies a link; whoever made the archive could have it written anywhere.
    """
    inside = archive / FOLDER
    if inside.is_symlink():
        raise ArchiveError(
            f"{inside} is a link, and no index is kept behind one: remove it, or name the place with --index-dir"
        )
    if not apart and (inside.is_dir() or os.access(archive, os.W_OK)):
        return inside
    key = hashlib.sha256(str(archive.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "indexes" / f"{archive.name}-{key}"


class IndexFolder:
    """The folder of an archive's index. Its lock is held by one thread of one process at a time."""

    def __init__(self, path: Path, archive: Path, cache_dir: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        """What was mended, for the next answer to tell."""
        self._archive = archive
        self._cache_dir = cache_dir
        self._lock = WriterLock(path)

    @contextmanager
    def locked(self, wait: float | None = WAIT_SECONDS, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the writer's lock, see `WriterLock.acquire`; the folder is made where there is none.

        Raises:
            IndexBusy: another process is still indexing.
            IndexNotWritable: no permission, a read-only disk, or no space.
        """
        if self.path.is_dir() and not is_writable(self.path):
            raise IndexNotWritable(
                f"the index folder {self.path} can't be written (read-only): allow writing there, or give another place"
                " with --index-dir"
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_links()
            self._lock.acquire(str(self._archive), wait, waiting)
        except OSError as error:
            raise self._not_writable(error) from error
        try:
            yield
        except OSError as error:
            if not str(error.filename).startswith(str(self.path)):
                raise
            raise self._not_writable(error) from error
        finally:
            self._lock.release()

    def _refuse_links(self) -> None:
        """Write through no link: the folder may have come with the archive."""
        with os.scandir(self.path) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise IndexNotWritable(f"{entry.path} is a link, and an index holds none: remove it, index again")

    def open_catalog(self, home: Home) -> Catalog:
        """Open the catalog in `home`; `Catalog.prepare` begins it where there is none."""
        return Catalog.in_folder(home.folder)

    def home(self) -> Home:
        """Return where the index is opened: here, or in a private copy where it can't be written."""
        return find_home(self.path, self._cache_dir)

    def is_suspect(self, home: Home, catalog: Catalog, *, new: bool) -> bool:
        """Return whether the catalog looks damaged; one that is `new`, or was written, is asked what it is."""
        if catalog.damage is not None or is_doubted(home.folder) or is_lost(home.folder):
            return True
        return new and is_unlike(catalog)

    def mend(self, home: Home, catalog: Catalog) -> Home:
        """Put the spare in the place of the catalog in `home`, if that is damaged indeed; return where it is opened.

        Raises:
            IndexDamaged: there is no spare that could take its place.
        """
        if home.folder != self.path:
            discard(home)
            return self.home()
        try:
            with self.locked():
                finish_renewal(self.path)
                done = restore(self.path, _descriptor(catalog))
        except OSError as error:
            raise self._not_writable(error) from error
        except IndexDamaged as error:
            raise IndexDamaged(
                f"{error}: run 'onrecord index {self._archive}', which embeds again only what can't be read any more"
            ) from error
        if done:
            self.notices.append(done)
        return home

    def make_ready(self, catalog: Catalog) -> None:
        """Finish what was killed and mend what can be, before the index is written. The lock is held.

        Raises:
            IndexDamaged: the catalog is damaged beyond repair.
        """
        finish_renewal(self.path)
        if is_lost(self.path) or is_doubtful(self.path):  # or the spare would be brought up to a damaged one
            self.mend(Home(self.path), catalog)

    def settle(self, catalog: Catalog) -> None:
        """Empty the catalog's log and bring the spare up to it, as far as readers and the disk allow."""
        with suppress(IndexStoreError, OSError):  # what went wrong before is what counts
            pending = find_pending(self.path)
            if not catalog.truncate_log() or catalog.damage:
                return
            if update_spare(self.path, catalog.raw(), catalog.published_number(), pending):
                mark_of(self.path / CATALOG).unlink(missing_ok=True)

    def remarks(self, home: Home) -> tuple[str, ...]:
        """Return what is to be told of the folder whenever its state is asked for, in sentences."""
        copied = (home.trouble,) if home.trouble else ()
        return (*copied, *(f"a damaged catalog is kept as {file}: it may be deleted" for file in find_aside(self.path)))

    def stamp(self, home: Home, _: Catalog) -> tuple[int, int, int]:
        """Return inode, size and time of the catalog in `home`; zeros where there is none."""
        try:
            found = (home.folder / CATALOG).stat()
        except OSError:
            return 0, 0, 0
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _not_writable(self, error: OSError) -> IndexNotWritable:
        return IndexNotWritable(
            f"the index folder {self.path} can't be written ({error.strerror or error}):"
            " free some space or allow writing there, or give another place with --index-dir"
        )


def _descriptor(catalog: Catalog) -> int | None:
    try:
        return catalog.raw()
    except OSError:
        return None
