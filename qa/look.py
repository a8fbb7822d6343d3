"""Search an archive for one question, as far as what it finds, in order; nothing is chosen, cited or answered here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from index import Index, Snapshot
from qa.corrections import without_notices
from qa.errors import IndexDamaged
from qa.question import Question
from qa.ranker import Effort
from qa.rerank import Ranking
from qa.retrieve import Candidate, find_unknown_names, retrieve
from qa.scope import Scope


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found, best first, for the question as it was read; clocks at its start and after each stage.

    `scope` is where was looked. `notes` say what the search had to do without, and what was mended before it.
    """

    asked: Question
    snapshot: Snapshot
    candidates: Sequence[Candidate]
    unknown: Sequence[str]
    judge: Effort
    begun: float
    embedded: float
    searched: float
    scope: Scope
    notes: tuple[str, ...] = ()


def look(index: Index, ranking: Ranking, asked: Question, scope: Scope, said: str) -> Found:
    """Return what the newest generation holds on a question; passages with a line of `said` are preferred.

    Raises:
        IndexMissing: nothing was indexed yet.
        IndexDamaged: a collection is lost or unreadable.
    """
    begun = time.perf_counter()
    snapshot = index.snapshot()
    asked = asked.spelled_by(snapshot.names)
    vectors = index.encoder.encode_question(asked.likeliest)
    embedded = time.perf_counter()
    try:
        candidates = retrieve(snapshot, asked, vectors, scope, said, ranking.ranker)
    except IndexDamaged:
        # A generation that is two publications old loses its collections: ask the newest one, once.
        newer = index.snapshot()
        if newer is snapshot:
            raise
        snapshot = newer
        candidates = retrieve(snapshot, asked, vectors, scope, said, ranking.ranker)
    candidates = without_notices(candidates, asked.text)
    unknown = find_unknown_names(snapshot, asked)
    candidates, judge = ranking.order(asked, candidates, unknown)
    notes = (*index.take_notices(), *snapshot.troubles)
    return Found(asked, snapshot, candidates, unknown, judge, begun, embedded, time.perf_counter(), scope, notes)
