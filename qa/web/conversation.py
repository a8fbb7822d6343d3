"""The conversation as HTML: what was asked, what the archive answers, and what was kept out of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from qa.timeline import asks_for_events
from qa.web import words
from qa.web.accounts import disagreement_html
from qa.web.claims import claims_html, is_written, nearest_html
from qa.web.copying import answer_text
from qa.web.corrected import corrected_mark
from qa.web.feedback import feedback_html
from qa.web.sources import sources_html
from qa.web.timeline import bars_html, days_of
from qa.web.watched import watch_html

if TYPE_CHECKING:
    from qa.types import Answer, Citation, Claim, Lead, NotFound, Withheld

# Characters of a question that are shown back; whoever pastes a page needn't read it twice.
SHOWN: Final = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: nothing yet, the claims so far, the whole answer, or a problem.

    `model` is the language model that words the answer, None where lines are quoted. A turn that was `stopped` keeps
    the claims that were shown until then. `lead` is what stands above the claims, known with the first of them;
    `texts` are the paths of the cited articles, those that print one text together, and `publishers` who published
    each, None where it isn't known; `kept_id` is that of the
    link which reopens the answer, once it is kept in a `conversation`. A turn that was `reopened` was asked at
    `asked_at`; one that is `shared` is another reader's, opened by its link. `vote` and `note` are its reader's.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    problem: str | None = None
    model: str | None = None
    stopped: bool = False
    lead: Lead | None = None
    texts: tuple[tuple[str, ...], ...] = ()
    publishers: tuple[str | None, ...] = ()
    kept_id: str | None = None
    conversation: str | None = None
    asked_at: str | None = None
    shared: bool = False
    reopened: bool = False
    vote: str | None = None
    note: str = ""

    @property
    def stops(self) -> tuple[Citation, ...]:
        """Return the citations that stand behind what is shown, in the order in which they are read."""
        disagreements = self.answer.disagreements if self.answer else ()
        told = [claim.citations for claim in self.claims]
        told += [account.citations for item in disagreements for account in item.accounts]
        numbers = dict.fromkeys(number for cited in told for number in cited)
        by_number = {citation.number: citation for citation in self.citations}
        return tuple(by_number[number] for number in numbers if number in by_number)

    @property
    def is_done(self) -> bool:
        """Return whether nothing more will come."""
        return self.answer is not None or self.problem is not None or self.stopped

    def citation(self, number: int, *, nearest: bool) -> Citation | None:
        """Return one of the turn's citations, or of its nearest lines, by its number."""
        return next((item for item in self.opened_by(nearest=nearest) if item.number == number), None)

    def opened_by(self, *, nearest: bool) -> tuple[Citation, ...]:
        """Return the citations that carry the answer, or the nearest lines where there is none."""
        if not nearest:
            return self.citations
        return self.answer.not_found.nearest if self.answer and self.answer.not_found else ()


Turns = tuple[Turn, ...]
"""A reader's conversation, oldest first."""


def conversation_html(turns: tuple[Turn, ...]) -> str:
    """Return the turns, oldest first."""
    return "".join(_turn(number, turn, last=number == len(turns) - 1) for number, turn in enumerate(turns))


def _turn(number: int, turn: Turn, *, last: bool) -> str:
    announcement, body = _outcome(number, turn, last=last)
    asked = turn.question if len(turn.question) <= SHOWN else f"{turn.question[:SHOWN]} ..."
    heading = f'<h2 class="asked" dir="auto">{escape(asked)}</h2>' if asked else ""
    # A follow-up is completed from the turns before; nobody should have to wonder what was really asked.
    completed = turn.answer.question if turn.answer else turn.lead.question if turn.lead else turn.question
    if completed.split() != turn.question.split():
        heading += f'<p class="completed" dir="auto">Asked as: {escape(completed)}</p>'
    return (
        f'<article class="turn" data-turn="{number}" data-kept="{escape(turn.kept_id or "")}" '
        f'data-announce="{escape(announcement)}">{heading}{body}</article>'
    )


def _outcome(number: int, turn: Turn, *, last: bool) -> tuple[str, str]:
    """Return what a screen reader is told of a turn's outcome, and its HTML."""
    retry = ' <button type="button" class="retry">Retry</button>' if last and turn.question else ""
    if turn.problem is not None:
        return turn.problem, (
            '<div class="answer problem"><p class="verdict">That could not be answered</p>'
            f"<p>{escape(turn.problem)}{retry}</p></div>"
        )
    if turn.answer is not None and turn.answer.not_found is not None:
        missing = turn.answer.not_found
        return f"Not in the archive. {missing.reason}", _missing(number, turn, turn.answer, missing)
    claims = _head(turn) + claims_html(number, turn.claims, turn.citations, told=_is_told(turn))
    if turn.stopped:
        return "Stopped", f'<div class="answer">{claims}<p class="stopped">Stopped.{retry}</p></div>'
    if turn.answer is None:
        under_way = "Writing and checking" if turn.model else "Searching the archive"
        waiting = f'<p class="searching">{under_way}</p>'
        told = under_way if turn.model else ""
        return told, f'<div class="answer pending">{claims}{waiting}</div>'
    articles = len({citation.path for citation in turn.stops})
    basis = f"{words.count(len(turn.stops), 'line')} from {words.count(articles, 'article')}"
    withheld = f". {words.withheld(len(turn.answer.withheld))}" if turn.answer.withheld else ""
    return f"Answered with {basis}{withheld}", _answered(number, turn, turn.answer, claims, basis)


