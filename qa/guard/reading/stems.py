"""The common stem of a word's inflected forms. It knows forms, not meanings: "kill" and "killer" stay two words."""

from __future__ import annotations

from qa.guard.words.verbs import LEMMA

_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "people", "feet": "foot", "mice": "mous",
    "wives": "wif", "lives": "lif", "knives": "knif", "halves": "half", "teeth": "tooth", "geese": "gees",
    "does": "do", "goes": "go", "died": "di", "dies": "di", "die": "di", "dying": "di", "lying": "lie", "left": "leav",
    "used": "us_", "use": "us_", "uses": "us_", "using": "us_", "buildings": "building", "meetings": "meeting",
    "kings": "king", "cities": "citi", "bodies": "bodi",
}  # fmt: skip
_WHOLE = frozenset(
    "series species news building evening morning during king being meeting united red hundred politics thing better"
    " more wing spring string ceiling later bed".split()
)
"""Words whose ending is none."""
_EED = frozenset(
    "need speed feed seed deed breed weed bleed exceed succeed proceed indeed greed creed steed reed heed".split()
)


def stem(word: str) -> str:
    """Return the common stem of a word's inflected forms: "replaces", "replaced", "replacing" -> "replac"."""
    lower = word.removesuffix("'s").removesuffix("'")
    lower = LEMMA.get(lower, lower)
    if lower in _WHOLE or lower in _IRREGULAR:
        return _IRREGULAR.get(lower, lower)
    if lower.endswith("eed") and lower not in _EED:  # "freed", "agreed"
        lower = lower[:-1]
    elif len(lower) > 4 and lower.isalpha():
        for suffix, kept in (
            ("ees", "ee"),
            ("ies", "y"),
            ("ied", "y"),
            ("sses", "ss"),
            ("ing", ""),
            ("ed", ""),
            ("es", ""),
            ("s", ""),
        ):
            if (
                lower.endswith(suffix)
                and len(lower) - len(suffix) >= 3
                and not lower.endswith(("ss", "us", "is", "eed"))
            ):
                cut = lower[: -len(suffix)] + kept
                if suffix in ("ing", "ed") and not any(vowel in cut for vowel in "aeiouy"):
                    break
                lower = cut
                break
    elif len(lower) == 4 and lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        lower = lower[:-1]
    if len(lower) > 3 and lower.endswith("e"):
        lower = lower[:-1]
    if len(lower) > 3 and lower[-1] == lower[-2] and lower[-1] not in "sz":
        lower = lower[:-1]
    return lower[:-1] + "i" if len(lower) > 3 and lower.endswith("y") else lower
