"""Choose which candidates are cited, and say how likely the first one answers; abstain where that is too little.

The bar is never lowered to have something to show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.retrieve import POOL, Candidate

MOST_CITATIONS = 3
THRESHOLD = 0.33
"""The least chance that one of the first three lines answers with which anything is cited.

Set where 97 % of XQuAD's questions are answered (benchmarks/retrieval.md), never by what it would show.
"""

_UNRELATED = 4.0  # what the fortieth candidate scores in archives of thousands of sentences
_MARGIN = 6.0  # a candidate that scores this much less than the best adds nothing


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen evidence, best first, empty where nothing answers; `spare` are the next ones, should one fail.

    `confidence` is the probability that the first one answers.
    """

    evidence: tuple[Candidate, ...]
    spare: tuple[Candidate, ...]
    confidence: float
    reason: str


def select(candidates: Sequence[Candidate], unknown_names: Sequence[str] = ()) -> Selection:
    """Choose the evidence among `candidates`, which are best first.

    `unknown_names` are those of the question that stand nowhere in the archive.
    """
    if not candidates:
        return Selection((), (), 0.0, "No line of the archive shares a word or a meaning with the question.")
    features = describe(candidates[:POOL], unknown_names)
    confidence = _logistic(_FIRST, features)
    distinct = _without_repeats(candidates)
    if _logistic(_ANY, features) < THRESHOLD:
        return Selection((), tuple(distinct[:MOST_CITATIONS]), confidence, _reason(unknown_names))
    best = distinct[0].score
    near = [candidate for candidate in distinct if candidate.score >= best - _MARGIN]
    return Selection(tuple(near[:MOST_CITATIONS]), tuple(near[MOST_CITATIONS:]), confidence, "")


def _reason(unknown_names: Sequence[str]) -> str:
    if unknown_names:
        return f"The archive nowhere mentions {' or '.join(unknown_names)}."
    return "The nearest lines do not say what is asked."


def describe(candidates: Sequence[Candidate], unknown_names: Sequence[str]) -> tuple[float, ...]:
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
        best.type_match,
        best.score - runner_up,
        float((best.score - scores.mean()) / (scores.std() + 1e-6)),
        max(candidate.sentence_cosine for candidate in candidates),
        float(bool(unknown_names)),
    )


def _logistic(model: tuple[float, ...], features: Sequence[float]) -> float:
    bias, *weights = model
    return 1 / (1 + math.exp(-(bias + math.fsum(w * x for w, x in zip(weights, features, strict=True)))))


# Bias and weights by logistic regression on XQuAD and Natural Questions, whole and with answers taken out
# (benchmarks/fit_ranking.py): that the first candidate answers, and that one of the first three does.
_FIRST = (-4.54, 1.36, 0.36, 0.86, 0.21, 0.38, 0.20, 2.98, -1.12)
_ANY = (-6.86, 5.58, 1.73, 1.44, 0.85, -0.18, 0.66, 1.17, -1.32)


def _without_repeats(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep one of candidates with the same words, in the place of the best: a reprint is one source."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates[:POOL]:
        key = " ".join(candidate.text.casefold().split())
        kept[key] = min(kept[key], candidate, key=_originality) if key in kept else candidate
    return list(kept.values())


def _originality(candidate: Candidate) -> tuple[str, int, str]:
    """Order copies, the likeliest original first: the earliest, else the shortest name, for copies get longer ones."""
    article = candidate.passage.article
    return article.published or "9999", len(article.path), article.path
