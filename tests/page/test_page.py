"""The page in a real browser, on a small invented archive that is indexed and served for it."""

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import app
import qa
from qa.web.rebuild import Rebuild
from tests.page.browsing import (
    DESKTOP,
    PHONE,
    TABLET,
    ask,
    expect_in_view,
    free_port,
    loops_let_go,
    served,
    visit,
)

HOSTILE = "The printer of Vell was fined 90 crowns for <script>hurt=1</script> <img src=x onerror=hurt=1>"
SPARE = "\n\n".join(f"On the {n}th shelf of the town archive lies a folder about drains." for n in range(1, 60))
ARTICLES = {
    "vell/lighthouse keeper.txt": (
        "Lighthouse at Cape Orrin goes dark\n\nVELL, 4 March 2046 - The lamp at Cape Orrin failed on Saturday.\n\n"
        "The keeper, Ansel Brude, lit a fire on the rocks until morning.\n"
    ),
    "drains.txt": (
        f"A short history of drains\n\nVELL, 9 March 2046 - The town council read a report on drains.\n\n{SPARE}\n\n"
        "The oldest drain in Vell was dug in 1712 by the glove maker Tobias Quill.\n"
    ),
    "odd & <b>names</b>.txt": (
        f"A fine <b>for</b> ${{window.hurt=1}} {{{{this}}}} @children\n\nVELL, 11 March 2046 - {HOSTILE} on Friday.\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "Vell Courier"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with qa.open_archive(folder) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, DESKTOP)


@pytest.fixture
def phone_reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, PHONE)


def test_a_question_is_answered_and_the_first_line_opens_beside_it(reader: Page) -> None:
    turn = ask(reader, "Who dug the oldest drain in Vell?")
    first = turn.locator(".citation").first
    expect(first).to_have_attribute("data-path", "drains.txt")
    expect(first).to_have_attribute("data-line", "123")
    expect(turn.locator(".said").first).to_contain_text("dug in 1712 by the glove maker Tobias Quill")
    opened = reader.locator("#source mark.open")
    expect(opened).to_have_text("The oldest drain in Vell was dug in 1712 by the glove maker Tobias Quill.")
    expect_in_view(reader, opened)
    expect(reader.locator("#question textarea")).to_have_value("")
    expect(first).to_have_attribute("aria-current", "true")
    expect(reader.locator("#live")).to_contain_text("Answered with")


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
def test_a_pressed_citation_always_lands_on_its_marked_line(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    for page in visit(browser, address, size):
        ask(page, "Who lit a fire on the rocks at Cape Orrin?")
        ask(page, "Who dug the oldest drain in Vell?")
        chips = page.locator(".citation").all()
        # The last one twice, after scrolling away: what is open already must be found again.
        for chip in (*chips, chips[-1]):
            chip.click()
            row = page.locator(f"#source li.here[data-line='{chip.get_attribute('data-line')}']")
            mark = row.locator(f"mark.open[data-number='{chip.inner_text()}']")
            expect(page.locator("#source .place")).to_have_text(chip.get_attribute("data-path") or "")
            expect_in_view(page, mark)
            page.locator("#source .lines").evaluate("(lines) => { lines.scrollTop = 0; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


def test_the_whole_source_is_shown_with_its_line_numbers(reader: Page, folder: Path) -> None:
    ask(reader, "Who dug the oldest drain in Vell?")
    rows = reader.locator("#source .lines li")
    written = (folder / "drains.txt").read_text(encoding="utf-8").split("\n")
    expect(rows).to_have_count(len(written))
    assert rows.all_text_contents() == written
    assert [row.get_attribute("data-line") for row in rows.all()[:3]] == ["1", "2", "3"]
    expect(reader.locator("#source h2")).to_have_text("A short history of drains")


def test_on_a_phone_the_source_rises_and_closes_again(phone_reader: Page) -> None:
    turn = ask(phone_reader, "Who lit a fire on the rocks at Cape Orrin?")
    expect(phone_reader.locator("#source")).to_be_hidden()
    chip = turn.locator(".citation").first
    chip.click()
    expect_in_view(phone_reader, phone_reader.locator("#source mark.open"))
    expect(chip).to_be_in_viewport()
    phone_reader.get_by_role("button", name="Close the source").click()
    expect(phone_reader.locator("#source")).to_be_hidden()
    expect(chip).to_be_focused()


def test_an_example_question_asks_itself(reader: Page) -> None:
    example = reader.locator(".example").first
    asked = example.inner_text()
    example.click()
    expect(reader.locator(".asked")).to_have_text(asked)
    expect(reader.locator(".pending")).to_have_count(0)


def test_what_the_archive_does_not_say_is_not_answered(reader: Page) -> None:
    ask(reader, "Who dug the oldest drain in Vell?")
    turn = ask(reader, "Which orchestra played Mahler in Vienna during the eclipse?")
    expect(turn.locator(".verdict")).to_have_text("Not in the archive")
    expect(turn.locator(".searched")).to_contain_text("Searched 3 articles")
    expect(turn.locator(".citation")).to_have_count(0)
    expect(reader.locator("#source mark")).to_have_count(0)
    nearest = turn.locator("button.nearest").first
    nearest.click()
    expect(reader.locator("#source .here .pointed .open")).to_be_visible()
    expect(reader.locator("#source mark")).to_have_count(0)


@pytest.mark.parametrize("question", ["   ", "why " * 25_000], ids=["empty", "far too long"])
def test_a_question_that_cannot_be_asked_gets_a_clear_message(reader: Page, question: str) -> None:
    turn = ask(reader, question)
    expect(turn.locator(".problem .verdict")).to_have_text("That could not be answered")
    assert "Traceback" not in turn.inner_text()
    expect(ask(reader, "Who dug the oldest drain in Vell?").locator(".citation").first).to_be_visible()


def test_hostile_text_is_shown_as_text_in_the_answer_and_in_the_source(reader: Page) -> None:
    turn = ask(reader, "How much was the printer of Vell fined?")
    expect(turn.locator(".said").first).to_contain_text(HOSTILE)
    expect(reader.locator("#source mark.open")).to_contain_text(HOSTILE)
    expect(reader.locator("#source h2")).to_have_text("A fine <b>for</b> ${window.hurt=1} {{this}} @children")
    expect(reader.locator("#source .place")).to_have_text("odd & <b>names</b>.txt")
    ask(reader, "<img src=x onerror=window.hurt=1> Who was fined? ${window.hurt=1}")
    assert reader.evaluate("window.hurt") is None
    assert reader.locator("#conversation img, #source img, #conversation script, #source b").count() == 0


def test_two_readers_do_not_see_each_other(browser: Browser, address: str, reader: Page) -> None:
    ask(reader, "Who dug the oldest drain in Vell?")
    for other in visit(browser, address, DESKTOP):
        expect(other.locator(".turn")).to_have_count(0)


def test_an_added_file_is_rebuilt_into_the_index_and_answers(reader: Page, folder: Path) -> None:
    question = "Who won the rowing race to Skarn Island?"
    path = folder / "race.txt"
    path.write_text("Race day\n\nMirel Oste won the rowing race to Skarn Island by a length.\n", encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    try:
        ask(reader, "Who dug the oldest drain in Vell?")
        reader.get_by_role("button", name="Rebuild index").click()
        result = reader.locator("#progress .run:not(.running)")
        expect(result).to_contain_text("1 added, 3 unchanged, 1 not readable", timeout=60_000)
        result.get_by_text("Not readable (1)").click()
        expect(result).to_contain_text("broken.txt")
        expect(reader.locator(".counts")).to_contain_text("4 articles")
        expect(reader.locator(".turn")).to_have_count(1)
        turn = ask(reader, question)
        expect(turn.locator(".citation").first).to_have_attribute("data-path", "race.txt")
        expect(reader.locator("#source mark.open")).to_contain_text("Mirel Oste won the rowing race")
        reader.get_by_role("button", name="Close this message").click()
        expect(reader.locator("#progress .run")).to_have_count(0)
    finally:
        path.unlink()
        (folder / "broken.txt").unlink()
        with qa.open_archive(folder) as archive:
            archive.refresh()


def test_a_forged_press_reads_nothing_outside_the_index(reader: Page) -> None:
    ask(reader, "Who dug the oldest drain in Vell?")
    for article in ("../../../../etc/passwd", "/etc/passwd"):
        chip = reader.locator(".citation").first
        chip.evaluate("(chip, path) => { chip.dataset.path = path; }", article)
        chip.click()
        expect(reader.locator("#source .notice")).to_contain_text("no article")
        expect(reader.locator("#source .lines")).to_have_count(0)


def test_the_page_is_used_by_keyboard_alone(reader: Page) -> None:
    expect(reader.locator("#question textarea")).to_be_focused()
    turn = ask(reader, "Who lit a fire on the rocks at Cape Orrin?")
    chip = turn.locator(".citation").last
    chip.focus()
    reader.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-current", "true")
    expect(chip).to_be_focused()
    assert chip.evaluate("(chip) => getComputedStyle(chip).outlineStyle") == "solid"


def test_a_first_index_is_built_while_the_page_is_up(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "tower.txt").write_text(
        "The bell tower\n\nThe bell of Ness rang 12 times on Sunday.\n", encoding="utf-8"
    )
    seen = threading.Event()
    with qa.open_archive(tmp_path) as archive, served(archive) as (address, events):

        def refresh(progress: qa.ProgressCallback) -> qa.RefreshReport:
            seen.wait(30)
            return archive.refresh(progress)

        events.rebuild = Rebuild(refresh)
        events.rebuild.start()
        for page in visit(browser, address, DESKTOP):
            expect(page.locator(".welcome")).to_contain_text("indexed for the first time")
            expect(page.locator("#progress .running")).to_be_visible()
            expect(page.locator("#rebuild")).to_be_disabled()
            expect(ask(page, "What rang?").locator(".problem")).to_contain_text("no index yet")
            seen.set()
            expect(page.locator(".counts")).to_contain_text("1 article", timeout=60_000)
            turn = ask(page, "How many times did the bell of Ness ring?")
            expect(turn.locator(".citation").first).to_have_attribute("data-path", "tower.txt")


def test_a_port_that_is_taken_is_named_with_the_cure(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            loops_let_go(),
            pytest.raises(app.PageError, match=re.escape(f"http://127.0.0.1:{port} can't be listened on")) as raised,
        ):
            app.serve(folder, port=port)
    assert "--port" in str(raised.value)


def test_ctrl_c_stops_the_page_cleanly(folder: Path) -> None:
    port = str(free_port())
    process = subprocess.Popen(
        [sys.executable, app.__file__, str(folder), port],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert f"http://127.0.0.1:{port}" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "Stopped.\n")


def test_a_missing_folder_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([str(tmp_path / "none")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert app.main([]) == 2
