"""What was measured as a table: each figure that has a bound beside it, then all of them. It measures nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict

from benchmarks.bench_machine import Figures

SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
"""Articles of the invented archives: ten thousand, a hundred thousand and a million sentences."""


class Results(TypedDict):
    """What one run measured; `figures` by part ("cold") or part and size ("ask 1000"), `skipped` says why."""

    machine: dict[str, str]
    archives: dict[str, str]
    figures: dict[str, Figures]
    skipped: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that is promised: at least, or else at most, `limit`. Without a limit it is only shown."""

    what: str
    part: str
    figure: str
    limit: float | None = None
    at_least: bool = False
    unit: str = ""
    percent: bool = False

    def shown(self, value: float) -> str:
        """Return a value in the bound's unit."""
        if self.percent:
            return f"{100 * value:.0f} %"
        digits = 2 if value < 10 else 1 if value < 100 else 0
        return f"{value:,.{digits}f} {self.unit}".strip()

    def told(self) -> str:
        """Return the bound as a phrase, "" without one."""
        if self.limit is None:
            return ""
        return f"at {'least' if self.at_least else 'most'} {self.limit:,g} {self.unit}".strip()

    def holds(self, value: float) -> bool:
        """Return whether a value keeps the bound."""
        return self.limit is None or (value >= self.limit if self.at_least else value <= self.limit)


BOUNDS = (
    Bound(
        "whole indexing, nothing cut, over torch encoding the same passages alone: times as fast",
        *("indexing", "times as fast as torch", 1.0),
        at_least=True,
    ),
    Bound("a warm question over embedding it with torch, a small archive", "question", "over torch", 0.8),
    Bound("... of 10,000 sentences", f"ask {SMALL}", "over torch"),
    Bound("... of 100,000 sentences", f"ask {MIDDLE}", "over torch"),
    Bound("... of 1,000,000 sentences", f"ask {LARGE}", "over torch", 1.6),
    Bound("articles a second, onrecord", "stock", "articles a second, onrecord"),
    Bound("articles a second, stock llama-index", "stock", "articles a second, llama-index"),
    Bound(
        "share of the text that stock llama-index loses past the model's 256 word pieces",
        *("stock", "share of the text that no vector of llama-index has read"),
        percent=True,
    ),
    Bound("a refresh of 10,000 articles, nothing changed", f"refresh {MIDDLE}", "s, nothing changed", 1.5, unit="s"),
    Bound("a refresh of 10,000 articles, one changed", f"refresh {MIDDLE}", "s, one article changed", 2.0, unit="s"),
    Bound("cold `onrecord ask` over `python -c 'import chromadb'`", "cold", "over import", 1.8),
    Bound("memory to serve 1,000,000 sentences", f"serve {LARGE}", "MB of memory at most", 3_000.0, unit="MB"),
    Bound(
        "memory to build 1,000,000 sentences, beyond the vector index itself",
        *(f"build {LARGE}", "MB of memory at most, beyond the vector index", 1_000.0),
        unit="MB",
    ),
    Bound("disk a sentence, of 100,000", f"build {MIDDLE}", "bytes on disk a sentence", unit="bytes"),
    Bound("growth of a question's time, 10,000 to 100,000 sentences", "growth", f"{SMALL} to {MIDDLE}"),
    Bound("growth of a question's time, 10,000 to 1,000,000 sentences", "growth", f"{SMALL} to {LARGE}", 2.0),
)
CURVES = {
    "sentences": ("build", "sentences"),
    "build, s": ("build", "s"),
    "build, articles a second": ("build", "articles a second"),
    "build, MB of memory at most": ("build", "MB of memory at most"),
    "... beyond the vector index": ("build", "MB of memory at most, beyond the vector index"),
    "MB on disk": ("build", "MB on disk"),
    "bytes on disk a sentence": ("build", "bytes on disk a sentence"),
    "refresh, nothing changed, s": ("refresh", "s, nothing changed"),
    "refresh, one article changed, s": ("refresh", "s, one article changed"),
    "`onrecord index`, nothing changed, s": ("refresh", "s, the command onrecord index, nothing changed"),
    "a question, ms": ("ask", "ms"),
    "... over torch embedding it": ("ask", "over torch"),
    "... embedding, ms": ("ask", "ms of embed"),
    "... searching, ms": ("ask", "ms of search"),
    "... ... dense, ms": ("ask", "ms of search, dense"),
    "... ... lexical, ms": ("ask", "ms of search, lexical"),
    "... ... fetching what was found, ms": ("ask", "ms of search, fetching what was found"),
    "... ... reading the best, ms": ("ask", "ms of search, reading the best"),
    "... selecting, ms": ("ask", "ms of select"),
    "... verifying, ms": ("ask", "ms of verify"),
    "facts cited among the first three": ("ask", "share of facts cited among the first three"),
    "`onrecord serve`, MB of memory at most": ("serve", "MB of memory at most"),
}
"""What is shown of each invented archive side by side."""


