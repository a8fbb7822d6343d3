"""What users of other tools report, each as a test of this one; `docs/reliability.md` lists them with their sources."""

import json
import re
from pathlib import Path

import pytest

import qa
from tests.conftest import ArchiveOf
from tests.fake_server import ChatServer, Reply
from tests.shelf import write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"
MILL = "Mill sold\n\nOSTE, 9 May 2041 - The old mill was sold to a baker. The baker paid 310,000 crowns for the mill.\n"
PASSENGERS = "How many passengers did the ferry carry?"
HEIGHT = "How high will the flood wall be?"
PRICE = "How much did the baker pay for the mill?"


def assert_true_on_disk(archive: qa.Archive, answer: qa.Answer) -> None:
    """Check each citation against the file's bytes, by lines and by characters."""
    for number, citation in enumerate(answer.citations, start=1):
        text = (archive.path / citation.path).read_bytes().decode("utf-8-sig")
        assert citation.number == number
        assert text[citation.start_char : citation.end_char] == citation.quote
        lines = text.split("\n")[citation.start_line - 1 : citation.end_line]
        assert citation.quote in "\n".join(lines)


def test_an_edited_file_is_never_cited_with_its_old_text(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL})
    write_files(archive.path, {"ferry.txt": FERRY.replace("412", "97")})
    before = archive.query(PASSENGERS)
    assert "412" not in json.dumps(before.to_dict(), ensure_ascii=False)
    archive.refresh()
    after = archive.query(PASSENGERS)
    assert "97 passengers" in after.text
    assert archive.search("412").total == 0
    assert_true_on_disk(archive, after)


def test_a_new_version_that_cannot_be_read_is_named_and_loses_nothing_else(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL, "rows.jsonl": json.dumps({"text": MILL}) + "\n"})
    assert "310,000" in archive.query(PRICE).text
    write_files(archive.path, {"rows.jsonl": "{broken", "wall.txt": WALL.replace("2.4", "2.9")})
    report = archive.refresh()
    assert [path for path, _ in report.failed] == ["rows.jsonl"]
    assert "2.9 metres" in archive.query(HEIGHT).text
    assert "412 passengers" in archive.query(PASSENGERS).text
    assert all(citation.path != "rows.jsonl" for citation in archive.query(PRICE).citations)
    write_files(archive.path, {"rows.jsonl": json.dumps({"text": MILL}) + "\n"})
    assert archive.refresh().added == ("rows.jsonl",)
    assert "310,000" in archive.query(PRICE).text


def test_files_of_one_name_in_two_folders_are_two_articles(archive_of: ArchiveOf) -> None:
    archive = archive_of({"monday/page.txt": FERRY, "tuesday/page.txt": WALL})
    assert {citation.path for citation in archive.query(PASSENGERS).citations} == {"monday/page.txt"}
    assert {citation.path for citation in archive.query(HEIGHT).citations} == {"tuesday/page.txt"}
    (archive.path / "monday/page.txt").unlink()
    assert archive.refresh().removed == ("monday/page.txt",)
    assert "2.4 metres" in archive.query(HEIGHT).text


def test_a_file_replaced_by_another_of_its_name_leaves_nothing_behind(archive_of: ArchiveOf) -> None:
    archive = archive_of({"page.txt": FERRY, "wall.txt": WALL})
    (archive.path / "page.txt").unlink()
    archive.refresh()
    write_files(archive.path, {"page.txt": MILL})
    archive.refresh()
    assert archive.search("passengers").total == 0
    assert "310,000" in archive.query(PRICE).text


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n\n", "İİİİİİİİİİİİİİİİİİİİ ẞ ﬁ\r\n", "[1] [2019] [sic]\n"])
def test_no_citation_is_off_by_a_line_or_a_character(archive_of: ArchiveOf, before: str) -> None:
    archive = archive_of({"ferry.txt": before + FERRY, "wall.txt": WALL.replace("\n", "\r\n")})
    for question in (PASSENGERS, HEIGHT):
        answer = archive.query(question)
        assert answer.status == "answered"
        assert_true_on_disk(archive, answer)


def test_the_numbers_in_the_text_are_those_of_the_list_and_nothing_listed_is_unused(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL, "mill.txt": MILL})
    history: list[tuple[str, str]] = []
    for question in (PASSENGERS, HEIGHT, PRICE):
        answer = archive.query(question, history)
        history.append((question, answer.text))
        in_text = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
        in_claims = {number for claim in answer.claims for number in claim.citations}
        assert in_text == in_claims == {citation.number for citation in answer.citations}
        for claim in answer.claims:
            assert claim.text in {answer.citations[number - 1].quote for number in claim.citations}


def test_brackets_in_an_article_are_text_and_no_citation(archive_of: ArchiveOf) -> None:
    line = "The auditors [1] found in their report [2019] that 77 boats [sic] were missing from the harbour list."
    archive = archive_of({"audit.txt": f"Audit\n\nOSTE, 2 May 2041 - {line}\n", "wall.txt": WALL})
    answer = archive.query("How many boats were missing from the harbour list?")
    claim = answer.claims[0]
    assert "[1] found" in claim.text
    assert "[2019]" in claim.text
    assert claim.citations == (1,)
    assert len(answer.citations) == 1


def test_a_bracketed_year_in_a_model_s_sentence_is_no_citation(archive_of: ArchiveOf, chat_server: ChatServer) -> None:
    line = "The auditors found in their report [2019] that 77 boats were missing from the harbour list."
    folder = archive_of({"audit.txt": f"Audit\n\nOSTE, 2 May 2041 - {line}\n", "wall.txt": WALL}).path
    chat_server.say(Reply.sentences((line, ["e1"])))
    with qa.open_archive(folder, settings=chat_server.settings()) as archive:
        answer = archive.query("How many boats were missing from the harbour list?")
    assert answer.mode == "generated"
    assert [(claim.text, claim.citations) for claim in answer.claims] == [(line, (1,))]


def test_every_digit_changed_in_a_model_s_sentence_is_withheld(archive_of: ArchiveOf, chat_server: ChatServer) -> None:
    folder = archive_of({"ferry.txt": FERRY, "wall.txt": WALL}).path
    chat_server.say(Reply.sentences(("It carried 523 passengers to the mainland.", ["e1"])))
    with qa.open_archive(folder, settings=chat_server.settings()) as archive:
        answer = archive.query(PASSENGERS)
    assert answer.mode == "extractive"
    assert "523" not in answer.text
    assert answer.dropped == 1


def test_what_the_archive_lacks_is_not_answered_from_general_knowledge(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": FERRY, "wall.txt": WALL, "mill.txt": MILL})
    answer = archive.query("What is the boiling point of water at sea level?")
    assert answer.status == "not_found"
    assert answer.citations == ()
    assert answer.not_found is not None
    assert answer.not_found.searched.articles == 3


def test_one_file_more_indexes_one_file_more(archive_of: ArchiveOf) -> None:
    archive = archive_of({f"{number}.txt": FERRY.replace("412", str(1000 + number)) for number in range(30)})
    write_files(archive.path, {"mill.txt": MILL})
    report = archive.refresh()
    assert (report.added, report.changed, len(report.unchanged)) == (("mill.txt",), (), 30)


def test_an_index_in_the_archive_is_found_from_any_folder(
    archive_of: ArchiveOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive_of({"ferry.txt": FERRY, "wall.txt": WALL}).path
    monkeypatch.chdir(folder.parent)
    with qa.open_archive(folder.name) as archive:
        assert archive.status().generation == 1
        assert archive.refresh().unchanged == ("ferry.txt", "wall.txt")
