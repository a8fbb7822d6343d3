"""The counts of names over all articles of a generation: those of the last one, and what changed since."""

from __future__ import annotations

import json

import sqlalchemy as sa

from index.name_counts import NameCounts
from index.retention import written_after
from index.schema import articles, is_live, name_counts, names


def count_names(connection: sa.Connection, coming: int, *, anew: bool) -> NameCounts:
    """Return the counts over every article that is live in the generation that is being written; with `anew`, all."""
    earlier = None if anew else _stored_counts(connection, coming)
    if earlier is None:
        return _added_up(connection, is_live(coming))
    since, counts = earlier
    first = min(written_after(connection, since), default=None)
    if first is not None:
        added = _added_up(connection, sa.and_(articles.c.id >= first, is_live(coming)))
        counts.add_json(added.to_json())
    counts.take(_added_up(connection, sa.and_(is_live(since), articles.c.removed <= coming)))
    return counts


def _stored_counts(connection: sa.Connection, coming: int) -> tuple[int, NameCounts] | None:
    """Return the counts of names that were stored last, and for which generation; None where they can't be relied on.

    An earlier version of Onrecord may have written the last generation, which stored none.
    """
    if not sa.inspect(connection).has_table(name_counts.name):
        return None
    last = sa.select(sa.func.max(names.c.generation)).where(names.c.generation < coming).scalar_subquery()
    row = connection.execute(sa.select(name_counts).where(name_counts.c.generation == last)).first()
    if row is None:
        return None
    counts = NameCounts()
    counts.add_json(json.loads(row.data))
    return int(row.generation), counts


def _added_up(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> NameCounts:
    counts = NameCounts()
    query = sa.select(articles.c.names).where(chosen)
    for stored in connection.execute(query, execution_options={"yield_per": 500}).scalars():
        counts.add_json(stored)
    return counts
