"""The catalog: articles, passages, vectors and generations in SQLite or PostgreSQL, through SQLAlchemy Core.

Writes of a refresh are committed as it goes, under a generation number that no reader looks at, so that vectors
survive a kill; `publish` makes all of it visible in one transaction. Nothing here knows Chroma or tantivy.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from index.errors import IndexMismatch
from index.lookup import Lookup
from index.name_counts import NameCounts
from index.name_totals import count_names
from index.records import UNPUBLISHED, Failure, Generation, Segment
from index.retention import Retention
from index.schema import (
    FORMAT,
    SLICE,
    VECTOR_LAYOUT,
    articles,
    counters,
    facts,
    generations,
    is_live,
    is_live_segment,
    members,
    metadata,
    name_counts,
    names,
    passages,
    segments,
    vectors,
)
from index.seal import STORES, Store

CATALOG = "catalog.sqlite3"
_UNSTATED_LAYOUTS = {4: 1}  # of formats that did not say it yet


class Catalog(Lookup, Retention):
    """One index's catalog. Methods are safe from several threads; one process at a time may write."""

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Open the catalog in `folder`; `prepare` begins it where there is none."""
        return cls(folder / CATALOG)

    def facts(self) -> dict[str, str]:
        """Return what the index says of itself: format, layout of its vectors, model, name; nothing where it is new."""
        with self.reading() as connection:
            if not sa.inspect(connection).has_table(facts.name):
                return {}
            return {row.name: row.value for row in connection.execute(sa.select(facts))}

    @cached_property
    def name(self) -> str:
        """Return this index's random name, which its collections carry."""
        return self.facts()["name"]

    @property
    def embedder(self) -> str:
        """Return the identity of the embedding model."""
        return self.facts()["embedder"]

    def store_folders(self) -> dict[Store, str]:
        """Return the folders, below the index's, in which the derived stores lie; a rebuilt one lies in a new one."""
        with self.reading() as connection:
            known = {row.name: row.value for row in connection.execute(sa.select(facts))}
        return {store: known.get(store, store) for store in STORES}

    def prepare(self, embedder: str) -> None:
        """Make the tables where there are none, and check that this index fits this program and model."""
        self.begin()
        if self.facts():
            self.check(embedder)
            return
        with self.writing() as connection:
            metadata.create_all(connection)
            values = {
                "format": str(FORMAT),
                "vectors": str(VECTOR_LAYOUT),
                "embedder": embedder,
                "name": secrets.token_hex(4),
            }
            connection.execute(sa.insert(facts), [{"name": n, "value": v} for n, v in values.items()])
            connection.execute(sa.insert(counters), [{"name": n, "next": 1} for n in ("article", "passage", "segment")])

    def check(self, embedder: str | None = None, archive: Path | str = "DIR") -> None:
        """Refuse an index of another format, or, where `embedder` is given, of another embedding model.

        Raises:
            IndexMismatch: names both sides and the cure.
        """
        known = self.facts()
        if embedder is not None:
            _check_embedder(known, embedder)
        made = format_of(known)
        if made > FORMAT:
            raise IndexMismatch(
                f"the index was made by a later version of Onrecord (format {made}; this one knows format {FORMAT}):"
                " upgrade Onrecord, or give another place for the index with --index-dir"
            )
        if made < FORMAT:
            again = "nothing is embedded again" if layout_of(known) == VECTOR_LAYOUT else "it is embedded anew"
            raise IndexMismatch(
                f"the index was made by an earlier version of Onrecord (format {made}, now {FORMAT}):"
                f" run 'onrecord index {archive}', {again}"
            )

    def is_older(self, embedder: str) -> bool:
        """Return whether an earlier version of Onrecord made this index, with the same embedding model.

        Raises:
            IndexMismatch: with another one.
        """
        known = self.facts()
        if not 0 < format_of(known) < FORMAT:
            return False
        _check_embedder(known, embedder)
        return True

    def published(self) -> Generation:
        """Return the live generation; number 0 where there is none."""
        with self.reading() as connection:
            if not sa.inspect(connection).has_table("generations"):
                return UNPUBLISHED
            row = connection.execute(sa.select(generations).order_by(generations.c.number.desc()).limit(1)).first()
        if row is None:
            return UNPUBLISHED
        failed = tuple((str(path), str(reason)) for path, reason, *_ in row.failed)
        return Generation(row.number, row.published_at, row.articles, row.passages, row.sentences, row.comments, failed)

    def failures(self, generation: int) -> tuple[Failure, ...]:
        """Return what couldn't be read of a generation's files, by path."""
        with self.reading() as connection:
            query = sa.select(generations.c.failed).where(generations.c.number == generation)
            return tuple(Failure(*row) for row in connection.execute(query).scalar() or ())

    def published_number(self) -> int:
        """Return the number of the live generation: what a reader asks before every question."""
        with self.reading() as connection:
            return int(connection.execute(_NEWEST).scalar() or 0)

    def segments(self, generation: int) -> list[Segment]:
        """Return the live segments with the counts of their passages, oldest first."""
        live = sa.func.sum(sa.case((is_live(generation), 1), else_=0))
        query = (
            sa.select(segments.c.id, segments.c.collection, segments.c.comments, live, sa.func.count())
            .select_from(segments)
            .join(members, members.c.segment == segments.c.id)
            .outerjoin(passages, passages.c.id == members.c.passage)
            .outerjoin(articles, articles.c.id == passages.c.article)
            .where(is_live_segment(generation))
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

    def count_names(self, coming: int, *, anew: bool = False) -> NameCounts:
        """Return the counts of names over every article that is live in the generation that is being written.

        They are those of the last generation that articles were written for, and what changed since; with `anew` all.
        """
        with self.reading() as connection:
            return count_names(connection, coming, anew=anew)

    def save_names(self, generation: int, data: bytes, counts: NameCounts) -> None:
        """Store the spellings of a generation's names, and their counts; what a killed refresh stored is replaced."""
        with self.writing() as connection:
            name_counts.create(connection, checkfirst=True)
            for table, stored in ((names, data), (name_counts, json.dumps(counts.to_json()).encode())):
                connection.execute(sa.delete(table).where(table.c.generation >= generation))
                connection.execute(sa.insert(table).values(generation=generation, data=stored))

    def known_vectors(self, keys: Sequence[str]) -> set[str]:
        """Return which of these vectors are stored already."""
        found: set[str] = set()
        with self.reading() as connection:
            for at in range(0, len(keys), SLICE):
                query = sa.select(vectors.c.key).where(vectors.c.key.in_(keys[at : at + SLICE]))
                found.update(connection.execute(query).scalars())
        return found

    def line_keys(self, generation: int) -> dict[int, npt.NDArray[np.int64]]:
        """Return the hashes of the lines of every live article, by article id."""
        query = sa.select(articles.c.id, articles.c.line_keys).where(is_live(generation))
        with self.reading() as connection:
            return {i: np.frombuffer(keys, dtype="<i8") for i, keys in connection.execute(query)}


def format_of(known: Mapping[str, str]) -> int:
    """Return the format that an index's facts name; 0 where they name none."""
    stated = known.get("format", "")
    return int(stated) if stated.isdecimal() else 0


def _check_embedder(known: Mapping[str, str], embedder: str) -> None:
    if known.get("embedder") != embedder:
        raise IndexMismatch(
            f"the index was made with the embedding model {known.get('embedder')}, and this is {embedder}:"
            " set ONRECORD_EMBEDDER as it was then, or delete the index folder (it holds nothing of yours)"
            " and index again"
        )


def layout_of(known: Mapping[str, str]) -> int:
    """Return the layout of the vectors that an index's facts name; 0 where it isn't known."""
    stated = known.get("vectors", "")
    return int(stated) if stated.isdecimal() else _UNSTATED_LAYOUTS.get(format_of(known), 0)


def add_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(sa.insert(table), list(rows))


def reserve(connection: sa.Connection, name: str, count: int) -> int:
    """Return the first of `count` ids that were never used before."""
    # The row is held until the transaction ends, where several machines could ask at once; SQLite has one writer.
    first = connection.execute(sa.select(counters.c.next).where(counters.c.name == name).with_for_update()).scalar_one()
    connection.execute(sa.update(counters).where(counters.c.name == name).values(next=first + count))
    return int(first)


def now() -> str:
    """Return the present time in UTC, ISO, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


_NEWEST = sa.select(sa.func.max(generations.c.number))
