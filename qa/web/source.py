"""The source pane as HTML: an article line by line, with its line numbers, and the cited spans as `mark`.

Spans are code points of the article's text, as citations give them. A sentence is only looked for in the text where
the article was indexed anew, or its lines moved, since it was cited; what no longer stands there is never marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from qa.web import words
from qa.web.tools import CLOSE, NO_TOOLS, Tools, asked_by_line, tools_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.types import Citation, Source, SourceLine

# What a browser lays out at once without a pause; of a longer article the part around the span is shown.
CHARACTERS: Final = 300_000
LINES: Final = 3_000

STATES: Final = {
    "moved": "The lines of this file have moved since it was indexed; this is the indexed text.",
    "edited": "This file has changed since it was indexed; this is the indexed text.",
    "gone": "This file is no longer in the archive; this is the indexed text.",
    "stored": "This file is not on this machine, and was not read again; this is the stored text.",
}
LOST: Final = "The cited sentence no longer stands in this article: it has changed since it was cited."
EMPTY: Final = (
    f'<div class="empty-source"><div class="specimen" aria-hidden="true">{"<i></i>" * 6}</div>'
    "<h2>Source</h2>"
    "<p>Press a citation, or a line that a search found, to read it where it was printed.</p></div>"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text to mark: code points, end exclusive. One of them is `opened`."""

    start: int
    end: int
    number: int
    opened: bool = False


def text_of(source: Source) -> str:
    """Return the article's text, every line end as so many line feeds as it has code points."""
    parts: list[str] = []
    at = 0
    for line in source.lines:
        parts += ("\n" * (line.start_char - at), line.text)
        at = line.start_char + len(line.text)
    return "".join(parts)


def spans_of(citations: Sequence[Citation], source: Source, opened: int) -> tuple[Span, ...]:
    """Return the spans of those citations that stand in the article; `opened` is the opened one's number."""
    cited = [citation for citation in citations if citation.path == source.path]
    text = text_of(source) if cited else ""
    places = ((citation.number, _place(text, citation)) for citation in cited)
    return tuple(Span(*place, number, opened=number == opened) for number, place in places if place is not None)


def line_span(source: Source, line_number: int, number: int) -> tuple[Span, ...]:
    """Return one whole line as the opened span, for a citation whose turn is no longer known."""
    return tuple(
        Span(line.start_char, line.start_char + len(line.text), number, opened=True)
        for line in source.lines
        if line.number == line_number
    )


def source_html(
    source: Source, spans: Sequence[Span], *, turn: int, kind: str, opening: int, tools: Tools = NO_TOOLS
) -> str:
    """Return the pane for one article.

    `turn` and `kind` tie the pane to the buttons in the conversation; `opening` differs each time a line is
    opened, so that the page scrolls to it again even where it was open already.
    """
    title = escape(source.title or source.path)
    opened = next((span for span in spans if span.opened), None)
    shown = _window(source.lines, opened)
    asked = asked_by_line(tools.asked)
    pages = {line.number for before, line in pairwise((None, *shown)) if line and line.page != (before and before.page)}
    rows = "".join(_row(line, spans, kind, asked, starts_page=line.number in pages) for line in shown)
    said = [STATES.get(source.state, ""), LOST if tools.is_lost else ""]
    notices = "".join(f'<p class="notice">{notice}</p>' for notice in said if notice)
    place = f'data-start="{opened.start}" data-end="{opened.end}" ' if opened else ""
    return (
        f'<div class="opened" data-turn="{turn}" data-number="{opened.number if opened else 0}" '
        f'data-kind="{escape(kind)}" data-opening="{opening}" data-article="{escape(source.path)}" {place}>'
        f'<header class="source-head"><div class="source-title"><h2 dir="auto">{title}</h2>{CLOSE}</div>'
        f"{_facts(source)}{tools_html(tools, turn, can_compare=opened is not None)}</header>"
        f"{notices}{_part(shown, source.lines)}"
        f'<ol class="lines" role="list" tabindex="0" aria-label="Lines of {title}">'
        f"{rows}</ol></div>"
    )


