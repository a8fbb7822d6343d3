"""The cited articles for reference managers, one entry an article: CSL-JSON, as Zotero reads it, and BibTeX.

Only what the archive states goes into a field; what is inferred says so in the note.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote as percent_encoded

from qa.export.document import Facts, place_words, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.export.document import Document
    from qa.types import Citation

# As Zotero writes them: braces stay balanced, which BibTeX counts without regard to backslashes.
_TEX: Final[Mapping[str, str]] = {
    "\\": r"{\textbackslash}",
    "{": r"\{\vphantom{\}}",
    "}": r"\vphantom{\{}\}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    **{char: f"\\{char}" for char in "#$%&_"},
}
_ADDRESS: Final = ":/?#[]@!$&'()*+,;=%~"  # what an address may hold besides letters and digits; no brace, no backslash


@dataclass(frozen=True, slots=True)
class Reference:
    """An article that is cited, under a key that no other has, with the citations of all its lines."""

    key: str
    citation: Citation
    facts: Facts
    note: str

    @property
    def day(self) -> tuple[str, ...]:
        """Return year, month and day of publication, as far as they are known."""
        match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", self.citation.published or "")
        return tuple(part for part in match.groups() if part) if match else ()

    @property
    def title(self) -> str:
        """Return the article's title, or its path where it has none."""
        return printable(self.citation.title or self.citation.path)


def references(document: Document) -> tuple[Reference, ...]:
    """Return the cited articles, in the order in which they are first cited."""
    cited: dict[str, list[Citation]] = {}
    for entry in document.entries:
        for citation in entry.answer.citations:
            cited.setdefault(citation.path, []).append(citation)
    keys: set[str] = set()
    found: list[Reference] = []
    for path, lines in cited.items():
        key = _key(path, lines[0].published, keys)
        keys.add(key)
        found.append(Reference(key, lines[0], document.sources.get(path, Facts()), _note(lines, document.archive)))
    return tuple(found)


def csl_json(document: Document) -> str:
    """Return the cited articles as CSL-JSON."""
    return json.dumps([_csl(each, document.archive) for each in references(document)], indent=2) + "\n"


def bibtex(document: Document) -> str:
    """Return the cited articles as BibTeX, in UTF-8."""
    return "\n".join(map(_bibtex, references(document)))


def _csl(reference: Reference, archive: str) -> dict[str, Any]:
    facts, day = reference.facts, reference.day
    item: dict[str, Any] = {"id": reference.key, "type": "article-newspaper", "title": reference.title}
    if facts.author:
        item["author"] = [{"literal": printable(facts.author)}]
    if day:
        item["issued"] = {"date-parts": [[int(part) for part in day]]}
        if reference.citation.published_inferred:
            item["issued"]["circa"] = True
    if facts.publisher:
        item["container-title"] = printable(facts.publisher)
    if facts.url:
        item["URL"] = _address(facts.url)
    item |= {"archive": printable(archive), "archive_location": printable(reference.citation.path)}
    return {**item, "note": reference.note}


def _bibtex(reference: Reference) -> str:
    facts, day = reference.facts, reference.day
    # Doubled braces keep capitals, and a name with "and" in it whole.
    fields = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": f"{{{_tex(facts.author)}}}" if facts.author else "",
        "journal": _tex(facts.publisher) if facts.publisher else "",
        **dict(zip(("year", "month", "day"), (part.lstrip("0") for part in day), strict=False)),
        "url": _address(facts.url) if facts.url else "",
        "entrysubtype": "newspaper",
        "note": _tex(reference.note),
    }
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{reference.key},\n{rows}}}\n"


def _note(lines: list[Citation], archive: str) -> str:
    quoted = {(each.start_line, each.end_line, each.quote): each for each in lines}
    told = [
        f"{place_words(each)}: \u201c{printable(each.quote)}\u201d"
        for _, each in sorted(quoted.items(), key=lambda item: item[0])
    ]
    told.append(f"Archive: {printable(archive)}; file sha256 {printable(lines[0].sha256)}.")
    if lines[0].published_inferred:
        told.append("The date of publication is inferred from the text.")
    return " ".join(told)


def _key(path: str, published: str | None, taken: set[str]) -> str:
    stem = path.rpartition("/")[2].rpartition(".")[0] or path
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii").casefold()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "article"
    year = (published or "")[:4]
    first = f"{words}-{year}" if year.isdigit() and year not in words else words
    key, number = first, 1
    while key in taken:
        number += 1
        key = f"{first}-{number}"
    return key


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in printable(text))


def _address(url: str) -> str:
    return percent_encoded(printable(url), safe=_ADDRESS)
