"""A written sentence that is a source's words in their order with whole pieces left out: `is_shortened`.

Only the source's tree is asked, for the sentence says nothing in another way.
"""

from __future__ import annotations

from qa.guard.parsed.grammar import contexts, is_be, is_verb, says_something, subject_of, tense
from qa.guard.parsed.meanings import TAGS, fits
from qa.guard.parsed.omitted import lost
from qa.guard.parsed.places import Places, cuts_quotation
from qa.guard.parsed.trees import Tree

_MARKS = frozenset(("``", "''", ",", ".", ":", "-LRB-", "-RRB-"))
_CLAUSES = frozenset("ROOT conj ccomp beside parataxis advcl".split())
_UNENDED = frozenset("IN TO DT CC MD WDT".split())
_BOUND = frozenset("aux auxpass neg mark case prt expl".split())
_NEVER = 10**9


def is_shortened(written: Tree, source: Tree) -> bool:
    """Return whether `written` is `source` without pieces that may be left out."""
    places = in_order(written, source)
    if not places or cuts_quotation(written, source, places):
        return False
    kept = set(places.values())
    tops = [place for place in kept if source.head[place] == place or source.head[place] not in kept]
    if len(tops) != 1 or not _is_statement(source, tops[0], kept):
        return False
    last = places[max(places)]
    if source.tag[last] in _UNENDED and source.dep[last] in ("prep", "det", "cc", "aux", "mark"):
        return False
    if source.tag[places[min(places)]] == "CC" or any(_is_torn(source, place, tops[0], kept) for place in kept):
        return False
    verbs = [place for place in kept if is_verb(source, place) or source.lemma[place] == "be"]
    if contexts(source, tops[0]) or any(contexts(source, verb) - kept for verb in verbs):
        return False
    return not lost(written, source, places, (), (), ())


def _is_statement(source: Tree, top: int, kept: set[int]) -> bool:
    """Whether a node is the verb of a clause that can stand by itself, and has its subject."""
    if not (is_verb(source, top) or is_be(source, top)) or not tense(source, top) or source.dep[top] not in _CLAUSES:
        return False
    if source.dep[top] == "advcl" and any(source.dep[k] == "mark" and k in kept for k in source.children[top]):
        return False
    return subject_of(source, top) in kept


def _is_torn(source: Tree, place: int, top: int, kept: set[int]) -> bool:
    """Whether a word has lost a small word that it needs, or what it leads to."""
    children = source.children[place]
    for k in children:
        opens = source.dep[k] == "mark" and (place == top or source.lower[k] == "that")
        if source.dep[k] in _BOUND and k not in kept and not opens:
            return True
    if source.dep[place] in ("prep", "agent", "pcomp") and children and kept.isdisjoint(children):
        return True
    if source.dep[place] != "cc":
        return False
    return not any(k in kept and k > place and source.dep[k] == "conj" for k in source.children[source.head[place]])


def in_order(written: Tree, source: Tree) -> Places:
    """Return a place for each word of `written`, one behind another and with few gaps; empty where there is none."""
    ours = [at for at in range(len(written)) if written.dep[at] != "punct" and written.tag[at] not in _MARKS]
    theirs = [at for at in range(len(source)) if source.tag[at] not in _MARKS]
    before: list[int] = []
    came_from: list[list[int]] = []
    for number, at in enumerate(ours):
        gaps, back = [_NEVER] * len(theirs), [-1] * len(theirs)
        least, best = _NEVER, -1
        for here, place in enumerate(theirs):
            if number and here > 1 and before[here - 2] + 1 < least:
                least, best = before[here - 2] + 1, here - 2
            if not _is_same_word(written, at, source, place):
                continue
            if not number:
                gaps[here] = 0
                continue
            right_before = (before[here - 1], here - 1) if here else (_NEVER, -1)
            gaps[here], back[here] = min((least, best), right_before)
        if min(gaps, default=_NEVER) >= _NEVER:
            return {}
        before = gaps
        came_from.append(back)
    if not ours:
        return {}
    here = before.index(min(before))
    places: Places = {}
    for number in range(len(ours) - 1, -1, -1):
        places[ours[number]] = theirs[here]
        here = came_from[number][here]
    return places


def _is_same_word(written: Tree, at: int, source: Tree, place: int) -> bool:
    if written.lower[at] == source.lower[place] and written.key(at) == source.key(place):
        return True
    if not (says_something(written, at) and says_something(source, place) and fits(written, at, source, place)):
        return False
    return TAGS.get(written.tag[at]) == TAGS.get(source.tag[place]) or written.kind(at) != "word"
