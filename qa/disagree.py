"""Find accounts of one matter that differ: in a figure, a date, a doer, a cause, or between a claim and its denial.

A false disagreement is worse than a missed one: two sentences are held against each other only where both speak of the
asked matter, come from two articles or named speakers, agree on where and when, and can't both be true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index import without_dateline
from qa.question import Question
from qa.retrieve import Candidate
from qa.surroundings import paragraph, sentences_before
from qa.text.expect import FIGURES, Expectation, expectation
from qa.text.short import read_line
from qa.text.spans import names
from qa.text.speaker import attributed_to
from qa.text.statements import Statement, differ, find_statement, is_contested
from qa.text.words import Word, stem, words
from qa.types import Account, Disagreement

_SEEN = 12  # candidates that are read
_ANCHORS = 3  # of the evidence that others are held against
_MOST_ACCOUNTS = 4
_NEAR = 1500  # code points between two accounts in one article
_MOST_DAYS = 60  # between two articles on one event
_SAME_DAY = 3  # days by which two lines may date one event differently, where dates are not what is asked
# Least shares of the question's words: in a sentence (with its title, for a figure) and in a paragraph of one article.
_BARE_COVERAGE, _COVERAGE, _LINE_COVERAGE = 0.8, 0.7, 0.5
_ACCUSED_COVERAGE = 0.3
_LONGEST_ACCOUNT = 160
_CAUSE_STEMS = frozenset(stem(word) for word in ("cause", "caused", "reason", "lead", "led"))
_PLACED = frozenset("in at near from outside inside around across along into between north south east west".split())


@dataclass(frozen=True, slots=True)
class Version:
    """What one side says, and the candidates that it stands on."""

    text: str
    evidence: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Versions that differ on one subject."""

    subject: str
    versions: tuple[Version, ...]

    @property
    def evidence(self) -> tuple[Candidate, ...]:
        """Return the candidates of all versions, one of each first."""
        further = (each for version in self.versions for each in version.evidence[1:])
        return (*(version.evidence[0] for version in self.versions), *further)


def find_disputes(
    question: Question, evidence: Sequence[Candidate], ranked: Sequence[Candidate]
) -> tuple[Dispute, ...]:
    """Return on what the archive's accounts differ, at most one dispute; `evidence` is cited, `ranked` are all."""
    expected = expectation(question.likeliest)
    if not is_contested(expected, question.likeliest):
        return ()
    readings = {each.key: _Reading(each, question.likeliest, expected) for each in (*evidence, *ranked[:_SEEN])}
    for candidate in evidence[:_ANCHORS]:
        anchor = readings[candidate.key]
        if anchor.statement is None:
            continue
        versions = [anchor]
        for other in readings.values():
            if len(versions) < _MOST_ACCOUNTS and all(_contradicts(each, other) for each in versions):
                versions.append(other)
        if len(versions) > 1:
            agreeing = _agreeing(versions, [readings[each.key] for each in evidence])
            told = tuple(Version(each.account, (each.candidate, *agreeing[each.candidate.key])) for each in versions)
            return (Dispute(_subject(expected, question.text), told),)
    return ()


def _agreeing(versions: Sequence[_Reading], cited: Sequence[_Reading]) -> dict[tuple[int, int], list[Candidate]]:
    """Return for each version what is cited anyway and agrees with it alone."""
    found: dict[tuple[int, int], list[Candidate]] = {each.candidate.key: [] for each in versions}
    for other in cited:
        if other.candidate.key in found or other.statement is None or not other.is_on_subject:
            continue
        with_it = [each for each in versions if not _contradicts(each, other) and each.statement is not None]
        with_it = [each for each in with_it if each.statement and each.statement.agrees(other.statement)]
        if len(with_it) == 1:
            found[with_it[0].candidate.key].append(other.candidate)
    return found


