"""Measure the guard: `python -m benchmarks.guard ARTICLES... [--examples KIND] [--seed N] [--write FILE.md]`.

True sentences of the articles are altered by rule, one thing at a time, and `qa.verify.verify` is asked about each;
what it accepts there, and what it withholds of honest rewordings, is counted by kind and held against its bound. The
rows of `tests/data/rewordings.jsonl` and `distortions.jsonl`, written by hand and made up, are counted as well. Exit
status 1 where a bound is missed. Sentences of the articles are printed only on request, and never written to a file.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import guard_figures as figures
from benchmarks import guard_honest as honest
from benchmarks import guard_more as more
from benchmarks import guard_names as names
from benchmarks import guard_roles as roles
from benchmarks import guard_words as words
from benchmarks.guard_sources import Base, Case, Pool, load_pool
from qa.guard.parsed.trees import is_installed
from qa.verify import Quoted, Verdict, verify

DATA = Path(__file__).parent.parent / "tests" / "data"
Verify = Callable[[str, Sequence[Quoted]], Verdict]
Making = Iterator[str] | Iterator[Case]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of altering or rewording; `bound` is the greatest share of failures, None where none is set."""

    name: str
    make: Callable[[Base, Pool, Random], Making]
    bound: float | None
    true: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How many cases of a kind there were, and those that the guard got wrong."""

    name: str
    bound: float | None
    true: bool
    count: int
    failed: tuple[tuple[str, tuple[str, ...], str], ...]
    """What was written, what it cited, and the guard's reason."""

    @property
    def share(self) -> float:
        """Return the share of failures."""
        return len(self.failed) / self.count if self.count else 0.0

    @property
    def is_met(self) -> bool:
        """Return whether the share of failures is within the bound."""
        return self.bound is None or self.share <= self.bound


def _plain(make: Callable[[Base, Random], Making]) -> Callable[[Base, Pool, Random], Making]:
    return lambda base, _pool, random: make(base, random)


KINDS = (
    Kind("digit changed", _plain(figures.change_a_digit), 0.0),
    Kind("number replaced", _plain(figures.replace_a_number), 0.0),
    Kind("name replaced, same article", names.replace_by_name_of_article, 0.01),
    Kind("name replaced, another article", names.replace_by_name_of_another, 0.01),
    Kind("part of a name replaced", names.replace_part_of_a_name, 0.01),
    Kind("date changed", _plain(figures.change_a_date), 0.01),
    Kind("unit changed", _plain(figures.change_a_unit), 0.01),
    Kind("two figures swapped", _plain(figures.swap_two_figures), 0.02),
    Kind("subject and object swapped", _plain(roles.swap_subject_and_object), 0.02),
    Kind("hedge dropped", _plain(words.drop_a_hedge), 0.02),
    Kind("antonym", _plain(words.put_the_opposite), 0.02),
    Kind("negation put in or taken out", _plain(words.negate), 0.02),
    Kind("another speaker", _plain(roles.change_the_speaker), 0.02),
    Kind("two names swapped", _plain(roles.swap_two_names), None),
    Kind("speaker invented", _plain(roles.invent_a_speaker), None),
    Kind("quantifier changed", _plain(more.change_a_quantifier), None),
    Kind("word added", _plain(more.add_a_word), None),
    Kind("clause of another article added", more.borrow_a_clause, None),
    Kind("subject and predicate of two sentences", _plain(more.splice), None),
    Kind("cause invented", _plain(more.invent_a_cause), None),
    Kind("condition dropped", _plain(more.drop_a_condition), None),
    Kind('"former", "alleged" dropped', _plain(more.drop_former), None),
    Kind("quotation altered", _plain(more.misquote), None),
    Kind("unaltered", _plain(honest.keep), 0.03, true=True),
    Kind("main clause", _plain(honest.keep_a_clause), None, true=True),
    Kind("one predicate of two", _plain(honest.keep_a_predicate), None, true=True),
    Kind("without parenthesis", _plain(honest.drop_a_parenthesis), None, true=True),
    Kind("without apposition", _plain(honest.drop_an_apposition), None, true=True),
    Kind("without trailing participle", _plain(honest.drop_a_trailing_participle), None, true=True),
    Kind("without contrast", _plain(honest.drop_a_contrast), None, true=True),
    Kind("without examples", _plain(honest.drop_examples), None, true=True),
    Kind("without leading link", _plain(honest.drop_a_link), None, true=True),
    Kind("without leading date", _plain(honest.drop_a_leading_time), None, true=True),
    Kind("without relative clause", _plain(honest.drop_a_relative_clause), None, true=True),
    Kind("without last list item", _plain(honest.drop_a_list_item), None, true=True),
    Kind("two sentences joined", _plain(honest.join), 0.03, true=True),
    Kind("typed otherwise", _plain(honest.retype), 0.03, true=True),
)
PARTS = frozenset(kind.name for kind in KINDS if kind.true and kind.bound is None)
"""The kinds of clauses and compressions: some are rare, so their bound holds for all of them together."""
PARTS_BOUND, REWORDINGS_BOUND, DISTORTIONS_BOUND = 0.03, 0.20, 0.02
UNSEEN_BOUND = 0.40 if is_installed() else 0.55  # with a parser, and without
HAND_WRITTEN = (
    ("rewordings", REWORDINGS_BOUND, True),
    ("distortions", DISTORTIONS_BOUND, False),
    ("further_rewordings", REWORDINGS_BOUND, True),
    ("further_distortions", DISTORTIONS_BOUND, False),
    ("unseen_rewordings", UNSEEN_BOUND, True),
    ("unseen_distortions", DISTORTIONS_BOUND, False),
)
"""Files of rows, the greatest share of failures, and whether the rows are honest.

The unseen ones were written by a hand that knew only the prompt, after the guard's last change: its bound is what was
measured then, not what is aimed at. They stop being unseen once somebody mends the guard by them.
"""


