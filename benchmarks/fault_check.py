"""Check an index to its last vector, by code of its own: SQLite, Chroma and tantivy are opened directly.

Nothing of `index` or `qa` is used, so that a fault in them can't hide itself. The index is only read, and best as a
copy. What is expected comes from the files and from an index that was built in peace.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import tantivy
    from chromadb.api.models.Collection import Collection

Row = Mapping[str, Any]
Place = tuple[str, str, bytes]
"""A passage without its number: the article's path, the region, and the sentences' spans as bytes."""

_TOLERANCE = 2e-3  # of a component of a unit vector that is stored as float16
_LIVE = "added <= :g and (removed is null or removed > :g)"
_NUMBERS = frozenset({"id", "article", "added", "removed"})  # what two indexes of one archive need not share


@dataclass(frozen=True)
class Passage:
    """A live passage: its number, its place, its sentences' spans, and its row of vectors (None: not embedded)."""

    id: int
    place: Place
    spans: tuple[tuple[int, int], ...]
    vectors: Mapping[str, bytes] | None


@dataclass(frozen=True)
class Contents:
    """What one generation of a catalog holds, read with SQL alone."""

    generation: Row
    articles: Mapping[str, Row]
    passages: tuple[Passage, ...]
    names: bytes | None
    collections: Mapping[str, tuple[bool, frozenset[int]]]  # of live segments: whether of comments, and the members
    kept_collections: frozenset[str]
    article_ids: frozenset[int]  # of every row, dead ones too
    passage_ids: frozenset[int]
    vector_keys: frozenset[str]
    orphans: int  # rows of articles and segments above the generation
    folders: Mapping[str, str]  # of the derived stores, where the catalog names others than the usual ones

    @cached_property
    def by_place(self) -> Mapping[Place, Passage]:
        """Return the live passages by their places."""
        return {passage.place: passage for passage in self.passages}

    def text_of(self, passage: Passage, span: tuple[int, int]) -> str:
        """Return a sentence's text."""
        text: str = self.articles[passage.place[0]]["text"]
        return text[span[0] : span[1]]


@dataclass
class Count:
    """What was compared."""

    articles: int = 0
    lines: int = 0
    passages: int = 0
    sentences: int = 0
    vectors: int = 0
    collections: int = 0

    def add(self, other: Count) -> None:
        """Add what another check compared."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Verdict:
    """What was found wrong, in words, and what was compared."""

    wrong: list[str] = field(default_factory=list)
    count: Count = field(default_factory=Count)

    def expect(self, holds: bool, what: str) -> None:
        """Note what doesn't hold."""
        if not holds:
            self.wrong.append(what)


def read_catalog(index_dir: Path) -> Contents | None:
    """Return what the newest generation holds, or None where there is none.

    Raises:
        sqlite3.DatabaseError: the catalog can't be read.
    """
    file = index_dir / "catalog.sqlite3"
    if not file.is_file():
        return None
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        problem = connection.execute("pragma integrity_check").fetchone()[0]
        if problem != "ok":
            raise sqlite3.DatabaseError(f"integrity_check: {problem}")
        if not connection.execute("select 1 from sqlite_master where name = 'generations'").fetchone():
            return None
        newest = connection.execute("select * from generations order by number desc limit 1").fetchone()
        return None if newest is None else _contents(connection, dict(newest))


def _contents(connection: sqlite3.Connection, generation: Row) -> Contents:
    g = {"g": generation["number"]}

    def rows(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(query, g)]

    live = rows(f"select * from articles where {_LIVE} order by path, id")
    doubled = [path for path, times in Counter(row["path"] for row in live).items() if times > 1]
    if doubled:
        raise sqlite3.DatabaseError(f"live twice: {doubled}")
    paths = {row["id"]: row["path"] for row in live}
    vectors = {row.pop("key"): row for row in rows("select * from vectors")}
    passages = []
    for row in rows("select * from passages"):
        if row["article"] in paths:
            spans = tuple(map(tuple, np.frombuffer(row["spans"], "<i4").reshape(-1, 2).tolist()))
            stored = None if row["vectors"] is None else vectors.get(row["vectors"], {})
            place = (paths[row["article"]], row["region"], row["spans"])
            passages.append(Passage(row["id"], place, spans, stored))
    collections: dict[str, tuple[bool, frozenset[int]]] = {}
    for row in rows(f"select * from segments where {_LIVE}"):
        held = connection.execute("select passage from members where segment = ?", (row["id"],))
        collections[row["collection"]] = (bool(row["comments"]), frozenset(number for (number,) in held))
    names = rows("select data from names where generation <= :g order by generation desc limit 1")
    above = "select count(*) from {} where added > :g or removed > :g"
    return Contents(
        generation,
        {row["path"]: row for row in live},
        tuple(passages),
        names[0]["data"] if names else None,
        collections,
        frozenset(row["collection"] for row in rows("select collection from segments")),
        frozenset(row["id"] for row in rows("select id from articles")),
        frozenset(row["id"] for row in rows("select id from passages")),
        frozenset(vectors),
        sum(connection.execute(above.format(table), g).fetchone()[0] for table in ("articles", "segments")),
        {
            row["name"]: row["value"]
            for row in rows("select name, value from facts where name in ('chroma', 'lexical')")
        },
    )


