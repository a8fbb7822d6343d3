"""Figures as they are written, and which of them can both be true."""

import pytest

from qa.text.figures import read_figure

AGREEING = [
    ("two", "2"),
    ("Twenty-one", "21"),
    ("4,000", "4000"),
    ("about 40", "36"),
    ("some 36", "36"),
    ("at least 40", "43"),
    ("more than 300", "1,200"),
    ("up to 50", "12"),
    ("1.2 million", "1,203,771"),
    ("3,000", "2,970"),
    ("40-45", "42"),
    ("seven to ten", "8"),
    ("dozens", "64"),
]
DIFFERING = [
    ("two", "4"),
    ("36", "at least 40"),
    ("nearly 30", "50"),
    ("up to 50", "80"),
    ("1.2 million", "1.5 million"),
    ("40-45", "60"),
    ("12", "dozens"),
    ("21", "22"),
    ("hundreds", "14"),
]


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_figures_that_can_both_be_true_agree(one: str, other: str) -> None:
    first, second = read_figure(one), read_figure(other)
    assert first is not None
    assert second is not None
    assert first.agrees(second)
    assert second.agrees(first)


@pytest.mark.parametrize(("one", "other"), DIFFERING)
def test_figures_that_cannot_both_be_true_differ(one: str, other: str) -> None:
    first, second = read_figure(one), read_figure(other)
    assert first is not None
    assert second is not None
    assert not first.agrees(second)
    assert not second.agrees(first)


def test_one_unit_in_two_spellings_is_one_unit() -> None:
    first, second = read_figure("21", "km"), read_figure("40", "kilometres")
    assert first is not None
    assert second is not None
    assert not first.agrees(second)


def test_figures_in_different_units_are_not_held_against_each_other() -> None:
    first, second = read_figure("21", "km"), read_figure("13", "miles")
    assert first is not None
    assert second is not None
    assert first.agrees(second)


def test_what_holds_no_figure_has_none() -> None:
    assert read_figure("the ferries") is None
    assert read_figure("") is None
