"""What happened is told in order of time, and from the time that is asked about."""

from collections.abc import Sequence

import pytest

import qa
from qa.question import read_question
from qa.retrieve import Candidate, retrieve
from qa.select import Selection
from qa.timeline import keep_period
from tests.conftest import ArchiveOf

FILES = {
    "1.txt": "Dam\n\nORRELL, June 20, 2041 - On Tuesday the Orrell dam was closed and the Orrell valley emptied.\n",
    "2.txt": "Crack\n\nORRELL, June 21, 2041 - The crack in the Orrell dam was first seen on June 12, it was said.\n",
    "3.txt": "Fish\n\nORRELL, July 9, 2041 - The fish market below the Orrell dam opened again on July 8.\n",
    "4.txt": "Pipes\n\nORRELL, May 2, 2041 - Workmen laid pipes at the Orrell dam last week.\n",
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def cited(answer: qa.Answer, claim: qa.Claim) -> qa.Citation:
    return answer.citations[claim.citations[0] - 1]


def days(answer: qa.Answer) -> list[str | None]:
    return [cited(answer, claim).published for claim in answer.claims]


def test_what_happened_is_told_in_order_of_time_and_numbered_by_weight(archive: qa.Archive) -> None:
    answer = archive.query("What happened at the Orrell dam?")
    told = [min(str(each["date"]) for each in cited(answer, claim).dates) for claim in answer.claims]
    assert len(told) > 1
    assert told == sorted(told)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.text.count("\n") == len(answer.claims) - 1
    asked_otherwise = archive.query("Which things were done at the Orrell dam?")
    assert [claim.citations for claim in asked_otherwise.claims] == [
        (number,) for number in range(1, len(asked_otherwise.claims) + 1)
    ]


def test_the_stream_tells_the_claims_in_the_order_of_the_answer(archive: qa.Archive) -> None:
    *ready, last = archive.stream("What happened at the Orrell dam?")
    assert isinstance(last, qa.AnswerReady)
    assert [event.claim for event in ready if isinstance(event, qa.ClaimReady)] == list(last.answer.claims)


def chosen(archive: qa.Archive, question: str) -> Selection:
    """Return all that is found, the first two chosen, kept to the period of the question."""
    asked, index = read_question(question), archive._index
    found = retrieve(index.snapshot(), asked, lambda: index.encoder.encode_question(asked.text))
    return keep_period(asked, Selection(tuple(found[:2]), tuple(found[2:]), 0.5, ""))


def paths(candidates: Sequence[Candidate]) -> set[str]:
    return {candidate.passage.article.path for candidate in candidates}


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("in July", {"3.txt"}),
        ("in June 2041", {"1.txt", "2.txt"}),
        ("on June 12", {"2.txt"}),
        ("since July 1", {"3.txt"}),
        ("between June 10 and June 15", {"2.txt"}),
    ],
)
def test_only_evidence_of_the_time_asked_about_is_kept_where_there_is_some(
    archive: qa.Archive, period: str, expected: set[str]
) -> None:
    selection = chosen(archive, f"What happened at the Orrell dam {period}?")
    assert paths(selection.evidence) == expected
    assert paths(selection.spare) <= expected


@pytest.mark.parametrize(
    "question",
    [
        "What happened at the Orrell dam in October?",  # nothing is known to be of that time
        "What happened at the Orrell dam?",
        "Who saw the crack in the Orrell dam in July?",  # of no event
    ],
)
def test_else_the_evidence_stays_as_it_was_chosen(archive: qa.Archive, question: str) -> None:
    selection = chosen(archive, question)
    assert len(selection.evidence) == 2
    assert paths((*selection.evidence, *selection.spare)) == set(FILES)


def test_nothing_is_made_evidence_that_was_not_chosen(archive: qa.Archive) -> None:
    abstained = Selection((), chosen(archive, "What happened at the Orrell dam?").spare, 0.1, "None is sure.")
    assert keep_period(read_question("What happened at the Orrell dam in July?"), abstained) == abstained


def test_a_line_without_a_day_of_its_own_is_of_the_day_its_article_was_published(archive_of: ArchiveOf) -> None:
    archive = archive_of(
        {
            "a.txt": "Tower\n\nWELLS, March 3, 2041 - The clock tower of Wells lost its hands.\n",
            "b.txt": "Tower\n\nWELLS, April 9, 2041 - The clock tower of Wells lost its bell.\n",
            "c.txt": "Tower\n\nThe clock tower of Wells lost its roof.\n",
        }
    )
    april = archive.query("What happened to the clock tower of Wells in April?")
    assert [citation.path for citation in april.citations] == ["b.txt"]
    answer = archive.query("What happened to the clock tower of Wells?")
    assert days(answer) == ["2041-03-03", "2041-04-09", None]


def test_of_the_time_asked_about_only_what_names_the_place_is_told_where_something_does(archive_of: ArchiveOf) -> None:
    archive = archive_of(
        {
            "a.txt": "Notes\n\nWELLS, March 3, 2041 - In Wells the clock tower lost its hands in a storm.\n",
            "b.txt": "Notes\n\nLUND, March 4, 2041 - In Lund the clock tower lost its bell in a storm.\n",
            "c.txt": "Notes\n\nWELLS, April 9, 2041 - In Wells the clock tower lost its bell in a storm.\n",
        }
    )
    answer = archive.query("What happened in Wells in March?")
    assert [citation.path for citation in answer.citations] == ["a.txt"]
