"""A catalog on a disk that takes nothing is read from a copy, or as it stands; a torn one never answers."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.frozen import FrozenCopy, sweep

PLACES, TOTAL = 400, 40_000


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database whose sum stays the same, whatever is published."""
    with closing(sqlite3.connect(tmp_path / "sums.sqlite3", isolation_level=None, check_same_thread=False)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA wal_autocheckpoint=0")
        made.execute("CREATE TABLE sums (n INTEGER PRIMARY KEY, held INTEGER, filling TEXT)")
        made.execute("BEGIN")
        made.executemany("INSERT INTO sums VALUES (?, ?, ?)", [(n, 100, "x" * 3000) for n in range(PLACES)])
        made.execute("COMMIT")
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield made


@pytest.fixture
def frozen(tmp_path: Path, writer: sqlite3.Connection) -> Iterator[FrozenCopy]:
    descriptor = os.open(tmp_path / "sums.sqlite3", os.O_RDONLY)
    made = FrozenCopy(tmp_path / "sums.sqlite3", lambda: descriptor)
    yield made
    made.close()
    writer.close()
    os.close(descriptor)


def move(writer: sqlite3.Connection, turn: int) -> None:
    """Carry from one place to another far from it, in one transaction."""
    writer.execute("BEGIN")
    for place, change in ((turn * 7 % PLACES, -turn), ((turn * 7 + 201) % PLACES, turn)):
        writer.execute("UPDATE sums SET held = held + ? WHERE n = ?", (change, place))
    writer.execute("COMMIT")


def read(frozen: FrozenCopy, query: str = "SELECT sum(held) FROM sums") -> int:
    connection, stamp = frozen.connect({"uri": True})
    with closing(connection):
        (found,) = connection.execute(query).fetchone()
    return int(found) if frozen.still(stamp) else -1


def test_what_the_log_holds_is_read_and_each_later_publication_with_nobody_blocked(
    frozen: FrozenCopy, writer: sqlite3.Connection, scratch: Path
) -> None:
    for turn in range(1, 4):
        writer.execute("UPDATE sums SET held = ? WHERE n = 5", (turn,))
        assert read(frozen, "SELECT held FROM sums WHERE n = 5") == turn
        assert len(list(scratch.iterdir())) == 1
    frozen.close()
    assert not list(scratch.iterdir())


def test_a_file_without_a_log_is_read_as_it_stands_and_no_longer_believed_once_it_was_written(
    frozen: FrozenCopy, writer: sqlite3.Connection, scratch: Path
) -> None:
    assert read(frozen) == TOTAL
    assert not list(scratch.iterdir())
    connection, stamp = frozen.connect({"uri": True})
    move(writer, 3)
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not frozen.still(stamp)
    connection.close()


def test_a_copy_that_was_taken_while_others_wrote_and_emptied_the_log_is_never_torn(
    frozen: FrozenCopy, writer: sqlite3.Connection
) -> None:
    stop = threading.Event()

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            move(writer, turn)
            if turn % 20 == 0:
                writer.execute(f"PRAGMA wal_checkpoint({('PASSIVE', 'RESTART', 'TRUNCATE')[turn // 20 % 3]})")

    thread = threading.Thread(target=write)
    thread.start()
    sums, end = [], time.monotonic() + 1.5
    try:
        while time.monotonic() < end:
            try:
                sums.append(read(frozen))
            except (OSError, sqlite3.DatabaseError):
                sums.append(-1)
    finally:
        stop.set()
        thread.join()
    assert set(sums) <= {TOTAL, -1}
    assert TOTAL in sums


def test_a_killed_process_s_copy_is_swept_and_a_living_one_s_and_a_link_s_are_not(
    frozen: FrozenCopy, writer: sqlite3.Connection, scratch: Path, tmp_path: Path
) -> None:
    move(writer, 1)
    assert read(frozen) == TOTAL
    (living,) = scratch.iterdir()
    (tmp_path / "other").mkdir()
    (scratch / "onrecord-catalog-link").symlink_to(tmp_path / "other")
    for name in ("onrecord-catalog-dead", "onrecord-catalog-new", "another-dead"):
        (scratch / name).mkdir()
        (scratch / name / "sums.sqlite3").touch()
    for path in scratch.iterdir():
        if path.name != "onrecord-catalog-new":
            os.utime(path, (0, 0), follow_symlinks=False)
    sweep()
    assert {path.name for path in scratch.iterdir()} == {
        living.name,
        "onrecord-catalog-link",
        "onrecord-catalog-new",
        "another-dead",
    }
    assert not list((tmp_path / "other").iterdir())
