"""Which files are read, by their names, and which of them hold many articles. Nothing here opens a file."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["plain", "page", "pdf", "docx", "feed", "mail", "lines", "table"]

_KINDS: Final[dict[str, Kind]] = {
    ".txt": "plain",
    ".md": "plain",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".docx": "docx",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".eml": "mail",
    ".mbox": "mail",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "table",
    ".tsv": "table",
}
PACKED: Final = ".gz"
SUFFIXES: Final = tuple(_KINDS) + tuple(suffix + PACKED for suffix in _KINDS)
"""The ends of the names of files that are read, in lower case."""

MANY: Final[frozenset[Kind]] = frozenset({"feed", "mail", "lines", "table"})
"""The kinds of file that may hold many articles."""

_ROW = re.compile(r"(?P<file>.+)#(?P<row>[1-9]\d*)", re.DOTALL)


def kind_of(path: str) -> Kind | None:
    """Return what a file holds by its name, whether packed by gzip or not; None where it isn't read."""
    name = path.lower().removesuffix(PACKED)
    return next((kind for suffix, kind in _KINDS.items() if name.endswith(suffix)), None)


def is_plain(path: str) -> bool:
    """Return whether the lines of the article at `path` are the file's own, so that no rendition stands between."""
    return kind_of(path) == "plain" and not path.lower().endswith(PACKED)


def holds_many(path: str) -> bool:
    """Return whether a file may hold many articles, each at a path of its own."""
    return kind_of(path) in MANY


def row_path(file: str, row: int) -> str:
    """Return the path of one article of a file that holds many: "letters.jsonl#12"; `row` counts from 1."""
    return f"{file}#{row}"


def file_of(path: str) -> str:
    """Return the file in which the article at `path` lies: "letters.jsonl" for "letters.jsonl#12"."""
    match = _ROW.fullmatch(path)
    return match["file"] if match and kind_of(match["file"]) in MANY else path
