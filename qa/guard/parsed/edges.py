"""Who does what in a tree: links from a head to what hangs on it, under one name however the sentence is built.

Active and passive, "X's Y" and relative clauses come out alike: "subj", "obj", "is", "poss", "mod", "rel", "comp",
"attr", "inf", "adv:after", "p:in". Here stands what the tree plainly says; `loosened` adds what it may be taken to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.parsed.grammar import (
    all_joined,
    first_joined,
    is_bare_participle,
    is_be,
    is_infinitive,
    is_passive,
    is_verb,
    marker,
    says_something,
    subject_of,
)
from qa.guard.parsed.trees import Tree

Edge = tuple[str, int, int]
_MODIFIERS = frozenset("compound amod nmod nummod quantmod predet advmod npadvmod det meta intj".split())
_SILENT = frozenset("punct conj pcomp pobj aux auxpass neg case mark cc expl preconj prt agent beside ROOT".split())
_PLAIN = {
    "nsubjpass": "obj", "csubjpass": "obj", "dobj": "obj", "obj": "obj", "csubj": "subj", "poss": "poss",
    "appos": "is", "relcl": "rel", "xcomp": "comp", "ccomp": "comp",
}  # fmt: skip


class Edges:
    """A set of links that can be asked by their two ends."""

    def __init__(self) -> None:
        self._roles: dict[tuple[int, int], set[str]] = {}

    def add(self, role: str, head: int, node: int) -> None:
        """Add a link; none from a node to itself."""
        if head != node:
            self._roles.setdefault((head, node), set()).add(role)

    def remove(self, edge: Edge) -> None:
        """Take a link out, where it is there."""
        self._roles.get(edge[1:], set()).discard(edge[0])

    def between(self, head: int, node: int) -> set[str]:
        """Return the roles that a node has with a head."""
        return self._roles.get((head, node), set())

    def __iter__(self) -> Iterator[Edge]:
        """Yield a copy's links, so that more may be added meanwhile."""
        return iter([(role, head, node) for (head, node), roles in self._roles.items() for role in sorted(roles)])


def plain_edges(tree: Tree) -> Edges:
    """Return the links that a tree plainly says, each noun joined by "and" with those of the first."""
    edges = Edges()
    for at, label in enumerate(tree.dep):
        if tree.head[at] == at:
            continue
        if tree.lower[at] == "according_to":
            _account(tree, edges, at)
        elif label == "prep" or (
            label in ("advmod", "prt", "mark") and any(tree.dep[k] == "pobj" for k in tree.children[at])
        ):
            _preposition(tree, edges, at)
        elif label in _PLAIN:
            edges.add(_PLAIN[label], tree.head[at], at)
        elif label in _MODIFIERS:
            edges.add("mod", tree.head[at], at)
        else:
            _other(tree, edges, at)
    for at, label in enumerate(tree.dep):
        if label == "relcl":
            _relative(tree, edges, at)
    _share_subjects(tree, edges)
    _join_nouns(tree, edges)
    return edges


def _account(tree: Tree, edges: Edges, at: int) -> None:
    """Read "according to X" as a verb of saying."""
    for k in tree.children[at]:
        if tree.dep[k] in ("pobj", "pcomp", "dobj", "npadvmod"):
            edges.add("subj", at, k)
    edges.add("comp", at, tree.head[at])


def _preposition(tree: Tree, edges: Edges, at: int) -> None:
    head, role = tree.head[at], "p:" + tree.lower[at]
    for k in tree.children[at]:
        if tree.dep[k] in ("pobj", "pcomp") or (tree.dep[k] in ("amod", "advmod") and says_something(tree, k)):
            edges.add(role, head, k)
        elif tree.dep[k] == "prep":  # "out of"
            for inner in tree.children[k]:
                if tree.dep[inner] == "pobj":
                    edges.add(f"{role}_{tree.lower[k]}", head, inner)


def _other(tree: Tree, edges: Edges, at: int) -> None:
    """Add the links of what needs more than its label: subjects, agents, objects of "give", clauses."""
    label, head = tree.dep[at], tree.head[at]
    if label == "nsubj":
        _subject(tree, edges, at)
    elif label == "dative":
        edges.add("p:to", head, next((k for k in tree.children[at] if tree.dep[k] == "pobj"), at))
    elif label in ("attr", "oprd", "acomp"):
        if tree.lemma[head] != "be":
            edges.add("attr", head, at)
    elif label == "agent":
        _agent(tree, edges, at)
    elif label == "acl":
        _clause_of_noun(tree, edges, at)
    elif label == "advcl":
        edges.add("adv:" + (marker(tree, at) or ("to" if is_infinitive(tree, at) else "")), head, at)
    elif label not in _SILENT:
        edges.add("dep", head, at)


