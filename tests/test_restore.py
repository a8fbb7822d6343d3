"""An answer's plain form is read back as the same answer, and anything else is refused with its place."""

import json
from dataclasses import replace
from typing import Any

import pytest

import qa
from qa.types import Account, Answer, Citation, Claim, Disagreement, NotFound, Searched, Withheld

LINE = Citation(
    1, "a/b.txt", 3, 4, 40, 52, "It was late.", None, "2046-03-04", True, "comment", "0" * 64, "moved", "Ann",
    ({"expression": "on Saturday", "date": "2046-03-03", "end": None},),
)  # fmt: skip
ANSWERED = Answer(
    "When?", "answered", "It was late. [1]", "late", 0.5, "generated", (Claim("It was late.", (1,)),), (LINE,),
    (Disagreement("when", (Account("late", (1,)), Account("early", ()))),), None, 2, (Withheld("x", "y"),), ("note",),
    {"embed": 5, "total": 16.25},
)  # fmt: skip
MISSING = replace(
    ANSWERED, status="not_found", claims=(), citations=(), not_found=NotFound(Searched(1, 2, ("a", "b")), (LINE,), "no")
)


@pytest.mark.parametrize("answer", [ANSWERED, MISSING], ids=["answered", "not found"])
def test_an_answer_is_read_back_as_it_was(answer: Answer) -> None:
    assert Answer.from_dict(answer.to_dict()) == answer
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_what_a_later_version_adds_is_passed_over_and_what_an_earlier_one_lacks_takes_its_default() -> None:
    plain = ANSWERED.to_dict()
    plain["claims"][0]["weight"] = 7
    plain |= {"mood": "calm"}
    del plain["withheld"], plain["citations"][0]["dates"]
    read = Answer.from_dict(plain)
    assert read.withheld == ()
    assert read.citations == (replace(LINE, dates=()),)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ((), None, "must be an object"),
        (("question",), 3, "'question' must be a text"),
        (("status",), "perhaps", "'status' must be one of answered, not_found"),
        (("confidence",), True, "'confidence' must be a number"),
        (("confidence",), float("nan"), "'confidence' must be a finite number"),
        (("claims",), {}, "'claims' must be a list"),
        (("claims", 0, "citations", 0), "1", "'claims[0].citations[0]' must be a whole number"),
        (("citations", 0, "start_line"), 2.5, "'citations[0].start_line' must be a whole number"),
        (("citations", 0, "dates", 0), [], "'citations[0].dates[0]' must be an object"),
        (("timings_ms", "embed"), "fast", "'timings_ms.embed' must be a number"),
    ],
)
def test_the_first_part_that_is_wrong_is_named(place: tuple[Any, ...], value: object, told: str) -> None:
    plain: Any = ANSWERED.to_dict()
    target = plain
    for key in place[:-1]:
        target = target[key]
    if place:
        target[place[-1]] = value
    with pytest.raises(qa.AnswerError) as raised:
        Answer.from_dict(plain if place else value)
    assert told in str(raised.value)


def test_a_missing_part_is_named() -> None:
    plain = ANSWERED.to_dict()
    del plain["citations"][0]["quote"]
    with pytest.raises(qa.AnswerError, match=r"'citations\[0\]\.quote' is missing"):
        Answer.from_dict(plain)
