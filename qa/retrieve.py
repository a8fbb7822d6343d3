"""From a question to scored candidate sentences: dense and lexical hits together, each sentence seen in its passage.

Retrieval is by passage (dense) and by sentence (lexical); scoring is by sentence. Titles, bylines and boilerplate
are never candidates: a title names the subject and answers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np

from index import PassageRecord, QuestionVectors, Snapshot, analyze
from qa.features import compare
from qa.interaction import AskedTokens, weigh_tokens
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


class Candidate(NamedTuple):
    """A sentence that may answer. A tuple, since hundreds are made for each question.

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


_COMPARED = Candidate._fields[2:-2]  # all but where it stands, and what is known later


def retrieve(
    snapshot: Snapshot,
    question: Question,
    embedded: Callable[[], QuestionVectors],
    scope: Scope | None = None,
    said: str = "",
    ranker: Ranker | None = None,
) -> list[Candidate]:
    """Return candidate sentences within `scope`, best first.

    `embedded` waits for the question's vectors, in its likeliest spelling; what needs none of them is done before.
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
        near = snapshot.nearby(
            lambda: embedded().whole,
            list(rarity),
            regions=scope.regions,
            passages=_DENSE_PASSAGES * 2**widening,
            sentences=_LEXICAL_SENTENCES * 2**widening,
        )
        found = {number: passage for number, passage in near.items() if scope.admits(passage)}
        # Too few remain where passages are out of scope.
        if len(found) * 2 >= min(len(near), _DENSE_PASSAGES) or len(near) == known:
            break
        known = len(near)
    vectors = embedded()
    tokens = weigh_tokens(question.likeliest, vectors, rarity)
    ways = [{term: rarity[term] for term in way} for way in question.ways]
    ranked = sorted(_candidates(list(found.values()), vectors, tokens, ways, said, ranker), key=order)
    expected, weight = expectation(question.text), ranker.score["type_match"]
    matches = [(each, type_match(expected, each.text)) for each in ranked[:POOL]]
    typed = [each._replace(score=each.score + weight * match, type_match=match) for each, match in matches]
    return sorted(typed, key=order) + ranked[POOL:]


def _candidates(
    passages: Sequence[PassageRecord],
    question: QuestionVectors,
    tokens: AskedTokens,
    ways: Sequence[Mapping[str, float]],
    said: str,
    ranker: Ranker,
) -> list[Candidate]:
    embedded = [passage for passage in passages if passage.vectors is not None]
    if not embedded:
        return []
    features = compare(embedded, question, tokens, ways, said)
    # What the type of answer adds is looked for in the best ones only.
    columns = {**features, "score": ranker.scores(features), "type_match": np.zeros(len(features["said_before"]))}
    compared = (columns[name].tolist() for name in _COMPARED)
    counts = [len(passage.spans) for passage in embedded]
    where = chain.from_iterable(map(repeat, embedded, counts))
    return list(map(Candidate, where, chain.from_iterable(map(range, counts)), *compared))


def find_unknown_names(snapshot: Snapshot, question: Question) -> tuple[str, ...]:
    """Return the names in a question that stand nowhere in the archive, in no spelling."""
    terms = {name: analyze(name) for name in question.unspelled}
    held = snapshot.holding([term for name in terms for term in terms[name]])
    return tuple(name for name in terms if terms[name] and held.isdisjoint(terms[name]))


def order(candidate: Candidate) -> tuple[float, str, int]:
    """Return what candidates are sorted by: the best score first, ties by place, whatever they were before."""
    return -candidate.score, candidate.passage.article.path, candidate.span[0]
