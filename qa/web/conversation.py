"""The conversation as HTML: what was asked, what the archive answers, and what was kept out of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from qa.web import words
from qa.web.claims import claims_html, disagreement_html, is_written, nearest_html

if TYPE_CHECKING:
    from qa.types import Answer, Citation, Claim, NotFound, Withheld

# Characters of a question that are shown back; whoever pastes a page needn't read it twice.
SHOWN: Final = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: nothing yet, the claims so far, the whole answer, or a problem.

    `model` is the language model that words the answer, None where lines are quoted. A turn that was `stopped` keeps
    the claims that were shown until then.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    problem: str | None = None
    model: str | None = None
    stopped: bool = False

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
    if turn.answer is not None and turn.answer.question.split() != turn.question.split():
        heading += f'<p class="completed" dir="auto">Asked as: {escape(turn.answer.question)}</p>'
    return (
        f'<article class="turn" data-turn="{number}" data-announce="{escape(announcement)}">{heading}{body}</article>'
    )


def _outcome(number: int, turn: Turn, *, last: bool) -> tuple[str, str]:
    """Return what a screen reader is told of a turn's outcome, and its HTML."""
    if turn.problem is not None:
        return turn.problem, (
            '<div class="answer problem"><p class="verdict">That could not be answered</p>'
            f"<p>{escape(turn.problem)}</p></div>"
        )
    claims = claims_html(number, turn.claims, turn.citations)
    if turn.stopped:
        retry = '<button type="button" class="retry">Retry</button>' if last else ""
        return "Stopped", f'<div class="answer">{claims}<p class="stopped">Stopped. {retry}</p></div>'
    if turn.answer is None:
        under_way = "Writing and checking" if turn.model else "Searching the archive"
        waiting = f'<p class="searching">{under_way}</p>'
        told = under_way if turn.model else ""
        return told, f'<div class="answer pending">{claims}{waiting}</div>'
    if turn.answer.not_found is not None:
        missing = turn.answer.not_found
        return f"Not in the archive. {missing.reason}", _missing(number, turn.answer, missing)
    shown = _shown(turn.answer)
    articles = len({citation.path for citation in shown})
    basis = f"{words.count(len(shown), 'line')} from {words.count(articles, 'article')}"
    withheld = f". {words.withheld(len(turn.answer.withheld))}" if turn.answer.withheld else ""
    return f"Answered with {basis}{withheld}", _answered(number, turn, turn.answer, claims, basis)


def _answered(number: int, turn: Turn, answer: Answer, claims: str, basis: str) -> str:
    level, phrase, odds = words.confidence(answer.confidence)
    short = f'<p class="short" dir="auto">{escape(answer.short)}</p>' if answer.short else ""
    left_out = words.left_out(answer.dropped - len(answer.withheld))
    written = any(is_written(claim, answer.citations) for claim in answer.claims)
    first = "Line 1" if written else "The first line"
    return (
        f'<div class="answer"><p class="confidence {level}">{first} {phrase} <span>({odds})</span></p>'
        f"{_wording(turn.model) if written else ''}{short}{claims}"
        f"{''.join(disagreement_html(number, item, turn.citations) for item in answer.disagreements)}"
        f'<p class="basis">{basis}, each read again on disk.{f" {left_out}" if left_out else ""}</p>'
        f"{_withheld(number, answer.withheld)}{_notes(answer)}</div>"
    )


def _wording(model: str | None) -> str:
    worded = f"Worded by {escape(model)}" if model else "Worded by a language model"
    return f'<p class="wording">{worded}; each sentence was checked against the lines that it cites.</p>'


def _shown(answer: Answer) -> tuple[Citation, ...]:
    """Return the citations that stand behind what is shown; a model may have had more lines before it."""
    numbers = {number for claim in answer.claims for number in claim.citations}
    for item in answer.disagreements:
        numbers.update(number for account in item.accounts for number in account.citations)
    return tuple(citation for citation in answer.citations if citation.number in numbers)


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


def _missing(number: int, answer: Answer, missing: NotFound) -> str:
    return (
        '<div class="answer missing"><p class="verdict">Not in the archive</p>'
        f'<p dir="auto">{escape(missing.reason)}</p>'
        f'<p class="searched">{escape(words.searched(missing.searched))}</p>'
        f"{nearest_html(number, missing.nearest)}{_notes(answer)}</div>"
    )
