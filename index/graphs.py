"""How Chroma is told to make a collection, embedded or on a server, and how its answers are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
    from chromadb.api.types import QueryResult

_PERSISTED = 10_000  # passages at most that Chroma holds in memory beside the graph

# With Chroma's own 16 neighbours, 2 of 60 graphs of 100 vectors nearly alike (as of short notices of one form) had some
# that no search reached; with 32 none of 60 had.
_GRAPH: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}

COLLECTION_OF = "onrecord-{}-"
"""How the names of an index's collections begin, by its random name: many indexes may share one Chroma server."""


def part_sizes(count: int) -> list[int]:
    """Return how many of `count` passages are added before the graph is persisted, each time; the smallest first."""
    parts = -(-count // _PERSISTED) or 1
    return [(count + at) // parts for at in range(parts)]


def configuration(count: int) -> CreateCollectionConfiguration:
    """Return how a collection of `count` passages is made: its graph is persisted with the last of each part."""
    batch = max(part_sizes(count)[0], 2)  # Chroma takes no less: a collection of one passage stays in its journal
    return {"hnsw": {**_GRAPH, "sync_threshold": batch, "batch_size": min(batch, 100)}}


def hits_in(found: QueryResult) -> list[list[tuple[int, float]]]:
    """Return (passage id, cosine similarity) of what Chroma found, a list for each question."""
    distances = found["distances"] or [[] for _ in found["ids"]]
    return [
        [(int(number), 1.0 - float(distance)) for number, distance in zip(ids, row, strict=True)]
        for ids, row in zip(found["ids"], distances, strict=True)
    ]
