"""Read the dates that hang on another day: weekdays, "yesterday", "last week", "two days later".

Each reader returns what the words mean, or None where they are no date.
"""

from __future__ import annotations

import re

from index.dates.meanings import Anchored, Relative, Unknown, Weekday
from index.dates.patterns import MONTHS, NAMED_DAYS, NUMBERS, WEEKDAYS, words
from index.dates.place import Found, Place

_LAST_WORD = re.compile(r"([^\W\d_]+)['\u2019]?\.?\s{1,3}\Z")
_HABIT = frozenset(words("every each most any some a an one another many per other"))
_CUSTOMS = frozenset(words("prayer prayers mass school schools service services market markets"))
_OCCASIONS = frozenset(
    words(
        "attack briefing call ceremony debate email filing hearing interview letter meeting news post press raid"
        " rally report ruling session speech statement strike summit vote"
    )
)
"""What "a Friday ..." is said of where one Friday is meant."""
_REPORTING = frozenset(words("said told announced reported confirmed added stated wrote claimed declared warned"))
_WAYS = {
    "this past": "last", "past": "last", "this coming": "next", "coming": "next",
    "previous": "unknown", "following": "unknown",
}  # fmt: skip
_ORDINAL_BEFORE = re.compile(r"\b(?:first|second|third|fourth|fifth|last)\s\Z", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    rf"\s(?:before|after|following|preceding|(?:of|in)\s(?:{'|'.join(MONTHS)}|each|every)"
    r"|of\s(?:the|a|his|her|its|their))\b",
    re.IGNORECASE,
)
_APPROXIMATE = re.compile(
    r"\b(?:more than|over|at least|less than|fewer than|under|nearly|almost|about|around|some|roughly"
    r"|approximately|up to)\s\Z",
    re.IGNORECASE,
)
_POINTS = {"yesterday": -1, "tomorrow": 1, "today": 0, "tonight": 0, "last": -1, "this": 0}
_WEEKENDS = {"last": -1, "past": -1, "this past": -1, "this": 0, "next": 1, "coming": 1}
_WEEKEND_PREPOSITIONS = frozenset(words("over at on during since by until before after through"))


def read_weekday(place: Place) -> Found | None:
    """Read "Friday", "last Friday night", "Monday of last week"."""
    word = place.match["weekday_d"]
    before = _LAST_WORD.search(place.before)
    previous = before[1].lower() if before else ""
    if not word[0].isupper() and place.preposition != "on":
        return None
    following = place.next_word()
    if previous in NAMED_DAYS or following in _CUSTOMS:
        return None
    if previous in _HABIT and not (previous == "a" and following in _OCCASIONS):
        return None
    week = place.group("weekday_w")
    way = f"{week} week" if week else _WAYS.get(place.way, place.way)
    bare = not place.preposition and not way and not place.lead["when"]
    if bare and following[:1].isupper() and previous not in _REPORTING:
        return None  # "the Sunday Post"
    exact = _ORDINAL_BEFORE.search(place.before) or place.lead["det"] or way
    if exact and _OF_ANOTHER.match(place.text, place.match.end(), place.end):
        return None  # "the last Saturday of May", "the Sunday before the vote"
    return place.whole(Weekday(WEEKDAYS.index(word.lower()), way))


def read_word(place: Place) -> Found | None:
    """Read "yesterday", "last night", "the day before yesterday"."""
    said = place.group("word_w").split()
    if said[0] == "the":
        return place.whole(Relative("day", -2 if said[2] == "before" else 2, "point"))
    return place.whole(Relative("day", _POINTS[said[0]], "point"))


def read_weekend(place: Place) -> Found | None:
    """Read "over the weekend", "last weekend"."""
    way = place.group("weekend_w").removeprefix("the ")
    if way == "the":
        known = place.preposition in _WEEKEND_PREPOSITIONS
        return place.whole(Relative("weekend", 0, "period", "the")) if known else None
    if way not in _WEEKENDS:
        return place.whole(Unknown())
    return place.whole(Relative("weekend", _WEEKENDS[way], "period"))


def _amount(said: str) -> int | None:
    return int(said) if said.isdigit() else NUMBERS.get(said)


def read_ago(place: Place) -> Found | None:
    """Read "three days ago"; "about three years ago" is not exact enough."""
    amount, unit = _amount(place.group("ago_n")), place.group("ago_u")
    if amount is None or unit == "decade" or _APPROXIMATE.search(place.before):
        return place.whole(Unknown())
    return place.whole(Relative(unit, -amount, "point" if unit in ("day", "week") else "period"))


def read_window(place: Place) -> Found | None:
    """Read "the past two months", "the next three days"."""
    hours = place.number("window_h")
    if hours:
        return place.whole(Relative("day", -(hours // 24), "window"))
    way, unit = place.group("window_w"), place.group("window_u") or place.group("window_s")
    amount = _amount(place.group("window_n")) if way else 1
    if amount is None or unit == "decade" or way == "following":
        return place.whole(Unknown())
    return place.whole(Relative(unit, amount if way in ("next", "coming") else -amount, "window"))


def read_later(place: Place) -> Found | None:
    """Read "two days later", "a year earlier"."""
    amount, unit = _amount(place.group("later_n")), place.group("later_u")
    if amount is None or unit in ("month", "decade"):
        return place.whole(Unknown())
    days = 7 * amount if unit == "week" else amount
    back = place.group("later_w") in ("earlier", "beforehand")
    return place.whole(Anchored("day" if unit == "week" else unit, -days if back else days))


def read_same(place: Place) -> Found | None:
    """Read "the same day", "that year", "the following month", "the day before"."""
    unit = place.group("same_u") or place.group("same_v") or "day"
    way = place.group("same_w") or place.group("same_n") or place.group("same_x")
    if unit == "decade":
        return None
    ahead, back = way.endswith(("next", "following", "after")), way.endswith(("previous", "preceding", "before"))
    return place.whole(Anchored(unit, ahead - back))


def read_period(place: Place) -> Found | None:
    """Read "last week", "earlier this month", "next year"."""
    unit = place.group("period_u")
    if unit in ("day", "decade"):
        return None
    amount = {"last": -1, "this": 0, "next": 1}[place.group("period_w")]
    return place.whole(Relative(unit, amount, "period", place.group("period_e")))
