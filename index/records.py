"""What the catalog holds, as values: generations, articles, passages, segments, and vectors as bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.embed import TOKEN_DIMENSION, PassageVectors, Vector
from index.lines import LineTable
from index.types import Region

_LETTERS: dict[Region | None, str] = {
    "title": "t",
    "byline": "y",
    "body": "b",
    "comment": "c",
    "boilerplate": "p",
    None: "-",
}
_REGIONS: dict[str, Region | None] = {letter: region for region, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Generation:
    """A published state in numbers. `number` is 0 where nothing was published yet."""

    number: int
    published_at: str | None
    articles: int
    passages: int
    sentences: int
    comments: int
    failed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a row of one, that can't be read, and why.

    `sha256` is of the bytes that were tried, and won't be again; None where they could not even be had.
    """

    path: str
    reason: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """A date expression, `text[start:end]`, and the day or the range of days it means; None where unknown."""

    start: int
    end: int
    date: str | None
    until: str | None


@dataclass(frozen=True)
class ArticleRecord:
    """An article as it was indexed; `regions` has one letter a line."""

    id: int
    path: str
    sha256: str
    text: str
    letters: str
    title: str | None
    published: str | None
    published_inferred: bool
    encoding: str
    stored_dates: Sequence[tuple[int, int, str | None, str | None]]
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    comments_from: int | None = None
    pages: Sequence[int] = ()

    @cached_property
    def dates(self) -> tuple[DatedSpan, ...]:
        """Return the date expressions, in order of their place."""
        return tuple(DatedSpan(*stored) for stored in self.stored_dates)

    @cached_property
    def lines(self) -> LineTable:
        """Return the line table of `text`."""
        return LineTable(self.text)

    def page_at(self, offset: int) -> int | None:
        """Return the page, counted from 1, on which `text[offset]` stands; None where there are no pages."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else None

    @cached_property
    def regions(self) -> tuple[Region | None, ...]:
        """Return the region of each line; None for a blank line."""
        return tuple(_REGIONS[letter] for letter in self.letters)


@dataclass(frozen=True)
class PassageRecord:
    """A passage as it was indexed. `spans` is int32 of shape (sentences, 2)."""

    id: int
    article: ArticleRecord
    region: Region
    spans: npt.NDArray[np.int32]
    vectors: PassageVectors | None

    def sentence(self, ordinal: int) -> str:
        """Return the text of the sentence at `ordinal`, counted from 0."""
        start, end = self.spans[ordinal]
        return self.article.text[start:end]

    @cached_property
    def text(self) -> str:
        """Return the passage's text as it stands in the file, from its first sentence to its last."""
        return self.article.text[int(self.spans[0, 0]) : int(self.spans[-1, 1])]


@dataclass(frozen=True, slots=True)
class Place:
    """The article in which a passage stands; `published` is an ISO day or None."""

    path: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """One Chroma collection; `live` counts its passages that are live."""

    id: int
    collection: str
    comments: bool
    live: int
    held: int


def region_letters(regions: Iterable[Region | None]) -> str:
    """Return regions as the catalog stores them: one letter a line."""
    return "".join(_LETTERS[region] for region in regions)


def encode_vectors(found: PassageVectors) -> dict[str, bytes]:
    """Return vectors as the catalog's columns hold them, all little-endian, floats as float16."""
    return {
        "passage": found.passage.astype("<f2").tobytes(),
        "sentences": found.sentences.astype("<f2").tobytes(),
        "tokens": found.tokens.tobytes(),
        "bounds": found.bounds.astype("<i4").tobytes(),
    }


def decode_vector(stored: bytes) -> Vector:
    """Return a stored float16 vector as float32."""
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)


def decode_vectors(passage: bytes, sentences: bytes, tokens: bytes, bounds: bytes) -> PassageVectors:
    """Return stored vectors, float16 as float32."""
    whole = decode_vector(passage)
    parts = decode_vector(sentences).reshape(-1, len(whole))
    ends = np.frombuffer(bounds, dtype="<i4").reshape(-1, 2)
    return PassageVectors(whole, parts, np.frombuffer(tokens, dtype=np.int8).reshape(-1, TOKEN_DIMENSION), ends)


UNPUBLISHED = Generation(0, None, 0, 0, 0, 0, ())
