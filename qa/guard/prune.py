"""A source sentence with words left out and nothing moved: `pruned` says whether what is left still hangs together.

Here only the source's own reading counts, so that a shortened sentence is never misread by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from qa.guard.equivalents import same
from qa.guard.reading.chunks import VerbGroup
from qa.guard.reading.clauses import Reading
from qa.guard.reading.tokens import Token

_FREE_MARKS = frozenset(",;:.()\"—-'!")
_LOST = -1
_MOST_STRANGE = 4
"""Words put for others in a shortened sentence; with more it is a retelling."""
_HELPING = ("MD", "HV", "BE", "DO", "TO", "NEG")


def place_in_order(written: Reading, source: Reading, *, alike: bool = False) -> tuple[int, ...] | None:
    """Return the place in the source of each written token, all in order and the same word; None where that fails.

    Marks need no place. Of several places the one is taken that leaves the fewest gaps. With `alike` a listed
    equivalent will do for a word.
    """
    fits = _is_alike if alike else _is_same
    if alike:
        there = {token.lower for token in source.tokens}
        strange = [token for token in written.tokens if token.kind == "word" and token.lower not in there]
        if not 0 < len(strange) <= _MOST_STRANGE:
            return None
    ours = [at for at, token in enumerate(written.tokens) if token.kind != "mark" or token.text not in _FREE_MARKS]
    if not ours or not _is_subsequence([written.tokens[at] for at in ours], source.tokens, fits):
        return None
    steps: list[dict[int, _Way]] = []  # for each word, the places where it can stand
    for at in ours:
        step = _next_word(written.tokens[at], source.tokens, steps[-1] if steps else None, fits)
        if not step:
            return None
        steps.append(step)
    last = steps[-1]
    place = min(last, key=lambda each: last[each][0])
    places = [_LOST] * len(written.tokens)
    for at, step in zip(reversed(ours), reversed(steps), strict=True):
        places[at] = place
        place = step[place][1]
    return tuple(places)


_Fits = Callable[[Token, Token], bool]
_Way = tuple[int, int]
"""The fewest gaps up to a place, and the place of the word before."""


def _next_word(word: Token, source: tuple[Token, ...], before: dict[int, _Way] | None, fits: _Fits) -> dict[int, _Way]:
    """Return where `word` can stand behind the words placed so far, None for none yet."""
    step: dict[int, _Way] = {}
    lowest: _Way | None = None
    near = _LOST  # the last place but for marks, where the word before can stand right beside this one
    for place, other in enumerate(source):
        if fits(word, other):
            if before is None:
                step[place] = (0, _LOST)
            elif near in before and (lowest is None or before[near][0] <= lowest[0] + 1):
                step[place] = (before[near][0], near)
            elif lowest is not None:
                step[place] = (lowest[0] + 1, lowest[1])
        if before is not None and place in before and (lowest is None or before[place][0] < lowest[0]):
            lowest = (before[place][0], place)
        if other.kind != "mark" or (before is not None and place in before):
            near = place
    return step


def _is_subsequence(words: list[Token], source: tuple[Token, ...], fits: _Fits) -> bool:
    rest = iter(source)
    return all(any(fits(word, other) for other in rest) for word in words)


def _is_same(word: Token, other: Token) -> bool:
    if word.kind == "word":
        return word.lower == other.lower
    return word.key == other.key and word.kind == other.kind


def _is_alike(word: Token, other: Token) -> bool:
    """Whether a word, or another word for it, stands there; the same verb in another form is no shortening."""
    if _is_same(word, other):
        return True
    return word.kind == other.kind == "word" and word.key != other.key and same(word.key, other.key)


def pruned(source: Reading, places: tuple[int, ...]) -> str:
    """Return "" where the kept words still hang together as in the source, else why not."""
    kept = {place for place in places if place >= 0}
    verbs = {clause.verb.head: clause.verb for clause in source.clauses if clause.verb is not None}
    helped = {at: verb.head for verb in verbs.values() for at in verb.helpers}
    stated = False
    for token in sorted(kept):
        word = source.tokens[token].text
        lost_verb = any(role == "pred" and head not in kept for role, head in source.links[token])
        if lost_verb or helped.get(token, token) not in kept:
            return f"the line does not say “{word}” this way"
        verb = verbs.get(token)
        if verb is not None and source.links[token]:
            if reason := _verb_lost(source, kept, verb):
                return reason
            stated = stated or verb.form == "fin"
        elif verb is None and source.links[token] and not _still_hangs(source, kept, token):
            return f"the line ties “{word}” to something else"
    return "" if stated else "it says nothing that could be true or false"


def _verb_lost(source: Reading, kept: set[int], verb: VerbGroup) -> str:
    """Return why a kept verb no longer says what it said: its helper or its subject is gone, or what it hung on."""
    word = source.tokens[verb.head].text
    if any(at not in kept for at in range(verb.start, verb.end) if source.tags[at] in _HELPING):
        return f"the line does not say “{word}” this way"
    if verb.form == "fin":
        slot = "obj" if verb.passive else "subj"
        subjects = [at for at, links in enumerate(source.links) if (slot, verb.head) in links]
        lost = subjects and kept.isdisjoint(subjects)
        return f"the line says “{word}” of another" if lost or _between(source, kept, subjects, verb.head) else ""
    links = source.links[verb.head]
    tied = ("root", -1) in links or any(head in kept and role not in ("subj", "obj") for role, head in links)
    return "" if tied else f"the line ties “{word}” to something else"


def _still_hangs(source: Reading, kept: set[int], token: int) -> bool:
    links = source.links[token]
    own = [head for _, head in links if not _hangs_on(source, head, token)] or [head for _, head in links]
    near = _near_enough(source, kept, token) and not _lost_preposition(source, kept, token)
    return near and not kept.isdisjoint(own)


def _between(source: Reading, kept: set[int], subjects: list[int], verb: int) -> bool:
    """Whether another phrase now stands where the verb's subject should stand: right before it."""
    before = next(
        (at for at in range(verb - 1, -1, -1) if at in kept and source.tags[at] in ("N", "M", "O", "F")), None
    )
    if before is None or before in subjects:
        return False
    # What stands between must belong to the subject, or to something before it.
    own = [at for at in subjects if at in kept]
    return all(at > verb for at in own)


def _hangs_on(source: Reading, verb: int, noun: int) -> bool:
    """Whether a verb only tells more of a noun: "the domes covering two dishes"."""
    return verb >= 0 and any(role in ("rel", "part") and head == noun for role, head in source.links[verb])


def _near_enough(source: Reading, kept: set[int], token: int) -> bool:
    """Whether a phrase behind "and" that lost its neighbour does not slip to another one."""
    primary = source.links[token][0]
    if primary[1] in kept or not primary[0].startswith("p:"):
        return True
    other = [head for role, head in source.links[token] if role == primary[0] and head in kept]
    if not other:
        return False
    left = max(head for head in other)
    gap = range(min(left, token) + 1, max(left, token))
    return not any(source.tags[at] in ("C", ",") and at not in kept for at in gap)


def _lost_preposition(source: Reading, kept: set[int], token: int) -> bool:
    """Whether the phrase lost the preposition that it stood behind: "fell to 318" is not "fell 318"."""
    if not any(role.startswith("p:") or role == "of" for role, _ in source.links[token][:1]):
        return False
    for at in range(token - 1, max(-1, token - 12), -1):
        if source.tags[at] == "P":
            return at not in kept
        if source.tags[at] == "POS" or source.tags[at] == "R":
            return False
    return False
