"""Measure speed, memory and disk: `make bench`, or `python -m benchmarks.bench [ARCHIVE] [--large] [--write FOLDER]`.

Everything is a ratio to something else that ran in turn with it in the same run, since machines differ and are shared:
indexing to torch encoding the same passages, a question to torch encoding that question, a cold start to an import of
Chroma. Each part runs in a process of its own (`--part`), so that its memory is its own and nothing is warm from
another. Invented archives of 1,000 and 10,000 articles are built, asked, refreshed and served; with `--large`, which
takes hours, one of 100,000, too.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bench_asking import ask, cold, question, serve
from benchmarks.bench_indexing import build, indexing, refresh
from benchmarks.bench_machine import REPOSITORY, Figures, Setup, environment, machine
from benchmarks.bench_stock import stock
from benchmarks.bench_table import LARGE, MIDDLE, SMALL, Results, as_markdown, growth, missed, plain
from benchmarks.large import NEWS, write_archive

GAZETTE = REPOSITORY / "examples" / "gazette"
ARTICLES = 60  # of the invented archive that is embedded for real
ROUNDS = 5
FEW_ROUNDS = 2  # on invented archives, which take long to open
REFRESHES = 3  # processes, of which the median is taken
RESULTS = "results"
_OUR_FUNCTIONS = r"/(index|qa)/.*\((?!<module>)"  # in a profile, which would else tell of imports

PARTS: Mapping[str, Callable[[Setup], Figures]] = {
    "indexing": indexing,
    "stock": stock,
    "question": question,
    "cold": cold,
    "build": build,
    "refresh": refresh,
    "ask": ask,
    "serve": serve,
}
SIZED = ("build", "refresh", "ask", "serve")
"""Parts that are run on each invented archive, in this order: each needs what the one before it left."""


def main() -> None:
    """Run the parts and print the table; with `--part`, one part in this process, its figures as JSON."""
    asked = _arguments()
    if asked.part:
        _run_here(asked)
        return
    names = asked.only or list(PARTS)
    sizes = asked.sizes or [SMALL, MIDDLE, *([LARGE] if asked.large else [])]
    results: Results = {"machine": machine(), "archives": {}, "figures": {}, "skipped": {}}
    with _scratch(asked.scratch) as scratch:
        long, short, told = _archives(asked.archive, scratch)
        results["archives"] = told
        for name in names:
            if name not in SIZED:
                _measure(results, name, name, Setup(long if name in {"indexing", "stock"} else short))
        for size in sizes:
            for name in SIZED:
                if name in names:
                    place = scratch / f"articles-{size}"
                    place.mkdir(exist_ok=True)
                    _measure(results, f"{name} {size}", name, Setup(place, size, FEW_ROUNDS))
    if grown := growth(results["figures"]):
        results["figures"]["growth"] = grown
    print(as_markdown(results))
    if asked.write and not asked.only:
        write(results, asked.write)
    if lost := missed(results):
        print(f"{len(lost)} bounds missed: {'; '.join(lost)}", file=sys.stderr)


def write(results: Results, folder: Path) -> None:
    """Write a run to `results.json` and `results.md` in a folder."""
    (folder / f"{RESULTS}.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (folder / f"{RESULTS}.md").write_text(as_markdown(results), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", nargs="?", type=Path, help="articles to index and to ask; else invented ones")
    parser.add_argument("--large", action="store_true", help=f"an invented archive of {LARGE:,} articles, too")
    parser.add_argument("--only", nargs="+", choices=[*PARTS], help="these parts; nothing is written then")
    parser.add_argument("--sizes", nargs="+", type=int, help="articles of invented archives, instead of the usual")
    parser.add_argument("--scratch", type=Path, help="a folder for invented archives, kept and used again")
    parser.add_argument("--write", type=Path, help="a folder to write results.md and results.json to")
    parser.add_argument("--part", choices=[*PARTS], help="one part in this process, on ARCHIVE")
    parser.add_argument("--size", type=int, default=0, help="with --part: the articles of an invented archive")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="with --part: how often each thing is measured")
    parser.add_argument("--profile", action="store_true", help="with --part: where it spends its time, to stderr")
    asked = parser.parse_args()
    if asked.part and not asked.archive:
        parser.error("--part needs an archive")
    return asked


def _archives(given: Path | None, scratch: Path) -> tuple[Path, Path, dict[str, str]]:
    """Return the archive that is indexed, the one that is asked, and what is told of both."""
    if given is not None:
        name = given.resolve().name
        return given, given, {"indexed and asked": f"{name}"}
    invented = scratch / f"news-{ARTICLES}"
    write_archive(invented, 0, ARTICLES, NEWS)
    told = {
        "indexed": f"{ARTICLES} invented articles of {NEWS} sentences",
        "asked, and cold": "examples/gazette: 14 articles",
    }
    return invented, GAZETTE, told


def _measure(results: Results, title: str, name: str, setup: Setup) -> None:
    """Run a part and keep its figures, or why it could not be run."""
    print(f"{title} ...", file=sys.stderr, flush=True)
    try:
        runs = [_run(name, setup) for _ in range(REFRESHES if name == "refresh" else 1)]
    except RuntimeError as error:
        results["skipped"][title] = str(error)
        print(f"  not run: {error}", file=sys.stderr, flush=True)
        return
    figures = {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
    results["figures"][title] = figures
    for figure, value in figures.items():
        print(f"  {plain(value):>12}  {figure}", file=sys.stderr, flush=True)


def _run(name: str, setup: Setup) -> Figures:
    """Return a part's figures, measured in a process of its own.

    Raises:
        RuntimeError: it failed; the message is the last line that it said.
    """
    command = [sys.executable, "-m", "benchmarks.bench", "--part", name, "--rounds", str(setup.rounds)]
    command += ["--size", str(setup.size), str(setup.archive.resolve())]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1])
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _run_here(asked: argparse.Namespace) -> None:
    setup = Setup(asked.archive, asked.size, asked.rounds)
    profiler = cProfile.Profile()
    figures = profiler.runcall(PARTS[asked.part], setup) if asked.profile else PARTS[asked.part](setup)
    if asked.profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(_OUR_FUNCTIONS, 45)
    print(json.dumps(figures))


@contextmanager
def _scratch(kept: Path | None) -> Iterator[Path]:
    """Give a folder for invented archives: the one that is kept, or one that is deleted afterwards."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
