"""Which words of a found line are those that were searched for, so that a page can show them. It finds no lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index import analyze
from qa.question import function_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.types import SearchPage

_WORD = re.compile(r"[^\W_]+")
_MOST = 20_000  # characters of one line that are looked at

Span = tuple[int, int]


def matched_words(text: str, page: SearchPage) -> tuple[Span, ...]:
    """Return the spans of the words in `text` that `page` was asked for, in any form; names in each spelling."""
    typed = analyze(page.query)
    wanted = frozenset(typed) - function_terms() or frozenset(typed)
    spellings = [terms for spelling in page.spellings if (terms := analyze(spelling))]
    words = list(_words(text[:_MOST]))
    found = {span for terms, span in words if not wanted.isdisjoint(terms)}
    for terms in spellings:
        found.update(_runs(words, terms))
    return tuple(sorted(found))


def _words(text: str) -> Iterator[tuple[Sequence[str], Span]]:
    """Yield each word's terms and span; where a script has no spaces, each character is a word."""
    for match in _WORD.finditer(text):
        terms = analyze(match[0])
        if 1 < len(terms) == len(match[0]):
            yield from (((term,), (at, at + 1)) for at, term in enumerate(terms, match.start()))
        else:
            yield terms, match.span()


def _runs(words: Sequence[tuple[Sequence[str], Span]], terms: Sequence[str]) -> Iterator[Span]:
    """Yield the spans of the words that hold `terms` side by side."""
    flat = [(term, span) for held, span in words for term in held]
    for at in range(len(flat) - len(terms) + 1):
        run = flat[at : at + len(terms)]
        if [term for term, _ in run] == list(terms):
            yield from (span for _, span in run)
