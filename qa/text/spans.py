"""Typed spans of one sentence, by shape alone: its times, figures and names.

It knows no archive and no question. Every span is `sentence[start:end]` of the string that it was given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.text.words import FUNCTION_WORDS, Word, words

SpanKind = Literal["date", "number", "name", "phrase"]


@dataclass(frozen=True, slots=True)
class Span:
    """`sentence[start:end]`; `unit` is a figure's measured unit ("percent", "money"), "" for a bare count."""

    start: int
    end: int
    kind: SpanKind
    unit: str = ""


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[0-9]|20)\d\d"
_CALENDAR = (
    rf"(?:(?:\d{{1,2}}\s?(?:-|–|to)\s?)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:\s?[-–]\s?\d{{1,2}}\b)?(?:,?\s+{_YEAR})?"
    rf"|{_MONTH},?\s+(?:of\s+)?{_YEAR}|{_MONTH}\b)"
)
_NTH = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
)
_TIME = re.compile(
    r"\b(?:(?:[Ll]ate|[Ee]arly|[Mm]id|the (?:start|end|beginning|middle) of|circa|around)[\s-](?:on |in )?)?"
    r"(?:the )?(?:"
    rf"{_DAY}(?:,? {_CALENDAR})?(?: (?:morning|afternoon|evening|night))?"
    rf"|{_CALENDAR}(?:\s?[-–]\s?{_CALENDAR})?"
    rf"|(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter) (?:of )?{_YEAR}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)|{_NTH})[\s-](?:century"
    rf"|(?:and|to) (?:early |late )?(?:\d+(?:st|nd|rd|th)|{_NTH}) centuries)"
    r"(?: (?:BCE?|AD|CE)\b)?"
    rf"|{_YEAR}\s?[-–]\s?(?:{_YEAR}|\d\d)\b|{_YEAR}s\b|(?:AD|CE) \d{{1,4}}\b|\d{{1,4}} (?:AD|BCE?|CE)\b"
    rf"|{_YEAR}(?![\w%]|[.,:-]\w)"
    r"|(?:last|next|this) (?:week|month|year|night|spring|summer|autumn|fall|winter|decade|century)\b"
    r"|(?:yesterday|today|tomorrow|tonight)\b"
    r"|\d{1,2}(?::\d\d)? ?(?:[ap]\.m\.|[ap]m\b|o['’]clock|UTC\b|GMT\b)|\d{1,2}:\d\d\b"
    r"|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|a few|an?|one)"
    r" (?:day|week|month|year|decade|hour|centur)(?:s|y|ies)? (?:ago|later|earlier)\b"
    r")"
)
_YEAR_COUNTS = re.compile(
    r"\s+(?:people|men|women|children|square|km\b|mi\b|feet|percent|[a-z]{3,}(?<!s)(?<!thi)s\b(?! of\b))"
)
"""What makes a figure that could be a year ("1,500" written "1500") a count."""

_JOIN = re.compile(r" ?(?:and|to|or|-|–|until|through) ?(?:in )?")

