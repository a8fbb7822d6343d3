"""Fit the weights of the short answers: `fit_short.py QUESTIONS.jsonl [...]` rewrites `qa/text/short_weights.py`.

A row is {"question", "answers": [[spelling, ...]], "sentences": [...]}: sentences that retrieval gave, right and wrong
ones. A span counts as right where it holds one of the first answer's spellings as whole words. Needs scikit-learn,
which sentence-transformers brings.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from qa.text.expect import expectation
from qa.text.short import group_of, read_line
from qa.text.short_features import features, line_features
from qa.text.short_spans import candidates

TARGET = Path(__file__).parent.parent / "qa" / "text" / "short_weights.py"
STRENGTH = 0.1
"""Inverse strength of the L2 penalty, chosen on the development half."""


def main() -> None:
    """Read the rows, fit a logistic regression for each group of kinds, write the weights."""
    given: dict[str, list[dict[str, float]]] = defaultdict(list)
    right: dict[str, list[bool]] = defaultdict(list)
    for path in sys.argv[1:]:
        for text in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            asked = expectation(row["question"])
            for sentence in row["sentences"]:
                line = read_line(asked, row["question"], sentence)
                every, shared = candidates(line), line_features(line)
                for candidate in every:
                    group = group_of(asked, candidate)
                    given[group].append(features(line, candidate, every, shared))
                    cut = sentence[candidate.start : candidate.end]
                    right[group].append(any(_holds(answer, cut) for answer in row["answers"][0]))
    TARGET.write_text(_module({group: _fit(given[group], right[group]) for group in sorted(given)}), encoding="utf-8")


def _holds(answer: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer.lower())}(?!\w)", text.lower()) is not None


def _fit(given: list[dict[str, float]], right: list[bool]) -> dict[str, float]:
    table = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(table.fit_transform(given), right)
    weights = dict(zip(table.get_feature_names_out(), (float(w) for w in model.coef_[0]), strict=True))
    weights["bias"] += float(model.intercept_[0])
    return {name: round(weight, 2) for name, weight in sorted(weights.items()) if abs(weight) >= 0.03}


def _module(weights: dict[str, dict[str, float]]) -> str:
    lines = [
        '"""What each feature of a short answer weighs. Written by benchmarks/fit_short.py; do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        "WEIGHTS: dict[str, dict[str, float]] = {",
    ]
    for group, named in weights.items():
        lines.append(f'    "{group}": {{')
        row = "       "
        for name, weight in named.items():
            item = f' "{name}": {weight},'
            if len(row) + len(item) > 118:
                lines.append(row)
                row = "       "
            row += item
        lines += [row, "    },"]
    return "\n".join([*lines, "}  # fmt: skip", ""])


if __name__ == "__main__":
    main()
