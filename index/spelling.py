"""Compare two spellings of a name by how writers of other scripts and languages spell one sound.

General rules of transliteration only: no list of places or persons. A name is read as consonants, which fall into
classes (k, q, c, g are one), and the vowels between them; spellings with the same classes are compared place by
place at a price, and short names may pay less. Nothing here may treat one figure as another: names with digits are
equal or different.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_MAX_READINGS = 8
_DOUBLED = re.compile(r"([bcdfgjklmnpqrstvwxyz]|[sktdgcz]h)\1+")

_TOKEN = re.compile(r"schtsch|shch|tsch|sch|tch|dzh|zh|sh|kh|gh|dh|th|ph|ch|ck|cz|sz|ts|tz|dj|dz|^hs|.")
_FIXED = re.compile("[ivxlc]{1,6}|.")
_FOREIGN = re.compile(
    r"\b[ae]l\b|kh|dh|zh|q(?!u)|aa|iy|ay[aeou]|dj|tsch|[aeou]h[aium]|sk[iy]{1,2}j?\b|vich\b|[a-z]{3}(?:[oe]v|off)\b"
)
_SOFT = {"c": "ç", "g": "ğ", "q": "q̌"}
# One sound in other languages' letters; done after a sign's readings are known.
_SAME = dict(pair.split("=") for pair in "schtsch=shch tsch=č tch=č sch=sh dj=j dzh=j tz=ts ph=f ck=k".split())
_SIBILANTS = "s sh z zh j dj dzh dz ts tz ç ch tch tsch sch shch schtsch cz sz x hs"
_CLASSES = {"K": "k q c ck g gh kh", "T": "t d th dh", "V": "f ph v w", "S": _SIBILANTS}
_CLASS = {sound: name for name, sounds in _CLASSES.items() for sound in sounds.split()} | {
    x: x.upper() for x in "pblrmn"
}
# Spellings that are read in more than one way; a dot joins the vowels around it.
_READINGS = dict(pair.split("=") for pair in "kh=K. ch=SK ğ=KS q̌=KS j=S. dh=TS th=TS w=V.".split())
_FREE = 0.02
_PRICES = {
    0.01: "k-q",
    _FREE: "c-k c-q j-zh cz-č cz-ch sz-sh x-sh hs-sh hs-x g-gh g-ğ gh-ğ ğ-j q-q̌",
    0.1: "č-ch v-w s-ç t-th d-dh th-dh k-kh kh-q ch-kh ç-ts ğ-zh q̌-ch q̌-č  x-s hs-s",
    0.15: "c-ch k-ch c-kh ch-sh č-sh cz-sh ts-z dh-z th-s z-zh s-sz z-dz q-gh q-g s-sh ç-j ç-ch ç-č",
    0.25: "v-f w-f s-z s-ts zh-ch ts-ch ts-dz kh-gh dh-j sh-shch ch-shch č-shch j-dz zh-ts dh-th",
    0.3: "t-d g-j",
    0.35: "g-k ğ-k gh-k t-dh ch-j zh-sh z-j d-th c-g",
}
_SOUND_PRICE = {
    frozenset(pair.split("-")): price for price, pairs in reversed(_PRICES.items()) for pair in pairs.split()
}
_VOWELS = {0.1: "eE oO", 0.13: "ou", 0.15: "ei iE uO", 0.16: "ae", 0.2: "aE", 0.3: "aO", 0.45: "ai au", 0.5: "ao io"}
_VOWEL_PRICE = {frozenset(pair): price for price, pairs in _VOWELS.items() for pair in pairs.split()}
_DIFFERENT = 0.6
# Sounds that are never exchanged for less than the price of a conflict.
_CONFLICT = 0.25
_DARK, _LIGHT = frozenset("ouO"), frozenset("aeiE")
_VOICED, _VOICELESS = frozenset("d g gh ğ z zh j dz v".split()), frozenset("t k c sh kh s sz ch č f".split())
_DOUBLE = 0.09
_MOVED = 0.16  # the helping vowel of a consonant cluster, before or behind its second: Qasr, Qsar
# What two spellings may cost by the number of their sounds: in a short name every sound tells.
_LIMITS = (0.04, 0.04, 0.1, 0.16, 0.205, 0.35, 0.47, 0.55, 0.62, 0.68, 0.75)

Reading = tuple[str, tuple[str, ...], tuple[str, ...]]
"""The classes, the consonants, and the vowels before, between and after them."""


@lru_cache(maxsize=65536)
def squeeze(word: str) -> str:
    """Return a folded word with its doubled consonants made single."""
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the ways to read a folded word without spaces; none where a script is unknown, at most eight."""
    word = squeeze(word)
    word = word[:1] + word[1:].replace("x", "ks").replace("nb", "mb").replace("np", "mp")
    found: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = [("", (), (), "")]
    for match in _TOKEN.finditer(word):
        sign = match[0]
        if sign in _SOFT and word.startswith("i" if sign == "q" else ("e", "i", "y"), match.end()):
            sign = _SOFT[sign]
        if sign in "aeiouyh":
            found = [(key, sounds, runs, run + sign) for key, sounds, runs, run in found]
            continue
        options = _READINGS.get(sign) or _CLASS.get(sign, "")
        if sign == "g" and match.start() == 0:
            options = "KS"  # Gamal, Jamal
        if not options:
            return ()
        # A word with many readings keeps the first of each further letter: the usual one.
        options = options if len(found) * len(options) <= _MAX_READINGS else options[:1]
        found = [
            (key, sounds, runs, run + ("H" if sign == "kh" else sign))
            if option == "."
            else (key + option, (*sounds, _SAME.get(sign, sign)), (*runs, run), "")
            for key, sounds, runs, run in found
            for option in options
        ]
    return tuple((key, sounds, (*runs, run)) for key, sounds, runs, run in found if key)


