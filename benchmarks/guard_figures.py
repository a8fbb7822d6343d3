"""Figures, dates and units of a sentence, altered: each alteration makes the sentence say what its source does not.

Figures within a name ("Apollo 11", "T-90") are left to `guard_names`; footnote marks are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.guard_sources import MONTHS, WEEKDAYS, Base

_DIGITS = re.compile(r"(?<![\w\[.,:/'’-])\d+(?:[.,:]\d+)*(?=(?:s|st|nd|rd|th|am|pm|m|bn|k|km|kg)?(?![\w\]/]))")
_SPELLED = tuple(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety".split()
)
_CLASSES = (
    _SPELLED,
    tuple("hundred thousand million billion trillion".split()),
    tuple("dozens hundreds thousands millions billions".split()),
    tuple("half third quarter fifth".split()),
    tuple("first second third fourth fifth sixth seventh eighth ninth tenth".split()),
    tuple("once twice thrice".split()),
    tuple("single double triple".split()),
    tuple("doubled tripled quadrupled halved".split()),
)
_ORDINAL = _CLASSES[4]
_SPELLED_RE = re.compile(r"(?<![\w’'-])(" + "|".join(sorted({w for c in _CLASSES for w in c})) + r")(?![\w’'])")
_YEAR = re.compile(r"(?<![\w.,:/-])(1\d{3}|20\d\d)(?=s?(?![\w.,:/-]\d|\w))")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b")
_DAY = re.compile(
    rf"(?:(?<=\b(?:{'|'.join(m[-3:] for m in MONTHS)}) )\d{{1,2}}\b|\b\d{{1,2}}(?= (?:{'|'.join(MONTHS)})\b))"
)
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)(?=[ -](?:and \d+\w\w[ -])?centur)")
_UNITS = (
    ("kilometres", "miles"), ("kilometers", "miles"), ("km", "miles"), ("metres", "feet"), ("meters", "feet"),
    ("feet", "metres"), ("million", "billion"), ("billion", "million"), ("thousand", "million"), ("dollars", "euros"),
    ("pounds", "euros"), ("euros", "dollars"), ("tonnes", "kilograms"), ("tons", "pounds"), ("kilograms", "tonnes"),
    ("kg", "tonnes"), ("seconds", "minutes"), ("minutes", "hours"), ("hours", "days"), ("days", "weeks"),
    ("weeks", "months"), ("months", "years"), ("years", "months"), ("year", "month"), ("hectares", "acres"),
    ("acres", "hectares"), ("miles", "kilometres"), ("inches", "feet"), ("mm", "cm"), ("percent", "times"),
    ("per cent", "times"), ("sq mi", "sq km"), ("MW", "kW"), ("mph", "km/h"), ("°C", "°F"), ("°F", "°C"), ("BC", "AD"),
    ("a.m.", "p.m."), ("p.m.", "a.m."), ("degrees Celsius", "degrees Fahrenheit"), ("gallons", "litres"),
)  # fmt: skip
_QUANTITY = rf"(?:\d|\b(?:{'|'.join(_SPELLED)}|hundred|thousand|million|billion|few|several|per|square))[ -]?"
_CURRENCY = {"$": "€", "€": "$", "£": "$"}


def change_a_digit(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with one digit of a figure replaced by another."""
    for match in _figures(base.text):
        written = match.group()
        at = random.choice([i for i, c in enumerate(written) if c.isdigit()])
        others = [d for d in "0123456789" if d != written[at] and not (d == "0" and at == 0)]
        yield _put(base.text, match.start() + at, match.start() + at + 1, random.choice(others))


