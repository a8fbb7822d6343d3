r"""What in a line looks meant for a language model, or for a reader's eye, rather than for a reader.

Instructions, forged markers, a chat's delimiters, hidden characters, active markup. Pure functions over text.
Nothing here decides what is found, cited or shown: text in articles is data, whatever it says, and the guard holds
without this. It only tells a person where to look. Patterns are general and meant to be silent on ordinary articles,
also on those about language models or web pages; whoever wants to hide can.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from qa.suspicion_rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Citation

ENCODED = "holds a wall of encoded text"
COMMANDS = "holds control characters that a terminal obeys"
TURNS = "turns the direction of text"
HIDES = "holds characters that can't be seen"
MIXES = "mixes look-alike letters of two alphabets in one word"

_LEAST_WALL = 100  # characters without a space; longer than what hashes, keys and ids take


_COMMANDS = re.compile(r"[\x07\x08\x1b]|\x9b[0-9;?]{0,12}[A-Za-z]")
_ESCAPES = tuple(
    re.compile(pattern)
    for pattern in (r"(?:\\x[0-9a-fA-F]{2}){10}", r"(?:\\u[0-9a-fA-F]{4}){10}", r"(?:&#x?[0-9a-fA-F]{2,6};){8}")
)
_WALL = re.compile(rf"[A-Za-z0-9+/]{{{_LEAST_WALL},}}")
_HEX_WALL = re.compile(r"[0-9a-f]{160}|[0-9A-F]{160}")  # longer than any hash
_OVERRIDES = re.compile("[\u202d\u202e]")
_TO_THE_LEFT = re.compile("[\u202b\u2067]")  # what sets text from right to left
_OPENERS, _CLOSERS = re.compile("[\u202a\u202b\u2066-\u2068]"), re.compile("[\u202c\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FLAGS = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # of England and others
_ZERO = "\u200b-\u200d\u2060\ufeff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# All that is looked at more closely: one pass clears nearly every line of it.
_UNUSUAL = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# Alphabets whose words are written without joiners and spaces of no width.
_PLAIN = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
_UNSEEN = re.compile(
    "[\U000e0000-\U000e007f\u2061-\u2064\u206a-\u206f\ufff9-\ufffb\u115f\u1160\u3164\uffa0]"
    f"|(?<=[{_PLAIN}])[{_ZERO}]+(?=[{_PLAIN}])"
    f"|[{_ZERO}{_SELECTORS}\u00ad\u180b-\u180e]{{3,}}"
    f"|[{_SELECTORS}]{{2,}}|(?<=[{_PLAIN}\\s])[{_SELECTORS}]|(?<=[\u0000-\u2e7f])[\U000e0100-\U000e01ef]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]")
_WORD = re.compile(r"[^\W\d_]{3,}")  # "μm" is a unit
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f]")  # those with letters that are drawn like Latin ones
_LATIN = re.compile("[A-Za-z]")
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅԌαοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEKMHOPCTYXIJSGaoABEZHIKMNOPTYX",
)
_DRAWN_ALIKE = frozenset("aeopcyxijsdhqwABEKMHOPCTYXIJSGZN")


def reasons(text: str) -> tuple[str, ...]:
    """Return what is suspicious in one line or quote, as clauses that follow "it"; empty for ordinary text.

    The clauses are fixed wordings and code points: nothing of the text itself, which may be hostile, stands in them.
    """
    return _reasons(text, RULES)


def suspicious_lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each suspicious line, counted from 1, with its reasons."""
    # What stands nowhere in the article need not be looked for in each line.
    folded = _fold(text)
    rules = tuple(rule for rule in RULES if any(hint in folded for hint in rule.hints))
    for number, line in enumerate(text.split("\n"), 1):
        found = _reasons(line.removesuffix("\r"), rules)
        if found:
            yield number, found


def warning_for(citation: Citation) -> str | None:
    """Return what a reader should be told of a cited line that is suspicious, as a clause; None where it isn't."""
    found = reasons(citation.quote)
    return f"a suspicious line: it {' and '.join(found)}" if found else None


def _reasons(text: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    folded = _fold(text)
    told = dict.fromkeys(
        rule.reason
        for rule in rules
        if any(hint in folded for hint in rule.hints) and rule.pattern.search(folded) is not None
    )
    if _COMMANDS.search(text) is not None:
        told[COMMANDS] = None
    if _is_encoded(text):
        told[ENCODED] = None
    return (*told, *(() if text.isascii() else _told_of_characters(text)))


def _fold(text: str) -> str:
    """Return text as it looks: without what can't be seen, tags as the letters they hide, look-alikes as Latin."""
    if text.isascii():
        return text.casefold()
    if _UNUSUAL.search(text) is not None:
        text = _TAGS.sub(lambda match: chr(ord(match[0]) - 0xE0000), _FLAGS.sub("", text))
        text = _UNUSUAL.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    if _OTHER_ALPHABET.search(text) is not None:
        text = _WORD.sub(lambda match: match[0].translate(_ALIKE) if _is_mixed(match[0]) else match[0], text)
    return text.casefold()


def _is_encoded(text: str) -> bool:
    """Return whether a stretch without a space has the mixture of base64, or is all hexadecimal or escapes."""
    if len(text) < _LEAST_WALL // 3:
        return False
    if any(escapes.search(text) is not None for escapes in _ESCAPES):
        return True
    for stretch in text.split():
        if len(stretch) < _LEAST_WALL:
            continue
        if _HEX_WALL.search(stretch) is not None:
            return True
        for match in _WALL.finditer(stretch):
            kinds = (str.isupper, str.islower, str.isdigit)
            upper, lower, digits = (sum(map(kind, match[0])) / len(match[0]) for kind in kinds)
            if upper > 0.15 and lower > 0.15 and digits > 0.03:
                return True
    return False


def _told_of_characters(text: str) -> Iterator[str]:
    """Yield what is suspicious in characters beyond ASCII."""
    if _UNUSUAL.search(text) is not None:
        if _turns(text):
            yield f"{TURNS} ({_listed(_OVERRIDES.findall(text) or _OPENERS.findall(text) or _CLOSERS.findall(text))})"
        hidden = _UNSEEN.findall(_FLAGS.sub("", text))
        if hidden:
            yield f"{HIDES} ({_listed(hidden)})"
    if _OTHER_ALPHABET.search(text) is not None and any(_is_disguised(word) for word in _WORD.findall(text)):
        yield MIXES


def _turns(text: str) -> bool:
    """Return whether text is set in a direction that its letters don't have, or beyond the line's end."""
    if _OVERRIDES.search(text) is not None:
        return True
    if len(_OPENERS.findall(text)) != len(_CLOSERS.findall(text)):
        return True
    return _TO_THE_LEFT.search(text) is not None and _RIGHT_TO_LEFT.search(text) is None


def _is_mixed(word: str) -> bool:
    return _LATIN.search(word) is not None and _OTHER_ALPHABET.search(word) is not None


def _is_disguised(word: str) -> bool:
    """Return whether a word of two alphabets would be of one if the letters that are drawn alike were of it too."""
    return _is_mixed(word) and (
        not _OTHER_ALPHABET.search(word.translate(_ALIKE))
        or all(letter in _DRAWN_ALIKE for letter in _LATIN.findall(word))
    )


def _listed(found: list[str]) -> str:
    """Return the code points of some characters, at most three, each once: "U+200B, U+2060"."""
    codes = [f"U+{ord(each):04X}" for each in dict.fromkeys("".join(found))]
    return ", ".join(codes[:3]) + (" and others" if len(codes) > 3 else "")
