"""Which phrase of the sentence before a pronoun means, where number, sex and who acts leave one: `meant`.

Where two are left it is None: of two people whose sex the sentence does not show, "he" may be either. What stands
nearer, or is more often meant, is no reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from qa.guard.mentions import HE, SHE, Mention, mentions
from qa.guard.prominence import (
    has_of,
    in_brackets,
    is_body,
    is_passive,
    is_people,
    is_thought,
    speakers_of,
    stands_out,
    subjects_of,
    verb_of,
    without_asides,
)
from qa.guard.pronouns import ACTS, PRONOUN_KINDS, first_pronoun
from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import SAY_KEYS

_STAFF = frozenset(
    "leader leaders member members director directors chief chairman chairwoman chair spokesman spokeswoman owner"
    " owners staff headquarters president board employees editor coach captain players workers troops lawyers lawyer"
    " shareholders customers supporters founder founders".split()
)
"""What only people, and what people make up, have."""
_THOUGHT = SAY_KEYS | {stem(verb) for verb in "conjecture know understand accept agree decide calculate hold".split()}
_EMPTY = frozenset("time that whether until why how when where if".split())


def outward_pronoun(reading: Reading) -> int | None:
    """Return the pronoun that can only mean something in the sentence before: a leading one, or a person's alone."""
    at = first_pronoun(reading)
    if at is None:
        at = next((at for at, token in enumerate(reading.tokens) if token.lower in HE | SHE and not token.quoted), None)
        if at is not None and any(
            token.capital and token.kind == "word" and not token.quoted for token in reading.tokens[1:at]
        ):
            return None  # whoever that is may be meant
    if at is None or (at and reading.tokens[at].capital):
        return None
    kind = PRONOUN_KINDS.get(reading.tokens[at].lower)
    rivals = [each for each in mentions(reading, "") if each.head < at and kind in each.kinds and not each.placed]
    owned = {head for _, head in reading.links[at]}  # "work on it began"
    rivals = [each for each in rivals if not reading.tokens[each.head].quoted and each.head not in owned]
    return None if rivals else at


def may_mean(reading: Reading, pronoun: int, before: Reading, text: str, start: int) -> bool:
    """Whether nothing speaks against a pronoun's meaning the phrase whose head starts at `start` of the one before."""
    kind = PRONOUN_KINDS[reading.tokens[pronoun].lower]
    one = next((each for each in mentions(before, text) if before.tokens[each.head].start == start), None)
    if one is None or _is_about_another(before, kind) or outward_pronoun(reading) != pronoun:
        return False
    if kind == "person":
        return not one.placed and not _is_of_another_sex(before, one, reading.tokens[pronoun].lower)
    return kind == "many" or not _is_doubtful(reading, pronoun, before, one)


def meant(reading: Reading, pronoun: int, before: Reading, text: str) -> Mention | None:
    """Return the one phrase of the sentence before, `text`, that the token `pronoun` can mean, None where none is."""
    word = reading.tokens[pronoun].lower
    kind = PRONOUN_KINDS.get(word)
    if kind is None:
        return None
    found = mentions(before, text)
    if _is_about_another(before, kind):
        return None
    if kind == "person":
        fit = _merged(each for each in found if kind in each.kinds)
        return _person(reading, pronoun, before, fit, "he" if word in HE else "she")
    bare = without_asides(before)
    known = {before.tokens[each.head].start: each for each in found if not each.owner}
    inner = [(each, known.get(bare.tokens[each.head].start)) for each in mentions(bare, text)]
    fit = _merged(replace(each, kinds=full.kinds) if full else each for each, full in inner)
    fit = [each for each in fit if kind in each.kinds]
    one = None if _rivals(reading, pronoun, before, found, inner) else _CHOOSE[kind](reading, pronoun, bare, fit)
    return None if one is None else known.get(bare.tokens[one.head].start, one)


