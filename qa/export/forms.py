"""The forms in which a document is exported, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from qa.export.document import Document
from qa.export.markdown import markdown
from qa.export.page import page
from qa.export.references import bibtex, csl_json


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it is called, how a file of it ends, its media type, and what writes it."""

    label: str
    suffix: str
    media_type: str
    write: Callable[[Document], str]


def _json(document: Document) -> str:
    return f"{document.to_json(indent=2)}\n"


FORMS: Final[Mapping[str, Form]] = {
    "html": Form("Web page, checkable", ".html", "text/html", page),
    "markdown": Form("Markdown", ".md", "text/markdown", markdown),
    "json": Form("JSON", ".json", "application/json", _json),
    "csl": Form("References (CSL-JSON)", ".csl.json", "application/vnd.citationstyles.csl+json", csl_json),
    "bibtex": Form("References (BibTeX)", ".bib", "application/x-bibtex", bibtex),
}


def file_name(document: Document, form: Form) -> str:
    """Return a name for the file: letters, digits and hyphens, short enough for every system."""
    words = re.sub(r"[^\w]+", "-", document.title.casefold()).strip("-_")[:60].rstrip("-")
    name = words.encode("utf-8", "ignore").decode("utf-8")
    while len(name.encode("utf-8")) > 180:
        name = name[:-1]
    return f"{name or 'answer'}{form.suffix}"
