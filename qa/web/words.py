"""Numbers, dates and places in plain words, for readers; values in, plain text out.

Nothing here is HTML: whoever puts these words on the page escapes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.types import AlsoIn, Citation, Searched

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REGIONS: Final = {
    "comment": "Reader comment",
    "boilerplate": "Not part of the article's text",
    "title": "Headline",
    "byline": "Byline",
}
# What became of a cited sentence since, where it no longer stands as it was indexed or cited.
STATES: Final[Mapping[str, str]] = {
    "moved": "The file has changed since: the sentence is on this line now",
    "edited": "The file has changed since: this sentence no longer stands there",
    "gone": "The file is gone: this sentence can no longer be read",
    "stored": "Not read again: the file is not on this machine, and this is the stored text",
}
# From the best down: the least probability, a word for the page's colours, and what is said of line 1.
CONFIDENCE: Final = (
    (0.85, "high", "very likely answers this"),
    (0.6, "fair", "probably answers this"),
    (0.35, "open", "may answer this"),
    (0.0, "low", "is a weak match: read it in its place"),
)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 article", "1,204 articles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(iso: str) -> str:
    """Return an ISO date as "4 March 2031"; what isn't a whole date is returned as it stands."""
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def long_day(iso: str) -> str:
    """Return an ISO date with its weekday, "Tuesday, 4 March 2031"; what isn't a whole date as it stands."""
    try:
        weekday = date.fromisoformat(iso).weekday()
    except ValueError:
        return iso
    return f"{WEEKDAYS[weekday]}, {day(iso)}"


def period(value: str) -> str:
    """Return a day, or a month as in "2031-03", in words; what is neither as it stands."""
    year, dash, month = value.partition("-")
    if dash and len(month) == 2 and month.isdecimal() and 1 <= int(month) <= len(MONTHS):
        return f"{MONTHS[int(month) - 1]} {year}"
    return day(value)


def days(first: str, last: str | None, *, weekday: bool = False) -> str:
    """Return a day or a range of days: "8 March 2031", "8 to 9 March 2031", "March 2031", "2031"."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return first if last is None else f"{first} to {last}"
    if start >= end:
        return long_day(first) if weekday else day(first)
    ends_month = (end + timedelta(days=1)).day == 1
    if start.day == 1 and ends_month and (start.year, start.month) == (end.year, end.month):
        return period(first[:7])
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    if start.year != end.year:
        return f"{day(first)} to {day(end.isoformat())}"
    if start.month != end.month:
        return f"{start.day} {MONTHS[start.month - 1]} to {day(end.isoformat())}"
    return f"{start.day} to {day(end.isoformat())}"


def published(iso: str | None, *, inferred: bool) -> str:
    """Return when an article was published, and whether that was only inferred from its text."""
    if iso is None:
        return "no date known"
    return f"{day(iso)} (inferred)" if inferred else day(iso)


def lines(start: int, end: int) -> str:
    """Return "line 4" or "lines 4 to 6"."""
    return f"line {start:,}" if start == end else f"lines {start:,} to {end:,}"


def age(iso: str, now: datetime) -> str:
    """Return how long before `now` the UTC time `iso` was: "just now", "3 hours ago", "12 days ago"."""
    then = datetime.fromisoformat(iso)
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = int((now - then).total_seconds())
    for length, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            return f"{count(seconds // length, noun)} ago"
    return "just now"


def confidence(probability: float) -> tuple[str, str, str]:
    """Return a word for the colour, what is said of the first citation, and its probability in tens."""
    level, phrase = next((word, text) for least, word, text in CONFIDENCE if probability >= least or not least)
    if probability > 0.95:  # It would round to ten in ten, which nobody can promise.
        return level, phrase, "more than 9 in 10"
    return level, phrase, f"about {max(1, round(probability * 10))} in 10"


def citation_name(citation: Citation) -> str:
    """Return what a screen reader says for a citation's button."""
    return f"Citation {citation.number}: {citation.title or citation.path}, {place(citation)}"


def place(citation: Citation | AlsoIn) -> str:
    """Return "2031-03/ferry.txt, line 4", with the page of what has pages."""
    page = "" if citation.page is None else f"page {citation.page:,}, "
    return f"{citation.path}, {page}{lines(citation.start_line, citation.end_line)}"


def said(speaker: str) -> str:
    """Return who says it, as under a claim: "harbour police said"."""
    return f"{speaker} said"


def hovered(citation: Citation) -> str:
    """Return what a citation's button says under the pointer: its place, and the words that stand there."""
    return f"{place(citation)}: \u201c{citation.quote}\u201d"


def withheld(number: int) -> str:
    """Return how many of a model's sentences are not shown, and why."""
    return f"{count(number, 'sentence')} withheld: no line supports {'it' if number == 1 else 'them'}"


def left_out(number: int) -> str:
    """Return how many citations were dropped, and why; nothing for none."""
    if number < 1:
        return ""
    return f"{count(number, 'citation')} left out: no such line was found, or it has changed on disk."


def searched(scope: Searched) -> str:
    """Return what was searched, as one sentence."""
    text = f"Searched {count(scope.articles, 'article')} in {count(scope.passages, 'passage')}"
    if scope.published is None:
        return f"{text}."
    first, last = scope.published
    if first == last:
        return f"{text}, published on {day(first)}."
    return f"{text}, published from {day(first)} to {day(last)}."
