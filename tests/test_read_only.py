"""An index that can't be written is read through a private copy: on a read-only disk, or another user's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import qa
from index.catalog import CATALOG
from index.errors import IndexDamaged, IndexNotWritable
from index.private_copy import Home, find_home
from index.spare import STATE
from tests.conftest import ArchiveOf
from tests.shelf import Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Frost killed the pear blossom. Growers picked only nine tonnes of pears.\n"
OLD = {"ferry.txt": FERRY, "pears.txt": PEARS}
PASSENGERS = "How many passengers did the ferry carry?"


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder one that can't be written: by mounting it so where root is not stopped by permissions."""
    if os.geteuid():
        modes = {path: path.stat().st_mode for path in [folder, *folder.rglob("*")]}
        for path in modes:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            yield
        finally:
            for path, mode in modes.items():
                path.chmod(mode)
        return
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "--bind", folder, folder], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run([mount, "-o", "remount,ro,bind", folder, folder], check=True, capture_output=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def copies(cache: Path) -> list[Path]:
    return sorted(path for path in cache.glob("copies/*/*") if path.is_dir())


def test_an_index_on_a_read_only_disk_is_asked_searched_and_told_of(archive_of: ArchiveOf) -> None:
    archive = archive_of(OLD)
    archive.close()
    before = files_in(archive.index_dir)
    with read_only(archive.path), qa.open_archive(archive.path) as opened:
        assert "412 passengers" in opened.query(PASSENGERS).text
        assert opened.search("passengers").total == 1
        assert opened.source("ferry.txt").path == "ferry.txt"
        status = opened.status()
        assert (status.articles, status.pending, status.index_dir) == (2, 0, str(archive.index_dir))
        assert any("can't be written: it is read through a copy in" in told for told in status.troubles)
        with pytest.raises(IndexNotWritable, match="give another place with --index-dir"):
            opened.refresh()
    assert files_in(archive.index_dir) == before
    assert archive.refresh().unchanged == ("ferry.txt", "pears.txt")


def test_a_reader_of_a_copy_follows_what_is_published_elsewhere(shelf: Shelf, tmp_path: Path) -> None:
    writer = Shelf(shelf.folder, shelf.encoder, tmp_path / "index")
    writer.add(OLD)
    writer.index.close()
    seen = tmp_path / "seen"
    seen.mkdir()
    reader = Shelf(shelf.folder, shelf.encoder, seen)
    expected: dict[str, str] = dict(OLD)
    for round_ in range(3):
        expected[f"{round_}.txt"] = PEARS.replace("nine", f"{round_ + 20}")
        writer.add(expected)
        writer.index.close()
        shutil.rmtree(seen)
        shutil.copytree(writer.index_dir, seen)  # as a disk that is exchanged
        with read_only(seen):
            assert_whole(reader, expected)
            assert reader.index.snapshot() is reader.index.snapshot()
            reader.index.close()
        assert 1 <= len(copies(shelf.folder)) <= 2
    reader.close()
    writer.close()


@pytest.fixture
def stored(shelf: Shelf) -> Path:
    """Return the folder of an index that nobody has open."""
    shelf.add(OLD)
    shelf.index.close()
    return shelf.index_dir


def home_of(index_dir: Path, cache: Path) -> Home:
    return find_home(index_dir, cache, writable=lambda _: False)


def test_a_copy_is_made_once_and_kept_until_another_generation_is_published(
    shelf: Shelf, stored: Path, tmp_path: Path
) -> None:
    first = home_of(stored, tmp_path)
    made = (first.folder / CATALOG).stat()
    assert first.folder != stored
    assert home_of(stored, tmp_path) == first
    os.utime(stored / CATALOG)  # as a copy of the disk might have another time
    assert home_of(stored, tmp_path).folder == first.folder
    assert (first.folder / CATALOG).stat() == made
    shelf.reopen()
    shelf.add({"new.txt": PEARS.replace("nine", "ten")})
    shelf.index.close()
    second = home_of(stored, tmp_path)
    assert second.folder != first.folder
    assert copies(tmp_path) == [first.folder, second.folder], "another process may still read the one before"
    shelf.reopen()
    shelf.add({"new.txt": PEARS.replace("nine", "eleven")})
    shelf.index.close()
    third = home_of(stored, tmp_path)
    assert copies(tmp_path) == [second.folder, third.folder]


def test_an_index_that_can_be_written_is_opened_where_it_lies(stored: Path, tmp_path: Path) -> None:
    assert find_home(stored, tmp_path) == Home(stored)
    assert home_of(tmp_path / "nothing", tmp_path) == Home(tmp_path / "nothing")
    assert not copies(tmp_path)


def test_a_catalog_that_alone_can_t_be_written_is_enough(stored: Path, tmp_path: Path) -> None:
    home = find_home(stored, tmp_path, writable=lambda path: path.name != CATALOG)
    assert home.folder != stored


def test_a_damaged_catalog_on_a_read_only_disk_gives_way_to_its_spare_in_the_copy(shelf: Shelf, stored: Path) -> None:
    os.truncate(stored / CATALOG, 5000)
    before = files_in(stored)
    shelf.reopen()
    with read_only(stored):
        assert_whole(shelf, OLD)
        (told,) = [told for told in shelf.index.troubles() if "damaged" in told]
        assert "can't be written" in told
        assert "took its place" in told
        shelf.index.close()
    assert files_in(stored) == before


def test_where_neither_is_whole_the_error_says_so(stored: Path, tmp_path: Path) -> None:
    os.truncate(stored / CATALOG, 5000)
    (stored / STATE).unlink()
    with pytest.raises(IndexDamaged, match=r"is damaged \(.*\), and there is no whole second copy"):
        home_of(stored, tmp_path)
    assert not copies(tmp_path)


def test_a_copy_that_is_damaged_itself_is_made_again(shelf: Shelf, stored: Path) -> None:
    with read_only(stored):
        shelf.reopen()
        assert shelf.texts() == OLD
        shelf.index.close()
        (copy,) = copies(shelf.folder)
        (copy / CATALOG).write_bytes(b"noise" * 5000)
        (copy / STATE).unlink()
        shelf.reopen()
        assert_whole(shelf, OLD)
        shelf.index.close()


def stop_a_copy(place: Path) -> None:
    (place / "part").mkdir()
    (place / "part" / CATALOG).write_bytes(b"half")


def lose_the_note(place: Path) -> None:
    (place / "current.json").unlink()


def spoil_the_note(place: Path) -> None:
    (place / "current.json").write_text('{"name": 7}')


@pytest.mark.parametrize("spoil", [stop_a_copy, lose_the_note, spoil_the_note])
def test_what_a_killed_copy_left_is_cleared_away(stored: Path, tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    place = home_of(stored, tmp_path).folder.parent
    spoil(place)
    os.utime(stored / CATALOG)
    home = home_of(stored, tmp_path)
    assert files_in(home.folder).keys() == {
        str(home.folder / path.relative_to(stored))
        for path in map(Path, files_in(stored))
        if not path.name.startswith("lock")
    }


def test_a_cache_that_can_t_be_written_either_is_told_with_the_cure(stored: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    with pytest.raises(IndexNotWritable, match=r"no copy of it could be made .* ONRECORD_CACHE"):
        home_of(stored, tmp_path)