class SoundKey(NamedTuple):
    """Where spellings that may sound alike meet: under one `key`, with at most `allowed` conflicts of `outline`.

    A conflict is a place where one has a dark vowel or a voiced consonant and the other a light or voiceless one.
    """

    key: str
    outline: int
    allowed: int


def swapped(outline: int) -> int:
    """Return the outline that conflicts with this one at every place; their common bits are the conflicts."""
    return (outline >> 8 & 0x00FF00FF) | (outline << 8 & 0xFF00FF00)


def sound_keys(words: tuple[str, ...]) -> tuple[SoundKey, ...]:
    """Return the keys of a name, one for each way to read it."""
    return tuple(dict.fromkeys(map(_sound_key, readings("".join(words)))))


def _sound_key(reading: Reading) -> SoundKey:
    key, sounds, runs = reading
    outline = 0
    for place, run in enumerate(runs[:8]):
        vowel = _plain_vowels(run).strip("h") if run else ""
        outline |= (vowel in _DARK) << place | (vowel in _LIGHT) << place + 8
    for place, sound in enumerate(sounds[:8]):
        outline |= (sound in _VOICED) << place + 16 | (sound in _VOICELESS) << place + 24
    limit = _LIMITS[min(_sounds(reading), len(_LIMITS) - 1)]
    # A vowel at the start counts: it is seldom lost, and it halves the names that must be compared.
    return SoundKey(key + ("'" if runs[0].strip("h") else ""), outline, int(limit / _CONFLICT))


@lru_cache(maxsize=16384)
def _plain_vowels(run: str) -> str:
    """Return a run of vowel letters as one letter a vowel: E for ai, ay, ei, ey, ae; O for au, aw, ao."""
    run = run.replace("H", "h").replace("ow", "O").replace("y", "i").replace("j", "i").replace("w", "u")
    run = run.replace("oo", "u").replace("ee", "i").replace("ou", "u")
    run = re.sub(r"(.)\1+", r"\1", run)
    run = re.sub("ai|ei|ae", "E", run)
    return re.sub("au|ao", "O", run)


def _loss(run: str, at: int, last: bool, first: bool) -> float:
    """Return the price of leaving out one vowel of a run."""
    letter = run[at]
    if letter == "h":
        return _DIFFERENT / 2 if first and at == 0 else (_FREE if last else 0.1)
    if len(run.strip("h")) > 1:  # beside another vowel: Mueller, Yevgeny, Zuhayr
        if last:
            return 0.35
        if letter in "iu":
            return 0.12 if first or len(run) > 2 else 0.22
        return 0.1 if run[at - 1 : at + 1] in ("ae", "oe", "ue") else 0.15 if run == "ie" else 0.2
    if first:
        return 0.35
    return {"e": 0.2 if last else 0.26, "a": 0.3, "i": 0.4 if last else 0.3}.get(letter, 0.4)


@lru_cache(maxsize=65536)
def _vowel_price(left: str, right: str, first: bool, last: bool) -> float:
    """Return the price of writing one run of vowels as another, by weighted edit distance."""
    # Where they sound the same they still differ, and what j and w are read as is a guess.
    least = _FREE if left.rstrip("h") == right.rstrip("h") else 0.05
    least += 0.08 * (("j" in left) != ("j" in right)) + 0.05 * (("w" in left) != ("w" in right))
    if (
        first
        and {left[:1], right[:1]} & {"j", "w"}
        and {left[:1], right[:1]} not in ({"j", "y"}, {"j", "i"}, {"w", "o"}, {"w", "u"})
    ):
        least += 0.3
    least += 0.05 * (("ae" in left) != ("ae" in right)) + 0.2 * (("H" in left) != ("H" in right))
    left, right = _plain_vowels(left), _plain_vowels(right)
    row = [0.0]
    for at in range(len(right)):
        row.append(row[-1] + _loss(right, at, last, first))
    for i, letter in enumerate(left):
        above, row = row, [row[0] + _loss(left, i, last, first)]
        for j, other in enumerate(right):
            price = 0.0 if letter == other else _VOWEL_PRICE.get(frozenset((letter, other)), _DIFFERENT)
            if first and j == 0 and letter + other in ("ae", "ea"):
                price += 0.1  # Ali, Eli
            # Another ending behind a vowel tells names apart: Julia, Julie.
            if last and len(left) > 1 and len(right) > 1:
                price *= 2
            row.append(
                min(above[j] + price, above[j + 1] + _loss(left, i, last, first), row[j] + _loss(right, j, last, first))
            )
    return max(row[-1], least)


