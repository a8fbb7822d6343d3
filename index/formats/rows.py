"""Articles in rows: JSON lines, or a table with a head. One article a row; one that can't be read is told by itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from index.formats.page import text_of
from index.formats.rendition import Rendition, Unreadable, compose

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "date": ("date", "published", "published_at", "publication_date", "pubdate", "datetime", "created_at", "timestamp"),
    "author": ("author", "authors", "byline", "creator"),
    "source": ("source", "publisher", "publication", "outlet", "site", "sitename", "newspaper"),
    "url": ("url", "link", "source_url", "permalink", "canonical_url"),
    "text": ("text", "body", "content", "article", "full_text", "fulltext", "maintext", "content_html", "html"),
}
"""The names under which a row may hold each part, in lower case; the first that holds anything is taken."""
MOST_FIELD = 4_000_000  # characters of one field of a table

Row = Rendition | tuple[int, str]
"""An article, or a row's number and why it can't be read."""


def render_lines(text: str) -> Iterator[Row]:
    """Yield what each line of JSON lines holds; blank ones hold nothing."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"isn't JSON ({str(error)[:80]}): write one object a line"
            continue
        yield _row(row, number)


def render_table(text: str) -> Iterator[Row]:
    """Yield what each row of a table holds; raises Unreadable where its head names no column with a text."""
    csv.field_size_limit(MOST_FIELD)
    try:
        dialect = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    head = [str(name).strip().lower() for name in reader.fieldnames or ()]
    if not set(head) & set(NAMES["text"]):
        raise Unreadable(f"has no column for the text: name one of its columns {', '.join(NAMES['text'][:4])}")
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"breaks off ({error}): save the table again as CSV"
            return
        yield _row(row, number)
        number += 1


def _row(row: object, number: int) -> Row:
    if not isinstance(row, dict):
        return number, "is no object with fields: write one object a line"
    given = {str(name).strip().lower(): value for name, value in row.items() if name is not None}
    fields = {part: _first(given, names) for part, names in NAMES.items()}
    lines = text_of(fields.pop("text"))
    if not lines:
        return number, f"holds no text: give it in one of {', '.join(NAMES['text'][:4])}"
    return compose(dict(fields), lines, row=number)


def _first(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            value = ", ".join(value)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value)
    return ""
