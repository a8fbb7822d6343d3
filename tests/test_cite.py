"""Code vouches: whatever happened to a file since, nothing is cited that does not stand in it now."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import qa
from index import ArticleRecord, LineTable
from index.prepare import prepare
from index.read import read_file
from qa.cite import Witness
from tests.conftest import ArchiveOf
from tests.shelf import Shelf, write_files

QUOTE = "It carried 412 passengers on its first day."
TEXT = (
    "Ferry returns after repair\n"
    "\n"
    "OSTE, 3 May 2041 - The ferry to Little Oste returned on Friday after eleven weeks in dock.\n"
    f"A new propeller cost 340,000 crowns. {QUOTE} Nobody was late.\n"
    "The harbour master was pleased.\n"
)
START = TEXT.index(QUOTE)
QUESTION = "How many passengers did the ferry carry on its first day?"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> ArticleRecord:
    """Return the article as an index holds it; the tests below write other folders."""
    shelf = Shelf(tmp_path_factory.mktemp("indexed"))
    shelf.add({"ferry.txt": TEXT})
    found = shelf.index.snapshot().article("ferry.txt")
    shelf.close()
    assert found is not None
    return found


EDITS: dict[str, tuple[str | None, str, int | None]] = {
    "nothing": (TEXT, "intact", 4),
    "a line above": ("New lead.\n" + TEXT, "moved", 5),
    "a line below": (TEXT + "More.\n", "intact-elsewhere", 4),
    "a sentence before it": (TEXT.replace("A new", "Hm. A new"), "moved", 4),
    "line ends": (TEXT.replace("\n", "\r\n"), "moved", 4),
    "a digit": (TEXT.replace("412", "413"), "edited", None),
    "a word put in front": (TEXT.replace("It carried", "Some deny that It carried"), "edited", None),
    "a word put behind": (TEXT.replace("first day. Nobody", "first day. nobody"), "any", None),
    "its full stop": (TEXT.replace("first day.", "first day, it was claimed."), "edited", None),
    "the sentence deleted": (TEXT.replace(QUOTE, ""), "edited", None),
    "the sentence twice": (TEXT + QUOTE + "\n", "edited", None),
    "the file emptied": ("", "edited", None),
    "the file deleted": (None, "gone", None),
}


@pytest.mark.parametrize(("now", "state", "line"), EDITS.values(), ids=list(EDITS))
def test_a_citation_is_told_intact_moved_edited_or_gone(
    tmp_path: Path, record: ArticleRecord, now: str | None, state: str, line: int | None
) -> None:
    if now is not None:
        write_files(tmp_path, {"ferry.txt": now})
    citation = Witness(tmp_path).cite(record, START, START + len(QUOTE), 7)
    if state == "any":
        assert citation is None or citation.quote in (now or "")
        return
    assert (citation is None) == (state in {"edited", "gone"})
    told = Witness(tmp_path).cite_anyway(record, START, START + len(QUOTE), 7)
    assert told.state == ("moved" if state == "intact-elsewhere" else state)
    assert (told.number, told.quote) == (7, QUOTE)
    if citation is not None and now is not None:
        assert citation == told
        assert now[citation.start_char : citation.end_char] == QUOTE
        assert (citation.start_line, citation.end_line) == (line, line)
        assert citation.sha256 == hashlib.sha256(now.encode()).hexdigest()


def test_a_changed_file_is_never_intact_even_where_the_sentence_stands_at_its_place(
    tmp_path: Path, record: ArticleRecord
) -> None:
    write_files(tmp_path, {"ferry.txt": TEXT + "The harbour master was wrong.\n"})
    citation = Witness(tmp_path).cite(record, START, START + len(QUOTE), 1)
    assert citation is not None
    assert citation.state == "moved"
    assert citation.start_char == START


def test_a_file_behind_a_link_is_gone(tmp_path: Path, record: ArticleRecord) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(TEXT)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "ferry.txt").symlink_to(outside)
    assert Witness(tmp_path / "archive").state_of("ferry.txt", record.sha256) == "gone"


@pytest.mark.parametrize("path", ["../ferry.txt", "/etc/hostname", "a/../../ferry.txt"])
def test_nothing_outside_the_archive_is_read(tmp_path: Path, record: ArticleRecord, path: str) -> None:
    write_files(tmp_path, {"ferry.txt": TEXT, "archive/x.txt": TEXT})
    assert Witness(tmp_path / "archive").cite(replace(record, path=path), START, START + len(QUOTE), 1) is None


def test_a_byte_order_mark_does_not_shift_a_citation(tmp_path: Path, record: ArticleRecord) -> None:
    data = b"\xef\xbb\xbf" + TEXT.encode()
    write_files(tmp_path, {"ferry.txt": data})
    citation = Witness(tmp_path).cite(
        replace(record, sha256=hashlib.sha256(data).hexdigest()), START, START + len(QUOTE), 1
    )
    assert citation is not None
    assert (citation.state, citation.start_char, citation.start_line) == ("intact", START, 4)


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(
        {"ferry.txt": TEXT, "wall.txt": "Flood wall\n\nThe council will build a wall at the quay.\n"}
    )


def test_verify_tells_what_became_of_every_citation(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": TEXT})
    answer = archive.query(QUESTION)
    first = answer.citations[0]
    assert first.quote == QUOTE

    def found() -> tuple[str, int | None]:
        check = archive.verify(answer)[0]
        assert (check.number, check.path) == (1, "ferry.txt")
        return check.state, check.line

    file = archive.path / "ferry.txt"
    assert found() == ("intact", 4)
    file.write_text("A new first line.\n" + TEXT)
    assert found() == ("moved", 5)
    file.write_text(TEXT.replace("412", "214"))
    assert found() == ("edited", None)
    file.unlink()
    assert found() == ("gone", None)
    file.write_text(TEXT)
    assert found() == ("intact", 4)


def test_an_answer_whose_lines_are_gone_is_not_found_and_says_why(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": TEXT})
    (archive.path / "ferry.txt").write_text("Everything was withdrawn.\n")
    answer = archive.query(QUESTION)
    assert (answer.status, answer.citations, answer.confidence) == ("not_found", (), 0.0)
    assert answer.not_found is not None
    assert "rebuild the index" in answer.not_found.reason
    assert answer.dropped > 0
    assert answer.not_found.nearest == ()
    assert archive.source("ferry.txt").state == "edited"


SLICES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 60), st.text(max_size=20) | st.sampled_from([QUOTE, "\n"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SLICES, min_size=1, max_size=4))
@example([(START, 0, "It is not true that ")])
@example([(START + 11, 3, "999")])
@example([(0, len(TEXT), "")])
def test_no_edit_without_a_refresh_makes_an_answer_cite_what_is_not_on_disk(
    archive: qa.Archive, edits: list[tuple[int, int, str]]
) -> None:
    text = TEXT
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    file = archive.path / "ferry.txt"
    file.write_bytes(text.encode())
    try:
        answer = archive.query(QUESTION)
        data = file.read_bytes()
        nearest = answer.not_found.nearest if answer.not_found else ()
        for citation in (*answer.citations, *nearest):
            if citation.path != "ferry.txt":
                continue
            now = data.decode("utf-8-sig")
            assert now[citation.start_char : citation.end_char] == citation.quote
            assert now.count("\n", 0, citation.start_char) + 1 == citation.start_line
            assert now.count("\n", 0, citation.end_char) + 1 == citation.end_line
            assert citation.sha256 == hashlib.sha256(data).hexdigest()
            assert (citation.state == "intact") == (text == TEXT)
        assert all(check.state == "intact" for check in archive.verify(answer))
    finally:
        file.write_bytes(TEXT.encode())


ODD = st.sampled_from(
    ["\r\n", "\n", "\n\n", "\r", "\u2028", "\u00a0", "\u3000", "\u200b", "\x0b", ". ", "? ", "。", "“No.” "]
)
BITS = st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
ARTICLES = st.lists(
    st.tuples(st.booleans(), st.lists(BITS, min_size=1, max_size=25).map("".join)), min_size=1, max_size=25
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(texts=ARTICLES)
def test_every_indexed_sentence_is_cut_exactly_from_one_line_of_its_file(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[bool, str]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("generated"))
    shelf.write({f"{n}.txt": b"\xef\xbb\xbf" * mark + text.encode() for n, (mark, text) in enumerate(texts)})
    report = shelf.refresh()
    assert len(report.added) + len(report.failed) == len(texts)
    snapshot = shelf.index.snapshot()
    records = snapshot.passages(range(1, 5000))
    for record in records.values():
        text = (shelf.folder / record.article.path).read_bytes().decode("utf-8-sig")
        assert record.article.text == text
        for ordinal, (start, end) in enumerate(record.spans.tolist()):
            assert 0 <= start < end <= len(text)
            assert record.sentence(ordinal) == text[start:end]
            assert "\n" not in text[start:end]
            assert text[start:end].strip() == text[start:end]
            table = LineTable(text)
            assert table.line_at(start) == table.line_at(end)
    for path in report.added:
        article = read_file(shelf.folder, path).articles[0]
        held = [record for record in records.values() if record.article.path == path]
        spans = sorted((start, end) for record in held for start, end in record.spans.tolist())
        inside = "".join(article.text[start:end] for start, end in spans)
        # Lines of nothing but invisible characters have no region and no sentences.
        lines = [article.lines.line(n) for n, region in enumerate(prepare(article).regions, 1) if region is not None]
        assert "".join(inside.split()) == "".join("".join(lines).split())
    shelf.close()
