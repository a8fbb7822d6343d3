"""Fit the two chances by which is abstained, on what readers say of articles that they were not trained on.

    python -m benchmarks.fit_chances SETS HOLES FOLD_FOLDER [FOLD_FOLDER] [--write FOLDER ...]

SETS holds `xquad` and `nq`; HOLES the same with answers taken out: `xquad-paragraphs`, `xquad-sentences`,
`nq-paragraphs` (see `benchmarks.ranker_data`). A FOLD_FOLDER was written by `train_ranker --leave-out SET:FOLD ...`;
only the questions that it left out are asked with it. The models are written into the ranker.json of each --write
FOLDER. Prints, for each effort and set, the AUC of "it can be answered", what is abstained at given shares of answers,
and the reliability of the chance, all for models fitted on the other half of the articles.
Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.ranker_data import FOLDS, Asked, left_out, load_set, reordered, write_efforts
from qa.ranker import EFFORTS, UNREAD, Effort, Logistic, Ranker, load_ranker
from qa.rerank import OnnxReader, rerank
from qa.select import describe

SETS = {"xquad": "", "xquad-paragraphs": "xquad", "xquad-sentences": "xquad", "nq": "", "nq-paragraphs": "nq"}
ANY = {"xquad-paragraphs": 1.0, "xquad-sentences": 1.0, "nq": 0.3}
"""How much each set weighs for the chance by which is abstained: those that hold near misses, and some search queries.
In nq-paragraphs many answers stand elsewhere too, so that what it calls unanswerable is not."""
FIRST = {"xquad": 1.0, "xquad-paragraphs": 1.0, "xquad-sentences": 1.0, "nq": 1.0}
"""The same for the confidence, which is to hold of archives as they are."""
ANSWERED = (0.97, 0.95, 0.93, 0.9)
_PART = 7  # the halves for the tables are others than the folds of the readers
_NOTHING = Logistic(0.0, {})
PAIRS = {UNREAD: 0, "fast": 2, "careful": 12}
THRESHOLD = 0.33
"""Where 95 % of XQuAD's questions are answered by models that have not seen their articles."""
UNRELATED = 11.0  # the median score of the fortieth candidate, XQuAD and NQ
SURE = {UNREAD: 1.0, "fast": 0.7, "careful": 1.0}
READING_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One question: what the selection sees, where the first answer stands (from 0, None: nowhere), which half."""

    described: Mapping[str, float]
    place: int | None
    answerable: bool
    half: int


def see(asked: Asked, reader: OnnxReader, pairs: int) -> Seen | None:
    """Return what the selection sees of a question when `pairs` candidates are read; None where nothing is found."""
    effort = Effort(pairs, READING_WEIGHT, 1.0, 0.0, UNRELATED, _NOTHING, _NOTHING, _NOTHING)
    found = reordered(asked, lambda text, all_: rerank(text.likeliest, all_, reader, effort) if pairs else all_)
    if not found:
        return None
    place = next((at for at, each in enumerate(found) if each.hit), None)
    described = describe(asked.question.text, [each.candidate for each in found], asked.unknown_names, UNRELATED)
    half = zlib.crc32(asked.file.encode()) // _PART % 2
    return Seen(described, place if asked.answerable else None, asked.answerable, half)


def fit(seen: Mapping[str, Sequence[Seen]], first: int, names: Sequence[str], half: int | None = None) -> Logistic:
    """Return the chance that one of the first `first` candidates answers, fitted on articles outside `half`."""
    shares = FIRST if first == 1 else ANY
    rows = [
        (each, share / len(seen[name]))
        for name, share in shares.items()
        for each in seen.get(name, ())
        if each.half != half
    ]
    values = np.array([[each.described[name] for name in names] for each, _ in rows])
    target = [each.place is not None and each.place < first for each, _ in rows]
    share = np.array([share for _, share in rows])
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=3000)
    model.fit((values - mean) / deviation, target, sample_weight=share * len(share) / share.sum())
    weights = model.coef_[0] / deviation
    bias = float(model.intercept_[0] - (weights * mean).sum())
    return Logistic(round(bias, 3), {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)})


def chances(seen: Mapping[str, Sequence[Seen]], names: Sequence[str], first: int) -> dict[str, npt.NDArray[np.float64]]:
    """Return each question's chance by the model that was fitted on the other half of the articles."""
    models = [fit(seen, first, names, half) for half in (0, 1)]
    return {name: np.array([models[each.half].chance(each.described) for each in sets]) for name, sets in seen.items()}


