"""An answer as plain text to be pasted: its sentences with their numbers, then each number's line and place.

What is copied holds no control characters and no marks that turn the direction of text, wherever it is pasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.render import markers
from qa.text.plain import one_line
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Account, Answer, Citation


def answer_text(question: str, answer: Answer) -> str:
    """Return the question, the answer with "[1]" after each sentence, where accounts differ, and the numbered lines."""
    return "\n".join(_lines(question, answer)).strip() + "\n"


def _lines(question: str, answer: Answer) -> Iterator[str]:
    yield one_line(question)
    if one_line(answer.question) != one_line(question):
        yield f"(Asked as: {one_line(answer.question)})"
    yield ""
    if answer.not_found is not None:
        yield f"Not in the archive. {one_line(answer.not_found.reason)}"
        yield words.searched(answer.not_found.searched)
        return
    if answer.short:
        yield from (one_line(answer.short), "")
    for claim in answer.claims:
        yield f"{one_line(claim.text)} {markers(claim.citations)}".rstrip()
    for item in answer.disagreements:
        accounts = "; ".join(map(_account, item.accounts))
        yield from ("", f"Accounts differ on {one_line(item.subject)}: {accounts}")
    yield ""
    for citation in answer.citations:
        yield _citation(citation)
        for each in citation.corrections:
            said = "a later version says" if each.kind == "later version" else "a correction says"
            place = f"{one_line(each.path)}, {words.lines(each.start_line, each.end_line)}"
            yield f"    {said}, {place}: \u201c{one_line(each.quote)}\u201d"
        if citation.also_in:
            yield f"    also in {'; '.join(one_line(words.place(each)) for each in citation.also_in)}"


def _account(account: Account) -> str:
    return f"{one_line(account.text)} {markers(account.citations)}"


def _citation(citation: Citation) -> str:
    """Return `[1] Title, 4 March 2031, 2031-03/ferry.txt, line 4: “The ferry sailed.”`."""
    parts = [
        citation.title,
        citation.attributed_to and words.said(citation.attributed_to),
        citation.published and words.published(citation.published, inferred=citation.published_inferred),
        words.place(citation),
        "a reader's comment" if citation.region == "comment" else None,
        {"intact": None, "stored": "not read again"}.get(citation.state, "the file has changed since"),
    ]
    where = ", ".join(one_line(part) for part in parts if part)
    return f"[{citation.number}] {where}: \u201c{one_line(citation.quote)}\u201d"
