"""A question is put to the part of the archive that was asked for, in the archive's own spelling, with its history."""

from datetime import date

import pytest

import qa
from tests.conftest import ArchiveOf

FILES = {
    "2046-03-01-quarry.txt": (
        "Quarry at Tel-Marrun stops work\n\nTEL-MARRUN, March 1, 2046 - The quarry stopped work on Thursday.\n"
        "Bashira Oduwole, the foreman, said 40 cutters were sent home.\n"
        "They will be paid for two weeks, she added.\n"
    ),
    "2046-05-07-quarry.txt": (
        "Quarry opens again\n\nTEL-MARRUN, May 7, 2046 - The quarry opened again on Monday.\n"
        "The foreman said 25 cutters came back.\n"
    ),
    "weather.txt": "Weather\n\nIt rained on the hills, and the road to the coast was slippery in the morning.\n",
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def paths(answer: qa.Answer) -> set[str]:
    return {citation.path for citation in answer.citations}


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("2046-05-01", None, "2046-05-07-quarry.txt"),
        (None, date(2046, 4, 1), "2046-03-01-quarry.txt"),
        ("2046-03-01", "2046-03-01", "2046-03-01-quarry.txt"),
    ],
)
def test_only_articles_of_the_days_asked_for_are_cited(
    archive: qa.Archive, after: str | None, before: str | date | None, expected: str
) -> None:
    answer = archive.query("How many cutters did the foreman speak of?", (), after, before)
    assert paths(answer) == {expected}


def test_a_span_without_articles_answers_nothing(archive: qa.Archive) -> None:
    assert archive.query("How many cutters came back?", published_after="2050-01-01").status == "not_found"


def test_a_day_that_is_none_is_told(archive: qa.Archive) -> None:
    with pytest.raises(qa.QuestionError, match="published_before is 'soon'"):
        archive.query("How many cutters came back?", published_before="soon")


def test_days_in_the_wrong_order_are_told(archive: qa.Archive) -> None:
    with pytest.raises(qa.QuestionError, match="exchange them"):
        archive.query("How many cutters came back?", published_after="2047-01-01", published_before="2046-01-01")


def test_asking_a_folder_takes_all_that_asking_an_archive_does(archive: qa.Archive) -> None:
    first = archive.query("How many cutters were sent home?")
    for asked in (archive, archive.path):
        may = qa.query("How many cutters did the foreman speak of?", asked, published_after="2046-05-01")
        assert paths(may) == {"2046-05-07-quarry.txt"}
        march = qa.query("How many cutters did the foreman speak of?", asked, published_before=date(2046, 4, 1))
        assert paths(march) == {"2046-03-01-quarry.txt"}
        assert "cutters" in qa.query("Who said so?", asked, history=[(first.question, first.text)]).question


def test_a_day_that_is_none_is_told_before_an_index_is_built(archive_of: ArchiveOf) -> None:
    unbuilt = archive_of(FILES, indexed=False)
    with pytest.raises(qa.QuestionError, match="write it as 2031-03-24"):
        qa.query("How many cutters came back?", unbuilt.path, published_after="yesterday")
    assert not unbuilt.is_built


def test_a_follow_up_is_asked_with_what_was_asked_before(archive: qa.Archive) -> None:
    first = archive.query("How many cutters were sent home?")
    second = archive.query("Who said so?", [(first.question, first.text)])
    assert "cutters" in second.question
    assert second.citations[0].path == "2046-03-01-quarry.txt"


@pytest.mark.parametrize("spelling", ["Telmarrun", "Tell Marroun", "Tel-Marun"])
def test_a_name_is_found_in_any_spelling(archive: qa.Archive, spelling: str) -> None:
    answer = archive.query(f"Where near {spelling} did work stop on Thursday?")
    assert answer.citations[0].path == "2046-03-01-quarry.txt"


def test_a_name_that_stands_nowhere_is_the_reason_for_no_answer(archive: qa.Archive) -> None:
    answer = archive.query("What did Wendelin Zschokke say about the opera in Graz?")
    assert answer.not_found is not None
    assert "nowhere mentions" in answer.not_found.reason


def test_a_citation_tells_who_says_it_and_which_day_it_means(archive: qa.Archive) -> None:
    said = archive.query("How many cutters were sent home?").citations[0]
    assert said.attributed_to is not None
    assert "Oduwole" in said.attributed_to
    stopped = archive.query("When did the quarry stop work?").citations[0]
    assert {"expression": "on Thursday", "date": "2046-03-01", "end": None} in [dict(each) for each in stopped.dates]


def test_the_short_answer_stands_in_the_first_citation(archive: qa.Archive) -> None:
    answer = archive.query("How many cutters were sent home?")
    assert answer.short is None or answer.short in answer.citations[0].quote
    assert answer.short is None or "40" in answer.short
