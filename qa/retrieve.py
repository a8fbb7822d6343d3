"""From a question to scored candidate sentences: dense and lexical hits together, each sentence seen in its passage.

Retrieval is by passage (dense) and by sentence (lexical); scoring is by sentence. Titles, bylines and boilerplate
are never candidates: a title names the subject and answers nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from index import PassageRecord, QuestionVectors, Region, Snapshot, analyze
from qa.interaction import AskedTokens, interact, weigh_tokens
from qa.question import Question
from qa.ranker import Ranker, load_ranker
from qa.scope import Scope
from qa.text.expect import expectation, type_match

POOL = 40
"""How many candidates are scored for the type of answer that is asked for, and described to the selection."""

_DENSE_PASSAGES = 32
_LEXICAL_SENTENCES = 40
_OF_TOPIC = 0.5  # what a word of the topic that a follow-up was completed with weighs beside the follow-up's own
_MOST_WIDENING = 4  # times the limits are doubled where too many hits are dead


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Cosines range from -1 to 1; coverages are shares of the question's whole weight in rarity, that of the title
    only by what the sentence itself leaves out; `type_match` says from 0 to 1 how well the sentence holds the kind of
    thing that is asked for; `said_before` is 1 where its passage holds a line of the
    answer before, a half where it is such a line itself, for who asks on mostly asks for more. `score` is what the
    ranker makes of all that: only its differences mean anything. `reading` is what `qa.rerank` added to it; `copies`
    are the candidates that are one text with it and were folded into it.
    """

    passage: PassageRecord
    ordinal: int
    sentence_cosine: float
    passage_cosine: float
    coverage: float
    context_coverage: float
    title_coverage: float
    token_match: float
    context_token_match: float
    asking_match: float
    type_match: float
    said_before: float
    score: float
    reading: float = 0.0
    copies: tuple[Candidate, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        """Return what tells it from other candidates: its passage's id and its place there."""
        return self.passage.id, self.ordinal

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
    snapshot: Snapshot,
    question: Question,
    vectors: QuestionVectors,
    scope: Scope | None = None,
    said: str = "",
    ranker: Ranker | None = None,
) -> list[Candidate]:
    """Return candidate sentences within `scope`, best first; `vectors` are the question's, in its likeliest spelling.

    `said` is the answer to the question before, if there was one: what stands beside its lines comes to mind first.
    `ranker` are the weights, the bundled ones by default.
    """
    scope, ranker = scope or Scope(), ranker or load_ranker()
    rarity = snapshot.rarity({term for way in question.ways for term in way})
    for term in question.topic_terms if said else ():
        rarity[term] *= _OF_TOPIC
    found: dict[int, PassageRecord] = {}
    known = 0
    for widening in range(_MOST_WIDENING + 1):
        ids = _hits(snapshot, list(rarity), vectors, scope.regions, 2**widening)
        admitted = (passage for passage in snapshot.passages(ids).values() if scope.admits(passage))
        found = {passage.id: passage for passage in admitted}
        # Too few remain where passages are out of scope.
        if len(found) * 2 >= min(len(ids), _DENSE_PASSAGES) or len(ids) == known:
            break
        known = len(ids)
    tokens = weigh_tokens(question.likeliest, vectors, rarity)
    ways = [{term: rarity[term] for term in way} for way in question.ways]
    ranked = sorted(
        (each for passage in found.values() for each in _compare(passage, vectors, tokens, ways, said, ranker)),
        key=order,
    )
    expected, weight = expectation(question.text), ranker.score["type_match"]
    matches = [(each, type_match(expected, each.text)) for each in ranked[:POOL]]
    typed = [replace(each, type_match=match, score=each.score + weight * match) for each, match in matches]
    return sorted(typed, key=order) + ranked[POOL:]


def find_unknown_names(snapshot: Snapshot, question: Question) -> tuple[str, ...]:
    """Return the names in a question that stand nowhere in the archive, in no spelling."""
    terms = {name: analyze(name) for name in question.unspelled}
    held = snapshot.holding([term for name in terms for term in terms[name]])
    return tuple(name for name in terms if terms[name] and held.isdisjoint(terms[name]))


def order(candidate: Candidate) -> tuple[float, str, int]:
    """Return what candidates are sorted by: the best score first, ties by place, whatever they were before."""
    return -candidate.score, candidate.passage.article.path, candidate.span[0]


def _hits(
    snapshot: Snapshot, terms: Sequence[str], question: QuestionVectors, regions: Sequence[Region], widening: int
) -> list[int]:
    """Return the ids of passages near the question by meaning or by words."""
    ids: list[int] = []
    for region in regions:
        near = snapshot.nearest(question.whole, _DENSE_PASSAGES * widening, comments=region == "comment")
        ids += [passage for passage, _ in near]
    limit = _LEXICAL_SENTENCES * widening
    ids += [hit.passage for hit in snapshot.matching(terms, regions=regions, limit=limit)]
    ids += [hit.passage for hit in snapshot.matching(terms, regions=regions, limit=limit, field="context")]
    return list(dict.fromkeys(ids))


def _compare(
    passage: PassageRecord,
    question: QuestionVectors,
    tokens: AskedTokens,
    ways: Sequence[Mapping[str, float]],
    said: str,
    ranker: Ranker,
) -> list[Candidate]:
    if passage.vectors is None:
        return []
    title = passage.article.title if passage.region == "body" and passage.article.title else ""
    sentences = [_terms(passage.sentence(ordinal)) for ordinal in range(len(passage.spans))]
    titled = _terms(title)
    context_coverage = _coverage(titled.union(*sentences), ways)
    told = [bool(said) and passage.sentence(ordinal) in said for ordinal in range(len(passage.spans))]
    passage_cosine = float(passage.vectors.passage @ question.whole)
    cosines = np.asarray(passage.vectors.sentences @ question.whole)
    matches = interact(tokens, passage.vectors)
    candidates = []
    for ordinal, terms in enumerate(sentences):
        features: dict[str, Any] = {
            "sentence_cosine": float(cosines[ordinal]),
            "passage_cosine": passage_cosine,
            "coverage": _coverage(terms, ways),
            "context_coverage": context_coverage,
            "title_coverage": _coverage(titled - terms, ways),
            "token_match": float(matches.sentences[ordinal]),
            "context_token_match": matches.passage,
            "asking_match": float(matches.asking[ordinal]),
            "type_match": 0.0,  # is looked for in the best ones only
            "said_before": float(any(told)) - told[ordinal] / 2,
        }
        candidates.append(Candidate(passage, ordinal, **features, score=ranker.score_of(features)))
    return candidates


@lru_cache(maxsize=20_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(analyze(text))


def _coverage(terms: frozenset[str], ways: Sequence[Mapping[str, float]]) -> float:
    """Return the share of the question's weight that these terms hold, in the spelling that fits them best."""
    shares = (
        math.fsum(weight for term, weight in way.items() if term in terms) / (math.fsum(way.values()) or 1.0)
        for way in ways
    )
    return max(shares, default=0.0)
