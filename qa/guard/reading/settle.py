"""What can be told only at a sentence's end: phrases of one kind under one verb, and the links of verbs."""

from __future__ import annotations

from qa.guard.reading.chunks import Link
from qa.guard.reading.state import State
from qa.guard.words.lexicon import UNSURE_MARKERS


def finished(state: State) -> tuple[tuple[Link, ...], ...]:
    """Return the links of every token, verbs included."""
    _settle_repeated(state)
    for token, start in state.says:
        for each in state.clauses[start:]:
            if ("root", -1) in each.links and each.kind != "say":
                each.links = [("ccomp", token)]
        state.links[token].append(("root", -1))
    for clause in state.clauses:
        if clause.verb is not None:
            for link in clause.links:
                state.link(clause.verb.head, *link)
        elif clause.opened_by >= 0 and clause.marker in UNSURE_MARKERS:
            for _, verb in clause.links:
                state.link(clause.opened_by, "hedge", verb)
    return tuple(tuple(each) for each in state.links)


def _settle_repeated(state: State) -> None:
    """Tie phrases of one kind with one preposition to what they follow: "12 in Sund and 13 in Holm"."""
    alike: dict[tuple[str, int, str], list[int]] = {}
    for token, links in enumerate(state.links):
        for role, head in links:
            if role.startswith("p:") and head in state.verb_heads and token not in state.shared:
                alike.setdefault((role, head, _sort(state, token)), []).append(token)
    for (role, verb, _), tokens in alike.items():
        for before, token in zip([-1, *tokens], tokens, strict=False):
            hosts = [link for link in state.links[token] if link[0] == role and link[1] not in state.verb_heads]
            if len(tokens) > 1 and hosts:
                state.links[token] = [
                    link
                    for link in state.links[token]
                    if link[0] != role or (link[1] > before if link in hosts else link[1] != verb)
                ]


def _sort(state: State, token: int) -> str:
    """Return what kind of thing a phrase names: a time, a name, a figure, or any other."""
    key = state.tokens[token].key
    if state.tags[token] == "T" or (key[:1] == "#" and len(key) == 5):
        return "T"
    return state.tags[token] if state.tags[token] in ("M", "F") else "N"
