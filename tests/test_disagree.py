"""Accounts that differ are listed with who says what; accounts that can both be true are not."""

import pytest

import qa
from index import without_dateline
from qa.disagree import Dispute, Version, to_disagreements
from qa.text.expect import expectation
from qa.text.statements import differ, find_statement
from tests.candidates import candidate_of
from tests.conftest import ArchiveOf

FILES = {
    "courier-fire.txt": (
        "Fire at the Tarn mill\n\nTARN, March 3, 2041 - Thirty-six people were killed in a fire at the Tarn"
        " mill on Sunday, the fire service said. The roof fell in after an hour. Eleven engines came from"
        " the valley.\n"
    ),
    "herald-fire.txt": (
        "Tarn mill burns\n\nTARN, March 4, 2041 - At least 40 people died in the blaze at the Tarn mill,"
        " hospital officials said on Monday. The owners closed their other mills.\n"
    ),
    "post-fire.txt": (
        "After the fire\n\nTARN, March 4, 2041 - Some 36 people died in the fire at the Tarn mill, a"
        " spokesman said. A fund was opened.\n"
    ),
    "holm.txt": (
        "Holm mill\n\nHOLM, November 9, 2040 - Nine people were killed in a fire at the Holm mill on Friday.\n"
    ),
    "bridge1.txt": (
        "Bridge\n\nORRELL, May 2, 2041 - The council closed the Orrell bridge on April 28 because of cracks"
        " in a pier. Buses go round by Sele.\n"
    ),
    "bridge2.txt": (
        "Bridge again\n\nORRELL, May 5, 2041 - The Orrell bridge was closed by the council on April 30, drivers said.\n"
    ),
    "market1.txt": (
        "Market hit\n\nVANN, June 10, 2041 - Rebels attacked the market of Vann with mortars on Thursday,"
        " the army said. Twelve stalls burned.\n"
    ),
    "market2.txt": (
        "Vann market\n\nVANN, June 11, 2041 - Government aircraft attacked the market of Vann on Thursday,"
        " residents said.\n"
    ),
    "lake.txt": (
        "Oil in the lake\n\nBRACK, July 1, 2041 - Fishermen said the firm Harl Oil had poured oil into Lake"
        " Brack in spring. Dead fish lay along the shore.\n\nHarl Oil denied that it had poured oil into"
        " Lake Brack. An inspector is to come in autumn.\n"
    ),
    "ferry1.txt": (
        "Ferries\n\nSELE, August 3, 2041 - Two ferries sank in the storm off Sele on Saturday, the coastguard said.\n"
    ),
    "ferry2.txt": (
        "Storm\n\nSELE, August 4, 2041 - In the storm off Sele 2 ferries sank, the harbour master said."
        " Nobody drowned.\n"
    ),
    "works1.txt": "Works\n\nLUND, September 3, 2041 - The Lund works employ 4,000 people, the mayor said.\n",
    "works2.txt": "More works\n\nLUND, September 9, 2041 - The Lund works employ 4000 people, a union said.\n",
    "dam.txt": (
        "Dam\n\nSOLL, October 3, 2041 - The Soll dam burst because of heavy rain, the ministry said on"
        " Friday. Villages were flooded for days.\n\nThe engineers' union said the Soll dam burst because"
        " of poor concrete. It asked for an inquiry.\n"
    ),
    "tax.txt": (
        "Tax\n\nMERE, May 3, 2041 - Traders said 30 shops closed in Mere because of the new tax. In Brunn"
        " 12 shops closed in the same month, the mayor of Brunn said.\n"
    ),
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def accounts(archive: qa.Archive, question: str) -> list[tuple[str, set[str]]]:
    """Return what each side of the first disagreement says and the files that it is cited from."""
    answer = archive.query(question)
    files = {citation.number: citation.path for citation in answer.citations}
    return [
        (account.text, {files[number] for number in account.citations})
        for disagreement in answer.disagreements[:1]
        for account in disagreement.accounts
    ]


def test_figures_that_differ_are_two_accounts_and_an_agreeing_line_joins_its_side(archive: qa.Archive) -> None:
    told = accounts(archive, "How many people were killed in the fire at the Tarn mill?")
    assert len(told) == 2
    (low, low_files), (high, high_files) = sorted(told, key=lambda each: each[1] == {"herald-fire.txt"})
    assert low_files == {"courier-fire.txt", "post-fire.txt"}
    assert "36" in low or "Thirty-six" in low
    assert high_files == {"herald-fire.txt"}
    assert high.startswith("At least 40 people")
    assert "hospital officials" in high


def test_two_articles_that_date_one_event_differently_are_two_accounts(archive: qa.Archive) -> None:
    told = accounts(archive, "When was the Orrell bridge closed?")
    assert {frozenset(files) for _, files in told} == {frozenset({"bridge1.txt"}), frozenset({"bridge2.txt"})}


def test_two_doers_of_one_deed_are_two_accounts(archive: qa.Archive) -> None:
    told = accounts(archive, "Who attacked the market of Vann?")
    assert {text.split(" (")[0] for text, _ in told} == {"Rebels", "Government aircraft"}


def test_two_speakers_of_one_article_who_name_different_causes_are_two_accounts(archive: qa.Archive) -> None:
    told = [text for text, _ in accounts(archive, "Why did the Soll dam burst?")]
    assert len(told) == 2
    assert any("heavy rain" in text and "ministry" in text for text in told)
    assert any("poor concrete" in text and "union" in text for text in told)


def test_a_claim_and_its_denial_are_two_accounts(archive: qa.Archive) -> None:
    told = [text for text, _ in accounts(archive, "Did Harl Oil pour oil into Lake Brack?")]
    assert len(told) == 2
    assert told[0].startswith("Fishermen said")
    assert told[1].startswith("Harl Oil denied")


@pytest.mark.parametrize(
    "question",
    [
        "How many ferries sank off Sele?",
        "How many people do the Lund works employ?",
        "How many engines came to the Tarn mill?",
        "How many people were killed in the fire at the Holm mill?",
        "How many shops closed in Mere?",
        "How many stalls burned?",
        "Where will the buses go?",
    ],
)
def test_lines_that_agree_or_speak_of_something_else_are_no_disagreement(archive: qa.Archive, question: str) -> None:
    answer = archive.query(question)
    assert answer.status == "answered"
    assert answer.disagreements == ()


def test_every_account_cites_citations_of_the_answer(archive: qa.Archive) -> None:
    answer = archive.query("How many people were killed in the fire at the Tarn mill?")
    numbers = {citation.number for citation in answer.citations}
    assert answer.disagreements
    for disagreement in answer.disagreements:
        assert len(disagreement.accounts) > 1
        for account in disagreement.accounts:
            assert account.citations
            assert set(account.citations) <= numbers


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        ("How many trucks burned?", "The army said 14 trucks burned.", "Witnesses counted 20 burned trucks.", True),
        ("How many trucks burned?", "The army said 14 trucks burned.", "Some 15 trucks burned, a driver said.", False),
        ("How many Orrell men died?", "Two Orrell men died.", "Nine Lund men died.", False),
        ("Why did the wall fall?", "It fell because of rain.", "It did not fall because of rain.", True),
        ("Has the road been opened?", "The road has been opened.", "The road has not been opened.", True),
        ("Has the road been opened?", "The road has been opened.", "The road has been opened by a minister.", False),
        ("Did Harl close the mill?", "Harl did not close the mill.", "Harl denied that it closed the mill.", False),
        ("Did Harl close the mill?", "Harl closed the mill.", "Harl denied that it closed the mill.", True),
        ("Did Harl close the mill?", "Harl denied it.", "Harl denied it and did not say more.", False),
        ("Did Harl close the mill?", "Harl closed the mill.", "Harl denied it and did not say more.", True),
        ("Did Harl close the mill?", "Harl closed the mill.", "It closed the mill, but not the shop.", False),
        ("Did Harl close the mill?", "Harl closed the mill.", "Harl has never closed the mill.", True),
        ("How many trucks burned?", "Two dozen trucks burned.", "The army said 24 trucks burned.", False),
        ("How many trucks burned?", "Two dozen trucks burned.", "The army said 60 trucks burned.", True),
        ("How many trucks burned?", "No more than 40 trucks burned.", "The army said 14 trucks burned.", False),
        ("How many trucks burned?", "No more than 40 trucks burned.", "The army said 60 trucks burned.", True),
        ("How many trucks burned?", "As many as 40 trucks burned.", "The army said 14 trucks burned.", False),
        ("How much did it cost?", "It cost €40 million.", "It cost $46 million.", False),
        ("How much did it cost?", "It cost €40 million.", "It cost 46 million euros.", True),
        ("How much did it cost?", "It cost £3m.", "It cost 3 million pounds.", False),
        ("How much did it cost?", "It cost £3bn.", "It cost 5 billion pounds.", True),
        ("Why did it shut?", "It shut as the result of a flood.", "It shut due to heavy snow.", True),
        ("Why did it shut?", "It shut due to an axle fault.", "It shut due to river ice in the wheel.", True),
    ],
)
def test_statements_differ_where_both_cannot_be_true(question: str, one: str, other: str, expected: bool) -> None:
    asked = expectation(question)
    first, second = find_statement(asked, question, one), find_statement(asked, question, other)
    assert first is not None
    assert second is not None
    assert differ(first, second) is expected
    assert differ(second, first) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill is due to reopen in May.",
        "Talks due to begin on Monday were put off.",
        "Engineers are due to inspect the wheel.",
        "The mill awaits the result of a vote.",
    ],
)
def test_what_is_due_or_awaited_is_no_cause(sentence: str) -> None:
    assert find_statement(expectation("Why did the mill close?"), "Why did the mill close?", sentence) is None


