"""Resolve the dates that a text speaks of to days of the calendar, against the article's own publication date.

A day is given only where the words and the publication date fix it; else the expression stays, its date None. The
clock plays no part: "today" is the article's day, never the reader's. Pure functions, no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.dates.forms import find_mentions
from index.dates.meanings import Calendar, Mention, Range, make_day
from index.dates.resolve import NOTHING, Anchor, move, resolve
from index.dates.tense import Tenses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Region

_ANCHOR_LINES = 4  # lines with text over which "the same day" reaches back


@dataclass(frozen=True, slots=True)
class DateExpression:
    """`text[start:end] == expression` speaks of the day `date`, or of `date` until `until`, inclusive.

    Both are ISO days; `date` is None where it can't be known. With "since", "until", "by" and the like it is the
    day that is named.
    """

    start: int
    end: int
    expression: str
    date: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class LineDate:
    """A date expression on a physical line, numbered from 1; its offsets count from the line's start."""

    line: int
    expression: DateExpression


def date_expressions(
    text: str, start: int, end: int, published: str | None, *, anchor: str | None = None
) -> tuple[DateExpression, ...]:
    """Return the date expressions of one sentence or line, `text[start:end]`, in order.

    `published` and `anchor` are ISO days; `anchor` is the day spoken of before, for "the same day". What is
    not an ISO day counts as None.
    """
    day = _parse(anchor)
    return tuple(_resolve_all(text, start, end, _parse(published), Anchor(day, day.year if day else None))[0])


def article_dates(
    lines: Sequence[str], regions: Sequence[Region | None], published: str | None
) -> tuple[LineDate, ...]:
    """Return the date expressions of an article, line by line; "the same day" reaches over lines of the body.

    Comments and boilerplate were written on days of their own, so what is relative in them stays unresolved.
    """
    return tuple(_article_dates(lines, regions, _parse(published)))


def full_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Mention, date]]:
    """Yield the mentions of a day with its year, such as "5 June 2017"; of a range the last day."""
    for mention in find_mentions(text, start, len(text) if end is None else end):
        meaning = mention.meaning.last if isinstance(mention.meaning, Range) else mention.meaning
        if isinstance(meaning, Calendar) and meaning.year and meaning.month and meaning.day:
            day = make_day(meaning.year, meaning.month, meaning.last or meaning.day)
            if day:
                yield mention, day


def _article_dates(
    lines: Sequence[str], regions: Sequence[Region | None], published: date | None
) -> Iterator[LineDate]:
    anchor, age = Anchor(), 0
    for number, (line, region) in enumerate(zip(lines, regions, strict=True), 1):
        own = region in (None, "body", "title", "byline")
        body = region in (None, "body")
        if body and line.strip():
            age += 1
            if age > _ANCHOR_LINES:
                anchor = Anchor()
        found, left = _resolve_all(line, 0, len(line), published if own else None, anchor if body else Anchor())
        if body and found:
            anchor, age = left, 0
        for expression in found:
            yield LineDate(number, expression)


def _parse(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def _resolve_all(
    text: str, start: int, end: int, published: date | None, anchor: Anchor
) -> tuple[list[DateExpression], Anchor]:
    found: list[DateExpression] = []
    tenses = Tenses(text, start, end)
    full: tuple[int, int] | None = None  # where the last date with its year stands, and the year
    for mention in find_mentions(text, start, end):
        meaning = mention.meaning
        try:
            first, last = resolve(mention, published, anchor, tenses)
        except OverflowError:  # "9999-12-31 ... the next day"
            first, last = NOTHING
        if isinstance(meaning, Calendar) and meaning.month:
            if meaning.year:
                full = mention.core, meaning.year
            elif first and full and full[1] != first.year and tenses.together(full[0], mention.core):
                # "on 5 June 1999 ... and on 12 June": which year is meant can't be told.
                first, last = (first, last) if tenses.at(mention.core) == "future" else NOTHING
        anchor = move(anchor, meaning, first, last)
        found.append(
            DateExpression(
                mention.start,
                mention.end,
                text[mention.start : mention.end],
                first.isoformat() if first else None,
                last.isoformat() if last and last != first else None,
            )
        )
    return found, anchor
