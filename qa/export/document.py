"""What is exported, as a value: answers, what is known of the articles they cite, and a hash of every quote."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Final

from qa.checks import Correction
from qa.errors import AnswerError
from qa.plain import to_plain
from qa.restore import restored
from qa.types import AlsoIn, Answer, Citation

FORMAT: Final = 1
"""Raise when an export's data or the named parts of its page change their meaning; readers refuse others."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article's own head states of it, None where it doesn't."""

    author: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as it was typed, and its answer. `quotes` are the sha256 of its citations' quotes, in their order."""

    asked: str
    answer: Answer
    asked_at: str | None
    quotes: tuple[str, ...]

    @property
    def shown(self) -> tuple[Citation, ...]:
        """Return the citations, or the nearest lines where nothing answers."""
        return self.answer.not_found.nearest if self.answer.not_found else self.answer.citations


@dataclass(frozen=True, slots=True)
class Document:
    """Answers to export. `archive` is the archive's name, `sources` what is known of articles, by path."""

    title: str
    archive: str
    exported_at: str
    version: str
    entries: tuple[Entry, ...]
    sources: Mapping[str, Facts] = field(default_factory=dict)
    onrecord: int = FORMAT

    def to_dict(self) -> dict[str, Any]:
        """Return the document as plain JSON types."""
        return {name: to_plain(item) for name, item in asdict(self).items()}

    def to_json(self, indent: int | None = None) -> str:
        """Return the document as JSON in plain ASCII, which any file can hold."""
        return json.dumps(self.to_dict(), indent=indent)

    @classmethod
    def from_dict(cls, value: object) -> Document:
        """Return the document that `to_dict` gave; raises AnswerError where it is none, or another version's."""
        found = value.get("onrecord") if isinstance(value, Mapping) else None
        if found != FORMAT:
            raise AnswerError(f"this export is of format {found}, and only {FORMAT} is known: use the newer version")
        return restored(cls, value)


def document_of(
    title: str,
    archive: str,
    answers: Sequence[tuple[str, Answer, str | None]],
    sources: Mapping[str, Facts],
    exported_at: str,
) -> Document:
    """Return the document of (question as typed, answer, ISO time in UTC or None) triples, oldest first."""
    from importlib.metadata import version

    entries = tuple(
        Entry(asked, answer, asked_at, tuple(quote_sha256(each.quote) for each in answer.citations))
        for asked, answer, asked_at in answers
    )
    return Document(title, archive, exported_at, version("onrecord"), entries, sources)


def quote_sha256(quote: str) -> str:
    """Return the sha256 of a quote's UTF-8."""
    return sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()


def printable(text: str) -> str:
    r"""Return `text` as one line that any file can hold: no control characters, lone surrogates as `\udc80`."""
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return " ".join("".join(char if char >= " " and char != "\x7f" else " " for char in safe).split())


def published_words(citation: Citation) -> str:
    """Return "2031-03-24", "2031-03-24 (inferred)" or "date unknown"."""
    if citation.published is None:
        return "date unknown"
    return f"{citation.published} (inferred)" if citation.published_inferred else citation.published


def place_words(citation: Citation | AlsoIn) -> str:
    """Return "2031-03/ferry.txt, line 4" or "report.pdf, page 2, lines 40 to 41"."""
    page = f", page {citation.page}" if citation.page is not None else ""
    start, end = citation.start_line, citation.end_line
    lines = f"line {start}" if start == end else f"lines {start} to {end}"
    return f"{printable(citation.path)}{page}, {lines}"


def also_words(also: AlsoIn) -> str:
    """Return "Ferry runs aground, 2031-03-25, 2031-03/copy.txt, line 4"."""
    title = f"{printable(also.title)}, " if also.title else ""
    day = f"{also.published}, " if also.published else ""
    return f"{title}{day}{place_words(also)}"


def correction_words(correction: Correction) -> str:
    """Return "A correction says (2031-03/ferry.txt, line 9, 2031-03-26)"."""
    said = "A later version says" if correction.kind == "later version" else "A correction says"
    start, end = correction.start_line, correction.end_line
    lines = f"line {start}" if start == end else f"lines {start} to {end}"
    day = f", {printable(correction.published)}" if correction.published else ""
    return f"{said} ({printable(correction.path)}, {lines}{day})"


def moment_words(iso: str) -> str:
    """Return an ISO time in UTC as "2031-03-24 09:05 UTC"."""
    return f"{iso[:10]} {iso[11:16]} UTC" if len(iso) >= 16 else iso
