"""The buttons that open a line, and what stands beside one: who says it, in which article, when, on which line.

`.citation` opens a line which carries an answer; any other kind opens a line that doesn't. Each says which turn and
which number it stands for, so that the source pane can mark the same spans.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qa import warning_for
from qa.web import words

if TYPE_CHECKING:
    from qa.types import AlsoIn, Citation


def chip_html(turn: int, citation: Citation) -> str:
    """Return the button of a citation: its number."""
    return (
        f'<button type="button" class="citation" {target(turn, citation, "citation")} '
        f'aria-label="{escape(words.citation_name(citation))}" title="{escape(words.hovered(citation))}">'
        f"{citation.number}</button>"
    )


def target(turn: int, citation: Citation, kind: str) -> str:
    """Return the attributes by which a button opens a citation's line."""
    return (
        f'data-path="{escape(citation.path)}" data-line="{citation.start_line}" data-turn="{turn}" '
        f'data-number="{citation.number}" data-kind="{escape(kind)}"'
    )


def also_html(turn: int, citation: Citation) -> str:
    """Return the line that names the articles which print a cited sentence too, each a button that opens it there."""
    if not citation.also_in:
        return ""
    buttons = "".join(_also(turn, citation, each) for each in citation.also_in)
    return f'<p class="where also"><span>Also in</span>{buttons}</p>'


def _also(turn: int, citation: Citation, also: AlsoIn) -> str:
    title = f'<cite dir="auto">{escape(also.title)}</cite>, ' if also.title else ""
    day = f'<time datetime="{escape(also.published)}">{words.day(also.published)}</time>, ' if also.published else ""
    return (
        f'<button type="button" class="also-in" data-path="{escape(also.path)}" data-line="{also.start_line}" '
        f'data-turn="{turn}" data-number="{citation.number}" data-kind="also">'
        f'{title}{day}<span class="place" dir="ltr">{escape(words.place(also))}</span></button>'
    )


def number_html(citation: Citation) -> str:
    """Return a citation's number where it is no button."""
    return f'<b class="number">{citation.number}</b>'


def where_html(citation: Citation, *, numbered: bool = False) -> str:
    """Return the line below a claim: who says it, in which article, when, on which line, and what to beware of."""
    badge = words.REGIONS.get(citation.region)
    warning = warning_for(citation)
    published = citation.published and words.published(citation.published, inferred=citation.published_inferred)
    changed = words.STATES.get(citation.state)
    by = citation.attributed_to and words.said(citation.attributed_to)
    parts = [
        f"<span>{number_html(citation)}</span>" if numbered else "",
        f'<span class="badge {citation.region}"><b>{badge}</b></span>' if badge else "",
        f'<span class="badge suspicious"><b>Beware</b> {escape(warning)}</span>' if warning else "",
        f'<span class="by" dir="auto">{escape(by)}</span>' if by else "",
        f'<cite dir="auto">{escape(citation.title)}</cite>' if citation.title else "",
        f'<time datetime="{escape(citation.published or "")}">{escape(published)}</time>' if published else "",
        f'<span class="place" dir="ltr">{escape(words.place(citation))}</span>',
        f'<span class="badge changed"><b>{changed}</b></span>' if changed else "",
    ]
    return f'<p class="where">{"".join(parts)}</p>'
