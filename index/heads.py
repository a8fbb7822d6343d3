"""The live articles without their texts, for lists: what stands above an article, and how long it is.

It reads the catalog and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from index.schema import articles, is_live

if TYPE_CHECKING:
    from index.catalog import Catalog


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article without its text. `published` is an ISO day or None; `lines` counts physical lines.

    `publisher` is what the article itself names as such; None where it names none.
    """

    path: str
    title: str | None
    published: str | None
    published_inferred: bool
    publisher: str | None
    lines: int

    @property
    def folder(self) -> str:
        """Return the folder in which the file lies, relative to the archive; empty at its top."""
        return self.path.rpartition("/")[0]


def read_heads(catalog: Catalog, generation: int) -> tuple[ArticleHead, ...]:
    """Return the head of every live article, by path, without reading a text."""
    query = sa.select(
        articles.c.path,
        articles.c.title,
        articles.c.published,
        articles.c.published_inferred,
        articles.c.publisher,
        sa.func.length(articles.c.regions),  # one letter a line
    ).where(is_live(generation))
    with catalog.reading() as connection:
        rows = connection.execute(query).all()
    # Sorted here: databases disagree on the order of letters.
    return tuple(sorted((ArticleHead(*row) for row in rows), key=lambda head: head.path))
