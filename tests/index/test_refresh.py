"""Bringing an index up to date: by content, at one moment, and never torn."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from index import RefreshReport
from index.catalog import Catalog
from index.embed import PassageText, PassageVectors
from index.types import Progress
from index.vectors import VectorStore
from tests.shelf import FakeEncoder, Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = (
    "A poor year for pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
)
MAYOR = "Mayor resigns\n\nOSTE, 5 May 2041 - The mayor resigned over the flood wall. Nobody had seen it coming.\n"
OLD = {"ferry.txt": FERRY, "fruit/pears.txt": PEARS}


def changes(report: RefreshReport) -> dict[str, tuple[str, ...]]:
    """Return what a report lists, without what it leaves empty."""
    named = {name: getattr(report, name) for name in ("added", "changed", "removed", "unchanged")}
    named["failed"] = tuple(path for path, _ in report.failed)
    return {name: paths for name, paths in named.items() if paths}


class Killed(Exception):
    """Stands for a process that ends at this point."""


def test_files_are_told_new_changed_removed_and_unchanged_by_content(shelf: Shelf) -> None:
    assert changes(shelf.add(OLD)) == {"added": ("ferry.txt", "fruit/pears.txt")}
    assert changes(shelf.refresh()) == {"unchanged": ("ferry.txt", "fruit/pears.txt")}
    (shelf.folder / "ferry.txt").unlink()
    report = shelf.add({"fruit/pears.txt": PEARS.replace("few", "no"), "mayor.md": MAYOR})
    assert changes(report) == {"added": ("mayor.md",), "changed": ("fruit/pears.txt",), "removed": ("ferry.txt",)}
    assert_whole(shelf, {"fruit/pears.txt": PEARS.replace("few", "no"), "mayor.md": MAYOR})


def test_an_edit_that_keeps_size_and_time_is_seen(shelf: Shelf) -> None:
    shelf.add(OLD)
    file = shelf.folder / "ferry.txt"
    before = file.stat()
    edited = FERRY.replace("40", "60")
    file.write_text(edited)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert changes(shelf.refresh()) == {"changed": ("ferry.txt",), "unchanged": ("fruit/pears.txt",)}
    assert shelf.texts()["ferry.txt"] == edited


def test_a_file_that_was_only_touched_is_unchanged(shelf: Shelf) -> None:
    shelf.add(OLD)
    os.utime(shelf.folder / "ferry.txt", (1, 1))
    assert changes(shelf.refresh()) == {"unchanged": ("ferry.txt", "fruit/pears.txt")}


def test_a_refresh_with_nothing_changed_publishes_nothing(shelf: Shelf) -> None:
    shelf.add({**OLD, "broken.txt": b"\x00\x01"})
    before, encoded = shelf.index.status(), len(shelf.encoder.encoded)
    snapshot = shelf.index.snapshot()
    for _ in range(3):
        report = shelf.refresh()
    assert report.passages == before.passages
    assert shelf.index.status() == before
    assert shelf.index.snapshot() is snapshot
    assert len(shelf.encoder.encoded) == encoded


def test_a_renamed_file_is_removed_and_added_and_embeds_nothing_again(shelf: Shelf) -> None:
    shelf.add(OLD)
    encoded = len(shelf.encoder.encoded)
    (shelf.folder / "ferry.txt").rename(shelf.folder / "boat.txt")
    report = shelf.refresh()
    assert changes(report) == {"added": ("boat.txt",), "removed": ("ferry.txt",), "unchanged": ("fruit/pears.txt",)}
    assert len(shelf.encoder.encoded) == encoded
    assert_whole(shelf, {"boat.txt": FERRY, "fruit/pears.txt": PEARS})


def test_a_file_that_comes_back_is_indexed_again_without_embedding(shelf: Shelf) -> None:
    shelf.add(OLD)
    encoded = len(shelf.encoder.encoded)
    (shelf.folder / "ferry.txt").unlink()
    assert changes(shelf.refresh())["removed"] == ("ferry.txt",)
    assert_whole(shelf, {"fruit/pears.txt": PEARS})
    assert changes(shelf.add({"ferry.txt": FERRY}))["added"] == ("ferry.txt",)
    assert_whole(shelf, OLD)
    assert len(shelf.encoder.encoded) == encoded


def test_two_articles_with_one_text_are_embedded_once(shelf: Shelf) -> None:
    shelf.add({"a/ferry.txt": FERRY, "b/ferry.txt": FERRY})
    assert len(shelf.encoder.encoded) == 1
    assert_whole(shelf, {"a/ferry.txt": FERRY, "b/ferry.txt": FERRY})


def test_an_emptied_folder_leaves_an_index_that_answers_nothing(shelf: Shelf) -> None:
    shelf.add(OLD)
    shutil.rmtree(shelf.folder / "fruit")
    (shelf.folder / "ferry.txt").unlink()
    assert changes(shelf.refresh()) == {"removed": ("ferry.txt", "fruit/pears.txt")}
    assert_whole(shelf, {})


def test_failed_files_are_listed_with_a_reason_and_the_others_indexed(shelf: Shelf) -> None:
    report = shelf.add({**OLD, "photo.txt": b"\x89PNG\x00\x00", "empty.txt": ""})
    assert changes(report) == {"added": ("ferry.txt", "fruit/pears.txt"), "failed": ("empty.txt", "photo.txt")}
    reasons = dict(report.failed)
    assert "binary" in reasons["photo.txt"]
    assert "empty" in reasons["empty.txt"]
    assert shelf.index.status().failed == report.failed
    shelf.reopen()
    assert shelf.index.status().failed == report.failed
    assert_whole(shelf, OLD)


def test_a_file_that_turns_unreadable_leaves_the_answers_and_stands_among_the_failed(shelf: Shelf) -> None:
    shelf.add(OLD)
    report = shelf.add({"ferry.txt": b"\x00" + FERRY.encode()})
    assert changes(report) == {"failed": ("ferry.txt",), "unchanged": ("fruit/pears.txt",)}
    assert_whole(shelf, {"fruit/pears.txt": PEARS})
    assert [path for path, _ in shelf.index.status().failed] == ["ferry.txt"]
    assert changes(shelf.add({"ferry.txt": FERRY}))["added"] == ("ferry.txt",)
    assert shelf.index.status().failed == ()


def test_a_file_replaced_by_a_broken_link_is_failed_not_removed(shelf: Shelf) -> None:
    shelf.add(OLD)
    (shelf.folder / "ferry.txt").unlink()
    (shelf.folder / "ferry.txt").symlink_to("nowhere.txt")
    assert changes(shelf.refresh()) == {"failed": ("ferry.txt",), "unchanged": ("fruit/pears.txt",)}
    assert_whole(shelf, {"fruit/pears.txt": PEARS})


def test_an_encoding_other_than_utf_8_is_noted(shelf: Shelf) -> None:
    text = "Die Brücke bleibt gesperrt, weil größere Schäden entdeckt wurden. Das sagte der Bürgermeister.\n"
    report = shelf.add({"bridge.txt": text.encode("cp1252")})
    assert report.notes == ("bridge.txt: read as cp1252; save it as UTF-8 to be certain",)
    assert shelf.texts() == {"bridge.txt": text}


@pytest.mark.parametrize("gone", [False, True], ids=["first", "later"])
def test_progress_goes_through_each_stage_once_from_nothing_to_its_end(shelf: Shelf, gone: bool) -> None:
    shelf.write({**OLD, "broken.txt": b"\x00"})
    if gone:
        shelf.refresh()
        (shelf.folder / "ferry.txt").unlink()
        shelf.write({"mayor.txt": MAYOR})
    seen: list[Progress] = []
    shelf.refresh(seen.append)
    stages = [(stage, list(steps)) for stage, steps in groupby(seen, key=lambda progress: progress.stage)]
    assert [stage for stage, _ in stages] == ["scan", "read", "embed", "write"]
    for _, steps in stages:
        done = [progress.done for progress in steps]
        assert done == sorted(done)
        assert done[0] == 0
        assert {progress.total for progress in steps} == {done[-1]}


def test_a_refresh_killed_at_any_step_leaves_the_old_answers_whole_and_the_next_one_mends(tmp_path: Path) -> None:
    base = Shelf(tmp_path / "base")
    base.add({**OLD, "mayor.txt": MAYOR})
    base.close()
    old, new = (
        {**OLD, "mayor.txt": MAYOR},
        {"ferry.txt": FERRY.replace("40", "60"), "pears.txt": PEARS, "new.txt": MAYOR},
    )

    def change(shelf: Shelf) -> None:
        shutil.rmtree(shelf.folder / "fruit")
        (shelf.folder / "mayor.txt").unlink()
        shelf.write(new)

    def copy(number: int) -> Shelf:
        shutil.copytree(base.folder, tmp_path / f"copy-{number}")
        shelf = Shelf(tmp_path / f"copy-{number}")
        change(shelf)
        return shelf

    whole = copy(0)
    steps: list[Progress] = []
    whole.refresh(steps.append)
    whole.close()
    assert len(steps) > 10
    writing = [n for n, step in enumerate(steps, 1) if step.stage in {"embed", "write"} or step.done == step.total]
    for number in writing:
        shelf = copy(number)
        left = number

        def kill(_: Progress) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Killed

        with pytest.raises(Killed):
            shelf.refresh(kill)
        shelf.reopen()
        published = shelf.index.status().number
        assert published == (1 if number < len(steps) - 1 else 2)
        assert_whole(shelf, old if published == 1 else new)
        shelf.refresh()
        assert_whole(shelf, new)
        shelf.close()


def test_a_refresh_that_ends_amid_embedding_keeps_the_vectors_it_stored(shelf: Shelf) -> None:
    class Fails(FakeEncoder):
        def encode_passages(self, passages: Iterator[PassageText]) -> Iterator[PassageVectors]:  # type: ignore[override]
            for found in super().encode_passages(passages):
                if len(self.encoded) > 70:
                    raise Killed
                yield found

    articles = {
        f"{n:03}.txt": f"Boat {n} sails\n\nBoat number {n} sailed on day {n} of the year.\n" for n in range(100)
    }
    shelf.write(articles)
    failing = Shelf(shelf.folder, Fails())
    with pytest.raises(Killed):
        failing.refresh()
    failing.close()
    assert not shelf.index.is_built()
    shelf.refresh()
    assert len(shelf.encoder.encoded) == 36  # the first group of 64 articles was stored
    assert_whole(shelf, articles)


KILL_SCRIPT = """
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.shelf import FakeEncoder, Shelf, assert_whole
import index.nodes, index.vectors, chromadb.api.client, chromadb.api.rust

