"""An evaluation as plain text: the lines that the command prints. Pure functions over values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.evaluation.figures import MEASURES
from qa.evaluation.words import blame, changed_sentence, label, moment, verdict
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qa.evaluation.compare import Comparison
    from qa.evaluation.figures import Calibration, Latency, Share, Summary
    from qa.evaluation.judge import Outcome
    from qa.evaluation.run import Evaluation

LISTED = 10
"""How many questions a list on the terminal names before it says how many more there are."""

_BY_TYPE = ("right", "hit@1", "hit@3", "answered", "abstained")
_WIDEST = 24  # of a type's name


def evaluation_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield what `onrecord eval` prints: figures, calibration, latency, types and the first misses."""
    outcomes, summary = evaluation.outcomes, evaluation.summary
    answerable = sum(each.answerable for each in outcomes)
    yield (
        f"{counted(len(outcomes), 'question')} asked of {counted(evaluation.articles, 'article')}:"
        f" {answerable:,} with an answer, {len(outcomes) - answerable:,} without"
    )
    yield from _blocks(
        _share_lines(summary),
        _calibration_lines(summary.calibration),
        _latency_lines(summary.latency),
        _type_lines(evaluation.types) if len(evaluation.types) > 1 else (),
        _miss_lines(evaluation.misses),
    )


def broken_lines(broken: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield one line for each row that was left out, with the reason."""
    for number, reason in broken:
        yield f"left out: line {number}: {reason}"


def _blocks(*blocks: Iterable[str]) -> Iterator[str]:
    for block in blocks:
        for place, line in enumerate(block):
            if place == 0:
                yield ""
            yield line


def _share_lines(summary: Summary) -> Iterator[str]:
    yield f"{'share':<21} {'value':>6}  {'95 % interval':<14}  counted"
    for name, measure in MEASURES.items():
        if name not in summary.shares:
            yield f"{name:<21} {'-':>6}  {'':<14}  no {measure.unit} to count"
            continue
        each = summary.shares[name]
        span = f"{each.low:.3f} to {each.high:.3f}"
        yield f"{name:<21} {each.value:>6.3f}  {span:<14}  {each.count:,} of {each.of:,} {measure.unit}"


def _calibration_lines(calibration: Calibration | None) -> Iterator[str]:
    if calibration is None:
        return
    yield (
        f"Confidence of {counted(calibration.count, 'answer')}: expected calibration error"
        f" {calibration.expected_error:.3f}, Brier score {calibration.brier:.3f}"
    )
    yield f"{'confidence':<21} {'mean':>6}  {'first right':>11}  {'answers':>7}"
    for each in calibration.bins:
        span = f"{each.low:.1f} to {each.high:.1f}"
        yield f"{span:<21} {each.confidence:>6.3f}  {each.right:>11.3f}  {each.count:>7,}"


def _latency_lines(latency: Mapping[str, Latency]) -> Iterator[str]:
    yield f"{'milliseconds':<21} {'p50':>6}  {'p95':>6}"
    for stage, each in latency.items():
        yield f"{stage:<21} {each.p50:>6.1f}  {each.p95:>6.1f}"


def _type_lines(types: Mapping[str, Summary]) -> Iterator[str]:
    width = max(21, min(_WIDEST, max(map(len, types))))
    yield f"{'type':<{width}} {'questions':>9}  " + "  ".join(f"{name:>5}" for name in _BY_TYPE)
    for kind, summary in types.items():
        name = kind if len(kind) <= width else f"{kind[: width - 1]}…"
        cells = "  ".join(_cell(summary.shares.get(each), max(len(each), 5)) for each in _BY_TYPE)
        yield f"{name:<{width}} {summary.questions:>9,}  {cells}"


def _cell(share: Share | None, width: int) -> str:
    return f"{'-':>{width}}" if share is None else f"{share.value:>{width}.3f}"


def _miss_lines(misses: Sequence[Outcome]) -> Iterator[str]:
    if misses:
        yield f"{counted(len(misses), 'question')} not right:"
    for each in misses[:LISTED]:
        yield f"- {_called(each)}: {verdict(each)}. {_places(each)}".rstrip()
    yield from _rest(misses, "--html FILE shows them all, with their lines")


def _places(miss: Outcome) -> str:
    if miss.refused:
        return blame(miss)
    cited = f"Cited: {', '.join(label(line) for line in miss.cited)}."
    return f"{cited} {blame(miss)}"


def _called(each: Outcome) -> str:
    return f'{each.id or f"line {each.number}"}, "{each.question}"'


def _rest(listed: Sequence[Outcome], where: str) -> Iterator[str]:
    if len(listed) > LISTED:
        yield f"  ... and {len(listed) - LISTED:,} more: {where}"


def comparison_lines(comparison: Comparison, earlier: Evaluation) -> Iterator[str]:
    """Yield what has changed since an earlier run, figure by figure and question by question."""
    yield f"Compared with the run of {moment(earlier.made_at)}: {counted(comparison.paired, 'question')} in both"
    for number, which in ((comparison.only_earlier, "then"), (comparison.only_now, "now")):
        if number:
            yield f"left out: {counted(number, 'question')} asked only {which}, or expecting something else"
    if not comparison.paired:
        return
    yield ""
    yield f"{'of those in both':<21} {'then':>6}  {'now':>6}  {'change':>7}"
    for each in comparison.differences:
        if "." in each.name:
            continue  # a type's: in the JSON, for a table of them all is too long to read
        then = "-" if each.earlier is None else f"{each.earlier:.3f}"
        now = "-" if each.now is None else f"{each.now:.3f}"
        change = "-" if each.earlier is None or each.now is None else f"{each.now - each.earlier:+.3f}"
        yield f"{each.name:<21} {then:>6}  {now:>6}  {change:>7}"
    yield ""
    yield changed_sentence(comparison)
    for title, outcomes in (("Right then, wrong now", comparison.lost), ("Wrong then, right now", comparison.gained)):
        if outcomes:
            yield f"{title}:"
        for outcome in outcomes[:LISTED]:
            yield f"- {_called(outcome)}"
        yield from _rest(outcomes, "see the JSON")
