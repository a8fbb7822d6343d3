"""From outcomes to figures, and two runs side by side; outcomes are made by hand, so each figure is known."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.compare import compare, sign_test
from qa.evaluation.expected import ExpectedLine
from qa.evaluation.figures import FIGURES, bootstrap, calibrate, named_values, share, summarise, summarise_types, wilson
from qa.evaluation.judge import CitedLine, Outcome

PLAIN = Outcome(
    key="",
    number=1,
    id=None,
    type="question",
    question="How many boats sank?",
    asked="How many boats sank?",
    answers=(("two",),),
    need="any",
    expected=(ExpectedLine("a.txt", 3, "Two boats sank.", "body", 2, 1),),
    status="answered",
    reason="",
    confidence=0.9,
    cited=(CitedLine("a.txt", 3, 3, "Two boats sank.", True), CitedLine("b.txt", 1, 1, "Nobody was hurt.", False)),
    hits=(True, True, True, True),
    found=(0, 1, 1, 1),
    needed=1,
    milliseconds=10.0,
    timings_ms={"search": 8.0, "total": 9.0},
)


def right(**changed: Any) -> Outcome:
    return replace(PLAIN, **changed)


def wrong(**changed: Any) -> Outcome:
    line = replace(PLAIN.expected[0], cited=None)
    cited = (CitedLine("b.txt", 1, 1, "Nobody was hurt.", False),)
    return replace(PLAIN, expected=(line,), cited=cited, hits=(False,) * 4, **changed)


def refused(*, answerable: bool = True) -> Outcome:
    made = wrong(status="not_found", confidence=0.0)
    return made if answerable else replace(made, answers=(), expected=(), found=(0,) * 4, needed=0, type="none")


def test_every_figure_counts_what_it_says() -> None:
    tricked = replace(wrong(), answers=(), expected=(), found=(0,) * 4, needed=0)
    summary = summarise([right(), right(), wrong(), refused(), refused(answerable=False), tricked])
    counts = {name: (each.count, each.of) for name, each in summary.shares.items()}
    assert counts["right"] == (3, 6)
    assert counts["hit@1"] == counts["hit@10"] == (2, 4)
    assert counts["recall@1"] == (0, 4)
    assert counts["recall@3"] == (4, 4)
    assert counts["citation_precision"] == (2, 5)  # the refused one cites nothing, the trick question expects nothing
    assert counts["citation_recall"] == (2, 4)
    assert counts["answered"] == (3, 4)
    assert counts["abstained"] == (1, 2)
    assert counts["abstention_precision"] == (1, 2)
    assert summary.calibration is not None
    assert summary.calibration.count == 4


def test_what_no_question_measures_has_no_figure() -> None:
    summary = summarise([right(expected=())])
    assert {"citation_precision", "citation_recall", "abstained", "abstention_precision"}.isdisjoint(summary.shares)
    assert summarise([refused(answerable=False)]).calibration is None
    empty = summarise([])
    assert (empty.shares, empty.calibration, empty.latency) == ({}, None, {})


def test_where_all_lines_are_needed_recall_counts_each_of_them() -> None:
    lines = (PLAIN.expected[0], replace(PLAIN.expected[0], line=9, cited=None))
    either = summarise([right(expected=lines)]).shares["citation_recall"]
    both = summarise([right(expected=lines, need="all", needed=2)]).shares["citation_recall"]
    assert (either.count, either.of) == (1, 1)
    assert (both.count, both.of) == (1, 2)


def test_every_named_figure_is_among_those_that_bounds_may_name() -> None:
    outcomes = [right(), refused(answerable=False)]
    values = named_values(summarise(outcomes), summarise_types(outcomes))
    assert {name for name in values if "." not in name} == set(FIGURES)
    assert values["none.abstained"] == 1.0
    assert {name.rpartition(".")[2] for name in values} <= set(FIGURES)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (8, 10, 0.4902, 0.9433)]
)
def test_the_interval_of_a_share_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=30))
def test_an_interval_holds_its_share(pairs: list[tuple[int, int]]) -> None:
    found = share([(min(count, of), of) for count, of in pairs])
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1


def test_things_that_come_by_the_question_have_a_wider_interval_than_as_many_single_ones() -> None:
    low, high = bootstrap([(3, 3), (0, 3)] * 10)
    single_low, single_high = wilson(30, 60)
    assert high - low > single_high - single_low
    assert bootstrap([(3, 3), (0, 3)] * 10) == (low, high)


def test_where_all_was_cited_the_interval_still_tells_how_few_questions_there_were() -> None:
    found = share([(3, 3), (3, 3)])
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(wilson(2, 2)[0])


def test_calibration_bins_what_was_answered_and_measures_both_errors() -> None:
    made = calibrate([right(confidence=0.95), wrong(confidence=0.95), right(confidence=1.0), wrong(confidence=0.25)])
    assert made is not None
    assert [(each.low, each.count) for each in made.bins] == [(0.2, 1), (0.9, 3)]
    assert made.bins[1].confidence == pytest.approx(2.9 / 3)
    assert made.bins[1].right == pytest.approx(2 / 3)
    assert made.expected_error == pytest.approx((0.25 + abs(2.9 - 2)) / 4)
    assert made.brier == pytest.approx((0.05**2 + 0.95**2 + 0 + 0.25**2) / 4)


def test_a_question_without_an_answer_that_was_answered_counts_against_its_confidence() -> None:
    made = calibrate([replace(wrong(), answers=(), expected=(), hits=(False,) * 4)])
    assert made is not None
    assert made.bins[0].right == 0


def test_latency_is_told_for_the_whole_and_by_stage() -> None:
    summary = summarise([right(milliseconds=float(each)) for each in range(1, 102)])
    assert (summary.latency["question"].p50, summary.latency["question"].p95) == (51.0, 96.0)
    assert set(summary.latency) == {"question", "search"}


def test_types_are_summed_up_apart() -> None:
    types = summarise_types([right(type="who"), wrong(type="when"), right(type="when")])
    assert {name: (each.questions, each.shares["right"].count) for name, each in types.items()} == {
        "who": (1, 1),
        "when": (2, 1),
    }


def test_two_runs_are_paired_by_what_their_rows_ask_and_expect() -> None:
    earlier = [right(key="a"), wrong(key="b"), right(key="c"), right(key="gone")]
    now = [wrong(key="a"), right(key="b"), right(key="c"), wrong(key="new")]
    made = compare(earlier, now)
    assert (made.paired, made.only_earlier, made.only_now) == (3, 1, 1)
    assert [each.key for each in made.lost] == ["a"]
    assert [each.key for each in made.gained] == ["b"]
    difference = next(each for each in made.differences if each.name == "right")
    assert difference.earlier == difference.now == pytest.approx(2 / 3)
    assert made.chance == 1.0
    assert made.to_dict()["lost"] == [{"line": 1, "id": None, "question": PLAIN.question}]


def test_a_row_that_stands_twice_is_paired_by_its_place_among_its_like() -> None:
    made = compare([right(key="a"), wrong(key="a")], [right(key="a"), right(key="a")])
    assert (made.paired, len(made.lost), len(made.gained)) == (2, 0, 1)


def test_runs_without_a_shared_question_have_nothing_to_compare() -> None:
    made = compare([right(key="a")], [right(key="b")])
    assert (made.paired, made.differences, made.chance) == (0, (), 1.0)


@pytest.mark.parametrize(("lost", "gained", "chance"), [(0, 0, 1.0), (0, 5, 0.0625), (1, 9, 22 / 1024), (4, 4, 1.0)])
def test_the_sign_test_is_exact(lost: int, gained: int, chance: float) -> None:
    assert sign_test(lost, gained) == pytest.approx(chance)
    assert sign_test(gained, lost) == sign_test(lost, gained)


def test_the_sign_test_holds_for_many_questions() -> None:
    assert 0 < sign_test(2000, 2200) < 0.01
    assert math.isclose(sign_test(3000, 3000), 1.0)
