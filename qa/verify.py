"""Vouch for a sentence that a model wrote, or withhold it: `verify`. Pure text, no archive, no model.

Presence is not support: a sentence is vouched for when it says of the same things what its quoted lines say of them,
shortened, joined or reworded by listed equivalents; when in doubt it is withheld. The parts are in `qa.guard`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from qa.guard.asides import without_asides
from qa.guard.asserted import unasserted
from qa.guard.compare import compare
from qa.guard.pieces import halves, with_noun, without_relative
from qa.guard.quotations import cut_inside, misquoted
from qa.guard.reading.clauses import Reading
from qa.guard.reading.read import read
from qa.guard.reading.tokens import Token, date_expressions, fold, tokenize

_LONGEST = 600
"""Characters of a written sentence that is compared word by word; a longer one must be the line, or lines, as it is."""
_LONGEST_SOURCE = 1_500
_DEEPEST = 2
_MOST_JOINTS = 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cited source sentence, who says it, and the dates that it speaks of, as in a citation.

    `follows` is whether it stands right after the quote before it, so that its "he" may be named there; None where
    that is not known, and then it is taken to.
    """

    text: str
    attributed_to: str | None = None
    dates: tuple[Mapping[str, str | None], ...] = ()
    follows: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is carried by its quotes; where not, `reason` is one plain clause for a reader."""

    supported: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    tokens: tuple[Token, ...]
    speaker: frozenset[str]
    dates: tuple[tuple[str, str, str], ...]


def verify(sentence: str, quotes: Sequence[Quoted]) -> Verdict:
    """Return whether `quotes` carry `sentence`: one of them, or, where it joins two statements, one each of them."""
    text = fold(sentence)
    if not any(character.isalnum() for character in text):
        return Verdict(False, "it says nothing")
    whole = [fold(quoted.text) for quoted in quotes]
    if any(text == each or _bare(text) == _bare(each) for each in whole):
        return Verdict(True)
    if reason := _unfit(text, whole):
        return Verdict(False, reason)
    sources = [_source(line, quoted) for line, quoted in zip(whole, quotes, strict=True)]
    for source in sources:
        if '"' in text and (wrong := cut_inside(text, read(source.tokens), source.text)) is not None:
            return Verdict(False, f"no line says just “{wrong}”")
    sources += _written_out(sources, quotes)
    reason = _carried(text, sources, 0)
    return Verdict(not reason, reason)


def _unfit(text: str, lines: Sequence[str]) -> str:
    """Return why a sentence is not even compared: it cites no line, is no statement, hides or misquotes something."""
    if not lines:
        return "no line is cited"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in text):
        return "it holds characters that can't be seen"
    if text.rstrip('" ').endswith("?"):
        return "it is a question and says nothing that could be checked"
    signs = set(_SIGN.findall(text)) - set(_SIGN.findall(" ".join(lines)))
    if signs:
        return f"the line does not say “{min(signs)}”"
    wrong = misquoted(text, lines)
    return f"no line says “{wrong}” in these words" if wrong is not None else ""


def _source(line: str, quoted: Quoted) -> _Source:
    dates = date_expressions(quoted.dates)
    speaker = frozenset(token.key for token in tokenize(fold(quoted.attributed_to or "")))
    return _Source(line, tokenize(line, dates) if len(line) <= _LONGEST_SOURCE else (), speaker, dates)


def _written_out(sources: Sequence[_Source], quotes: Sequence[Quoted]) -> list[_Source]:
    """Return those sources once more of which the leading pronoun can only mean one in the source before."""
    found = []
    for before, after, quoted in zip(sources, sources[1:], quotes[1:], strict=False):
        if quoted.follows is False or not (before.tokens and after.tokens):
            continue
        text = with_noun(read(after.tokens), after.text, read(before.tokens), before.text)
        if text is not None:
            found.append(_Source(text, tokenize(text, after.dates), after.speaker, after.dates))
    return found


def _bare(text: str) -> str:
    """Return a sentence without quotation marks, end marks and capitals."""
    return text.replace('"', "").strip(".,;:! ").casefold()


def _carried(text: str, sources: Sequence[_Source], depth: int) -> str:
    """Return "" where `text` is carried by one source, or its halves each by one; else the best reason why not."""
    if depth and any(_bare(text) == _bare(source.text) for source in sources):
        return ""
    if depth < _DEEPEST and _is_line_and_more(text, sources, depth):
        return ""
    if len(text) > _LONGEST:
        return "it is too long to be compared with the line"
    written = read(tokenize(text))
    reasons = []
    for source in sources:
        reason = _against(written, text, source)
        if not reason:
            return ""
        reasons.append(reason)
    if depth < _DEEPEST:
        parts = chain(halves(written, text), without_relative(written, text))
        for one, other in islice(parts, _MOST_JOINTS):
            named = with_noun(read(tokenize(other)), other, read(tokenize(one)), one)
            if not _carried(one, sources, depth + 1) and not _carried(named or other, sources, depth + 1):
                return ""
    return next((reason for reason in reasons if "does not say “" not in reason), reasons[0])


def _against(written: Reading, text: str, source: _Source) -> str:
    """Return why one source does not carry `text`, or "" where it does, with what it says in brackets or without."""
    if reason := unasserted(text, source.text):
        return reason
    whole = read(source.tokens)
    reason = compare(written, whole, source.speaker)
    if reason and (shorter := _without_brackets(source, text)) is not None:
        whole = read(shorter)
        reason = compare(written, whole, source.speaker)
    if reason and (shorter := without_asides(whole, written)) is not None and compare(written, read(shorter), source.speaker) == "":
        reason = ""
    return reason


def _is_line_and_more(text: str, sources: Sequence[_Source], depth: int) -> bool:
    """Return whether `text` is one of the lines as it is, joined to something that is carried, too."""
    return any(
        not _carried(rest, sources, depth + 1)
        for source in sources
        for rest in _around(text, source.text)
        if rest.strip()
    )


def _around(text: str, line: str) -> Iterator[str]:
    """Yield what `text` says besides `line`, where it is that line joined to something by "and", "while" or ";"."""
    whole, part = text.casefold(), line.strip('".,;:! ').casefold()
    if len(whole) != len(text) or not part or len(part) >= len(whole):
        return
    if whole.startswith(part) and (joint := _JOINT.match(text, len(part))):
        yield text[joint.end() :]
    end = len(text.rstrip('".,;:! '))
    if whole[:end].endswith(part) and (joint := _JOINT_BEFORE.search(text[: end - len(part)])):
        yield text[: joint.start()]


def _without_brackets(source: _Source, text: str) -> tuple[Token, ...] | None:
    """Return the source's tokens without what it says in brackets and `text` does not; None where that is all."""
    if "(" not in source.text or not source.tokens:
        return None
    shorter = _ASIDE.sub(
        lambda m: m.group() if m.group().strip() in text or _LIMITS.search(m.group()) else "", source.text
    )
    return tokenize(shorter, source.dates) if shorter != source.text else None


_SIGN = re.compile(r"[^\w\s.,;:!?'\"()\[\]—…%°$£€¥₹₽-]")
"""A sign that may say something, and is no unit: "<", "±"."""
_JOINT = re.compile(r'"?(?:;|,? (?:and|but|while)|; (?:and|but|while)) (?=\S)')
_JOINT_BEFORE = re.compile(r"(?:;|,? (?:and|but|while)) $|; (?:and|but|while) $")
_ASIDE = re.compile(r" ?\([^()]{1,200}\)")
_LIMITS = re.compile(
    r"\b(?:not|no|except|excluding|without|alleged\w*|claimed|reportedly|only|former\w*|if|unless|or so)\b",
    re.IGNORECASE,
)

__all__ = ["Quoted", "Verdict", "verify"]
