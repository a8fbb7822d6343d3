"""One archive's index as a whole: read as `index.opened` reads it, refreshed, compacted, made anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from index.catalog import CATALOG
from index.embed import Encoder
from index.errors import IndexDamaged, IndexMissing, IndexNotWritable
from index.folder import WAIT_SECONDS
from index.opened import OpenIndex
from index.parts import DerivedStores, refuse_empty
from index.recovery import fault_of
from index.renewal import begin_renewal, finish_renewal, mark_ready
from index.types import CompactReport, Progress, ProgressCallback, RefreshReport


class Index(OpenIndex):
    """The index of one archive. Many processes may read it, one at a time refreshes it."""

    @contextmanager
    def _embedding(self) -> Iterator[Encoder]:
        """Give what embeds passages: the model here, or the Ray cluster that is named, which is left at the end."""
        if self._servers.ray_address is None:
            yield self.encoder
            return
        from index.ray_encoder import RayEncoder

        with RayEncoder(self._servers.ray_address, self.encoder, self._embedder, self._cache_dir) as encoder:
            yield encoder

    def refresh(
        self,
        progress: ProgressCallback | None = None,
        *,
        full: bool = False,
        wait: float | None = WAIT_SECONDS,
        waiting: Callable[[str], None] | None = None,
    ) -> RefreshReport:
        """Bring the index up to date with its folder and publish that at one moment.

        With `full`, every file is read and prepared anew, whatever is known of it; vectors are kept by content. While
        another process is indexing, it waits `wait` seconds (None: as long as it takes), and tells `waiting` so.

        Raises:
            ArchiveError: the folder is gone or unreadable.
            IndexBusy: another process is still indexing.
            IndexMismatch: made by another format or model.
            IndexNotWritable: no space or permission; what was published before still answers.
        """
        from index.refresh import Refresher  # brings the grammars of dates and regions: 0.3 s that asking needs not

        with suppress(IndexDamaged):  # what can be done is done below
            if self._servers.database_url or not self.is_built():  # what is not mounted looks empty
                refuse_empty(self.archive, self._left_out)
        with self._folder.locked(wait, waiting):
            if self._must_be_made_anew():
                return self._renew(progress)
            self._catalog.prepare(self.encoder.identity)
            with self._writing() as stores, self._embedding() as encoder:
                return Refresher(
                    archive=self.archive,
                    index_dir=self._left_out,
                    catalog=self._catalog,
                    vectors=stores.vectors,
                    lexical=stores.lexical,
                    encoder=encoder,
                    progress=progress or (lambda _: None),
                    full=full,
                ).run()

    def compact(
        self,
        progress: ProgressCallback | None = None,
        *,
        wait: float | None = WAIT_SECONDS,
        waiting: Callable[[str], None] | None = None,
        reading: float | None = None,
    ) -> CompactReport:
        """Fold the index into as little as holds what is published; nothing is embedded, and no article is read.

        `reading` are the seconds that questions under way have left, by default ten; the rest is as for `refresh`.

        Raises:
            IndexMissing: nothing was published yet.
            IndexBusy, IndexMismatch, IndexNotWritable: as for `refresh`.
        """
        from index.compact import READING_SECONDS, compact, measure

        if not self.is_built():
            raise IndexMissing(f"{self.archive} has no index yet: run 'onrecord index {self.archive}'")
        started = time.perf_counter()
        tell = progress or (lambda _: None)
        with self._folder.locked(wait, waiting):
            self._folder.make_ready(self._catalog)
            self._catalog.check(archive=self.archive)
            before = measure(self.index_dir, self._catalog)
            seconds = READING_SECONDS if reading is None else reading
            with self._writing() as stores:
                notes = compact(
                    self._catalog, stores.lexical, stores.fold, seconds, lambda *done: tell(Progress("write", *done))
                )
            after = measure(self.index_dir, self._catalog)
        return CompactReport(before, after, round(time.perf_counter() - started, 3), notes)

    @contextmanager
    def _writing(self) -> Iterator[DerivedStores]:
        """Give the stores, sound and ready to be written; afterwards they are sealed, and the catalog has its copy."""
        self._notice_replacement()  # now that the catalog exists
        try:
            with self._lock:
                self._stores.make_ready(locked=True)
            if self._stores.troubles:
                raise IndexNotWritable("; ".join(self._stores.troubles))
            with self._stores.writing():
                yield self._stores
        finally:
            self._folder.settle(self._catalog)

    def _must_be_made_anew(self) -> bool:
        """Return whether the catalog is of an older format, or damaged beyond repair; what can be mended is."""
        try:
            self._folder.make_ready(self._catalog)
            self._notice_replacement()
        except IndexDamaged:
            return True
        return self._inode > 0 and self._catalog.is_older(self.encoder.identity)

    def _renew(self, progress: ProgressCallback | None) -> RefreshReport:
        """Make the index anew beside the old one out of the vectors that can be read there, and swap the two."""
        from index.salvage import carry_vectors

        old = self.index_dir / CATALOG
        damaged = fault_of(old) is not None
        place = begin_renewal(self.index_dir)
        fresh = Index(
            self.archive,
            place,
            embedder=self._embedder,
            cache_dir=self._cache_dir,
            encoder=self.encoder,
            servers=self._servers,
        )
        fresh._left_out = self._left_out
        try:
            fresh._catalog.prepare(self.encoder.identity)
            carry_vectors(old, fresh._catalog, self.encoder.dimension)
            report = fresh.refresh(progress)
        finally:
            fresh.close()
        self.close()
        mark_ready(self.index_dir, damaged=damaged)
        finish_renewal(self.index_dir)
        self._reopen(self._home, again=True)
        why = "its catalog was damaged" if damaged else "an earlier version of Onrecord had made it"
        return replace(report, notes=(*report.notes, f"the index was made anew, because {why}"))
