"""Search an archive for one question, as far as what it finds, in order; nothing is chosen, cited or answered here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index import Index, QuestionVectors, Snapshot
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
    reading = _Reading(index, asked.likeliest)
    snapshot = index.snapshot()
    asked = asked.spelled_by(snapshot.names)
    if asked.likeliest != reading.text:
        reading = _Reading(index, asked.likeliest)
    try:
        candidates = retrieve(snapshot, asked, reading.vectors, scope, said, ranking.ranker)
    except IndexDamaged:
        # A generation that is two publications old loses its collections: ask the newest one, once.
        newer = index.snapshot()
        if newer is snapshot:
            raise
        snapshot = newer
        candidates = retrieve(snapshot, asked, reading.vectors, scope, said, ranking.ranker)
    candidates = without_notices(candidates, asked.text)
    unknown = find_unknown_names(snapshot, asked)
    candidates, judge = ranking.order(asked, candidates, unknown)
    notes = (*index.take_notices(), *snapshot.troubles)
    searched = time.perf_counter()
    return Found(asked, snapshot, candidates, unknown, judge, begun, reading.done, searched, scope, notes)


class _Reading:
    """A question that is being embedded, in a thread: what needs no vectors goes on beside it."""

    def __init__(self, index: Index, text: str) -> None:
        self.text = text
        self.done = 0.0
        pool = ThreadPoolExecutor(1, thread_name_prefix="embed")
        self._vectors = pool.submit(index.encoder.encode_question, text)
        pool.shutdown(wait=False)

    def vectors(self) -> QuestionVectors:
        """Wait for the vectors, and note when they were there."""
        found = self._vectors.result()
        self.done = self.done or time.perf_counter()
        return found
