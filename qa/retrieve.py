"""From a question to scored candidate sentences: dense and lexical hits together, each sentence seen in its passage.

Retrieval is by passage (dense) and by sentence (lexical); scoring is by sentence. Titles, bylines and boilerplate
are never candidates: a title names the subject and answers nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index import PassageRecord, Region, Snapshot, Vector, analyze
from qa.question import Question

_DENSE_PASSAGES = 32
_LEXICAL_SENTENCES = 40
_MOST_WIDENING = 4  # times the limits are doubled where too many hits are dead

# BM25's parameters (Robertson and Zaragoza 2009) with fixed mean lengths, so that a sentence's score does not depend
# on what else is in the archive.
_K1, _B = 1.2, 0.75
_SENTENCE_TERMS, _CONTEXT_TERMS = 22.0, 100.0

# Weights of the linear score, found by grid search on XQuAD and Natural Questions (benchmarks/retrieval.md).
_W_SENTENCE, _W_PASSAGE, _W_BM25, _W_CONTEXT = 1.0, 0.2, 0.3, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Cosines range from -1 to 1; BM25 and coverage are shares of the question's whole weight in rarity.
    """

    passage: PassageRecord
    ordinal: int
    score: float
    sentence_cosine: float
    passage_cosine: float
    bm25: float
    context_bm25: float
    coverage: float
    context_coverage: float

    @property
    def text(self) -> str:
        """Return the sentence."""
        return self.passage.sentence(self.ordinal)

    @property
    def span(self) -> tuple[int, int]:
        """Return the sentence's code-point start and end in its article."""
        start, end = self.passage.spans[self.ordinal].tolist()
        return start, end


def retrieve(
    snapshot: Snapshot, question: Question, vector: Vector, *, body: bool = True, comments: bool = False
) -> list[Candidate]:
    """Return candidate sentences, best first; `vector` is the question's."""
    regions: list[Region] = [*(["body"] if body else []), *(["comment"] if comments else [])]  # type: ignore[list-item]
    rarity = snapshot.rarity(question.terms)
    found: dict[int, PassageRecord] = {}
    for widening in range(_MOST_WIDENING + 1):
        ids = _hits(snapshot, question, vector, regions, 2**widening)
        found = snapshot.passages(ids)
        # A passage is dead when its article was edited or removed since its collection was written.
        if len(found) * 2 >= len(ids) or len(ids) < _DENSE_PASSAGES:
            break
    candidates = [
        candidate
        for passage in found.values()
        if passage.region in regions
        for candidate in _score(passage, vector, rarity)
    ]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.passage.id, candidate.ordinal))
    return candidates


def _hits(
    snapshot: Snapshot, question: Question, vector: Vector, regions: Sequence[Region], widening: int
) -> list[int]:
    """Return the ids of passages near the question by meaning or by words."""
    ids: list[int] = []
    for region in regions:
        near = snapshot.nearest(vector, _DENSE_PASSAGES * widening, comments=region == "comment")
        ids += [passage for passage, _ in near]
    limit = _LEXICAL_SENTENCES * widening
    ids += [hit.passage for hit in snapshot.matching(question.terms, regions=regions, limit=limit)]
    ids += [hit.passage for hit in snapshot.matching(question.terms, regions=regions, limit=limit, field="context")]
    return list(dict.fromkeys(ids))


def _score(passage: PassageRecord, vector: Vector, rarity: Mapping[str, float]) -> list[Candidate]:
    if passage.vectors is None:
        return []
    total = sum(rarity.values()) or 1.0
    title = passage.article.title if passage.region == "body" and passage.article.title else ""
    sentences = [analyze(passage.sentence(ordinal)) for ordinal in range(len(passage.spans))]
    context = [*analyze(title), *(term for terms in sentences for term in terms)]
    context_bm25 = _bm25(context, rarity, _CONTEXT_TERMS) / total
    context_coverage = _coverage(context, rarity) / total
    passage_cosine = float(passage.vectors.passage @ vector)
    cosines = np.asarray(passage.vectors.sentences @ vector)
    candidates = []
    for ordinal, terms in enumerate(sentences):
        bm25 = _bm25(terms, rarity, _SENTENCE_TERMS) / total
        cosine = float(cosines[ordinal])
        score = _W_SENTENCE * cosine + _W_PASSAGE * passage_cosine + _W_BM25 * bm25 + _W_CONTEXT * context_bm25
        candidates.append(
            Candidate(
                passage=passage,
                ordinal=ordinal,
                score=score,
                sentence_cosine=cosine,
                passage_cosine=passage_cosine,
                bm25=bm25,
                context_bm25=context_bm25,
                coverage=_coverage(terms, rarity) / total,
                context_coverage=context_coverage,
            )
        )
    return candidates


def _bm25(terms: Sequence[str], rarity: Mapping[str, float], mean_length: float) -> float:
    counts = Counter(term for term in terms if term in rarity)
    norm = _K1 * (1 - _B + _B * len(terms) / mean_length)
    return math.fsum(rarity[term] * n * (_K1 + 1) / (n + norm) for term, n in counts.items())


def _coverage(terms: Sequence[str], rarity: Mapping[str, float]) -> float:
    return math.fsum(rarity[term] for term in set(terms) if term in rarity)
