"""Fit the weights of the score: a listwise softmax over each question's candidates, each set counting the same.

    python -m benchmarks.fit_ranking SETS [--without FEATURE ...]

SETS holds the sets `xquad` and `nq` (see `benchmarks.ranker_data`). Prints the weights, and the share of questions with
a hit among the first 1, 3 and 5 candidates: fitted on one set and measured on the other, and across halves by article.
Nothing is written: `benchmarks.train_ranker` fits with `fit_score` and stores. Needs scipy, which
sentence-transformers brings.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.ranker_data import FOLDS, Asked, load_set
from qa.ranker import SCORED

Floats = npt.NDArray[np.float64]
SAID_BEFORE = 3.5  # no set holds conversations: chosen on a dozen follow-ups of our own
FEATURES = tuple(name for name in SCORED if name != "said_before")


def features(asked: Asked, names: Sequence[str] = FEATURES) -> Floats:
    """Return the candidates' features, shape (candidates, features)."""
    return np.array([[float(getattr(found.candidate, name)) for name in names] for found in asked.found])


def fit_score(sets: Sequence[Sequence[Asked]], names: Sequence[str] = FEATURES) -> dict[str, float]:
    """Return the weights that make a softmax over a question's candidates most likely to choose one that answers."""
    lists = []
    for asked in sets:
        useful = [each for each in asked if any(found.hit for found in each.found)]
        share = 1 / len(useful) / len(sets)
        lists += [(features(each, names), np.array([found.hit for found in each.found]), share) for each in useful]
    deviation = np.concatenate([values for values, _, _ in lists]).std(axis=0) + 1e-9

    def loss(weight: Floats) -> tuple[float, Floats]:
        value, slope = 1e-3 * float(weight @ weight), 2e-3 * weight
        for values, hits, share in lists:
            scaled = values / deviation
            chance = np.exp(scaled @ weight - (scaled @ weight).max())
            right = chance[hits].sum()
            value -= share * float(np.log(right / chance.sum()))
            slope = slope + share * (chance / chance.sum() - np.where(hits, chance, 0) / right) @ scaled
        return value, slope

    found: Floats = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / deviation
    return dict(zip(names, found.tolist(), strict=True))


def top(asked: Sequence[Asked], weights: Mapping[str, float]) -> tuple[float, ...]:
    """Return the shares of answerable questions with a hit among the first 1, 3 and 5."""
    values = np.array(list(weights.values()))
    ranked = [
        np.array([found.hit for found in each.found])[
            np.argsort(-(features(each, list(weights)) @ values), kind="stable")
        ]
        for each in asked
        if each.answerable and each.found
    ]
    return tuple(round(float(np.mean([hits[:first].any() for hits in ranked])), 3) for first in (1, 3, 5))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--without", nargs="*", default=[], choices=FEATURES)
    options = parser.parse_args()
    names = [name for name in FEATURES if name not in options.without]
    with tempfile.TemporaryDirectory() as scratch:
        sets = {name: load_set(options.sets / name, Path(scratch)) for name in ("xquad", "nq")}
    print("both sets:", {name: round(value, 2) for name, value in fit_score(list(sets.values()), names).items()})
    for fitted, measured in (("nq", "xquad"), ("xquad", "nq")):
        print(f"fitted on {fitted}, {measured}: {top(sets[measured], fit_score([sets[fitted]], names))}")
    for name, asked in sets.items():
        shares = []
        for fold in range(FOLDS):
            others = [[each for each in every if each.fold != fold] for every in sets.values()]
            shares.append(top([each for each in asked if each.fold == fold], fit_score(others, names)))
        print(f"fitted on the other half of both, {name}: {tuple(np.mean(shares, axis=0).round(3).tolist())}")


if __name__ == "__main__":
    main()
