"""Passage vectors in Chroma as a server, which many machines ask: the counterpart of `index.vectors`.

The same rules hold: a collection is filled once, under a name never used before, and only read after that. Many
archives may share a server, so that only collections whose names begin with the index's own random name are touched.
Whether a collection holds what it should is compared with the catalog, by `index.served`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from index.embed import Vector
from index.errors import IndexDamaged, IndexUnreachable
from index.graphs import COLLECTION_OF, configuration, hits_in, part_sizes
from index.nodes import StoredPassage, add_passages
from index.vectors import READ_AT_ONCE

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_SECONDS = 60.0  # that an answer may take: adding 2,048 passages to a graph of a million takes some
_CONNECT_SECONDS = 3.0
_LISTED = 500  # collections that are asked for at once
_PORTS = {"http": 8000, "https": 443}
_FORBIDDEN = (401, 403)
_CURE = "start it (chroma run), or mend ONRECORD_CHROMA_URL and ONRECORD_CHROMA_TOKEN"


class VectorServer:
    """The collections of one index on a Chroma server."""

    def __init__(self, url: str, token: str | None, name: Callable[[], str]) -> None:
        """Take the server's address, the token that it asks for, and what tells the index's random name."""
        self._url = url
        self._token = token
        self._name = name
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}

    def require_room(self, passages: int) -> None:
        """Check nothing: the room is the server's."""

    def create(self, name: str, passages: Iterable[StoredPassage], count: int) -> int:
        """Make the collection `name` out of `passages`, of which there are `count`; return how many it holds.

        Raises:
            IndexUnreachable: the server does not answer.
            IndexDamaged: it refuses what is written.
        """
        with self._using() as client:
            limit = client.get_max_batch_size()
            collection = client.create_collection(name, configuration=configuration(count), embedding_function=None)
            stream = iter(passages)
            return sum(add_passages(collection, islice(stream, size), limit) for size in part_sizes(count))

    def search(self, names: Sequence[str], question: Vector, limit: int) -> list[tuple[int, float]]:
        """Return (passage id, cosine similarity) of the nearest passages over all `names`, best first.

        Raises:
            IndexUnreachable: the server does not answer.
            IndexDamaged: a collection is lost or unreadable.
        """
        hits = [hit for name in names for hit in self.nearest(name, question[np.newaxis, :], limit)[0]]
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[:limit]

    def nearest(self, name: str, questions: Vector, limit: int) -> list[list[tuple[int, float]]]:
        """Return, for each row of `questions`, (passage id, cosine similarity) of its nearest in one collection."""
        with self._using():
            found = self._collection(name).query(query_embeddings=questions, n_results=limit, include=["distances"])
            return hits_in(found)

    def count(self, name: str) -> int:
        """Return how many passages a collection says that it holds."""
        with self._using():
            return self._collection(name).count()

    def contents(self, name: str) -> Iterator[dict[int, tuple[str, Vector]]]:
        """Yield all that a collection holds, some hundreds at a time: text and vector by passage id."""
        at, rows = 0, 1
        while rows:
            with self._using():
                found = self._collection(name).get(limit=READ_AT_ONCE, offset=at, include=["embeddings", "documents"])
                texts, vectors = found["documents"] or [], np.asarray(found["embeddings"], dtype=np.float32)
                numbers = [int(number) for number in found["ids"]]
                held = {each: (text, vector) for each, text, vector in zip(numbers, texts, vectors, strict=True)}
            at, rows = at + READ_AT_ONCE, len(numbers)
            if rows:
                yield held

    def has_others(self, keep: Iterable[str]) -> bool:
        """Return whether there are collections of this index that are not in `keep`."""
        return bool(self._own() - set(keep))

    def drop(self, keep: Iterable[str]) -> None:
        """Delete every collection of this index that is not in `keep`; those of other indexes are never touched."""
        for name in sorted(self._own() - set(keep)):
            self._collections.pop(name, None)
            with self._using() as client:
                client.delete_collection(name)

    def _own(self) -> set[str]:
        prefix = COLLECTION_OF.format(self._name())
        found: set[str] = set()
        at, rows = 0, _LISTED
        while rows == _LISTED:
            with self._using() as client:
                listed = client.list_collections(limit=_LISTED, offset=at)
            at, rows = at + _LISTED, len(listed)
            found |= {each.name for each in listed if each.name.startswith(prefix)}
        return found

    def _collection(self, name: str) -> Collection:
        collection = self._collections.get(name)
        if collection is None:
            collection = self._connected().get_collection(name, embedding_function=None)
            self._collections[name] = collection
        return collection

    def _connected(self) -> ClientAPI:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> ClientAPI:
        import httpx
        from chromadb import HttpClient
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

        parts = urlsplit(self._url)
        tenant, _, database = (parts.path.strip("/") or f"{DEFAULT_TENANT}/{DEFAULT_DATABASE}").partition("/")
        headers = {"Authorization": f"Bearer {self._token}", "X-Chroma-Token": self._token} if self._token else {}
        timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
        # Chroma's own client waits for ever, from its first request on, and leaves connections open where that fails.
        port = parts.port or _PORTS[parts.scheme]
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        below = f"api/v2/tenants/{tenant}/databases/{database}"
        answer = httpx.get(f"{parts.scheme}://{host}:{port}/{below}", headers=headers, timeout=timeout)
        if answer.status_code in _FORBIDDEN:
            raise IndexUnreachable(f"the Chroma server {self.place} refuses the token: {_CURE}")
        if not answer.is_success:
            raise IndexUnreachable(
                f"{self.place} is no Chroma server with a database {database!r} of a tenant {tenant!r}"
                f" (status {answer.status_code}): {_CURE}"
            )
        client = HttpClient(
            host=parts.hostname or "",
            port=port,
            ssl=parts.scheme == "https",
            headers=headers,
            settings=Settings(anonymized_telemetry=False),
            tenant=tenant,
            database=database,
        )
        client._server._session.timeout = timeout  # type: ignore[attr-defined]  # noqa: SLF001 - no setting
        return client

    @contextmanager
    def _using(self) -> Iterator[ClientAPI]:
        """Give the client; what goes wrong is told as ours, and collections are looked up again after it."""
        try:
            with _Told(self.place):
                yield self._connected()
        except (IndexDamaged, IndexUnreachable):
            self._collections.clear()
            raise

    @property
    def place(self) -> str:
        """Return the server's address as it may be shown."""
        parts = urlsplit(self._url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            client, self._client = self._client, None
            self._collections.clear()
        if client is not None:
            _close(client)


def _close(client: Any) -> None:  # noqa: ANN401 - what follows is private to Chroma's client
    """Close a client together with its connections, which Chroma leaves open: its own, and that of its other half."""
    sessions = [part._server._session for part in (client, client._admin_client)]  # noqa: SLF001
    client.close()
    for session in sessions:
        session.close()


class _Told:
    """A context in which what goes wrong with a server becomes our error, with the cure."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise ours from an error of Chroma's or of the connection; anything else goes its way."""
        import httpx
        from chromadb.errors import ChromaError

        if error is None or isinstance(error, IndexUnreachable):
            return
        if isinstance(error, ChromaError):
            if error.code() in _FORBIDDEN:
                raise IndexUnreachable(
                    f"the Chroma server {self._place} refuses the token ({_short(error)}): {_CURE}"
                ) from error
            raise IndexDamaged(f"the Chroma server {self._place} could not do it ({_short(error)})") from error
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL | OSError):
            raise IndexUnreachable(
                f"the Chroma server {self._place} can't be reached ({_short(error)}): {_CURE}"
            ) from error
        # Whatever else a server or a proxy before it says, Chroma's client tells by an error of no kind of its own.
        if kind is Exception or isinstance(error, ValueError | TypeError | KeyError | RuntimeError):
            raise IndexUnreachable(
                f"what answers at {self._place} is no Chroma server that this version knows, or refuses the request"
                f" ({_short(error)}): {_CURE}"
            ) from error


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
