"""An index of another format: an older one is made anew out of its vectors and swapped in, a newer one is refused."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index import Progress
from index.catalog import CATALOG
from index.errors import IndexMismatch
from index.renewal import finish_renewal
from index.schema import FORMAT, VECTOR_LAYOUT
from tests.shelf import FakeEncoder, Shelf, assert_whole

SCHEMA = Path(__file__).resolve().parents[1] / "data" / "format_4.sql"
FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
OLD = {"ferry.txt": FERRY, "fruit/pears.txt": PEARS}


def make_older(shelf: Shelf) -> None:
    """Turn the index into one of format 4, with plain SQL."""
    shelf.index.close()
    catalog = shelf.index_dir / CATALOG
    older = shelf.index_dir / "older.sqlite3"
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        connection.execute("ATTACH ? AS newer", (str(catalog),))
        tables = [name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        connection.execute("DELETE FROM facts WHERE name NOT IN ('format', 'embedder', 'name')")
        connection.execute("UPDATE facts SET value = '4' WHERE name = 'format'")
        connection.execute("UPDATE generations SET failed = '[[\"a.txt\", \"can''t be read\"]]'")
        connection.commit()
        connection.execute("DETACH newer")
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    for file in shelf.index_dir.iterdir():
        if file.name.startswith((CATALOG, "spare", "stores")):
            file.unlink()
    older.replace(catalog)
    shelf.reopen()


def set_fact(shelf: Shelf, name: str, value: str) -> None:
    shelf.index.close()
    with closing(sqlite3.connect(shelf.index_dir / CATALOG)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
    (shelf.index_dir / "spare.json").unlink(missing_ok=True)  # or what was altered behind the index's back is undone
    shelf.reopen()


def test_asking_an_older_index_names_the_cure_and_changes_nothing(shelf: Shelf) -> None:
    shelf.add(OLD)
    make_older(shelf)
    before = (shelf.index_dir / CATALOG).read_bytes()
    for ask in (shelf.index.snapshot, shelf.index.status):
        with pytest.raises(
            IndexMismatch, match=r"earlier version .*run 'onrecord index .*articles', nothing is embedded again"
        ):
            ask()
    assert (shelf.index_dir / CATALOG).read_bytes() == before


def test_indexing_makes_an_older_index_anew_and_embeds_nothing_again(shelf: Shelf) -> None:
    shelf.add(OLD)
    make_older(shelf)
    shelf.write({"new.txt": PEARS.replace("pears", "plums")})
    embedded = len(shelf.encoder.encoded)
    report = shelf.refresh()
    assert report.added == ("ferry.txt", "fruit/pears.txt", "new.txt")
    assert any("made anew, because an earlier version of Onrecord had made it" in note for note in report.notes)
    assert len(shelf.encoder.encoded) == embedded + 1
    expected = {**OLD, "new.txt": PEARS.replace("pears", "plums")}
    assert_whole(shelf, expected)
    assert not list(shelf.index_dir.glob("*damaged*"))
    assert not any((shelf.index_dir / name).exists() for name in ("anew", "old"))
    shelf.reopen()
    assert shelf.refresh().unchanged == ("ferry.txt", "fruit/pears.txt", "new.txt")
    assert_whole(shelf, expected)


def test_an_older_index_stays_until_the_new_one_is_whole(shelf: Shelf) -> None:
    shelf.add(OLD)
    make_older(shelf)
    embedded = len(shelf.encoder.encoded)

    def stop(progress: Progress) -> None:
        if progress.stage == "write":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.refresh(stop)
    shelf.reopen()
    with pytest.raises(IndexMismatch, match="earlier version"):
        shelf.index.snapshot()
    shelf.refresh()
    assert len(shelf.encoder.encoded) == embedded
    assert_whole(shelf, OLD)


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_swap_that_is_killed_at_any_step_is_finished_the_next_time(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(OLD)
    make_older(shelf)
    embedded = len(shelf.encoder.encoded)
    waiting = shelf.folder.parent / "waiting"

    def keep(index_dir: Path) -> None:
        if (index_dir / "anew" / "ready").exists() and not waiting.exists():
            shutil.copytree(index_dir, waiting)
        finish_renewal(index_dir)

    monkeypatch.setattr("index.store.finish_renewal", keep)
    shelf.refresh()
    shelf.index.close()
    replace, steps = Path.replace, 0
    while True:
        shutil.rmtree(shelf.index_dir)
        shutil.copytree(waiting, shelf.index_dir)
        left = steps

        def die(path: Path, target: Path) -> Path:
            nonlocal left
            if not left:
                raise Killed
            left -= 1
            return replace(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", die)
            try:
                finish_renewal(shelf.index_dir)
                done = True
            except Killed:
                done = False
        shelf.reopen()
        shelf.refresh()
        assert shelf.texts() == OLD
        assert len(shelf.encoder.encoded) == embedded
        assert not any((shelf.index_dir / name).exists() for name in ("anew", "old"))
        if done:
            break
        steps += 1
    assert steps > 8
    assert_whole(shelf, OLD)


@pytest.mark.parametrize("reading", [True, False], ids=["asking", "refreshing"])
def test_a_newer_index_is_refused_with_the_cure_and_nothing_deleted(shelf: Shelf, reading: bool) -> None:
    shelf.add(OLD)
    set_fact(shelf, "format", str(FORMAT + 1))
    with pytest.raises(
        IndexMismatch, match=rf"later version of Onrecord \(format {FORMAT + 1}; .* format {FORMAT}\): upgrade Onrecord"
    ):
        shelf.index.snapshot() if reading else shelf.refresh()
    set_fact(shelf, "format", str(FORMAT))
    assert_whole(shelf, OLD)


@pytest.mark.parametrize("fact", [("vectors", str(VECTOR_LAYOUT + 1)), ("format", "3")], ids=["layout", "format"])
def test_vectors_of_another_layout_are_not_carried_over(shelf: Shelf, fact: tuple[str, str]) -> None:
    shelf.add(OLD)
    make_older(shelf)
    set_fact(shelf, *fact)
    with pytest.raises(IndexMismatch, match="it is embedded anew"):
        shelf.index.snapshot()
    embedded = len(shelf.encoder.encoded)
    shelf.refresh()
    assert len(shelf.encoder.encoded) == 2 * embedded
    assert_whole(shelf, OLD)


def test_an_older_index_of_another_model_is_refused(shelf: Shelf) -> None:
    shelf.add(OLD)
    make_older(shelf)
    shelf.encoder = FakeEncoder("other@2")
    shelf.reopen()
    with pytest.raises(IndexMismatch, match="model fake@1, and this is other@2"):
        shelf.refresh()
    shelf.encoder = FakeEncoder("fake@1")
    shelf.reopen()
    shelf.refresh()
    assert shelf.texts() == OLD
