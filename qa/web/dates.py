"""A sentence as HTML in which each date that it speaks of says which day that was: "on Saturday" is 8 March 2031.

Citations name the expressions in the order in which they stand in the sentence; nothing is resolved here.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Dated(NamedTuple):
    """A date expression at `text[start:end]` and the day or the range of days that it means."""

    start: int
    end: int
    first: str
    last: str | None


def find_dated(text: str, dates: Sequence[Mapping[str, str | None]]) -> tuple[Dated, ...]:
    """Return where the resolved ones of `dates` stand in `text`, whole words, each after the one before it."""
    return tuple(_find(text, dates))


def dated_html(text: str, dated: Sequence[Dated], start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` escaped, its dates as `time`.

    One that doesn't say its day by itself can be asked for it: under the pointer, on focus and on a press.
    """
    end = len(text) if end is None else end
    parts: list[str] = []
    for each in dated:
        if start <= each.start and each.end <= end:
            parts += (escape(text[start : each.start]), _time(text[each.start : each.end], each))
            start = each.end
    return "".join((*parts, escape(text[start:end])))


def _find(text: str, dates: Sequence[Mapping[str, str | None]]) -> Iterator[Dated]:
    at = 0
    for each in dates:
        expression, first = each.get("expression"), each.get("date")
        if not expression:
            continue
        found = re.compile(rf"(?<!\w){re.escape(expression)}(?!\w)").search(text, at)
        if found is None:
            continue
        at = found.end()
        if first is not None:
            yield Dated(*found.span(), first, each.get("end"))


def _time(expression: str, dated: Dated) -> str:
    said = escape(expression)
    # HTML knows no range of days; the first of them stands for it.
    machine = f'datetime="{escape(dated.first)}"'
    if _YEAR.search(expression):
        return f"<time {machine}>{said}</time>"
    day = escape(words.days(dated.first, dated.last, weekday=True))
    return (
        f'<time class="dated" {machine} role="button" tabindex="0" data-day="{day}" aria-label="{said}: {day}">'
        f"{said}</time>"
    )
