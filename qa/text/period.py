"""The time that a question is about, where it names one: "in June", "since May 24", "between 3 and 5 June 2017".

Only the calendar is read, for a question has no day of its own: "last week" says nothing here. What could be meant in
two ways is no period. It never decides what answers.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_MONTH = r"(?:" + "|".join([*_NAMES, *(name[:3] for name in _NAMES), "sept"]) + r")\b\.?"
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:1\d|20|21)\d\d"
_UP_TO = r"(?:\s?[-–]\s?|\s(?:and|to|until|till|through)\s)"
_POINT = re.compile(
    rf"\b(?P<iso>(?P<iy>{_YEAR})-(?P<im>\d\d)(?:-(?P<id>\d\d))?)\b"
    rf"|\b(?P<dd>{_DAY})(?:{_UP_TO}(?P<de>{_DAY}))?\s(?:of\s)?(?P<dm>{_MONTH})(?:,?\s(?P<dy>{_YEAR})\b)?"
    rf"|\b(?P<mm>{_MONTH})\s(?:the\s)?(?P<md>{_DAY})\b(?:{_UP_TO}(?P<me>{_DAY})\b)?(?:,?\s(?P<my>{_YEAR})\b)?"
    rf"|(?:\b(?P<part>early|mid|late)[\s-])?\b(?P<bm>{_MONTH})(?:,?\s(?:of\s|in\s)?(?P<by>{_YEAR})\b)?"
    rf"|\b(?P<y>{_YEAR})\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?P<way>in|on|of|during|throughout|within|around|since|after|from|starting|until|till|through|by|up to|before"
    r"|between|and|to)\s(?:the\s)?(?:(?:month|year|beginning|end) of\s)?$",
    re.IGNORECASE,
)
_UNTOLD = re.compile(r"\b(?:last|next|this|every|each|previous|following)\s$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:after|before|since|until|till)\b", re.IGNORECASE)  # "after the fire of June 3"
_JOIN = re.compile(_UP_TO, re.IGNORECASE)
_NAME = re.compile(r"\s[^\W\d_a-z]")  # "June Carter"
_ANY_YEAR = 2000  # stands for a year that is not told: it has every day of the calendar


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both inclusive; None is no limit. With `any_year` only their months and days count."""

    start: date | None
    end: date | None
    any_year: bool = False

    def holds(self, first: str, last: str | None = None) -> bool:
        """Return whether the ISO day `first`, or a range of days up to `last`, begins or ends within the period."""
        return any(self._has(date.fromisoformat(day)) for day in (first, last) if day is not None)

    def _has(self, day: date) -> bool:
        if self.any_year:
            day = day.replace(year=_ANY_YEAR)
            if self.start is not None and self.end is not None and self.start > self.end:  # over the new year
                return day >= self.start or day <= self.end
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class _Point:
    """A date as it is written at `start` to `end`: its first and last day, its year if told, and what governs it.

    `opens` is where that word stands, or `start`.
    """

    opens: int
    start: int
    end: int
    first: date
    last: date
    year: int | None
    way: str


def read_period(question: str) -> Period | None:
    """Return the period that a question names, or None where it names none, or more than one."""
    points = [point for match in _POINT.finditer(question) if (point := _read(question, match)) is not None]
    if not points or _UNTOLD.search(question[: points[0].start]):
        return None
    if _ELSEWHERE.search(question[: points[0].opens]):
        return None
    if len(points) == 1:
        return _single(points[0])
    if len(points) == 2 and _JOIN.fullmatch(question, points[0].end, points[1].start):
        return _range(points[0], points[1])
    return None


def _read(text: str, match: re.Match[str]) -> _Point | None:
    governor = _BEFORE.search(text, 0, match.start())
    way = governor["way"].lower() if governor else ""
    month = match["im"] or match["dm"] or match["mm"] or match["bm"]
    day, until = match["id"] or match["dd"] or match["md"], match["de"] or match["me"]
    written = match["iy"] or match["dy"] or match["my"] or match["by"] or match["y"]
    end = match.end()
    if way == "in" and match["md"] and not written:  # "in June 20 boats sank": the figure counts the boats
        day, until, end = None, None, match.end("mm")
    bare = not (match["iso"] or day or match["part"] or (month and written))
    verb = month is not None and month in ("may", "march")
    if (not way and (bare or verb)) or (bare and _NAME.match(text, end)):
        return None
    year = int(written) if written else None
    try:
        first, last = _days(year, month, day, until, (match["part"] or "").lower())
    except ValueError:  # the thirtieth of February
        return None
    if first > last:
        return None
    opens = governor.start() if governor else match.start()
    return _Point(opens, match.start(), end, first, last, year, "on" if until else way)


def _days(year: int | None, month: str | None, day: str | None, until: str | None, part: str) -> tuple[date, date]:
    """Return the first and the last day of a date; raises ValueError where there is no such day."""
    some_year = _ANY_YEAR if year is None else year
    if month is None:
        return date(some_year, 1, 1), date(some_year, 12, 31)
    number = int(month) if month.isdigit() else [name[:3] for name in _NAMES].index(month.lower()[:3]) + 1
    if day is not None:
        first = date(some_year, number, _figure(day))
        return first, date(some_year, number, _figure(until)) if until else first
    length = monthrange(some_year, number)[1]
    begin, end = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}.get(part, (1, length))
    return date(some_year, number, begin), date(some_year, number, end)


def _figure(day: str) -> int:
    return int(day.rstrip("stndrhSTNDRH"))


def _single(point: _Point) -> Period | None:
    start: date | None = point.first
    end: date | None = point.last
    if point.way in ("between", "and", "to"):  # half of a range, or no date: "what happened to May"
        return None
    if point.way in ("since", "from", "starting"):
        end = None
    elif point.way == "after":
        start, end = point.last + timedelta(days=1), None
    elif point.way in ("until", "till", "through", "by", "up to"):
        start = None
    elif point.way == "before":
        start, end = None, point.first - timedelta(days=1)
    if point.year is None and any(day is not None and day.year != _ANY_YEAR for day in (start, end)):
        return None  # "before January": of the year before, or of none
    return Period(start, end, any_year=point.year is None)


def _range(first: _Point, second: _Point) -> Period | None:
    start, end = first.first, second.last
    if first.year is None and second.year is not None:
        start = start.replace(year=second.year)
        start = start.replace(year=second.year - 1) if start > end else start
    elif first.year is not None and second.year is None:
        end = end.replace(year=first.year)
        end = end.replace(year=first.year + 1) if end < start else end
    any_year = first.year is None and second.year is None
    return Period(start, end, any_year=any_year) if any_year or start <= end else None
