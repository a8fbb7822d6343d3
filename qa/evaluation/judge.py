"""Judge one answer against what its question expects. Pure functions over values; nothing is asked here.

A line counts where a citation runs over it, a fact where one of its spellings stands in the quote as whole words.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.evaluation.expected import ExpectedLine
from qa.evaluation.questions import Need

if TYPE_CHECKING:
    from qa.evaluation.questions import GoldQuestion
    from qa.types import Answer, Citation, Status

DEPTHS = (1, 3, 5, 10)
"""The numbers of first citations, and of the search's first finds, that are judged."""

RIGHT_DEPTH = 3
"""An answer is right where its first three citations hold what is needed: they are what carries it."""

# Scripts that put no space between words: there, a whole word can't be told by what stands beside it.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A cited sentence; `expected` says whether it is what the question asks for."""

    path: str
    start_line: int
    end_line: int
    quote: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    `key` is the same for the same row in another run. `hits` say, for each of `DEPTHS`, whether so many first
    citations hold what is needed; `found`, how much of what is `needed` (lines, or facts where the row names no
    lines) stands in so many of the search's first finds. `asked` is the question as it was completed; `cited` are
    the nearest lines where `status` is "not_found". `milliseconds` is the wall time of the question.
    """

    key: str
    number: int
    id: str | None
    type: str
    question: str
    asked: str
    answers: tuple[tuple[str, ...], ...]
    need: Need
    expected: tuple[ExpectedLine, ...]
    status: Status
    reason: str
    confidence: float
    cited: tuple[CitedLine, ...]
    hits: tuple[bool, ...]
    found: tuple[int, ...]
    needed: int
    milliseconds: float
    timings_ms: Mapping[str, float]

    @property
    def answerable(self) -> bool:
        """Return whether the archive answers the question."""
        return bool(self.answers or self.expected)

    @property
    def refused(self) -> bool:
        """Return whether nothing was cited."""
        return self.status == "not_found"

    @property
    def first_right(self) -> bool:
        """Return whether the first citation answers, which is what `confidence` is the chance of."""
        return self.answerable and self.hits[0]

    @property
    def right(self) -> bool:
        """Return whether the answer is right, or rightly refused."""
        return self.hits[DEPTHS.index(RIGHT_DEPTH)] if self.answerable else self.refused


def judge(
    question: GoldQuestion,
    expected: Sequence[ExpectedLine],
    answer: Answer,
    candidates: Sequence[Citation],
    milliseconds: float,
) -> Outcome:
    """Return how `answer` did; `candidates` are what the search found for it, best first."""
    facts, need = question.answers, question.need
    shown = answer.citations if answer.status == "answered" else ()
    nearest = answer.not_found.nearest if answer.not_found is not None else ()
    marked = tuple(
        replace(line, rank=_place(line, candidates), cited=_place(line, answer.citations)) for line in expected
    )
    return Outcome(
        key=key_of(question),
        number=question.number,
        id=question.id,
        type=question.type,
        question=question.question,
        asked=answer.question,
        answers=facts,
        need=need,
        expected=marked,
        status=answer.status,
        reason=answer.not_found.reason if answer.not_found is not None else "",
        confidence=answer.confidence,
        cited=tuple(_cited(citation, marked, facts) for citation in shown or nearest),
        # The first citation alone can't hold what needs two: it is right where it holds part of it.
        hits=tuple(_holds_needed(shown[:k], marked, facts, need if k > 1 else "any") for k in DEPTHS),
        found=tuple(count_found(candidates[:k], marked, facts, need) for k in DEPTHS),
        needed=_needed(marked, facts, need),
        milliseconds=round(milliseconds, 2),
        timings_ms=dict(answer.timings_ms),
    )


def key_of(question: GoldQuestion) -> str:
    """Return what tells a row from every other: a digest of all that it asks and expects."""
    lines = sorted((line.file, line.line) for line in question.lines)
    content = [question.question, question.history, question.answers, lines, question.need]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _place(line: ExpectedLine, citations: Sequence[Citation]) -> int | None:
    return next((place for place, each in enumerate(citations, 1) if _covers(each, line)), None)


def _covers(citation: Citation, line: ExpectedLine) -> bool:
    return citation.path == line.path and citation.start_line <= line.line <= citation.end_line


def _cited(citation: Citation, expected: Sequence[ExpectedLine], facts: Sequence[Sequence[str]]) -> CitedLine:
    return CitedLine(
        path=citation.path,
        start_line=citation.start_line,
        end_line=citation.end_line,
        quote=citation.quote,
        expected=_is_expected(citation, expected, facts),
    )


def _is_expected(citation: Citation, expected: Sequence[ExpectedLine], facts: Sequence[Sequence[str]]) -> bool:
    if expected:
        return any(_covers(citation, line) for line in expected)
    return any(holds_fact(spellings, citation.quote) for spellings in facts)


def _holds_needed(
    citations: Sequence[Citation], expected: Sequence[ExpectedLine], facts: Sequence[Sequence[str]], need: Need
) -> bool:
    """Return whether citations hold the lines and the facts that are needed, the facts on those lines."""
    telling = [each for each in citations if _is_expected(each, expected, facts)]
    held = [any(holds_fact(spellings, each.quote) for each in telling) for spellings in facts]
    if need == "any":
        return bool(telling) and (any(held) or not facts)
    return bool(telling) and all(held) and all(any(_covers(each, line) for each in telling) for line in expected)


def count_found(
    citations: Sequence[Citation], expected: Sequence[ExpectedLine], facts: Sequence[Sequence[str]], need: Need
) -> int:
    """Return how many of the needed lines, or facts where no line is named, stand in `citations`."""
    if expected:
        found = sum(any(_covers(each, line) for each in citations) for line in expected)
    else:
        found = sum(any(holds_fact(spellings, each.quote) for each in citations) for spellings in facts)
    return found if need == "all" else min(found, 1)


def _needed(expected: Sequence[ExpectedLine], facts: Sequence[Sequence[str]], need: Need) -> int:
    known = len(expected or facts)
    return known if need == "all" else min(known, 1)


def holds_fact(spellings: Sequence[str], text: str) -> bool:
    """Return whether a spelling stands in `text` as whole words, in whatever case; "500" is not in "1,500"."""
    folded = fold(text)
    return any(_pattern(spelling).search(folded) for spelling in spellings)


def fold(text: str) -> str:
    """Return `text` as facts are compared: case, white space, widths and the shape of quotes aside."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())


@lru_cache(maxsize=4096)
def _pattern(spelling: str) -> re.Pattern[str]:
    words = fold(spelling)
    return re.compile(_edge(words[:1], "<!") + re.escape(words) + _edge(words[-1:], "!"))


def _edge(character: str, look: str) -> str:
    """Return what must not stand beside a spelling that starts or ends with `character`."""
    if not re.match(r"\w", character) or re.match(f"[{_SPACELESS}]", character):
        return ""
    if not character.isdigit():
        return rf"(?{look}\w)"
    # Part of a longer number is another number.
    return r"(?<!\w)(?<!\d[.,])" if look == "<!" else r"(?!\w)(?![.,]\d)"