def replace_a_number(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with a figure, or a number in words, replaced by another of its kind."""
    for match in _figures(base.text):
        value = float(match.group().replace(",", "").replace(":", ".").rstrip(".")) if _is_plain(match.group()) else 0.0
        other = str(random.choice([n for n in (3, 7, 18, 26, 45, 112, 380, 1650, 2400) if n != value]))
        if re.match(r"st|nd|rd|th", base.text[match.end() :]):
            other = random.choice([n for n in ("4", "5", "7", "9", "16") if n != match.group()])
            yield _put(base.text, match.start(), match.end() + 2, f"{other}th")
        else:
            yield _put(base.text, match.start(), match.end(), other)
    for match in _spelled(base.text):
        word = match.group()
        group = next(c for c in _CLASSES if word in c)
        yield _put(base.text, *match.span(), random.choice([other for other in group if other != word]))


def change_a_date(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with a day, month, year, weekday or century changed."""
    text = base.text
    for match in _YEAR.finditer(text):
        if not _counts(text, match):
            year = int(match.group()) + random.choice((-20, -11, -3, -1, 1, 2, 10, 30))
            yield _put(text, *match.span(), str(year))
    for match in _MONTH.finditer(text):
        if match.group() not in ("May", "March") or re.search(
            r"(?:\d|\b[Ii]n|\bof|\bsince) \Z|\A\Z", text[: match.start()]
        ):
            yield _put(text, *match.span(), random.choice([m for m in MONTHS if m != match.group()]))
    for match in _WEEKDAY.finditer(text):
        yield _put(text, *match.span(), random.choice([d for d in WEEKDAYS if d != match.group()]))
    for match in _DAY.finditer(text):
        yield _put(text, *match.span(), str(random.choice([d for d in range(1, 29) if d != int(match.group())])))
    for match in _CENTURY.finditer(text):
        yield _put(text, *match.span(), f"{random.choice([c for c in range(4, 20) if c != int(match[1])])}th")


def change_a_unit(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence with the unit of a figure replaced by another."""
    text = base.text
    for unit, other in _UNITS:
        for match in re.finditer(rf"(?<={_LOOKS}){re.escape(unit)}(?!\w)", text):
            if re.search(rf"{_QUANTITY}\Z", text[: match.start()]):
                yield _put(text, *match.span(), other)
    for match in re.finditer(r"[$€£](?=\d)|(?<=\d)%", text):
        yield _put(text, *match.span(), _CURRENCY.get(match.group(), " times"))


_LOOKS = r"[\w.\s-]"


def swap_two_figures(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with two different figures exchanged; figures of one list or range are left alone."""
    text = base.text
    found = sorted([*_figures(text), *(m for m in _spelled(text) if m.group() in _SPELLED)], key=lambda m: m.start())
    pairs = [
        (first, second)
        for at, first in enumerate(found)
        for second in found[at + 1 :]
        if _value(first.group()) != _value(second.group())
        and not _one_list(text[first.end() : second.start()], text[: first.start()])
    ]
    for first, second in random.sample(pairs, min(2, len(pairs))):
        yield (
            text[: first.start()]
            + second.group()
            + text[first.end() : second.start()]
            + first.group()
            + text[second.end() :]
        )


def _one_list(between: str, before: str) -> bool:
    """Return whether two figures stand in a list or a range, which says the same in another order."""
    rest = re.sub(
        rf"\A(?:s|st|nd|rd|th)\b|\b(?:early|late|and|or|to|{'|'.join(MONTHS)})\b|[\d\s,.;:/–—%$€£-]+", "", between
    )
    return not rest or bool(re.search(r"\bbetween\b[^,]{0,20}\Z", before))


def _figures(text: str) -> Iterator[re.Match[str]]:
    for match in _DIGITS.finditer(text):
        before = text[: match.start()].rstrip()
        word = re.search(r"([^\W\d_][\w.’'-]*)\Z", before)
        # "Apollo 11": a figure of a name. "In 1990", "May 5" are none.
        if word and word[1][0].isupper() and re.search(r"\w", before[: word.start()]) and word[1] not in MONTHS:
            continue
        yield match


def _spelled(text: str) -> Iterator[re.Match[str]]:
    for match in _SPELLED_RE.finditer(text):
        word, before, after = match.group(), text[: match.start()], text[match.end() :]
        if word in _ORDINAL and not re.search(r"\b(?:the|his|her|its|their|a) \Z", before):
            continue  # "at first", "first began", "a second" of time and the like stand in other senses
        if (word == "second" and re.match(r"-|\W*\Z", after)) or (
            word in ("half", "quarter", "single") and before[-1:] == "-"
        ):
            continue
        yield match


def _value(written: str) -> str:
    """Return a figure as digits, so that "five" equals "5"."""
    return str(_SPELLED.index(written) + 2) if written in _SPELLED[:19] else written


def _counts(text: str, match: re.Match[str]) -> bool:
    """Return whether what looks like a year counts something ("1500 ships")."""
    return bool(re.match(r"\s+(?:people|men|women|[a-z]{3,}s\b|square|feet|metres)", text[match.end() :])) or text[
        : match.start()
    ].endswith(("$", "£", "€"))


def _is_plain(written: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:,\d{3})*(?:\.\d+)?", written))


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]
