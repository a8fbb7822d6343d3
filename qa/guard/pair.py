"""A written sentence beside a source sentence, word for word."""

from __future__ import annotations

from dataclasses import dataclass

from qa.guard.reading.chunks import Link
from qa.guard.reading.clauses import Reading
from qa.guard.reading.figures import counted_in


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

    def kept(self) -> set[int]:
        """Return the places in the source of what was written; "17-hour" keeps "17" and "hours"."""
        found = {place for place in self.places if place >= 0}
        for at, place in enumerate(self.places):
            if place > 0 and "-" in self.written.tokens[at].text and counted_in(self.written.tokens[at].text):
                found.add(place if counted_in(self.source.tokens[place].text) else place - 1)
        return found
