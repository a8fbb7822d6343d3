"""Words that share a meaning, and what a verb's doing is called, out of `wordnet.txt`, read when first needed.

It knows words of a part of speech, by their stems; which part a word plays in a sentence, and whether it may stand
there, is not told here.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from qa.guard.reading.stems import stem

_TABLE = Path(__file__).with_name("wordnet.txt")
_PARTS = {
    "N": "na", "M": "na", "A": "r", "VD": "va", "VN": "va", "VI": "va", "VF": "v", "VB": "v",
}  # fmt: skip
"""The sections of the table, by the tag that a word has in its sentence; participles may be adjectives."""

Table = dict[str, dict[str, frozenset[str]]]


def read_table() -> Table:
    """Return the table: section, then key, then the keys that it is paired with."""
    found: dict[str, dict[str, set[str]]] = {}
    section: dict[str, set[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif not line.startswith("#"):
            first, *others = (_key(word) for word in line.split())
            for other in others:
                section.setdefault(first, set()).add(other)
                section.setdefault(other, set()).add(first)
    return {name: {key: frozenset(keys) for key, keys in rows.items()} for name, rows in found.items()}


@cache
def _table() -> Table:
    return read_table()


def _key(word: str) -> str:
    verb, mark, particle = word.partition("_")
    return stem(verb) + mark + particle


def shared(one: str, tag: str, other: str, other_tag: str) -> bool:
    """Return whether two keys of like tags ("N", "VD") stand for one thing by the table."""
    if other not in _paired_with(one, tag):
        return False
    return any(other in _table()[part].get(one, ()) for part in _PARTS[tag] if part in _PARTS.get(other_tag, ""))


@lru_cache(maxsize=8192)
def _paired_with(key: str, tag: str) -> frozenset[str]:
    return frozenset().union(*(_table()[part].get(key, frozenset()) for part in _PARTS.get(tag, "")))


def is_doing(noun: str, verb: str) -> bool:
    """Return whether a noun's key is that of what a verb's key does: "decision" of "decide"; one key is both, too."""
    return noun in _table()["action"].get(verb, ())
