"""Finding and reading files: exact text or one clear reason, never a guess, never a file from outside."""

import codecs
import hashlib
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ArchiveError, ReadError
from index.formats.limits import MAX_BYTES, MAX_LINE
from index.read import _read_whole, read_file
from index.scan import Scan, scan
from index.types import Article

UMLAUTS = "Die Brücke bleibt länger gesperrt, weil größere Schäden entdeckt wurden. Das sagte der Bürgermeister."
MARKS = {
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def write(archive: Path, path: str, content: str | bytes = "The ferry sank.\n") -> Path:
    file = archive / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def paths(found: Scan) -> list[str]:
    return list(found.files)


def read(archive: Path, path: str = "a.txt") -> Article:
    return read_file(archive, path).articles[0]


def reason(archive: Path, path: str = "a.txt") -> str:
    with pytest.raises(ReadError) as caught:
        read(archive, path)
    message = str(caught.value)
    assert "\n" not in message
    assert not message.startswith(path)
    assert ": " in message, "the reason names no cure"
    return message


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Give up root's right to read everything for a moment, so that permissions count."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_archive_folder() -> Iterator[Path]:
    """Return an archive whose parents any user may enter, which pytest's own folders forbid."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


# Scanning


def test_articles_are_found_in_every_folder_sorted_by_path(archive: Path) -> None:
    for path in ("b.txt", "a/z.md", "a/b/c.TXT", "a b/ünïcode 橋.Md", "b/b.txt"):
        write(archive, path)
    found = scan(archive)
    assert paths(found) == sorted(["b.txt", "a/z.md", "a/b/c.TXT", "a b/ünïcode 橋.Md", "b/b.txt"])
    assert found.failed == ()


@pytest.mark.parametrize("name", ["e\u0301.txt", "\u00e9.txt"], ids=["decomposed", "composed"])
def test_a_name_keeps_the_spelling_of_the_file_system(archive: Path, name: str) -> None:
    write(archive, name)
    assert paths(scan(archive)) == os.listdir(archive)  # noqa: PTH208


def test_hidden_files_and_other_suffixes_are_left_out_in_silence(archive: Path) -> None:
    for path in (".hidden.txt", ".git/a.txt", "a/.b/c.txt", "photo.png", "txt", "a.txt.bak"):
        write(archive, path)
    assert scan(archive) == Scan((), ())


def test_the_index_folder_is_left_out(archive: Path) -> None:
    write(archive, "index/a.txt")
    write(archive, "other/index/a.txt")
    assert paths(scan(archive, exclude=archive / "index")) == ["other/index/a.txt"]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        pytest.param("", ["a.txt", "b/a.txt", "b/c.md"], id="no pattern"),
        pytest.param("a.txt", ["b/c.md"], id="name anywhere"),
        pytest.param("/a.txt", ["b/a.txt", "b/c.md"], id="name at the root"),
        pytest.param("b/", ["a.txt"], id="folder"),
        pytest.param("# b/\n*.md", ["a.txt", "b/a.txt"], id="comment and suffix"),
        pytest.param("*.txt\n!b/a.txt", ["b/a.txt", "b/c.md"], id="brought back"),
        pytest.param("b/\n!b/c.md", ["a.txt", "b/c.md"], id="brought back from a folder"),
        pytest.param("\ufeffb/**", ["a.txt"], id="byte-order mark"),
    ],
)
def test_the_ignore_file_leaves_out_what_it_matches(archive: Path, patterns: str, expected: list[str]) -> None:
    for path in ("a.txt", "b/a.txt", "b/c.md"):
        write(archive, path)
    write(archive, ".onrecordignore", patterns)
    assert paths(scan(archive)) == expected


@pytest.mark.parametrize(
    ("content", "cure"),
    [
        pytest.param(b"caf\xe9", "save it as UTF-8", id="not UTF-8"),
        pytest.param(b"a\\", "pattern", id="no pattern"),
    ],
)
def test_a_broken_ignore_file_is_told(archive: Path, content: bytes, cure: str) -> None:
    write(archive, ".onrecordignore", content)
    with pytest.raises(ArchiveError, match=cure):
        scan(archive)


def test_an_ignore_folder_is_told(archive: Path) -> None:
    (archive / ".onrecordignore").mkdir()
    with pytest.raises(ArchiveError, match="remove it"):
        scan(archive)


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no such folder"):
        scan(tmp_path / "none")


def test_a_file_is_no_archive(archive: Path) -> None:
    with pytest.raises(ArchiveError, match="is a file"):
        scan(write(archive, "a.txt"))


def test_an_archive_that_may_not_be_opened_is_told(open_archive_folder: Path) -> None:
    archive = open_archive_folder / "archive"
    archive.mkdir(mode=0o700)
    if os.geteuid() != 0:
        archive.chmod(0)
    with as_ordinary_user(), pytest.raises(ArchiveError, match="give read permission"):
        scan(archive)


def test_a_folder_that_may_not_be_opened_fails_alone(open_archive_folder: Path) -> None:
    write(open_archive_folder, "a.txt").chmod(0o644)
    locked = open_archive_folder / "locked"
    locked.mkdir()
    locked.chmod(0o700 if os.geteuid() == 0 else 0)
    with as_ordinary_user():
        found = scan(open_archive_folder)
    locked.chmod(0o700)
    assert paths(found) == ["a.txt"]
    assert [path for path, _ in found.failed] == ["locked"]
    assert "give read permission" in found.failed[0][1]


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [
        pytest.param("l.txt", "none.txt", "broken link", id="broken"),
        pytest.param("l.txt", "l.txt", "broken link", id="to itself"),
        pytest.param("l", "none", "broken link", id="broken folder"),
        pytest.param("l.txt", "../outside/secret.txt", "out of the archive", id="file outside"),
        pytest.param("l", "../outside", "out of the archive", id="folder outside"),
        pytest.param("l", "..", "out of the archive", id="parent"),
        pytest.param("l.txt", ".hidden.txt", "left out", id="hidden file"),
        pytest.param("l.txt", "photo.png", "left out", id="other suffix"),
        pytest.param("l.txt", "a.txt", None, id="file inside"),
        pytest.param("l", "b", None, id="folder inside"),
        pytest.param("l", ".", None, id="archive itself"),
        pytest.param("l.png", "../outside/secret.txt", None, id="link of another suffix"),
        pytest.param("l.png", "none.png", None, id="broken of another suffix"),
    ],
)
def test_links_are_never_followed(archive: Path, name: str, target: str, told: str | None) -> None:
    for path in ("a.txt", "b/c.txt", ".hidden.txt", "photo.png", "../outside/secret.txt"):
        write(archive, path)
    (archive / name).symlink_to(target)
    found = scan(archive)
    assert paths(found) == ["a.txt", "b/c.txt"]
    assert [path for path, _ in found.failed] == ([name] if told else [])
    assert told is None or told in found.failed[0][1]


def test_an_archive_may_be_a_link_itself(archive: Path, tmp_path: Path) -> None:
    write(archive, "a.txt")
    (tmp_path / "link").symlink_to(archive)
    assert paths(scan(tmp_path / "link")) == ["a.txt"]
    assert read(tmp_path / "link").text == "The ferry sank.\n"


def test_a_neighbour_folder_with_the_same_beginning_is_outside(archive: Path) -> None:
    write(archive, "../archive2/a.txt")
    (archive / "l.txt").symlink_to("../archive2/a.txt")
    assert "out of the archive" in scan(archive).failed[0][1]


def test_a_name_that_is_no_unicode_fails_in_a_form_that_can_be_stored(archive: Path) -> None:
    for name in (b"caf\xe9.txt", b"caf\xe9.png"):
        with open(os.fsencode(archive) + b"/" + name, "wb"):  # noqa: PTH123
            pass
    os.mkdir(os.fsencode(archive) + b"/\xff")  # noqa: PTH102
    found = scan(archive)
    assert found.files == ()
    assert [path.encode() for path, _ in found.failed] == [rb"\udcff", rb"caf\udce9.txt"]
    assert all("rename it" in why for _, why in found.failed)


def test_a_pipe_and_a_socket_are_never_opened(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(archive / "pipe.txt")
    monkeypatch.chdir(archive)  # a socket's path may only be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        found = scan(archive)
    assert found.files == ()
    assert [path for path, why in found.failed if "not a file" in why] == ["pipe.txt", "socket.md"]
    assert "not a file" in reason(archive, "pipe.txt")


# Reading


@given(text=st.text(min_size=1), data=st.data())
def test_marked_unicode_is_read_exactly(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    encoding = data.draw(st.sampled_from(sorted(MARKS)))
    content = MARKS[encoding] + text.encode(encoding.removesuffix("-sig"))
    article = read_or_refuse(tmp_path_factory, content)
    if article is not None:
        assert article.text == text


# Bytes near the edge of being text: valid and broken UTF-8, marks, and single bytes of older encodings.
BYTES = st.one_of(
    st.binary(),
    st.text().map(str.encode),
    st.sampled_from(["cp1252", "cp1251", "cp932", "gb18030", "utf-16", "utf-8"]).flatmap(
        lambda encoding: st.text().map(lambda text: text.encode(encoding, "ignore"))
    ),
    st.lists(st.one_of(st.sampled_from([*MARKS.values(), b"caf\xe9 ", b"\r\n", b" \xe2\x80\x99"]), st.binary())).map(
        b"".join
    ),
)


@given(BYTES)
def test_any_bytes_are_read_exactly_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    article = read_or_refuse(tmp_path_factory, content)
    if article is None:
        return
    assert article.sha256 == hashlib.sha256(content).hexdigest()
    assert article.text.strip()
    assert content.decode(article.encoding) == article.text
    if article.encoding == "utf-8":
        assert article.text.encode() == content
    if article.encoding == "utf-8-sig":
        assert codecs.BOM_UTF8 + article.text.encode() == content


def read_or_refuse(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> Article | None:
    file = tmp_path_factory.getbasetemp() / "any.txt"
    file.write_bytes(content)
    try:
        return read(file.parent, file.name)
    except ReadError as error:
        assert "\n" not in str(error)
        return None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(codecs.BOM_UTF8, "only white space", id="only a mark"),
        pytest.param(b" \r\n\t\n", "only white space", id="white space"),
        pytest.param("\u00a0\u2003\n".encode(), "only white space", id="Unicode white space"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is binary", id="image"),
        pytest.param(b"The ferry\x00 sank.", "is binary", id="NUL byte"),
        pytest.param("The ferry sank.".encode("utf-16-le"), "is binary", id="UTF-16 without a mark"),
        pytest.param(bytes(range(1, 32)), "is binary", id="control characters"),
        pytest.param(bytes(range(1, 256)), "UTF-8", id="every byte"),
        pytest.param(codecs.BOM_UTF8 + b"caf\xe9", "says that it is utf-8-sig", id="false UTF-8 mark"),
        pytest.param(codecs.BOM_UTF16_LE + b"a", "says that it is utf-16", id="half a UTF-16 unit"),
        pytest.param("Die Brücke".encode() + "Die Brücke".encode("cp1252"), "iconv", id="two encodings"),
        pytest.param("größer — ".encode() * 9 + b"\xff", "encoding is unclear", id="one wrong byte"),
        pytest.param(b"a \xef \xe7 b", "encoding is unclear", id="letters of several encodings"),
    ],
)
def test_what_is_no_certain_text_is_refused_with_its_cure(archive: Path, content: bytes, told: str) -> None:
    write(archive, "a.txt", content)
    assert told in reason(archive)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param("cp1252", UMLAUTS, id="German"),
        pytest.param("cp1252", "The council said “it won’t reopen” – they met at the café.", id="English"),
        pytest.param("cp1252", "El puente se cerró por la mañana; durará seis semanas más.", id="Spanish"),
        pytest.param("cp1250", "Most został zamknięty w poniedziałek, źle to świadczy o łódkach.", id="Polish"),
        pytest.param("cp1254", "Köprü kapatıldı, dedi sözcü. Onarım altı hafta sürecek, güçleşti iş.", id="Turkish"),
        pytest.param("cp1251", "Мост был закрыт в понедельник утром, сообщил представитель совета.", id="Russian"),
        pytest.param("koi8_r", "Мост был закрыт в понедельник утром, сообщил представитель совета.", id="KOI8"),
        pytest.param("cp1253", "Η γέφυρα έκλεισε τη Δευτέρα το πρωί, δήλωσε ο εκπρόσωπος του δήμου.", id="Greek"),
        pytest.param("cp932", "橋は月曜日に閉鎖されました。修理には六週間かかるという。", id="Japanese"),
        pytest.param("gb18030", "大桥于周一关闭。市议会发言人表示，修复工作将需要六周时间。", id="Chinese"),
        pytest.param("mac_roman", "Le pont a été fermé ; l’hôtel est près de l’île, dit-il.", id="Macintosh"),
    ],
)
def test_an_older_encoding_is_detected_and_named(archive: Path, encoding: str, text: str) -> None:
    write(archive, "a.txt", text.encode(encoding))
    article = read(archive)
    assert article.text == text
    assert article.encoding == encoding


def test_the_length_of_the_last_piece_does_not_matter(archive: Path) -> None:
    text = (UMLAUTS + " ") * 900
    for more in range(5):
        write(archive, "a.txt", (text + "." * more).encode("cp1252"))
        assert read(archive).encoding == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param("mac_roman", UMLAUTS, id="Macintosh is no Polish"),
        pytest.param("koi8_r", "мост был закрыт утром, сообщил представитель совета", id="KOI8 is no half-width kana"),
        pytest.param("cp1255", "הגשר נסגר ביום שני בבוקר, אמר דובר המועצה.", id="Hebrew is no Russian capitals"),
        pytest.param("cp1252", "Korjaus kestää kuusi viikkoa, hän lisäsi.", id="Finnish has no per mille"),
    ],
)
def test_another_encoding_is_never_silently_taken_for_the_right_one(archive: Path, encoding: str, text: str) -> None:
    write(archive, "a.txt", text.encode(encoding))
    try:
        assert read(archive).text == text
    except ReadError as error:
        assert "encoding is unclear" in str(error)


def test_a_few_accents_late_in_a_long_text_are_judged_too(archive: Path) -> None:
    text = "The ferry sank and nobody was hurt.\n" * 5_000 + "They met at Zoë’s café in Málaga, for a naïve façade.\n"
    write(archive, "a.txt", text.encode("cp1252"))
    assert read(archive).text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("One.\r\nTwo.\r\n", id="CRLF"),
        pytest.param("One.\rTwo.\r", id="CR"),
        pytest.param("One.\u2028Two.\u0085\x0c", id="other separators"),
        pytest.param("\ufeffOne.", id="second mark"),
    ],
)
def test_line_ends_and_marks_within_the_text_are_kept(archive: Path, text: str) -> None:
    write(archive, "a.txt", codecs.BOM_UTF8 + text.encode())
    assert read(archive).text == text


def test_old_line_ends_make_one_long_line(archive: Path) -> None:
    write(archive, "a.txt", "One.\rTwo.\rThree.")
    assert len(read(archive).lines) == 1


def test_two_files_of_one_name_stay_apart(archive: Path) -> None:
    write(archive, "x/a.txt", "one")
    write(archive, "y/a.txt", "two")
    assert [read_file(archive, found).articles[0].text for found in scan(archive).files] == ["one", "two"]


def test_a_file_at_the_limit_is_read_and_one_above_is_not(archive: Path) -> None:
    line = b"x" * 1023 + b"\n"
    write(archive, "a.txt", line * (MAX_BYTES // 1024))
    assert len(read(archive).text) == MAX_BYTES
    write(archive, "a.txt", line * (MAX_BYTES // 1024) + b"x")
    message = reason(archive)
    assert "16,777,217" in message
    assert "16,777,216" in message
    assert "split it" in message


def test_a_huge_file_is_refused_before_it_is_read(archive: Path) -> None:
    write(archive, "a.txt", b"")
    os.truncate(archive / "a.txt", 1 << 40)
    assert "1,099,511,627,776" in reason(archive)


@pytest.mark.parametrize("told", [0, 3, 9, 10, 11, 99])
def test_a_file_is_read_whole_whatever_size_was_told_of_it(tmp_path: Path, told: int) -> None:
    """It may grow or shrink in between; of what grows without end one byte more than the limit is read."""
    (tmp_path / "file").write_bytes(b"0123456789")
    for limit, expected in ((50, b"0123456789"), (10, b"0123456789"), (7, b"01234567")):
        with (tmp_path / "file").open("rb", buffering=0) as file:
            assert _read_whole(file, min(told, limit), limit) == expected


def test_a_line_at_the_limit_is_read_and_one_above_is_not(archive: Path) -> None:
    write(archive, "a.txt", "short\n" + "é" * MAX_LINE + "\nshort")
    assert len(read(archive).lines) == 3
    write(archive, "a.txt", "short\n" + "é" * (MAX_LINE + 1) + "\nshort")
    assert "line 2 holds 1,000,001 characters; the limit is 1,000,000" in reason(archive)


def test_a_file_that_has_vanished_is_told(archive: Path) -> None:
    assert "has vanished" in reason(archive)


def test_a_folder_in_the_place_of_a_file_is_told(archive: Path) -> None:
    (archive / "a.txt").mkdir()
    assert "index again" in reason(archive)


def test_a_file_that_may_not_be_read_is_told(open_archive_folder: Path) -> None:
    write(open_archive_folder, "a.txt").chmod(0)
    with as_ordinary_user():
        assert "give read permission" in reason(open_archive_folder)


@pytest.mark.parametrize("path", ["l.txt", "b/secret.txt", "../outside/secret.txt"])
def test_nothing_outside_is_read_even_where_a_link_came_after_the_scan(archive: Path, path: str) -> None:
    write(archive, "../outside/secret.txt", "secret")
    (archive / "l.txt").symlink_to("../outside/secret.txt")
    (archive / "b").symlink_to("../outside")
    assert "never followed" in reason(archive, path)
