"""An export in RSS or Atom, by feedparser: one article an entry. Nothing that an entry points at is fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.formats.page import text_of
from index.formats.rendition import Row, Unreadable, compose, one_line


def render_feed(data: bytes) -> Iterator[Row]:
    """Yield a feed's entries, and those without a text; raises Unreadable where it is no feed, or has no entries."""
    import feedparser

    try:
        found = feedparser.parse(io.BytesIO(data))
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise Unreadable(f"is no feed that can be read ({type(error).__name__}): export it again") from error
    if not found.get("version"):
        raise Unreadable("is XML, but no RSS or Atom feed: export it as one, or list it in .onrecordignore")
    source = one_line(found.feed.get("title") or "")
    if not found.entries:
        raise Unreadable("holds no entry with a text: export it with the articles' whole texts")
    for row, entry in enumerate(found.entries, 1):
        yield _entry(entry, source, row)


def _entry(entry: Any, source: str, row: int) -> Row:  # noqa: ANN401 - a feedparser dict without types
    contents = [content.get("value") or "" for content in entry.get("content") or ()]
    lines = text_of(max([*contents, entry.get("summary") or ""], key=len))
    if not lines:
        return row, "holds no text: export the feed with the articles' whole texts"
    fields = {
        "title": " ".join(text_of(entry.get("title") or "")),
        "date": entry.get("published") or entry.get("updated"),
        "author": entry.get("author"),
        "source": source,
        "url": entry.get("link"),
    }
    return compose(fields, lines, row=row)
