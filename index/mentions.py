"""Find what is written like a name in running text, and the acronyms that the text itself explains.

By capitals and place alone, in linear time: whether a word that stands at the start of a sentence is a name is
left open here, and settled by the counts of the whole archive (`index.names`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.spelling import sound_keys

_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "a", "ŋ": "ng"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
# Apostrophes of every kind stand for a sound that most writers leave out, and so do the Arabic half rings.
_SILENT = re.compile("['’‘ʼʻʹʽʾʿ`´]")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])(?=\W|$)", re.IGNORECASE)
_DOTTED = re.compile(r"\b((?:[^\W\d_]\.)+)")
_OTHER = re.compile(r"[\W_]+")
_LIQUID_ARTICLES = frozenset({"al", "el", "il", "ul", "ol"})
# Before a "sun letter" the article takes that letter's sound: ash-Shatt, ar-Rashid.
_SUN_ARTICLE = re.compile(r"[ae](sh|th|dh|[rstdnz])|u([drn])")
_SUN_LETTER = re.compile("sh|th|dh|[rstdnz]")
_JOINED_ARTICLE = re.compile(r"[ae](?:l(?=[^\Waeiou])|(sh|th|dh|[rstdnz])(?=\1))(?=\w{5})")
_SERVANT = re.compile(r"\babd[aeu]l(?=[a-z])|\babd[aeu]l(?= [a-z])")  # Abdul Karim, Abdelkarim: Abd al-Karim
_CAPITAL = "".join(chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x2000)) if chr(code).isupper())
APOSTROPHES = "'’‘ʼʿʾ`"
ARTICLE = r"(?:[aeiu](?:l|r|s|sh|t|th|d|dh|n|z)|ol|ul|[dl])"
_PART = rf"(?:{ARTICLE}[-‐‑{APOSTROPHES}])?[{_CAPITAL}]\w*(?:[{APOSTROPHES}]\w+)*"
_WORD = rf"(?:(?:St|Mt|Ft)\.|(?:[{_CAPITAL}]\.)+|{_PART}(?:[-‐‑](?:\d\w*|{ARTICLE}[-‐‑][{_CAPITAL}]\w*|{_PART}))*)"
_LINK = r"(?:al|el|ul|ibn|bin|bint|ben|de|del|della|di|da|dos|das|du|des|la|van|von|der|den|zu|ter|ten)"
_MENTION = re.compile(rf"(?<![\w{APOSTROPHES}-]){_WORD}(?:[ \xa0](?:{_LINK} ){{0,2}}{_WORD}){{0,7}}")
LOWER = re.compile(rf"(?<![\w{APOSTROPHES}@./-])[^\W\d_{_CAPITAL}]\w+")
_INNER = re.compile(rf"\w[{_CAPITAL}\d{APOSTROPHES}-]")
_BRACKETED = re.compile(r"\(([^()]{2,90})\)")
_ACRONYM = re.compile(rf"(?=(?:[^{_CAPITAL}]*[{_CAPITAL}]){{2}})[{_CAPITAL}][\w&/.-]{{1,9}}")
PARTS = re.compile(rf"(?<!\w)(?i:{ARTICLE})[-‐‑][^\s‐‑-]+|[^\s‐‑-]+")
_TOKEN = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
FUNCTION_WORDS = frozenset(
    "a about above according across after afterwards again against all almost along already also although always am "
    "among an and another any anyone are aren around as at away back be became because become been before began "
    "behind being below besides best better between beyond both but by can cannot could couldn currently despite did "
    "didn do does doesn doing don done down during each earlier either else even eventually ever every everyone "
    "everything except few finally first five following for former four from further furthermore had has have having "
    "he hence her here hers herself him himself his how however i if in indeed initially inside instead into is isn "
    "it its itself just last late later least less let like likewise many may maybe me meanwhile might mine more "
    "moreover most my mostly much must myself near nearly neither never nevertheless new next no nobody none nor not "
    "nothing now of nowhere off often on once one only onto or originally other others otherwise our ours out outside "
    "over own part per perhaps please previously rather recently same second separately several shall she should "
    "similarly since six so some someone something sometimes soon still subsequently such than that the their theirs "
    "them then there thereby therefore these they third this those though three through throughout thus to today "
    "together too toward towards two under unless unlike until up upon us very via was wasn we well were weren what "
    "whatever when whenever where whereas wherever whether which while who whoever whole whom whose why will with "
    "within without won would wouldn yes yesterday yet you your yours yourself tell give show name list find mr mrs "
    "ms dr".split()
)


def fold(text: str) -> str:
    """Return the words of `text` in small plain letters and digits, one space between, without a possessive."""
    if text.isascii() and text.isalnum():  # as most words are
        return text.lower()
    text = _POSSESSIVE.sub("", text)
    text = _DOTTED.sub(lambda match: match[1].replace(".", ""), _SILENT.sub("", text)).casefold()
    if not text.isascii():
        # Cased again: some letters, such as mathematical ones, show their capital only when decomposed.
        text = unicodedata.normalize("NFKD", text.translate(_SPECIAL)).casefold().translate(_SPECIAL)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _OTHER.sub(" ", text).strip()


def is_article(word: str, following: str) -> bool:
    """Say whether a folded word is an Arabic article before the folded word `following`: al Karim, as Salam."""
    if word in _LIQUID_ARTICLES:
        return bool(following)
    match = _SUN_ARTICLE.fullmatch(word)
    return match is not None and following.startswith(match[1] or match[2])


def letters(text: str) -> set[str]:
    """Return all that a name's letters may be written as without spaces: with and without articles, ue for ü."""
    ways = {text} if text.isascii() else {text, text.casefold().translate(_UMLAUTS)}
    return {"".join(words) for way in ways for words in forms(fold(way))}


