"""The source pane as HTML: an article's lines with their numbers, and the cited spans as `mark`.

Spans are code points of the article's text, as citations give them; nothing is ever looked for in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Citation, Source, SourceLine

# What a browser lays out at once without a pause; of a longer article the part around the span is shown.
CHARACTERS: Final = 300_000
LINES: Final = 3_000

STATES: Final = {
    "moved": "The lines of this file have moved since it was indexed; this is the indexed text.",
    "edited": "This file has changed since it was indexed; this is the indexed text.",
    "gone": "This file is no longer in the archive; this is the indexed text.",
}
CLOSE: Final = '<button type="button" class="close" aria-label="Close the source">Close</button>'
EMPTY: Final = (
    f'<div class="empty-source"><div class="specimen" aria-hidden="true">{"<i></i>" * 6}</div>'
    "<h2>Source</h2>"
    "<p>Press a citation&#x27;s number to read its line where it was printed.</p></div>"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text to mark: code points, end exclusive. One of them is `opened`."""

    start: int
    end: int
    number: int
    opened: bool = False


def spans_of(citations: Sequence[Citation], path: str, opened: int) -> tuple[Span, ...]:
    """Return the spans of the citations in the article at `path`; `opened` is the opened one's number."""
    return tuple(
        Span(citation.start_char, citation.end_char, citation.number, opened=citation.number == opened)
        for citation in citations
        if citation.path == path
    )


def line_span(source: Source, line_number: int, number: int) -> tuple[Span, ...]:
    """Return one whole line as the opened span, for a citation whose turn is no longer known."""
    return tuple(
        Span(line.start_char, line.start_char + len(line.text), number, opened=True)
        for line in source.lines
        if line.number == line_number
    )


def source_html(source: Source, spans: Sequence[Span], *, turn: int, kind: str, opening: int) -> str:
    """Return the pane for one article.

    `turn` and `kind` tie the pane to the buttons in the conversation; `opening` differs each time a line is
    opened, so that the page scrolls to it again even where it was open already.
    """
    title = escape(source.title or source.path)
    opened = next((span for span in spans if span.opened), None)
    shown = _window(source.lines, opened)
    rows = "".join(_row(line, spans, kind) for line in shown)
    facts = [
        escape(words.published(source.published, inferred=source.published_inferred)),
        f'<span class="place" dir="ltr">{escape(source.path)}</span>',
        words.count(len(source.lines), "line"),
    ]
    changed = f'<p class="notice">{STATES[source.state]}</p>' if source.state in STATES else ""
    return (
        f'<div class="opened" data-turn="{turn}" data-number="{opened.number if opened else 0}" '
        f'data-kind="{escape(kind)}" data-opening="{opening}">'
        f'<header class="source-head"><div><h2 dir="auto">{title}</h2>'
        f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts)}</p></div>'
        f"{CLOSE}</header>"
        f"{changed}{_part(shown, source.lines)}"
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


def _row(line: SourceLine, spans: Sequence[Span], kind: str) -> str:
    cut = pieces(line, spans)
    classes: list[str] = [line.region or "blank"]
    if any(covering for _, covering in cut):
        classes.append("cited")
    if any(span.opened for _, covering in cut for span in covering):
        classes.append("here")
    text = "".join(_piece(text, covering, kind) for text, covering in cut)
    return f'<li class="{" ".join(classes)}" data-line="{line.number}" dir="auto">{text}</li>'


def _piece(text: str, covering: tuple[Span, ...], kind: str) -> str:
    if not covering:
        return escape(text)
    opened = ' class="open"' if any(span.opened for span in covering) else ""
    numbers = " ".join(str(span.number) for span in covering)
    if kind == "nearest":
        # A line that answers nothing is pointed at, but never marked as cited.
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
