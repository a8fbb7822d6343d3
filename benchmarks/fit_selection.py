"""Fit the two logistic models of `qa.select`, and show what their threshold costs and gains.

    python benchmarks/fit_selection.py SET[+OTHER] [...]

A SET is a folder with articles/ and questions.jsonl; a row holds "question", "answers" (spellings of each fact, empty
where the archive does not answer), "file" and "line". Sets with answers taken out teach what a near miss looks like;
with +OTHER, every sixth question of another set is asked too, as one off the subject.
Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import qa
from qa.question import read_question
from qa.retrieve import Candidate, retrieve
from qa.select import POOL, describe

NAMES = ("cosine", "coverage", "context coverage", "lead", "lead in deviations", "best cosine")


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a set's questions."""
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def observe(folder: Path, other: Path | None) -> Iterator[tuple[tuple[float, ...], bool, bool, bool]]:
    """Yield for each question: features, whether the first hit answers, any of three, whether the set answers it."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "articles"
        shutil.copytree(folder / "articles", copy)
        with qa.open_archive(copy) as archive:
            archive.refresh()
            off_subject = [row | {"answers": []} for row in rows_of(other)[::6]] if other else []
            for row in (*rows_of(folder), *off_subject):
                candidates = candidates_of(archive, row["question"])
                hits = [answers(row, candidate) for candidate in candidates[:3]]
                yield describe(candidates[:POOL]), hits[0], any(hits), bool(row["answers"])


def candidates_of(archive: qa.Archive, text: str) -> list[Candidate]:
    """Return the candidates of a question, best first, as `Archive.stream` gets them."""
    question = read_question(text)
    index = archive._index  # noqa: SLF001 - the candidates are no part of the public interface
    return retrieve(index.snapshot(), question, index.encoder.encode_question(question.text))


def answers(row: dict[str, Any], candidate: Candidate) -> bool:
    """Return whether a candidate lies on the gold line and holds a spelling of the answer as whole words."""
    article = candidate.passage.article
    if (Path(article.path).name, article.lines.line_at(candidate.span[0])) != (row["file"], row["line"]):
        return False
    text = candidate.text.lower()
    spellings = [spelling.lower() for fact in row["answers"] for spelling in fact]
    return any(re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", text) for spelling in spellings)


def fit(features: np.ndarray[Any, Any], target: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
    """Return bias and weights for features as they are, fitted on standardised ones."""
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=2000).fit((features - mean) / deviation, target)
    weights = model.coef_[0] / deviation
    return float(model.intercept_[0] - (weights * mean).sum()), weights


def main(sets: Sequence[str]) -> None:
    """Fit on all sets together, and print each set's figures at several thresholds."""
    observed = {}
    for name in sets:
        folder, _, other = name.partition("+")
        observed[name] = list(observe(Path(folder), Path(other) if other else None))
    rows = [row for of_set in observed.values() for row in of_set]
    features = np.array([row[0] for row in rows])
    for name, column in (("first", 1), ("any of three", 2)):
        bias, weights = fit(features, np.array([row[column] for row in rows]))
        values = ", ".join(f"{label} {weight:.2f}" for label, weight in zip(NAMES, weights, strict=True))
        print(f"{name}: bias {bias:.2f}, {values}")
    for name, of_set in observed.items():
        chance = 1 / (1 + np.exp(-(np.array([row[0] for row in of_set]) @ weights + bias)))
        answerable = np.array([row[3] for row in of_set])
        shares = []
        for threshold in (0.2, 0.25, 0.285, 0.35, 0.4):
            kept = (chance[answerable] >= threshold).mean()
            refused = (chance[~answerable] < threshold).mean() if not answerable.all() else float("nan")
            shares.append(f"{threshold}: {kept:.3f}/{refused:.3f}")
        auc = roc_auc_score(answerable, chance) if not answerable.all() else float("nan")
        print(f"{name}: AUC {auc:.3f}; answered/abstained at " + ", ".join(shares))


if __name__ == "__main__":
    main(sys.argv[1:])
