"""The harness of `make bench`: its arithmetic, and each part that a stand-in can run, on a few articles."""

import json
import math
import sys
from pathlib import Path

import pytest

from benchmarks import bench
from benchmarks.bench_asking import CLOCKED, clocked, in_turn, measure
from benchmarks.bench_indexing import Recorder, build_with, compare, refreshed
from benchmarks.bench_machine import REPOSITORY, Setup, call, machine, most_memory
from benchmarks.bench_stock import seen_of, share_lost
from benchmarks.bench_table import BOUNDS, LARGE, MIDDLE, SMALL, Bound, Results, as_markdown, growth, missed, plain
from benchmarks.large import facts, write_archive
from index import FOLDER, Index
from tests.conftest import ArchiveOf
from tests.shelf import FakeEncoder

FILES = {
    "ferry.txt": "Ferry aground\n\nThe ferry Merrow ran aground on 3 May 2041 with 112 passengers, Ida Vance said.\n",
    "mill.txt": "Mill rebuilt\n\nThe mill was rebuilt for 90,000 crowns, the miller said. It grinds from June.\n",
}
QUESTIONS = ("How many passengers were on the Merrow?", "What did rebuilding the mill cost?")


def results_of(**figures: dict[str, float]) -> Results:
    named = {name.replace("_", " "): found for name, found in figures.items()}
    return {"machine": {"processor": "2 cores"}, "archives": {}, "figures": named, "skipped": {}}


def row_of(results: Results, what: str) -> str:
    (row,) = [line for line in as_markdown(results).splitlines() if line.startswith(f"| {what}")]
    return row


def test_a_bound_that_is_kept_holds_and_one_that_is_missed_is_shown_as_missed() -> None:
    kept = results_of(cold={"over import": 1.8}, indexing={"times as fast as torch": 1.0})
    assert missed(kept) == []
    assert row_of(kept, "cold `onrecord ask`").endswith("| 1.80 | at most 1.8 | holds |")
    lost = results_of(cold={"over import": 1.81}, indexing={"times as fast as torch": 0.99})
    assert len(missed(lost)) == 2
    assert row_of(lost, "cold `onrecord ask`").endswith("| 1.81 | at most 1.8 | **missed** |")
    assert row_of(lost, "whole indexing").endswith("| 0.99 | at least 1 | **missed** |")


def test_what_was_not_run_is_neither_kept_nor_missed() -> None:
    results = results_of()
    assert missed(results) == []
    assert row_of(results, "cold `onrecord ask`").endswith("| not run | at most 1.8 | |")
    results["skipped"]["stock"] = "no such package"
    assert "stock: not run: no such package" in as_markdown(results)


def test_a_figure_that_is_no_number_keeps_no_bound() -> None:
    assert not Bound("memory", "serve", "MB", 3_000.0).holds(math.nan)
    assert not Bound("speed", "indexing", "times", 1.0, at_least=True).holds(math.nan)


def test_growth_is_that_of_the_ratio_to_torch_from_the_smallest_archive() -> None:
    asked = {f"ask {SMALL}": {"over torch": 2.0}, f"ask {MIDDLE}": {"over torch": 3.0}}
    assert growth(asked) == {f"{SMALL} to {MIDDLE}": 1.5}
    assert growth(asked | {f"ask {LARGE}": {"over torch": 5.0}})[f"{SMALL} to {LARGE}"] == 2.5
    assert growth({f"ask {MIDDLE}": {"over torch": 3.0}}) == {}


def test_every_bound_names_a_part_that_is_run() -> None:
    assert {bound.part.split()[0] for bound in BOUNDS} <= {*bench.PARTS, "growth"}
    assert set(bench.SIZED) < set(bench.PARTS)


@pytest.mark.parametrize(
    ("value", "shown"), [(1.23456, "1.235"), (12.345, "12.3"), (1234.5, "1,234"), (3.0, "3"), (math.nan, "nan")]
)
def test_a_figure_is_shown_in_the_digits_that_mean_anything(value: float, shown: str) -> None:
    assert plain(value) == shown


def test_the_page_of_results_is_made_of_the_figures_beside_it(tmp_path: Path) -> None:
    folder = REPOSITORY / "benchmarks"
    results: Results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert as_markdown(results) == (folder / "results.md").read_text(encoding="utf-8")
    bench.write(results, tmp_path)
    assert (tmp_path / "results.json").read_text(encoding="utf-8") == (folder / "results.json").read_text("utf-8")