def _price(left: Reading, right: Reading) -> float:
    total = 0.0
    for one, other in zip(left[1], right[1], strict=True):
        if one != other:
            total += _SOUND_PRICE.get(frozenset((one, other)), _DIFFERENT)
    last = len(left[2]) - 1
    runs = list(zip(left[2], right[2], strict=True))
    place = 0
    while place <= last:
        one, other = runs[place]
        if 0 < place < last and runs[place + 1] == (other, one) and len(one + other) == 1:
            total += _MOVED
            place += 1
        elif one != other:
            total += _vowel_price(one, other, place == 0, place == last)
        place += 1
    return total


def _sounds(reading: Reading) -> int:
    vowels = (*reading[2][:-1], reading[2][-1].rstrip("h"))
    return len(reading[1]) + sum(len(_plain_vowels(run)) for run in vowels)


@lru_cache(maxsize=65536)
def _alike(left: str, right: str) -> float:
    """Return how far two folded words may be one name by sound: 1 the same, 0.6 barely, 0 not."""
    if left == right:
        return 1.0
    best = 0.0
    doubled = _DOUBLE * abs(len(left) - len(squeeze(left)) - len(right) + len(squeeze(right)))
    for one in readings(left):
        for other in readings(right):
            if one[0] == other[0]:
                sounds = min(_sounds(one), _sounds(other))
                price = _price(one, other) + doubled
                best = max(best, 1 - 0.4 * price / _LIMITS[min(sounds, len(_LIMITS) - 1)])
    return best if best >= 0.6 else 0.0


def similarity(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Return how far two names, as folded words, may be one by sound: 1 the same, 0.6 barely, 0 not.

    Single letters and Roman numerals never vary.
    """
    if [word for word in left if _FIXED.fullmatch(word)] != [word for word in right if _FIXED.fullmatch(word)]:
        return 0.0
    if len(left) == len(right):
        return min(map(_alike, left, right), default=0.0)
    # Divided otherwise: close only, for else a short word would be lost among the vowels.
    alike = _alike("".join(left), "".join(right))
    return alike if alike >= 0.75 else 0.0


def is_transliterated(name: str) -> bool:
    """Say whether a folded name shows by its letters that it was written in another script, so that it varies more."""
    return _FOREIGN.search(name) is not None


_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SLIPS = frozenset(
    frozenset(pair)
    for pair in [
        *("".join(pair) for row in _KEYBOARD for pair in pairwise(row)),
        *(
            "".join(pair)
            for upper, lower in pairwise(_KEYBOARD)
            for pair in [*zip(upper, lower, strict=False), *zip(upper[1:], lower, strict=False)]
        ),
        *"ce li ij nu hb ft vy tl sz".split(),
    ]
)


def deletions(word: str) -> set[str]:
    """Return the squeezed word and each spelling of it that lacks one letter, the first one excepted."""
    word = squeeze(word)
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


def typo_similarity(typed: str, name: str) -> float:
    """Return how likely a folded word is one slip from a name (a letter lost, added, changed, two swapped), or 0.

    Words of under five letters are never mistyped, and the first letter is right. Where a slip would as well give
    another word (an ending, another vowel in a short word), it is none.
    """
    typed, name = squeeze(typed), squeeze(name)
    shorter, longer = sorted((typed, name), key=len)
    if len(shorter) < 5 or len(longer) - len(shorter) > 1 or typed[0] != name[0] or not (typed + name).isalpha():
        return 0.0
    at = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    if len(shorter) < len(longer):
        ending = at == len(shorter) and longer[-1] in "aeiosnr"
        slip = shorter[at:] == longer[at + 1 :] and not ending
    elif shorter[at + 1 :] == longer[at + 1 :]:
        changed = frozenset((shorter[at : at + 1], longer[at : at + 1]))
        slip = len(shorter) >= 8 or (changed in _SLIPS and not changed <= set("aeiou"))
    else:
        swapped = shorter[at + 1 : at + 2] + shorter[at : at + 1]
        slip = longer[at : at + 2] == swapped and shorter[at + 2 :] == longer[at + 2 :]
    return min(0.6 + 0.03 * (len(shorter) - 5), 0.8) if slip else 0.0
