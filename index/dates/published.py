"""Find the day an article was published, from what the file and its name say of it.

Trusted in this order: front matter, "Published ..." and byline lines, the title, the article's own address, the
dateline, the file's name. Where none of them gives a day, the latest full date of a news report may stand for it,
marked inferred. Dates of readers' comments never count, the file's modification time never does, and where it
can't be known there is none: a wrong day would make every "on Friday" of the article wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.dates.article import full_dates
from index.dates.forms import find_mentions
from index.dates.meanings import Calendar, Interval, Mention, Relative, Weekday, make_day
from index.dates.patterns import words
from index.dates.slugs import day_in_slug, month_in_slug, year_in_slug
from index.dates.tense import Tenses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.types import Region

_HEAD = 40  # lines with text, before the first paragraph, that may hold a date of publication
_SHORT = 160  # characters of a line that is no running text
_AFTER = timedelta(31)  # how long after the latest full date a month and day may lie to take its year

_KEYS = (("published", "publishdate", "datepublished", "pubdate", "publicationdate", "publishedat", "date"),
         ("created", "issued", "posted", "dateposted", "createdat", "updated", "modified", "lastmod"))  # fmt: skip
_FIELD = re.compile(r"\s*[\"']?(?P<key>[A-Za-z][\w .-]{0,30}?)[\"']?\s*[:=]\s*(?P<value>.{4,80})")
_GIVEN = re.compile(
    r"\W*(?:(?:first|originally|date)\s+)?(?:published|posted|publication\s+date|pub(?:lished)?\s+date|date|dated|filed|issued"
    r"|released|created|veröffentlicht|publié|publicado|pubblicato|gepubliceerd)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\W*(?:last\s+)?(?:updated|modified|edited|revised)\b", re.IGNORECASE)
_LABELS = frozenset(
    words(
        "by and of the a at on in for from de la le du der die von y e updated posted published last modified edited"
        " filed under am pm a.m p.m gmt utc est edt et cet cest min mins minute minutes read staff reporter writer"
        " correspondent date dated issue no vol print web story photo photos comments comment first"
        " originally online edition to via st nd rd th"
    )
)
_SEPARATORS = ":|,()[]-\u2013\u2014"
_WORD = re.compile(r"[^\W\d_][\w.'\u2019-]*")
_ADDRESS = re.compile(
    r"\W*(?:(?:source|url|link|permalink|original|canonical)\s?:?\s*)?<?(?P<url>https?://\S{4,500}?)>?\W*",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"[\W_]*(?:[A-Z\u00c0-\u00de][\w.'\u2019-]*(?:\s*[,/&(]+\s*|\s+|$)|(?:de|la|of|the|al|el|am|upon|and|near)\s+){0,7}[(]?\s*\Z"
)
_DASH = re.compile(r"[\s)*_.,]{0,4}(?:\([^)]{1,40}\)|/[^/]{2,30}/\.?)?\s{0,2}(?:[-\u2010-\u2015:|]|(?<=/)|(?<=/\.))")


@dataclass(frozen=True, slots=True)
class Published:
    """The day of publication, ISO, or None; `inferred` where the article doesn't state it."""

    date: str | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with text that is no reader's comment."""

    text: str
    region: Region | None
    head: bool
    """Whether it stands before the first paragraph."""


def publication_date(lines: Sequence[str], regions: Sequence[Region | None], path: str) -> Published:
    """Return the article's own date; `path` is relative to the archive, with "/"; blank lines have region None."""
    rows = _rows(lines, regions)
    stated = (
        _of_front_matter(lines)
        or _of_labels(rows)
        or _of_byline(rows)
        or _of_title(rows)
        or _of_address(rows)
        or _of_dateline(rows, path)
        or day_in_slug(path)
    )
    if stated:
        return Published(stated.isoformat(), inferred=False)
    latest = _latest(rows) if _is_report(rows) else None
    return Published(latest.isoformat() if latest else None, inferred=latest is not None)


def _rows(lines: Sequence[str], regions: Sequence[Region | None]) -> list[_Row]:
    rows: list[_Row] = []
    head = True
    for line, region in zip(lines, regions, strict=True):
        text = line.strip()
        if region == "comment" or not text:
            continue
        if region in ("body", None) and _is_prose(text):
            head = False
        rows.append(_Row(text, region, head and len(rows) < _HEAD))
    return rows


