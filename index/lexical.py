"""The lexical index: BM25 over sentences in tantivy, and the one analysis of text into terms.

Terms are lower-cased, folded to ASCII and stemmed, at indexing and at asking alike. Queries are built from terms;
tantivy's query parser, which raises on "who said: x", is never used. Whether a hit is
still live is the catalog's business.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol, get_args

import tantivy

from index.errors import IndexDamaged, PanicsTold, not_written
from index.types import Region
from index.wanted import AllOf, AnyOf, Phrase, Wanted

_ANALYZER = "folded"
_HEAP_BYTES = 64_000_000
_MAX_HITS = 100_000
_COUNTED = 20_000  # sentences with a term that are counted one by one (1 ms); of more, removed ones may be counted too
_REGIONS = get_args(Region)  # a sentence's region is stored as its place there
_LOOKED = 2  # hits looked at for each that is wanted, since some lie in other regions
_META = "meta.json"
# Scripts that are written without spaces: each character is a term of its own, as is usual without a dictionary.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")

Field = Literal["text", "context"]


@lru_cache(maxsize=1)
def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _spaced(text: str) -> str:
    return _UNSPACED.sub(r" \1 ", text)


def analyze(text: str) -> list[str]:
    """Return the terms of `text`, in order, repeats kept."""
    return _analyzer().analyze(_spaced(text))


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """One sentence to index. `context` is its passage with the article's title."""

    passage: int
    ordinal: int
    article: int
    region: Region
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """A matching sentence, named by its passage and its place in it from 0; `score` is BM25."""

    passage: int
    ordinal: int
    score: float


class Words(Protocol):
    """What the sentences of a coming generation are added to."""

    def add(self, documents: Iterable[LexicalDocument]) -> None:
        """Add sentences, under ids never used before."""

    def remove(self, articles: Iterable[int]) -> None:
        """Delete the sentences of these articles."""


class LexicalIndex:
    """One tantivy index in a folder; many readers, one writer at a time."""

    def __init__(self, folder: Path, *, begin: bool = True) -> None:
        """Open the index in `folder`, or `begin` one where there is none.

        Raises:
            IndexDamaged: there is none that can be opened.
            IndexNotWritable: none can be begun.
        """
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("passage", stored=False, indexed=False, fast=True)
        builder.add_unsigned_field("ordinal", stored=False, indexed=False, fast=True)
        builder.add_unsigned_field("article", stored=False, indexed=True, fast=False)
        builder.add_unsigned_field("region", stored=False, indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="position")
        builder.add_text_field("context", tokenizer_name=_ANALYZER, index_option="freq")
        self._schema = builder.build()
        if not begin and not (folder / _META).is_file():
            raise IndexDamaged(f"the lexical index {folder} is gone")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with PanicsTold(f"the lexical index {folder}"):
                self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        except OSError as error:
            raise not_written(f"the lexical index {folder}", error) from error
        except ValueError as error:
            if not (folder / _META).is_file():  # it could not be begun
                raise not_written(f"the lexical index {folder}", error) from error
            raise IndexDamaged(f"the lexical index {folder} can't be opened: {error}") from error
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._index.config_reader("manual")

    def snapshot(self) -> LexicalSnapshot:
        """Return what was committed last; it does not change afterwards.

        Raises:
            IndexDamaged: it can't be read.
        """
        with _reading():
            self._index.reload()
            return LexicalSnapshot(self._schema, self._index.searcher())

    def add(self, documents: Iterable[LexicalDocument]) -> None:
        """Add sentences and commit. Ids must be fresh: nothing is replaced.

        Raises:
            IndexNotWritable: no space or no permission; nothing was committed.
        """
        with self._writing() as writer:
            for document in documents:
                row = tantivy.Document()
                row.add_unsigned("passage", document.passage)
                row.add_unsigned("ordinal", document.ordinal)
                row.add_unsigned("article", document.article)
                row.add_unsigned("region", _REGIONS.index(document.region))
                row.add_text("text", _spaced(document.text))
                row.add_text("context", _spaced(document.context))
                writer.add_document(row)

    def remove(self, articles: Iterable[int]) -> None:
        """Delete the sentences of these articles and commit."""
        with self._writing() as writer:
            # Not delete_documents_by_term: it takes an int for a signed term, and deletes nothing.
            writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, "article", list(articles)))

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Commit at the end, or nothing; either way let go of tantivy's lock."""
        try:
            writer = self._index.writer(_HEAP_BYTES, 1)
            try:
                with PanicsTold(f"the lexical index {self._folder}"):
                    yield writer
                    writer.commit()
            finally:
                writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise not_written(f"the lexical index {self._folder}", error) from error


@contextmanager
def _reading() -> Iterator[None]:
    """What goes wrong with reading is damage."""
    try:
        with PanicsTold("the lexical index"):
            yield
    except (ValueError, OSError) as error:
        raise IndexDamaged(f"the lexical index can't be read ({error})") from error


