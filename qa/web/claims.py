"""A turn's claims as HTML: each sentence with its citations, and where the cited lines stand.

`.citation` is a button that opens a line which carries an answer; `.nearest` opens a line that doesn't. Both say which
turn and which number they stand for, so that the source pane can mark the same spans. A claim in a model's words is
`.written`, and has the lines' own words with it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from qa import warning_for
from qa.types import CARRYING
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.types import Account, Citation, Claim, Disagreement

# Of a script without spaces, the last word is the sentence, and must be free to wrap.
LAST_WORD: Final = 24


def is_written(claim: Claim, citations: Sequence[Citation]) -> bool:
    """Return whether the claim's words are a model's: it is none of the sentences that it cites."""
    return all(citation.quote != claim.text for citation in citations if citation.number in claim.citations)


def claims_html(turn: int, claims: Sequence[Claim], citations: Sequence[Citation]) -> str:
    """Return the claims that carry the answer, then apart what else is on record.

    What a model wrote carries the answer, however many sentences it is; quoted lines that it left out stand apart.
    """
    by_number = {citation.number: citation for citation in citations}
    items = [_claim(turn, at, claim, by_number) for at, claim in enumerate(claims)]
    written = [at for at, claim in enumerate(claims, 1) if is_written(claim, citations)]
    first = written[-1] if written else CARRYING
    parts = [f'<ol class="claims">{"".join(items[:first])}</ol>'] if items else []
    if items[first:]:
        heading = "Also on record, word for word" if written else "Also on record"
        parts.append(
            f'<h3 class="eyebrow">{heading}</h3>'
            f'<ol class="claims further" start="{first + 1}">{"".join(items[first:])}</ol>'
        )
    return "".join(parts)


def disagreement_html(turn: int, disagreement: Disagreement, citations: Sequence[Citation]) -> str:
    """Return the accounts that differ, each with its citations."""
    by_number = {citation.number: citation for citation in citations}
    rows = "".join(_account(turn, account, by_number) for account in disagreement.accounts)
    heading = f'<h3 class="eyebrow">Accounts differ: {escape(disagreement.subject)}</h3>'
    return f'<section class="accounts">{heading}<ul>{rows}</ul></section>'


def nearest_html(turn: int, nearest: Sequence[Citation]) -> str:
    """Return the nearest lines of a question that has no answer; none of them is a citation."""
    rows = "".join(
        f'<li><button type="button" class="nearest" {_target(turn, citation, "nearest")} '
        f'dir="auto">{escape(citation.quote)}</button>{_where(citation)}</li>'
        for citation in nearest
    )
    if not rows:
        return ""
    heading = '<h3 class="eyebrow">Nearest lines, none of which answers the question</h3>'
    return f'<section class="nearby">{heading}<ul>{rows}</ul></section>'


def _claim(turn: int, at: int, claim: Claim, by_number: Mapping[int, Citation]) -> str:
    cited = [by_number[number] for number in claim.citations if number in by_number]
    chips = "".join(_chip(turn, citation) for citation in cited)
    said = f'<p class="said" dir="auto">{_kept(claim.text, chips)}</p>'
    numbered = len(cited) > 1
    where = "".join(_where(citation, numbered=numbered) for citation in cited)
    if not is_written(claim, cited):
        return f'<li class="claim">{said}{where}</li>'
    quotes = "".join(
        f'<blockquote dir="auto">{_number(citation) if numbered else ""}{escape(citation.quote)}</blockquote>'
        for citation in cited
    )
    lines = "The line&#x27;s own words" if len(cited) == 1 else "The lines&#x27; own words"
    own = f'<details class="own" data-key="own {turn} {at}"><summary>{lines}</summary>{quotes}</details>'
    return f'<li class="claim written">{said}{where}{own if cited else ""}</li>'


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
        f'aria-label="{escape(words.citation_name(citation))}" title="{escape(words.hovered(citation))}">'
        f"{citation.number}</button>"
    )


def _target(turn: int, citation: Citation, kind: str) -> str:
    return (
        f'data-path="{escape(citation.path)}" data-line="{citation.start_line}" data-turn="{turn}" '
        f'data-number="{citation.number}" data-kind="{kind}"'
    )


def _number(citation: Citation) -> str:
    return f'<b class="number">{citation.number}</b>'


def _where(citation: Citation, *, numbered: bool = False) -> str:
    """Return the line below a claim: who says it, in which article, when, on which line, and what to beware of."""
    badge = words.REGIONS.get(citation.region)
    warning = warning_for(citation)
    published = citation.published and words.published(citation.published, inferred=citation.published_inferred)
    parts = [
        f"<span>{_number(citation)}</span>" if numbered else "",
        f'<span class="badge {citation.region}"><b>{badge}</b></span>' if badge else "",
        f'<span class="badge suspicious"><b>Beware</b> {escape(warning)}</span>' if warning else "",
        f'<span class="by" dir="auto">{escape(citation.attributed_to)}</span>' if citation.attributed_to else "",
        f'<cite dir="auto">{escape(citation.title)}</cite>' if citation.title else "",
        f"<span>{escape(published)}</span>" if published else "",
        f'<span class="place" dir="ltr">{escape(words.place(citation))}</span>',
        "" if citation.state == "intact" else '<span class="badge changed"><b>The file has changed since</b></span>',
    ]
    return f'<p class="where">{"".join(parts)}</p>'
