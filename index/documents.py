"""The sentences of articles out of the catalog, as the lexical index takes them; boilerplate is not searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from index.catalog import Catalog
from index.lexical import LexicalDocument
from index.records import ArticleRecord
from index.schema import SLICE, articles, is_live, passages

_ROWS = 500  # passages read at once, and their articles


def added_documents(catalog: Catalog, generation: int) -> Iterator[LexicalDocument]:
    """Yield the sentences of the articles that a generation adds."""
    return _documents(catalog, articles.c.added == generation)


def live_documents(catalog: Catalog, generation: int) -> Iterator[LexicalDocument]:
    """Yield the sentences of every article that is live in a generation."""
    return _documents(catalog, is_live(generation))


def documents_of(catalog: Catalog, numbers: Sequence[int]) -> Iterator[LexicalDocument]:
    """Yield the sentences of these articles."""
    for at in range(0, len(numbers), SLICE):
        yield from _documents(catalog, articles.c.id.in_(numbers[at : at + SLICE]))


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
    with catalog.reading() as connection, connection.execution_options(yield_per=_ROWS).execute(query) as found:
        for rows in found.partitions():
            records = catalog.articles_by_id(row.article for row in rows)
            for row in rows:
                if row.article in records:  # or another machine has forgotten it meanwhile, and publishes without it
                    yield from _sentences(row, records[row.article])


def _sentences(row: sa.Row[*tuple[Any, ...]], article: ArticleRecord) -> Iterator[LexicalDocument]:
    """Yield the sentences of one passage."""
    spans: npt.NDArray[np.int32] = np.frombuffer(row.spans, dtype="<i4").reshape(-1, 2)
    context = article.text[int(spans[0, 0]) : int(spans[-1, 1])]
    if row.region == "body" and article.title:
        context = f"{article.title} {context}"
    for ordinal, (start, end) in enumerate(spans.tolist()):
        yield LexicalDocument(row.id, ordinal, article.id, row.region, article.text[start:end], context)
