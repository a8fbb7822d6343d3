"""The conversation as HTML: what was asked, what the archive answers, and buttons that open the cited lines.

`.citation` is a button that opens a line which carries an answer; `.nearest` opens a line that doesn't. Both
say which turn and which number they stand for, so that the source pane can mark the same spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.types import Account, Answer, ArchiveStatus, Citation, Claim, Disagreement, NotFound

# Citations come in order of weight, and the first three carry the answer.
CARRYING: Final = 3
# Of a script without spaces, the last word is the sentence, and must be free to wrap.
LAST_WORD: Final = 24
# Characters of a question that are shown back; whoever pastes a page needn't read it twice.
SHOWN: Final = 600


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it: nothing yet, the claims so far, the whole answer, or a problem."""

    question: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    problem: str | None = None

    def citation(self, number: int, *, nearest: bool) -> Citation | None:
        """Return one of the turn's citations, or of its nearest lines, by its number."""
        return next((item for item in self.opened_by(nearest=nearest) if item.number == number), None)

    def opened_by(self, *, nearest: bool) -> tuple[Citation, ...]:
        """Return the citations that carry the answer, or the nearest lines where there is none."""
        if not nearest:
            return self.citations
        return self.answer.not_found.nearest if self.answer and self.answer.not_found else ()


def conversation_html(turns: tuple[Turn, ...]) -> str:
    """Return the turns, oldest first."""
    return "".join(_turn(number, turn) for number, turn in enumerate(turns))


def welcome_html(status: ArchiveStatus, examples: tuple[str, ...]) -> str:
    """Return what stands in the conversation before the first question."""
    name = escape(PurePosixPath(status.archive).name or status.archive)
    if not status.generation:
        return _empty(
            f"Reading {name}",
            "The articles are being indexed for the first time. You can ask as soon as that is done.",
        )
    if not status.articles:
        return _empty(
            f"{name} has no articles yet",
            f"Put .txt or .md files into {escape(status.archive)}, then press Rebuild index.",
        )
    asked = "".join(
        f'<li><button type="button" class="example" data-question="{escape(text)}" dir="auto">'
        f"{escape(text)}</button></li>"
        for text in examples
    )
    return _empty(
        f"Ask {name}",
        "Answers are whole sentences from the articles, each with the line it stands on. "
        "What the archive doesn&#x27;t say, is not answered.",
        f'<h3 class="eyebrow">For example</h3><ul class="examples">{asked}</ul>' if asked else "",
    )


def welcome_problem_html(message: str) -> str:
    """Return what stands there where the archive can't be asked at all."""
    return _empty("This archive can&#x27;t be asked", escape(message))


def _empty(title: str, text: str, more: str = "") -> str:
    return f'<section class="welcome"><h2 dir="auto">{title}</h2><p>{text}</p>{more}</section>'


def _turn(number: int, turn: Turn) -> str:
    announcement, body = _outcome(number, turn)
    asked = turn.question if len(turn.question) <= SHOWN else f"{turn.question[:SHOWN]} ..."
    heading = f'<h2 class="asked" dir="auto">{escape(asked)}</h2>' if asked else ""
    # A follow-up is completed from the turns before; nobody should have to wonder what was really asked.
    if turn.answer is not None and turn.answer.question.split() != turn.question.split():
        heading += f'<p class="completed" dir="auto">Asked as: {escape(turn.answer.question)}</p>'
    return (
        f'<article class="turn" data-turn="{number}" data-announce="{escape(announcement)}">{heading}{body}</article>'
    )


def _outcome(number: int, turn: Turn) -> tuple[str, str]:
    """Return what a screen reader is told of a turn's outcome, and its HTML."""
    if turn.problem is not None:
        return turn.problem, (
            '<div class="answer problem"><p class="verdict">That could not be answered</p>'
            f"<p>{escape(turn.problem)}</p></div>"
        )
    if turn.answer is None:
        return "", (
            f'<div class="answer pending"><p class="searching">Searching the archive</p>{_claims(number, turn)}</div>'
        )
    if turn.answer.not_found is not None:
        return f"Not in the archive. {turn.answer.not_found.reason}", _missing(number, turn.answer.not_found)
    articles = len({citation.path for citation in turn.citations})
    basis = f"{words.count(len(turn.citations), 'line')} from {words.count(articles, 'article')}"
    return f"Answered with {basis}", _answered(number, turn, turn.answer, basis)


