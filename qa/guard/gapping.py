"""How many of what: "five people in Holm and three in Sund" crossed (`crossed`), "several ships" told as "the ships".

Which figure goes with what is told by the order of the source's words alone, so that it holds however it was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa.guard.pair import Pair
from qa.guard.reading.clauses import Reading

_PHRASE = frozenset("N M F Q D H POS A T".split())
_JOINTS = ("C", ",")


_SOME = frozenset("several various numerous multiple countless certain a_number_of a_few".split())


def made_all(pair: Pair) -> str:
    """Return why "several ships" may not be told as "the ships", "" where it is not."""
    at_place = {place: at for at, place in enumerate(pair.places) if place >= 0}
    for token, links in enumerate(pair.source.links):
        if token in at_place or pair.source.tokens[token].lower not in _SOME:
            continue
        for role, head in links:
            if role != "q" or head not in at_place:
                continue
            start = at_place[head]
            while start and pair.written.tags[start - 1] in ("N", "M", "A"):
                start -= 1
            if start and pair.written.tokens[start - 1].lower in ("the", "these", "those"):
                return f"the line says it with “{pair.source.tokens[token].text}”"
    return ""


@dataclass(frozen=True, slots=True)
class _Two:
    """The places of what is said of what, twice: "five people", "Holm", "three people", "Sund"."""

    one: frozenset[int]
    there: frozenset[int]
    other: frozenset[int]
    elsewhere: frozenset[int]


def crossed(pair: Pair) -> str:
    """Return why a half of one pair goes with a half of the other, "" where none does."""
    kept: dict[int, int] = {}
    for at, place in enumerate(pair.places):
        if place >= 0:
            kept.setdefault(place, at)
    for two in _twos(pair.source):
        one, there, other, elsewhere = (
            [kept[place] for place in places if place in kept]
            for places in (two.one, two.there, two.other, two.elsewhere)
        )
        lone = (there and other and not (one or elsewhere)) or (one and elsewhere and not (there or other))
        if lone or (one and there and other and elsewhere and _mixed([*one, *there], [*other, *elsewhere])):
            place = min(two.other if other else two.one)
            return f"the line says “{pair.source.tokens[place].text}” of another"
    return ""


def _mixed(first: list[int], second: list[int]) -> bool:
    """Whether neither of two groups of places in the written sentence stands wholly before the other."""
    return not (max(first) < min(second) or max(second) < min(first))


def _twos(source: Reading) -> Iterator[_Two]:
    """Yield each "X in A and Y in B" whose halves are of like kinds, each without the words that both have."""
    for joint, tag in enumerate(source.tags):
        if tag not in _JOINTS:
            continue
        there = _before(source, joint)
        preposition = min(there) - 1 if there else -1
        if preposition < 1 or source.tags[preposition] != "P":
            continue
        one = _before(source, preposition)
        start = joint + 2 if source.tags[joint + 1 : joint + 2] == ("C",) else joint + 1
        other = _behind(source, start)
        second = max(other) + 1 if other else len(source.tags)
        if not one or second >= len(source.tags) or source.tokens[second].lower != source.tokens[preposition].lower:
            continue
        elsewhere = _behind(source, second + 1)
        if (
            elsewhere
            and _kind(source, one) == _kind(source, other)
            and _kind(source, there) == _kind(source, elsewhere)
        ):
            yield _Two(
                *(_own(source, mine, its) for mine, its in ((one, other), (there, elsewhere))),
                *(_own(source, mine, its) for mine, its in ((other, one), (elsewhere, there))),
            )


def _before(source: Reading, end: int) -> range:
    start = end
    while start and source.tags[start - 1] in _PHRASE:
        start -= 1
    return range(start, end)


def _behind(source: Reading, start: int) -> range:
    end = start
    while end < len(source.tags) and source.tags[end] in _PHRASE:
        end += 1
    return range(start, end)


def _kind(source: Reading, phrase: range) -> str:
    """Return what a phrase is of: a figure, a time, anything else."""
    tags = {source.tags[at] for at in phrase}
    return "T" if "T" in tags else "F" if "F" in tags else "N"


def _own(source: Reading, phrase: range, other: range) -> frozenset[int]:
    """Return the places of a phrase's words that the other phrase has not, articles left out."""
    theirs = {source.tokens[at].key for at in other}
    return frozenset(at for at in phrase if source.tags[at] not in ("D", "H") and source.tokens[at].key not in theirs)
