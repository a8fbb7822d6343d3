"""What bad input gets: a message that names the file and the cure, and every other article indexed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import qa
from index.errors import ArchiveError, IndexNotWritable
from tests.conftest import ArchiveOf
from tests.shelf import Files, Shelf, assert_whole, write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Frost killed the pear blossom. Growers picked only nine tonnes of pears.\n"
GOOD = {"ferry.txt": FERRY}
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def sparse(folder: Path) -> None:
    with (folder / "bad.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)


def broken_link(folder: Path) -> None:
    (folder / "bad.txt").symlink_to(folder / "nowhere.txt")


def link_out(folder: Path) -> None:
    (folder.parent / "outside.txt").write_text("The key lies under the mat.\n")
    (folder / "bad.txt").symlink_to(folder.parent / "outside.txt")


def link_to_folder_outside(folder: Path) -> None:
    write_files(folder.parent, {"private/diary.txt": "The key lies under the mat.\n"})
    (folder / "bad.txt").symlink_to(folder.parent / "private")


def unreadable(folder: Path) -> None:
    (folder / "bad.txt").write_text(PEARS)
    (folder / "bad.txt").chmod(0)


FAILING = {
    "an empty file": (lambda folder: (folder / "bad.txt").touch(), "is empty: .* delete it"),
    "white space": (lambda folder: (folder / "bad.txt").write_text(" \n\t\n"), "only white space"),
    "a binary file": (lambda folder: (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0" * 9), "is binary"),
    "a file of 50 MB": (sparse, r"52,428,800 bytes or more, and the limit is .* split it"),
    "one line of 10 MB": (
        lambda folder: (folder / "bad.txt").write_bytes(b"word " * 2_000_000),
        "line 1 holds .* break",
    ),
    "an unknown encoding": (
        lambda folder: (folder / "bad.txt").write_bytes(bytes(range(128, 256)) * 3),
        r"isn't UTF-8, and its encoding is unclear.*: convert it",
    ),
    "a broken link": (broken_link, "broken link: .* remove it"),
    "a link out of the folder": (link_out, "link out of the archive, never followed"),
    "a link to a folder outside": (link_to_folder_outside, "link out of the archive, never followed"),
    "a pipe": (lambda folder: os.mkfifo(folder / "bad.txt"), "is a pipe"),
    "an unreadable file": pytest.param(
        unreadable,
        "may not be read by this user",
        marks=pytest.mark.skipif(IS_ROOT, reason="root may read every file"),
    ),
}


@pytest.mark.parametrize(("make", "reason"), FAILING.values(), ids=list(FAILING))
def test_a_file_that_can_t_be_read_is_named_with_the_cure_and_the_others_indexed(
    shelf: Shelf, make: object, reason: str
) -> None:
    shelf.write(GOOD)
    assert callable(make)
    make(shelf.folder)
    report = shelf.refresh()
    assert report.added == ("ferry.txt",)
    ((path, told),) = report.failed
    assert path == "bad.txt"
    assert re.search(reason, told)
    assert "\n" not in told
    assert shelf.index.status().failed == report.failed
    assert_whole(shelf, GOOD)
    assert "under the mat" not in "".join(shelf.texts().values())


NAMES = {
    "one name in two folders": ("a/report.txt", "b/report.txt"),
    "spaces and Unicode": ("Zürich – am See/Große Fähre (2).txt", "港 🚢.md"),
    "a name like an option or a pattern": ("--help.txt", "[draft]*.txt"),
    "capitals in the suffix": ("FERRY.TXT", "Pears.Md"),
    "quotes": ('it\'s "quoted".txt', "a,b;c.txt"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=list(NAMES))
def test_unusual_names_are_indexed_and_cited_by_their_exact_path(shelf: Shelf, names: tuple[str, str]) -> None:
    files = dict(zip(names, (FERRY, PEARS), strict=True))
    report = shelf.add(files)
    assert report.added == tuple(sorted(names))
    assert_whole(shelf, files)
    assert [path for path in names if shelf.index.snapshot().article(path) is None] == []


def test_a_name_with_a_line_break_keeps_every_message_on_one_line(shelf: Shelf) -> None:
    report = shelf.add({**GOOD, "two\nlines.txt": b"\0"})
    assert [path for path, _ in report.failed] == ["two\nlines.txt"]


@pytest.mark.parametrize("files", [{}, {"photo.jpg": b"\xff\xd8", ".hidden.txt": FERRY}], ids=["empty", "no articles"])
def test_a_folder_without_articles_is_told_and_nothing_written(archive_of: ArchiveOf, files: Files) -> None:
    archive = archive_of(files, indexed=False)
    with pytest.raises(ArchiveError, match=r"archive-0 holds no articles .*: put some there, or give another folder"):
        archive.refresh()
    with pytest.raises(ArchiveError, match="holds no articles"):
        qa.query("How many passengers did the ferry carry?", archive.path)
    assert not archive.index_dir.exists()
    write_files(archive.path, GOOD)
    assert archive.refresh().added == ("ferry.txt",)


def test_an_archive_that_was_emptied_answers_nothing(archive_of: ArchiveOf) -> None:
    archive = archive_of(GOOD)
    (archive.path / "ferry.txt").unlink()
    assert archive.refresh().removed == ("ferry.txt",)
    answer = archive.query("How many passengers did the ferry carry?")
    assert answer.not_found is not None
    assert (answer.not_found.searched.articles, answer.not_found.nearest) == (0, ())


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no folder .*: give the folder that holds your articles"):
        qa.open_archive(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of its own with 3 MB, where this process may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    if not IS_ROOT or mount is None:
        pytest.skip("only root may mount a small disk")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def voyages(number: int, sentences: int) -> str:
    told = " ".join(f"Boat {number} made voyage {each} with {each * number} people." for each in range(sentences))
    return f"Boat {number}\n\n{told}\n"


@pytest.mark.parametrize("sentences", [40, 400], ids=["while laying out", "while storing"])
def test_a_full_disk_is_told_and_the_last_published_index_still_answers(
    small_disk: Path, tmp_path: Path, sentences: int
) -> None:
    shelf = Shelf(tmp_path / "articles", index_dir=small_disk / "index")
    shelf.add(GOOD)
    articles = {f"{number}.txt": voyages(number, sentences) for number in range(60)}
    shelf.write(articles)
    with pytest.raises(IndexNotWritable, match="full.* free some space.* the last published index still answers"):
        shelf.refresh()
    assert_whole(shelf, GOOD)
    shelf.reopen()
    assert_whole(shelf, GOOD)
    for path in list(articles)[5:]:
        (shelf.folder / path).unlink()
    articles = {path: voyages(number, 3) for number, path in enumerate(list(articles)[:5])}
    shelf.add(articles)
    assert_whole(shelf, {**GOOD, **articles})
    shelf.close()


def test_a_disk_with_no_room_at_all_is_told_before_anything_is_indexed(small_disk: Path, tmp_path: Path) -> None:
    with (small_disk / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    shelf = Shelf(tmp_path / "articles", index_dir=small_disk / "index")
    with pytest.raises(IndexNotWritable, match="free some space"):
        shelf.add(GOOD)
    (small_disk / "ballast").unlink()
    shelf.refresh()
    assert_whole(shelf, GOOD)
    shelf.close()


def test_a_read_only_archive_is_indexed_in_the_cache(small_disk: Path, tmp_path: Path) -> None:
    write_files(small_disk, GOOD)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    settings = qa.Settings(cache_dir=tmp_path / "cache")
    archive = qa.open_archive(small_disk, settings=settings)
    assert archive.index_dir.is_relative_to(tmp_path / "cache" / "indexes")
    shelf = Shelf(small_disk, index_dir=archive.index_dir)
    shelf.refresh()
    assert_whole(shelf, GOOD)
    assert sorted(path.name for path in small_disk.iterdir()) == ["ferry.txt"]
    shelf.close()
    archive.close()


def test_an_index_folder_that_can_t_be_written_is_told(small_disk: Path, tmp_path: Path) -> None:
    (small_disk / "made").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for place in ("new", "made"):
        shelf = Shelf(tmp_path / "articles", index_dir=small_disk / place)
        with pytest.raises(IndexNotWritable, match=f"index folder .*{place} can't be written.* give another place"):
            shelf.add(GOOD)
        shelf.close()


def test_an_index_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    shelf = Shelf(tmp_path / "articles", index_dir=tmp_path / "taken")
    with pytest.raises(IndexNotWritable, match="taken can't be written"):
        shelf.add(GOOD)
    assert (tmp_path / "taken").read_text() == "mine"
    shelf.close()
