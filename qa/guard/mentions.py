"""The phrases of a sentence that the next one may mean by "she", "its" or "the canal": `mentions`.

A mention knows what it can be (a person, a thing, many), where that shows, and under which shorter names it may be said
again: "the surgeon Samuel Thorley" as "Thorley". Which of them is meant is told in `qa.guard.antecedents`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.guard.called import TITLES, called, is_common
from qa.guard.pronouns import is_person, kind_of
from qa.guard.reading.chunks import NounPhrase
from qa.guard.reading.clauses import Reading
from qa.text.ask_nouns import KIND_OF_NOUN

HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
_MEN = frozenset(
    "man king lord sir mr prince duke emperor baron son father brother husband uncle nephew grandfather grandson"
    " widower monk priest boy actor sultan tsar pope cardinal shah pharaoh knight gentleman waiter hero".split()
)
_WOMEN = frozenset(
    "woman queen lady dame mrs ms miss princess duchess empress baroness daughter mother sister wife aunt niece"
    " grandmother granddaughter widow nun girl actress heroine".split()
)
_PLACED = frozenset(
    "during in at near above off across around beside along inside outside below beyond throughout".split()
)
_DUMB_NAMES = frozenset(
    "mount mt lake port fort cape storm hurricane typhoon cyclone river san santa new north south east west pic gulf"
    " bay great operation project house".split()
)
_EITHER = ("works", "barracks", "means", "aircraft", "craft", "series", "species")
"""Ends of words that are one or many."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase at `start` to `end` with its head; `kinds` is what it can be, `forms` how it may be said again.

    `owner` is whether it only owns another ("Holm's plan"), `sex` "he" or "she" where that shows, `lone` whether a
    capital alone makes it a name.
    """

    start: int
    end: int
    head: int
    kinds: frozenset[str]
    sex: str
    is_name: bool
    owner: bool
    placed: bool
    forms: tuple[str, ...]
    same: tuple[int, ...]

    @property
    def forms_of_things(self) -> tuple[str, ...]:
        """Return how it may be said again as no person: a name only whole."""
        return tuple(each for each in self.forms if " " in each or each == self.forms[0])


@lru_cache(maxsize=512)
def mentions(reading: Reading, text: str) -> tuple[Mention, ...]:
    """Return the phrases of a sentence that something may be said of again, in order; `text` is the sentence."""
    found = []
    for item in reading.items:
        if isinstance(item, NounPhrase):
            found += [each for each in (_mention(reading, text, item), *_owners(reading, text, item)) if each]
    for at, each in enumerate(found[1:], 1):  # "in Sund, Averne"
        last = found[at - 1]
        if last.placed and last.is_name and each.is_name and each.start == last.end + 1:
            found[at] = replace(each, placed=True)
    return _settled(reading, found)


def _settled(reading: Reading, found: list[Mention]) -> tuple[Mention, ...]:
    """Return mentions with the only name that the sentence's own "his" or "her" can mean as that of a person."""
    said = {token.lower for token in reading.tokens}
    for sex, words in (("he", HE), ("she", SHE)):
        fit = [at for at, each in enumerate(found) if "person" in each.kinds and each.sex in ("", sex)]
        fit = [at for at in fit if not (found[at].placed and "thing" in found[at].kinds)]
        fit = [at for at in fit if not _is_role(reading, found[at])]
        if not said.isdisjoint(words) and len(fit) == 1 and found[fit[0]].is_name:
            found[fit[0]] = replace(found[fit[0]], kinds=frozenset(("person",)), sex=sex)
    return tuple(each for each in found if not (_is_role(reading, each) and "person" in each.kinds))


def _is_role(reading: Reading, one: Mention) -> bool:
    """Whether a phrase is but what another one was: "worked as a surgeon", "was a minister"."""
    roles = {role for role, _ in reading.links[one.head]}
    return not one.is_name and ("p:as" in roles or "pred" in roles)


def _mention(reading: Reading, text: str, item: NounPhrase) -> Mention | None:
    tokens, head = reading.tokens, item.head
    if reading.tags[head] not in ("N", "M"):
        return None
    opens = head == 0 and tokens[0].capital and item.end == 1
    is_name = reading.tags[head] == "M" or (opens and not is_common(tokens[0].lower))
    again = tuple(_said_of(reading, item))
    kinds = _kinds(reading, item, again, is_name=is_name)
    near = {role[2:] for role, _ in reading.links[head] if role.startswith("p:")}
    of_place = any(role == "of" and KIND_OF_NOUN.get(tokens[at].lower) == "place" for role, at in reading.links[head])
    words = [tokens[at].lower for at in range(item.start, item.end)]
    words += _shown_by_object(reading, item)
    words += [tokens[at].lower for other in again for at in range(other.start, other.end)]
    return Mention(
        item.start,
        item.end,
        head,
        kinds,
        _sex(words),
        is_name,
        owner=False,
        placed=of_place or bool(near & _PLACED),
        forms=tuple(dict.fromkeys(called(reading, text, item, again, kinds))),
        same=tuple(other.head for other in again),
    )


