"""Whom a pronoun means, where only one phrase of the sentence, or of the one before it, can be meant."""

from __future__ import annotations

from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import SAY_KEYS
from qa.text.ask_nouns import KIND_OF_NOUN, PEOPLE

_PEOPLE = frozenset(
    "banker soldier worker killer attacker teacher striker defender midfielder goalkeeper trader dealer robber"
    " farmer miner"
    " fisher lawyer retailer builder prisoner hunter gambler speaker trainer trainee employee refugee caller cleaner"
    " carer"
    " tailor sculptor bachelor veteran politician musician physician technician magician librarian guardian student"
    " hiker climber skier walker rider brewer miller weaver baker butcher beekeeper gamekeeper herder shepherd thief"
    " burglar smuggler pirate botanist envoy cook sailor seaman rescuer firefighter paramedic pupil heir rebel"
    " resident migrant immigrant defendant assistant consultant accountant merchant servant giant peasant".split()
)
_NEAR = 8
ACTS = (SAY_KEYS - {stem(verb) for verb in "mean suggest show indicate imply follow".split()}) | {
    stem(verb)
    for verb in "blame recommend urge accuse demand decide agree refuse ask want apologise apologize employ propose"
    " plan order advise approve vote criticise criticize condemn praise thank intend appeal apply sue".split()
}
"""Stems of what only people, and what people make up, do: "it recommended that"."""
PRONOUN_KINDS = {
    "he": "person", "she": "person", "his": "person", "her": "person", "him": "person",
    "they": "many", "their": "many", "them": "many", "it": "thing", "its": "thing",
}  # fmt: skip


def antecedents(reading: Reading) -> dict[int, int]:
    """Return the pronouns before which only one subject or object could be meant, with that one."""
    found: dict[int, int] = {}
    seen: dict[str, set[int]] = {}
    main = next((c for c in reading.clauses if c.kind == "root" and c.verb is not None and c.subjects), None)
    first = main.subjects[0] if main is not None else -1
    for token, links in enumerate(reading.links):
        kind = PRONOUN_KINDS.get(reading.tokens[token].lower)
        if kind is None:
            if _may_be_meant(reading, token):
                mine = seen.setdefault(kind_of(reading, token), set())
                if not any(role in ("is", "same") and head in mine for role, head in links):
                    mine.add(token)
            continue
        doing = [head for role, head in links if role == "subj"]
        fit = [at for at in seen.get(kind, ()) if not any(("obj", verb) in reading.links[at] for verb in doing)]
        if len(fit) == 1:
            found[token] = fit[0]
        elif kind == "person" and kind not in seen and first == 0 and _is_lone_name(reading):
            found[token] = first
        elif kind not in seen and token < first and kind_of(reading, first) == kind:
            found[token] = first  # "although he finished it, the composer wrote"
    return found


def _is_lone_name(reading: Reading) -> bool:
    """Whether the sentence opens with one word that may be a name: "Mundy wrote little; she told her publisher"."""
    token = reading.tokens[0]
    return token.capital and reading.tags[0] == "N" and reading.tags[1:2] in (("VD",), ("VF",), ("HV",), ("BE",))


def _may_be_meant(reading: Reading, token: int) -> bool:
    """Whether a phrase stands out enough to be meant by a pronoun: a subject, an object, an owner, what is counted."""
    if reading.tags[token] not in ("N", "M"):
        return False
    links = reading.links[token]
    counted = any(role == "of" and reading.tags[head] in ("Q", "F") and reading.links[head] for role, head in links)
    owner = reading.tags[token + 1 : token + 2] == ("POS",)
    return owner or counted or any(role in ("subj", "obj", "agent") for role, _ in links)


def first_pronoun(reading: Reading) -> int | None:
    """Return the pronoun that is, or owns, the subject of the first clause, None where that is no pronoun."""
    first = next((c for c in reading.clauses if c.verb is not None and c.kind in ("root", "say") and c.subjects), None)
    if first is None:
        return None
    subject = first.subjects[0]
    if reading.tokens[subject].lower in PRONOUN_KINDS:
        empty = reading.tokens[subject].lower == "it" and "THAT" in reading.tags[subject : subject + _NEAR]
        empty = empty and (first.verb is None or first.verb.passive or reading.tokens[first.verb.head].key not in ACTS)
        return None if empty else subject  # "it is believed that"
    tied = (
        at
        for at in range(subject + 1, first.verb.start if first.verb else 0)
        if reading.tags[at - 1 : at + 1] == ("P", "O")
    )
    inner = next((at for at in tied if any(link[1] == subject for link in reading.links[at])), None)
    if inner is not None:  # "work on it began"
        return inner if reading.tokens[inner].lower in PRONOUN_KINDS else None
    owner = next((at for at in range(subject) if ("poss", subject) in reading.links[at]), None)
    return owner if owner is not None and reading.tokens[owner].lower in PRONOUN_KINDS else None


def only_candidate(reading: Reading, pronoun: str) -> int | None:
    """Return the one subject or object of a sentence that a pronoun of the next can mean, a subject that it is."""
    kind = PRONOUN_KINDS[pronoun]
    fit: list[int] = []
    side = {c.verb.head for c in reading.clauses if c.verb is not None and c.kind == "rel"}
    for token, links in enumerate(reading.links):
        stands_out = any(role in ("subj", "obj", "agent") and verb not in side for role, verb in links)
        if reading.tags[token] in ("N", "M") and stands_out:
            again = any(role in ("is", "same") and head in fit for role, head in links)
            lone = kind == "thing" and token == 0 and reading.tokens[0].capital and reading.tags[1:2] != ("N",)
            if kind_of(reading, token) == kind and not again and not lone:
                fit.append(token)
    first = next((c for c in reading.clauses if c.verb is not None and c.kind == "root" and c.subjects), None)
    return fit[0] if len(fit) == 1 and first is not None and fit[0] in first.subjects else None


def is_person(word: str) -> bool:
    """Return whether a noun in lower case is one for people."""
    return (
        word in _PEOPLE
        or word in PEOPLE
        or word.endswith(("man", "woman", "ist"))
        or KIND_OF_NOUN.get(word) == "person"
    )


def kind_of(reading: Reading, token: int) -> str:
    """Return what a phrase names: a person, a thing, or many."""
    low, tag = reading.tokens[token].lower, reading.tags[token]
    if low in ("species", "series", "headquarters", "news"):
        return "thing"
    plural = tag == "N" and low.endswith("s") and not low.endswith(("ss", "us"))
    if plural or low in ("police", "people"):
        return "many"
    if is_person(low):
        return "person"
    with_article = reading.tags[token - 2 : token] == ("D", "M") or reading.tags[max(0, token - 1) : token] == ("D",)
    return "person" if tag == "M" and low not in KIND_OF_NOUN and not with_article else "thing"
