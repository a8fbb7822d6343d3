"""The renditions of quoted lines in which "he", "its" or "the canal" is written out: `renditions`.

A line may say "She resigned", and the one before it who she is: together they say that Holm resigned. Only names and
nouns that the written sentence uses are put in, and only where `qa.guard.antecedents` leaves no choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.guard.antecedents import company, meant, outward_pronoun
from qa.guard.mentions import Mention, mentions
from qa.guard.pronouns import PRONOUN_KINDS, first_pronoun
from qa.guard.reading.chunks import NounPhrase
from qa.guard.reading.clauses import Reading
from qa.guard.words.lexicon import POSSESSIVES

_MOST = 6


def renditions(reading: Reading, text: str, before: Reading, text_before: str, said: str) -> Iterator[str]:
    """Yield `text` with one pronoun or "the ..." as what it means in the sentence before, in the words of `said`."""
    at = outward_pronoun(reading)
    if at is not None and (one := meant(reading, at, before, text_before)) is not None:
        for form in _used(one.forms if _is_he(reading, at) else one.forms_of_things, said):
            yield _put(reading, text, at, form)
    yield from _nouns(reading, text, before, text_before, said)
    yield from _without_owner(reading, text, before, said)


def shorter(reading: Reading, text: str, said: str) -> str:
    """Return `text` with its phrases under the shorter names that `said` has for them: "the barque Lady Corrin"."""
    found = mentions(reading, text)
    out, end = text, len(text)
    for one in reversed(found):
        first, last = reading.tokens[one.start], reading.tokens[one.end - 1]
        whole = text[first.start : last.end]
        if last.end > end or _has(said, whole) or first.quoted:
            continue
        if any(at < one.head for at in one.same):
            continue
        form = next((form for form in _used(one.forms, said) if _is_only(found, one, form)), None)
        if form is None or form.casefold() == whole.casefold() or not _may_be_shorter(reading, one):
            continue
        out = out[: first.start] + _cased(form, first.start) + out[last.end :]
        end = first.start
    return out


def _may_be_shorter(reading: Reading, one: Mention) -> bool:
    """Whether a phrase has a name, or stands for one thing that the sentence says again in other words."""
    named = any(reading.tags[at] == "M" for at in range(one.start, one.end))
    return (named or bool(one.same)) and "many" not in one.kinds


def _is_only(found: Sequence[Mention], one: Mention, form: str) -> bool:
    """Whether no other phrase of the sentence could be called so."""
    return not any(
        form.casefold() in (each.casefold() for each in other.forms)
        for other in found
        if other is not one and other.head not in one.same and one.head not in other.same
    )


def _nouns(reading: Reading, text: str, before: Reading, text_before: str, said: str) -> Iterator[str]:
    """Yield `text` with "the buyers" as the only ones that the sentence before calls so: "the two buyers"."""
    found = mentions(before, text_before)
    for item in reading.items:
        if not isinstance(item, NounPhrase) or item.end - item.start != 2:
            continue
        the, noun = reading.tokens[item.start], reading.tokens[item.head]
        if the.lower not in ("the", "this") or reading.tags[item.head] != "N":
            continue
        name = f"the {noun.lower}"
        plain = [each for each in found if not each.owner and _is_called(each, name)]
        groups = {frozenset((each.head, *each.same)) for each in plain}
        if (
            not groups
            and noun.lower in ("company", "firm")
            and (one := company(reading, item.head, before, text_before))
        ):
            plain = [one]
        elif len(groups) != 1:
            continue
        for form in _used(plain[0].forms, said):
            if form.casefold() != name:
                yield text[: the.start] + _cased(form, the.start) + text[noun.end :]


def _is_called(one: Mention, name: str) -> bool:
    """Whether a phrase ends in that noun, or is called so."""
    forms = [form.casefold() for form in one.forms]
    return name in forms or any(form.endswith(name.removeprefix("the")) for form in forms)


def _without_owner(reading: Reading, text: str, before: Reading, said: str) -> Iterator[str]:
    """Yield "The mechanism" for a leading "Its mechanism", where the sentence before speaks of no other."""
    at = first_pronoun(reading)
    if at != 0 or reading.tokens[0].lower not in POSSESSIVES or len(reading.tokens) < 3:
        return
    noun = next((item.head for item in reading.items if isinstance(item, NounPhrase) and item.start == 0), 0)
    phrase = f"the {text[reading.tokens[1].start : reading.tokens[noun].end]}"
    if noun and _has(said, phrase) and all(token.key != reading.tokens[noun].key for token in before.tokens):
        yield "The" + text[reading.tokens[0].end :]


def _is_he(reading: Reading, pronoun: int) -> bool:
    return PRONOUN_KINDS[reading.tokens[pronoun].lower] == "person"


def _used(forms: Sequence[str], said: str) -> list[str]:
    """Return those names that a text uses, the longest of those that say the same first."""
    used = {form.casefold(): form for form in forms if _has(said, form)}
    return sorted(used.values(), key=len, reverse=True)[:_MOST]


def _has(said: str, form: str) -> bool:
    low, word = said.casefold(), form.casefold()
    at = low.find(word)
    while at >= 0:
        end = at + len(word)
        if not (low[at - 1 : at].isalnum() or low[end : end + 1].isalnum()):
            return True
        at = low.find(word, at + 1)
    return False


def _put(reading: Reading, text: str, pronoun: int, form: str) -> str:
    token = reading.tokens[pronoun]
    owns = token.lower in POSSESSIVES and any(role == "poss" for role, _ in reading.links[pronoun])
    return text[: token.start] + _cased(form, token.start) + ("'s" if owns else "") + text[token.end :]


def _cased(form: str, start: int) -> str:
    return form[:1].upper() + form[1:] if start == 0 else form
