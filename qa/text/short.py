"""The short answer: the span asked for out of one cited sentence, or nothing where that is not near certain.

It only cuts and never composes: apart from a date's resolution, every character stands in the sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from qa.text.ask_nouns import KIND_OF_NOUN, SAME_SENSE
from qa.text.ask_shape import SAYING, singular
from qa.text.expect import Expectation
from qa.text.short_features import features, line_features
from qa.text.short_spans import LONGEST, Candidate, Line, candidates
from qa.text.short_weights import WEIGHTS
from qa.text.words import stem, words

CERTAIN = 0.5
"""The confidence from which a span is shown. Of held-out questions with the right sentence in hand one in nine is then
answered wrongly, at 0.6 one in fifteen: a caller that doubts the sentence asks `find_short` and weighs both."""

_GENERIC = frozenset(stem(word) for word in "name type kind sort people person according main".split())
_GROUPS = {
    "number": "number", "money": "number", "duration": "number", "date": "date", "person": "name", "group": "name",
    "place": "place",
}  # fmt: skip
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
_ACCORDING = re.compile(r"(?:\w+ )?according to (?:who|whom|which|what)\b", re.IGNORECASE)
_PER_CHARACTER = 0.002
"""What each character costs: of two spans that are as likely, the shorter is the answer."""


@dataclass(frozen=True, slots=True)
class Short:
    """A span that may be the answer, and how likely it holds what is asked for, if the sentence does."""

    text: str
    confidence: float


def short_answer(
    expectation: Expectation, question: str, sentence: str, *, dates: Sequence[Mapping[str, str | None]] = ()
) -> str | None:
    """Return the span of `sentence` that answers `question` in at most 90 characters, None where it is not certain.

    `dates` are the sentence's expressions resolved (`expression`, `date`, `end`); a date comes with its resolution.
    """
    found = find_short(expectation, question, sentence, dates=dates)
    return found.text if found and found.confidence >= CERTAIN else None


def find_short(
    expectation: Expectation, question: str, sentence: str, *, dates: Sequence[Mapping[str, str | None]] = ()
) -> Short | None:
    """Return the likeliest span with its confidence, however low; None where no span is of the kind asked for."""
    if expectation.kind == "yes_no":
        return None
    line = read_line(expectation, question, sentence)
    every = candidates(line)
    shared = line_features(line)
    # A choice ("was it A or B?") is answered in the question's own words; nothing else is.
    repeated = frozenset() if _CHOICE.search(question) else frozenset(word.stem for word in words(question))
    best: tuple[float, float, Candidate] | None = None
    for candidate in every:
        if _repeats(sentence[candidate.start : candidate.end], repeated):
            continue
        weights = WEIGHTS[group_of(expectation, candidate)]
        given = features(line, candidate, every, shared)
        score = sum(weights.get(name, 0.0) * value for name, value in given.items())
        confidence = 1 / (1 + math.exp(-score))
        worth = confidence * (1 - _PER_CHARACTER * (candidate.end - candidate.start) * (candidate.kind != "number"))
        if best is None or worth > best[0]:
            best = (worth, confidence, candidate)
    if best is None:
        return None
    chosen = _whole_list(expectation, best[2], every)
    text = _trim(sentence[chosen.start : chosen.end])
    if expectation.kind == "date":
        text = _dated(text, dates)
    return Short(text, best[1]) if text and len(text) <= LONGEST else None


def asks_for_speaker(expectation: Expectation, question: str) -> bool:
    """Return whether it is asked who says something: "who claimed", "according to whom"."""
    if _ACCORDING.match(question):
        return True
    return expectation.kind in ("person", "group") and expectation.subject and expectation.verb in SAYING


def _repeats(text: str, asked: frozenset[str]) -> bool:
    """Return whether most of a span's content words are the question's."""
    content = [word.stem for word in words(text) if word.is_content]
    return sum(stem_ in asked for stem_ in content) * 2 > len(content)


def group_of(expectation: Expectation, candidate: Candidate) -> str:
    """Return which set of weights judges the candidate."""
    group = _GROUPS.get(expectation.kind, "text")
    return f"{group}_clause" if candidate.kind == "clause" else group


def read_line(expectation: Expectation, question: str, sentence: str) -> Line:
    """Return `sentence` read against the question's words, as candidates and features need it."""
    unasked = set(_GENERIC)
    if expectation.head and singular(expectation.head) in KIND_OF_NOUN:
        unasked.add(stem(expectation.head))  # "which city" is answered by a name, seldom by the word
    asked = dict.fromkeys(w.stem for w in words(question) if w.is_content and w.stem not in unasked)
    verb = _senses().get(stem(expectation.verb), frozenset((stem(expectation.verb),))) if expectation.verb else None
    return Line(sentence, expectation, tuple(_senses().get(word, frozenset((word,))) for word in asked), verb)


@cache
def _senses() -> Mapping[str, frozenset[str]]:
    """Return for each everyday word the stems that can stand for it."""
    senses: dict[str, frozenset[str]] = {}
    for group in SAME_SENSE:
        stems = frozenset(stem(word) for word in group)
        for word in stems:
            senses[word] = senses.get(word, frozenset()) | stems
    return senses


def _whole_list(expectation: Expectation, chosen: Candidate, every: Sequence[Candidate]) -> Candidate:
    """Widen a name to the names listed with it where several are asked for."""
    if not expectation.plural or chosen.kind not in ("name", "phrase"):
        return chosen
    lists = [c for c in every if c.kind == "list" and c.start <= chosen.start and chosen.end <= c.end]
    return max(lists, key=lambda c: c.end - c.start, default=chosen)


def _trim(text: str) -> str:
    """Cut marks and lone brackets or quotes off the edges."""
    trimmed = text.strip(" ,;:–—-")
    if trimmed.endswith(".") and not re.search(r"\b\w\.$", trimmed):
        trimmed = trimmed[:-1]
    for opening, closing in (("(", ")"), ("“", "”"), ('"', '"')):
        if opening == closing and trimmed.count(opening) == 1:
            trimmed = trimmed.replace(opening, "") if trimmed[0] == opening or trimmed[-1] == opening else trimmed
        elif trimmed.count(opening) > trimmed.count(closing):
            trimmed = trimmed[: trimmed.rindex(opening)] if trimmed.rindex(opening) else trimmed[1:]
        elif trimmed.count(closing) > trimmed.count(opening):
            trimmed = trimmed[trimmed.index(closing) + 1 :] if trimmed[-1] != closing else trimmed[:-1]
    return trimmed.strip(" ,;:")


def _dated(text: str, dates: Sequence[Mapping[str, str | None]]) -> str:
    """Add what the expression was resolved to, where it does not say so itself: "Saturday, 9 March 2019"."""
    lowered = text.lower()
    for found in dates:
        expression = (found.get("expression") or "").lower()
        iso = found.get("date")
        if not iso or not expression or not (lowered in expression or expression in lowered):
            continue
        year, rest = iso[:4], iso[4:]
        if year in text:
            return text
        if re.search(r"\d", text) or found.get("end") or not re.fullmatch(r"-\d\d-\d\d", rest):
            return f"{text}, {year}" if text[-1].isdigit() else f"{text} {year}"
        day = date.fromisoformat(iso)
        return f"{text}, {day.day} {day:%B %Y}"
    return text
