"""Lay passages out in Chroma collections: one for what is new, merged with older small ones as they accumulate.

Sizes grow geometrically, as in a log-structured merge tree (O'Neil et al. 1996), so that a question searches few
collections however many refreshes there were, and each vector is copied a logarithmic number of times. Merging takes
vectors from the catalog; nothing is embedded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa

from index import schema
from index.catalog import Catalog, add_rows, reserve
from index.embed import Vector
from index.graphs import COLLECTION_OF
from index.nodes import StoredPassage
from index.records import ArticleRecord, Segment, decode_vector

_ROWS = 500  # passages read at once, and their articles
_MERGE_RATIO = 2  # a segment at most this many times as large as what is merged already is merged too


class Vectors(Protocol):
    """What holds an index's passage vectors, by collections that are written once."""

    def require_room(self, passages: int, /) -> None:
        """Check that so many more passages can be written."""

    def create(self, name: str, passages: Iterable[StoredPassage], count: int, /) -> int:
        """Make a collection out of so many passages; return how many it holds."""

    def search(self, names: Sequence[str], question: Vector, limit: int, /) -> list[tuple[int, float]]:
        """Return (passage id, cosine) of the nearest passages over these collections, best first."""

    def has_others(self, keep: Iterable[str]) -> bool:
        """Return whether there are collections that are not in `keep`."""

    def drop(self, keep: Iterable[str]) -> None:
        """Delete every collection that is not in `keep`."""


def write_segments(catalog: Catalog, vectors: Vectors, coming: int, tell: Callable[[int, int], None]) -> None:
    """Put the embedded passages that generation `coming` adds into collections, merging older ones."""
    for step, comments in enumerate((False, True)):
        tell(step, 2)
        fresh = _fresh(catalog, coming, comments)
        older = [segment for segment in catalog.segments(coming) if segment.comments == comments]
        merged = choose_merges(older, len(fresh))
        if fresh or merged:
            _write(catalog, vectors, coming, comments, fresh, merged)
    tell(2, 2)


def rewrite_segments(catalog: Catalog, vectors: Vectors, coming: int) -> None:
    """Put every live embedded passage into fresh collections, as of generation `coming`, whatever lay where before."""
    for comments in (False, True):
        older = [segment for segment in catalog.segments(coming) if segment.comments == comments]
        _write(catalog, vectors, coming, comments, [], older)


def choose_merges(segments: list[Segment], fresh: int) -> list[Segment]:
    """Return the segments to write again together with `fresh` new passages.

    Those that hold more dead passages than live ones always, and, where there is something new, small ones.
    """
    chosen = [segment for segment in segments if segment.live * 2 < segment.held]
    total = fresh + sum(segment.live for segment in chosen)
    if not total:
        return chosen
    for segment in sorted(segments, key=lambda segment: segment.live):
        if segment not in chosen and segment.live <= _MERGE_RATIO * total:
            chosen.append(segment)
            total += segment.live
    return chosen


def _write(
    catalog: Catalog,
    vectors: Vectors,
    coming: int,
    comments: bool,
    fresh: list[int],
    merged: list[Segment],
) -> None:
    kept = [passage for segment in merged for passage in catalog.members(segment.id, coming)]
    members = sorted({*kept, *fresh})
    vectors.require_room(len(members))
    with catalog.writing() as connection:
        for segment in merged:
            chosen = schema.segments.c.id == segment.id
            connection.execute(sa.update(schema.segments).where(chosen).values(removed=coming))
        if not members:
            return
        number = reserve(connection, "segment", 1)
        # The number alone would do but for two indexes on one Chroma server.
        name = f"{COLLECTION_OF.format(catalog.name)}{number}{'-comments' if comments else ''}"
        fresh_row = {"id": number, "collection": name, "comments": comments, "added": coming, "removed": None}
        add_rows(connection, schema.segments, [fresh_row])
        for at in range(0, len(members), schema.SLICE):
            rows = [{"segment": number, "passage": passage} for passage in members[at : at + schema.SLICE]]
            add_rows(connection, schema.members, rows)
    vectors.create(name, stored_passages(catalog, number), len(members))


