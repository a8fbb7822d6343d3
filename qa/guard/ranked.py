"""What a rank, a share, a list of all or a habit is about: the words that it can't lose."""

from __future__ import annotations

from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import PARTITIVES

PARTITIVE_KEYS = frozenset(stem(word) for word in PARTITIVES)
"""Stems of heads that say little without their "of"."""
_UNIVERSAL = frozenset(
    "all every each any no only most half both first last sole few many majority less fewer more least".split()
)
_SHARED_OUT = PARTITIVE_KEYS | {stem(word) for word in "number percentage share proportion rate total".split()}
_OFTEN = frozenset("usually generally often mostly mainly typically normally commonly frequently sometimes".split())
_DEEPEST = 3


def needs_all(source: Reading, head: int) -> bool:
    """Return whether a phrase is about all, most, the first or the largest of what follows it."""
    if source.tags[head] in ("VD", "VF", "VB", "VN", "VI", "BE", "HV"):
        return False
    for token, links in enumerate(source.links):
        if any(host == head and role in ("q", "mod", "hedge") for role, host in links):
            low = source.tokens[token].lower
            if (
                low in _UNIVERSAL
                or (low.endswith("est") and len(low) > 5 and source.tags[token] == "N")
                or low == "most"
            ):
                return True
    return source.tokens[head].lower in _UNIVERSAL


def is_inside_ranked(source: Reading, verb: int) -> bool:
    """Return whether a verb tells which is meant by "the first", "the only": "the first raid flown in May"."""
    at = verb
    for _ in range(_DEEPEST):
        if any(role in ("part", "rel", "inf") and n >= 0 and needs_all(source, n) for role, n in source.links[at]):
            return True
        if not source.links[at] or source.links[at][0][1] < 0:
            return False
        at = source.links[at][0][1]
    return False


def is_often(source: Reading, verb: int) -> bool:
    """Return whether a verb tells of a habit: what is "usually done in May" is not usually done."""
    return any(
        ("adv", verb) in links and source.tokens[at].lower in _OFTEN and at < verb
        for at, links in enumerate(source.links)
    )


def is_list_of_all(source: Reading, token: int, verb: int) -> bool:
    """Return whether a phrase is one of those that "the winners were" tells all of."""
    named = [at for at, links in enumerate(source.links) if ("subj", verb) in links and source.tags[at] == "N"]
    several = sum(("pred", verb) in links for links in source.links) > 1
    return several and any(source.tokens[at].lower.endswith("s") for at in named) and token not in named


def is_shared_out(source: Reading, head: int) -> bool:
    """Return whether a noun is what a share or a number is of: "half the registered keepers"."""
    if source.tags[head] != "N":
        return False
    return any(
        role == "of" and at >= 0 and source.tokens[at].key in _SHARED_OUT and not _is_membership(source, at, head)
        for role, at in source.links[head]
    ) or any(
        ("q", head) in links and source.tokens[at].lower in ("half", "most", "all")
        for at, links in enumerate(source.links)
    )


def _is_membership(source: Reading, part: int, whole: int) -> bool:
    """Whether one body is named by its members: "two members of the finance committee" are of the committee."""
    start = whole
    while start and source.tags[start - 1] in ("N", "M"):
        start -= 1
    members = source.tokens[part].lower in ("member", "members")
    return members and not source.tokens[whole].lower.endswith("s") and source.tokens[start - 1].lower in ("the", "its")
