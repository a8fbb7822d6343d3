"""One pass over a sentence's phrases that ties each to what it may belong to: `read`.

It knows no other sentence. What it can't tell it leaves open, by giving a word several places.
"""

from __future__ import annotations

from functools import lru_cache

from qa.guard.reading.chunks import NounPhrase, VerbGroup, chunk
from qa.guard.reading.clauses import Clause, Reading
from qa.guard.reading.joints import other
from qa.guard.reading.nouns import noun_phrase
from qa.guard.reading.predicates import verb_group
from qa.guard.reading.settle import finished
from qa.guard.reading.state import State
from qa.guard.reading.tags import tag
from qa.guard.reading.tokens import Token


@lru_cache(maxsize=1024)
def read(tokens: tuple[Token, ...]) -> Reading:
    """Return the reading of a tokenized sentence."""
    tags = tag(tokens)
    items = chunk(tokens, tags)
    state = State(tokens, tags, items)
    state.push(Clause("root"))
    for at, item in enumerate(items):
        if isinstance(item, NounPhrase):
            noun_phrase(state, at, item)
        elif isinstance(item, VerbGroup):
            if at not in state.skipped:
                verb_group(state, at, item)
        else:
            other(state, at, item)
    particles = {item.head: item.particle for item in items if isinstance(item, VerbGroup) and item.particle}
    links = finished(state)
    return Reading(tokens, tags, tuple(items), tuple(state.clauses), particles, links, frozenset(state.shared))
