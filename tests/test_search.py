"""Searching: every line that matches, in pages that add up."""

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
    assert page.keys() == {"query", "matched", "total", "limit", "offset", "hits"}
    assert len(page["hits"]) == 2
