"""Every matching line, ranked and paged: for those who need all of them, not one answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from index import PassageRecord, Region, SentenceHit, Snapshot
from qa.cite import Witness
from qa.errors import QuestionError
from qa.question import read_question
from qa.types import Citation, SearchPage

_MOST_HITS = 10_000  # counted and paged through; a search with more is too wide to be read


def search_lines(
    snapshot: Snapshot,
    archive: Path,
    text: str,
    *,
    limit: int,
    offset: int,
    comments: bool | None,
) -> SearchPage:
    """Return one page of the sentences that match `text`, best first.

    Titles, bylines and, unless `comments` is False, readers' comments are searched too: each hit tells its region.
    """
    if limit < 1 or offset < 0:
        raise QuestionError("a page needs a limit of at least 1 and an offset of at least 0")
    asked = read_question(text)
    regions: list[Region] = ["body", "title", "byline"]
    if comments is not False:
        regions.append("comment")
    matched: Literal["all", "any"] = "all"
    live, passages = _live_hits(snapshot, asked.terms, regions, every=True)
    if not live:
        matched = "any"
        live, passages = _live_hits(snapshot, asked.terms, regions, every=False)
    witness = Witness(archive)
    found: list[Citation] = []
    for number, hit in enumerate(live[offset : offset + limit], offset + 1):
        passage = passages[hit.passage]
        start, end = passage.spans[hit.ordinal].tolist()
        found.append(witness.cite_anyway(passage.article, start, end, number))
    return SearchPage(asked.text, matched, len(live), limit, offset, tuple(found))


def _live_hits(
    snapshot: Snapshot, terms: Sequence[str], regions: Sequence[Region], *, every: bool
) -> tuple[list[SentenceHit], dict[int, PassageRecord]]:
    hits = snapshot.matching(terms, regions=regions, limit=_MOST_HITS, every=every)
    passages = snapshot.passages(hit.passage for hit in hits)
    return [hit for hit in hits if hit.passage in passages], passages
