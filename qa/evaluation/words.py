"""Say in words what came out, for the terminal and the page: what went wrong, and whether the search missed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.evaluation.judge import DEPTHS, RIGHT_DEPTH, holds_fact
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluation.compare import Comparison
    from qa.evaluation.expected import ExpectedLine
    from qa.evaluation.judge import CitedLine, Outcome


def verdict(miss: Outcome) -> str:
    """Return what went wrong: `refused`, `answered, though the archive does not answer`, `other lines cited`."""
    if not miss.answerable:
        return "answered, though the archive does not answer"
    if miss.refused:
        return "refused"
    first = miss.cited[:RIGHT_DEPTH]
    if not any(cited.expected for cited in first):
        return "other lines cited"
    cited_all = all(any(covers(cited, line) for cited in first) for line in miss.expected)
    held = [any(holds_fact(fact, cited.quote) for cited in first if cited.expected) for fact in miss.answers]
    if miss.need == "all" and (not cited_all or not all(held)):
        return "only part of what is needed was cited"
    return "an expected line cited, but not the sentence that answers"


def blame(miss: Outcome) -> str:
    """Return where the search had what is missing, or that it did not; empty where nothing should have been found."""
    if not miss.answerable:
        return ""
    if not miss.expected:
        depth = next((k for k, found in zip(DEPTHS, miss.found, strict=True) if found == miss.needed), None)
        if depth is None:
            return f"The search has no answer among its first {DEPTHS[-1]} finds."
        return f"The search has the answer among its first {depth} finds."
    missing = [line for line in miss.expected if line.cited is None or line.cited > RIGHT_DEPTH]
    ranked = sorted((line.rank, label(line)) for line in missing if line.rank is not None)
    lost = [_unfound(line) for line in missing if line.rank is None]
    if miss.need == "any" and ranked:
        ranked, lost = ranked[:1], []  # one of them would have been enough
    found = [f"{place} as number {rank}" for rank, place in ranked]
    parts = [f"The search found {_listed(found)}."] if found else []
    parts += [f"The search did not find {_listed(lost)}."] if lost else []
    return " ".join(parts)


def _unfound(line: ExpectedLine) -> str:
    if line.region in ("body", None):
        return label(line)
    return f"{label(line)}, which it takes for {_REGIONS[line.region]}"


_REGIONS = {"title": "a title", "byline": "a byline", "comment": "a reader's comment", "boilerplate": "boilerplate"}


def covers(cited: CitedLine, line: ExpectedLine) -> bool:
    """Return whether a citation runs over a line."""
    return cited.path == line.path and cited.start_line <= line.line <= cited.end_line


def label(line: ExpectedLine | CitedLine) -> str:
    """Return where a line stands: `path:15`."""
    number = line.start_line if hasattr(line, "start_line") else line.line
    return f"{line.path}:{number}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def changed_sentence(comparison: Comparison) -> str:
    """Return how many questions changed sides, and how likely that is by chance alone."""
    lost, gained = len(comparison.lost), len(comparison.gained)
    if not lost + gained:
        return "No question changed from right to wrong or back."
    return (
        f"{counted(gained, 'question')} became right, {lost:,} wrong: a split at least as uneven comes by chance"
        f" with probability {comparison.chance:.3f} (McNemar's test, exact)."
    )


def percent(value: float) -> str:
    """Return a share as the page prints it: `85.7 %`."""
    return f"{100 * value:.1f} %"


def moment(time: str) -> str:
    """Return an ISO time in UTC as it is read: `2031-03-24 09:15 UTC`."""
    return f"{time[:16].replace('T', ' ')} UTC"