def to_disagreements(disputes: Sequence[Dispute], numbers: Mapping[tuple[int, int], int]) -> tuple[Disagreement, ...]:
    """Return disputes as the answer shows them; a version whose first candidate is not cited falls out.

    `numbers` are the citations' numbers by candidate.
    """
    found = []
    for dispute in disputes:
        accounts = tuple(
            Account(version.text, tuple(numbers[each.key] for each in version.evidence if each.key in numbers))
            for version in dispute.versions
            if version.evidence[0].key in numbers
        )
        if len(accounts) > 1:
            found.append(Disagreement(dispute.subject, accounts))
    return tuple(found)


def _subject(expected: Expectation, question: str) -> str:
    """Return what is disagreed on, in the question's words."""
    if expected.kind == "yes_no":
        return question.rstrip(" ?")
    if expected.kind in ("number", "duration"):
        return f"how many {expected.unit}" if expected.head else expected.unit or "figure"
    if expected.kind in ("person", "group"):
        return f"who {expected.verb}"
    return "amount" if expected.kind == "money" else expected.kind


@dataclass(frozen=True)
class _Reading:
    """A candidate read against the question."""

    candidate: Candidate
    question: str
    expected: Expectation

    @cached_property
    def statement(self) -> Statement | None:
        return find_statement(self.expected, self.question, self.candidate.text, self._dates)

    @cached_property
    def speaker(self) -> str | None:
        return attributed_to(self.candidate.text, sentences_before(self.candidate))

    @cached_property
    def coverage(self) -> float:
        """The share of the question's words that the sentence holds."""
        return _coverage(self.expected, self.question, self.candidate.text)

    @cached_property
    def line_coverage(self) -> float:
        return _coverage(self.expected, self.question, paragraph(self.candidate))

    @cached_property
    def tokens(self) -> tuple[Word, ...]:
        return words(self.candidate.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.tokens)

    @cached_property
    def places(self) -> frozenset[str]:
        """The stems of names that say where."""
        found: set[str] = set()
        for span in names(self.candidate.text):
            before = [word.lower for word in self.tokens if word.end <= span.start][-2:]
            if _PLACED.intersection(before[-1:] if before[-1:] != ["the"] else before):
                found |= {word.stem for word in words(self.candidate.text[span.start : span.end]) if word.is_content}
        return frozenset(found)

    @cached_property
    def is_on_subject(self) -> bool:
        """Whether the sentence, or for a figure its title too, holds the question's names, figures and most words."""
        title = self.candidate.passage.article.title or ""
        counts = self.expected.kind in FIGURES
        text = f"{title}. {self.candidate.text}" if counts else self.candidate.text
        held = {word.stem for word in words(text)}
        named = [{word.stem for word in words(name) if word.is_content} for name in self.expected.names]
        figures = {word.stem for word in words(self.question) if word.text[0].isdigit()}
        return (
            all(not name or not name.isdisjoint(held) for name in named)
            and figures <= held | {word.stem for word in words(title)}
            and _coverage(self.expected, self.question, text) >= (_COVERAGE if counts else _BARE_COVERAGE)
        )

    @property
    def account(self) -> str:
        """The piece that differs and who says it."""
        text = without_dateline(self.statement.text if self.statement else self.candidate.text)
        if len(text) > _LONGEST_ACCOUNT:
            text = text[:_LONGEST_ACCOUNT].rsplit(" ", 1)[0] + " …"
        article = self.candidate.passage.article
        who = self.speaker or ", ".join(filter(None, (article.title or article.path, article.published)))
        return text if who in text else f"{text} ({who})"

    @cached_property
    def _dates(self) -> tuple[Mapping[str, str | None], ...]:
        record, (start, end) = self.candidate.passage.article, self.candidate.span
        return tuple(
            {"expression": record.text[each.start : each.end], "date": each.date, "end": each.until}
            for each in record.dates
            if start <= each.start and each.end <= end
        )

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that the sentence names, else the one that its article is of, else those that the article names."""
        article = self.candidate.passage.article
        named = [day for each in self._dates for day in (each["date"], each["end"]) if day]
        whole = (day for each in article.dates for day in (each.date, each.until))
        return frozenset(day[:4] for day in named or (article.published and [article.published]) or whole if day)

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day that the sentence speaks of, None where it names none that is known."""
        known = [each for each in self._dates if each["date"]]
        if not known:
            return None
        ends = [date.fromisoformat(day) for each in known for day in (each["date"], each["end"]) if day]
        return min(ends), max(ends)


