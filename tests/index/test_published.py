"""An article's own date: where it is taken from, and what must not be taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates.published import Published, publication_date
from index.types import Region

Row = tuple[Region | None, str]
TITLE: Row = ("title", "Ferry runs aground off Karnassa")
BODY: Row = (
    "body",
    "The island ferry ran onto a sandbank with 112 passengers on board, and three tugs were sent.",
)
FRIDAY: Row = (
    "body",
    "The harbourmaster said on Friday that the ferry had been freed, and nobody had been hurt.",
)
BLANK: Row = (None, "")


def found(*rows: Row, path: str = "a.txt") -> Published:
    return publication_date([text for _, text in rows], [region for region, _ in rows], path)


STATED: dict[str, list[Row]] = {
    "yaml front matter": [
        (None, "---"),
        ("byline", "title: The tide"),
        ("byline", "date: 2031-03-04T08:00:00Z"),
        (None, "---"),
        BODY,
    ],
    "toml front matter": [(None, "+++"), ("byline", "date = 2031-03-04"), (None, "+++"), BODY],
    "front matter before its change": [
        (None, "---"),
        ("byline", "updated: 2031-06-01"),
        ("byline", "published: 4 March 2031"),
        (None, "---"),
        BODY,
    ],
    "a published line": [TITLE, ("byline", "Published on March 4, 2031 at 9.15 am by Ada Fenn"), BODY],
    "a published line before its update": [
        TITLE,
        ("byline", "Updated 6 March 2031"),
        ("byline", "Posted: 4 March 2031"),
        BODY,
    ],
    "only an update": [TITLE, ("byline", "Last updated on Tue 4 Mar 2031 10.15 GMT"), BODY],
    "a published line below": [
        TITLE,
        BODY,
        ("boilerplate", "Posted on March 4, 2031 in Harbour"),
        ("comment", "Bo, May 1, 2031: well"),
    ],
    "a byline": [TITLE, ("byline", "By Ada Fenn | March 4, 2031 | 4 min read"), BODY],
    "a paper's name": [TITLE, BLANK, ("body", "*Karnassa Courier, Tuesday, March 4, 2031*"), BODY],
    "a numeric date": [TITLE, ("byline", "Karnassa Courier, 04.03.2031"), ("byline", "2031-03-04"), BODY],
    "a sign-off": [TITLE, BODY, ("byline", "Ada Fenn, 4 March 2031")],
    "a title": [("title", "Harbour report – March 4, 2031: Ferry freed"), BODY],
    "its own address": [("boilerplate", "https://paper.example/2031/03/04/ferry-freed/"), BODY],
    "a worded address": [("boilerplate", "https://paper.example/harbour-report-march-4-2031-ferry-freed"), BODY],
    "a dateline": [TITLE, ("body", f"HARROW QUAY, March 4, 2031 - {BODY[1]}")],
    "an agency's dateline": [TITLE, ("body", f"HARROW QUAY, March 4, 2031 (CNA) — {BODY[1]}")],
    "a dateline and a year elsewhere": [
        TITLE,
        ("body", f"HARROW QUAY, March 4 - {BODY[1]}"),
        ("boilerplate", "Tides of February 26, 2031"),
    ],
    "a dateline and a year that has turned": [
        TITLE,
        ("body", f"HARROW QUAY, March 4 - {BODY[1]} It was built on 9 December 2030."),
    ],
}


@pytest.mark.parametrize("rows", STATED.values(), ids=STATED.keys())
def test_a_stated_date_is_taken(rows: list[Row]) -> None:
    assert found(*rows) == Published("2031-03-04", inferred=False)


@pytest.mark.parametrize(
    "path",
    [
        "2031-03-04-ferry.txt",
        "2031/03/04/ferry.txt",
        "2031/ferry_20310304.txt",
        "old-2030-01-01/ferry 4 March 2031.md",
        "04mar/ferry-4-mar-2031.txt",
    ],
)
def test_the_files_name_gives_the_date_where_the_text_does_not(path: str) -> None:
    assert found(TITLE, BODY, path=path) == Published("2031-03-04", inferred=False)
    assert found(TITLE, ("byline", "March 5, 2031"), BODY, path=path).date == "2031-03-05"


def test_a_folder_gives_the_dateline_its_year() -> None:
    dateline: Row = ("body", f"HARROW QUAY, March 4 - {BODY[1]}")
    assert found(TITLE, dateline, path="2031-03/ferry.txt").date == "2031-03-04"
    assert found(TITLE, dateline, path="news/2031/ferry.txt").date == "2031-03-04"
    assert found(TITLE, dateline, path="ferry.txt") == Published(None, inferred=False)


INFERRED: dict[str, list[Row]] = {
    "the latest full date": [
        TITLE,
        FRIDAY,
        ("body", "She was built on May 2, 2029 and was last in dock on March 4, 2031."),
        BODY,
    ],
    "a related article's date": [TITLE, FRIDAY, ("boilerplate", "Harbour report – March 4, 2031: Tugs called")],
    "a later day without a year": [
        TITLE,
        FRIDAY,
        ("body", "On March 4, tugs were called."),
        ("boilerplate", "Report of February 26, 2031"),
    ],
    "not what lies ahead": [
        TITLE,
        FRIDAY,
        ("body", "She was seen on March 4, 2031 and will be in dock until May 2, 2032."),
    ],
    "not a comment's": [TITLE, FRIDAY, ("body", "She was seen on March 4, 2031."), ("comment", "Bo, May 2, 2033")],
}


@pytest.mark.parametrize("rows", INFERRED.values(), ids=INFERRED.keys())
def test_the_latest_full_date_of_a_report_stands_in_marked_inferred(rows: list[Row]) -> None:
    assert found(*rows) == Published("2031-03-04", inferred=True)


UNKNOWN: dict[str, list[Row]] = {
    "nothing": [TITLE, FRIDAY],
    "a history": [
        TITLE,
        ("body", "It was begun on 4 March 1831. By 1852 it reached the rock."),
        ("body", "A storm broke it on 3 May 1861."),
    ],
    "a life": [
        ("title", "Ada Fenn"),
        ("body", "Ada Fenn (born 4 March 1931) is a painter of harbours who has always lived in Karnassa."),
    ],
    "a title about the past": [("title", "What we know of March 4, 1931"), BODY],
    "an ambiguous date": [TITLE, ("byline", "Karnassa Courier, 04/03/2031"), BODY],
    "only a comment's date": [TITLE, FRIDAY, ("comment", "Bo Lee, March 4, 2031")],
    "only what lies ahead": [TITLE, FRIDAY, ("body", "She will be in dock until March 4, 2031.")],
    "later years in the text": [TITLE, FRIDAY, ("body", "She was built on March 4, 2021. In 2030 she was sold.")],
    "another page's address": [TITLE, BODY, ("boilerplate", "https://paper.example/2031/03/04/other/")],
}


@pytest.mark.parametrize("rows", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_no_date_is_better_than_a_guess(rows: list[Row]) -> None:
    assert found(*rows) == Published(None, inferred=False)


def test_a_name_of_digits_is_no_date() -> None:
    assert found(TITLE, BODY, path="000_20310304c7bab44b/1203103041.txt").date is None
    assert found(TITLE, BODY, path="20311304.txt").date is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["title", "byline", "body", "comment", "boilerplate", None]), st.text(max_size=60)),
        max_size=8,
    ),
    st.text(max_size=40),
)
def test_any_lines_give_an_answer(rows: list[Row], path: str) -> None:
    answer = publication_date([text for _, text in rows], [region for region, _ in rows], path)
    assert answer.date is not None or not answer.inferred
