"""What stands below a kept answer as HTML: what its reader thinks of it, its export, and when it was asked."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from qa.export import FORMS
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.checks import State
    from qa.web.conversation import Turn

# A hand with its thumb up; the other one is the same, turned by the page's styles.
THUMB: Final = (
    '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"><path fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linejoin="round" d="M7 11v9H4v-9zM7 11l4-8c1.7 0 3 1.2 3 2.8L13.4 9H19c1.2 0 2.1 1.1 '
    '1.9 2.3l-1.2 6.9c-.2 1-1 1.8-2.1 1.8H7"/></svg>'
)
_VOTES: Final = {"up": "This answer is right", "down": "This answer is wrong"}
_STANDING: Final[Mapping[State, str]] = {
    "intact": "as cited",
    "moved": "moved",
    "edited": "edited since",
    "gone": "in a file that is gone",
    "stored": "as stored, not read again",
}


def feedback_html(turn: Turn) -> str:
    """Return the buttons that rate and export an answer, and what is to be said of one that was opened again."""
    if turn.answer is None:
        return ""
    own = turn.kept_id is not None and not turn.shared
    parts = [
        _rating(turn) if own else "",
        export_html("answer", turn.kept_id or ""),
        _again(turn),
        _note(turn, own=own),
    ]
    return "".join(parts)


def export_html(what: str, key: str) -> str:
    """Return the menu that saves an "answer" or a "conversation" in one of the forms."""
    buttons = "".join(
        f'<button type="button" class="save" data-what="{what}" data-form="{name}">{escape(form.label)}</button>'
        for name, form in FORMS.items()
    )
    return (
        f'<details class="export" data-key="export {what} {escape(key)}"><summary>Export</summary>'
        f'<div class="forms" role="group" aria-label="Export as">{buttons}</div></details>'
    )


def _rating(turn: Turn) -> str:
    buttons = "".join(
        f'<button type="button" class="rate {vote}" data-vote="{vote}" aria-label="{label}" title="{label}" '
        f'aria-pressed="{"true" if turn.vote == vote else "false"}">{THUMB}</button>'
        for vote, label in _VOTES.items()
    )
    return f'<span class="rating" role="group" aria-label="Is it right?">{buttons}</span>'


def _note(turn: Turn, *, own: bool) -> str:
    if not own:
        return ""
    hidden = "" if turn.vote else " hidden"
    return (
        f'<form class="remark"{hidden}><label><span class="unseen">A note on this answer, if you like</span>'
        '<textarea name="note" rows="2" maxlength="2000" dir="auto" placeholder="A note, if you like: what is right, '
        f'or what should be cited instead">{escape(turn.note)}</textarea></label>'
        '<button type="submit" class="action">Save note</button></form>'
    )


def _again(turn: Turn) -> str:
    if turn.kept_id is None:
        return '<p class="again">This answer is not being kept; the list of conversations says why.</p>'
    if not turn.reopened:
        return ""
    asked = f'Asked <time class="moment" datetime="{escape(turn.asked_at or "")}">{escape(turn.asked_at or "")}</time>.'
    states = Counter(citation.state for citation in turn.citations)
    told = [f"{words.count(states[state], 'line')} {said}" for state, said in _STANDING.items() if states[state]]
    read = f" Its lines were read again just now: {', '.join(told)}." if told else ""
    shared = (
        " Another reader&#x27;s answer, opened by its link: what you ask next begins a conversation of your own."
        if turn.shared
        else ""
    )
    return f'<p class="again">{asked}{read}{shared}</p>'
