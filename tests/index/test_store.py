"""One index as a whole: where it lies, which one is refused, and what a reader sees of another's work."""

import os
import shutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from index import FOLDER, Index, choose_index_dir
from index.database import Database
from index.errors import ArchiveError, EmbedderError, IndexBusy, IndexMismatch, IndexMissing
from index.types import Progress
from tests.shelf import FakeEncoder, Shelf, assert_whole, write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = (
    "A poor year for pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
)
OLD = {"ferry.txt": FERRY, "fruit/pears.txt": PEARS}


def stored_files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_opening_and_asking_writes_nothing(shelf: Shelf) -> None:
    shelf.write(OLD)
    with pytest.raises(IndexMissing, match=r"has no index yet: run 'onrecord index .*articles'"):
        shelf.index.snapshot()
    assert shelf.index.status().number == 0
    assert not shelf.index.is_built()
    assert shelf.index.count_pending() == 2
    assert not shelf.index_dir.exists()


def test_an_archive_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"there is no folder .*missing"):
        Index(tmp_path / "missing", tmp_path, embedder="x", cache_dir=tmp_path)
    (tmp_path / "file.txt").write_text(FERRY)
    with pytest.raises(ArchiveError, match="is a file: give the folder"):
        Index(tmp_path / "file.txt", tmp_path, embedder="x", cache_dir=tmp_path)


def test_a_folder_that_vanished_is_told_and_the_index_kept(tmp_path: Path) -> None:
    elsewhere = Shelf(tmp_path / "elsewhere", index_dir=tmp_path / "index")
    elsewhere.add(OLD)
    shutil.rmtree(elsewhere.folder)
    with pytest.raises(ArchiveError):
        elsewhere.refresh()
    assert set(elsewhere.texts()) == set(OLD)
    elsewhere.close()


def test_a_snapshot_is_the_same_until_another_one_is_published(shelf: Shelf) -> None:
    shelf.add(OLD)
    first = shelf.index.snapshot()
    assert shelf.index.snapshot() is first
    seen: list[bool] = []

    def look(progress: Progress) -> None:
        if progress.stage != "write" or progress.done < 3:
            seen.append(shelf.index.snapshot() is first)

    shelf.write({"ferry.txt": FERRY.replace("40", "50")})
    shelf.refresh(look)
    assert seen
    assert all(seen)
    assert shelf.index.snapshot() is not first
    assert shelf.index.snapshot().generation.number == 2


@pytest.mark.parametrize("reading", [True, False], ids=["asking", "refreshing"])
def test_an_index_of_another_model_is_refused_with_both_named_and_nothing_deleted(shelf: Shelf, reading: bool) -> None:
    shelf.add(OLD)
    shelf.encoder = FakeEncoder("other@2")
    shelf.reopen()
    before = stored_files(shelf.index_dir)
    with pytest.raises(
        IndexMismatch, match=r"model fake@1, and this is other@2: set ONRECORD_EMBEDDER as it was then, or delete"
    ):
        shelf.index.snapshot() if reading else shelf.refresh()
    assert stored_files(shelf.index_dir).keys() >= before.keys()
    shelf.encoder = FakeEncoder("fake@1")
    shelf.reopen()
    assert_whole(shelf, OLD)


def test_deleting_the_index_folder_and_indexing_again_works_in_the_same_process(shelf: Shelf) -> None:
    shelf.add(OLD)
    assert_whole(shelf, OLD)
    shutil.rmtree(shelf.index_dir)
    with pytest.raises(IndexMissing):
        shelf.index.snapshot()
    assert shelf.refresh().added == ("ferry.txt", "fruit/pears.txt")
    shutil.rmtree(shelf.index_dir)
    assert shelf.refresh().added == ("ferry.txt", "fruit/pears.txt")
    shelf.reopen()
    assert_whole(shelf, OLD)


def test_another_refresh_under_way_is_told(shelf: Shelf) -> None:
    shelf.add(OLD)
    with FileLock(shelf.index_dir / "lock"), pytest.raises(IndexBusy, match=r"is indexing .*articles: wait"):
        shelf.index.refresh(wait=0.1)
    assert shelf.refresh().unchanged == ("ferry.txt", "fruit/pears.txt")


