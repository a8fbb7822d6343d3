"""Further ways in which a model misstates its sources, reported without a bound of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.guard_sources import Base, Case, Pool, lower_first, raise_first

_STRONGER = {
    "some": ("all", "most"), "several": ("all", "hundreds of"), "many": ("all", "most"), "most": ("all",),
    "few": ("many",), "all": ("no", "few"), "every": ("hardly any",), "both": ("neither of",), "often": ("always",),
    "sometimes": ("always", "usually"), "usually": ("always",), "generally": ("always",), "typically": ("always",),
    "rarely": ("often",), "mainly": ("only",), "mostly": ("only",), "largely": ("entirely",), "partly": ("entirely",),
    "primarily": ("only",), "commonly": ("always",), "frequently": ("always",), "occasionally": ("constantly",),
    "only": ("also",), "one of the": ("the",), "part of": ("all of",),
}  # fmt: skip
_QUANTIFIER = re.compile(rf"(?<![\w’'-])({'|'.join(_STRONGER)})(?= [a-z])")
_ADJECTIVES = (
    "secret wooden controversial royal illegal armed expensive ancient wealthy abandoned foreign popular".split()
)
_NOUN_PHRASE = re.compile(r"\b(?:the|their|his|its) (?=[a-z]{4,} (?:of|in|was|were|is|are|and|for|to|at|on)\b)")
_CLAUSES = (
    "in secret", "for the first time", "despite strong protests", "without any warning", "after a long dispute",
    "to the surprise of many", "at great cost", "for political reasons", "in front of thousands of people",
)  # fmt: skip
_SUBJECT = re.compile(
    r"\A((?:[A-Z][\w’'-]*)(?: [\w’'-]+){0,5}?) "
    r"((?:is|are|was|were|has|have|had|can|will|would|could|did|became|began) .+)",
    re.DOTALL,
)
_POINTING = re.compile(
    r"(?:It|He|She|They|This|That|These|Those|There|Such|Both|Its|His|Her|Their|Here|What|Which|Another|One)\b"
)
_FORMER = re.compile(
    r"(?<![\w-])(?:(?:former|alleged|suspected|would-be|so-called|deputy|vice|potential|supposed|presumed|unofficial"
    r"|assistant|future|partial) |(?<=the )(?:proposed|planned|acting|intended|attempted|possible) "
    r"|(?<=an )acting |(?:ex|non|semi)-)"
    r"(?=[a-zA-Z]{3,})"
)
_QUOTATION = re.compile(r"[“\"]([^“”\"]+)[”\"]")


def change_a_quantifier(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with "some", "most", "often" and the like made to claim more, or turned round."""
    for match in _QUANTIFIER.finditer(base.text):
        if not re.search(r"\b(?:at|the|not|as|how) \Z", base.text[: match.start()]):
            yield base.text[: match.start()] + random.choice(_STRONGER[match[1]]) + base.text[match.end() :]


def add_a_word(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with an adjective, and with a phrase, that its source does not hold."""
    for match in list(_NOUN_PHRASE.finditer(base.text))[:1]:
        word = random.choice([word for word in _ADJECTIVES if word not in base.text])
        yield f"{base.text[: match.end()]}{word} {base.text[match.end() :]}"
    if base.text.endswith(".") and '"' not in base.text:
        yield f"{base.text[:-1]} {random.choice(_CLAUSES)}."


def splice(base: Base, _random: Random) -> Iterator[Case]:
    """Yield the first sentence's subject with the second's predicate, citing both."""
    other = base.following
    if other is None or _POINTING.match(base.text) or _POINTING.match(other.text):
        return
    one, two = _SUBJECT.match(base.text), _SUBJECT.match(other.text)
    if one and two and not _content(one[1]) & _content(two[1]) and one[1].split()[0].lower() not in _OPENERS:
        yield Case(f"{one[1]} {two[2]}", (base, other))


def invent_a_cause(base: Base, random: Random) -> Iterator[Case]:
    """Yield two sentences joined as cause and effect, or in an order of time, citing both."""
    other = base.following
    if (
        other is None
        or re.match(r"(?:But|However|Although|If|Because|Since|As)\b", other.text)
        or "because" in base.text
    ):
        return
    link = random.choice(
        (" because ", ", which is why ", " as a result of which ", ", and this caused that ", " after ")
    )
    yield Case(f"{base.text.rstrip('.')}{link}{lower_first(other.text)}", (base, other))


def drop_a_condition(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without its "if" or "unless" clause."""
    if match := re.match(r"(?:If|Unless|Provided that|Assuming) [^,]+, (?:then )?(.+)", base.text, re.DOTALL):
        yield raise_first(match[1])
    if (
        match := re.search(r",? (?:if(?! not\b)|unless|provided that|only if|as long as) [^,]+\.\Z", base.text)
    ) and not re.search(
        r"\b(?:ask|know|wonder|see|determine|decide|test|question|even|as)\w*\Z", base.text[: match.start()]
    ):
        yield f"{base.text[: match.start()]}."


def drop_former(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without "former", "alleged", "proposed" and the like."""
    for match in _FORMER.finditer(base.text):
        yield base.text[: match.start()] + base.text[match.end() :]


def misquote(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with a word dropped from, or replaced in, what stands in quotation marks."""
    for match in _QUOTATION.finditer(base.text):
        found = list(re.finditer(r"\b[a-z]{4,}\b", match[1]))
        if found and " " in match[1]:
            word = random.choice(found)
            start, end = match.start(1) + word.start(), match.start(1) + word.end()
            yield base.text[:start] + random.choice(("people", "money", "freedom", "really")) + base.text[end:]
            yield (
                base.text[:start].rstrip() + base.text[end:]
                if start > match.start(1)
                else base.text[:start] + base.text[end + 1 :]
            )


def borrow_a_clause(base: Base, pool: Pool, random: Random) -> Iterator[str]:
    """Yield the sentence with a trailing clause of another article's sentence behind it."""
    other = random.choice(pool.bases)
    match = re.search(r", (?:which|who|while|and) [^,]{15,90}\.\Z", other.text)
    if match and other.file != base.file and base.text.endswith("."):
        yield base.text[:-1] + match.group()


_OPENERS = frozenset("in on at by from during after before since for with when while although however as".split())


def _content(phrase: str) -> set[str]:
    return {word.lower()[:5] for word in re.findall(r"\w{4,}", phrase)}
