"""What a search asks for: its words, its names in every spelling of the archive, its quoted phrases.

It reads the text of a search; it looks nothing up but spellings, and it has no query language: only quotation marks
mean more than they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from index import AllOf, AnyOf, NameIndex, Phrase, Wanted, analyze
from qa.question import function_terms

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*\w[^\"“”„«»]*)[\"“”«»]")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Search:
    """What a search asks for: `words` are found by their terms, `phrases` stand in the text just as they are quoted.

    Each of `words` is a word, or a name in any of its spellings. `spellings` are those besides the one asked for.
    """

    words: tuple[Wanted, ...]
    phrases: tuple[str, ...]
    spellings: tuple[str, ...]

    def wanted(self, *, every: bool) -> Wanted:
        """Return what a line must hold: every phrase, and every word; or else any word where there is no phrase."""
        quoted = tuple(Phrase(tuple(analyze(phrase))) for phrase in self.phrases)
        if every:
            return AllOf(quoted + self.words)
        return AllOf(quoted) if quoted else AnyOf(tuple(leaf for word in self.words for leaf in _leaves(word)))

    def is_quoted_in(self, text: str) -> bool:
        """Return whether every phrase stands in `text` as whole words, whatever their capitals, widths and spaces."""
        folded = _fold(text) if self.phrases else ""
        return all(_stands_in(_fold(phrase), folded) for phrase in self.phrases)


def read_search(text: str, names: NameIndex) -> Search:
    """Return what `text` asks for, its names as the archive spells them."""
    phrases = tuple(found[1].strip() for found in _QUOTED.finditer(text))
    # A sign that belongs to no word, so that what stood around a phrase does not become one name.
    plain = _QUOTED.sub(" | ", text)
    mentions = [
        _Mention(name.start, name.end, tuple(variant.name for variant in name.variants))
        for name in names.in_question(plain)
    ]
    content = _parts(plain, 0, len(plain), mentions, function_terms())
    words = content if content or phrases else _parts(plain, 0, len(plain), mentions, frozenset())
    typed = set(analyze(plain))
    others = dict.fromkeys(name for each in mentions for name in each.spellings if not typed.issuperset(analyze(name)))
    return Search(words, phrases, tuple(others))


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    spellings: tuple[str, ...]


def _parts(
    text: str, start: int, end: int, mentions: Sequence[_Mention], ignored: frozenset[str]
) -> tuple[Wanted, ...]:
    """Return the words and names of `text[start:end]`; a name within a name is one of the ways to spell that."""
    parts: list[Wanted] = []
    for number, mention in enumerate(mentions):
        if start <= mention.start and mention.end <= end:
            parts += _terms(text[start : mention.start], ignored)
            inner = _parts(text, mention.start, mention.end, mentions[number + 1 :], ignored)
            typed = AllOf(inner) if len(inner) > 1 else inner[0] if inner else None
            others = (Phrase(tuple(analyze(spelling))) for spelling in mention.spellings)
            ways = dict.fromkeys(way for way in (typed, *others) if way is not None)
            parts += [AnyOf(tuple(ways))] if len(ways) > 1 else ways
            start = mention.end
    return tuple(dict.fromkeys([*parts, *_terms(text[start:end], ignored)]))


def _terms(text: str, ignored: frozenset[str]) -> list[Phrase]:
    return [Phrase((term,)) for term in analyze(text) if term not in ignored]


def _leaves(wanted: Wanted) -> tuple[Wanted, ...]:
    """Return the words and spellings of which any is enough for a line to match."""
    return (wanted,) if isinstance(wanted, Phrase) else tuple(leaf for part in wanted.parts for leaf in _leaves(part))


def _fold(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().translate(_MARKS).split())


def _stands_in(phrase: str, text: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if _divided(text[max(at - 1, 0) : at], phrase[0]) and _divided(phrase[-1], text[end : end + 1]):
            return True
        at = text.find(phrase, at + 1)
    return False


def _divided(left: str, right: str) -> bool:
    """Return whether two characters that stand side by side belong to different words; some scripts have no spaces."""
    return len(analyze(left + right)) == len(analyze(left)) + len(analyze(right))
