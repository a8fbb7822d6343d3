"""Vectors out of another catalog, of an older format or a damaged one, so that nothing is embedded twice.

Their key covers the model and all that they were made of, so that it doesn't matter where they come from, as long as
their layout is the same. What can't be read, or is no vector, is left behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import numpy as np

from index import schema
from index.catalog import Catalog, add_rows, layout_of
from index.embed import TOKEN_SCALE
from index.records import decode_vectors

_SMALLEST = 512  # bytes that a row of vectors takes at least
_GROUP = 200  # rows held in memory at a time
_COLUMNS = ("key", "passage", "sentences", "tokens", "bounds")

Row = tuple[object, ...]


def carry_vectors(source: Path, target: Catalog, dimension: int) -> int:
    """Copy into `target` the vectors of length `dimension` that can be read in the catalog `source`; count them."""
    carried = 0
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            # What SQLite checks when it opens a file makes a truncated one unreadable as a whole.
            connection.execute("PRAGMA writable_schema=ON")
            if layout_of(_facts(connection)) != schema.VECTOR_LAYOUT:
                return 0
            rows = (row for row in _readable_rows(connection, source) if _is_sound(row, dimension))
            while group := list(islice(rows, _GROUP)):
                carried += _store(target, group)
    except (sqlite3.DatabaseError, OSError):
        return carried
    return carried


def _facts(connection: sqlite3.Connection) -> dict[str, str]:
    return {str(name): str(value) for name, value in connection.execute("SELECT name, value FROM facts")}


def _readable_rows(connection: sqlite3.Connection, source: Path) -> Iterator[Row]:
    """Yield the rows of the table of vectors; after a bad one, each is tried by its number until one is good again."""
    columns = ", ".join(_COLUMNS)
    following = f"SELECT rowid, {columns} FROM vectors WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - our own names
    single = f"SELECT rowid, {columns} FROM vectors WHERE rowid = ?"  # noqa: S608 - our own names
    last = source.stat().st_size // _SMALLEST
    at = count = 0
    while at < last:
        with suppress(sqlite3.DatabaseError):
            for number, *row in connection.execute(following, (at,)):
                count += 1
                if number <= at or count > last:  # a damaged tree may lead in a circle, or on for ever
                    raise sqlite3.DatabaseError("rows out of order")
                at = number
                yield tuple(row)
            return
        found = None
        while found is None and at < last:
            at += 1
            with suppress(sqlite3.DatabaseError):
                found = connection.execute(single, (at,)).fetchone()
        if found is not None:
            yield found[1:]


def _is_sound(row: Row, dimension: int) -> bool:
    """Return whether a row holds unit vectors of one shape, as `encode_vectors` stored them."""
    key, *stored = row
    if not isinstance(key, str) or not all(isinstance(data, bytes) for data in stored):
        return False
    try:
        found = decode_vectors(*stored)  # type: ignore[arg-type]
    except ValueError:
        return False
    if found.passage.shape != (dimension,) or len(found.sentences) != len(found.bounds):
        return False
    if len(found.bounds) and not 0 <= found.bounds.min() <= found.bounds.max() <= len(found.tokens):
        return False
    lengths = np.linalg.norm(np.vstack([found.passage, found.sentences]), axis=1)
    tokens = np.linalg.norm(found.tokens.astype(np.float32), axis=1) / TOKEN_SCALE
    return bool(np.all(np.abs(lengths - 1) < 0.003) and np.all((np.abs(tokens - 1) < 0.05) | (tokens == 0)))


def _store(target: Catalog, rows: Iterable[Row]) -> int:
    found = {str(row[0]): row for row in rows}
    missing = found.keys() - target.known_vectors(list(found))
    with target.writing() as connection:
        add_rows(connection, schema.vectors, [dict(zip(_COLUMNS, found[key], strict=True)) for key in missing])
    return len(missing)