def content(n):
    return {f"{i}.txt": f"Boat {i}\\n\\nBoat {i} made voyage {n // 2 if i % 2 else n}. It was calm at sea.\\n"
            for i in range(n % 3, 12)}

def in_child(work):
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:
        print(type(error).__name__, str(error)[:2000], file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)

folder, chance = Path(sys.argv[1]), random.Random(7)

def write(n):
    for file in folder.glob("*.txt"):
        file.unlink()
    Shelf(folder).write(content(n))

def refresh():
    Shelf(folder).refresh()

def check(*allowed):
    shelf = Shelf(folder)
    texts = shelf.texts()
    assert texts in allowed, texts
    assert_whole(shelf, texts)

folder.mkdir()
write(0)
started = time.perf_counter()
assert os.waitpid(in_child(refresh), 0)[1] == 0
lasts = time.perf_counter() - started
killed = 0
for n in range(1, 6):
    write(n)
    worker = in_child(refresh)
    time.sleep(chance.uniform(0.05, lasts))
    os.kill(worker, signal.SIGKILL)
    killed += os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == -signal.SIGKILL
    assert os.waitpid(in_child(lambda: check(content(n - 1), content(n))), 0)[1] == 0, n
    assert os.waitpid(in_child(refresh), 0)[1] == 0, n
    assert os.waitpid(in_child(lambda: check(content(n))), 0)[1] == 0, n
