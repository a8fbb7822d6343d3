"""An archive with a fake embedding model: quick to refresh, and checked to the last passage."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from index import (
    FOLDER,
    TOKEN_SCALE,
    AllOf,
    Index,
    PassageVectors,
    Phrase,
    ProgressCallback,
    QuestionVectors,
    RefreshReport,
    Servers,
    Vector,
    analyze,
)
from index.catalog import Catalog
from index.embed import TOKEN_DIMENSION, PassageText

Files = Mapping[str, str | bytes]


class FakeEncoder:
    """A bag of hashed words for a model; `encoded` lists the passages that it was given."""

    dimension = 32

    def __init__(self, identity: str = "fake@1") -> None:
        self.identity = identity
        self.encoded: list[PassageText] = []

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        for passage in passages:
            self.encoded.append(passage)
            sentences = [self._vector(passage.text[start:end]) for start, end in passage.sentences]
            words = list(re.finditer(r"\w+", passage.text))
            tokens = np.array([self._token(match.group()) for match in words]).reshape(-1, TOKEN_DIMENSION)
            bounds = [
                (sum(match.start() < start for match in words), sum(match.start() < end for match in words))
                for start, end in passage.sentences
            ]
            yield PassageVectors(
                self._vector(passage.text),
                np.stack(sentences),
                np.rint(tokens * TOKEN_SCALE).astype(np.int8),
                np.array(bounds, dtype=np.int32),
            )

    def encode_question(self, question: str) -> QuestionVectors:
        words = list(re.finditer(r"\w+", question))
        tokens = np.array([self._token(match.group()) for match in words], dtype=np.float32)
        spans = np.array([match.span() for match in words], dtype=np.int32).reshape(-1, 2)
        return QuestionVectors(self._vector(question), tokens.reshape(-1, TOKEN_DIMENSION), spans)

    def _token(self, word: str) -> Vector:
        vector = np.zeros(TOKEN_DIMENSION, dtype=np.float32)
        vector[: self.dimension] = self._vector(word)
        return vector

    def _vector(self, text: str) -> Vector:
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[zlib.crc32(word.encode("utf-8", "surrogatepass")) % self.dimension] += 1
        return vector / np.linalg.norm(vector)


def write_files(folder: Path, files: Files) -> None:
    """Write each file below `folder`, byte for byte: line ends are kept."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


class Shelf:
    """A folder of articles with its index and a fake model: quick to refresh."""

    def __init__(
        self,
        folder: Path,
        encoder: FakeEncoder | None = None,
        index_dir: Path | None = None,
        servers: Servers = Servers(),  # noqa: B008 - a frozen value
    ) -> None:
        self.folder = folder
        self.servers = servers
        self.index_dir = index_dir or folder / FOLDER
        self.encoder = encoder or FakeEncoder()
        folder.mkdir(parents=True, exist_ok=True)
        self._indexes = [self._open()]

    def _open(self) -> Index:
        return Index(
            self.folder,
            self.index_dir,
            embedder="fake",
            cache_dir=self.folder,
            encoder=self.encoder,
            servers=self.servers,
        )

    def open_catalog(self) -> Catalog:
        """Open the catalog once more, wherever it lies: a private copy, where the index can't be written."""
        return self.index._folder.open_catalog(self.index._home)

    @property
    def index(self) -> Index:
        return self._indexes[-1]

    def reopen(self) -> None:
        """Forget all that is in memory, as a new process would."""
        self.index.close()
        self._indexes.append(self._open())

    def write(self, files: Files) -> None:
        write_files(self.folder, files)

    def refresh(self, progress: ProgressCallback | None = None, *, full: bool = False) -> RefreshReport:
        return self.index.refresh(progress, full=full)

    def add(self, files: Files) -> RefreshReport:
        self.write(files)
        return self.refresh()

    def age(self) -> None:
        """Let an hour pass since all that was published, so that no question can be under way."""
        catalog = self.open_catalog()
        with catalog.writing() as connection:
            connection.exec_driver_sql("update generations set published_at = '2001-05-03T08:00:00+00:00'")
        catalog.close()

    def texts(self) -> dict[str, str]:
        """Return the text of every live article by path."""
        return {record.path: record.text for record in self.index.snapshot().articles()}

    def close(self) -> None:
        for index in self._indexes:
            index.close()


def assert_whole(shelf: Shelf, expected: Mapping[str, str]) -> None:
    """Check that the published generation answers with exactly these articles, in all of its three stores."""
    assert shelf.texts() == expected
    snapshot = shelf.index.snapshot()
    catalog = shelf.open_catalog()
    generation = snapshot.generation.number
    segments = catalog.segments(generation)
    laid_out = Counter(passage for segment in segments for passage in catalog.members(segment.id, generation))
    assert catalog.count_names(generation + 1) == catalog.count_names(generation + 1, anew=True)
    live = {number: record for number, record in snapshot.passages(range(1, 3000)).items() if record.vectors}
    assert set(laid_out) == set(live)
    assert set(laid_out.values()) <= {1}
    assert snapshot.generation.passages == len(live)
    assert snapshot.generation.articles == len(expected)
    for number, record in live.items():
        assert record.vectors is not None
        near = snapshot.nearest(record.vectors.passage, 3000, comments=record.region == "comment")
        assert [passage for passage, _ in near].count(number) == 1
        for ordinal in range(len(record.spans)):
            terms = analyze(record.sentence(ordinal))
            hits = snapshot.find(AllOf(tuple(Phrase((t,)) for t in terms)), regions=[record.region], limit=3000)
            assert not terms or [(hit.passage, hit.ordinal) for hit in hits].count((number, ordinal)) == 1
    catalog.close()
