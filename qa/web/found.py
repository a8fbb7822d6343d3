"""The lines that a search found as HTML: each with the words searched for, and counts by time and article.

The words are emphasised by where they stand; a line's text is escaped piece by piece and never looked into.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from qa.emphasis import matched_words
from qa.web import words
from qa.web.browse import empty_html, limits_html, list_head, pager
from qa.web.source import Span as Opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.emphasis import Span
    from qa.types import Citation, Count, SearchPage, Source

SHOWN: Final = 600
"""Characters of one line that are shown; of a longer one the part around the first word searched for."""
_BEFORE: Final = 160
_MOST_BARS: Final = 26
_LISTED: Final = 12
_PERIODS: Final = (7, 4, 3)
"""How much of an ISO month names it, its year and its decade."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many lines were published within a stretch of time, from one ISO day to another."""

    label: str
    first: str
    last: str
    lines: int


def found_html(page: SearchPage, limits: Sequence[str]) -> str:
    """Return one page of found lines; `limits` are the filters in words."""
    asked = f"&#x201c;<bdi>{escape(page.query)}</bdi>&#x201d;"
    if not page.total:
        where = "that the filters leave" if limits else "of the archive"
        said = f"No line {where} holds any of these words."
        return empty_html(f"Nothing found for {asked}", said, limits, clear=True)
    title = f"{page.total:,} {'line' if page.total == 1 else 'lines'}"
    hits = "".join(_hit(hit, page) for hit in page)
    return (
        list_head(title, f"for {asked}")
        + limits_html(limits)
        + _said(page)
        + chart_html(page.by_month)
        + _articles(page.by_article)
        + f'<ol class="hits" role="list">{hits}</ol>'
        + pager(page.offset, page.limit, page.total)
    )


def bars(by_month: Sequence[Count]) -> tuple[Bar, ...]:
    """Return counts by month, year or decade, whichever are few enough to be told apart, gaps included."""
    counted = Counter({count.value: count.lines for count in by_month if count.value is not None})
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    for length in _PERIODS:
        names = _names(first[:length], last[:length])
        if len(names) <= _MOST_BARS or length == _PERIODS[-1]:
            break
    sums: Counter[str] = Counter()
    for month, lines in counted.items():
        sums[month[:length]] += lines
    return tuple(Bar(_label(name), *_days(name), sums[name]) for name in names)


def chart_html(by_month: Sequence[Count]) -> str:
    """Return the bars, each a button that keeps to its time, and how many lines are of unknown date."""
    shown = bars(by_month)
    undated = sum(count.lines for count in by_month if count.value is None)
    beside = f'<p class="undated">{words.count(undated, "line")} in articles of unknown date</p>' if undated else ""
    if len(shown) < 2:
        return beside
    most = max(bar.lines for bar in shown)
    buttons = "".join(_bar(bar, most) for bar in shown)
    return (
        f'<figure class="chart" style="--bars:{len(shown)}"><figcaption class="eyebrow">'
        "By day of publication: press a bar to keep to its time</figcaption>"
        f'<div class="bars" role="group" aria-label="Lines by time">{buttons}</div>'
        f'<p class="axis" aria-hidden="true"><span>{shown[0].label}</span><span>{shown[-1].label}</span></p>'
        f"{beside}</figure>"
    )


def found_span(source: Source, start: int, end: int, says: str) -> tuple[Opened, ...]:
    """Return the opened span from `start` to `end` if it holds the text `says`, else where that first stands."""
    for line in source.lines:
        left, right = start - line.start_char, end - line.start_char
        if 0 <= left < right <= len(line.text) and says in line.text[left:right]:
            return (Opened(start, end, 0, opened=True),)
    if not says:
        return ()
    places = (line.start_char + at for line in source.lines if (at := line.text.find(says)) >= 0)
    return tuple(Opened(at, at + len(says), 0, opened=True) for at in islice(places, 1))


