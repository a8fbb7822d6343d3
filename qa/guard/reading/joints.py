"""Marks, joining words and adverbs: where a clause opens or closes, and what an adverb belongs to."""

from __future__ import annotations

from qa.guard.reading.chunks import NounPhrase, Other, VerbGroup
from qa.guard.reading.clauses import Clause
from qa.guard.reading.state import State
from qa.guard.words.lexicon import UNSURE_MARKERS


def other(state: State, at: int, item: Other) -> None:
    """Take a mark, a preposition, a joining word or an adverb."""
    token, name = state.tokens[item.start], item.tag
    if name in (",", "—", "-"):
        _comma(state, at)
    elif name in (";", ":"):
        _stop(state, item.start, name)
    elif name in ("(", ")"):
        _bracket(state, name)
    elif name == "P":
        state.preposition = token.lower
    elif name == "C":
        state.joint, state.joint_at = token.lower, item.start
    elif name in ("A", "NEG", "H"):
        _adverb(state, item.start)
    elif name == "S":
        _subordinate(state, item.start, token.lower)
    elif name == "THAT":
        _content_clause(state, item.start)
    elif name == "R":
        _relative(state, at, item.start)


def _comma(state: State, at: int) -> None:
    before = state.items[at - 2 : at] if at >= 2 else []
    inserted = len(before) == 2 and all(isinstance(each, Other) for each in before)
    if inserted and state.tags[before[0].start] == "," and state.tags[before[1].start] == "A":
        state.comma = False  # ", on average,"
        return
    state.comma, state.aside = True, False
    over = next((k for k, clause in enumerate(state.stack) if k and _is_over(state, clause)), 0)
    if not over and at + 1 < len(state.items):
        follows = state.items[at + 1]
        opens = isinstance(follows, Other) and follows.tag in ("P", "S")
        if isinstance(follows, VerbGroup) or (opens and state.tokens[follows.start].lower not in _EXAMPLES):
            over = next((k for k, clause in enumerate(state.stack) if k and _is_aside(clause)), 0)
    if over:
        del state.stack[over:]
        state.last, state.chain = None, []


_EXAMPLES = ("including", "such_as")


def _is_aside(clause: Clause) -> bool:
    """Whether a clause opened behind a comma, so that the next comma may end it: "a man, believed to be old, in"."""
    return clause.after_comma and clause.kind in ("part", "rel") and clause.verb is not None


def _is_over(state: State, clause: Clause) -> bool:
    """Whether a comma ends a side clause that opened the sentence: "if they agree,", "if successful,"."""
    if not clause.waiting_for_main:
        return False
    if clause.verb is not None or clause.kind != "adv":
        return clause.verb is not None
    subjects = state.top.subjects
    if not subjects:
        return True
    lone = state.tags[subjects[0]] == "N" and state.tags[subjects[0] - 1] in ("S", "A")
    return lone and not state.tokens[subjects[0]].lower.endswith("s")


def _stop(state: State, token: int, mark: str) -> None:
    verb = state.top.verb
    if mark == ":" and verb is not None and state.is_saying(verb) and not state.top.objects:
        _content_clause(state, token)
        return
    state.stack.clear()
    state.push(Clause("root"))
    state.group_start = len(state.clauses) - 1
    state.last, state.chain, state.comma, state.joint = None, [], False, ""


def _bracket(state: State, mark: str) -> None:
    if mark == "(":
        state.opened.append((len(state.stack), len(state.chain)))
        state.comma = True
    elif state.opened:
        depth, chain = state.opened.pop()
        del state.stack[max(depth, 1) :]
        del state.chain[chain:]
        state.comma = False


def _adverb(state: State, token: int) -> None:
    role = "neg" if state.tags[token] == "NEG" else "adv"
    verb = state.top.verb
    if role == "neg" and (phrase := _negated_phrase(state, token)) is not None:
        state.link(token, "neg", phrase)
        return
    if verb is not None:
        state.link(token, role, verb.head)
    else:
        state.top.fronted.append((token, role))
    following = state.items[state.index_after(token)] if state.index_after(token) < len(state.items) else None
    if isinstance(following, NounPhrase) and not state.comma:
        state.link(token, "mod" if role == "adv" else role, following.head)
    if isinstance(following, Other) and following.tag in ("P", "S"):
        state.link(token, "before:" + state.tokens[following.start].lower, following.start)


def _negated_phrase(state: State, token: int) -> int | None:
    """Return the head of what "not guilty", "but not for children" deny, None where a verb is denied."""
    at = state.index_after(token)
    following = state.items[at] if at < len(state.items) else None
    if isinstance(following, NounPhrase):
        return following.head
    then = state.items[at + 1] if at + 1 < len(state.items) else None
    if isinstance(following, Other) and following.tag == "P" and isinstance(then, NounPhrase):
        return then.head
    return None


def _subordinate(state: State, token: int, marker: str) -> None:
    top = state.top
    waiting = top.verb is None and not (top.subjects and state.last is not None and not state.comma)
    clause = Clause("adv", marker=marker, opened_by=token)
    clause.waiting_for_main = waiting
    if waiting:
        top.waiting.append(clause)
    else:
        hosts = state.verbs_open(outer=True) if state.comma else _governed(state)
        if top.kind == "inf" and len(hosts) > 1:
            hosts = [hosts[1], hosts[0], *hosts[2:]]
        shared = top.joined_at >= 0 and len(state.stack) > 1 and marker not in UNSURE_MARKERS
        before = state.stack[-2].verb if shared else None
        if before is not None and before.head not in hosts:
            hosts.append(before.head)  # "were killed and wounded when": both
        clause.links = [("adv:" + marker, verb) for verb in hosts]
    state.push(clause)
    state.last, state.chain, state.comma, state.joint = None, [], False, ""


def _governed(state: State) -> list[int]:
    """Return the innermost verb, and with an infinitive those that it stands under: "wants to stop it until"."""
    found: list[int] = []
    for clause in reversed(state.stack):
        if clause.verb is not None:
            found.append(clause.verb.head)
            if clause.kind != "inf":
                break
    return found


def _content_clause(state: State, token: int) -> None:
    clause = Clause("ccomp", marker="that")
    if state.joint:  # "said that ... and that ..."
        while len(state.stack) > 1 and state.top.kind != "ccomp":
            state.stack.pop()
        if state.top.kind == "ccomp":
            clause.links = list(state.top.links)
            state.stack.pop()
    if not clause.links:
        before = state.items[state.index_after(token) - 2] if state.index_after(token) >= 2 else None
        if isinstance(before, NounPhrase) and (state.top.verb is None or not state.is_saying(state.top.verb)):
            clause.links = [("ccomp", before.head)]
        else:
            clause.links = [("ccomp", verb) for verb in state.verbs_open(outer=False)]
    state.push(clause)
    state.last, state.chain, state.comma, state.joint = None, [], False, ""


def _relative(state: State, at: int, token: int) -> None:
    clause = Clause("rel", antecedents=list(state.chain) or ([state.last.head] if state.last else []))
    clause.restrictive = not state.comma
    clause.links = [("rel", head) for head in clause.antecedents]
    if state.preposition:
        clause.marker = state.preposition
        state.preposition = ""
    state.push(clause)
    if state.tokens[token].lower == "whose" and at + 1 < len(state.items):
        following = state.items[at + 1]
        if isinstance(following, NounPhrase):
            for head in clause.antecedents:
                state.link(head, "of", following.head)
            clause.antecedents = []
    state.last, state.comma, state.joint = None, False, ""
