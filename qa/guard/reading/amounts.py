"""One form for amounts that are written in several words: "a quarter of", "four and a half", "by five votes to two".

It works on a sentence's tokens and knows only what stands side by side; a figure that it makes has the value that the
words have, so that "25 percent of" and "a quarter of" are the same tokens. What is no amount is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import PREPOSITIONS
from qa.guard.words.phrases import BEHIND
from qa.text.number_words import ONES, SCALES

if TYPE_CHECKING:
    from qa.guard.reading.tokens import Token

_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_ENDS = frozenset(". , ; : ) to in since after from on during over between".split())
_NO_RANGE = PREPOSITIONS | frozenset("rose fell dropped grew increased decreased declined".split())
_VOTING = frozenset(stem(word) for word in "vote ballot reject approve pass adopt rule split".split())
_PLAYING = _VOTING | frozenset(stem(word) for word in "beat defeat win lose draw lead thrash".split())
_SCORE = re.compile(r"#\d{1,3}-\d{1,3}")
_DAY = re.compile(r"@(?P<month>[\d_]{4}-\d\d)-(?P<day>\d\d)")
_YEAR = re.compile(r"#1\d{3}|#20\d\d")

_Found = tuple[list["Token"], int]
"""What stands for the tokens at a place, and how many of them."""


def amounts(tokens: Sequence[Token]) -> list[Token]:
    """Return `tokens` with each amount in its one form."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "figure" and token.lower not in _OPENING and "-" not in token.lower:
            found.append(token)
            at += 1
            continue
        made = next((made for rule in _RULES if (made := rule(tokens, at, found)) is not None), None)
        found += made[0] if made else [token]
        at += made[1] if made else 1
    return found


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else "."


def _figure(first: Token, last: Token, key: str) -> Token:
    return replace(first, kind="figure", key=key, lower=key[1:], text=key[1:], end=last.end, capital=False)


def _word(token: Token, word: str, *, at: int | None = None) -> Token:
    start = token.start if at is None else at
    return replace(
        token, kind="word", lower=word, key=stem(word), text=word, start=start, end=token.end if at is None else at,
        capital=False,
    )  # fmt: skip


def _value(token: Token) -> Fraction | None:
    """Return what a plain figure counts; None for an ordinal, a score, a word."""
    if token.kind != "figure" or not re.fullmatch(r"#\d+(?:\.\d+)?", token.key):
        return None
    return Fraction(token.key[1:])


def _key(value: Fraction) -> str:
    """Return the key of a value as figures have it: "#12.5", and "#200/3" where no digits say it."""
    plain = float(value)
    return f"#{plain:.10g}" if Fraction(f"{plain:.10g}") == value else f"#{value}"


def _share(tokens: Sequence[Token], at: int, _: Sequence[Token]) -> _Found | None:
    """Read "a quarter of", "three-quarters of", "half of", and "by a third" where it ends: so many percent."""
    many, count = _fraction(tokens, at)
    after = _low(tokens, at + count)
    if many is None or (after == "of" and _low(tokens, at + count + 1) in ("a", "an")):
        return None
    if after != "of" and not (_low(tokens, at - 1) == "by" and after in _ENDS):
        return None
    last = tokens[at + count - 1]
    figure = _figure(tokens[at], last, _key(many * 100))
    return [figure, _word(figure, "percent")], count


def _fraction(tokens: Sequence[Token], at: int) -> tuple[Fraction | None, int]:
    """Return the share that is written at a place, and in how many words."""
    low = _low(tokens, at)
    if low == "half":
        return Fraction(1, 2), 1
    number, hyphen, part = low.partition("-")
    if hyphen and number in ONES and part.removesuffix("s") in _PARTS:
        return Fraction(ONES[number], _PARTS[part.removesuffix("s")]), 1
    parts = _PARTS.get(_low(tokens, at + 1).removesuffix("s"))
    many = Fraction(1) if low == "a" else _value(tokens[at])
    plural = _low(tokens, at + 1).endswith("s")
    if parts is None or many is None or not 0 < many < parts or plural != (many > 1):
        return None, 1
    return many / parts, 2


def _half_a(tokens: Sequence[Token], at: int, _: Sequence[Token]) -> _Found | None:
    """Read "half a million", "half a percentage point", "four and a half"."""
    if _low(tokens, at) == "half" and _low(tokens, at + 1) in ("a", "an") and at + 2 < len(tokens):
        return _scaled(tokens, at, at + 2, Fraction(1, 2), 2)
    if at + 1 < len(tokens) and _low(tokens, at) == "half" and tokens[at + 1].key[1:] in _WHOLE_SCALES:
        return [_figure(tokens[at], tokens[at + 1], _key(Fraction(tokens[at + 1].key[1:]) / 2))], 2
    value = _value(tokens[at])
    if value is None or [_low(tokens, at + k) for k in (1, 2)] != ["and", "a"]:
        return None
    part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(_low(tokens, at + 3))
    return _scaled(tokens, at, at + 4, value + part, 4) if part else None


def _scaled(tokens: Sequence[Token], at: int, behind: int, value: Fraction, count: int) -> _Found:
    """Return a value as a figure, times the "million" that may stand behind it."""
    scale = SCALES.get(_low(tokens, behind))
    if scale:
        value, count = value * scale, count + 1
    return [_figure(tokens[at], tokens[at + count - 1], _key(value))], count


