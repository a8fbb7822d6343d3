"""An export in RSS or Atom, by feedparser: one article an entry. Nothing that an entry points at is fetched."""

from __future__ import annotations

import io
from typing import Any

from index.formats.page import text_of
from index.formats.rendition import Rendition, Unreadable, compose, one_line


def render_feed(data: bytes) -> list[Rendition]:
    """Return a feed's entries that hold text; raises Unreadable where it is no feed, or none does."""
    import feedparser

    found = feedparser.parse(io.BytesIO(data))
    if not found.version:
        raise Unreadable("is XML, but no RSS or Atom feed: export it as one, or list it in .onrecordignore")
    source = one_line(found.feed.get("title", ""))
    rendered = [
        rendition for row, entry in enumerate(found.entries, 1) if (rendition := _entry(entry, source, row)) is not None
    ]
    if not rendered:
        raise Unreadable("holds no entry with a text: export it with the articles' whole texts")
    return rendered


def _entry(entry: Any, source: str, row: int) -> Rendition | None:  # noqa: ANN401 - a feedparser dict without types
    contents = [content.get("value", "") for content in entry.get("content", ())]
    lines = text_of(max([*contents, entry.get("summary", "")], key=len))
    if not lines:
        return None
    fields = {
        "title": " ".join(text_of(entry.get("title", ""))),
        "date": entry.get("published") or entry.get("updated"),
        "author": entry.get("author"),
        "source": source,
        "url": entry.get("link"),
    }
    return compose(fields, lines, row=row)