def _owners(reading: Reading, text: str, item: NounPhrase) -> Iterator[Mention]:
    """Yield the names that own a phrase: "Ada Holm" of "Ada Holm's plan"."""
    tokens, tags = reading.tokens, reading.tags
    for at in range(item.start + 1, item.end):
        if tags[at] == "POS" and (tags[at - 1] == "M" or (tags[at - 1] == "N" and is_person(tokens[at - 1].lower))):
            start = at - 1
            while start > item.start and tags[start - 1] == "M":
                start -= 1
            if tokens[item.start].lower in HE | SHE:
                continue
            known = tags[at - 1] == "N"
            kinds = frozenset(("person",) if known else ("person", "thing"))
            form = text[tokens[start].start : tokens[at - 1].end]
            sex = _sex([tokens[at - 1].lower])
            yield Mention(start, at, at - 1, kinds, sex, not known, owner=True, placed=False, forms=(form,), same=())


def _said_of(reading: Reading, item: NounPhrase) -> Iterator[NounPhrase]:
    """Yield the phrases that say again what one is: "the aircraft, a cargo plane,", "X is an opera"."""
    tokens, tags = reading.tokens, reading.tags
    same = {at for role, at in reading.links[item.head] if role == "is"}
    for other in reading.items:
        if not isinstance(other, NounPhrase) or other is item or tags[other.head] not in ("N", "M"):
            continue
        first, second = (item, other) if item.start < other.start else (other, item)
        between = range(first.end, second.start)
        told = {tokens[at].lower for at in between}
        if other.head in same or ("is", item.head) in reading.links[other.head]:
            beside = [tags[at] for at in between] == [","]
            opens = tokens[second.start].lower in ("a", "an", "the", "its", "his", "her")
            apart = opens or {tags[first.head], tags[second.head]} == {"N", "M"}
            kind = item is first and told in ({"is"}, {"was"}) and tokens[second.start].lower in _AN
            if kind or (beside and apart and _ends(reading, second)):
                yield other
        elif tags[second.head] == "M" and tokens[second.start - 1].lower == "as" and told <= _IDENTIFIED:
            yield other


_IDENTIFIED = frozenset("identified by police officials doctors relatives family his her the , later as".split())
_AN = ("a", "an")


def _ends(reading: Reading, item: NounPhrase) -> bool:
    """Whether an apposition is closed by a mark, and goes on in no list."""
    at = item.end
    while at < len(reading.tags) and reading.tags[at] not in (",", ".", ";", "C", "—", ")"):
        at += 1
    return at == len(reading.tags) or reading.tags[at] != "C"


def _kinds(reading: Reading, item: NounPhrase, again: tuple[NounPhrase, ...], *, is_name: bool) -> frozenset[str]:
    """Return what a phrase can be; a bare name may be a person and may be a thing."""
    tokens, tags = reading.tokens, reading.tags
    low = tokens[item.head].lower
    if item.end == 1 and is_name and tags[0] == "N" and low.endswith("s"):
        return frozenset(("person", "thing", "many"))
    if low.endswith(_EITHER):
        return frozenset(("thing", "many"))
    if not is_name:
        return frozenset((kind_of(reading, item.head),))
    for other in again:
        if tags[other.head] == "N":
            return frozenset((kind_of(reading, other.head),))
        if tokens[other.start].lower in ("a", "an", "the"):
            return frozenset(("thing",))
    return _kinds_of_name(reading, item)


def _kinds_of_name(reading: Reading, item: NounPhrase) -> frozenset[str]:
    tokens, tags = reading.tokens, reading.tags
    low = tokens[item.head].lower
    before = item.head
    while before > item.start and tags[before - 1] == "M":
        before -= 1
    if before > item.start and tags[before - 1] == "N":
        role = tokens[before - 1].lower
        maybe = role.endswith(("er", "or", "ist", "ian", "ant", "ent"))
        return frozenset(("person",) if is_person(role) else ("person", "thing") if maybe else ("thing",))
    first = tokens[before].lower
    if first in TITLES:
        return frozenset(("person",))
    dumb = first in _DUMB_NAMES or is_common(low) or "&" in tokens[item.head].text
    if dumb or tags[item.start] in ("D", "Q", "F"):
        return frozenset(("thing", "many") if low.endswith("s") else ("thing",))
    return frozenset(("person", "thing"))


def _shown_by_object(reading: Reading, item: NounPhrase) -> list[str]:
    """Return a word of the sex that "who lent her a boat" leaves whoever did so."""
    tokens, end = reading.tokens, item.end
    if [token.lower for token in tokens[end : end + 2]] != [",", "who"] or end + 4 >= len(tokens):
        return []
    given = tokens[end + 3].lower
    if reading.tags[end + 2] not in ("VD", "VF") or given not in ("her", "him"):
        return []
    own = given == "her" and tokens[end + 4].lower not in ("a", "an", "the", "to", "in", "for", "and", ",", ".")
    return [] if own else ["man" if given == "her" else "woman"]


def _sex(words: list[str]) -> str:
    man = any(word in _MEN or (word.endswith("man") and not word.endswith("woman")) for word in words)
    woman = any(word in _WOMEN or word.endswith("woman") for word in words)
    return "" if man == woman else "he" if man else "she"
