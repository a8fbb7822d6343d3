"""The articles of an archive as a list: filtered, in order, counted and paged, by what stands above them.

No article's text is read for it; what stands in the texts is `qa.search`'s business.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, get_args
from unicodedata import combining, normalize

from qa.errors import QuestionError
from qa.shelf import ArticleCount, ArticleOrder, ArticlePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index import ArticleHead
    from qa.scope import Scope

_REMEMBERED = 50_000  # titles and paths whose plain form is kept between two looks at a list


def list_articles(
    heads: Sequence[ArticleHead], text: str, scope: Scope, *, order: ArticleOrder, limit: int, offset: int
) -> ArticlePage:
    """Return one page of the articles within `scope` with every word of `text` in their title or path.

    Raises:
        QuestionError: `order`, `limit` or `offset` is no such thing.
    """
    if order not in get_args(ArticleOrder):
        raise QuestionError(f"there is no order {order!r}: ask for one of {', '.join(get_args(ArticleOrder))}")
    if limit < 1 or offset < 0:
        raise QuestionError("a page needs a limit of at least 1 and an offset of at least 0")
    words = plain(text).split()
    found = [head for head in heads if scope.covers(head.path, head.published) and _holds(head, words)]
    return ArticlePage(
        query=" ".join(text.split()),
        total=len(found),
        limit=limit,
        offset=offset,
        articles=tuple(_in_order(found, order)[offset : offset + limit]),
        order=order,
        folders=_shares(folder for head in heads for folder in _folders(head.folder)),
        publishers=_shares(head.publisher for head in heads if head.publisher),
    )


def published_by(heads: Sequence[ArticleHead], publisher: str | None) -> frozenset[str] | None:
    """Return the paths of the articles from one publisher, None where none is named."""
    return None if publisher is None else frozenset(head.path for head in heads if head.publisher == publisher)


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Return `text` without capitals, accents and differences of width, for comparing."""
    return "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))


def _holds(head: ArticleHead, words: Sequence[str]) -> bool:
    return not words or all(word in plain(head.title or "") or word in plain(head.path) for word in words)


def _in_order(heads: list[ArticleHead], order: ArticleOrder) -> list[ArticleHead]:
    """Sort heads that come by path; by day the undated last."""
    if order == "path":
        return heads
    if order == "title":
        return sorted(heads, key=lambda head: plain(head.title or head.path))
    dated = [head for head in heads if head.published is not None]
    undated = [head for head in heads if head.published is None]
    return sorted(dated, key=lambda head: head.published or "", reverse=order == "newest") + undated


def _folders(folder: str) -> Iterable[str]:
    """Yield a folder and those in which it lies."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _shares(values: Iterable[str]) -> tuple[ArticleCount, ...]:
    counted = Counter(values)
    return tuple(ArticleCount(value, counted[value]) for value in sorted(counted))