def _is_prose(text: str) -> bool:
    """Tell whether a line is running text, and not a name, a date, an address."""
    if len(text) > _SHORT:
        return " " in text
    plain = [word for word in _WORD.findall(text) if word.islower() and word.strip(".") not in _LABELS]
    return len(plain) >= 4 and (len(plain) >= 8 or text.rstrip("\"'\u201d\u2019)*_")[-1:] in ".!?:,")


def _of_front_matter(lines: Sequence[str]) -> date | None:
    fence = lines[0].strip() if lines else ""
    if fence not in ("---", "+++", "{"):
        return None
    found: dict[str, date] = {}
    for line in lines[1:80]:
        if line.strip() in (fence, "..."):
            break
        field = _FIELD.match(line[:200])
        if field:
            key = re.sub(r"[^a-z]", "", field["key"].lower())
            day = next((day for _, day in full_dates(field["value"])), None)
            if day:
                found.setdefault(key, day)
    return next((found[key] for keys in _KEYS for key in keys if key in found), None)


def _of_labels(rows: Sequence[_Row]) -> date | None:
    """Return the day of a "Published ..." line, else of an "Updated ..." line."""
    for label in (_GIVEN, _CHANGED):
        marked = [row for row in rows if len(row.text) <= _SHORT and label.match(row.text) and not _is_prose(row.text)]
        for row in marked:
            if row.head and (day := _first_day(row.text)):
                return day
        # Below the text there may be other articles' dates; one alone is taken for this article's.
        below = {day for row in marked if row.region in ("byline", "boilerplate") and (day := _first_day(row.text))}
        if len(below) == 1:
            return below.pop()
    return None


def _first_day(text: str) -> date | None:
    return next((day for _, day in full_dates(text)), None)


def _of_byline(rows: Sequence[_Row]) -> date | None:
    """Return the day of a line that holds only names, labels and a date: near the title first, else below."""
    titles = [index for index, row in enumerate(rows) if row.region == "title"]
    title = titles[0] if titles else 0
    below = [row for row in rows[title + 1 :] if row.head and row.region != "title"]
    above = [row for row in rows[:title] if row.head]
    rest = [row for row in rows if row.region == "byline" and not row.head]
    for row in (*below, *reversed(above), *rest):
        day = _byline_day(row)
        if day:
            return day
    return None


def _byline_day(row: _Row) -> date | None:
    if len(row.text) > _SHORT or "://" in row.text:
        return None
    for mention, day in full_dates(row.text):
        others = _WORD.findall(row.text[: mention.start] + " | " + row.text[mention.end :])
        plain = [word for word in others if not word[0].isupper() and word.lower().rstrip(".") not in _LABELS]
        limit = 2 if row.region == "boilerplate" else 14
        if not plain and len(others) <= limit and mention.preposition in ("", "on"):
            return day
    return None


def _of_title(rows: Sequence[_Row]) -> date | None:
    title = next((row for row in rows if row.region == "title"), None)
    if title is None:
        title = next((row for row in rows[:3] if row.head and row.region != "boilerplate"), None)
    if title is None or len(title.text) > 2 * _SHORT:
        return None
    for mention, day in full_dates(title.text):
        before = title.text[: mention.core].rstrip("# \t*_")
        after = title.text[mention.end :].strip(" \t*_")
        apart = not before or before[-1] in _SEPARATORS or (after[0] in _SEPARATORS if after else _ends_named(before))
        newer = any(other > day + timedelta(366) for other in _past_days(rows))
        if apart and not mention.preposition and not newer:
            return day
    return None


def _ends_named(text: str) -> bool:
    """Tell whether a text ends with a capital word: "Harbour Report", not "what we know of"."""
    return text.rpartition(" ")[2][:1].isupper()


def _of_address(rows: Sequence[_Row]) -> date | None:
    """Return the day in the article's own address: a line of its own, above the text."""
    for row in rows:
        address = _ADDRESS.fullmatch(row.text[:600]) if row.head else None
        if address:
            return day_in_slug(address["url"].partition("://")[2], first=True)
    return None


