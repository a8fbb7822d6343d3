"""Follow-up questions are completed from what was asked before, and whole questions are left alone."""

import pytest

from qa.followup import complete, leans_on_history

LEANING = [
    "And how many vans?",
    "Who said so?",
    "When?",
    "Why?",
    "How many were there?",
    "How far is it from Lenn?",
    "Which group does it support?",
    "What did he say?",
    "What happened that day?",
    "What about the crane?",
    "How many sheep?",
    "And then?",
    "But what about Dunmore?",
    "Who else was hurt?",
    "What happened next?",
    "Same for Dunmore?",
    "Any injuries?",
]
WHOLE = [
    "When was the weir opened?",
    "Who is the miller?",
    "Did the council say that the wall was late?",
    "Is there a ferry on Sunday?",
    "How many lamps have been lit so far?",
    "Who denied that a window was broken?",
]


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_leaves_something_out_leans_on_history(question: str) -> None:
    assert leans_on_history(question)
    assert "weir" in complete(question, [("When was the weir opened?", "On Monday. [1]")])


@pytest.mark.parametrize("question", WHOLE)
def test_a_whole_question_is_left_alone(question: str) -> None:
    assert complete(question, [("Where did the barge sink?", "At Lenn. [1]")]) == question


def test_without_history_nothing_is_added() -> None:
    assert complete("Why?", []) == "Why?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = [("When was the weir opened?", "On Monday."), ("Who said so?", "The miller.")]
    assert "weir" in complete("Why?", history)


def test_what_the_question_says_itself_is_not_said_twice() -> None:
    assert complete("And the weir opened?", [("When was the weir opened?", "")]) == "And the weir opened?"


def test_all_words_that_only_tie_a_question_to_the_last_are_left_out() -> None:
    assert complete("And what about Lenn?", [("When was the weir opened?", "")]) == "Lenn (weir opened)?"
    assert complete("And then?", [("When was the weir opened?", "")]) == "Then (weir opened)?"
