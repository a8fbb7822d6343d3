"""What is cited beside the best line: what covers another part, what may answer instead, and no copy."""

import pytest

import qa
from qa.evidence import MOST_CITATIONS
from tests.conftest import ArchiveOf

FILES = {
    "harbour.txt": (
        "Harbour\n\nSELE, May 2, 2041 - The harbour of Sele was dredged by Ketter and Sons in April. It is"
        " now nine metres deep.\n"
    ),
    "works.txt": (
        "Dredging\n\nSELE, May 9, 2041 - The dredging of the harbour of Sele began on March 4. Three barges"
        " carried the mud away.\n"
    ),
    "sund.txt": (
        "Sund\n\nSUND, June 1, 2041 - The tide mill of Sund grinds barley again since its wheel was mended.\n"
    ),
    "holm.txt": "Holm\n\nHOLM, June 3, 2041 - At Holm the tide mill was sold to a brewer from the coast.\n",
    "vote1.txt": (
        "Vote\n\nLUND, December 3, 2041 - The council of Lund voted on Tuesday to build a new library"
        " beside the old harbour for three million crowns.\n"
    ),
    "vote2.txt": (
        "Lund\n\nLUND, December 5, 2041 (Wire) - The council of Lund voted on Tuesday to build the new"
        " library beside the old harbour for three million crowns.\n"
    ),
    "vote3.txt": (
        "Money\n\nLUND, December 6, 2041 - The council of Lund voted on Tuesday to build a new library"
        " beside the old harbour for five million crowns.\n"
    ),
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def cited(archive: qa.Archive, question: str) -> list[str]:
    return [citation.path for citation in archive.query(question).citations]


def test_each_name_of_a_question_is_covered_within_the_first_three(archive: qa.Archive) -> None:
    assert {"sund.txt", "holm.txt"} <= set(cited(archive, "What is said of the tide mill at Sund or Holm?")[:3])


def test_each_thing_asked_is_covered_within_the_first_three(archive: qa.Archive) -> None:
    first = cited(archive, "Who dredged the harbour of Sele, and when did the dredging begin?")[:3]
    assert {"harbour.txt", "works.txt"} <= set(first)


def test_a_reprint_is_one_source_and_the_earliest_stands_for_it(archive: qa.Archive) -> None:
    paths = cited(archive, "Where did the council of Lund vote to build a library?")
    assert "vote1.txt" in paths
    assert "vote2.txt" not in paths


def test_a_copy_with_another_figure_is_no_reprint(archive: qa.Archive) -> None:
    assert {"vote1.txt", "vote3.txt"} <= set(cited(archive, "For how many crowns will Lund build a library?"))


def test_a_line_that_surely_answers_stands_alone(archive: qa.Archive) -> None:
    assert cited(archive, "How many barges carried the mud away?") == ["works.txt"]


@pytest.mark.parametrize("question", ["What did the council do?", "What is said of the harbour?", "mill", "the"])
def test_no_more_is_cited_than_may_be(archive: qa.Archive, question: str) -> None:
    assert len(cited(archive, question)) <= MOST_CITATIONS
