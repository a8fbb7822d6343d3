"""Figures as they are written, and which of them can both be true."""

import pytest

from qa.text.figures import read_figure
from qa.text.spans import is_money, numbers

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
    ("two dozen", "24"),
    ("half a dozen", "6"),
    ("no more than 40", "12"),
    ("not more than 40", "40"),
    ("no less than 40", "55"),
    ("no fewer than 40", "55"),
    ("as many as 40", "12"),
    ("as much as 40", "12"),
    ("3bn", "3 billion"),
    ("40k", "40,000"),
    ("£3m", "£3,000,000"),
    ("tens of thousands", "60,000"),
    ("hundreds of thousands", "300,000"),
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
    ("two dozen", "2"),
    ("half a million", "900,000"),
    ("no more than 40", "55"),
    ("not more than 40", "55"),
    ("no less than 40", "12"),
    ("as many as 40", "55"),
    ("3bn", "3"),
    ("40k", "40"),
    ("£3m", "£3"),
    ("tens of thousands", "2,000"),
    ("hundreds of thousands", "2,000"),
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


@pytest.mark.parametrize(
    ("one", "other"), [("€40 million", "$46 million"), ("C$40 million", "$46 million"), ("¥40", "£46")]
)
def test_money_in_different_currencies_is_not_held_against_each_other(one: str, other: str) -> None:
    first, second = read_figure(one, "money"), read_figure(other, "money")
    assert first is not None
    assert second is not None
    assert first.agrees(second)


@pytest.mark.parametrize(
    ("sign", "words", "unit"),
    [("€40", "46", "euros"), ("$40", "46", "US dollars"), ("£40", "46", "pounds"), ("40 rubles", "46", "roubles")],
)
def test_a_sign_and_the_name_of_its_currency_are_one_unit(sign: str, words: str, unit: str) -> None:
    first, second = read_figure(sign, "rubles"), read_figure(words, unit)
    assert first is not None
    assert second is not None
    assert not first.agrees(second)


@pytest.mark.parametrize(
    "name", "dollar euro pound euros pounds yen rupees crowns francs roubles rubles lira yuan".split()
)
def test_a_currency_is_money(name: str) -> None:
    assert is_money(name)
    assert [span.unit for span in numbers(f"It cost 40 million {name} in all.")] == [name]


def test_what_is_denied_of_a_figure_is_none() -> None:
    assert read_figure("not 40") is None


def test_what_holds_no_figure_has_none() -> None:
    assert read_figure("the ferries") is None
    assert read_figure("") is None


@pytest.mark.parametrize("text", ["9" * 400, "9" * 400 + " million", "1" + "0" * 400, "1 " + "million " * 80])
def test_a_number_without_an_end_counts_nothing(text: str) -> None:
    assert read_figure(text) is None
