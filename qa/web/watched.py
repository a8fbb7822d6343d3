"""Watched questions as HTML: the button below an answer, and the list with what changed in each answer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qa.saved_text import KINDS
from qa.text.counterpart import word_pieces
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.comparison import Cause, ClaimChange, Line
    from qa.keeping import KeptChange, SavedQuestion
    from qa.types import Answer

_TAGS = {"same": "span", "old": "del", "new": "ins"}


def watch_html(answer: Answer | None) -> str:
    """Return the button that has an answer's question asked again after each change; a script says whether it is."""
    if answer is None:
        return ""
    return (
        f'<button type="button" class="action watch" data-question="{escape(answer.question)}" aria-pressed="false" '
        'aria-label="Watch this question" title="Watch this question: it is asked again whenever the archive changes">'
        "Watch</button>"
    )


def watched_html(
    saved: Sequence[SavedQuestion],
    deleted: Sequence[SavedQuestion] = (),
    *,
    undo: str | None = None,
    problem: str | None = None,
) -> str:
    """Return the list, those first whose answers changed; nothing where nothing is watched. `undo` was just removed."""
    gone = next((each for each in deleted if each.id == undo), None)
    told = [_undo(gone) if gone else "", _problem(problem)]
    if saved:
        changed = sum(each.unseen > 0 for each in saved)
        said = f'<span class="changed">{words.count(changed, "answer")} changed</span>' if changed else ""
        rows = sorted(saved, key=lambda each: each.unseen == 0)
        told.append(f"<h3>Watched {said}</h3><ul>{''.join(map(_row, rows))}</ul>")
    if not any(told):
        return ""
    return f'<section class="watched" aria-label="Watched questions">{"".join(told)}</section>'


def _row(saved: SavedQuestion) -> str:
    key, question = escape(saved.id), escape(saved.question)
    answer = saved.answer
    said = answer.short or (answer.claims[0].text if answer.claims else "Not in the archive")
    return (
        f'<li class="watched-row" data-id="{key}" data-question="{question}">'
        f'<button type="button" class="ask" title="Ask it now"><span class="title" dir="auto">{question}</span>'
        f'<span class="meta" dir="auto">{escape(said)}</span></button>'
        f'<button type="button" class="unwatch" aria-label="Stop watching: {question}" title="Stop watching">'
        f'<span aria-hidden="true">&times;</span></button>{_changes(saved)}</li>'
    )


def _changes(saved: SavedQuestion) -> str:
    if not saved.changes:
        return ""
    newest = saved.changes[0]
    new = '<b class="new">New</b> ' if saved.unseen else ""
    first = KINDS[newest.change.claims[0].kind]
    rows = "".join(map(_change, saved.changes[: max(saved.unseen, 1)]))
    return (
        f'<details class="what" data-key="what {escape(saved.id)}"><summary>{new}{escape(_sentence(first))}</summary>'
        f"{rows}</details>"
    )


def _change(kept: KeptChange) -> str:
    at = escape(kept.found_at)
    claims = "".join(map(_claim, kept.change.claims))
    return f'<div class="change"><time class="moment" datetime="{at}">{at[:10]}</time>{claims}</div>'


def _claim(claim: ClaimChange) -> str:
    told = f"<p><b>{escape(_sentence(KINDS[claim.kind]))}</b>{_because(claim.cause)}</p>"
    if claim.old is not None and claim.new is not None and claim.old.text != claim.new.text:
        pieces = word_pieces(claim.old.text, claim.new.text)
        text = "".join(f"<{_TAGS[each.kind]}>{escape(each.text)}</{_TAGS[each.kind]}>" for each in pieces)
        return f'{told}<p class="diff" dir="auto">{text}</p>{_place(claim.new)}'
    line = claim.new or claim.old
    if line is None:
        return told
    tag = "del" if claim.new is None else "span"
    return f'{told}<p class="diff" dir="auto"><{tag}>{escape(line.text)}</{tag}></p>{_place(line)}'


def _because(cause: Cause | None) -> str:
    if cause is None:
        return ""
    return f' as <span class="place" dir="ltr">{escape(cause.path)}</span> was {escape(cause.state)}'


def _place(line: Line) -> str:
    return f'<p class="place" dir="ltr">{escape(line.path)}, {words.lines(line.line, line.line)}</p>'


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _undo(gone: SavedQuestion) -> str:
    return (
        f'<div class="undo" role="status"><span>No longer watched: <q dir="auto">{escape(gone.question)}</q></span>'
        f'<button type="button" class="restore" data-id="{escape(gone.id)}">Undo</button></div>'
    )


def _problem(problem: str | None) -> str:
    return f'<div class="unkept" role="status" dir="auto">{escape(problem)}</div>' if problem else ""
