"""What programs call over HTTP: every example of docs/api.md as printed, and the contract behind it."""

import json
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

import qa
from benchmarks.page_load import measure
from tests.page.browsing import served
from tests.test_readme import BLOCK, ROOT, Example, folder, pattern_of, run, unwrapped

__all__ = ["folder"]

DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PUBLISHED = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[qa.Archive]:
    with qa.open_archive(folder / "examples" / "gazette") as archive:
        archive.refresh()
        yield archive


@pytest.fixture(scope="module")
def address(archive: qa.Archive) -> Iterator[str]:
    with served(archive) as (address, _):
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, download_files=False, verbose=False)


def examples() -> list[Example]:
    return [
        Example(DOCUMENT.count("\n", 0, match.start()) + 1, match[1], match[2], match[3])
        for match in BLOCK.finditer(DOCUMENT)
        if match[1] in {"sh", "python"}
    ]


@pytest.mark.parametrize("example", examples(), ids=str)
def test_an_example_for_programs_runs_as_printed(example: Example, folder: Path, address: str) -> None:
    program = example.program.replace(PUBLISHED, address)
    if example.language == "sh" and shutil.which("curl") is None:
        pytest.skip("curl is missing")
    done = run([sys.executable, "-c", program] if example.language == "python" else ["sh", "-c", program], folder)
    assert done.returncode == 0, done.stderr
    assert example.printed is not None
    shown = unwrapped(done.stdout)
    assert re.fullmatch(pattern_of(example.printed), shown, re.DOTALL), shown


def test_the_document_shows_each_way(folder: Path) -> None:
    assert [example.language for example in examples()] == ["python", "sh", "python"]


def test_the_endpoints_are_those_documented_and_typed_and_the_pages_events_are_none_of_them(client: Client) -> None:
    offered = client.view_api(return_format="dict", print_info=False)
    assert isinstance(offered, dict)
    assert set(offered["named_endpoints"]) == {"/ask", "/search", "/read_lines", "/status"}
    assert not offered["unnamed_endpoints"]
    for name, endpoint in offered["named_endpoints"].items():
        assert f"| `{name}` |" in DOCUMENT
        assert endpoint["description"]
        row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{name}` |"))
        for parameter in endpoint["parameters"]:
            assert f"`{parameter['parameter_name']}" in row
            assert parameter["type"]
        assert endpoint["returns"][0]["type"]["type"] == "object"


def test_an_answer_over_http_is_the_answer_of_the_python_api(client: Client, archive: qa.Archive) -> None:
    question = "How many people marched in support of the dockers?"
    expected = json.loads(json.dumps(archive.query(question).to_dict()))
    answer = client.predict(question, api_name="/ask")
    for told in (expected, answer):
        del told["timings_ms"]
    assert answer == expected
    assert answer["citations"][0]["state"] == "intact"


def test_dates_and_comments_limit_an_answer(client: Client) -> None:
    question = "When will Haskin Bridge reopen?"
    answer = client.predict(question, published_after="2031-04-05", include_comments=False, api_name="/ask")
    assert answer["citations"][0]["published"] >= "2031-04-05"
    missing = client.predict(question, published_before="1999-01-01", api_name="/ask")
    assert missing["status"] == "not_found"
    assert missing["citations"] == []


def test_a_search_is_paged(client: Client) -> None:
    first = client.predict("bridge", limit=2, api_name="/search")
    second = client.predict("bridge", limit=2, offset=2, api_name="/search")
    assert first["total"] == second["total"] > 2
    assert [hit["number"] for hit in first["hits"] + second["hits"]] == [1, 2, 3, 4]


def test_lines_are_read_as_indexed_and_counted_from_one(client: Client, archive: qa.Archive) -> None:
    path = "2031-03/march-fills-weir-street.txt"
    read = client.predict(path, 4, 6, api_name="/read_lines")
    source = archive.source(path)
    assert [(line["number"], line["text"], line["region"]) for line in read["lines"]] == [
        (line.number, line.text, line.region) for line in source.lines[3:6]
    ]
    assert (read["sha256"], read["last_line"]) == (source.sha256, len(source.lines))
    whole = client.predict(path, api_name="/read_lines")
    assert (whole["start"], whole["end"]) == (1, len(source.lines))


