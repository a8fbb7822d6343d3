"""Accounts said otherwise: who says it, and why, in the other fixed ways to say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.guard.reading.tagsets import SAY_KEYS
from qa.guard.stretches import Line, capital
from qa.guard.words.rephrasing import past_of


def giving_reason(line: Line) -> Iterator[str]:
    """Yield "said it would close because of costs" for "said it would close, citing costs"."""
    if "because_of" in line.said and (match := re.search(r", citing (?=\w)", line.text)):
        before = [token for token in line.source.tokens if token.end <= match.start()]
        if any(token.key in SAY_KEYS for token in before):
            yield f"{line.text[: match.start()]} because of {line.text[match.end() :]}"


def said_because(line: Line) -> Iterator[str]:
    """Yield "the ministry said drought had come" for "..., the ministry said, because drought had come"."""
    match = re.search(r", (?P<who>[^,;]{3,60} (?:said|says)), because (?P<why>[^;]+)$", line.text)
    if match and not {"not", "no", "never"} & set(line.text[: match.start()].lower().split()):
        yield f"{capital(match['who'])} {match['why']}"


def quotation_first(line: Line) -> Iterator[str]:
    """Yield 'Holm said: "We stay."' for '"We stay," Holm said, adding that'."""
    match = re.match(r'"(?P<what>[^"]{2,}?)[,.]" (?P<who>[^",;]+)(?P<more>, [^"]*)?\.?$', line.text)
    if match and any(token.key in SAY_KEYS and not token.quoted for token in line.source.tokens):
        yield f'{capital(match["who"].rstrip("."))}: "{match["what"]}."'


def believed(line: Line) -> Iterator[str]:
    """Yield "the cave is believed to have been flooded" for "geologists believe that the cave was flooded"."""
    if (match := _BELIEVE.match(line.text)) and "to" in line.said:
        many = match["be"] in ("were", "are")
        past = match["be"] in ("was", "were")
        to = "to have been" if past else "to be"
        verb = match["verb"]
        for form in {"believed", "thought", "considered"} & line.said:
            if form == past_of(verb) or {form, past_of(verb)} == {"believed", "thought"}:
                yield f"{capital(match['what'])} {'are' if many else 'is'} {form} {to} {match['rest']}"


_BELIEVE = re.compile(
    r"(?!Few|No |Not|Some|The |A |One)(?:[A-Z][a-z]+ ){0,1}(?:[a-z]+ )?[A-Za-z]+s "
    r"(?P<verb>believe|think|consider) (?:that )?"
    r"(?P<what>(?:the|a|an|its|their|some|[A-Z])[^,;]*?) (?P<be>was|were|is|are) (?!not\b)(?P<rest>[^;]+)$"
)
