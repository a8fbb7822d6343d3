"""Keeping an index up to date while its folder changes, whatever goes wrong."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import ProgressCallback, RefreshReport
from index.watch import fingerprint
from qa.errors import IndexBusy, IndexNotWritable, OnrecordError
from qa.watching import FolderWatch, Happened
from tests.conftest import REPOSITORY
from tests.shelf import Shelf, assert_whole, write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
OLD = {"ferry.txt": FERRY, "pears.txt": PEARS}


class Watcher:
    """Watches a shelf in a thread; `told` is what it had to say, `errors` are raised by the next refreshes."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.told: list[Happened] = []
        self.errors: list[OnrecordError] = []
        self.refreshes = 0
        self._stop = threading.Event()
        self._watch = FolderWatch(shelf.folder, shelf.index_dir, self._refresh, self.told.append, self._stop)

    def _refresh(self, progress: ProgressCallback) -> RefreshReport:
        self.refreshes += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.shelf.index.refresh(progress)

    @contextmanager
    def running(self, poll: float | None = None) -> Iterator[None]:
        thread = threading.Thread(target=self._watch.run, args=(poll,))
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join(60)
            assert not thread.is_alive()

    def until(self, found: Callable[[], object], seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not found():
            assert time.monotonic() < end, [each.line() for each in self.told]
            time.sleep(0.05)

    def reports(self) -> list[RefreshReport]:
        return [each.report for each in self.told if each.report is not None]


@pytest.mark.parametrize("poll", [None, 0.5], ids=["reported", "polled"])
def test_each_change_is_indexed_soon_and_told_in_one_line(shelf: Shelf, poll: float | None) -> None:
    shelf.write(OLD)
    watcher = Watcher(shelf)
    with watcher.running(poll):
        watcher.until(lambda: watcher.told)
        shelf.write({"ferry.txt": FERRY.replace("40", "50")})
        watcher.until(lambda: len(watcher.told) == 2)
        shelf.write({"broken.txt": b"\x00"})
        watcher.until(lambda: len(watcher.told) == 3)
        (shelf.folder / "pears.txt").unlink()
        (shelf.folder / "ferry.txt").rename(shelf.folder / "boat.txt")
        watcher.until(lambda: set(shelf.texts()) == {"boat.txt"})
    lines = [each.line().partition("  ")[2].rpartition(" (")[0] for each in watcher.told]
    assert lines[:3] == ["added ferry.txt, pears.txt", "changed ferry.txt", "failed broken.txt"]
    assert_whole(shelf, {"boat.txt": FERRY.replace("40", "50")})


def test_what_is_left_out_never_brings_about_a_refresh(shelf: Shelf) -> None:
    shelf.write({**OLD, ".onrecordignore": "drafts/\n"})
    watcher = Watcher(shelf)
    with watcher.running():
        watcher.until(lambda: watcher.told)
        shelf.write({"drafts/a.txt": PEARS, ".hidden/b.txt": PEARS, "c.tmp": "x", ".onrecord/note.txt": "x"})
        time.sleep(2.5)
        assert watcher.refreshes == 1
        shelf.write({".onrecordignore": ""})
        watcher.until(lambda: "drafts/a.txt" in shelf.texts())


def test_a_file_that_is_still_being_written_is_read_again_when_it_is_whole(shelf: Shelf) -> None:
    shelf.write(OLD)
    watcher = Watcher(shelf)
    with watcher.running():
        watcher.until(lambda: watcher.told)
        with (shelf.folder / "long.txt").open("w") as file:
            for number in range(40):
                file.write(f"Line {number} says that boat number {number} sailed.\n")
                file.flush()
                time.sleep(0.1)
        watcher.until(lambda: shelf.texts().get("long.txt", "").count("\n") == 40)


def test_a_burst_of_files_takes_few_refreshes(shelf: Shelf) -> None:
    shelf.write(OLD)
    watcher = Watcher(shelf)
    with watcher.running():
        watcher.until(lambda: watcher.told)
        shelf.write({f"{n % 20}/{n}.txt": f"Boat {n}\n\nBoat {n} sailed.\n" for n in range(1500)})
        watcher.until(lambda: shelf.index.status().articles == 1502, seconds=120)
    assert watcher.refreshes < 10


def test_it_goes_on_after_trouble_and_tells_each_once(shelf: Shelf) -> None:
    shelf.write(OLD)
    watcher = Watcher(shelf)
    watcher.errors = [
        IndexBusy("another process is indexing (process 1, for 2 s)"),
        IndexBusy("another process is indexing (process 1, for 4 s)"),
        IndexNotWritable("the disk is full"),
    ]
    with watcher.running():
        watcher.until(watcher.reports)
    assert [each.trouble for each in watcher.told[:2]] == [
        "another process is indexing (process 1, for 2 s)",
        "the disk is full",
    ]
    assert watcher.reports()[0].added == ("ferry.txt", "pears.txt")


def test_a_folder_that_goes_and_comes_back_and_an_ignore_file_broken_for_a_moment(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "articles", index_dir=tmp_path / "index")
    shelf.write(OLD)
    watcher = Watcher(shelf)
    with watcher.running():
        watcher.until(lambda: watcher.told)
        shutil.move(shelf.folder, tmp_path / "away")
        watcher.until(lambda: len(watcher.told) == 2)
        assert set(shelf.texts()) == set(OLD)
        shutil.move(tmp_path / "away", shelf.folder)
        shelf.write({"new.txt": PEARS})
        watcher.until(lambda: "new.txt" in shelf.texts())
        shelf.write({".onrecordignore": b"\xff"})
        watcher.until(lambda: "isn't UTF-8" in (watcher.told[-1].trouble or ""))
        shelf.write({".onrecordignore": "new.txt\n"})
        watcher.until(lambda: "new.txt" not in shelf.texts())
    shelf.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "ferry.txt").write_text(FERRY),
        lambda folder: (folder / "pears.txt").replace(folder / "ferry.txt"),
        lambda folder: (folder / "ferry.txt").chmod(0o600),
        lambda folder: (folder / "new.txt").symlink_to("/nowhere"),
    ],
    ids=["written again", "replaced", "permission", "broken link"],
)
def test_a_look_tells_what_may_be_a_change(tmp_path: Path, change: Callable[[Path], object]) -> None:
    write_files(tmp_path, OLD)
    before = fingerprint(tmp_path, tmp_path / ".onrecord")
    assert fingerprint(tmp_path, tmp_path / ".onrecord") == before
    time.sleep(0.02)
    change(tmp_path)
    assert fingerprint(tmp_path, tmp_path / ".onrecord") != before


def test_the_command_tells_json_lines_and_stops_cleanly(tmp_path: Path) -> None:
    write_files(tmp_path / "articles", OLD)
    command = [sys.executable, "-m", "qa.cli", "watch", str(tmp_path / "articles"), "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["added"] == ["ferry.txt", "pears.txt"]
        assert told["failed"] == []
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert said.splitlines()[-1] == "Stopped; the index is the one that was last published."
