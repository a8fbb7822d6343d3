"""Every matching line, filtered, in order, counted and paged: for those who need all of them, not one answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from index import Place, SentenceHit, Snapshot
from qa.cite import Witness
from qa.errors import QuestionError
from qa.question import read_question
from qa.scope import Scope
from qa.types import Citation, Count, Order, SearchPage
from qa.wanted import Search, read_search

MOST_HITS = 100_000
"""Lines that are counted and paged through; a search that matches more is cut there, the best kept."""

_Found = list[tuple[SentenceHit, Place]]


def search_lines(
    snapshot: Snapshot, witness: Witness, text: str, scope: Scope, *, order: Order, limit: int, offset: int
) -> SearchPage:
    """Return one page of the sentences within `scope` that match `text`; each hit tells its region.

    Raises:
        QuestionError: nothing is searched for, or `order`, `limit` or `offset` is no such thing.
    """
    if order not in get_args(Order):
        raise QuestionError(f"there is no order {order!r}: ask for one of {', '.join(get_args(Order))}")
    if limit < 1 or offset < 0:
        raise QuestionError("a page needs a limit of at least 1 and an offset of at least 0")
    asked = read_question(text)
    search = read_search(asked.text, snapshot.names)
    found = _find(snapshot, search, scope, every=True)
    matched_all = bool(found)
    found = _in_order(found or _find(snapshot, search, scope, every=False), order)
    return SearchPage(
        query=asked.text,
        matched="all" if matched_all else "any",
        total=len(found),
        limit=limit,
        offset=offset,
        hits=_cite(snapshot, witness, [hit for hit, _ in found[offset : offset + limit]], offset + 1),
        order=order,
        by_article=_by_article(found),
        by_month=_by_month(found),
        spellings=search.spellings,
    )


def _find(snapshot: Snapshot, search: Search, scope: Scope, *, every: bool) -> _Found:
    hits = snapshot.find(search.wanted(every=every), regions=scope.regions, limit=MOST_HITS)
    places = snapshot.places(hit.passage for hit in hits)
    found = [
        (hit, place)
        for hit in hits
        if (place := places.get(hit.passage)) is not None and scope.covers(place.path, place.published)
    ]
    if not search.phrases:
        return found
    passages = snapshot.passages((hit.passage for hit, _ in found), with_vectors=False)
    # What the next publications took away meanwhile is no hit any more.
    return [
        (hit, place)
        for hit, place in found
        if hit.passage in passages and search.is_quoted_in(passages[hit.passage].sentence(hit.ordinal))
    ]


def _in_order(found: _Found, order: Order) -> _Found:
    """Sort by day, the undated last; within an article by place."""
    if order == "relevance":
        return found
    by_place = sorted(found, key=lambda each: (each[1].path, each[0].passage, each[0].ordinal))
    dated = [each for each in by_place if each[1].published is not None]
    undated = [each for each in by_place if each[1].published is None]
    return sorted(dated, key=lambda each: each[1].published or "", reverse=order == "newest") + undated


def _cite(snapshot: Snapshot, witness: Witness, hits: Sequence[SentenceHit], number: int) -> tuple[Citation, ...]:
    passages = snapshot.passages((hit.passage for hit in hits), with_vectors=False)
    cited: list[Citation] = []
    for at, hit in enumerate(hits, number):
        if (passage := passages.get(hit.passage)) is not None:
            start, end = passage.spans[hit.ordinal].tolist()
            cited.append(witness.cite_anyway(passage.article, start, end, at))
    return tuple(cited)


def _by_article(found: _Found) -> tuple[Count, ...]:
    counted = Counter(place.path for _, place in found)
    return tuple(Count(path, lines) for path, lines in sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _by_month(found: _Found) -> tuple[Count, ...]:
    counted = Counter(place.published[:7] if place.published else None for _, place in found)
    return tuple(Count(month, counted[month]) for month in sorted(counted, key=lambda month: month or "9999-99"))
