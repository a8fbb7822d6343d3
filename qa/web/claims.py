"""A turn's claims as HTML: each sentence with its citations, the days that it speaks of, and where its lines stand.

A claim in a model's words is `.written`, and has the lines' own words with it. Events are told in order of time, each
with its day in the margin.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from qa.timeline import told_on
from qa.types import CARRYING
from qa.web.chips import also_html, chip_html, number_html, target, where_html
from qa.web.corrected import corrected_mark, corrections_html
from qa.web.dates import dated_html, find_dated
from qa.web.timeline import day_of, when_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.types import Citation, Claim
    from qa.web.dates import Dated

# What stays on one line with the chips. Of a script without spaces, the last word is the sentence, and must wrap.
LAST_WORD: Final = 24


def is_written(claim: Claim, citations: Sequence[Citation]) -> bool:
    """Return whether the claim's words are a model's: it is none of the sentences that it cites."""
    return all(citation.quote != claim.text for citation in citations if citation.number in claim.citations)


def claims_html(turn: int, claims: Sequence[Claim], citations: Sequence[Citation], *, told: bool = False) -> str:
    """Return the claims that carry the answer, then apart what else is on record; `told` are all in one list.

    What a model wrote carries the answer, however many sentences it is; quoted lines that it left out stand apart.
    """
    by_number = {citation.number: citation for citation in citations}
    items = [_claim(turn, at, claim, by_number, told=told) for at, claim in enumerate(claims)]
    written = [at for at, claim in enumerate(claims, 1) if is_written(claim, citations)]
    first = written[-1] if written else len(items) if told else CARRYING
    kind = "claims told" if told else "claims"
    parts = [f'<ol class="{kind}">{"".join(items[:first])}</ol>'] if items else []
    if items[first:]:
        heading = "Also on record, word for word" if written else "Also on record"
        parts.append(
            f'<h3 class="eyebrow">{heading}</h3>'
            f'<ol class="{kind} further" start="{first + 1}">{"".join(items[first:])}</ol>'
        )
    return "".join(parts)


def nearest_html(turn: int, nearest: Sequence[Citation]) -> str:
    """Return the nearest lines of a question that has no answer; none of them is a citation."""
    rows = "".join(
        f'<li><button type="button" class="nearest" {target(turn, citation, "nearest")} '
        f'dir="auto">{escape(citation.quote)}</button>{where_html(citation)}</li>'
        for citation in nearest
    )
    if not rows:
        return ""
    heading = '<h3 class="eyebrow">Nearest lines, none of which answers the question</h3>'
    return f'<section class="nearby">{heading}<ul>{rows}</ul></section>'


def _claim(turn: int, at: int, claim: Claim, by_number: Mapping[int, Citation], *, told: bool) -> str:
    cited = [by_number[number] for number in claim.citations if number in by_number]
    chips = "".join(chip_html(turn, citation) + corrected_mark(citation) for citation in cited)
    said = f'<p class="said" dir="auto">{_kept(claim.text, _dates(claim, cited), chips)}</p>'
    numbered = len(cited) > 1
    body = said + "".join(_below(turn, each, numbered=numbered) for each in cited)
    written = is_written(claim, cited)
    if written and cited:
        quotes = "".join(
            f'<blockquote dir="auto">{number_html(citation) if numbered else ""}'
            f"{dated_html(citation.quote, find_dated(citation.quote, citation.dates))}</blockquote>"
            for citation in cited
        )
        lines = "The line&#x27;s own words" if len(cited) == 1 else "The lines&#x27; own words"
        body += f'<details class="own" data-key="own {turn} {at}"><summary>{lines}</summary>{quotes}</details>'
    kind = "claim written" if written else "claim"
    if not told:
        return f'<li class="{kind}">{body}</li>'
    days = [day for citation in cited if (day := told_on(citation)) is not None]
    when = when_html(min(days, key=lambda day: day.first, default=None))
    on = " ".join(dict.fromkeys(map(day_of, days)))
    return f'<li class="{kind}" data-days="{escape(on)}">{when}<div>{body}</div></li>'


def _below(turn: int, citation: Citation, *, numbered: bool) -> str:
    return where_html(citation, numbered=numbered) + also_html(turn, citation) + corrections_html(turn, citation)


def _dates(claim: Claim, cited: Sequence[Citation]) -> tuple[Dated, ...]:
    """Return the dates in a claim's text; of a model's words only those on which the cited lines agree."""
    meant: dict[str | None, set[tuple[str | None, str | None]]] = {}
    for citation in cited:
        for each in citation.dates:
            meant.setdefault(each["expression"], set()).add((each["date"], each["end"]))
    quoted = next((citation for citation in cited if citation.quote == claim.text), None)
    if quoted is not None:
        return find_dated(claim.text, quoted.dates)
    agreed = [
        {"expression": expression, "date": day, "end": end}
        for expression, days in meant.items()
        if len(days) == 1 and claim.text.count(expression or "") == 1
        for day, end in days
    ]
    return find_dated(claim.text, sorted(agreed, key=lambda each: claim.text.find(each["expression"] or "")))


def _kept(text: str, dated: Sequence[Dated], chips: str) -> str:
    """Return a sentence with its chips, which stay on the line of its last word: a space would let them wrap."""
    at = text.rfind(" ") + 1
    at = next((each.start for each in dated if each.start < at < each.end), at)
    if len(text) - at > LAST_WORD:
        at = len(text)
    return f'{dated_html(text, dated, 0, at)}<span class="kept">{dated_html(text, dated, at)} {chips}</span>'
