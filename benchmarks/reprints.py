"""Measure how well reprints are told: `python -m benchmarks.reprints ARCHIVE... [--write benchmarks/reprints.md]`.

Each ARCHIVE is a folder of articles. Every article of at least 120 words is altered as desks alter a story, and each
copy is held against its original. All articles are held against each other: none is another's reprint, but for those
that the folder holds twice (`--same`). Then invented stories of one form, one event by two writers, and updates.
Last, times for 10,000 invented articles. Nothing is written into an ARCHIVE.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from benchmarks.reprints_sets import EVENTS, UPDATES, Pair, altered, forms, parts
from benchmarks.reprints_times import times
from index.alignment import Statement, align, days_of, statements
from index.prepare import prepare
from index.read import read_file
from index.reprints import Signature, kinship, propose
from index.scan import scan
from index.types import Article

FEWEST_WORDS = 120
EACH_FORM = 40


def main() -> None:
    """Measure, print, and write the report where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archives", type=Path, nargs="+")
    parser.add_argument("--same", nargs=2, action="append", default=[], help="two files that print one text")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    same = {frozenset(pair) for pair in given.same}
    text = "\n".join(report(given.archives, same)) + "\n"
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    """An article as indexing sees it: its statements, days and signature."""

    body: tuple[Statement, ...]
    days: frozenset[str]
    signature: Signature | None


def told(text: str) -> Told:
    """Return what indexing finds in a text."""
    prepared = prepare(Article("a.txt", text, "", "utf-8"))
    body = statements(text, prepared.article.lines, prepared.regions)
    return Told(body, days_of(prepared.dates, body), prepared.signature)


def related(one: Told, other: Told) -> str | None:
    """Return what two articles are to each other, by signatures first, as an index finds it."""
    if one.signature is None or other.signature is None:
        return None
    if one.signature.digest == other.signature.digest:
        return "copy"
    if not propose([one.signature, other.signature], [True, True]):
        return None
    apart = bool(one.days and other.days and one.days.isdisjoint(other.days))
    found = kinship(align(one.body, other.body), days_apart=apart)
    return found and found[0]


def report(archives: Sequence[Path], same: set[frozenset[str]]) -> Iterable[str]:
    """Yield the lines of the report."""
    yield "# Reprints: which articles print one text\n"
    yield "How it is told: [architecture](../docs/architecture.md#reprints). Made by"
    yield "`python -m benchmarks.reprints ARCHIVE...`; the altered and the invented: `benchmarks/reprints_sets.py`.\n"
    yield "## Altered copies of real articles\n"
    yield "Found: told as reprints at all. Right: told as what they are.\n"
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    pairs = false = 0
    for archive in archives:
        texts = dict(_texts(archive))
        long = [text for text in texts.values() if _length(text) >= FEWEST_WORDS]
        for pair in _altered(long):
            found = related(told(pair.one), told(pair.other))
            rows[pair.kind].update({"pairs": 1, "found": found is not None, "right": found in pair.kinds})
        known = {name: told(text) for name, text in texts.items()}
        pairs += len(known) * (len(known) - 1) // 2
        for one, other in _proposed(known):
            if (found := related(known[one], known[other])) is not None:
                expected = frozenset({one, other}) in same
                false += not expected
                wrong.append(f"{archive.name}: {found}, {'as it should be' if expected else 'WRONG'}")
    yield from _table("alteration", rows)
    yield f"\nPairs of different articles of these archives: {pairs:,}; told as reprints: {false} wrongly,"
    yield f"{len(wrong) - false} of the {len(same)} pairs that a folder holds twice.\n"
    yield from _invented()
    yield from times()


def _texts(archive: Path) -> Iterable[tuple[str, str]]:
    for file in scan(archive).files:
        for article in read_file(archive, file).articles:
            yield file, article.text


def _length(text: str) -> int:
    return sum(len(line.split()) for line in parts(text)[1])


def _altered(texts: Sequence[str]) -> Iterable[Pair]:
    random_ = random.Random(6)
    for text, other in pairwise([*texts, texts[0]]):
        yield from altered(text, other, random_)


def _proposed(known: dict[str, Told]) -> Iterable[tuple[str, str]]:
    names = [name for name, each in known.items() if each.signature is not None]
    signatures = [signature for name in names if (signature := known[name].signature) is not None]
    return ((names[one], names[other]) for one, other in propose(signatures, [True] * len(names)))


def _table(first: str, rows: dict[str, Counter[str]]) -> Iterable[str]:
    yield f"| {first} | pairs | found | right |\n|---|---|---|---|"
    for kind, counts in rows.items():
        total = counts["pairs"]
        yield f"| {kind} | {total} | {counts['found'] / total:.3f} | {counts['right'] / total:.3f} |"


def _invented() -> Iterable[str]:
    yield "## Invented stories that only look alike\n"
    yield "None of the first six is a reprint; an update is at most a version or a part.\n"
    yield "| stories | pairs | told as a copy or an excerpt | as a version or a part |\n|---|---|---|---|"
    sets = [(kind, list(combinations(texts, 2))) for kind, texts in forms(random.Random(7), EACH_FORM)]
    sets += [("one event by two writers", list(EVENTS)), ("a story and its update", list(UPDATES))]
    for kind, pairs in sets:
        known = {text: told(text) for pair in pairs for text in pair}
        found = Counter(related(known[one], known[other]) for one, other in pairs)
        copies, versions = found["copy"] + found["excerpt"], found["version"] + found["part"]
        yield f"| {kind} | {len(pairs):,} | {copies} | {versions} |"


if __name__ == "__main__":
    main()
