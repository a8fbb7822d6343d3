"""Whether sources, read by a dependency parser, carry a sentence: `carries`. Tried where the light grammar fails.

It is another reading by the same measure: each word of the sentence is a source's or stands for one, each of its links
is one of theirs, it is denied, possible and past alike, stands under the same words ("police said", "if"), and leaves
out nothing that limits what it keeps. What holds without a parser (exact figures, quotations, names) is checked first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.guard.equivalents import same_role
from qa.guard.match import may_stand_for
from qa.guard.parsed.edges import Edges, plain_edges
from qa.guard.parsed.grammar import (
    VERBS,
    contexts,
    is_bare_participle,
    is_be,
    is_denied,
    is_verb,
    modal,
    same_time,
    subject_of,
    tense,
)
from qa.guard.parsed.loosened import loose_edges
from qa.guard.parsed.meanings import is_linked
from qa.guard.parsed.omitted import is_part_of, lost
from qa.guard.parsed.places import Places, choices, choose, cuts_quotation, is_copied, with_neighbours
from qa.guard.parsed.shortened import is_shortened
from qa.guard.parsed.trees import Dates, Tree, joined, tree
from qa.guard.reading.tokens import Token, tokenize
from qa.guard.words.lexicon import NEGATIVES

_DENYING = NEGATIVES | {"no", "without", "none", "nobody", "nothing"}
_COMMON = frozenset("of by for in on at to according_to 's".split())
_JOINING = frozenset("that while although whereas though".split())
_CAUSAL = frozenset("so therefore thus hence because or nor only then since".split())
_BESIDE = frozenset(("adv:while", "adv:although", "adv:though", "adv:whereas"))
_CLAUSES = frozenset("ccomp relcl advcl conj xcomp pcomp".split())


@dataclass(frozen=True, slots=True)
class _Match:
    """A written sentence beside its sources: where its words stand, and the links of either."""

    written: Tree
    source: Tree
    places: Places
    near: Places  # with small words
    links: Edges
    edges: Edges


@dataclass(frozen=True, slots=True)
class Carried:
    """That sources carry a sentence; `meant` is the word of theirs that its first pronoun means, "" for none."""

    meant: str = ""


def carries(sentence: str, sources: Sequence[tuple[str, Dates]], follows: Sequence[bool]) -> Carried | None:
    """Return that `sources` carry `sentence`, None where they don't; texts are folded, with their dates' days.

    `follows` tells of each source whether it stands right behind the one before it.
    """
    theirs = [token for text, dates in sources for token in tokenize(text, dates)]
    if not _holds_exactly(tokenize(sentence), theirs):
        return None  # before the parser is asked, which takes far longer
    written = tree(sentence)
    source = joined([tree(text, dates) for text, dates in sources], follows)
    if _is_unreadable(source) or not _holds_inside(written, source):
        return None
    if len(sources) == 1 and is_shortened(written, source):
        return Carried()
    if _is_unreadable(written):
        return None
    options, given = choices(written, source)
    if not options or not all(options.values()):
        return None
    links = plain_edges(written)
    edges, pairs = loose_edges(source)
    places = choose(written, source, options, links, edges)
    match = _Match(written, source, places, with_neighbours(written, source, places), links, edges)
    if _is_misplaced(match) or not all(_holds(match, *link) for link in links) or _is_loose(match):
        return None
    verbs = _verbs(match)
    if verbs is None or _says_more(match, verbs):
        return None
    kept = {*places.values(), *verbs}
    same = {each for pair in pairs if not kept.isdisjoint(pair) for each in pair}
    if lost(written, source, places, verbs, match.near.values(), same):
        return None
    first = places[min(places)]
    return Carried(source.key(first) if first in given else "")


def _holds_exactly(written: Sequence[Token], source: Sequence[Token]) -> bool:
    """Check that each figure, date and name stands in a source."""
    for token in written:
        named = token.capital and token.start > 0 and token.kind == "word"
        exact = named or token.kind in ("figure", "date")
        if exact and not any(may_stand_for(token, other) for other in source):
            return False
    return True


def _holds_inside(written: Tree, source: Tree) -> bool:
    """Check each of several words that the parser put into one node."""
    keys = {token.key for token in source.every}
    several = [[each for each in tokens if each.kind != "mark"] for tokens in written.inside]
    return all(len(tokens) < 2 or all(token.key in keys for token in tokens) for tokens in several)


def _is_unreadable(sentence: Tree) -> bool:
    """Whether the parser found no verb to hang a sentence on though there is one."""
    finite = {sentence.sentence[at] for at, tag in enumerate(sentence.tag) if tag in ("VBD", "VBZ", "VBP")}
    return any(
        head == at and sentence.tag[at] not in VERBS and sentence.sentence[at] in finite
        for at, head in enumerate(sentence.head)
    )


def _is_misplaced(match: _Match) -> bool:
    """Check quotations to their end, shares with what they are of, and that no word stands for two."""
    written, source, places = match.written, match.source, match.places
    if cuts_quotation(written, source, match.near):
        return True
    said = set(match.near.values())
    if any((share := is_part_of(source, place)) is not None and share not in said for place in places.values()):
        return True
    taken: dict[int, int] = {}
    for at, place in places.items():
        other = taken.get(place)
        free = ("PRP", "PRP$", "DT")
        if other is not None and written.tag[at] not in free and written.tag[other] not in free:
            again = written.key(at) == written.key(other) and is_verb(written, at)
            if not again:
                return True
        taken[place] = at
    return False


def _holds(match: _Match, role: str, head: int, node: int) -> bool:
    """Whether a link of the sentence is one of the source's, or copied from it."""
    written, source, places = match.written, match.source, match.places
    if node not in places and (
        role == "mod" or written.tag[node] in ("EX", "DT", "WDT", "WP", "IN") or written.lemma[node] == "be"
    ):
        return True
    if head not in places or node not in places:
        return "be" not in (written.lemma[head], written.lemma[node]) or _holds_of_be(match, role, head, node)
    one, other = places[head], places[node]
    if one == other or is_linked(match.edges, role, one, other, source):
        return True
    if is_copied(written, source, match.near, head, node):
        return True
    if role in _BESIDE and written.dep[node] == "advcl" and not contexts(source, other) | contexts(source, one):
        return True
    if role != "adv:" and role not in _BESIDE:
        return False
    subject = subject_of(written, head)  # "built in 1842, it closed": of the same thing
    does = "obj" if is_bare_participle(written, node) else "subj"
    return subject in places and is_linked(match.edges, does, other, places[subject], source)