def _head(turn: Turn) -> str:
    """Return what stands above the claims. It is whole with the first of them, so that nothing moves as others come."""
    lead = turn.answer or turn.lead
    if lead is None or not turn.claims:
        return ""
    level, phrase, odds = words.confidence(lead.confidence)
    written, told = is_written(turn.claims[0], turn.citations), _is_told(turn)
    # Worded, or in order of time, line 1 isn't what one reads first.
    first = "Line 1" if written or told else "The first line"
    # The short answer is the first citation's own words: what sets that right must not be missed above it.
    mark = corrected_mark(turn.citations[0]) if turn.citations else ""
    short = f'<p class="short" dir="auto">{escape(lead.short)}{mark}</p>' if lead.short else ""
    return (
        f'{short}<p class="confidence {level}">{first} {phrase} <span>({odds})</span></p>'
        f"{_wording(turn.model) if written else ''}{bars_html(days_of(turn.stops)) if told else ''}"
    )


def _is_told(turn: Turn) -> bool:
    completed = turn.answer or turn.lead
    return asks_for_events(completed.question if completed else turn.question)


def _answered(number: int, turn: Turn, answer: Answer, claims: str, basis: str) -> str:
    left_out = words.left_out(answer.dropped - len(answer.withheld))
    return (
        f'<div class="answer">{claims}'
        f"{''.join(disagreement_html(number, item, turn.citations) for item in answer.disagreements)}"
        f'<div class="footing">{sources_html(number, turn.texts, turn.stops, turn.publishers)}'
        f'<p class="basis">{basis}, each read again on disk.{f" {left_out}" if left_out else ""}</p></div>'
        f"{_withheld(number, answer.withheld)}{_notes(answer)}{_actions(turn)}</div>"
    )


def _actions(turn: Turn) -> str:
    """Return what can be done with a whole answer; what is copied is made here, so that no press asks for anything."""
    link = (
        f'<button type="button" class="action link" data-answer="{escape(turn.kept_id)}">Copy link</button>'
        if turn.kept_id
        else ""
    )
    label = "Copy with citations" if turn.citations else "Copy"
    copied = escape(answer_text(turn.question, turn.answer)) if turn.answer else ""
    return (
        '<div class="actions"><button type="button" class="action copy" '
        f'data-copy="{copied}">{label}</button>{link}{watch_html(turn.answer)}{feedback_html(turn)}</div>'
    )


def _wording(model: str | None) -> str:
    worded = f"Worded by {escape(model)}" if model else "Worded by a language model"
    return f'<p class="wording">{worded}; each sentence was checked against the lines that it cites.</p>'


def _withheld(number: int, withheld: tuple[Withheld, ...]) -> str:
    """Return what was kept out of the answer, folded away; the page's styles keep it out of what is copied."""
    if not withheld:
        return ""
    rows = "".join(
        f'<li><span class="badge"><b>Unsupported</b></span> <s dir="auto">{escape(item.text)}</s>'
        f'<span class="reason" dir="auto">{escape(item.reason)}</span></li>'
        for item in withheld
    )
    return (
        f'<details class="withheld" data-key="withheld {number}"><summary>{words.withheld(len(withheld))}</summary>'
        '<div role="group" aria-label="Withheld sentences: unsupported, not part of the answer">'
        "<p>Not part of the answer: the model wrote this, and the archive&#x27;s lines don&#x27;t carry it.</p>"
        f"<ul>{rows}</ul></div></details>"
    )


def _notes(answer: Answer) -> str:
    return "".join(f'<p class="note" dir="auto">{escape(note)}</p>' for note in answer.notes)


def _missing(number: int, turn: Turn, answer: Answer, missing: NotFound) -> str:
    return (
        '<div class="answer missing"><p class="verdict">Not in the archive</p>'
        f'<p dir="auto">{escape(missing.reason)}</p>'
        f'<p class="searched">{escape(words.searched(missing.searched))}</p>'
        f"{nearest_html(number, missing.nearest)}{_notes(answer)}{_actions(turn)}</div>"
    )
