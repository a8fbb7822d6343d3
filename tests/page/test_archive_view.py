"""The archive view in a real browser: found lines, the list of articles, how the archive stands, added files."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

import qa
from tests.page.browsing import DESKTOP, PHONE, TABLET, expect_in_view, served, visit

HOSTILE = "<script>hurt=1</script> <img src=x onerror=hurt=1> ${window.hurt=1} {{this}}"
LOGS = {
    f"log/2046-{month:02}/day {day:02}.txt": (
        f"Log of day {day}\n\nVELL, {day} {name} 2046 - The harbour pilot logged boat number {day} at noon.\n\n"
        + "\n\n".join(f"Shelf {n} of the archive of Vell holds papers on drains." for n in range(day % 3))
        + "\n\nAt dusk the harbour lamp was lit.\n"
    )
    for month, name in ((3, "March"), (4, "April"))
    for day in range(1, 29)
}
ARTICLES = LOGS | {
    "lighthouse.txt": "Lighthouse goes dark\n\nVELL, 4 May 2046 - The lamp at Cape Orrin failed on Friday.\n",
    "odd & <b>names</b>.txt": (
        f"A fine {HOSTILE}\n\nVELL, 11 May 2046 - The printer was fined for {HOSTILE} on Friday.\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "Vell Courier"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with qa.open_archive(folder) as archive:
        archive.refresh()
        with served(archive) as (address, _):
            yield address


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    for page in visit(browser, address, DESKTOP):
        page.get_by_role("button", name="Archive", exact=True).click()
        expect(page.locator("#found .article").first).to_be_visible()
        yield page


def search(page: Page, text: str) -> Locator:
    """Search every line as a reader does, and return the hits."""
    page.get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#found .list-head")).to_contain_text(f"“{text}”")
    return page.locator("#found .hit")


def head(page: Page) -> Locator:
    return page.locator("#found .list-head")


def order(page: Page) -> Locator:
    """Return the menu of orders; lines and articles have one each, and one of them shows."""
    return page.locator("#finder .order select:visible")


def test_a_reload_keeps_the_view_and_what_is_looked_for(browser: Browser, address: str) -> None:
    page = browser.new_page()  # not a `reader`: gradio logs an error of its own where a page is left
    page.goto(f"{address}/#archive")
    search(page, "harbour lamp")
    order(page).select_option("date")
    expect(page).to_have_url(re.compile("#archive\\?text=harbour\\+lamp&order=date$"))
    page.reload()
    expect(page.locator("#chat")).to_be_hidden()
    expect(head(page)).to_contain_text("harbour lamp")
    expect(page.locator("#found .hit").first).to_contain_text("At dusk")
    expect(order(page)).to_have_value("date")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#question")).to_be_visible()
    expect(page.locator("#shelf")).to_be_hidden()
    page.go_back()
    expect(page.locator("#shelf")).to_be_visible()
    page.close()


def test_every_matching_line_is_found_in_pages_that_add_up(reader: Page) -> None:
    hits = search(reader, "harbour")
    total = sum(text.count("harbour") for text in ARTICLES.values())
    expect(head(reader)).to_contain_text(f"{total} lines")
    expect(hits).to_have_count(50)
    expect(hits.first.locator("b")).to_have_text("harbour")
    seen = {(hit.get_attribute("data-article"), hit.get_attribute("data-start")) for hit in hits.all()}
    for shown in ("51 to 100", "101 to 112"):
        reader.get_by_role("button", name="Next").click()
        expect(reader.locator(".pager")).to_contain_text(shown)
        expect(head(reader)).to_be_in_viewport()
        seen |= {(hit.get_attribute("data-article"), hit.get_attribute("data-start")) for hit in hits.all()}
    assert len(seen) == total
    expect(reader.get_by_role("button", name="Next")).to_be_disabled()


def test_lines_with_only_some_of_the_words_say_so(reader: Page) -> None:
    search(reader, "lighthouse zeppelin")
    expect(reader.locator("#found .note")).to_contain_text("No line holds all of these words")
    search(reader, "zeppelin")
    expect(head(reader)).to_contain_text("Nothing found")
    reader.get_by_role("button", name="Clear search and filters").click()
    expect(head(reader)).to_contain_text(f"{len(ARTICLES)} articles")


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
def test_a_pressed_line_opens_in_its_place(browser: Browser, address: str, size: tuple[int, int]) -> None:
    for page in visit(browser, address, size):
        page.goto(f"{address}/#archive?text=lamp&order=date")
        hits = page.locator("#found .hit")
        for hit in (hits.nth(2), hits.nth(6), hits.nth(2)):
            hit.click()
            mark = page.locator("#source mark.open")
            expect(page.locator("#source .place")).to_have_text(hit.get_attribute("data-article") or "")
            expect(mark).to_have_text(hit.locator(".line").inner_text())
            expect_in_view(page, mark)
            expect(hit).to_have_attribute("aria-current", "true")
            expect(hit).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]


def test_a_bar_keeps_to_its_time_and_a_count_to_its_article(reader: Page) -> None:
    search(reader, "harbour pilot")
    reader.get_by_role("button", name="April 2046: 28 lines").click()
    expect(head(reader)).to_contain_text("28 lines")
    expect(reader.locator(".limits")).to_have_text(re.compile("from 1 April 2046.*to 30 April 2046"))
    reader.get_by_text("In 28 articles").click()
    reader.locator("#found .within").first.click()
    expect(head(reader)).to_contain_text("1 line")
    reader.get_by_role("button", name="Clear", exact=True).click()
    expect(head(reader)).to_contain_text("56 lines")


def test_articles_are_browsed_filtered_and_sorted(reader: Page) -> None:
    expect(head(reader)).to_have_text(f"{len(ARTICLES)} articles in all")
    reader.get_by_role("button", name="Filters").click()
    reader.get_by_label("Folder").select_option("log/2046-03")
    expect(head(reader)).to_contain_text("28 articles")
    reader.get_by_label("From").fill("2046-03-27")
    expect(head(reader)).to_contain_text("2 articles")
    reader.get_by_role("button", name="Clear", exact=True).click()
    order(reader).select_option("title")
    expect(reader.locator("#found .article").nth(1)).to_have_text("Lighthouse goes dark")
    reader.get_by_label("Articles", exact=True).check()
    reader.get_by_role("searchbox").press_sequentially("light")
    expect(head(reader)).to_contain_text("1 article")
    reader.locator("#found .article").click()
    expect(reader.locator("#source h2")).to_have_text("Lighthouse goes dark")
    expect(reader.locator("#source mark")).to_have_count(0)


def test_the_view_is_used_by_keyboard_alone(reader: Page) -> None:
    reader.locator("body").click(position={"x": 5, "y": 890})
    reader.keyboard.press("/")
    expect(reader.get_by_role("searchbox")).to_be_focused()
    reader.keyboard.type("Cape Orrin")
    reader.keyboard.press("Enter")
    hit = reader.locator("#found .hit")
    expect(hit).to_have_count(1)
    hit.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("#source mark.open")).to_contain_text("Cape Orrin")
    expect(hit).to_be_focused()
    expect(reader.locator("#live")).not_to_be_empty()


def test_hostile_text_is_shown_as_text(reader: Page) -> None:
    order(reader).select_option("title")
    expect(reader.locator("#found .article").first).to_contain_text(HOSTILE)
    hit = search(reader, "printer fined")
    expect(hit).to_contain_text(HOSTILE)
    expect(reader.locator("#found .where .place")).to_have_text("odd & <b>names</b>.txt:3")
    search(reader, HOSTILE)
    hit.first.click()
    expect(reader.locator("#source mark.open")).to_contain_text(HOSTILE)
    assert reader.evaluate("window.hurt") is None
    assert reader.locator("#shelf img, #shelf script").count() == 0


def test_what_could_not_be_read_is_told_with_the_reason(reader: Page) -> None:
    failed = reader.locator("#standing .failed")
    failed.get_by_text("1 file could not be read").click()
    expect(failed).to_contain_text("broken.txt")


def test_moments_are_those_of_the_readers_zone(browser: Browser, address: str) -> None:
    told = []
    for zone in ("Asia/Kolkata", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        page.goto(f"{address}/#archive")
        moment = page.locator("#standing time")
        expect(moment).not_to_contain_text("UTC")
        told.append(moment.inner_text())
        context.close()
    assert told[0] != told[1]


@contextmanager
def on_archive(browser: Browser, folder: Path, changed: Callable[[], object] = lambda: None) -> Iterator[Page]:
    """Show an archive of one article that a test may change; `changed` is called once it is indexed."""
    folder.mkdir()
    (folder / "lamp.txt").write_text(ARTICLES["lighthouse.txt"], encoding="utf-8")
    with qa.open_archive(folder) as archive:
        archive.refresh()
        changed()
        with served(archive) as (address, _):
            for page in visit(browser, address, DESKTOP):
                page.goto(f"{address}/#archive")
                expect(page.locator("#found .article")).to_have_count(1)
                yield page


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Path]]:
    folder = tmp_path / "articles"
    with on_archive(browser, folder) as page:
        yield page, folder


def test_added_files_are_indexed_found_and_taken_back(own: tuple[Page, Path]) -> None:
    page, folder = own
    files: list[FilePayload] = [
        {"name": "race.txt", "mimeType": "text/plain", "buffer": b"Race day\n\nMirel Oste won the rowing race.\n"},
        {"name": "tool.exe", "mimeType": "text/plain", "buffer": b"MZ"},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.locator("#adding input").set_input_files(files)
    told = page.locator("#added")
    expect(told).to_contain_text("1 file added.")
    expect(told).to_contain_text("2 files not added.")
    expect(told).to_contain_text("tool.exe is of no kind that is read")
    expect(told).to_contain_text("empty.txt is empty")
    expect(page.locator("#progress")).to_contain_text("1 added, 1 unchanged", timeout=30_000)
    expect(page.locator("#found .article")).to_have_count(2)
    expect(page.locator(".counts")).to_contain_text("2 articles")
    expect(search(page, "rowing race")).to_have_attribute("data-article", "added/race.txt")
    told.get_by_role("button", name="Take back").click()
    expect(told).to_contain_text("1 file taken back.")
    expect(head(page)).to_contain_text("Nothing found", timeout=30_000)
    assert [path.name for path in folder.iterdir() if not path.name.startswith(".")] == ["lamp.txt"]


def test_dropped_files_are_added_under_safe_names(own: tuple[Page, Path]) -> None:
    page, folder = own
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["A storm hit Vell.\\n"], "../../<b>storm\\u202e.txt"));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.querySelector("#found").dispatchEvent(
                    new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#added")).to_contain_text("1 file added.")
    expect(page.locator("#progress")).to_contain_text("1 added", timeout=30_000)
    assert [path.name for path in (folder / "added").iterdir()] == ["_b_storm.txt"]


def test_an_archive_that_cannot_be_written_says_what_to_do(own: tuple[Page, Path]) -> None:
    page, folder = own
    (folder / "added").write_text("a file in the folder's place")
    page.locator("#adding input").set_input_files({"name": "x.txt", "mimeType": "text/plain", "buffer": b"A line.\n"})
    expect(page.locator("#added")).to_contain_text("copy the file into the archive by hand")


def test_files_that_changed_are_told_and_rebuilt_by_the_banner(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    with on_archive(browser, folder, lambda: shutil.copy(folder / "lamp.txt", folder / "copy.txt")) as page:
        banner = page.locator(".changed-since")
        expect(banner).to_contain_text("1 file changed since the index was made.")
        banner.get_by_role("button", name="Rebuild").click()
        expect(page.locator("#progress")).to_contain_text("1 added", timeout=30_000)
        expect(banner).to_have_count(0)
        expect(page.locator("#found .article")).to_have_count(2)
