"""Bombs and traps in an archive: each costs only itself, within limits, and nothing outside the archive is touched."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import index.convert
from benchmarks.fuzz_files import docx_of, pdf_of, pdf_of_objects
from index import choose_index_dir, read_again
from index.convert import render
from index.errors import ArchiveError, IndexStoreError, ReadError
from index.formats.child import refuse
from index.formats.limits import MAX_BYTES, MAX_MANY
from index.read import read_file
from index.scan import scan
from qa.render import terminal_safe
from tests.shelf import Shelf

FERRY = "The ferry Alma sank near Tarn on Friday.\n"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50}">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
"""Entities that amount to 10^11 characters."""
ROOT, PAGES = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FORM = "<< /Type /XObject /Subtype /Form /Length 11 /Resources << /XObject << /F 5 0 R >> >> >>"
PAGE = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"


def document(body: str, *, before: str = "") -> bytes:
    return docx_of(f'{before}<w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>'.encode())


def zip_of(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def overlapping_zip(copies: int) -> bytes:
    """Return a zip file whose directory names the same packed bytes many times."""
    single = zip_of({"word/document.xml": bytes(8 * 1024 * 1024)})
    at = single.index(b"PK\x01\x02")
    end = single.index(b"PK\x05\x06")
    entry = single[at:end]
    tail = b"PK\x05\x06" + bytes(4) + copies.to_bytes(2, "little") * 2
    tail += (len(entry) * copies).to_bytes(4, "little") + at.to_bytes(4, "little") + bytes(2)
    return single[:at] + entry * copies + tail


def feed(description: str, *, before: str = "") -> bytes:
    item = f"<item><title>Ferry</title><description>{description}</description></item>"
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel>{item}</channel></rss>'.encode()


def flate_page(size: int) -> bytes:
    packed = zlib.compress(b"BT (x) Tj ET\n" * (size // 13), 9).decode("latin-1")
    return pdf_of_objects(
        [ROOT, PAGES, PAGE, f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n{packed}\nendstream"]
    )


TRAPS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a document of zeros": (
        "a.docx", lambda: zip_of({"word/x.xml": bytes(201 * 1024 * 1024)}), "unpacks to more than 200 MiB"),
    "a document whose parts overlap": ("a.docx", lambda: overlapping_zip(100), "unpacks to more than 200 MiB"),
    "a document in a document": (
        "a.docx", lambda: zip_of({"a.docx": zip_of({"b.docx": bytes(10**8)})}), "is no document that can be read"),
    "a document of entities": (
        "a.docx", lambda: document(PARAGRAPH.format("&j;"), before=LAUGHS), "is no document that can be read"),
    "a document nested deep": (
        "a.docx", lambda: document("<w:x>" * 100_000 + "</w:x>" * 100_000), "is no document that can be read"),
    "a packed page of a gigabyte": (
        "a.txt.gz", lambda: gzip.compress(bytes(10**9), 1), "unpacks to more than 16 MiB"),
    "packed twice": ("a.txt.gz", lambda: gzip.compress(gzip.compress(bytes(10**8), 1)), "is binary"),
    "packed for ever": ("a.csv.gz", lambda: gzip.compress(b"text\n") * 2000 + b"\x1f\x8b", "no whole gzip"),
    "a feed without an end": ("a.rss", lambda: b'<rss version="2.0"><channel>' + b"<item>" * 2_000, "holds no article"),
    "a document type without an end": (
        "a.atom", lambda: b'<?xml version="1.0"?>' + b"<!DOCTYPE " * 50_000, "no RSS or Atom feed"),
    "a PDF that holds itself": (
        "a.pdf", lambda: pdf_of_objects([ROOT, PAGES.replace("3 0", "2 0")]), "is no PDF"),
    "a PDF with half a million pages": (
        "a.pdf",
        lambda: pdf_of_objects([ROOT, f"<< /Type /Pages /Kids [{'3 0 R ' * 500_000}] /Count 3 >>", PAGE]), "is no PDF"),
    "a PDF that says it has a billion pages": (
        "a.pdf", lambda: pdf_of_objects([ROOT, PAGES.replace("1 >>", "1000000000 >>"), PAGE]), ""),
    "a PDF of arrays in arrays": (
        "a.pdf", lambda: pdf_of_objects([ROOT, PAGES, f"<< /Type /Page /X {'[' * 100_000} >>"]), "is no PDF"),
    "a PDF of pages below pages": (
        "a.pdf",
        lambda: pdf_of_objects([ROOT, *(PAGES.replace("3 0", f"{i} 0") for i in range(3, 9_000)), PAGE]),
        "is no PDF"),
    "a PDF whose stream says it is endless": (
        "a.pdf", lambda: pdf_of([("x",)]).replace(b"/Length ", b"/Length 9999999999"), "is no PDF"),
    "a PDF page of 300 MB": ("a.pdf", lambda: flate_page(300_000_000), ""),
    "a PDF picture that draws itself": (
        "a.pdf",
        lambda: pdf_of_objects([
            ROOT, PAGES, PAGE.replace(">>", "/Resources << /XObject << /F 5 0 R >> >> >>"),
            "<< /Length 5 >>\nstream\n/F Do\nendstream",
            f"{FORM}\nstream\n/F Do /F Do\nendstream"]),
        "only pictures"),
    "a page nested deep": ("a.html", lambda: b"<div>" * 100_000 + b"It sank." + b"</div>" * 100_000, "no text"),
    "a message of messages": ("a.eml", lambda: b"Content-Type: message/rfc822\n\n" * 20_000 + b"\nx", "is no message"),
    "a message of parts in parts": (
        "a.eml",
        lambda: b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(5_000)) + b"\nx",
        "is no message"),
    "a header without an end": ("a.eml", lambda: b"Subject: " + b"a" * 10**7 + b"\n\nx", "a header of more than"),
    "a sender of brackets": ("a.eml", lambda: b"From: " + b"(" * 1_900 + b"\n\nx", "is no message"),
    "rows nested deep": ("a.jsonl", lambda: b"[" * 100_000, "row 1 isn't JSON"),
    "a figure of a million digits": ("a.jsonl", lambda: b'{"text":' + b"9" * 10**6 + b"}", "row 1 isn't JSON"),
    "a table head without an end": ("a.csv", lambda: b'"' + b"a," * 2_500_000, "has no head that can be read"),
}  # fmt: skip
"""What is refused: the file's name, its bytes, and what is said of it."""


