"""The catalog: articles, passages, vectors and generations in SQLite (PostgreSQL later), through SQLAlchemy Core.

Writes of a refresh are committed as it goes, under a generation number that no reader looks at, so that vectors
survive a kill; `publish` makes all of it visible in one transaction. Nothing here knows Chroma or tantivy.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from index.errors import IndexDamaged, IndexMismatch, IndexNotWritable
from index.mentions import NameCounts
from index.records import UNPUBLISHED, ArticleRecord, Generation, PassageRecord, Place, Segment, decode_vectors
from index.schema import (
    FORMAT,
    articles,
    counters,
    facts,
    generations,
    is_live,
    members,
    metadata,
    names,
    passages,
    segments,
    vectors,
)

_RECENT = 1000  # articles remembered between questions
_PATIENCE = 10_000  # milliseconds that a statement waits for another process's write
_SLICE = 500  # values in one IN (...), well below every database's limit


class Catalog:
    """One index's catalog. Methods are safe from several threads; one process at a time may write."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        self._recent: dict[int, ArticleRecord] = {}
        self._lock = threading.Lock()
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _configure_sqlite)

    @classmethod
    def in_folder(cls, folder: Path) -> Catalog:
        """Open (or begin) the catalog in `folder`."""
        return cls(f"sqlite:///{folder / 'catalog.sqlite3'}")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a connection that reads one consistent state."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise IndexNotWritable(
                f"the catalog can't be opened ({error.orig}): free some space or allow writing to the index folder; if"
                " neither helps, delete that folder (it holds nothing of yours) and index again"
            ) from error
        except sa.exc.DatabaseError as error:
            raise _damaged(error) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that is committed at the end, or rolled back.

        Raises:
            IndexNotWritable: no space, no permission, or a read-only disk.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise IndexNotWritable(
                f"the catalog could not be written ({error.orig}): free some space or allow writing, then index again;"
                " the last published index still answers"
            ) from error
        except sa.exc.DatabaseError as error:
            raise _damaged(error) from error

    def truncate_log(self) -> None:
        """Move what is committed out of SQLite's log and empty it, which gives a full disk its space back.

        Where a reader is in the way, it is left for another time.
        """
        if self._engine.dialect.name == "sqlite":
            with self.reading() as connection:
                for pragma in ("busy_timeout=500", "wal_checkpoint(TRUNCATE)", f"busy_timeout={_PATIENCE}"):
                    connection.exec_driver_sql(f"PRAGMA {pragma}")

    @cached_property
    def name(self) -> str:
        """Return this index's random name, which its collections carry."""
        with self.reading() as connection:
            return str(connection.execute(sa.select(facts.c.value).where(facts.c.name == "name")).scalar_one())

    @property
    def embedder(self) -> str:
        """Return the identity of the embedding model."""
        with self.reading() as connection:
            return str(connection.execute(sa.select(facts.c.value).where(facts.c.name == "embedder")).scalar_one())

    def prepare(self, embedder: str) -> None:
        """Make the tables where there are none, and check that this index fits this program and model."""
        with self.writing() as connection:
            metadata.create_all(connection)
            known = {row.name: row.value for row in connection.execute(sa.select(facts))}
            if not known:
                values = {"format": str(FORMAT), "embedder": embedder, "name": secrets.token_hex(4)}
                connection.execute(sa.insert(facts), [{"name": n, "value": v} for n, v in values.items()])
                connection.execute(
                    sa.insert(counters), [{"name": n, "next": 1} for n in ("article", "passage", "segment")]
                )
        self.check(embedder)

    def check(self, embedder: str | None = None) -> None:
        """Refuse an index of another format, or, where `embedder` is given, of another embedding model.

        Raises:
            IndexMismatch: names both sides and the cure.
        """
        with self.reading() as connection:
            known = {row.name: row.value for row in connection.execute(sa.select(facts))}
        if known.get("format") != str(FORMAT):
            raise IndexMismatch(
                f"the index has format {known.get('format')}, this version of Onrecord writes format {FORMAT}:"
                " delete the index folder (it holds nothing of yours) and index again"
            )
        if embedder is not None and known.get("embedder") != embedder:
            raise IndexMismatch(
                f"the index was made with the embedding model {known.get('embedder')}, and this is {embedder}:"
                " set ONRECORD_EMBEDDER as it was then, or delete the index folder (it holds nothing of yours)"
                " and index again"
            )

    def published(self) -> Generation:
        """Return the live generation; number 0 where there is none."""
        with self.reading() as connection:
            if not sa.inspect(connection).has_table("generations"):
                return UNPUBLISHED
            row = connection.execute(sa.select(generations).order_by(generations.c.number.desc()).limit(1)).first()
        if row is None:
            return UNPUBLISHED
        failed = tuple((str(path), str(reason)) for path, reason in row.failed)
        return Generation(row.number, row.published_at, row.articles, row.passages, row.sentences, row.comments, failed)

    def published_number(self) -> int:
        """Return the number of the live generation: what a reader asks before every question."""
        with self.reading() as connection:
            return int(connection.execute(_NEWEST).scalar() or 0)

    def live_paths(self, generation: int) -> dict[str, tuple[int, str]]:
        """Return the article id and file sha256 of every live article, by path."""
        query = sa.select(articles.c.path, articles.c.id, articles.c.sha256).where(is_live(generation))
        with self.reading() as connection:
            return {row.path: (row.id, row.sha256) for row in connection.execute(query)}

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
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=200).execute(query):
                yield _record(row)

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
        columns = _VECTORS if with_vectors else ()
        source = passages.join(articles, articles.c.id == passages.c.article)
        if with_vectors:
            source = source.outerjoin(vectors, vectors.c.key == passages.c.vectors)
        query = (
            sa.select(passages, *(column.label(f"vector_{column.name}") for column in columns))
            .select_from(source)
            .where(is_live(generation), passages.c.id.in_(sa.bindparam("ids", expanding=True)))
        )
        rows: list[sa.Row[Any]] = []
        with self.reading() as connection:
            for at in range(0, len(wanted), _SLICE):
                rows += connection.execute(query, {"ids": wanted[at : at + _SLICE]})
            records = self._article_records(connection, {row.article for row in rows})
        found: dict[int, PassageRecord] = {}
        for row in rows:
            spans = np.frombuffer(row.spans, dtype="<i4").reshape(-1, 2)
            stored = [getattr(row, f"vector_{column.name}") for column in columns]
            decoded = None if not stored or stored[0] is None else decode_vectors(*stored)
            found[row.id] = PassageRecord(row.id, records[row.article], row.region, spans, decoded)
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
            for at in range(0, len(wanted), _SLICE):
                rows = connection.execute(query, {"ids": wanted[at : at + _SLICE]})
                found |= {number: Place(path, published) for number, path, published in rows}
        return found

    def _article_records(self, connection: sa.Connection, ids: set[int]) -> dict[int, ArticleRecord]:
        """Return articles by id; those asked for lately are remembered, since a row never changes its content."""
        with self._lock:
            records = {i: record for i in ids if (record := self._recent.get(i)) is not None}
        missing = sorted(ids - records.keys())
        for at in range(0, len(missing), _SLICE):
            query = sa.select(*_ARTICLE).where(articles.c.id.in_(missing[at : at + _SLICE]))
            for row in connection.execute(query):
                records[row.id] = _record(row)
        with self._lock:
            self._recent |= records
            while len(self._recent) > _RECENT:
                self._recent.pop(next(iter(self._recent)))
        return records

    def segments(self, generation: int) -> list[Segment]:
        """Return the live segments with the counts of their passages, oldest first."""
        live = sa.func.sum(sa.case((is_live(generation), 1), else_=0))
        query = (
            sa.select(segments.c.id, segments.c.collection, segments.c.comments, live, sa.func.count())
            .select_from(segments)
            .join(members, members.c.segment == segments.c.id)
            .outerjoin(passages, passages.c.id == members.c.passage)
            .outerjoin(articles, articles.c.id == passages.c.article)
            .where(_live_segment(generation))
            .group_by(segments.c.id, segments.c.collection, segments.c.comments)
            .order_by(segments.c.id)
        )
        with self.reading() as connection:
            return [
                Segment(number, name, bool(comments), int(alive), int(held))
                for number, name, comments, alive, held in connection.execute(query)
            ]

    def members(self, segment: int, generation: int) -> list[int]:
        """Return the ids of a segment's live passages."""
        query = (
            sa.select(members.c.passage)
            .join(passages, passages.c.id == members.c.passage)
            .join(articles, articles.c.id == passages.c.article)
            .where(members.c.segment == segment, is_live(generation))
        )
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def collections(self, generation: int) -> list[tuple[str, bool]]:
        """Return the names of the live collections, and whether each holds comments."""
        query = (
            sa.select(segments.c.collection, segments.c.comments)
            .where(_live_segment(generation))
            .order_by(segments.c.id)
        )
        with self.reading() as connection:
            return [(name, bool(comments)) for name, comments in connection.execute(query)]

    def collection_names(self) -> set[str]:
        """Return the names of all collections that any kept generation uses."""
        with self.reading() as connection:
            return set(connection.execute(sa.select(segments.c.collection)).scalars())

    def totals(self, connection: sa.Connection, generation: int) -> dict[str, int]:
        """Count the live articles, embedded passages, their sentences and the readers' comments among these."""
        sentences = sa.func.length(passages.c.spans) / 8  # two int32 a sentence
        comments = sa.case((passages.c.region == "comment", sentences), else_=0)
        found = connection.execute(
            sa.select(sa.func.count(), sa.func.sum(sentences), sa.func.sum(comments))
            .select_from(passages)
            .join(articles, articles.c.id == passages.c.article)
            .where(is_live(generation), passages.c.vectors.is_not(None))
        ).one()
        live = connection.execute(sa.select(sa.func.count()).select_from(articles).where(is_live(generation)))
        names = ("passages", "sentences", "comments")
        return {"articles": live.scalar_one()} | {
            name: int(value or 0) for name, value in zip(names, found, strict=True)
        }

    def added_after(self, generation: int) -> list[int]:
        """Return the ids of the articles that a killed refresh left behind generation `generation`."""
        with self.reading() as connection:
            return list(connection.execute(sa.select(articles.c.id).where(articles.c.added > generation)).scalars())

    def removed_until(self, generation: int) -> list[int]:
        """Return the ids of the articles that no generation after `generation` needs."""
        with self.reading() as connection:
            return list(connection.execute(sa.select(articles.c.id).where(articles.c.removed <= generation)).scalars())

    def undo(self, published: int) -> None:
        """Take back what was written after generation `published`, but for vectors."""
        with self.writing() as connection:
            self._delete(connection, articles.c.added > published, segments.c.added > published)
            for table in (articles, segments):
                connection.execute(sa.update(table).where(table.c.removed > published).values(removed=None))

    def forget(self, generation: int) -> None:
        """Delete what no generation after `generation` needs."""
        with self.writing() as connection:
            dead = articles.c.removed <= generation
            of_dead = passages.c.article.in_(sa.select(articles.c.id).where(dead))
            keys = list(connection.execute(sa.select(passages.c.vectors).where(of_dead).distinct()).scalars())
            self._delete(connection, dead, segments.c.removed <= generation)
            connection.execute(sa.delete(generations).where(generations.c.number < generation))
            needed = sa.select(sa.func.max(names.c.generation)).where(names.c.generation <= generation)
            connection.execute(sa.delete(names).where(names.c.generation < needed.scalar_subquery()))
            for at in range(0, len(keys), _SLICE):
                some = keys[at : at + _SLICE]
                used = sa.select(passages.c.vectors).where(passages.c.vectors.in_(some))
                unused = sa.and_(vectors.c.key.in_(some), vectors.c.key.not_in(used))
                connection.execute(sa.delete(vectors).where(unused))

    @staticmethod
    def _delete(connection: sa.Connection, article: sa.ColumnElement[bool], segment: sa.ColumnElement[bool]) -> None:
        dead = sa.select(segments.c.id).where(segment)
        connection.execute(sa.delete(members).where(members.c.segment.in_(dead)))
        connection.execute(sa.delete(segments).where(segment))
        chosen = sa.select(articles.c.id).where(article)
        connection.execute(sa.delete(passages).where(passages.c.article.in_(chosen)))
        connection.execute(sa.delete(articles).where(article))

    def count_names(self, generation: int) -> NameCounts:
        """Return the counts of names over every live article."""
        counts = NameCounts()
        query = sa.select(articles.c.names).where(is_live(generation))
        with self.reading() as connection:
            for stored in connection.execution_options(yield_per=500).execute(query).scalars():
                counts.add_json(stored)
        return counts

    def save_names(self, generation: int, data: bytes) -> None:
        """Store the spellings of a generation's names; what a killed refresh stored is replaced."""
        with self.writing() as connection:
            connection.execute(sa.delete(names).where(names.c.generation >= generation))
            connection.execute(sa.insert(names).values(generation=generation, data=data))

    def names(self, generation: int) -> bytes | None:
        """Return what `save_names` stored last for `generation` or before it, None where nothing was."""
        query = sa.select(names.c.data).where(names.c.generation <= generation).order_by(names.c.generation.desc())
        with self.reading() as connection:
            data = connection.execute(query.limit(1)).scalar_one_or_none()
        return None if data is None else bytes(data)

    def known_vectors(self, keys: Sequence[str]) -> set[str]:
        """Return which of these vectors are stored already."""
        found: set[str] = set()
        with self.reading() as connection:
            for at in range(0, len(keys), _SLICE):
                query = sa.select(vectors.c.key).where(vectors.c.key.in_(keys[at : at + _SLICE]))
                found.update(connection.execute(query).scalars())
        return found

    def line_keys(self, generation: int) -> dict[int, npt.NDArray[np.int64]]:
        """Return the hashes of the lines of every live article, by article id."""
        query = sa.select(articles.c.id, articles.c.line_keys).where(is_live(generation))
        with self.reading() as connection:
            return {i: np.frombuffer(keys, dtype="<i8") for i, keys in connection.execute(query)}


def _damaged(error: sa.exc.DatabaseError) -> IndexDamaged:
    return IndexDamaged(
        f"the catalog can't be read ({error.orig}): delete the index folder (it holds nothing of yours) and index again"
    )


def add_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(sa.insert(table), list(rows))


def reserve(connection: sa.Connection, name: str, count: int) -> int:
    """Return the first of `count` ids that were never used before."""
    first = connection.execute(sa.select(counters.c.next).where(counters.c.name == name)).scalar_one()
    connection.execute(sa.update(counters).where(counters.c.name == name).values(next=first + count))
    return int(first)


def now() -> str:
    """Return the present time in UTC, ISO, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _record(row: Sequence[Any]) -> ArticleRecord:
    return ArticleRecord(*row)


def _live_segment(generation: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        segments.c.added <= generation,
        sa.or_(segments.c.removed.is_(None), segments.c.removed > generation),
    )


def _configure_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # readers go on while a refresh writes
    connection.execute("PRAGMA synchronous=FULL")  # a published generation survives a power cut
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")


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
_VECTORS = (vectors.c.passage, vectors.c.sentences, vectors.c.tokens, vectors.c.bounds)
_NEWEST = sa.select(sa.func.max(generations.c.number))
