"""Words, figures and dates of the guard, and the keys by which two sentences are compared."""

import pytest

from qa.guard.reading.stems import stem
from qa.guard.reading.tokens import date_expressions, fold, tokenize


def keys(text: str) -> list[str]:
    return [token.key for token in tokenize(fold(text)) if token.kind != "mark"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("36 gates", "thirty-six gates"),
        ("5,000 men", "5000 men"),
        ("$2.3 million", "2.3 million dollars"),
        ("4.2%", "4.2 percent"),
        ("250 ships", "two hundred and fifty ships"),
        ("a dozen ships", "12 ships"),
        ("20 km", "20 kilometres"),
        ("34 °C", "34 degrees Celsius"),
        ("5 January 2019", "Jan. 5, 2019"),
        ("Tuesday, 12 March 2019", "Tuesday 12 March 2019"),
        ("can't go", "cannot go"),
        ("more than 40", "over 40"),
        ("3–2", "3-2"),
    ],
)
def test_what_is_written_otherwise_has_the_same_keys(one: str, other: str) -> None:
    assert keys(one) == keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("36", "35"),
        ("5,000", "500"),
        ("2 million", "2 billion"),
        ("-5", "5"),
        ("3-2", "2-3"),
        ("£5", "$5"),
        ("3rd", "3"),
    ],
)
def test_different_amounts_have_different_keys(one: str, other: str) -> None:
    assert keys(one) != keys(other)


def test_tokens_stand_where_they_say() -> None:
    text = fold("The brothers' house wasn't sold for €2m, “Ada said”, on 3 June.")
    for token in tokenize(text):
        assert text[token.start : token.end].startswith(token.text[:1]) or token.lower in ("euro", "not")
    assert [token.text for token in tokenize(text) if token.quoted] == ["Ada", "said"]


def test_a_date_takes_the_day_that_it_was_resolved_to() -> None:
    dates = date_expressions([{"expression": "on Tuesday", "date": "2019-03-12", "end": None}])
    (tuesday,) = [token for token in tokenize(fold("It opened on Tuesday."), dates) if token.kind == "date"]
    assert (tuesday.first, tuesday.last) == ("2019-03-12", "2019-03-12")


@pytest.mark.parametrize(
    "forms",
    [
        ("replace", "replaces", "replaced", "replacing"),
        ("stop", "stopped", "stopping"),
        ("free", "freed"),
        ("carry", "carries", "carried"),
        ("go", "went", "gone"),
        ("degree", "degrees"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("employer", "employee"), ("killer", "kill"), ("former", "form"), ("news", "new")])
def test_different_words_do_not(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])
