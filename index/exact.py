"""The nearest passages by comparing with every stored vector: what answers while Chroma can't be used.

Exact, and slower: time grows with the archive, memory doesn't.
"""

from __future__ import annotations

from heapq import nlargest

import numpy as np
import sqlalchemy as sa

from index.embed import Vector
from index.lookup import Lookup
from index.schema import articles, is_live, passages, vectors

_SLICE = 4096  # vectors in memory at a time


def nearest_exactly(
    catalog: Lookup, generation: int, question: Vector, limit: int, *, comments: bool
) -> list[tuple[int, float]]:
    """Return (passage id, cosine) of the nearest live passages of a generation, best first."""
    region = passages.c.region == "comment" if comments else passages.c.region != "comment"
    query = (
        sa.select(passages.c.id, vectors.c.passage)
        .join(articles, articles.c.id == passages.c.article)
        .join(vectors, vectors.c.key == passages.c.vectors)
        .where(is_live(generation), region)
    )
    best: list[tuple[int, float]] = []
    with catalog.reading() as connection:
        for rows in connection.execution_options(yield_per=_SLICE).execute(query).partitions():
            stored = np.frombuffer(b"".join(row.passage for row in rows), dtype="<f2").reshape(len(rows), -1)
            cosines = stored.astype(np.float32) @ question
            found = [(row.id, float(cosine)) for row, cosine in zip(rows, cosines, strict=True)]
            best = nlargest(limit, [*best, *found], key=lambda hit: (hit[1], -hit[0]))
    return best
