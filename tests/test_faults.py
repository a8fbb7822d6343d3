"""A few seconds of what benchmarks/faults.py and benchmarks/soak.py do for long: broken, and nothing is lost."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

import qa
from benchmarks.fault_archive import CHANGES, world
from benchmarks.fault_check import Verdict, check_chroma, read_catalog
from benchmarks.fault_full import fill, may_mount, small_disk
from benchmarks.fault_process import Mark, draw
from benchmarks.faults import write_section
from benchmarks.soak import Shelves, soak
from index import Progress
from index.errors import IndexNotWritable
from tests.shelf import Shelf

WORDS = "ferry pear wall gull mayor quay barley rope lamp cider".split()
REPOSITORY = Path(__file__).parents[1]
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def run_faults(part: str, *options: str) -> dict[str, Any]:
    """Run a part of the benchmark in a process without threads, which may fork; return what it found."""
    command = [sys.executable, "-m", "benchmarks.faults", part, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, check=False, cwd=REPOSITORY)
    assert done.stdout.strip(), done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == bool(found["wrong"]), done.stderr
    return found


@forks
def test_a_kill_at_any_moment_loses_nothing() -> None:
    found = run_faults("kills", "--seed", "7", "--times", "4", "--kinds", "mixed", "build", "--quick")
    assert found["wrong"] == []
    assert found["done"] >= 4


@forks
def test_a_damaged_file_is_survived_named_and_mended() -> None:
    found = run_faults("damage", "--seed", "7", "--times", "1", "--kinds", "truncated", "--quick")
    assert found["wrong"] == []
    assert found["done"] >= 12


@forks
def test_a_disk_that_refuses_loses_nothing_and_the_cure_is_told() -> None:
    found = run_faults("disks", "--seed", "7", "--times", "1", "--kinds", "mixed", "--quick")
    assert found["wrong"] == []


def test_readers_are_never_told_what_does_not_stand_there_while_all_changes(tmp_path: Path) -> None:
    soaked = soak(tmp_path, minutes=5 / 60, readers=8, seed=3, articles=12, apart=False)
    assert soaked.wrong == []
    assert soaked.published >= 2
    assert soaked.asked["query"] > 5
    assert soaked.citations > 20


@pytest.mark.parametrize("change", CHANGES)
def test_a_seed_makes_the_same_world_again_and_its_change_changes_something(change: str) -> None:
    made = world(5, change)
    assert made == world(5, change)
    assert made.before != made.now


def test_moments_are_drawn_all_over_a_run() -> None:
    marks = [Mark("scan", 0.1, 4), Mark("write 0", 1.0, 10), Mark("end", 1.1, 1000)]
    chance = Random(1)
    times = [draw(chance, marks, "time").seconds for _ in range(200)]
    assert min(times) < 0.1
    assert max(times) > 1.0
    operations = [draw(chance, marks, "operation").operation for _ in range(200)]
    assert set(range(1, 11)) < set(operations)  # each stage alike, however few operations it has
    assert {draw(chance, marks, "stage").mark for _ in range(200)} == {None, "scan", "write 0"}


def test_a_citation_counts_as_standing_only_at_the_time_when_its_line_stood_there(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path)
    shelves.put("a.txt", "One line\nIt sailed at noon.\n")
    before = time.monotonic()
    shelves.put("a.txt", "One line\n\nIt sailed at noon.\n")
    after = time.monotonic()
    shelves.put("a.txt", None)
    gone = time.monotonic()
    first = citation("a.txt", 2, 9, "It sailed at noon.")
    moved = citation("a.txt", 3, 10, "It sailed at noon.")
    assert shelves.stood(first, before, before)
    assert not shelves.stood(first, after, gone)
    assert shelves.stood(moved, before, after)
    assert not shelves.stood(moved, gone + 1, gone + 2)
    assert not shelves.stood(citation("a.txt", 2, 10, "It sailed at noon."), before, gone)
    assert not shelves.stood(citation("b.txt", 2, 9, "It sailed at noon."), before, gone)


def test_a_section_is_replaced_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "faults.md"
    file.write_text("# Faults\n\nWhat this is.\n\n## One\n\nold\n\n## Two\n\nkept\n")
    write_section(file, "One", "new\n")
    write_section(file, "Three", "added\n")
    assert file.read_text() == "# Faults\n\nWhat this is.\n\n## One\n\nnew\n\n## Two\n\nkept\n\n## Three\n\nadded\n"


def citation(path: str, line: int, start: int, quote: str) -> qa.Citation:
    return qa.Citation(
        number=1,
        path=path,
        start_line=line,
        end_line=line,
        start_char=start,
        end_char=start + len(quote),
        quote=quote,
        title=None,
        published=None,
        published_inferred=False,
        region="body",
        sha256="",
    )


def test_what_is_found_does_not_depend_on_an_archive_s_past(shelf: Shelf, tmp_path: Path) -> None:
    for edition in range(4):  # each leaves dead passages that are as near as the live ones
        texts = {f"{word}.txt": f"The {word}\n\nThe {word} came to Oste, edition {edition}.\n" for word in WORDS}
        shelf.add(texts)
    shelf.add({"gull.txt": "Nothing\n\nNobody came to Oste that year.\n"})
    fresh = Shelf(tmp_path / "fresh")
    fresh.add({file.name: file.read_bytes() for file in shelf.folder.glob("*.txt")})
    found = []
    for each in (shelf, fresh):
        snapshot = each.index.snapshot()
        near = snapshot.nearest(each.encoder.encode_question("the pear came to Oste").whole, 9)
        hits = snapshot.matching(["pear", "came"], regions=["body"], limit=9)
        records = snapshot.passages({*(passage for passage, _ in near), *(hit.passage for hit in hits)})
        paths = {record.article.path for passage, record in records.items() if passage in dict(near)}
        weights = snapshot.rarity(["pear", "gull", "oste", "came"])
        found.append((len(near), len(hits), paths, weights, snapshot.holding(["gull", "pear"])))
    fresh.close()
    assert found[0] == found[1]
    assert found[0][:2] == (9, 9)
    assert found[0][4] == {"pear"}


def test_a_collection_of_a_refresh_that_was_killed_goes_also_where_nothing_changed_since(shelf: Shelf) -> None:
    shelf.add({"ferry.txt": "Ferry\n\nThe ferry sailed at noon.\n"})
    shelf.write({"pears.txt": "Pears\n\nGrowers picked nine tonnes of pears.\n"})

    def die(progress: Progress) -> None:
        if (progress.stage, progress.done) == ("write", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.refresh(die)
    (shelf.folder / "pears.txt").unlink()
    shelf.reopen()
    assert shelf.refresh().unchanged == ("ferry.txt",)
    shelf.close()
    contents = read_catalog(shelf.index_dir)
    assert contents is not None
    verdict = Verdict()
    check_chroma(shelf.index_dir, contents, verdict, settled=True)
    assert verdict.wrong == []


def tale(number: int) -> str:
    """Return an article that has no line in common with those of other numbers."""
    one, other = WORDS[number % 10], WORDS[(number // 10 + 3 * number) % 10]
    return f"The {one}\n\nAt noon on day {number} a {one} was seen beside the {other} of Oste.\n"


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_many_publications_leave_no_more_files_open_and_no_folder_of_a_dead_collection(shelf: Shelf) -> None:
    counts = []
    for number in range(32):
        shelf.add({f"{number % 5}.txt": tale(number)})
        assert shelf.index.snapshot().nearest(shelf.encoder.encode_question("Boat").whole, 3)
        counts.append(open_files())
    assert max(counts[16:]) < max(counts[:16]) + 16  # it would be 64: four a publication
    contents = read_catalog(shelf.index_dir)
    assert contents is not None
    folders = [path for path in (shelf.index_dir / "chroma").iterdir() if path.is_dir()]
    assert len(folders) == len(contents.kept_collections)


def test_a_store_may_be_closed_while_other_threads_search_it(shelf: Shelf) -> None:
    shelf.add({f"{number}.txt": tale(number) for number in range(8)})
    question, failed, stop = shelf.encoder.encode_question("Boat").whole, [], threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                assert len(shelf.index.snapshot().nearest(question, 3)) == 3
            except Exception as error:  # noqa: BLE001 - whatever a reader would have seen
                failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(25):
        shelf.index.snapshot()._vectors.close()  # type: ignore[union-attr]
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert failed == []


def test_an_index_on_a_disk_without_a_free_byte_answers_and_is_followed_once_there_is_room(tmp_path: Path) -> None:
    if not may_mount(tmp_path):
        pytest.skip("only root may mount a disk")
    with small_disk(tmp_path, 8) as disk:
        first = Shelf(tmp_path / "articles", index_dir=disk / "index")
        first.add({"ferry.txt": tale(0)})
        first.close()  # or SQLite's own files would lie there already
        fill(disk, 0)
        shelf = Shelf(tmp_path / "articles", index_dir=disk / "index")
        assert shelf.texts() == {"ferry.txt": tale(0)}
        assert shelf.index.snapshot().nearest(shelf.encoder.encode_question("ferry").whole, 3)
        assert shelf.index.snapshot().matching(["ferri"], regions=["body"], limit=3)
        with pytest.raises(IndexNotWritable, match="free some space"):
            shelf.add({"wall.txt": tale(2)})
        assert shelf.texts() == {"ferry.txt": tale(0)}
        (disk / "ballast").unlink()
        other = Shelf(tmp_path / "articles", index_dir=disk / "index")
        other.refresh()
        assert shelf.texts() == {"ferry.txt": tale(0), "wall.txt": tale(2)}
        for each in (shelf, other):
            each.close()
