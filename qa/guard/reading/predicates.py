"""Verb groups: which clause each is the verb of, or which it opens."""

from __future__ import annotations

from qa.guard.reading.accounts import attribution, cover, may_be_said
from qa.guard.reading.chunks import NounPhrase, Other, VerbGroup
from qa.guard.reading.clauses import PLANS, Clause
from qa.guard.reading.lookahead import describes_opening, is_inserted, turned_saying
from qa.guard.reading.state import State
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import UNSURE_MARKERS
from qa.guard.words.verbs import BASE


def verb_group(state: State, at: int, item: VerbGroup) -> None:
    """Take a verb group: the verb of an open clause, or of one that it opens."""
    for token in item.negatives:
        state.link(token, "neg", item.head)
    for token in item.adverbs:
        state.link(token, "adv", item.head)
    if state.preposition and item.form != "fin":
        _gerund(state, item)
    elif item.form == "inf" or _shares_to(state, item):
        _infinitive(state, item)
    elif item.form in ("ing", "part") and _continues_verb(state, item):
        _coordinate(state, state.top, item)
    elif item.form in ("ing", "part"):
        _participle(state, item)
    else:
        _finite(state, at, item)
    state.last, state.chain, state.aside = None, [], False
    state.preposition, state.comma, state.joint = "", False, ""


def _gerund(state: State, item: VerbGroup) -> None:
    top = state.top
    blamed = state.preposition == "for" and top.verb is not None and state.tokens[top.verb.head].key in _BLAMING
    blamed = blamed and top.verb is not None and not top.verb.passive and bool(top.objects)
    clause = Clause("ger", marker=state.preposition, subjects=top.objects[:1] if blamed else list(top.subjects))
    role = "p:" + state.preposition
    clause.links = [(role, verb) for verb in state.verbs_open(outer=state.comma)] + [(role, h) for h in state.chain]
    if top.verb is None:
        clause.waiting_for_main = not top.subjects
        top.waiting.append(clause)
        clause.kind = "part"
        clause.marker = state.preposition
    _set_verb(state, state.push(clause), item)


_BLAMING = frozenset(
    stem(verb)
    for verb in "fine punish arrest jail imprison convict sentence criticise criticize condemn praise thank blame sue"
    " dismiss sack suspend expel ban accuse charge prosecute reprimand honour honor reward excommunicate".split()
)
"""Verbs with an object that has done what stands behind "for"."""


def _infinitive(state: State, item: VerbGroup) -> None:
    top = state.top
    if state.joint and top.kind == "inf":
        clause = Clause("inf", links=list(top.links), subjects=list(top.subjects))
        state.stack.pop()
    else:
        hosts = state.verbs_open(outer=state.comma)
        chain = [head for head in state.chain if state.tags[head] not in ("T", "F")]
        heads = [*hosts, *chain]
        if chain and (state.tokens[chain[-1]].key in PLANS or _is_ranked(state, chain[-1])):
            heads = [*chain[::-1], *hosts]
        clause = Clause("inf", links=[("inf", head) for head in heads])
        direct = [head for head in chain if head in top.objects]
        if chain and not direct:  # "the decision to release": by whom is not said
            clause.subjects = []
        else:
            clause.subjects = direct[:1] or [*top.subjects, *top.objects]
        if top.verb is None and not chain:
            clause.waiting_for_main = True
            top.waiting.append(clause)
    _set_verb(state, state.push(clause), item)


def _is_ranked(state: State, head: int) -> bool:
    """Whether a phrase is the first, the last or the only one of what follows: "the first woman to lead it"."""
    ranks = ("first", "second", "third", "last", "only", "next", "youngest", "oldest")
    return any(
        state.tokens[at].lower in ranks and any(link[1] == head for link in state.links[at])
        for at in range(max(0, head - 5), head)
    )


def _shares_to(state: State, item: VerbGroup) -> bool:
    """Whether a verb behind "and" shares the "to" or the "will" of the one before: "to close schools and cancel"."""
    before = state.top.verb
    plain = item.form == "fin" and not item.helpers and state.tokens[item.head].lower in BASE
    if not state.joint or before is None or not plain or state.tags[before.head] != "VB":
        return False
    if state.top.kind == "inf":
        item.form = "inf"
        return True
    item.modal = before.modal
    return False


