"""Late interaction: how well each token of a question is met by a sentence's tokens, and by its passage's.

The largest similarity of each question token over a text's tokens (MaxSim; ColBERT, Khattab and Zaharia 2020,
https://arxiv.org/abs/2004.12832), averaged. A cosine of means blurs what a sentence lacks; this shows it. Numbers
only: it must know neither texts' regions nor what is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index import TOKEN_SCALE, PassageVectors, QuestionVectors, Vector, analyze

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class AskedTokens:
    """A question's token vectors, in the order of its text.

    `vectors` is float32 of shape (tokens, token dimension). `weights`, float32 of shape (tokens,), sum to 1: shares of
    the rarity of the words that tokens belong to. `others`, bool, marks the tokens of no content word: "who", "did",
    "?"; their best match tells of the kind of thing that is asked for.
    """

    vectors: Vector
    weights: Vector
    others: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interaction:
    """Mean similarities, from about 0 to 1, float32.

    `sentences` and `asking` are of shape (sentences of all passages,), `passages` of shape (passages,). `sentences` and
    `passages` are weighted means over the content words' tokens; `asking` is that of the others.
    """

    sentences: Vector
    asking: Vector
    passages: Vector


def weigh_tokens(text: str, question: QuestionVectors, rarity: Mapping[str, float]) -> AskedTokens:
    """Return the tokens of the question `text` with the rarity of their words; `rarity` is by content term."""
    weights = np.zeros(len(question.spans), dtype=np.float32)
    for word in _WORD.finditer(text):
        start, end = word.span()
        weight = max((rarity[term] for term in analyze(word.group()) if term in rarity), default=0.0)
        inside = (question.spans[:, 0] < end) & (question.spans[:, 1] > start)
        weights[inside] = weight / max(int(inside.sum()), 1)
    if not weights.any():
        weights[:] = 1.0
    return AskedTokens(question.tokens, weights / max(float(weights.sum()), 1e-9), weights == 0)


def interact(question: AskedTokens, passages: Sequence[PassageVectors]) -> Interaction:
    """Compare each token of the question with every token of these passages and of their contexts."""
    ends = np.cumsum([len(each.tokens) for each in passages])
    starts = ends - [len(each.tokens) for each in passages]
    # One by one: a large product is shared out among threads, which wait for work busily and take the time of others.
    products = [question.vectors @ each.tokens.T.astype(np.float32) for each in passages]
    similar = np.concatenate(products, axis=1) / np.float32(TOKEN_SCALE)
    bounds = np.concatenate([each.bounds + start for each, start in zip(passages, starts, strict=True)])
    best = _peaks(similar, bounds)
    asking = best[question.others].mean(axis=0) if question.others.any() else best.mean(axis=0)
    whole = _peaks(similar, np.stack([starts, ends], axis=1))
    return Interaction(question.weights @ best, asking, question.weights @ whole)


def _peaks(similar: Vector, bounds: npt.NDArray[Any]) -> Vector:
    """Return the largest similarity, at least 0, of each row between each pair of bounds: shape (rows, pairs)."""
    # Every second piece lies between two pairs. An empty one is like nothing: reduceat gives it the token behind.
    padded = np.concatenate([similar, np.zeros((len(similar), 1), dtype=np.float32)], axis=1)
    peaks = np.maximum.reduceat(padded, bounds.ravel(), axis=1)[:, ::2]
    return np.asarray(np.maximum(peaks, 0) * (bounds[:, 1] > bounds[:, 0]), dtype=np.float32)
