"""An archive of other files than text: what is cited stands in the rendition, and is true as long as the file is."""

import json
from pathlib import Path

from tests.conftest import ArchiveOf
from tests.index.test_formats import PAGE, pdf_of
from tests.shelf import Shelf


def rows(*texts: str) -> str:
    return "".join(json.dumps({"title": text.split()[1], "date": "2031-05-06", "text": text}) + "\n" for text in texts)


MILL = "The mill at Orrin burned down on Sunday."
FERRY = "The ferry Alma sank near Tarn with 42 people on board."
REPORT = pdf_of(("Report", "", "Nothing of note happened in spring."), ("The harbour of Quil was dredged in 1999.",))


def test_a_row_is_an_article_that_is_cited_shown_and_checked_by_its_own_path(archive_of: ArchiveOf) -> None:
    archive = archive_of({"news.jsonl": rows(MILL, FERRY)})
    (citation,) = archive.query("What sank near Tarn?").citations
    assert (citation.path, citation.quote, citation.published) == ("news.jsonl#2", FERRY, "2031-05-06")
    source = archive.source("news.jsonl#2")
    assert source.lines[citation.start_line - 1].text == FERRY
    assert citation.state == source.state == "intact"
    assert archive.status().articles == 2


def test_a_changed_file_of_rows_is_read_anew_and_counts_once(archive_of: ArchiveOf) -> None:
    archive = archive_of({"news.jsonl": rows(MILL, FERRY), "other.txt": "Weather\n\nIt rained in Pell."})
    answer = archive.query("What sank near Tarn?")
    file = Path(archive.path, "news.jsonl")
    file.write_text(rows(MILL, FERRY, "The well of Sarn is 40 metres deep."), encoding="utf-8")
    (check,) = archive.verify(answer)
    assert (check.state, check.line) == ("moved", answer.citations[0].start_line)
    assert archive.status().pending == 1
    report = archive.refresh()
    assert (report.changed, report.unchanged) == (("news.jsonl",), ("other.txt",))
    assert archive.status().articles == 4
    assert archive.query("How deep is the well of Sarn?").citations[0].path == "news.jsonl#3"
    file.write_text(rows(MILL), encoding="utf-8")
    assert [check.state for check in archive.verify(answer)] == ["edited"]
    assert archive.query("What sank near Tarn?").citations == ()
    file.unlink()
    assert archive.refresh().removed == ("news.jsonl",)
    assert archive.status().articles == 1


def test_a_row_that_cannot_be_read_stays_in_the_report_until_it_is_mended(archive_of: ArchiveOf) -> None:
    archive = archive_of({"news.jsonl": rows(MILL) + "{broken\n"})
    assert [path for path, _ in archive.status().failed] == ["news.jsonl#2"]
    again = archive.refresh()
    assert again.unchanged == ("news.jsonl",)
    assert [path for path, _ in again.failed] == ["news.jsonl#2"]
    assert archive.status().pending == 0
    Path(archive.path, "news.jsonl").write_text(rows(MILL, FERRY), encoding="utf-8")
    assert archive.refresh().failed == ()


def test_a_sentence_of_a_pdf_is_cited_with_its_page(archive_of: ArchiveOf) -> None:
    archive = archive_of({"report.pdf": REPORT})
    answer = archive.query("When was the harbour of Quil dredged?")
    (citation,) = answer.citations
    assert (citation.page, citation.quote) == (2, "The harbour of Quil was dredged in 1999.")
    assert [check.state for check in archive.verify(answer)] == ["intact"]
    Path(archive.path, "report.pdf").write_bytes(REPORT.replace(b"1999", b"2001"))
    assert archive.query("When was the harbour of Quil dredged?").citations == ()


def test_comments_of_a_page_answer_only_where_they_are_asked_for(archive_of: ArchiveOf) -> None:
    archive = archive_of({"bridge.html": PAGE})
    assert {row["region"] for row in archive.regions()} == {"title", "byline", "boilerplate", "body", "comment"}
    assert all(each.region == "body" for each in archive.query("When was the old bridge closed?").citations)
    (comment, *_) = archive.query("What did readers say about the cracks?").citations
    assert (comment.region, comment.quote) == ("comment", "I saw the cracks last year already.")
    assert archive.query("When was the old bridge closed?").citations[0].published == "2031-03-04"


def test_a_line_of_a_pdf_is_the_line_that_the_viewer_shows(archive_of: ArchiveOf) -> None:
    archive = archive_of({"report.pdf": REPORT})
    (citation,) = archive.query("When was the harbour of Quil dredged?").citations
    line = archive.source("report.pdf").lines[citation.start_line - 1]
    assert citation.quote in line.text
    assert (line.page, citation.page) == (1, 2)  # a paragraph that goes on over the end of a page


def test_what_a_page_says_of_itself_is_told_apart_from_its_article(archive_of: ArchiveOf) -> None:
    own = "<p>Subscribe to our newsletter to get the latest stories in your inbox.</p>"
    archive = archive_of({"bridge.html": PAGE.replace("<script>alert", own + "<script>alert")})
    lines = {line.text: line.region for line in archive.source("bridge.html").lines}
    assert (
        lines.get("Subscribe to our newsletter to get the latest stories in your inbox.", "boilerplate")
        == "boilerplate"
    )
    assert lines["The old bridge was closed on Monday after cracks were found in two of its piers."] == "body"
    assert lines["I saw the cracks last year already."] == "comment"
    assert not archive.query("How do I get the latest stories in my inbox?").citations


MALFORMED = {
    "a.txt": (b"\x89PNG\r\n\x1a\n\0\0\0", "is binary, not text"),
    "b.md": (bytes(range(128, 256)), "its encoding is unclear"),
    "c.html": (b"<html><script>1</script></html>", "holds no text that a reader would see"),
    "d.pdf": (REPORT[:90], "is no PDF that can be read"),
    "e.docx": (b"PK\x03\x04 cut off", "is no document that can be read"),
    "f.jsonl": (b"{broken\n", "holds no article: row 1 isn't JSON"),
    "g.csv": (b"a;b\n1;2\n", "has no column for the text"),
    "h.rss": (b"<rss><channel>", "holds no entry with a text"),
    "i.atom": (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "holds no entry with a text"),
    "j.mbox": (b"From x\n\n\n", "holds no article: row 1 is no message"),
    "k.eml": (b"\n\n", "is no message with headers"),
    "l.txt.gz": (b"\x1f\x8b cut off", "is no whole gzip file"),
    "m.tsv.gz": (b"text\tdate\n", "is no whole gzip file"),
    "n.xml": (b"<?xml version='1.0'?><note/>", "is XML, but no RSS or Atom feed"),
}


def test_a_malformed_file_of_each_kind_gives_one_clear_line_in_the_report_and_costs_only_itself(shelf: Shelf) -> None:
    shelf.write({name: data for name, (data, _) in MALFORMED.items()} | {"mill.txt": MILL})
    report = shelf.refresh()
    assert report.added == ("mill.txt",)
    told = dict(report.failed)
    assert set(told) == set(MALFORMED)
    for name, (_, said) in MALFORMED.items():
        assert said in told[name], name
        assert told[name].isprintable() and len(told[name]) < 300
        assert ":" in told[name], "the cure stands behind the reason"
