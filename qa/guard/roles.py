"""Whether each verb has the subjects and objects that it has in the source, and each other word its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qa.guard.equivalents import same_role
from qa.guard.nominal import doing_role, hangs_alike
from qa.guard.pair import Pair
from qa.guard.reading.chunks import Link, VerbGroup
from qa.guard.reading.clauses import Clause, Reading
from qa.guard.standing import under
from qa.guard.states import is_past, same_state
from qa.guard.turned import fills, places_of, turned_role
from qa.guard.words.lexicon import RESERVATIONS

_SLOTS = ("subj", "obj")


_LOOSE_KINDS = ("part", "ger", "inf", "rel")


_HELPERS = ("BE", "HV", "DO", "MD")
_ON = frozenset("p:on p:in p:at p:during".split())


def _groups(reading: Reading) -> dict[int, VerbGroup]:
    return {clause.verb.head: clause.verb for clause in reading.clauses if clause.verb is not None}


def verbs_hold(pair: Pair) -> str:
    """Check who does what: each written verb's subject and object, negation, possibility and time."""
    groups = _groups(pair.source)
    verbs = [(clause, clause.verb) for clause in pair.written.clauses if clause.verb is not None]
    if not verbs:
        return "it says nothing that could be true or false"
    return next((reason for clause, verb in verbs if (reason := _verb_holds(pair, clause, verb, groups))), "")


def _verb_holds(pair: Pair, clause: Clause, verb: VerbGroup, groups: Mapping[int, VerbGroup]) -> str:
    written, place = pair.written, pair.places[verb.head]
    if written.tags[verb.head] == "BE" and _is_equation(pair, clause, verb):
        return ""
    if place < 0:
        return "the line does not say that it is so" if written.tags[verb.head] in _HELPERS else ""
    theirs = groups.get(place)
    if theirs is not None and (wrong := _said_elsewhere(pair, verb, place)) is not None:
        return f"the line does not say this of “{written.tokens[wrong].text}”"
    if theirs is not None:
        return same_state(pair, clause, verb, theirs) or _slots(pair, clause, verb, place)
    if "according_to" in (written.tokens[verb.head].lower, pair.source.tokens[place].lower):
        return ""
    return f"the line does not say “{written.tokens[verb.head].text}” of it"


def _said_elsewhere(pair: Pair, verb: VerbGroup, place: int) -> int | None:
    """Return what a written "was" says of its subject and another verb of the source does: "hoped to be a nurse"."""
    if pair.source.tags[place] != "BE":
        return None
    for at, links in enumerate(pair.written.links):
        if ("pred", verb.head) in links and pair.places[at] >= 0:
            heads = {head for role, head in pair.source.links[pair.places[at]] if role == "pred"}
            if heads and place not in heads:
                return at
    return None


def _is_equation(pair: Pair, clause: Clause, verb: VerbGroup) -> bool:
    """Whether "X is Y" is what the source says in any form: "X, the Y, ...", "X was Y", "the Y X"."""
    if verb.negatives or verb.modal or pair.places[verb.head] >= 0 or not _is_stated(pair, verb):
        return False
    predicates = [at for at, links in enumerate(pair.written.links) if ("pred", verb.head) in links]
    return bool(predicates) and all(
        ("is", pair.places[subject]) in pair.links_of(at)
        for at in predicates
        for subject in clause.subjects
        if pair.places[at] >= 0
    )


def _is_stated(pair: Pair, verb: VerbGroup) -> bool:
    """Whether the source, where it has a verb for it, says it as plainly: not "is thought to be"."""
    source = pair.source
    ours = {pair.places[at] for at in under(pair.written, verb.head)}
    groups = _groups(source)
    for at, links in enumerate(pair.written.links):
        if ("pred", verb.head) not in links or pair.places[at] < 0:
            continue
        for role, head in source.links[pair.places[at]]:
            theirs = groups.get(head) if role == "pred" else None
            if theirs is None:
                continue
            if under(source, head) - ours or theirs.negatives or theirs.modal:
                return False
            if (
                theirs.form == verb.form == "fin"
                and not verb.modal
                and is_past(source, theirs) != is_past(pair.written, verb)
            ):
                return False
    return True


