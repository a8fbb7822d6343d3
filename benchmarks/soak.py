"""Ask with many threads while an archive changes: `python -m benchmarks.soak [--minutes 10] [--write FILE]`.

A loop adds, edits, renames and deletes invented articles and refreshes the index, with the real model, while readers
ask and search without a pause. Each citation is held against what its file held at some moment between the question's
start and its end. With `--apart` another process refreshes, and this one only reads.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import qa
from benchmarks.fault_archive import CHANGES, archive, article, questions

READERS = 50
_SAMPLE_SECONDS = 2.0
_SLOWEST = 120.0
_HELD = frozenset({"intact", "moved"})


@dataclass
class Shelves:
    """A folder of articles with everything that each file ever held, and when.

    A version stands from before it was written until after it was replaced, so that no moment is missed.
    """

    folder: Path
    versions: dict[str, list[tuple[float, float, str | None]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, text: str | None) -> None:
        """Write, replace or delete (None) one file, whole at one moment, and remember it."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with self.lock:
            held = self.versions.setdefault(path, [])
            held.append((time.monotonic(), float("inf"), text))
        if text is None:
            file.unlink()
        else:
            new = file.with_name(f".{file.name}.new")
            new.write_bytes(text.encode())
            new.replace(file)
        with self.lock:
            if len(held) > 1:
                start, _, before = held[-2]
                held[-2] = (start, time.monotonic(), before)

    def become(self, now: Mapping[str, str]) -> None:
        """Make the folder hold just these files."""
        with self.lock:
            current = {path: held[-1][2] for path, held in self.versions.items() if held[-1][2] is not None}
        for path in current.keys() - now.keys():
            self.put(path, None)
        for path, text in now.items():
            if current.get(path) != text:
                self.put(path, text)

    def stood(self, citation: qa.Citation, start: float, end: float) -> bool:
        """Return whether a plain text held just this quote on just this line at some moment between two."""
        with self.lock:
            held = list(self.versions.get(citation.path, ()))
        for begun, ended, text in held:
            if begun <= end and ended >= start and text is not None:
                line = text.count("\n", 0, citation.start_char) + 1
                if text[citation.start_char : citation.end_char] == citation.quote and line == citation.start_line:
                    return True
        return False

    def forget(self, before: float) -> None:
        """Drop versions that ended before any question that is still under way began."""
        with self.lock:
            for path, held in list(self.versions.items()):
                held[:] = [each for each in held if each[1] >= before]
                if not held:
                    del self.versions[path]


