"""Two articles held against each other, statement by statement: what both say, and what one says otherwise.

A statement is a sentence of the body, put together again where lines are broken within it. Pure functions over texts;
what follows for the articles (a reprint, a later version, two stories of one form) is told by `index.reprints`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice
from typing import Final, Literal

from index.lines import LineTable
from index.records import ArticleRecord, DatedSpan
from index.same_text import FEWEST_WORDS, NEGATIONS, styled, text_key, without_dateline
from index.sentences import split_sentences
from index.types import Region

Difference = Literal["figure", "name", "negation", "wording"]
Span = tuple[int, int]

_MOST_STATEMENTS: Final = 2_000  # of an article that are compared
_COMMON: Final = 12  # statements with a word, from which on it tells nothing of which one is meant
_ALIKE: Final = 0.6  # share of words that two statements have in common, at least, where one is the other's version

_ENDING: Final = 12  # characters at a line's end that tell whether a sentence ends there
_ENDED = re.compile(r"[.!?:;…][\"”’')\]]*\s*$")
_WORD = re.compile(r"[^\W_][\w'’.-]*")


@dataclass(frozen=True)
class Statement:
    """A sentence of an article, code points from `start` to `end`; over lines, what lies between them is in it."""

    start: int
    end: int
    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its words in one common style."""
        return styled(self.text)

    @property
    def dateline(self) -> int:
        """Return how many code points the dateline in front takes, 0 where there is none."""
        return len(self.text) - len(without_dateline(self.text))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Return what it has in common with its copies."""
        return text_key(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """Return its words with a capital, but for the first, which always has one."""
        found = _WORD.findall(self.text)[1:]
        return frozenset(word for name in found if name[0].isupper() for word in styled(name))


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that another article has otherwise: where it stands here, where there, and in what they differ."""

    here: Span
    there: Span
    differs: tuple[Difference, ...]

    @property
    def is_contrary(self) -> bool:
        """Return whether both can't be one account: a figure, a name or a negation is another."""
        return self.differs != ("wording",)


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two articles have in common; counts are of words.

    `same` pairs places of statements that are one text; `changes` are those that one has otherwise. `shared` counts the
    words of statements that don't contradict each other, `contrary` those of statements that do, and `differing`, in
    these, the words in which they do. `words` are those of each article.
    """

    same: tuple[tuple[Span, Span], ...]
    changes: tuple[Change, ...]
    shared: int
    contrary: int
    differing: int
    words: tuple[int, int]


def statements(text: str, lines: LineTable, regions: Sequence[Region | None]) -> tuple[Statement, ...]:
    """Return the statements of a text's body, at most 2,000; no comments, no boilerplate."""
    return tuple(islice(_statements(text, lines, regions), _MOST_STATEMENTS))


def body_of(article: ArticleRecord) -> tuple[Statement, ...]:
    """Return the statements of a stored article's body."""
    return statements(article.text, article.lines, article.regions)


def days_of(dates: Iterable[DatedSpan], body: Sequence[Statement]) -> frozenset[str]:
    """Return the days that statements speak of; a dateline's is the article's own."""
    starts = [statement.start for statement in body]
    found: set[str] = set()
    for each in dates:
        at = bisect_right(starts, each.start) - 1
        if each.date and at >= 0 and body[at].start + body[at].dateline <= each.start < body[at].end:
            found.add(each.date)
    return frozenset(found)


def _statements(text: str, lines: LineTable, regions: Sequence[Region | None]) -> Iterator[Statement]:
    for start, end in _blocks(text, lines, regions):
        # Of the same length, so that places stay what they are.
        flat = re.sub(r"[\r\n]", " ", text[start:end])
        for first, last in split_sentences(flat, 0, len(flat)):
            yield Statement(start + first, start + last, flat[first:last])


def _blocks(text: str, lines: LineTable, regions: Sequence[Region | None]) -> Iterator[Span]:
    """Yield stretches of body lines; a line that ends within a sentence goes on in the next."""
    begun: int | None = None
    stop = 0
    for number, region in enumerate(regions, 1):
        start, end = lines.span(number)
        if region == "body":
            begun = start if begun is None else begun
            stop = end
        if begun is not None and (region != "body" or _ENDED.search(text[max(start, end - _ENDING) : end])):
            yield begun, stop
            begun = None
    if begun is not None:
        yield begun, stop


def align(one: Sequence[Statement], other: Sequence[Statement]) -> Alignment:
    """Return what two articles' statements have in common. Each is held against one other, the likeliest."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, statement in enumerate(other):
        places[statement.key].append(at)
    same: list[tuple[int, int]] = []
    for at, statement in enumerate(one):
        if found := places.get(statement.key):
            same.append((at, found.pop(0)))
    left = _left(len(one), {at for at, _ in same}), _left(len(other), {at for _, at in same})
    shared = sum(min(len(one[at].words), len(other[there].words)) for at, there in same)
    contrary = differing = 0
    changes: list[Change] = []
    for at, there in _near(one, other, *left):
        differs, count = differences(one[at], other[there])
        changes.append(Change((one[at].start, one[at].end), (other[there].start, other[there].end), differs))
        common = min(len(one[at].words), len(other[there].words))
        if changes[-1].is_contrary:
            contrary, differing = contrary + common, differing + count
        else:
            shared += common
    return Alignment(
        same=tuple(((one[at].start, one[at].end), (other[to].start, other[to].end)) for at, to in same),
        changes=tuple(changes),
        shared=shared,
        contrary=contrary,
        differing=differing,
        words=(sum(len(each.words) for each in one), sum(len(each.words) for each in other)),
    )


def _left(count: int, taken: set[int]) -> list[int]:
    return [at for at in range(count) if at not in taken]


def _near(
    one: Sequence[Statement], other: Sequence[Statement], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of statements in mostly the same words, each with the likeliest that is still free."""
    holding: dict[str, list[int]] = defaultdict(list)
    for at in right:
        for word in {*other[at].key}:
            holding[word].append(at)
    taken: set[int] = set()
    for at in left:
        own = {*one[at].key}
        if len(one[at].words) < FEWEST_WORDS:
            continue
        likely: Counter[int] = Counter()
        for word in sorted(own):
            if len(found := holding.get(word, ())) <= _COMMON:
                likely.update(found)
        for there, _ in likely.most_common(3):
            theirs = {*other[there].key}
            if there not in taken and len(own & theirs) >= _ALIKE * max(len(own), len(theirs)):
                taken.add(there)
                yield at, there
                break


def differences(one: Statement, other: Statement) -> tuple[tuple[Difference, ...], int]:
    """Return in what two statements in mostly the same words differ, and by how many words they contradict each other.

    What only one of them has is no contradiction, unless it denies: that one says more.
    """
    found: dict[Difference, int] = {}
    parts = SequenceMatcher(None, one.words, other.words, autojunk=False).get_opcodes()
    for kind, start, end, there, there_end in parts:
        gone, come = one.words[start:end], other.words[there:there_end]
        if kind == "replace":
            for difference in _contrary(one, other, gone, come):
                found[difference] = found.get(difference, 0) + max(len(gone), len(come))
    if _denials(one) != _denials(other):
        found["negation"] = 1
    return tuple(found) or ("wording",), sum(found.values())


def _contrary(one: Statement, other: Statement, gone: Sequence[str], come: Sequence[str]) -> Iterator[Difference]:
    if any(word[0].isdigit() for word in gone) and any(word[0].isdigit() for word in come):
        yield "figure"
    elif not one.names.isdisjoint(gone) and not other.names.isdisjoint(come):
        yield "name"


def _denials(statement: Statement) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in statement.words)
