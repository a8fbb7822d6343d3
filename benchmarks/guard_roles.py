"""Who did it and whom it was done to, and who said it, altered: the words stay, or nearly, and their roles change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from benchmarks.guard_names import are_alike, single_names
from benchmarks.guard_sources import Base, lower_first, raise_first

ROLES = (
    "police", "a government spokesman", "the opposition", "witnesses", "the ministry of finance", "local residents",
    "a trade union", "the company's lawyers", "prosecutors", "an army officer", "the mayor", "two senators",
    "hospital staff", "independent observers",
)  # fmt: skip
"""Who might have said it, and did not."""

_STOP = (
    "the an? and or but nor so yet if then than as at by for from in into of off on onto out over per through to toward"
    " towards under until up upon via with within without about above after against along among around before behind"
    " between beyond despite during except inside near outside past since while because although though where when who"
    " which that what how not only also both is are was were be been being has have had do does did can could will"
    " would shall should may might must it he she they them him this these those there its? his her their"
).replace(" ", "|")
_WORD = rf"(?!(?i:{_STOP})\b)[\w’'.-]*[\w’']"
_PHRASE = rf"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) )?{_WORD}(?: {_WORD}){{0,3}}?(?: of (?:the )?{_WORD})?"
_PAST = (
    "led won lost took gave sent told made wrote beat bought sold shot paid drew saw held kept left met struck taught"
    " sought overtook retook brought built caught chose found|defeats attacks captures controls covers contains"
    " includes owns rules supports opposes helps follows replaces succeeds precedes provides produces requires uses"
    " represents serves causes prevents affects reduces increases forms governs determines describes creates"
).replace(" ", "|")
_SAME = (
    "called|named|titled|considered|married|resembled|remained|based|entitled|dubbed|continued|needed|used|located"
    "|pleaded|moved|turned|arrived|died"
)
_VERB = rf"(?!(?:{_SAME})\b)(?:[a-z]{{3,}}(?<!e)ed|{_PAST})"
_BEFORE = r"(?:\A|(?<=, )|(?<=; )|(?<= that )|(?<= when )|(?<= while )|(?<= and )|(?<= because )|(?<=, and ))"
_BEHIND = (
    r"(?=[,.;]| (?:in|on|at|by|for|from|to|with|and|as|during|after|before|through|against|into|near|between|because"
    r"|when|while|under|until|until|since|over|across|who|which|that|of)\b)"
)
_ACTIVE = re.compile(
    rf"{_BEFORE}(?P<one>{_PHRASE}) (?P<verb>(?:(?:had|has|have) )?{_VERB}) (?P<two>{_PHRASE}){_BEHIND}"
)
_PASSIVE = re.compile(
    rf"{_BEFORE}(?P<one>{_PHRASE}) (?P<verb>(?:is|was|are|were|(?:has|have|had) been) (?:\w+ly )?"
    rf"(?:{_VERB}|written|taken|given|sung|beaten|seen|known|driven|chosen) by) (?P<two>{_PHRASE}){_BEHIND}"
)
_SMALL = re.compile(r"(?:The|A|An|His|Her|Its|Their)\b")
_DIRECTED = re.compile(rf"\b(?:{_VERB}|is|was|are|were|from|over|against|by|than|before|after|under|to|of|for)\b")
_SAID = re.compile(
    r"\b(?:said|says|told|added|claim\w*|report\w*|stat(?:es?|ed)|argu\w*|announc\w*|wrote|believ\w*|suggest\w*|denied"
    r"|according|cit(?:ed|ing))\b|[“\"]",
    re.IGNORECASE,
)


def swap_subject_and_object(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence with who did it and whom it was done to exchanged."""
    for pattern in (_ACTIVE, _PASSIVE):
        for match in pattern.finditer(base.text):
            one, two = match["one"], match["two"]
            if (
                are_alike(one, two)
                or re.search(r"(?:ed|ly|ing)(?:\Z| )", one)
                or not re.match(r"(?:the|an?|his|her|its|their) |[A-Z]", two)
            ):
                continue
            first = raise_first(two) if match.start() == 0 else two
            second = one[0].lower() + one[1:] if _SMALL.match(one) else one
            yield f"{base.text[: match.start()]}{first} {match['verb']} {second}{base.text[match.end() :]}"


def swap_two_names(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence with two neighbouring names exchanged, where a verb or a direction stands between them."""
    found = single_names(base)
    for (one, start), (two, second) in pairwise(found):
        between = base.text[start + len(one) : second]
        if _DIRECTED.search(between) and "," not in between and " and " not in between and not are_alike(one, two):
            yield base.text[:start] + two + between + one + base.text[second + len(two) :]


def change_the_speaker(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence said by somebody else than who says it in its article."""
    said = base.attributed_to
    if not said:
        return
    other = random.choice(
        [name for name in (*ROLES, *base.names) if not are_alike(name, said) and name not in base.text]
    )
    at = base.text.find(said)
    if at >= 0:
        article = re.search(r"\b(?:[Tt]he|[Aa]n?) \Z", base.text[:at])
        cut = article.start() if article and other in ROLES else at
        made = base.text[:cut] + other + base.text[at + len(said) :]
        yield raise_first(made)
    elif not _SAID.search(base.text):
        yield f"According to {other}, {lower_first(base.text)}"
        yield f"{raise_first(other)} said that {lower_first(base.text)}"


def invent_a_speaker(base: Base, random: Random) -> Iterator[str]:
    """Yield a sentence that nobody said in particular as said by somebody."""
    if not base.attributed_to and not _SAID.search(base.text):
        other = random.choice([name for name in (*ROLES, *base.names) if name not in base.text])
        yield f"According to {other}, {lower_first(base.text)}"