def _hedged_behind(tokens: Sequence[Token], at: int, _: Sequence[Token]) -> _Found | None:
    """Read "27 or more" as "at least 27"."""
    hedge = BEHIND.get((_low(tokens, at + 1), _low(tokens, at + 2)))
    if hedge is None or _value(tokens[at]) is None or _low(tokens, at + 3) == "than":
        return None
    return [replace(_word(tokens[at], hedge), key=hedge), tokens[at]], 3


def _range(tokens: Sequence[Token], at: int, found: Sequence[Token]) -> _Found | None:
    """Read "between 80 and 120 eggs" and "80 to 120 eggs" as one figure, "between 1821 and 1834" as a span of years."""
    between = _low(tokens, at) == "between"
    first = at + between
    unit = 1 if first + 1 < len(tokens) and _low(tokens, first + 1) not in ("and", "to") else 0
    last = first + unit + 2
    if last + unit >= len(tokens) or _low(tokens, first + unit + 1) != ("and" if between else "to"):
        return None
    low, high = _value(tokens[first]), _value(tokens[last])
    if low is None or high is None or low >= high or (unit and tokens[first + 1].key != tokens[last + 1].key):
        return None
    if _YEAR.fullmatch(tokens[first].key) and _YEAR.fullmatch(tokens[last].key):
        years = [_word(tokens[at], "from"), tokens[first], _word(tokens[last - 1], "to"), tokens[last]]
        return (years, 4) if between and not unit else None
    near = [token.lower for token in found[-6:]]
    moving = "from" in near or (bool(near) and near[-1] in _NO_RANGE) or bool(_YEAR.fullmatch(tokens[first].key))
    behind = tokens[last + 1] if last + 1 < len(tokens) else None
    counted = behind is not None and behind.kind == "word" and behind.lower not in _ENDS | {"by", "of", "and", "or"}
    if not between and (moving or not counted or _holds(tokens, _VOTING)):
        return None
    figure = _figure(tokens[first], tokens[last], f"#{tokens[first].key[1:]}-{tokens[last].key[1:]}")
    return [figure, *tokens[last + 1 : last + 1 + unit]], last + 1 + unit - at


def _days(tokens: Sequence[Token], at: int, _: Sequence[Token]) -> _Found | None:
    """Read "between 4 and 10 November 2030" as one span of days."""
    joint = {"between": "and", "from": "to"}.get(_low(tokens, at))
    if joint is None or _low(tokens, at + 2) != joint or at + 3 >= len(tokens):
        return None
    first, last = _value(tokens[at + 1]), _DAY.fullmatch(tokens[at + 3].key)
    if first is None or last is None or not 1 <= first < int(last["day"]):
        return None
    key = f"@{last['month']}-{int(first):02d}/{last['month']}-{last['day']}"
    return [replace(tokens[at + 3], key=key, start=tokens[at].start)], 4


def _votes(tokens: Sequence[Token], at: int, found: Sequence[Token]) -> _Found | None:
    """Read "by a vote of five to two", "41 votes to 38", "5-2" in a sentence of votes or games: "by 5-2"."""
    start = at + 1 if _low(tokens, at) == "by" else at
    if start > at and _low(tokens, start) == "a" and _low(tokens, start + 1) in ("vote", "margin"):
        start += 3 if _low(tokens, start + 2) == "of" else 0
    if start >= len(tokens) or tokens[start].kind != "figure":
        return None
    before = found[-1] if found else None
    free = start > at or (before is not None and before.kind == "word" and before.lower not in _BEFORE_OTHERS)
    if _SCORE.fullmatch(tokens[start].key):
        if not free or not _holds(tokens, _PLAYING) or _low(tokens, start + 1) not in _AFTER_SCORE:
            return None
        return [_word(tokens[start], "by", at=tokens[start].start), tokens[start]], start + 1 - at
    named = 1 if _low(tokens, start + 1) == "votes" else 0
    last = start + named + 2
    if last >= len(tokens) or _low(tokens, start + named + 1) != "to" or not _holds(tokens, _VOTING) or not free:
        return None
    end = last + 1 if _low(tokens, last + 1) == "votes" else last
    if _value(tokens[start]) is None or _value(tokens[last]) is None or _low(tokens, end + 1) not in _AFTER_SCORE:
        return None
    score = _figure(tokens[start], tokens[end], f"#{tokens[start].key[1:]}-{tokens[last].key[1:]}")
    return [_word(tokens[start], "by", at=tokens[start].start), score], end + 1 - at


_OPENING = frozenset("a half between from by".split())
_BEFORE_OTHERS = frozenset("a an the from between of to in and or aged ages pages page age at than with for".split())
_AFTER_SCORE = frozenset(". , ; : ) ( by in on to after at and when as during late early against before with".split())
_WHOLE_SCALES = frozenset(str(scale) for scale in SCALES.values())


def _holds(tokens: Sequence[Token], keys: frozenset[str]) -> bool:
    return any(token.key in keys or token.lower == "votes" for token in tokens)


_RULES: tuple[Callable[[Sequence[Token], int, Sequence[Token]], _Found | None], ...] = (
    _days, _votes, _range, _share, _half_a, _hedged_behind,
)  # fmt: skip
