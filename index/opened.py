"""One archive's index as whoever asks uses it: where it lies, and the published state, which is followed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TypeGuard

from index.changes import count_pending
from index.embed import Encoder, load_encoder
from index.errors import IndexMissing
from index.files import bytes_below
from index.parts import choose_place, open_stores, require_archive
from index.private_copy import Home
from index.records import UNPUBLISHED, Generation
from index.scan import scan
from index.servers import Servers
from index.snapshot import Snapshot
from index.types import CheckReport


class OpenIndex:
    """The index of one archive, opened to be read; any number of processes may."""

    def __init__(
        self,
        archive: Path,
        index_dir: Path,
        *,
        embedder: str,
        cache_dir: Path,
        encoder: Encoder | None = None,
        servers: Servers = Servers(),  # noqa: B008 - a frozen value
        unmounted: bool = False,
        once: bool = False,
    ) -> None:
        """Take the folders, and the `servers` that hold parts of the index; `encoder` stands in for the named model.

        With `unmounted`, the archive's folder need not be there to ask. `once` is as for `Snapshot`.
        """
        require_archive(archive, unmounted=unmounted)
        self.archive = archive.resolve()
        self.index_dir = index_dir
        self._embedder, self._cache_dir, self._once = embedder, cache_dir, once
        self._lock = threading.RLock()  # the only one: cached_property has a lock of its own before Python 3.12
        self._encoder = encoder
        self._folder, self._servers = choose_place(self.archive, index_dir, cache_dir, servers), servers
        self._left_out = index_dir  # never searched for articles
        self._stamp = (0, 0, 0)  # inode, size and time of the catalog
        self._home = Home(index_dir)
        self._begin()

    def _begin(self) -> None:
        self._catalog = self._folder.open_catalog(self._home)
        self._stores = open_stores(self._home, self._catalog, self._servers, self._folder)
        self._snapshot: Snapshot | None = None

    @property
    def encoder(self) -> Encoder:
        """Load the embedding model at its first use."""
        with self._lock:
            if self._encoder is None:
                self._encoder = load_encoder(self._embedder, self._cache_dir)
            return self._encoder

    def _notice_replacement(self) -> None:
        """Let go of open files where the index was deleted or replaced since they were opened; mend its catalog.

        Raises:
            IndexDamaged: the catalog is lost or damaged, and there is no second copy that could take its place.
        """
        home = self._folder.home()
        new = self._reopen(home)
        if self._folder.is_suspect(home, self._catalog, new=new):
            self._reopen(self._folder.mend(home, self._catalog), again=True)

    def _reopen(self, home: Home, *, again: bool = False) -> bool:
        """Open what lies in `home` now, where it isn't open yet; return whether the catalog is another than before."""
        stamp = self._folder.stamp(home, self._catalog)
        with self._lock:
            moved = home.folder != self._home.folder
            if moved or (self._inode and (again or stamp[0] != self._inode)):
                self.close()
                self._home = home
                self._begin()
            new = moved or stamp != self._stamp
            self._home, self._stamp = home, stamp
            return new and stamp[0] > 0

    @property
    def _inode(self) -> int:
        return self._stamp[0]

    def is_built(self) -> bool:
        """Return whether anything was published yet."""
        self._notice_replacement()
        return self._inode > 0 and bool(self._catalog.facts()) and self._catalog.published_number() > 0

    def snapshot(self) -> Snapshot:
        """Return the state that is published now; the same object until another one is.

        Raises:
            IndexMissing: nothing was published yet.
            IndexMismatch: made by another format or model.
        """
        self._notice_replacement()
        with self._lock:
            if self._snapshot is None:
                if not self.is_built():
                    raise IndexMissing(f"{self.archive} has no index yet: run 'onrecord index {self.archive}'")
                self._catalog.check(archive=self.archive)
            known = self._snapshot
            if self._is_current(known):
                return known
            self._catalog.check(self.encoder.identity)
            self._stores.make_ready()
            number, version = self._catalog.published_number(), self._stores.version
            if known is None or (known.generation.number, known.version) != (number, version):
                known = self._snapshot = Snapshot(self._catalog, self._stores, version, once=self._once)
            return known

    def _is_current(self, known: Snapshot | None) -> TypeGuard[Snapshot]:
        if known is None or known.generation.number != self._catalog.published_number():
            return False
        return known.version == self._stores.version and not self._stores.need_a_look()

    def troubles(self) -> tuple[str, ...]:
        """Return what questions have to do without now, and what was mended since an answer told, in sentences."""
        if self.is_built():
            with self._lock:
                if self._stores.need_a_look():
                    self._stores.make_ready()
        told = (*self._stores.troubles, *self._folder.notices, *self._stores.notices)
        return (*told, *self._folder.remarks(self._home))

    def take_notices(self) -> tuple[str, ...]:
        """Return what was mended since this was last asked, each in one sentence."""
        with self._lock:
            told, self._stores.notices = (*self._folder.notices, *self._stores.notices), []
            self._folder.notices = []
        return told

    def status(self) -> Generation:
        """Return the published generation in numbers; number 0 before the first."""
        if not self.is_built():
            return UNPUBLISHED
        self._catalog.check(archive=self.archive)
        return self._catalog.published()

    def check(self, *, repair: bool = False) -> CheckReport:
        """Check all that is published; with `repair`, rebuild a derived store that is damaged.

        Raises:
            IndexMissing: nothing was published yet.
            IndexBusy: another process is indexing.
        """
        from index.checking import check_index

        if not self.is_built():
            raise IndexMissing(f"{self.archive} has no index yet: run 'onrecord index {self.archive}'")
        self._catalog.check(archive=self.archive)
        with self._lock:
            damage = self._stores.find_damage(repair=repair)
        return check_index(self.archive, self._catalog, damage, self.take_notices())

    def embedder_identity(self) -> str:
        """Return the embedding model that the index was made with."""
        return self._catalog.embedder

    def size(self) -> int:
        """Return the bytes of the index on disk."""
        return bytes_below(self.index_dir)

    def count_pending(self) -> int:
        """Return how many files were added, changed or removed since the index was published, by content."""
        state = self.status()
        live = self._catalog.live_paths(state.number) if state.number else {}
        failed = self._catalog.failures(state.number) if state.number else ()
        return count_pending(self.archive, scan(self.archive, exclude=self._left_out), live, failed)

    def close(self) -> None:
        """Let go of files; the index can be opened again by a new object."""
        with self._lock:
            self._snapshot = None
            self._stores.close()
            self._catalog.close()
