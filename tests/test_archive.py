"""Asking an archive: what an answer holds, what is refused, and that nothing uncertain is ever cited."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa
from tests.conftest import ArchiveOf
from tests.shelf import write_files

FILES = {
    "ferry.txt": (
        "Ferry returns after repair\n"
        "\n"
        "By Ilse Marrow\n"
        "\n"
        "OSTE, 3 May 2041 - The ferry to Little Oste returned on Friday after eleven weeks in dock.\n"
        "It carried 412 passengers on its first day, harbour master Jon Tarn said.\n"
        "A new propeller cost 340,000 crowns.\n"
        "\n"
        "Comments (2)\n"
        "\n"
        "Annie Brook says:\n"
        "May 3, 2041 at 9:12 am\n"
        "I counted 600 passengers on the ferry, and I stood on the quay all day!\n"
        "Reply\n"
        "\n"
        "Tom says:\n"
        "May 3, 2041 at 9:15 am\n"
        "The propeller is second hand.\n"
        "Reply\n"
    ),
    "fruit/pears.md": (
        "# A poor year for pears\n"
        "\n"
        "OSTE, 4 May 2041 - Growers picked fewer pears than in any year since 2019.\n"
        "Frost had killed two thirds of the blossom in one night.\n"
        "\n"
        "Subscribe to our newsletter and never miss a story about pears.\n"
    ),
    "wall.txt": (
        "Council votes for a flood wall\n"
        "\n"
        "OSTE, 6 May 2041 - The council voted on Monday to build a flood wall along the quay.\n"
        "The wall will be 2.4 metres high and 900 metres long.\n"
    ),
}
CITATION = {
    *("number", "path", "start_line", "end_line", "start_char", "end_char", "quote", "title", "published"),
    *("published_inferred", "region", "attributed_to", "dates", "sha256", "state"),
}
ANSWER = {
    *("question", "status", "text", "short", "confidence", "mode", "claims", "citations", "disagreements"),
    *("not_found", "dropped", "withheld", "notes", "timings_ms"),
}
PASSENGERS = "How many passengers did the ferry carry on its first day?"
UNRELATED = "Which senator vetoed the submarine treaty?"


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def test_an_answer_cites_whole_sentences_with_their_exact_lines(archive: qa.Archive) -> None:
    answer = archive.query(PASSENGERS)
    assert answer.status == "answered"
    first = answer.citations[0]
    assert (first.path, first.start_line, first.end_line, first.region) == ("ferry.txt", 6, 6, "body")
    assert first.quote == "It carried 412 passengers on its first day, harbour master Jon Tarn said."
    assert FILES["ferry.txt"][first.start_char : first.end_char] == first.quote
    assert (first.title, first.published, first.state) == ("Ferry returns after repair", "2041-05-03", "intact")
    assert 0 < answer.confidence <= 1


def test_citations_are_numbered_from_one_and_every_claim_has_its_own(archive: qa.Archive) -> None:
    answer = archive.query("What did the council decide about the flood wall?")
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
    assert all(claim.citations and set(claim.citations) <= set(numbers) for claim in answer.claims)
    for claim in answer.claims:
        assert f"{claim.text} [{claim.citations[0]}]" in answer.text


def test_the_answer_prints_itself_as_exactly_the_json_of_the_contract(archive: qa.Archive) -> None:
    found = archive.query(PASSENGERS).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found.keys() == ANSWER
    assert all(citation.keys() == CITATION for citation in found["citations"])
    assert all(claim.keys() == {"text", "citations"} for claim in found["claims"])
    assert found["not_found"] is None
    assert "total" in found["timings_ms"]


def test_what_the_archive_does_not_say_is_not_found_with_what_was_searched(archive: qa.Archive) -> None:
    found = archive.query(UNRELATED).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found.keys() == ANSWER
    assert (found["status"], found["citations"], found["claims"]) == ("not_found", [], [])
    assert (found["confidence"], found["short"]) == (0.0, None)
    nothing = found["not_found"]
    assert nothing.keys() == {"searched", "nearest", "reason"}
    assert nothing["searched"]["articles"] == 3
    assert nothing["searched"]["passages"] == archive.status().passages
    assert nothing["searched"]["published"] == ["2041-05-03", "2041-05-06"]
    assert all(citation.keys() == CITATION for citation in nothing["nearest"])
    assert nothing["reason"] in found["text"]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "is empty"),
        (" \n\t ", "is empty"),
        ("why " * 25_000, "has 99,999 characters, and 2,000 is the most"),
        ("?!… — ()", "holds no word"),
    ],
    ids=["empty", "blank", "100,000 characters", "punctuation"],
)
def test_a_question_that_can_t_be_asked_is_refused_in_words(archive: qa.Archive, question: str, message: str) -> None:
    with pytest.raises(qa.QuestionError, match=message):
        archive.query(question)
    with pytest.raises(qa.QuestionError, match=message):
        next(iter(archive.stream(question)))


@pytest.mark.parametrize(
    "question",
    ["who said: x", '"412 passengers" AND (ferry', "ferry?" * 300, "フェリーはいつ？", "\u202eferry\u0000", "🚢 x"],
)
def test_any_other_question_gets_an_answer(archive: qa.Archive, question: str) -> None:
    answer = archive.query(question)
    assert answer.status in {"answered", "not_found"}
    assert all(check.state == "intact" for check in archive.verify(answer))


def test_asking_before_indexing_says_what_to_run(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES, indexed=False)
    for ask in (lambda: archive.query("Why?"), lambda: archive.search("ferry"), lambda: archive.source("ferry.txt")):
        with pytest.raises(qa.IndexMissing, match=r"has no index yet: run 'onrecord index"):
            ask()
    assert archive.examples() == ()
    assert (archive.status().generation, archive.status().pending) == (0, 3)
    assert not archive.index_dir.exists()


def test_the_one_call_builds_the_index_the_first_time(tmp_path: Path) -> None:
    write_files(tmp_path / "articles", FILES)
    answer = qa.query(PASSENGERS, tmp_path / "articles", index_dir=tmp_path / "index")
    assert "412" in answer.text
    assert (tmp_path / "index").is_dir()
    assert not (tmp_path / "articles" / ".onrecord").exists()
    with qa.open_archive(str(tmp_path / "articles"), str(tmp_path / "index")) as archive:
        assert qa.query(PASSENGERS, archive).citations == answer.citations


def test_the_one_call_refuses_a_bad_question_before_it_indexes(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    with pytest.raises(qa.QuestionError):
        qa.query("", tmp_path)
    assert not (tmp_path / ".onrecord").exists()


def regions_cited(answer: qa.Answer) -> set[str]:
    nearest = answer.not_found.nearest if answer.not_found else ()
    return {citation.region for citation in (*answer.citations, *nearest)}


@pytest.mark.parametrize("question", [PASSENGERS, "Is the propeller second hand?", UNRELATED])
def test_comments_and_boilerplate_stay_out_unless_asked_for(archive: qa.Archive, question: str) -> None:
    assert regions_cited(archive.query(question)) == {"body"}


def test_a_question_about_comments_is_answered_by_comments(archive: qa.Archive) -> None:
    answer = archive.query("What do readers say in the comments about the passengers on the ferry?")
    assert answer.citations[0].quote.startswith("I counted 600 passengers")
    assert answer.citations[0].region == "comment"


def test_comments_may_be_asked_for_or_ruled_out_by_the_caller(archive: qa.Archive) -> None:
    asked = archive.query("Is the propeller second hand?", include_comments=True)
    assert (asked.citations[0].region, asked.citations[0].quote) == ("comment", "The propeller is second hand.")
    never = archive.query("What do readers say in the comments about the ferry?", include_comments=False)
    assert "comment" not in regions_cited(never)


@pytest.mark.parametrize("include", [None, True, False])
def test_boilerplate_is_never_cited(archive: qa.Archive, include: bool | None) -> None:
    for question in ("How do I subscribe to the newsletter?", "newsletter", "never miss a story about pears"):
        assert regions_cited(archive.query(question, include_comments=include)) <= {"body", "comment"}


@pytest.mark.parametrize("question", [PASSENGERS, UNRELATED])
def test_a_stream_ends_with_the_answer_and_its_claims_are_the_answer_s(archive: qa.Archive, question: str) -> None:
    *claims, last = archive.stream(question)
    assert isinstance(last, qa.AnswerReady)
    ready = [event for event in claims if isinstance(event, qa.ClaimReady)]
    assert len(ready) == len(claims)
    assert tuple(event.claim for event in ready) == last.answer.claims
    assert tuple(citation for event in ready for citation in event.citations) == last.answer.citations
    assert last.answer.claims == archive.query(question).claims


def test_an_answer_does_not_depend_on_when_it_is_asked(archive: qa.Archive) -> None:
    first, second = archive.query(PASSENGERS).to_dict(), archive.query(PASSENGERS).to_dict()
    assert {**first, "timings_ms": {}} == {**second, "timings_ms": {}}


def test_a_source_is_shown_line_by_line_with_regions(archive: qa.Archive) -> None:
    source = archive.source("ferry.txt")
    text = FILES["ferry.txt"]
    assert [line.text for line in source.lines] == text.split("\n")
    assert [line.number for line in source.lines] == list(range(1, text.count("\n") + 2))
    assert all(text[line.start_char :].startswith(line.text) for line in source.lines)
    assert [line.region for line in source.lines[:3]] == ["title", None, "byline"]
    assert (source.title, source.published, source.state) == ("Ferry returns after repair", "2041-05-03", "intact")


@pytest.mark.parametrize(
    "path",
    ["nowhere.txt", "", ".", "ferry", "./ferry.txt", "fruit/../ferry.txt", "../secret.txt", "/etc/passwd", "a\0b"],
)
def test_a_source_is_only_ever_an_indexed_article(archive: qa.Archive, path: str) -> None:
    (archive.path.parent / "secret.txt").write_text("The key lies under the mat.\n")
    with pytest.raises(qa.SourceError, match="the index has no article"):
        archive.source(path)
    with pytest.raises(qa.SourceError):
        archive.source(str(archive.path / "ferry.txt"))


def test_regions_cover_every_line_that_is_not_blank(archive: qa.Archive) -> None:
    found = {(row["path"], row["line"]): row["region"] for row in archive.regions()}
    assert found.keys() == {
        (path, number) for path, text in FILES.items() for number, line in enumerate(text.split("\n"), 1) if line
    }
    assert found["ferry.txt", 13] == "comment"
    assert found["fruit/pears.md", 6] == "boilerplate"


def test_the_status_counts_what_is_searched(archive: qa.Archive) -> None:
    status = archive.status()
    assert (status.articles, status.generation, status.pending, status.failed) == (3, 1, 0, ())
    assert 0 < status.passages <= status.sentences
    assert 0 < status.comments < status.sentences
    assert status.embedder.startswith("all-MiniLM-L6-v2@")
    assert status.bytes > 10_000
    assert json.loads(json.dumps(status.to_dict()))["failed"] == []


def test_example_questions_come_from_the_archive_and_can_be_asked(archive: qa.Archive) -> None:
    examples = archive.examples(3)
    assert 0 < len(examples) <= 3
    for question in examples:
        assert archive.query(question).question == question


def test_eight_threads_ask_while_the_index_is_refreshed(archive_of: ArchiveOf) -> None:
    archive_of(FILES).close()
    path = archive_of({}, indexed=False).path
    write_files(path, FILES)
    with qa.open_archive(path) as indexed:
        indexed.refresh()
    archive = qa.open_archive(path)  # nothing of it is loaded yet when they all begin
    failures: list[Exception] = []
    asked: list[qa.Answer] = []
    deadline = time.monotonic() + 3

    def ask(number: int) -> None:
        try:
            while time.monotonic() < deadline:
                question = (PASSENGERS, UNRELATED, "How high will the flood wall be?", "pears")[number % 4]
                answer = archive.query(question)
                asked.append(answer)
                assert all(citation.state == "intact" for citation in answer.citations)
                assert archive.search("ferry").total
                assert archive.status().articles >= 3
        except Exception as error:  # noqa: BLE001 - whatever a thread dies of
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(8)]
    for thread in threads:
        thread.start()
    refreshes = 0
    while time.monotonic() < deadline - 0.5:
        refreshes += 1
        write_files(path, {f"new{refreshes}.txt": f"Boat {refreshes}\n\nBoat {refreshes} sailed for the lighthouse.\n"})
        archive.refresh()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert not failures
    assert refreshes
    assert len(asked) > 16
    answers = [answer.text for answer in asked if answer.question == PASSENGERS]
    assert all("412 passengers" in text for text in answers)
    archive.close()


def test_a_closed_archive_opens_again(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES)
    archive.close()
    with archive as again:
        assert "412" in again.query(PASSENGERS).text


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(qa.ArchiveError, match="there is no folder"):
        qa.open_archive(tmp_path / "missing")
    with pytest.raises(qa.ArchiveError, match="there is no folder"):
        qa.query("Why?", tmp_path / "missing")


def test_events_come_one_by_one(archive: qa.Archive) -> None:
    stream = archive.stream(PASSENGERS)
    assert isinstance(stream, Iterator)
    assert isinstance(next(stream), qa.ClaimReady)
