"""What a question looks up in the catalog, of one published generation: articles, passages, names, collections.

It writes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from index.database import Database
from index.records import ArticleRecord, PassageRecord, Place, decode_vectors
from index.retention import written_after
from index.schema import SLICE, articles, is_live, is_live_segment, names, passages, reprints, segments, vectors
from index.servers import DatabaseAddress

_RECENT = 1000  # articles remembered between questions


class Lookup(Database):
    """The catalog as a question reads it."""

    def __init__(self, place: Path | DatabaseAddress, require_lock: Callable[[], None] | None = None) -> None:
        super().__init__(place, require_lock)
        self._recent: dict[int, ArticleRecord] = {}
        self._lock = threading.Lock()

    def live_paths(self, generation: int) -> dict[str, tuple[int, str]]:
        """Return the article id and file sha256 of every live article, by path."""
        query = sa.select(articles.c.path, articles.c.id, articles.c.sha256).where(is_live(generation))
        with self.reading() as connection:
            return {row.path: (row.id, row.sha256) for row in connection.execute(query)}

    def article_ids(self, generation: int | None) -> frozenset[int]:
        """Return the ids of the articles that are live in a generation; where that is None, of all that are kept."""
        query = sa.select(articles.c.id)
        if generation is not None:
            query = query.where(is_live(generation))
        with self.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def added_since(self, since: int, generation: int) -> set[str]:
        """Return the paths of the live articles that were written after the generation `since`."""
        query = sa.select(articles.c.path).where(articles.c.added > since, is_live(generation))
        with self.reading() as connection:
            return set(connection.execute(query).scalars())

    def not_live(self, generation: int) -> list[int]:
        """Return the ids of the articles whose rows are kept though they are not live in `generation`.

        They were removed until it, or come after it.
        """
        removed = sa.select(articles.c.id).where(articles.c.removed <= generation)
        with self.reading() as connection:
            return [*connection.execute(removed).scalars(), *written_after(connection, generation)]

    def articles_by_id(self, ids: Iterable[int]) -> dict[int, ArticleRecord]:
        """Return those of these articles that are kept, by id."""
        with self.reading() as connection:
            return self._article_records(connection, set(ids))

    def article(self, article_id: int) -> ArticleRecord:
        """Return one article by id."""
        with self.reading() as connection:
            return self._article_records(connection, {article_id})[article_id]

    def article_at(self, path: str, generation: int) -> ArticleRecord | None:
        """Return the live article at `path`, or None."""
        query = sa.select(*_ARTICLE).where(articles.c.path == path, is_live(generation))
        with self.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _record(row)

    def live_articles(self, generation: int) -> Iterator[ArticleRecord]:
        """Yield every live article, by path."""
        query = sa.select(*_ARTICLE).where(is_live(generation)).order_by(articles.c.path)
        # Its cursor is closed wherever one stops.
        with self.reading() as connection, connection.execution_options(yield_per=200).execute(query) as rows:
            yield from map(_record, rows)

    def published_span(self, generation: int) -> tuple[str, str] | None:
        """Return the earliest and latest known publication date of live articles."""
        date = articles.c.published
        query = sa.select(sa.func.min(date), sa.func.max(date)).where(is_live(generation), date.is_not(None))
        with self.reading() as connection:
            first, last = connection.execute(query).one()
        return (first, last) if first else None

    def passages(self, ids: Iterable[int], generation: int, *, with_vectors: bool = True) -> dict[int, PassageRecord]:
        """Return those of these passages whose article is live, by id, with their vectors unless told otherwise."""
        wanted = list(dict.fromkeys(ids))
        query = _WITH_VECTORS if with_vectors else _WITHOUT_VECTORS
        rows: list[Sequence[Any]] = []
        with self.reading() as connection:
            for at in range(0, len(wanted), SLICE):
                rows += connection.execute(query, {"generation": generation, "ids": wanted[at : at + SLICE]})
            records = self._article_records(connection, {article for _, article, *_ in rows})
        found: dict[int, PassageRecord] = {}
        for number, article, region, spans, *stored in rows:
            decoded = decode_vectors(*stored) if stored and stored[0] is not None else None
            ends = np.frombuffer(spans, dtype="<i4").reshape(-1, 2)
            found[number] = PassageRecord(number, records[article], region, ends, decoded)
        return found

    def places(self, ids: Iterable[int], generation: int) -> dict[int, Place]:
        """Return the article's path and day of those of these passages whose article is live, by id."""
        wanted = list(dict.fromkeys(ids))
        query = (
            sa.select(passages.c.id, articles.c.path, articles.c.published)
            .join(articles, articles.c.id == passages.c.article)
            .where(is_live(generation), passages.c.id.in_(sa.bindparam("ids", expanding=True)))
        )
        found: dict[int, Place] = {}
        with self.reading() as connection:
            for at in range(0, len(wanted), SLICE):
                rows = connection.execute(query, {"ids": wanted[at : at + SLICE]})
                found |= {number: Place(path, published) for number, path, published in rows}
        return found

    def _article_records(self, connection: sa.Connection, ids: set[int]) -> dict[int, ArticleRecord]:
        """Return articles by id; those asked for lately are remembered, since a row never changes its content."""
        with self._lock:
            records = {i: record for i in ids if (record := self._recent.get(i)) is not None}
        missing = sorted(ids - records.keys())
        for at in range(0, len(missing), SLICE):
            for row in connection.execute(_ARTICLES_BY_ID, {"ids": missing[at : at + SLICE]}):
                records[row.id] = _record(row)
        with self._lock:
            self._recent |= records
            while len(self._recent) > _RECENT:
                self._recent.pop(next(iter(self._recent)))
        return records

    def collections(self, generation: int) -> list[tuple[str, bool]]:
        """Return the names of the live collections, and whether each holds comments."""
        query = (
            sa.select(segments.c.collection, segments.c.comments)
            .where(is_live_segment(generation))
            .order_by(segments.c.id)
        )
        with self.reading() as connection:
            return [(name, bool(comments)) for name, comments in connection.execute(query)]

    def names(self, generation: int) -> bytes | None:
        """Return what `save_names` stored last for `generation` or before it, None where nothing was."""
        query = sa.select(names.c.data).where(names.c.generation <= generation).order_by(names.c.generation.desc())
        return self._newest(query)

    def reprints(self, generation: int) -> bytes | None:
        """Return which articles print one text, as `index.clusters` stored it last for `generation` or before it."""
        query = sa.select(reprints.c.data).where(reprints.c.generation <= generation)
        return self._newest(query.order_by(reprints.c.generation.desc()))

    def _newest(self, query: sa.Select[bytes]) -> bytes | None:
        with self.reading() as connection:
            data = connection.execute(query.limit(1)).scalar_one_or_none()
        return None if data is None else bytes(data)


def _record(row: Sequence[Any]) -> ArticleRecord:
    return ArticleRecord(*row)


_ARTICLE = (
    articles.c.id,
    articles.c.path,
    articles.c.sha256,
    articles.c.text,
    articles.c.regions,
    articles.c.title,
    articles.c.published,
    articles.c.published_inferred,
    articles.c.encoding,
    articles.c.dates,
    articles.c.author,
    articles.c.publisher,
    articles.c.url,
    articles.c.comments_from,
    articles.c.pages,
)

# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_IDS = sa.bindparam("ids", expanding=True, type_=sa.BigInteger)
_ARTICLES_BY_ID = sa.select(*_ARTICLE).where(articles.c.id.in_(_IDS))
_WITHOUT_VECTORS = (
    sa.select(passages.c.id, passages.c.article, passages.c.region, passages.c.spans)
    .join(articles, articles.c.id == passages.c.article)
    .where(is_live(sa.bindparam("generation", type_=sa.BigInteger)), passages.c.id.in_(_IDS))
)
_WITH_VECTORS = _WITHOUT_VECTORS.add_columns(
    vectors.c.passage, vectors.c.sentences, vectors.c.tokens, vectors.c.bounds
).outerjoin(vectors, vectors.c.key == passages.c.vectors)
