"""Write out whom "he", "the treaty" or a bare surname means, where the sentence before leaves no choice: `named`."""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.antecedents import may_mean
from qa.guard.asides import without_all_asides
from qa.guard.pronouns import PRONOUN_KINDS, first_pronoun, is_person, kind_of, only_candidate
from qa.guard.reading.chunks import NounPhrase
from qa.guard.reading.clauses import Reading
from qa.guard.reading.read import read
from qa.guard.reading.tagsets import FINITE, SAY_KEYS
from qa.guard.words.lexicon import POSSESSIVES

_HE, _SHE = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
_PLAIN = frozenset("D N M F H POS P".split())


def named(reading: Reading, text: str, before: Reading, text_before: str) -> Iterator[str]:
    """Yield `text` with its leading pronoun, repeated noun or surname written out as the sentence before has it."""
    pronoun = first_pronoun(reading)
    if pronoun is not None:
        plain = without_all_asides(before)
        bare = before if plain is None else read(plain)
        for where in dict.fromkeys(
            (only_candidate(bare, reading.tokens[pronoun].lower), _speaker(reading, pronoun, bare))
        ):
            if where is None or not may_mean(reading, pronoun, before, text_before, bare.tokens[where].start):
                continue
            if phrase := _phrase(bare, text_before, where):
                yield _put(reading, text, pronoun, phrase)
                if again := _said_again(before, text_before, bare.tokens[where].start):
                    yield _put(reading, text, pronoun, again)
    elif (longer := _repeated(reading, text, before, text_before)) is not None:
        yield longer
    if (full := _full_name(reading, text, before, text_before)) is not None:
        yield full


def with_subject(reading: Reading, text: str, source: Reading, line: str) -> tuple[str, str] | None:
    """Return `text` with its leading pronoun as the main subject of `source`, and that; None where they don't agree."""
    pronoun = first_pronoun(reading)
    plain = without_all_asides(source)
    bare = source if plain is None else read(plain)
    main = next((c for c in bare.clauses if c.kind == "root" and c.verb is not None and c.subjects), None)
    if pronoun is None or main is None or len(main.subjects) != 1:
        return None
    subject = main.subjects[0]
    if bare.tags[subject] not in ("N", "M") or kind_of(bare, subject) != PRONOUN_KINDS[reading.tokens[pronoun].lower]:
        return None
    if not _may_be(bare, subject, reading.tokens[pronoun].lower):
        return None
    phrase = _phrase(bare, line, subject)
    return (_put(reading, text, pronoun, phrase), phrase) if phrase else None


def _may_be(reading: Reading, subject: int, pronoun: str) -> bool:
    """Whether the source shows that its subject is a "he" or a "she", and none of the other; "it" is no lone name."""
    if PRONOUN_KINDS[pronoun] != "person":
        return not (subject == 0 and reading.tags[1:2] != ("N",))
    said = {token.lower for token in reading.tokens}
    own, other = (_HE, _SHE) if pronoun in _HE else (_SHE, _HE)
    item = next((each for each in reading.items if each.start <= subject < each.end), None)
    inside = range(item.start, item.end) if item is not None else range(0)
    person = any(is_person(reading.tokens[at].lower) for at in inside)
    return said.isdisjoint(other) and (person or not said.isdisjoint(own))


def _put(reading: Reading, text: str, pronoun: int, phrase: str) -> str:
    token = reading.tokens[pronoun]
    if token.lower in POSSESSIVES:
        phrase += "'s"
    return text[: token.start] + phrase + text[token.end :]


def _phrase(reading: Reading, text: str, noun: int) -> str:
    """Return the whole phrase of a noun, with what stands behind it up to its verb: "the plant in Sund"."""
    item = next((each for each in reading.items if each.start <= noun < each.end), None)
    if item is None:
        return ""
    end = item.end
    while end < len(reading.tags) and reading.tags[end] in _PLAIN:
        end += 1
    if end == len(reading.tags) or reading.tags[end] not in FINITE:
        end = item.end
    return text[reading.tokens[item.start].start : reading.tokens[end - 1].end]


def _speaker(reading: Reading, pronoun: int, before: Reading) -> int | None:
    """Return who spoke in the sentence before, where the pronoun speaks, too: "police said ... They added ..."."""
    verb = next((c.verb for c in reading.clauses if c.verb is not None and pronoun in c.subjects), None)
    if verb is None or reading.tokens[verb.head].key not in SAY_KEYS:
        return None
    kind = PRONOUN_KINDS[reading.tokens[pronoun].lower]
    said = [c for c in before.clauses if c.verb is not None and before.tokens[c.verb.head].key in SAY_KEYS]
    who = {at for c in said if c.kind in ("say", "root") for at in c.subjects if before.tags[at] in ("N", "M")}
    return next(iter(who)) if len(who) == 1 and kind_of(before, next(iter(who))) == kind else None


def _said_again(before: Reading, text: str, start: int) -> str:
    """Return the phrase that says again what the one at `start` is, as "the ...": "the aircraft, a cargo plane"."""
    noun = next((at for at, token in enumerate(before.tokens) if token.start == start), -1)
    same = [head for role, head in before.links[noun] if role == "is"] if noun >= 0 else []
    item = next((each for each in before.items if same and each.start <= same[0] < each.end), None)
    if len(same) != 1 or not isinstance(item, NounPhrase) or before.tokens[item.start].lower not in ("a", "an"):
        return ""
    return f"the {text[before.tokens[item.start].end : before.tokens[item.end - 1].end].strip()}"


def _repeated(reading: Reading, text: str, before: Reading, text_before: str) -> str | None:
    """Return `text` with its leading "the treaty" as the one longer phrase of the sentence before that ends in it."""
    item = next((each for each in reading.items if isinstance(each, NounPhrase)), None)
    if item is None or item.start > 0 or item.end != 2 or reading.tokens[0].lower not in ("the", "this"):
        return None
    key = reading.tokens[1].key
    same = [each for each in before.items if isinstance(each, NounPhrase) and before.tokens[each.head].key == key]
    if len(same) != 1:
        return None
    end = same[0].end
    if before.tags[end : end + 1] == ("P",) and before.tokens[end].lower == "of":
        end = next((each.end for each in before.items if each.start == end + 1), end)
    phrase = text_before[before.tokens[same[0].start].start : before.tokens[end - 1].end]
    return phrase + text[reading.tokens[1].end :]


def _full_name(reading: Reading, text: str, before: Reading, text_before: str) -> str | None:
    """Return `text` with its first lone surname as the sentence before has the name: "Igg" as "Thomas Igg"."""
    full: dict[str, set[tuple[int, int]]] = {}
    for item in before.items:
        start = item.end
        while start > item.start and before.tags[start - 1] == "M":
            start -= 1
        if item.end - start > 1:
            key = before.tokens[item.end - 1].key
            full.setdefault(key, set()).add((before.tokens[start].start, before.tokens[item.end - 1].end))
    for at, token in enumerate(reading.tokens):
        alone = reading.tags[at] in ("M", "N") and token.capital and reading.tags[max(0, at - 1)] != "M"
        if (alone or at == 0) and len(found := full.get(token.key, set())) == 1:
            start, end = next(iter(found))
            return text[: token.start] + text_before[start:end] + text[token.end :]
    return None
