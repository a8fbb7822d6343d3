"""Compare two runs question by question: only rows that are the same in both are compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.figures import named_values, summarise, summarise_types
from qa.evaluation.judge import Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the questions in both runs; None where a run could not measure it."""

    name: str
    earlier: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the `paired` questions that both asked and that expect the same.

    `lost` were right and are wrong now, `gained` the other way round. `chance` is the probability of a split at
    least as uneven if the two were equally good: McNemar's test, exact (a sign test on what changed).
    """

    paired: int
    only_earlier: int
    only_now: int
    differences: tuple[Difference, ...]
    lost: tuple[Outcome, ...]
    gained: tuple[Outcome, ...]
    chance: float

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain JSON types, the questions by their rows."""
        return {
            "paired": self.paired,
            "only_earlier": self.only_earlier,
            "only_now": self.only_now,
            "differences": {each.name: {"earlier": each.earlier, "now": each.now} for each in self.differences},
            "lost": [_row(each) for each in self.lost],
            "gained": [_row(each) for each in self.gained],
            "chance": self.chance,
        }


def _row(each: Outcome) -> dict[str, Any]:
    return {"line": each.number, "id": each.id, "question": each.question}


def compare(earlier: Sequence[Outcome], now: Sequence[Outcome]) -> Comparison:
    """Return how `now` differs from `earlier`."""
    before, after = _by_key(earlier), _by_key(now)
    shared = [key for key in after if key in before]
    old, new = [before[key] for key in shared], [after[key] for key in shared]
    lost = tuple(late for early, late in zip(old, new, strict=True) if early.right and not late.right)
    gained = tuple(late for early, late in zip(old, new, strict=True) if late.right and not early.right)
    return Comparison(
        paired=len(shared),
        only_earlier=len(before) - len(shared),
        only_now=len(after) - len(shared),
        differences=_differences(old, new),
        lost=lost,
        gained=gained,
        chance=sign_test(len(lost), len(gained)),
    )


def _by_key(outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    # A row that stands twice in a file is paired by its place among its like.
    found: dict[str, Outcome] = {}
    seen: dict[str, int] = {}
    for each in outcomes:
        seen[each.key] = seen.get(each.key, 0) + 1
        found[f"{each.key}-{seen[each.key]}"] = each
    return found


def _differences(earlier: Sequence[Outcome], now: Sequence[Outcome]) -> tuple[Difference, ...]:
    before = named_values(summarise(earlier), summarise_types(earlier))
    after = named_values(summarise(now), summarise_types(now))
    names = dict.fromkeys([*after, *before])
    return tuple(Difference(name, before.get(name), after.get(name)) for name in names)


def sign_test(lost: int, gained: int) -> float:
    """Return the two-sided exact probability of a split at least as uneven, each way being equally likely."""
    changed = lost + gained
    tail = sum(math.comb(changed, count) for count in range(min(lost, gained) + 1))
    return min(1.0, float(2 * tail / 2**changed))