def stored_keys(index_dir: Path) -> frozenset[str]:
    """Return the keys of all vectors in the catalog, published or not; none where there is no catalog."""
    file = index_dir / "catalog.sqlite3"
    if not file.is_file():
        return frozenset()
    with closing(sqlite3.connect(file)) as connection:
        if not connection.execute("select 1 from sqlite_master where name = 'vectors'").fetchone():
            return frozenset()
        return frozenset(key for (key,) in connection.execute("select key from vectors"))


def check_catalog(found: Contents, wanted: Contents, files: Mapping[str, bytes], verdict: Verdict) -> None:
    """Compare a catalog with that of an index built in peace, and with the files themselves."""
    verdict.expect(
        found.articles.keys() == wanted.articles.keys(), _differing("articles", found.articles, wanted.articles)
    )
    for path, row in found.articles.items():
        file = path.partition("#")[0]
        data = files.get(path, files.get(file))
        verdict.expect(data is not None, f"{path}: live, but its file is gone")
        if data is None or path not in wanted.articles:
            continue
        verdict.expect(row["sha256"] == hashlib.sha256(data).hexdigest(), f"{path}: not the hash of its file")
        if path in files and path.endswith(".txt"):
            verdict.expect(row["text"] == data.decode(), f"{path}: not the text of its file")
        for column, value in row.items():
            same = column in _NUMBERS or value == wanted.articles[path][column]
            verdict.expect(same, f"{path}: {column} differs from that of a fresh index")
        verdict.count.articles += 1
        verdict.count.lines += len(row["text"].splitlines())
    verdict.expect(found.names == wanted.names, "the names differ from those of a fresh index")
    for column in found.generation.keys() - {"number", "published_at"}:
        same = found.generation[column] == wanted.generation[column]
        verdict.expect(same, f"the generation's {column}: {found.generation[column]}, not {wanted.generation[column]}")
    _check_passages(found, wanted, verdict)


def _check_passages(found: Contents, wanted: Contents, verdict: Verdict) -> None:
    verdict.expect(len(found.by_place) == len(found.passages), "a passage is there twice")
    verdict.expect(
        found.by_place.keys() == wanted.by_place.keys(), _differing("passages", found.by_place, wanted.by_place)
    )
    for place, passage in found.by_place.items():
        text = found.articles[place[0]]["text"]
        for start, end in passage.spans:
            sound = 0 <= start < end <= len(text) and "\n" not in text[start:end] and text[start:end].strip() != ""
            verdict.expect(sound, f"{place[0]}: no sentence at {start}:{end}")
            verdict.count.sentences += 1
        other = wanted.by_place.get(place)
        if other is not None:
            verdict.expect(
                _same_vectors(passage.vectors, other.vectors), f"{place[0]}: vectors of {passage.spans} differ"
            )
            verdict.count.passages += 1
            verdict.count.vectors += 0 if passage.vectors is None else 1 + len(passage.spans)


def _same_vectors(one: Mapping[str, bytes] | None, other: Mapping[str, bytes] | None) -> bool:
    if one is None or other is None:
        return one is other
    if one.keys() != other.keys() or any(len(one[name]) != len(other[name]) for name in one):
        return False
    close = all(
        np.allclose(_floats(one[name]), _floats(other[name]), atol=_TOLERANCE) for name in ("passage", "sentences")
    )
    steps = np.frombuffer(one["tokens"], np.int8).astype(int) - np.frombuffer(other["tokens"], np.int8)
    return close and one["bounds"] == other["bounds"] and bool((abs(steps) <= 1).all())


def _floats(stored: bytes) -> npt.NDArray[np.float32]:
    return np.frombuffer(stored, "<f2").astype(np.float32)


