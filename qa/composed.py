"""What became of an exchange with a language model, besides the claims that stand."""

from __future__ import annotations

from dataclasses import dataclass

from qa.types import Withheld


@dataclass(frozen=True, slots=True)
class Composed:
    """What came of an exchange, besides the claims: the last that `compose` yields.

    `unknown` counts the ids that the model named and was never given.
    """

    withheld: tuple[Withheld, ...] = ()
    unknown: int = 0
    notes: tuple[str, ...] = ()

    @property
    def dropped(self) -> int:
        """Return how much of the reply was left out."""
        return len(self.withheld) + self.unknown
