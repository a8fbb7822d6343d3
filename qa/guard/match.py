"""Which word of a source sentence each word of a written one stands for, chosen so that most of their links agree."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.equivalents import COUNTRIES, pronoun, same, same_role, says_no_more
from qa.guard.nominal import names_doing
from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import Reading
from qa.guard.reading.figures import counted_in
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import VERBS
from qa.guard.reading.tokens import Token
from qa.guard.turned import turned
from qa.guard.words.lexicon import POSSESSIVES
from qa.guard.words.shared import shared

_MOST = 24
"""Source words looked at for one written word, at most."""
_SKIPPED = frozenset("D P C S R THAT TO MD POS DO HV".split())
_HELPERS = frozenset("BE DO MD HV".split())
_SAY = frozenset({"according_to"})


def counts(reading: Reading, at: int) -> bool:
    """Return whether a token says something by itself, so that the source has to say it, too."""
    token, name = reading.tokens[at], reading.tags[at]
    if token.kind == "mark":
        return False
    if name == "D":
        return token.lower in POSSESSIVES
    if name == "HV":
        return bool(reading.links[at])
    if name == "BE":
        return False
    return name not in _SKIPPED or token.lower in _SAY


def may_stand_for(written: Token, source: Token) -> bool:
    """Return whether one token can stand for the other, their places apart."""
    if written.kind == "date" or source.kind == "date":
        return _same_day(written, source)
    if written.kind != source.kind:
        keys = {written.key, source.key}
        return keys in ({"#2th", "second"}, {"#1th", "first"}) or written.key.strip("#") == source.key.strip("#") != ""
    if written.kind == "figure":
        return written.key == source.key
    if written.key == source.key:
        return True
    if written.capital and source.capital and written.key not in COUNTRIES:
        return False
    if same(written.key, source.key):
        return True
    return pronoun(written.lower) == pronoun(source.lower)


def word_for_word(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether a word of one sentence may stand for a word of the other, by what each is in its own."""
    return _fits(written, at, source, place, (written.key(at), source.key(place)))


def _fits(written: Reading, at: int, source: Reading, place: int, keys: tuple[str, str]) -> bool:
    """Whether two words whose keys, with their particles, are `keys` may stand for each other."""
    one, other = written.tokens[at], source.tokens[place]
    ours, theirs = keys
    if may_stand_for(one, other) or same(ours, theirs):
        return True
    if ("-" in one.text or "-" in other.text) and counted_alike(written, at, source, place):
        return True
    if one.kind != "word" or other.kind != "word" or (one.capital and other.capital):
        return False
    tag, other_tag = written.tags[at], source.tags[place]
    if shared(ours, tag, theirs, other_tag):
        return True
    if other_tag not in VERBS:
        return False
    return names_doing(written, at, source, place) if tag == "N" else turned(written, at, source, place)