def test_the_status_does_not_tell_where_the_archive_lies(client: Client, archive: qa.Archive) -> None:
    told = client.predict(api_name="/status")
    assert told["articles"] == archive.status().articles
    assert str(archive.path) not in json.dumps(told)


@pytest.mark.parametrize(
    ("endpoint", "arguments", "cure"),
    [
        ("/ask", {"question": " "}, "write what you would like to know"),
        ("/ask", {"question": "a" * 5_000}, "characters"),
        ("/ask", {"question": 7}, "give a text"),
        ("/ask", {"question": "Why?", "published_after": "soon"}, "write it as"),
        ("/ask", {"question": "Why?", "history": [["one"]]}, '["question", "answer"]'),
        ("/ask", {"question": "Why?", "history": [["q", "a"]] * 51}, "at most 50"),
        ("/ask", {"question": "Why?", "include_comments": "yes"}, "true, false or null"),
        ("/search", {"text": "bridge", "limit": 501}, "from 1 to 500"),
        ("/search", {"text": "bridge", "limit": 1.5}, "whole number"),
        ("/search", {"text": "bridge", "order": "worst"}, "relevance"),
        ("/read_lines", {"path": "none.txt"}, "as citations have it"),
        ("/read_lines", {"path": "2031-04/lantern-tide.md", "start": 900}, "there is no line 900"),
        ("/read_lines", {"path": "2031-04/lantern-tide.md", "start": 3, "end": 2}, "from 3"),
    ],
)
def test_what_goes_wrong_is_one_clear_message(
    client: Client, capfd: pytest.CaptureFixture[str], endpoint: str, arguments: dict[str, object], cure: str
) -> None:
    with pytest.raises(AppError, match=re.escape(cure)) as raised:
        client.predict(**arguments, api_name=endpoint)
    assert "Traceback" not in str(raised.value)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_what_nobody_foresaw_is_one_message_and_a_traceback_for_the_terminal(
    archive: qa.Archive, caplog: pytest.LogCaptureFixture
) -> None:
    from gradio import Error

    from qa.web.endpoints import Endpoints

    class Broken:
        def status(self) -> None:
            raise ZeroDivisionError("inside")

    with pytest.raises(Error, match="Something went wrong"):
        Endpoints(Broken()).status()  # type: ignore[arg-type]
    assert "ZeroDivisionError" in caplog.text


def test_programs_that_ask_at_once_each_get_their_own_answer(address: str) -> None:
    questions = {
        "How many visitors came to Lantern Tide?": "2031-04/lantern-tide.md",
        "How many people marched in support of the dockers?": "2031-03/march-fills-weir-street.txt",
    }
    cited: list[tuple[str, str]] = []

    def ask(question: str) -> None:
        own = Client(address, download_files=False, verbose=False)
        cited.append((questions[question], own.predict(question, api_name="/ask")["citations"][0]["path"]))

    threads = [threading.Thread(target=ask, args=(question,)) for question in [*questions] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(cited) == len(threads)
    assert all(expected == path for expected, path in cited)


def test_thirty_readers_who_ask_at_once_are_all_answered(address: str) -> None:
    questions = [
        "How many visitors came to Lantern Tide?",
        "When will Haskin Bridge reopen?",
        "What is the moon made of?",
    ]
    seconds, wrong, _ = measure(address, 30, questions, each=1)
    assert wrong == []
    assert len(seconds) == 30
    assert max(seconds) < 20  # how fast it is on a quiet machine: benchmarks/page.md


def test_an_event_of_the_page_has_no_name_for_programs(address: str) -> None:
    names = {fn["api_name"] for fn in httpx.get(f"{address}/config").json()["dependencies"]}
    for name in {str(name) for name in names if name} - {"ask", "search", "read_lines", "status"}:
        assert httpx.post(f"{address}/gradio_api/call/{name}", json={"data": []}).status_code == 404
