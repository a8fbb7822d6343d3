"""What probes are told of a serving process, and how it ends. No browser."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app
import qa
from qa.errors import SettingsError
from qa.settings import load_settings
from qa.web.health import Health
from qa.web.origin import Place
from qa.web.safety import Gate
from tests.fake_server import ChatServer, Reply
from tests.page.browsing import free_port
from tests.page.gates import JOIN, PASSWORD, event, gate_of, gated
from tests.shelf import write_files

TEXT = "The Tessel bridge was closed on Monday, the council said.\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[qa.Archive]:
    folder = tmp_path_factory.mktemp("health") / "Tessel Courier"
    write_files(folder, {"bridge.txt": TEXT})
    with qa.open_archive(folder) as archive:
        archive.refresh()
        yield archive


def watched(archive: qa.Archive) -> Gate:
    gate = gate_of({"ada": PASSWORD})
    gate.health = Health(archive)
    return gate


def test_a_probe_needs_no_password_and_is_told_the_generation(archive: qa.Archive) -> None:
    told = gated(watched(archive)).get("/health")
    assert told.status_code == 200
    assert told.headers["cache-control"] == "no-store"
    assert told.json() == {
        "status": "ok",
        "generation": archive.generation,
        "published_at": archive.snapshot().generation.published_at,
        "troubles": 0,
        "version": told.json()["version"],
    }


def test_a_probe_is_told_nothing_of_the_archive(archive: qa.Archive) -> None:
    told = gated(watched(archive)).get("/health").text
    assert "Tessel" not in told
    assert "bridge" not in told
    assert str(archive.path) not in told


def test_a_probe_under_a_foreign_name_is_refused(archive: qa.Archive) -> None:
    assert gated(watched(archive)).get("/health", headers={"host": "evil.example"}).status_code == 403


def test_an_archive_that_was_never_indexed_is_down(tmp_path: Path) -> None:
    write_files(tmp_path / "new", {"a.txt": TEXT})
    with qa.open_archive(tmp_path / "new") as archive:
        told = gated(watched(archive)).get("/health")
    assert (told.status_code, told.json()["status"], told.json()["reason"]) == (503, "down", "IndexMissing")


def test_a_page_that_is_being_stopped_tells_probes_and_takes_no_question(archive: qa.Archive) -> None:
    gate = Gate(Place(), health=Health(archive))
    gate.learn([7], [])
    gate.refuse()
    client = gated(gate)
    assert client.get("/health").json()["reason"] == "stopping"
    assert client.get("/health").status_code == 503
    assert client.post(JOIN, json=event(7)).status_code == 503


def test_a_report_takes_less_than_five_milliseconds(archive: qa.Archive) -> None:
    health = Health(archive)
    health.report()
    taken = []
    for _ in range(20):
        started = time.perf_counter()
        health.report()
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.005


@pytest.mark.parametrize("seconds", ["-1", "nan", "soon"])
def test_a_limit_that_is_no_time_is_refused(seconds: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_SHUTDOWN_SECONDS.*0 or more"):
        load_settings({"ONRECORD_SHUTDOWN_SECONDS": seconds}, tmp_path)


def test_a_served_process_answers_probes_and_ends_with_0_when_told_to(archive: qa.Archive) -> None:
    port = str(free_port())
    environ = {**os.environ, "ONRECORD_SHUTDOWN_SECONDS": "2"}
    command = [sys.executable, app.__file__, str(archive.path), port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        assert f"http://127.0.0.1:{port}" in process.stderr.readline()
        told = httpx.get(f"http://127.0.0.1:{port}/health")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert (told.status_code, told.json()["generation"]) == (200, archive.generation)
    assert process.returncode == 0


def test_an_answer_under_way_is_given_before_the_process_ends(archive: qa.Archive) -> None:
    port, said = str(free_port()), []
    page = f"http://127.0.0.1:{port}"
    with ChatServer() as model:
        model.say(Reply.sentences((TEXT.strip(), ["e1"]), before=1.5))
        environ = {**os.environ, "ONRECORD_MODEL": "openai-like/slow", "ONRECORD_MODEL_URL": model.url}
        environ |= {"ONRECORD_SHUTDOWN_SECONDS": "20"}
        command = [sys.executable, app.__file__, str(archive.path), port]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ) as process:
            assert process.stderr is not None
            assert page in process.stderr.readline()
            asked = {"data": ["When was the Tessel bridge closed?", None, None, None, None]}
            begun = httpx.post(f"{page}/gradio_api/call/ask", json=asked)
            answer = f"{page}/gradio_api/call/ask/{begun.json()['event_id']}"
            reader = threading.Thread(target=lambda: said.append(httpx.get(answer, timeout=30).text))
            reader.start()
            assert model.until(lambda: bool(model.requests), 20)
            process.send_signal(signal.SIGTERM)
            told = time.monotonic()
            assert model.until(lambda: httpx.get(f"{page}/health").status_code == 503, 5)
            assert httpx.post(f"{page}/gradio_api/call/ask", json=asked).status_code == 503
            reader.join(30)
            process.communicate(timeout=30)
            taken = time.monotonic() - told
    assert "event: complete" in said[0]
    assert '"mode": "generated"' in said[0]
    assert process.returncode == 0
    assert 0.5 < taken < 20
