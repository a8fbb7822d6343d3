"""Verbs that say the same with their parts in other places: "receive" for "give", "demand" for "call for". Data only.

In a pair the first verb is the written one. What it says follows from the other, never more: who is killed dies, but
who dies need not have been killed.
"""

from __future__ import annotations

from qa.guard.reading.stems import stem

_WITH_PREPOSITION = """
call_for demand urge; call_on urge; look_for seek; search_for seek; ask_for request seek; deal_with tackle handle
address; look_after tend; look_into investigate probe examine; result_in cause; consist_of comprise; wait_for await;
object_to oppose; respond_to answer; reply_to answer; amount_to total; dispose_of discard; speak_about discuss;
talk_about discuss; opt_for choose; aim_at target; press_for demand; push_for demand; cope_with handle; pay_for fund
finance; arrive_at reach; arrive_in reach; flee_from flee; escape_from flee escape; depart_from leave; travel_to visit;
go_to visit; live_in inhabit; dwell_in inhabit; reside_in inhabit; feed_on eat
"""
"""A verb with its preposition, and verbs whose object stands behind it; either may be written for the other."""

_WITH_PREPOSITION_ONLY = "lead_to cause; fire_at shoot"
"""The same where only the verb with its preposition may be written for the other."""

_WITHOUT_ONLY = """
apply_for seek; refer_to mention; settle_on choose; decide_on choose; collide_with hit strike; crash_into hit strike;
vote_for back support; insist_on demand; plead_for request; agree_to accept approve; consent_to approve; care_for nurse
tend; flee_from leave; withdraw_from leave quit; resign_from leave quit; retire_from leave; participate_in attend;
enrol_at join; sign_for join; prey_on eat hunt; dine_on eat
"""
"""And where only the other may be written for the verb with its preposition: who resigned from it left it."""

_RECEIVING = "receive get"
_GIVING = "give award grant hand present pay send hand_over"
_BUYING = "buy purchase acquire"

ALTERNATING = frozenset(
    stem(word)
    for word in "open close shut reopen sink burn melt shatter explode detonate crack split tear freeze thaw dry expand"
    " double triple halve treble increase decrease improve worsen change spread start begin end stop finish continue"
    " resume ignite flood fill merge widen narrow lengthen shorten harden soften strengthen weaken capsize overturn"
    " topple derail evaporate dissolve drown expire crumple break smash snap burst".split()
)
"""Verbs whose object does the same when nobody is said to make it: who sank the boat, the boat sank."""

DYING = {
    stem("die"): frozenset(stem(word) for word in "kill murder assassinate execute slay massacre drown".split()),
    stem("come") + "_out": frozenset(stem(word) for word in "publish release issue".split()),
    stem("perish"): frozenset(stem(word) for word in "kill".split()),
}
"""What befalls the object of another verb."""

WEAKER = {
    stem(ours): frozenset(stem(word) for word in theirs.split())
    for ours, theirs in {
        "kill": "murder assassinate slay massacre slaughter", "fall": "topple plunge plummet tumble",
        "drop": "plunge plummet tumble", "rise": "soar surge", "climb": "soar surge",
        "increase": "double triple soar surge quadruple", "move": "march drift migrate", "take": "seize steal",
        "remove": "oust depose topple evict", "travel": "fly sail drive", "go": "fly sail walk travel march",
        "leave": "flee", "make": "carve weave brew bake forge craft", "destroy": "demolish raze",
        "burn": "incinerate", "hold": "grip clutch", "eat": "devour", "visit": "tour", "write": "compose pen draft",
        "run": "sprint", "walk": "march stroll trudge", "throw": "hurl fling lob",
        "hit": "ram strike batter pound", "strike": "ram batter pound", "win": "receive take lift claim",
        "use": "wield", "find": "discover detect unearth", "break": "shatter smash snap",
        "reach": "hit", "cover": "blanket coat", "tell": "order instruct command",
    }.items()
}  # fmt: skip
"""A written verb that says less than another, of the same subject and object, where nothing is denied."""


def _pairs(rows: str) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for row in rows.split(";"):
        phrase, *verbs = row.split()
        verb, _, preposition = phrase.partition("_")
        key = stem(verb), preposition
        found[key] = found.get(key, frozenset()) | {stem(each) for each in verbs}
    return found


_PRIZES = frozenset(
    stem(word) for word in "prize award medal trophy title cup vote seat contract scholarship percent".split()
)
ONLY_OF = {(stem("win"), stem(word)): _PRIZES for word in ("receive", "take", "lift", "claim")}
"""(written verb, the source's) -> objects with which alone the first says no more."""


PREPOSITIONAL = _pairs(_WITH_PREPOSITION + ";" + _WITH_PREPOSITION_ONLY)
"""(written verb, its preposition) -> source's verbs that have for an object what stands behind the preposition."""
PLAIN = _pairs(_WITH_PREPOSITION + ";" + _WITHOUT_ONLY)
"""(source's verb, its preposition) -> written verbs that have for an object what stands behind the preposition."""

_RECIPIENT = {"subj": ("recipient",), "obj": ("obj",), "p:from": ("subj", "agent")}
CONVERSE = {
    (stem(ours), stem(theirs.partition("_")[0]) + "".join(theirs.partition("_")[1:])): _RECIPIENT
    for ours in _RECEIVING.split()
    for theirs in _GIVING.split()
} | {
    (stem(ours), stem("sell")): _RECIPIENT for ours in _BUYING.split()
} | {
    (stem("win"), stem("award")): _RECIPIENT,
}  # fmt: skip
"""(written verb, the source's) -> for each place at the written verb the places at the other; a recipient is the one
whom something is given: the first of two objects, or who stands behind "to"."""
