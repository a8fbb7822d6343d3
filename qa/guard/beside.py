"""What stands at one word's place: a word put for another, or left out, between words that are the same.

This looks at the order of words alone, so that it holds however a sentence was read.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from qa.guard.equivalents import pronoun, same, same_role
from qa.guard.match import may_stand_for, word_for_word
from qa.guard.reading.clauses import Reading
from qa.guard.turned import any_turned
from qa.guard.words.lexicon import MODALS, RESERVATIONS, UNSURE_MARKERS

_MOST_PAIRS = 40_000
_TYING = frozenset("P S MD NEG Q H A TO".split())
_MODAL_PAIRS = ({"will", "would"}, {"can", "could"}, {"may", "might"})
_ALIKE = 0.7
"""Share of the sentence's words, in the source in the same order, from which on the two are held side by side."""


def replaced(written: Reading, source: Reading) -> str:
    """Return why a word between two that are the same may not be changed or left out, "" where all may."""
    ours, theirs = _words(written), _words(source)
    if len(ours) * len(theirs) > _MOST_PAIRS:
        return ""
    matcher = SequenceMatcher(None, [key for _, key in ours], [key for _, key in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    equal = sum(a2 - a1 for name, a1, a2, _, _ in codes if name == "equal")
    if not ours or equal < _ALIKE * len(ours):
        return ""
    for number, (name, a1, a2, b1, b2) in enumerate(codes):
        if name == "equal" or not 0 < number < len(codes) - 1:
            continue
        if name == "replace" and a2 - a1 == b2 - b1 == 1:
            at, place = ours[a1][0], theirs[b1][0]
            if not _may_replace(written, at, source, place):
                return f"the line does not say “{written.tokens[at].text}”"
        elif name == "insert" and b2 - b1 == 1:
            place = theirs[b1][0]
            low = source.tokens[place].lower
            if source.tags[place] in ("NEG", "MD", "H") or low in RESERVATIONS or low in UNSURE_MARKERS or low == "or":
                return f"the line says it with “{source.tokens[place].text}”"
    return ""


def _words(reading: Reading) -> list[tuple[int, str]]:
    return [(at, token.key) for at, token in enumerate(reading.tokens) if token.kind != "mark"]


def _may_replace(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Whether one word may stand where the other stood; only words that tie others together are looked at here."""
    one, other = written.tokens[at], source.tokens[place]
    if {written.tags[at], source.tags[place]} & {"F", "M", "T"}:
        return may_stand_for(one, other)
    if written.tags[at] not in _TYING and source.tags[place] not in _TYING:
        return True
    modals = {MODALS.get(one.lower, ""), MODALS.get(other.lower, "")}
    if "" not in modals:
        return modals in _MODAL_PAIRS or len(modals) == 1
    if (
        word_for_word(written, at, source, place)
        or same(one.key, other.key)
        or pronoun(one.lower) == pronoun(other.lower)
    ):
        return True
    if written.tags[at] == source.tags[place] == "P" and any_turned(written, source):
        return True
    return same_role("p:" + one.lower, "p:" + other.lower) or same_role("adv:" + one.lower, "adv:" + other.lower)


def figures_moved(written: Reading, source: Reading, places: tuple[int, ...]) -> str:
    """Return why a figure that counts nothing by itself stands elsewhere, "" where it has a neighbour of its own."""
    for at, token in enumerate(written.tokens):
        place = places[at]
        if token.kind != "figure" or place < 0 or not _stands_alone(written, at):
            continue
        ours = {places[k] for k in _neighbours(written, at)}
        theirs = set(_neighbours(source, place))
        if ours and theirs and not ours & theirs and not any(k < 0 for k in ours):
            return f"the line does not say “{token.text}” of this"
    return ""


def _stands_alone(reading: Reading, at: int) -> bool:
    links = reading.links[at]
    if any(("of", at) in theirs for theirs in reading.links):
        return False
    return bool(links) and all(role in ("subj", "obj", "pred", "is") for role, _ in links)


def _neighbours(reading: Reading, at: int) -> list[int]:
    """Return the words that carry meaning right before and right behind a token, marks and joining words skipped."""
    found = []
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(reading.tokens) and abs(place - at) < 8:
            if reading.tokens[place].kind != "mark" and reading.tags[place] not in (
                "D",
                "P",
                "C",
                "H",
                "TO",
                "MD",
                "BE",
            ):
                found.append(place)
                break
            place += step
    return found
