"""What sets a cited line right, as HTML: a small mark at the claim, and the correction itself below the line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.checks import Correction
    from qa.types import Citation

_MARKS: Final[Mapping[str, str]] = {"correction": "Corrected", "later version": "Told otherwise later"}
_SAID: Final[Mapping[str, str]] = {"correction": "A correction says", "later version": "A later version says"}


def corrected_mark(citation: Citation) -> str:
    """Return the mark that a claim gets beside its citation's number where something sets the line right."""
    if not citation.corrections:
        return ""
    kind = citation.corrections[0].kind
    return f' <span class="badge corrected-mark"><b>{_MARKS[kind]}</b></span>'


def corrections_html(turn: int, citation: Citation) -> str:
    """Return what sets a cited line right, each a button that opens it where it stands."""
    return "".join(_correction(turn, citation, each) for each in citation.corrections)


def _correction(turn: int, citation: Citation, each: Correction) -> str:
    day = (
        f'<time datetime="{escape(each.published)}">{escape(words.day(each.published))}</time>'
        if each.published
        else ""
    )
    place = f"{each.path}, {words.lines(each.start_line, each.end_line)}"
    return (
        f'<div class="corrected"><p class="where"><b>{_SAID[each.kind]}</b>{day}'
        f'<span class="place" dir="ltr">{escape(place)}</span></p>'
        f'<button type="button" class="correction" data-path="{escape(each.path)}" data-line="{each.start_line}" '
        f'data-turn="{turn}" data-number="{citation.number}" data-kind="correction" dir="auto">'
        f"{escape(each.quote)}</button></div>"
    )
