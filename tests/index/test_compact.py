"""Compacting: as small as what is published, never embedding, never in the way of readers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import IndexMissing
from index.lexical import LexicalIndex
from index.types import Progress
from index.vectors import VectorStore
from tests.shelf import FakeEncoder, Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
TALK = (
    "\nComments (2)\n\nAnnie Brook says:\nMay 3, 2041 at 9:12 am\nI was aboard and it was wonderful!\nReply\n"
    "\nTom says:\nMay 3, 2041 at 9:15 am\nNot a bit of it.\nReply\n"
)


def grown(shelf: Shelf) -> dict[str, str]:
    """Refresh a shelf many times, so that much of its index is dead; return what is live."""
    files = {"ferry.txt": FERRY, "pears.txt": PEARS + TALK, "gone.txt": "Mill\n\nThe old mill burned down on Sunday.\n"}
    shelf.add(files)
    for number in range(5):
        shelf.age()
        files["ferry.txt"] = FERRY.replace("40", str(50 + number))
        shelf.add(files)
    (shelf.folder / "gone.txt").unlink()
    del files["gone.txt"]
    shelf.refresh()
    return files


def test_what_is_dead_goes_and_nothing_is_embedded(shelf: Shelf) -> None:
    files = grown(shelf)
    encoded, published = len(shelf.encoder.encoded), shelf.index.status()
    report = shelf.index.compact(reading=0)
    assert (report.after.generations, report.after.articles, report.after.collections) == (1, 2, 2)
    assert report.after.vectors == published.passages
    assert report.before.generations > 1
    assert report.before.articles > 2
    assert report.after.bytes < report.before.bytes
    assert abs(report.after.bytes - shelf.index.size()) < 200  # but for the note of who holds the lock
    assert report.notes == ()
    assert_whole(shelf, files)
    assert shelf.index.status().number == published.number + 1
    shelf.reopen()
    assert_whole(shelf, files)
    assert shelf.refresh().unchanged == ("ferry.txt", "pears.txt")
    assert len(shelf.encoder.encoded) == encoded
    snapshot = shelf.index.snapshot()
    searched = [each for each in snapshot.passages(range(1, 99)).values() if each.region != "boilerplate"]
    assert len(snapshot._lexical) == sum(len(record.spans) for record in searched)


def test_no_collection_and_no_folder_of_an_older_state_is_left(shelf: Shelf) -> None:
    grown(shelf)
    shelf.index.compact(reading=0)
    stores = sorted(path.name.partition("-")[0] for path in shelf.index_dir.iterdir() if path.is_dir())
    assert stores == ["chroma", "lexical"]
    (folder,) = shelf.index_dir.glob("chroma-*")
    store = VectorStore(folder)
    assert len(store.names()) == 2
    store.close()


def test_compacting_needs_an_index(shelf: Shelf) -> None:
    shelf.write({"ferry.txt": FERRY})
    with pytest.raises(IndexMissing):
        shelf.index.compact()
    assert not shelf.index_dir.exists()


def test_an_emptied_archive_can_be_compacted(shelf: Shelf) -> None:
    shelf.add({"ferry.txt": FERRY})
    (shelf.folder / "ferry.txt").unlink()
    shelf.refresh()
    assert shelf.index.compact(reading=0).after.vectors == 0
    assert_whole(shelf, {})
    shelf.add({"ferry.txt": FERRY})
    assert_whole(shelf, {"ferry.txt": FERRY})


def test_a_disk_too_full_to_shrink_the_catalog_is_told(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    files = grown(shelf)
    usage = shutil.disk_usage(shelf.folder)
    size = (shelf.index_dir / "catalog.sqlite3").stat().st_size
    monkeypatch.setattr("index.compact.disk_usage", lambda _: usage._replace(free=size))
    (note,) = shelf.index.compact(reading=0).notes
    assert note.startswith("the catalog keeps its size: shrinking it takes ")
    assert_whole(shelf, files)


class Killed(Exception):
    """Stands for a process that ends at this point."""


def test_a_compaction_killed_at_any_step_leaves_a_whole_index_that_can_be_gone_on_with(tmp_path: Path) -> None:
    base = Shelf(tmp_path / "base")
    files = grown(base)
    base.close()
    for step in (0, 2, 3, 4):
        folder = tmp_path / f"copy-{step}"
        shutil.copytree(base.folder, folder)
        shelf = Shelf(folder)

        def kill(progress: Progress, step: int = step) -> None:
            if progress.done == step:
                raise Killed

        with pytest.raises(Killed):
            shelf.index.compact(kill, reading=0)
        shelf.reopen()
        assert_whole(shelf, files)
        assert shelf.index.compact(reading=0).after.articles == 2
        assert_whole(shelf, files)
        assert not shelf.encoder.encoded
        shelf.close()


def test_a_snapshot_taken_before_goes_on_reading(shelf: Shelf) -> None:
    grown(shelf)
    reader = Shelf(shelf.folder, FakeEncoder())
    before = reader.index.snapshot()
    question = shelf.encoder.encode_question("The ferry returned on Friday.").whole
    found = before.nearest(question, 5)
    shelf.index.compact(reading=0)
    assert [record.path for record in before.articles()] == ["ferry.txt", "pears.txt"]
    assert before.matching(["ferri"], regions=["body"], limit=5)
    after = reader.index.snapshot()
    assert after.generation.number == before.generation.number + 1
    assert set(after.passages(number for number, _ in found)) == set(before.passages(number for number, _ in found))
    assert {number for number, _ in after.nearest(question, 1)} == {number for number, _ in found[:1]}
    reader.close()


def test_the_lexical_index_of_a_compacted_index_is_written_on(shelf: Shelf) -> None:
    files = grown(shelf)
    shelf.index.compact(reading=0)
    files["new.txt"] = "Pier\n\nA pier was built at the northern shore.\n"
    shelf.add(files)
    assert_whole(shelf, files)
    assert len(list(shelf.index_dir.glob("lexical*"))) == 1
    (folder,) = shelf.index_dir.glob("lexical*")
    assert len(LexicalIndex(folder, begin=False).snapshot()) == len(shelf.index.snapshot()._lexical)
