"""Answers, the source pane and timelines in a real browser: where a press lands, what is shown, filtered and copied."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import qa
from tests.fake_server import Asked, ChatServer, Reply
from tests.page.browsing import DESKTOP, PHONE, TABLET, ask, expect_in_view, served, visit

# A desktop window at 200 % zoom: half the room, as low as a window gets.
ZOOMED = (720, 450)
SIZES = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE, "zoomed": ZOOMED}

SCHOOL = (
    "The school at Pell has 57 pupils, and the ferry brings 12 of them from the far bank every morning.\n\n"
    "The head teacher, Ilse Varn, said the bell was cast in Dorne and cost the parish 300 crowns.\n\n"
    "Lessons begin when the ferry is in, which in winter may be as late as ten.\n"
)
BLANK = "\n" * 20
LEDGER = "".join(f"Entry {n}: the miller of Pell paid {n % 90 + 1} crowns for grain.{BLANK}" for n in range(1, 151))
ARTICLES = {
    "herald/march.txt": (
        "Thousands march in Pell\n\nPELL, 24 March 2046 - About 2,000 people marched through Pell on Saturday against "
        "the toll on the mill road.\n"
    ),
    "courier/march.txt": (
        "March in Pell smaller than hoped\n\nPELL, 24 March 2046 - The march against the toll on the mill road drew "
        "1,200 people in Pell on Saturday, according to the harbour police.\n"
    ),
    "herald/school.txt": f"The school at Pell\n\nPELL, 3 March 2046\n\n{SCHOOL}",
    "courier/school.txt": f"Ferry to lessons\n\nPELL, 9 March 2046\n\nFrom the Pell Herald.\n\n{SCHOOL}",
    "ledger.txt": (
        f"The mill's ledger\n\nPELL, 1 March 2046 - The mill at Pell published its accounts.\n\n{LEDGER}"
        "The last sack of barley from the mill was sold to the brewer Anton Gries for 41 crowns.\n"
    ),
    "bridge.txt": (
        "Sluice gate at Pell jams\n\nPELL, 14 April 2046 - The sluice gate at Pell jammed on Thursday and flooded the "
        "lower road.\n\nThe sluice gate at Pell was freed on Friday by two divers.\n\n"
        "On Friday evening the lower road by the sluice gate at Pell was opened again.\n"
    ),
}
LAST = "Who bought the last sack of barley from the mill?"
MARCH = "How many people marched against the toll in Pell?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("answers") / "Pell papers"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with qa.open_archive(folder) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    yield from visit(browser, address, DESKTOP)


def marked(page: Page, number: str) -> Locator:
    return page.locator(f"#source li.here mark.open[data-number='{number}']")


@pytest.mark.parametrize("size", SIZES)
def test_a_press_lands_on_the_marked_line_and_steps_go_from_one_citation_to_the_next(
    browser: Browser, address: str, size: str
) -> None:
    for page in visit(browser, address, SIZES[size]):
        # Far down in 3,000 lines, also where it was open already and the reader has scrolled away.
        turn = ask(page, LAST)
        for _ in range(2):
            turn.locator(".citation").first.click()
            expect(page.locator("#source h2")).to_have_text("The mill's ledger")
            expect_in_view(page, marked(page, "1"))
            page.locator("#source .lines").evaluate("(lines) => { lines.scrollTop = 0; }")
        if page.locator("#source .close").is_visible():
            page.locator("#source .close").click()

        turn = ask(page, MARCH)
        turn.locator(".citation").first.click()
        steps = page.locator("#source .steps")
        expect(steps).to_contain_text("1 of 2")
        expect(steps.locator(".previous")).to_be_disabled()
        steps.locator(".next").focus()
        page.keyboard.press("Enter")
        expect(steps).to_contain_text("2 of 2")
        number = page.locator("#source .opened").get_attribute("data-number") or ""
        expect_in_view(page, marked(page, number))
        expect(page.locator("#source .facts .place")).to_contain_text("march.txt")
        # The focus stays with the steps, and the conversation shows which citation is open.
        expect(steps.locator(".previous")).to_be_focused()
        chip = turn.locator(f".claim .citation[data-number='{number}']")
        expect(chip).to_have_attribute("aria-current", "true")
        expect(chip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(steps).to_contain_text("1 of 2")
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        lines = page.locator("#source .lines").bounding_box()
        assert lines is not None
        assert lines["height"] >= 90


def test_a_date_says_its_day_under_the_pointer_and_to_the_keyboard(reader: Page) -> None:
    turn = ask(reader, MARCH)
    date = turn.locator(".claim .dated", has_text="on Saturday").last
    tip = reader.locator(".tip")
    date.hover()
    expect(tip).to_have_text("Saturday, 24 March 2046")
    box, over = tip.bounding_box(), date.bounding_box()
    assert box is not None
    assert over is not None
    assert box["x"] >= 0
    assert abs(box["y"] + box["height"] - over["y"]) < 12
    reader.mouse.move(1, 1)
    expect(tip).to_have_count(0)
    opened = reader.locator("#source .opened").get_attribute("data-opening")
    date.focus()
    expect(tip).to_be_visible()
    reader.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    reader.keyboard.press("Enter")
    expect(tip).to_be_visible()
    expect(reader.locator("#live")).to_contain_text("Saturday")
    date.click()
    expect(tip).to_be_visible()
    # Asking for a day opens no line.
    assert reader.locator("#source .opened").get_attribute("data-opening") == opened


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_accounts_that_differ_are_a_table_that_is_stacked_on_a_phone(browser: Browser, address: str, size: str) -> None:
    for page in visit(browser, address, SIZES[size]):
        turn = ask(page, MARCH)
        table = turn.get_by_role("table")
        for said in ("About 2,000 people", "1,200 people", "harbour police said", "24 March 2046", "line 3"):
            expect(table).to_contain_text(said)
        expect(table.get_by_role("columnheader")).to_have_text(["Account", "Source", "Date", "Line"])
        expect(table.get_by_role("row")).to_have_count(3)
        box = table.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= SIZES[size][0]
        head, cell = table.get_by_role("rowheader").first.bounding_box(), table.get_by_role("cell").first.bounding_box()
        assert head is not None
        assert cell is not None
        assert (cell["y"] >= head["y"] + head["height"] - 1) is (size == "phone")
        expect(turn.locator(".independent")).to_have_text("2 independent sources")
        table.locator(".citation").last.click()
        expect_in_view(page, page.locator("#source mark.open"))


def test_a_reprint_is_found_from_the_line_and_there_is_a_way_back(reader: Page) -> None:
    turn = ask(reader, "How many pupils does the school at Pell have?")
    turn.locator(".citation").first.click()
    first = reader.locator("#source .facts .place").inner_text()
    tool = reader.get_by_role("button", name="Said elsewhere")
    tool.click()
    drawer = reader.locator(".drawer.elsewhere")
    expect(drawer).to_contain_text("The same words in another article")
    expect(tool).to_have_attribute("aria-expanded", "true")
    expect_in_view(reader, marked(reader, "1"))
    drawer.locator(".echo").first.click()
    expect(reader.locator("#source .facts .place")).not_to_have_text(first)
    expect(reader.locator("#source .here .pointed .open")).to_contain_text("57 pupils")
    expect(reader.locator("#source mark")).to_have_count(0)
    back = reader.get_by_role("button", name="Back to citation 1")
    expect(back).to_be_focused()
    back.click()
    expect(reader.locator("#source .facts .place")).to_have_text(first)
    expect_in_view(reader, marked(reader, "1"))


def test_where_else_a_sentence_is_printed_opens_there_and_there_is_a_way_back(reader: Page) -> None:
    turn = ask(reader, "How many pupils does the school at Pell have?")
    also = turn.locator(".also-in").first
    expect(also).to_have_attribute("data-path", "courier/school.txt")
    also.click()
    expect(reader.locator("#source .facts .place")).to_have_text("courier/school.txt")
    expect(reader.locator("#source .here .pointed .open")).to_contain_text("57 pupils")
    expect(reader.locator("#source mark")).to_have_count(0)
    expect(also).to_have_attribute("aria-current", "true")
    expect(turn.locator(".citation[aria-current]")).to_have_count(0)
    reader.get_by_role("button", name="Back to citation 1").click()
    expect(reader.locator("#source .facts .place")).to_have_text("herald/school.txt")
    expect_in_view(reader, marked(reader, "1"))


def test_events_are_told_by_day_and_a_bar_filters_them(reader: Page) -> None:
    turn = ask(reader, "What happened at the sluice gate at Pell?")
    claims, bars = turn.locator(".claim"), turn.locator(".column")
    all_of_them = claims.count()
    assert all_of_them >= 2
    days = [claim.get_attribute("data-days") or "" for claim in claims.all()]
    assert days == sorted(days)
    assert bars.count() == len(set(days))
    expect(turn.locator(".when").first).to_contain_text("April 2046")
    last = bars.last
    assert "2046: " in (last.get_attribute("aria-label") or "")
    last.click()
    expect(last).to_have_attribute("aria-pressed", "true")
    shown = [claim for claim in claims.all() if claim.is_visible()]
    assert 0 < len(shown) < all_of_them
    assert {claim.get_attribute("data-days") for claim in shown} == {days[-1]}
    # It stays so when the conversation is drawn again.
    ask(reader, LAST)
    expect(last).to_have_attribute("aria-pressed", "true")
    assert len([claim for claim in claims.all() if claim.is_visible()]) == len(shown)
    last.press("Enter")
    expect(last).to_have_attribute("aria-pressed", "false")
    assert all(claim.is_visible() for claim in claims.all())


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "no clipboard"])
def test_an_answer_is_copied_with_its_citations(reader: Page, allowed: bool) -> None:
    if allowed:
        reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        reader.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    turn = ask(reader, LAST)
    button = turn.get_by_role("button", name="Copy with citations")
    button.click()
    expect(turn.locator(".copy")).to_have_text("Copied")
    expect(turn.locator(".copy")).to_be_focused()
    box = reader.locator("#question textarea")
    box.focus()
    reader.keyboard.press("Control+V")
    expect(box).not_to_have_value("")
    copied = box.input_value()
    said = "The last sack of barley from the mill was sold to the brewer Anton Gries for 41 crowns."
    assert copied.startswith(f"{LAST}\n\nAnton Gries\n\n{said} [1]\n")
    assert f"\n[1] The mill's ledger, ledger.txt, line 3,005: “{said}”\n" in copied
    expect(turn.locator(".copy")).to_have_text("Copy with citations")


def test_the_original_file_is_saved_and_no_other_one_ever(reader: Page) -> None:
    ask(reader, MARCH).locator(".citation").first.click()
    path = reader.locator("#source .facts .place").inner_text()
    with reader.expect_download() as saved:
        reader.get_by_role("button", name="Original file").click()
    assert saved.value.suggested_filename == "march.txt"
    assert saved.value.path().read_text(encoding="utf-8") == ARTICLES[path]
    reader.locator("#source .opened").evaluate("(pane) => { pane.dataset.article = '../../../../etc/passwd'; }")
    reader.get_by_role("button", name="Original file").click()
    expect(reader.locator(".drawer.elsewhere")).to_contain_text("no article")
    reader.locator("#source .opened").evaluate("(pane) => { pane.dataset.article = '/etc/passwd'; }")
    reader.locator(".drawer.elsewhere").evaluate("(drawer) => drawer.replaceChildren()")
    reader.get_by_role("button", name="Said elsewhere").click()
    reader.get_by_role("button", name="Said elsewhere").click()
    expect(reader.locator(".drawer.elsewhere")).to_contain_text("no article")


def test_a_line_leads_to_what_was_asked_of_it_before(reader: Page) -> None:
    question = "Who freed the sluice gate at Pell?"
    ask(reader, question)
    turn = ask(reader, "When was the sluice gate at Pell freed?")
    turn.locator(".citation[data-path='bridge.txt']").first.click()
    reader.locator("#source .asks").first.click()
    questions = reader.locator(".drawer.questions")
    expect(questions.locator(".reopen").first).to_have_text(question)
    questions.locator(".to-line").first.click()
    expect(reader.locator("#source li.pointed-at")).to_be_in_viewport()


def test_nothing_moves_while_a_model_writes(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "gate.txt").write_text(ARTICLES["bridge.txt"], encoding="utf-8")
    go_on = threading.Event()
    go_on.set()

    def in_two_parts(asked: Asked) -> Reply:
        lines = {line: name for name, line in asked.evidence.items()}
        freed = next(line for line in lines if "divers" in line)
        jammed = next(line for line in lines if "flooded" in line)
        reply = Reply.sentences((freed, [lines[freed]]), (jammed.split(" - ")[-1], [lines[jammed]])).text
        assert isinstance(reply, str)
        half = reply.index("}") + 1

        def parts() -> Iterator[str]:
            yield reply[:half]
            go_on.wait(20)
            yield reply[half:]

        return Reply(parts())

    with ChatServer() as chat, qa.open_archive(tmp_path, settings=chat.settings()) as archive:
        archive.refresh()
        chat.answer_with(in_two_parts)
        archive.query(QUESTION)  # the first one imports the model's library, which takes seconds
        go_on.clear()
        with served(archive) as (address, _):
            for page in visit(browser, address, DESKTOP):
                page.evaluate(WATCH)
                page.locator("#question textarea").fill(QUESTION)
                page.keyboard.press("Enter")
                expect(page.locator(".pending .claim")).to_have_count(1)
                go_on.set()
                expect(page.locator(".turn .actions")).to_be_visible()
                seen = page.evaluate("window.seen")
                assert len({round(top) for top, _ in seen}) == 1, seen
                assert seen[0][1] < seen[-1][1], seen


QUESTION = "By whom was the sluice gate at Pell freed, and when did it jam?"
# Where the first claim stands, and how many claims there are, each time that the conversation is drawn.
WATCH = """() => {
  window.seen = [];
  const pane = document.querySelector("#conversation");
  new MutationObserver(() => requestAnimationFrame(() => {
    const claims = pane.querySelectorAll(".claim");
    if (claims.length) window.seen.push([claims[0].getBoundingClientRect().top, claims.length]);
  })).observe(pane, { childList: true, subtree: true });
}"""
