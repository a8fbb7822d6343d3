"""Read dates of the calendar: days, months, years, decades, as far as they are written.

Each reader returns what the words mean, or None where they are no date: a quantity, a name, a verb.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from index.dates.meanings import Calendar, Interval, Unknown, last_of_month, make_day, years
from index.dates.patterns import FOREIGN_MONTHS, MONTHS, ORDINALS, WEEKDAYS, words
from index.dates.place import Found, Place

_SAFE_LOWER = frozenset(MONTHS) - {"may", "march"}
_NAMES_TOO = frozenset({"april", "may", "june", "august"})
_STREETS = frozenset(words("Street Avenue Square Road Boulevard Bridge Stadium Movement"))
_MONTH_PREPOSITIONS = frozenset(words("in since during throughout until till through"))
_LOOSE_PREPOSITIONS = frozenset({*words("by before after from between around over for"), "as of", "prior to"})
_YEAR_PREPOSITIONS = frozenset(
    words("in since by until till before after from between during throughout through around circa ca. c.")
) | {"as of", "as early as", "as late as", "prior to"}
_PLAIN = frozenset(
    words(
        "the a an he she it they we i and or but to in on of at with when which who as that was were is are"
        " had has after before by for from until while where because his her its their this these than so"
        " then also not did"
    )
)
_Q = r"['\u2019]"
_OPENER = re.compile(
    r"(?:\((?:[^()]{0,40},\s)?"
    r"|\b(?:born|died|published|established|est\.|founded|released|b\.|d\.|c\.|ca\.)\s{1,2})\Z",
    re.IGNORECASE,
)
_CLOSER = re.compile(r"\s?(?:[),;]|and\b)")
_OWNER = re.compile(
    rf"\b(?:the|a|his|her|its|their|our|my|this|that|[^\W\d_]+{_Q}s|[^\W\d_]+s{_Q})\s{{1,2}}\Z", re.IGNORECASE
)
_OF = re.compile(r"[^\W\d_]{3,}\sof\s\Z")


def _month(word: str) -> int | None:
    """Return a month's number; None for the verbs, and for what is not written as a month."""
    if not ((word[:1].isupper() and (word[1:].islower() or word.isupper())) or word in _SAFE_LOWER):
        return None
    return next((number for number, name in enumerate(MONTHS, 1) if name.startswith(word[:3].lower())), None)


def _weekday(word: str | None) -> int | None:
    if not word or not word[0].isupper():
        return None
    return next((number for number, name in enumerate(WEEKDAYS) if name.startswith(word[:3].lower())), None)


def read_iso(place: Place) -> Found | None:
    """Read "2017-06-05", also with points, slashes or the signs of Chinese and Japanese."""
    name = place.match.lastgroup
    year, month, day = (int(place.match[f"{name}_{field}"]) for field in "ymd")
    if not 1000 <= year < 2200 or make_day(year, month, day) is None:
        return None
    return place.whole(Calendar(year, month, day))


def read_numeric(place: Place) -> Found | None:
    """Read "25.06.2017"; "05/06/2017" may be either of two days."""
    first, second, year = (int(place.match[f"num_{field}"]) for field in "aby")
    days = {found for found in (make_day(year, second, first), make_day(year, first, second)) if found}
    if not 1000 <= year < 2200 or not days:
        return None
    found = days.pop()
    return place.whole(Unknown() if days else Calendar(found.year, found.month, found.day))


def read_month_day(place: Place) -> Found | None:
    """Read "June 5", "Monday, June 5th, 2017", "June 3-5, 2017"."""
    match, month, year = place.match, _month(place.match["md_m"]), place.number("md_y")
    if month is None:
        return None
    end = match.end()
    if year is not None and place.counts():
        year, end = None, max(match.end("md_d"), match.end("md_e"))
    day, last = place.number("md_d") or 0, place.number("md_e")
    if last is not None and not _follows(day, last, place.group("md_j")):
        last, end, year = None, match.end("md_d"), None
    if year is None and (place.counts(end) or (place.preposition == "in" and place.next_word(end)[:1].islower())):
        # "In May 20 ships were lost": the number counts the ships.
        return (Calendar(None, month), match.start("md_m"), match.end("md_m")) if place.preposition else None
    return _day(place, Calendar(year, month, day, last), "md", end)


def read_day_month(place: Place) -> Found | None:
    """Read "5 June", "the 5th of June, 2017", "Monday 5 June", "3-5 June 2017"."""
    match, month, year = place.match, _month(place.match["dm_m"]), place.number("dm_y")
    if month is None:
        return None
    end = match.end()
    if year is not None and place.counts():
        year, end = None, match.end("dm_m")
    day, last = place.number("dm_d"), place.number("dm_e") or 0
    between = place.preposition == "between" and place.group("dm_j") == "and" and day is not None and day < last
    if day is not None and (between or _follows(day, last, place.group("dm_j"))):
        return _day(place, Calendar(year, month, day, last), "dm", end)
    found = _day(place, Calendar(year, month, last), "dm", end)
    return (found[0], match.start("dm_e"), end) if found and day is not None else found


def _follows(day: int, last: int, join: str) -> bool:
    """Tell whether two days of a month can be taken for a range."""
    return last == day + 1 if join in ("and", "or", "and the", "or the") else last > day


def _day(place: Place, meaning: Calendar, name: str, end: int) -> Found | None:
    month, day = meaning.month or 0, meaning.last or meaning.day or 0
    if make_day(meaning.year or 2000, month, day) is None:
        return None
    start, weekday = place.match.start(), _weekday(place.match[f"{name}_w"])
    if weekday is None and place.match[f"{name}_w"]:  # "he sat June 5"
        start = place.match.end(f"{name}_w") + 1
    following = place.next_word(end)
    if meaning.year is None and following in _STREETS:
        return None
    if meaning.year is None and following == "attacks" and (month, day) == (9, 11):
        return Unknown(), start, end  # the name of an event, not a day of this year
    return replace(meaning, weekday=weekday), start, end


