"""A document as Markdown: what comes from articles and readers is escaped, so that it is shown and never obeyed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from qa.export.document import (
    Facts,
    also_words,
    correction_words,
    moment_words,
    place_words,
    printable,
    published_words,
    quote_sha256,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.export.document import Document, Entry
    from qa.types import Citation

# What is read again by `onrecord verify`; a comment is shown nowhere.
DATA_BEGINS: Final = "<!-- onrecord-data "
DATA_ENDS: Final = " -->"
_OBEYED = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
# At the start of a line these make a list, a heading or a rule.
_LEADING = re.compile(r"^([+\-=]|\d+[.)])")


def markdown(document: Document) -> str:
    """Return the document as CommonMark: each answer, its lines, and their places and hashes."""
    exported = f"exported {_text(moment_words(document.exported_at))} by Onrecord {printable(document.version)}"
    parts = [f"# {_text(document.title)}", f"From the archive {_text(document.archive)}, {exported}."]
    parts.extend(part for entry in document.entries for part in _entry(entry, document))
    return "\n\n".join([*parts, f"{DATA_BEGINS}{_hidden(document)}{DATA_ENDS}"]) + "\n"


def data_in(text: str) -> str | None:
    """Return the data that `markdown` hid at a text's end, as JSON; None where there is none."""
    begins = text.rfind(DATA_BEGINS)
    ends = text.find(DATA_ENDS, begins)
    return None if begins < 0 or ends < 0 else text[begins + len(DATA_BEGINS) : ends]


def _hidden(document: Document) -> str:
    """Return the document's JSON as it can stand in a comment, which nothing in it can end."""
    data = document.to_json().translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&"})
    return data.replace("--", "-\\u002d")


def _entry(entry: Entry, document: Document) -> Iterator[str]:
    answer = entry.answer
    yield f"## {_text(entry.asked)}"
    if printable(answer.question) != printable(entry.asked):
        yield f"Asked as: {_text(answer.question)}"
    if entry.asked_at:
        yield f"Asked {_text(moment_words(entry.asked_at))}."
    if answer.not_found is not None:
        yield f"**Not in the archive.** {_text(answer.not_found.reason)}"
        if entry.shown:
            yield "Nearest lines, none of which answers the question:"
    if answer.short:
        yield f"**{_text(answer.short)}**"
    yield from (f"{_text(claim.text)} {_numbers(claim.citations)}".rstrip() for claim in answer.claims)
    for item in answer.disagreements:
        rows = "\n".join(f"- {_text(account.text)} {_numbers(account.citations)}" for account in item.accounts)
        yield f"Accounts differ: {_text(item.subject)}\n\n{rows}"
    yield from (_line(citation, document) for citation in entry.shown)


def _line(citation: Citation, document: Document) -> str:
    facts = document.sources.get(citation.path, Facts())
    told = [
        citation.title,
        facts.author,
        facts.publisher,
        published_words(citation),
        place_words(citation),
        citation.attributed_to and f"according to {citation.attributed_to}",
        "a reader's comment" if citation.region == "comment" else None,
        facts.url,
    ]
    where = ", ".join(_text(each) for each in told if each)
    for each in citation.corrections:
        where += f"\\\n> {_text(correction_words(each))}: {_text(each.quote)}"
    where += "".join(f"\\\n> also in {_text(also_words(each))}" for each in citation.also_in)
    # Between two backslashes at a line's end CommonMark breaks the line.
    return (
        f"> {_numbers([citation.number])} {_text(citation.quote)}\n>\n> {where}\\\n"
        f"> file sha256 {citation.sha256 if citation.sha256.isalnum() else _text(citation.sha256)}\\\n"
        f"> quote sha256 {quote_sha256(citation.quote)}"
    )


def _numbers(numbers: Sequence[int]) -> str:
    return "".join(rf"\[{number}\]" for number in numbers)


def _text(text: str) -> str:
    escaped = _OBEYED.sub(r"\\\1", printable(text))
    return _LEADING.sub(lambda match: match[1][:-1] + "\\" + match[1][-1], escaped)
