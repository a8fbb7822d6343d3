"""Pieces of a sentence's text and verbs, for what is rephrased by rule: `span`, `clause_verb`, `is_account`."""

from __future__ import annotations

from dataclasses import dataclass

from qa.guard.reading.clauses import Reading
from qa.guard.reading.tagsets import SAY_KEYS
from qa.guard.standing import under
from qa.guard.words.lexicon import NOT_FACT


@dataclass(frozen=True, slots=True)
class Line:
    """A source sentence read, its folded text, and the words of the written sentence in lower case."""

    source: Reading
    text: str
    said: set[str]


def is_told(source: Reading, at: int) -> bool:
    """Return whether something stands between a verb and the sentence's own voice: "police said", "plans to", "if"."""
    return bool(under(source, at))


def span(source: Reading, text: str, start: int, stop: int) -> str:
    """Return the text of the tokens from `start` to before `stop`."""
    return text[source.tokens[start].start : source.tokens[stop - 1].end] if start < stop else ""


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def clause_verb(source: Reading, at: int) -> int:
    """Return the head of the verb group that a finite word belongs to, -1 where there is none."""
    for clause in source.clauses:
        verb = clause.verb
        if verb is not None and verb.start <= at < verb.end:
            return -1 if verb.negatives or verb.modal else verb.head
    return -1


def is_account(source: Reading, stop: int) -> bool:
    """Return whether a sentence gives somebody's words, or says before `stop` on what the rest depends."""
    told = {head for links in source.links for role, head in links if role == "ccomp"}
    said = any(source.tokens[at].key in SAY_KEYS or source.tokens[at].lower == "according_to" for at in told)
    bound = {token.lower for token in source.tokens} & {"reportedly", "allegedly", "supposedly"}
    return said or bool(bound) or any(token.lower in NOT_FACT for token in source.tokens[:stop])


def is_its_own(source: Reading, verb: int) -> bool:
    """Return whether a verb's only subject is the sentence's first phrase."""
    subjects = [at for at, links in enumerate(source.links) if ("subj", verb) in links]
    first = source.clauses[0].subjects[:1]
    return bool(subjects) and subjects[:1] == first