@dataclass
class Soaked:
    """What was asked and what came of it."""

    asked: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    citations: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    published: int = 0
    followed: list[float] = field(default_factory=list)  # seconds from a publication until a search showed it
    samples: list[tuple[float, float, int, float]] = field(default_factory=list)  # time, RSS MB, descriptors, index MB
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, citations: int, wrong: Sequence[str]) -> None:
        """Count one question."""
        with self.lock:
            self.asked[kind] += 1
            self.answered += citations > 0
            self.citations += citations
            self.seconds.append(seconds)
            self.wrong += wrong

    def steady(self) -> list[tuple[float, float, int, float]]:
        """Return the samples after the first quarter, which warms up."""
        return self.samples[len(self.samples) // 4 :]


Refreshing = Callable[[], object]
"""Brings the index up to date."""


def read_on(
    opened: qa.Archive, shelves: Shelves, chance: Random, asked: Sequence[str], stop: threading.Event, soaked: Soaked
) -> None:
    """Ask and search until told to stop; hold each citation against the bytes of its time."""
    while not stop.is_set():
        question = chance.choice(asked)
        kind = "query" if chance.random() < 0.6 else "search"
        start = time.monotonic()
        try:
            found = opened.query(question).citations if kind == "query" else opened.search(question, limit=20).hits
        except Exception as error:  # noqa: BLE001 - whatever a reader would have seen
            soaked.note(kind, time.monotonic() - start, 0, [f"{kind}: {type(error).__name__}: {error}"])
            continue
        end = time.monotonic()
        standing = [citation for citation in found if citation.state in _HELD]
        wrong = [
            f"{kind} {question!r}: {each.path}:{each.start_line} ({each.state}) did not say {each.quote!r}"
            for each in standing
            if "#" not in each.path and not shelves.stood(each, start, end)
        ]
        wrong += [
            f"{kind}: a claim cites a line that is {each.state}"
            for each in found
            if kind == "query" and each not in standing
        ]
        wrong += [f"{kind} {question!r} took {end - start:.0f} s"] if end - start > _SLOWEST else []
        soaked.note(kind, end - start, len(standing), wrong)


def change_on(
    opened: qa.Archive,
    shelves: Shelves,
    files: dict[str, str],
    chance: Random,
    refresh: Refreshing,
    soaked: Soaked,
    until: float,
) -> None:
    """Change the archive and refresh, again and again; after each publication it must be found at once."""
    usual, number = len(files), 0
    while time.monotonic() < until:
        number += 1
        names = ["delete", "edit", "rename"] if len(files) > usual else ["add", "add", "edit", "mixed", "swap"]
        CHANGES[chance.choice(names)](files, chance)
        marker = f"zq{number}x{chance.randrange(10**6)}"
        files["marker.txt"] = f"The mark of the hour\n\nThe keeper wrote {marker} into the book at noon.\n"
        files[f"rounds/{number % 7}.txt"] = article(chance)
        shelves.become(files)
        try:
            refresh()
        except Exception as error:  # noqa: BLE001 - whatever the writer would have seen
            soaked.note("refresh", 0.0, 0, [f"refresh: {type(error).__name__}: {error}"])
            continue
        published = time.monotonic()
        hits = opened.search(marker).hits
        soaked.followed.append(time.monotonic() - published)
        soaked.published += 1
        if [hit.path for hit in hits] != ["marker.txt"]:
            soaked.note("follow", 0.0, 0, [f"a search begun after publication {number} finds {[h.path for h in hits]}"])
        shelves.forget(published - 2 * _SLOWEST)


def sample_on(opened: qa.Archive, stop: threading.Event, soaked: Soaked) -> None:
    """Measure this process, and the index on disk, until told to stop."""
    begun = time.monotonic()
    while not stop.wait(_SAMPLE_SECONDS):
        size = _bytes_below(opened.index_dir)
        soaked.samples.append((time.monotonic() - begun, resident(), descriptors(), size / 1e6))


def _bytes_below(folder: Path) -> int:
    """Return the bytes of all files below a folder; a journal or a dead segment may vanish meanwhile."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                total += Path(place, name).stat().st_size
    return total


def resident() -> float:
    """Return the memory of this process in megabytes; 0 where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    rows = dict(row.split(":", 1) for row in status.read_text().splitlines())
    return int(rows["VmRSS"].split()[0]) / 1024


def descriptors() -> int:
    """Return how many files this process has open; 0 where the system doesn't tell."""
    open_files = Path("/proc/self/fd")
    return len(os.listdir(open_files)) if open_files.exists() else 0  # noqa: PTH208 - iterdir may meet closed ones


@contextmanager
def refreshing(opened: qa.Archive, apart: bool) -> Iterator[Refreshing]:
    """Yield what refreshes: this process, or one of its own that refreshes at each line it is sent."""
    if not apart:
        yield opened.refresh
        return
    command = [sys.executable, "-m", "benchmarks.soak", "--refresh", str(opened.path), str(opened.index_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        into, out = process.stdin, process.stdout

        def refresh() -> None:
            into.write("refresh\n")
            into.flush()
            told = json.loads(out.readline() or '"the refreshing process died"')
            if told:
                raise RuntimeError(told)

        yield refresh
        into.close()


def serve_refreshes(folder: Path, index_dir: Path) -> None:
    """Refresh once for each line of standard input, and say what went wrong."""
    with qa.open_archive(folder, index_dir) as opened:
        for _ in sys.stdin:
            told = ""
            try:
                opened.refresh()
            except qa.OnrecordError as error:
                told = f"{type(error).__name__}: {error}"
            print(json.dumps(told), flush=True)


def soak(place: Path, *, minutes: float, readers: int, seed: int, articles: int, apart: bool) -> Soaked:
    """Ask with so many threads for so long while the archive in `place` changes."""
    chance = Random(seed)
    files = archive(chance, articles)
    shelves = Shelves(place / "articles")
    shelves.become(files)
    asked = questions(chance, 200)
    soaked, stop = Soaked(), threading.Event()
    with qa.open_archive(shelves.folder) as opened:
        opened.refresh()
        opened.query(asked[0])
        threads = [
            threading.Thread(target=read_on, args=(opened, shelves, Random(seed + n), asked, stop, soaked))
            for n in range(readers)
        ]
        threads.append(threading.Thread(target=sample_on, args=(opened, stop, soaked)))
        with refreshing(opened, apart) as refresh:
            for thread in threads:
                thread.start()
            try:
                change_on(opened, shelves, files, chance, refresh, soaked, time.monotonic() + 60 * minutes)
            finally:
                stop.set()
                for thread in threads:
                    thread.join(2 * _SLOWEST)
        soaked.wrong += [f"a reader hangs: {thread.name}" for thread in threads if thread.is_alive()]
    return soaked


def growth(samples: Sequence[tuple[float, float, int, float]], column: int) -> tuple[float, float, float]:
    """Return the medians of the first and last fifth of a column, and its least-squares growth a minute."""
    times = [row[0] / 60 for row in samples]
    values = [float(row[column]) for row in samples]
    fifth = max(1, len(values) // 5)
    slope = statistics.linear_regression(times, values).slope if len(set(times)) > 1 else 0.0
    return statistics.median(values[:fifth]), statistics.median(values[-fifth:]), slope


def report(soaked: Soaked, minutes: float, readers: int, seed: int, apart: bool) -> str:
    """Return what was measured, as Markdown."""
    steady = soaked.steady()
    rows = []
    for name, column in (("memory (RSS), MB", 1), ("open files", 2), ("index on disk, MB", 3)):
        first, last, slope = growth(steady, column)
        rows.append(f"| {name} | {first:.1f} | {last:.1f} | {slope:+.2f} |")
    seconds = sorted(soaked.seconds) or [0.0]
    refresher = "another process" if apart else "the same process"
    followed = max(soaked.followed, default=0.0)
    faults = "".join(f"\n- {what}" for what in soaked.wrong[:10])
    return (
        f"{readers} threads asked for {minutes:g} minutes while {refresher} refreshed (seed {seed}): "
        f"{soaked.asked['query']} questions and {soaked.asked['search']} searches, {soaked.citations} citations held "
        f"against the bytes of their moment, {soaked.published} publications; **{len(soaked.wrong)} errors or wrong "
        f"citations**. Median {statistics.median(seconds):.2f} s, longest {seconds[-1]:.1f} s. A search begun after a "
        f"publication showed it every time (within {followed:.2f} s, under that load).{faults}\n\n"
        "| after the first quarter | first fifth | last fifth | growth a minute |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def main() -> None:
    """Soak, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--refresh", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.refresh:
        serve_refreshes(*given.refresh)
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-soak-") as place:
        soaked = soak(
            Path(place),
            minutes=given.minutes,
            readers=given.readers,
            seed=given.seed,
            articles=given.articles,
            apart=given.apart,
        )
    text = report(soaked, given.minutes, given.readers, given.seed, given.apart)
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    sys.exit(bool(soaked.wrong))


if __name__ == "__main__":
    main()
