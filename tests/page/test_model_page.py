"""The page with a language model, in a real browser: what it words, what is withheld, stopping it, and its absence."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import qa
from tests.fake_server import Asked, ChatServer, Reply
from tests.page.browsing import PHONE, ask, served, visit

ARTICLE = (
    "The weir at Sallow Bend\n\nSALLOW BEND, 4 March 2046 - The old weir at Sallow Bend broke on Saturday.\n\n"
    "The miller, Odo Tarn, said the weir was 140 years old and had been patched with tar.\n\n"
    "Repairs to the weir will cost 9,200 crowns, the council said.\n"
)
QUESTION = "How old was the weir at Sallow Bend?"
FALSE = "The weir was 160 years old."
REMOTE = "llm.example.org"


def honest(asked: Asked) -> Reply:
    """Say half of one line, and something that none says."""
    name = next(name for name, line in asked.evidence.items() if "140" in line)
    return Reply.sentences(("Odo Tarn said the weir was 140 years old.", [name]), (FALSE, [name]))


def endless(asked: Asked) -> Reply:
    """Say the same, but never come to the end of the second sentence."""
    whole = honest(asked).text
    assert isinstance(whole, str)
    return Reply(chain([whole[: whole.index(FALSE)]], repeat("and ")), pause=0.05)


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatServer]:
    with ChatServer() as server:
        yield server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chat: ChatServer) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("worded") / "Sallow Herald"
    folder.mkdir()
    (folder / "weir.txt").write_text(ARTICLE, encoding="utf-8")
    with qa.open_archive(folder, settings=chat.settings()) as archive:
        archive.refresh()
        chat.answer_with(honest)
        archive.query(QUESTION)  # the first one imports the model's library, which takes seconds
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, PHONE)


def test_a_worded_answer_shows_its_lines_and_keeps_what_was_withheld_apart(reader: Page, chat: ChatServer) -> None:
    chat.answer_with(honest)
    turn = ask(reader, QUESTION)
    claim = turn.locator(".claim.written")
    expect(claim.locator(".said")).to_contain_text("Odo Tarn said the weir was 140 years old.")
    quote = claim.locator("blockquote")
    expect(quote).to_be_hidden()
    claim.get_by_text("The line's own words").click()
    expect(quote).to_have_text("The miller, Odo Tarn, said the weir was 140 years old and had been patched with tar.")
    expect(reader.locator("#source")).to_be_hidden()

    summary = turn.get_by_text("1 sentence withheld: no line supports it")
    expect(turn.get_by_text(FALSE)).to_be_hidden()
    summary.click()
    expect(turn.get_by_text(FALSE)).to_be_visible()
    expect(turn.locator(".withheld .badge")).to_have_text("Unsupported")
    copied = reader.evaluate("() => { getSelection().selectAllChildren(document.querySelector('#conversation'));"
                             " return getSelection().toString(); }")  # fmt: skip
    assert "140 years old" in copied
    assert FALSE not in copied


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_an_answer_that_is_stopped_keeps_what_was_shown_and_leaves_the_model(
    reader: Page, chat: ChatServer, by: str
) -> None:
    chat.answer_with(endless)
    left = chat.finished.count("left")
    reader.locator("#question textarea").fill(QUESTION)
    reader.keyboard.press("Enter")
    expect(reader.locator(".pending .said")).to_contain_text("140 years old")
    expect(reader.locator(".searching")).to_have_text("Writing and checking")
    expect(reader.locator("#send")).to_be_hidden()
    reader.locator("#question textarea").fill("typed meanwhile")
    if by == "button":
        reader.get_by_role("button", name="Stop").click()
    else:
        reader.keyboard.press("Escape")
    turn = reader.locator(".turn")
    expect(turn.locator(".stopped")).to_contain_text("Stopped.")
    expect(turn.locator(".said")).to_contain_text("140 years old")
    expect(reader.locator("#send")).to_be_visible()
    expect(reader.locator("#stop")).to_be_hidden()
    expect(reader.locator("#question textarea")).to_have_value("typed meanwhile")
    assert chat.until(lambda: chat.finished.count("left") > left)

    chat.answer_with(honest)
    turn.get_by_role("button", name="Retry").click()
    expect(turn.locator(".wording")).to_be_visible()
    expect(reader.locator(".pending")).to_have_count(0)
    expect(turn).to_have_count(1)
    expect(ask(reader, "What will repairs to the weir cost?").locator(".said").first).to_be_visible()


def test_a_dead_model_leaves_the_lines_and_a_note(reader: Page, chat: ChatServer) -> None:
    chat.say(Reply.failure(401, "no such key"))
    turn = ask(reader, QUESTION)
    expect(turn.locator(".said").first).to_contain_text("patched with tar")
    expect(turn.locator(".note")).to_contain_text("the lines are quoted")
    expect(turn.locator(".wording")).to_have_count(0)


def test_a_page_that_sends_lines_elsewhere_says_so_before_the_first_question(
    browser: Browser, tmp_path: Path, chat: ChatServer
) -> None:
    (tmp_path / "weir.txt").write_text(ARTICLE, encoding="utf-8")
    asked = len(chat.requests)
    settings = replace(chat.settings(), model_url=f"https://{REMOTE}/v1")
    with qa.open_archive(tmp_path, settings=settings) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            for page in visit(browser, address, PHONE):
                for place in ("#masthead", "#welcome"):
                    expect(page.locator(place).locator(".disclosure")).to_contain_text(REMOTE)
                assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert len(chat.requests) == asked
