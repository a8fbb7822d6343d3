"""Figures as they are written, and the one key of each value: "36", "thirty-six"; "5,000", "5 thousand". Pure text."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.text.number_words import ONES, SCALES, TENS

_SCALES = SCALES | {"m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "k": 1000}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth".split()
)
_TENS_WORD = rf"(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(list(ONES)[1:10])}))?"
_SPELLED = rf"(?:{_TENS_WORD}|{'|'.join(sorted(ONES, key=len, reverse=True))})"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FIGURE = re.compile(
    rf"(?P<score>\d+(?:[-:/]\d+)+)(?![\w])"
    rf"|(?P<ordinal>\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS[2:])})(?![\w-])"
    rf"|(?P<decade>\d{{3,4}}s)\b"
    rf"|(?:(?P<digits>{_DIGITS})(?P<short>(?:k|m|mn|bn|tn)\b)?|(?P<spelled>(?i:{_SPELLED}))\b)"
    r"(?![\w]|-[^\W\d]|,\d)(?P<scales>(?:[ -](?:dozen|hundred|thousand|million|billion|trillion)\b){0,2})"
    r"(?P<rest>(?:(?<=hundred)|(?<=thousand)) (?:and )?(?i:"
    rf"{_SPELLED})\b(?![- ](?:hundred|thousand|million)))?"
    rf"|(?i:a )(?P<alone>dozen|hundred|thousand|million|billion)\b"
)
"""One figure, at the start of a word."""


def figure_key(match: re.Match[str]) -> str:
    """Return the key of what `FIGURE` matched; "5m" stands for metres or millions and is compared as written."""
    if match["score"]:
        return "#" + match["score"]
    if match["ordinal"]:
        word = match["ordinal"]
        return f"#{_ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])}th"
    if match["decade"]:
        return "#" + match["decade"]
    if match["alone"]:
        return f"#{_SCALES[match['alone']]}"
    value = float(match["digits"].replace(",", "")) if match["digits"] else float(_spelled(match["spelled"]))
    if match["short"]:
        value *= _SCALES[match["short"]]
    for scale in re.findall(r"[a-z]+", match["scales"] or ""):
        value *= _SCALES[scale]
    if match["rest"]:
        value += _spelled(match["rest"].removeprefix(" and").strip())
    return f"#{value:.10g}" if value < 1e10 else f"#{value:.12g}"


def _spelled(words: str) -> int:
    return sum(TENS.get(word, ONES.get(word, 0)) for word in re.split(r"[- ]+", words.lower()))


@lru_cache(maxsize=4096)
def counted_in(word: str) -> tuple[str, str] | None:
    """Return the figure's key and the noun of "17-hour" and "nine-hour", None for another word."""
    number, hyphen, noun = word.rpartition("-")
    match = FIGURE.fullmatch(number) if hyphen and noun.isalpha() else None
    if match is None or match["score"] or match["decade"] or match["alone"] or match["short"]:
        return None
    return figure_key(match), noun.lower()
