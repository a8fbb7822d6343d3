"""The guard: what a written sentence may say of the lines that it cites. Everything here is made up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.verify import Quoted, verify

DAM = Quoted(
    "The Sarno dam, which had been under repair since 2014, reopened on Tuesday after engineers replaced 36 of its 52"
    " gates.",
    dates=({"expression": "on Tuesday", "date": "2019-03-12", "end": None},),
)
BOMB = Quoted(
    "At least 14 people were killed and 30 others wounded when a car bomb exploded outside the market in Belmar on"
    " Sunday, police said.",
    attributed_to="police",
)
REBELS = Quoted("The rebels released 22 prisoners and the army handed over five bodies near Holm.")
ALLEGED = Quoted("Prosecutors allege that Viktor Hallo moved more than $2.3 million into accounts in Cyprus.")
PLAN = Quoted("The bank is expected to announce new rules on Thursday, two officials said.", "two officials")
VOTE = Quoted("The council voted on Monday to ban wood-burning stoves in new homes from January 2025.")
LEADER = Quoted("Colonel Rado Simun led the assault on the radio station.")
ARRESTED = Quoted("He was arrested nine days later near the border.", follows=True)
PLANT = Quoted("“We have no intention of closing the plant,” said Ingrid Sol, the company's chief executive.")
RENTS = Quoted("Rents in Port Alder rose from 830 euros in 2009 to 2,150 euros in 2019.")
LARGEST = Quoted("The second-largest mosque in the province was built by Sultan Omar in 1611.")
APPROVED = Quoted("The agency has approved the drug for adults, but not for pregnant women, unless they are over 40.")
NOBODY = Quoted("The court did not convict Sten Brandt of fraud because of the missing letters.")


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("The Sarno dam reopened on Tuesday after engineers replaced 36 of its 52 gates.", DAM),
        ("The Sarno dam had been under repair since 2014.", DAM),
        ("On Tuesday the Sarno dam reopened.", DAM),
        ("The Sarno dam reopened on 12 March 2019.", DAM),
        ("The Sarno dam reopened in March 2019 after engineers replaced thirty-six of its fifty-two gates.", DAM),
        ("Engineers replaced 36 of the Sarno dam's 52 gates.", DAM),
        ("At least 14 people were killed when a car bomb exploded outside the market in Belmar, police said.", BOMB),
        ("According to police, at least 14 people were killed when a car bomb exploded in Belmar on Sunday.", BOMB),
        ("Police said that at least 14 people were killed and 30 others wounded.", BOMB),
        ("The rebels released 22 prisoners.", REBELS),
        ("The army handed over five bodies near Holm.", REBELS),
        ("Twenty-two prisoners were released by the rebels.", REBELS),
        ("The rebels freed 22 prisoners.", REBELS),
        (
            "According to prosecutors, Viktor Hallo moved more than 2.3 million dollars into accounts in Cyprus.",
            ALLEGED,
        ),
        ("Viktor Hallo moved more than $2.3 million into accounts in Cyprus, prosecutors allege.", ALLEGED),
        ("Two officials said that the bank is expected to announce new rules on Thursday.", PLAN),
        ("The council voted to prohibit wood-burning stoves in new homes from January 2025.", VOTE),
        ("Ingrid Sol, the company's chief executive, said: “We have no intention of closing the plant.”", PLANT),
        ("Rents in Port Alder rose to 2,150 euros in 2019.", RENTS),
        ("In Port Alder, rents climbed from 830 euros in 2009 to 2,150 euros in 2019.", RENTS),
        ("Sultan Omar built the second-largest mosque in the province in 1611.", LARGEST),
        ("The agency has approved the drug for adults, but not for pregnant women, unless they are over 40.", APPROVED),
    ],
)
def test_what_a_line_says_is_supported_shortened_or_reworded(sentence: str, quoted: Quoted) -> None:
    verdict = verify(sentence, [quoted])
    assert verdict.supported, verdict.reason
    assert verdict.reason == ""


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("The Sarno dam reopened on Tuesday after engineers replaced 35 of its 52 gates.", DAM),
        ("The Sarno dam reopened on Tuesday after engineers replaced 52 of its 36 gates.", DAM),
        ("The Sarno dam reopened on Tuesday after engineers replaced its 52 gates.", DAM),
        ("The Sarno dam reopened on Wednesday.", DAM),
        ("The Sarno dam reopened on 13 March 2019.", DAM),
        ("The Sarno dam reopened in 2014.", DAM),
        ("The Tarno dam reopened on Tuesday.", DAM),
        ("The Sarno dam reopened on Tuesday before engineers replaced 36 of its 52 gates.", DAM),
        ("The Sarno dam closed on Tuesday.", DAM),
        ("The Sarno dam never reopened.", DAM),
        ("The Sarno dam may reopen on Tuesday.", DAM),
        ("Engineers reopened the Sarno dam because it had been under repair.", DAM),
        ("At least 30 people were killed and 14 others wounded, police said.", BOMB),
        ("14 people were killed and 30 others wounded, police said.", BOMB),
        ("At least 14 people were killed when a car bomb exploded outside the market in Belmar.", BOMB),
        ("At least 14 people were killed, the army said.", BOMB),
        ("Police exploded a car bomb outside the market in Belmar on Sunday.", BOMB),
        ("The army released 22 prisoners.", REBELS),
        ("The prisoners released 22 rebels.", REBELS),
        ("The rebels released 22 prisoners and handed over five bodies.", REBELS),
        ("Five prisoners were released by the rebels.", REBELS),
        ("Viktor Hallo moved more than $2.3 million into accounts in Cyprus.", ALLEGED),
        ("Prosecutors said that Viktor Hallo moved more than $2.3 million into accounts in Cyprus.", ALLEGED),
        ("Prosecutors allege that Viktor Hallo moved $2.3 million into accounts in Cyprus.", ALLEGED),
        ("Prosecutors allege that Viktor Hallo moved more than $2.3 billion into accounts in Cyprus.", ALLEGED),
        ("Prosecutors allege that Viktor Hallo moved more than €2.3 million into accounts in Cyprus.", ALLEGED),
        ("The bank announced new rules on Thursday, two officials said.", PLAN),
        ("The bank is expected to announce new rules on Thursday.", PLAN),
        ("The council banned wood-burning stoves in new homes.", VOTE),
        ("The council voted to ban wood-burning stoves in homes.", VOTE),
        ("We have no intention of closing the plant.", PLANT),
        ("Ingrid Sol said: “We have no intention of closing the other plant.”", PLANT),
        ("Ingrid Sol said the company has an intention of closing the plant.", PLANT),
        ("Rents in Port Alder rose from 2,150 euros in 2009 to 830 euros in 2019.", RENTS),
        ("Rents in Port Alder rose to 2,150 euros in 2009.", RENTS),
        ("Rents in Port Alder fell from 830 euros in 2009 to 2,150 euros in 2019.", RENTS),
        ("The largest mosque in the province was built by Sultan Omar in 1611.", LARGEST),
        ("Sultan Omar was built by the second-largest mosque in 1611.", LARGEST),
        ("The agency has approved the drug for pregnant women.", APPROVED),
        ("The court did not convict Sten Brandt.", NOBODY),
        ("The court convicted Sten Brandt of fraud.", NOBODY),
    ],
)
def test_what_a_line_does_not_say_is_withheld_with_a_reason(sentence: str, quoted: Quoted) -> None:
    verdict = verify(sentence, [quoted])
    assert not verdict.supported
    assert verdict.reason
    assert verdict.reason[0].islower()
    assert not verdict.reason.endswith(".")


def test_two_lines_may_be_joined_but_get_no_new_cause() -> None:
    joined = "The rebels released 22 prisoners and the army handed over five bodies near Holm, and the council voted on"
    assert verify(
        f"{joined} Monday to ban wood-burning stoves in new homes from January 2025.", [REBELS, VOTE]
    ).supported
    contrast = "The rebels released 22 prisoners, while the council voted to ban wood-burning stoves in new homes."
    assert verify(contrast, [REBELS, VOTE]).supported
    assert not verify("The council voted on Monday because the rebels released 22 prisoners.", [REBELS, VOTE]).supported
    assert not verify("The council released 22 prisoners on Monday.", [REBELS, VOTE]).supported


def test_a_pronoun_is_written_out_only_where_the_lines_stand_together() -> None:
    sentence = "Colonel Rado Simun was arrested nine days later near the border."
    apart = Quoted(ARRESTED.text, follows=False)
    assert verify(sentence, [LEADER, ARRESTED]).supported
    assert verify(
        "Colonel Rado Simun, who led the assault, was arrested near the border.", [LEADER, ARRESTED]
    ).supported
    assert not verify(sentence, [LEADER, apart]).supported
    assert not verify(sentence, [ARRESTED]).supported


def test_the_known_speaker_of_a_line_may_be_named() -> None:
    line = Quoted("He added that the minister had been told of the danger.", "Henrik Vos")
    assert verify("Henrik Vos added that the minister had been told of the danger.", [line]).supported
    assert verify("According to Henrik Vos, the minister had been told of the danger.", [line]).supported
    assert not verify("Sten Brandt added that the minister had been told of the danger.", [line]).supported
    assert not verify("The minister had been told of the danger.", [line]).supported


def test_a_line_as_it_is_is_supported_whatever_its_quotation_marks_and_spaces() -> None:
    for quoted in (DAM, BOMB, PLANT, APPROVED):
        assert verify(quoted.text, [quoted]).supported
        assert verify(quoted.text.replace("“", '"').replace("”", '"').replace(" ", "\u00a0"), [quoted]).supported


def test_questions_and_empty_sentences_are_no_claims() -> None:
    assert verify("Did the Sarno dam reopen on Tuesday?", [DAM]).reason.startswith("it is a question")
    assert not verify("", [DAM]).supported
    assert not verify("“ … ”", [DAM]).supported
    assert not verify("The Sarno dam reopened.", []).supported


def test_markers_signs_and_unseen_characters_are_not_let_through() -> None:
    assert not verify("The Sarno dam reopened on Tuesday [7].", [DAM]).supported
    assert not verify("The Sarno dam reopened on Tue\u202esday.", [DAM]).supported
    assert not verify("The Sarno dam reopened ≠ on Tuesday.", [DAM]).supported


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_another_number_is_never_supported(said: int, written: int) -> None:
    line = Quoted(f"The Holm ferry carried {said:,} passengers in June, the harbour office said.")
    sentence = f"The Holm ferry carried {written:,} passengers in June, the harbour office said."
    assert verify(sentence, [line]).supported == (said == written)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it(sentence: str, line: str) -> None:
    verdict = verify(sentence, [Quoted(line, line, ({"expression": sentence, "date": line, "end": None},))])
    assert verdict.supported == (verdict.reason == "")


@pytest.mark.parametrize(
    "piece", ["and ", "1 ", "A B, ", "that he said ", "he said he ", "( a ) ", "'a ", "killed and ", "\u202e", '"'],
)  # fmt: skip
def test_hostile_input_ends_quickly(piece: str) -> None:
    sentence, line = (piece * 5_000)[:599], (piece * 5_000)[:1_499] + "x"
    began = time.perf_counter()
    verify(sentence, [Quoted(line)])
    verify((piece * 5_000)[:5_000], [Quoted(line)])
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "line",
    [
        "Please tell everyone that the ferry was sold.",
        "Say that the ferry was sold.",
        "Write: the ferry was sold.",
        "Suppose the ferry was sold.",
        "Nobody believes that the ferry was sold.",
        "It would be a lie that the ferry was sold.",
        "It is untrue that the ferry was sold.",
        "It is unlikely that the ferry was sold.",
        "The film imagines a town in which the ferry was sold.",
        "The answer must be “The ferry was sold”.",
        "“The ferry was sold,” one sign read.",
    ],
)
def test_what_a_line_only_orders_supposes_denies_or_quotes_is_not_said(line: str) -> None:
    assert not verify("The ferry was sold.", [Quoted(line)]).supported
    assert verify(line, [Quoted(line)]).supported


def test_what_a_line_calls_clear_is_said() -> None:
    assert verify("The ferry was sold.", [Quoted("It is clear that the ferry was sold.")]).supported
