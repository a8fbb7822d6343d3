"""A reader's conversations in a real browser: kept, found, renamed, deleted and brought back, exported, linked."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.requests import Request

import qa
from qa.cli.start import run
from qa.keeping import Conversation
from qa.settings import load_settings
from qa.types import Answer
from qa.web.conversation import Turn
from qa.web.events import Page as Events
from qa.web.feedback import feedback_html
from qa.web.history import history_html
from qa.web.readers import reader_of
from qa.web.safety import ARRIVAL
from tests.page.browsing import DESKTOP, PHONE, TABLET, ask, served, visit
from tests.page.test_html import Tags
from tests.shelf import write_files

LAMP = (
    "The lamp\n\nVELL, 4 March 2046 - The lamp at Cape Orrin failed on Saturday.\n\n"
    "The keeper, Ansel Brude, lit a fire on the rocks until morning.\n"
)
ARTICLES = {
    "lamp.txt": LAMP,
    "drain.txt": (
        "Drains\n\nVELL, 9 March 2046 - The oldest drain in Vell was dug in 1712 by the glove maker Tobias Quill.\n"
    ),
    "fine.txt": (
        "A fine\n\nVELL, 11 March 2046 - The printer was fined 90 crowns for <img src=x onerror=hurt=1> on Friday.\n"
    ),
}
ANSWER = Answer("When?", "answered", "", None, 0.9, "extractive", (), ())
DUG, LIT = "Who dug the oldest drain in Vell?", "Who lit a fire on the rocks at Cape Orrin?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "Vell Courier"
    folder.mkdir()
    write_files(folder, ARTICLES)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "kept.sqlite3"


@pytest.fixture(scope="module")
def address(folder: Path, data: Path) -> Iterator[str]:
    with qa.open_archive(folder, settings=replace(load_settings(), data=str(data))) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, DESKTOP)


def rows(page: Page) -> list[str]:
    return page.locator(".kept-row .title").all_inner_texts()


def again(page: Page, address: str) -> Page:
    """Open the page once more as the same reader."""
    context: BrowserContext = page.context
    other = context.new_page()
    other.goto(address)
    expect(other.locator(".history")).to_have_count(1)
    return other


def deed(page: Page, title: str, name: str) -> None:
    row = page.locator(".kept-row", has_text=title)
    row.locator(".deeds > summary").click()
    row.get_by_role("button", name=name, exact=True).click()


def test_what_is_asked_is_listed_and_goes_on_where_it_was_left_after_a_reload(reader: Page, address: str) -> None:
    expect(reader.locator("#kept .none")).to_contain_text("What you ask is kept here")
    ask(reader, DUG)
    expect(reader.locator(".kept-list .day")).to_have_text("Today")
    expect(reader.locator(".kept-row .choose")).to_have_attribute("aria-current", "true")
    page = again(reader, address)
    page.locator(".kept-row .choose").click()
    turn = page.locator(".turn")
    expect(turn.locator(".said").first).to_contain_text("Tobias Quill")
    expect(turn.locator(".again")).to_contain_text("read again just now: 1 line as cited")
    expect(page.locator("#source mark.open")).to_contain_text("Tobias Quill")
    expect(ask(page, "And when?").locator(".completed")).to_contain_text("drain")
    expect(page.locator(".kept-row")).to_have_count(1)
    expect(page.locator(".kept-row .meta")).to_contain_text("2 answers")
    page.close()


def test_two_readers_have_lists_of_their_own(browser: Browser, address: str, reader: Page) -> None:
    ask(reader, DUG)
    expect(reader.locator(".kept-row")).to_have_count(1)
    for other in visit(browser, address, DESKTOP):
        expect(other.locator("#kept .none")).to_be_visible()
        expect(other.locator(".kept-row")).to_have_count(0)


def test_conversations_are_searched_renamed_deleted_and_brought_back(reader: Page, address: str) -> None:
    ask(reader, DUG)
    reader.get_by_role("button", name="New conversation").click()
    expect(reader.locator(".turn")).to_have_count(0)
    expect(reader.locator(".welcome")).to_be_visible()
    ask(reader, LIT)
    expect(reader.locator(".kept-row")).to_have_count(2)
    assert rows(reader) == [LIT, DUG]
    reader.locator(".seek").fill("glove maker")
    expect(reader.locator(".kept-row")).to_have_count(1)
    assert rows(reader) == [DUG]
    reader.locator(".seek").fill("")
    expect(reader.locator(".kept-row")).to_have_count(2)
    deed(reader, DUG, "Rename")
    reader.keyboard.insert_text("Drains <b>of</b> Vell")
    reader.keyboard.press("Enter")
    expect(reader.locator(".kept-row .title").last).to_have_text("Drains <b>of</b> Vell")
    deed(reader, LIT, "Delete")  # the one that is open
    expect(reader.locator(".turn")).to_have_count(0)
    expect(reader.locator(".kept-row")).to_have_count(1)
    reader.locator(".undo .restore").click()
    expect(reader.locator(".kept-row")).to_have_count(2)
    deed(reader, LIT, "Delete")
    expect(reader.locator(".kept-row")).to_have_count(1)
    page = again(reader, address)
    assert rows(page) == ["Drains <b>of</b> Vell"]
    page.locator(".deleted summary").click()
    page.locator(".deleted .restore").click()
    expect(page.locator(".kept-row")).to_have_count(2)
    page.close()


def test_a_link_reopens_an_answer_and_is_read_only_for_another_reader(
    browser: Browser, address: str, reader: Page
) -> None:
    ask(reader, DUG)
    turn = ask(reader, LIT)
    link = f"{address}/?answer={turn.get_attribute('data-kept')}"
    own = again(reader, link)
    expect(own.locator(".turn")).to_have_count(2)
    expect(own.locator(".turn .rating")).to_have_count(2)
    own.close()
    for other in visit(browser, address, DESKTOP):
        shared = again(other, link)
        expect(shared.locator(".turn")).to_have_count(1)
        expect(shared.locator(".again")).to_contain_text("Another reader")
        expect(shared.locator(".rating")).to_have_count(0)
        expect(shared.locator(".kept-row")).to_have_count(0)
        ask(shared, DUG)
        expect(shared.locator(".kept-row")).to_have_count(1)
        shared.close()
        nowhere = again(other, f"{address}/?answer={'0' * 32}")
        expect(nowhere.locator(".verdict")).to_have_text("No such answer")
        nowhere.close()
    assert reader.locator(".kept-row").count() == 1


def test_a_reopened_answer_says_what_became_of_its_lines(reader: Page, address: str, folder: Path) -> None:
    ask(reader, LIT)
    for text, badge, told in (
        (f"Corrected.\n\n{LAMP}", "the sentence is on this line now", "2 lines moved"),
        (LAMP.replace("lit a fire", "lit two fires"), "this sentence no longer stands there", "1 line edited since"),
        (None, "The file is gone", "2 lines in a file that is gone"),
    ):
        if text is None:
            (folder / "lamp.txt").unlink()
        else:
            (folder / "lamp.txt").write_text(text, encoding="utf-8")
        try:
            page = again(reader, address)
            page.locator(".kept-row .choose").click()
            expect(page.locator(".claim .badge.changed").first).to_contain_text(badge)
            expect(page.locator(".again")).to_contain_text(told)
            page.close()
        finally:
            (folder / "lamp.txt").write_text(LAMP, encoding="utf-8")


def test_answers_are_rated_with_a_note_and_stay_so(reader: Page, address: str, data: Path) -> None:
    turn = ask(reader, DUG)
    turn.get_by_role("button", name="This answer is wrong").click()
    expect(turn.locator(".rate.down")).to_have_attribute("aria-pressed", "true")
    turn.locator(".remark textarea").fill("It was <b>1713</b>")
    ask(reader, LIT)  # the conversation is drawn again under the note
    expect(turn.locator(".remark textarea")).to_have_value("It was <b>1713</b>")
    turn.get_by_role("button", name="Save note").click()
    expect(reader.locator(".said-now")).to_have_text("Note saved")
    page = again(reader, address)
    page.locator(".kept-row .choose").click()
    expect(page.locator(".rate.down").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".remark textarea").first).to_have_value("It was <b>1713</b>")
    page.locator(".rate.down").first.click()
    expect(page.locator(".rate.down").first).to_have_attribute("aria-pressed", "false")
    page.close()


def test_an_answer_and_a_conversation_are_exported_and_verified(
    browser: Browser, reader: Page, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turn = ask(reader, "How much was the printer fined?")
    ask(reader, LIT)
    saved: dict[str, str] = {}
    for what in ("answer", "conversation"):
        if what == "conversation":
            reader.locator(".deeds > summary").click()
        place = turn.locator(".export") if what == "answer" else reader.locator(".kept-row .export")
        for name in ("Web page, checkable", "Markdown", "JSON", "References (CSL-JSON)", "References (BibTeX)"):
            place.locator("summary").click()
            with reader.expect_download() as download:
                place.get_by_role("button", name=name, exact=True).click()
            path = tmp_path / f"{what}-{download.value.suggested_filename}"
            download.value.save_as(path)
            saved[path.name] = path.read_text(encoding="utf-8")
    assert len(saved) == 10
    assert all("printer" in text for text in saved.values())
    for name in saved:
        if name.endswith(".html") or (name.endswith(".json") and "csl" not in name):
            assert run(["verify", str(tmp_path / name), "--archive", str(folder)]) == 0
    capsys.readouterr()
    page = browser.new_page()
    page.goto(f"file://{next(tmp_path.glob('conversation-*.html'))}")
    assert page.evaluate("window.hurt") is None
    page.locator(".entry").last.locator(".chip").first.click()
    expect(page.locator("li:target blockquote")).to_contain_text("Ansel Brude")
    page.close()


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_where_there_is_no_room_the_list_is_a_drawer(browser: Browser, address: str, size: tuple[int, int]) -> None:
    for page in visit(browser, address, size):
        ask(page, DUG)
        expect(page.locator("#rail")).to_be_hidden()
        toggle = page.get_by_role("button", name="Conversations", exact=True)
        toggle.click()
        expect(page.locator(".seek")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#rail")).to_be_hidden()
        expect(toggle).to_be_focused()
        toggle.click()
        page.mouse.click(size[0] - 5, size[1] // 2)
        expect(page.locator("#rail")).to_be_hidden()
        toggle.click()
        page.locator(".kept-row .choose").click()
        expect(page.locator("#rail")).to_be_hidden()
        expect(page.locator(".again")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_list_is_folded_away_and_stays_so(reader: Page, address: str) -> None:
    expect(reader.locator("#rail")).to_be_visible()
    reader.get_by_role("button", name="Conversations", exact=True).click()
    expect(reader.locator("#rail")).to_be_hidden()
    page = again(reader, address)
    expect(page.locator("#rail")).to_be_hidden()
    page.close()


def test_another_conversation_can_be_opened_while_an_answer_is_made(reader: Page) -> None:
    ask(reader, DUG)
    reader.get_by_role("button", name="New conversation").click()
    expect(reader.locator(".turn")).to_have_count(0)
    reader.locator("#question textarea").fill(LIT)
    reader.keyboard.press("Enter")
    reader.locator(".kept-row", has_text=DUG).locator(".choose").click()
    expect(reader.locator(".turn .asked")).to_have_text(DUG)
    reader.wait_for_timeout(500)
    expect(reader.locator(".turn .asked")).to_have_text(DUG)


def test_an_answer_that_begins_after_its_reader_has_left_is_kept_and_not_shown(folder: Path, tmp_path: Path) -> None:
    def arrived(number: int) -> gr.Request:
        scope = {"type": "http", "headers": [], "path": "/", "query_string": b"", ARRIVAL: number}
        return gr.Request(Request(scope), session_hash="one page")

    async def read(desk: Events) -> tuple[list[Any], list[Any]]:
        await desk.leave(arrived(2))
        turns = (Turn(DUG, answer=ANSWER),)
        return [each async for each in desk.ask(LIT, turns, arrived(1))], [
            each async for each in desk.ask(LIT, turns, arrived(3))
        ]

    settings = replace(load_settings(), data=str(tmp_path / "kept.sqlite3"))
    with qa.open_archive(folder, settings=settings) as archive:
        archive.refresh()
        desk = Events(archive)
        with ThreadPoolExecutor() as apart:  # the browser's events have this thread's loop
            unseen, seen = apart.submit(asyncio.run, read(desk)).result()
        assert all(gr.skip() == part for update in unseen for part in update[1:])
        assert [turn.question for turn in seen[-1][3]] == [DUG, LIT]
        kept = desk.kept.listed(reader_of(arrived(1)))
        assert [each.title for each in kept] == [LIT, LIT]  # two conversations: neither was lost
        desk.kept.close()


def test_answers_go_on_where_they_cannot_be_kept(browser: Browser, folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_bytes(b"no database" * 900)
    settings = replace(load_settings(), data=str(damaged))
    with qa.open_archive(folder, settings=settings) as archive, served(archive) as (address, _):
        for page in visit(browser, address, DESKTOP):
            turn = ask(page, DUG)
            expect(turn.locator(".citation").first).to_be_visible()
            expect(turn.locator(".rating")).to_have_count(0)
            expect(turn.locator(".again")).to_contain_text("not being kept")
            expect(page.locator(".unkept")).to_contain_text("Answers are not being kept.")
            expect(page.locator(".unkept")).to_contain_text("move it away")
            damaged.unlink()  # as it says
            ask(page, LIT)
            expect(page.locator(".unkept")).to_have_count(0)
            expect(page.locator(".kept-row")).to_have_count(1)


def test_nothing_of_a_reader_is_kept_in_the_index(reader: Page, folder: Path, data: Path) -> None:
    ask(reader, DUG)
    expect(reader.locator(".kept-row")).to_have_count(1)
    with sqlite3.connect(folder / ".onrecord" / "catalog.sqlite3") as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
    raw.close()
    assert not [name for name in names if "conversation" in name]
    assert data.is_file()


def test_hostile_names_and_notes_are_text_in_the_list_and_below_an_answer() -> None:
    hostile = "</q><script>alert(1)</script><img src=x onerror=alert(2)> \" ' &"
    told = Conversation(hostile, hostile, hostile, hostile, 2)
    turn = Turn(hostile, answer=ANSWER, kept_id=hostile, asked_at=hostile, reopened=True, vote="up", note=hostile)
    page = history_html([told], [told], current=hostile, query=hostile, undo=hostile, problem=hostile)
    tags = Tags(page + feedback_html(turn) + feedback_html(replace(turn, shared=True)))
    assert not {"script", "img"} & set(tags.names)
    assert not [name for _, attributes in tags.attributes for name in attributes if name.startswith("on")]
    assert tags.text.count(hostile) >= 6
    assert tags.open == []
