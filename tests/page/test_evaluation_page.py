"""The page of an evaluation: escaped, whole without any request, and readable on a phone, in a real browser."""

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from qa.evaluation.compare import compare
from qa.evaluation.expected import ExpectedLine
from qa.evaluation.judge import CitedLine, Outcome
from qa.evaluation.page import evaluation_html
from qa.evaluation.page_misses import marked
from qa.evaluation.run import Evaluation

HOSTILE = "<script>window.hurt=1</script><img src=x onerror=\"hurt=1\"> & 'q' </q></li> \u202egnihtyna"
LONG = "verylongwordwithoutanyspace" * 12


def outcome(number: int, *, right: bool) -> Outcome:
    line = ExpectedLine(f"{HOSTILE}.txt", 3, f"{HOSTILE} two boats sank {LONG}", "body", 4, 1 if right else None)
    return Outcome(
        key=str(number),
        number=number,
        id=HOSTILE,
        type=f"{HOSTILE} {number % 3}",
        question=f"{HOSTILE} {LONG}?",
        asked=f"Completed: {HOSTILE}?",
        answers=(("two boats", HOSTILE),),
        need="any",
        expected=(line,),
        status="answered",
        reason="",
        confidence=number / 10,
        cited=(CitedLine(f"{HOSTILE}.txt", 3, 3, f"Two boats. {HOSTILE}", right),),
        hits=(right,) * 4,
        found=(0, 1, 1, 1),
        needed=1,
        milliseconds=10.0 + number,
        timings_ms={"embed": 4.0, HOSTILE: 2.0},
    )


def refusal(number: int) -> Outcome:
    return replace(outcome(number, right=False), status="not_found", reason=HOSTILE, confidence=0.0, cited=())


def evaluation(*outcomes: Outcome) -> Evaluation:
    return Evaluation(
        made_at="2046-03-04T09:15:00+00:00",
        version="0.1.0",
        archive=f"/srv/{HOSTILE.replace('/', '')}",
        questions=f"{HOSTILE.replace('/', '')}.jsonl",
        articles=3,
        passages=40,
        embedder=HOSTILE,
        changed=2,
        outcomes=outcomes,
        broken=((7, f"the archive has no file {HOSTILE!r}"),),
    )


@pytest.fixture(scope="module")
def html() -> str:
    now = evaluation(*(outcome(number, right=number % 2 == 0) for number in range(1, 9)), refusal(9))
    earlier = evaluation(*(outcome(number, right=number % 3 == 0) for number in range(1, 8)))
    return evaluation_html(now, compare(earlier.outcomes, now.outcomes), earlier)


class Balance(HTMLParser):
    """Whether every tag that opens also closes, and what the page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(attrs)
        if tag not in {"meta", "link", "img", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_everything_in_it_is_escaped(html: str) -> None:
    page = Balance(html)
    assert page.open == []
    assert page.names.isdisjoint({"script", "img", "link", "iframe"})
    assert not {name for name in page.attributes if name.startswith("on") or name in {"src", "srcset"}}


def test_the_page_says_what_was_expected_and_what_was_cited(html: str) -> None:
    assert "Other lines cited." in html
    assert "as number 4." in html
    assert "<mark>two boats</mark>" in html
    assert "1 row left out" in html
    assert "2 files changed since indexing" in html


def test_a_run_without_misses_answers_or_types_is_still_a_page() -> None:
    fine = evaluation_html(replace(evaluation(outcome(2, right=True)), broken=(), changed=0))
    assert "None: every question went right." in fine
    assert "Nothing was answered." in evaluation_html(evaluation(refusal(1)))
    assert Balance(fine).open == []


def test_a_long_line_is_cut_around_the_fact() -> None:
    cut = marked(f"{'before ' * 200}two boats {'after ' * 200}", [["two boats"]])
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert "<mark>two boats</mark>" in cut
    assert len(cut) < 600


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_the_page_without_a_request_a_script_or_a_sideways_scroll(
    html: str, tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    file = tmp_path / "run.html"
    file.write_text(html, encoding="utf-8")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        except Error as error:
            pytest.fail(f"no Chromium to look with: {error}")
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
        )
        requests: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.goto(file.as_uri())
        assert requests == [file.as_uri()]
        assert messages == []
        assert page.evaluate("window.hurt") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("svg.reliability circle").count() == 8
        assert page.locator(".miss").count() == 5
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 27)"
        assert dark is (scheme == "dark")
        browser.close()
