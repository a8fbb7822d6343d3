"""From outcomes to figures: shares with their intervals, calibration, latency. Pure functions over values.

A figure that no question could measure is left out, never made up as 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from qa.evaluation.judge import DEPTHS, Outcome

BINS = 10
WHOLE = "question"
"""The name under which `Summary.latency` has the wall time of a whole question."""

_Z = 1.959964  # of a normal distribution, 95 % lies within so many standard deviations
_RESAMPLES = 1000
_SEED = 20310324  # the same outcomes have the same intervals

Counts = tuple[int, int]
"""What was counted in one question, and out of how many; (0, 0) where the question can't say."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share: what it means, what it counts, and how one outcome counts."""

    meaning: str
    unit: str
    counts: Callable[[Outcome], Counts]


def _right(each: Outcome) -> Counts:
    return int(each.right), 1


def _hit(depth: int, each: Outcome) -> Counts:
    return (int(each.hits[depth]), 1) if each.answerable else (0, 0)


def _found(depth: int, each: Outcome) -> Counts:
    return each.found[depth], each.needed


def _precision(each: Outcome) -> Counts:
    if not each.expected or each.refused:
        return 0, 0
    return sum(cited.expected for cited in each.cited), len(each.cited)


def _recall(each: Outcome) -> Counts:
    if not each.expected:
        return 0, 0
    return min(sum(line.cited is not None for line in each.expected), each.needed), each.needed


def _answered(each: Outcome) -> Counts:
    return (int(not each.refused), 1) if each.answerable else (0, 0)


def _abstained(each: Outcome) -> Counts:
    return (0, 0) if each.answerable else (int(each.refused), 1)


def _abstention_precision(each: Outcome) -> Counts:
    return (int(not each.answerable), 1) if each.refused else (0, 0)


def _first(depth: int, noun: str) -> str:
    return f"the first {noun}" if depth == 1 else f"one of the first {depth} {noun}s"


MEASURES: Mapping[str, Measure] = {
    "right": Measure("answered by the first three citations, or rightly refused", "questions", _right),
    **{
        f"hit@{k}": Measure(
            f"answered by the first {'citation' if k == 1 else f'{k} citations'}", "questions", partial(_hit, place)
        )
        for place, k in enumerate(DEPTHS)
    },
    **{
        f"recall@{k}": Measure(f"expected and {_first(k, 'find')} of the search", "lines", partial(_found, place))
        for place, k in enumerate(DEPTHS)
    },
    "citation_precision": Measure("cited and expected", "citations", _precision),
    "citation_recall": Measure("expected and cited", "lines", _recall),
    "answered": Measure("the archive answers, and so did the answer", "questions", _answered),
    "abstained": Measure("the archive does not answer, and that was said", "questions", _abstained),
    "abstention_precision": Measure("refused, and the archive does not answer", "refusals", _abstention_precision),
}
"""Every share by name."""

