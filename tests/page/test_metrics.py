"""Who may read `/metrics`, and what a serving process says on standard error as log lines. No browser."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import app
import qa
from qa.web.measures import Measures
from tests.page.browsing import free_port
from tests.page.gates import PASSWORD, gate_of, gated
from tests.shelf import write_files

TOKEN = "sixteen-or-more-herons"
SHOWN = b"onrecord_generation 3.0\n"


def status(*, password: bool, token: str | None, sent: str | None = None, sign_in: bool = False) -> int:
    """Return the status with which a page that has these answers a scraper that sends so much."""
    gate = gate_of({"ada": PASSWORD} if password else None)
    gate.measures = Measures(lambda: SHOWN, token)
    client = gated(gate)
    if sign_in:
        client.post("/login", data={"username": "ada", "password": PASSWORD}, headers={"origin": str(client.base_url)})
    told = client.get("/metrics", headers={} if sent is None else {"authorization": sent})
    assert (told.content == SHOWN) is (told.status_code == 200)
    return told.status_code


@pytest.mark.parametrize(
    ("password", "token", "sent", "sign_in", "expected"),
    [
        (False, None, None, False, 200),
        (True, None, None, False, 401),
        (True, None, f"Bearer {TOKEN}", False, 401),
        (True, None, None, True, 200),
        (True, TOKEN, f"Bearer {TOKEN}", False, 200),
        (True, TOKEN, f"bearer {TOKEN}", False, 200),
        (True, TOKEN, None, True, 401),
        (True, TOKEN, f"Bearer {TOKEN}x", False, 401),
        (True, TOKEN, TOKEN, False, 401),
        (False, TOKEN, None, False, 401),
        (False, TOKEN, f"Bearer {TOKEN}", False, 200),
    ],
)
def test_metrics_are_for_readers_or_for_whoever_has_the_token(
    password: bool, token: str | None, sent: str | None, sign_in: bool, expected: int
) -> None:
    assert status(password=password, token=token, sent=sent, sign_in=sign_in) == expected


def test_there_are_no_metrics_unless_they_are_switched_on() -> None:
    assert gated(gate_of()).get("/metrics").status_code == 404


def test_metrics_under_a_foreign_name_are_refused() -> None:
    gate = gate_of()
    gate.measures = Measures(lambda: SHOWN)
    assert gated(gate).get("/metrics", headers={"host": "evil.example"}).status_code == 403


def test_a_served_process_counts_its_questions_and_logs_them_without_their_text(tmp_path: Path) -> None:
    folder, port = tmp_path / "courier", str(free_port())
    write_files(folder, {"bridge.txt": "The Tessel bridge was closed on Monday, the council said.\n"})
    with qa.open_archive(folder) as archive:
        archive.refresh()
    page, question = f"http://127.0.0.1:{port}", "When was the Tessel bridge closed?"
    environ = {**os.environ, "ONRECORD_LOG": "json", "ONRECORD_METRICS": "1", "ONRECORD_METRICS_TOKEN": TOKEN}
    command = [sys.executable, app.__file__, str(folder), port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        started = json.loads(process.stderr.readline())
        for sent in ([question, None, None, None, None], [question]):  # what lacks a value is gradio's to refuse
            begun = httpx.post(f"{page}/gradio_api/call/ask", json={"data": sent})
            httpx.get(f"{page}/gradio_api/call/ask/{begun.json()['event_id']}", timeout=30)
        told = httpx.get(f"{page}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert (started["event"], page in started["message"]) == ("start", True)
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'onrecord_questions_total{outcome="answered"} 1.0' in told.text
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == ["question", "printed", "stop"]
    assert (lines[0]["outcome"], lines[0]["citations"], lines[1]["message"]) == ("answered", 1, "ValueError")
    assert "Tessel" not in said
    assert process.returncode == 0
