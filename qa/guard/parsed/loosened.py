"""What a source's tree may be taken to say beyond its plain links: `loose_edges`.

A parser has to choose where a phrase hangs, who does what a participle does, which of two words is the head of a name;
a sentence that chose otherwise is no other statement. Only sources are read so, never what was written.
"""

from __future__ import annotations

from functools import lru_cache

from qa.guard.parsed.edges import Edges, plain_edges
from qa.guard.parsed.grammar import (
    all_joined,
    has_helper,
    is_bare_participle,
    is_be,
    is_denied,
    is_noun,
    is_passive,
    is_time,
    is_verb,
    modal,
    subject_of,
)
from qa.guard.parsed.referents import same_things
from qa.guard.parsed.trees import Tree

_INSIDE = frozenset("pobj dobj attr prep appos conj npadvmod dative nsubjpass agent oprd".split())
_STEPS = 4
_NAMING = frozenset(("name", "call", "identify", "know"))


@lru_cache(maxsize=512)
def loose_edges(tree: Tree) -> tuple[Edges, tuple[tuple[int, int], ...]]:
    """Return a source's links, and pairs of a pronoun or "the treaty" with what it means."""
    edges = plain_edges(tree)
    _double_prepositions(tree, edges)
    _bare_relatives(tree, edges)
    _understood_subjects(tree, edges)
    _names(tree, edges)
    _appositions(tree, edges)
    _told_together(tree, edges)
    for role, head, node in edges:
        if role.startswith("p:"):
            _attach(tree, edges, (role, head, node))
        if role in ("mod", "p:of", "p:in", "p:on") and is_time(tree, node) and not is_verb(tree, head):
            verb = _verb_above(tree, head)
            if verb is not None:
                edges.add(role, verb, node)
        if role == "mod" and is_time(tree, node) and is_verb(tree, tree.head[head]):
            edges.add("mod", tree.head[head], node)
    _titles(tree, edges)
    _shortened_pairs(tree, edges)
    pairs = same_things(tree)
    for one, other in pairs:
        _equate(tree, edges, one, other)
    if pairs:
        _appositions(tree, edges)
    return edges, pairs


def _double_prepositions(tree: Tree, edges: Edges) -> None:
    for role, head, node in edges:
        if role.startswith("p:") and tree.dep[tree.head[tree.head[node]]] == "prep" and "_" in role:
            edges.add("p:" + tree.lower[tree.head[node]], head, node)


def _bare_relatives(tree: Tree, edges: Edges) -> None:
    """Let "the flat he rented" be what he rented."""
    for at, label in enumerate(tree.dep):
        noun = tree.head[at]
        if label == "relcl" and not any(
            edges.between(verb, noun) or any(head == noun and role == "is" and node > at for role, head, node in edges)
            for verb in all_joined(tree, at)
        ):
            edges.add("obj", at, noun)


def _understood_subjects(tree: Tree, edges: Edges) -> None:
    """Give "hoping to stay", "ordered them to leave" and "killing six" the subjects that they can have."""
    for at, label in enumerate(tree.dep):
        if label not in ("xcomp", "advcl", "pcomp") or not is_verb(tree, at) or subject_of(tree, at) is not None:
            continue
        above = tree.head[tree.head[at]] if label == "pcomp" else tree.head[at]
        undergone = is_passive(tree, above)
        objects = [node for role, head, node in edges if head == above and role == "obj"]
        doers = [node for role, head, node in edges if head == above and role == "subj"]
        if undergone or tree.tag[above] == "VBN":
            doers += objects
        if label == "xcomp" and objects and not undergone:
            doers = objects
        for node in doers:
            edges.add("obj" if is_bare_participle(tree, at) or is_passive(tree, at) else "subj", at, node)


def _names(tree: Tree, edges: Edges) -> None:
    """Let "a man named X" and "the driver, identified as X" be X, and "in order to" be "to"."""
    for role, head, node in edges:
        if role in ("attr", "p:as") and tree.lemma[head] in _NAMING and is_bare_participle(tree, head):
            for role_too, verb, noun in edges:
                if verb == head and role_too == "obj":
                    edges.add("is", noun, node)
        elif role == "p:in" and tree.lower[node] == "order":
            for role_too, noun, verb in edges:
                if noun == node and role_too == "inf":
                    edges.add("adv:to", head, verb)


