"""Measure the page under load: `python -m benchmarks.page_load ARCHIVE QUESTIONS.jsonl [--write benchmarks/page.md]`.

ARCHIVE is copied, served by the real command in a process of its own, and asked as a browser asks: each reader opens
the page, keeps its cookie, and sends questions through the page's own event, without a pause for reading, until each
has asked QUESTIONS_EACH. A row of QUESTIONS is {"question": ...}. First paints are measured in Chromium, on the page
as it is served after that.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

import app

READERS = (1, 5, 30)
QUESTIONS_EACH = 5
PAINTS = 7


def main() -> None:
    """Serve a copy of the archive, ask it, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    rows = given.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(row)["question"] for row in rows if row.strip()]
    with served_copy(given.archive) as (address, articles):
        measure(address, 2, questions)  # warms up
        runs = [(readers, *measure(address, readers, questions)) for readers in READERS]
        first, contentful, ready = paints(address)
    text = report(articles, runs, first, contentful, ready)
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")


@contextmanager
def served_copy(archive: Path) -> Iterator[tuple[str, int]]:
    """Serve a copy of the archive without its index; yield the address, and how many articles there are."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / archive.resolve().name
        shutil.copytree(archive, copy, ignore=shutil.ignore_patterns(".onrecord"))
        environ = {**os.environ, "ONRECORD_DATA": str(Path(place) / "data.sqlite3")}
        onrecord = [sys.executable, "-m", "qa.cli"]
        subprocess.run([*onrecord, "index", "--quiet", str(copy)], check=True, env=environ)
        status = subprocess.run(
            [*onrecord, "status", "--json", str(copy)], check=True, capture_output=True, env=environ
        )
        port = str(free_port())
        process = subprocess.Popen([sys.executable, app.__file__, str(copy), port], stderr=subprocess.PIPE, env=environ)
        assert process.stderr is not None
        process.stderr.readline()
        try:
            yield f"http://127.0.0.1:{port}", json.loads(status.stdout)["articles"]
        finally:
            process.terminate()
            process.communicate(timeout=60)


def free_port() -> int:
    """Return a port that nothing listens on."""
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def measure(
    address: str, readers: int, questions: Sequence[str], each: int = QUESTIONS_EACH
) -> tuple[list[float], list[str], float]:
    """Let so many readers ask at once; return the seconds of each answer, what went wrong, and the whole time."""
    seconds: list[float] = []
    wrong: list[str] = []
    begin = threading.Barrier(readers + 1)

    def read(number: int) -> None:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            event = event_that_asks(client)
            begin.wait()
            for question in islice(cycle(questions), number * 7, number * 7 + each):
                started = time.perf_counter()
                problem = ask(client, event, f"load{readers}reader{number}", question)
                seconds.append(time.perf_counter() - started)
                wrong.extend([problem] if problem else [])

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return seconds, wrong, time.perf_counter() - started


def event_that_asks(client: httpx.Client) -> tuple[int, list[None]]:
    """Open the page, and return the number of the event that sends the question box, and its other arguments."""
    client.get("/").raise_for_status()
    config = client.get("/config").raise_for_status().json()
    box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
    found = next(event for event in config["dependencies"] if event["inputs"][:1] == [box])
    return found["id"], [None] * (len(found["inputs"]) - 1)


def ask(client: httpx.Client, event: tuple[int, list[None]], session: str, question: str) -> str:
    """Ask one question to the end of its answer; return what went wrong, empty where nothing did."""
    number, others = event
    said = {"fn_index": number, "session_hash": session, "data": [question, *others]}
    begun = client.post("/gradio_api/queue/join", json=said)
    if begun.status_code != 200:
        return f"{begun.status_code} {begun.text}"
    shown = ""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            shown += line
            if '"process_completed"' in line:
                done = json.loads(line.removeprefix("data:"))
                return "" if done["success"] and re.search(r'class=\\"(?:answer|turn)', shown) else line[:300]
    return "the stream ended before the answer did"


def paints(address: str) -> tuple[float, float, float]:
    """Return the median milliseconds to the first paint, to the first words, and until one can ask."""
    measured = []
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(PAINTS):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(address)
            page.locator("#question textarea").wait_for()
            ready = page.evaluate("performance.now()")
            times = page.evaluate("performance.getEntriesByType('paint').map((each) => [each.name, each.startTime])")
            named = dict(times)
            measured.append((named["first-paint"], named["first-contentful-paint"], ready))
            context.close()
        browser.close()
    first, contentful, able = (statistics.median(column) for column in zip(*measured, strict=True))
    return first, contentful, able


def report(
    articles: int,
    runs: Sequence[tuple[int, list[float], list[str], float]],
    first: float,
    contentful: float,
    ready: float,
) -> str:
    """Return what was measured, as Markdown."""
    alone = statistics.median(runs[0][1])
    rows = []
    for readers, seconds, wrong, whole in runs:
        median, late = statistics.median(seconds), sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]
        rows.append(
            f"| {readers} | {len(seconds)} | {len(wrong)} | {median:.2f} s | {late:.2f} s | {max(seconds):.2f} s | "
            f"{median / alone:.1f} | {len(seconds) / whole:.0f} |"
        )
    faults = "".join(f"\n- {fault}" for fault in sorted({fault for _, _, wrong, _ in runs for fault in wrong})[:5])
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        "# The page under load\n\n"
        "`python -m benchmarks.page_load ARCHIVE QUESTIONS.jsonl --write benchmarks/page.md` makes this file. Readers "
        "ask at the same\nmoment and again as soon as they are answered, through the page's own event, from the "
        f"question to the last word on the\npage. {articles} articles, {os.cpu_count()} cores, which the readers "
        f"themselves ran on too; the machine's load was {load:.1f} at the end.\n\n"
        "| readers | questions | errors | median | 95 of 100 within | longest | median, to that of one reader | "
        "answers a second |\n"
        "|---|---|---|---|---|---|---|---|\n" + "\n".join(rows) + f"\n{faults}\n"
        f"First paint of a warm page in Chromium: {first:.0f} ms; first words: {contentful:.0f} ms; the question box "
        f"stands after {ready:.0f} ms\n(medians of {PAINTS} visits, nothing cached).\n"
    )


if __name__ == "__main__":
    main()