def main() -> int:
    """Measure, print a table and return the exit status."""
    arguments = _arguments()
    pool = load_pool(arguments.articles)
    took: list[float] = []
    results = [*measure(pool, arguments.seed, timed(verify, took)), *measure_hand_written(timed(verify, took))]
    table = to_table(results, len(pool.bases), took)
    print(table)
    if arguments.examples:
        for result in results:
            if arguments.examples in result.name:
                _print_examples(result, arguments.most)
    if arguments.write:
        arguments.write.write_text(_PREAMBLE + table + "\n", encoding="utf-8")
    return 0 if all(result.is_met for result in results) else 1


def measure(pool: Pool, seed: int = 4, guard: Verify = verify) -> Iterator[Result]:
    """Yield each kind's result over the pool's sentences; the same seed gives the same cases."""
    parts: list[Result] = []
    for kind in KINDS:
        random, count, failed = Random(f"{seed} {kind.name}"), 0, []
        for base in pool.bases:
            for case in cases(kind, base, pool, random):
                count += 1
                verdict = guard(case.text, [Quoted(each.text, each.attributed_to, each.dates) for each in case.cited])
                if verdict.supported != kind.true:
                    failed.append((case.text, tuple(each.text for each in case.cited), verdict.reason))
        result = Result(kind.name, kind.bound, kind.true, count, tuple(failed))
        yield result
        if kind.name in PARTS:
            parts.append(result)
    every = tuple(case for result in parts for case in result.failed)
    yield Result("clauses and compressions in all", PARTS_BOUND, True, sum(part.count for part in parts), every)


def cases(kind: Kind, base: Base, pool: Pool, random: Random) -> Iterator[Case]:
    """Yield what a kind makes of one sentence; what came out unaltered, and repeats, are left out."""
    seen = set() if kind.name == "unaltered" else {base.text}
    for made in kind.make(base, pool, random):
        case = Case(made, (base,)) if isinstance(made, str) else made
        if case.text not in seen:
            seen.add(case.text)
            yield case


