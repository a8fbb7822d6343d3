"""One archive's index as a whole: where it lies, who may write it, and the published state that readers see."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.embed import Encoder, Vector, load_encoder
from index.errors import ArchiveError, IndexBusy, IndexMissing, IndexNotWritable, IndexStoreError, ReadError
from index.formats import file_of
from index.heads import ArticleHead, read_heads
from index.lexical import Field, LexicalIndex, SentenceHit, Wanted
from index.mentions import NameCounts
from index.names import NameIndex
from index.read import file_sha256, read_file
from index.records import UNPUBLISHED, ArticleRecord, Generation, PassageRecord, Place
from index.scan import scan
from index.types import ProgressCallback, RefreshReport, Region
from index.vectors import VectorStore

FOLDER = ".onrecord"
_CATALOG = "catalog.sqlite3"
_WAIT_SECONDS = 10.0  # for another process's refresh; long ones are worth telling about instead


def choose_index_dir(archive: Path, cache_dir: Path) -> Path:
    """Return where the index of `archive` lies: inside it, or in the user's cache where it can't be written."""
    inside = archive / FOLDER
    if inside.is_dir() or os.access(archive, os.W_OK):
        return inside
    key = hashlib.sha256(str(archive.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "indexes" / f"{archive.name}-{key}"


def _not_writable(index_dir: Path, error: OSError) -> IndexNotWritable:
    return IndexNotWritable(
        f"the index folder {index_dir} can't be written ({error.strerror or error}):"
        " free some space or allow writing there, or give another place with --index-dir"
    )


class Index:
    """The index of one archive. Many processes may read it, one at a time refreshes it."""

    def __init__(
        self, archive: Path, index_dir: Path, *, embedder: str, cache_dir: Path, encoder: Encoder | None = None
    ) -> None:
        """Take the folders; `encoder`, where given, stands in for the model named by `embedder`."""
        if not archive.exists():
            raise ArchiveError(f"there is no folder {archive}: give the folder that holds your articles")
        if not archive.is_dir():
            raise ArchiveError(f"{archive} is a file: give the folder that holds your articles")
        self.archive = archive.resolve()
        self.index_dir = index_dir
        self._embedder = embedder
        self._cache_dir = cache_dir
        self._lock = threading.RLock()  # the only one: cached_property has a lock of its own before Python 3.12
        self._encoder = encoder
        self._inode = 0
        self._begin()

    def _begin(self) -> None:
        self._catalog = Catalog.in_folder(self.index_dir)
        self._vectors = VectorStore(self.index_dir / "chroma")
        self._opened_lexical: LexicalIndex | None = None
        self._snapshot: Snapshot | None = None

    @property
    def encoder(self) -> Encoder:
        """Load the embedding model at its first use."""
        with self._lock:
            if self._encoder is None:
                self._encoder = load_encoder(self._embedder, self._cache_dir)
            return self._encoder

    @property
    def _lexical(self) -> LexicalIndex:
        with self._lock:
            if self._opened_lexical is None:  # opening makes its folder, so not before it is needed
                self._opened_lexical = LexicalIndex(self.index_dir / "lexical")
            return self._opened_lexical

    def _notice_replacement(self) -> None:
        """Let go of open files where the index folder was deleted, or made anew, since they were opened."""
        try:
            inode = (self.index_dir / _CATALOG).stat().st_ino
        except OSError:
            inode = 0
        with self._lock:
            if inode != self._inode:
                if self._inode:
                    self.close()
                    self._begin()
                self._inode = inode

    def refresh(self, progress: ProgressCallback | None = None) -> RefreshReport:
        """Bring the index up to date with its folder and publish that at one moment.

        Raises:
            ArchiveError: the folder is gone or unreadable.
            IndexBusy: another process is indexing.
            IndexMismatch: made by another format or model.
            IndexNotWritable: no space or permission; what was published before still answers.
        """
        from index.refresh import Refresher  # brings the grammars of dates and regions: 0.3 s that asking needs not

        if not self.is_built():
            self._refuse_empty_archive()  # before anything is written
        lock = FileLock(self._make_folder() / "lock")
        try:
            lock.acquire(timeout=_WAIT_SECONDS)
        except Timeout as error:
            raise IndexBusy(
                f"another process is indexing {self.archive}: wait until it is done, then try again"
            ) from error
        except OSError as error:
            raise _not_writable(self.index_dir, error) from error
        try:
            self._notice_replacement()
            self._catalog.prepare(self.encoder.identity)
            self._notice_replacement()  # now that it exists
            return Refresher(
                archive=self.archive,
                index_dir=self.index_dir,
                catalog=self._catalog,
                vectors=self._vectors,
                lexical=self._lexical,
                encoder=self.encoder,
                progress=progress or (lambda _: None),
            ).run()
        finally:
            with suppress(IndexStoreError):  # what went wrong before is what counts
                self._catalog.truncate_log()
            lock.release()

    def _refuse_empty_archive(self) -> None:
        found = scan(self.archive, exclude=self.index_dir)
        if not found.files:
            why = "".join(f"; {path}: {reason}" for path, reason in found.failed[:3])
            raise ArchiveError(
                f"{self.archive} holds no articles (text, Markdown, HTML, PDF, DOCX, JSON lines, CSV, feeds, mail)"
                f"{why}: put some there, or give another folder"
            )

    def _make_folder(self) -> Path:
        try:
            self.index_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(self.index_dir, error) from error
        return self.index_dir

    def is_built(self) -> bool:
        """Return whether anything was published yet."""
        self._notice_replacement()
        return (self.index_dir / _CATALOG).is_file() and self._catalog.published().number > 0

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
                self._catalog.check()
            number = self._catalog.published_number()
            if self._snapshot is None or self._snapshot.generation.number != number:
                self._catalog.check(self.encoder.identity)
                self._snapshot = Snapshot(self._catalog, self._vectors, self._lexical)
            return self._snapshot

    def status(self) -> Generation:
        """Return the published generation in numbers; number 0 before the first."""
        return self._catalog.published() if self.is_built() else UNPUBLISHED

    def embedder_identity(self) -> str:
        """Return the embedding model that the index was made with."""
        return self._catalog.embedder

    def size(self) -> int:
        """Return the bytes of the index on disk."""
        total = 0
        for folder, _, names in os.walk(self.index_dir):
            for name in names:
                with suppress(FileNotFoundError):  # a refresh may delete what lies there at any time
                    total += Path(folder, name).stat().st_size
        return total

    def count_pending(self) -> int:
        """Return how many files were added, changed or removed since the index was published, by content."""
        state = self.status()
        live = self._catalog.live_paths(state.number) if state.number else {}
        known = {file_of(path): digest for path, (_, digest) in live.items()}
        failed = {path for path, _ in state.failed}
        pending = 0
        for file in scan(self.archive, exclude=self.index_dir).files:
            indexed = known.pop(file, None)
            try:
                # A file that failed counts once it can be read; every other, once its bytes differ.
                if file in failed:
                    read_file(self.archive, file)
                    pending += 1
                else:
                    pending += file_sha256(self.archive, file) != indexed
            except ReadError:
                pending += file not in failed
        return pending + len(known)

    def close(self) -> None:
        """Let go of files; the index can be opened again by a new object."""
        with self._lock:
            self._snapshot = None
            self._vectors.close()
            self._catalog.close()


class Snapshot:
    """A published generation, to be read. It stays whole while newer ones are published."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, lexical: LexicalIndex) -> None:
        # The generation first: what is committed to the lexical index later only adds sentences that aren't live.
        self.generation: Generation = catalog.published()
        self._catalog = catalog
        self._vectors = vectors
        self._lexical = lexical.snapshot()
        self._collections = catalog.collections(self.generation.number)

    def nearest(self, question: Vector, limit: int, *, comments: bool = False) -> list[tuple[int, float]]:
        """Return (passage id, cosine) of the nearest passages, dead ones among them, best first."""
        names = [name for name, holds_comments in self._collections if holds_comments == comments]
        return self._vectors.search(names, question, limit)

    def matching(
        self,
        terms: Sequence[str],
        *,
        regions: Sequence[Region],
        limit: int,
        field: Field = "text",
    ) -> list[SentenceHit]:
        """Return the sentences that match by BM25, dead ones among them, best first."""
        return self._lexical.search(terms, regions=regions, limit=limit, field=field)

    def find(self, wanted: Wanted, *, regions: Sequence[Region], limit: int) -> list[SentenceHit]:
        """Return the sentences that hold what is wanted, dead ones among them, best first."""
        return self._lexical.find(wanted, regions=regions, limit=limit)

    def rarity(self, terms: Iterable[str], field: Field = "text") -> dict[str, float]:
        """Return the terms' inverse document frequencies over sentences."""
        return self._lexical.rarity(terms, field)

    def holding(self, terms: Iterable[str]) -> set[str]:
        """Return those of these terms that stand in any sentence, or in any title."""
        return self._lexical.holding(terms)

    def passages(self, ids: Iterable[int], *, with_vectors: bool = True) -> dict[int, PassageRecord]:
        """Return those of these passages that are live, with their vectors unless told otherwise."""
        return self._catalog.passages(ids, self.generation.number, with_vectors=with_vectors)

    def places(self, ids: Iterable[int]) -> dict[int, Place]:
        """Return where those of these passages stand that are live, without reading a text."""
        return self._catalog.places(ids, self.generation.number)

    def article(self, path: str) -> ArticleRecord | None:
        """Return the live article at `path`, or None."""
        return self._catalog.article_at(path, self.generation.number)

    def articles(self) -> Iterator[ArticleRecord]:
        """Yield every live article, by path."""
        return self._catalog.live_articles(self.generation.number)

    @cached_property
    def heads(self) -> tuple[ArticleHead, ...]:
        """Return every live article without its text, by path; read once."""
        return read_heads(self._catalog, self.generation.number)

    @cached_property
    def names(self) -> NameIndex:
        """Return the spellings of the archive's names."""
        data = self._catalog.names(self.generation.number)
        return NameIndex.build(NameCounts()) if data is None else NameIndex.from_bytes(data)

    @cached_property
    def published_span(self) -> tuple[str, str] | None:
        """Return the earliest and latest known publication date."""
        return self._catalog.published_span(self.generation.number)
