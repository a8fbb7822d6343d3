"""Who says it: "police said" and "according to X" put what they cover under a verb of saying."""

from __future__ import annotations

from qa.guard.reading.chunks import NounPhrase, VerbGroup
from qa.guard.reading.clauses import Clause
from qa.guard.reading.lookahead import quote_before, what_follows
from qa.guard.reading.state import State


def aside_saying(state: State, at: int, item: NounPhrase) -> None:
    """Take ", police said," between a subject and its verb; `item` is who says it."""
    verb = state.items[at + 1]
    if not isinstance(verb, VerbGroup):
        return
    clause = Clause("say", verb=verb, subjects=[item.head], links=[("root", -1)])
    state.clauses.append(clause)
    state.link(item.head, "subj", verb.head)
    state.says.append((verb.head, state.group_start))
    state.skipped.add(at + 1)


def may_be_said(state: State, at: int, item: VerbGroup) -> bool:
    """Return whether a verb of saying covers what stands before it, as in ", police said"."""
    if state.top.kind != "conj" and not state.top.after_comma and not quote_before(state, at - 1):
        return False
    if item.passive or not state.is_saying(item):
        return False
    if len(state.clauses) < 2 and not quote_before(state, at):
        return False
    follows = what_follows(state, at)
    return follows and any(c.verb is not None and c is not state.top for c in state.clauses[state.group_start :])


def attribution(state: State, clause: Clause, verb: VerbGroup) -> None:
    """Make `clause` the account that what stands before it is given by."""
    clause.kind, clause.links = "say", [("root", -1)]
    cover(state, clause, verb.head)


def cover(state: State, clause: Clause, verb: int) -> None:
    """Put every independent clause so far under the verb of saying."""
    for each in state.clauses[state.group_start :]:
        if each is clause or each.verb is None or each.kind == "say":
            continue
        if ("root", -1) in each.links:
            each.links = [("ccomp", verb) if link == ("root", -1) else link for link in each.links]
    state.last, state.chain = None, []


def account(state: State, item: NounPhrase) -> None:
    """Take "according to X": X says what the sentence says."""
    token = item.start - 1
    state.link(item.head, "subj", token)
    state.says.append((token, state.group_start))
    state.chain = [item.head]
