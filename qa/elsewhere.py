"""Where else an archive says what one of its lines says, and which of its articles are one text.

It supports nothing: who agrees with whom is for the reader to judge, who sees each line in its place. Copies are told
by the rule that folds them in answers (`index.is_same_text`); lines in other words only stand near in meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from index import AnyOf, Phrase, analyze, is_same_text
from qa.question import function_terms
from qa.types import Echo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index import Clusters, PassageRecord, Region, Snapshot
    from qa.cite import Witness
    from qa.retrieve import Candidate

LIMIT: Final = 8
"""How many lines of other articles are told, copies first."""

_REGIONS: Final[tuple[Region, ...]] = ("body", "title", "comment")
_LIKELY_COPIES: Final = 60  # sentences with the rarest of the line's words that are compared with it
_MOST_TERMS: Final = 40  # of a line that are looked for
_CLOSE: Final = 0.6  # the least cosine at which two sentences are worth comparing


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
        if passage.article.path != path and is_same_text(passage.sentence(ordinal), sentence)
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


def one_texts(paths: Iterable[str], clusters: Clusters) -> tuple[tuple[str, ...], ...]:
    """Return paths in groups, articles that print one text together, each group in the order given.

    An article that holds two others whole is in a group with the first of them; those two are two texts all the same.
    """
    groups: list[list[str]] = []
    for path in dict.fromkeys(paths):
        kin = clusters.of(path)
        group = next((group for group in groups if not kin.keys().isdisjoint(group)), None)
        if group is None:
            groups.append(group := [])
        group.append(path)
    return tuple(map(tuple, groups))
