"""Whom "she" means in a tree, or "the treaty": `same_things`, `agrees`, `main_subjects`."""

from __future__ import annotations

from qa.guard.parsed.grammar import is_noun, is_time
from qa.guard.parsed.trees import Tree
from qa.guard.pronouns import is_person
from qa.text.ask_nouns import KIND_OF_NOUN

PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "she": "he", "her": "he", "hers": "he", "they": "they", "them": "they",
    "their": "they", "theirs": "they", "it": "it", "its": "it",
}  # fmt: skip
"""Pronouns, and what they agree with: a person, several, a thing."""
_PLAIN_NOUN = frozenset("amod compound nummod poss relcl acl prep".split())


def agrees(pronoun: str, tree: Tree, at: int) -> bool:
    """Return whether a pronoun may stand for a node by number and by what it names."""
    kind, low = PRONOUNS.get(pronoun), tree.lower[at]
    if tree.tag[at] == "PRP":
        return PRONOUNS.get(low) == kind and low[0] == pronoun[0]
    if not is_noun(tree, at) or is_time(tree, at):
        return False
    many = tree.tag[at] in ("NNS", "NNPS") or any(tree.dep[k] == "conj" for k in tree.children[at])
    person = is_person(low) or is_person(low.removesuffix("s"))
    if kind == "they":
        return many or KIND_OF_NOUN.get(low) == "group"
    if many:
        return False
    if kind == "he":
        return person or (tree.tag[at] == "NNP" and KIND_OF_NOUN.get(low) in (None, "person"))
    return not person


def same_things(tree: Tree) -> tuple[tuple[int, int], ...]:
    """Return pairs of a pronoun, or of "the treaty", and the noun before it that it can only mean."""
    found = []
    for at in range(len(tree)):
        if tree.lower[at] in PRONOUNS and tree.tag[at] in ("PRP", "PRP$"):
            meant = _antecedent(tree, at)
        else:
            meant = _named_before(tree, at)
        if meant is not None:
            found.append((at, meant))
    return tuple(found)


def _antecedent(tree: Tree, at: int) -> int | None:
    """Return the one subject or object before a pronoun that it can mean, None where that is open."""
    number = tree.sentence[at]
    start = tree.firsts[number]
    here = [
        k
        for k in _arguments(tree, start, at)
        if (tree.head[k] != tree.head[at] or tree.dep[at] == "poss")
        and not (tree.dep[at] == "poss" and tree.head[at] == k)
    ]
    before = _arguments(tree, tree.firsts[number - 1], start) if number and tree.follows[number] else []
    for group in (here, before):
        fit = [k for k in group if agrees(tree.lower[at], tree, k)]
        if len(fit) == 1:
            return fit[0]
        if fit:
            tops = [k for k in fit if tree.dep[k] in ("nsubj", "nsubjpass") and _is_main(tree, tree.head[k])]
            return tops[0] if tops and tree.dep[at] in ("nsubj", "nsubjpass", "poss") else None
    return None


def _is_main(tree: Tree, verb: int) -> bool:
    return tree.dep[verb] in ("ROOT", "beside", "conj")


def _arguments(tree: Tree, start: int, end: int) -> list[int]:
    """Return the nouns from `start` to `end` that do something or have it done to them."""
    return [
        k
        for k in range(start, end)
        if is_noun(tree, k)
        and (
            tree.dep[k] in ("nsubj", "nsubjpass", "dobj")
            or (tree.dep[k] == "pobj" and tree.dep[tree.head[k]] == "agent")
        )
    ]


def _named_before(tree: Tree, at: int) -> int | None:
    """Return the one noun before "the treaty" that is that word, too: "the Treaty of Marrow"."""
    determined = any(tree.lower[k] in ("the", "this", "these", "that", "those") for k in tree.children[at])
    if tree.tag[at] not in ("NN", "NNP", "NNS") or not determined:
        return None
    number = tree.sentence[at]
    if any(tree.dep[k] in _PLAIN_NOUN for k in tree.children[at]) or (number and not tree.follows[number]):
        return None
    start = tree.firsts[number - 1] if number else 0
    same = [
        k
        for k in range(start, at)
        if is_noun(tree, k) and tree.dep[k] != "compound" and tree.key(k) == tree.key(at) and tree.tokens[k] is not None
    ]
    return same[0] if len(same) == 1 else None


def main_subjects(tree: Tree, pronoun: str) -> list[int]:
    """Return the subjects of main clauses that a sentence's first pronoun may mean; none where two lines have one."""
    tops = [
        k
        for k in range(len(tree))
        if tree.dep[k] in ("nsubj", "nsubjpass")
        and tree.dep[tree.head[k]] in ("ROOT", "beside")
        and is_noun(tree, k)
        and agrees(pronoun, tree, k)
    ]
    return tops[:1] if len({tree.sentence[k] for k in tops}) == 1 else []
