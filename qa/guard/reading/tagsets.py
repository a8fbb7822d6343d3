"""Kinds of tags, and what the grammar of single words is told by. Data and one look to the left."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.reading.stems import stem
from qa.guard.reading.tokens import Token
from qa.guard.words.lexicon import BE, SAYING

NOUNISH = frozenset("N M F T O".split())
"""Noun or adjective, name, figure, date, pronoun."""
FINITE = frozenset("VD VF BE HV DO MD".split())
"""What can be a clause's finite verb."""
VERBS = frozenset("VD VN VI VB VF".split())
"""Verbs that are no helpers."""
OPENS_OBJECT = frozenset("D Q F M O T".split())
"""What opens a phrase that a verb before it may have for its object."""
BE_FORMS = BE | {"been", "being"}
"""Every form of "be"."""
SAY_KEYS = frozenset(stem(word) for word in SAYING)
"""Stems of the verbs of saying."""
FACT_NOUNS = frozenset(
    "fact claim belief report new news idea view evidence sign suggestion allegation possibility likelihood fear hope"
    " warning statement rumour rumor theory assumption notion accusation condition conclusion doubt agreement".split()
)
"""Nouns that "that" behind them tells the content of."""
_PLURAL_PEOPLE = frozenset(
    "people police men women children they them us we you i who these those both others larvae cattle bacteria mice"
    " geese feet media sheep fungi algae".split()
)


def left_of(tags: Sequence[str], at: int) -> tuple[int, str]:
    """Return the place and tag of what stands before `at`, adverbs and hedges skipped; "^" at the start."""
    place = at - 1
    while place >= 0 and tags[place] in ("A", "NEG", "H"):
        place -= 1
    return place, tags[place] if place >= 0 else "^"


def ends_plural(tokens: Sequence[Token], place: int, before: str) -> bool:
    """Return whether the word at `place` (its tag is `before`) is a plural."""
    low = tokens[place].lower
    if before == "O":
        return low in _PLURAL_PEOPLE
    return low in _PLURAL_PEOPLE or (low.endswith("s") and not low.endswith(("ss", "us", "is")))


def clause_follows(tags: Sequence[str], at: int, *, alone: bool = False) -> bool:
    """Return whether a subject and a finite verb follow before the next mark or joining word.

    "Until 1969 the tower was" and "after two weeks the birds were" are no such clauses; with `alone` "and" ends one.
    """
    if tuple(tags[at + 1 : at + 3]) in _SHORT_TIMES or tuple(tags[at + 1 : at + 4]) in _SPANS:
        return False
    subject = False
    for place in range(at + 1, min(len(tags), at + 40)):
        name = tags[place]
        if name in FINITE:
            return subject
        if name in _ENDS and not (name == "C" and subject and not alone):
            return False
        subject = subject or name in NOUNISH
    return False


_SHORT_TIMES = {("F", "O"), ("T", "O"), ("F", "D"), ("T", "D"), ("F", "M"), ("T", "M"), ("F", "C"), ("T", "C")}
_SPANS = {("F", "N", "D"), ("F", "N", "M"), ("Q", "N", "D"), ("F", "N", "O")}
_ENDS = frozenset(("R", "THAT", "S", "C", ";", ":", ",", "("))
