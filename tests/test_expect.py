"""What questions ask for, and which sentences hold something of that kind. Every text here is invented."""

from __future__ import annotations

import time

import pytest

from qa.text.expect import expectation, type_match

KINDS = [
    ("Who signed the treaty?", "person"),
    ("who sang the theme song of harbour lights", "person"),
    ("To whom did the widow leave the mill?", "person"),
    ("According to whom was the dam safe?", "person"),
    ("Against whom did Norland play?", "person"),
    ("Which minister resigned?", "person"),
    ("Which company built the pier?", "group"),
    ("Where was the treaty signed?", "place"),
    ("where is the tibia located", "place"),
    ("In which areas did the flood spread?", "place"),
    ("Which highway was closed?", "place"),
    ("When did the ferry sink?", "date"),
    ("On what date was the bridge opened?", "date"),
    ("In what year did Okoro resign?", "date"),
    ("The pier was rebuilt in what year?", "date"),
    ("Tell me when the ferry sank.", "date"),
    ("Could you please tell me when the ferry sank?", "date"),
    ("How many villages were flooded?", "number"),
    ("How far is the base from the town?", "number"),
    ("By how much did the area grow?", "number"),
    ("What percentage of voters stayed at home?", "number"),
    ("What is the population of Velstad?", "number"),
    ("How much did the tunnel cost?", "money"),
    ("How long did the siege last?", "duration"),
    ("How old is the mayor?", "duration"),
    ("Why was the tunnel closed?", "cause"),
    ("What was the reason for the delay?", "cause"),
    ("What caused the fire?", "cause"),
    ("How did the thieves get in?", "manner"),
    ("Did the army take the pass?", "yes_no"),
    ("Is the tunnel open", "yes_no"),
    ("What did Okoro say about the treaty?", "quote"),
    ("What happened in Velstad in June?", "event"),
    ("Which islands were evacuated?", "list"),
    ("What rockets did the rebels use?", "list"),
    ("What did the army seize in Velstad?", "thing"),
    ("the west wind blows across norland between", "other"),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_a_question_is_read_by_what_it_asks_for(question: str, kind: str) -> None:
    read = expectation(question)
    assert read.kind == kind or (kind == "list" and read.plural)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many villages were flooded?", "villages"),
        ("How many armoured trucks did the rebels lose?", "trucks"),
        ("How far is the base from the town?", "distance"),
        ("What percentage of voters stayed at home?", "percent"),
        ("How much did the tunnel cost?", "money"),
        ("How old is the mayor?", "years"),
        ("Who signed the treaty?", None),
    ],
)
def test_the_counted_noun_or_measure_is_the_unit(question: str, unit: str | None) -> None:
    assert expectation(question).unit == unit


def test_names_quoted_words_and_times_stand_as_in_the_question() -> None:
    read = expectation("What did Ilse Brandvold call “a dark day” in June 2016?")
    assert read.names == ("Ilse Brandvold",)
    assert read.quoted == ("a dark day",)
    assert read.times == ("June 2016",)


def test_the_preposition_asked_with_and_the_noun_asked_for_are_kept() -> None:
    read = expectation("From which directions was the town cut off?")
    assert (read.before, read.head, read.plural) == ("from", "directions", True)
    assert expectation("Which highway was closed?").head == "highway"


def test_who_does_it_is_told_from_whom_it_is_done_to() -> None:
    assert expectation("Who captured the hill?").subject
    assert expectation("Who captured the hill?").verb == "captured"
    assert not expectation("Who did the sources blame?").subject


@pytest.mark.parametrize(
    ("question", "fits", "misses"),
    [
        ("How many villages were flooded?", "The river flooded 14 villages.", "The river rose again on Monday."),
        ("How many soldiers died?", "Officials said 31 troops were killed.", "The R7 road was cut."),
        ("How far is the base from the town?", "It lies about 65 km north of it.", "It was built by 40 men."),
        ("When did the ferry sink?", "It sank on Friday night.", "It sank in calm water."),
        ("Who led the delegation?", "It was headed by Ilse Brandvold.", "It left early."),
        ("Where was the treaty signed?", "It was signed in Velstad.", "Nobody signed it."),
        ("Why was the tunnel closed?", "It was shut because of a leak.", "It is two lanes wide."),
        ("How much did the tunnel cost?", "The bill came to $4 million.", "It has 4 lanes."),
    ],
)
def test_a_sentence_of_the_asked_kind_matches_better(question: str, fits: str, misses: str) -> None:
    read = expectation(question)
    assert type_match(read, fits) >= 0.7
    assert type_match(read, misses) < 0.5


def test_a_name_or_figure_that_the_question_gives_is_no_answer() -> None:
    assert type_match(expectation("Who met Ilse Brandvold?"), "Ilse Brandvold was met.") < 0.5
    assert type_match(expectation("How many of the 14 boats sank?"), "The 14 boats left.") < 0.5


@pytest.mark.parametrize("question", ["", "?", "what", "how", "how many", "in which", "tell me", "when when when"])
def test_a_fragment_is_read_without_failing(question: str) -> None:
    read = expectation(question)
    assert 0 <= type_match(read, "") <= 1
    assert 0 <= type_match(read, "The mayor sold 3 boats in Velstad on Monday.") <= 1


def test_a_very_long_question_is_read_in_a_moment() -> None:
    started = time.perf_counter()
    type_match(expectation("who said that " * 150), "the boat " * 500)
    assert time.perf_counter() - started < 1
