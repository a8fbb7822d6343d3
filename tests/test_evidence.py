"""What is cited beside the best line: what covers another part, what may answer instead, and no copy."""

import pytest

import qa
from qa.evidence import MOST_CITATIONS, _listed_names, fold_reprints
from qa.question import Question
from tests.candidates import candidate_of
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


ARREST = "Smith was arrested on Friday by police in the northern port town after a fight."


@pytest.mark.parametrize(
    ("one", "other", "folded"),
    [
        (ARREST, ARREST.replace("Smith", "Jones"), 2),
        (ARREST, ARREST.replace("after", "before"), 2),
        (ARREST, ARREST.replace("was", "was not"), 2),
        (ARREST, ARREST.replace("northern", "southern"), 2),
        (ARREST, ARREST.replace("the northern", "a northern"), 1),
        (ARREST, f"LUND, May 3, 2041 (Wire) - {ARREST}", 1),
        (ARREST, ARREST.replace("a fight", "twenty fights"), 2),
        (ARREST.replace("a fight", "twenty fights"), ARREST.replace("a fight", "thirty fights"), 2),
        (
            "The mill on the river was sold for $40 in the autumn.",
            "The mill on the river was sold for €40 in the autumn.",
            2,
        ),
        (
            "The mill is up by the river and the shop is down by the sea.",
            "The mill is down by the river and the shop is up by the sea.",
            2,
        ),
        (
            "Der Rat von Lund hat die alte Brücke beim Hafen am Freitag nach dem Sturm gesperrt.",
            "Der Rat von Lund hat die alte Brücke beim Hafen am Freitag nach dem Sturm nicht gesperrt.",
            2,
        ),
    ],
)
def test_copies_are_one_only_where_harmless_words_differ(one: str, other: str, folded: int) -> None:
    assert len(fold_reprints([candidate_of(one, 1), candidate_of(other, 2)])) == folded


def test_an_older_copy_takes_the_score_of_the_place_that_it_takes() -> None:
    ranked = [
        candidate_of(ARREST, 1, score=3.0, published="2041-05-09"),
        candidate_of("The mill was sold.", 2, score=2.0),
        candidate_of(ARREST.replace("the northern", "a northern"), 3, score=1.0, published="2041-05-02"),
    ]
    kept = fold_reprints(ranked)
    assert [each.passage.id for each in kept] == [3, 2]
    assert [(each.score, each.reading) for each in kept] == [(3.0, 1.5), (2.0, 1.0)]


def test_a_listed_name_is_not_looked_for_inside_another() -> None:
    assert _listed_names(Question("Did Portland Gas fight Port and Sund?")) == [["Port", "Sund"]]