def growth(figures: Mapping[str, Figures]) -> Figures:
    """Return how a question's time over torch's grows from the smallest invented archive to each larger one."""
    times = {size: figures.get(f"ask {size}", {}).get("over torch") for size in (SMALL, MIDDLE, LARGE)}
    first = times[SMALL]
    return {f"{SMALL} to {size}": time / first for size, time in times.items() if time and first and size != SMALL}


def missed(results: Results) -> list[str]:
    """Return the bounds that were measured and not kept."""
    measured = [(bound, _value(results, bound)) for bound in BOUNDS]
    return [bound.what for bound, value in measured if value is not None and not bound.holds(value)]


def as_markdown(results: Results) -> str:
    """Return a run as a page: the machine, the bounds, the curves, every figure."""
    return "\n".join(_lines(results)) + "\n"


def _value(results: Results, bound: Bound) -> float | None:
    return results["figures"].get(bound.part, {}).get(bound.figure)


def _lines(results: Results) -> Iterator[str]:
    yield "# Speed, memory and disk"
    yield ""
    yield "Made by `make bench`. What is compared ran in turn, in one run: machines differ and are shared."
    yield "\n| | |\n|---|---|"
    for name, told in (results["machine"] | results["archives"]).items():
        yield f"| {name} | {told} |"
    yield "\n| | measured | bound | |\n|---|---|---|---|"
    for bound in BOUNDS:
        yield _row(results, bound)
    sizes = sorted(int(name.split()[1]) for name in results["figures"] if name.startswith("build "))
    if sizes:
        yield "\n## Growth\n"
        yield (
            "Invented articles. The vectors of their passages are averages of the real model's vectors of single words,"
            " so that the times to build are those of everything but embedding; questions, and what a refresh embeds,"
            " are read by the real model."
        )
        yield f"\n| articles | {' | '.join(f'{size:,}' for size in sizes)} |\n|---|{'---|' * len(sizes)}"
        for told, (part, figure) in CURVES.items():
            found = [results["figures"].get(f"{part} {size}", {}).get(figure) for size in sizes]
            yield f"| {told} | {' | '.join('' if value is None else plain(value) for value in found)} |"
    yield "\n## All figures"
    for part, figures in results["figures"].items():
        yield f"\n| {part} | |\n|---|---|"
        for name, value in figures.items():
            yield f"| {name} | {plain(value)} |"
    for part, why in results["skipped"].items():
        yield f"\n{part}: not run: {why}"


def _row(results: Results, bound: Bound) -> str:
    value = _value(results, bound)
    if value is None:
        return f"| {bound.what} | not run | {bound.told()} | |"
    kept = "" if bound.limit is None else "holds" if bound.holds(value) else "**missed**"
    return f"| {bound.what} | {bound.shown(value)} | {bound.told()} | {kept} |"


def plain(value: float) -> str:
    """Return a figure in as many digits as mean anything."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 1_000 else f"{value:,.0f}"
