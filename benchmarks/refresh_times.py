"""How long a refresh takes of an archive that hardly changed, and what of it is spent on hashing the files.

    python -m benchmarks.refresh_times --articles 10000

Articles are small and invented, and the tests' fake model stands for the real one, so that the first build does not
take an hour; what is measured is everything but embedding.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

from index import Index
from index.read import file_sha256
from index.scan import scan
from tests.shelf import FakeEncoder

_WORDS = (
    "harbour council bridge ferry market school drain lamp storm quarry mill orchard tower railway garden bakery"
    " inquiry budget strike fair election flood rescue museum theatre river island captain nurse mayor"
).split()
_SYLLABLES = "ba dor vel mi ras ten ko lu har sin gra tol fe mar os quen dal ri und pel sta nor ha vik".split()


def write_archive(folder: Path, count: int) -> None:
    """Write `count` invented articles of about 150 words, a thousand in a folder."""
    random = Random(7)

    def name() -> str:
        return "".join(random.choices(_SYLLABLES, k=random.randint(2, 3))).capitalize()

    for number in range(count):
        said = [f"In {name()} the {' '.join(random.choices(_WORDS, k=9))} was discussed by {name()}." for _ in range(9)]
        paragraphs = [" ".join(said[at : at + 3]) for at in range(0, 9, 3)]
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"{name()} and the {random.choice(_WORDS)}\n\n{name().upper()}, {1 + number % 28} May 2031 - "
            + "\n\n".join(paragraphs)
            + "\n",
            encoding="utf-8",
        )


def measure(folder: Path, articles: int, repeats: int, profile: bool) -> None:
    """Print the seconds of a first build and of refreshes after it."""
    write_archive(folder, articles)
    index = Index(folder, folder / ".onrecord", embedder="fake", cache_dir=folder, encoder=FakeEncoder())
    started = time.perf_counter()
    index.refresh()
    print(f"{articles:,} articles; first build {time.perf_counter() - started:.1f} s")
    found = scan(folder, exclude=folder / ".onrecord").files
    _print("listing and hashing the files", repeats, lambda _: [file_sha256(folder, path) for path in found])
    _print("refresh, nothing changed", repeats, lambda _: index.refresh())
    one = folder / found[len(found) // 2]
    text = one.read_text(encoding="utf-8")

    def edit(number: int) -> None:
        one.write_text(f"{text}\nEdition {number} was printed in the night of that day.\n", encoding="utf-8")
        index.refresh()

    _print("refresh, one article changed", repeats, edit)
    if profile:
        with cProfile.Profile() as profiler:
            edit(repeats)
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    index.close()


def _print(what: str, repeats: int, act: Callable[[int], object]) -> None:
    seconds, busy = [], []
    for number in range(repeats):
        started, began = time.perf_counter(), time.process_time()
        act(number)
        seconds.append(time.perf_counter() - started)
        busy.append(time.process_time() - began)
    print(f"{what}: {median(seconds):.2f} s, {median(busy):.2f} s of a processor (median of {repeats})")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="also print where one of them spends its time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-times-") as folder:
        measure(Path(folder), arguments.articles, arguments.repeats, arguments.profile)


if __name__ == "__main__":
    main()