def counted_alike(written: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether "17-hour" stands for "17 hours", or either word of that for "seventeen-hour"."""
    ours, theirs = counted_in(written.tokens[at].text), counted_in(source.tokens[place].text)
    if ours and theirs:
        return ours[0] == theirs[0] and _is_noun(ours[1], stem(theirs[1]))
    if ours and place:
        return source.tokens[place - 1].key == ours[0] and _is_noun(ours[1], source.tokens[place].key)
    if theirs is None or ours:
        return False
    figure = at if written.tokens[at].kind == "figure" else at - 1
    if figure < 0 or figure + 1 >= len(written.tokens) or written.tokens[figure].key != theirs[0]:
        return False
    return _is_noun(theirs[1], written.tokens[figure + 1].key)


def _is_noun(noun: str, key: str) -> bool:
    return same(stem(noun), key)


def _same_day(written: Token, source: Token) -> bool:
    if written.key == source.key:
        return True
    if "/" in written.key:  # "between 4 and 10 May" for "last week"
        return written.key == f"@{source.first}/{source.last}"
    if written.kind == "figure" and source.first:  # "in 2019" for "on Tuesday"
        return source.first[:4] == source.last[:4] == written.key[1:]
    if written.kind != "date":
        return False
    ours, _, ours_day = written.key[1:].partition(" ")
    if not ours[:1].isdigit() and ours[:1] != "_":  # a weekday, "last year"
        theirs = source.key[1:].partition(" ")[2]
        return ours == theirs
    theirs = source.key[1:].partition(" ")[0]
    if ours_day and ours_day not in source.key:
        return False
    if source.first:
        if source.first == source.last:
            return _within(ours, source.first)
        return source.first[:7] == source.last[:7] and _within(ours, source.first[:7])
    return bool(theirs[:1].isdigit() or theirs[:1] == "_") and _within(ours, theirs)


def _within(ours: str, theirs: str) -> bool:
    """Return whether a day, or a month or year without it, as written agrees with a day that is known as far."""
    mine, known = ours.split("-"), theirs.split("-")
    if len(mine) > len(known):
        return False
    return all(part in ("____", other) for part, other in zip(mine, known, strict=False))


def candidates(written: Reading, source: Reading) -> list[list[int]]:
    """Return for each token of `written` the tokens of `source` that it may stand for."""
    found: list[list[int]] = []
    keys = [source.key(place) for place in range(len(source.tokens))]
    for at, token in enumerate(written.tokens):
        if not counts(written, at) and written.tags[at] not in _HELPERS:
            found.append([])
            continue
        places = []
        ours, saying = written.key(at), _is_saying(written, at)
        for place, other in enumerate(source.tokens):
            if other.kind == "mark":
                continue
            if _fits(written, at, source, place, (ours, keys[place])) or (
                saying and says_no_more(token.key, other.key)
            ):
                if written.tags[at] in _HELPERS and source.tags[place] != written.tags[at]:
                    continue
                places.append(place)
                if len(places) == _MOST:
                    break
        found.append(places)
    return found


def _is_saying(reading: Reading, at: int) -> bool:
    return reading.tokens[at].lower == "according_to" or reading.tags[at] in ("VD", "VF", "VB", "VN", "VI")


def choose(written: Reading, source_links: Sequence[frozenset[Link]], places: Sequence[Sequence[int]]) -> list[int]:
    """Return for each token of `written` one of its places, -1 where it has none.

    Words side by side go to words side by side first; three rounds then prefer the place whose links agree.
    """
    chosen = _in_order(places)
    ties: list[list[tuple[str, int, bool]]] = [[] for _ in places]
    for at, links in enumerate(written.links):
        for role, head in links:
            if head >= 0:
                ties[at].append((role, head, True))
                ties[head].append((role, at, False))
    for _ in range(3):
        changed = False
        for at, options in enumerate(places):
            if len(options) > 1:
                scores = [
                    _agreement(place, ties[at], chosen, source_links) + _near(at, place, chosen) for place in options
                ]
                best = options[scores.index(max(scores))]
                changed = changed or best != chosen[at]
                chosen[at] = best
        if not changed:
            break
    return chosen


def _in_order(places: Sequence[Sequence[int]]) -> list[int]:
    """Return the first choice: each word as close as can be behind the one before it."""
    chosen: list[int] = []
    before = -1
    for options in places:
        if not options:
            chosen.append(-1)
            continue
        after = [place for place in options if place > before]
        before = min(after or options, key=lambda place: abs(place - before - 1))
        chosen.append(before)
    return chosen


def _agreement(
    place: int, ties: Sequence[tuple[str, int, bool]], chosen: Sequence[int], source_links: Sequence[frozenset[Link]]
) -> float:
    total = 0.0
    for role, other, upward in ties:
        mapped = chosen[other]
        if mapped < 0:
            continue
        token, head = (place, mapped) if upward else (mapped, place)
        if any(head == host and same_role(role, kind) for kind, host in source_links[token]):
            total += 1.0
    return total


def _near(at: int, place: int, chosen: Sequence[int]) -> float:
    bonus = 0.0
    if at and chosen[at - 1] >= 0 and 0 < place - chosen[at - 1] <= 3:
        bonus += 0.2
    if at + 1 < len(chosen) and chosen[at + 1] >= 0 and 0 < chosen[at + 1] - place <= 3:
        bonus += 0.2
    if chosen.count(place) > (chosen[at] == place):
        bonus -= 2.5  # one word stands for one
    return bonus
