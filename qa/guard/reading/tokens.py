"""Words, figures, dates and marks of a sentence, each under a key by which two sentences are compared.

A figure's key is its value and a date's is its day, however they are written; a word's key is its inflected form's
stem. Nothing here knows what a word means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from qa.guard.reading.amounts import amounts
from qa.guard.reading.figures import FIGURE, figure_key
from qa.guard.reading.stems import stem
from qa.guard.words.phrases import ELSEWHERE, PHRASE_NAMES, PHRASES, SHORT_UNITS

Kind = Literal["word", "figure", "date", "mark"]
Dates = Sequence[Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure, date or mark; `text` stands at `start` to `end` of the folded sentence.

    `key` compares it. A date also has the days that it stands for (`first`, `last`, ISO, as far as they are written or
    resolved) and `quoted` says whether it stands between quotation marks.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: Kind
    key: str
    capital: bool = False
    quoted: bool = False
    first: str = ""
    last: str = ""


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = re.compile(
    rf"(?:(?P<weekday>{_DAY}),? )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
    r"(?:,? (?P<year>\d{4}))?(?![\w])"
    rf"|(?:(?P<weekday2>{_DAY}),? )?(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<year2>\d{4})\b)?"
    rf"|(?P<month3>{_MONTH}),? (?:of )?(?P<year3>\d{{4}})\b"
    rf"|(?P<month4>{_MONTH})(?!\w)"
    r"|(?P<iso>\d{4}-\d\d-\d\d)\b"
    r"|(?P<numbers>\d{1,2}(?P<dot>[/.])\d{1,2}(?P=dot)\d{4})\b"
    rf"|(?P<weekday3>{_DAY})\b"
    rf"|(?P<relative>(?:[Ll]ast|[Nn]ext|[Tt]his) (?:week|month|year|night|spring|summer|autumn|fall|winter|{_DAY})\b"
    r"|(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b)"
)
_WORD = re.compile(
    r"(?P<tail>'(?:s|ll|re|ve|d|m)\b)|(?P<mark>[^\w\s])"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Capt|Lt|Sgt|Rev|Sen|Gov|St)\.(?= ?\w)"
    r"|\d[\d.,]*(?:-[^\W_]+)+|[^\W_]+(?:[-'&/][^\W_]+)*|_)",
    re.IGNORECASE,
)
_FOLD = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "—",
    "‑": "-", "‐": "-", "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u00ad": None, "\u200b": None,
})  # fmt: skip
_SINGLE = re.compile(r"(?<!\w)'(?=\S)((?:[^'\"]|(?<=\w)'(?=\w)){2,300}?)(?<=\S)'(?!\w)")


def fold(text: str) -> str:
    """Return `text` with one form of quotation marks, dashes and spaces, composed; offsets are not kept."""
    folded = unicodedata.normalize("NFC", text).translate(_FOLD)
    folded = re.sub(r"(?<=\d) ?-(?= ?\d)", "-", folded)
    folded = _SINGLE.sub(r'"\1"', folded)
    return " ".join(folded.split())


@lru_cache(maxsize=4096)
def tokenize(text: str, dates: tuple[tuple[str, str, str], ...] = ()) -> tuple[Token, ...]:
    """Return the tokens of folded `text`; `dates` are its expressions with their first and last day, where resolved."""
    found: list[Token] = []
    position = 0
    inside = False
    resolved = _places(text, dates)
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        token = _next(text, position)
        if token.text == '"':
            inside = not inside
        token = replace(token, quoted=inside and token.text != '"')
        if token.kind == "date" or (token.kind == "figure" and re.fullmatch(r"\d{4}", token.text)):
            token = _with_days(token, resolved)
        found.append(token)
        position = token.end
    return tuple(amounts(_joined(found)))


def date_expressions(dates: Dates) -> tuple[tuple[str, str, str], ...]:
    """Return a citation's `dates` as (expression, first day, last day), unresolved ones left out."""
    return tuple(
        (fold(each.get("expression") or ""), each.get("date") or "", each.get("end") or each.get("date") or "")
        for each in dates
        if each.get("expression") and each.get("date")
    )