class LexicalSnapshot:
    """A committed state of the lexical index. Whatever reads it raises IndexDamaged where it can't be read."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def __len__(self) -> int:
        """Return the number of sentences held, including those of articles removed since."""
        return int(self._searcher.num_docs)

    def rarity(self, terms: Iterable[str], field: Field = "text", without: Collection[int] = ()) -> dict[str, float]:
        """Return each term's inverse document frequency over sentences, as BM25 defines it.

        Sentences of the articles `without` don't count: what was removed must not change what is answered.
        """
        with _reading():
            dead = self._count(self._articles(without)) if without else 0
            documents = len(self) - dead
            found = {term: self._frequency(term, field, without) for term in terms}
        counted = ((term, min(n, documents)) for term, n in found.items())
        return {term: math.log(1 + (documents - n + 0.5) / (n + 0.5)) for term, n in counted}

    def holding(self, terms: Iterable[str], without: Collection[int] = ()) -> set[str]:
        """Return those of these terms that any sentence or its context holds, but for the articles `without`."""
        with _reading():
            return {term for term in terms if self._frequency(term, "context", without)}

    def _frequency(self, term: str, field: Field, without: Collection[int]) -> int:
        """Return how many sentences hold a term. Tantivy's own count goes on including removed ones."""
        held = int(self._searcher.doc_freq(field, term))
        if not held or held > _COUNTED:
            return held
        query = tantivy.Query.term_query(self._schema, field, term, "basic")
        if without:
            clauses = [(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, self._articles(without))]
            query = tantivy.Query.boolean_query(clauses)
        return self._count(query)

    def _articles(self, articles: Collection[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, "article", list(articles))

    def _count(self, query: tantivy.Query) -> int:
        found = self._searcher.search(tantivy.Query.const_score_query(query, 0.0), 1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # its stub leaves it out

    def search(
        self,
        terms: Sequence[str],
        *,
        regions: Sequence[Region],
        limit: int,
        field: Field = "text",
    ) -> list[SentenceHit]:
        """Return the best matches with any of these terms, best first, ties in order of indexing."""
        words = AnyOf(tuple(Phrase((term,)) for term in dict.fromkeys(terms)))
        return self._run(self._query(words, field), regions, limit)

    def find(self, wanted: Wanted, *, regions: Sequence[Region], limit: int) -> list[SentenceHit]:
        """Return the best sentences that hold what is wanted, best first, ties in order of indexing."""
        return self._run(self._query(wanted, "text"), regions, limit)

    def _query(self, wanted: Wanted, field: Field) -> tantivy.Query:
        if isinstance(wanted, Phrase):
            if len(wanted.terms) > 1:
                return tantivy.Query.phrase_query(self._schema, field, list(wanted.terms))
            if not wanted.terms:
                return tantivy.Query.empty_query()
            return tantivy.Query.term_query(self._schema, field, wanted.terms[0], "freq")
        occur = tantivy.Occur.Must if isinstance(wanted, AllOf) else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, self._query(part, field)) for part in wanted.parts])

    def _run(self, words: tantivy.Query, regions: Sequence[Region], limit: int) -> list[SentenceHit]:
        if not regions or limit <= 0:
            return []
        codes = [_REGIONS.index(region) for region in regions]
        if "body" not in regions:
            # The region decides who takes part, not who is better, hence a constant score of nothing.
            within = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "region", codes), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), (tantivy.Occur.Must, within)])
            return self._hits(query, min(limit, _MAX_HITS))
        # Most of what matches lies in bodies. Without a condition tantivy skips whole blocks that can't be among the
        # best (block-max WAND), which takes a third of the time, and less the more there is.
        looked = limit * _LOOKED
        while True:
            some = min(looked, _MAX_HITS)
            best = self._best(words, some)
            hits = [hit for hit, code in best if code in codes]
            if len(hits) >= limit or len(best) < some or some == _MAX_HITS:
                return hits[:limit]
            looked *= 4

    def everything(self) -> list[SentenceHit]:
        """Return every sentence held, in no order."""
        return self._hits(tantivy.Query.all_query(), max(1, len(self)))

    def _hits(self, query: tantivy.Query, limit: int) -> list[SentenceHit]:
        return [hit for hit, _ in self._best(query, limit)]

    def _best(self, query: tantivy.Query, limit: int) -> list[tuple[SentenceHit, int]]:
        """Return the best matches, each with the code of its region."""
        with _reading():
            hits = self._searcher.search(query, limit, count=False).hits
            addresses = [address for _, address in hits]
            columns = [self._searcher.fast_field_values(name, addresses) for name in ("passage", "ordinal", "region")]
            return [
                (SentenceHit(int(passage or 0), int(ordinal or 0), float(score)), int(region or 0))
                for passage, ordinal, region, (score, _) in zip(*columns, hits, strict=True)
            ]