def _slots(pair: Pair, clause: Clause, verb: VerbGroup, place: int) -> str:
    """Check that a verb's subjects and objects are those of the source's verb."""
    written = pair.written
    for slot in _SLOTS:
        ours = [at for at, links in enumerate(written.links) if _fills(slot, verb, links)]
        roles = {*places_of(pair, slot, verb.head), *((_TURNED_SLOTS[slot],) if verb.passive else ())}
        held = [
            at
            for at in ours
            if pair.places[at] >= 0 and any(fills(pair, pair.places[at], role, place) for role in roles)
        ]
        known = [at for at in ours if at in held or _must_hold(pair, at, slot, verb, held)]
        loose = clause.kind in _LOOSE_KINDS and (slot == "subj" or verb.passive or clause.kind == "rel")
        if not known or (loose and (held or (slot == "subj" and clause.kind == "ger"))) or len(held) >= len(known):
            continue
        missing = next((at for at in known if at not in held), known[0])
        return f"the line does not say this of “{written.tokens[missing].text}” and “{written.tokens[verb.head].text}”"
    return ""


_TURNED_SLOTS = {"subj": "p:by", "obj": "p:to"}
"""Where else a passive's subject and doer may stand: "was given the prize" for "gave the prize to"."""


def _fills(slot: str, verb: VerbGroup, links: Sequence[Link]) -> bool:
    return (slot, verb.head) in links or (slot == "subj" and verb.passive and ("agent", verb.head) in links)


def _must_hold(pair: Pair, at: int, slot: str, verb: VerbGroup, held: Sequence[int]) -> bool:
    """Whether a word must be the verb's subject or object in the source: not "who", not what is said beside another."""
    links = pair.written.links[at]
    if pair.places[at] < 0 and pair.written.tags[at] == "R":
        return False
    if any(role == "is" and other in held for role, other in links):
        return False
    return slot == "obj" or ("obj", verb.head) not in links


def words_hold(pair: Pair, given: frozenset[int]) -> str:
    """Check that every other word hangs on what it hangs on in the source; `given` are known otherwise."""
    written = pair.written
    for at, links in enumerate(written.links):
        if pair.places[at] < 0 or at in given or written.tags[at] in _VERBS:
            continue
        groups: dict[str, list[int]] = {}
        for role, head in links:
            if head >= 0 and not _is_told_elsewhere(written, role, links):
                groups.setdefault(role, []).append(head)
        if (
            "is" in groups
            and len(groups) > 1
            and not any(_holds(pair, at, r, h) for r in groups if r != "is" for h in groups[r])
        ):
            return f"the line does not tie “{written.tokens[at].text}” to this"
        results = [any(_holds(pair, at, role, head) for head in heads) for role, heads in groups.items()]
        if results and not (any(results) if _is_doubtful(written, at, groups) else all(results)):
            return f"the line does not tie “{written.tokens[at].text}” to this"
    return ""


_VERBS = frozenset("VD VF VB VN VI BE HV".split())


def _is_told_elsewhere(reading: Reading, role: str, links: Sequence[Link]) -> bool:
    """Whether a link is looked at with its verb: subjects, objects, and who does it in a passive."""
    if role in _SLOTS or role in ("agent", "pred") or role.startswith("before:"):
        return True
    return role == "p:by" and any(kind == "agent" and _is_passive(reading, verb) for kind, verb in links)


def _is_doubtful(reading: Reading, at: int, groups: Collection[str]) -> bool:
    """Whether a word may hang on one of several things, so that one of them is enough."""
    if "is" in groups or len(groups) == 1:
        return True
    free = reading.tags[at] == "A" and reading.tokens[at].lower not in RESERVATIONS
    return at in reading.doubtful or free or any(role in _SLOTS for role, _ in reading.links[at])


def _is_passive(reading: Reading, head: int) -> bool:
    return any(c.verb is not None and c.verb.head == head and c.verb.passive for c in reading.clauses)


def _holds(pair: Pair, at: int, role: str, head: int) -> bool:
    host, place = pair.places[head], pair.places[at]
    if host < 0:
        return False
    if host == place:  # one word there, two here, side by side
        return True
    if role.startswith("p:") and (turned_role(pair, role, head, place) or hangs_alike(pair, at, role, host)):
        return True
    if doing_role(pair, at, role, head):
        return True
    dated = role in _ON and _is_time(pair.source, place)
    return any(
        other == host and (same_role(role, kind) or (dated and kind in _ON)) for kind, other in pair.links[place]
    )


def _is_time(reading: Reading, at: int) -> bool:
    return reading.tags[at] == "T" or bool(reading.tokens[at].first)
