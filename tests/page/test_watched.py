"""Watched questions in a real browser: watched below an answer, listed with what changed, and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import qa
from qa.comparison import AnswerChange, Cause, ClaimChange, Line
from qa.keeping import KeptChange, SavedQuestion
from qa.settings import load_settings
from qa.types import Answer
from qa.web.watched import watch_html, watched_html
from tests.page.browsing import DESKTOP, ask, served, visit
from tests.page.test_html import Tags
from tests.shelf import write_files

FERRY = (
    "Ferry hits the pier\n\nVELL, 4 March 2046 - Twelve people were hurt when the ferry Orla hit the pier at Vell.\n\n"
    "The harbour master, Ansel Brude, closed the pier for a week.\n"
)
HURT = "How many people were hurt when the ferry Orla hit the pier?"
HOSTILE = "<img src=x onerror=hurt=1>\"'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched") / "Vell Courier"
    folder.mkdir()
    write_files(folder, {"ferry.txt": FERRY})
    return folder


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("data") / "kept.sqlite3"
    with qa.open_archive(folder, settings=replace(load_settings(), data=str(data))) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, DESKTOP)


def test_a_watched_question_tells_after_a_rebuild_what_changed_in_which_article(reader: Page, folder: Path) -> None:
    ask(reader, HURT)
    watch = reader.locator("#conversation .action.watch")
    expect(watch).to_have_text("Watch")
    watch.click()
    row = reader.locator(".watched-row")
    expect(row).to_have_count(1)
    expect(watch).to_have_text("Watching")
    expect(watch).to_have_attribute("aria-pressed", "true")
    expect(reader.locator(".watched .changed")).to_have_count(0)
    (folder / "ferry.txt").write_text(FERRY.replace("Twelve", "Fourteen"), encoding="utf-8")
    try:
        reader.locator("#rebuild").click()
        expect(reader.locator(".watched .changed")).to_have_text("1 answer changed", timeout=30_000)
        expect(row.locator("summary")).to_contain_text("A figure changed")
        row.locator("summary").click()
        expect(row.locator(".diff del")).to_have_text("Twelve")
        expect(row.locator(".diff ins")).to_have_text("Fourteen")
        expect(row.locator(".change")).to_contain_text("ferry.txt was changed")
        row.locator(".ask").click()
        expect(reader.locator("#conversation .turn")).to_have_count(2)
        expect(reader.locator("#conversation .said").last).to_contain_text("Fourteen people")
        expect(reader.locator(".watched .changed")).to_have_count(0)
    finally:
        (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")


def test_a_question_that_is_no_longer_watched_can_be_brought_back(reader: Page) -> None:
    ask(reader, "Who closed the pier at Vell for a week?")
    watch = reader.locator("#conversation .action.watch")
    watch.click()
    expect(reader.locator(".watched-row")).to_have_count(1)
    reader.locator(".unwatch").click()
    expect(reader.locator(".watched-row")).to_have_count(0)
    expect(watch).to_have_text("Watch")
    reader.locator(".watched .restore").click()
    expect(reader.locator(".watched-row .title")).to_have_text("Who closed the pier at Vell for a week?")
    expect(watch).to_have_text("Watching")
    watch.click()
    expect(reader.locator(".watched-row")).to_have_count(0)


def test_no_reader_sees_what_another_one_watches(browser: Browser, address: str, reader: Page) -> None:
    ask(reader, HURT)
    reader.locator("#conversation .action.watch").click()
    expect(reader.locator(".watched-row")).to_have_count(1)
    for other in visit(browser, address, DESKTOP):
        expect(other.locator(".history")).to_have_count(1)
        expect(other.locator(".watched-row")).to_have_count(0)


def test_whatever_stands_in_a_question_a_line_or_a_path_is_shown_as_text() -> None:
    line = Line(HOSTILE, 3, HOSTILE)
    changed = ClaimChange("figure changed", line, replace(line, text=f"{HOSTILE} 12"), Cause(HOSTILE, "changed"))
    gone = ClaimChange("no longer said", line, None, None)
    answer = Answer(HOSTILE, "answered", HOSTILE, HOSTILE, 0.9, "extractive", (), ())
    kept = KeptChange(HOSTILE, HOSTILE, AnswerChange(HOSTILE, (changed, gone)))
    saved = SavedQuestion(HOSTILE, HOSTILE, HOSTILE, answer, 1, HOSTILE, HOSTILE, (kept,))
    for html in (watched_html([saved], [saved], undo=HOSTILE, problem=HOSTILE), watch_html(answer)):
        tags = Tags(html)
        assert not tags.open
        assert "img" not in tags.names
        assert HOSTILE in tags.text or any(
            HOSTILE in (value or "") for _, told in tags.attributes for value in told.values()
        )
