"""What a newspaper's correction says of a text: which lines are one, and which sentence it sets right. Pure text.

A notice is told by its form, as style books of newspapers fix it: a label ("Correction:", "Editor's note"), or a
sentence that speaks of the article itself ("An earlier version of this article said ..."). A line it concerns is told
by what both name. Where that is not plain, the notice concerns none: a wrong correction is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from qa.text.counterpart import content_keys, parting
from qa.text.notice_forms import (
    AGAINST,
    CLAUSE_END,
    CUE,
    FROM_TO,
    ITSELF,
    LABEL,
    OWN_DATE,
    RETRACTED,
    STOCK,
    UPDATE,
    WRONG,
)
from qa.text.spans import is_name_word, names, times
from qa.text.words import words

LONGEST: Final = 2_000
"""Characters of a line that may be a notice."""
_OF_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december".split()
)
_SHORTEST: Final = 3  # content words that a notice says besides stock phrases
_LEAST: Final = 0.3  # share of what a notice names that its line holds
_LEAST_UNNAMED: Final = 0.5  # the same, where the notice gives no value that the line could have
_LEAST_REPLACED: Final = 0.6  # the same, where the line has another figure than the notice
_NEXT_TO_BEST: Final = 0.9
_WEIGHTS: Final = {"figure": 2.0, "day": 2.0, "name": 1.5, "word": 1.0}


@dataclass(frozen=True, slots=True)
class Told:
    """A word that a notice names: its key, and whether it is a figure, a day, a name or a word."""

    key: str
    sort: str


@dataclass(frozen=True)
class Notice:
    """A correction's text without its label; `is_update` where it only says that something is new."""

    text: str
    is_update: bool = False

    @property
    def is_retraction(self) -> bool:
        """Return whether it takes the whole article back."""
        return RETRACTED.search(self.text) is not None

    @cached_property
    def gives_figure(self) -> bool:
        """Return whether it says that something was wrong, and gives the right figure only."""
        figures = [each for each in self.told if each.sort == "figure"]
        return len(figures) == 1 and figures[0].key in self.disputed and WRONG.search(self.text) is not None

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Return what it names, stock phrases and its own dates aside."""
        said = _without_own_date(self.text)
        return tuple(dict.fromkeys(each for each in _told(said) if each.key not in STOCK))

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Return the keys of what is set right: of figures, else days, else names, those that stand against each other.

        Empty where it gives no value, as "misstated the number of passengers".
        """
        said = _without_own_date(self.text)
        against = [_told(said[match.end() : _end_of(said, match.end())]) for match in AGAINST.finditer(said)]
        against += [_told(match["from"]) for match in FROM_TO.finditer(said)]
        sorts = {each.sort for part in against for each in part}
        by_sort = {sort: {each.key for each in self.told if each.sort == sort} for sort in _WEIGHTS}
        for sort in ("figure", "day", "name"):
            if sort in sorts or (not sorts and by_sort[sort] and (sort != "name" or len(by_sort[sort]) > 1)):
                return frozenset(by_sort[sort])
        return frozenset(each.key for part in against for each in part)


def notice_in(line: str, before: str = "") -> Notice | None:
    """Return the notice that a line is, or None. `before` is the line above that isn't blank: it may be the label."""
    if len(line) > LONGEST:
        return None
    for pattern, is_update in ((LABEL, False), (UPDATE, True)):
        label = pattern.match(line)
        if label is not None and (text := line[label.end() :].strip()):
            # A label must be one: "Correction is needed", "Amended plans were shown" go on in the same breath.
            return (
                Notice(text, is_update and not CUE.search(text))
                if _says_something(text, 3 if is_update else 2)
                else None
            )
    if ITSELF.match(line):
        return Notice(line.strip(" \t\r*_[]()")) if _says_something(line) else None
    heading = LABEL.fullmatch(before.strip()) if 0 < len(before) <= 80 else None
    return Notice(line.strip()) if heading is not None and _says_something(line, 2) else None


def concerned(notice: Notice, sentences: Sequence[str]) -> tuple[int, ...]:
    """Return which of an article's sentences a notice concerns, by their places; none where that is not plain."""
    if notice.is_retraction:
        return tuple(range(len(sentences)))
    if len(notice.told) < _SHORTEST:
        return ()
    if notice.is_update:
        return tuple(at for at, each in enumerate(sentences) if parting(each, notice.text) not in (None, "words"))
    scores = [_score(notice, sentence) for sentence in sentences]
    best = max(scores, default=0.0)
    return tuple(at for at, score in enumerate(scores) if score > 0 and score >= _NEXT_TO_BEST * best)


def _score(notice: Notice, sentence: str) -> float:
    """Return the share of what the notice names that a sentence holds; 0 where the sentence can't be meant."""
    said = _told(sentence)
    held = {each.key for each in said}
    shared = [each for each in notice.told if each.key in held]
    around = [each for each in shared if each.key not in notice.disputed]
    values = [each for each in shared if each.key in notice.disputed]
    rest = _weight(each for each in notice.told if each.key not in notice.disputed)
    if notice.disputed and not values:
        # What was wrong isn't repeated: the line has another figure in its place.
        replaced = notice.gives_figure and any(each.sort == "figure" for each in said)
        share = _weight(around) / max(rest, 1.0)
        return share if replaced and len(around) > 1 and share >= _LEAST_REPLACED else 0.0
    if len(around) < (1 if len(values) > 1 or any(each.sort == "name" for each in values) else 2):
        return 0.0
    # Both sides of a contrast count once: the line has the one or the other.
    sides = _weight(each for each in notice.told if each.key in notice.disputed) / 2
    score = min(_weight(shared) / max(sides + rest, 1.0), 1.0)
    return score if score >= (_LEAST if notice.disputed else _LEAST_UNNAMED) else 0.0


def _weight(told: Iterable[Told]) -> float:
    return sum(_WEIGHTS[each.sort] for each in told)


def _says_something(text: str, fewest: int = _SHORTEST) -> bool:
    """Return whether a text has more than a date, a time and a name: "Updated: 5 May, 14:30"."""
    rest = text
    for span in reversed(times(text)):
        rest = rest[: span.start] + rest[span.end :]
    return sum(word.is_content and word.text.isalpha() for word in words(rest)) >= fewest


def _without_own_date(text: str) -> str:
    return OWN_DATE.sub(lambda match: match["deed"] or "", text)


def _end_of(text: str, start: int) -> int:
    end = CLAUSE_END.search(text, start)
    return end.start() if end else len(text)


def _told(text: str) -> tuple[Told, ...]:
    named = [(span.start, span.end) for span in names(text)]
    found: list[Told] = []
    for word in words(text):
        keys: Iterable[str] = content_keys(word.text)
        for key in keys:
            if key[0].isdigit():
                sort = "figure"
            elif word.lower in _OF_DAYS and word.text[0].isupper():
                sort = "day"
            elif is_name_word(word) and (word.start > 0 or any(start <= word.start < end for start, end in named)):
                sort = "name"
            else:
                sort = "word"
            found.append(Told(key, sort))
    return tuple(found)
