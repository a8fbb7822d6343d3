"""How the phrases of a sentence hang together: who does what to whom, where, under which condition, by whose account.

The reading is light and may be wrong. Every word gets the places that it may hang on; where a place is doubtful it
gets several. Two sentences are compared by these links alone, so that the same words in the same order always agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.guard.reading.chunks import Item, Link, VerbGroup
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import SAY_KEYS
from qa.guard.reading.tokens import Token

THINK_KEYS = SAY_KEYS | {
    stem(verb) for verb in "want hope wish know feel see hear fear mean ensure make let help watch show".split()
}
"""Stems of verbs that may have a clause right behind them: "said he was"."""
TIME_UNITS = frozenset(stem(unit) for unit in "second minute hour day night week month year decade century".split())
"""Stems of what time is counted in."""
OF_CLAUSES = frozenset("because_of despite in_spite_of in_response_to until since after before during".split())
"""Prepositions that tell of what happens rather than of a thing."""
PLANS = frozenset(
    stem(word)
    for word in "plan decision attempt effort right bid refusal failure ability order intention desire wish chance"
    " opportunity permission motion vote need proposal pledge promise offer threat campaign move power"
    " authority".split()
)
"""Nouns that are followed by what is to be done."""


@dataclass(slots=True)
class Clause:
    """One verb with what belongs to it; `kind` is root, conj, ccomp, adv, rel, part, inf or say."""

    kind: str
    verb: VerbGroup | None = None
    marker: str = ""
    opened_by: int = -1
    subjects: list[int] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)
    antecedents: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    fronted: list[tuple[int, str]] = field(default_factory=list)
    waiting: list[Clause] = field(default_factory=list)
    waiting_for_main: bool = False
    after_comma: bool = False
    restrictive: bool = False
    joined_at: int = -1
    shares_subject: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A sentence's tokens, tags and items, its clauses, and for each token the places that it may hang on."""

    tokens: tuple[Token, ...]
    tags: tuple[str, ...]
    items: tuple[Item, ...]
    clauses: tuple[Clause, ...]
    particles: Mapping[int, str]
    links: tuple[tuple[Link, ...], ...]

    doubtful: frozenset[int]

    def key(self, at: int) -> str:
        """Return the key of a token, a verb's with its particle: "set_up"."""
        particle = self.particles.get(at, "")
        return f"{self.tokens[at].key}_{particle}" if particle else self.tokens[at].key
