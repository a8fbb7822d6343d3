"""An archive of other files than text: what is cited stands in the rendition, and is true as long as the file is."""

import json
from pathlib import Path

from tests.conftest import ArchiveOf
from tests.index.test_formats import PAGE, pdf_of


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
