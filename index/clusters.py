"""Find and keep a generation's reprints: which articles print one text, brought up to date with what a refresh wrote.

Only fresh texts are compared, with each that their signatures propose; what was found before stays while both texts
do. It reads and writes the catalog; what makes a reprint is told by `index.reprints`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from index.alignment import Statement, align, body_of, days_of
from index.reprints import Clusters, Kinship, Signature, Text, kinship, propose
from index.schema import articles, is_live, reprints

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.records import ArticleRecord

_REMEMBERED = 512  # articles whose statements are kept while texts are compared


def update_clusters(catalog: Catalog, coming: int) -> None:
    """Find and keep the reprints of the generation `coming`; those of the one before it are known."""
    before = Clusters.from_bytes(catalog.reprints(coming - 1))
    query = sa.select(articles.c.id, articles.c.path, articles.c.added, articles.c.signature)
    printed: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    signatures: dict[str, Signature] = {}
    with catalog.reading() as connection:
        for number, path, added, stored in connection.execute(query.where(is_live(coming)).order_by(articles.c.id)):
            signature = Signature.from_bytes(stored)
            if signature is not None:
                printed[signature.digest].append((path, number, added == coming))
                signatures.setdefault(signature.digest, signature)
    digests = list(signatures)
    fresh = [all(is_new for *_, is_new in printed[digest]) for digest in digests]
    kin = _kept(before, {digest for digest, is_new in zip(digests, fresh, strict=True) if not is_new})
    compare = _Comparison(catalog)
    for one, other in propose(list(signatures.values()), fresh):
        found = compare.kinship(printed[digests[one]][0][1], printed[digests[other]][0][1])
        if found is not None:
            pair = (
                (digests[one], digests[other]) if found[1] or found[0] != "excerpt" else (digests[other], digests[one])
            )
            kin[pair] = found[0]
    _save(catalog, coming, _clusters({digest: [path for path, *_ in printed[digest]] for digest in digests}, kin))


def _kept(before: Clusters, live: set[str]) -> dict[tuple[str, str], Kinship]:
    digests = [text.digest for text in before.texts]
    named = {(digests[one], digests[other]): kin for one, other, kin in before.pairs}
    return {pair: kin for pair, kin in named.items() if live.issuperset(pair)}


def _clusters(printed: Mapping[str, list[str]], kin: Mapping[tuple[str, str], Kinship]) -> Clusters:
    related = {digest for pair in kin for digest in pair}
    told = [digest for digest, paths in printed.items() if digest in related or len(paths) > 1]
    places = {digest: at for at, digest in enumerate(told)}
    return Clusters(
        tuple(Text(digest, tuple(sorted(printed[digest]))) for digest in told),
        tuple(sorted((places[one], places[other], each) for (one, other), each in kin.items())),
    )


class _Comparison:
    """Articles held against each other; the statements of the last ones are kept."""

    def __init__(self, catalog: Catalog) -> None:
        self._read = lru_cache(maxsize=_REMEMBERED)(lambda number: _read(catalog.article(number)))

    def kinship(self, one: int, other: int) -> tuple[Kinship, bool] | None:
        """Return what two articles' texts are to each other, given their ids."""
        (first, days), (second, other_days) = self._read(one), self._read(other)
        return kinship(align(first, second), days_apart=bool(days and other_days and days.isdisjoint(other_days)))


def _read(article: ArticleRecord) -> tuple[tuple[Statement, ...], frozenset[str]]:
    """Return an article's statements and the days that it speaks of."""
    body = body_of(article)
    return body, days_of(article.dates, body)


def _save(catalog: Catalog, coming: int, found: Clusters) -> None:
    """Keep what was found for `coming`; what a killed refresh kept is replaced."""
    with catalog.writing() as connection:
        connection.execute(sa.delete(reprints).where(reprints.c.generation >= coming))
        connection.execute(sa.insert(reprints).values(generation=coming, data=found.to_bytes()))