def _next(text: str, at: int) -> Token:
    """Return the token that starts at `at`, which is no space."""
    before = text[at - 1] if at else " "
    if not (before.isalnum() or before in "-'"):
        if (dated := _DATE.match(text, at)) and (token := _date(text, dated)):
            return token
        sign = "-" if text[at] == "-" and before in " (" else ""
        if figure := FIGURE.match(text, at + len(sign)):
            key = figure_key(figure)
            key = "#-" + key[1:] if sign else key
            return Token(text[at : figure.end()], figure.group().lower(), at, figure.end(), "figure", key)
    match = _WORD.match(text, at)
    if match is None:  # a lone combining sign and the like
        return Token(text[at], text[at], at, at + 1, "mark", text[at])
    if match["mark"] or match["tail"]:
        return _mark(text, at, match.group())
    return _word(text, at, match.group())


def _mark(text: str, at: int, mark: str) -> Token:
    """Return a mark, a sign that is a unit, or what is written short behind a word: "'s", "'ll"."""
    if len(mark) > 1 and at and text[at - 1].isalnum():
        return Token(mark, mark.lower(), at, at + len(mark), "word", mark.lower())
    mark = mark[0]
    if mark == "'" and text[at - 1 : at] == "s" and re.match(r"' \w", text[at : at + 3]):
        return Token(mark, "'s", at, at + 1, "word", "'s")
    unit = SHORT_UNITS.get(mark)
    return Token(mark, unit, at, at + 1, "word", stem(unit)) if unit else Token(mark, mark, at, at + 1, "mark", mark)


