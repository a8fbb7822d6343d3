"""Files put into an archive: safe names, nothing replaced, taken back only as they came."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa
from qa.adding import FOLDER, MAX_BYTES, add_file, check_file, safe_name, take_back_file

TEXT = b"The mill burned down on Sunday.\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ferry.txt", "ferry.txt"),
        ("../../x.txt", "x.txt"),
        ("/etc/passwd.md", "passwd.md"),
        ("C:\\x.txt", "x.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a\0b\x1b[31m\r\n.txt", "ab[31m.txt"),
        (".hidden.txt", "hidden.txt"),
        ("... .md", "article.md"),
        ("evil\u202etxt.exe.txt", "eviltxt.exe.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.md", "_lpt1.md"),
        ("Console.txt", "Console.txt"),
        ('a<b>:"c|?*.txt', "a_b___c___.txt"),
        ("  many   spaces .TXT", "many spaces.TXT"),
        ("Cafe\u0301 O\u0308rn.txt", "Caf\u00e9 \u00d6rn.txt"),
        ("\ud800broken.txt", "broken.txt"),
        ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
        ("page.txt ", "page.txt"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@pytest.mark.parametrize("letter", ["n", "é", "字", "\U0001f600"])
def test_a_long_name_is_cut_and_keeps_its_suffix(letter: str) -> None:
    name = safe_name(letter * 300 + ".txt")
    assert name.endswith(".txt")
    assert 100 < len(name.encode()) <= 180


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder_or_hides(name: str) -> None:
    safe = safe_name(f"{name}.txt")
    assert safe == Path(safe).name
    assert safe.endswith(".txt")
    assert not safe.startswith((".", " "))
    assert not set(safe) & set('/\\\0\r\n\t<>:"|?*')
    assert len(safe.encode()) <= 180
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", ["x", "x.exe", ".hidden", "../../x", "x.txt.sh", "", ".txt/", "C:\\x", "a.txt\0.exe"])
def test_what_is_of_no_readable_kind_is_refused_with_what_is(name: str) -> None:
    with pytest.raises(qa.AddingError, match=r"of no kind that is read: add \.txt"):
        check_file(name, 10)


def test_an_empty_and_a_far_too_large_file_are_refused() -> None:
    assert check_file("x.txt", MAX_BYTES) == "x.txt"
    with pytest.raises(qa.AddingError, match="empty"):
        check_file("x.txt", 0)
    with pytest.raises(qa.AddingError, match="the most"):
        check_file("x.txt", MAX_BYTES + 1)


def test_an_added_file_is_indexed_and_a_file_of_its_name_is_kept(tmp_path: Path) -> None:
    first = add_file(tmp_path, "mill.txt", TEXT)
    second = add_file(tmp_path, "../mill.txt", b"Another text.\n")
    assert (first.path, second.path) == (f"{FOLDER}/mill.txt", f"{FOLDER}/mill (2).txt")
    assert (tmp_path / first.path).read_bytes() == TEXT
    assert (tmp_path / second.path).read_bytes() == b"Another text.\n"
    assert sorted(file.name for file in (tmp_path / FOLDER).iterdir()) == ["mill (2).txt", "mill.txt"]


def test_a_file_is_taken_back_only_with_the_bytes_it_came_with(tmp_path: Path) -> None:
    first, second = (add_file(tmp_path, name, TEXT) for name in ("a.txt", "b.txt"))
    (tmp_path / first.path).write_bytes(TEXT.upper())
    assert not take_back_file(tmp_path, first)
    assert take_back_file(tmp_path, second)
    assert not take_back_file(tmp_path, second)
    assert [file.name for file in (tmp_path / FOLDER).iterdir()] == ["a.txt"]
    (tmp_path / first.path).write_bytes(TEXT)
    assert take_back_file(tmp_path, first)
    assert not (tmp_path / FOLDER).exists()


def test_a_folder_that_leads_elsewhere_is_never_written_or_emptied(tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    archive.mkdir()
    elsewhere.mkdir()
    (archive / FOLDER).symlink_to(elsewhere)
    with pytest.raises(qa.AddingError, match="a link"):
        add_file(archive, "x.txt", TEXT)
    assert list(elsewhere.iterdir()) == []
    (elsewhere / "x.txt").write_bytes(TEXT)
    (archive / FOLDER).unlink()
    added = add_file(archive, "x.txt", TEXT)
    (archive / added.path).unlink()
    (archive / added.path).symlink_to(elsewhere / "x.txt")
    assert not take_back_file(archive, added)
    assert (elsewhere / "x.txt").exists()


def test_an_archive_that_cannot_be_written_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in the folder's place")
    with pytest.raises(qa.AddingError, match="copy the file into the archive by hand"):
        add_file(tmp_path, "x.txt", TEXT)


def test_where_links_are_not_to_be_had_nothing_is_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert [add_file(tmp_path, "x.txt", text).path for text in (TEXT, b"2")] == ["added/x.txt", "added/x (2).txt"]
    assert (tmp_path / "added/x.txt").read_bytes() == TEXT
    assert sorted(file.name for file in (tmp_path / FOLDER).iterdir()) == ["x (2).txt", "x.txt"]
