"""Names of a sentence, altered: each alteration makes the sentence say what its source does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from benchmarks.guard_sources import Base, Pool, names_in

_SMALL = frozenset("of the and in on by to for with from at as is was were are that who which has had its his".split())


def replace_a_name(base: Base, names: Sequence[str], random: Random) -> Iterator[str]:
    """Yield the sentence with one of its names replaced by one of `names`."""
    for name, start in single_names(base):
        others = [other for other in names if not are_alike(name, other) and other not in base.text]
        if others:
            yield _put(base.text, start, len(name), random.choice(others))


def replace_by_name_of_article(base: Base, _pool: Pool, random: Random) -> Iterator[str]:
    """Yield the sentence with a name replaced by another of its article."""
    yield from replace_a_name(base, base.names, random)


def replace_by_name_of_another(base: Base, pool: Pool, random: Random) -> Iterator[str]:
    """Yield the sentence with a name replaced by one of any article."""
    yield from replace_a_name(base, random.sample(pool.names, min(40, len(pool.names))), random)


def replace_part_of_a_name(base: Base, pool: Pool, random: Random) -> Iterator[str]:
    """Yield the sentence with one word, or the figure, of a longer name replaced."""
    for name, start in single_names(base):
        words = name.split(" ")
        at = random.randrange(len(words))
        if len(words) < 2 or words[at].lower() in _SMALL:
            continue
        if words[at].isdigit():
            other = str(int(words[at]) + random.choice((1, 2, 5)))
        else:
            parts = [part for known in random.sample(pool.names, min(40, len(pool.names))) for part in known.split(" ")]
            fit = [part for part in parts if part[0].isupper() and not are_alike(part, name) and part not in base.text]
            if not fit:
                continue
            other = random.choice(fit)
        yield _put(base.text, start, len(name), " ".join([*words[:at], other, *words[at + 1 :]]))


def single_names(base: Base) -> list[tuple[str, int]]:
    """Return the names that stand once in a sentence, and where."""
    return [(name, start) for name, start in names_in(base.text) if base.text.count(name) == 1]


def are_alike(one: str, two: str) -> bool:
    """Return whether two names may mean the same: a word in common, one beginning, or one the other's initials."""
    first, second = ([w for w in re.findall(r"\w+", n) if w.lower() not in _SMALL] for n in (one, two))
    if {w.lower()[:4] for w in first} & {w.lower()[:4] for w in second}:
        return True
    return any(
        len(short) == 1 and short[0].lower() == "".join(w[0] for w in long).lower()
        for short, long in ((first, second), (second, first))
    )


def _put(text: str, start: int, length: int, other: str) -> str:
    return text[:start] + other + text[start + length :]