FIGURES = (*MEASURES, "ece", "brier", "p50_ms", "p95_ms")
"""Every figure by name; a share of one type of question is named `TYPE.NAME`."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is from `low` to below `high`: how sure they were, how often the first line was right.

    `right_low` and `right_high` are the 95 % interval of `right`.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float
    right_low: float
    right_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence tells whether the first citation answers, over the `count` answers that were given.

    `expected_error` is the mean distance between confidence and share right over the bins, weighted by their counts
    (Naeini et al. 2015); `brier` the mean squared distance answer by answer.
    """

    count: int
    expected_error: float
    brier: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds within which half, and 95 %, of the questions went through a stage."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of some outcomes. `latency` is by stage; its "question" is the wall time of the whole."""

    questions: int
    shares: Mapping[str, Share]
    calibration: Calibration | None
    latency: Mapping[str, Latency]


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Return the figures of `outcomes`."""
    counted = {name: [measure.counts(each) for each in outcomes] for name, measure in MEASURES.items()}
    return Summary(
        questions=len(outcomes),
        shares={name: share(counts) for name, counts in counted.items() if any(of for _, of in counts)},
        calibration=calibrate(outcomes),
        latency=measure_latency(outcomes),
    )


def summarise_types(outcomes: Sequence[Outcome]) -> dict[str, Summary]:
    """Return the figures of each type of question, in order of first appearance."""
    by_type: dict[str, list[Outcome]] = {}
    for each in outcomes:
        by_type.setdefault(each.type, []).append(each)
    return {name: summarise(group) for name, group in by_type.items()}


def named_values(summary: Summary, types: Mapping[str, Summary]) -> dict[str, float]:
    """Return every figure by one name: shares, `ece`, `brier`, `p50_ms`, `p95_ms`, and shares as `TYPE.right`."""
    values = {name: each.value for name, each in summary.shares.items()}
    if summary.calibration is not None:
        values |= {"ece": summary.calibration.expected_error, "brier": summary.calibration.brier}
    if whole := summary.latency.get(WHOLE):
        values |= {"p50_ms": whole.p50, "p95_ms": whole.p95}
    for kind, group in types.items():
        values |= {f"{kind}.{name}": each.value for name, each in group.shares.items()}
    return values


def share(counts: Sequence[Counts]) -> Share:
    """Return the share of all that was counted; `counts` is one pair a question, and some pair counts something."""
    counted, of = sum(count for count, _ in counts), sum(each for _, each in counts)
    value, questions = counted / of, sum(each > 0 for _, each in counts)
    if questions == of or value in (0.0, 1.0):
        # Where all or nothing was counted no resample would differ, however few the questions.
        low, high = wilson(round(value * questions), questions)
    else:
        low, high = bootstrap(counts)
    return Share(value, low, high, counted, of)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of independent questions (Wilson 1927): it is honest with few of them."""
    p, spread = count / of, _Z**2 / of
    middle = (p + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(p * (1 - p) / of + spread / of / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(counts: Sequence[Counts]) -> tuple[float, float]:
    """Return the 95 % interval of a share of things that come by the question: whole questions are resampled."""
    pairs = np.array([pair for pair in counts if pair[1]], dtype=np.int64)
    random = np.random.default_rng(_SEED)
    values = []
    for _ in range(_RESAMPLES):
        found, of = pairs[random.integers(len(pairs), size=len(pairs))].sum(axis=0)
        values.append(found / of)
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def calibrate(outcomes: Sequence[Outcome]) -> Calibration | None:
    """Compare confidence with what was right, over the questions that were answered; None where none was."""
    answered = [(each.confidence, each.first_right) for each in outcomes if not each.refused]
    if not answered:
        return None
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in answered:
        groups[min(max(int(confidence * BINS), 0), BINS - 1)].append((confidence, right))
    bins = tuple(_bin(place, group) for place, group in enumerate(groups) if group)
    return Calibration(
        count=len(answered),
        expected_error=math.fsum(each.count * abs(each.confidence - each.right) for each in bins) / len(answered),
        brier=math.fsum((confidence - right) ** 2 for confidence, right in answered) / len(answered),
        bins=bins,
    )


def _bin(place: int, group: Sequence[tuple[float, bool]]) -> Bin:
    right = sum(right for _, right in group)
    low, high = wilson(right, len(group))
    confidence = math.fsum(confidence for confidence, _ in group) / len(group)
    return Bin(place / BINS, (place + 1) / BINS, len(group), confidence, right / len(group), low, high)


def measure_latency(outcomes: Sequence[Outcome]) -> dict[str, Latency]:
    """Return the latency of whole questions and of each stage that an answer tells of."""
    times: dict[str, list[float]] = {WHOLE: [each.milliseconds for each in outcomes]} if outcomes else {}
    for each in outcomes:
        for stage, milliseconds in each.timings_ms.items():
            if stage != "total":  # the same as the whole, without the call
                times.setdefault(stage, []).append(milliseconds)
    quantiles = {stage: np.quantile(values, (0.5, 0.95)) for stage, values in times.items()}
    return {stage: Latency(round(float(half), 2), round(float(most), 2)) for stage, (half, most) in quantiles.items()}
