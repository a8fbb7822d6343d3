"""What the catalog keeps and what it deletes: rows of refreshes that were killed, rows that no reader needs any more.

Vectors outlive a killed refresh: they are what costs. The next publication knows which of them nothing uses.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile

import sqlalchemy as sa

from index.database import Database
from index.schema import (
    SLICE,
    articles,
    facts,
    generations,
    members,
    name_counts,
    names,
    passages,
    reprints,
    segments,
    vectors,
)

KEEPING = timedelta(seconds=60)  # a question may still be answered from the state that it began with
_STRAYS = "strays"  # the fact that there may be vectors of killed refreshes


class Retention(Database):
    """The catalog as it is cleaned. The caller holds the writer's lock."""

    def added_after(self, generation: int) -> list[int]:
        """Return the ids of the articles that a killed refresh left behind generation `generation`."""
        with self.reading() as connection:
            return written_after(connection, generation)

    def removed_until(self, generation: int) -> list[int]:
        """Return the ids of the articles that no generation after `generation` needs."""
        with self.reading() as connection:
            return list(connection.execute(sa.select(articles.c.id).where(articles.c.removed <= generation)).scalars())

    def undo(self, published: int) -> None:
        """Take back what was written after generation `published`, but for vectors."""
        with self.writing() as connection:
            written = articles.c.added > published
            if written_after(connection, published):
                connection.execute(sa.delete(facts).where(facts.c.name == _STRAYS))
                connection.execute(sa.insert(facts).values(name=_STRAYS, value="1"))
            else:
                written = sa.false()  # there are none, and all rows would be read to find that out
            self._delete(connection, written, segments.c.added > published)
            for table in (articles, segments):
                connection.execute(sa.update(table).where(table.c.removed > published).values(removed=None))
            for table in _by_generation(connection):
                connection.execute(sa.delete(table).where(table.c.generation > published))

    def oldest_needed(self, published: int) -> int:
        """Return the oldest generation that is kept: the last but one, or an older one if it was live a minute ago."""
        query = sa.select(generations.c.number, generations.c.published_at).order_by(generations.c.number)
        since = (datetime.now(UTC) - KEEPING).isoformat(timespec="seconds")
        with self.reading() as connection:
            rows = connection.execute(query).all()
        live = [int(number) for (number, _), (_, until) in pairwise(rows) if until >= since]
        return min([published - 1, *live])

    def forget(self, generation: int) -> None:
        """Delete what neither `generation` nor a later one needs."""
        with self.writing() as connection:
            dead = articles.c.removed <= generation
            of_dead = passages.c.article.in_(sa.select(articles.c.id).where(dead))
            keys = list(connection.execute(sa.select(passages.c.vectors).where(of_dead).distinct()).scalars())
            self._delete(connection, dead, segments.c.removed <= generation)
            connection.execute(sa.delete(generations).where(generations.c.number < generation))
            for table in _by_generation(connection):
                needed = sa.select(sa.func.max(table.c.generation)).where(table.c.generation <= generation)
                connection.execute(sa.delete(table).where(table.c.generation < needed.scalar_subquery()))
            for at in range(0, len(keys), SLICE):
                some = keys[at : at + SLICE]
                used = sa.select(passages.c.vectors).where(passages.c.vectors.in_(some))
                unused = sa.and_(vectors.c.key.in_(some), vectors.c.key.not_in(used))
                connection.execute(sa.delete(vectors).where(unused))

    def has_strays(self) -> bool:
        """Return whether a refresh was killed since `drop_strays`, which may have left vectors."""
        with self.reading() as connection:
            return connection.execute(sa.select(facts.c.name).where(facts.c.name == _STRAYS)).first() is not None

    def drop_strays(self) -> None:
        """Delete the vectors that no row uses: to be called when there is nothing left to be published."""
        used = sa.exists().where(passages.c.vectors == vectors.c.key)
        with self.writing() as connection:
            connection.execute(sa.delete(vectors).where(~used))
            connection.execute(sa.delete(facts).where(facts.c.name == _STRAYS))

    def count_rows(self) -> dict[str, int]:
        """Count generations, collections, articles and vectors, dead ones included."""
        tables = {"generations": generations, "collections": segments, "articles": articles, "vectors": vectors}
        with self.reading() as connection:
            return {
                name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for name, table in tables.items()
            }

    @staticmethod
    def _delete(connection: sa.Connection, article: sa.ColumnElement[bool], segment: sa.ColumnElement[bool]) -> None:
        dead = sa.select(segments.c.id).where(segment)
        connection.execute(sa.delete(members).where(members.c.segment.in_(dead)))
        connection.execute(sa.delete(segments).where(segment))
        chosen = sa.select(articles.c.id).where(article)
        connection.execute(sa.delete(passages).where(passages.c.article.in_(chosen)))
        connection.execute(sa.delete(articles).where(article))


def written_after(connection: sa.Connection, generation: int) -> list[int]:
    """Return the ids of the articles that were written after a generation. Ids grow with generations."""
    newest = sa.select(articles.c.id, articles.c.added).order_by(articles.c.id.desc())
    with connection.execute(newest, execution_options={"yield_per": SLICE}) as rows:
        return [article for article, _ in takewhile(lambda row: row.added > generation, rows)]


def _by_generation(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables with a row a generation."""
    counted = sa.inspect(connection).has_table(name_counts.name)
    return [names, reprints, name_counts] if counted else [names, reprints]