def _holds_of_be(match: _Match, role: str, head: int, node: int) -> bool:
    """Whether a link to or from "be" holds, which need not stand in the source itself."""
    written, source, places = match.written, match.source, match.places
    if role == "subj":
        return True  # told by what is said of it
    one, other = match.near.get(head), match.near.get(node)
    if one is None and written.lemma[head] == "be":
        if other is None:
            return False
        return any(
            is_linked(match.edges, role, places[k], other, source)
            or is_linked(match.edges, role, source.head[places[k]], other, source)
            or is_copied(written, source, match.near, k, node)
            for k in written.children[head]
            if k in places and written.dep[k] in ("nsubj", "attr", "acomp")
        )
    if one is None or other is None:
        return other is None and written.lemma[node] == "be" and written.dep[node] in _CLAUSES
    return is_linked(match.edges, role, one, other, source) or is_copied(written, source, match.near, head, node)


def _is_loose(match: _Match) -> bool:
    """Whether a word has no link by which it could be held against the source."""
    tied = {end for _, head, node in match.links for end in (head, node)}
    for at in match.places:
        head = match.written.head[at]
        if at not in tied and head != at:
            copied = head in match.near and is_copied(match.written, match.source, match.near, head, at)
            if not copied:
                return True
    return False


def _verbs(match: _Match) -> list[int] | None:
    """Return what each verb of the sentence stands for in the source; None where one stands otherwise there."""
    written, source = match.written, match.source
    found = []
    for at in range(len(written)):
        account = written.lower[at] == "according_to"
        if not (is_verb(written, at) or is_be(written, at) or account):
            continue
        place = _place_of_be(match, at) if written.lemma[at] == "be" else match.places.get(at)
        if place is None:
            return None
        found.append(place)
        ours, theirs = contexts(written, at), contexts(source, place)
        if not account and not _stands_alike(match, at, place, reported=bool(ours and theirs)):
            return None
        said = {match.near.get(node) for node in ours}
        if any(node not in said and node != match.places.get(at) for node in theirs):
            return None
    return found


def _place_of_be(match: _Match, at: int) -> int | None:
    """Return the source's "be" for a written one, or what is said there without it; None where there is neither."""
    written, source = match.written, match.source
    if any(written.dep[k] == "expl" for k in written.children[at]) and "expl" not in source.dep:
        return None
    for child in written.children[at]:
        if written.dep[child] not in ("attr", "acomp", "prep", "advmod"):
            continue
        said = next((k for k in (child, *written.children[child]) if k in match.places), None)
        if said is None:
            continue
        place = match.near.get(at)
        if place is not None and source.lemma[place] == "be":
            return place
        above = match.places[said]
        for _ in range(3):
            above = source.head[above]
            if is_be(source, above):
                return above
        return match.places[said]
    return match.near.get(at)


def _stands_alike(match: _Match, at: int, place: int, *, reported: bool) -> bool:
    """Whether a verb is denied, possible and past as it is in the source."""
    written, source = match.written, match.source
    if not (is_verb(source, place) or source.lemma[place] == "be"):
        return not is_denied(written, at) and not modal(written, at)
    if is_denied(written, at) != is_denied(source, place):
        return False
    moods = {modal(written, at), modal(source, place)}
    if len(moods) > 1 and not (reported and moods == {"will", "would"}):
        return False
    times = {tense(written, at), tense(source, place)}
    bare = source.tag[place] == "VBG" and not any(source.dep[k] == "aux" for k in source.children[place])
    return (bare and times <= {"pres", "perf"}) or same_time(min(times), max(times))


def _says_more(match: _Match, verbs: Sequence[int]) -> bool:
    """Whether a small word denies or joins what the source doesn't."""
    written, source = match.written, match.source
    for at, low in enumerate(written.lower):
        head = written.head[at]
        if low in _DENYING:
            hosts = {match.places.get(head), match.near.get(head)}
            hosts |= set(verbs) if written.lemma[head] == "be" or head not in match.places else set()
            if not any(
                low == other and (match.near.get(at) == place or source.head[place] in hosts)
                for place, other in enumerate(source.lower)
            ):
                return True
        elif at in match.near:
            continue
        elif low.endswith("ever") and low not in source.lower:  # "whatever the weather"
            return True
        elif written.tag[at] in ("IN", "RP") and low not in _COMMON | _JOINING:
            if not any(_same_joint(low, other) for other in source.lower):
                return True
        elif (low in _CAUSAL and low not in source.lower) or written.tag[at] == "RB":
            return True
    return False


def _same_joint(one: str, other: str) -> bool:
    return one == other or same_role("p:" + one, "p:" + other) or same_role("adv:" + one, "adv:" + other)
