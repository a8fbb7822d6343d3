"""Noun phrases: whose subject or object each is, what it stands behind, and what it stands beside."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.reading.accounts import account, aside_saying
from qa.guard.reading.chunks import NounPhrase, VerbGroup
from qa.guard.reading.clauses import OF_CLAUSES, THINK_KEYS, Clause
from qa.guard.reading.lookahead import before_verb, in_list, is_aside_saying, is_opening_time, is_share, is_span_of_time
from qa.guard.reading.state import State


def noun_phrase(state: State, at: int, item: NounPhrase) -> None:
    """Take a noun phrase and tie it to what it may belong to."""
    for token, role, head in item.links:
        state.link(token, role, head)
    if is_span_of_time(state, item):
        _span_of_time(state, item)
    elif is_aside_saying(state, at):
        aside_saying(state, at, item)
    elif is_opening_time(state, at, item):
        state.top.fronted.append((item.head, "p:on"))
        state.last, state.chain, state.comma = None, [], False
    else:
        _place(state, at, item)
        state.last = item
        state.preposition, state.comma, state.joint = "", False, ""


def _place(state: State, at: int, item: NounPhrase) -> None:
    top = state.top
    may_be_object = top.verb is not None and not (state.comma or state.joint)
    subject = before_verb(state, at, joined=not may_be_object)
    opens_clause = subject and (top.verb is not None or not top.subjects)
    if state.preposition:
        if state.comma and state.joint in ("and", "but") and _opens_second(state, at):
            _second(state)
        _prepositional(state, item)
    elif state.joint and state.last is not None and not opens_clause:
        _joined(state, item, state.last)
    elif state.comma and state.last is not None and not opens_clause:
        _beside(state, at, item, state.last)
    elif top.verb is None:
        _before_the_verb(state, item, subject=subject)
    elif state.tags[item.head] == "T" and item.end - item.start <= 2 and not subject:
        for verb in state.verbs_open(outer=state.comma):
            state.link(item.head, "p:on", verb)
    elif subject and not _ends_subject(state) and not _is_reduced(state, at, top.verb):
        _new_subject(state, at, item, top.verb)
    else:
        _object_of(state, item, top.verb)


def _opens_second(state: State, at: int) -> bool:
    """Whether a phrase with its preposition opens a second statement: ", but since 2004 it has been"."""
    following = state.items[at + 1] if at + 1 < len(state.items) else None
    pronoun = isinstance(following, NounPhrase) and state.tags[following.head] == "O"
    return pronoun and before_verb(state, at + 1) and state.preposition not in ("of", "according_to")


def _second(state: State) -> None:
    """Open a statement beside the one before, for a phrase that stands before its subject."""
    while len(state.stack) > 1 and state.top.kind not in ("ccomp", "root", "conj"):
        state.stack.pop()
    if state.top.verb is None:
        return
    base = state.top
    clause = Clause("ccomp" if base.kind == "ccomp" else "conj", links=list(base.links), joined_at=state.joint_at)
    state.push(clause)
    state.last, state.chain, state.joint, state.comma = None, [], "", False


def _before_the_verb(state: State, item: NounPhrase, *, subject: bool) -> None:
    top = state.top
    if not top.subjects:
        top.subjects.append(item.head)
        state.chain = [item.head]
    elif state.tags[item.head] == "T" and item.end - item.start <= 2 and not subject:
        top.fronted.append((item.head, "p:on"))
    elif subject:  # "the number it was licensed for"
        _object_relative(state, item)
    else:
        state.chain.append(item.head)


def _prepositional(state: State, item: NounPhrase) -> None:
    preposition, top, head = state.preposition, state.top, item.head
    if preposition == "according_to":
        account(state, item)
        return
    if state.joint:
        state.shared.add(head)  # "for adults but not for children"
    role = "of" if preposition == "of" else "p:" + preposition
    hosts = state.chain[::-1] if role != "of" else _owners(state, head)
    verbs = state.verbs_open(outer=state.comma) if top.verb is not None else []
    for host in [*verbs, *hosts] if preposition in OF_CLAUSES else hosts:
        state.link(head, role, host)
    if role != "of" or not hosts:
        if top.verb is not None and not (state.aside and hosts):
            for verb in verbs:
                state.link(head, role, verb)
            if preposition == "by":
                for verb in dict.fromkeys([*verbs, *_passives(state)]):
                    state.link(head, "agent", verb)
        elif not hosts or state.comma or state.tags[head] == "T":
            top.fronted.append((head, role))
    alone = top.verb is None and (state.comma or not top.subjects)
    state.chain = [head] if alone else [*state.chain, head]


def _passives(state: State) -> list[int]:
    """Return the innermost open passive: who does it may be said behind its object: "were forced to stop by snow"."""
    return [c.verb.head for c in state.stack if c.verb is not None and c.verb.passive][-1:]


def _owners(state: State, head: int) -> list[int]:
    """Return what a phrase behind "of" may belong to: what stands before it, none in "accused Ada Holm of fraud"."""
    hosts = state.chain[::-1]
    if hosts and state.top.verb is not None and state.tags[hosts[0]] == "M" and state.tags[head] == "N":
        return []
    return hosts if state.comma else hosts[:1]


def _joined(state: State, item: NounPhrase, last: NounPhrase) -> None:
    """Give a phrase behind "and" the places of those that it may be joined to."""
    partners = [*state.chain, last.head] if state.chain else [last.head]
    for partner in dict.fromkeys(partners):
        _share(state, partner, item.head)
    _count_with(state, partners, item.head)
    state.chain = [item.head]


def _count_with(state: State, partners: Sequence[int], head: int) -> None:
    """Count a phrase among the clause's subjects or objects where one that it is joined to is."""
    top = state.top
    if top.verb is None and any(partner in top.subjects for partner in partners):
        top.subjects.append(head)
    elif any(partner in top.objects for partner in partners):
        top.objects.append(head)


