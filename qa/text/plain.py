"""Text as a reader sees it, on one line, with nothing in it that a language model's server could take for its own.

Only copies are made so: quotes, offsets and files stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

# Shown as nothing, but of no category that says so: fillers, joiners, variation selectors, tags.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
_TAG = re.compile(r"<([^<>\s]{1,60})>")  # <|im_end|>, </s>, <start_of_turn>
_BRACKETED = re.compile(r"\[(/?[A-Z_]{2,30}|[eE]\d{1,6})\]")  # [/INST], [e2]


def one_line(text: str) -> str:
    """Return what of `text` can be seen, on one line: no control, direction or invisible characters."""
    return " ".join("".join(map(_seen, text)).split())


def is_plain(text: str) -> bool:
    """Return whether every character of `text` can be seen, or is a space between those that can."""
    return all(_seen(character) == character for character in text)


def without_delimiters(text: str) -> str:
    """Return `text` with other brackets round what a prompt's own delimiters and markers look like.

    Servers read `<|im_end|>` or `[/INST]` as the end of a turn wherever they stand, and a line that holds "[e2]" would
    forge a marker.
    """
    return _BRACKETED.sub(r"(\1)", _TAG.sub(r"‹\1›", text))


def _seen(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return "" if category in {"Cf", "Cs"} or _BLANK.match(character) else character
