"""Passage vectors in Chroma: one immutable collection a segment, searched together.

Chroma 1.5 can lose vectors when it is killed during an upsert of existing ids, and a process does not see another
one's writes to a collection that it has queried. So a collection is filled once, under a name never used before, and
only read after that; the catalog names the live ones. Nothing is filtered here with `where`, which takes fifty times
as long as the search itself: the caller drops what is not live.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Vector
from index.errors import IndexDamaged, IndexNotWritable, PanicsTold, not_written
from index.graphs import configuration, hits_in, part_sizes
from index.nodes import StoredPassage, add_passages

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection


_PASSAGE_BYTES = 16_000  # what a passage of 384 dimensions takes in Chroma (12,000), and some for its journal
_SPARE_BYTES = 1_000_000
_DATABASE = "chroma.sqlite3"
READ_AT_ONCE = 500
_WORN = 16  # collections used over one connection, beside twice those that are live, before it is let go


@dataclass(slots=True)
class _Connection:
    """An open client, how many threads use it now, and which collections were ever used over it."""

    client: Client
    collections: dict[str, Collection] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    users: int = 0
    retired: bool = False


class VectorStore:
    """The Chroma collections of one index, embedded in this process."""

    def __init__(self, folder: Path, opened: Callable[[], None] | None = None) -> None:
        """Take the folder; `opened` is called whenever Chroma has opened it."""
        self._folder = folder
        self._opened = opened
        self._lock = threading.Lock()
        self._connection: _Connection | None = None
        self._times = 0

    @contextmanager
    def _using(self, *, begin: bool = False) -> Iterator[_Connection]:
        """Give the connection, which stays open as long as it is used, whoever closes the store meanwhile.

        Raises:
            IndexDamaged: the store is gone, and none is to be begun.
        """
        if not begin and not (self._folder / _DATABASE).is_file():  # or Chroma would begin a new one there
            raise IndexDamaged(f"the vector store {self._folder} is gone")
        with self._lock:
            if self._connection is None:
                self._connection = _Connection(self._connect())
            connection = self._connection
            connection.users += 1
        try:
            yield connection
        finally:
            with self._lock:
                connection.users -= 1
                self._close_unused(connection)

    def _retire_worn(self, connection: _Connection, live: int) -> None:
        """Let go of a connection over which many collections were used that are no more.

        Chroma keeps four files open and a graph in memory for each of them, also after it was deleted.
        """
        with self._lock:
            if len(connection.seen) > _WORN + 2 * live:
                connection.retired = True
                if self._connection is connection:
                    self._connection = None

    def _close_unused(self, connection: _Connection) -> None:
        if connection.retired and not connection.users:
            connection.collections.clear()
            connection.client.close()

    def _connect(self) -> Client:
        from chromadb.api.client import Client
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        # Chroma shares what is open under one spelling of a path: a connection that is being let go must be no other's.
        self._times += 1
        place = f"{self._folder}{'/' * (self._times % 2)}"
        settings = Settings(is_persistent=True, persist_directory=place, anonymized_telemetry=False)
        try:
            with PanicsTold(f"the vector store {self._folder}"):
                client = Client(settings=settings)
        except (ChromaError, AttributeError, OSError, RuntimeError, ValueError) as error:
            # Or Chroma would take the store that failed to open for an open one from now on.
            SharedSystemClient._identifier_to_system.pop(place, None)  # noqa: SLF001
            raise IndexNotWritable(
                f"the vector store {self._folder} can't be opened ({error}): free some space or allow writing"
                " there; if neither helps, delete the index folder (it holds nothing of yours) and index again"
            ) from error
        if self._opened is not None:
            self._opened()
        return client

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

    def create(self, name: str, passages: Iterable[StoredPassage], count: int) -> int:
        """Make the collection `name` out of `passages`, of which there are `count`; return how many it holds.

        They come in equal parts, and the graph is persisted with the last of each: Chroma holds in memory whatever is
        not (8 kB a passage). Were a part left in its journal, as is its own habit, each process that opens the
        collection would put that part into the graph once more (0.5 s for 900 of 5,000 passages).

        Raises:
            IndexNotWritable: Chroma could not write, most often for want of space.
        """
        from chromadb.errors import ChromaError

        try:
            with PanicsTold(f"the vector store {self._folder}"), self._using(begin=True) as connection:
                connection.seen.add(name)
                collection = connection.client.create_collection(
                    name,
                    configuration=configuration(count),
                    embedding_function=None,
                )
                stream = iter(passages)
                return sum(add_passages(collection, islice(stream, size)) for size in part_sizes(count))
        except (ChromaError, OSError, RuntimeError) as error:
            self.close()  # after a write that failed, Chroma's next query may wait for ever
            raise not_written(f"the vector store {self._folder}", error) from error

    def search(self, names: Sequence[str], question: Vector, limit: int) -> list[tuple[int, float]]:
        """Return (passage id, cosine similarity) of the nearest passages over all `names`, best first.

        Raises:
            IndexDamaged: a collection is lost or unreadable.
        """
        hits: list[tuple[int, float]] = []
        if not names:
            return hits
        with self._using() as connection:
            for name in names:
                hits += self.nearest(name, question[np.newaxis, :], limit)[0]
            self._retire_worn(connection, len(names))
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[:limit]

    def nearest(self, name: str, questions: Vector, limit: int) -> list[list[tuple[int, float]]]:
        """Return, for each row of `questions`, (passage id, cosine similarity) of its nearest in one collection.

        Raises:
            IndexDamaged: the collection is lost or unreadable.
        """
        with self._reading(name) as collection:
            found = collection.query(query_embeddings=questions, n_results=limit, include=["distances"])
            return hits_in(found)

    def contents(self, name: str) -> Iterator[dict[int, tuple[str, Vector]]]:
        """Yield all that a collection holds, some hundreds at a time: text and vector by passage id.

        Raises:
            IndexDamaged: the collection is lost or unreadable.
        """
        at, rows = 0, 1
        while rows:
            with self._reading(name) as collection:
                found = collection.get(limit=READ_AT_ONCE, offset=at, include=["embeddings", "documents"])
                texts, vectors = found["documents"] or [], np.asarray(found["embeddings"], dtype=np.float32)
                numbers = [int(number) for number in found["ids"]]
                held = {each: (text, vector) for each, text, vector in zip(numbers, texts, vectors, strict=True)}
            at, rows = at + READ_AT_ONCE, len(numbers)
            if rows:
                yield held

    @contextmanager
    def _reading(self, name: str) -> Iterator[Collection]:
        """Give a collection; what goes wrong with it is damage."""
        from chromadb.errors import ChromaError

        with self._using() as connection:
            try:
                with PanicsTold(f"the vector collection {name}"):
                    connection.seen.add(name)
                    collection = connection.collections.get(name)
                    if collection is None:
                        collection = connection.client.get_collection(name, embedding_function=None)
                        connection.collections[name] = collection
                    yield collection
            except (ChromaError, ValueError, TypeError, KeyError, OSError, RuntimeError) as error:
                connection.collections.pop(name, None)
                raise IndexDamaged(f"the vector collection {name} can't be read ({error})") from error

    def names(self) -> set[str]:
        """Return the names of all collections, live or not."""
        with self._using() as connection:
            return {collection.name for collection in connection.client.list_collections()}

    def has_others(self, keep: Iterable[str]) -> bool:
        """Return whether there are collections that are not in `keep`, without opening Chroma."""
        try:
            place = f"{(self._folder / _DATABASE).absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(place, uri=True)) as connection:
                return bool({name for (name,) in connection.execute("select name from collections")} - set(keep))
        except sqlite3.Error:
            return False  # none is there yet, or another version's tables: then they stay until the next publication

    def drop(self, keep: Iterable[str]) -> None:
        """Delete every collection that is not in `keep`, and the folders that Chroma leaves of dead ones.

        Raises:
            IndexNotWritable: Chroma could not write, most often for want of space.
        """
        from chromadb.errors import ChromaError

        kept = set(keep)
        try:
            with PanicsTold(f"the vector store {self._folder}"), self._using(begin=True) as connection:
                for collection in connection.client.list_collections():
                    if collection.name not in kept:
                        connection.collections.pop(collection.name, None)
                        connection.client.delete_collection(collection.name)
                self._retire_worn(connection, len(kept))
            self._sweep()
        except (ChromaError, OSError, RuntimeError) as error:
            self.close()
            raise not_written(f"the vector store {self._folder}", error) from error

    def _sweep(self) -> None:
        """Delete the folders of collections that are no more; Chroma keeps them for ever."""
        try:
            with closing(sqlite3.connect(self._folder / _DATABASE)) as connection:
                used = {name for (name,) in connection.execute("select id from segments")}
        except sqlite3.Error:
            return  # another version's tables: then they lie there
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of Chroma's files, as soon as nobody uses them any more."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.retired = True
                self._close_unused(connection)