def _rivals(
    reading: Reading,
    pronoun: int,
    before: Reading,
    found: Iterable[Mention],
    inner: list[tuple[Mention, Mention | None]],
) -> list[Mention]:
    """Return the subjects in asides that a pronoun can mean, too: "the mill closed, and the railway was sold"."""
    kind = PRONOUN_KINDS[reading.tokens[pronoun].lower]
    fits = (is_people if kind == "many" else is_body) if _is_narrow(reading, pronoun) else (lambda *_: True)
    seen = [full for _, full in inner if full]
    subjects = subjects_of(before)[1]
    return [
        each
        for each in found
        if kind in each.kinds
        and each.head in subjects
        and not any(each is other or each.head in other.same or other.head in each.same for other in seen)
        and fits(before, each)
    ]


def _is_narrow(reading: Reading, pronoun: int) -> bool:
    """Whether a pronoun does or has what only people, or what they make up, do or have."""
    verb = verb_of(reading, pronoun)
    owned = next((head for role, head in reading.links[pronoun] if role == "poss"), None)
    acts = verb is not None and reading.tokens[verb].key in ACTS
    return acts or (owned is not None and reading.tokens[owned].lower in _STAFF)


def _is_about_another(before: Reading, kind: str) -> bool:
    """Whether a sentence is itself about a "he", "it" or "they" that stands in none of the two, or what that has."""
    main = subjects_of(before)[0]
    owners = {
        at for at, links in enumerate(before.links) if any(role == "poss" and head in main for role, head in links)
    }
    return any(PRONOUN_KINDS.get(before.tokens[at].lower) == kind for at in main | owners)


def _merged(fit: Iterable[Mention]) -> list[Mention]:
    """Return mentions without those that say again what one before them is, or only its name again."""
    kept: list[Mention] = []
    for each in fit:
        again = any(each.head in other.same or other.head in each.same for other in kept)
        if not again and not any(set(each.forms) & set(other.forms) for other in kept):
            kept.append(each)
    return kept


def _person(reading: Reading, pronoun: int, before: Reading, fit: list[Mention], sex: str) -> Mention | None:
    fit = [each for each in fit if each.sex in ("", sex) and not (each.placed and "thing" in each.kinds)]
    verb = verb_of(reading, pronoun)
    if verb is not None and reading.tokens[verb].key in SAY_KEYS:
        speakers = speakers_of(before)
        told = [each for each in fit if each.head in speakers]
        if len(told) == 1 and len(speakers) == 1:
            return told[0]
    if len(fit) != 1 or in_brackets(before, fit[0]):
        return None
    if _is_of_another_sex(before, fit[0], sex):
        return None
    mains, _ = subjects_of(before)
    return fit[0] if "thing" not in fit[0].kinds or fit[0].head in mains or _is_full_name(before, fit[0]) else None


def _is_of_another_sex(before: Reading, one: Mention, pronoun: str) -> bool:
    """Whether a person is no "he", or the sentence has told of a "he" before: "when she came, her sister"."""
    own, other, sex = (HE, SHE, "he") if pronoun in HE else (SHE, HE, "she")
    earlier = {token.lower for token in before.tokens[: one.start] if not token.quoted}
    said = {token.lower for token in before.tokens if not token.quoted}
    return not earlier.isdisjoint(own) or (one.sex != sex and (bool(one.sex) or not said.isdisjoint(other)))


def _is_full_name(before: Reading, one: Mention) -> bool:
    return one.is_name and one.end - one.start > 1 and not any(role == "of" for role, _ in before.links[one.head])


def _many(reading: Reading, pronoun: int, before: Reading, fit: list[Mention]) -> Mention | None:
    mains, _ = subjects_of(before)
    verb = verb_of(reading, pronoun)
    stand_out = [each for each in fit if stands_out(before, each)]
    if verb is not None and (reading.tokens[verb].key in ACTS):
        stand_out = [each for each in stand_out if is_people(before, each)]
        if is_thought(reading, verb):  # "they are believed to have fled": not those who said it
            speakers = speakers_of(before)
            stand_out = [each for each in stand_out if each.head not in speakers]
    if len(stand_out) != 1 or "person" in stand_out[0].kinds:
        return None
    return stand_out[0] if stand_out[0].head in mains else None


