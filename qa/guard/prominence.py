"""What stands out in a sentence and may be meant in the next: its subjects, who speaks, people, bodies of people."""

from __future__ import annotations

from qa.guard.asides import without_all_asides
from qa.guard.mentions import Mention
from qa.guard.pronouns import is_person
from qa.guard.reading.clauses import Reading
from qa.guard.reading.read import read
from qa.guard.reading.tagsets import SAY_KEYS
from qa.text.ask_nouns import KIND_OF_NOUN

_BODIES = frozenset("report study survey inquiry carmaker maker court ruling chain utility regulator".split())
_BY_WHOM = ("according to", "according_to")
_NOUNS_OF_TIME = frozenset("day week month year decade century time evening morning night hour minute".split())


def subjects_of(before: Reading) -> tuple[set[int], set[int]]:
    """Return the subjects of the main verb, and those of every verb."""
    with_verb = [c for c in before.clauses if c.verb and before.tokens[c.verb.head].lower not in _BY_WHOM]
    main = next((c for c in with_verb if c.kind == "root" and c.subjects), None)
    return set(main.subjects if main else ()), {
        at for c in with_verb if c.kind not in ("rel", "part", "inf") for at in c.subjects
    }


def speakers_of(before: Reading) -> set[int]:
    """Return who says something in a sentence, by its own account or another's."""
    return {
        at
        for c in before.clauses
        if c.verb is not None and before.tokens[c.verb.head].key in SAY_KEYS and c.kind != "rel"
        for at in c.subjects
    }


def stands_out(before: Reading, one: Mention) -> bool:
    """Whether a phrase is a subject, an object, an agent or an owner, or says again what one is; no time."""
    if before.tokens[one.head].lower in _NOUNS_OF_TIME or (before.tags[one.start] == "F" and "thing" in one.kinds):
        return False
    if one.owner or one.head in subjects_of(before)[1]:
        return True
    roles = {role for role, head in before.links[one.head] if before.tokens[head].lower not in _BY_WHOM}
    tied = any(role.startswith("p:") and role != "p:by" for role in roles) or "of" in roles
    return not tied and bool(roles & {"subj", "obj", "agent"})


def without_asides(before: Reading) -> Reading:
    """Return the reading of a sentence without what it says in passing."""
    shorter = without_all_asides(before)
    return before if shorter is None else read(shorter)


def verb_of(reading: Reading, pronoun: int) -> int | None:
    """Return the verb that a pronoun is the subject of."""
    return next((c.verb.head for c in reading.clauses if c.verb is not None and pronoun in c.subjects), None)


def has_of(before: Reading, one: Mention) -> bool:
    """Whether a phrase belongs to another that may be meant, too: "the width of the wall"."""
    end = before.tokens[one.end].lower if one.end < len(before.tokens) else ""
    return end == "of" and not one.is_name


def in_brackets(before: Reading, one: Mention) -> bool:
    """Return whether a phrase stands in brackets."""
    return sum({"(": 1, ")": -1}.get(token.text, 0) for token in before.tokens[: one.start]) > 0


def is_passive(reading: Reading, verb: int) -> bool:
    """Return whether something is done to the subject of a verb."""
    return any(c.verb is not None and c.verb.head == verb and c.verb.passive for c in reading.clauses)


def is_thought(reading: Reading, verb: int) -> bool:
    """Return whether a verb is "are believed to"."""
    return is_passive(reading, verb) and reading.tags[verb + 1 : verb + 2] == ("TO",)


def is_people(before: Reading, one: Mention) -> bool:
    """Return whether a phrase of many names people."""
    low = before.tokens[one.head].lower
    return low in ("police", "people") or is_person(low.removesuffix("s")) or low in _MANY_PEOPLE


_MANY_PEOPLE = frozenset("thieves officials residents workers scientists villagers parents men women children".split())


def is_body(before: Reading, one: Mention) -> bool:
    """Whether a phrase may be a body of people, or what it says: a name, "the ministry", "the report"."""
    low = before.tokens[one.head].lower
    return one.is_name or KIND_OF_NOUN.get(low) in ("group", "place") or low in _BODIES or low.endswith("works")
