"""Fit the weights of `qa.retrieve` and `qa.select`, and show what they cost and gain on each set.

    python benchmarks/fit_ranking.py SET[+OTHER] [...]

A SET is a folder with articles/ and questions.jsonl; a row holds "question", "answers" (spellings of each fact, empty
where the archive does not answer), "file" and "line". Sets with answers taken out teach what a near miss looks like;
with +OTHER, every sixth question of another set is asked too, as one off the subject. Each set weighs the same.
Needs scikit-learn and scipy, which sentence-transformers brings.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import qa
from qa.question import read_question
from qa.retrieve import POOL, Candidate, find_unknown_names, retrieve
from qa.select import describe

Floats = npt.NDArray[np.float64]
FEATURES = ("sentence_cosine", "passage_cosine", "coverage", "context_coverage", "title_coverage", "type_match")


@dataclass(frozen=True, slots=True)
class Observed:
    """One question: its candidates' features, which of them answer, what the selection sees, can it be answered."""

    features: Floats
    hits: npt.NDArray[np.bool_]
    described: tuple[float, ...]
    answerable: bool


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a set's questions."""
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def observe(folder: Path, other: Path | None) -> list[Observed]:
    """Ask a set's questions of its archive."""
    off_subject = [row | {"answers": []} for row in rows_of(other)[::6]] if other else []
    observed = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "articles"
        shutil.copytree(folder / "articles", copy)
        with qa.open_archive(copy) as archive:
            archive.refresh()
            index = archive._index  # noqa: SLF001 - candidates are no part of the public interface
            snapshot = index.snapshot()
            for row in (*rows_of(folder), *off_subject):
                question = read_question(row["question"]).spelled_by(snapshot.names)
                candidates = retrieve(snapshot, question, index.encoder.encode_question(question.likeliest))[:POOL]
                values = [[float(getattr(each, name)) for name in FEATURES] for each in candidates]
                hits = np.array([answers(row, each) for each in candidates])
                seen = describe(candidates, find_unknown_names(snapshot, question))
                observed.append(Observed(np.array(values), hits, seen, bool(row["answers"])))
    return observed


def answers(row: dict[str, Any], candidate: Candidate) -> bool:
    """Return whether a candidate lies on the gold line and holds a spelling of the answer as whole words."""
    article = candidate.passage.article
    if (Path(article.path).name, article.lines.line_at(candidate.span[0])) != (row["file"], row["line"]):
        return False
    text = candidate.text.lower()
    spellings = [spelling.lower() for fact in row["answers"] for spelling in fact]
    return any(re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text) for spelling in spellings)


def fit_score(sets: Sequence[Sequence[Observed]]) -> Floats:
    """Return the weights that make the softmax over a question's candidates most likely to choose one that answers."""
    lists, weights = [], []
    for observed in sets:
        useful = [each for each in observed if each.hits.any()]
        lists += useful
        weights += [1 / len(useful)] * len(useful)
    stacked = np.concatenate([each.features for each in lists])
    deviation = stacked.std(axis=0) + 1e-6

    def loss(weight: Floats) -> tuple[float, Floats]:
        value, slope = 1e-3 * float(weight @ weight), 2e-3 * weight
        for each, share in zip(lists, weights, strict=True):
            scaled = each.features / deviation
            chance = np.exp(scaled @ weight - (scaled @ weight).max())
            right = chance[each.hits].sum()
            value -= share * float(np.log(right / chance.sum())) / len(sets)
            target = np.where(each.hits, chance, 0) / right
            slope = slope + share * (chance / chance.sum() - target) @ scaled / len(sets)
        return value, slope

    found: Floats = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / deviation
    return found


def top(observed: Sequence[Observed], weight: Floats) -> tuple[float, ...]:
    """Return the shares of answerable questions with a hit among the first 1, 3 and 5."""
    ranked = [each.hits[np.argsort(-(each.features @ weight), kind="stable")] for each in observed if each.answerable]
    return tuple(round(float(np.mean([hits[:k].any() for hits in ranked])), 3) for k in (1, 3, 5))


def fit_chance(observed: Sequence[Observed], first: int) -> tuple[float, Floats]:
    """Return bias and weights of the chance that one of the `first` best candidates, as ranked now, answers."""
    features = np.array([each.described for each in observed])
    target = np.array([each.answerable and bool(each.hits[:first].any()) for each in observed])
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=3000).fit((features - mean) / deviation, target)
    weights = model.coef_[0] / deviation
    return float(model.intercept_[0] - (weights * mean).sum()), weights


def main(names: Sequence[str]) -> None:
    """Fit on all sets together, on each whole set alone for comparison, and print every set's figures."""
    sets: dict[str, list[Observed]] = {}
    for name in names:
        folder, _, other = name.partition("+")
        sets[name] = observe(Path(folder), Path(other) if other else None)
    whole = {name: observed for name, observed in sets.items() if "-" not in name}
    for label, chosen in (("all", list(whole.values())), *((name, [observed]) for name, observed in whole.items())):
        weight = fit_score(chosen)
        values = ", ".join(f"{feature} {value:.2f}" for feature, value in zip(FEATURES, weight, strict=True))
        print(f"score fitted on {label}: {values}")
        print("  top1, top3, top5: " + "; ".join(f"{name} {top(observed, weight)}" for name, observed in whole.items()))
    everything = [each for observed in sets.values() for each in observed]
    for label, first in (("the first", 1), ("one of the first three", 3)):
        bias, weights = fit_chance(everything, first)
        print(f"chance that {label} answers: {bias:.2f}, " + ", ".join(f"{weight:.2f}" for weight in weights))
    for name, observed in sets.items():
        chance = 1 / (1 + np.exp(-(np.array([each.described for each in observed]) @ weights + bias)))
        answerable = np.array([each.answerable for each in observed])
        auc = roc_auc_score(answerable, chance) if not answerable.all() else float("nan")
        shares = []
        for threshold in (0.3, 0.38, 0.45, 0.55):
            refused = (chance[~answerable] < threshold).mean() if not answerable.all() else float("nan")
            shares.append(f"{threshold}: {(chance[answerable] >= threshold).mean():.3f}/{refused:.3f}")
        print(f"{name}: AUC {auc:.3f}; answered/abstained at " + ", ".join(shares))


if __name__ == "__main__":
    main(sys.argv[1:])
