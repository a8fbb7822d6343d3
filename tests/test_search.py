"""Searching: every line that matches, in pages that add up."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import qa
from tests.conftest import ArchiveOf

BOATS = 23
FILES = {
    **{
        f"log/{number:02}.txt": (
            f"Boat {number} at Oste\n"
            "\n"
            f"OSTE, {number} May 2041 - The harbour master logged boat number {number} at noon.\n"
            f"{'A storm delayed the harbour pilot. ' * (number % 3)}It left with the tide.\n"
        )
        for number in range(1, BOATS + 1)
    },
    "comments.txt": (
        "Harbour dues rise\n\nOSTE, 30 May 2041 - The dues for the harbour rise by a tenth in June, the council said.\n"
        "\nComments (2)\n\nAnnie Brook says:\nMay 30, 2041 at 9:12 am\nThe harbour is a disgrace and so is the ramp!\n"
        "Reply\n\nTom says:\nMay 30, 2041 at 9:15 am\nNot a bit of it, Annie.\nReply\n"
    ),
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def places(page: qa.SearchPage) -> list[tuple[str, int]]:
    return [(hit.path, hit.start_char) for hit in page]


def test_every_sentence_with_the_word_is_found_once(archive: qa.Archive) -> None:
    page = archive.search("harbour", limit=1000)
    expected = sum(text.casefold().count("harbour") for text in FILES.values())
    assert page.total == len(page) == len(set(places(page))) == expected
    assert page.matched == "all"
    assert all("harbour" in hit.quote.casefold() for hit in page)


def test_each_hit_is_a_citation_that_stands_on_disk(archive: qa.Archive) -> None:
    for hit in archive.search("pilot", limit=100):
        text = FILES[hit.path]
        assert text[hit.start_char : hit.end_char] == hit.quote
        assert text.count("\n", 0, hit.start_char) + 1 == hit.start_line == hit.end_line
        assert hit.state == "intact"


@pytest.mark.parametrize("size", [1, 7, 10, 64])
def test_pages_put_together_are_the_one_big_page(archive: qa.Archive, size: int) -> None:
    whole = archive.search("the harbour master", limit=1000)
    pages = [archive.search("the harbour master", size, offset) for offset in range(0, whole.total, size)]
    assert [place for page in pages for place in places(page)] == places(whole)
    assert [hit.number for page in pages for hit in page] == list(range(1, whole.total + 1))
    assert {page.total for page in pages} == {whole.total}


def test_a_page_past_the_end_is_empty_and_still_counts(archive: qa.Archive) -> None:
    page = archive.search("pilot", limit=5, offset=500)
    assert (len(page), page.offset) == (0, 500)
    assert page.total > 0


def test_lines_with_every_word_are_preferred_to_lines_with_any(archive: qa.Archive) -> None:
    every = archive.search("storm pilot")
    assert every.matched == "all"
    assert all("storm" in hit.quote and "pilot" in hit.quote for hit in every)
    some = archive.search("storm unheardof")
    assert some.matched == "any"
    assert some.total == archive.search("storm").total > 0
    nothing = archive.search("unheardof")
    assert (nothing.matched, nothing.total, nothing.hits) == ("any", 0, ())


def test_titles_and_comments_are_searched_and_say_what_they_are(archive: qa.Archive) -> None:
    assert {hit.region for hit in archive.search("dues rise harbour", limit=99)} == {"title", "body"}
    assert [hit.region for hit in archive.search("disgrace")] == ["comment"]
    assert archive.search("disgrace", include_comments=True).total == 1
    assert archive.search("disgrace", include_comments=False).total == 0


@pytest.mark.parametrize("text", ["who said: x", '"unclosed', "harbour AND (", "+a -b ~", "*", "noon\n\nat"])
def test_nothing_that_is_typed_is_a_query_language(archive: qa.Archive, text: str) -> None:
    if any(character.isalnum() for character in text):
        assert archive.search(text).query == " ".join(text.split())
    else:
        with pytest.raises(qa.QuestionError):
            archive.search(text)


@pytest.mark.parametrize(("text", "limit", "offset"), [("", 5, 0), (" ", 5, 0), ("a", 0, 0), ("a", 5, -1)])
def test_a_search_that_makes_no_sense_is_refused_in_words(
    archive: qa.Archive, text: str, limit: int, offset: int
) -> None:
    with pytest.raises(qa.QuestionError):
        archive.search(text, limit, offset)


def test_an_edited_line_is_shown_as_edited(archive_of: ArchiveOf) -> None:
    archive = archive_of({"a.txt": "Boats\n\nThe pilot went ashore at noon today.\n"})
    (archive.path / "a.txt").write_text("Boats\n\nThe pilot went aboard at noon today.\n")
    assert [hit.state for hit in archive.search("ashore")] == ["edited"]


def test_words_that_only_removed_articles_hold_give_way_to_any_word(archive_of: ArchiveOf) -> None:
    archive = archive_of({"a.txt": "Boats\n\nThe pilot went ashore.\n", "b.txt": "Pears\n\nA pilot ate pears.\n"})
    assert archive.search("pilot ashore").matched == "all"
    (archive.path / "a.txt").unlink()
    archive.refresh()
    page = archive.search("pilot ashore")
    assert (page.matched, [hit.path for hit in page]) == ("any", ["b.txt"])


def test_a_page_prints_itself_as_json(archive: qa.Archive) -> None:
    page = archive.search("pilot", 2).to_dict()
    named = {"query", "matched", "total", "limit", "offset", "hits", "order", "by_article", "by_month", "spellings"}
    assert page.keys() == named
    assert len(page["hits"]) == 2
    assert page["by_month"] == [{"value": "2041-05", "lines": page["total"]}]


def test_the_counts_are_of_every_hit_not_of_the_page(archive: qa.Archive) -> None:
    page = archive.search("harbour", limit=1)
    expected = {path: text.casefold().count("harbour") for path, text in FILES.items()}
    assert {count.value: count.lines for count in page.by_article} == expected
    assert [count.lines for count in page.by_article] == sorted(expected.values(), reverse=True)
    assert sum(count.lines for count in page.by_month) == page.total
    assert archive.search("unheardof").by_article == archive.search("unheardof").by_month == ()


CHRONICLE = {
    "north/b.txt": "Mill sold\n\nNORTH, 2 June 2040 - The old mill was sold on Saturday.\nThe mill needs a roof.\n",
    "north/a.txt": "Mill burns\n\nNORTH, 9 March 2041 - The old mill burned down, the mayor said.\n",
    "south/[1].txt": "A mill\n\nSOUTH, 3 June 2040 - A mill was built in the south.\n",
    "undated.txt": "On mills\n\nEvery old mill has a wheel, or had one.\n",
}


@pytest.fixture(scope="module")
def chronicle(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(CHRONICLE)


def quotes(page: qa.SearchPage) -> list[str]:
    return [hit.quote.split(" - ")[-1] for hit in page]


def test_by_date_the_oldest_article_comes_first_in_its_own_order_and_the_undated_last(chronicle: qa.Archive) -> None:
    page = chronicle.search("old mill roof", order="date")
    assert page.matched == "any"
    assert [hit.path for hit in page if hit.region == "body"] == [
        "north/b.txt", "north/b.txt", "south/[1].txt", "north/a.txt", "undated.txt",
    ]  # fmt: skip
    assert [hit.start_line for hit in page if hit.path == "north/b.txt"] == [1, 3, 4]
    assert [hit.number for hit in page] == list(range(1, page.total + 1))


def test_the_newest_come_first_where_they_are_asked_for_and_the_undated_still_last(chronicle: qa.Archive) -> None:
    page = chronicle.search("old mill", order="newest")
    assert quotes(page) == [
        "The old mill burned down, the mayor said.",
        "The old mill was sold on Saturday.",
        "Every old mill has a wheel, or had one.",
    ]


@pytest.mark.parametrize("order", ["relevance", "date", "newest"])
def test_pages_add_up_in_every_order(chronicle: qa.Archive, order: qa.Order) -> None:
    whole = chronicle.search("mill", order=order)
    pages = [chronicle.search("mill", 2, offset, order=order) for offset in range(0, whole.total, 2)]
    assert [place for page in pages for place in places(page)] == places(whole)
    assert len(set(places(whole))) == whole.total


def test_months_are_counted_in_order_of_time_and_the_undated_apart(chronicle: qa.Archive) -> None:
    page = chronicle.search("mill", limit=1)
    assert [(count.value, count.lines) for count in page.by_month] == [("2040-06", 5), ("2041-03", 2), (None, 2)]


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("2040-06-03", None, {"south/[1].txt", "north/a.txt"}),
        (None, date(2040, 6, 2), {"north/b.txt"}),
        (datetime(2041, 3, 9, 12, tzinfo=UTC), "2041-03-09", {"north/a.txt"}),
    ],
)
def test_days_are_inclusive_and_leave_the_undated_out(
    chronicle: qa.Archive, after: str | date | None, before: str | date | None, expected: set[str]
) -> None:
    page = chronicle.search("mill", published_after=after, published_before=before)
    assert {hit.path for hit in page} == {count.value for count in page.by_article} == expected


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("north", {"north/a.txt", "north/b.txt"}),
        ("./north/", {"north/a.txt", "north/b.txt"}),
        ("north/b.txt", {"north/b.txt"}),
        ("*/?.txt", {"north/a.txt", "north/b.txt"}),
        ("n*", {"north/a.txt", "north/b.txt"}),
        ("s*h", {"south/[1].txt"}),
        ("south/[1].txt", {"south/[1].txt"}),
        ("nor", set()),
        ("NORTH", set()),
    ],
)
def test_a_search_keeps_within_a_file_a_folder_or_a_pattern(
    chronicle: qa.Archive, within: str, expected: set[str]
) -> None:
    assert {hit.path for hit in chronicle.search("mill", within=within)} == expected


def test_where_no_line_within_the_limits_has_every_word_any_word_does(chronicle: qa.Archive) -> None:
    assert chronicle.search("old mill").matched == "all"
    page = chronicle.search("old mill", within="south")
    assert (page.matched, {hit.path for hit in page}) == ("any", {"south/[1].txt"})


@pytest.mark.parametrize(
    "limits",
    [
        {"published_after": "soon"},
        {"published_before": "2040-02-30"},
        {"published_after": "2041-01-01", "published_before": "2040-01-01"},
        {"order": "best"},
    ],
)
def test_limits_that_make_no_sense_are_refused_in_words(chronicle: qa.Archive, limits: dict[str, Any]) -> None:
    with pytest.raises(qa.QuestionError, match=r"soon|2040-02-30|exchange them|relevance, date, newest"):
        chronicle.search("mill", **limits)


QUOTED = {
    "a.txt": (
        "Letters\n\nThe  Ｇrey   heron’s nest stood by the well-known weir.\n"
        "Grey is the nest that the heron left.\nHe weighed 12.5 stone, and the weirs were well known.\n"
        "市長は港の再開を発表した。\n"
    ),
}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('"grey heron\'s nest"', [3]),
        ("“GREY  HERON’S NEST”", [3]),
        ('"grey nest"', []),
        ('"heron left"', [4]),
        ('"the her"', []),
        ('"weir"', [3]),
        ('"well known"', [5]),
        ('"the" nest', [3, 4]),
        ('"is the" "heron left"', [4]),
        ('"nest" cathedral', [3, 4]),
        ('"12.5"', [5]),
        ('"125"', []),
        ('"港の再開"', [6]),
        ('"の港"', []),
        ('nest "', [3, 4]),
        ('nest ""', [3, 4]),
    ],
)
def test_quoted_words_stand_in_the_line_just_so(archive_of: ArchiveOf, text: str, lines: list[int]) -> None:
    assert sorted(hit.start_line for hit in archive_of(QUOTED).search(text)) == lines


NAMES = {
    "a.txt": "Harvest\n\nTraders from Qasr Tamira met the Grain and Olive Board (GOB) on Monday.\n",
    "b.txt": "Prices\n\nIn Kasr Tameera the price of barley fell, and the GOB bought olives.\n",
    "c.txt": "Rain\n\nQasr Tamira saw rain again, and Kasr Tameera did not.\nThe trader of Tameera smiled.\n",
}


def test_names_are_found_in_every_spelling_of_the_archive(archive_of: ArchiveOf) -> None:
    archive = archive_of(NAMES)
    page = archive.search("Qasr Tamira")
    assert page.matched == "all"
    assert places(page) != []
    assert {(hit.path, hit.start_line) for hit in page} == {("a.txt", 3), ("b.txt", 3), ("c.txt", 3)}
    assert "Kasr Tameera" in page.spellings
    assert {hit.path for hit in archive.search("Qasr Tamira barley")} == {"b.txt"}
    assert {hit.path for hit in archive.search("GOB")} == {"a.txt", "b.txt"}
    assert {hit.path for hit in archive.search('"Qasr Tamira"')} == {"a.txt", "c.txt"}
    assert archive.search("barley").spellings == ()


def test_a_search_for_the_word_comments_looks_for_the_word(archive_of: ArchiveOf) -> None:
    archive = archive_of({"a.txt": "Council\n\nThe council read forty comments aloud.\nReaders of the paper came.\n"})
    assert [hit.start_line for hit in archive.search("comments readers paper")] == [4, 3]
    assert archive.search("comments").total == 1
