"""A written sentence beside a source sentence, word for word."""

from __future__ import annotations

from dataclasses import dataclass

from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import Reading


@dataclass(frozen=True, slots=True)
class Pair:
    """A written sentence and a source, with the place in the source of each written token, -1 where it needs none."""

    written: Reading
    source: Reading
    places: tuple[int, ...]
    links: tuple[frozenset[Link], ...]

    def links_of(self, at: int) -> frozenset[Link]:
        """Return the links of what a written token stands for; none where it stands for nothing."""
        return self.links[self.places[at]] if self.places[at] >= 0 else frozenset()
