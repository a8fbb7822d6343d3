"""Whether two words stand for the same, by the listed groups: `same`; likewise for links, pronouns, verbs of saying."""

from __future__ import annotations

from functools import lru_cache

from qa.guard.reading.stems import stem
from qa.guard.words.alike import NOUNS, OTHERS, PEOPLES, VERBS
from qa.guard.words.lexicon import SAY

_GROUPS: dict[str, set[int]] = {}
_MEMBERS: dict[int, set[str]] = {}
for _number, _group in enumerate(";".join((VERBS, NOUNS, OTHERS, PEOPLES)).split(";")):
    for _word in _group.split():
        _verb, _mark, _particle = _word.partition("_")
        for _key in {stem(_verb) + _mark + _particle, _word if _mark else stem(_word)}:
            _GROUPS.setdefault(_key, set()).add(_number)
            _MEMBERS.setdefault(_number, set()).add(_key)

COUNTRIES = frozenset(
    "US usa united_states america uk united_kingdom britain UN united_nations eu european_union".split()
) | frozenset(stem(word) for word in PEOPLES.replace(";", " ").split())
"""Keys of the few names that have listed equivalents."""
_SAY_CLASS = {stem(verb): name for name, verbs in SAY.items() for verb in verbs}
_PRONOUNS = {
    form: forms[0]
    for forms in ("he him himself".split(), "she her herself".split(), "they them themselves".split(),
                  "it itself".split(), "we us ourselves".split(), "i me myself".split(), "who whom".split())
    for form in forms
}  # fmt: skip


def same(one: str, other: str) -> bool:
    """Return whether two keys stand for the same thing: one key, or two of one listed group."""
    return one == other or other in _alike(one)


@lru_cache(maxsize=8192)
def _alike(key: str) -> frozenset[str]:
    """Return every key of the listed groups that hold `key`."""
    return frozenset().union(*(_MEMBERS[number] for number in _GROUPS.get(key, ())))


def says_no_more(written: str, source: str) -> bool:
    """Return whether the verb of saying `written` vouches for no more than `source` does (keys of either)."""
    if written == source or same(written, source):
        return True
    ours, theirs = _SAY_CLASS.get(written), _SAY_CLASS.get(source)
    if written == "according_to":
        return theirs in ("neutral", "firm", "doubt")
    if source == "according_to":
        return ours == "neutral"
    return ours == "neutral" and theirs in ("neutral", "firm")


def pronoun(word: str) -> str:
    """Return the first form of a pronoun: "him" -> "he"; other words as they are."""
    return _PRONOUNS.get(word, word)


_PREPOSITIONS = """
in inside within; near close_to; until till; amid among amongst; via through; about regarding concerning; about on;
toward towards; beside next_to; before prior_to ahead_of; along alongside; after following; despite in_spite_of; at in;
during in; throughout during; onto on; except excluding with_the_exception_of; including such_as; under below beneath
underneath; on upon
""".split(";")
_SAME_PREPOSITIONS: dict[str, frozenset[str]] = {}
for _line in _PREPOSITIONS:
    for _word in _line.split():
        _SAME_PREPOSITIONS[_word] = _SAME_PREPOSITIONS.get(_word, frozenset()) | frozenset(_line.split())
_MARKERS = [
    frozenset(line.split())
    for line in ("when as while", "although though even_though while whereas", "until till", "after once as_soon_as")
]


def same_role(one: str, other: str) -> bool:
    """Return whether two links mean the same: "p:in" and "p:at", "adv:although" and "adv:though"."""
    if one == other:
        return True
    if one.startswith("p:") and other.startswith("p:"):
        return other[2:] in _SAME_PREPOSITIONS.get(one[2:], ())
    if one.startswith("adv:") and other.startswith("adv:"):
        return any({one[4:], other[4:]} <= markers for markers in _MARKERS)
    return {one, other} == {"beside", "mod"}