@pytest.mark.parametrize(
    "sentence", ["It burned 40 metres of fence.", "Not 40 trucks burned.", "Two and a half trucks burned."]
)
def test_a_figure_that_is_not_plain_is_none(sentence: str) -> None:
    question = "How many trucks burned?"
    assert find_statement(expectation(question), question, sentence) is None


def test_a_disagreement_stays_where_more_lines_agree_than_are_cited(archive_of: ArchiveOf) -> None:
    doers = ["A guard", "The mayor", "A nurse", "One driver", "The fire service"]
    files = {
        f"a{number}.txt": (
            f"Fire {number}\n\nTARN, March {number}, 2041 - {doer} said 36 people died in the Tarn fire.\n"
        )
        for number, doer in enumerate(doers, start=2)
    }
    files["b.txt"] = "Blaze\n\nTARN, March 8, 2041 - A doctor said 52 people died in the Tarn fire.\n"
    told = accounts(archive_of(files), "How many people died in the Tarn fire?")
    assert len(told) == 2
    assert {"b.txt"} in [files for _, files in told]


def test_only_the_first_line_of_an_account_must_be_cited() -> None:
    first, further, other = (candidate_of("It burned.", number) for number in range(3))
    dispute = Dispute("how many", (Version("36", (first, further)), Version("52", (other,))))
    told = to_disagreements([dispute], {first.key: 1, other.key: 2})
    assert [account.citations for account in told[0].accounts] == [(1,), (2,)]
    assert to_disagreements([dispute], {further.key: 1, other.key: 2}) == ()


@pytest.mark.parametrize(("year", "other", "differs"), [("2031", "2036", False), ("2031", "2031", True)])
def test_undated_articles_that_name_different_years_are_not_held_against_each_other(
    archive_of: ArchiveOf, year: str, other: str, differs: bool
) -> None:
    archive = archive_of(
        {
            "a.txt": f"Fire at Tarn\n\nIn {year} a mill burned. The fire at Tarn killed 36 people, a guard said.\n",
            "b.txt": f"Tarn fire\n\nA mill burned in {other}. The fire at Tarn killed 52 people, a nurse said.\n",
        }
    )
    assert bool(accounts(archive, "How many people were killed in the fire at Tarn?")) is differs


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("HARROW, March 3, 2041 (Wire) - The ferry sailed.", "The ferry sailed."),
        ("HARROW (Wire) — The ferry sailed.", "The ferry sailed."),
        ("(Wire) - The ferry sailed.", "The ferry sailed."),
        ("The ferry sailed - at last.", "The ferry sailed - at last."),
        ("NATO troops left.", "NATO troops left."),
    ],
)
def test_only_a_dateline_is_cut_off(sentence: str, rest: str) -> None:
    assert without_dateline(sentence) == rest
