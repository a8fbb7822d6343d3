"""The public values of browsing an archive and adding to it. They are frozen, as those of `qa.types` are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index import ArticleHead
from qa.plain import to_plain

ArticleOrder = Literal["newest", "date", "title", "path"]


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """How many of the archive's articles lie in a folder, its own folders included, or come from one publisher."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of the articles that match, in `order`; `total` counts all of them.

    `folders` and `publishers` are those of the whole archive, by name, whatever was asked for.
    """

    query: str
    total: int
    limit: int
    offset: int
    articles: tuple[ArticleHead, ...]
    order: ArticleOrder = "newest"
    folders: tuple[ArticleCount, ...] = ()
    publishers: tuple[ArticleCount, ...] = ()

    def __iter__(self) -> Iterator[ArticleHead]:
        """Iterate over this page's articles."""
        return iter(self.articles)

    def __len__(self) -> int:
        """Return the number of articles on this page."""
        return len(self.articles)

    def to_dict(self) -> dict[str, Any]:
        """Return the page as plain JSON types."""
        return {name: to_plain(value) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file that was put into the archive: its path there, the sha256 of its bytes and their number."""

    path: str
    sha256: str
    bytes: int
