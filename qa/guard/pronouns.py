"""Whom a pronoun means, where only one phrase of the sentence, or of the one before it, can be meant."""

from __future__ import annotations

from qa.guard.reading.clauses import Reading
from qa.text.ask_nouns import KIND_OF_NOUN

_PEOPLE = frozenset(
    "banker soldier worker killer attacker teacher striker defender midfielder goalkeeper trader dealer robber"
    " farmer miner"
    " fisher lawyer retailer builder prisoner hunter gambler speaker trainer trainee employee refugee caller cleaner"
    " carer"
    " tailor sculptor bachelor veteran politician musician physician technician magician librarian guardian student"
    " resident migrant immigrant defendant assistant consultant accountant merchant servant giant peasant".split()
)
_PRONOUN_KINDS = {
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
        kind = _PRONOUN_KINDS.get(reading.tokens[token].lower)
        if kind is None:
            if _may_be_meant(reading, token):
                mine = seen.setdefault(_kind(reading, token), set())
                if not any(role in ("is", "same") and head in mine for role, head in links):
                    mine.add(token)
            continue
        doing = [head for role, head in links if role == "subj"]
        fit = [at for at in seen.get(kind, ()) if not any(("obj", verb) in reading.links[at] for verb in doing)]
        if len(fit) == 1:
            found[token] = fit[0]
        elif kind not in seen and token < first and _kind(reading, first) == kind:
            found[token] = first  # "although he finished it, the composer wrote"
    return found


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
    if reading.tokens[subject].lower in _PRONOUN_KINDS:
        return subject
    owner = next((at for at in range(subject) if ("poss", subject) in reading.links[at]), None)
    return owner if owner is not None and reading.tokens[owner].lower in _PRONOUN_KINDS else None


def only_candidate(reading: Reading, pronoun: str) -> int | None:
    """Return the one subject or object of a sentence that a pronoun of the next can mean, a subject that it is."""
    kind = _PRONOUN_KINDS[pronoun]
    fit: list[int] = []
    for token, links in enumerate(reading.links):
        if reading.tags[token] in ("N", "M") and any(role in ("subj", "obj", "agent") for role, _ in links):
            again = any(role == "is" and head in fit for role, head in links)
            if _kind(reading, token) == kind and not again:
                fit.append(token)
    first = next((c for c in reading.clauses if c.verb is not None and c.kind == "root" and c.subjects), None)
    return fit[0] if len(fit) == 1 and first is not None and fit[0] in first.subjects else None


def is_person(word: str) -> bool:
    """Return whether a noun in lower case is one for people."""
    return word in _PEOPLE or word.endswith(("man", "woman", "ist")) or KIND_OF_NOUN.get(word) == "person"


def _kind(reading: Reading, token: int) -> str:
    """Return what a phrase names: a person, a thing, or many."""
    low, tag = reading.tokens[token].lower, reading.tags[token]
    plural = tag == "N" and low.endswith("s") and not low.endswith(("ss", "us"))
    if plural or low in ("police", "people"):
        return "many"
    if is_person(low):
        return "person"
    with_article = reading.tags[token - 2 : token] == ("D", "M") or reading.tags[max(0, token - 1) : token] == ("D",)
    return "person" if tag == "M" and low not in KIND_OF_NOUN and not with_article else "thing"
