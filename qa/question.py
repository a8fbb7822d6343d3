"""What a question asks: its content terms, its time, whether it asks for readers' comments. Pure text, no archive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index import NameIndex, QuestionName, analyze
from qa.errors import QuestionError
from qa.text.period import Period, read_period

MAX_QUESTION = 2000
"""Code points; what is longer is no question but a text."""

_MOST_WAYS = 4  # spellings of one question that are searched for

_FUNCTION_WORDS = (
    "a an and are as at be been being but by can could did do does for from had has have he her him his how i if in"
    " into is it its may me might much many more most no not of on or our she should so some such than that the their"
    " them then there these they this those to upon us was we were what when where whether which while who whom whose"
    " why will with would you your according about after any before during between s t did please tell"
)
# "Comment" alone is mostly a verb of the news: "declined to comment".
_COMMENTS = re.compile(
    r"\b(?:comments|commenters?|commentators?|(?:reader|user|visitor)s?(?:[’']s?)? comments?|readers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question that can be asked: stripped, not empty, of bearable length.

    `spellings` are the question with its names as the archive spells them, the likeliest first; `text` itself where
    it names nothing that the archive spells otherwise. `unspelled` are its names that are none of the archive's.
    """

    text: str
    spellings: tuple[str, ...] = ()
    unspelled: tuple[str, ...] = ()

    def spelled_by(self, names: NameIndex) -> Question:
        """Return the question with the archive's spellings of its names."""
        found = names.in_question(self.text)
        unspelled = tuple(name.text for name in found if not name.variants)
        return replace(self, spellings=_respell(self.text, found), unspelled=unspelled)

    @property
    def likeliest(self) -> str:
        """Return the likeliest spelling: what is embedded and ranked."""
        return self.spellings[0] if self.spellings else self.text

    @cached_property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Return the content terms of each spelling."""
        found = [Question(spelling).terms for spelling in self.spellings or (self.text,)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Return the different content terms of `text`, in order; function words only where there is nothing else."""
        every = tuple(dict.fromkeys(analyze(self.text)))
        # Whether a line is a reader's is known by its region: no comment says of itself that it is one.
        asked = analyze(_COMMENTS.sub(" ", self.text)) if self.asks_for_comments else every
        return tuple(dict.fromkeys(term for term in asked if term not in function_terms())) or every

    @cached_property
    def topic_terms(self) -> frozenset[str]:
        """Return the terms that stand only in its closing brackets, where a follow-up is given its topic."""
        added: set[str] = set()
        for spelling in self.spellings or (self.text,):
            own, _, topic = spelling.partition(" (")
            if topic.rstrip("?").endswith(")"):
                added.update(set(Question(topic).terms) - set(Question(own).terms))
        return frozenset(added).intersection(term for way in self.ways for term in way)

    @cached_property
    def period(self) -> Period | None:
        """Return the time that it is about, where it names one."""
        return read_period(self.text)

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


def _respell(text: str, names: Sequence[QuestionName]) -> tuple[str, ...]:
    """Return up to `_MOST_WAYS` texts, the n-th with the n-th likeliest spelling of each name."""
    found = []
    end = 0
    for name in names:
        # A mention that the archive has as it stands keeps its place: the others are only other ways.
        ways = [variant.name for variant in name.variants]
        if name.start >= end and ways:
            same = next((variant.name for variant in name.variants if variant.kind == "same"), None)
            ways = [name.text, *(way for way in ways if way != same)] if same else ways
            found.append((name.start, name.end, ways))
            end = name.end
    count = min(_MOST_WAYS, max((len(ways) for _, _, ways in found), default=1))
    return tuple(dict.fromkeys(_substitute(text, found, way) for way in range(count)))


def _substitute(text: str, names: list[tuple[int, int, list[str]]], way: int) -> str:
    parts, at = [], 0
    for start, end, ways in names:
        parts += [text[at:start], ways[min(way, len(ways) - 1)]]
        at = end
    return "".join((*parts, text[at:]))


_stopped: frozenset[str] = frozenset()


def function_terms() -> frozenset[str]:
    """Return the terms of words that ask or join and name nothing."""
    global _stopped  # noqa: PLW0603 - analysed once, at the first question, because importing must not load tantivy
    if not _stopped:
        _stopped = frozenset(analyze(_FUNCTION_WORDS))
    return _stopped
