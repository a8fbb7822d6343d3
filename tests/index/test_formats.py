"""Files that are no plain text: what becomes of them, where it stands, and what is said of those that are broken."""

import csv
import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.convert
from benchmarks.fuzz_files import docx_of
from index.convert import render
from index.decode import decode
from index.errors import ReadError
from index.formats import Rendition, file_of, holds_many, is_plain, kind_of, mail, pdf
from index.formats.page import text_of
from index.read import Reading, read_again, read_file
from index.spool import Spool

PAGE = """<!doctype html><html><head><title>Bridge closed - The Vell Courier</title>
<meta property="og:title" content="Bridge closed"><meta property="og:site_name" content="Vell Courier">
<meta name="author" content="Odo Tarn"><meta property="article:published_time" content="2031-03-04T10:00:00Z">
<link rel="canonical" href="https://vell.example/bridge"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Bridge closed</h1>
<p>The old bridge was closed on Monday after cracks were found in two of its piers.</p>
<p>Repairs will cost 9,200&nbsp;crowns, the council <b>said</b> on Tuesday in a short statement.</p>
<script>alert("no")</script></article>
<div id="comments"><h3>2 comments</h3><div class="comment"><b>annie</b><p>I saw the cracks last year already.</p></div>
<div class="comment"><b>bo</b><p>Nobody listens to annie, which is a pity in this town.</p></div></div>
<footer>Copyright 2031. All rights reserved.</footer></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tarn News</title><link>http://t.example</link>
<item><title>Dam opens</title><link>http://t.example/1</link><pubDate>Mon, 06 May 2030 10:00:00 GMT</pubDate>
<description>&lt;p&gt;The dam at Pell opened on Monday.&lt;/p&gt;&lt;p&gt;It holds 4 lakes of water.&lt;/p&gt;
</description></item><item><title>Empty</title></item></channel></rss>"""
MAILBOX = """From ola@x.example Mon May  6 10:00:00 2030
From: Ola Brekke <ola@x.example>
Subject: Barns
Date: Mon, 06 May 2030 10:00:00 +0000

The barns of Moll were painted red by the council in April, which surprised
the farmers there.

>From then on nobody complained.

From sef@x.example Tue May  7 10:00:00 2030
From: sef@x.example
Subject: Wells
Content-Type: text/html; charset=utf-8

<p>The well is <i>40 metres</i> deep.</p>
"""


