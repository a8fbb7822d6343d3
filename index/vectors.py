"""Passage vectors in Chroma: one immutable collection a segment, searched together.

Chroma 1.5 can lose vectors when it is killed during an upsert of existing ids, and a process does not see another
one's writes to a collection that it has queried. So a collection is filled once, under a name never used before, and
only read after that; the catalog names the live ones. Nothing is filtered here with `where`, which takes fifty times
as long as the search itself: the caller drops what is not live.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Vector
from index.errors import IndexDamaged, IndexNotWritable
from index.nodes import StoredPassage, add_passages

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection


_PASSAGE_BYTES = 16_000  # what a passage of 384 dimensions takes in Chroma (12,000), and some for its journal
_SPARE_BYTES = 1_000_000
# With Chroma's own 16 neighbours, 2 of 60 graphs of 100 vectors nearly alike (as of short notices of one form) had some
# that no search reached; with 32 none of 60 had.
_GRAPH: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}


class VectorStore:
    """The Chroma collections of one index, embedded in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._collections: dict[str, Collection] = {}

    def _connect(self) -> Client:
        with self._lock:
            if self._client is None:
                from chromadb.api.client import Client
                from chromadb.api.shared_system_client import SharedSystemClient
                from chromadb.config import Settings
                from chromadb.errors import ChromaError

                settings = Settings(is_persistent=True, persist_directory=str(self._folder), anonymized_telemetry=False)
                try:
                    self._client = Client(settings=settings)
                except (ChromaError, AttributeError, OSError, RuntimeError, ValueError) as error:
                    # Or Chroma would take the store that failed to open for an open one from now on.
                    SharedSystemClient._identifier_to_system.pop(str(self._folder), None)  # noqa: SLF001
                    raise IndexNotWritable(
                        f"the vector store {self._folder} can't be opened ({error}): free some space or allow writing"
                        " there; if neither helps, delete the index folder (it holds nothing of yours) and index again"
                    ) from error
            return self._client

    def require_room(self, passages: int) -> None:
        """Check that the disk has room for so many more passages: Chroma recovers badly from a write that fails.

        Raises:
            IndexNotWritable: it has not, and nothing was written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        needed = _SPARE_BYTES + passages * _PASSAGE_BYTES
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise IndexNotWritable(
                f"the disk of {self._folder} is nearly full: about {needed / 1e6:.1f} MB are needed and"
                f" {free / 1e6:.1f} MB are free: free some space, then index again; the last published index"
                " still answers"
            )

    def create(self, name: str, passages: Iterable[StoredPassage]) -> int:
        """Make the collection `name` out of `passages`; return how many it holds.

        Raises:
            IndexNotWritable: Chroma could not write, most often for want of space.
        """
        from chromadb.errors import ChromaError

        try:
            collection = self._connect().create_collection(
                name,
                configuration={"hnsw": _GRAPH},
                embedding_function=None,
            )
            return add_passages(collection, passages)
        except (ChromaError, OSError, RuntimeError) as error:
            self.close()  # after a write that failed, Chroma's next query may wait for ever
            raise IndexNotWritable(f"the vector store {self._folder} could not be written: {error}") from error

    def search(self, names: Sequence[str], question: Vector, limit: int) -> list[tuple[int, float]]:
        """Return (passage id, cosine similarity) of the nearest passages over all `names`, best first.

        Raises:
            IndexDamaged: a collection is lost or unreadable.
        """
        from chromadb.errors import ChromaError

        hits: list[tuple[int, float]] = []
        for name in names:
            try:
                collection = self._collections.get(name)
                if collection is None:
                    collection = self._collections[name] = self._connect().get_collection(name, embedding_function=None)
                found = collection.query(
                    query_embeddings=question[np.newaxis, :], n_results=limit, include=["distances"]
                )
            except (ChromaError, ValueError, RuntimeError) as error:
                self._collections.pop(name, None)
                raise IndexDamaged(f"the vector collection {name} can't be read ({error})") from error
            distances = found["distances"] or [[]]
            hits += [(int(id_), 1.0 - float(d)) for id_, d in zip(found["ids"][0], distances[0], strict=True)]
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[:limit]

    def drop(self, keep: Iterable[str]) -> None:
        """Delete every collection that is not in `keep`.

        Raises:
            IndexNotWritable: Chroma could not write, most often for want of space.
        """
        from chromadb.errors import ChromaError

        kept = set(keep)
        try:
            for collection in self._connect().list_collections():
                if collection.name not in kept:
                    self._collections.pop(collection.name, None)
                    self._connect().delete_collection(collection.name)
        except (ChromaError, OSError, RuntimeError) as error:
            self.close()
            raise IndexNotWritable(f"the vector store {self._folder} could not be written: {error}") from error

    def close(self) -> None:
        """Let go of Chroma's files."""
        self._collections.clear()
        if self._client is not None:
            self._client.close()
            self._client = None