@pytest.mark.parametrize(("name", "make", "said"), TRAPS.values(), ids=list(TRAPS))
def test_a_trap_is_refused_in_one_line_long_before_the_limit_of_time(
    name: str, make: Callable[[], bytes], said: str
) -> None:
    data = make()
    started = time.monotonic()
    with pytest.raises(ReadError) as refused:
        render(name, data)
    assert said in str(refused.value)
    assert str(refused.value).isprintable() and len(str(refused.value)) < 300
    assert time.monotonic() - started < 60  # alone, each takes a second or two
    (good,), _ = render("good.html", b"<p>The ferry sank on Friday.</p>")  # and the next file is read
    assert "The ferry sank on Friday." in good.text


def text_of(name: str, data: bytes) -> str:
    found, _ = render(name, data)
    return "\n".join(each.text for each in found)


def test_what_only_looks_like_a_trap_is_read() -> None:
    wide = document(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
        + PARAGRAPH.format("The cell.") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    assert text_of("a.docx", wide).count("The cell.") == 1
    assert text_of("a.pdf", pdf_of([("It sank.",)]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")).count("sank") == 1
    assert "haha" not in text_of("a.rss", feed("It sank &j; on Friday.", before=LAUGHS))
    assert "haha" not in text_of("a.html", f"{LAUGHS}<html><p>It sank &j; on Friday.</p></html>".encode())
    rows, failed = render("a.jsonl", b"[" * 100_000 + b'\n{"text":"It sank."}')
    assert len(rows) == 1 and [row for row, _ in failed] == [1]


def test_of_a_million_broken_rows_a_hundred_are_listed_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.convert, "MOST_FAILED", 3)
    rows, failed = render("a.jsonl", b'{"text":"It sank."}\n' + b"{\n" * 20)
    assert len(rows) == 1
    assert [row for row, _ in failed] == [2, 3, 4, 5]
    assert failed[-1][1] == "can't be read, nor can 16 rows after it: mend the rows listed before it"


def test_a_file_of_more_rows_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.convert, "MOST_ROWS", 5)
    with pytest.raises(ReadError, match="more than 5 rows: split it"):
        render("a.jsonl", b'{"text":"It sank."}\n' * 6)
    assert len(render("a.jsonl", b'{"text":"It sank."}\n' * 5)[0]) == 5  # nothing of the first is left over


def test_a_quotation_mark_that_is_never_closed_is_told_and_swallows_no_rows() -> None:
    table = b'title,text\na,It sank.\nb,"' + b"The ferry sank.\n" * 50
    (row,), failed = render("a.csv", table)
    assert "It sank." in row.text
    assert failed == [
        (2, "opens a quotation mark that is never closed: close it, or save the table again as CSV")
    ]  # fmt: skip
    with pytest.raises(ReadError, match="row 1 breaks off"):
        render("a.csv", b'text\n"' + b"word " * 1_000_000)


def test_a_row_whose_text_is_too_long_costs_only_itself() -> None:
    long = json.dumps({"text": "word " * 4_000_000}).encode()
    rows, failed = render("a.jsonl", long + b'\n{"text":"It sank."}')
    assert len(rows) == 1
    assert failed == [(1, "becomes a text of 20,000,000 characters; the limit is 16,777,216: split it")]


def test_a_page_of_200_mb_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    for name, limit in (("page.html", MAX_BYTES), ("rows.jsonl", MAX_MANY)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(max(200 * 1024 * 1024, limit + 1))
        started = time.monotonic()
        with pytest.raises(ReadError, match=f"the limit is {limit:,}"):
            read_file(tmp_path, name)
        assert time.monotonic() - started < 2


def test_the_memory_of_the_converting_process_is_bounded() -> None:
    code = (
        "from index.formats import child\nchild._limit_memory()\n"
        "try:\n    kept = bytearray(2 * child.MEMORY)\nexcept MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_a_converting_process_that_nobody_waits_for_ends_by_itself() -> None:
    pytest.importorskip("resource")
    code = "from index.formats import child\nchild._limit_time(-1)\nwhile True:\n    pass"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.returncode != 0


# Nothing outside


class Listener(ThreadingHTTPServer):
    """Counts what asks it for anything."""

    asked = 0


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            Listener.asked += 1
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = Listener(("127.0.0.1", 0), Answer)
    Listener.asked = 0
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def outward(secret: Path, address: str) -> dict[str, bytes]:
    """Return files of each kind that ask their reader to open `secret` and to fetch `address`."""
    entities = "".join(
        f'<!ENTITY {name} SYSTEM "{place}">' for name, place in (("s", secret.as_uri()), ("n", f"{address}/entity"))
    )
    doctype = f'<!DOCTYPE x SYSTEM "{address}/x.dtd" [{entities}<!ENTITY % p SYSTEM "{address}/p.dtd"> %p;]>'
    page = (
        f'{doctype}<html><head><base href="{address}/"><link rel=stylesheet href="{address}/a.css">'
        f'<meta http-equiv=refresh content="0;url={address}/r"></head><body><p>The ferry sank &s;&n;.</p>'
        f'<img src="{address}/a.png"><iframe src="{secret.as_uri()}"></iframe><xi:include '
        f'xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/></body></html>'
    ).encode()
    action = f"<< /S /URI /URI ({address}/a) >>"
    file = f"<< /Type /Filespec /FS /URL /F ({secret}) >>"
    return {
        "a.html": page,
        "b.xhtml": b'<?xml version="1.0"?>' + page,
        "c.rss": feed(f"The ferry sank &s;&n; <![CDATA[<img src='{address}/i'>]]>.", before=doctype),
        "d.atom": feed("It sank &s;.", before=doctype).replace(b"rss", b"feed"),
        "e.docx": document(PARAGRAPH.format("The ferry sank &s;&n;."), before=doctype),
        "f.pdf": pdf_of([("The ferry sank.",)]).replace(
            b"/Type /Catalog", f"/OpenAction {action} /X {file} /Type /Catalog".encode()
        ),
        "g.eml": b"Content-Type: message/external-body; access-type=local-file; name="
        + bytes(secret)
        + b"\n\nIt sank.",
        "h.mbox": b"From x\nContent-Type: text/html\n\n" + page,
        "i.jsonl": json.dumps({"text": page.decode(), "url": f"{address}/row"}).encode(),
        "j.csv": b'text,url\n"<img src=""' + f"{address}/csv".encode() + b'"">It sank.",=HYPERLINK(1)\n',
        "k.md": f"---\ntitle: !include {secret}\n---\n![x]({address}/m.png)\nIt sank.\n".encode(),
    }


def test_no_reader_opens_another_file_or_fetches_anything(tmp_path: Path, listener: Listener) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the key lies under the mat")
    for name, data in outward(secret, f"http://127.0.0.1:{listener.server_port}").items():
        with suppress(ReadError):
            assert "under the mat" not in text_of(name, data), name
    assert Listener.asked == 0


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace isn't installed")
def test_the_system_sees_the_converting_process_open_nothing_but_its_own_libraries(
    tmp_path: Path, listener: Listener
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the key lies under the mat")
    log = tmp_path / "calls.txt"
    requests = b""
    kinds = {".html": "page", ".xhtml": "page", ".rss": "feed", ".atom": "feed", ".docx": "docx", ".pdf": "pdf",
             ".mbox": "mail", ".eml": "mail", ".jsonl": "lines", ".csv": "table"}  # fmt: skip
    for name, data in outward(secret, f"http://127.0.0.1:{listener.server_port}").items():
        if kind := kinds.get(Path(name).suffix):
            asked = {"kind": kind, "size": len(data), "seconds": 60}
            requests += json.dumps(asked).encode() + b"\n" + data
    watched = "trace=connect,socket,execve,openat,open,unlink,rename,mkdir"
    command = ["strace", "-f", "-qq", "-e", watched, "-o", str(log)]
    command += [sys.executable, "-P", "-m", "index.formats.child"]
    done = subprocess.run(command, input=requests, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("strace may not trace here")
    assert done.stdout.count(b'"ended"') == len(kinds)
    calls = log.read_text(errors="replace").splitlines()
    assert len(calls) > 50
    assert not [call for call in calls if "secret.txt" in call or "connect(" in call or "AF_INET" in call]
    assert len([call for call in calls if "execve(" in call]) == 1
    assert not [call for call in calls if "O_WRONLY" in call or ("O_RDWR" in call and "/dev/" not in call)]


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.getaddrinfo", ("vell.example", 80)),
        ("subprocess.Popen", ("sh", [], None, None)),
        ("os.system", (b"true",)),
        ("open", ("/tmp/x", "w", os.O_WRONLY | os.O_CREAT)),
        ("open", ("/tmp/x", None, os.O_RDWR)),
    ],
)
def test_the_converting_process_refuses_itself_what_no_parser_needs(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError, match="a parser may not do this"):
        refuse(event, arguments)
    refuse("open", ("/usr/lib/x.py", "rb", os.O_RDONLY))


# The archive's folder


def reason_of(archive: Path, path: str) -> str:
    with pytest.raises(ReadError) as refused:
        read_file(archive, path)
    return str(refused.value)


@pytest.mark.parametrize(
    "path",
    [
        *("../../etc/passwd", "/etc/passwd", "sub/../../outside.txt", "..", "a/../../../etc/passwd#1", "\0.txt"),
        *("../outside.jsonl#1", ""),
    ],
)
def test_no_path_that_a_foreign_catalog_names_leads_out_of_the_archive(tmp_path: Path, path: str) -> None:
    archive = tmp_path / "archive"
    (archive / "sub").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text(FERRY)
    (tmp_path / "outside.jsonl").write_text('{"text":"It sank."}')
    assert read_again(archive, path) is None


def test_a_folder_swapped_for_a_link_after_the_scan_leads_nowhere(tmp_path: Path) -> None:
    archive, outside = tmp_path / "archive", tmp_path / "outside"
    for folder in (archive / "sub", outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(FERRY)
    found = scan(archive)
    assert found.files == ("sub/a.txt",)
    shutil.rmtree(archive / "sub")
    (archive / "sub").symlink_to(outside)
    assert "leads through a link" in reason_of(archive, "sub/a.txt")
    assert read_again(archive, "sub/a.txt") is None


def test_pipes_sockets_and_devices_are_named_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        with suppress(PermissionError):
            os.mknod(tmp_path / "device.txt", 0o20600, os.makedev(1, 5))  # /dev/zero
        failed = dict(scan(tmp_path).failed)
        assert set(failed) == {path.name for path in tmp_path.iterdir()}
        assert all("is a pipe, a socket or a device" in reason for reason in failed.values())
        for path in failed:
            reason_of(tmp_path, path)


NAMES = ("two\nlines.txt", "bell\x07.txt", "\u202etxt.exe.txt", "a\u200bb.txt", "x" * 251 + ".txt", "$(touch x).txt",
         "-rf.txt", "<b>.txt", "a#1.txt", "two\nlines.jsonl", "con.txt", "'; DROP TABLE articles; --.txt")  # fmt: skip


def test_hostile_names_are_indexed_as_they_are_and_told_on_one_line(shelf: Shelf) -> None:
    files = {name: json.dumps({"text": FERRY}) if name.endswith("l") else FERRY for name in NAMES}
    (shelf.folder / "bytes-\udcff.txt").parent.mkdir(exist_ok=True)
    (shelf.folder / os.fsdecode(b"bytes-\xff.txt")).write_text(FERRY)
    report = shelf.add(files)
    assert set(report.added) == set(NAMES)
    assert [path for path, _ in report.failed] == ["bytes-\\udcff.txt"]
    rows = [path for path in shelf.texts() if path.endswith("#1")]
    assert rows == ["two\nlines.jsonl#1"]
    reading = read_again(shelf.folder, rows[0])
    assert reading is not None and "Alma" in reading.text
    assert all(terminal_safe(name).replace("\u200b", "").isprintable() for name in NAMES)


def test_a_file_that_grows_or_shrinks_while_it_is_read_gives_one_state_or_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(FERRY)
    stop = threading.Event()

    def rewrite() -> None:
        while not stop.is_set():
            for times in (1, 4000, 1):
                file.write_bytes(FERRY.encode() * times)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(200):
            with suppress(ReadError):  # where it is empty at that moment
                article = read_file(tmp_path, "a.txt").articles[0]
                assert set(article.text) <= set(FERRY)
                assert article.lines.line(1) in ("", *(FERRY[:end] for end in range(len(FERRY))))
    finally:
        stop.set()
        writer.join()


# An index that somebody else put there


def test_an_index_folder_that_is_a_link_is_refused_and_what_it_leads_to_stays_as_it_was(tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    archive.mkdir()
    elsewhere.mkdir()
    (archive / ".onrecord").symlink_to(elsewhere)
    with pytest.raises(ArchiveError, match="is a link, and no index is kept behind one"):
        choose_index_dir(archive, tmp_path / "cache")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("part", ["chroma", "lexical", "catalog.sqlite3-wal"])
def test_nothing_is_written_through_a_link_in_the_index_folder(shelf: Shelf, tmp_path: Path, part: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("mine")
    shelf.index.index_dir.mkdir(parents=True)
    (shelf.index.index_dir / part).symlink_to(elsewhere)
    shelf.write({"a.txt": FERRY})
    with pytest.raises(IndexStoreError, match="is a link, and an index holds none"):
        shelf.refresh()
    assert [path.name for path in elsewhere.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER INSERT ON generations BEGIN DELETE FROM articles; END",
        "CREATE VIEW v AS SELECT * FROM articles",
    ],
)
def test_a_catalog_with_a_trigger_or_a_view_is_not_used(shelf: Shelf, planted: str) -> None:
    shelf.add({"a.txt": FERRY})
    shelf.close()
    with closing(sqlite3.connect(shelf.index.index_dir / "catalog.sqlite3")) as connection, connection:
        connection.execute(planted)
    shelf.reopen()
    with suppress(IndexStoreError):  # the second copy may take its place; if not, it is refused
        assert set(shelf.texts()) == {"a.txt"}
    with closing(sqlite3.connect(shelf.index.index_dir / "catalog.sqlite3")) as connection:
        live = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert live == 1  # nothing of it has run


def test_a_catalog_that_names_files_outside_has_none_of_them_cited_or_shown(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(FERRY)
    shelf.add({"a.txt": FERRY})
    shelf.close()
    with closing(sqlite3.connect(shelf.index.index_dir / "catalog.sqlite3")) as connection, connection:
        connection.execute("UPDATE articles SET path = '../outside.txt'")
    shelf.reopen()
    with suppress(IndexStoreError):
        for path in shelf.texts():
            assert read_again(shelf.folder, path) is None or path == "a.txt"
