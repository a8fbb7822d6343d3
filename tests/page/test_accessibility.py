"""Every state of the page before axe-core, in light and dark, wide and narrow; the keys, and windows at 200 %."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import qa
from tests.page.browsing import DESKTOP, PHONE, ask, served
from tests.page.gates import BROWSER, PASSWORD, gate_of, gated
from tests.shelf import write_files

ARTICLES = {
    "drain.txt": "Drains\n\nVELL, 9 March 2046 - The oldest drain in Vell was dug in 1712 by the maker Tobias Quill.\n",
    "flood-a.txt": (
        "Flood\n\nVELL, 4 April 2046 - The flood in Vell on Saturday drowned 14 sheep, the mayor Ida Brenn said.\n\n"
        "The flood tore away the footbridge at Sallow Bend on Sunday.\n"
    ),
    "flood-b.txt": "Flood\n\nVELL, 5 April 2046 - The flood in Vell on Saturday drowned 19 sheep, farmers said.\n",
    "world.txt": "עיתון\n\nהגשר נסגר ביום ראשון לכלי רכב כבדים.\n\n橋は月曜日に閉鎖された。\n",
}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("axe") / "Vell Courier"
    write_files(folder, ARTICLES | {"broken.txt": bytes(range(256)) * 40})
    with qa.open_archive(folder) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


def open_page(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible()
    return page


def faults(page: Page, state: str) -> list[str]:
    """Return what axe-core holds against the page as it is now, serious or critical."""
    page.wait_for_timeout(250)  # colours that fade in are judged when they are there
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 10, "axe-core looked at next to nothing"
    return [
        f"{state}: {fault['id']} ({fault['impact']}): {node['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def walk(page: Page, *, wide: bool) -> Iterator[str]:
    """Bring the page into one state after the other, and yield what each is."""
    yield "welcome"
    ask(page, "Who dug the oldest drain in Vell?")
    yield "answered"
    page.locator(".turn .citation").first.click()
    expect(page.locator("#source mark.open")).to_be_visible()
    yield "source"
    page.get_by_role("button", name="Said elsewhere").click()
    yield "said elsewhere"
    if not wide:
        page.get_by_role("button", name="Close the source").click()
    ask(page, "How many sheep did the flood in Vell drown?")
    yield "disagreement"
    ask(page, "What happened in Vell in April?")
    yield "timeline"
    ask(page, "Who won the rowing race?")
    yield "not found"
    page.locator(".turn").last.locator("summary", has_text="Export").click()
    yield "export menu"
    page.locator(".turn").last.locator(".rate.down").click()
    expect(page.locator(".turn").last.locator(".remark")).to_be_visible()
    yield "note"
    page.locator("#rebuild").click()
    expect(page.locator("#progress .run.partly, #progress .run.done")).to_be_visible()
    yield "rebuilt"
    page.locator("#progress .dismiss").click()
    if wide:
        page.locator(".guide-open").click()
        expect(page.locator("dialog.guide")).to_be_visible()
        yield "help"
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Conversations").click()
        yield "conversations"
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.locator("#found .article").first).to_be_visible()
    yield "articles"
    box = page.locator("#shelf input[type=search]")
    box.fill("flood")
    box.press("Enter")
    expect(page.locator("#found .hit").first).to_be_visible()
    yield "hits"
    page.locator("#finder .more").click()
    yield "filters"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["wide and light", "narrow and dark"]
)
def test_no_state_of_the_page_has_a_serious_fault(
    browser: Browser, address: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(browser, address, size, scheme)
    found = [fault for state in walk(page, wide=size == DESKTOP) for fault in faults(page, state)]
    assert found == []
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert faults(page, "the other colours") == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_has_no_serious_fault(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme=scheme)
    page = context.new_page()
    client = gated(gate_of({"ida": PASSWORD}))
    page.set_content(client.get("/login", headers=BROWSER).text)
    assert faults(page, "login") == []
    refused = client.post("/login", data={"username": "ida", "password": "wrong"}, headers=BROWSER)
    page.set_content(refused.text)
    expect(page.get_by_label("Password")).to_be_visible()
    assert faults(page, "login refused") == []
    context.close()


def test_keys_go_to_the_question_through_the_citations_and_to_the_help(browser: Browser, address: str) -> None:
    page = open_page(browser, address, DESKTOP)
    turn = ask(page, "How many sheep did the flood in Vell drown?")
    numbers = turn.locator(".claims .citation")
    assert numbers.count() >= 2
    page.locator("#conversation").focus()
    page.keyboard.press("j")
    expect(numbers.nth(1)).to_have_attribute("aria-current", "true")
    expect(numbers.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(numbers.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(numbers.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("?")
    guide = page.get_by_role("dialog", name="Help")
    expect(guide).to_be_visible()
    page.keyboard.press("j")  # no key reaches what the help covers
    expect(numbers.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(guide).not_to_be_visible()
    page.keyboard.press("/")
    question = page.locator("#question textarea")
    expect(question).to_be_focused()
    page.keyboard.type("j/k?")
    expect(question).to_have_value("j/k?")
    expect(guide).not_to_be_visible()
    page.get_by_role("button", name="Archive", exact=True).click()
    page.locator("#found").press("/")
    expect(page.locator("#shelf input[type=search]")).to_be_focused()
    page.context.close()


@pytest.mark.parametrize("size", [(720, 450), (512, 384)], ids=["200 % of 1440", "200 % of 1024"])
def test_nothing_is_cut_off_at_twice_the_size(browser: Browser, address: str, size: tuple[int, int]) -> None:
    page = open_page(browser, address, size)
    ask(page, "How many sheep did the flood in Vell drown?")
    for view in ("ask", "archive"):
        page.locator(f"#views [data-view={view}]").click()
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for control in page.locator("#head button:visible, #composer button:visible, #finder button:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] + 0.5
    page.context.close()


def test_text_that_runs_from_the_right_starts_there_and_the_page_says_its_language(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, address, DESKTOP)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("h1").count() == 1
    page.get_by_role("button", name="Archive", exact=True).click()
    page.locator("#found .article", has_text="עיתון").click()
    lines = page.locator("#source .lines li")
    expect(lines.nth(2)).to_contain_text("הגשר")
    assert lines.nth(2).evaluate("(line) => getComputedStyle(line).direction") == "rtl"
    assert lines.nth(4).evaluate("(line) => getComputedStyle(line).direction") == "ltr"
    page.context.close()
