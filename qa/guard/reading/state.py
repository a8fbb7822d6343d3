"""What one pass over a sentence carries along: open clauses, what may still be attached to, what came just before."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.reading.chunks import Item, Link, NounPhrase, VerbGroup
from qa.guard.reading.clauses import Clause
from qa.guard.reading.tagsets import SAY_KEYS
from qa.guard.reading.tokens import Token

_TIMELESS = ("named", "called", "aged", "nicknamed", "dubbed", "titled", "entitled")
"""Participles that no circumstance belongs to: "gave it to a merchant named Orr in 1788"."""


class State:
    """The state of a pass. Only `qa.guard.reading` uses it."""

    def __init__(self, tokens: Sequence[Token], tags: Sequence[str], items: list[Item]) -> None:
        self.tokens, self.tags, self.items = tokens, tags, items
        self.links: list[list[Link]] = [[] for _ in tokens]
        self.clauses: list[Clause] = []
        self.stack: list[Clause] = []
        self.chain: list[int] = []  # heads that a following phrase may belong to
        self.last: NounPhrase | None = None
        self.preposition = ""
        self.comma = False  # since the last phrase
        self.joint_at = -1
        self.joint = ""  # "and", "or", "but" since the last phrase
        self.says: list[tuple[int, int]] = []  # (verb of saying, index of the first clause that it does not cover)
        self.opened: list[tuple[int, int]] = []  # depth of the stack and of the chain at each "("
        self.verb_heads: set[int] = set()
        self.aside = False  # in a phrase that says again what another is: what follows belongs to it
        self.skipped: set[int] = set()  # items that were read with the one before
        self.shared: set[int] = set()  # joined to another phrase by "and" or a comma
        self.group_start = 0  # first clause since the last ";"

    def push(self, clause: Clause) -> Clause:
        """Open a clause and return it."""
        clause.after_comma = self.comma
        self.clauses.append(clause)
        self.stack.append(clause)
        return clause

    @property
    def top(self) -> Clause:
        """Return the innermost open clause."""
        return self.stack[-1]

    def link(self, token: int, role: str, head: int) -> None:
        """Note that a token may hang on `head`."""
        if token != head and (role, head) not in self.links[token]:
            self.links[token].append((role, head))

    def verbs_open(self, *, outer: bool) -> list[int]:
        """Return the verbs that a following adverbial may belong to: the innermost, behind a comma outer ones, too."""
        found: list[int] = []
        for clause in reversed(self.stack):
            if clause.verb is not None:
                found.append(clause.verb.head)
                if not outer and not (clause.kind == "part" and self.tokens[clause.verb.head].lower in _TIMELESS):
                    break
        return found

    def index_after(self, token: int) -> int:
        """Return the place among the items of the first one behind `token`."""
        low, high = 0, len(self.items)
        while low < high:
            middle = (low + high) // 2
            if self.items[middle].start <= token:
                low = middle + 1
            else:
                high = middle
        return low

    def is_saying(self, verb: VerbGroup) -> bool:
        """Return whether a verb is one of saying."""
        return self.tokens[verb.head].key in SAY_KEYS and not verb.particle