_ONES = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_SPELLED = (
    rf"(?:[Aa] )?(?:(?i:{_ONES})(?:-(?:{_ONES}))?(?!\w|-(?!third|quarter|fifth|tenth))(?: (?:hundred|thousand))?"
    r"(?:[\s-](?:thirds?|quarters?|fifths?|tenths?)\b)?"
    r"|(?i:dozens|hundreds|thousands|millions|half|twice)\b|\b[Aa] (?:hundred|thousand|dozen|third"
    r"|quarter|million|billion)\b)"
)
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_AMOUNT = (
    rf"(?:(?<![\w.,/:-])(?:{_FIGURE})|(?<![\w-]){_SPELLED})(?:[\s-](?:hundred|thousand|million|billion|trillion)\b)?"
)
_AREA = (
    r"(?:square|cubic|sq|cu)\.?[\s-]"
    r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|miles?|feet|foot|yards?|inch(?:es)?|km|mi|m|ft)\b"
)
# "pounds" may be a weight, too.
_CURRENCIES = r"(?:US )?dollars?|euros?|pounds?|yen|ro?ubles?|rupees?|crowns?|francs?|liras?|yuan"
_UNIT = (
    rf"%|percent\b|per cent\b|°\s?[CFEWNS]?\b|degrees\b|{_AREA}|(?:kilo|centi|milli|nano)?met(?:er|re)s?\b|miles?\b"
    r"|feet\b|foot\b|yards?\b|inch(?:es)?\b|acres?\b|hectares?\b|light[\s-]years?\b|[kcmn]?m[²³]?\b|mi\b|ft\b"
    r"|km/h\b|mph\b|knots\b|(?:kilo|milli)?grams?\b|kg\b|lbs?\b|tonnes?\b|tons?\b|lit(?:er|re)s?\b|gallons?\b"
    rf"|(?:kilo|mega|giga)?watts?\b|[KMGT]W\b|[KMGTk]?Hz\b|[KMGT]B\b|volts?\b|kPa\b|(?:{_CURRENCIES})\b"
    r"|cents?\b|seconds?\b|minutes?\b|hours?\b|days?\b|nights?\b|weeks?\b|months?\b"
    r"|years?\b|decades?\b|centuries\b"
)
_HEDGE = (
    r"(?:\b(?i:about|around|some|approximately|nearly|almost|over|roughly|an estimated|up to|at least|at most|more than"
    r"|less than|fewer than|as many as|as much as|under|well over|just over|just under) )?"
)
_MONEY = r"(?:(?:US|C|A|NZ)?[$£€¥]\s?)"
_NUMBER = re.compile(
    rf"{_HEDGE}(?:\bbetween (?={_MONEY}?\d))?(?P<money>{_MONEY})?(?:(?<=[$£€¥\s])(?:{_FIGURE})|{_AMOUNT})"
    r"(?:[\s-](?:thousand|million|billion|trillion)\b)?"
    rf"(?:\s?(?:[-–—]|\bto\b|\bor\b)\s?{_MONEY}?(?:{_FIGURE}|(?i:{_ONES})\b(?!-))"
    r"(?: (?:hundred|thousand|million|billion)\b)?)?"
    rf"(?:[\s-]?(?P<unit>{_UNIT}))?"
)
_SECOND = re.compile(rf" and {_MONEY}?(?:{_FIGURE})(?: (?:thousand|million|billion)\b)?(?: ?(?:{_UNIT}))?")


@lru_cache(maxsize=20_000)
def times(text: str) -> tuple[Span, ...]:
    """Return the date and time expressions of `text`; a year-like count ("1500 men") is none."""
    found: list[Span] = []
    for match in _TIME.finditer(text):
        expression = match.group()
        bare = expression.strip()
        if bare in ("May", "March") and not re.search(
            r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Oo]f) $", text[: match.start()]
        ):
            continue
        dated = re.search(r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Oo]f|[Ff]rom|[Tt]he) $", text[: match.start()])
        if bare.isdigit() and not dated and _YEAR_COUNTS.match(text, match.end()):
            continue
        if (
            found
            and _JOIN.fullmatch(text[found[-1].end : match.start()])
            and (bare[0].isdigit() or bare.startswith("the "))
        ):
            found[-1] = Span(found[-1].start, match.end(), "date")
            continue
        found.append(Span(match.start(), match.end(), "date"))
    return tuple(found)