def _differing(what: str, found: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> str:
    lost, extra = wanted.keys() - found.keys(), found.keys() - wanted.keys()
    return f"{what}: {len(lost)} lost {sorted(lost)[:3]}, {len(extra)} that should not be {sorted(extra)[:3]}"


def check_chroma(index_dir: Path, found: Contents, verdict: Verdict, settled: bool) -> None:
    """Open the vectors' folder with chromadb alone and compare each collection; call it in a child, it can crash.

    Where the index is `settled` (a refresh ended after the fault), nothing superfluous may be left.
    """
    import chromadb
    from chromadb.config import Settings

    folder = index_dir / found.folders.get("chroma", "chroma")
    embedded = {passage.id: passage for passage in found.passages if passage.vectors}
    laid_out = Counter(number for _, members in found.collections.values() for number in members & embedded.keys())
    verdict.expect(
        laid_out.keys() == embedded.keys(), f"{len(embedded.keys() - laid_out.keys())} passages in no collection"
    )
    verdict.expect(set(laid_out.values()) <= {1}, "a live passage lies in two collections")
    if not found.collections and not folder.exists():
        return
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    there = {collection.name for collection in client.list_collections()}
    verdict.expect(found.collections.keys() <= there, f"collections are lost: {found.collections.keys() - there}")
    if settled:
        verdict.expect(there <= found.kept_collections, f"collections of nothing: {there - found.kept_collections}")
    for name in found.collections.keys() & there:
        comments, members = found.collections[name]
        verdict.count.collections += 1
        regions = {embedded[number].place[1] for number in members & embedded.keys()}
        verdict.expect(
            all((region == "comment") == comments for region in regions), f"{name} mixes comments and bodies"
        )
        _check_collection(client.get_collection(name, embedding_function=None), members, embedded, found, verdict)


def _check_collection(
    collection: Collection, members: frozenset[int], embedded: Mapping[int, Passage], found: Contents, verdict: Verdict
) -> None:
    name = collection.name
    held: Mapping[str, Any] = {**collection.get(include=["embeddings", "documents", "metadatas"])}
    ids = [int(number) for number in held["ids"]]
    verdict.expect(
        len(ids) == len(set(ids)) and set(ids) == members, f"{name} holds {len(ids)}, not its {len(members)}"
    )
    live = [(at, embedded[number]) for at, number in enumerate(ids) if number in embedded]
    if not live:
        return
    given = np.stack([np.asarray(held["embeddings"][at], dtype=np.float32) for at, _ in live])
    stored = np.stack([_floats((passage.vectors or {})["passage"]) for _, passage in live])
    verdict.expect(bool(np.allclose(given, stored, atol=_TOLERANCE)), f"{name}: vectors differ from the catalog's")
    for at, passage in live:
        text = found.articles[passage.place[0]]["text"]
        whole = text[passage.spans[0][0] : passage.spans[-1][1]]
        verdict.expect(held["documents"][at] == whole, f"{name}: the text of {passage.id} differs")
        verdict.expect(held["metadatas"][at]["path"] == passage.place[0], f"{name}: the path of {passage.id} differs")
    for start in range(0, len(live), 100):
        some = live[start : start + 100]
        asked = stored[start : start + 100]
        query = collection.query(query_embeddings=asked, n_results=min(10, len(ids)), include=["distances"])
        near: Mapping[str, Any] = {**query}
        for (_, passage), hits, distances in zip(some, near["ids"], near["distances"], strict=True):
            # Where ten others have the same vector, it need not be among the first ten itself.
            reached = str(passage.id) in hits or max(distances) < _TOLERANCE
            verdict.expect(reached, f"{name}: {passage.id} is not found by its own vector")


def check_lexical(index_dir: Path, found: Contents, verdict: Verdict, settled: bool) -> None:
    """Open the words' folder with tantivy alone: each sentence is there once and is found by its words."""
    import tantivy

    folder = index_dir / found.folders.get("lexical", "lexical")
    if not found.articles and not folder.exists():
        return
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer("folded", _analyzer())
    index.reload()
    searcher, schema = index.searcher(), index.schema
    live = {
        (p.id, n): (p, span) for p in found.passages if p.place[1] != "boilerplate" for n, span in enumerate(p.spans)
    }
    held = Counter(_documents(searcher, tantivy.Query.all_query(), max(1, searcher.num_docs)))
    lost = live.keys() - held.keys()
    verdict.expect(not lost, f"{len(lost)} sentences are lost to the lexical index")
    twice = [key for key in live if held[key] > 1]
    verdict.expect(not twice, f"{len(twice)} sentences are twice in the lexical index")
    if settled:
        extra = [key for key in held if key not in live and key[0] not in found.passage_ids]
        verdict.expect(not extra, f"{len(extra)} sentences of nothing are in the lexical index")
    for key, (passage, span) in live.items():
        terms = _terms(found.text_of(passage, span))
        if terms:
            query = (
                tantivy.Query.phrase_query(schema, "text", list(terms))
                if len(terms) > 1
                else tantivy.Query.term_query(schema, "text", terms[0])
            )
            hits = list(_documents(searcher, query, 10_000))
            verdict.expect(
                hits.count(key) == 1, f"{passage.place[0]}: the sentence at {span} is not found by its words"
            )


def _documents(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> Iterator[tuple[int, int]]:
    addresses = [address for _, address in searcher.search(query, limit, count=False).hits]
    passages = searcher.fast_field_values("passage", addresses)
    ordinals = searcher.fast_field_values("ordinal", addresses)
    return ((int(passage or 0), int(n or 0)) for passage, n in zip(passages, ordinals, strict=True))


def _analyzer() -> tantivy.TextAnalyzer:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(60))
    return (
        builder.filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _terms(text: str) -> Sequence[str]:
    return tuple(_analyzer().analyze(text))
