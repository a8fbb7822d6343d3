"""Articles in rows: JSON lines, or a table with a head. One article a row; one that can't be read is told by itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from index.formats.limits import MOST_FIELD
from index.formats.page import text_of
from index.formats.rendition import Row, Unreadable, compose

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "date": ("date", "published", "published_at", "publication_date", "pubdate", "datetime", "created_at", "timestamp"),
    "author": ("author", "authors", "byline", "creator"),
    "source": ("source", "publisher", "publication", "outlet", "site", "sitename", "newspaper"),
    "url": ("url", "link", "source_url", "permalink", "canonical_url"),
    "text": ("text", "body", "content", "article", "full_text", "fulltext", "maintext", "content_html", "html"),
}
"""The names under which a row may hold each part, in lower case; the first that holds anything is taken."""
_DELIMITERS = ",;\t|"


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
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text))
    try:
        head = [name.strip().lower() for name in next(filter(None, reader), ())]
    except csv.Error as error:
        raise Unreadable(f"has no head that can be read ({error}): save the table again as CSV") from error
    if not set(head) & set(NAMES["text"]):
        raise Unreadable(f"has no column for the text: name one of its columns {', '.join(NAMES['text'][:4])}")
    number = 0
    while True:
        before = lines.tell()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number + 1, f"breaks off ({error}): save the table again as CSV"
            return
        if not cells:
            continue
        number += 1
        if lines.tell() == len(text) and _is_left_open(text[before:], reader.dialect.delimiter):
            yield number, "opens a quotation mark that is never closed: close it, or save the table again as CSV"
            return
        yield _row(dict(zip(head, cells, strict=False)), number)


def _delimiter(text: str) -> str:
    """Return what separates the names of the columns: of the signs in use, the one that stands there most often."""
    head = text[:20_000].lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=head.count)


def _is_left_open(row: str, delimiter: str) -> bool:
    """Return whether a table's last row ends within quotation marks, as where one was forgotten far above."""
    try:
        for _ in csv.reader(io.StringIO(row, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


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
