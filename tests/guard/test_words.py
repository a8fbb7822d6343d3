"""Words and figures said otherwise: what may stand for what in a written sentence, and its dangerous neighbour."""

import time
from pathlib import Path

import pytest

from benchmarks.make_equivalents import TABLE, actions, equivalents, load, rows
from qa.guard.words.shared import is_doing, read_table, shared
from qa.verify import Quoted, verify

LAST_WEEK = Quoted(
    "The ward admitted 58 patients last week.",
    dates=({"expression": "last week", "date": "2030-11-04", "end": "2030-11-10"},),
)


def carries(line: str | Quoted, sentence: str) -> bool:
    return verify(sentence, [line if isinstance(line, Quoted) else Quoted(line)]).supported


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("The sentries were astonished by the fog.", "The sentries were astounded by the fog."),
        ("The council postponed the banquet.", "The council deferred the feast."),
        ("The staircase was demolished in May.", "The stairs were demolished in May."),
        ("The clerk quickly repaired the loom.", "The clerk rapidly mended the loom."),
        ("Nobody was hurt in Holm.", "No one was injured in Holm."),
        ("The firm gave up the mill.", "The firm ceded the mill."),
    ],
)
def test_a_word_that_shares_its_meaning_may_stand_for_another(line: str, sentence: str) -> None:
    assert carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("The clerk was suspected of theft.", "The clerk was convicted of theft."),
        ("The clerk was accused of theft.", "The clerk was charged with theft."),
        ("The clerk was injured.", "The clerk was killed."),
        ("The army invaded the island.", "The army occupied the island."),
        ("The mill lies in the district of Holm.", "The mill lies in the territory of Holm."),
        ("The firm bought the mill.", "The firm sold the mill."),
        ("Somebody was hurt in Holm.", "No one was hurt in Holm."),
        ("The crane was raised in May.", "The crane was razed in May."),
    ],
)
def test_a_word_of_guilt_harm_or_another_strength_never_stands_for_another(line: str, sentence: str) -> None:
    assert not carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Twelve sailors were killed in the storm.", "Twelve sailors died in the storm."),
        ("The mayor was murdered on Monday.", "The mayor was killed on Monday."),
        ("The price plunged in May.", "The price fell in May."),
        ("The navy sank the ferry in May.", "The ferry sank in May."),
        ("The club gave Ada Holm a medal.", "Ada Holm received a medal from the club."),
        ("The club gave a medal to Ada Holm.", "Ada Holm received a medal from the club."),
        ("Ada Holm was awarded a medal by the club.", "Ada Holm received a medal from the club."),
        ("Ada Holm sold the farm to Sten Brandt.", "Sten Brandt bought the farm from Ada Holm."),
        ("The union demanded a strike.", "The union called for a strike."),
        ("The union called for a strike.", "The union demanded a strike."),
        ("The storm caused a flood.", "The storm led to a flood."),
        ("The party voted for the bill.", "The party backed the bill."),
        ("The play received the jury prize.", "The play won the jury prize."),
        ("Nobody was hurt when the crane toppled onto a shed.", "No one was injured when the crane fell onto a shed."),
    ],
)
def test_a_verb_may_be_said_from_the_other_side_or_with_less(line: str, sentence: str) -> None:
    assert carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Twelve sailors died in the storm.", "Twelve sailors were killed in the storm."),
        ("Twelve sailors killed a guard.", "Twelve sailors died."),
        ("The mayor was killed on Monday.", "The mayor was murdered on Monday."),
        ("The price fell in May.", "The price plunged in May."),
        ("The price did not plunge in May.", "The price did not fall in May."),
        ("All who were murdered lie here.", "All who were killed lie here."),
        ("Nobody said that the crane toppled.", "Nobody said that the crane fell."),
        ("The ferry sank in May.", "The navy sank the ferry in May."),
        ("The navy sank the ferry in May.", "The navy sank in May."),
        ("The navy sank the ferry in May.", "The navy and the ferry sank in May."),
        ("The club gave a medal to Ada Holm.", "The club received a medal from Ada Holm."),
        ("The club offered Ada Holm a medal.", "Ada Holm received a medal from the club."),
        ("The club will give Ada Holm a medal.", "Ada Holm received a medal from the club."),
        ("Ada Holm sold the farm to Sten Brandt.", "Ada Holm bought the farm from Sten Brandt."),
        ("Ada Holm sold the farm to Sten Brandt and the mill to Ola Lind.", "Sten Brandt bought the mill."),
        ("The path led to the mill.", "The path caused the mill."),
        ("The guard fired at the boy.", "The guard shot the boy."),
        ("The party backed the bill.", "The party voted for the bill."),
        ("The party voted against the bill.", "The party backed the bill."),
        ("The play received a heavy fine.", "The play won a heavy fine."),
    ],
)
def test_a_verb_from_the_other_side_never_turns_the_parts_around_nor_says_more(line: str, sentence: str) -> None:
    assert not carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "The senate decided to close the mint, and this angered traders.",
            "The senate's decision to close the mint angered traders.",
        ),
        ("The bishop was arrested in 1568 and this led to riots.", "The arrest of the bishop in 1568 led to riots."),
        ("The bishop was arrested in 1568 and this led to riots.", "The bishop's arrest in 1568 led to riots."),
        ("The army took the fort before the king died.", "The army took the fort before the king's death."),
        ("The army defeated the rebels and this led to riots.", "The defeat of the rebels led to riots."),
    ],
)
def test_what_a_verb_does_may_be_told_by_its_noun(line: str, sentence: str) -> None:
    assert carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("The army defeated the rebels and this led to riots.", "The army's defeat led to riots."),
        ("The army defeated the rebels and this led to riots.", "The defeat of the army led to riots."),
        ("The army took the fort before the king died.", "The army took the fort after the king's death."),
        ("The army may invade the island, and this angered traders.", "The invasion of the island angered traders."),
        ("The army plans to invade the island, and this angered traders.", "The army's invasion angered traders."),
        ("The army did not invade the island, and this angered traders.", "The army's invasion angered traders."),
        ("The mayor threatened to resign, and this angered voters.", "The mayor's resignation angered voters."),
    ],
)
def test_a_noun_never_makes_done_what_was_not_nor_turns_it_around(line: str, sentence: str) -> None:
    assert not carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Roughly a quarter of the wells were dry.", "About 25% of the wells were dry."),
        ("Half of the 52 gates were shut.", "50 percent of the 52 gates were shut."),
        ("Two-thirds of the wells were dry.", "Two thirds of the wells were dry."),
        ("The fire burned for four and a half years.", "The fire burned for 4.5 years."),
        ("Half a million people fled.", "500,000 people fled."),
        ("At least 27 people died.", "27 or more people died."),
        ("The larvae take up to four years to mature.", "The larvae take as long as four years to mature."),
        ("The court rejected the appeal by a vote of five to two.", "The court rejected the appeal 5-2."),
        ("The court rejected the appeal by 41 votes to 38.", "The court rejected the appeal 41 to 38."),
        ("The female carries between 80 and 120 eggs.", "The female carries 80 to 120 eggs."),
        ("The hall was built between 1447 and 1463.", "The hall was built from 1447 to 1463."),
        ("The chapel has an organ of 38 pipes.", "The chapel has a 38-pipe organ."),
        ("The council met for a nine-hour debate.", "The council met for a debate of nine hours."),
        ("The hall opened on 17/11/1926.", "The hall opened on 17 November 1926."),
        ("The hall opened on 7/11/1926, the seventh of November.", "The hall opened on 7 November 1926."),
        (LAST_WEEK, "The ward admitted 58 patients between 4 and 10 November 2030."),
    ],
)
def test_an_amount_or_a_day_may_be_written_otherwise(line: str | Quoted, sentence: str) -> None:
    assert carries(line, sentence)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("A quarter of the wells were dry.", "24% of the wells were dry."),
        ("Nearly a quarter of the wells were dry.", "A quarter of the wells were dry."),
        ("Nearly a quarter of the wells were dry.", "About a quarter of the wells were dry."),
        ("A third of the wells were dry.", "33 percent of the wells were dry."),
        ("The fire burned for four and a half years.", "The fire burned for four years."),
        ("27 or more people died.", "27 people died."),
        ("27 or more people died.", "27 or fewer people died."),
        ("The larvae take as long as four years to mature.", "The larvae take four years to mature."),
        ("The court rejected the appeal by a vote of five to two.", "The court rejected the appeal 2-5."),
        ("The number rose from 80 to 120 eggs.", "The number rose 80 to 120 eggs."),
        ("The female carries between 80 and 120 eggs.", "The female carries 120 eggs."),
        ("The hall was built between 1447 and 1463.", "The hall was built in 1463."),
        ("The hall was built between 1447 and 1463.", "The hall was built from 1463 to 1447."),
        ("The chapel has a 38-pipe organ.", "The chapel has an organ of 39 pipes."),
        ("The chapel has a 38-pipe organ.", "The chapel has an organ of 38 bells."),
        ("The hall opened on 7/11/1926.", "The hall opened on 7 November 1926."),
        ("The hall opened on 7.11.1926.", "The hall opened on 11 July 1926."),
        (LAST_WEEK, "The ward admitted 58 patients between 5 and 10 November 2030."),
        (LAST_WEEK, "The ward admitted 58 patients on 10 November 2030."),
    ],
)
def test_another_amount_or_day_is_never_carried(line: str | Quoted, sentence: str) -> None:
    assert not carries(line, sentence)