def _agent(tree: Tree, edges: Edges, at: int) -> None:
    for k in tree.children[at]:
        if tree.dep[k] in ("pobj", "pcomp"):
            edges.add("subj" if tree.dep[k] == "pobj" else "p:by", tree.head[at], k)


def _clause_of_noun(tree: Tree, edges: Edges, at: int) -> None:
    head, infinitive = tree.head[at], is_infinitive(tree, at)
    if infinitive or any(tree.dep[k] == "mark" for k in tree.children[at]):
        edges.add("inf" if infinitive else "ccomp", head, at)
        return
    edges.add("rel", head, at)
    edges.add("obj" if tree.tag[at] in ("VBN", "VBD") else "subj", at, head)


def _subject(tree: Tree, edges: Edges, at: int) -> None:
    """Add a subject's link; with "be" it is what is said of it."""
    head = tree.head[at]
    edges.add("subj", head, at)
    if tree.lemma[head] != "be":
        return
    said = [k for k in tree.children[head] if tree.dep[k] in ("attr", "acomp")]
    for k in said:
        edges.add("is", at, k)
    for k in tree.children[head]:
        if not said and tree.dep[k] == "prep":  # "is on the coast"
            for inner in tree.children[k]:
                if tree.dep[inner] == "pobj":
                    edges.add("p:" + tree.lower[k], at, inner)


def _relative(tree: Tree, edges: Edges, clause: int) -> None:
    """Let the noun before a relative clause stand where its "who" or "which" does."""
    noun, verbs = tree.head[clause], all_joined(tree, clause)
    for role, head, node in edges:
        word = tree.lower[node]
        if role == "is" and tree.lower[head] in ("who", "which", "that") and noun < head <= clause:
            edges.remove((role, head, node))
            edges.add("is", noun, node)
        elif head in verbs and word in ("who", "which", "that", "whom") and tree.tag[node] in ("WDT", "WP", "IN", "DT"):
            edges.remove((role, head, node))
            edges.add(role, head, noun)
        elif word == "whose" and role == "poss" and node > noun and tree.head[head] in verbs:
            edges.remove((role, head, node))
            edges.add("poss", head, noun)
        elif word in ("which", "whom") and ({tree.head[head], tree.head[tree.head[head]]} & set(verbs)):
            edges.remove((role, head, node))
            edges.add(role, head, noun)
        elif word in ("where", "when") and head in verbs:
            edges.remove((role, head, node))
            edges.add("p:in", head, noun)


def _share_subjects(tree: Tree, edges: Edges) -> None:
    """Give a verb behind "and" the subject of the first, where it has none."""
    for at, label in enumerate(tree.dep):
        if label == "beside":
            for verb in all_joined(tree, tree.head[at]):
                if subject_of(tree, verb) is None:
                    _share(tree, edges, at, verb)
        if label == "conj" and is_verb(tree, at) and subject_of(tree, at) is None:
            _share(tree, edges, first_joined(tree, at), at)
            if is_be(tree, at):
                said = [k for k in tree.children[at] if tree.dep[k] in ("attr", "acomp")]
                for role, head, node in edges:
                    if head == at and role == "subj":
                        for k in said:
                            edges.add("is", node, k)


def _share(tree: Tree, edges: Edges, first: int, verb: int) -> None:
    own = {subject_of(tree, first)}
    if tree.dep[first] in ("relcl", "acl"):
        own.add(tree.head[first])
    for role, head, node in edges:
        if head == first and role in ("subj", "obj") and node in own:
            undergone = is_passive(tree, verb) or (role == "obj" and is_bare_participle(tree, verb))
            edges.add("obj" if undergone else "subj", verb, node)


def _join_nouns(tree: Tree, edges: Edges) -> None:
    """Give each noun that "and" joins to another the links of that one."""
    for at, label in enumerate(tree.dep):
        if label == "conj" and not is_verb(tree, at):
            first = first_joined(tree, at)
            for role, head, node in edges:
                if node == first and head != at:
                    edges.add(role, head, at)
                elif head == first and role == "is":
                    edges.add("is", at, node)