def read_foreign(place: Place) -> Found | None:
    """Read "5. Juni 2017", "5 de junio de 2017" and the like."""
    number = FOREIGN_MONTHS.get(place.group("foreign_m"))
    year, day = place.number("foreign_y"), place.number("foreign_d")
    if number is None or year is None or day is None or make_day(year, number, day) is None:
        return None
    return place.whole(Calendar(year, number, day))


def read_month_year(place: Place) -> Found | None:
    """Read "June 2017"."""
    month, year = _month(place.match["my_m"]), place.number("my_y")
    if month is None:
        return None
    if not place.counts():
        return place.whole(Calendar(year, month, part=place.part))
    if not place.preposition:
        return None
    return Calendar(None, month, part=place.part), place.match.start(), place.match.end("my_m")


def read_month(place: Place) -> Found | None:
    """Read "June" where what stands before it shows that the month is meant."""
    word = place.match["month_m"]
    folded = word.lower()
    if not word[0].isupper() or (word.isupper() and folded in ("may", "march")):
        return None
    if folded in _NAMES_TOO and place.next_word()[:1].isupper():
        return None
    strict = folded == "may" and place.preposition not in ("between", "from")
    loose = place.preposition in _LOOSE_PREPOSITIONS and not strict
    joined = isinstance(place.joined, Calendar) and bool(place.joined.month) and place.joined.day is None
    if place.preposition not in _MONTH_PREPOSITIONS and not (loose or joined or place.part or place.way):
        return None
    return place.whole(Calendar(None, _month(word), part=place.part, way=place.way))


def read_era(place: Place) -> Found | None:
    """Read "44 BC" and "AD 79"; years before our era have no ISO day here."""
    written = (place.match["era_e"] or "AD").replace(".", "")
    year = place.number("era_b") or place.number("era_a")
    if not written.isupper() or not year:
        return None
    return place.whole(Unknown() if written.startswith("B") else Calendar(year))


def read_quarter(place: Place) -> Found | None:
    """Read "Q3 2016", "the second half of 2015"."""
    year = place.number("quarter_y") or 1
    months = 6 if place.group("quarter_u") == "half" else 3
    number = place.number("quarter_q") or ORDINALS.get(place.group("quarter_o")) or 12 // months
    if number * months > 12:
        return None
    return place.whole(Interval(date(year, (number - 1) * months + 1, 1), last_of_month(year, number * months)))


def read_season(place: Place) -> Found | None:
    """Read "the summer of 2016" as its year: the months depend on the hemisphere. A winter has two years."""
    year = place.number("season_y") or 1
    if place.counts():
        return None
    return place.whole(Unknown() if place.group("season_n") == "winter" else years(year, year))


def read_century(place: Place) -> Found | None:
    """Read "the 19th century"."""
    number = place.number("century_n") or ORDINALS.get(place.group("century_n"), 0)
    if not 1 <= number <= 21:
        return None
    if place.match["century_e"]:
        return place.whole(Unknown())
    begin, end = {"early": (1, 33), "mid": (34, 66), "late": (67, 100)}.get(place.part, (1, 100))
    return place.whole(years(100 * (number - 1) + begin, 100 * (number - 1) + end))


def read_decade(place: Place) -> Found | None:
    """Read "the 1990s", "the late '90s"; "the 1800s" are a hundred years, "the 2000s" ten."""
    short = place.number("decade_s")
    if short in (0, 10, 20):
        return None
    first = place.number("decade_y") or 1900 + (short or 0)
    if first % 100 == 0 and first < 2000:
        return place.whole(years(first, first + 99))
    begin, end = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(place.part, (0, 9))
    return place.whole(years(first + begin, first + end))


def read_years(place: Place) -> Found | None:
    """Read "2016-17", "1914-1918"."""
    first, written, joint = place.number("years_a") or 0, place.match["years_b"], place.group("years_j")
    last = int(written) if len(written) == 4 else first - first % 100 + int(written)
    if first % 100 == 99 and written == "00":
        last += 100
    if not first < last < 2100 or place.counts() or (joint == "/" and last != first + 1):
        return None
    if joint == "-" and len(written) == 2 and int(written) <= 12 and last != first + 1:
        return None  # might be a month
    unlike_a_count = first >= 1700 and (first % 50 or last % 50)
    if not (place.preposition or unlike_a_count or _OPENER.search(place.before)):
        return None
    return place.whole(years(first, last))


def read_year(place: Place) -> Found | None:
    """Read "2016" where what stands around it shows that the year is meant."""
    year, following = place.number("year_y") or 0, place.next_word()
    if place.counts() or not 1000 <= year < 2100:
        return None
    names = following[:1].islower() and following not in _PLAIN  # a noun that the number may count
    owned = year >= 1700 and bool(following) and _OWNER.search(place.before) is not None
    if year % 100 == 0 and names and place.preposition != "in" and not (owned and following[-1] != "s"):
        return None  # "by 1500 divers"
    known = (
        place.preposition in _YEAR_PREPOSITIONS
        or (place.preposition == "for" and not names)
        or bool(place.part)
        or (isinstance(place.joined, Calendar) and bool(place.joined.year) and place.joined.month is None)
        or owned
        or (bool(_OPENER.search(place.before)) and bool(_CLOSER.match(place.text, place.match.end(), place.end)))
        or (year >= 1500 and _OF.search(place.before) is not None)
        or place.before.lower().endswith("year ")
    )
    return place.whole(Calendar(year, part=place.part)) if known else None
