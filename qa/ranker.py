"""What ranking learned: how a candidate's features add up to its score, and what chance of an answer they leave.

The weights are data (`qa/weights/ranker.json`, made by benchmarks/train_ranker.py, fit_chances.py and fit_evidence.py),
so that a set of questions can be
scored with weights that never saw it. It must not read an index or choose what is cited.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import SettingsError

BUNDLED_WEIGHTS = Path(__file__).parent / "weights"
WEIGHTS_FILE = "ranker.json"

FAST, CAREFUL, UNREAD = "fast", "careful", "unread"
EFFORTS = (FAST, CAREFUL)
"""What a user may choose between; "unread" holds where no candidate is read together with the question."""

SCORED = (
    "sentence_cosine",
    "passage_cosine",
    "coverage",
    "context_coverage",
    "title_coverage",
    "token_match",
    "context_token_match",
    "asking_match",
    "type_match",
    "said_before",
)
"""The features of a candidate that its score is made of; see `qa.retrieve.Candidate`."""


DESCRIBED = (
    "sentence_cosine",
    "coverage",
    "context_coverage",
    "context_token_match",
    "asking_match",
    "type_match",
    "asks_figure",
    "figure_match",
    "lead",
    "deviations",
    "best_cosine",
    "reading",
    "unknown_name",
)
"""What the chances are told by; see `qa.select.describe`."""

FURTHER = ("behind", "chosen", "beside")
"""What the chance of a further line is told by; see `qa.evidence`."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over named features."""

    bias: float
    weights: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """Return the probability; `features` may hold more than the model uses."""
        logit = self.bias + math.fsum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True)
class Effort:
    """What holds at one effort: how many candidates are read together with the question, and the chances.

    Three chances: `first`, that the first candidate answers, and `any`, that one of the first three does, both by what
    `qa.select` describes; `next`, that a further one answers where the chosen ones do not (`qa.evidence`).
    Where the features alone give the first at least the chance `sure`, nothing is read; where `any` is below
    `threshold`, nothing is cited. `unrelated` is what the last of the described candidates scores in archives of
    thousands of sentences.
    """

    pairs: int
    reading_weight: float
    sure: float
    threshold: float
    unrelated: float
    first: Logistic
    any: Logistic
    next: Logistic


@dataclass(frozen=True, slots=True)
class Ranker:
    """Everything learned. `score` weighs a candidate's features (`SCORED`).

    `efforts` are "fast" and "careful", and "unread" for where nothing is read together with the question.
    """

    score: Mapping[str, float]
    efforts: Mapping[str, Effort]

    def scores(self, features: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Return the weighted sums of features, what is not given being 0; only their differences mean anything."""
        given = [weight * features[name] for name, weight in self.score.items() if name in features]
        return np.asarray(np.sum(given, axis=0), dtype=np.float64)


@lru_cache(maxsize=8)
def load_ranker(folder: Path = BUNDLED_WEIGHTS) -> Ranker:
    """Return the weights in `folder`.

    Raises:
        SettingsError: the folder has no such file, or one that can't be used.
    """
    path = folder / WEIGHTS_FILE
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if set(stored["score"]) != set(SCORED):
            raise ValueError(f"its score must weigh {', '.join(SCORED)}")  # noqa: TRY301 - mapped with the others below
        efforts = {name: _effort(stored["efforts"][name]) for name in (*EFFORTS, UNREAD)}
        return Ranker(dict(stored["score"]), efforts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"the ranker's weights {path} can't be used ({error!r}): make them again with benchmarks/train_ranker.py,"
            " or unset ONRECORD_RERANKER"
        ) from error


def _effort(stored: Mapping[str, Any]) -> Effort:
    models = {name: _logistic(stored[name], known) for name, known in _CHANCES.items()}
    return Effort(
        pairs=int(stored["pairs"]),
        reading_weight=float(stored["reading_weight"]),
        sure=float(stored["sure"]),
        threshold=float(stored["threshold"]),
        unrelated=float(stored["unrelated"]),
        **models,
    )


def _logistic(stored: Mapping[str, Any], known: Sequence[str]) -> Logistic:
    if strange := set(stored["weights"]) - set(known):
        raise ValueError(f"nothing is described by {', '.join(sorted(strange))}")
    return Logistic(float(stored["bias"]), dict(stored["weights"]))


_CHANCES = {"first": DESCRIBED, "any": DESCRIBED, "next": FURTHER}