def pdf_of(*pages: tuple[str, ...]) -> bytes:
    """Return a small PDF with these lines on its pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        drawn = " ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def document_of(*paragraphs: str) -> bytes:
    made = docx.Document()
    made.add_heading("Harbour dredged", 1)
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "1999", "12 ships"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def one(name: str, data: bytes | str) -> Rendition:
    (found,), _ = render(name, data.encode() if isinstance(data, str) else data)
    return found


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ReadError) as refused:
        render(name, data)
    return str(refused.value)


def test_a_page_becomes_front_matter_its_paragraphs_and_its_comments_apart() -> None:
    found = one("a/bridge.HTML", PAGE)
    lines = found.text.split("\n")
    assert lines[:7] == [
        "---",
        "title: Bridge closed",
        "date: 2031-03-04",
        "author: Odo Tarn",
        "source: Vell Courier",
        "url: https://vell.example/bridge",
        "---",
    ]
    assert "The old bridge was closed on Monday after cracks were found in two of its piers." in lines
    assert "Repairs will cost 9,200 crowns, the council said on Tuesday in a short statement." in lines
    assert not [line for line in lines if "Home" in line or "Copyright" in line or "alert" in line]
    assert found.comments_from is not None
    assert lines[found.comments_from - 1] == "Comments"
    assert "I saw the cracks last year already." in lines[found.comments_from :]
    assert lines.count("Bridge closed") == 0  # it stands in the front matter already


def test_a_page_without_an_article_gives_its_text_and_an_empty_one_is_refused() -> None:
    assert "Closed for good." in one("a.html", "<p>Closed for good.</p>").text
    assert "no text" in refusal("a.html", b"<html><body><img src=x></body></html>")


def test_lines_of_a_pdf_are_joined_to_sentences_and_pages_are_known() -> None:
    foot = ("The Vell Courier",)
    data = pdf_of(
        ("Annual report", "", "The harbour of Quil was dredged in 1999, and that made",
         "room for 12 ships a day. Its coun-", "cil paid 9,200 crowns.", "1", *foot),
        ("The second page begins a paragraph of its own here, as the", "reader sees.", "2", *foot),
        ("The third one ends it all.", "3", *foot),
    )  # fmt: skip
    found = one("report.pdf", data)
    assert "The harbour of Quil was dredged in 1999, and that made room for 12 ships a day." in found.text
    assert "Its council paid 9,200 crowns." in found.text
    assert "Courier" not in found.text
    assert len(found.pages) == 3
    for page, start in enumerate(("Annual", "The second", "The third")):
        assert found.text[found.pages[page] :].startswith(start)


def test_a_document_gives_its_title_paragraphs_and_table_rows_in_order() -> None:
    text = one("h.docx", document_of("The harbour was dredged.", "It took a year.")).text
    assert text.index("title: Harbour dredged") < text.index("The harbour was dredged.") < text.index("1999, 12 ships")


def test_each_entry_of_a_feed_and_each_message_is_an_article() -> None:
    (entry,), _ = render("export.xml", FEED.encode())
    assert entry.row == 1
    assert "date: Mon, 06 May 2030" in entry.text and "source: Tarn News" in entry.text
    assert "\nThe dam at Pell opened on Monday.\n" in entry.text and "\nIt holds 4 lakes of water.\n" in entry.text
    letters, _ = render("box.mbox", MAILBOX.encode())
    assert [letter.row for letter in letters] == [1, 2]
    assert "April, which surprised the farmers there.\n" in letters[0].text
    assert "\nFrom then on nobody complained.\n" in letters[0].text
    assert "\nThe well is 40 metres deep.\n" in letters[1].text


def test_rows_are_articles_and_one_bad_row_costs_only_itself() -> None:
    rows = [
        json.dumps({"title": "Mill burns", "date": "2031-05-06", "text": "The mill burned down.\nNobody was hurt."}),
        "{broken",
        "",
        json.dumps(["no", "object"]),
        json.dumps({"title": "Nothing"}),
        json.dumps({"Headline": "Ferry", "authors": ["A", "B"], "content": "<p>The ferry <b>Alma</b> sank.</p>"}),
    ]
    found, failed = render("news.jsonl", "\n".join(rows).encode())
    assert [(each.row, each.text.splitlines()[-1]) for each in found] == [
        (1, "Nobody was hurt."),
        (6, "The ferry Alma sank."),
    ]
    assert "author: A, B" in found[1].text
    assert [row for row, _ in failed] == [2, 4, 5]
    assert "isn't JSON" in failed[0][1]


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([["Headline", "Body"], ["Well", 'It says "deep";\nand so it is.'], ["Empty", ""]])
    found, failed = render("t.csv", out.getvalue().encode("utf-8-sig"))
    assert 'It says "deep";\n\nand so it is.' in found[0].text
    assert [row for row, _ in failed] == [2]
    assert "no column for the text" in refusal("t.csv", b"a,b\n1,2\n")


def test_a_packed_file_is_what_it_was_before_it_was_packed() -> None:
    assert one("a.txt.gz", gzip.compress("Ünïcode\n".encode())).text == "Ünïcode\n"
    assert one("a.html.gz", gzip.compress(PAGE.encode())).comments_from == one("a.html", PAGE).comments_from
    assert "no whole gzip" in refusal("a.txt.gz", gzip.compress(b"text")[:-4])


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.convert, "MAX_BYTES", 1000)
    assert "unpacks to more" in refusal("a.txt.gz", gzip.compress(b"x" * 100_000))


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/x.xml", "w") as part:
        for _ in range(201):
            part.write(bytes(1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert "unpacks to more than 200 MiB" in refusal("a.docx", out.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.4 nothing", "is no PDF that can be read"),
        ("a.pdf", pdf_of(()), "only pictures"),
        ("a.docx", b"PK\x03\x04 nothing", "is no document that can be read"),
        ("a.xml", b"<note>hi</note>", "no RSS or Atom feed"),
        ("a.rss", b"<rss version='2.0'><channel></channel></rss>", "no entry with a text"),
        ("a.mbox", b"From x\n\n", "row 1 is no message with headers"),
        ("a.jsonl", b"[1]\n", "holds no article: row 1 is no object"),
        ("a.csv", b"text\n\n", "holds no article"),
    ],
)
def test_what_is_broken_is_refused_in_one_line_that_names_the_cure(name: str, data: bytes, said: str) -> None:
    reason = refusal(name, data)
    assert said in reason
    assert "\n" not in reason and len(reason) < 250


def test_a_conversion_that_takes_for_ever_is_given_up_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    one("warm.html", PAGE)  # a parser that is loaded is given less time
    monkeypatch.setattr(index.convert, "SECONDS", 0.0)
    monkeypatch.setattr(index.convert, "SECONDS_A_MIB", 0.0)
    assert "took more than" in refusal("slow.html", PAGE.encode() * 50)
    monkeypatch.undo()
    assert "bridge" in one("b.html", PAGE).text


# What benchmarks/fuzz.py and its like have found: each was a crash, a hang, or a file lost without a word.


def test_a_message_or_an_entry_without_a_text_is_told_by_its_row() -> None:
    letters, failed = render("b.mbox", MAILBOX.encode() + b"From x\nContent-Type: image/png\n\n\x89PNG\n")
    assert len(letters) == 2
    assert failed == [(3, "holds no text: export it again, or delete it")]
    entries, failed = render("f.rss", FEED.encode())
    assert len(entries) == 1
    assert failed == [(2, "holds no text: export the feed with the articles' whole texts")]


def test_a_message_that_the_standard_library_stumbles_over_costs_only_itself() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000))
    for broken in (b"From: " + b"(" * 1900, nested):
        letters, failed = render("b.mbox", b"From x\n" + broken + b"\n\nx\n" + MAILBOX.encode())
        assert [letter.row for letter in letters] == [2, 3]
        assert [row for row, _ in failed] == [1]


@pytest.mark.parametrize(
    "data",
    [
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html"/></entry></feed>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><summary/><title/></entry></feed>',
        FEED.replace("Tarn News", "&#x110000;").encode(),
        FEED.replace("The dam", "&amp;#99999999999;").encode(),
        b"",
        b"<",
    ],
)
def test_a_feed_with_holes_is_read_or_refused(data: bytes) -> None:
    try:
        found, failed = render("f.atom", data)
    except ReadError as refused:
        assert "could not be converted" not in str(refused)
    else:
        assert found or failed


def test_a_document_with_an_injury_anywhere_is_read_or_refused_with_the_reason() -> None:
    whole = document_of("The harbour was dredged.")
    for at in range(30, len(whole), 997):
        try:
            one("h.docx", whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        except ReadError as refused:
            assert "could not be converted" not in str(refused)


def test_a_reason_that_quotes_the_file_is_still_one_printable_line() -> None:
    whole = docx_of(
        "<w:document xmlns:w='http://x.example/\u202e\u2028'><\u202ea\x85b\u2028></c></w:document>".encode()
    )
    for data in (whole, docx_of(b"<a:\xc2\x85 b='&\xe2\x80\xae;'/>"), docx_of("<\u0305\u200b\ufeff>".encode())):
        assert refusal("h.docx", data).isprintable()


def test_a_merged_cell_is_told_once() -> None:
    made = docx.Document()
    table = made.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "The mill burned."
    out = io.BytesIO()
    made.save(out)
    assert one("h.docx", out.getvalue()).text.count("The mill burned.") == 1


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        ("text\tdate\nIt sank, they say; so it did.\t2041\n", ["It sank, they say; so it did."]),
        ("\n\ntext\nIt sank.\n\nIt rose.\n", ["It sank.", "It rose."]),
        ('text\n"It sank.\nIt rose."', ["It sank.\n\nIt rose."]),
        ('text\n\'tis sunk, "he" said.\n', ["'tis sunk"]),
        ("title,text\nshort\na,It sank.,more\n", ["It sank."]),
    ],
)
def test_a_table_needs_no_guessing(table: str, texts: list[str]) -> None:
    found, _ = render("t.csv", table.encode())
    assert [each.text.strip().removeprefix("---\ntitle: a\n---\n\n").split("---\n\n")[-1] for each in found] == texts


def test_a_row_of_a_file_with_a_line_break_in_its_name_is_found_again() -> None:
    assert file_of("two\nlines.jsonl#3") == "two\nlines.jsonl"


def test_the_lines_of_a_long_document_are_joined_in_a_moment() -> None:
    pages = [[f"Line {line} of page {page} goes on" for line in range(60)] for page in range(2_000)]
    started = time.thread_time()
    made = pdf._flow([], pages)
    assert time.thread_time() - started < 10
    assert len(made.pages) == 2_000
    assert made.text[made.pages[1_999] :].startswith("Line 0 of page 1999")


def test_an_endless_paragraph_of_a_letter_is_joined_in_a_moment() -> None:
    line = "The ferry to Grold sank on Friday, and nobody knew why it did so."
    started = time.thread_time()
    (letter,) = render("a.eml", b"Subject: x\n\n" + (line.encode() + b"\n") * 100_000)[0]
    (joined,) = mail._plain_paragraphs(f"{line}\n" * 100_000)
    assert time.thread_time() - started < 10
    assert joined in letter.text


def test_an_endless_line_of_an_old_encoding_is_decoded_in_a_moment() -> None:
    started = time.thread_time()
    text, encoding = decode(("Die Fähre nach Grödel ist gesunken. " * 200_000).encode("cp1252"))
    assert time.thread_time() - started < 10
    assert (text[:9], encoding) == ("Die Fähre", "cp1252")


def test_names_tell_the_kind_the_file_and_whether_a_rendition_stands_between() -> None:
    assert [kind_of(name) for name in ("a.TXT", "a.pdf.gz", "a.jpg", "a.gz", "pdf")] == [
        "plain",
        "pdf",
        None,
        None,
        None,
    ]
    assert file_of("x/letters.jsonl#12") == "x/letters.jsonl"
    assert [file_of(name) for name in ("a#1.txt", "a.txt#1", "a.jsonl#0", "a.jsonl#x")] == [
        "a#1.txt",
        "a.txt#1",
        "a.jsonl#0",
        "a.jsonl#x",
    ]
    assert is_plain("a.md") and not is_plain("a.txt.gz") and not is_plain("a.jsonl#3")
    assert holds_many("a.csv.gz") and not holds_many("a.docx")


def test_a_reading_of_a_row_is_that_rows_text(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"Row {number} is here."}) for number in (1, 2)]
    (tmp_path / "n.jsonl").write_text("\n".join(rows))
    contents = read_file(tmp_path, "n.jsonl")
    assert [article.path for article in contents.articles] == ["n.jsonl#1", "n.jsonl#2"]
    reading = read_again(tmp_path, "n.jsonl#2")
    assert reading is not None
    assert reading.text == contents.articles[1].text
    assert reading.sha256 == contents.articles[1].sha256
    assert Reading(reading.data, "n.jsonl#3").text == ""


def test_markup_becomes_paragraphs_and_a_lesser_sign_stays_one() -> None:
    assert text_of("<p>One &amp; two</p>three<br>four<style>x{}</style><ul><li>five</ul>") == [
        "One & two", "three", "four", "five",
    ]  # fmt: skip
    assert text_of("5 < 6 and 7 > 3\n\nnext") == ["5 < 6 and 7 > 3", "next"]


def test_articles_come_back_from_the_spool_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text('text\nOne two.\n"Three\u2028four."\n', encoding="utf-8")
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    files = ("n.csv", "p.html")
    contents = {file: read_file(tmp_path, file).articles for file in files}
    with Spool() as spool:
        for file in files:
            spool.put(file, contents[file])
        for file in files:
            assert tuple(spool.take(file)) == contents[file]
        assert list(spool.take("none.csv")) == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.csv", "a.mbox", "a.eml", "a.txt.gz", "a.tsv"]))
def test_no_bytes_bring_a_reader_down(data: bytes, name: str) -> None:
    try:
        found, failed = render(name, data)
    except ReadError as refused:
        assert str(refused)
        return
    assert all("\x00" not in each.text for each in found if not name.startswith("a.txt"))
    assert all(reason for _, reason in failed)
