"""Accounts that differ, as a table: what each says, where, when, on which line. On a narrow page it is stacked.

Roles are named although the elements have them: a browser forgets what a table is once it is laid out otherwise.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from qa.web import words
from qa.web.chips import chip_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa.types import Account, Citation, Disagreement

COLUMNS: Final = ("Account", "Source", "Date", "Line")


def disagreement_html(turn: int, disagreement: Disagreement, citations: Sequence[Citation]) -> str:
    """Return the accounts that differ, one row for each line that tells one."""
    by_number = {citation.number: citation for citation in citations}
    bodies = "".join(_account(turn, account, by_number) for account in disagreement.accounts)
    heads = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in COLUMNS)
    return (
        '<section class="accounts"><table role="table">'
        f'<caption dir="auto"><b>Accounts differ</b> <span>on {escape(disagreement.subject)}</span></caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>{bodies}</table></section>'
    )


def _account(turn: int, account: Account, by_number: Mapping[int, Citation]) -> str:
    cited = [by_number[number] for number in account.citations if number in by_number]
    said = escape(_without_source(account.text, cited))
    rows = "".join(
        f'<tr role="row">{_head(said, len(cited)) if not at else ""}{_line(turn, citation)}</tr>'
        for at, citation in enumerate(cited)
    )
    return f'<tbody role="rowgroup">{rows or f"<tr role=row>{_head(said, 1)}</tr>"}</tbody>'


def _without_source(text: str, cited: Sequence[Citation]) -> str:
    """Return an account without the source that it names at its end, where that has a column of its own."""
    for citation in cited:
        article = ", ".join(filter(None, (citation.title or citation.path, citation.published)))
        for who in (citation.attributed_to, article):
            if who:
                text = text.removesuffix(f" ({who})")
    return text


def _head(said: str, rows: int) -> str:
    return f'<th role="rowheader" scope="rowgroup" rowspan="{rows}" dir="auto">{said}</th>'


def _line(turn: int, citation: Citation) -> str:
    by = (
        f'<span class="by" dir="auto">{escape(words.said(citation.attributed_to))}</span>'
        if citation.attributed_to
        else ""
    )
    title = escape(citation.title or citation.path)
    published = words.published(citation.published, inferred=citation.published_inferred)
    where = words.lines(citation.start_line, citation.end_line)
    return (
        f'<td role="cell" class="outlet"><cite dir="auto">{title}</cite>{by}</td>'
        f'<td role="cell" class="on">{escape(published)}</td>'
        f'<td role="cell" class="line">{chip_html(turn, citation)} <span>{where}</span></td>'
    )