def _participle(state: State, item: VerbGroup) -> None:
    top = state.top
    clause = Clause("part", antecedents=list(state.chain) or ([state.last.head] if state.last else []))
    if state.joint and top.kind == "part" and not _last_is_subject(state):
        clause.links, clause.antecedents = list(top.links), list(top.antecedents)
        clause.subjects = list(top.subjects)
        state.stack.pop()
    else:
        clause.links = [("part", head) for head in clause.antecedents]
        clause.subjects = [*clause.antecedents]
        if state.comma or not clause.antecedents:
            outer = [c for c in state.stack if c.verb is not None]
            clause.links += [("part", c.verb.head) for c in outer if c.verb]
            clause.subjects += [head for c in outer for head in c.subjects]
        if top.verb is None and not top.subjects:
            clause.waiting_for_main = True
            top.waiting.append(clause)
    clause.restrictive = not state.comma
    _set_verb(state, state.push(clause), item)


def _continues_verb(state: State, item: VerbGroup) -> bool:
    """Whether a participle shares the helper of the verb before it: "was besieged but never taken"."""
    before = state.top.verb
    if not state.joint or before is None or before.form != "fin" or not before.helpers:
        return False
    if (item.form == "ing") != (state.tags[before.head] == "VI"):
        return False
    item.form, item.passive, item.modal = "fin", before.passive, before.modal
    return True


def _last_is_subject(state: State) -> bool:
    return state.last is not None and state.top.verb is None


def _finite(state: State, at: int, item: VerbGroup) -> None:
    top = state.top
    while top.verb is not None and len(state.stack) > 1 and _yields(state, top):
        state.stack.pop()
        top = state.top
    if top.verb is None and (is_inserted(state, at, item) or describes_opening(state, item)):
        item.form, item.passive = "part", True
        _participle(state, item)
    elif top.verb is None:
        previous = next((c for c in reversed(state.clauses[:-1]) if c.verb is not None and c is not top), None)
        follows = state.items[at + 1] if at + 1 < len(state.items) else None
        if previous is not None and top.kind in ("conj", "ccomp") and not isinstance(follows, NounPhrase):
            _continue_passive(state, previous, item)
        _set_verb(state, top, item)
        if may_be_said(state, at, item):
            attribution(state, top, item)
    elif _is_main(state, at, top, item):
        _reduce(state, top, item)
    elif not item.sure and state.last is not None and not state.joint and _describes(state, at):
        item.form, item.passive = "part", True
        _participle(state, item)
    elif _turns_out_reduced(state, top, item):
        _reduce(state, top, item)
    elif turned_saying(state, at, item):
        clause = Clause("say", links=[("root", -1)])
        _set_verb(state, state.push(clause), item)
        cover(state, clause, item.head)
    else:
        _coordinate(state, top, item)


def _is_main(state: State, at: int, top: Clause, item: VerbGroup) -> bool:
    """Whether "-ed" is the verb and the "-ed by" before it tells more: "a fire caused by heaters killed two"."""
    before = top.verb
    if before is None or before.sure or item.sure or state.comma or state.joint or not top.subjects or top.objects:
        return False
    follows = state.items[at + 1] if at + 1 < len(state.items) else None
    behind = [token.lower for token in state.tokens[before.end + 1 : before.end + 5]]
    opener = state.tags[before.end + 1]
    by = state.tokens[before.end].lower == "by" and (opener in ("D", "N", "M") or (opener == "F" and "of" in behind))
    naming = state.tokens[item.head].lower in ("named", "called", "known")
    return by and not naming and isinstance(follows, NounPhrase) and state.tags[follows.head] != "T"


def _describes(state: State, at: int) -> bool:
    """Whether "-ed" behind a phrase tells more of it: "a man killed by", "a man, believed to be old"."""
    follows = state.items[at + 1] if at + 1 < len(state.items) else None
    phrase = (isinstance(follows, Other) and follows.tag == "P") or (
        isinstance(follows, VerbGroup) and follows.form == "inf"
    )
    return not state.comma or phrase


def _yields(state: State, clause: Clause) -> bool:
    """Whether a side clause with its verb is over, because a clause below it still waits for one."""
    if clause.kind in ("rel", "part", "adv", "ger", "inf") and not state.joint:
        return any(c.verb is None and (c.subjects or c.kind in ("root", "conj")) for c in state.stack[:-1])
    return clause.kind in ("rel", "part", "ger", "inf") and bool(state.joint) and state.comma


def _turns_out_reduced(state: State, top: Clause, item: VerbGroup) -> bool:
    return (
        top.verb is not None
        and not top.verb.sure
        and not state.comma
        and not state.joint
        and bool(top.subjects)
        and item.sure
    )


