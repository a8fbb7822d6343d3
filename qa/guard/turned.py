"""Two verbs that say the same with their parts in other places, or of which the written one says less.

"She received the prize from them" of "they gave her the prize", "twelve died" of "twelve were killed", "called for a
ban" of "demanded a ban". Only the verbs listed in `qa.guard.words.turned`; what else hangs on them is not judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.guard.equivalents import same
from qa.guard.pair import Pair
from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import Clause, Reading
from qa.guard.words.lexicon import NOT_FACT
from qa.guard.words.shared import shared
from qa.guard.words.turned import ALTERNATING, CONVERSE, DYING, ONLY_OF, PLAIN, PREPOSITIONAL, WEAKER

_VERBS = frozenset("VD VF VN VI VB".split())
_DENYING = frozenset("no nobody none neither nor nothing only never without not all every each most few if".split())


def alike(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether a written verb says what the source's says, or less, with its parts in their own places or not."""
    ours, theirs = written.key(at), source.key(place)
    tags = written.tags[at], source.tags[place]
    return same(ours, theirs) or shared(ours, tags[0], theirs, tags[1]) or turned(written, at, source, place)


def turned(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether a written verb may stand for the source's by the listed pairs alone."""
    if written.tags[at] not in _VERBS or source.tags[place] not in _VERBS:
        return False
    ours, theirs = written.key(at), source.key(place)
    if (ours, theirs) in CONVERSE:
        return not _is_passive(written, at)
    if theirs in WEAKER.get(ours, ()) or theirs in DYING.get(ours, ()):
        return _is_plain(source, place) and _is_of_those(written, at, ours, theirs)
    return bool(_preposition(written, at, theirs, PREPOSITIONAL) or _preposition(source, place, ours, PLAIN))


def any_turned(written: Reading, source: Reading) -> bool:
    """Return whether some written verb has its parts in other places than the source's that it stands for."""
    theirs = [place for place, tag in enumerate(source.tags) if tag in _VERBS]
    return any(
        (written.key(at), source.key(place)) in CONVERSE
        or _preposition(written, at, source.key(place), PREPOSITIONAL)
        or _preposition(source, place, written.key(at), PLAIN)
        for at, tag in enumerate(written.tags)
        if tag in _VERBS
        for place in theirs
    )


def places_of(pair: Pair, slot: str, at: int) -> tuple[str, ...]:
    """Return what a written verb's subject or object ("subj", "obj") may be at the source's verb that it stands for."""
    written, source, place = pair.written, pair.source, pair.places[at]
    ours, theirs = written.key(at), source.key(place)
    if (ours, theirs) in CONVERSE:
        return CONVERSE[ours, theirs].get(slot, ())
    if theirs in DYING.get(ours, ()):
        return ("obj",) if slot == "subj" else ()
    if slot == "subj" and theirs in ALTERNATING and not _has(written, "obj", at) and not _is_passive(written, at):
        subjects = [pair.places[token] for token, links in enumerate(written.links) if ("subj", at) in links]
        moved = any(token >= 0 and ("obj", place) in pair.links[token] for token in subjects)
        return ("obj",) if moved else ("subj",)
    preposition = _preposition(source, place, ours, PLAIN) if slot == "obj" else ""
    return (slot, "p:" + preposition) if preposition else (slot,)


def fills(pair: Pair, token: int, role: str, place: int) -> bool:
    """Return whether a source token has `role` at the source's verb; "recipient" is the one whom something is given."""
    links = pair.links[token]
    if role != "recipient":
        return (role, place) in links
    receivers = [other for other, each in enumerate(pair.links) if ("p:to", place) in each]
    if receivers:  # of two, it is not told here who got what
        return receivers == [token]
    given = [other for other, each in enumerate(pair.source.links) if ("obj", place) in each]
    return len(given) > 1 and token == given[0]


def turned_role(pair: Pair, role: str, head: int, token: int) -> bool:
    """Return whether what hangs on a written verb by a preposition has its other place at the source's verb."""
    written, source, place = pair.written, pair.source, pair.places[head]
    ours, theirs = written.key(head), source.key(place)
    if (ours, theirs) in CONVERSE:
        return any(fills(pair, token, other, place) for other in CONVERSE[ours, theirs].get(role, ()))
    return role[2:] == _preposition(written, head, theirs, PREPOSITIONAL) and ("obj", place) in pair.links[token]


def _preposition(reading: Reading, at: int, other: str, table: Mapping[tuple[str, str], frozenset[str]]) -> str:
    """Return the preposition by which a verb is `other` in `table`, as "call for" is "demand"; "" where it is not."""
    key = reading.key(at)
    return next(
        (
            role[2:]
            for links in reading.links
            for role, head in links
            if head == at and role.startswith("p:") and other in table.get((key, role[2:]), ())
        ),
        "",
    )


def _is_of_those(written: Reading, at: int, ours: str, theirs: str) -> bool:
    keys = ONLY_OF.get((ours, theirs))
    return keys is None or any(
        ("obj", at) in links and written.tokens[token].key in keys for token, links in enumerate(written.links)
    )


def _is_plain(source: Reading, place: int) -> bool:
    """Whether nothing above a verb turns less into more: no denial, no condition, no "all"."""
    seen: set[int] = set()
    while place not in seen:
        seen.add(place)
        clause = _clause(source, place)
        if clause is None or clause.verb is None or clause.verb.negatives or clause.marker in NOT_FACT:
            return False
        if any(_denies(source, at) for at, links in enumerate(source.links) if _is_part(links, place)):
            return False
        above = next((head for role, head in clause.links if role in ("ccomp", "inf", "rel")), None)
        if above is None:
            return True
        if _clause(source, above) is None:  # it tells more of a noun
            return not _denies(source, above)
        place = above
    return False


def _is_part(links: Sequence[Link], verb: int) -> bool:
    return ("subj", verb) in links or ("obj", verb) in links


def _denies(source: Reading, noun: int) -> bool:
    """Whether a noun phrase is of none, or of all, or only of some: "no ship", "all who"."""
    return source.tokens[noun].lower in _DENYING or any(
        source.tokens[at].lower in _DENYING for at, links in enumerate(source.links) if any(h == noun for _, h in links)
    )


def _clause(reading: Reading, head: int) -> Clause | None:
    return next((c for c in reading.clauses if c.verb is not None and c.verb.head == head), None)


def _is_passive(reading: Reading, head: int) -> bool:
    clause = _clause(reading, head)
    return clause is not None and clause.verb is not None and clause.verb.passive


def _has(reading: Reading, role: str, head: int) -> bool:
    return any((role, head) in links for links in reading.links)
