"""A noun for what a verb does: "the government's decision" of "the government decided".

Whose doing it is, and to whom it is done, must be as at the verb, and the verb must be plainly so: such a noun takes
for granted that it was done. The other way, from a noun to a verb, nothing follows: a planned closure closes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.equivalents import same
from qa.guard.pair import Pair
from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import Reading
from qa.guard.standing import under
from qa.guard.words.lexicon import SAYING
from qa.guard.words.shared import is_doing

_VERBS = frozenset("VD VF VN VI".split())
_NOT_DONE = frozenset("planned proposed intended attempted possible alleged failed expected".split())
_TIMES = frozenset("p:on p:in p:at p:during adv".split())


def names_doing(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether a written noun is that of what a verb of the source does."""
    if written.tags[at] != "N" or source.tags[place] not in _VERBS:
        return False
    noun, verb = written.tokens[at].key, source.key(place)
    return source.tokens[place].lower not in SAYING and (is_doing(noun, verb) or same(noun, verb))


def unsettled(pair: Pair) -> str:
    """Return why what a written noun takes for granted is not plainly so in the source, "" where it is."""
    groups = {clause.verb.head: clause.verb for clause in pair.source.clauses if clause.verb is not None}
    for at, place in enumerate(pair.places):
        verb = groups.get(place)
        if verb is None or pair.written.tags[at] != "N":
            continue
        if verb.negatives or verb.modal or verb.form == "inf":
            return f"the line does not say that there was “{pair.written.tokens[at].text}”"
        ours = {pair.places[head] for head in _standing_under(pair.written, at)}
        if under(pair.source, place) - ours:
            return f"the line does not say plainly that there was “{pair.written.tokens[at].text}”"
    return ""


def _standing_under(written: Reading, at: int) -> set[int]:
    """Return what the verb stands under that a noun hangs on."""
    seen: set[int] = set()
    verbs = {clause.verb.head for clause in written.clauses if clause.verb is not None}
    while at >= 0 and at not in seen:
        if at in verbs:
            return under(written, at)
        seen.add(at)
        at = written.links[at][0][1] if written.links[at] else -1
    return set()


def doing_role(pair: Pair, at: int, role: str, head: int) -> bool:
    """Return whether a word hangs on such a noun as it hangs on its verb: "the arrest of the bishop", "her arrest"."""
    written, place, verb = pair.written, pair.places[at], pair.places[head]
    if written.tags[head] != "N" or pair.source.tags[verb] not in _VERBS:
        return False
    links = pair.links[place]
    objects = {token for token, each in enumerate(pair.links) if ("obj", verb) in each}
    if role in ("p:by", "agent"):
        return ("subj", verb) in links
    if role in ("of", "mod", "poss") and (pair.source.tags[place] == "T" or pair.source.tokens[place].first):
        return any(kind in _TIMES and host == verb for kind, host in links)
    if role == "poss" or (role == "of" and written.tags[at + 1 : at + 2] == ("POS",)):
        said = objects & {pair.places[token] for token, each in enumerate(written.links) if ("of", head) in each} - {
            place
        }
        return ("subj", verb) in links if said or not objects else place in objects and _is_passive(pair.source, verb)
    if role == "of":
        return place in objects if objects else ("subj", verb) in links
    if role == "mod":
        return place in objects
    return any(host == verb and kind.partition(":")[2] == role.partition(":")[2] != "" for kind, host in links)


def hangs_alike(pair: Pair, at: int, role: str, host: int) -> bool:
    """Return whether such a noun stands behind a preposition where its verb stands behind the joining word."""
    place = pair.places[at]
    if pair.written.tags[at] != "N" or pair.source.tags[place] not in _VERBS:
        return False
    return any(other == host and kind.startswith("adv:") and kind[4:] == role[2:] for kind, other in pair.links[place])


def _is_passive(source: Reading, head: int) -> bool:
    return any(c.verb is not None and c.verb.head == head and c.verb.passive for c in source.clauses)


def happenings(source: Reading, found: Sequence[set[Link]]) -> None:
    """Let what happened be the subject of "and this led to", where one thing happened before it."""
    happened: list[int] = []
    for clause in source.clauses:
        verb = clause.verb
        if verb is None or ("root", -1) not in source.links[verb.head]:
            continue
        if [source.tokens[at].lower for at in clause.subjects] == ["this"] and len(happened) == 1:
            found[happened[0]].add(("subj", verb.head))
        happened.append(verb.head)
