"""Whether what was kept of a source sentence still states something: `states`, `orphan`, `headless`.

A verb without its subject, "that" without its clause or an adjective without its noun says nothing, or says it of
another. Only the source's own reading counts.
"""

from __future__ import annotations

from itertools import pairwise

from qa.guard.closure import closure
from qa.guard.reading.chunks import Link, NounPhrase, VerbGroup
from qa.guard.reading.clauses import Reading
from qa.guard.reading.tagsets import FINITE


def states(source: Reading, held: set[int]) -> bool:
    """Return whether a verb is kept with its subject, where the source has such a one."""
    stated = found = False
    for clause in source.clauses:
        verb = clause.verb
        if verb is None or verb.form != "fin":
            continue
        subjects = [at for at, links in enumerate(source.links) if at < verb.head and _is_subject(links, verb)]
        subjects += [
            at for at in range(verb.start) if any(r == "beside" and h in subjects for r, h in source.links[at])
        ]
        spoken_of = any(at in held and source.tags[at] in ("N", "M") for at in range(verb.start))
        named = not held.isdisjoint(subjects) or (spoken_of and all(source.tags[at] == "O" for at in subjects))
        if verb.head in held and clause.kind == "rel" and subjects and not _is_near(source, held, subjects):
            return False
        if verb.head in held and clause.shares_subject and _of_another(source, held, verb.head):
            return False
        if verb.head in held and subjects and not named:
            return False
        who = [at for at in range(max(0, min(subjects, default=0) - 3), verb.head) if source.tags[at] in ("R", "S")]
        loose = clause.kind in ("rel", "adv") and bool(who) and held.isdisjoint(who)
        if subjects and (clause.kind in ("root", "conj", "say", "ccomp") or loose):
            stated = True
            found = found or verb.head in held
    return (found or not stated) and not _opens_nothing(source, held)


def _is_near(source: Reading, held: set[int], subjects: list[int]) -> bool:
    """Whether the last word that "who" may mean is kept, or belongs by "of" to one that is."""
    return subjects[-1] in held or any(
        role == "of" and head in held and head in subjects for role, head in source.links[subjects[-1]]
    )


def _of_another(source: Reading, held: set[int], verb: int) -> bool:
    """Whether the clause before a second verb, with a subject of its own, is gone: "while Holm led and (scored)"."""
    before = [
        c
        for c in source.clauses
        if c.verb is not None and c.verb.form == "fin" and c.verb.head < verb and c.kind in ("adv", "conj", "ccomp")
    ]
    last = max(before, key=lambda c: c.verb.head if c.verb is not None else -1, default=None)
    if last is None or last.verb is None or last.verb.head in held:
        return False
    return bool(last.subjects) and held.isdisjoint(last.subjects)


def _opens_nothing(source: Reading, held: set[int]) -> bool:
    """Whether "that", "when" or "who" is kept and the verb of its clause is not."""
    bounds = [at for at, name in enumerate(source.tags) if name in ("THAT", "S", "R", ";")] + [len(source.tags)]
    for start, end in pairwise(bounds):
        verbs = [at for at in range(start, end) if source.tags[at] in FINITE]
        if start in held and verbs and held.isdisjoint(verbs):
            return True
    return False


def _is_subject(links: tuple[Link, ...], verb: VerbGroup) -> bool:
    return ("subj", verb.head) in links or (verb.passive and ("obj", verb.head) in links)


def orphan(source: Reading, held: set[int]) -> int | None:
    """Return a kept subject whose verbs are all gone, None where there is none: "5 were killed and 3 tanks"."""
    for at in sorted(held):
        links = closure(source)[at] if source.links[at] else frozenset()
        acts = bool(links) and all(role == "subj" or _suffers(source, role, verb) for role, verb in links)
        if acts and source.tags[at] in ("N", "M") and held.isdisjoint(head for _, head in links):
            return at
        if _is_bare_object(source, held, at):
            return at
    return None


def _is_bare_object(source: Reading, held: set[int], at: int) -> bool:
    """Whether a kept word is the object of a verb that is gone, with no joint before it: "Holm (got) a prize"."""
    links = source.links[at]
    if not links or links[0][0] != "obj" or links[0][1] in held or links[0][1] > at:
        return False
    verb = links[0][1]
    if source.tags[verb] not in ("VD", "VF") or any(head in held for role, head in links if role != "subj"):
        return False
    return not any(source.tags[k] in ("P", "C", ",") for k in range(verb, at))


def _suffers(source: Reading, role: str, verb: int) -> bool:
    return role == "obj" and any(c.verb is not None and c.verb.head == verb and c.verb.passive for c in source.clauses)


def headless(source: Reading, held: set[int]) -> int | None:
    """Return a kept word of a phrase whose noun is gone, None where there is none: "the largest (tract)"."""
    for item in source.items:
        if not isinstance(item, NounPhrase) or item.head in held:
            continue
        kept = [at for at in range(item.start, item.end) if at in held]
        rest = range(kept[-1] + 1, item.end) if kept else range(0)
        owner = any(source.tags[at] == "POS" for at in rest) and "POS" not in source.tags[item.start : item.head][:1]
        if kept and not owner and not all(source.tags[at] == "M" for at in rest):
            return kept[-1]
    return None
