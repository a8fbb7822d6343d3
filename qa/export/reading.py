"""Read a saved answer or an export again, and hold what it says against itself; the archive is not asked here.

A file may have been changed by anybody: its data is checked part by part, each quote against its hash, and of a page
what it shows against its data, and of Markdown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from qa.errors import AnswerError
from qa.export.document import Document, Entry, quote_sha256
from qa.export.markdown import data_in, markdown
from qa.export.page import DATA_ID, page
from qa.types import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LARGEST: Final = 64 * 1024 * 1024
_VOID: Final = frozenset({"meta", "br", "hr", "img", "input", "link"})


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file holds: (question as typed, answer) pairs, and what in it does not agree with itself."""

    answers: tuple[tuple[str, Answer], ...]
    faults: tuple[str, ...]


def read_saved(path: Path) -> Saved:
    """Return what an answer's JSON (`onrecord ask --json`) or an export as JSON, page or Markdown holds.

    Raises:
        AnswerError: the file can't be read, or is none of these.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise AnswerError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AnswerError(
            f"{path} is no text in UTF-8: give an answer's JSON, or an exported page or Markdown file"
        ) from error
    if len(data) > _LARGEST:
        raise AnswerError(f"{path} holds more than {_LARGEST // 1024**2} MiB: no export is that large")
    try:
        return _read(text)
    except (AnswerError, ValueError, RecursionError) as error:
        raise AnswerError(f"{path}: {error}") from error


def _read(text: str) -> Saved:
    shown, written = None, None
    if data := data_in(text):
        written, text = text, data
    elif text.lstrip()[:1] == "<":
        shown = Shown(text)
        if shown.data is None:
            raise AnswerError("this page is none that Onrecord exported, or its data was cut out")
        text = shown.data
    try:
        value = json.loads(text)
    except ValueError as error:
        raise AnswerError(f"this is neither an answer's JSON nor an export that can be checked ({error})") from error
    if isinstance(value, dict) and "onrecord" in value:
        document = Document.from_dict(value)
        faults = [*_document_faults(document), *(_page_faults(document, shown) if shown else ())]
        if written is not None and not _shows(document, written):
            faults.append("the Markdown was changed since it was exported: it is not what its data says")
        return Saved(tuple((entry.asked, entry.answer) for entry in document.entries), tuple(faults))
    answer = Answer.from_dict(value)
    return Saved(((answer.question, answer),), tuple(_answer_faults(answer, "")))


def _shows(document: Document, written: str) -> bool:
    """Return whether a Markdown file shows what its data says; another version may lay the same lines out otherwise."""
    expected = markdown(document)
    if document.version == version("onrecord"):
        return written == expected
    quoted = [line for line in expected.splitlines() if line.startswith("> ")]
    return set(quoted) <= set(written.splitlines())


def _document_faults(document: Document) -> Iterator[str]:
    for at, entry in enumerate(document.entries, 1):
        where = f"answer {at}, " if len(document.entries) > 1 else ""
        yield from _answer_faults(entry.answer, where)
        yield from _hash_faults(entry, where)


def _hash_faults(entry: Entry, where: str) -> Iterator[str]:
    if len(entry.quotes) != len(entry.answer.citations):
        yield f"{where}there are {len(entry.answer.citations)} quotes and {len(entry.quotes)} hashes of quotes"
    for citation, told in zip(entry.answer.citations, entry.quotes, strict=False):
        if quote_sha256(citation.quote) != told:
            yield f"{where}[{citation.number}] the quote was changed since it was exported: its sha256 is another"


def _answer_faults(answer: Answer, where: str) -> Iterator[str]:
    """Yield what no answer of ours would hold: a claim without its lines, or quoted words that are no quote."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    if len(quotes) != len(answer.citations):
        yield f"{where}two citations have one number"
    for number, claim in enumerate(answer.claims, 1):
        missing = [each for each in claim.citations if each not in quotes]
        if missing or not claim.citations:
            yield f"{where}claim {number} cites {f'[{missing[0]}], which is not there' if missing else 'nothing'}"
        elif answer.mode == "extractive" and claim.text not in [quotes[each] for each in claim.citations]:
            yield f"{where}claim {number} is none of the lines that it cites, though the answer is said to quote"


def _page_faults(document: Document, shown: Shown) -> Iterator[str]:
    """Yield where a page shows something else than its data says."""
    expected = page(document)
    wanted = Shown(expected).parts
    for name in [*wanted, *(name for name in shown.parts if name not in wanted)]:
        if shown.parts.get(name) != wanted.get(name):
            yield f"the page was changed since it was exported: {name} is not what its data says"
            return
    # Another version lays the same parts out otherwise; of this one's pages every letter is known.
    if document.version == version("onrecord") and shown.text != expected:
        yield "the page was changed since it was exported, outside of the quoted lines"


class Shown(HTMLParser):
    """What a page shows under each `data-part`, and its data; `text` is the whole page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = text
        self.data: str | None = None
        self._open: list[str | None] = []
        self._parts: dict[str, list[str]] = {}
        self._in_data = False
        self.feed(text)
        self.close()

    @property
    def parts(self) -> Mapping[str, str]:
        """Return the text of each part, white space folded; what is shown twice under one name is joined."""
        return {name: " ".join("".join(pieces).split()) for name, pieces in self._parts.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note which part begins."""
        told = dict(attrs)
        if tag == "script" and told.get("id") == DATA_ID:
            self._in_data = True
            self.data = self.data or ""
        if tag not in _VOID:
            self._open.append(told.get("data-part"))
            if told.get("data-part") is not None:
                self._parts.setdefault(str(told["data-part"]), [])

    def handle_endtag(self, tag: str) -> None:
        """Note that the innermost element ends."""
        self._in_data = self._in_data and tag != "script"
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to every part that is open."""
        if self._in_data:
            self.data = (self.data or "") + data
        for name in {name for name in self._open if name is not None}:
            self._parts[name].append(data)
