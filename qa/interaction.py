"""Late interaction: how well each token of a question is met by a sentence's tokens, and by its passage's.

The largest similarity of each question token over a text's tokens (MaxSim; ColBERT, Khattab and Zaharia 2020,
https://arxiv.org/abs/2004.12832), averaged. A cosine of means blurs what a sentence lacks; this shows it. Numbers
only: it must know neither texts' regions nor what is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
    """Mean similarities, from about 0 to 1, float32: `sentences` and `asking` of shape (sentences,), one `passage`.

    `sentences` and `passage` are weighted means over the content words' tokens; `asking` is that of the others.
    """

    sentences: Vector
    asking: Vector
    passage: float


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


def interact(question: AskedTokens, passage: PassageVectors) -> Interaction:
    """Compare each token of the question with every token of the passage and of its context."""
    similar = question.vectors @ passage.tokens.T.astype(np.float32) / TOKEN_SCALE
    # Sentences follow one another without a gap. One without tokens is like nothing: reduceat gives it the next token.
    starts, ends = passage.bounds.T
    padded = np.concatenate([similar, np.zeros((len(similar), 1), dtype=np.float32)], axis=1)
    best = np.maximum(np.maximum.reduceat(padded, starts, axis=1), 0) * (ends > starts)
    asking = best[question.others].mean(axis=0) if question.others.any() else best.mean(axis=0)
    return Interaction(question.weights @ best, asking, float(similar.max(axis=1, initial=0.0) @ question.weights))
