"""What is compared of sentences with a question, each seen in its passage: numbers for all of them at once.

It must not know where passages come from, what their features weigh, or what is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index import PassageRecord, QuestionVectors, analyze
from qa.interaction import AskedTokens, interact

Column = npt.NDArray[np.float64]


def compare(
    passages: Sequence[PassageRecord],
    question: QuestionVectors,
    tokens: AskedTokens,
    ways: Sequence[Mapping[str, float]],
    said: str,
) -> dict[str, Column]:
    """Return the features of all sentences of `passages`, in order, each as float64 of shape (sentences,).

    What they mean is told by `qa.retrieve.Candidate`; `type_match`, which takes longer, is not among them. `ways` are
    the question's terms with their rarity, one for each spelling; `said` is the answer before. Passages without
    vectors must be left out.
    """
    vectors = [passage.vectors for passage in passages if passage.vectors is not None]
    counts = [len(passage.spans) for passage in passages]
    sentences = [passage.sentence(ordinal) for passage in passages for ordinal in range(len(passage.spans))]
    matches = interact(tokens, vectors)
    told = np.array([bool(said) and sentence in said for sentence in sentences], dtype=np.float64)
    found = {
        "sentence_cosine": np.concatenate([each.sentences @ question.whole for each in vectors]),
        "passage_cosine": np.repeat([each.passage @ question.whole for each in vectors], counts),
        "token_match": matches.sentences,
        "context_token_match": np.repeat(matches.passages, counts),
        "asking_match": matches.asking,
        **_coverages(passages, sentences, counts, ways),
        "said_before": _spread(told, counts) - told / 2,
    }
    return {name: column.astype(np.float64) for name, column in found.items()}


def _coverages(
    passages: Sequence[PassageRecord],
    sentences: Sequence[str],
    counts: Sequence[int],
    ways: Sequence[Mapping[str, float]],
) -> dict[str, Column]:
    """Return the shares of the question's weight that each sentence holds, its passage, and only its title."""
    terms = list({term: None for way in ways for term in way})
    weights = np.array([[way.get(term, 0.0) for term in terms] for way in ways], dtype=np.float64)
    weights = weights.reshape(len(ways), len(terms))
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    held = _holding(sentences, terms)
    titles = [(passage.article.title or "") if passage.region == "body" else "" for passage in passages]
    titled = np.repeat(_holding(titles, terms), counts, axis=0)
    around = np.maximum(_spread(held, counts), titled)
    return {
        "coverage": _share(held, weights),
        "context_coverage": _share(around, weights),
        "title_coverage": _share(titled * (1 - held), weights),
    }


def _holding(texts: Sequence[str], terms: Sequence[str]) -> Column:
    """Return 1 where a text holds a term, else 0: shape (texts, terms)."""
    rows = [[term in held for term in terms] for held in map(_terms, texts)]
    return np.array(rows, dtype=np.float64).reshape(len(texts), len(terms))


def _share(held: Column, weights: Column) -> Column:
    """Return the share that is held in the way of spelling that fits best."""
    shares: Column = (held @ weights.T).max(axis=1, initial=0.0)
    return shares


def _spread(column: Column, counts: Sequence[int]) -> Column:
    """Return, for each sentence, the most that any sentence of its passage has."""
    firsts = np.cumsum([0, *counts[:-1]])
    most: Column = np.repeat(np.maximum.reduceat(column, firsts, axis=0), counts, axis=0)
    return most


@lru_cache(maxsize=20_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(analyze(text))
