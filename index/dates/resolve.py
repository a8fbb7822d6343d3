"""Turn what the words of a date mean into days, from the publication date, the tense and the day spoken of before.

Where these leave more than one day, none is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.dates.meanings import (
    Anchored,
    Calendar,
    Interval,
    Meaning,
    Mention,
    Range,
    Relative,
    Unknown,
    Weekday,
    last_of_month,
    make_day,
)
from index.dates.tense import Tense, Tenses

Resolved = tuple[date | None, date | None]
"""The first day and the last, both inclusive; the last is None for a single day, the first where it isn't known."""

NOTHING: Resolved = (None, None)
_AHEAD = 183  # days that a date without a year may lie after the publication
_PLANNED = 270  # where a verb says that it lies ahead
_SLIP = 3  # days by which a text may be ahead of its date line: time zones, updates


@dataclass(frozen=True, slots=True)
class Anchor:
    """What "the same day" and "that year" point back to."""

    day: date | None = None
    year: int | None = None


def resolve(mention: Mention, published: date | None, anchor: Anchor, tenses: Tenses) -> Resolved:
    """Return the days that a mention means; OverflowError where they lie outside the calendar."""
    match mention.meaning:
        case Interval(first, last):
            return first, last
        case Anchored() as meaning:
            return _from_anchor(meaning, anchor)
        case Calendar(year=int(year)) as meaning:
            return _calendar(meaning, year)
        case Calendar() | Weekday() as meaning if published:
            return _end(meaning, published, tenses.at(mention.core))
        case Range() as meaning:
            return _range(meaning, published, tenses.at(mention.core))
        case Relative() as meaning if published:
            return _relative(meaning, published, tenses.at(mention.core))
    return NOTHING


def _end(meaning: Calendar | Weekday, published: date | None, tense: Tense) -> Resolved:
    """Resolve a date by itself, or one end of a range."""
    if isinstance(meaning, Calendar) and meaning.year is not None:
        return _calendar(meaning, meaning.year)
    if published is None:
        return NOTHING
    if isinstance(meaning, Weekday):
        return _weekday(meaning, published, tense), None
    year = _missing_year(meaning, published, tense)
    return _calendar(meaning, year) if year is not None else NOTHING


def _range(meaning: Range, published: date | None, tense: Tense) -> Resolved:
    first, _ = _end(meaning.first, published, tense)
    day, until = _end(meaning.last, published, tense)
    last = until or day
    if first is None or last is None:
        return NOTHING
    if last < first and isinstance(meaning.first, Weekday):
        # "from Friday to Monday", told on the Monday after or on a Sunday: one of the two lies a week off.
        first, last = (first, last + timedelta(7)) if tense == "future" else (first - timedelta(7), last)
    return (first, last) if first <= last else NOTHING


def _third(part: str) -> int:
    return ("early", "mid", "late").index(part)


def _calendar(meaning: Calendar, year: int) -> Resolved:
    """Return the span of a date whose year is known; "early", "mid" and "late" are thirds."""
    if meaning.month is None:
        months = (4 * _third(meaning.part) + 1, 4 * _third(meaning.part) + 4) if meaning.part else (1, 12)
        return make_day(year, months[0], 1), last_of_month(year, months[1])
    if meaning.day is not None:
        return make_day(year, meaning.month, meaning.day), make_day(
            year, meaning.month, meaning.last
        ) if meaning.last else None
    end = last_of_month(year, meaning.month)
    if not meaning.part:
        return make_day(year, meaning.month, 1), end
    days = ((1, 10), (11, 20), (21, end.day))[_third(meaning.part)]
    return make_day(year, meaning.month, days[0]), make_day(year, meaning.month, days[1])


def _missing_year(meaning: Calendar, published: date, tense: Tense) -> int | None:
    """Return the year that makes most sense of a date without one, or None."""
    month = meaning.month or 1
    spans: dict[int, int] = {}  # days from the publication to the date: negative before it, 0 within a month
    for year in (published.year - 1, published.year, published.year + 1):
        first = make_day(year, month, meaning.day or 1)
        if first and (meaning.weekday is None or first.weekday() == meaning.weekday):
            last = first if meaning.day else last_of_month(year, month)
            spans[year] = min((last - published).days, 0) or max((first - published).days, 0)
    match meaning.way:
        case "this":
            return published.year if published.year in spans else None
        case "last" | "past" | "this past":
            return max((year for year, days in spans.items() if days < 0), default=None)
        case "next" | "coming" | "this coming":
            return min((year for year, days in spans.items() if days > 0), default=None)
        case "previous" | "following":
            return None
    if tense == "past":
        spans = {year: days for year, days in spans.items() if days <= (_SLIP if meaning.day else 0)}
    elif tense == "future" and any(0 <= days <= _PLANNED for days in spans.values()):
        spans = {year: days for year, days in spans.items() if days >= 0}
    else:
        spans = {year: days for year, days in spans.items() if days <= _AHEAD}
    return min(spans, key=lambda year: abs(spans[year]), default=None)


