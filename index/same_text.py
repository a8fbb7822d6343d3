"""When two sentences are one text: what a desk changes without changing what is said. Pure text, closed lists.

A dateline, spelling ("harbour", "harbor"), ways of writing figures ("12", "twelve"; "per cent", "%"), words like
"the". What could turn a fact is never among it: no other figure, name, negation or content word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

FEWEST_WORDS: Final = 6
"""In what is compared; less says too little to be told for a copy."""

HARMLESS: Final = frozenset("a an the this that these those which who and also then of on in at".split())
"""Words that two copies may differ in. Most function words turn a fact: "not", "up", "before", "been", "by"."""

NEGATIONS: Final = frozenset(
    "no not never none nobody nothing neither nor nowhere without cannot hardly scarcely barely".split()
)

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z .'’-]{2,40}(?:,[^.!?\n]{1,40}?|,? ?\([^)]{1,30}\)| [A-Z][a-z]+ \d{1,2}(?:, \d{4})?){0,3}"
    r"|[A-Z][\w .'’-]{1,30} \([^)]{1,30}\)|\([^)]{1,30}\))\s?(?:[-–—]+|:)\s+(?=\S)"
)
_WORD = re.compile(
    r"\d+(?:[.,:]\d+)*(?:[A-Za-z]+\b|(?:-[A-Za-z]\w*)+)?|[^\W\d_]\.(?:[^\W\d_]\.)+|[^\W\d_]\w*(?:[-'’&]\w+)*|[^\w\s]"
)
_SILENT = frozenset(".,;:!\"“”„‘’'`´()[]…–—-‐‑«»‹›*_")
_CAPITALS = frozenset({"US", "WHO", "IT"})  # only their case tells them from "us", "who", "it"
_MONTHS: Final = {
    "jan": "january", "feb": "february", "apr": "april", "aug": "august", "sept": "september", "sep": "september",
    "oct": "october", "nov": "november", "dec": "december",
}  # fmt: skip

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_FIGURES: Final = {word: str(figure) for figure, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())} | {
    word: str(figure)
    for figure, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
_STYLES: Final = {
    "percent": "%", "km": "kilometers", "kms": "kilometers", "kg": "kilograms", "kgs": "kilograms",
    "defence": "defense", "offence": "offense", "licence": "license", "programme": "program", "programmes": "programs",
    "grey": "gray", "cheque": "check", "cheques": "checks",
}  # fmt: skip
_SPELLINGS: Final = (
    (re.compile(r"is(ations?|e[ds]?|ing)$"), r"iz\1", 6),
    (re.compile(r"our(s|ed|ing|ers?|able|al|hoods?)?$"), r"or\1", 6),
    (re.compile(r"([bt])re(s|d)?$"), r"\1er\2", 5),
    (re.compile(r"ll(ed|ing|ers?)$"), r"l\1", 8),
)


def without_dateline(sentence: str) -> str:
    """Return `sentence` without the place, day and agency in front of it, as it is where it has none.

    So "HARROW, March 3, 2041 (Wire) - The mill burned." is "The mill burned."
    """
    match = _DATELINE.match(sentence)
    return sentence[match.end() :] if match else sentence


@lru_cache(maxsize=4096)
def styled(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence in one common style, without its dateline; marks that say something stay."""
    found: list[str] = []
    for match in _WORD.finditer(without_dateline(unicodedata.normalize("NFKC", sentence))):
        word = match.group()
        if word in _SILENT:
            continue
        if word.lower() == "cent" and found and found[-1] == "per":
            found[-1] = "%"
            continue
        found.append(_styled(word))
    return tuple(found)


@lru_cache(maxsize=65_536)
def _styled(word: str) -> str:
    bare = word.replace(".", "") if not word[0].isdigit() else word
    if bare in _CAPITALS:
        return bare
    lowered = bare.lower().replace("’", "'").replace("-", "")
    if lowered[0].isdigit():
        return lowered.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", lowered) else lowered
    if lowered in _FIGURES:
        return _FIGURES[lowered]
    if word[0].isupper():  # Grey and Gray are two persons
        return _MONTHS.get(lowered, lowered)
    lowered = _STYLES.get(lowered, lowered)
    for pattern, replacement, shortest in _SPELLINGS:
        if len(lowered) >= shortest:
            lowered = pattern.sub(replacement, lowered)
    return lowered


@lru_cache(maxsize=4096)
def text_key(sentence: str) -> tuple[str, ...]:
    """Return what sentences have in common that are one text; one with few words is as it stands."""
    words = styled(sentence)
    return tuple(word for word in words if word not in HARMLESS) if len(words) >= FEWEST_WORDS else words


def is_same_text(one: str, other: str) -> bool:
    """Return whether two sentences are one text: they differ in a dateline, a desk's style, or words like "the"."""
    if not 0.5 <= len(one) / max(len(other), 1) <= 2:
        return False
    return min(len(styled(one)), len(styled(other))) >= FEWEST_WORDS and text_key(one) == text_key(other)