def _share(state: State, partner: int, head: int) -> None:
    state.shared |= {partner, head}
    for role, host in state.links[partner]:
        if role not in ("is", "num", "q", "mod", "hedge", "poss"):
            state.link(head, role, host)
    top = state.top
    for token, role in list(top.fronted):
        if token == partner:
            top.fronted.append((head, role))


def _beside(state: State, at: int, item: NounPhrase, last: NounPhrase) -> None:
    """Take a phrase behind a comma: more of a list, or the same thing once more ("Ada Holm, the mayor")."""
    partners = list(dict.fromkeys([*state.chain, last.head]))
    if is_share(state, at, item):  # "1,200 jobs, most of them in Sund"
        for partner in dict.fromkeys([*state.top.objects, *state.top.subjects, *partners]):
            state.link(item.head, "is", partner)
        state.chain, state.aside = [item.head], True
        return
    for partner in partners:
        _share(state, partner, item.head)
    listed = in_list(state, at)
    if not listed:
        _say_again(state, item.head, last.head, partners[0])
    _count_with(state, partners, item.head)
    key = state.tokens[item.head].key
    if state.tags[item.head] == "T" or (state.tags[item.head] == "F" and key[1:].isdigit()):
        for verb in state.verbs_open(outer=True):
            state.link(item.head, "p:on", verb)
    state.chain = [*state.chain, item.head] if listed else [item.head]
    state.aside = state.aside or not listed


def _say_again(state: State, head: int, last: int, first: int) -> None:
    """Note that a phrase may name the same as the phrase before it, or as the one that that belongs to."""
    same = [] if state.tags[head] == "T" else [each for each in (last, first) if state.tags[each] not in ("T", "F")]
    if state.top.verb is not None and state.tags[last] in ("T", "F"):  # "born in 1931, the youngest of eleven"
        same += state.top.subjects
    for each in same:
        state.link(head, "is", each)
        state.link(each, "is", head)


def _is_reduced(state: State, at: int, verb: VerbGroup) -> bool:
    """Whether "-ed" behind an object tells more of it: "adopted the budget proposed by", "gave it to a man named"."""
    if state.comma or state.joint or state.top.objects or verb.passive or state.tokens[verb.head].key in THINK_KEYS:
        return False
    if state.last is not None or state.tags[verb.head] not in ("VD", "VF", "VB", "VN", "BE"):
        return False
    following = next((each for each in state.items[at + 1 :] if isinstance(each, VerbGroup)), None)
    if following is None or following.sure or following.form != "fin":
        return False
    return state.tags[verb.head] != "BE" or state.tags[following.end : following.end + 1] == ("P",)


def _object_relative(state: State, item: NounPhrase) -> None:
    clause = Clause("rel", antecedents=list(state.chain), restrictive=True, subjects=[item.head])
    clause.links = [("rel", head) for head in clause.antecedents]
    state.push(clause)
    state.chain = [item.head]


