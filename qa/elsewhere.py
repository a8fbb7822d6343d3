"""Where else an archive says what one of its lines says, and which of its articles are one text.

It supports nothing: who agrees with whom is for the reader to judge, who sees each line in its place. Copies are told
by the rule that folds them in answers (`qa.evidence`); lines in other words only stand near in meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from index import AnyOf, Phrase, analyze
from qa.evidence import is_reprint
from qa.question import function_terms
from qa.types import Echo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index import ArticleRecord, PassageRecord, Region, Snapshot
    from qa.cite import Witness
    from qa.retrieve import Candidate

LIMIT: Final = 8
"""How many lines of other articles are told, copies first."""

_REGIONS: Final[tuple[Region, ...]] = ("body", "title", "comment")
_LIKELY_COPIES: Final = 60  # sentences with the rarest of the line's words that are compared with it
_MOST_TERMS: Final = 40  # of a line that are looked for
_CLOSE: Final = 0.6  # the least cosine at which two sentences are worth comparing

_RUN: Final = 6  # words in a row that two articles hardly share by chance
_COPIED: Final = 0.4  # share of the shorter article's runs that the longer one has, where they are one text
_MOST_CHARACTERS: Final = 200_000  # of an article that are compared


def copies_of(snapshot: Snapshot, path: str, sentence: str) -> list[tuple[PassageRecord, int]]:
    """Return the sentences of other articles that are the same but for a dateline or words like "the", best first."""
    terms = [term for term in dict.fromkeys(analyze(sentence)) if term not in function_terms()][:_MOST_TERMS]
    if not terms:
        return []
    hits = snapshot.find(AnyOf(tuple(Phrase((term,)) for term in terms)), regions=_REGIONS, limit=_LIKELY_COPIES)
    passages = snapshot.passages((hit.passage for hit in hits), with_vectors=False)
    found = ((passages[hit.passage], hit.ordinal) for hit in hits if hit.passage in passages)
    return [
        (passage, ordinal)
        for passage, ordinal in found
        if passage.article.path != path and is_reprint(passage.sentence(ordinal), sentence)
    ]


def echoes(
    witness: Witness,
    path: str,
    copies: Sequence[tuple[PassageRecord, int]],
    candidates: Iterable[Candidate],
    limit: int = LIMIT,
) -> tuple[Echo, ...]:
    """Return at most `limit` lines, numbered from 1, one of each other article: copies, then the closest in meaning."""
    lines = [(passage.article, *passage.spans[ordinal].tolist(), True) for passage, ordinal in copies]
    lines += [(each.passage.article, *each.span, False) for each in candidates if each.sentence_cosine >= _CLOSE]
    told = {path}
    found: list[Echo] = []
    for record, start, end, verbatim in lines:
        if record.path not in told and len(found) < limit:
            told.add(record.path)
            found.append(Echo(witness.cite_anyway(record, start, end, len(found) + 1), verbatim))
    return tuple(found)


def one_texts(articles: Sequence[ArticleRecord]) -> tuple[tuple[str, ...], ...]:
    """Return the articles' paths, those of reprints of one text together, each group in the order given."""
    groups: list[tuple[list[str], list[frozenset[int]]]] = []
    for article in articles:
        own = frozenset(_runs(article))
        group = next((group for group in groups if any(_share(own, other) for other in group[1])), None)
        if group is None:
            groups.append(group := ([], []))
        group[0].append(article.path)
        group[1].append(own)
    return tuple(tuple(paths) for paths, _ in groups)


def _runs(article: ArticleRecord) -> Iterator[int]:
    """Yield a number for each run of words in what the article itself says: neither comments nor boilerplate."""
    text = " ".join(
        article.lines.line(number) for number, region in enumerate(article.regions, 1) if region in ("body", "title")
    )
    words = analyze(text[:_MOST_CHARACTERS])
    yield from (hash(tuple(words[at : at + _RUN])) for at in range(len(words) - _RUN + 1))


def _share(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _COPIED * max(min(len(one), len(other)), 1)