def fragment(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Return which part of a line is shown: all of it, or the part around the first emphasised word."""
    if len(text) <= SHOWN:
        return 0, len(text)
    start = max(0, (spans[0][0] if spans else 0) - _BEFORE)
    start = min(start, len(text) - SHOWN)
    return start, start + SHOWN


def emphasised_html(text: str, spans: Sequence[Span]) -> str:
    """Return a line's shown part, escaped, with the words at `spans` emphasised; the pieces joined are the text."""
    first, last = fragment(text, spans)
    inside = [(max(start, first), min(end, last)) for start, end in spans if start < last and end > first]
    cuts = sorted({first, last, *(cut for span in inside for cut in span)})
    pieces = (
        f"<b>{escape(text[left:right])}</b>"
        if any(start <= left and right <= end for start, end in inside)
        else escape(text[left:right])
        for left, right in pairwise(cuts)
    )
    before, after = "<i>…</i>" if first else "", "<i>…</i>" if last < len(text) else ""
    return f'{before}<span class="line">{"".join(pieces)}</span>{after}'


def _said(page: SearchPage) -> str:
    told = []
    if page.matched == "any":
        told.append("No line holds all of these words. These hold some of them.")
    if page.spellings:
        names = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in page.spellings)
        told.append(f"Names were also looked for as {names}.")
    return "".join(f'<p class="note">{text}</p>' for text in told)


def _hit(hit: Citation, page: SearchPage) -> str:
    text = emphasised_html(hit.quote, matched_words(hit.quote, page))
    facts = [
        f'<cite dir="auto">{escape(hit.title or hit.path)}</cite>',
        escape(words.published(hit.published, inferred=hit.published_inferred)),
        f'<span class="place" dir="ltr">{escape(hit.path)}:{hit.start_line}</span>',
    ]
    if hit.region in words.REGIONS:
        facts.append(f'<span class="badge {hit.region}"><b>{words.REGIONS[hit.region]}</b></span>')
    if hit.state != "intact":
        facts.append(f'<span class="badge changed"><b>{_CHANGED[hit.state]}</b></span>')
    told = "".join(f"<span>{fact}</span>" for fact in facts)
    return (
        f'<li><button type="button" class="hit found" dir="auto" data-article="{escape(hit.path)}" '
        f'data-line="{hit.start_line}" data-start="{hit.start_char}" data-end="{hit.end_char}">{text}</button>'
        f'<p class="where">{told}</p></li>'
    )


_CHANGED: Final = {
    "moved": "Moved in its file",
    "edited": "Edited since",
    "gone": "File is gone",
    "stored": "Not read again",
}


def _articles(by_article: Sequence[Count]) -> str:
    if len(by_article) < 2:
        return ""
    rows = "".join(
        f'<li><button type="button" class="within" data-within="{escape(count.value or "")}">'
        f'<span class="place" dir="ltr">{escape(count.value or "")}</span></button> <span>{count.lines:,}</span></li>'
        for count in by_article[:_LISTED]
    )
    more = f"<li>and {len(by_article) - _LISTED:,} more</li>" if len(by_article) > _LISTED else ""
    return (
        f'<details class="by-article" data-key="by-article"><summary>In {len(by_article):,} articles</summary>'
        f'<ol role="list">{rows}{more}</ol></details>'
    )


def _bar(bar: Bar, most: int) -> str:
    height = 0 if not bar.lines else max(4, round(100 * bar.lines / most))
    name = f"{bar.label}: {words.count(bar.lines, 'line')}"
    return (
        f'<button type="button" class="bar-button" data-after="{bar.first}" data-before="{bar.last}" '
        f'aria-label="{name}" title="{name}"{"" if bar.lines else " disabled"}>'
        f'<span style="height:{height}%"></span></button>'
    )


def _names(first: str, last: str) -> list[str]:
    """Return every month, year or decade from one to the other, as far as a day can be written."""
    if len(first) == len("2031-03"):
        months = range(_month(first), _month(last) + 1)
        return [f"{number // 12:04}-{number % 12 + 1:02}" for number in months]
    return [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]


def _month(name: str) -> int:
    return int(name[:4]) * 12 + int(name[5:7]) - 1


def _days(name: str) -> tuple[str, str]:
    if len(name) == len("2031-03"):
        return f"{name}-01", f"{name}-{monthrange(int(name[:4]), int(name[5:7]))[1]}"
    return f"{name.ljust(4, '0')}-01-01", f"{name.ljust(4, '9')}-12-31"


def _label(name: str) -> str:
    if len(name) == len("2031-03"):
        return f"{words.MONTHS[int(name[5:7]) - 1]} {name[:4]}"
    return name if len(name) == len("2031") else f"{name}0s"