def _word(text: str, at: int, whole: str) -> Token:
    """Return a word without what is written short behind it; "can't" is "can" and "not"."""
    if re.match(r"n't\b", text[at : at + 4], re.IGNORECASE):
        return Token(text[at : at + 3], "not", at, at + 3, "word", "not")
    word = whole
    if whole.lower().endswith("n't") and len(whole) > 3:
        word = whole[:-3]
    elif "'" in whole and whole.rpartition("'")[2].lower() in _TAILS:
        word = whole.rpartition("'")[0]
    elif whole.lower() == "cannot":
        word = whole[:3]
    end = at + len(word)
    if word in ("U.S.", "U.N.") or word.count(".") == 1:
        word = word.replace(".", "")
    lower = _CUT.get(word.lower(), word.lower()) if whole != word else word.lower()
    if word in ("US", "UN", "WHO", "IT"):
        lower = word
    unit = SHORT_UNITS.get(word, "") if re.search(r"[\d°] ?$", text[max(0, at - 2) : at]) else ""
    key = lower if lower.isdigit() else stem(unit or lower.replace(".", ""))
    return Token(word, unit or lower, at, end, "word", key, _is_capital(word))


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name: a capital, a code such as "3G", an Arabic article with a capital."""
    if word[0].isupper() or (any(c.isupper() for c in word) and any(c.isdigit() for c in word)):
        return True
    return word.lower().startswith(_ARABIC) and len(word) > 4


_TAILS = ("s", "ll", "re", "ve", "d", "m")
_ARABIC = ("al-", "el-", "ash-", "as-", "ar-", "at-")


def _date(text: str, match: re.Match[str]) -> Token | None:
    part = match.groupdict()
    start, end = match.span()
    month = part["month"] or part["month2"] or part["month3"] or part["month4"]
    if part["month4"]:
        before = text[:start][-8:].lower()
        if month in ("May", "March", "Mar", "Dec", "Jan") and not re.search(
            r"\b(?:in|since|by|until|of|to|from|last|early|late|mid|and|next|this|during|through)[ -]$", before
        ):
            return None
    day = part["day"] or part["day2"] or ""
    year = part["year"] or part["year2"] or part["year3"] or ""
    weekday = (part["weekday"] or part["weekday2"] or part["weekday3"] or "").lower()
    word = match.group()
    if part["numbers"]:
        return _in_numbers(text, match)
    if part["iso"]:
        year, number, day = word.split("-")
    elif month:
        number = f"{[name[:3] for name in _MONTHS].index(month[:3].lower()) + 1:02d}"
    else:
        key = weekday or word.lower()
        return Token(word, word.lower(), start, end, "date", "@" + key, capital=bool(weekday))
    if day and not 1 <= int(day) <= 31:
        return None
    stands = f"{year or '____'}-{number}-{int(day):02d}" if day else f"{year or '____'}-{number}"
    return Token(word, word.lower(), start, end, "date", "@" + stands + (" " + weekday if weekday else ""))


def _in_numbers(text: str, match: re.Match[str]) -> Token | None:
    """Return the date "13/11/1926" or "7.11.1926"; None for "7/11/1926", unless the text has the month by name, too."""
    one, other, year = (int(number) for number in re.split(r"[/.]", match.group()))
    ways = {(one, other)} if match["dot"] == "." else {(one, other), (other, one)}
    ways = {(day, month) for day, month in ways if 1 <= month <= 12 and 1 <= day <= 31}
    if len(ways) > 1:
        ways = {(day, month) for day, month in ways if _MONTHS[month - 1] in text.lower()}
    if len(ways) != 1:
        return None
    day, month = ways.pop()
    key = f"@{year}-{month:02d}-{day:02d}"
    return Token(match.group(), match.group().lower(), match.start(), match.end(), "date", key)


def _places(text: str, dates: Sequence[tuple[str, str, str]]) -> list[tuple[int, int, str, str]]:
    places = []
    for expression, first, last in dates:
        at = text.find(expression)
        if at >= 0:
            places.append((at, at + len(expression), first, last))
    return places


def _with_days(token: Token, resolved: Sequence[tuple[int, int, str, str]]) -> Token:
    for start, end, first, last in resolved:
        if start <= token.start and token.end <= end:
            return replace(token, first=first, last=last)
    return token


def _joined(tokens: list[Token]) -> list[Token]:
    """Join fixed phrases ("at least", "according to") to one token each, and put "$" behind its figure."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        for length in (4, 3, 2, 1):
            part = tokens[position : position + length]
            if len(part) < length or (length > 1 and token.lower not in _FIRST_WORDS):
                continue
            phrase = PHRASES.get(tuple(each.lower for each in part))
            follows = tokens[position + length] if position + length < len(tokens) else None
            handed = part[0].lower == "over" and position > 0 and tokens[position - 1].key in ("hand", "turn", "sign")
            if phrase and phrase.startswith("~") and (handed or not _counts(follows)):
                phrase = ELSEWHERE.get(tuple(each.lower for each in part))
            if phrase:
                lower = phrase
                found.append(replace(token, text=" ".join(e.text for e in part), lower=lower, end=part[-1].end,
                                     key=lower, kind="word", capital=lower in PHRASE_NAMES))  # fmt: skip
                position += length
                break
        else:
            following = tokens[position + 1] if position + 1 < len(tokens) else None
            if token.text in _SIGNS and following is not None and following.kind == "figure":
                unit = replace(token, lower=_SIGNS[token.text], key=stem(_SIGNS[token.text]), kind="word",
                               start=following.start, end=following.end)  # fmt: skip
                found += [following, unit]
                position += 2
            else:
                found.append(token)
                position += 1
    return found


def _counts(token: Token | None) -> bool:
    return token is not None and (
        token.kind == "figure"
        or token.text in _SIGNS
        or token.lower in ("a", "half", "all", "double", "once", "twice", "every")
    )


_SIGNS = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee", "₽": "rouble"}
_CUT = {"wo": "will", "ca": "can", "sha": "shall"}
_FIRST_WORDS = frozenset(phrase[0] for phrase in PHRASES)
