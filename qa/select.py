"""Choose which candidates are cited, and say how likely the first one answers; abstain where that is too little.

The bar is never lowered to have something to show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.retrieve import Candidate

MOST_CITATIONS = 3
THRESHOLD = 0.30
"""The least chance that one of the first three lines answers with which anything is cited.

Set where 97 % of XQuAD's questions are still answered (benchmarks/retrieval.md), never by what it would show.
"""

POOL = 40
"""How many candidates the best one is compared with."""

_UNRELATED = 0.3  # what the fortieth candidate scores in archives of thousands of sentences
_MARGIN = 0.6  # a candidate that scores this much less than the best adds nothing


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen evidence, best first, empty where nothing answers; `spare` are the next ones, should one fail.

    `confidence` is the probability that the first one answers.
    """

    evidence: tuple[Candidate, ...]
    spare: tuple[Candidate, ...]
    confidence: float
    reason: str


def select(candidates: Sequence[Candidate]) -> Selection:
    """Choose the evidence among `candidates`, which are best first."""
    if not candidates:
        return Selection((), (), 0.0, "No line of the archive shares a word or a meaning with the question.")
    features = describe(candidates[:POOL])
    confidence = _logistic(_FIRST, features)
    distinct = _without_repeats(candidates)
    if _logistic(_ANY, features) < THRESHOLD:
        return Selection(
            (), tuple(distinct[:MOST_CITATIONS]), confidence, "The nearest lines do not say what is asked."
        )
    best = distinct[0].score
    near = [candidate for candidate in distinct if candidate.score >= best - _MARGIN]
    return Selection(tuple(near[:MOST_CITATIONS]), tuple(near[MOST_CITATIONS:]), confidence, "")


def describe(candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """Return what the two logistic models see; a lead in standard deviations carries from archive to archive."""
    best = candidates[0]
    # A small archive has few lines to stand out from: it is filled up with lines that have nothing to do with it.
    missing = [_UNRELATED] * (POOL - len(candidates))
    scores = np.array([*(candidate.score for candidate in candidates), *missing])
    runner_up = candidates[1].score if len(candidates) > 1 else best.score
    return (
        best.sentence_cosine,
        best.coverage,
        best.context_coverage,
        best.score - runner_up,
        float((best.score - scores.mean()) / (scores.std() + 1e-6)),
        max(candidate.sentence_cosine for candidate in candidates),
    )


def _logistic(model: tuple[float, ...], features: Sequence[float]) -> float:
    bias, *weights = model
    return 1 / (1 + math.exp(-(bias + math.fsum(w * x for w, x in zip(weights, features, strict=True)))))


# Bias and weights by logistic regression on XQuAD and Natural Questions, whole and with answers taken out
# (benchmarks/fit_selection.py): that the first candidate answers, and that one of the first three does.
_FIRST = (-3.71, 9.88, 0.77, 0.52, 3.55, 0.07, -6.09)
_ANY = (-7.00, 6.81, 2.17, 1.36, -3.58, 0.80, 0.00)


def _without_repeats(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the first of candidates with the same words: a reprint is one source."""
    seen: set[str] = set()
    kept = []
    for candidate in candidates[:POOL]:
        key = " ".join(candidate.text.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(candidate)
    return kept
