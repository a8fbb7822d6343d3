"""Who is meant by "he", or says the line, where the line's own words don't tell."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.pronouns import antecedents, is_person
from qa.guard.reading.clauses import Reading
from qa.guard.standing import SAYING_KEYS
from qa.text.ask_nouns import KIND_OF_NOUN


def resolve(written: Reading, options: list[list[int]]) -> None:
    """Let a pronoun that can only mean the sentence's own subject stand for what that stands for."""
    for at, subject in antecedents(written).items():
        options[at] = [*options[at], *(place for place in options[subject] if place not in options[at])]


def given_speaker(
    written: Reading, source: Reading, speaker: frozenset[str], options: Sequence[Sequence[int]]
) -> tuple[frozenset[int], dict[int, int]]:
    """Return the tokens of "X said" where X is known to say the source though its own words don't name X.

    With them comes the place of the source's "he" or "the ministry" for the one who speaks, where it has one.
    `options` are the source's tokens that each written token may stand for.
    """
    said = next((at for at, verb in enumerate(source.tokens) if _says(source, at, verb.key)), -1)
    who = next((at for at, links in enumerate(source.links) if ("subj", said) in links), -1) if said >= 0 else -1
    if who >= 0 and source.tags[who] == "N" and _is_no_speaker(source, who) and source.tokens[who].key not in speaker:
        said = who = -1  # "the tests showed"
    for at, token in enumerate(written.tokens):
        if token.key not in SAYING_KEYS or not speaker:
            continue
        heads = {a for a, links in enumerate(written.links) for role, head in links if role == "subj" and head == at}
        inside = heads | {a for a, links in enumerate(written.links) for _, head in links if head in heads}
        inside = {a for a in inside if a != at and written.tags[a] in ("N", "M", "A", "F")}
        if not heads or not all(written.tokens[a].key in speaker for a in inside):
            continue
        if said < 0:
            return frozenset(inside | {at}), {}
        unnamed = not all(options[a] for a in inside)
        if unnamed and who >= 0 and (source.tags[who] == "O" or source.tokens[who].key in speaker):
            return frozenset(inside), dict.fromkeys(heads, who)
    return frozenset(), {}


def _is_no_speaker(reading: Reading, at: int) -> bool:
    low = reading.tokens[at].lower
    kinds = {KIND_OF_NOUN.get(low), KIND_OF_NOUN.get(low.removesuffix("s"))}
    return kinds.isdisjoint(("person", "group")) and not is_person(low) and not is_person(low.removesuffix("s"))


def _says(reading: Reading, at: int, key: str) -> bool:
    if key == "according_to":
        return True
    return key in SAYING_KEYS and any(c.verb is not None and c.verb.head == at for c in reading.clauses)
