"""What a reader can do from an open article, as HTML: go to the next citation, compare, reopen a question, download.

Nothing here looks anything up; what is fetched on a press comes as a fragment of its own.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final, Protocol

from qa.web import words
from qa.web.chips import target, where_html

if TYPE_CHECKING:
    from qa.types import Citation, Echo

CLOSE: Final = '<button type="button" class="close" aria-label="Close the source">Close</button>'
_QUESTION: Final = 200  # characters of an earlier question that are shown
_LISTED: Final = 30  # earlier questions
_LONGEST_NAME: Final = 120
_IN_NO_NAME: Final = frozenset('\\/:*?"<>|')


class Asked(Protocol):
    """A question that the reader asked before and that a line of the article answered."""

    @property
    def line(self) -> int:
        """Return the first line of what was cited."""

    @property
    def end_line(self) -> int:
        """Return the last one."""

    @property
    def question(self) -> str:
        """Return what was asked."""

    @property
    def conversation(self) -> str:
        """Return the conversation's id."""

    @property
    def turn(self) -> str:
        """Return the turn's id."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pane offers besides the text: the answer's citations, the earlier questions, the way back.

    `stops` are the citations of the shown answer in the order in which they are read, of which `at` is open; `back` is
    the one from which an article was opened for comparison. `is_lost`: the cited sentence stands there no more.
    """

    stops: tuple[Citation, ...] = ()
    at: int = 0
    kind: str = "citation"
    asked: Sequence[Asked] = ()
    back: Citation | None = None
    is_lost: bool = False


NO_TOOLS: Final = Tools()


def tools_html(tools: Tools, turn: int, *, can_compare: bool) -> str:
    """Return the row of tools, and the empty place into which the page puts what is fetched on a press."""
    asked = tools.asked[:_LISTED]
    parts = [
        _back(tools.back, turn, tools.kind) if tools.back else _steps(tools, turn),
        _tool("elsewhere", "Said elsewhere", "Other articles that may say the same") if can_compare else "",
        _tool("questions", f"Asked before ({len(tools.asked):,})", "Questions that this article answered")
        if asked
        else "",
        '<button type="button" class="tool original" title="Download the file as it is">Original file</button>',
    ]
    listed = f'<div class="drawer questions" hidden>{_asked_html(asked)}</div>' if asked else ""
    return (
        f'<div class="tools">{"".join(parts)}</div>'
        f'<div class="drawer elsewhere" role="region" aria-label="Said elsewhere" hidden></div>{listed}'
    )


def asked_by_line(asked: Sequence[Asked]) -> dict[int, tuple[str, ...]]:
    """Return the earlier questions by the line that answered them."""
    found: dict[int, dict[str, None]] = {}
    for each in asked:
        found.setdefault(each.line, {})[_cut(each.question)] = None
    return {line: tuple(questions) for line, questions in found.items()}


def echoes_html(echoes: Sequence[Echo], turn: int, number: int, kind: str, opening: int) -> str:
    """Return the lines of other articles that may say the same, for the pane that was opened as `opening`."""
    groups = [
        ("The same words in another article: one source, not two", [each for each in echoes if each.verbatim]),
        ("Close in meaning, to be compared", [each for each in echoes if not each.verbatim]),
    ]
    listed = "".join(
        f'<h3 class="eyebrow">{heading}</h3><ul>{"".join(_echo(each, turn, number, kind) for each in found)}</ul>'
        for heading, found in groups
        if found
    )
    return _fetched(opening, "elsewhere", listed or "<p>No other article has a line like this one.</p>")


def original_html(path: str, data: bytes, opening: int) -> str:
    """Return a link that saves the file's bytes under a safe name; they are never shown as a page."""
    link = (
        f'<a class="save" download="{escape(safe_name(path))}" '
        f'href="data:application/octet-stream;base64,{b64encode(data).decode("ascii")}">Save</a>'
    )
    return _fetched(opening, "original", link)


def fetching_problem_html(message: str, opening: int, drawer: str) -> str:
    """Return why what was asked for can't be had."""
    return _fetched(opening, drawer, f'<p class="warn" role="alert">{escape(message)}</p>')


def safe_name(path: str) -> str:
    """Return a name under which any system can save the file at `path`: no folders, no signs that command anything."""
    name = path.rpartition("/")[2]
    kept = "".join("_" if sign in _IN_NO_NAME or unicodedata.category(sign)[0] == "C" else sign for sign in name)
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:_LONGEST_NAME]}" or "article"


def _steps(tools: Tools, turn: int) -> str:
    if not tools.stops:
        return ""
    before = tools.stops[tools.at - 1] if tools.at > 0 else None
    after = tools.stops[tools.at + 1] if tools.at + 1 < len(tools.stops) else None
    noun = "Citation" if tools.kind == "citation" else "Line"
    count = f'<span class="unseen">{noun} </span>{tools.at + 1} of {len(tools.stops)}'
    return (
        f'<div class="steps" role="group" aria-label="{noun}s of this answer">'
        f"{_step(before, turn, tools.kind, 'previous')}<span>{count}</span>"
        f"{_step(after, turn, tools.kind, 'next')}</div>"
    )


def _step(citation: Citation | None, turn: int, kind: str, way: str) -> str:
    sign = "&#x2039;" if way == "previous" else "&#x203a;"
    if citation is None:
        return f'<button type="button" class="step {way}" aria-label="No {way} citation" disabled>{sign}</button>'
    name = escape(f"{way.capitalize()} citation, {citation.number}: {words.place(citation)}")
    return (
        f'<button type="button" class="step {way}" {target(turn, citation, kind)} aria-label="{name}" title="{name}">'
        f"{sign}</button>"
    )


def _back(citation: Citation, turn: int, kind: str) -> str:
    return (
        f'<button type="button" class="tool back" {target(turn, citation, kind)}>'
        f"Back to {'citation' if kind == 'citation' else 'line'} {citation.number}</button>"
    )


def _tool(drawer: str, label: str, title: str) -> str:
    return (
        f'<button type="button" class="tool" data-drawer="{drawer}" aria-expanded="false" title="{title}">'
        f"{label}</button>"
    )


def _asked_html(asked: Sequence[Asked]) -> str:
    rows = "".join(
        f'<li data-line="{each.line}"><button type="button" class="reopen" dir="auto" '
        f'data-conversation="{escape(each.conversation)}" data-turn="{escape(each.turn)}">{escape(_cut(each.question))}'
        f'</button><p class="where"><button type="button" class="to-line" data-line="{each.line}">'
        f"{words.lines(each.line, each.end_line)}</button></p></li>"
        for each in asked
    )
    return f'<h3 class="eyebrow">Questions of yours that this article answered</h3><ul>{rows}</ul>'


def _echo(echo: Echo, turn: int, number: int, kind: str) -> str:
    citation = echo.citation
    return (
        f'<li><button type="button" class="echo" data-article="{escape(citation.path)}" '
        f'data-start="{citation.start_char}" data-end="{citation.end_char}" data-turn="{turn}" '
        f'data-number="{number}" data-from="{escape(kind)}" dir="auto">{escape(citation.quote)}</button>'
        f"{where_html(citation)}</li>"
    )


def _fetched(opening: int, drawer: str, body: str) -> str:
    return f'<div class="fetched" data-opening="{opening}" data-drawer="{drawer}">{body}</div>'


def _cut(question: str) -> str:
    text = " ".join(question.split())
    return text if len(text) <= _QUESTION else f"{text[:_QUESTION]} ..."
