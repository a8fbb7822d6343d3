"""Cut a written sentence where it joins what may come from two lines, so that each part is vouched for by itself."""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.pronouns import first_pronoun, only_candidate
from qa.guard.reading.clauses import Clause, Reading
from qa.guard.words.lexicon import POSSESSIVES


def halves(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """Yield the two statements of `text` for each place where "and", "but", "while" or ";" joins two.

    A second part without a subject of its own gets that of the first: "X led the assault and was arrested".
    """
    joined = {_joint_of(clause): clause for clause in reading.clauses if clause.verb is not None}
    for at, token in enumerate(reading.tokens):
        clause = joined.get(at)
        if token.quoted or at < 2 or (clause is None and token.text != ";") or token.lower == "or":
            continue
        right = text[token.end :].strip()
        if clause is not None and clause.shares_subject:
            subject = _first_subject(reading, text, at)
            if subject is None:
                continue
            right = f"{subject} {right}"
        yield text[: token.start].rstrip(" ,;"), right


def _joint_of(clause: Clause) -> int:
    """Return the place of the "and" or "while" by which a clause is joined to what stands before it, -1 for none."""
    if clause.kind == "adv" and clause.marker in ("while", "whereas"):
        return clause.opened_by
    return clause.joined_at if clause.kind != "rel" else -1


def _first_subject(reading: Reading, text: str, before: int) -> str | None:
    """Return what stands before the first verb, where that is one plain phrase."""
    first = next((c.verb for c in reading.clauses if c.verb is not None and c.kind in ("root", "say")), None)
    if first is None or first.start >= before:
        return None
    subject = text[: reading.tokens[first.start].start].strip(" ,")
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


def with_noun(reading: Reading, text: str, before: Reading, text_before: str) -> str | None:
    """Return `text` with its leading "he" or "it" written out, where the sentence before names just one it can mean."""
    pronoun = first_pronoun(reading)
    if pronoun is None:
        return None
    noun = only_candidate(before, reading.tokens[pronoun].lower)
    if noun is None:
        return None
    item = next((each for each in before.items if each.start <= noun < each.end), None)
    if item is None:
        return None
    phrase = text_before[before.tokens[item.start].start : before.tokens[item.end - 1].end]
    if reading.tokens[pronoun].lower in POSSESSIVES:
        phrase += "'s"
    return text[: reading.tokens[pronoun].start] + phrase + text[reading.tokens[pronoun].end :]
