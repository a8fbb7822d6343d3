"""The list of an archive's articles: filtered, in order, counted, in pages that add up; the words of found lines."""

import pytest
import sqlalchemy as sa

import qa
from qa.emphasis import matched_words
from tests.conftest import ArchiveOf
from tests.shelf import Shelf

FILES = {
    "2041/05/ferry.txt": "Ferry runs late\n\nOSTE, 3 May 2041 - The ferry left an hour late on Friday.\n",
    "2041/06/Café-Örn.txt": (
        "Café Örn shuts its doors\n\nOSTE, 9 June 2041 - The café closed on Sunday.\n\nIt had 12 tables.\n"
    ),
    "2041/06/bakery.txt": "A bakery opens\n\nOSTE, 2 June 2041 - A bakery opened on Sunday.\n",
    "undated.txt": "Notes on ferries\n\nA ferry is a boat that goes to and fro.\n",
    "papers/post.txt": (
        "---\npublisher: Oste Post\ntitle: Harbour dues rise\ndate: 2041-07-01\n---\n\nThe dues rise in August.\n"
    ),
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def paths(page: qa.ArticlePage) -> list[str]:
    return [head.path for head in page]


def test_every_article_is_listed_with_what_stands_above_it(archive: qa.Archive) -> None:
    page = archive.articles(order="path")
    assert paths(page) == sorted(FILES)
    assert page.total == len(page) == len(FILES)
    head = page.articles[1]
    assert (head.title, head.published, head.folder) == ("Café Örn shuts its doors", "2041-06-09", "2041/06")
    assert [each.lines for each in page] == [FILES[path].count("\n") + 1 for path in sorted(FILES)]


def test_a_publisher_is_only_what_the_article_names(archive: qa.Archive) -> None:
    named = {head.path: head.publisher for head in archive.articles()}
    assert named.pop("papers/post.txt") == "Oste Post"
    assert set(named.values()) == {None}
    assert archive.articles().publishers == (qa.ArticleCount("Oste Post", 1),)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", ["papers/post.txt", "2041/06/Café-Örn.txt", "2041/06/bakery.txt", "2041/05/ferry.txt"]),
        ("date", ["2041/05/ferry.txt", "2041/06/bakery.txt", "2041/06/Café-Örn.txt", "papers/post.txt"]),
    ],
)
def test_articles_of_unknown_date_come_last_in_either_order(
    archive: qa.Archive, order: qa.ArticleOrder, expected: list[str]
) -> None:
    assert paths(archive.articles(order=order)) == [*expected, "undated.txt"]


def test_titles_are_sorted_as_one_reads_them(archive: qa.Archive) -> None:
    titles = [head.title for head in archive.articles(order="title")]
    assert titles == [
        "A bakery opens", "Café Örn shuts its doors", "Ferry runs late", "Harbour dues rise", "Notes on ferries"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"text": "FERR"}, {"2041/05/ferry.txt", "undated.txt"}),
        ({"text": "cafe orn"}, {"2041/06/Café-Örn.txt"}),
        ({"text": "2041 bakery"}, {"2041/06/bakery.txt"}),
        ({"text": "tables"}, set()),  # it stands in a text, not above one
        ({"within": "2041"}, {path for path in FILES if path.startswith("2041/")}),
        ({"within": "2041/06"}, {"2041/06/Café-Örn.txt", "2041/06/bakery.txt"}),
        ({"published_after": "2041-06-03", "published_before": "2041-06-30"}, {"2041/06/Café-Örn.txt"}),
        ({"publisher": "Oste Post"}, {"papers/post.txt"}),
        ({"publisher": "Nobody"}, set()),
    ],
)
def test_filters_keep_just_what_they_name(archive: qa.Archive, asked: dict[str, str], expected: set[str]) -> None:
    page = archive.articles(**asked)  # type: ignore[arg-type]
    assert set(paths(page)) == expected
    assert page.total == len(expected)


def test_folders_are_counted_with_the_folders_in_them(archive: qa.Archive) -> None:
    folders = {share.value: share.articles for share in archive.articles("ferry").folders}
    assert folders == {"2041": 3, "2041/05": 1, "2041/06": 2, "papers": 1}


@pytest.mark.parametrize("size", [1, 2, 4, 50])
def test_pages_put_together_are_the_whole_list(archive: qa.Archive, size: int) -> None:
    pages = [archive.articles(limit=size, offset=offset) for offset in range(0, len(FILES), size)]
    assert [path for page in pages for path in paths(page)] == paths(archive.articles())


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"offset": -1}, {"order": "size"}, {"published_after": "soon"}], ids=str
)
def test_what_is_no_list_is_refused_with_the_cure(archive: qa.Archive, asked: dict[str, object]) -> None:
    with pytest.raises(qa.QuestionError):
        archive.articles(**asked)  # type: ignore[arg-type]


def test_lines_are_searched_within_one_publisher(archive: qa.Archive) -> None:
    assert {hit.path for hit in archive.search("dues rise", publisher="Oste Post")} == {"papers/post.txt"}
    assert archive.search("ferry", publisher="Oste Post").total == 0


def test_a_list_is_plain_json(archive: qa.Archive) -> None:
    found = archive.articles("bakery").to_dict()
    assert found["articles"][0]["path"] == "2041/06/bakery.txt"
    assert found["total"] == 1


def test_no_text_is_read_for_a_list(shelf: Shelf) -> None:
    shelf.add({"a.txt": "One title\n\nA text that is only read when it is opened.\n"})
    snapshot = shelf.index.snapshot()
    said: list[str] = []
    engine = snapshot._catalog._engine
    sa.event.listen(engine, "before_cursor_execute", lambda _, __, statement, *rest: said.append(statement))
    assert [head.title for head in snapshot.heads] == ["One title"]
    assert said
    assert not [statement for statement in said if "articles.text" in statement or "articles.names" in statement]
    said.clear()
    assert snapshot.heads
    assert said == []


def emphasised(text: str, page: qa.SearchPage) -> list[str]:
    return [text[start:end] for start, end in matched_words(text, page)]


def page_for(query: str, *spellings: str) -> qa.SearchPage:
    return qa.SearchPage(query, "all", 1, 50, 0, (), spellings=spellings)


@pytest.mark.parametrize(
    ("query", "spellings", "text", "expected"),
    [
        ("ferries", (), "The ferry met two Ferries.", ["ferry", "Ferries"]),
        ("the closed café", (), "The CAFE closes, the end.", ["CAFE", "closes"]),
        ("Port Velm", ("Porto Velmo",), "From Porto Velmo to a porto.", ["Porto", "Velmo"]),
        ('"late on Friday"', (), "It was late on Friday.", ["late", "Friday"]),
        ("橋", (), "新しい橋が開通", ["橋"]),
        ("İstanbul", (), "İİİ reached İstanbul late", ["İstanbul"]),
        ("ferry", (), "Nothing here.", []),
    ],
)
def test_the_words_searched_for_are_found_in_each_form(
    query: str, spellings: tuple[str, ...], text: str, expected: list[str]
) -> None:
    assert emphasised(text, page_for(query, *spellings)) == expected