def test_the_share_of_text_lost_counts_each_character_once() -> None:
    texts = {"a": "abcd efgh", "b": "wxyz"}
    assert share_lost(texts, {"a": [(0, 4), (2, 4)]}) == pytest.approx(8 / 12)
    assert share_lost(texts, {"a": [(0, 9)], "b": [(0, 400)]}) == 0
    assert share_lost({}, {}) == 0


def test_a_window_holds_two_special_word_pieces() -> None:
    assert seen_of([3, 6, 9], 10, window=5) == 10
    assert seen_of([3, 6, 9], 10, window=4) == 6


def test_a_command_is_measured_and_one_that_fails_is_no_figure() -> None:
    spent = call([sys.executable, "-c", "kept = b'1' * 60_000_000"])
    assert 0 < spent.seconds < 30
    assert 60e6 < spent.memory < 150e6
    with pytest.raises(RuntimeError, match="ended with 1: .*no such thing"):
        call([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_two_commands_are_compared_in_turn() -> None:
    quick = [sys.executable, "-S", "-c", "pass"]
    figures = in_turn([sys.executable, "-S", "-c", "import time; time.sleep(.2)"], quick, 2)
    assert figures["over import"] > 1
    assert figures["s, onrecord ask"] > 0.2


def test_the_machine_is_told() -> None:
    told = machine()
    assert "cores of" in told["processor"]
    assert "torch 2" in told["versions"]
    assert most_memory() > 1e7


def test_indexing_is_compared_on_the_very_passages_that_it_embeds(tmp_path: Path) -> None:
    write_archive(tmp_path, 0, 6)
    read: list[tuple[int, int]] = []
    encoder = FakeEncoder()
    figures, texts = compare(tmp_path, encoder, lambda texts, size: read.append((len(texts), size)), rounds=2)
    assert not (tmp_path / FOLDER).exists()
    assert {count for count, _ in read} == {len(texts)} == {int(figures["passages"])}
    assert len({size for _, size in read}) == 4
    assert 5 <= len(read) <= 8  # each size, and again those that were about as fast as the fastest
    assert all(text.endswith(given.text) for given, text in zip(encoder.encoded, texts, strict=False))
    shares = [share for name, share in figures.items() if name.startswith("share of") and "waiting" not in name]
    assert sum(shares) == pytest.approx(1, abs=0.01)


def test_a_recorder_hands_on_what_it_records() -> None:
    recorder = Recorder(FakeEncoder())
    assert list(recorder.encode_passages([])) == []
    assert recorder.encode_question("Who came?").whole.shape == (recorder.dimension,)


def test_an_invented_archive_is_built_and_refreshed(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    figures = build_with(Setup(tmp_path, 8), encoder)
    assert figures["sentences"] == 80
    assert figures["MB on disk"] > 0
    assert figures["MB of memory at most"] > figures["MB of memory at most, beyond the vector index"]
    index = Index(tmp_path, tmp_path / FOLDER, embedder="fake", cache_dir=tmp_path, encoder=encoder)
    known = len(encoder.encoded)
    assert min(refreshed(index.refresh, tmp_path).values()) > 0
    assert len(encoder.encoded) > known
    assert index.count_pending() == 0
    index.close()
    assert all(fact.figure in (tmp_path / fact.path).read_text(encoding="utf-8") for fact in facts(4, 8))


def test_a_question_is_measured_by_stages_and_every_clock_runs(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES)
    embedded: list[str] = []
    figures = measure(lambda: archive, QUESTIONS, embedded.append, rounds=1)
    assert figures["over torch"] == pytest.approx(figures["ms"] / figures["ms, torch embedding it"])
    assert {"ms of embed", "ms of search", "ms of select", "ms of verify"} < figures.keys()
    assert set(QUESTIONS) < set(embedded)


def test_clocks_are_taken_off_again(archive_of: ArchiveOf) -> None:
    before = [vars(owner)[name] for methods in CLOCKED.values() for owner, name in methods]
    spent = dict.fromkeys(CLOCKED, 0.0)
    archive = archive_of(FILES)
    with clocked(spent):
        archive.query(QUESTIONS[0])
    assert min(spent.values()) > 0, spent
    assert before == [vars(owner)[name] for methods in CLOCKED.values() for owner, name in methods]
