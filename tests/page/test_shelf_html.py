"""The archive view's parts without a browser: its HTML, its bars, uploads that name what they must not."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from gradio.utils import get_upload_folder
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleHead, Progress, ProgressCallback, RefreshReport
from qa.adding import add_file, take_back_file
from qa.shelf import AddedFile, ArticleCount, ArticlePage
from qa.types import (
    ArchiveStatus,
    Citation,
    Count,
    SearchPage,
    Source,
    SourceLine,
)
from qa.web.browse import articles_html, menus_html
from qa.web.found import SHOWN, bars, emphasised_html, found_html, found_span
from qa.web.rebuild import Rebuild
from qa.web.standing import SECONDS, Standing, size, standing_html
from qa.web.upload import MOST_FILES, Offered, Upload, Uploads, offered, taken_back_html, upload_html
from tests.page.test_html import HOSTILE, Tags

EMPTY = RefreshReport((), (), (), (), (), 0, 0.1)
HEAD = ArticleHead(HOSTILE, HOSTILE, "2046-03-04", False, HOSTILE, 12)
HIT = Citation(1, HOSTILE, 3, 3, 10, 10 + len(HOSTILE), HOSTILE, HOSTILE, None, False, "comment", "", "moved")
STATUS = ArchiveStatus("/a", "/a/i", 3, "2046-03-04T10:11:12+00:00", "e", 1200, 9, 4_000, 0, 2, 4_100_000, ())


def article_page(total: int = 1, **changed: object) -> ArticlePage:
    page = ArticlePage(
        HOSTILE, total, 50, 0, (HEAD,), folders=(ArticleCount(HOSTILE, 1),), publishers=(ArticleCount(HOSTILE, 1),)
    )
    return replace(page, **changed)  # type: ignore[arg-type]


def search_page(**changed: object) -> SearchPage:
    counts = (Count(HOSTILE, 1), Count("b.txt", 1))
    page = SearchPage(HOSTILE, "any", 2, 50, 0, (HIT, HIT), by_article=counts, spellings=(HOSTILE,))
    return replace(page, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "html",
    [
        articles_html(article_page(), [HOSTILE]),
        articles_html(article_page(0), [HOSTILE]),
        menus_html(article_page()),
        found_html(search_page(), [HOSTILE]),
        found_html(search_page(total=0), [HOSTILE]),
        standing_html(replace(STATUS, failed=((HOSTILE, HOSTILE),))),
        upload_html(Upload("token", (AddedFile(HOSTILE, "", 3),), ((HOSTILE, HOSTILE),))),
        taken_back_html(1, 2),
    ],
    ids=["articles", "no articles", "menus", "lines", "no lines", "standing", "upload", "taken back"],
)
def test_every_text_is_escaped_and_every_tag_closed(html: str) -> None:
    tags = Tags(html)
    assert tags.open == []
    assert not {"script", "img"} & set(tags.names)
    assert not [name for _, attributes in tags.attributes for name in attributes if name.startswith("on")]


def test_a_line_is_shown_whole_with_its_words_emphasised() -> None:
    tags = Tags(f"<p>{emphasised_html('The ferry & the <b>ferry</b>', ((4, 9), (19, 24)))}</p>")
    assert tags.text == "The ferry & the <b>ferry</b>"
    assert tags.names.count("b") == 2


@given(st.text(min_size=1, max_size=2_000), st.lists(st.tuples(st.integers(0, 2_100), st.integers(1, 30)), max_size=5))
def test_of_any_line_what_is_shown_is_a_part_of_it(text: str, places: list[tuple[int, int]]) -> None:
    spans = sorted({(start, min(start + length, len(text))) for start, length in places if start < len(text)})
    shown = Tags(emphasised_html(text, spans)).text
    for sign in ("…" if len(text) > SHOWN else "",):
        shown = shown.removeprefix(sign).removesuffix(sign) if sign and sign not in text else shown
    if "\r" not in text and "\0" not in text and "…" not in text:
        assert shown in text
        assert len(shown) == min(len(text), SHOWN)


def test_a_long_line_is_shown_around_the_first_word_found() -> None:
    text = "a" * 5_000 + " ferry " + "b" * 5_000
    html = emphasised_html(text, ((5_001, 5_006),))
    assert "<b>ferry</b>" in html
    assert len(Tags(html).text) < SHOWN + 10


def counts(*months: str) -> list[Count]:
    return [Count(month, 2) for month in months]


@pytest.mark.parametrize(
    ("months", "labels"),
    [
        ((), []),
        (("2046-03",), ["March 2046"]),
        (("2045-11", "2046-02"), ["November 2045", "December 2045", "January 2046", "February 2046"]),
        (("2040-01", "2043-12"), ["2040", "2041", "2042", "2043"]),
        (("1851-01", "1923-12"), ["1850s", "1860s", "1870s", "1880s", "1890s", "1900s", "1910s", "1920s"]),
    ],
)
def test_bars_cover_the_time_without_gaps_and_are_few(months: tuple[str, ...], labels: list[str]) -> None:
    shown = bars(counts(*months))
    assert [bar.label for bar in shown] == labels
    assert sum(bar.lines for bar in shown) == 2 * len(months)
    assert all(bar.first < bar.last for bar in shown)


def test_a_bar_of_february_ends_on_its_last_day() -> None:
    assert [bar.last for bar in bars(counts("2044-01", "2044-02"))] == ["2044-01-31", "2044-02-29"]


def source(*lines: str) -> Source:
    found, start = [], 0
    for number, line in enumerate(lines, 1):
        found.append(SourceLine(number, start, line, "body"))
        start += len(line) + 1
    return Source("a.txt", None, None, False, "", "intact", tuple(found))


def test_a_found_line_is_marked_where_it_stands_and_not_where_it_stood() -> None:
    article = source("One line.", "The ferry sank.", "An end.")
    [exact] = found_span(article, 10, 25, "The ferry sank.")
    [moved] = found_span(article, 0, 9, "The ferry sank.")
    assert (exact.start, exact.end) == (moved.start, moved.end) == (10, 25)
    assert found_span(article, 0, 9, "It never stood here.") == ()
    assert found_span(article, -1, -1, "") == ()


def test_the_banner_stands_only_where_files_changed() -> None:
    assert "2 files changed since" in standing_html(STATUS)
    assert "changed since" not in standing_html(replace(STATUS, pending=0))
    assert "Not indexed yet" in standing_html(replace(STATUS, generation=0))


def test_sizes_are_told_in_the_unit_that_fits() -> None:
    assert [size(n) for n in (0, 312_400, 4_100_000, 2_500_000_000)] == ["1 KB", "312 KB", "4.1 MB", "2.5 GB"]


def test_many_readers_share_one_look_until_a_rebuild_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    event = [0]

    def read() -> ArchiveStatus:
        looks.append(1)
        return STATUS

    standing = Standing(read, lambda: event[0])
    readers = [threading.Thread(target=standing.status) for _ in range(20)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(looks) == 1
    event[0] = 1
    standing.status()
    assert len(looks) == 2
    now = time.monotonic()
    monkeypatch.setattr("qa.web.standing.time.monotonic", lambda: now + SECONDS + 1)
    standing.status()
    assert len(looks) == 3


def test_a_file_added_during_a_rebuild_is_indexed_by_another() -> None:
    begun, go = threading.Event(), threading.Event()
    runs: list[int] = []

    def refresh(progress: ProgressCallback) -> RefreshReport:
        runs.append(1)
        progress(Progress("scan", 0, 1))
        begun.set()
        go.wait(10)
        return EMPTY

    rebuild = Rebuild(refresh)
    rebuild.start()
    assert begun.wait(10)
    rebuild.start()
    rebuild.start(anew=True)
    rebuild.start(anew=True)
    assert rebuild.run.running
    go.set()
    rebuild._thread.join(10)  # type: ignore[union-attr]
    assert len(runs) == 2
    assert (rebuild.run.number, rebuild.run.running) == (2, False)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return gradio's upload folder, moved to where a test may write."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    folder = Path(get_upload_folder())
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def uploads(archive: Path) -> Uploads:
    return Uploads(lambda name, data: add_file(archive, name, data), lambda added: take_back_file(archive, added))


def test_an_upload_comes_into_the_archive_once_and_leaves_nothing_behind(
    stored: Path, archive: Path, uploads: Uploads
) -> None:
    file = stored / "abc.txt"
    file.write_bytes(b"A line.\n")
    upload = uploads.receive([Offered("../ferry.txt", 8, str(file))])
    assert [added.path for added in upload.added] == ["added/ferry.txt"]
    assert not file.exists()
    assert uploads.take_back("another reader's") == (0, 0)
    assert uploads.take_back(upload.token) == (1, 0)
    assert uploads.take_back(upload.token) == (0, 0)
    assert list(archive.iterdir()) == []


@pytest.mark.parametrize("named", ["{outside}", "{stored}/../secret.txt", "{stored}/link.txt", "/etc/passwd", "\0", ""])
def test_nothing_but_an_upload_is_ever_read(
    stored: Path, archive: Path, uploads: Uploads, tmp_path: Path, named: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    (stored / "link.txt").symlink_to(secret)
    upload = uploads.receive([Offered("x.txt", 8, named.format(outside=secret, stored=stored))])
    assert upload.added == ()
    assert upload.refused == (("x.txt", "did not arrive: try it again"),)
    assert secret.exists()
    assert list(archive.iterdir()) == []


def test_too_many_files_are_refused_by_name(stored: Path, uploads: Uploads) -> None:
    upload = uploads.receive([Offered(f"{n}.exe", 1) for n in range(MOST_FILES + 2)])
    assert len(upload.refused) == MOST_FILES + 2
    assert "files at once" in upload.refused[-1][1]


@pytest.mark.parametrize("said", [None, 3, {}, "files", [3, None, "x"], {"name": "x"}])
def test_what_is_no_list_of_files_is_none(said: object) -> None:
    assert offered(said) == []


def test_what_a_browser_says_of_a_file_is_only_text_and_a_number() -> None:
    assert offered([{"name": 3, "size": "big", "stored": ["x"]}]) == [Offered("3", 0, None)]