def test_refreshes_from_several_threads_take_their_turns(shelf: Shelf) -> None:
    shelf.write(OLD)
    failures: list[Exception] = []

    def refresh() -> None:
        try:
            shelf.refresh()
        except Exception as error:  # noqa: BLE001 - whatever a thread dies of
            failures.append(error)

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert_whole(shelf, OLD)


def test_several_that_open_a_new_catalog_at_once_wait_for_one_another(tmp_path: Path) -> None:
    """SQLite refuses the change to a log to each of two that want it, however long they are ready to wait."""
    (tmp_path / "new.sqlite3").touch()
    failures: list[Exception] = []

    def look() -> None:
        catalog = Database(tmp_path / "new.sqlite3")
        try:
            with catalog.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except Exception as error:  # noqa: BLE001 - whatever a thread dies of
            failures.append(error)
        finally:
            catalog.close()

    holder = sqlite3.connect(tmp_path / "new.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")  # in the way of the change, as another that begins it
    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    holder.execute("COMMIT")
    holder.close()
    for thread in threads:
        thread.join(20)
    assert not failures


def test_loading_the_model_and_reading_at_once_never_wait_for_each_other(shelf: Shelf) -> None:
    shelf.add(OLD)
    for _ in range(20):
        shelf.reopen()
        both = [
            threading.Thread(target=look, daemon=True) for look in (lambda: shelf.index.encoder, shelf.index.snapshot)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(20)
            assert not thread.is_alive()


def test_a_model_that_can_t_be_loaded_leaves_no_index(tmp_path: Path) -> None:
    write_files(tmp_path / "articles", OLD)
    index = Index(tmp_path / "articles", tmp_path / "index", embedder="/no/such/model", cache_dir=tmp_path)
    with pytest.raises(EmbedderError):
        index.refresh()
    assert not index.is_built()
    index.close()


def grow(folder: Path) -> None:
    os.truncate(folder / "ferry.txt", 50_000_000)


CHANGES = {
    "nothing": (lambda folder: None, 0),
    "an edited file": (lambda folder: (folder / "ferry.txt").write_text(PEARS), 1),
    "a touched file": (lambda folder: os.utime(folder / "ferry.txt", (1, 1)), 0),
    "a new file": (lambda folder: (folder / "new.txt").write_text(PEARS), 1),
    "a deleted file": (lambda folder: (folder / "ferry.txt").unlink(), 1),
    "a renamed file": (lambda folder: (folder / "ferry.txt").rename(folder / "boat.txt"), 2),
    "a file grown too large": (grow, 1),
    "a new file too large": (lambda folder: (folder / "new.txt").write_bytes(b"x" * 20_000_000), 1),
    "a failed file as it was": (lambda folder: (folder / "broken.txt").touch(), 0),
    "a failed file mended": (lambda folder: (folder / "broken.txt").write_text(PEARS), 1),
}


@pytest.mark.parametrize(("change", "pending"), CHANGES.values(), ids=list(CHANGES))
def test_what_changed_since_is_counted_by_content(shelf: Shelf, change: object, pending: int) -> None:
    shelf.add({**OLD, "broken.txt": b"\x00\x01"})
    assert shelf.index.count_pending() == 0
    assert callable(change)
    change(shelf.folder)
    assert shelf.index.count_pending() == pending


def test_the_index_lies_in_the_archive_or_in_the_cache(tmp_path: Path) -> None:
    archive = tmp_path / "articles"
    archive.mkdir()
    assert choose_index_dir(archive, tmp_path / "cache") == archive / FOLDER
    missing = choose_index_dir(tmp_path / "missing", tmp_path / "cache")
    assert missing.is_relative_to(tmp_path / "cache" / "indexes")
    assert missing != choose_index_dir(tmp_path / "other" / "missing", tmp_path / "cache")


def test_its_size_is_that_of_its_files(shelf: Shelf) -> None:
    assert shelf.index.size() == 0
    shelf.add(OLD)
    shelf.close()
    assert shelf.index.size() == sum(len(content) for content in stored_files(shelf.index_dir).values())
