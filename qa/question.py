"""What a question asks: its content terms, and whether it asks for readers' comments. Pure text, no archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index import analyze
from qa.errors import QuestionError

MAX_QUESTION = 2000
"""Code points; what is longer is no question but a text."""

_FUNCTION_WORDS = (
    "a an and are as at be been being but by can could did do does for from had has have he her him his how i if in"
    " into is it its may me might much many more most no not of on or our she should so some such than that the their"
    " them then there these they this those to upon us was we were what when where whether which while who whom whose"
    " why will with would you your according about after any before during between s t did please tell"
)
_COMMENTS = re.compile(
    r"\b(?:comment(?:er|ator)?s?|commented|readers?|reader[’']s|user comments?|in the comments)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question that can be asked: stripped, not empty, of bearable length."""

    text: str

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Return the different content terms, in order; function words only where there is nothing else."""
        every = tuple(dict.fromkeys(analyze(self.text)))
        # Whether a line is a reader's is known by its region: no comment says of itself that it is one.
        asked = analyze(_COMMENTS.sub(" ", self.text)) if self.asks_for_comments else every
        return tuple(dict.fromkeys(term for term in asked if term not in _stop_terms())) or every

    @property
    def asks_for_comments(self) -> bool:
        """Return whether it asks what readers wrote."""
        return _COMMENTS.search(self.text) is not None


def read_question(text: str) -> Question:
    """Return the question in `text`.

    Raises:
        QuestionError: nothing is asked, or far too much.
    """
    stripped = " ".join(text.split())
    if not stripped:
        raise QuestionError("the question is empty: write what you would like to know")
    if len(stripped) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(stripped):,} characters, and {MAX_QUESTION:,} is the most:"
            " ask for one thing at a time"
        )
    if not any(character.isalnum() for character in stripped):
        raise QuestionError("the question holds no word: write what you would like to know")
    return Question(stripped)


_stopped: frozenset[str] = frozenset()


def _stop_terms() -> frozenset[str]:
    global _stopped  # noqa: PLW0603 - analysed once, at the first question, because importing must not load tantivy
    if not _stopped:
        _stopped = frozenset(analyze(_FUNCTION_WORDS))
    return _stopped