def _told_together(tree: Tree, edges: Edges) -> None:
    """Let who says the first of two joined clauses say the second."""
    for role, head, node in edges:
        if role == "comp":
            for verb in all_joined(tree, node)[1:]:
                if is_verb(tree, verb):
                    edges.add("comp", head, verb)


def _is_said_of(tree: Tree, noun: int, other: int) -> bool:
    """Whether a noun is plainly another's: beside it, or by an "is" that nothing denies or weakens."""
    if tree.dep[other] == "appos":
        return True
    be = tree.head[other]
    plain = tree.dep[other] == "attr" and tree.head[noun] == be and is_be(tree, be)
    named = tree.dep[other] in ("oprd", "attr", "pobj") and tree.dep[noun] != "appos" and tree.lemma[be] in _NAMING
    return named or (plain and is_noun(tree, other) and not is_denied(tree, be) and not modal(tree, be))


def _appositions(tree: Tree, edges: Edges) -> None:
    """Let "X, the mayor" do what X does; "is" holds both ways."""
    for role, noun, other in edges:
        if role == "is" and _is_said_of(tree, noun, other):
            for role_too, head, node in edges:
                if node == noun and role_too != "is":
                    edges.add(role_too, head, other)
                elif head == noun and role_too == "is":
                    edges.add("is", other, node)
    for role, head, node in edges:
        if role == "is":
            edges.add("is", node, head)


def _attach(tree: Tree, edges: Edges, edge: tuple[str, int, int]) -> None:
    """Hang a phrase also on the verb that its noun belongs to, or on the noun right before it."""
    role, head, node = edge
    above = head
    for step in range(_STEPS):
        done = is_verb(tree, above) or tree.lemma[above] == "be" or tree.head[above] == above
        if done or tree.dep[above] not in _INSIDE or (tree.dep[above] == "nsubjpass" and step):
            break
        above = tree.head[above]
        if is_verb(tree, above) or is_noun(tree, above):
            edges.add(role, above, node)
    if not is_verb(tree, head):
        return
    opens = (k for k in tree.children[head] if tree.dep[k] in ("prep", "agent") and node in tree.children[k])
    before = next(opens, 0) - 1
    if before > head and tree.tag[before] == "POS":
        before -= 1
    if before > head and (is_noun(tree, before) or tree.tag[before] == "CD"):
        edges.add(role, before, node)


def _verb_above(tree: Tree, at: int) -> int | None:
    for _ in range(_STEPS):
        if is_verb(tree, at) or tree.head[at] == at:
            break
        at = tree.head[at]
    return at if is_verb(tree, at) else None


def _titles(tree: Tree, edges: Edges) -> None:
    """Let "the architect" in "the architect Ilse Maarten" do what she does."""
    for role, head, node in edges:
        title = tree.tag[node] == "NN" and node < head and tree.dep[node] in ("compound", "nmod")
        if role == "mod" and tree.tag[head] in ("NNP", "NNPS") and title:
            for role_too, above, name in edges:
                if name == head and role_too != "mod":
                    edges.add(role_too, above, node)


def _shortened_pairs(tree: Tree, edges: Edges) -> None:
    """Let what stands behind "14 were killed and 30 wounded" be said of both."""
    for at, label in enumerate(tree.dep):
        first = tree.head[at]
        short = label == "conj" and tree.tag[at] == "VBN" and not has_helper(tree, at)
        if short and subject_of(tree, at) is not None and is_passive(tree, first):
            for role, head, node in edges:
                if head == at and node > at and role.startswith(("p:", "adv:")):
                    edges.add(role, first, node)


def _equate(tree: Tree, edges: Edges, one: int, other: int) -> None:
    """Give a thing that is meant by two words the links of both."""
    for role, head, node in edges:
        if node == one:
            edges.add(role, head, other)
        if head == one and role in ("is", "poss", "rel"):
            edges.add(role, other, node)
    if is_noun(tree, one):
        for role, head, node in edges:
            if head == other and role in ("mod", "poss", "p:of", "is"):
                edges.add(role, one, node)
            if node == other:
                edges.add(role, head, one)
