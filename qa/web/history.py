"""The list of a reader's conversations as HTML; the page's script groups it by day, in the reader's zone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from qa.keeping.store import KEPT_DAYS, LISTED
from qa.web import words
from qa.web.feedback import export_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.keeping import Conversation

TOGGLE: Final = (
    '<button type="button" class="toggle" aria-controls="rail" aria-expanded="false" title="Your conversations">'
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linejoin="round" d="M3.5 5h17v14h-17zM9 5v14M5.5 8.5h1.5M5.5 11.5h1.5"/></svg>'
    "<span>Conversations</span></button>"
)
TOOLS: Final = (
    '<div class="rail-tools"><div class="rail-line"><button type="button" class="fresh">New conversation</button>'
    '<button type="button" class="shut" aria-label="Close the conversations">Close</button></div>'
    '<input type="search" class="seek" maxlength="200" autocomplete="off" dir="auto" '
    'aria-label="Search your questions and their answers" placeholder="Search conversations"></div>'
)


def history_html(
    conversations: Sequence[Conversation],
    deleted: Sequence[Conversation],
    *,
    current: str | None = None,
    query: str = "",
    undo: str | None = None,
    problem: str | None = None,
) -> str:
    """Return the list, the newest first. `undo` is the conversation that was just deleted, `current` the open one."""
    told = [_problem(problem), _undo(deleted, undo)]
    rows = "".join(_row(each, current) for each in conversations)
    if rows:
        told.append(f'<ul class="kept-list">{rows}</ul>')
    elif query.strip():
        told.append(f'<p class="none">No conversation has <q dir="auto">{escape(query.strip())}</q>.</p>')
    elif problem is None:
        told.append('<p class="none">What you ask is kept here, with its answers, for you alone.</p>')
    if len(conversations) >= LISTED:
        told.append(f'<p class="none">The newest {LISTED} are listed; search for older ones.</p>')
    return f'<div class="history" data-query="{escape(query)}">{"".join([*told, _deleted(deleted)])}</div>'


def missing_link_html() -> str:
    """Return what stands in the conversation where a link opens nothing."""
    return (
        '<article class="turn" data-turn="0" data-announce="No such answer"><div class="answer problem">'
        '<p class="verdict">No such answer</p><p>Nothing is kept under this link: it was deleted, belongs to '
        "another archive, or was never kept here.</p></div></article>"
    )


def _problem(problem: str | None) -> str:
    if problem is None:
        return ""
    return (
        '<div class="unkept" role="status"><strong>Answers are not being kept.</strong> '
        f'<span dir="auto">{escape(problem)}</span></div>'
    )


def _undo(deleted: Sequence[Conversation], undo: str | None) -> str:
    gone = next((each for each in deleted if each.id == undo), None)
    if gone is None:
        return ""
    return (
        f'<div class="undo" role="status"><span>Deleted <q dir="auto">{escape(gone.title)}</q></span>'
        f'<button type="button" class="restore" data-id="{escape(gone.id)}">Undo</button></div>'
    )


def _row(conversation: Conversation, current: str | None) -> str:
    key, title = escape(conversation.id), escape(conversation.title)
    here = ' aria-current="true"' if conversation.id == current else ""
    count = f"{words.count(conversation.turns, 'answer')}, " if conversation.turns > 1 else ""
    return (
        f'<li class="kept-row" data-id="{key}" data-at="{escape(conversation.changed_at)}">'
        f'<button type="button" class="choose"{here}><span class="title" dir="auto">{title}</span>'
        f'<span class="meta">{count}<time datetime="{escape(conversation.changed_at)}"></time></span></button>'
        f'<details class="deeds" data-key="deeds {key}"><summary aria-label="Rename, export or delete: {title}">'
        '<span aria-hidden="true">&hellip;</span></summary><div class="deed-list">'
        '<button type="button" class="rename">Rename</button><button type="button" class="delete">Delete</button>'
        f"{export_html('conversation', conversation.id)}</div></details></li>"
    )


def _deleted(deleted: Sequence[Conversation]) -> str:
    if not deleted:
        return ""
    rows = "".join(
        f'<li><span class="title" dir="auto">{escape(each.title)}</span>'
        f'<button type="button" class="restore" data-id="{escape(each.id)}" '
        f'aria-label="Restore {escape(each.title)}">Restore</button></li>'
        for each in deleted
    )
    return (
        f'<details class="deleted" data-key="deleted"><summary>Deleted ({len(deleted):,})</summary>'
        f"<p>Gone for good {KEPT_DAYS} days after they were deleted.</p><ul>{rows}</ul></details>"
    )