def measure_hand_written(guard: Verify = verify) -> Iterator[Result]:
    """Yield the results over the rows that were written by hand, in all and by kind."""
    for name, bound, true in HAND_WRITTEN:
        rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        wrong = [
            (row, verdict)
            for row in rows
            for verdict in [guard(row["text"], _quotes(row))]
            if verdict.supported != true
        ]
        every = (None, *sorted({row["kind"] for row in rows}))
        for kind in every:
            yield Result(
                f"hand-written {name.replace('_', ' ')}" + (f": {kind}" if kind else ""),
                None if kind else bound,
                true,
                sum(kind in (None, row["kind"]) for row in rows),
                tuple((row["text"], tuple(row["source"]), v.reason) for row, v in wrong if kind in (None, row["kind"])),
            )


def timed(guard: Verify, took: list[float]) -> Verify:
    """Return a guard that notes in `took` how many milliseconds each call takes."""

    def asked(sentence: str, quotes: Sequence[Quoted]) -> Verdict:
        began = time.perf_counter()
        verdict = guard(sentence, quotes)
        took.append(1000 * (time.perf_counter() - began))
        return verdict

    return asked


def to_table(results: Iterable[Result], sentences: int, took: Sequence[float]) -> str:
    """Return the results as Markdown tables."""
    every = list(results)
    parts = []
    for true, title, heading in ((False, "Altered: accepted", "accepted"), (True, "Honest: withheld", "withheld")):
        rows = [result for result in every if result.true == true]
        parts.append(
            f"## {title}\n\n| kind | cases | {heading} | share | bound | |\n|---|---|---|---|---|---|\n"
            + "".join(map(_row, rows))
        )
    altered = sum(result.count for result in every if not result.true and ": " not in result.name)
    p99 = sorted(took)[min(len(took) - 1, math.ceil(len(took) * 0.99) - 1)]
    speed = f"One call took {statistics.median(took):.2f} ms at the median, {p99:.2f} ms at the 99th percentile."
    reader = "with" if is_installed() else "without"
    asked = f"Asked {reader} the parser of the extra `parser` (`qa/guard/parsed/`)."
    return f"{sentences} true sentences, {altered} altered ones. {asked} {speed}\n\n" + "\n".join(parts)


def _row(result: Result) -> str:
    bound = "" if result.bound is None else f"{result.bound:.0%}"
    verdict = "" if result.bound is None else "met" if result.is_met else "**missed**"
    return f"| {result.name} | {result.count} | {len(result.failed)} | {result.share:.1%} | {bound} | {verdict} |\n"


def _quotes(row: Mapping[str, object]) -> list[Quoted]:
    sources, dates = row["source"], row["dates"]
    assert isinstance(sources, list) and isinstance(dates, list)
    said = row["attributed_to"] if isinstance(row["attributed_to"], str) else None
    spoken = [said if said and (len(sources) == 1 or said in source) else None for source in sources]
    return [
        Quoted(source, speaker, tuple(date for date in dates if date["expression"].lower() in source.lower()))
        for source, speaker in zip(sources, spoken, strict=True)
    ]


def _print_examples(result: Result, most: int) -> None:
    print(f"\n{result.name}: {len(result.failed)} of {result.count}")
    for text, cited, reason in result.failed[:most]:
        print(f"\n  written: {text}" + "".join(f"\n  cited:   {each}" for each in cited) + f"\n  reason:  {reason}")


_PREAMBLE = """# The guard, measured

`python -m benchmarks.guard ARTICLES... --write benchmarks/guard.md` makes this file. Sentences of the articles are
altered by rule, one thing at a time (`benchmarks/guard_*.py`), and each is given to `qa.verify.verify` with the
sentence that it was made from. An altered sentence that is accepted, or an honest one that is withheld, is a failure.

The guard reads a sentence by its own grammar, and where that finds nothing and the extra `parser` is installed, by a
dependency parser. Of 189 rewordings by a hand that neither was mended by, the grammar alone withholds 94 (49.7 %), both
together 68 (36.0 %); of 100 distortions by that hand neither accepts any. The parser made no difference to free
retellings: of 600 by two more hands, 13 are accepted with it and 11 without, since their words are others.

"""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guard", description="Measure the guard.")
    parser.add_argument("articles", nargs="+", type=Path, help="folders of articles, or single files")
    parser.add_argument("--examples", metavar="KIND", help="print the failures of the kinds whose names hold this")
    parser.add_argument("--most", type=int, default=20, help="how many examples of a kind to print")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="write the table to a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
