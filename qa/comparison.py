"""Two answers to one question held against each other, claim by claim, and which article carries each difference.

Pure functions over values. An answer counts as changed where its status did, or where a line that carries it differs
because an article was added, changed or removed; what only stands in another order is the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa.text.counterpart import COUNTERPART, likeness, parting
from qa.types import CARRYING

if TYPE_CHECKING:
    from qa.types import Answer, Citation

ArticleState = Literal["same", "added", "changed", "removed", "added or changed"]
ChangeKind = Literal[
    "figure changed",
    "day changed",
    "name changed",
    "denied",
    "reworded",
    "said by another line",
    "newly said",
    "no longer said",
    "newly answered",
    "no longer answered",
]

_DIFFERING: dict[str, ChangeKind] = {
    "figure": "figure changed",
    "day": "day changed",
    "name": "name changed",
    "denial": "denied",
}
_SAID_AGAIN = ("reworded", "said by another line")


@dataclass(frozen=True, slots=True)
class Line:
    """A cited line as it stood in an answer."""

    path: str
    line: int
    text: str


StateOf = Callable[[Line, str | None], ArticleState]
"""Return what became of a line's article, given the sha256 that it had then, None where it wasn't cited then.

An article that was changed is "same" to a line that was cited then and still stands in it.
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """The article that carries a difference, and what became of it."""

    path: str
    state: ArticleState


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """What became of one claim: the line that said it, the one that says it now, and the article behind that."""

    kind: ChangeKind
    old: Line | None
    new: Line | None
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What became of an answer; the first of `claims` tells it best."""

    question: str
    claims: tuple[ClaimChange, ...]


def compare(before: Answer, after: Answer, state_of: StateOf) -> AnswerChange | None:
    """Return in what `after` differs from `before`, an earlier answer to the same question; None where in nothing."""
    if before.status != after.status:
        answered = after.status == "answered"
        carrying = (after if answered else before).citations[:1]
        line = _line(carrying[0]) if carrying else None
        kind: ChangeKind = "newly answered" if answered else "no longer answered"
        cause = _cause(before, state_of, line)
        whole = ClaimChange(kind, None if answered else line, line if answered else None, cause)
        return AnswerChange(after.question, (whole,))
    claims = [each for each in _claim_changes(before, after, state_of) if each.cause is not None]
    # What is said anew, or otherwise, comes before what only stands elsewhere.
    claims.sort(key=lambda each: (each.kind not in _DIFFERING.values(), each.kind in _SAID_AGAIN))
    return AnswerChange(after.question, tuple(claims)) if claims else None


def _claim_changes(before: Answer, after: Answer, state_of: StateOf) -> list[ClaimChange]:
    """Return every difference between the lines that carry the two answers, whatever is behind it."""
    said = {_words(citation) for citation in after.citations}
    known = {_words(citation) for citation in before.citations}
    lost = [each for each in before.citations[:CARRYING] if _words(each) not in said]
    new = [each for each in after.citations[:CARRYING] if _words(each) not in known]
    left = list(new)
    found: list[ClaimChange] = []
    for old in lost:
        counterpart = _counterpart(old, left)
        if counterpart is None:
            line = _line(old)
            gave_way = [_line(each) for each in new]
            found.append(ClaimChange("no longer said", line, None, _cause(before, state_of, line, *gave_way)))
            continue
        left.remove(counterpart)
        in_place = counterpart.path == old.path
        part = parting(old.quote, counterpart.quote) or ""
        kind = _DIFFERING.get(part, "reworded" if in_place else "said by another line")
        lines = _line(old), _line(counterpart)
        found.append(ClaimChange(kind, *lines, _cause(before, state_of, lines[1], lines[0])))
    for each in left:
        if each.number == after.citations[0].number or _differs_from_any(each, before, after):
            line, gone = _line(each), [_line(citation) for citation in lost]
            found.append(ClaimChange("newly said", None, line, _cause(before, state_of, line, *gone)))
    return [*found, *_elsewhere(before, after, state_of)]


def _differs_from_any(new: Citation, before: Answer, after: Answer) -> bool:
    """Return whether a further line tells something else; one that only stands near the question is no news."""
    accounts = {number for item in after.disagreements for each in item.accounts for number in each.citations}
    return new.number in accounts or any(
        parting(old.quote, new.quote) in _DIFFERING for old in before.citations[:CARRYING]
    )


def _elsewhere(before: Answer, after: Answer, state_of: StateOf) -> list[ClaimChange]:
    """Return the claims whose very words another article says now, since the one that said them is gone."""
    paths = {(each.path, _words(each)) for each in after.citations}
    found: list[ClaimChange] = []
    for old in before.citations[:CARRYING]:
        now = next((each for each in after.citations if _words(each) == _words(old)), None)
        # A file that was only renamed says what it said.
        if now is None or (old.path, _words(old)) in paths or now.sha256 == old.sha256:
            continue
        lines = _line(old), _line(now)
        found.append(ClaimChange("said by another line", *lines, _cause(before, state_of, lines[1], lines[0])))
    return found


def _counterpart(old: Citation, new: Sequence[Citation]) -> Citation | None:
    """Return which of the new lines tells what `old` told: the likeliest, those of its own article first."""
    alike = [(likeness(old.quote, each.quote), each.path == old.path, -at) for at, each in enumerate(new)]
    best = max(alike, default=None)
    return new[-best[2]] if best is not None and best[0] >= COUNTERPART else None


def _cause(before: Answer, state_of: StateOf, *lines: Line | None) -> Cause | None:
    """Return the article behind a difference: the first of these lines' that was added, changed or removed."""
    known = {each.path: each.sha256 for each in before.citations}
    for line in lines:
        if line is not None and (state := state_of(line, known.get(line.path))) != "same":
            return Cause(line.path, state)
    return None


def _line(citation: Citation) -> Line:
    return Line(citation.path, citation.start_line, citation.quote)


def _words(citation: Citation) -> str:
    return " ".join(citation.quote.split())
