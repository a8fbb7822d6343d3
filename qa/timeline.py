"""Answers to "what happened" in order of time, and from the time that is asked about.

The day of a piece of evidence is the one that its sentence speaks of, else the one on which its article was published.
Citations keep their numbers, which are in order of weight; it never makes evidence out of what was not found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.question import Question
from qa.retrieve import Candidate
from qa.select import Selection
from qa.text.expect import expectation
from qa.text.period import Period
from qa.text.spans import names_it
from qa.types import Citation

_MOST_TRIED = 20  # pieces of evidence among which those of the period are looked for


@dataclass(frozen=True, slots=True)
class Told:
    """When a line's events were: ISO days, `last` None for a single one.

    `is_spoken_of` is False where the line names no day: then `first` is the day on which its article was published.
    """

    first: str
    last: str | None
    is_spoken_of: bool


def asks_for_events(text: str) -> bool:
    """Return whether the text of a question asks for events."""
    return expectation(text).kind == "event"


def asks_what_happened(question: Question) -> bool:
    """Return whether a question asks for events."""
    return asks_for_events(question.text)


def told_on(citation: Citation) -> Told | None:
    """Return the day by which a citation is told: the first that it speaks of, else its article's; None without any."""
    days = ((each["date"], each["end"]) for each in citation.dates)
    first, last = min(
        ((day, end) for day, end in days if day is not None), default=(None, None), key=lambda day: day[0]
    )
    if first is not None:
        return Told(first, last, is_spoken_of=True)
    return Told(citation.published, None, is_spoken_of=False) if citation.published else None


def in_order_of_time(question: Question, citations: Sequence[Citation]) -> list[Citation]:
    """Return citations as they should be told: for "what happened" the earliest first, those without a day last."""
    if not asks_what_happened(question):
        return list(citations)
    return sorted(citations, key=_day)


def _day(citation: Citation) -> str:
    told = told_on(citation)
    return told.first if told else "9999"


def keep_period(question: Question, selection: Selection) -> Selection:
    """Return the evidence from the time that a "what happened" names; all of it where none is known to be from then."""
    if question.period is None or not selection.evidence or not asks_what_happened(question):
        return selection
    ranked = (*selection.evidence, *selection.spare)
    named = expectation(question.likeliest).names
    inside = [each for each in ranked[:_MOST_TRIED] if _lies_in(each, question.period)]
    # Many lines are of a month, and few of them about what the question names.
    inside = [each for each in inside if _is_about(each, named)] or inside
    if not inside:
        return selection
    wanted = len(selection.evidence)
    return replace(selection, evidence=tuple(inside[:wanted]), spare=tuple(inside[wanted:]))


def _is_about(candidate: Candidate, names: Sequence[str]) -> bool:
    text = f"{candidate.passage.article.title or ''} {candidate.passage.text}"
    return all(names_it(name, text) for name in names)


def _lies_in(candidate: Candidate, period: Period) -> bool:
    article, (start, end) = candidate.passage.article, candidate.span
    spoken_of = [
        (each.date, each.until)
        for each in article.dates
        if each.date is not None and start <= each.start and each.end <= end
    ]
    if spoken_of:
        return any(period.holds(first, last) for first, last in spoken_of)
    return article.published is not None and period.holds(article.published)
