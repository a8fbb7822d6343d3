"""Vouch for a sentence that a model wrote, or withhold it: `verify`. Pure text, no archive, no model.

Presence is not support: a sentence is vouched for when it says of the same things what its quoted lines say of them,
shortened, joined or reworded by listed equivalents; when in doubt it is withheld. The parts are in `qa.guard`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from qa.guard.asides import without_asides, without_kind
from qa.guard.asserted import unasserted
from qa.guard.compare import compare
from qa.guard.junctions import around
from qa.guard.named import named, with_subject
from qa.guard.parsed.entailment import carries
from qa.guard.parsed.trees import is_installed
from qa.guard.pieces import first_subject, joined
from qa.guard.pronouns import first_pronoun
from qa.guard.quotations import cut_inside, misquoted
from qa.guard.reading.clauses import Reading
from qa.guard.reading.read import read
from qa.guard.reading.tokens import Token, date_expressions, fold, tokenize
from qa.guard.renditions import renditions, shorter
from qa.guard.rephrased import said_otherwise
from qa.guard.words.lexicon import ADVERBS, BE, DO, HAVE, MODALS, NEGATIVES, PREPOSITIONS
from qa.guard.words.verbs import PAST, THIRD

_LONGEST = 600
"""Characters of a written sentence that is compared word by word; a longer one must be the line, or lines, as it is."""
_LONGEST_SOURCE = 1_500
_DEEPEST = 2
_MOST_JOINTS = 5
_MOST_RENDITIONS = 6


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


def verify(sentence: str, quotes: Sequence[Quoted], before: str | None = None) -> Verdict:
    """Return whether `quotes` carry `sentence`: one of them, or, where it joins two statements, one each of them.

    `before` is the sentence shown right before it, "" for none: its "it" may mean only what that speaks of. None where
    that is not known; then it may mean what its line is about.
    """
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
    if reason and len(text) <= _LONGEST and (more := _under_other_names(sources, quotes, text)):
        sources += more
        reason = _carried(text, sources, 0)
    if reason and any(not _carried(each, sources, 1) for each in _meant(text, sources, before)):
        reason = ""
    if reason and is_installed() and _is_parsed(text, sources[: len(quotes)], quotes, before):
        reason = ""
    return Verdict(not reason, reason)


def _is_parsed(text: str, sources: Sequence[_Source], quotes: Sequence[Quoted], before: str | None) -> bool:
    """Return whether the parser, asked where the guard's own grammar fails, finds the sentence in one line or in all.

    What its first pronoun means must have been spoken of `before`; where that is not known, in its only line.
    """
    if len(text) > _LONGEST or not all(source.tokens for source in sources):
        return False
    if any(unasserted(text, source.text) for source in sources):
        return False
    spoken_of = {token.key for token in tokenize(fold(before))} if before is not None else set()
    tried = [([source], [False]) for source in sources]
    if 1 < len(sources) <= _MOST_JOINTS:
        tried.append((list(sources), [quoted.follows is not False for quoted in quotes]))
    for some, follows in tried:
        found = carries(text, [(source.text, source.dates) for source in some], follows)
        if found and (not found.meant or found.meant in spoken_of or (before is None and len(sources) == 1)):
            return True
    return False


def _meant(text: str, sources: Sequence[_Source], before: str | None) -> Iterator[str]:
    """Yield `text` with its leading pronoun written out as what a source is about, where `before` is about it, too."""
    if len(text) > _LONGEST or (before is None and len({source.text for source in sources}) > 1):
        return
    written = read(tokenize(text))
    for source in sources[:_MOST_JOINTS]:
        found = with_subject(written, text, read(source.tokens), source.text)
        if found is not None and (before is None or _bare(found[1]) in _bare(fold(before))):
            yield found[0]


def opens_with_pronoun(sentence: str) -> bool:
    """Return whether a sentence leaves it to the one before it what it speaks of: "It closed in 1990."."""
    return first_pronoun(read(tokenize(fold(sentence)))) is not None


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
        found += [
            _Source(text, tokenize(text, after.dates), after.speaker, after.dates)
            for text in named(read(after.tokens), after.text, read(before.tokens), before.text)
        ]
    return found


def _under_other_names(sources: Sequence[_Source], quotes: Sequence[Quoted], said: str) -> list[_Source]:
    """Return the sources once more with what they call otherwise than `said` under its names: "he", "the canal"."""
    known = {source.text for source in sources}
    found: dict[str, _Source] = {}
    for at, (source, quoted) in enumerate(zip(sources, quotes, strict=False)):
        if not source.tokens:
            continue
        texts = [source.text]
        if at and quoted.follows is not False and (before := sources[at - 1]).tokens:
            texts += renditions(read(source.tokens), source.text, read(before.tokens), before.text, said)
        for text in texts[:_MOST_RENDITIONS]:
            for each in (text, shorter(read(tokenize(text, source.dates)), text, said)):
                if each not in known:
                    found[each] = _Source(each, tokenize(each, source.dates), source.speaker, source.dates)
    return list(found.values())


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
        reason = _against(text, source)
        if not reason:
            return ""
        reasons.append(reason)
    if depth < _DEEPEST:
        for one, other in islice(joined(written, text), _MOST_JOINTS):
            if _carried(one, sources, depth + 1):
                continue
            full = next(named(read(tokenize(other)), other, read(tokenize(one)), one), other)
            if not _carried(full, sources, depth + 1):
                return ""
    return next((reason for reason in reasons if "does not say “" not in reason), reasons[0])


@lru_cache(maxsize=512)
def _against(text: str, source: _Source) -> str:
    """Return why one source does not carry `text`, or "" where it does, with what it says in brackets or without."""
    written = read(tokenize(text))
    if reason := unasserted(text, source.text):
        return reason
    whole = read(source.tokens)
    reason = compare(written, whole, source.speaker)
    if reason and (shorter := _without_brackets(source, text)) is not None:
        whole = read(shorter)
        reason = compare(written, whole, source.speaker)
    if reason and any(not compare(written, each, source.speaker) for each in _entailed(whole, written)):
        return ""
    if reason and source.tokens and _is_said_otherwise(written, text, source):
        return ""
    return reason


def _is_said_otherwise(written: Reading, text: str, source: _Source) -> bool:
    """Whether a source says it in another fixed way: "the miners, two of whom died" for "two of the miners died"."""
    return any(
        not compare(ours, each, source.speaker)
        for ours, line in said_otherwise(text, source.text, source.dates, written)
        for each in (line, *_entailed(line, ours))
    )


def _entailed(source: Reading, written: Reading) -> Iterator[Reading]:
    """Yield shorter sentences that a source entails: without what it says in passing, and what it says of a kind."""
    if (shorter := without_asides(source, written)) is not None:
        yield read(shorter)
    if (plain := without_kind(source)) is not None:
        yield read(plain)
        if (shorter := without_asides(read(plain), written)) is not None:
            yield read(shorter)


def _is_line_and_more(text: str, sources: Sequence[_Source], depth: int) -> bool:
    """Return whether `text` is one of the lines as it is, joined to something that is carried, too."""
    return any(
        not _carried(rest, sources, depth + 1)
        for source in sources
        for part in around(text, source.text)
        for rest in _with_subject(part.strip(), source)
    )


def _with_subject(rest: str, source: _Source) -> Iterator[str]:
    """Yield what is joined to a line, with the line's subject where it is but another verb: "and closed in May"."""
    words = tokenize(rest)
    low = [token.lower for token in words]
    first = next((word for word in low if not (word.endswith("ly") or word in ADVERBS | NEGATIVES)), "")
    verbal = first in PAST | THIRD | BE | HAVE | DO or first in MODALS
    if rest and not verbal:
        yield rest
    if verbal or first in PREPOSITIONS:
        subject = first_subject(read(source.tokens), source.text, len(source.tokens))
        if subject is not None:
            yield f"{subject} {rest}"


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
_ASIDE = re.compile(r" ?\([^()]{1,200}\)")
_LIMITS = re.compile(
    r"\b(?:not|no|except|excluding|without|alleged\w*|claimed|reportedly|only|former\w*|if|unless|or so)\b",
    re.IGNORECASE,
)

__all__ = ["Quoted", "Verdict", "opens_with_pronoun", "verify"]
