"""Candidates made by hand, for what only their text, article and score matter to."""

import numpy as np

from index import ArticleRecord, PassageRecord
from qa.retrieve import Candidate


def candidate_of(text: str, number: int = 1, *, score: float = 0.0, published: str | None = None) -> Candidate:
    """Return the sentence `text` as the only candidate of article `number`."""
    article = ArticleRecord(number, f"{number}.txt", "", text, "b", None, published, False, "utf-8", ())
    passage = PassageRecord(number, article, "body", np.array([[0, len(text)]], dtype=np.int32), None)
    return Candidate(passage, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, score, reading=score / 2)
