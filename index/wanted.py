"""What a search asks of a sentence: words side by side, all of them, any of them. Values, which search nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand side by side, in this order; none are found nowhere."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """What stands in a sentence with every one of its parts."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What stands in a sentence with at least one of its parts."""

    parts: tuple[Wanted, ...]


Wanted = Phrase | AllOf | AnyOf
