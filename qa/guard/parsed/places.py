"""Where in a source each node of a sentence stands: `choices`, `choose`; what is copied in order: `is_copied`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from qa.guard.parsed.edges import Edges
from qa.guard.parsed.grammar import says_something
from qa.guard.parsed.meanings import fits, is_linked
from qa.guard.parsed.referents import PRONOUNS, agrees, main_subjects
from qa.guard.parsed.trees import Tree

_ROUNDS = 4
Places = dict[int, int]


def choices(written: Tree, source: Tree) -> tuple[dict[int, list[int]], frozenset[int]]:
    """Return for each written node that says something the source's nodes that it may stand for.

    With them come the source's nodes that the sentence's first word, a pronoun, can mean without its saying so.
    """
    found = {
        at: [
            place
            for place in range(len(source))
            if source.dep[place] != "punct"
            and fits(written, at, source, place)
            and (says_something(source, place) or source.tag[place] in ("PRP", "PRP$", "WP$"))
        ]
        for at in range(len(written))
        if says_something(written, at)
    }
    given: list[int] = []
    for at, places in found.items():
        if written.lower[at] not in PRONOUNS or written.tag[at] not in ("PRP", "PRP$"):
            continue
        for meant in _meant_inside(written, at):
            places.extend(place for place in found.get(meant, ()) if place not in places)
        if at == min(found):
            given = [place for place in main_subjects(source, written.lower[at]) if place not in places]
            places.extend(given)
    return found, frozenset(given)


def _meant_inside(written: Tree, at: int) -> list[int]:
    """Return the noun that a written pronoun means in its own sentence, none where that is open."""
    pronoun, label = written.lower[at], written.dep[at]
    ahead = label == "poss" or written.dep[written.head[at]] == "advcl"
    nouns = [
        k
        for k in range(len(written))
        if k != at
        and written.dep[k] in ("nsubj", "nsubjpass", "dobj")
        and agrees(pronoun, written, k)
        and (k < at or ahead)
    ]
    main = ("ROOT", "conj", "beside", "ccomp")
    tops = [k for k in nouns if written.dep[k] != "dobj" and written.dep[written.head[k]] in main]
    return tops[:1] or (nouns if len(nouns) == 1 else [])


def choose(written: Tree, source: Tree, found: Mapping[int, list[int]], links: Edges, edges: Edges) -> Places:
    """Return one place for each node, so that most `links` of the sentence are among the source's `edges`."""
    places: Places = {}
    last = -1
    for at in sorted(found):
        behind = [place for place in found[at] if place > last] or found[at]
        places[at] = last = min(behind, key=lambda place, last=last: abs(place - last - 1))  # type: ignore[misc]
    ties: dict[int, list[tuple[str, int, int]]] = {}
    for role, head, node in links:
        ties.setdefault(head, []).append((role, head, node))
        ties.setdefault(node, []).append((role, head, node))

    def worth(at: int, place: int) -> float:
        agreeing = 0.0
        for role, head, node in ties.get(at, ()):
            ends = (place, places.get(node, -1)) if head == at else (places.get(head, -1), place)
            agreeing += min(ends) >= 0 and is_linked(edges, role, *ends, source)
        used = sum(taken == place and other != at for other, taken in places.items())
        near = sum(0.2 for k in (at - 1, at + 1) if k in places and places[k] - place == k - at)
        return agreeing + near + 0.1 * (written.key(at) == source.key(place)) - 2 * used

    for _ in range(_ROUNDS):
        before = dict(places)
        for at, options in found.items():
            if len(options) > 1:
                best = max(options, key=lambda place, at=at: worth(at, place))  # type: ignore[misc]
                if worth(at, best) > worth(at, places[at]):
                    places[at] = best
        if places == before:
            break
    return places


def with_neighbours(written: Tree, source: Tree, places: Places) -> Places:
    """Return the places once more with those of small words that stand beside them in both."""
    found = dict(places)
    for step in (1, -1):
        order = range(len(written)) if step > 0 else range(len(written) - 1, -1, -1)
        for at in order:
            place = found.get(at - step, -9) + step
            if at not in found and 0 <= place < len(source) and source.lower[place] == written.lower[at]:
                found[at] = place
    return found


def is_copied(written: Tree, source: Tree, found: Places, head: int, node: int) -> bool:
    """Return whether all from `head` to `node`, or a stretch around it, is the source's with whole pieces left out."""
    start, end = min(head, node), max(head, node)
    if _is_cut_out(written, source, found, start, end):
        return True
    first, last = _grown(written, found, start, -1), _grown(written, found, end, 1)
    wider = {(start, last), (first, end), (first, last)} - {(start, end)}
    return any(_is_cut_out(written, source, found, *stretch) for stretch in wider)


def _grown(written: Tree, found: Places, at: int, step: int) -> int:
    """Return how far a stretch goes on in the source's order."""
    while at in found:
        beside = at + step
        while 0 <= beside < len(written) and written.dep[beside] == "punct":
            beside += step
        if beside not in found or (found[beside] - found[at]) * step <= 0:
            break
        at = beside
    return at


def _is_cut_out(written: Tree, source: Tree, found: Places, start: int, end: int) -> bool:
    order = [at for at in range(start, end + 1) if at in found or written.dep[at] != "punct"]
    if any(at not in found for at in order):
        return False
    stretch = [found[at] for at in order]
    if any(one >= other for one, other in pairwise(stretch)):
        return False
    kept = set(stretch)
    tops = [place for place in kept if source.head[place] not in kept or source.head[place] == place]
    left = (place for place in range(stretch[0], stretch[-1] + 1) if place not in kept)
    return len(tops) == 1 and not any(kept.intersection(source.children[place]) for place in left)


def cuts_quotation(written: Tree, source: Tree, found: Places) -> bool:
    """Return whether a written quotation ends before the source's does, or where that has no place for its end."""
    words = [at for at in range(len(written)) if written.dep[at] != "punct"]
    for at, behind in pairwise([*words, -1]):
        if written.quoted(at) and not (behind > 0 and written.quoted(behind)):
            end = found.get(at, -1) + 1
            if not end or (end < len(source) and source.quoted(end) and source.dep[end] != "punct"):
                return True
    return False
