"""What a source sentence's links amount to: the same relation said otherwise.

"X's Y" and "the Y of X", "A hit B" and "B was hit by A", "after" seen from the other side, a name and what stands
beside it.
"""

from __future__ import annotations

from functools import lru_cache

from qa.guard.equivalents import COUNTRIES
from qa.guard.nominal import happenings
from qa.guard.pronouns import antecedents, is_person
from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import TIME_UNITS, Reading
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import POSSESSIVES, TRANSPARENT

_TRANSPARENT = frozenset(stem(word) for word in TRANSPARENT) | TIME_UNITS
_EVENTS = frozenset(
    stem(word)
    for word in "explosion blast bomb attack fire blaze crash collision fighting earthquake quake accident battle clash"
    " protest demonstration election flood storm shooting meeting talks ceremony conference festival match race riot"
    " raid"
    " strike landslide avalanche eruption outbreak bombing shelling airstrike ambush siege trial concert"
    " funeral".split()
)
_WHERE = frozenset("p:in p:at p:near p:outside p:inside p:on p:during".split())
_TURNED = {"adv:after": "adv:before", "adv:before": "adv:after"}
_OWN = ("mod", "num", "q", "hedge", "poss")
"""Links inside one phrase, which no other phrase shares."""
_Links = list[set[Link]]


@lru_cache(maxsize=512)
def closure(source: Reading) -> tuple[frozenset[Link], ...]:
    """Return for each token every (role, head) that it has, or may be said to have."""
    found: _Links = [set(each) for each in source.links]
    for token, links in enumerate(source.links):
        for role, head in links:
            if head >= 0:
                _said_otherwise(source, found, token, role, head)
    _named_beside(source, found)
    _where_it_is(source, found)
    _one_and_the_same(source, found)
    _by_pronoun(source, found)
    _compounds(source, found)
    happenings(source, found)
    return tuple(frozenset(each) for each in found)


def _said_otherwise(source: Reading, found: _Links, token: int, role: str, head: int) -> None:
    """Add what one link may also be called."""
    if role in _TURNED:
        found[head].add((_TURNED[role], token))
    if role.startswith("p:"):
        _belongs(source, found, token, role, head)
    elif role == "part" and source.tags[head] in ("VD", "VN", "VF"):
        found[head] |= {("adv:when", token), ("adv:as", token)}
        found[token] |= {("adv:when", head), ("adv:as", head)}
    elif role == "agent":
        found[token].add(("subj", head))
        found[token].discard((role, head))
    elif role == "beside":  # "the merchant Jakob Wissel"
        found[token] |= {link for link in found[head] if link[0] not in _OWN} | {("is", head)}
        found[head].add(("is", token))
        for other in range(max(0, token - 4), token):
            if ("mod", head) in source.links[other]:
                found[other].add(("mod", token))
    elif role == "of" and source.tokens[head].key in _LANDS:
        found[token] |= {link for link in source.links[head] if link[0] in ("p:in", "p:from", "p:to")}
    elif role == "of" and source.tokens[head].key in _TRANSPARENT:  # "the town of Sund"
        found[token] |= {link for link in source.links[head] if link[0] not in (*_OWN, "is")}


def _belongs(source: Reading, found: _Links, token: int, role: str, head: int) -> None:
    """Let "a spokesman for the airline" be the airline's, "its plant in Sund" be "its Sund plant"."""
    if role in ("p:for", "p:at", "p:with", "p:from") and is_person(source.tokens[head].lower):
        found[token] |= {("of", head), ("mod", head)}
    if role != "p:in":
        return
    named = source.tags[token] == "M" and source.tags[head] == "N"
    if named and not is_person(source.tokens[head].lower) and source.links[token][0] == ("p:in", head):
        found[token].add(("mod", head))


_LANDS = frozenset(
    stem(word)
    for word in "swamp hill mountain forest valley marsh desert jungle plain highland lowland street heart centre"
    " center middle countryside wood moor steppe interior".split()
)
"""Heads before "of" that lie in what stands behind it: what is in the hills of a country is in that country."""


def _named_beside(source: Reading, found: _Links) -> None:
    """Let "the mayor, Ada Holm" be "mayor Ada Holm"."""
    for token, links in enumerate(source.links):
        for role, head in links:
            if role == "is" and source.tags[head] == "M":
                found[token] |= {("mod", head), ("beside", head)}
                for other, theirs in enumerate(source.links):
                    if ("mod", token) in theirs:
                        found[other].add(("mod", head))


def _where_it_is(source: Reading, found: _Links) -> None:
    """Let "the dam, which was under repair" be "the dam under repair", "a bomb exploded in" be "a bomb in"."""
    for clause in source.clauses:
        verb = clause.verb
        if verb is None or verb.negatives or verb.modal:
            continue
        is_event = len(clause.subjects) == 1 and source.tokens[clause.subjects[0]].key in _EVENTS
        moving = any(("obj", verb.head) in links for links in source.links)
        for subject in clause.subjects if not moving and not verb.passive else ():
            if source.tags[subject] == "N" and not is_person(source.tokens[subject].lower):
                for token, links in enumerate(source.links):  # "rents in Sund rose": "rose in Sund"
                    found[token] |= {(role, verb.head) for role, at in links if at == subject and role in _WHERE}
        is_being = source.tags[verb.head] == "BE" and clause.kind == "rel"
        if not (is_event or is_being):
            continue
        for token, links in enumerate(source.links):
            roles = [role for role, at in links if at == verb.head and role.startswith("p:")]
            for role in roles:
                if is_being or role in _WHERE:
                    found[token] |= {(role, subject) for subject in clause.subjects}


def _one_and_the_same(source: Reading, found: _Links) -> None:
    """Let two phrases beside each other, and beside no third, do and suffer the same."""
    partners = [[head for role, head in links if role == "is"] for links in source.links]
    for token, heads in enumerate(partners):
        if len(heads) == 1 and partners[heads[0]] == [token]:
            found[token] |= {link for link in source.links[heads[0]] if link[0] in ("subj", "obj")}
            for other, links in enumerate(source.links):
                if ("is", heads[0]) in links and other != token:
                    found[other].add(("is", token))


def _by_pronoun(source: Reading, found: _Links) -> None:
    """Give the sentence's first subject the places of a pronoun that can only mean it."""
    for token, subject in antecedents(source).items():
        found[subject] |= {link for link in found[token] if link[0] in ("subj", "obj")}
        if source.tokens[token].lower in POSSESSIVES:
            found[subject] |= {("of", head) for role, head in source.links[token] if role == "poss"}


def _compounds(source: Reading, found: _Links) -> None:
    """Let "the profits of the company" be "the company profits", where the noun has no second such word."""
    beside: dict[int, list[tuple[int, str]]] = {}
    for token, links in enumerate(source.links):
        for role, head in links:
            if role in ("of", "mod") and source.tags[token] in ("N", "M"):
                beside.setdefault(head, []).append((token, role))
    for head, several in beside.items():
        names = [token for token, _ in several if source.tags[token] == "M"]
        for token, role in several:
            only = len(names) <= 1 and (source.tags[token] == "M" or len(several) == 1)
            if only or source.tokens[token].key in COUNTRIES:
                found[token].add(("mod" if role == "of" else "of", head))
