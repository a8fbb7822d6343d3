"""Date expressions: what counts as one, where it lies, and the day it means."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.dates import article_dates, date_expressions

MONDAY = "2031-03-10"
Rows = list[tuple[str, str | None, str | None]]


def resolved(text: str, published: str | None = MONDAY, anchor: str | None = None) -> Rows:
    found = date_expressions(text, 0, len(text), published, anchor=anchor)
    return [(each.expression, each.date, each.until) for each in found]


# Each row: the text, then the expressions with their days, as told on Monday, 10 March 2031.
ABSOLUTE: list[tuple[str, Rows]] = [
    ("Opened June 5, 2017.", [("June 5, 2017", "2017-06-05", None)]),
    ("On June 5th 2017 it opened.", [("On June 5th 2017", "2017-06-05", None)]),
    ("It opened on 5 June 2017.", [("on 5 June 2017", "2017-06-05", None)]),
    ("It opened 5 Jun. 2017.", [("5 Jun. 2017", "2017-06-05", None)]),
    ("the 5th of June, 2017", [("the 5th of June, 2017", "2017-06-05", None)]),
    ("Monday, June 5, 2017", [("Monday, June 5, 2017", "2017-06-05", None)]),
    ("JUNE 5, 2017 -", [("JUNE 5, 2017", "2017-06-05", None)]),
    ("june 5, 2017", [("june 5, 2017", "2017-06-05", None)]),
    ("Log: 2017-06-05T12:30Z", [("2017-06-05", "2017-06-05", None)]),
    ("25/06/2017 and 13.03.2031", [("25/06/2017", "2017-06-25", None), ("13.03.2031", "2031-03-13", None)]),
    ("05/06/2017", [("05/06/2017", None, None)]),
    ("06/06/2017", [("06/06/2017", "2017-06-06", None)]),
    ("am 5. Juni 2017", [("5. Juni 2017", "2017-06-05", None)]),
    ("el 5 de junio de 2017", [("5 de junio de 2017", "2017-06-05", None)]),
    ("2017年6月5日", [("2017年6月5日", "2017-06-05", None)]),
    ("in June 2017", [("in June 2017", "2017-06-01", "2017-06-30")]),
    ("since early June 2017", [("since early June 2017", "2017-06-01", "2017-06-10")]),
    ("in 2016", [("in 2016", "2016-01-01", "2016-12-31")]),
    ("by the end of 2016", [("by the end of 2016", "2016-09-01", "2016-12-31")]),
    ("in the 2016 race", [("2016", "2016-01-01", "2016-12-31")]),
    ("in 1995, 1996 and 1998", [(f"{'in ' * (y == 1995)}{y}", f"{y}-01-01", f"{y}-12-31") for y in (1995, 1996, 1998)]),
    ("the 1990s", [("the 1990s", "1990-01-01", "1999-12-31")]),
    ("in the late 1990s", [("in the late 1990s", "1997-01-01", "1999-12-31")]),
    ("in the 19th century", [("in the 19th century", "1801-01-01", "1900-12-31")]),
    ("in the second half of 2015", [("in the second half of 2015", "2015-07-01", "2015-12-31")]),
    ("Rua Obel (1879-1955)", [("1879-1955", "1879-01-01", "1955-12-31")]),
    ("the 2016-17 season", [("2016-17", "2016-01-01", "2017-12-31")]),
    ("AD 79 or 44 BC", [("AD 79", "0079-01-01", "0079-12-31"), ("44 BC", None, None)]),
    ("on February 29, 2017", []),
]
WITHOUT_A_YEAR: list[tuple[str, Rows]] = [
    ("Since June 3, it has rained.", [("Since June 3", "2030-06-03", None)]),
    ("It was closed on March 4.", [("on March 4", "2031-03-04", None)]),
    ("It will stay closed until April 21.", [("until April 21", "2031-04-21", None)]),
    ("Payment from June 1 is planned.", [("from June 1", "2031-06-01", None)]),
    ("It was seen at the last check, in October.", [("in October", "2030-10-01", "2030-10-31")]),
    ("Talks will go on in early April.", [("in early April", "2031-04-01", "2031-04-10")]),
    ("They met in February.", [("in February", "2031-02-01", "2031-02-28")]),
    (
        "In January and February 2030 it froze.",
        [("In January", "2030-01-01", "2030-01-31"), ("February 2030", "2030-02-01", "2030-02-28")],
    ),
    ("They met last May.", [("last May", "2030-05-01", "2030-05-31")]),
    ("Wednesday, March 5", [("Wednesday, March 5", "2031-03-05", None)]),
    ("Tuesday, March 5", [("Tuesday, March 5", "2030-03-05", None)]),
    ("from May 3 to May 7", [("from May 3 to May 7", "2031-05-03", "2031-05-07")]),
    ("It ran between 3 and 7 March.", [("between 3 and 7 March", "2031-03-03", "2031-03-07")]),
    ("It ran March 3-7.", [("March 3-7", "2031-03-03", "2031-03-07")]),
    ("28 December 2029 to 3 January", [("28 December 2029 to 3 January", "2029-12-28", "2030-01-03")]),
    ("In May 20 ships sank.", [("In May", "2030-05-01", "2030-05-31")]),
    (
        "It opened on 5 June 1999 and on 12 June it shut.",
        [("on 5 June 1999", "1999-06-05", None), ("on 12 June", None, None)],
    ),
]
RELATIVE: list[tuple[str, Rows]] = [
    ("Late on Friday, the ferry left.", [("Late on Friday", "2031-03-07", None)]),
    ("On Monday, it left.", [("On Monday", "2031-03-10", None)]),
    ("He said Tuesday it would leave Friday.", [("Tuesday", "2031-03-04", None), ("Friday", "2031-03-14", None)]),
    ("The vote will be held on Friday.", [("on Friday", "2031-03-14", None)]),
    ("On Friday the council will vote.", [("On Friday", "2031-03-14", None)]),
    ("A march is planned for Saturday.", [("for Saturday", "2031-03-15", None)]),
    ("next Friday", [("next Friday", "2031-03-14", None)]),
    ("last Monday", [("last Monday", "2031-03-03", None)]),
    ("since Thursday of last week", [("since Thursday of last week", "2031-03-06", None)]),
    ("By Sunday evening nobody had come.", [("By Sunday evening", "2031-03-09", None)]),
    ("It ran from Friday to Sunday.", [("from Friday to Sunday", "2031-03-07", "2031-03-09")]),
    ("before Friday's vote", [("before Friday", "2031-03-07", None)]),
    (
        "today, yesterday and tomorrow night",
        [("today", "2031-03-10", None), ("yesterday", "2031-03-09", None), ("tomorrow night", "2031-03-11", None)],
    ),
    ("the day before yesterday", [("the day before yesterday", "2031-03-08", None)]),
    ("last week", [("last week", "2031-03-03", "2031-03-09")]),
    ("earlier this month", [("earlier this month", "2031-03-01", "2031-03-10")]),
    ("next year", [("next year", "2032-01-01", "2032-12-31")]),
    ("It sank over the weekend.", [("over the weekend", "2031-03-08", "2031-03-09")]),
    ("last weekend", [("last weekend", "2031-03-08", "2031-03-09")]),
    ("three days ago", [("three days ago", "2031-03-07", None)]),
    ("two weeks ago", [("two weeks ago", "2031-02-24", None)]),
    ("a month ago", [("a month ago", "2031-02-01", "2031-02-28")]),
    ("about three days ago", [("three days ago", None, None)]),
    ("over the past two months", [("over the past two months", "2031-01-10", "2031-03-10")]),
]
NO_DATES = [
    "They may be late and march on in the sun for a second.",
    "May he go? March on!",
    "Theresa May spoke for May and her friend April.",
    "Every Monday and on most Fridays the market opens, on a Sunday never.",
    "the Sunday Post, Good Friday, Black Friday, Friday prayers",
    "open 24/7, a T-90, route 66, score 21-20, page 1995",
    "call 555-1995-96 or 01-02-20177",
    "more than 1400 square kilometres, 2000 people, 2,000 ships, $1995",
    "in 2000 homes, by 1500 divers, at 1930 hours, May 10,000",
    "version 2.0.2017, 1.2017.3, https://paper.example/2031/03/04/flood",
    "Resolution 2254 of the board; the 1200 soldiers",
    "the last Saturday of May Street",
    "31 June, 12 March Street",
]


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE + WITHOUT_A_YEAR + RELATIVE, ids=lambda value: str(value)[:40])
def test_an_expression_is_found_and_means_its_day(text: str, expected: Rows) -> None:
    assert resolved(text) == expected


@pytest.mark.parametrize("text", NO_DATES, ids=lambda text: text[:40])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert resolved(text) == []


@pytest.mark.parametrize(("text", "expected"), WITHOUT_A_YEAR[:3] + RELATIVE, ids=lambda value: str(value)[:40])
def test_without_a_publication_date_nothing_relative_is_resolved(text: str, expected: Rows) -> None:
    assert [each[0] for each in resolved(text, None)] == [each[0] for each in expected]
    assert all(date is None and until is None for _, date, until in resolved(text, None))


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE, ids=lambda value: str(value)[:40])
def test_a_full_date_needs_no_publication_date(text: str, expected: Rows) -> None:
    assert resolved(text, None) == expected


@pytest.mark.parametrize(
    ("text", "date", "until"),
    [
        ("On the same day it rained.", "2030-01-31", None),
        ("The next day it rained.", "2030-02-01", None),
        ("A day earlier it rained.", "2030-01-30", None),
        ("Two weeks later it rained.", "2030-02-14", None),
        ("That year it rained.", "2030-01-01", "2030-12-31"),
        ("The following month it rained.", "2030-02-01", "2030-02-28"),
    ],
)
def test_the_same_day_is_the_one_spoken_of_before(text: str, date: str | None, until: str | None) -> None:
    assert [each[1:] for each in resolved(text, anchor="2030-01-31")] == [(date, until)]
    assert [each[1:] for each in resolved(text)] == [(None, None)]


def test_the_same_day_reaches_over_lines_but_not_over_an_unknown_day() -> None:
    lines = [
        "On March 4, the pier fell.",
        "",
        "On the same day, it was fenced.",
        "On 05/06/2030 it burnt.",
        "The same day it rained.",
    ]
    found = article_dates(lines, ["body", None, "body", "body", "body"], MONDAY)
    assert [(each.line, each.expression.date) for each in found] == [
        (1, "2031-03-04"),
        (3, "2031-03-04"),
        (4, None),
        (5, None),
    ]


def test_a_day_is_forgotten_after_some_lines() -> None:
    lines = ["On March 4, the pier fell.", *["Nothing else was damaged."] * 6, "The next day it was fenced."]
    assert article_dates(lines, ["body"] * 8, MONDAY)[-1].expression.date is None


def test_relative_dates_of_comments_and_boilerplate_stay_open() -> None:
    lines = ["It fell on Friday.", "I saw it on Friday, in 2030.", "New on Friday: the crossword"]
    found = article_dates(lines, ["body", "comment", "boilerplate"], MONDAY)
    assert [each.expression.date for each in found] == ["2031-03-07", None, "2030-01-01", None]


def test_an_expression_is_cut_from_the_text_between_the_offsets() -> None:
    text = "Yesterday it rained. On Friday it snowed. Tomorrow?"
    start, end = text.index("On"), text.index(" Tomorrow")
    (found,) = date_expressions(text, start, end, MONDAY)
    assert (found.start, found.end, found.expression) == (start, start + 9, "On Friday")


def test_a_publication_date_that_is_no_day_counts_as_none() -> None:
    assert resolved("on Friday", "soon") == [("on Friday", None, None)]


PIECES = st.sampled_from(
    "on in since by until the a of and to from between - – , . 's ( ) 3 31 29 0 1995 2031 99999 12/13/2031"
    " 2031-02-30 May march June Feb. dec ſun frİday Friday last next this week month year day ago two"
    " several later same q3 first half century 19th"
    " 1990s ’90s BC AD weekend yesterday night will was 年 9999 1000 2199-12-31 \u00a0 \t".split(" ")
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=80),
    st.sampled_from([None, MONDAY, "0001-01-01", "9999-12-31"]),
)
@example("In 9999 it fell. The next day. That year.", "9999-12-31")
def test_any_text_gives_ordered_spans_of_itself_and_real_days(text: str, published: str | None) -> None:
    position = 0
    for found in date_expressions(text, 0, len(text), published, anchor=published):
        assert position <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.expression
        assert found.until is None or (found.date is not None and found.date < found.until)
        position = found.end


@pytest.mark.parametrize("piece", ["in 1995, ", "May 3 to ", "the last ", "1 2 3 ", "will a", "- ", "12/", '."', "("])
def test_long_lines_take_linear_time(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        started = time.process_time()
        date_expressions(text, 0, len(text), MONDAY)
        return time.process_time() - started

    # What earlier tests left in memory would be gone through again and again, the more the longer this takes.
    gc.collect()
    gc.freeze()
    try:
        short, long = (min(seconds(times) for _ in range(3)) for times in (2000, 8000))
    finally:
        gc.unfreeze()
    assert long < 12 * max(short, 0.005)


def test_after_doing_something_on_a_day_looks_back() -> None:
    text = "The barge is to stay in dock for weeks after running aground on Saturday."
    (found,) = [each for each in date_expressions(text, 0, len(text), "2031-03-11") if "Saturday" in each.expression]
    assert found.date == "2031-03-08"