def _answered(number: int, turn: Turn, answer: Answer, basis: str) -> str:
    level, phrase, odds = words.confidence(answer.confidence)
    short = f'<p class="short" dir="auto">{escape(answer.short)}</p>' if answer.short else ""
    dropped = (
        f" {words.count(answer.dropped, 'sentence')} withheld: no line supports "
        f"{'it' if answer.dropped == 1 else 'them'}."
        if answer.dropped
        else ""
    )
    return (
        f'<div class="answer"><p class="confidence {level}">The first line {phrase} <span>({odds})</span></p>'
        f"{short}{_claims(number, turn)}"
        f"{''.join(_disagreement(number, turn, item) for item in answer.disagreements)}"
        f'<p class="basis">{basis}, each read again on disk.{dropped}</p></div>'
    )


def _claims(number: int, turn: Turn) -> str:
    by_number = {citation.number: citation for citation in turn.citations}
    items = [_claim(number, claim, by_number) for claim in turn.claims]
    carrying, further = "".join(items[:CARRYING]), "".join(items[CARRYING:])
    parts = [f'<ol class="claims">{carrying}</ol>'] if carrying else []
    if further:
        parts.append(
            f'<h3 class="eyebrow">Also on record</h3><ol class="claims further" start="{CARRYING + 1}">{further}</ol>'
        )
    return "".join(parts)


def _claim(turn: int, claim: Claim, by_number: Mapping[int, Citation]) -> str:
    cited = [by_number[number] for number in claim.citations if number in by_number]
    chips = "".join(_chip(turn, citation) for citation in cited)
    where = "".join(_where(citation, quoted=citation.quote != claim.text) for citation in cited)
    return f'<li class="claim"><p class="said" dir="auto">{_kept(claim.text, chips)}</p>{where}</li>'


def _disagreement(turn: int, shown: Turn, disagreement: Disagreement) -> str:
    by_number = {citation.number: citation for citation in shown.citations}
    rows = "".join(_account(turn, account, by_number) for account in disagreement.accounts)
    heading = f'<h3 class="eyebrow">Accounts differ: {escape(disagreement.subject)}</h3>'
    return f'<section class="accounts">{heading}<ul>{rows}</ul></section>'


def _account(turn: int, account: Account, by_number: Mapping[int, Citation]) -> str:
    chips = "".join(_chip(turn, by_number[number]) for number in account.citations if number in by_number)
    return f'<li dir="auto">{_kept(account.text, chips)}</li>'


def _kept(text: str, chips: str) -> str:
    """Return a sentence with its chips, which stay on the line of its last word: a space would let them wrap."""
    before, space, last = text.rpartition(" ")
    if len(last) > LAST_WORD:
        before, space, last = text, "", ""
    return f'{escape(before)}{space}<span class="kept">{escape(last)} {chips}</span>'


def _chip(turn: int, citation: Citation) -> str:
    return (
        f'<button type="button" class="citation" {_target(turn, citation, "citation")} '
        f'aria-label="{escape(words.citation_name(citation))}" title="{escape(words.place(citation))}">'
        f"{citation.number}</button>"
    )


def _target(turn: int, citation: Citation, kind: str) -> str:
    return (
        f'data-path="{escape(citation.path)}" data-line="{citation.start_line}" data-turn="{turn}" '
        f'data-number="{citation.number}" data-kind="{kind}"'
    )


def _where(citation: Citation, *, quoted: bool) -> str:
    """Return the line below a claim: who says it, in which article, when, and on which line."""
    quote = f'<blockquote dir="auto">{escape(citation.quote)}</blockquote>' if quoted else ""
    badge = words.REGIONS.get(citation.region)
    published = citation.published and words.published(citation.published, inferred=citation.published_inferred)
    parts = [
        f'<span class="badge {citation.region}"><b>{badge}</b></span>' if badge else "",
        f'<span class="by" dir="auto">{escape(citation.attributed_to)}</span>' if citation.attributed_to else "",
        f'<cite dir="auto">{escape(citation.title)}</cite>' if citation.title else "",
        f"<span>{escape(published)}</span>" if published else "",
        f'<span class="place" dir="ltr">{escape(words.place(citation))}</span>',
        "" if citation.state == "intact" else '<span class="badge changed"><b>The file has changed since</b></span>',
    ]
    return f'{quote}<p class="where">{"".join(parts)}</p>'


def _missing(turn: int, missing: NotFound) -> str:
    nearest = "".join(
        f'<li><button type="button" class="nearest" {_target(turn, citation, "nearest")} '
        f'dir="auto">{escape(citation.quote)}</button>{_where(citation, quoted=False)}</li>'
        for citation in missing.nearest
    )
    apart = (
        '<section class="nearby"><h3 class="eyebrow">Nearest lines, none of which answers the question</h3>'
        f"<ul>{nearest}</ul></section>"
        if nearest
        else ""
    )
    return (
        '<div class="answer missing"><p class="verdict">Not in the archive</p>'
        f'<p dir="auto">{escape(missing.reason)}</p>'
        f'<p class="searched">{escape(words.searched(missing.searched))}</p>{apart}</div>'
    )