TOLL = "The storm killed five people in Holm and three people in Sund."


@pytest.mark.parametrize(
    ("line", "sentence", "carried"),
    [
        (TOLL, "The storm killed five people in Holm.", True),
        (TOLL, "The storm killed three people in Sund.", True),
        (TOLL, "The storm killed three people in Holm.", False),
        (TOLL, "The storm killed five people in Sund.", False),
        ("Sales rose 5 percent in May and 7 percent in June.", "Sales rose 7 percent in May.", False),
        ("The bank paid 5 crowns to the firm and 3 crowns to the state.", "The bank paid 3 crowns to the firm.", False),
        ("Several paintings shown in Holm are forgeries.", "The paintings shown in Holm are forgeries.", False),
    ],
)
def test_a_figure_stays_with_what_it_was_said_of(line: str, sentence: str, carried: bool) -> None:
    assert carries(line, sentence) is carried


def test_the_table_tells_parts_of_speech_apart() -> None:
    assert shared("postpon", "VD", "defer", "VN")
    assert not shared("postpon", "N", "defer", "N")
    assert not shared("hous", "N", "fir", "N")
    assert is_doing("decision", "decid")
    assert not is_doing("decider", "decid")


def test_the_table_is_read_fast_and_its_licence_stands_beside_it() -> None:
    started = time.process_time()
    read_table()
    assert time.process_time() - started < 0.5
    assert "Princeton University" in (TABLE.parent / "wordnet_licence.txt").read_text(encoding="utf-8")
    assert TABLE.stat().st_size < 200_000


