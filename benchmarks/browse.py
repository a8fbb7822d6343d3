"""Measure browsing: `python -m benchmarks.browse [--articles 5000] [--keep FOLDER]`.

An archive of invented articles is written and indexed, then its list is asked for as the page asks: from Python, and
in a browser, from a press to the new list on the screen, with the longest stretch in which the browser could do
nothing else. Exit status 1 where any of these takes longer than the bound.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, expect

import qa
from qa.web.browse import articles_html, menus_html
from qa.web.standing import standing_html
from tests.page.browsing import DESKTOP, open_browser, served, visit

BOUND_MS = 300.0
TYPING_MS = 150.0  # how long the page waits for the next letter
_WORDS = (
    "harbour council bridge ferry market school drain lamp storm quarry mill orchard tower railway garden bakery"
    " inquiry budget strike fair election flood rescue museum theatre river island captain nurse mayor"
).split()
_MONTHS = "January February March April May June July August September October November December".split()


def write_archive(folder: Path, count: int) -> None:
    """Write `count` invented articles over thirty years, in a folder a month."""
    random = Random(7)
    for number in range(count):
        year, month, day = 2010 + number % 30, number // 30 % 12, 1 + number % 28
        title = f"{random.choice(_WORDS).capitalize()} {random.choice(_WORDS)} and {random.choice(_WORDS)} {number}"
        lines = [f"The {' '.join(random.choices(_WORDS, k=9))} was discussed {n} times." for n in range(8)]
        text = f"{title}\n\nVELL, {day} {_MONTHS[month]} {year} - {lines[0]}\n\n" + "\n\n".join(lines[1:]) + "\n"
        path = folder / f"{year}" / f"{month + 1:02}" / f"article-{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def timed(name: str, call: Callable[[], object], times: int = 9) -> float:
    """Call again and again, print the median and the worst in ms, and return the worst."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{name:44} {statistics.median(took):7.0f} {max(took):7.0f}")
    return max(took)


def from_python(archive: qa.Archive) -> float:
    """Time the list as the page asks for it; the first call of all reads the catalog."""
    worst = timed("list, the first time", archive.articles, 1)
    page = archive.articles()
    asked: dict[str, dict[str, Any]] = {
        "list, newest first": {},
        "list, by title": {"order": "title"},
        "list, by a word of the title": {"text": "harbour"},
        "list, a folder and two days": {"within": "2012", "published_after": "2012-03-01"},
        "list, the last page": {"offset": page.total - 50},
    }
    for name, options in asked.items():
        worst = max(worst, timed(name, partial(_listed, archive, options)))
    timed("search of a word in every article (apart)", lambda: archive.search("harbour"))
    timed("how the archive stands (apart, shared)", lambda: standing_html(archive.status()) + menus_html(page), 3)
    return worst


def _listed(archive: qa.Archive, options: dict[str, Any]) -> str:
    return articles_html(archive.articles(**options), [])


def in_browser(page: Page) -> float:
    """Time from a press to the new list, and print the longest task of the browser meanwhile."""
    page.evaluate(
        "() => { window.longest = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " window.longest = Math.max(window.longest, entry.duration); }).observe({ type: 'longtask' }); }"
    )
    head, pager = page.locator("#found .list-head"), page.locator(".pager")
    worst = 0.0
    began = time.perf_counter()

    def done(name: str, waited: float = 0.0) -> None:
        nonlocal worst, began
        took = 1000 * (time.perf_counter() - began) - waited
        worst = max(worst, took)
        print(f"{name:44} {took:7.0f}")
        began = time.perf_counter()

    page.get_by_role("button", name="Archive", exact=True).click()
    expect(page.locator("#found .article")).to_have_count(50)
    done("page: the view is opened")
    for number in (51, 101, 151):
        page.get_by_role("button", name="Next").click()
        expect(pager).to_contain_text(f"{number} to")
        done("page: the next 50")
    page.locator("select[name=order-articles]").select_option("title")
    expect(pager).to_contain_text("1 to 50")
    done("page: another order")
    page.get_by_label("Articles", exact=True).check()
    page.wait_for_timeout(500)
    began = time.perf_counter()
    page.get_by_role("searchbox").fill("storm")
    expect(head).to_contain_text("with “storm”")
    done("page: narrowed by a word", TYPING_MS)
    print(f"{'page: longest task of the browser':44} {page.evaluate('window.longest'):7.0f}")
    return max(worst, float(page.evaluate("window.longest")))


def main() -> int:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--keep", type=Path, help="a folder for the archive, used again where it is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary) / "archive"
        if not folder.exists():
            write_archive(folder, options.articles)
        with qa.open_archive(folder) as archive:
            report = archive.refresh()
            print(f"{archive.status().articles:,} articles, indexed in {report.seconds:.0f} s")
            print(f"{'':44}  median   worst (ms)")
            worst = from_python(archive)
            with served(archive) as (address, _), open_browser() as browser:
                for page in visit(browser, address, DESKTOP):
                    worst = max(worst, in_browser(page))
    print(f"worst {worst:.0f} ms, bound {BOUND_MS:.0f} ms")
    return 0 if worst <= BOUND_MS else 1


if __name__ == "__main__":
    sys.exit(main())