def _new_subject(state: State, at: int, item: NounPhrase, verb: VerbGroup) -> None:
    """Take a phrase before a verb where the open clause has its verb: it opens another clause."""
    thought = state.tokens[verb.head].key in THINK_KEYS and not state.top.objects
    quoted = at > 0 and state.tags[state.items[at - 1].start] == '"'
    if state.comma or state.joint or (quoted and not thought and not (state.last and state.chain)):
        clause = _beside_matrix(state, at, item)
        if clause is None:
            return
    elif not thought and state.last is not None and state.chain:
        _object_relative(state, item)
        return
    else:
        clause = Clause("ccomp", links=[("ccomp", verb.head)])
    clause.subjects = [item.head]
    clause.joined_at = state.joint_at if state.joint else -1
    state.push(clause)
    state.chain = [item.head]


def _beside_matrix(state: State, at: int, item: NounPhrase) -> Clause | None:
    """Close the side clauses; return a clause beside the one they belong to, None where that still lacks a subject."""
    while len(state.stack) > 1 and state.top.kind not in ("ccomp", "root", "conj"):
        state.stack.pop()
    base, whole = state.top, state.stack[0]
    if base.verb is None and not base.subjects:
        base.subjects.append(item.head)
        state.chain = [item.head]
        return None
    contrast = base.kind == "ccomp" and state.comma and state.joint == "but"
    if contrast and (_means_whole(state, item, base, whole) or _speaks(state, at)):
        return Clause("conj", links=list(whole.links))
    return Clause("ccomp" if base.kind == "ccomp" else "conj", links=list(base.links))


def _means_whole(state: State, item: NounPhrase, base: Clause, whole: Clause) -> bool:
    """Whether "they" goes back to those who believe, because what they believe is of one: "but they still look"."""
    if state.tokens[item.head].lower != "they" or not (base.subjects and whole.subjects):
        return False
    one, other = (state.tokens[clause.subjects[0]].lower for clause in (base, whole))
    return not one.endswith("s") and (other.endswith("s") or other == "police")


def _speaks(state: State, at: int) -> bool:
    """Whether the next verb is one of saying, so that its clause is an account of its own."""
    verb = next((each for each in state.items[at + 1 :] if isinstance(each, VerbGroup)), None)
    return verb is not None and state.is_saying(verb)


_BECOMING = ("becom", "remain")
_NAMING = ("appoint", "elect", "nam", "call", "crown", "declar", "mak")


def _object_of(state: State, item: NounPhrase, verb: VerbGroup) -> None:
    top = state.top
    inverted = top.kind == "say" and not top.subjects  # "said the mayor"
    if state.tags[verb.head] == "BE":
        for subject in top.subjects or top.antecedents:
            state.link(item.head, "is", subject)
        state.link(item.head, "pred", verb.head)
    elif not inverted and (state.comma or _is_over(state, item, verb)):
        return  # an aside on what was said: "fled, an account that is disputed"
    else:
        state.link(item.head, "obj", verb.head)
        key = state.tokens[verb.head].key
        if key in _BECOMING or (verb.passive and key in _NAMING):
            for subject in top.subjects:
                state.link(item.head, "same", subject)
    if inverted:
        state.link(item.head, "subj", verb.head)
        top.subjects.append(item.head)
    top.objects.append(item.head)
    state.chain = [item.head]


def _is_over(state: State, item: NounPhrase, verb: VerbGroup) -> bool:
    """Whether a comma parts a phrase from the verb of saying of an account: ", the agency said, most of them women"."""
    return state.top.kind == "say" and any(
        state.tags[at] == "," and not state.tokens[at].quoted for at in range(verb.end, item.start)
    )


def _span_of_time(state: State, item: NounPhrase) -> None:
    for verb in state.verbs_open(outer=state.comma):
        state.link(item.head, "adv", verb)
    if state.top.verb is None:
        state.top.fronted.append((item.head, "adv"))
    state.last, state.chain, state.comma = item, [item.head], False


def _ends_subject(state: State) -> bool:
    """Whether a phrase is the object of a side verb whose clause is part of a subject: "plans to sell it failed"."""
    top = state.top
    waits = any(c.verb is None and c.subjects for c in state.stack[:-1])
    return waits and top.kind in ("inf", "part", "ger", "rel") and not top.objects and not state.comma
