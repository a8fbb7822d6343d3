"""How many lines fall on each day, as a row of bars, and the day that stands beside a claim. Pure functions.

Each bar is a button that says its day and its count; what a press filters is the business of the page's scripts.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from qa.timeline import Told, told_on
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa.types import Citation

SHORT_MONTHS: Final = tuple(month[:3] for month in words.MONTHS)
# Bars under which each has its own label; of more, only those where the year changes.
LABELLED: Final = 12


def days_of(citations: Iterable[Citation]) -> tuple[tuple[str, int], ...]:
    """Return how many of the citations are told of each day or month, in order of time, those without one left out."""
    told = (told_on(citation) for citation in citations)
    return tuple(sorted(Counter(day_of(each) for each in told if each is not None).items()))


def day_of(told: Told) -> str:
    """Return the bar on which a line falls: its month where it is told of a whole month, otherwise its first day."""
    first, month = words.days(told.first, told.last), told.first[:7]
    return month if first == words.period(month) else told.first


def bars_html(
    counts: Sequence[tuple[str, int]], *, heading: str = "Cited lines by day", noun: str = "line", pressed: str = ""
) -> str:
    """Return a bar for each (day or month, count), in the order given; nothing for none.

    Days are ISO dates, months "2031-03"; `pressed` is the one by which is filtered.
    """
    if not counts:
        return ""
    most = max(count for _, count in counts) or 1
    shown: list[str] = []
    year = ""
    for value, count in counts:
        labelled = len(counts) <= LABELLED or value[:4] != year
        shown.append(_bar(value, count, most, noun, pressed, _label(value, year) if labelled else ""))
        year = value[:4]
    return (
        f'<figure class="days"><figcaption class="eyebrow">{escape(heading)}</figcaption>'
        f'<div class="columns" role="group" aria-label="{escape(heading)}: press one to see only its {noun}s">'
        f"{''.join(shown)}</div></figure>"
    )


def when_html(told: Told | None) -> str:
    """Return the day that stands in a claim's margin; where it is only that of the article, it says so."""
    if told is None:
        return '<p class="when"><span>No date known</span></p>'
    day = escape(words.days(told.first, told.last))
    reported = "" if told.is_spoken_of else "<span>reported</span> "
    return f'<p class="when">{reported}<time datetime="{escape(told.first)}">{day}</time></p>'


def _bar(value: str, count: int, most: int, noun: str, pressed: str, label: str) -> str:
    name = f"{words.period(value)}: {words.count(count, noun)}"
    return (
        f'<button type="button" class="column" data-day="{escape(value)}" '
        f'aria-pressed="{"true" if value == pressed else "false"}" aria-label="{escape(name)}" title="{escape(name)}">'
        f'<i style="--share:{count / most:.3f}"></i><span>{escape(label)}</span></button>'
    )


def _label(value: str, year_before: str) -> str:
    """Return "8 Mar", or "Mar" for a month, with the year where it changes."""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    if not month.isdecimal() or not 1 <= int(month) <= len(SHORT_MONTHS):
        return value
    short = f"{int(day)} {SHORT_MONTHS[int(month) - 1]}" if day.isdecimal() else SHORT_MONTHS[int(month) - 1]
    return short if year == year_before else f"{short} {year}"
