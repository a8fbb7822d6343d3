"""Whether a phrase behind words that were left out now tells of another word than it did: `slips`, `next_to_host`."""

from __future__ import annotations

from qa.guard.junctions import VERB_TAGS, item_of
from qa.guard.reading.chunks import Link, NounPhrase, VerbGroup
from qa.guard.reading.clauses import OF_CLAUSES, Reading
from qa.guard.reading.tagsets import FACT_NOUNS, FINITE

_FREE_ROLES = frozenset(f"p:{word}" for word in OF_CLAUSES) | {"p:amid", "p:following"}
_SIDE_ROLES = frozenset("p:without p:by p:until p:against p:over".split())
_PLACES = frozenset("p:in p:at p:on p:near p:inside p:outside".split())


def next_to_host(source: Reading, held: set[int], right: int) -> bool:
    """Return whether the phrase that "who" or "where" stood behind is kept."""
    if source.tokens[right].lower == "that":
        told = [at for at in range(right) if source.tokens[at].lower in FACT_NOUNS and at in held]
        if told and not any(source.tags[at] in FINITE for at in range(told[-1], right)):
            return True
    before = right - 1
    while before > 0 and (source.tokens[before].kind == "mark" or source.tags[before] in ("P", "A")):
        before -= 1
    item = item_of(source, before)
    return (item.head if item is not None else before) in held


def slips(source: Reading, held: set[int], gap: list[int], right: int) -> bool:
    """Return whether a phrase behind a gap now tells of a farther word than it did."""
    tags = source.tags
    token = _meant(source, right)
    if token is None:
        return False
    links = [link for link in source.links[token] if 0 <= link[1] < right]
    hosts = [head for role, head in links if _is_tie(role)]
    if tags[right] == "P" and source.tokens[right].lower == "of":
        return hosts[0] not in held if hosts else not next_to_host(source, held, right)
    verbs = [head for head in hosts if tags[head] in VERB_TAGS]
    if verbs and max(verbs) in gap and tags[right - 1] != ",":
        return True
    if token not in held or not hosts:
        return False
    if tags[token] == "T" or (tags[token] == "F" and len(source.tokens[token].text) == 4):
        joined = any(tags[at] == "C" for at in gap) and max(hosts) in gap and tags[max(hosts)] not in VERB_TAGS
        return joined or (source.tokens[right].lower in ("in", "by") and _lost_figure(source, gap))
    if any(role in ("subj", "obj", "agent") and head in held for role, head in source.links[token]):
        return False
    nearest = max((head for head in hosts if _may_host(source, head)), default=-1)
    if nearest in held or nearest not in gap or _is_free(source, held, links, nearest, right):
        return False
    comma = any(source.tokens[at].kind == "mark" for at in range(nearest + 1, right))
    if comma and verbs and tags[right] in ("P", "VI"):
        return any(tags[at] in ("VD", "VF", "BE", "HV", "MD") for at in gap) or held.isdisjoint(verbs)
    return True


def _meant(source: Reading, right: int) -> int | None:
    """Return the head of the phrase that opens at `right`, None for a finite verb."""
    if source.tags[right] == "P":
        behind = next((each for each in source.items if each.start > right), None)
        return behind.head if isinstance(behind, NounPhrase | VerbGroup) else None
    item = item_of(source, right)
    if isinstance(item, VerbGroup) and item.form == "fin":
        return None
    return item.head if item is not None else right


def _may_host(source: Reading, head: int) -> bool:
    """Whether a phrase may belong to a word: not to what is counted, nor to a name that stands by itself."""
    if source.tags[head] == "M":
        return source.tags[head - 1] == "D" and source.tokens[head - 1].lower != "the"
    return source.tags[head] in ("N", "O") and not any(("num", head) in links for links in source.links)


def _is_free(source: Reading, held: set[int], links: list[Link], noun: int, right: int) -> bool:
    """Whether a phrase tells as much of the verb as of the noun that is gone: "at high tide without injuries"."""
    beside_it = all(source.tags[head] in VERB_TAGS and head in held for _, head in source.links[noun])
    free = source.tokens[right].lower == "for" and source.tags[right + 1] in ("D", "F")
    if any(role in _FREE_ROLES for role, _ in links) or (beside_it and (free or links[0][0] in _SIDE_ROLES)):
        return True
    return _lies_in(source, held, noun, {role for role, head in links if head == noun})


def _lies_in(source: Reading, held: set[int], noun: int, roles: set[str]) -> bool:
    """Whether what is in the deleted thing is in the kept one, too: "in a room in Sund", "at a house near Sund"."""
    where = any(role in _PLACES and head in held for role, head in source.links[noun])
    return where and bool(roles & _PLACES)


def _lost_figure(source: Reading, gap: list[int]) -> bool:
    """Whether "from 75" is gone before "in 1970", so that the date would tell of another figure."""
    return any(
        source.tokens[at].lower in ("from", "to") and source.tags[at + 1 : at + 2] in (("F",), ("H",)) for at in gap
    )


def _is_tie(role: str) -> bool:
    return role in ("is", "part", "rel", "of", "inf") or role.startswith("p:")