print(killed)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_killed_at_any_moment_leaves_a_sound_index(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILL_SCRIPT, str(tmp_path / "articles"), str(Path(__file__).parents[2])]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) >= 2  # the others were done before


def test_dead_rows_are_forgotten_and_the_generation_before_stays_readable(shelf: Shelf) -> None:
    shelf.add(OLD)
    for number in range(6):
        before = shelf.index.snapshot()
        texts = shelf.texts()
        shelf.age()
        shelf.add({"ferry.txt": FERRY.replace("40", str(number)), "fruit/pears.txt": PEARS.replace("few", f"{number}")})
        assert {record.path: record.text for record in before.articles()} == texts
        question = shelf.encoder.encode_question("The ferry returned on Friday.").whole
        near = before.passages(passage for passage, _ in before.nearest(question, 50))
        assert {record.article.text for record in near.values()} == set(texts.values())
        hits = before.matching(["ferri"], regions=["body"], limit=50)
        assert {record.article.path for record in before.passages(hit.passage for hit in hits).values()} == {
            "ferry.txt"
        }
    catalog = Catalog.in_folder(shelf.index_dir)
    with catalog.reading() as connection:
        counted = {
            table: connection.exec_driver_sql(f"select count(*) from {table}").scalar_one()
            for table in ("articles", "generations", "vectors")
        }
    assert counted == {"articles": 4, "generations": 2, "vectors": 4}
    store = VectorStore(shelf.index_dir / "chroma")
    assert store.names() == catalog.collection_names()
    assert len(shelf.index.snapshot()._lexical) == 12  # title and two sentences of four articles
    store.close()
    catalog.close()


def test_a_line_that_a_third_article_repeats_is_marked_in_the_older_ones_too(shelf: Shelf) -> None:
    under = "The Oste Courier thanks the volunteers at the harbour for their help\n"
    shelf.add({"ferry.txt": FERRY + under, "pears.txt": PEARS + under})

    def regions() -> dict[str, str | None]:
        return {record.path: record.regions[3] for record in shelf.index.snapshot().articles()}

    assert regions() == {"ferry.txt": "body", "pears.txt": "body"}
    report = shelf.add({"mayor.txt": MAYOR + under})
    assert changes(report) == {"added": ("mayor.txt",), "unchanged": ("ferry.txt", "pears.txt")}
    assert regions() == dict.fromkeys(("ferry.txt", "mayor.txt", "pears.txt"), "boilerplate")
    assert_whole(shelf, {"ferry.txt": FERRY + under, "pears.txt": PEARS + under, "mayor.txt": MAYOR + under})
    (shelf.folder / "mayor.txt").unlink()
    shelf.refresh()
    assert regions() == {"ferry.txt": "body", "pears.txt": "body"}
