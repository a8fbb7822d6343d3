"""Short answers: the span asked for, or nothing. Every text here is invented."""

from __future__ import annotations

import time

import pytest

from qa.text.expect import expectation
from qa.text.short import find_short, short_answer
from qa.text.short_spans import LONGEST
from qa.text.spans import numbers, times


def short(question: str, sentence: str, *dates: dict[str, str | None]) -> str | None:
    return short_answer(expectation(question), question, sentence, dates=dates)


def likeliest(question: str, sentence: str) -> str:
    found = find_short(expectation(question), question, sentence)
    assert found is not None
    return found.text


FLEET = "The rebels lost 52 wagons, 6 water tankers and 19 mules in the raid."


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("How many water tankers did the rebels lose?", FLEET, "6"),
        ("How many mules did the rebels lose?", FLEET, "19"),
        ("How many wagons did the rebels lose in the raid?", FLEET, "52"),
        ("How many soldiers were killed in Velstad?", "The shells hit Velstad, killing 9 soldiers.", "9"),
        ("How many villages were flooded?", "The river flooded three villages near Velstad.", "three"),
        ("How far is the base from Velstad?", "The base lies about 65 km from Velstad.", "about 65 km"),
        ("How far is the base from Velstad?", "The base lies 34km north of Velstad.", "34km"),
        ("By how much has the area grown?", "The area has grown by 180 percent since 2011.", "180 percent"),
        ("How many people fled Velstad?", "More than 7,000 people fled Velstad.", "More than 7,000"),
        ("When was the bridge in Velstad opened?", "The bridge in Velstad was opened in May 2011.", "May 2011"),
        ("Who signed the treaty?", "The treaty was signed by Amina Okoro in Velstad.", "Amina Okoro"),
        ("Who captured the hill?", "Amina Okoro captured the hill.", "Amina Okoro"),
        ("Where was the treaty signed?", "The treaty was signed in Velstad.", "Velstad"),
    ],
)
def test_the_span_asked_for_is_cut_out(question: str, sentence: str, span: str) -> None:
    answer = short(question, sentence)
    assert answer is not None
    assert span in answer
    assert len(answer) <= LONGEST


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many boats sank?", "The harbour was closed."),
        ("When did the ferry sink?", "The ferry sank in calm water."),
        ("Did the ferry sink?", "The ferry sank on Monday."),
        ("Who signed the treaty?", "It was signed."),
        ("How many troops were killed in Velstad?", "The town has been without water for 12 days."),
        ("Who met Ilse Brandvold?", "Ilse Brandvold was tired."),
        ("", ""),
        ("How many?", ""),
    ],
)
def test_nothing_is_given_where_the_sentence_holds_nothing_sure(question: str, sentence: str) -> None:
    assert short(question, sentence) is None


def test_a_weekday_comes_with_the_date_that_it_was_resolved_to() -> None:
    resolved = {"expression": "On Saturday", "date": "2019-03-09", "end": None}
    answer = short("When was Velstad liberated?", "On Saturday, troops liberated Velstad.", resolved)
    assert answer == "Saturday, 9 March 2019"


def test_a_day_without_a_year_comes_with_its_year() -> None:
    resolved = {"expression": "April 18", "date": "2019-04-18", "end": None}
    assert short("When was Velstad liberated?", "On April 18, troops liberated Velstad.", resolved) == "April 18, 2019"


def test_an_unresolved_date_stays_as_it_stands() -> None:
    unresolved = {"expression": "On Saturday", "date": None, "end": None}
    assert short("When was Velstad liberated?", "On Saturday, troops liberated Velstad.", unresolved) == "Saturday"


def test_every_span_stands_in_its_sentence() -> None:
    for question in ("Who sank it?", "What did they lose?", "Where did they go?", "Why did they go?"):
        sentence = "After the raid on Port Sund, Lena Fossum and 12 men (all armed) lost “the Needle” to Norland."
        found = find_short(expectation(question), question, sentence)
        assert found is None or found.text in sentence


def test_the_names_listed_together_are_given_together() -> None:
    answer = likeliest("Which towns did the army enter?", "The army entered Port Sund and Velstad.")
    assert "Port Sund" in answer
    assert "Velstad" in answer


def test_codes_and_ranks_are_no_figures_and_years_are_no_counts() -> None:
    text = "K-12B tanks of the 8th Corps took the R7 road in 2014 with 50-55 trucks and 2,600 square kilometres."
    when = times(text)
    assert [text[s.start : s.end] for s in when] == ["2014"]
    assert [text[s.start : s.end] for s in numbers(text, when)] == ["50-55", "2,600 square kilometres"]


def test_a_long_sentence_is_read_in_a_moment() -> None:
    question, sentence = "Who sold the boats?", "Lena Fossum of Velstad sold 3 boats, " * 60
    started = time.perf_counter()
    find_short(expectation(question), question, sentence)
    assert time.perf_counter() - started < 3
