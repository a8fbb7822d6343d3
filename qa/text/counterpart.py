"""Whether two sentences tell one thing, and where they part then: in a figure, a day, a name, or by a denial.

Pure text, for comparing a sentence with what a later text says in its place. A difference is told only where it is
plain: the words around it are the same, and both can't be true. Everything else is "words", or no counterpart at all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

from index import without_dateline
from qa.text.figures import Figure, read_figure
from qa.text.number_words import ONES, TENS
from qa.text.spans import is_name_word, numbers, times
from qa.text.words import Word, words

Parting = Literal["figure", "day", "name", "denial", "words"]

COUNTERPART: Final = 0.6
"""The least likeness of two sentences that tell one thing."""
_DENIED: Final = 0.85  # likeness at which one "not" is all that parts two sentences
_LONGEST_PARTING: Final = 4  # words that may stand in each other's place
_LONGEST: Final = 600  # words of a sentence that are compared one by one
_FEWEST: Final = 3  # content words that both have
_NOT: Final = frozenset({"not", "never", "no", "nor", "n't", "denied", "denies", "neither"})
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december".split()
)
_LITTLE: Final = frozenset("say said tell told state stat report accord also just later now late".split())
_PIECE: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: in both ("same"), in the old one alone, or in the new one alone."""

    kind: Literal["same", "old", "new"]
    text: str


def likeness(one: str, other: str) -> float:
    """Return how much of their content two sentences share, from 0 to 1; below a few shared words, 0."""
    first, second = Counter(_content(one)), Counter(_content(other))
    shared = sum((first & second).values())
    return 2 * shared / (first.total() + second.total()) if shared >= _FEWEST else 0.0


def parting(old: str, new: str) -> Parting | None:
    """Return in what `new` parts from `old`, of which it is the counterpart; None where it is none, or says the same.

    "words" is what may be no more than another wording.
    """
    alike = likeness(old, new)
    if alike < COUNTERPART or " ".join(old.split()) == " ".join(new.split()):
        return None
    if alike >= _DENIED and _denials(old) != _denials(new):
        return "denial"
    first, second = _told(old), _told(new)
    keys, others = ([_key(word) for word in each] for each in (first, second))
    found: Parting = "words"
    if max(len(keys), len(others)) > _LONGEST:
        return found
    for tag, a, b, c, d in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
        if tag != "replace" or max(b - a, d - c) > _LONGEST_PARTING:
            continue
        kind = _kind(old, first[a:b], new, second[c:d])
        if kind == "figure":
            return "figure"
        found = kind or found
    return found


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return what became of `old` word by word: joined, "same" and "old" are it, and "same" and "new" the other."""
    first, second = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(first), len(second)) > 2 * _LONGEST:
        return (Piece("old", old), Piece("new", new))
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(first[a:b])))
            continue
        pieces += [Piece("old", "".join(first[a:b]))] if b > a else []
        pieces += [Piece("new", "".join(second[c:d]))] if d > c else []
    return tuple(_with_spaces(pieces))


def written_pieces(pieces: tuple[Piece, ...]) -> str:
    """Return pieces as plain text: `failed on [-Saturday-] {+Sunday+}`, as a word diff is usually written."""
    marks = {"same": ("", ""), "old": ("[-", "-]"), "new": ("{+", "+}")}
    return "".join(f"{marks[piece.kind][0]}{piece.text}{marks[piece.kind][1]}" for piece in pieces)


def _with_spaces(pieces: list[Piece]) -> list[Piece]:
    """Join changes that only a space parts, so that a rewritten stretch reads as one."""
    joined: list[Piece] = []
    at = 0
    while at < len(pieces):
        old, new = "", ""
        start = at
        while at < len(pieces) and (
            pieces[at].kind != "same" or (at > start and not pieces[at].text.strip() and at + 1 < len(pieces))
        ):
            piece = pieces[at]
            old += piece.text if piece.kind != "new" else ""
            new += piece.text if piece.kind != "old" else ""
            at += 1
        if at == start:
            joined.append(pieces[at])
            at += 1
            continue
        joined += [Piece("old", old)] if old else []
        joined += [Piece("new", new)] if new else []
    return joined


def _kind(old: str, first: tuple[Word, ...], new: str, second: tuple[Word, ...]) -> Parting | None:
    """Return in what two stretches between the same words part, None where both can be true."""
    figures = [[word for word in each if _value(word)] for each in (first, second)]
    if all(figures) and len(figures[0]) == len(figures[1]):
        pairs = zip(*figures, strict=True)
        return "figure" if any(_can_not_both(old, a, new, b) for a, b in pairs) else None
    if any(figures):
        return None
    days = [[word for word in each if word.lower in _DAYS] for each in (first, second)]
    if all(days):
        return "day"
    named = [[word for word in each if is_name_word(word)] for each in (first, second)]
    same_count = len(named[0]) == len(first) and len(named[1]) == len(second)
    return "name" if all(named) and same_count and not _spelled_alike(named[0], named[1]) else None


def _can_not_both(old: str, one: Word, new: str, other: Word) -> bool:
    if _value(one) == _value(other):
        return False
    told = [_range(text, word) for text, word in ((old, one), (new, other))]
    if told[0] is None or told[1] is None:
        return True  # a day of the month, a year, an hour: they are as they stand
    return told[0].unit == told[1].unit and not told[0].agrees(told[1])


@lru_cache(maxsize=256)
def _figures(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((span.start, span.end, span.unit) for span in numbers(text, times(text)))


def _range(text: str, word: Word) -> Figure | None:
    for start, end, unit in _figures(text):
        if start <= word.start < end:
            return read_figure(text[start:end], unit)
    return None


def _spelled_alike(one: list[Word], other: list[Word]) -> bool:
    """Return whether one name is part of the other: "Mara Lind" and "Lind" are one person."""
    first, second = {word.stem for word in one}, {word.stem for word in other}
    return first <= second or second <= first


@lru_cache(maxsize=512)
def _told(text: str) -> tuple[Word, ...]:
    """Return the words of a sentence without its dateline, marks and what ties it together."""
    said = without_dateline(text)
    offset = len(text) - len(said) if text.endswith(said) else 0
    return tuple(word for word in words(text) if word.start >= offset and (word.is_content or word.lower in _NOT))


def content_keys(text: str) -> tuple[str, ...]:
    """Return what a text is about, word by word: figures by value, words by their rough common form."""
    return _content(text)


@lru_cache(maxsize=512)
def _content(text: str) -> tuple[str, ...]:
    return tuple(key for word in _told(text) if (key := _key(word)) not in _LITTLE and word.lower not in _NOT)


def _key(word: Word) -> str:
    return _value(word) or word.stem


def _value(word: Word) -> str:
    """Return a figure's value as digits, "" for what is none: "twelve", "12" and "1,200" are figures."""
    if word.text[0].isdigit():
        return word.text.replace(",", "")
    first, _, second = word.lower.partition("-")
    if first in TENS and (not second or second in ONES):
        return str(TENS[first] + ONES.get(second, 0))
    return str(ONES[first]) if first in ONES and not second and first != "one" else ""


def _denials(text: str) -> bool:
    return sum(word.lower in _NOT or word.lower.endswith(("n't", "n’t")) for word in words(text)) % 2 == 1
