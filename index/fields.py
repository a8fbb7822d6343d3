"""What an article's head says of itself besides title and date: author, publisher, address. Pure text.

Only front matter or a block of fields is read: a name beside a picture is no author, and what isn't stated isn't known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Region

_MOST_LINES = 200
_LONGEST = 500
_FIELD = re.compile(r"\s*[\"']?([A-Za-z][A-Za-z_ -]{1,20})[\"']?\s*[:=]\s*(\S.*)")
_NAMES = {
    "author": ("author", "authors", "by", "byline"),
    "publisher": ("source", "publisher", "publication", "outlet", "newspaper", "site"),
    "url": ("url", "link", "permalink"),
}
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Fields:
    """What is stated, None where it isn't; `url` is an http address."""

    author: str | None = None
    publisher: str | None = None
    url: str | None = None


def article_fields(lines: Sequence[str], regions: Sequence[Region | None]) -> Fields:
    """Return what the fields at the head of an article state, before its body begins."""
    found: dict[str, str] = {}
    for line, region in zip(lines[:_MOST_LINES], regions, strict=False):
        if region in ("body", "comment"):
            break
        match = _FIELD.match(line[: _LONGEST + 40])
        if match is None or region not in ("byline", "boilerplate"):
            continue
        name, value = match[1].casefold(), match[2].strip().strip("\"'").strip()
        for part, names in _NAMES.items():
            if name in names and value:
                found.setdefault(part, value[:_LONGEST])
    if "url" in found and not _ADDRESS.fullmatch(found["url"]):
        del found["url"]
    return Fields(found.get("author"), found.get("publisher"), found.get("url"))
