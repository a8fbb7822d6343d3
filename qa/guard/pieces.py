"""Cut a written sentence where it joins what may come from two lines, so that each part is vouched for by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from qa.guard.reading.clauses import Clause, Reading
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import FINITE, ends_plural
from qa.guard.words.verbs import LEMMA, PARTICIPLES, PAST

_PAST_OF = {
    stem(form): form for form in sorted(PAST, key=len, reverse=True) if form not in PARTICIPLES or form not in LEMMA
}
"""Stem of a verb -> a past form of it."""
_PLAIN = frozenset("D N M F H POS".split())


def joined(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield the two statements that `text` may join, likeliest first: each is then vouched for by itself."""
    yield from halves(reading, text)
    yield from _at_commas(reading, text)
    yield from without_relative(reading, text)
    yield from _with_participle(reading, text)
    yield from _with_aside(reading, text)
    yield from _with_who(reading, text)


def halves(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield the two statements of `text` for each place where "and", "but", "while" or ";" joins two.

    A second part without a subject of its own gets that of the first: "X led the assault and was arrested".
    """
    joints = {_joint_of(clause): clause for clause in reading.clauses if clause.verb is not None}
    for at, token in enumerate(reading.tokens):
        clause = joints.get(at)
        if token.quoted or at < 2 or (clause is None and token.text != ";") or token.lower == "or":
            continue
        right = text[token.end :].strip()
        if clause is not None and clause.shares_subject:
            subject = first_subject(reading, text, at)
            if subject is None:
                continue
            right = f"{subject} {right}"
        yield text[: token.start].rstrip(" ,;"), right


def _at_commas(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield the two statements at each ", but", ", and" or ", while" behind which a subject and its verb stand."""
    joints = {_joint_of(clause) for clause in reading.clauses if clause.verb is not None}
    for at, token in enumerate(reading.tokens[:-2]):
        if token.text != "," or token.quoted or reading.tokens[at + 1].lower not in ("but", "and", "while"):
            continue
        own = reading.tags[at + 2] in ("D", "M", "N", "Q", "F", "H", "O")
        verbs = [k for k, name in enumerate(reading.tags) if name in FINITE]
        if at + 1 not in joints and own and verbs and verbs[0] < at and verbs[-1] > at + 3:
            yield text[: token.start], text[reading.tokens[at + 2].start :]


def _joint_of(clause: Clause) -> int:
    """Return the place of the "and" or "while" by which a clause is joined to what stands before it, -1 for none."""
    if clause.kind == "adv" and clause.marker in ("while", "whereas"):
        return clause.opened_by
    return clause.joined_at if clause.kind != "rel" else -1


def first_subject(reading: Reading, text: str, before: int) -> str | None:
    """Return what stands before the first verb, where that is one plain phrase; an aside behind it is left out.

    None where the first verb stands behind the token `before`.
    """
    first = next((c.verb for c in reading.clauses if c.verb is not None and c.kind in ("root", "say")), None)
    if first is None or first.start >= before:
        return None
    subject = text[: reading.tokens[first.start].start].rstrip()
    if subject.endswith(",") and subject.count(",") == 2 and reading.tags[0] in _PLAIN:
        return subject.partition(",")[0]
    subject = subject.strip(" ,")
    return subject if "," not in subject else None


def without_relative(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield `text` without a clause between commas ("X, who led the assault, was arrested"), and that clause of X."""
    tokens, tags = reading.tokens, reading.tags
    for at, token in enumerate(tokens):
        if tags[at] != "R" or token.lower not in ("who", "which") or at < 2 or tokens[at - 1].text != ",":
            continue
        end = next((k for k in range(at + 1, len(tokens)) if tokens[k].text == ","), len(tokens))
        tail = text[tokens[end].end :] if end < len(tokens) else "."
        phrase = next((item for item in reading.items if item.end == at - 1), None)
        if phrase is None:
            continue
        inside = text[token.end : tokens[end].start if end < len(tokens) else len(text)].strip(" .")
        noun = text[tokens[phrase.start].start : tokens[at - 1].start].strip()
        yield text[: tokens[at - 1].start] + tail, f"{noun} {inside}."


def _with_participle(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield "X was elected" and "X defeated Y" for "X was elected, defeating Y", in either order of the two."""
    tokens, tags = reading.tokens, reading.tags
    commas = [at for at, token in enumerate(tokens) if token.text == "," and not token.quoted]
    for comma in commas:
        at = comma + 1
        if at < len(tokens) and tags[at] == "VI" and comma == commas[-1]:
            subject, past = first_subject(reading, text, comma), _PAST_OF.get(tokens[at].key)
            if subject is not None and past is not None:
                yield text[: tokens[comma].start], f"{subject} {past} {text[tokens[at].end :].strip()}"
    if not commas or tags[0] not in ("VI", "VN"):
        return
    rest = text[tokens[commas[0]].end :].strip()
    place = commas[0] + 1
    verb = next((k for k in range(place, len(tags)) if tags[k] in FINITE), place)
    if verb == place or not all(tags[k] in (*_PLAIN, "P") for k in range(place, verb)):
        return
    subject = text[tokens[place].start : tokens[verb].start].strip()
    told = text[tokens[0].end : tokens[commas[0]].start].strip()
    if tags[0] == "VN":
        yield rest, f"{subject} {_be(reading, verb - 1)} {tokens[0].lower} {told}."
    elif (past := _PAST_OF.get(tokens[0].key)) is not None:
        yield rest, f"{subject} {past} {told}."


def _with_aside(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield "X said so" and "X is a doctor" for "X, a doctor, said so"; likewise "X, founded in 1147, was closed"."""
    tokens, tags = reading.tokens, reading.tags
    commas = [at for at, token in enumerate(tokens) if token.text == "," and not token.quoted]
    for comma, close in pairwise(commas):
        behind = close + 1
        if behind >= len(tags) or tags[behind] not in FINITE or not comma:
            continue
        if not all(name in (*_PLAIN, "P") for name in tags[:comma]) or tags[0] not in _PLAIN:
            return
        noun, inside = text[: tokens[comma].start], text[tokens[comma].end : tokens[close].start].strip()
        rest = f"{noun}{text[tokens[close].end :]}"
        if tags[comma + 1] in ("VN", "VD"):
            yield rest, f"{noun} {_be(reading, comma - 1)} {inside}."
        elif tags[comma + 1] in ("D", "N", "M") and not any(name in FINITE for name in tags[comma:close]):
            for be in ("is", "was") if _be(reading, comma - 1) == "was" else ("are", "were"):
                yield rest, f"{noun} {be} {inside}."
        return


def _with_who(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield "X blocked it" and "X are marching" for "X who blocked it are marching", where X is no "no" or "every"."""
    tokens, tags = reading.tokens, reading.tags
    who = next((at for at, name in enumerate(tags) if name == "R"), 0)
    if not 0 < who < len(tags) - 1 or not all(name in _PLAIN for name in tags[:who]) or tags[who + 1] not in FINITE:
        return
    main = next((c.verb for c in reading.clauses if c.kind == "root" and c.verb is not None), None)
    if main is None or main.start <= who + 1 or main.negatives:
        return
    noun = text[: tokens[who].start].strip()
    inside = text[tokens[who].end : tokens[main.start].start].strip(" ,")
    yield f"{noun} {inside}.", f"{noun} {text[tokens[main.start].start :]}"


def _be(reading: Reading, noun: int) -> str:
    start = next((at for at in range(noun + 1) if reading.tags[at] == "P"), noun + 1) - 1
    return "were" if ends_plural(reading.tokens, max(start, 0), reading.tags[max(start, 0)]) else "was"
