"""Find where a text speaks of a date, and what the words mean, before anything is known of the article.

`find_mentions` returns meanings such as "the 3rd of June", "the last Saturday", "two days after that"; it is
`index.dates` that turns them into days. Nothing here may guess: a form that could be something else (a verb, a
name, a quantity) is no mention, and one that could be two days (05/06/2017) means `Unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.dates import calendar, relative
from index.dates.meanings import Calendar, Mention, Range, Weekday
from index.dates.patterns import FORM, LEAD, LINK, LINK_AND, LIST, SIGNS
from index.dates.place import Found, Place

_REACH = 48  # how far before a date its preposition may start
_LOOK_ALIKES = re.compile("[\u017f\u0130\u0131\u212a]")  # letters that a case-blind pattern takes for s, i and k
_READERS: dict[str, Callable[[Place], Found | None]] = {
    "iso": calendar.read_iso,
    "cjk": calendar.read_iso,
    "num": calendar.read_numeric,
    "md": calendar.read_month_day,
    "dm": calendar.read_day_month,
    "foreign": calendar.read_foreign,
    "my": calendar.read_month_year,
    "month": calendar.read_month,
    "era": calendar.read_era,
    "quarter": calendar.read_quarter,
    "season": calendar.read_season,
    "century": calendar.read_century,
    "decade": calendar.read_decade,
    "years": calendar.read_years,
    "year": calendar.read_year,
    "weekday": relative.read_weekday,
    "word": relative.read_word,
    "weekend": relative.read_weekend,
    "ago": relative.read_ago,
    "window": relative.read_window,
    "later": relative.read_later,
    "same": relative.read_same,
    "period": relative.read_period,
}


def find_mentions(text: str, start: int, end: int) -> list[Mention]:
    """Return the mentions of dates in `text[start:end]`, in order, without overlaps; ranges are one mention."""
    if not SIGNS.search(text, start, end):
        return []
    found: list[Mention] = []
    for mention in _mentions(text, start, end):
        first = found[-1] if found else None
        both = _as_range(text, first, mention) if first else None
        if first and both:
            found[-1] = Mention(first.start, first.core, mention.end, first.preposition, both)
        else:
            found.append(mention)
    return _with_shared_years(text, found)


def _with_shared_years(text: str, found: list[Mention]) -> list[Mention]:
    """Give "June" the year of "in June and July 2017"."""
    for index in range(len(found) - 2, -1, -1):
        mention, after = found[index], found[index + 1]
        match mention.meaning, after.meaning:
            case Calendar(year=None, month=int()) as one, Calendar(year=int(), month=int()) as other:
                if LIST.fullmatch(text, mention.end, after.core):
                    found[index] = replace(mention, meaning=_share_year(one, other).first)
    return found


def _mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    position = start
    previous: Mention | None = None
    while match := FORM.search(text, position, end):
        lead = LEAD.search(text, max(position, match.start() - _REACH), match.start())
        joined = previous and LIST.fullmatch(text, previous.end, match.start())
        meaning = previous.meaning if previous and joined else None
        found = _read(Place(text, end, match, lead, meaning)) if lead else None
        if lead is None or found is None:
            position = match.start() + 1
            continue
        meaning, core, stop = found
        belongs = core == match.start() and _belongs(lead, match)
        previous = Mention(lead.start() if belongs else core, core, stop, (lead["prep"] or "").lower(), meaning)
        yield previous
        position = stop


def _belongs(lead: re.Match[str], match: re.Match[str]) -> bool:
    """Tell whether the words before a date are a part of it: "in 2016", but not "in the" of "in the 2016 race"."""
    adjective = match.lastgroup == "year" and lead["det"] and not lead["part"] and "year" not in lead[0].lower()
    return not adjective and any(lead[name] for name in ("prep", "part", "way", "when"))


def _read(place: Place) -> Found | None:
    if _LOOK_ALIKES.search(place.match[0]):
        return None
    return _READERS[place.match.lastgroup or ""](place)


def _as_range(text: str, first: Mention, last: Mention) -> Range | None:
    """Return what "from Monday to Friday" or "between May 3 and May 7" means as one, or None."""
    gap = text[first.end : last.core]
    if not (LINK.fullmatch(gap) or (first.preposition == "between" and LINK_AND.fullmatch(gap))):
        return None
    match first.meaning, last.meaning:
        case Weekday() as one, Weekday() as other:
            return Range(one, other)
        case Calendar() as one, Calendar() as other:
            alike = (one.day is None) == (other.day is None) and (one.month is None) == (other.month is None)
            return _share_year(one, other) if alike else None
    return None


def _share_year(first: Calendar, last: Calendar) -> Range:
    """Give both ends of a range the year that only one of them has."""
    if first.month and last.month:
        turns = first.month > last.month
        if first.year is None and last.year is not None:
            first = replace(first, year=last.year - turns)
        elif last.year is None and first.year is not None:
            last = replace(last, year=first.year + turns)
    return Range(first, last)
