"""Say how likely the candidates answer; abstain where that is too little, else have the evidence chosen among them.

The bar is never lowered to have something to show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import NO_CLUSTERS, Clusters
from qa.disagree import Dispute
from qa.evidence import choose_evidence, fold_reprints
from qa.question import Question
from qa.ranker import UNREAD, Effort, load_ranker
from qa.retrieve import POOL, Candidate
from qa.text.expect import FIGURES, expectation

_SPARE_BEHIND = 6.0  # a candidate that scores this much less than the best does not stand in for one that is gone
_MOST_NEAREST = 3  # lines that are shown where nothing answers


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen evidence, best first, empty where nothing answers; `spare` are the next ones, should one fail.

    `confidence` is the probability that the best candidate answers, `best` its score; `disputes`, on what the
    evidence's accounts differ.
    """

    evidence: tuple[Candidate, ...]
    spare: tuple[Candidate, ...]
    confidence: float
    reason: str
    disputes: tuple[Dispute, ...] = ()
    best: float = 0.0

    def confidence_in(self, candidate: Candidate) -> float:
        """Return the probability that a candidate answers: scores are logits, so it falls with the distance."""
        return self.confidence * math.exp(min(0.0, candidate.score - self.best))


def select(
    question: Question,
    candidates: Sequence[Candidate],
    unknown_names: Sequence[str] = (),
    effort: Effort | None = None,
    clusters: Clusters = NO_CLUSTERS,
) -> Selection:
    """Choose the evidence among `candidates`, which are best first.

    `unknown_names` are those of the question that stand nowhere in the archive. `effort` holds the models of the
    chances, and the least chance with which anything is cited: by default those of the bundled weights for candidates
    that were not read together with the question. `clusters` are the articles that print one text.
    """
    effort = effort or load_ranker().efforts[UNREAD]
    if not candidates:
        return Selection((), (), 0.0, "No line of the archive shares a word or a meaning with the question.")
    features = describe(question.text, candidates[:POOL], unknown_names, effort.unrelated)
    confidence = effort.first.chance(features)
    distinct = fold_reprints(candidates, clusters)
    if effort.any.chance(features) < effort.threshold:
        nearest = tuple(distinct[:_MOST_NEAREST])
        return Selection((), nearest, confidence, _reason(unknown_names), best=distinct[0].score)
    evidence, disputes = choose_evidence(question, distinct, effort.next)
    cited = {candidate.key for candidate in evidence}
    least = distinct[0].score - _SPARE_BEHIND
    spare = tuple(each for each in distinct if each.key not in cited and each.score >= least)
    return Selection(evidence, spare, confidence, "", disputes, distinct[0].score)


def _reason(unknown_names: Sequence[str]) -> str:
    if unknown_names:
        return f"The archive nowhere mentions {' or '.join(unknown_names)}."
    return "The nearest lines do not say what is asked."


def describe(
    question: str, candidates: Sequence[Candidate], unknown_names: Sequence[str], unrelated: float
) -> dict[str, float]:
    """Return what the models of the chances see; a lead in standard deviations carries from archive to archive.

    A small archive has few lines to stand out from: it is filled up with lines that score `unrelated`.
    """
    asks_figure = float(expectation(question).kind in FIGURES)
    best = candidates[0]
    missing = [unrelated] * (POOL - len(candidates))
    scores = np.array([*(candidate.score - candidate.reading for candidate in candidates), *missing])
    runner_up = candidates[1].score if len(candidates) > 1 else best.score
    return {
        "sentence_cosine": best.sentence_cosine,
        "coverage": best.coverage,
        "context_coverage": best.context_coverage,
        "context_token_match": best.context_token_match,
        "asking_match": best.asking_match,
        "type_match": best.type_match,
        "asks_figure": asks_figure,
        "figure_match": asks_figure * best.type_match,
        "lead": best.score - runner_up,
        "deviations": float((scores.max() - scores.mean()) / (scores.std() + 1e-6)),
        "best_cosine": max(candidate.sentence_cosine for candidate in candidates),
        "reading": best.reading,
        "unknown_name": float(bool(unknown_names)),
    }
