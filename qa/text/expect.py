"""What a question asks for, and how well a sentence holds something of that kind. Pure text; it knows no archive.

It never decides whether an archive answers a question: a sentence may hold a date and not the date asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from qa.text.ask_nouns import KIND_OF_NOUN, PEOPLE, UNITS_OF
from qa.text.ask_shape import FIGURES, Expectation, Kind, read_shape, singular
from qa.text.spans import Span, is_money, names, numbers, times
from qa.text.words import FUNCTION_WORDS, Word, stem, words

__all__ = ["FIGURES", "Expectation", "Kind", "expectation", "type_match"]

_LEAD = re.compile(
    r"^(?:(?:please|so|and|but|ok|okay|well|also|hi|hello),?\s+)*(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:tell|show|remind|inform) (?:me|us)(?: about)?|explain(?: to me)?|(?:do )?(?:you|we) know"
    r"|i(?: want|['’]d like| would like| need) to know|i wonder|any idea|find out|what do you think)?,?\s*"
    r"(?=(?:(?:in|on|at|to|from|by|for|of|about|until|since|with) )?"
    r"(?:who|what|which|when|where|why|how|whose|whom|if|whether)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“”«]([^\"“”«»]{2,80})[\"“”»]|(?<!\w)['‘]([^'’]{2,60})['’](?!\w)")
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|result(?:ed|s|ing)? (?:in|from)|caused?|causing|led to"
    r"|leading to|so that|in order to|in response|in retaliation|therefore|since|reason|prompt(?:ed|ing)|blam(?:ed|ing)"
    r"|attributed|aim(?:ed|ing)? (?:to|at))\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:to [a-z]{3,}|for|after|as|by [a-z]+ing|following|over|amid)\b", re.IGNORECASE)
_MANNER = re.compile(r"\b(?:by [a-z]+ing|by means|through|using|via|thanks to|with the help|[a-z]+ly)\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|with|from|in an?)\b", re.IGNORECASE)
_SPEECH = re.compile(
    r"[\"“”«]|\b(?:sa(?:id|ys)|told|stated?|claim(?:ed|s)|announced|according to|added|declared|denied|warned|wrote"
    r"|insist|argued?s?|suggest(?:ed|s)?|promised|admitted|replied|called (?:on|for))\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|inside|around|across|along|into|on|off|towards?|between"
    r"|north|south|east|west) (?:of )?(?:the |an? |its |his |her |their )?(?:[a-z-]+ ){0,2}$"
)
_PEOPLE_STEMS = frozenset(stem(noun) for noun in PEOPLE)


@lru_cache(maxsize=1000)
def expectation(question: str) -> Expectation:
    """Return what `question` asks for; search-query style, embedded and prepositional questions included."""
    text = " ".join(_LEAD.sub("", " ".join(question.split()), count=1).split())
    tokens = words(text)
    when = times(text)
    return replace(
        read_shape(tokens),
        focus=tuple(dict.fromkeys(w.lower for w in tokens if w.is_content)),
        quoted=tuple(double or single for double, single in _QUOTED.findall(text)),
        names=tuple(text[s.start : s.end] for s in names(text) if not _overlaps(s, when)),
        times=tuple(text[s.start : s.end] for s in when),
    )


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def type_match(expectation: Expectation, sentence: str) -> float:
    """Return how well `sentence` holds something of the asked kind that the question does not name itself, 0 to 1."""
    tokens = words(sentence)
    when = times(sentence)
    asked = {stem(word) for word in expectation.focus}
    kind = expectation.kind
    if kind in FIGURES:
        return _figure_match(expectation, sentence, tokens, when, asked)
    if kind == "date":
        return (
            1.0
            if _new(sentence, when, asked)
            else 0.3
            if re.search(r"\b(?:when|after|before|during|until)\b", sentence)
            else 0.0
        )
    named = [s for s in names(sentence) if not _overlaps(s, when)]
    fresh = _new(sentence, named, asked)
    if kind in ("person", "group"):
        return _name_match(kind, sentence, tokens, fresh, asked)
    if kind == "place":
        if any(_IN_PLACE.search(sentence, 0, span.start) for span in fresh):
            return 1.0
        return (
            0.7 if fresh else 0.4 if _IN_PLACE.search(sentence) or re.search(r"\b(?:in|at|on) the\b", sentence) else 0.1
        )
    if kind == "cause":
        return 1.0 if _CAUSE.search(sentence) else 0.6 if _PURPOSE.search(sentence) else 0.1
    if kind == "manner":
        return 1.0 if _MANNER.search(sentence) else 0.5 if _BY.search(sentence) else 0.2
    if kind == "quote":
        return 1.0 if _SPEECH.search(sentence) else 0.3
    return _thing_match(expectation, sentence, tokens, fresh, asked)


def _new(sentence: str, spans: Sequence[Span], asked: set[str]) -> list[Span]:
    """Return the spans with a content word that the question lacks."""
    return [
        span
        for span in spans
        if any(w.is_content and w.stem not in asked for w in words(sentence[span.start : span.end]))
    ]


def _figure_match(
    expectation: Expectation, sentence: str, tokens: Sequence[Word], when: Sequence[Span], asked: set[str]
) -> float:
    best = 0.0
    unit = expectation.unit
    for span in _new(sentence, numbers(sentence, when), asked):
        best = max(best, _tied(expectation.kind, unit, span, tokens))
        if best == 1.0:
            break
    if expectation.kind == "duration" and any(
        "-" in sentence[s.start : s.end] or "–" in sentence[s.start : s.end] for s in when
    ):
        best = max(best, 0.7)
    return best


def _tied(kind: Kind, unit: str | None, span: Span, tokens: Sequence[Word]) -> float:
    """Return how well a figure's noun or measure is the one asked for."""
    if kind == "money" or unit == "money":
        return 1.0 if is_money(span.unit) else 0.2
    if unit is None:
        return 0.7
    if unit in UNITS_OF or kind == "duration":
        fitting = tuple(UNITS_OF.get(unit, UNITS_OF["time"]).split())
        if span.unit.startswith(fitting):
            return 1.0
        return 0.5 if not span.unit and unit in ("years", "percent", "size") else 0.15
    following: list[str] = []
    for word in tokens:
        if word.start < span.end:
            continue
        if word.is_mark or len(following) == 5:
            break
        following.append(word.stem)
    wanted = stem(unit)
    if wanted in following[:4] or stem(span.unit) == wanted:
        return 1.0
    if wanted in _PEOPLE_STEMS and _PEOPLE_STEMS & set(following[:4]):
        return 0.9
    near = any(w.stem == wanted for w in tokens)
    bare = not following or following[0] in FUNCTION_WORDS
    return 0.7 if near and not span.unit else 0.6 if bare and not span.unit else 0.3


def _name_match(kind: Kind, sentence: str, tokens: Sequence[Word], fresh: Sequence[Span], asked: set[str]) -> float:
    if any(" " in sentence[s.start : s.end] or s.start > 0 for s in fresh):
        return 1.0
    nouns = {KIND_OF_NOUN.get(singular(w.lower)) for w in tokens if w.stem not in asked}
    if kind in nouns or "person" in nouns:
        return 0.6
    return 0.5 if fresh else 0.1


def _thing_match(
    expectation: Expectation, sentence: str, tokens: Sequence[Word], fresh: Sequence[Span], asked: set[str]
) -> float:
    """Score a sentence for a thing: something new must stand in it, best beside the noun that is asked for."""
    new = sum(w.is_content and w.stem not in asked for w in tokens)
    score = 0.2 + 0.2 * min(1.0, new / 5)
    if expectation.head and stem(expectation.head) in {w.stem for w in tokens}:
        score += 0.3
    if fresh:
        score += 0.2
    if expectation.plural and re.search(r"\band\b|,", sentence):
        score += 0.1
    return min(1.0, score)