def _thing(reading: Reading, pronoun: int, before: Reading, fit: list[Mention]) -> Mention | None:
    mains, subjects = subjects_of(before)
    verb = verb_of(reading, pronoun)
    stand_out = [each for each in fit if stands_out(before, each)]
    owned = next((head for role, head in reading.links[pronoun] if role == "poss"), None)
    acts = verb is not None and reading.tokens[verb].key in ACTS and not is_passive(reading, verb)
    if acts or (owned is not None and reading.tokens[owned].lower in _STAFF):
        stand_out = [each for each in stand_out if is_body(before, each)]
        speakers = speakers_of(before)
        told = [each for each in stand_out if each.head in speakers]
        if acts and len(told) == 1 and len(speakers) == 1:
            return told[0]
        return stand_out[0] if len(stand_out) == 1 and stand_out[0].head in subjects else None
    known = [each for each in stand_out if "person" not in each.kinds]
    if len(stand_out) != 1 or len(known) != 1 or _is_doubtful(reading, pronoun, before, known[0]):
        return None
    return known[0] if known[0].head in mains else None


def _is_doubtful(reading: Reading, pronoun: int, before: Reading, one: Mention) -> bool:
    """Whether "it" may well mean nothing, or something else than this phrase."""
    so = any(left.text == "," and right.lower == "so" for left, right in pairwise(before.tokens))
    return so or has_of(before, one) or _is_empty(reading, pronoun) or _acts_on_it(before, one)


def _is_empty(reading: Reading, pronoun: int) -> bool:
    """Whether "it" may stand for nothing: "it was the first time", "it is hard to say"."""
    after = range(pronoun + 1, min(pronoun + 7, len(reading.tokens)))
    if reading.tokens[pronoun].lower != "it" or reading.tags[pronoun + 1 : pronoun + 2] != ("BE",):
        return False
    told = reading.tags[pronoun + 2 : pronoun + 3] in (("VN",), ("VD",)) and reading.tokens[pronoun + 2].key in _THOUGHT
    if told and reading.tags[pronoun + 3 : pronoun + 4] not in (("P",), ("TO",), ("A",), (".",)):
        return True  # "it is estimated more than 40 came"
    plain = next((at for at in after if reading.tags[at] in ("VN", "VD", "VI")), len(reading.tokens))
    return any(at < plain and (reading.tags[at] == "TO" or reading.tokens[at].lower in _EMPTY) for at in after)


def _acts_on_it(before: Reading, one: Mention) -> bool:
    """Whether a phrase does something to an "it", which then is another: "the council sold it"."""
    verbs = {head for role, head in before.links[one.head] if role == "subj"}
    return any(
        ("obj", verb) in before.links[at]
        for at, token in enumerate(before.tokens)
        if token.lower in ("it", "them")
        for verb in verbs
    )


def company(reading: Reading, the: int, before: Reading, text: str) -> Mention | None:
    """Return whom "the company said" means: the name that speaks in the sentence before, where no other is there."""
    said = {token.lower for token in before.tokens}
    verb = verb_of(reading, the)
    if verb is None or reading.tokens[verb].key not in SAY_KEYS or said.isdisjoint(("it", "its")):
        return None
    if not said.isdisjoint(HE | SHE):
        return None
    before = without_asides(before)
    speakers = speakers_of(before)
    names = [each for each in mentions(before, text) if each.is_name and "thing" in each.kinds and not each.placed]
    return (
        names[0] if len(names) == 1 and names[0].head in speakers and names[0].head in subjects_of(before)[0] else None
    )


_CHOOSE = {"many": _many, "thing": _thing}