@lru_cache(maxsize=65536)
def forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to divide a folded name into words: without articles, then with them where it has any."""
    words = tuple(_SERVANT.sub("abd al ", name).split())
    bare = tuple(word for word, after in pairwise((*words, "")) if not is_article(word, after))
    spoken = tuple(_spoken(word, after) for word, after in pairwise((*words, "")))
    return tuple(dict.fromkeys((bare, words, spoken)))


def _spoken(word: str, following: str) -> str:
    """Return an article as it is said before a sun letter: el Zahra, ez Zahra."""
    sun = _SUN_LETTER.match(following) if word in _LIQUID_ARTICLES else None
    return word[0] + sun[0] if sun else word


def without_joined_article(name: str) -> str | None:
    """Return a folded word without an article that may be joined to it (Alkarim), or None."""
    match = _JOINED_ARTICLE.match(name)
    return name[match.end() :] if match and " " not in name else None


class Mention(NamedTuple):
    """A name as it stands in the text; not `certain` where only the start of a sentence or a headline says so."""

    text: str
    certain: bool


def find_names(text: str) -> Iterator[Mention]:
    """Yield what is written like a name, line by line, in order. Time is linear."""
    for line in text.splitlines():
        capitals = sum(1 for word in line.split() if word[:1].isupper() and len(word) > 3)
        headline = capitals > 3 and capitals > 2 * len(LOWER.findall(line))
        for match in _MENTION.finditer(line):
            words = match[0].split()
            while words and words[0].lower() in FUNCTION_WORDS:
                del words[0]
            before = line[max(0, match.start() - 4) : match.start()].rstrip(" \xa0\"“”'‘’«([*_#-–—")
            starts = match.start() == 0 or not before or before[-1] in ".!?:;…•|"
            if headline:
                yield from (Mention(word, certain=False) for word in words if word.lower() not in FUNCTION_WORDS)
            elif words:
                lone = len(words) == 1 and starts and len(match[0].split()) == 1
                yield Mention(" ".join(words), certain=not lone or _INNER.search(words[0]) is not None)


def _spells(acronym: str, words: list[str]) -> bool:
    """Say whether the words' first letters, and letters behind them, make up the acronym; small words may lack."""
    if not words:
        return not acronym
    word, rest = words[0].lower(), words[1:]
    if word in FUNCTION_WORDS and _spells(acronym, rest):
        return True
    if not acronym or word[0] != acronym[0]:
        return False
    if _spells(acronym[1:], rest):
        return True
    return len(acronym) > 1 and acronym[1] in word[1:] and _spells(acronym[2:], rest)


def _long_form(acronym: str, before: list[str]) -> str | None:
    """Return the words just before a bracketed acronym that it stands for, as they are written."""
    letters = "".join(letter for letter in acronym.removesuffix("s").lower() if letter.isalnum())
    for count in range(1, min(len(letters) * 2, len(letters) + 5, len(before)) + 1):
        chosen = before[-count:]
        parts = [part for word in chosen for part in re.split(r"[-‐‑/]", word.strip("\"“”'‘’,")) if part]
        if parts and parts[0][0].lower() == letters[0] and len(parts) > 1 and _spells(letters, parts):
            return _POSSESSIVE.sub("", " ".join(chosen).strip("\"“”'‘’,"))
    return None


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (acronym, long form), and (other spelling, name), where the text gives one in brackets behind the other."""
    for match in _BRACKETED.finditer(text):
        inside = match[1].strip("\"“”'‘’ ")
        before = text[max(0, match.start() - 120) : match.start()].rsplit("\n", 1)[-1]
        preceding = re.split(r"[.;:!?()]\s", before)[-1].split()
        if preceding and _ACRONYM.fullmatch(inside):
            long = _long_form(inside, preceding)
            if long:
                yield inside.removesuffix("s"), long
        elif preceding and _ACRONYM.fullmatch(preceding[-1].strip("\"“”'‘’")):
            long = _long_form(preceding[-1], re.split(r"[,;]", inside)[0].split())
            if long:
                yield preceding[-1].strip("\"“”'‘’"), long
        elif preceding and _MENTION.fullmatch(inside) and _MENTION.fullmatch(preceding[-1]):
            keys, others = ({key.key for key in sound_keys(forms(fold(name))[0])} for name in (inside, preceding[-1]))
            if keys & others:
                yield inside, preceding[-1]


class Unit(NamedTuple):
    """A word of a question, with its article; `touches`: only a space or hyphen lies between it and the next."""

    start: int
    end: int
    text: str
    folded: str
    touches: bool


def question_units(question: str) -> list[Unit]:
    """Return the words of a question, in order."""
    tokens = list(_TOKEN.finditer(question))
    units: list[Unit] = []
    start: int | None = None
    for at, match in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        gap = question[match.end() : after.start()] if after else "."
        touches = gap in (" ", "-", "‐", "‑", "\xa0", ". ")
        word = fold(match[0])
        # An article goes with its word: al-Karim, Al Karim, al karim; but "at" needs a hyphen or a capital.
        if (
            after
            and touches
            and is_article(word, fold(after[0]))
            and (word in ("al", "el", "ul") or gap != " " or match[0][0].isupper())
        ):
            start = match.start() if start is None else start
            continue
        begin = match.start() if start is None else start
        text = question[begin : match.end()]
        units.append(Unit(begin, match.end(), text, fold(text), touches))
        start = None
    return units