def _reduce(state: State, top: Clause, item: VerbGroup) -> None:
    """The clause's "-ed" was no finite verb: "the convoys destroyed in Raqqa were ..."."""
    old = top.verb
    if old is None:
        return
    old.form, old.passive = "part", True
    part = Clause("part", verb=old, antecedents=list(top.subjects), subjects=list(top.subjects), restrictive=True)
    part.links = [("part", head) for head in top.subjects]
    state.clauses.append(part)
    for token in range(len(state.tokens)):
        state.links[token] = [link for link in state.links[token] if not (link[1] == old.head and link[0] == "subj")]
    for head in top.subjects:
        state.link(head, "obj", old.head)
    top.verb, top.objects = None, []
    _set_verb(state, top, item)


def _coordinate(state: State, top: Clause, item: VerbGroup) -> None:
    """A second verb of the same subject: "closed the bridge and opened a ferry"."""
    outer = [c for c in state.stack if c.verb is not None and c.verb.form == "fin"] or [top]
    chosen = outer if state.comma else _parallel(state, outer, item)
    clause = Clause("conj")
    for each in chosen:
        clause.links += [link for link in each.links if link not in clause.links]
        clause.subjects += [head for head in each.subjects or each.antecedents if head not in clause.subjects]
    clause.kind = chosen[-1].kind if chosen[-1].kind in ("ccomp", "adv", "rel") else "conj"
    clause.marker = chosen[-1].marker if clause.kind == "adv" else ""
    clause.joined_at = state.joint_at if state.joint else -1
    clause.shares_subject = True
    if chosen[-1].verb is not None:
        for token in chosen[-1].verb.adverbs:
            state.link(token, "adv", item.head)
    for token, role in chosen[-1].fronted:
        state.link(token, role, item.head)
    _continue_passive(state, chosen[-1], item)
    _set_verb(state, state.push(clause), item)


def _parallel(state: State, open_clauses: list[Clause], item: VerbGroup) -> list[Clause]:
    """Return the clause that a second verb goes on with: the innermost, or one whose verb has its form."""
    last = open_clauses[-1]
    if last.kind != "ccomp" or last.verb is None or bool(last.verb.helpers) == bool(item.helpers) or item.passive:
        return [last]
    alike = [c for c in open_clauses if c.verb is not None and state.tags[c.verb.head] == state.tags[item.head]]
    return [each for each in alike if each.verb and bool(each.verb.helpers) == bool(item.helpers)][-1:] or [last]


def _continue_passive(state: State, before: Clause, item: VerbGroup) -> None:
    """Make a verb passive whose helper was said before: "were killed and wounded"."""
    if state.is_saying(item):
        return
    if before.verb is not None and before.verb.passive and not item.sure and not item.helpers:
        item.passive = True


def _set_verb(state: State, clause: Clause, item: VerbGroup) -> None:
    """Make `item` the verb of `clause`, and tie to it what has been waiting for it."""
    clause.verb = item
    verb = item.head
    state.verb_heads.add(verb)
    if clause.kind == "rel" and not clause.subjects:
        clause.subjects, clause.antecedents = list(clause.antecedents), []
    if not clause.links and clause.kind in ("root", "conj"):
        clause.links = [("root", -1)]
    for head in clause.subjects:
        state.link(head, "obj" if item.passive else "subj", verb)
        if item.passive and not item.helpers and clause.kind == "conj":
            state.link(head, "subj", verb)  # "was founded in Sund and moved to Holm": either
    if clause.kind == "rel":
        for head in clause.antecedents:
            state.link(head, "p:" + clause.marker if clause.marker else "obj", verb)
    for token, how in clause.fronted:
        state.link(token, how, verb)
    for waiting in clause.waiting:
        _tie_waiting(state, waiting, clause, verb)


def _tie_waiting(state: State, waiting: Clause, clause: Clause, verb: int) -> None:
    """Tie a side clause that opened the sentence to its main verb."""
    marker = waiting.marker
    if waiting.verb is None:
        if marker in UNSURE_MARKERS:  # "if successful"
            state.link(waiting.opened_by, "hedge", verb)
        return
    role = {"adv": "adv:" + marker, "inf": "inf"}.get(waiting.kind, "p:" + marker if marker else "part")
    waiting.links.append((role, verb))
    if waiting.kind != "adv":
        waiting.subjects += clause.subjects
        for head in clause.subjects:
            state.link(head, "obj" if waiting.verb.passive else "subj", waiting.verb.head)
