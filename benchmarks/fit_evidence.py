"""Fit the chance of `qa.evidence` by which a line is cited beside the best, and show what each threshold costs.

    python -m benchmarks.fit_evidence SETS FOLD [...] [--write FOLDER ...]

SETS is a folder with xquad/ and nq/; a FOLD holds weights that `train_ranker.py` made without some articles
(`--leave-out`), and only questions about these are asked with it. The model goes into the ranker.json of each --write
FOLDER. The target: a candidate answers and no candidate before it does. Needs scikit-learn, which
sentence-transformers brings.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.ranker_data import Asked, left_out, load_set, reordered, write_efforts
from qa.evidence import fold_reprints
from qa.rerank import Ranking

_SEEN = 5
_THRESHOLDS = (0.01, 0.02, 0.025, 0.03, 0.04, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Seen:
    """One question's first candidates: how far behind the best, on a line with one before, which of them answer."""

    behind: tuple[float, ...]
    beside: tuple[bool, ...]
    hits: tuple[bool, ...]


def see(asked: Asked, ranking: Ranking) -> Seen | None:
    """Return what the choice of evidence sees of a question; None where nothing is found."""
    found = reordered(asked, lambda text, all_: ranking.order(text, all_, asked.unknown_names)[0])
    hits = {each.candidate.key: each.hit for each in found}
    ranked = fold_reprints([each.candidate for each in found])[:_SEEN]
    if not ranked:
        return None
    articles = [each.passage.article for each in ranked]
    lines = [(a.id, a.lines.line_at(each.span[0])) for a, each in zip(articles, ranked, strict=True)]
    return Seen(
        tuple(ranked[0].score - each.score for each in ranked),
        tuple(line in lines[:place] for place, line in enumerate(lines)),
        tuple(hits[each.key] for each in ranked),
    )


def gather(options: argparse.Namespace, scratch: Path) -> dict[str, list[Seen]]:
    """Return what is seen, by set, of the questions that the folds' rankers have not seen."""
    found: dict[str, list[Seen]] = {}
    for folder in options.folds:
        ranking = Ranking(str(folder))
        for name, fold in left_out(folder):
            asked = load_set(options.sets / name, scratch, ranking.ranker, fold=fold)
            found.setdefault(name, []).extend(seen for each in asked if (seen := see(each, ranking)) is not None)
    return found


def show(name: str, observed: Sequence[Seen], model: LogisticRegression) -> None:
    """Print what is cited at each threshold: lines a question, and the questions answered by the first 3 and 5."""
    bias, weights = float(model.intercept_[0]), model.coef_[0]
    for least in _THRESHOLDS:
        cited, three, five = 0, 0, 0
        for each in observed:
            chosen = [0]
            for place in range(1, len(each.hits)):
                logit = bias + weights @ np.array([each.behind[place], len(chosen), each.beside[place]])
                if 1 / (1 + np.exp(-logit)) >= least:
                    chosen.append(place)
            cited += len(chosen)
            three += any(each.hits[place] for place in chosen[:3])
            five += any(each.hits[place] for place in chosen)
        count = len(observed)
        print(f"{name:6} {least:<6} {cited / count:.2f} lines  top3 {three / count:.3f}  top5 {five / count:.3f}")


def main() -> None:
    """Fit on both sets and show each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    parser.add_argument("folds", type=Path, nargs="+")
    parser.add_argument("--write", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sets = gather(options, Path(scratch))
    features, target = [], []
    for each in (seen for observed in sets.values() for seen in observed):
        for place in range(1, len(each.hits)):
            features.append([each.behind[place], place, each.beside[place]])
            target.append(each.hits[place] and not any(each.hits[:place]))
    model = LogisticRegression(max_iter=3000).fit(np.array(features), np.array(target))
    bias, weights = round(float(model.intercept_[0]), 3), model.coef_[0].round(3).tolist()
    stored = {"bias": bias, "weights": dict(zip(("behind", "chosen", "beside"), weights, strict=True))}
    print(stored)
    for name, observed in sets.items():
        show(name, observed, model)
    for folder in options.write:
        write_efforts(folder, lambda _: {"next": stored})


if __name__ == "__main__":
    main()