def _fresh(catalog: Catalog, coming: int, comments: bool) -> list[int]:
    """Return the ids of the embedded passages that `coming` adds."""
    passages, articles = schema.passages, schema.articles
    region = passages.c.region == "comment" if comments else passages.c.region != "comment"
    query = (
        sa.select(passages.c.id)
        .join(articles, articles.c.id == passages.c.article)
        .where(articles.c.added == coming, passages.c.vectors.is_not(None), region)
        .order_by(passages.c.id)
    )
    with catalog.reading() as connection:
        return list(connection.execute(query).scalars())


def held_passages(catalog: Catalog, segment: int) -> set[int]:
    """Return the ids of all passages that a segment's collection holds, dead ones included."""
    with catalog.reading() as connection:
        chosen = sa.select(schema.members.c.passage).where(schema.members.c.segment == segment)
        return set(connection.execute(chosen).scalars())


def count_held(catalog: Catalog, names: Iterable[str]) -> dict[str, int]:
    """Return how many passages each of these collections is to hold, dead ones included."""
    segments, members = schema.segments, schema.members
    query = (
        sa.select(segments.c.collection, sa.func.count())
        .join(members, members.c.segment == segments.c.id)
        .where(segments.c.collection.in_(list(names)))
        .group_by(segments.c.collection)
    )
    with catalog.reading() as connection:
        return {name: int(held) for name, held in connection.execute(query)}


def sample_vectors(catalog: Catalog, name: str, held: int, wanted: int) -> dict[int, Vector]:
    """Return up to `wanted` of the `held` passages of a collection with their vectors, from all over it."""
    segments, members, passages, vectors = schema.segments, schema.members, schema.passages, schema.vectors
    query = (
        sa.select(passages.c.id, vectors.c.passage)
        .join(members, members.c.passage == passages.c.id)
        .join(segments, segments.c.id == members.c.segment)
        .join(vectors, vectors.c.key == passages.c.vectors)
        .where(segments.c.collection == name)
        .order_by(passages.c.id)
        .limit(wanted)
    )
    spread = query.where(passages.c.id % max(1, held // wanted) == 0)
    with catalog.reading() as connection:
        rows = connection.execute(spread).all() or connection.execute(query).all()
        return {number: decode_vector(stored) for number, stored in rows}


def stored_passages(catalog: Catalog, segment: int) -> Iterator[StoredPassage]:
    """Yield a segment's passages with their vectors, in order of their ids, as far as the catalog still has them."""
    members, passages, vectors = schema.members, schema.passages, schema.vectors
    query = (
        sa.select(passages.c.id, passages.c.article, passages.c.region, passages.c.spans)
        .add_columns(vectors.c.passage)
        .join(members, members.c.passage == passages.c.id)
        .join(vectors, vectors.c.key == passages.c.vectors)
        .where(members.c.segment == segment)
        .order_by(passages.c.id)
    )
    with catalog.reading() as connection, connection.execution_options(yield_per=_ROWS).execute(query) as found:
        for rows in found.partitions():
            records = catalog.articles_by_id(row.article for row in rows)
            yield from (_stored_passage(row, records[row.article]) for row in rows)


def _stored_passage(row: sa.Row[Any], article: ArticleRecord) -> StoredPassage:
    spans = np.frombuffer(row.spans, dtype="<i4")
    start, end = int(spans[0]), int(spans[-1])
    return StoredPassage(
        id=row.id,
        path=article.path,
        title=article.title or "",
        region=row.region,
        start_line=article.lines.line_at(start),
        end_line=article.lines.line_at(end),
        start_char=start,
        end_char=end,
        sha256=article.sha256,
        text=article.text[start:end],
        vector=decode_vector(row.passage),
    )
