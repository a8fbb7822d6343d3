"""The values that indexing passes from stage to stage: frozen, plain, without behaviour of their own.

Offsets are code points of the article's text (see `index.lines`), ends exclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.lines import LineTable

Region = Literal["title", "byline", "body", "comment", "boilerplate"]


@dataclass(frozen=True)
class Article:
    """One file as it was read.

    `path` is relative to the archive, with "/"; `text` has no byte-order mark and keeps its line ends; `sha256` is
    of the file's bytes. What is no plain text is here as its rendition (`index.formats`), with the number of the line
    that heads readers' comments where it tells them apart, and the offsets at which a paged document's pages begin.
    """

    path: str
    text: str
    sha256: str
    encoding: str
    comments_from: int | None = None
    pages: tuple[int, ...] = ()

    @cached_property
    def lines(self) -> LineTable:
        """Return the line table of `text`."""
        return LineTable(self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence: `text[start:end]`, within one physical line and one region."""

    start: int
    end: int
    region: Region


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one region that are embedded in one pass."""

    region: Region
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Return where the first sentence starts."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Return where the last sentence ends."""
        return self.sentences[-1].end


Part = Literal["catalog", "vectors", "words", "files"]
"""The parts of an index that a check tells apart."""

Stage = Literal["scan", "read", "embed", "write"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a refresh is: `done` of `total`.

    "scan" and "read" count files, "embed" articles, "write" steps. A stage starts with `done` 0.
    """

    stage: Stage
    done: int
    total: int


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did. Paths are relative to the archive; `failed` pairs a path with the reason and the cure."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    passages: int
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footprint:
    """What an index takes: bytes on disk, and what is counted in its catalog, dead rows included."""

    bytes: int
    generations: int
    collections: int
    articles: int
    vectors: int


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What compacting did. `notes` say what could not be done, and why."""

    before: Footprint
    after: Footprint
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which part, what, and what to do."""

    part: Part
    problem: str
    cure: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found, and what it compared; `pending` counts files that changed since they were indexed."""

    findings: tuple[Finding, ...]
    generation: int
    articles: int
    passages: int
    sentences: int
    files: int
    pending: int
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.findings
