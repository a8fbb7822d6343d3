"""Whether what is said stands under the same words: "police said", "hopes to", "if"."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.equivalents import same_role
from qa.guard.pair import Pair
from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import NOT_FACT, SAYING
from qa.text.speech_words import CONTINUING


def standing(pair: Pair) -> str:
    """Check that each verb is asserted, reported or conditional just as in the source."""
    written, source = pair.written, pair.source
    for clause in written.clauses:
        verb = clause.verb
        if verb is None or pair.places[verb.head] < 0:
            continue
        if not clause.links:
            return f"the line does not tie “{written.tokens[verb.head].text}” to the rest this way"
        place = pair.places[verb.head]
        ours, theirs = _ours(pair, verb.head), under(source, place)
        missing = theirs - ours
        if clause.kind == "root" and _is_of_some(source, place):
            return f"the line says “{source.tokens[place].text}” only of some"
        if source.tokens[place].quoted and not written.tokens[verb.head].quoted and not (ours or theirs):
            return f"the line only quotes “{source.tokens[place].text}”"
        if missing:
            word = source.tokens[min(missing)].text.replace("According", "according")
            return f"the line says so only under “{word}”"
        if {at for at in ours - theirs if at >= 0}:
            return "the line does not put it under the same words"
        tie = next((r for r, _ in clause.links if r.startswith(("adv:", "p:", "inf")) or r == "ccomp"), "")
        if tie and not _verb_tie(pair, verb.head, tie, [h for r, h in clause.links if r == tie]):
            return f"the line does not tie “{written.tokens[verb.head].text}” to the rest this way"
    return ""


def _ours(pair: Pair, verb: int) -> set[int]:
    """Return the places in the source of what a written verb stands under, -1 for what has none."""
    places = (pair.places[at] for at in under(pair.written, verb))
    return {main_saying(pair.source, place) if place >= 0 else -1 for place in places}


def _is_of_some(source: Reading, verb: int) -> bool:
    """Whether a verb picks out which of "no", "every" or "most" are meant: "no farmer who blocked the road"."""
    clause = next((c for c in source.clauses if c.verb is not None and c.verb.head == verb), None)
    if clause is None or clause.kind not in ("rel", "part") or not clause.restrictive:
        return False
    told = {head for role, head in source.links[verb] if role in ("rel", "part")}
    return any(role in ("q", "neg") and head in told for links in source.links for role, head in links)


def standing_in_order(pair: Pair) -> str:
    """Check that what was left out is none of the words that the rest stands under: "said", "hopes to", "if"."""
    source = pair.source
    kept = {place for place in pair.places if place >= 0}
    for clause in source.clauses:
        if clause.verb is not None and clause.verb.head in kept:
            missing = under(source, clause.verb.head) - kept
            if missing:
                return f"the line says so only under “{source.tokens[min(missing)].text}”"
    return ""


def under(reading: Reading, verb: int) -> set[int]:
    """Return the words that a verb stands under and that keep it from being plainly so: "said", "hopes to", "if"."""
    found: set[int] = set()
    seen: set[int] = set()
    at = verb
    told = False  # in a clause between commas, which says its own whatever stands around it
    while at not in seen and at >= 0:
        seen.add(at)
        links = [
            link
            for link in reading.links[at]
            if link[0] in ("ccomp", "inf", "rel", "part", "root", "subj", "obj", "of", "pred")
            or link[0].startswith(("adv:", "p:"))
        ]
        if not links:
            break
        is_verb = any(c.verb is not None and c.verb.head == at for c in reading.clauses)
        if is_verb:
            links = [link for link in links if link[0] not in ("subj", "obj", "pred", "of")]
        if not links or ("root", -1) in links:
            break
        role, head = links[0]
        if role == "rel" and not any(
            c.verb is not None and c.verb.head == at and c.restrictive for c in reading.clauses
        ):
            told = True
        elif role.startswith("adv:") and any(
            c.kind == "say" and c.verb and c.verb.head == head for c in reading.clauses
        ):
            found.add(head)  # "he left, his son said, because": the son says that, too
        elif (told and (role == "inf" or role.startswith(("adv:", "p:")))) or (
            role == "ccomp" and reading.tokens[head].lower == "according_to" and _is_set_against(reading, verb, head)
        ):
            pass
        elif role in ("ccomp", "inf") or (role.startswith("adv:") and role[4:] in NOT_FACT):
            found.add(main_saying(reading, head) if role == "ccomp" else head)
        elif role.startswith("p:") and is_verb and role not in ("p:after", "p:by", "p:since", "p:because_of", "p:with"):
            found.add(head)
        at = head
    return found


def _is_set_against(reading: Reading, verb: int, account: int) -> bool:
    """Whether "although" stands behind an account, and so outside it: "is 9 metres high according to X, although"."""
    clause = next((c for c in reading.clauses if c.verb is not None and c.verb.head == verb), None)
    opened = -1 if clause is None else clause.opened_by
    against = clause is not None and clause.marker in ("although", "though", "even_though", "whereas", "while")
    main = any(("ccomp", account) in links for links in reading.links[:account])
    return against and main and 0 < account < opened


def main_saying(reading: Reading, head: int) -> int:
    """Return the verb that "adding that ..." goes on from: what is added is said by the same."""
    if reading.tokens[head].lower in CONTINUING:
        for role, other in reading.links[head]:
            if role == "part" and reading.tokens[other].key in SAYING_KEYS:
                return other
    return head


def _verb_tie(pair: Pair, at: int, role: str, heads: Sequence[int]) -> bool:
    place = pair.places[at]
    if role == "ccomp":
        return True  # told by what the verb stands under
    if role in ("adv:while", "adv:although", "adv:whereas", "adv:though") and ("root", -1) in pair.links[place]:
        return True
    for head in heads:
        host = pair.places[head]
        if any(other == host and (same_role(role, kind) or _alike(role, kind)) for kind, other in pair.links[place]):
            return True
    return False


def _alike(role: str, kind: str) -> bool:
    """Whether "after replacing" and "after it replaced" are the same tie."""
    return role.partition(":")[2] == kind.partition(":")[2] != ""


SAYING_KEYS = frozenset(stem(verb) for verb in SAYING) | {"according_to"}
