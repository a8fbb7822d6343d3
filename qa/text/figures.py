"""What a figure in a text amounts to: a range of values and a unit, hedges included. Pure text.

It is for telling whether two figures can both be true, so every range is rather too wide than too narrow.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from qa.text.number_words import ONES, SCALES, TENS

_LOOSE = {
    "dozen": (12.0, 12.0), "tens": (15.0, 200.0),
    "dozens": (20.0, 200.0), "hundreds": (150.0, 2_000.0), "thousands": (1_500.0, 20_000.0),
    "millions": (1.5e6, 2e7), "half": (0.5, 0.5), "twice": (2.0, 2.0),
}  # fmt: skip
_ABOUT = re.compile(r"\b(?:about|around|some|approximately|roughly|estimated|almost|nearly|circa|close to)\b")
_BOUND = re.compile(
    r"\b(?P<not>(?:no|not) )?(?:(?P<least>at least|more than|over)"
    r"|(?P<most>at most|up to|as many as|as much as|less than|fewer than|under))\b"
)
_NOT = re.compile(r"\b(?:no|not|never)\b")
_HALF = re.compile(r"\bhalf an? (?=dozen|hundred|thousand|million|billion|trillion)")
_AMOUNT = re.compile(
    r"(?P<sign>[$£€¥]\s?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<short>(?:k|m|mn|bn|tn)\b)?"
    r"|(?P<plural>tens|dozens|hundreds|thousands) of (?P<scale>thousand|million|billion)s"
    r"|(?P<word>[a-z]+(?:-[a-z]+)?)"
)
_SHORT = {"k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}
_VAGUE = 0.1  # how far "about 40" may be from what it stands for
_MOST_DIGITS = 100  # of a number that counts anything
_SIGN = re.compile(r"(?:US|C|A|NZ)?[$£€¥]")
_SIGNED = {"$": "dollar", "US$": "dollar", "£": "pound", "€": "euro"}
_UNITS = (
    ("%", "percent", "per cent"), ("km", "kilomet"), ("m", "met"), ("mi", "mile"), ("ft", "feet", "foot"),
    ("kg", "kilogram"), ("t", "tonne", "ton"), ("s", "second"), ("min", "minute"), ("h", "hour"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's lowest and highest value and its unit, "" for a bare count; `high` is infinite for "at least"."""

    low: float
    high: float
    unit: str = ""

    def agrees(self, other: Figure) -> bool:
        """Return whether both can be true; figures in different units are never held against each other."""
        return self.unit != other.unit or (self.low <= other.high and other.low <= self.high)


def read_figure(text: str, unit: str = "") -> Figure | None:
    """Return the figure written in `text` ("at least 40", "1.2 million", "seven to ten"), None where there is none.

    `unit` is what it is measured in, as `qa.text.spans.numbers` tells it; a sign of money in `text` goes before it.
    """
    lowered = _HALF.sub("0.5 ", " ".join(text.lower().split()))
    bound = _BOUND.search(lowered)
    if _NOT.search(lowered) and not (bound and bound["not"]):
        return None  # "not 40": what it is instead is not said
    amounts = [amount for amount in _amounts(lowered) if amount is not None]
    if not amounts:
        return None
    low, high = min(low for low, _ in amounts), max(high for _, high in amounts)
    if not math.isfinite(low):
        return None  # so many digits that it counts nothing
    if bound and bool(bound["least"]) != bool(bound["not"]):
        high = math.inf
    elif bound:
        low = 0.0
    elif _ABOUT.search(lowered):
        low, high = low * (1 - _VAGUE), high * (1 + _VAGUE)
    sign = _SIGN.search(text)
    return Figure(low, high, _SIGNED.get(sign.group(), sign.group()) if sign else _common_unit(unit))


def _amounts(lowered: str) -> list[tuple[float, float]]:
    """Return the range of each amount in `lowered`: one, or two where it says "40 to 45"."""
    found: list[tuple[float, float]] = []
    pending: float | None = None
    exact = 0.0
    for match in _AMOUNT.finditer(lowered):
        word = match["word"] or ""
        if match["digits"]:
            if pending is not None:
                found.append(_rounded(pending, exact))
            pending, exact = _written(match["digits"].replace(",", ""), match["short"], money=bool(match["sign"]))
        elif match["plural"]:
            found.append(_scaled(_LOOSE[match["plural"]], SCALES[match["scale"]]))
        elif (spelled := _spelled(word)) is not None:
            if pending is not None:
                found.append(_rounded(pending, exact))
            pending, exact = spelled, 1.0
        elif word in _LOOSE and pending is None:
            found.append(_LOOSE[word])
        elif word in SCALES:
            pending = (1.0 if pending is None else pending) * SCALES[word]
            exact = max(exact, 1.0 if exact == 0 else exact) * SCALES[word]
    if pending is not None:
        found.append(_rounded(pending, exact))
    return found


def _written(digits: str, short: str | None, *, money: bool) -> tuple[float, float]:
    """Return the value of `digits` with what is written short behind them ("3bn"), and the place that is sure."""
    if len(digits) > _MOST_DIGITS:
        return math.inf, 1.0
    exact = 10.0 ** -len(digits.partition(".")[2]) if "." in digits else _last_place(digits)
    scale = 1e6 if short == "m" and money else _SHORT.get(short or "", 1.0)  # "40m" alone is a length
    return float(digits) * scale, exact * scale


def _scaled(amount: tuple[float, float], scale: float) -> tuple[float, float]:
    return amount[0] * scale, amount[1] * scale


def _spelled(word: str) -> float | None:
    first, _, second = word.partition("-")
    if first in TENS:
        return float(TENS[first] + (ONES.get(second, 0) if second else 0))
    return float(ONES[first]) if first in ONES and not second else None


def _last_place(digits: str) -> float:
    """Return the place of the last digit that is surely meant: 4,000 may be a round figure, 40 is taken as it is."""
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0**zeros if zeros >= 2 else 1.0


def _rounded(value: float, place: float) -> tuple[float, float]:
    """Return what is written as `value` where its last sure digit stands at `place`."""
    spread = place / 2 if place > 1 or not value.is_integer() else 0.0
    return value - spread, value + spread


def _common_unit(unit: str) -> str:
    """Return one name for a unit however it is written."""
    word = unit.lower().removeprefix("us ")
    if word.startswith("ruble"):
        return "rouble"
    for short, *beginnings in _UNITS:
        if word == short or word.startswith(tuple(beginnings)):
            return short
    return word.rstrip("s")
