"""A real browser and a served page, for the page's tests; whatever they do, no request leaves this machine."""

import asyncio
import gc
import shutil
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import anyio
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

import app
import qa
from qa.web.events import Page as Events

# Anyio is a pytest plugin that loads its parts when they are first used; pytest rewrites what it loads, and in the
# depths of a running server that fails.
for name in ("open_file", "to_thread", "from_thread", "create_memory_object_stream", "Path"):
    getattr(anyio, name)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP, TABLET, PHONE = (1440, 900), (1024, 768), (390, 844)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def served(archive: qa.Archive) -> Iterator[tuple[str, Events]]:
    """Serve a page on a free port, and yield its address and what its events do."""
    events = Events(archive)
    with loops_let_go():
        blocks = app.build_page(archive, events)
        address = app.launch(blocks, "127.0.0.1", free_port())
    try:
        yield address, events
    finally:
        events.rebuild.stop()
        blocks.close(verbose=False)
        events.kept.close()


@contextmanager
def loops_let_go() -> Iterator[None]:
    """Let go, here and without a warning, of the event loops that gradio makes with its locks and never closes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "unclosed", ResourceWarning)
        yield
        asyncio.set_event_loop(None)
        gc.collect()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium, without a window."""
    assert CHROMIUM, "the page's tests need chromium (on Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def visit(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Page]:
    """Open the page in a session of its own; whatever a test does, no request leaves this machine."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.set_default_timeout(10_000)
    requests: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.extend([message.text] if message.type == "error" else []))
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible()
    yield page
    context.close()
    assert requests
    assert {urlsplit(url).hostname for url in requests if not url.startswith("data:")} == {"127.0.0.1"}
    assert faults == []


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def ask(page: Page, question: str) -> Locator:
    """Ask as a reader does, and return the turn once it is answered."""
    turns = page.locator(".turn")
    before = turns.count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(page.locator(".pending")).to_have_count(0)
    return turns.nth(before)


def expect_in_view(page: Page, mark: Locator) -> None:
    """Wait until the mark's first line is on the screen with nothing over it."""
    expect(mark).to_be_visible()
    page.wait_for_function(
        "(mark) => { const box = mark.getClientRects()[0];"
        " const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
        " return mark === top || mark.contains(top); }",
        arg=mark.element_handle(),
    )