def _coverage(expected: Expectation, question: str, text: str) -> float:
    line = read_line(expected, question, text)
    asked = [group for group in line.asked if expected.kind != "cause" or group.isdisjoint(_CAUSE_STEMS)]
    held = {word.stem for word in line.tokens}
    return sum(not group.isdisjoint(held) for group in asked) / len(asked) if asked else 0.0


def _contradicts(one: _Reading, other: _Reading) -> bool:
    """Return whether both speak of one matter, come from different sources, and can't both be true."""
    if one.candidate.key == other.candidate.key:
        return False
    # The cheap tests first: reading a statement costs most.
    together = one.candidate.passage.article.id == other.candidate.passage.article.id
    if not (_share_subject_nearby(one, other) if together else _share_subject_apart(one, other)):
        return False
    if together and not _speak_apart(one, other):
        return False
    asked = {word.stem for word in words(one.question)}
    for places, others in ((one.places, other.places), (one.places - asked, other.places - asked)):
        if places and others and places.isdisjoint(others):
            return False  # the same happened elsewhere
    return one.statement is not None and other.statement is not None and differ(one.statement, other.statement)


def _share_subject_apart(one: _Reading, other: _Reading) -> bool:
    """Return whether lines of two articles speak of the asked matter, and of one time."""
    first, second = one.candidate.passage.article, other.candidate.passage.article
    if first.published and second.published:
        near = _days_apart(first.published, second.published) <= _MOST_DAYS
    else:
        near = not (one.years and other.years and one.years.isdisjoint(other.years))
    return (
        near
        and (one.expected.kind == "date" or _same_days(one.days, other.days))
        and one.is_on_subject
        and other.is_on_subject
    )


def _share_subject_nearby(one: _Reading, other: _Reading) -> bool:
    """Return whether two lines of one article speak of the asked matter, their paragraphs taken together with them."""
    if abs(one.candidate.span[0] - other.candidate.span[0]) > _NEAR:
        return False
    if one.expected.kind != "yes_no":
        return min(one.line_coverage, other.line_coverage) >= _LINE_COVERAGE
    least = min(one.coverage, other.coverage)
    pair = _claim_and_denial(one, other)
    if pair is None or least >= _COVERAGE:
        return least >= _COVERAGE
    # The accused denies: whoever denies it is named in the claim.
    return least >= _ACCUSED_COVERAGE and not _content(pair[1].speaker or "").isdisjoint(pair[0].stems)


def _claim_and_denial(one: _Reading, other: _Reading) -> tuple[_Reading, _Reading] | None:
    sorts = [each.statement.sort if each.statement else None for each in (one, other)]
    if sorts == ["claim", "denial"]:
        return one, other
    return (other, one) if sorts == ["denial", "claim"] else None


def _speak_apart(one: _Reading, other: _Reading) -> bool:
    """Return whether two named speakers say it, with no word in common; a denier answers the article itself, too."""
    if one.speaker is None or other.speaker is None:
        pair = _claim_and_denial(one, other) if one.expected.kind == "yes_no" else None
        return pair is not None and pair[1].speaker is not None
    return _content(one.speaker).isdisjoint(_content(other.speaker))


def _content(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text) if word.is_content)


def _days_apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _same_days(one: tuple[date, date] | None, other: tuple[date, date] | None) -> bool:
    if one is None or other is None:
        return True
    return (max(one[0], other[0]) - min(one[1], other[1])).days <= _SAME_DAY