@lru_cache(maxsize=4_000)
def numbers(text: str, taken: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Return the figures of `text` with hedge and measured unit, leaving out those inside `taken` (its times).

    "K-12B", "R7" and "5th" are names or ranks and no figures; "34km", "50-55 km", "7 to 10 percent" are one each.
    """
    found: list[Span] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(start < span.end and span.start < end for span in taken):
            continue
        if re.match(r"(?:st|nd|rd|th)\b|[A-Za-z]+\d|-?[A-Z]", text[end:]) and not match["unit"]:
            continue
        if match.group().lower() == "one" and re.match(r" (?:of|another|who|that|day)\b", text[end:]):
            continue
        if found and start < found[-1].end:
            continue
        if (
            " and" in text[end : end + 4]
            and match.group().startswith("between ")
            and (more := _SECOND.match(text, end))
        ):
            end = more.end()
        found.append(Span(start, end, "number", "money" if match["money"] else (match["unit"] or "").lower()))
    return tuple(found)


def is_money(unit: str) -> bool:
    """Return whether a span's `unit` is money: a sign ("money") or the name of a currency."""
    return unit in ("money", "cent", "cents") or re.fullmatch(_CURRENCIES, unit, re.IGNORECASE) is not None


_LINKS = frozenset("of de la le du des del di da van von der den bin ibn al el y & the und".split())
_PARTICLE = re.compile(r"(?:al|el|ar|as|ad|an|at|ash|az|d|l|o)[-'’][A-Z]")
_TITLES = frozenset("mr mrs ms dr st prof gen lt col sgt sen rep gov".split())
_OPENERS = frozenset(
    "according additionally afterwards again ago already although altogether anyway apart besides consequently"
    " currently despite earlier especially eventually experts finally first following formerly fortunately further"
    " furthermore generally hence historically indeed initially instead later latest likewise little many meanwhile"
    " modern moreover nearly nevertheless next nonetheless now often once originally overall people perhaps"
    " previously rather recent recently second several similarly sometimes soon still subsequently such then"
    " therefore third though three thus together today traditionally two typically ultimately unfortunately"
    " unlike usually well yesterday yet yes nobody everybody everyone somebody someone nothing none something".split()
)


def is_name_word(word: Word) -> bool:
    """Return whether `word` is written as a name: a capital, a code with a figure ("R7"), an Arabic article."""
    text = word.text
    return (
        (text[0].isupper() and word.lower not in FUNCTION_WORDS)
        or bool(_PARTICLE.match(text))
        or (text[0].isalnum() and any(c.isdigit() for c in text) and any(c.isupper() for c in text))
    )


@lru_cache(maxsize=20_000)
def names(text: str) -> tuple[Span, ...]:
    """Return the runs of words in `text` that are written as names, "of" and "the" inside them included.

    A sentence's first word counts only where it is no common opener, for its capital says nothing.
    """
    tokens = words(text)
    found: list[Span] = []
    position = 0
    while position < len(tokens):
        if not _starts_name(tokens, position):
            position += 1
            continue
        last = position
        probe = position + 1
        if re.search(r"['’]s$", tokens[position].text):
            probe = len(tokens)
        while probe < len(tokens):
            word = tokens[probe]
            if is_name_word(word):
                last = probe
            elif not _may_link(text, tokens, probe):
                break
            if re.search(r"['’]s?$", word.text) and probe == last:
                break
            probe += 1
        found.append(Span(tokens[position].start, tokens[last].end, "name"))
        position = last + 1
    return tuple(found)


def names_it(name: str, text: str) -> bool:
    """Return whether `name` stands in `text` as whole words, whatever its capitals: "Port" is not in "Portland"."""
    return re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text, re.IGNORECASE) is not None


def _starts_name(tokens: Sequence[Word], position: int) -> bool:
    word = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", word.text):
        return bool(following and is_name_word(following))
    if not is_name_word(word):
        return False
    opens = position == 0 or tokens[position - 1].text in '"“.:'
    return not opens or (word.lower not in _OPENERS and not word.lower.endswith("ly"))


def _may_link(text: str, tokens: Sequence[Word], position: int) -> bool:
    word = tokens[position]
    if word.lower in _LINKS or (word.text.isdigit() and tokens[position - 1].text[0].isupper()):
        return True
    before = tokens[position - 1]
    return (
        word.text == "." and (before.lower in _TITLES or len(before.text) == 1) and text[word.end : word.end + 1] == " "
    )