def _weekday(meaning: Weekday, published: date, tense: Tense) -> date | None:
    back = (published.weekday() - meaning.day) % 7
    ahead = (meaning.day - published.weekday()) % 7
    week = published - timedelta(published.weekday())
    match meaning.way:
        case "last":
            return published - timedelta(back or 7)
        case "next":
            return published + timedelta(ahead or 7)
        case "this" if tense != "past":
            return week + timedelta(meaning.day)
        case "last week" | "this week" | "next week":
            weeks = ("last week", "this week", "next week").index(meaning.way) - 1
            return week + timedelta(7 * weeks + meaning.day)
        case "unknown":
            return None
    return published + timedelta(ahead) if tense == "future" else published - timedelta(back)


def _months_from(day: date, months: int) -> tuple[date, date] | None:
    """Return the first and last day of the month that lies `months` from that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = make_day(year, month + 1, 1)
    return (first, last_of_month(year, month + 1)) if first else None


def _period(unit: str, amount: int, day: date) -> tuple[date, date] | None:
    """Return the calendar week (from Monday), month or year that lies `amount` from that of `day`."""
    if unit == "week":
        first = day - timedelta(day.weekday()) + timedelta(7 * amount)
        return first, first + timedelta(6)
    if unit == "month":
        return _months_from(day, amount)
    first_day = make_day(day.year + amount, 1, 1)
    return (first_day, date(first_day.year, 12, 31)) if first_day else None


def _moved(unit: str, amount: int, day: date) -> date | None:
    """Return the day that lies `amount` units from `day`."""
    if unit in ("day", "week"):
        return day + timedelta(amount * (7 if unit == "week" else 1))
    span = _months_from(day, amount * (12 if unit == "year" else 1))
    return span[0].replace(day=min(day.day, span[1].day)) if span else None


def _weekend(meaning: Relative, published: date, tense: Tense) -> Resolved:
    saturday = published - timedelta(published.weekday()) + timedelta(5 + 7 * meaning.amount)
    # Told on a weekday, "the weekend" is the one that is over, "this weekend" the one to come, if no verb says else.
    over = tense != "future" if meaning.part == "the" else meaning.amount == 0 and tense == "past"
    if over and published.weekday() < 5:
        saturday -= timedelta(7)
    return saturday, saturday + timedelta(1)


def _relative(meaning: Relative, published: date, tense: Tense) -> Resolved:
    if meaning.unit == "weekend":
        return _weekend(meaning, published, tense)
    if meaning.shape == "point":
        return _moved(meaning.unit, meaning.amount, published), None
    if meaning.shape == "window":
        if meaning.amount > 0 and tense == "past":
            return NOTHING  # "over the next three days the river rose": told of another time
        other = _moved(meaning.unit, meaning.amount, published)
        return (min(other, published), max(other, published)) if other else NOTHING
    span = _period(meaning.unit, meaning.amount, published)
    if span is None:
        return NOTHING
    first, last = span
    if meaning.amount == 0 and meaning.part == "earlier":
        return first, published
    if meaning.amount == 0 and meaning.part == "later":
        return published, last
    if meaning.part in ("early", "late"):
        third = (last - first) // 3
        return (first, first + third) if meaning.part == "early" else (last - third, last)
    return first, last


def _from_anchor(meaning: Anchored, anchor: Anchor) -> Resolved:
    if meaning.unit == "year" and anchor.year is not None:
        year = anchor.year + meaning.amount
        return make_day(year, 1, 1), make_day(year, 12, 31)
    if anchor.day is None:
        return NOTHING
    if meaning.unit == "day":
        return _moved("day", meaning.amount, anchor.day), None
    return _period(meaning.unit, meaning.amount, anchor.day) or NOTHING


def move(anchor: Anchor, meaning: Meaning, first: date | None, last: date | None) -> Anchor:
    """Return what the next "same day" points back to, after a date that was resolved to these days."""
    if isinstance(meaning, Relative) and meaning.shape == "window":
        return anchor
    one_day = isinstance(meaning, Weekday | Anchored | Unknown) or (
        isinstance(meaning, Calendar) and meaning.day is not None
    )
    if first is None:
        return replace(anchor, day=None) if one_day else anchor
    day = first if last is None or last == first else anchor.day
    return Anchor(day, first.year if last is None or last.year == first.year else anchor.year)
