"""The time that a question names, read without a day of today."""

from datetime import date

import pytest

from qa.text.period import Period, read_period


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What happened in June 2041?", "2041-06-01", "2041-06-30"),
        ("what happened in the valley in february 2040", "2040-02-01", "2040-02-29"),
        ("What happened on 3 June 2041?", "2041-06-03", "2041-06-03"),
        ("What happened on Tuesday, June 4th, 2041?", "2041-06-04", "2041-06-04"),
        ("What happened on the 4th of June 2041?", "2041-06-04", "2041-06-04"),
        ("What happened on 2041-06-05?", "2041-06-05", "2041-06-05"),
        ("What happened in 2041-06?", "2041-06-01", "2041-06-30"),
        ("What happened in 2041?", "2041-01-01", "2041-12-31"),
        ("What happened in May in 2041?", "2041-05-01", "2041-05-31"),
        ("What happened in early Sept. 2041?", "2041-09-01", "2041-09-10"),
        ("What happened in late February 2041?", "2041-02-21", "2041-02-28"),
        ("What happened on June 3-5, 2041?", "2041-06-03", "2041-06-05"),
        ("What happened between 3 and 5 June 2041?", "2041-06-03", "2041-06-05"),
        ("What happened from 3 to 5 June 2041?", "2041-06-03", "2041-06-05"),
        ("What happened between May 24 and June 3, 2041?", "2041-05-24", "2041-06-03"),
        ("What happened between December 20 and January 3, 2041?", "2040-12-20", "2041-01-03"),
        ("What happened from December 20, 2040 to January 3?", "2040-12-20", "2041-01-03"),
        ("What happened from March 2040 to April 2041?", "2040-03-01", "2041-04-30"),
        ("What happened from 2039 to 2041?", "2039-01-01", "2041-12-31"),
        ("What has happened since May 24, 2041?", "2041-05-24", None),
        ("What happened after May 2041?", "2041-06-01", None),
        ("What happened before May 2041?", None, "2041-04-30"),
        ("What had happened by 3 June 2041?", None, "2041-06-03"),
        ("What happened until the end of June 2041?", None, "2041-06-30"),
    ],
)
def test_a_period_with_its_year_is_read(question: str, start: str | None, end: str | None) -> None:
    read = read_period(question)
    assert read is not None
    days = (str(day) if day else None for day in (read.start, read.end))
    assert (*days, read.any_year) == (start, end, False)


@pytest.mark.parametrize(
    "question",
    [
        "What happened?",
        "What happened last week?",
        "What happened last June?",
        "What happened on Saturday?",
        "What happened this May 2041?",
        "What happened after the fire of June 3?",  # a time after that day, and who knows until when
        "What happened on February 30?",
        "What happened to June Carter?",
        "What happened to April?",
        "What happened at the March for Water?",
        "What may 2000 people do?",
        "What happened to room 2041?",
        "What happened in the 1990s?",
        "What happened in June of one year and again on 3 July?",
        "What happened before January?",
        "What happened on 5-3 June?",
        "",
    ],
)
def test_what_names_no_time_or_more_than_one_is_no_period(question: str) -> None:
    assert read_period(question) is None


@pytest.mark.parametrize(
    ("question", "inside", "outside"),
    [
        ("What happened in June?", ["2017-06-01", "2041-06-30"], ["2041-05-31", "2041-07-01"]),
        ("What happened in june and july?", ["2041-06-01", "2041-07-31"], ["2041-05-31", "2041-08-01"]),
        ("What happened since May 24?", ["2041-05-24", "2041-12-31"], ["2041-05-23"]),
        ("What happened on February 29?", ["2040-02-29"], ["2041-02-28", "2041-03-01"]),
        ("from December 20 to January 5", ["2040-12-20", "2041-01-05"], ["2041-01-06", "2040-12-19"]),
        ("What happened in June 20 years on?", ["2041-06-01", "2041-06-30"], ["2041-07-01"]),
    ],
)
def test_without_a_year_it_is_in_any(question: str, inside: list[str], outside: list[str]) -> None:
    read = read_period(question)
    assert read is not None
    assert read.any_year
    assert [day for day in inside + outside if read.holds(day)] == inside


def test_a_range_of_days_lies_in_a_period_where_either_end_does() -> None:
    june = Period(date(2041, 6, 1), date(2041, 6, 30))
    assert june.holds("2041-05-30", "2041-06-02")
    assert june.holds("2041-06-29", "2041-07-02")
    assert not june.holds("2041-01-01", "2041-12-31")  # too wide to say that it was in June
    assert not june.holds("2040-06-10")
