"""One answer against what its question expects: lines, facts, and what the search found."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.expected import BrokenRow, ExpectedLine, Finder
from qa.evaluation.judge import DEPTHS, Outcome, holds_fact, judge, key_of
from qa.evaluation.questions import GoldLine, GoldQuestion
from qa.evaluation.words import blame, verdict
from qa.types import Answer, Citation, NotFound, Searched, Source, SourceLine

ASKED = "How many boats sank?"
SENTENCES = {
    ("a.txt", 3): "Two boats sank in the storm.",
    ("a.txt", 5): "The harbour was closed.",
    ("b.txt", 1): "Four boats sank, a fisher said.",
    ("b.txt", 4): "Nobody was hurt.",
}
PLACES = list(SENTENCES)


def cite(number: int, path: str, line: int) -> Citation:
    quote = SENTENCES[path, line]
    return Citation(number, path, line, line, 0, len(quote), quote, None, None, False, "body", "0" * 64)


def answer(*places: tuple[str, int], **changed: Any) -> Answer:
    citations = tuple(cite(number, *place) for number, place in enumerate(places, 1))
    missing = None if places else NotFound(Searched(2, 4, None), (cite(1, "a.txt", 5),), "Nothing says it.")
    plain = Answer(
        ASKED,
        "answered" if places else "not_found",
        "",
        None,
        0.8 if places else 0.0,
        "extractive",
        (),
        citations,
        not_found=missing,
    )
    return replace(plain, **changed)


def outcome(
    *cited: tuple[str, int],
    answers: tuple[tuple[str, ...], ...] = (("two", "2"),),
    lines: tuple[tuple[str, int], ...] = (("a.txt", 3),),
    need: Any = "any",
    search: tuple[tuple[str, int], ...] = (("b.txt", 1), ("a.txt", 3)),
) -> Outcome:
    question = GoldQuestion(1, ASKED, answers=answers, lines=tuple(GoldLine(*line, None) for line in lines), need=need)
    expected = tuple(ExpectedLine(path, line, SENTENCES[path, line], "body") for path, line in lines)
    found = [cite(number, *place) for number, place in enumerate(search, 1)]
    return judge(question, expected, answer(*cited), found, 12.0)


def test_the_first_citation_on_an_expected_line_that_holds_a_fact_is_right() -> None:
    made = outcome(("a.txt", 3))
    assert made.hits == (True,) * len(DEPTHS)
    assert (made.right, made.first_right, made.refused) == (True, True, False)
    assert made.expected[0].cited == 1
    assert [line.expected for line in made.cited] == [True]


def test_a_later_citation_makes_an_answer_right_but_not_its_first_line() -> None:
    made = outcome(("b.txt", 1), ("b.txt", 4), ("a.txt", 3))
    assert made.hits == (False, True, True, True)
    assert (made.right, made.first_right) == (True, False)
    assert not outcome(("b.txt", 1), ("b.txt", 4), ("a.txt", 5), ("a.txt", 3)).right


def test_an_expected_line_without_the_fact_is_no_hit() -> None:
    made = outcome(("a.txt", 5), lines=(("a.txt", 3), ("a.txt", 5)))
    assert made.hits == (False,) * len(DEPTHS)
    assert verdict(made) == "an expected line cited, but not the sentence that answers"


def test_a_fact_on_another_line_than_the_expected_is_no_hit() -> None:
    made = outcome(("b.txt", 1), answers=(("four",),))
    assert not made.right
    assert verdict(made) == "other lines cited"
    assert blame(made) == "The search found a.txt:3 as number 2."


def test_where_all_is_needed_every_line_and_every_fact_must_be_cited() -> None:
    both: dict[str, Any] = {"answers": (("two",), ("four",)), "lines": (("a.txt", 3), ("b.txt", 1)), "need": "all"}
    made = outcome(("a.txt", 3), ("b.txt", 1), **both)
    assert made.hits == (True, True, True, True)  # the first one can only hold its part
    assert (made.needed, made.found) == (2, (1, 2, 2, 2))
    half = outcome(("a.txt", 3), ("a.txt", 5), search=(("a.txt", 3),), **both)
    assert half.hits == (True, False, False, False)
    assert verdict(half) == "only part of what is needed was cited"
    assert blame(half) == "The search did not find b.txt:1."


def test_without_lines_a_quote_that_holds_the_answer_is_a_hit() -> None:
    made = outcome(("b.txt", 4), ("b.txt", 1), lines=(), answers=(("four boats",),))
    assert made.hits == (False, True, True, True)
    assert [line.expected for line in made.cited] == [False, True]
    assert (made.needed, made.found) == (1, (1, 1, 1, 1))
    missed = outcome(("b.txt", 4), lines=(), answers=(("two",),))
    assert blame(missed) == "The search has the answer among its first 3 finds."
    assert blame(outcome(lines=(), answers=(("ten",),))) == "The search has no answer among its first 10 finds."


def test_without_answers_an_expected_line_is_a_hit() -> None:
    assert outcome(("a.txt", 3), answers=()).right
    assert not outcome(("a.txt", 5), answers=()).right


def test_a_question_that_the_archive_does_not_answer_is_right_when_refused() -> None:
    refused = outcome(answers=(), lines=(), search=())
    assert (refused.answerable, refused.refused, refused.right) == (False, True, True)
    wrong = outcome(("a.txt", 3), answers=(), lines=(), search=())
    assert (wrong.right, wrong.first_right, wrong.needed) == (False, False, 0)
    assert verdict(wrong) == "answered, though the archive does not answer"
    assert blame(wrong) == ""


def test_a_refusal_shows_the_nearest_lines_and_counts_them_nowhere() -> None:
    made = outcome(lines=(("a.txt", 5),), answers=())
    assert made.hits == (False,) * len(DEPTHS)
    assert made.expected[0].cited is None
    assert [line.quote for line in made.cited] == ["The harbour was closed."]
    assert (verdict(made), made.reason) == ("refused", "Nothing says it.")


def test_what_the_search_has_but_no_region_may_answer_with_is_explained() -> None:
    question = GoldQuestion(1, ASKED, lines=(GoldLine("a.txt", 3, None),))
    title = ExpectedLine("a.txt", 3, "Boats sink", "title")
    assert blame(judge(question, (title,), answer(), (), 1.0)) == (
        "The search did not find a.txt:3, which it takes for a title."
    )


@given(
    cited=st.lists(st.sampled_from(PLACES), max_size=6, unique=True),
    lines=st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True),
    need=st.sampled_from(["any", "all"]),
)
def test_more_citations_or_finds_never_make_a_result_worse(
    cited: list[tuple[str, int]], lines: list[tuple[str, int]], need: str
) -> None:
    made = outcome(*cited, lines=tuple(lines), need=need, search=tuple(cited), answers=(("boats",),))
    assert list(made.hits[1:]) == sorted(made.hits[1:])
    assert list(made.found) == sorted(made.found)
    assert made.found[-1] <= made.needed


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("two", "Two boats sank."),
        ("Ada  Thorn", "It was Ada\u00a0Thorn."),
        ("5", "It cost 5."),
        ("$5", "It cost US$5 then."),
        ("mayor's", "The mayor’s car."),
        ("大雨", "昨日は大雨でした。"),
        ("½", "½ of it"),
    ],
)
def test_a_fact_is_found_as_whole_words_in_whatever_case(spelling: str, text: str) -> None:
    assert holds_fact([spelling], text)


@pytest.mark.parametrize(
    ("spelling", "text"),
    [("two", "The network."), ("500", "1,500 boats"), ("5", "5.4 metres"), ("4", "5.4 metres"), ("Thorn", "Thorne")],
)
def test_a_part_of_a_word_or_of_a_number_is_no_fact(spelling: str, text: str) -> None:
    assert not holds_fact([spelling], text)


def test_a_row_is_the_same_row_by_what_it_asks_and_expects_not_by_its_place_or_name() -> None:
    row = GoldQuestion(3, ASKED, answers=(("2",),), lines=(GoldLine("a.txt", 3, "Two"),))
    assert key_of(replace(row, number=9, id="x", type="number")) == key_of(row)
    assert key_of(replace(row, answers=(("3",),))) != key_of(row)
    assert key_of(replace(row, lines=(GoldLine("a.txt", 4, None),))) != key_of(row)
    assert key_of(replace(row, history=(("Who?", "Me."),))) != key_of(row)


def source(path: str) -> Source:
    texts = ["Boats sink", "", f"Two  boats sank near {path}."]
    lines = tuple(SourceLine(number, 0, text, "body" if text else None) for number, text in enumerate(texts, 1))
    return Source(path, None, None, False, "0" * 64, "intact", lines)


PATHS = ["march/tide.txt", "april/tide.txt", "april/weir.txt", "notes.txt", "old/notes.txt"]


def lines_of(file: str, line: int, quote: str | None = None) -> list[tuple[str, int]]:
    question = GoldQuestion(1, ASKED, lines=(GoldLine(file, line, quote),))
    return [(each.path, each.line) for each in Finder(PATHS, source).lines_of(question)]


def test_a_file_is_found_by_its_path_or_by_a_name_that_only_one_has() -> None:
    assert lines_of("weir.txt", 3) == [("april/weir.txt", 3)]
    assert lines_of("./march/tide.txt", 1) == [("march/tide.txt", 1)]
    assert lines_of("notes.txt", 3) == [("notes.txt", 3)]  # the whole path goes before a name
    assert lines_of("weir.txt", 3, "two boats  sank") == [("april/weir.txt", 3)]


@pytest.mark.parametrize(
    ("file", "line", "quote", "said"),
    [
        ("gone.txt", 1, None, "no file 'gone.txt'"),
        ("eir.txt", 1, None, "no file 'eir.txt'"),
        ("tide.txt", 1, None, "april/tide.txt, march/tide.txt"),
        ("weir.txt", 4, None, "april/weir.txt has 3 lines"),
        ("weir.txt", 2, None, "an empty line"),
        ("weir.txt", 3, "Three boats", 'does not hold "Three boats"'),
    ],
)
def test_what_the_archive_does_not_have_breaks_the_row(file: str, line: int, quote: str | None, said: str) -> None:
    with pytest.raises(BrokenRow) as caught:
        lines_of(file, line, quote)
    assert said in str(caught.value)
