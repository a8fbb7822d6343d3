"""From a question to scored candidate sentences: dense and lexical hits together, each sentence seen in its passage.

Retrieval is by passage (dense) and by sentence (lexical); scoring is by sentence. Titles, bylines and boilerplate
are never candidates: a title names the subject and answers nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index import PassageRecord, Region, Snapshot, Vector, analyze
from qa.question import Question
from qa.scope import Scope
from qa.text.expect import expectation, type_match

POOL = 40
"""How many candidates are scored for the type of answer that is asked for, and described to the selection."""

_DENSE_PASSAGES = 32
_LEXICAL_SENTENCES = 40
_MOST_WIDENING = 4  # times the limits are doubled where too many hits are dead

_SAID = 1.5  # for a passage of the last answer, where a question goes on from it

# Weights of the linear score: a listwise softmax over XQuAD and Natural Questions with equal weight, rounded
# (benchmarks/fit_ranking.py, benchmarks/retrieval.md). BM25 finds candidates; beside coverage it adds nothing here.
_SENTENCE, _PASSAGE, _COVERAGE, _CONTEXT, _TITLE, _TYPE = 11.5, 5.5, 3.5, 4.5, 3.1, 2.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Cosines range from -1 to 1; coverages are shares of the question's whole weight in rarity, that of the title
    only by what the sentence itself leaves out; `type_match` says from 0 to 1 how well the sentence holds the kind of
    thing that is asked for; `said_before`, whether its passage holds a line of the answer before.
    """

    passage: PassageRecord
    ordinal: int
    sentence_cosine: float
    passage_cosine: float
    coverage: float
    context_coverage: float
    title_coverage: float
    type_match: float = 0.0
    said_before: bool = False

    @property
    def score(self) -> float:
        """Return the linear score; only its differences mean anything."""
        return (
            _SENTENCE * self.sentence_cosine
            + _PASSAGE * self.passage_cosine
            + _COVERAGE * self.coverage
            + _CONTEXT * self.context_coverage
            + _TITLE * self.title_coverage
            + _TYPE * self.type_match
            + _SAID * self.said_before
        )

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
    snapshot: Snapshot, question: Question, vector: Vector, scope: Scope | None = None, said: str = ""
) -> list[Candidate]:
    """Return candidate sentences within `scope`, best first; `vector` is the question's, in its likeliest spelling.

    `said` is the answer to the question before, if there was one: what stands beside its lines comes to mind first.
    """
    scope = scope or Scope()
    rarity = snapshot.rarity({term for way in question.ways for term in way})
    found: dict[int, PassageRecord] = {}
    known = 0
    for widening in range(_MOST_WIDENING + 1):
        ids = _hits(snapshot, list(rarity), vector, scope.regions, 2**widening)
        admitted = (passage for passage in snapshot.passages(ids).values() if scope.admits(passage))
        found = {passage.id: passage for passage in admitted}
        # Too few remain where passages are dead (their article changed since) or out of scope.
        if len(found) * 2 >= min(len(ids), _DENSE_PASSAGES) or len(ids) == known:
            break
        known = len(ids)
    ways = [{term: rarity[term] for term in way} for way in question.ways]
    ranked = sorted(
        (each for passage in found.values() for each in _score(passage, vector, ways, said)),
        key=_order,
    )
    expected = expectation(question.text)
    typed = [replace(each, type_match=type_match(expected, each.text)) for each in ranked[:POOL]]
    return sorted(typed, key=_order) + ranked[POOL:]


def find_unknown_names(snapshot: Snapshot, question: Question) -> tuple[str, ...]:
    """Return the names in a question that stand nowhere in the archive, in no spelling."""
    nameless = [name.text for name in snapshot.names.in_question(question.text) if not name.variants]
    terms = {name: analyze(name) for name in nameless}
    held = snapshot.holding(term for name in nameless for term in terms[name])
    return tuple(name for name in nameless if terms[name] and held.isdisjoint(terms[name]))


def _order(candidate: Candidate) -> tuple[float, int, int]:
    return -candidate.score, candidate.passage.id, candidate.ordinal


def _hits(
    snapshot: Snapshot, terms: Sequence[str], vector: Vector, regions: Sequence[Region], widening: int
) -> list[int]:
    """Return the ids of passages near the question by meaning or by words."""
    ids: list[int] = []
    for region in regions:
        near = snapshot.nearest(vector, _DENSE_PASSAGES * widening, comments=region == "comment")
        ids += [passage for passage, _ in near]
    limit = _LEXICAL_SENTENCES * widening
    ids += [hit.passage for hit in snapshot.matching(terms, regions=regions, limit=limit)]
    ids += [hit.passage for hit in snapshot.matching(terms, regions=regions, limit=limit, field="context")]
    return list(dict.fromkeys(ids))


def _score(passage: PassageRecord, vector: Vector, ways: Sequence[Mapping[str, float]], said: str) -> list[Candidate]:
    if passage.vectors is None:
        return []
    title = passage.article.title if passage.region == "body" and passage.article.title else ""
    sentences = [set(analyze(passage.sentence(ordinal))) for ordinal in range(len(passage.spans))]
    titled = set(analyze(title))
    context_coverage = _coverage(titled.union(*sentences), ways)
    said_before = bool(said) and any(passage.sentence(ordinal) in said for ordinal in range(len(passage.spans)))
    passage_cosine = float(passage.vectors.passage @ vector)
    cosines = np.asarray(passage.vectors.sentences @ vector)
    return [
        Candidate(
            passage=passage,
            ordinal=ordinal,
            sentence_cosine=float(cosines[ordinal]),
            passage_cosine=passage_cosine,
            coverage=_coverage(terms, ways),
            context_coverage=context_coverage,
            title_coverage=_coverage(titled - terms, ways),
            said_before=said_before,
        )
        for ordinal, terms in enumerate(sentences)
    ]


def _coverage(terms: set[str], ways: Sequence[Mapping[str, float]]) -> float:
    """Return the share of the question's weight that these terms hold, in the spelling that fits them best."""
    shares = (
        math.fsum(weight for term, weight in way.items() if term in terms) / (math.fsum(way.values()) or 1.0)
        for way in ways
    )
    return max(shares, default=0.0)
