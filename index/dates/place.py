"""A match of the date grammar together with what stands around it, which tells dates from their look-alikes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.dates.meanings import Meaning, Part
from index.dates.patterns import COUNTED

Found = tuple[Meaning, int, int]
"""A meaning and the span of its words, without the preposition."""

_PARTS: dict[str, Part] = {
    "early": "early", "beginning": "early", "start": "early",
    "mid": "mid", "middle": "mid",
    "late": "late", "end": "late",
}  # fmt: skip
_NEXT = re.compile(r"[\s-]{1,3}([^\W\d_]+)")
_OWNS = re.compile(r"['\u2019]s\b")  # "a 1989 children's book" counts nobody
_REACH = 24  # how far a rule looks back; bounds the work at each match


@dataclass(frozen=True, slots=True)
class Place:
    """A match in `text`, which counts up to `end`; `lead` is the match of the words before it.

    `joined` is the meaning of the mention that this one continues, as in "in May and June".
    """

    text: str
    end: int
    match: re.Match[str]
    lead: re.Match[str]
    joined: Meaning | None

    def group(self, name: str) -> str:
        """Return the group's words with single spaces, in lower case; "" where it matched nothing."""
        return " ".join((self.match[name] or "").lower().split())

    def number(self, name: str) -> int | None:
        """Return the number that a group starts with, or None."""
        digits = re.match(r"\d+", self.match[name] or "")
        return int(digits[0]) if digits else None

    def whole(self, meaning: Meaning) -> Found:
        """Return the meaning as that of the whole match."""
        return meaning, self.match.start(), self.match.end()

    @property
    def preposition(self) -> str:
        """Return the preposition before the match, or ""."""
        return " ".join((self.lead["prep"] or "").lower().split())

    @property
    def part(self) -> Part:
        """Return which third of the period is meant: "the end of" is "late"; or ""."""
        phrase = (self.lead["part"] or self.lead["when"] or "").lower()
        return _PARTS.get(phrase.split()[0], "") if phrase else ""

    @property
    def way(self) -> str:
        """Return "last", "next" or the like before the match, or ""."""
        return " ".join((self.lead["way"] or "").lower().split())

    @property
    def before(self) -> str:
        """Return some text before the match."""
        return self.text[max(0, self.match.start() - _REACH) : self.match.start()]

    def next_word(self, position: int | None = None) -> str:
        """Return the word right after the match, or after `position`; "" where something else stands there."""
        found = _NEXT.match(self.text, self.match.end() if position is None else position, self.end)
        return found[1] if found else ""

    def counts(self, position: int | None = None) -> bool:
        """Tell whether a number that ends there counts what comes next, as in "2000 homes"."""
        found = _NEXT.match(self.text, self.match.end() if position is None else position, self.end)
        return found is not None and found[1].lower() in COUNTED and not _OWNS.match(self.text, found.end())
