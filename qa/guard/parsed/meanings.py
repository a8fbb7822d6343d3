"""Which node of a source a written node may stand for, and whether a link of the one is there in the other."""

from __future__ import annotations

from qa.guard.equivalents import same, same_role, says_no_more
from qa.guard.match import may_stand_for
from qa.guard.parsed.edges import Edges
from qa.guard.parsed.grammar import is_time
from qa.guard.parsed.trees import Tree
from qa.guard.words.shared import is_doing, shared

TAGS = {
    "NN": "N", "NNS": "N", "NNP": "N", "NNPS": "N", "JJ": "M", "JJR": "M", "JJS": "M", "RB": "A", "VBD": "VD",
    "VBN": "VN", "VBG": "VI", "VB": "VF", "VBP": "VF", "VBZ": "VF",
}  # fmt: skip
"""The guard's tags for the parser's."""
_OWNED = frozenset(("poss", "mod", "p:of"))
_DATED = frozenset(("mod", "p:in", "p:on", "p:at", "p:of", "p:during"))
_PLACES = frozenset(("p:in", "p:on", "p:at"))
_CONTENT = frozenset(("comp", "adv:to", "inf"))
_BELONGING = frozenset(("p:for", "p:in", "p:at"))


def fits(written: Tree, at: int, source: Tree, place: int) -> bool:
    """Return whether two nodes may stand for each other by their words, wherever they hang."""
    one, other = written.tokens[at], source.tokens[place]
    if one is None or other is None:
        return written.lower[at] == source.lower[place]
    if other.kind == "mark":
        return one.text == other.text
    if may_stand_for(one, other):
        return True
    if one.kind != "word" or other.kind != "word" or (one.capital and other.capital and at and place):
        return False
    if same(_with_particle(written, at), _with_particle(source, place)):
        return True
    if all(each.key(k) == "according_to" or _tells(each, k) for each, k in ((written, at), (source, place))):
        return says_no_more(one.key, other.key) or _means_the_same(written, at, source, place)
    return _means_the_same(written, at, source, place)


def _means_the_same(written: Tree, at: int, source: Tree, place: int) -> bool:
    """Whether two words share a meaning by the table, or one names what the other does."""
    one, other = written.key(at), source.key(place)
    tag, other_tag = TAGS.get(written.tag[at], ""), TAGS.get(source.tag[place], "")
    if not tag or not other_tag:
        return False
    if shared(one, tag, other, other_tag):
        return True
    if tag == "N" and other_tag[0] == "V":
        return is_doing(one, other)
    return other_tag == "N" and tag[0] == "V" and is_doing(other, one)


def _with_particle(tree: Tree, at: int) -> str:
    particle = next((k for k in tree.children[at] if tree.dep[k] == "prt"), None)
    return tree.key(at) + ("" if particle is None else "_" + tree.lower[particle])


def _tells(tree: Tree, at: int) -> bool:
    """Whether a verb says something that stands in the sentence: "write" is no verb of saying of a letter."""
    if tree.tag[at] not in TAGS or TAGS[tree.tag[at]][0] != "V":
        return False
    if tree.dep[at] in ("parataxis", "ccomp") or '"' in tree.lower:
        return True
    return any(tree.dep[k] in ("ccomp", "xcomp", "parataxis") for k in tree.children[at])


def is_linked(edges: Edges, role: str, head: int, node: int, source: Tree) -> bool:
    """Return whether a source ties two of its nodes as a written sentence does under `role`."""
    roles = edges.between(head, node)
    if role in roles:
        return True
    for other in roles:
        if role in _DATED and other in _DATED and is_time(source, node):
            return True
        if _compatible(role, other):
            both_owned = role in _OWNED and other in _OWNED
            taken = both_owned and any(h == head and r == role and n != node for r, h, n in edges)
            if not taken:  # "the Fujian region of China" is not "the China region of Fujian"
                return True
    return role == "is" and "mod" in edges.between(node, head)  # "the engineer X"


def _compatible(one: str, other: str) -> bool:
    if {one, other} <= _OWNED or {one, other} == {"mod", "is"} or {one, other} <= _CONTENT:
        return True
    if one.startswith("p:") and other.startswith("p:"):
        return same_role(one, other) or {one, other} <= _PLACES
    if one.startswith("adv:") and other.startswith("adv:"):
        return same_role(one, other)
    return "poss" in (one, other) and not _BELONGING.isdisjoint((one, other))
