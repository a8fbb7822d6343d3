"""A catalog lost or damaged: its spare takes its place, the last published state answers, nothing is embedded again."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.catalog import CATALOG
from index.errors import IndexDamaged
from index.recovery import find_aside
from index.spare import SPARE, STATE, copy_spare, damaged_blocks, find_pending, is_as_copied, read_state, update_spare
from tests.shelf import Shelf, assert_whole

BLOCK = 1 << 20


def article(number: int, edition: int = 0) -> str:
    return (
        f"Boat {number} sails\n\nOSTE, 3 May 2041 - Boat {number} left Oste on voyage {edition}. The sea was calm.\n\n"
        f"The captain said that crew {number} had never seen such a tide. Nobody {'at all, ' * 40}was hurt.\n"
    )


ARTICLES = {f"{number}.txt": article(number) for number in range(24)}


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def overwrite(file: Path, at: int, data: bytes) -> None:
    with file.open("r+b") as stream:
        stream.seek(at)
        stream.write(data)


def replace_by_another(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table a (b)")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": lambda file: file.unlink(),
    "emptied": lambda file: os.truncate(file, 0),
    "cut to 50 bytes": lambda file: os.truncate(file, 50),
    "cut to one page": lambda file: os.truncate(file, 4096),
    "cut to half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "cut by one page": lambda file: os.truncate(file, file.stat().st_size - 4096),
    "cut by a few bytes": lambda file: os.truncate(file, file.stat().st_size - 5),
    "noise at its head": lambda file: overwrite(file, 0, noise(100)),
    "noise all over": lambda file: file.write_bytes(noise(file.stat().st_size)),
    "zeros all over": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "another database": replace_by_another,
}


def damage(shelf: Shelf, how: Callable[[Path], object]) -> None:
    """Damage the catalog as something outside would while nobody has it open."""
    shelf.index.close()
    how(shelf.index_dir / CATALOG)


def test_after_each_publication_the_spare_is_the_catalog_byte_for_byte(shelf: Shelf) -> None:
    for edition in range(3):
        shelf.add({**ARTICLES, "1.txt": article(1, edition)})
        state = read_state(shelf.index_dir)
        assert state is not None
        assert state.generation == edition + 1
        assert (shelf.index_dir / SPARE).read_bytes() == (shelf.index_dir / CATALOG).read_bytes()
        with (shelf.index_dir / CATALOG).open("rb") as catalog:
            assert damaged_blocks(shelf.index_dir, catalog.fileno()) == []


@pytest.mark.parametrize("how", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_catalog_gives_way_to_its_spare_and_nothing_is_embedded_again(
    shelf: Shelf, how: Callable[[Path], object]
) -> None:
    shelf.add(ARTICLES)
    damage(shelf, how)
    shelf.reopen()
    assert_whole(shelf, ARTICLES)
    (told,) = shelf.index.take_notices()
    assert "the catalog of the index was damaged (" in told
    assert "second copy, of generation 1, took its place" in told
    assert shelf.index.take_notices() == ()
    embedded = len(shelf.encoder.encoded)
    assert shelf.refresh().unchanged == tuple(sorted(ARTICLES))
    assert len(shelf.encoder.encoded) == embedded
    assert shelf.add({"new.txt": article(99)}).added == ("new.txt",)
    shelf.reopen()
    assert shelf.texts() == {**ARTICLES, "new.txt": article(99)}


@pytest.mark.parametrize("how", ["deleted", "emptied", "cut to half", "noise at its head", "another database"])
def test_a_refresh_mends_a_damaged_catalog_before_it_writes(shelf: Shelf, how: str) -> None:
    shelf.add(ARTICLES)
    embedded = len(shelf.encoder.encoded)
    damage(shelf, DAMAGES[how])
    shelf.reopen()
    (shelf.folder / "0.txt").unlink()
    assert shelf.refresh().removed == ("0.txt",)
    assert len(shelf.encoder.encoded) == embedded
    assert shelf.texts() == {path: text for path, text in ARTICLES.items() if path != "0.txt"}


def test_only_the_damaged_catalog_is_set_aside_and_only_the_last_one(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    for _ in range(2):
        damage(shelf, lambda file: overwrite(file, 0, noise(100)))
        shelf.reopen()
        assert shelf.texts() == ARTICLES
        (aside,) = find_aside(shelf.index_dir)
        assert aside.read_bytes()[:100] == noise(100)
        assert any(aside.name in told for told in shelf.index.troubles())


def test_an_index_that_is_open_mends_itself_where_damage_shows_only_later(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    shelf.reopen()
    snapshot = shelf.index.snapshot()
    catalog = shelf.index_dir / CATALOG
    pages = catalog.stat().st_size // 4096
    overwrite(catalog, 4096 * (pages // 3), bytes(4096 * (pages - pages // 3)))
    with pytest.raises(IndexDamaged):
        snapshot.passages(range(1, 3000))
    assert_whole(shelf, ARTICLES)
    assert len(find_aside(shelf.index_dir)) == 1


def test_damage_that_one_process_came_upon_is_mended_by_the_next_one(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    shelf.reopen()
    snapshot = shelf.index.snapshot()
    catalog = shelf.index_dir / CATALOG
    text = catalog.read_bytes().index(b"The captain said")
    seen = catalog.stat()
    overwrite(catalog, text, b"\xff" * 9)  # what SQLite itself finds nothing wrong with
    os.utime(catalog, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    with pytest.raises(IndexDamaged, match="UTF-8"):
        list(snapshot.articles())
    shelf.reopen()
    assert_whole(shelf, ARTICLES)
    (told,) = shelf.index.take_notices()
    assert "it holds what was never written" in told


def test_a_catalog_that_was_altered_behind_the_index_s_back_is_noticed_however_little(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    for reopened in (True, False):
        catalog = shelf.index_dir / CATALOG
        overwrite(catalog, catalog.read_bytes().index(b"The captain said"), b"Our")
        if reopened:
            shelf.reopen()
        assert shelf.texts() == ARTICLES
        (told,) = shelf.index.take_notices()
        assert "it holds what was never written" in told
        shelf.refresh()


def test_a_copied_index_has_other_times_and_is_taken_for_what_it_is(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(ARTICLES)
    shelf.index.close()
    shutil.copytree(shelf.index_dir, tmp_path / "copied", copy_function=shutil.copyfile)
    other = Shelf(shelf.folder, shelf.encoder, tmp_path / "copied")
    assert other.texts() == ARTICLES
    assert other.index.take_notices() == ()
    assert is_as_copied(tmp_path / "copied")
    assert other.refresh().unchanged == tuple(sorted(ARTICLES))
    other.close()


def test_a_doubt_that_proves_unfounded_changes_nothing(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    before = (shelf.index_dir / CATALOG).stat()
    (shelf.index_dir / f"{CATALOG}.doubted").touch()
    shelf.reopen()
    assert_whole(shelf, ARTICLES)
    assert not (shelf.index_dir / f"{CATALOG}.doubted").exists()
    assert (shelf.index_dir / CATALOG).stat().st_ino == before.st_ino
    assert shelf.index.take_notices() == ()


def test_another_process_that_has_the_catalog_open_follows_to_the_spare(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    other = Shelf(shelf.folder, shelf.encoder)
    assert other.texts() == ARTICLES
    os.truncate(shelf.index_dir / CATALOG, 8192)
    shelf.reopen()
    assert_whole(shelf, ARTICLES)
    assert_whole(other, ARTICLES)
    other.close()


class Killed(BaseException):
    """Stands for the end of the process."""


def test_putting_the_spare_in_place_may_be_killed_at_any_step(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add({"1.txt": LATER["1.txt"]})
    embedded = len(shelf.encoder.encoded)
    replace = Path.replace
    for steps in range(2):
        shelf.index.close()
        overwrite(shelf.index_dir / CATALOG, 0, noise(100))
        (shelf.index_dir / f"{CATALOG}-wal").write_bytes(noise(9000))
        left = steps

        def die(path: Path, target: Path) -> Path:
            nonlocal left
            if not left:
                raise Killed
            left -= 1
            return replace(path, target)

        shelf.reopen()
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(Path, "replace", die)
            shelf.index.snapshot()
        shelf.reopen()
        assert shelf.texts() == {"1.txt": LATER["1.txt"]}
        shelf.refresh()
        assert len(shelf.encoder.encoded) == embedded
        assert (shelf.index_dir / SPARE).read_bytes() == (shelf.index_dir / CATALOG).read_bytes()


LATER = {**ARTICLES, "1.txt": article(1, 8)}


@pytest.mark.parametrize("content", [b"", noise(40_000)], ids=["emptied", "noise"])
@pytest.mark.parametrize("name", [f"{CATALOG}-wal", f"{CATALOG}-shm", "lock", "lock.json", STATE])
def test_noise_in_what_lies_beside_the_catalog_loses_nothing(shelf: Shelf, name: str, content: bytes) -> None:
    shelf.add(ARTICLES)
    shelf.index.close()
    (shelf.index_dir / name).write_bytes(content)
    shelf.reopen()
    assert_whole(shelf, ARTICLES)
    embedded = len(shelf.encoder.encoded)
    assert shelf.add({"1.txt": LATER["1.txt"]}).changed == ("1.txt",)
    assert len(shelf.encoder.encoded) - embedded <= 2
    assert_whole(shelf, LATER)
    assert (shelf.index_dir / SPARE).read_bytes() == (shelf.index_dir / CATALOG).read_bytes()


def test_the_log_of_a_damaged_catalog_is_never_replayed_into_the_spare(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    reader = sqlite3.connect(shelf.index_dir / CATALOG)  # keeps the log from being emptied
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    shelf.add({"1.txt": LATER["1.txt"]})
    state = read_state(shelf.index_dir)
    assert state is not None
    assert state.generation == 1, "the reader was in the way"
    log = (shelf.index_dir / f"{CATALOG}-wal").read_bytes()
    assert log
    reader.close()
    damage(shelf, lambda file: overwrite(file, 0, noise(5000)))
    (shelf.index_dir / f"{CATALOG}-wal").write_bytes(log[: len(log) // 2])
    shelf.reopen()
    assert shelf.texts() == ARTICLES
    assert shelf.refresh().changed == ("1.txt",)
    assert shelf.texts() == LATER


def test_a_spare_that_a_reader_held_up_is_brought_up_by_the_next_refresh(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    reader = sqlite3.connect(shelf.index_dir / CATALOG)
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    shelf.add({"1.txt": LATER["1.txt"]})
    reader.close()
    shelf.refresh()
    state = read_state(shelf.index_dir)
    assert state is not None
    assert state.generation == 2
    assert (shelf.index_dir / SPARE).read_bytes() == (shelf.index_dir / CATALOG).read_bytes()


def lose_spare(folder: Path) -> None:
    (folder / STATE).unlink()


def tear_spare(folder: Path) -> None:
    os.truncate(folder / SPARE, 10_000)


def spoil_spare(folder: Path) -> None:
    overwrite(folder / SPARE, 20_000, noise(10))


def spoil_state(folder: Path) -> None:
    (folder / STATE).write_bytes(b'{"generation": 1')


@pytest.mark.parametrize("spoil", [lose_spare, tear_spare, spoil_spare, spoil_state])
def test_without_a_whole_spare_the_cure_is_named_and_readable_vectors_are_kept(
    shelf: Shelf, spoil: Callable[[Path], None]
) -> None:
    shelf.add(ARTICLES)
    embedded = len(shelf.encoder.encoded)
    damage(shelf, lambda file: os.truncate(file, file.stat().st_size // 4))
    spoil(shelf.index_dir)
    shelf.reopen()
    with pytest.raises(IndexDamaged, match=r"is damaged \(.*\), and .* run 'onrecord index .*articles', which embeds"):
        shelf.index.snapshot()
    assert (shelf.index_dir / CATALOG).exists()
    report = shelf.refresh()
    assert any("made anew, because its catalog was damaged" in note for note in report.notes)
    assert 0 < len(shelf.encoder.encoded) - embedded < embedded
    assert_whole(shelf, ARTICLES)
    assert len(find_aside(shelf.index_dir)) == 1
    shelf.reopen()
    assert_whole(shelf, ARTICLES)


def test_vectors_are_kept_from_around_a_page_that_is_noise(shelf: Shelf) -> None:
    shelf.add(ARTICLES)
    embedded = len(shelf.encoder.encoded)
    shelf.index.close()
    catalog = shelf.index_dir / CATALOG
    connection = sqlite3.connect(catalog)
    root = connection.execute("select rootpage from sqlite_master where name = 'vectors'").fetchone()[0]
    pages = connection.execute("select pageno from dbstat where name = 'vectors' and pageno != ?", (root,)).fetchall()
    connection.close()
    for (page,) in pages[3:9]:
        overwrite(catalog, (page - 1) * 4096, noise(4096))
    lose_spare(shelf.index_dir)
    shelf.reopen()
    shelf.refresh()
    assert 0 < len(shelf.encoder.encoded) - embedded < embedded // 2
    assert_whole(shelf, ARTICLES)


def test_only_blocks_that_differ_are_copied(tmp_path: Path) -> None:
    catalog = tmp_path / CATALOG
    catalog.write_bytes(noise(5 * BLOCK + 77))
    descriptor = os.open(catalog, os.O_RDONLY)
    assert update_spare(tmp_path, descriptor, 1)
    overwrite(tmp_path / SPARE, 3 * BLOCK, b"left alone")
    overwrite(catalog, BLOCK + 5, b"changed")
    assert update_spare(tmp_path, descriptor, 2)
    spare = (tmp_path / SPARE).read_bytes()
    assert spare[: BLOCK * 3] == catalog.read_bytes()[: BLOCK * 3]
    assert spare[3 * BLOCK :][:10] == b"left alone"
    with pytest.raises(IndexDamaged, match="damaged, too"):
        copy_spare(tmp_path, tmp_path / "copy")
    os.truncate(catalog, 2 * BLOCK)
    assert update_spare(tmp_path, descriptor, 3)
    assert (tmp_path / SPARE).read_bytes() == catalog.read_bytes()
    state = read_state(tmp_path)
    assert state is not None
    assert state.generation == 3
    overwrite(catalog, BLOCK + 9, b"?")
    assert damaged_blocks(tmp_path, descriptor) == [BLOCK]
    os.close(descriptor)


def test_sqlite_s_log_tells_which_blocks_of_the_catalog_to_look_at(tmp_path: Path) -> None:
    catalog = tmp_path / CATALOG
    connection = sqlite3.connect(catalog, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("create table pieces (id integer primary key, piece blob)")
    connection.executemany("insert into pieces values (?, ?)", [(n, noise(20_000)) for n in range(300)])
    connection.execute("pragma wal_checkpoint(truncate)")
    descriptor = os.open(catalog, os.O_RDONLY)
    assert find_pending(tmp_path) is None
    assert update_spare(tmp_path, descriptor, 1, find_pending(tmp_path))
    edit = "update pieces set piece = zeroblob(9) where id = 150"
    growth = "insert into pieces values (999, zeroblob(3000000))"
    for generation, statement in ((2, edit), (3, growth)):
        connection.execute(statement)
        pending = find_pending(tmp_path)
        assert pending is not None
        connection.execute("pragma wal_checkpoint(truncate)")
        assert len(pending) < 4 or statement == growth
        assert find_pending(tmp_path) is None, "the catalog itself was written"
        assert update_spare(tmp_path, descriptor, generation, pending)
        assert (tmp_path / SPARE).read_bytes() == catalog.read_bytes()
        assert damaged_blocks(tmp_path, descriptor) == []
    os.close(descriptor)
    connection.close()


def test_a_spare_that_was_being_written_is_not_believed(tmp_path: Path) -> None:
    catalog = tmp_path / CATALOG
    catalog.write_bytes(noise(2 * BLOCK))
    descriptor = os.open(catalog, os.O_RDONLY)
    update_spare(tmp_path, descriptor, 1)
    overwrite(catalog, 5, b"changed")
    (tmp_path / f"{STATE}.new").mkdir()  # the last step can't be done
    with pytest.raises(OSError, match=STATE):
        update_spare(tmp_path, descriptor, 2)
    assert read_state(tmp_path) is None
    with pytest.raises(IndexDamaged, match="no whole second copy"):
        copy_spare(tmp_path, tmp_path / "copy")
    (tmp_path / f"{STATE}.new").rmdir()
    assert update_spare(tmp_path, descriptor, 2)
    assert (tmp_path / SPARE).read_bytes() == catalog.read_bytes()
    os.close(descriptor)


@pytest.mark.parametrize(
    "state", [[], {}, {"generation": 1}, {"blocks": 7}, {"blocks": ["a"], "size": "x", "modified": 0}]
)
def test_any_state_but_a_whole_one_counts_as_none(tmp_path: Path, state: object) -> None:
    (tmp_path / SPARE).write_bytes(b"x")
    (tmp_path / STATE).write_text(json.dumps(state))
    assert read_state(tmp_path) is None