def test_only_pairs_that_were_read_or_differ_in_spelling_are_derived(tmp_path: Path) -> None:
    (tmp_path / "data.noun").write_text(
        "  1 A notice\n00000001 04 n 02 decision 0 conclusion 0 001 + 00000002 v 0101 | deciding\n"
        "00000003 04 n 02 colour 0 color 0 000 | hue\n",
        encoding="utf-8",
    )
    (tmp_path / "data.verb").write_text(
        "00000002 31 v 02 decide 0 resolve 0 001 + 00000001 n 0101 01 + 02 00 | settle\n"
        "00000004 31 v 01 dither 0 001 ! 00000002 v 0000 01 + 02 00 | not decide\n",
        encoding="utf-8",
    )
    (tmp_path / "data.adj").write_text("", encoding="utf-8")
    (tmp_path / "data.adv").write_text("", encoding="utf-8")
    (tmp_path / "index.sense").write_text(
        "decision%1:04:00:: 00000001 1 9\nconclusion%1:04:00:: 00000001 1 3\ncolour%1:04:00:: 00000003 1 1\n"
        "color%1:04:00:: 00000003 1 1\ndecide%2:31:00:: 00000002 1 9\nresolve%2:31:00:: 00000002 2 1\n"
        "dither%2:31:00:: 00000004 1 0\n",
        encoding="utf-8",
    )
    net = load(tmp_path)
    assert equivalents(net, "n", []) == {("color", "colour")}
    assert equivalents(net, "n", [["decision", "conclusion", "hue"]]) == {
        ("color", "colour"),
        ("conclusion", "decision"),
    }
    assert equivalents(net, "v", [["decide", "dither"]]) == set()
    assert actions(net, []) == {("decide", "decision")}
    assert list(rows({("b", "d"), ("a", "c"), ("a", "b")})) == ["a b c", "b d"]
