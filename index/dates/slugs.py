"""Read the day in a file's path or a web address, as in "2017/06/05/" or "report-june-5-2017"."""

from __future__ import annotations

import re
from datetime import date

from index.dates.meanings import make_day
from index.dates.patterns import MONTHS

_LENGTH = 1000  # characters of a path that are read
_SHORT_MONTHS = [name[:3] for name in MONTHS]
_YEAR = r"(?P<y>(?:19|20|21)\d\d)"
_NAME = "|".join("sept?(?:ember)?" if name == "september" else f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_NAMED = rf"(?P<m>{_NAME})"
_DAY = r"(?P<d>\d{1,2})"
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}(?P<s>[-_/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<![0-9a-z]){_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![0-9a-su-z])",
        rf"(?<!\d){_YEAR}[-_/.]{_NAMED}[-_/.]{_DAY}(?!\d)",
        rf"(?<![a-z]){_NAMED}[-_ ]{_DAY}(?:st|nd|rd|th)?[-_, ]{{1,2}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?[-_ ]{_NAMED}[-_, ]{{1,2}}{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<d>1[3-9]|2\d|3[01])(?P<s>[-_.])(?P<m>0?[1-9]|1[0-2])(?P=s){_YEAR}(?!\d)",
    )
)
_MONTH = re.compile(rf"(?<!\d){_YEAR}[-_/]?(?P<m>0[1-9]|1[0-2])(?!\d)")
_FOLDER = re.compile(rf"(?:^|/){_YEAR}(?=/)")


def day_in_slug(slug: str, *, first: bool = False) -> date | None:
    """Return the day that a path or an address holds; of several the last, as the file's name is, or the first."""
    found: list[tuple[int, date]] = []
    for pattern in _DAYS:
        for match in pattern.finditer(slug[:_LENGTH]):
            month = match["m"].lower()
            number = int(month) if month.isdigit() else _SHORT_MONTHS.index(month[:3]) + 1
            day = make_day(int(match["y"]), number, int(match["d"]))
            if day:
                found.append((match.start(), day))
    if not found:
        return None
    return (min(found) if first else max(found))[1]


def month_in_slug(slug: str) -> date | None:
    """Return the middle of the month that a path such as "2017-06/report.txt" names."""
    match = _MONTH.search(slug[:_LENGTH])
    return make_day(int(match["y"]), int(match["m"]), 15) if match else None


def year_in_slug(slug: str) -> int | None:
    """Return the year that a folder of the path is named for."""
    match = _FOLDER.search(slug[:_LENGTH])
    return int(match["y"]) if match else None