def _of_dateline(rows: Sequence[_Row], path: str) -> date | None:
    """Return the day at the head of the first paragraph, as in "HARBOUR TOWN, March 4 - ..."."""
    row = next((row for row in rows if not row.head and row.region in ("body", None)), None)
    if row is None:
        return None
    for mention in find_mentions(row.text, 0, min(len(row.text), 120)):
        meaning = mention.meaning
        if not isinstance(meaning, Calendar) or meaning.day is None or meaning.month is None or mention.preposition:
            return None
        if not (_PLACE.match(row.text[: mention.start]) and _DASH.match(row.text, mention.end)):
            return None
        if meaning.year:
            return make_day(meaning.year, meaning.month, meaning.day)
        return _complete(meaning.month, meaning.day, _near(rows, path))
    return None


def _near(rows: Sequence[_Row], path: str) -> date | None:
    """Return a day that lies near the publication: of the path's year and month, or the latest full date."""
    named = day_in_slug(path) or month_in_slug(path)
    if named:
        return named
    year = year_in_slug(path)
    latest = max(_past_days(rows), default=None)
    if year and (latest is None or latest.year != year):
        return make_day(year, 7, 1)
    return latest


def _complete(month: int, day: int, near: date | None) -> date | None:
    """Return the month and day in the year that brings them nearest to a known day."""
    if near is None:
        return None
    days = (make_day(near.year + turn, month, day) for turn in (-1, 0, 1))
    return min((found for found in days if found), key=lambda found: abs(found - near), default=None)


def _past_days(rows: Sequence[_Row]) -> Iterator[date]:
    """Yield the full dates of the article, without what is said to lie ahead."""
    for row in rows:
        tenses = Tenses(row.text, 0, len(row.text))
        for mention, day in full_dates(row.text):
            if row.region == "boilerplate" or tenses.at(mention.core) != "future":
                yield day


def _is_report(rows: Sequence[_Row]) -> bool:
    """Tell whether the article speaks as of one day: "on Friday", "last week", dates that leave out the year.

    Works of reference name years all along and hardly ever speak so; months and days without a year they have
    too, so those count only where a full date stands outside the text.
    """
    spoken = bare = years = 0
    for row in rows:
        if row.region in ("boilerplate", "byline"):
            continue
        named = False
        tenses = Tenses(row.text, 0, len(row.text))
        for mention in find_mentions(row.text, 0, len(row.text)):
            if _names_year(mention):
                years, named = years + 1, True
            elif _counts_from_today(mention) and tenses.at(mention.core):
                spoken += 1
            elif isinstance(mention.meaning, Calendar) and mention.meaning.day and not named:
                bare += 1
    outside = any(row.region in ("title", "boilerplate", "byline") and _first_day(row.text) for row in rows)
    return (spoken > 0 or (bare > 0 and outside)) and 2 * (spoken + bare) >= years


def _names_year(mention: Mention) -> bool:
    meaning = mention.meaning
    return isinstance(meaning, Interval) or (isinstance(meaning, Calendar) and meaning.year is not None)


def _counts_from_today(mention: Mention) -> bool:
    match mention.meaning:
        case Weekday(way=way):
            return way != "unknown"
        case Relative(unit=unit, amount=amount, shape=shape):
            return (shape == "period" and unit != "year") or (unit == "day" and amount != 0)
    return False


def _latest(rows: Sequence[_Row]) -> date | None:
    """Return the latest full date, or a month and day soon after it; None where the text speaks of later years."""
    full = max(_past_days(rows), default=None)
    if full is None:
        return None
    days = [full]
    for row in rows:
        tenses = Tenses(row.text, 0, len(row.text))
        for mention in find_mentions(row.text, 0, len(row.text)):
            meaning = mention.meaning
            if not isinstance(meaning, Calendar) or tenses.at(mention.core) == "future":
                continue
            if meaning.year is not None and meaning.year > full.year and row.region != "boilerplate":
                return None
            if meaning.year is None and meaning.month and meaning.day and row.region in ("body", None, "title"):
                day = _complete(meaning.month, meaning.last or meaning.day, full)
                if day and full < day <= full + _AFTER:
                    days.append(day)
    return max(days)