def source_problem_html(message: str) -> str:
    """Return the pane for an article that can't be shown."""
    return f'<div class="empty-source">{CLOSE}<h2>Source</h2><p class="notice" role="alert">{escape(message)}</p></div>'


def pieces(line: SourceLine, spans: Sequence[Span]) -> list[tuple[str, tuple[Span, ...]]]:
    """Cut a line's text wherever a span starts or ends; each piece comes with the spans that cover it.

    The pieces joined are the line's text, whatever the spans.
    """
    start, end = line.start_char, line.start_char + len(line.text)
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for span in inside for at in (span.start, span.end))})
    return [
        (
            line.text[left - start : right - start],
            tuple(span for span in inside if span.start <= left and span.end >= right),
        )
        for left, right in pairwise(cuts)
    ]


def _place(text: str, citation: Citation) -> tuple[int, int] | None:
    """Return where a citation's sentence stands: where it was cited, or else where it is found, None where nowhere."""
    quote = citation.quote.replace("\r", "\n")
    if text[citation.start_char : citation.end_char] == quote:
        return citation.start_char, citation.end_char
    found = text.find(quote) if quote else -1
    return None if found < 0 else (found, found + len(quote))


def _facts(source: Source) -> str:
    facts = [
        escape(words.published(source.published, inferred=source.published_inferred)),
        f'<span dir="auto">{escape(source.publisher)}</span>' if source.publisher else "",
        f'<span class="place" dir="ltr">{escape(source.path)}</span>',
        words.count(len(source.lines), "line"),
    ]
    shown = "".join(f"<span>{fact}</span>" for fact in facts if fact)
    return f'<p class="facts">{shown}</p>'


def _row(
    line: SourceLine, spans: Sequence[Span], kind: str, asked: Mapping[int, tuple[str, ...]], *, starts_page: bool
) -> str:
    cut = pieces(line, spans)
    classes: list[str] = [line.region or "blank"]
    if any(covering for _, covering in cut):
        classes.append("cited")
    if any(span.opened for _, covering in cut for span in covering):
        classes.append("here")
    text = "".join(_piece(text, covering, kind) for text, covering in cut)
    page = f' data-page="{line.page}"' if starts_page and line.page is not None else ""
    if questions := asked.get(line.number):
        # Without a text of its own, so that a copied line is the line.
        name = escape(f"Asked before on line {line.number}: {'; '.join(questions)}")
        text += f'<button type="button" class="asks" aria-label="{name}" title="{name}"></button>'
    return f'<li class="{" ".join(classes)}" data-line="{line.number}"{page} dir="auto">{text}</li>'


def _piece(text: str, covering: tuple[Span, ...], kind: str) -> str:
    if not covering:
        return escape(text)
    opened = ' class="open"' if any(span.opened for span in covering) else ""
    numbers = " ".join(str(span.number) for span in covering)
    if kind in {"nearest", "echo", "also", "correction"}:
        # A line that isn't cited itself is pointed at, but never marked as cited.
        return f'<span class="pointed" data-number="{numbers}"><span{opened}>{escape(text)}</span></span>'
    return f'<mark{opened} data-number="{numbers}">{escape(text)}</mark>'


def _window(lines: tuple[SourceLine, ...], opened: Span | None) -> tuple[SourceLine, ...]:
    """Return all lines, or as many around the opened span as a browser takes without a pause."""
    at = next((i for i, line in enumerate(lines) if opened and line.start_char + len(line.text) >= opened.start), 0)
    first, last, characters = at, at, 0
    while first > 0 or last < len(lines):
        grown = lines[max(first - 1, 0) : first] + lines[last : last + 1]
        characters += sum(len(line.text) for line in grown)
        if last > at and (characters > CHARACTERS or last - first + len(grown) > LINES):
            break
        first, last = max(first - 1, 0), min(last + 1, len(lines))
    return lines[first:last]


def _part(shown: tuple[SourceLine, ...], lines: tuple[SourceLine, ...]) -> str:
    if len(shown) == len(lines) or not shown:
        return ""
    part = words.lines(shown[0].number, shown[-1].number)
    return f'<p class="notice">A long article: {part} of {len(lines):,} are shown here.</p>'
