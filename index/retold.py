"""An article's reprints and versions as values: the articles of its cluster, read, and what they tell otherwise.

Which those are was found at indexing (`index.clusters`); here nothing is searched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from index.alignment import align, body_of
from index.records import ArticleRecord
from index.reprints import Clusters, How, Reprint, Version
from index.same_text import is_same_text

_TELLING: Final = 3  # of a sentence's longest words, of which a copy has one as it stands
_WORD = re.compile(r"\w+")

ReadArticle = Callable[[str], ArticleRecord | None]


def reprints_of(clusters: Clusters, path: str, read: ReadArticle) -> tuple[Reprint, ...]:
    """Return the other articles of a path's cluster, the oldest first, those of unknown day last."""
    found = clusters.of(path)
    own = read(path) if found else None
    if own is None:
        return ()
    others = (Reprint(each.path, each.title, each.published, _seen(own, each, how)) for each, how in _read(found, read))
    return tuple(sorted(others, key=lambda each: (each.published or "9999", each.path)))


def versions_of(clusters: Clusters, path: str, read: ReadArticle) -> tuple[Version, ...]:
    """Return the versions of the article at a path, the oldest first, each with what it tells otherwise.

    Only articles of the path's cluster that are mostly the same and differ in a figure, name or negation somewhere.
    """
    versions = {name: how for name, how in clusters.of(path).items() if how == "version"}
    own = read(path) if versions else None
    if own is None:
        return ()
    body = body_of(own)
    found = [
        Version(
            other.path,
            other.title,
            other.published,
            _is_later(own, other),
            tuple(sorted(align(body, body_of(other)).changes, key=lambda change: change.here)),
        )
        for other, _ in _read(versions, read)
    ]
    return tuple(sorted(found, key=lambda each: (each.published or "9999", each.path)))


def _read(found: Mapping[str, How], read: ReadArticle) -> Iterator[tuple[ArticleRecord, How]]:
    for name, how in found.items():
        record = read(name)
        if record is not None:
            yield record, how


def _is_later(own: ArticleRecord, other: ArticleRecord) -> bool | None:
    """Return whether another article is of a later day; None where that isn't known, or it is of the same."""
    if own.published is None or other.published is None or own.published == other.published:
        return None
    return own.published < other.published


def _seen(own: ArticleRecord, other: ArticleRecord, how: How) -> How:
    is_later = _is_later(own, other)
    if how != "version" or is_later is None:
        return how
    return "later version" if is_later else "earlier version"


def place_of(article: ArticleRecord, sentence: str) -> tuple[int, int] | None:
    """Return where a sentence first stands in an article, the same but for a desk's style; None where nowhere."""
    telling = sorted(_WORD.findall(sentence.casefold()), key=len, reverse=True)[:_TELLING]
    for statement in body_of(article):
        folded = statement.text.casefold()  # most needn't be read word by word
        if any(word in folded for word in telling) and is_same_text(statement.text, sentence):
            return statement.start, statement.end
    return None
