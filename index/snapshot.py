"""A published generation as questions read it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TypeVar

from index.catalog import Catalog
from index.embed import Vector
from index.errors import IndexDamaged, IndexNotWritable, IndexUnreachable
from index.exact import nearest_exactly
from index.heads import ArticleHead, read_heads
from index.lexical import Field, LexicalSnapshot, SentenceHit
from index.name_counts import NameCounts
from index.names import NameIndex
from index.parts import DerivedStores
from index.records import ArticleRecord, Generation, PassageRecord, Place
from index.reprints import Clusters, Reprint, Version
from index.types import Region
from index.wanted import Wanted

Found = TypeVar("Found")
Hit = TypeVar("Hit")

_FIELDS: tuple[Field, ...] = ("text", "context")
_SCANNED = 20_000  # passages that are compared one by one sooner than Chroma is imported (0.7 s) and opened
_REMEMBERED = 2_000  # passages kept ready between questions, of some 20 kB each


class Snapshot:
    """A published generation, to be read. It stays whole while newer ones are published.

    With `once`, one question is expected, and an index that is not large is searched without opening Chroma: what is
    found is the same, for its collections are made of the very vectors that are compared then.
    """

    def __init__(self, catalog: Catalog, stores: DerivedStores, version: int, *, once: bool = False) -> None:
        # The generation first: what is committed to the lexical index later only adds sentences that aren't live.
        self.generation: Generation = catalog.published()
        self.version = version
        self._catalog = catalog
        self._stores = stores
        scans = once and self.generation.passages <= _SCANNED
        self._vectors = None if scans else stores.usable_vectors()
        self._lexical = stores.words(self.generation.number)
        self._not_live = frozenset(catalog.not_live(self.generation.number))  # now, before their rows are deleted
        self._collections = catalog.collections(self.generation.number)
        self._troubles = stores.troubles
        self._recent: dict[int, PassageRecord | None] = {}  # None for one that is not live
        self._lock = threading.Lock()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Return what this snapshot has to do without, and why, each in one sentence."""
        return self._troubles

    def nearby(
        self,
        embedded: Callable[[], Vector],
        terms: Sequence[str],
        *,
        regions: Sequence[Region],
        passages: int,
        sentences: int,
    ) -> dict[int, PassageRecord]:
        """Return the live passages near a question by words, and those near it by meaning.

        The best `sentences` count, once by their own words and once by those of their passages, then the nearest
        `passages` of each of the regions. `embedded` waits for the question's vector, and is called last.
        """
        match = [partial(self._matching_ids, terms, regions=regions, field=field) for field in _FIELDS]
        near = [partial(self._near_ids, embedded, comments=region == "comment") for region in regions]
        found = [search(sentences) for search in match]
        # Each look at the catalog costs, hence two for all; the first goes on beside the embedding.
        self.passages(number for ids in found for number in ids)
        found += [search(passages) for search in near]
        self.passages(number for ids in found for number in ids)
        searches = [*((each, sentences) for each in match), *((each, passages) for each in near)]
        ids = [
            number
            for (search, limit), first in zip(searches, found, strict=True)
            for number in self._live(limit, search, lambda number: number, first)
        ]
        return self.passages(ids)

    def _near_ids(self, embedded: Callable[[], Vector], limit: int, *, comments: bool) -> list[int]:
        return [number for number, _ in self._near(embedded(), limit, comments)]

    def _matching_ids(self, terms: Sequence[str], limit: int, *, regions: Sequence[Region], field: Field) -> list[int]:
        return [hit.passage for hit in self._matches(terms, limit, regions, field)]

    def nearest(self, question: Vector, limit: int, *, comments: bool = False) -> list[tuple[int, float]]:
        """Return (passage id, cosine) of the nearest passages, best first.

        Where Chroma can't be used, the question is compared with every stored vector.
        """
        return self._live(limit, lambda wanted: self._near(question, wanted, comments), lambda hit: hit[0])

    def _near(self, question: Vector, limit: int, comments: bool) -> list[tuple[int, float]]:
        number = self.generation.number
        if self._vectors is not None:
            names = [name for name, holds_comments in self._collections if holds_comments == comments]
            try:
                return self._vectors.search(names, question, limit)
            except (IndexDamaged, IndexNotWritable, IndexUnreachable) as error:
                if self._catalog.published_number() != number:
                    raise  # two publications old: its collections are gone, and the newest generation has others
                self._stores.doubt("chroma", self.version, str(error))
                self._troubles += (f"the vector store failed in the middle of this question ({error})",)
                self._vectors = None
        return nearest_exactly(self._catalog, number, question, limit, comments=comments)

    def matching(
        self,
        terms: Sequence[str],
        *,
        regions: Sequence[Region],
        limit: int,
        field: Field = "text",
    ) -> list[SentenceHit]:
        """Return the sentences that match by BM25, best first."""
        return self._live(limit, lambda wanted: self._matches(terms, wanted, regions, field), lambda hit: hit.passage)

    def _matches(self, terms: Sequence[str], limit: int, regions: Sequence[Region], field: Field) -> list[SentenceHit]:
        return self._read(lambda lexical: lexical.search(terms, regions=regions, limit=limit, field=field))

    def _live(
        self,
        limit: int,
        search: Callable[[int], list[Hit]],
        passage: Callable[[Hit], int],
        first: list[Hit] | None = None,
    ) -> list[Hit]:
        """Return the first hits of live passages: what an article was before must take no place among them.

        `first` is what the search finds for `limit`, where that is known.
        """
        wanted = limit
        found = search(wanted) if first is None else first
        while True:
            live = self.passages(map(passage, found)).keys()
            hits = [hit for hit in found if passage(hit) in live]
            if len(hits) >= limit or len(found) < wanted:
                return hits[:limit]
            wanted *= 2
            found = search(wanted)

    def find(self, wanted: Wanted, *, regions: Sequence[Region], limit: int) -> list[SentenceHit]:
        """Return the sentences that hold what is wanted, dead ones among them, best first."""
        return self._read(lambda lexical: lexical.find(wanted, regions=regions, limit=limit))

    def rarity(self, terms: Collection[str], field: Field = "text") -> dict[str, float]:
        """Return the terms' inverse document frequencies over sentences."""
        return self._read(lambda lexical: lexical.rarity(terms, field, self._not_live))

    def holding(self, terms: Collection[str]) -> set[str]:
        """Return those of these terms that stand in any sentence, or in any title."""
        return self._read(lambda lexical: lexical.holding(terms, self._not_live))

    def _read(self, look: Callable[[LexicalSnapshot], Found]) -> Found:
        """Return what `look` finds in the lexical index, or in one made for this process where that one fails."""
        try:
            return look(self._lexical)
        except IndexDamaged as error:
            self._stores.doubt("lexical", self.version, str(error))
            self._troubles += (f"the lexical index failed in the middle of this question ({error})",)
            self._lexical = self._stores.stand_in(self.generation.number)
            return look(self._lexical)

    def passages(self, ids: Iterable[int], *, with_vectors: bool = True) -> dict[int, PassageRecord]:
        """Return those of these passages that are live, with their vectors unless told otherwise."""
        if not with_vectors:
            return self._catalog.passages(ids, self.generation.number, with_vectors=False)
        wanted = list(dict.fromkeys(ids))
        with self._lock:
            records = {number: self._recent[number] for number in wanted if number in self._recent}
        missing = [number for number in wanted if number not in records]
        if missing:
            read = self._catalog.passages(missing, self.generation.number)
            fresh = {number: read.get(number) for number in missing}
            records |= fresh
            with self._lock:
                self._recent |= fresh
                while len(self._recent) > _REMEMBERED:
                    del self._recent[next(iter(self._recent))]
        return {number: record for number in wanted if (record := records[number]) is not None}

    def places(self, ids: Iterable[int]) -> dict[int, Place]:
        """Return where those of these passages stand that are live, without reading a text."""
        return self._catalog.places(ids, self.generation.number)

    def article(self, path: str) -> ArticleRecord | None:
        """Return the live article at `path`, or None."""
        return self._catalog.article_at(path, self.generation.number)

    def added_since(self, generation: int) -> set[str]:
        """Return the paths of the articles that were added, changed or marked anew after an earlier generation."""
        return self._catalog.added_since(generation, self.generation.number)

    def articles(self) -> Iterator[ArticleRecord]:
        """Yield every live article, by path."""
        return self._catalog.live_articles(self.generation.number)

    @cached_property
    def heads(self) -> tuple[ArticleHead, ...]:
        """Return every live article without its text, by path; read once."""
        return read_heads(self._catalog, self.generation.number)

    @cached_property
    def names(self) -> NameIndex:
        """Return the spellings of the archive's names."""
        data = self._catalog.names(self.generation.number)
        return NameIndex.build(NameCounts()) if data is None else NameIndex.from_bytes(data)

    @cached_property
    def clusters(self) -> Clusters:
        """Return which articles print one text."""
        return Clusters.from_bytes(self._catalog.reprints(self.generation.number))

    def reprints(self, path: str) -> tuple[Reprint, ...]:
        """Return the other articles that print the text of the one at `path`, and how: see `Reprint`."""
        from index.retold import reprints_of  # most questions find no reprint

        return reprints_of(self.clusters, path, self.article)

    def versions(self, path: str) -> tuple[Version, ...]:
        """Return other articles that tell the story of the one at `path` otherwise, by day, and what: see `Version`."""
        from index.retold import versions_of

        return versions_of(self.clusters, path, self.article)

    def prints(self, path: str, sentence: str) -> tuple[ArticleRecord, int, int] | None:
        """Return the article at `path`, and from where to where it prints a sentence, the same but for style."""
        from index.retold import place_of

        record = self.article(path)
        place = None if record is None else place_of(record, sentence)
        return None if record is None or place is None else (record, *place)

    @cached_property
    def published_span(self) -> tuple[str, str] | None:
        """Return the earliest and latest known publication date."""
        return self._catalog.published_span(self.generation.number)
