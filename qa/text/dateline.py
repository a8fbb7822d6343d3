"""The dateline that opens an article's first sentence: "HARROW, March 3, 2041 (Wire) - ". Pure text, by shape alone."""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z .'’-]{2,40}(?:,[^.!?\n]{1,40}?|,? ?\([^)]{1,30}\)| [A-Z][a-z]+ \d{1,2}(?:, \d{4})?){0,3}"
    r"|[A-Z][\w .'’-]{1,30} \([^)]{1,30}\)|\([^)]{1,30}\))\s?(?:[-–—]+|:)\s+(?=\S)"
)


def without_dateline(sentence: str) -> str:
    """Return `sentence` without the place, day and agency in front of it, as it is where it has none."""
    match = _DATELINE.match(sentence)
    return sentence[match.end() :] if match else sentence
