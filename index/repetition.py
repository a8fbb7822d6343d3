"""Which lines recur across the archive: what a site puts under each of its articles, told by counting.

Lines are counted by a 64-bit hash of their key, so that an archive of a million lines is counted in numpy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.regions import line_key, repeated_lines
from index.types import Article

LineHashes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RepeatedLines:
    """The line keys that recur, as `index.regions.mark_regions` asks for them."""

    hashes: frozenset[int] = frozenset()

    def __contains__(self, key: object) -> bool:
        """Return whether a line with this `line_key` recurs."""
        return bool(self.hashes) and isinstance(key, str) and _hash(key) in self.hashes

    def of(self, lines: LineHashes) -> frozenset[int]:
        """Return which of these lines recur."""
        return self.hashes.intersection(lines.tolist())


def hash_lines(article: Article) -> LineHashes:
    """Return the hash of each different line of an article, sorted; lines without words are left out."""
    table = article.lines
    keys = {line_key(table.line(number)) for number in range(1, len(table) + 1)}
    return np.sort(np.array([_hash(key) for key in keys if key], dtype="<i8"))


def count_repeats(articles: Iterable[LineHashes]) -> RepeatedLines:
    """Return the lines that recur in enough articles to suggest that a page's maker put them there."""
    lines = list(articles)
    if not lines:
        return RepeatedLines()
    hashes, counts = np.unique(np.concatenate(lines), return_counts=True)
    return RepeatedLines(repeated_lines(dict(zip(hashes.tolist(), counts.tolist(), strict=True)), len(lines)))


def _hash(key: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True
    )
