"""Take the README's pictures from the sample archive: `python -m benchmarks.pictures [FOLDER]`.

A copy of `examples/gazette` is served, asked, and photographed in Chromium at fixed sizes, so that the pictures never
show what the page no longer is. Nothing but the sample archive is ever shown. FOLDER is docs/pictures.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

REPOSITORY: Final = Path(__file__).parents[1]
FOLDER: Final = REPOSITORY / "docs" / "pictures"
SAMPLE: Final = REPOSITORY / "examples" / "gazette"
CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
COLOURS: Final = 128
QUESTION: Final = "How many people marched in support of the dockers?"
DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)


def ask(page: Page, question: str) -> None:
    """Ask as a reader does, and wait for the answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("#source .lines")).to_have_count(1)


def answer(page: Page) -> None:
    """Show an answer with its source."""
    page.get_by_role("button", name="Conversations").click()  # put away: they tell the time
    ask(page, QUESTION)


def archive(page: Page) -> None:
    """Show lines that were found, and one of them in its place."""
    page.locator("#views [data-view=archive]").click()
    box = page.locator("#finder input[type=search]")
    box.fill("ferry")
    box.press("Enter")
    expect(page.locator("#found .hit").first).to_be_visible()
    page.locator("#found .hit").nth(1).click()
    expect(page.locator("#source .lines")).to_have_count(1)


def phone(page: Page) -> None:
    """Show an answer on a telephone."""
    ask(page, QUESTION)


SHOTS: Final[dict[str, tuple[tuple[int, int], str, Callable[[Page], None]]]] = {
    "answer.png": (DESKTOP, "light", answer),
    "archive.png": (DESKTOP, "light", archive),
    "phone.png": (PHONE, "dark", phone),
}
"""Each picture's window, colours, and what brings the page into its state."""


def take(browser: Browser, address: str, name: str) -> bytes:
    """Return one picture as PNG, in few colours."""
    (width, height), scheme, arrange = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible()
    arrange(page)
    page.wait_for_timeout(600)  # until what slides has stopped
    shot = page.screenshot()
    context.close()
    out = io.BytesIO()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Take every picture, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().folder
    if CHROMIUM is None:
        sys.exit("Chromium not found: install it (on Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["ONRECORD_DATA"] = str(Path(scratch, "data.sqlite3"))
        import app
        import qa

        sample = Path(scratch, "gazette")
        shutil.copytree(SAMPLE, sample, ignore=shutil.ignore_patterns(".onrecord"))
        with qa.open_archive(sample) as opened, sync_playwright() as playwright:
            opened.refresh()
            blocks = app.build_page(opened)
            address = app.launch(blocks, "127.0.0.1", _free_port())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for name in SHOTS:
                data = take(browser, address, name)
                (folder / name).write_bytes(data)
                print(f"{name}: {len(data) / 1000:.0f} kB")
            browser.close()
            blocks.close(verbose=False)
    return 0


def _free_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
