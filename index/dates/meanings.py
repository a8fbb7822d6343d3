"""What the words of a date mean by themselves: values that `index.dates.forms` finds, `index.dates` resolves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Part = Literal["", "early", "mid", "late"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day, month or year of the calendar; what is None was not written. `last` is a later day of the month.

    `way` is "last", "next" or the like where it stands before a month.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    weekday: int | None = None
    part: Part = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Two known days, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0. `way` is "", "last", "next", "this", "unknown", or "last week" and so on."""

    day: int
    way: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """`amount` units from the publication date: a point, a whole period, or the window in between."""

    unit: str
    amount: int
    shape: Literal["point", "period", "window"]
    part: str = ""


@dataclass(frozen=True, slots=True)
class Anchored:
    """`amount` units from the date spoken of before."""

    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A date that the words alone don't fix."""


@dataclass(frozen=True, slots=True)
class Range:
    """From one date to another."""

    first: Calendar | Weekday
    last: Calendar | Weekday


Meaning = Calendar | Interval | Weekday | Relative | Anchored | Unknown | Range


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names a date; what stands before `core` are words such as "since early"."""

    start: int
    core: int
    end: int
    preposition: str
    meaning: Meaning


def make_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return next(found for day in (31, 30, 29, 28) if (found := make_day(year, month, day)))


def years(first: int, last: int) -> Interval:
    """Return the days from the first of one year to the last of another."""
    return Interval(date(first, 1, 1), date(last, 12, 31))