def report(effort: str, seen: Mapping[str, Sequence[Seen]], names: Sequence[str]) -> None:
    """Print the tables of one effort."""
    any_, first = chances(seen, names, 3), chances(seen, names, 1)
    print(f"\n{effort}: top1 top3 top5 | AUC | abstained where {ANSWERED} are answered")
    for name, questions in seen.items():
        able = np.array([each.answerable for each in questions])
        places = [each.place for each in questions if each.answerable]
        tops = [round(float(np.mean([p is not None and p < k for p in places])), 3) for k in (1, 3, 5)]
        if able.all():
            print(f"  {name}: {tops} | threshold at .97 {np.quantile(any_[name], 0.03):.3f}")
            continue
        bars = [np.quantile(any_[name][able], 1 - share) for share in ANSWERED]
        refused = [round(float((any_[name][~able] < bar).mean()), 3) for bar in bars]
        print(
            f"  {name}: {tops} | {roc_auc_score(able, any_[name]):.3f} | {refused} | bars {np.round(bars, 2).tolist()}"
        )
    chance = np.concatenate(list(first.values()))
    right = np.array([each.place == 0 for sets in seen.values() for each in sets])
    for low in np.arange(0, 1, 0.2):
        inside = (chance >= low) & (chance < low + 0.2)
        if inside.any():
            print(
                f"  first answers, said {low:.1f} to {low + 0.2:.1f}: n {inside.sum()}"
                f" said {chance[inside].mean():.2f} was {right[inside].mean():.2f}"
            )


def gather(options: argparse.Namespace, scratch: Path) -> dict[str, dict[str, list[Seen]]]:
    """Return what is seen, by effort and set, each question asked with a reader that was not trained on its article."""
    found: dict[str, dict[str, list[Seen]]] = {effort: {name: [] for name in SETS} for effort in PAIRS}
    for folder in options.folds:
        ranker: Ranker = load_ranker(folder)
        reader = OnnxReader(folder)
        unseen = left_out(folder)
        for name, fold in [(name, fold) for name in SETS for fold in range(FOLDS)]:
            whole = SETS[name]
            if (whole or name, fold) not in unseen:
                continue
            place = options.holes / name if whole else options.sets / name
            questions = load_set(place, scratch, ranker, options.sets / whole if whole else None, fold)
            for effort, pairs in PAIRS.items():
                seen = (see(asked, reader, pairs) for asked in questions)
                found[effort][name] += [each for each in seen if each is not None]
    return found


def stored(effort: str, seen: Mapping[str, Sequence[Seen]]) -> dict[str, Any]:
    """Return an effort as ranker.json holds it, fitted on everything seen."""
    names = described_by(effort, seen["xquad"])
    models = {"first": fit(seen, 1, names), "any": fit(seen, 3, names)}
    written = {name: {"bias": model.bias, "weights": dict(model.weights)} for name, model in models.items()}
    return (
        {"pairs": PAIRS[effort], "reading_weight": READING_WEIGHT, "sure": SURE[effort]}
        | {
            "threshold": THRESHOLD,
            "unrelated": UNRELATED,
        }
        | written
    )


def described_by(effort: str, seen: Sequence[Seen]) -> list[str]:
    """Return the names of what is described, but for the reading where nothing is read."""
    return [name for name in seen[0].described if effort != UNREAD or name != "reading"]


def main() -> None:
    """Fit, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    parser.add_argument("holes", type=Path)
    parser.add_argument("folds", type=Path, nargs="+")
    parser.add_argument("--write", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        seen = gather(options, Path(scratch))
    for effort in (UNREAD, *EFFORTS):
        report(effort, seen[effort], described_by(effort, seen[effort]["xquad"]))
    for folder in options.write:
        write_efforts(folder, lambda effort: stored(effort, seen[effort]))


if __name__ == "__main__":
    main()
