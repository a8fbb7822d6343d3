"""Complete a question that leans on the conversation before it: "And how many vehicles?", "Who said so?".

By rule, without a model: what is missing is what was asked before. The completed question is shown, so that nobody
wonders what was really asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Turn = tuple[str, str]
"""A question that was asked, and the text of its answer."""

_OPENING = re.compile(
    r"^(?:(?:and|but|so|also|then|or|ok|okay|well|what about|how about)\b[\s,]*)+(?=\w)", re.IGNORECASE
)
_POINTING = re.compile(
    r"\b(?:(?:the|that|this) (?:other|others|day|time|place|group|person|report|statement|man|woman|former|latter)"
    r"|it|its|they|them|their|theirs|he|him|his|she|her|hers|there|so|this|that|these|those|the same|one|ones)\b",
    re.IGNORECASE,
)
# "that" and "so" that point at nothing: "said that ...", "so many", "so far".
_NOT_POINTING = re.compile(
    r"\b(?:say|says|said|claim|claims|claimed|think|know|mean|reported?|announced?|denied|deny) that\b(?! day| time)"
    r"|\bso (?:many|much|far|long|called)\b|\b(?:is|are|was|were) there\b",
    re.IGNORECASE,
)
# What goes on from something: "Who else was hurt?", "What happened next?", "Same for Lenn?", "Any injuries?"
_GOING_ON = re.compile(
    r"\belse\b|\b(?:then|next|afterwards?)\s*[?!.]*$|^(?:same|more|both)\b|^any \w+\s*[?!.]*$", re.IGNORECASE
)
_ASKING = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how(?: (?:many|much|far|long|often|old|big|tall|large|high))?"
    r"|did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|please|tell me|say|said)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b", re.IGNORECASE)
_SMALL = frozenset("the a an of in on at to by for from with about and or".split())
_WORD = re.compile(r"[^\W_]+")
_SHORT = 2  # content words that can't be a whole question


def complete(question: str, history: Sequence[Turn]) -> str:
    """Return `question` with what it leaves out, taken from earlier questions; unchanged where it stands alone."""
    if not history or not leans_on_history(question):
        return question
    before = complete(history[-1][0], history[:-1])
    own = without_opening(question).rstrip("?!. ")
    known = {word.casefold() for word in _WORD.findall(own)}
    topic = " ".join(_topic(before))
    if not topic or {word.casefold() for word in _WORD.findall(topic)} <= known:
        return question
    return f"{own[:1].upper()}{own[1:]} ({topic})?"


def leans_on_history(question: str) -> bool:
    """Return whether a question can't be understood alone."""
    plain = question.strip()
    if _OPENING.match(plain) or _GOING_ON.search(plain) or points_back(plain):
        return True
    words = len(_topic(question))
    return not words or (words < _SHORT and not _VERB.search(question))


def without_opening(question: str) -> str:
    """Return a question without the words that only tie it to what went before: "And", "But what about"."""
    return _OPENING.sub("", question.strip())


def points_back(question: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words that stand for something said before."""
    masked = _NOT_POINTING.sub(lambda match: " " * len(match.group()), question)
    return tuple(match.span() for match in _POINTING.finditer(masked))


def _topic(question: str) -> list[str]:
    """Return the words of a question that say what it is about, without those that ask."""
    plain = _ASKING.sub(" ", _POINTING.sub(" ", re.sub(r"[?!()]", " ", question)))
    words = [word.strip(",;:.") for word in plain.split() if _WORD.search(word)]
    while words and words[0].casefold() in _SMALL:
        words.pop(0)
    while words and words[-1].casefold() in _SMALL:
        words.pop()
    return words
