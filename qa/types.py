"""The public values of asking. They are frozen, compare by value, and print themselves as plain JSON types.

A citation is a value and never parsed out of prose: claims point at citation numbers, and "[1]" is only how an
answer is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from index import Region
from qa.checks import Correction, State
from qa.plain import plain_fields

Status = Literal["answered", "not_found"]
Order = Literal["relevance", "date", "newest"]

CARRYING = 3
"""Citations come in order of weight: so many of the first carry the answer, and what follows adds to it."""


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another article that prints a cited sentence, the same but for a dateline, a desk's style or words like "the".

    Lines, characters and page are as in `Citation`; the sentence was read again there on disk. It is no second source.
    """

    path: str
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    title: str | None
    published: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One whole source sentence and where it stands.

    `number` counts from 1 in order of weight. `path` is relative to the archive, with "/". Lines are physical and
    1-based; characters are 0-based code points of the decoded file, end exclusive, so that
    `text[start_char:end_char] == quote`. `sha256` is of the file's bytes. `published` is an ISO date or None.
    `state` is "intact" only where the file was read again and the quote stood there; "stored" where that could not be
    done and settings allow it. Lines and characters of what is no plain text are those of its rendition; `page` counts
    from 1 in a paged document, and is None in any other.
    `also_in` are the articles that reprint the sentence; each takes its place here alone. `corrections` set it right.
    """

    number: int
    path: str
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    quote: str
    title: str | None
    published: str | None
    published_inferred: bool
    region: Region
    sha256: str
    state: State = "intact"
    attributed_to: str | None = None
    dates: tuple[Mapping[str, str | None], ...] = ()
    page: int | None = None
    also_in: tuple[AlsoIn, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What one side says in a disagreement."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Accounts that differ on one subject."""

    subject: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched: counts of the published index, and the span of known publication dates."""

    articles: int
    passages: int
    published: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why there is no answer. `nearest` are the nearest lines, apart from any answer; they support nothing."""

    searched: Searched
    nearest: tuple[Citation, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that a model wrote and no cited line carries, and why; it is never part of the answer."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `confidence` is the probability that the first citation answers, as estimated by the selection; `timings_ms` are
    wall-clock milliseconds by stage. A "not_found" answer has no citations and no claims. `mode` is "generated" where
    at least one claim is a model's wording. `dropped` counts the sentences in `withheld`, citations of evidence that
    was never given, and lines that no longer stand on disk; `notes` say what the reader should know besides, as that
    the model could not be reached.
    """

    question: str
    status: Status
    text: str
    short: str | None
    confidence: float
    mode: Literal["extractive", "generated"]
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...] = ()
    not_found: NotFound | None = None
    dropped: int = 0
    withheld: tuple[Withheld, ...] = ()
    notes: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain dicts, lists, strings and numbers, ready for `json.dumps`."""
        return plain_fields(self)

    @classmethod
    def from_dict(cls, value: object) -> Answer:
        """Return the answer that `to_dict` gave, or what JSON made of it; keys that it doesn't know are passed over.

        Raises:
            AnswerError: it is no answer; the message says where.
        """
        from qa.restore import restored

        return restored(cls, value)


@dataclass(frozen=True, slots=True)
class Lead:
    """What is certain of an answer before its first claim: its `question`, `short` and `confidence` will be these."""

    question: str
    short: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ClaimReady:
    """Event of `Archive.stream`: a claim whose citations have just been read again on disk."""

    claim: Claim
    citations: tuple[Citation, ...]
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """Event of `Archive.stream`: the whole answer; always the last event."""

    answer: Answer


Event = ClaimReady | AnswerReady


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines match in one article or month: `value` is a path, or "2031-03"; None, articles without a date."""

    value: str | None
    lines: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of every matching line, in `order`.

    `matched` is "all" where each hit holds every word asked for, "any" where no line does and hits hold some.
    `total` and the counts are of all hits, not of this page's: by article, the most lines first, and by the month of
    publication, in order of time. Hits are citations numbered from `offset + 1`. `spellings` are those in which names
    were looked for besides the one asked for.
    """

    query: str
    matched: Literal["all", "any"]
    total: int
    limit: int
    offset: int
    hits: tuple[Citation, ...]
    order: Order = "relevance"
    by_article: tuple[Count, ...] = ()
    by_month: tuple[Count, ...] = ()
    spellings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Citation]:
        """Iterate over this page's hits."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Return the number of hits on this page."""
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """Return the page as plain JSON types."""
        return plain_fields(self)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One physical line of a source; `region` is None for an empty line, `page` for what has no pages."""

    number: int
    start_char: int
    text: str
    region: Region | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it was indexed. `state` is "intact" where the file on disk is still the same, byte for byte.

    `author`, `publisher` and `url` are what the article's own head states, None where it doesn't.
    """

    path: str
    title: str | None
    published: str | None
    published_inferred: bool
    sha256: str
    state: State
    lines: tuple[SourceLine, ...]
    author: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """A line of another article that may say what a cited line says, in the same words but for style, or nearly."""

    citation: Citation
    verbatim: bool


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """The published index in numbers.

    `generation` is 0 before the first build, `published_at` an ISO time in UTC; `pending` counts files that were added,
    changed or removed since. `troubles` say what questions have to do without, and what was mended.
    """

    archive: str
    index_dir: str
    generation: int
    published_at: str | None
    embedder: str
    articles: int
    passages: int
    sentences: int
    comments: int
    pending: int
    bytes: int
    failed: tuple[tuple[str, str], ...]
    troubles: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the status as plain JSON types."""
        return plain_fields(self)
