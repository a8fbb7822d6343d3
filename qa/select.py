"""Say how likely the candidates answer; abstain where that is too little, else have the evidence chosen among them.

The bar is never lowered to have something to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.disagree import Dispute
from qa.evidence import choose_evidence, fold_reprints
from qa.question import Question
from qa.ranker import Effort, load_ranker
from qa.retrieve import POOL, Candidate

THRESHOLD = 0.47
"""The least chance that one of the first three lines answers with which anything is cited.

Set where 96 % of XQuAD's questions are answered by models that have not seen their articles (benchmarks/ranker.md),
never by what it would show.
"""

UNRELATED = 11.0
"""What the last of the described candidates scores in archives of thousands of sentences."""

_SPARE_BEHIND = 6.0  # a candidate that scores this much less than the best does not stand in for one that is gone
_MOST_NEAREST = 3  # lines that are shown where nothing answers


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen evidence, best first, empty where nothing answers; `spare` are the next ones, should one fail.

    `confidence` is the probability that the first one answers; `disputes`, on what the evidence's accounts differ.
    """

    evidence: tuple[Candidate, ...]
    spare: tuple[Candidate, ...]
    confidence: float
    reason: str
    disputes: tuple[Dispute, ...] = ()


def select(
    question: Question,
    candidates: Sequence[Candidate],
    unknown_names: Sequence[str] = (),
    effort: Effort | None = None,
) -> Selection:
    """Choose the evidence among `candidates`, which are best first.

    `unknown_names` are those of the question that stand nowhere in the archive. `effort` holds the models of the two
    chances: by default the bundled ones for candidates that were not read together with the question.
    """
    effort = effort or load_ranker().efforts["unread"]
    if not candidates:
        return Selection((), (), 0.0, "No line of the archive shares a word or a meaning with the question.")
    features = describe(candidates[:POOL], unknown_names)
    confidence = effort.first.chance(features)
    distinct = fold_reprints(candidates)
    if effort.any.chance(features) < THRESHOLD:
        return Selection((), tuple(distinct[:_MOST_NEAREST]), confidence, _reason(unknown_names))
    evidence, disputes = choose_evidence(question, distinct, effort.next)
    cited = {candidate.key for candidate in evidence}
    least = distinct[0].score - _SPARE_BEHIND
    spare = tuple(each for each in distinct if each.key not in cited and each.score >= least)
    return Selection(evidence, spare, confidence, "", disputes)


def _reason(unknown_names: Sequence[str]) -> str:
    if unknown_names:
        return f"The archive nowhere mentions {' or '.join(unknown_names)}."
    return "The nearest lines do not say what is asked."


def describe(candidates: Sequence[Candidate], unknown_names: Sequence[str]) -> dict[str, float]:
    """Return what the models of the chances see; a lead in standard deviations carries from archive to archive."""
    best = candidates[0]
    # A small archive has few lines to stand out from: it is filled up with lines that have nothing to do with it.
    missing = [UNRELATED] * (POOL - len(candidates))
    scores = np.array([*(candidate.score - candidate.reading for candidate in candidates), *missing])
    runner_up = candidates[1].score if len(candidates) > 1 else best.score
    return {
        "sentence_cosine": best.sentence_cosine,
        "coverage": best.coverage,
        "context_coverage": best.context_coverage,
        "context_token_match": best.context_token_match,
        "asking_match": best.asking_match,
        "type_match": best.type_match,
        "lead": best.score - runner_up,
        "deviations": float((scores.max() - scores.mean()) / (scores.std() + 1e-6)),
        "best_cosine": max(candidate.sentence_cosine for candidate in candidates),
        "reading": best.reading,
        "unknown_name": float(bool(unknown_names)),
    }
