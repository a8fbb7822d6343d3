"""The sentences of articles out of the catalog, as the lexical index takes them; boilerplate is not searched."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from index.catalog import Catalog
from index.lexical import LexicalDocument
from index.records import ArticleRecord
from index.schema import articles, is_live, passages


def added_documents(catalog: Catalog, generation: int) -> Iterator[LexicalDocument]:
    """Yield the sentences of the articles that a generation adds."""
    return _documents(catalog, articles.c.added == generation)


def live_documents(catalog: Catalog, generation: int) -> Iterator[LexicalDocument]:
    """Yield the sentences of every article that is live in a generation."""
    return _documents(catalog, is_live(generation))


def known_passages(catalog: Catalog) -> set[int]:
    """Return the ids of all passages that the catalog knows, dead ones included."""
    with catalog.reading() as connection:
        return set(connection.execute(sa.select(passages.c.id)).scalars())


def _documents(catalog: Catalog, chosen: sa.ColumnElement[bool]) -> Iterator[LexicalDocument]:
    query = (
        sa.select(passages.c.id, passages.c.article, passages.c.region, passages.c.spans)
        .join(articles, articles.c.id == passages.c.article)
        .where(chosen, passages.c.region != "boilerplate")
        .order_by(passages.c.id)
    )
    with catalog.reading() as connection:
        current: ArticleRecord | None = None
        for row in connection.execution_options(yield_per=500).execute(query):
            if current is None or current.id != row.article:
                current = catalog.article(row.article)
            spans: npt.NDArray[np.int32] = np.frombuffer(row.spans, dtype="<i4").reshape(-1, 2)
            context = current.text[int(spans[0, 0]) : int(spans[-1, 1])]
            if row.region == "body" and current.title:
                context = f"{current.title} {context}"
            for ordinal, (start, end) in enumerate(spans.tolist()):
                yield LexicalDocument(row.id, ordinal, row.article, row.region, current.text[start:end], context)
