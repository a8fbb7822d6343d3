"""Several `onrecord serve` processes on the same servers, behind one address."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from index import Servers
from tests.served.servers import free_port
from tests.shelf import write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"
PASSENGERS = "How many passengers did the ferry carry?"
SECONDS = 60.0
SOON = 5.0
"""Seconds within which every process must answer from what was published."""


class Balancer(socketserver.ThreadingTCPServer):
    """Gives each connection to the next of several ports that takes it, and counts what each got."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, ports: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Carrier)
        self.ports, self.given = ports, dict.fromkeys(ports, 0)
        self._next, self._lock = 0, threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def connect(self) -> socket.socket:
        """Return a connection to a process that listens, whose turn it is."""
        for _ in self.ports:
            with self._lock:
                port = self.ports[self._next % len(self.ports)]
                self._next += 1
            with suppress(OSError):
                found = socket.create_connection(("127.0.0.1", port), 5)
                self.given[port] += 1
                return found
        raise ConnectionError("no process listens")


class Carrier(socketserver.BaseRequestHandler):
    """Carries the bytes of one connection both ways, until one end closes it."""

    def handle(self) -> None:
        assert isinstance(self.server, Balancer)
        with self.server.connect() as behind, suppress(OSError):
            ends = {self.request: behind, behind: self.request}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    if not (data := end.recv(65_536)):
                        return
                    ends[end].sendall(data)


@dataclass
class Asked:
    """What one question got: when it was sent, when it was answered, and the answer."""

    began: float
    ended: float
    answer: dict[str, Any]


@dataclass
class Readers:
    """Asks through the balancer, a connection a question, until told to stop."""

    port: int
    stop: threading.Event = field(default_factory=threading.Event)
    asked: list[Asked] = field(default_factory=list)
    failed: list[tuple[float, float, str]] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                answer = ask(self.port)
            except (OSError, AssertionError) as error:
                self.failed.append((began, time.monotonic(), repr(error)))
            else:
                self.asked.append(Asked(began, time.monotonic(), answer))
            time.sleep(0.4)  # as many questions as the page takes from one reader


def ask(port: int) -> dict[str, Any]:
    """Ask as a program does. Both requests go over one connection: who took the question holds the answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        body = json.dumps({"data": [PASSENGERS, None, None, None, None]})
        line.request("POST", "/gradio_api/call/ask", body, {"Content-Type": "application/json"})
        begun = line.getresponse()
        told = begun.read()
        assert begun.status == 200, told
        line.request("GET", f"/gradio_api/call/ask/{json.loads(told)['event_id']}")
        events = line.getresponse().read().decode()
    finally:
        line.close()
    assert "event: complete" in events, events
    (answer,) = json.loads(events.rpartition("data: ")[2])
    assert isinstance(answer, dict)
    return answer


def health(port: int) -> tuple[int, dict[str, Any]]:
    """Return the status and the report of a process; (0, {}) where none listens."""
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health")
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    except OSError:
        return 0, {}
    finally:
        line.close()


@pytest.fixture
def environ(servers: Servers) -> dict[str, str]:
    """Return the environment that all processes share."""
    return {
        **os.environ,
        "ONRECORD_CHROMA_URL": str(servers.chroma_url),
        "ONRECORD_DATABASE_URL": str(servers.database_url),
        "ONRECORD_ARCHIVE_NAME": f"balanced_{os.getpid()}",
    }


def index(folder: Path, place: Path, environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index-dir", str(place), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ, timeout=SECONDS)
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(folder: Path, place: Path, port: int, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run `onrecord serve` with a copy of its own of what is derived."""
    command = [sys.executable, "-m", "qa.cli", "serve", str(folder), "--index-dir", str(place), "--port", str(port)]
    log = place.with_suffix(".log")
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told, env=environ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def pages(environ: dict[str, str], tmp_path: Path) -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    """Return two processes that serve the same archive, by their ports."""
    folder = tmp_path / "articles"
    write_files(folder, {"ferry.txt": FERRY, "wall.txt": WALL})
    index(folder, tmp_path / "writer", environ)
    first, second = free_port(), free_port()
    with (
        serving(folder, tmp_path / "first", first, environ) as one,
        serving(folder, tmp_path / "second", second, environ) as other,
    ):
        await_generation([first, second], 1, SECONDS)
        yield {first: one, second: other}


@pytest.fixture
def balancer(pages: dict[int, subprocess.Popen[bytes]]) -> Iterator[Balancer]:
    """Return the one address of both."""
    with Balancer(list(pages)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def await_generation(ports: list[int], number: int, seconds: float) -> float:
    """Return when all of these processes have reported a generation."""
    until = time.monotonic() + seconds
    while any(health(port)[1].get("generation") != number for port in ports):
        assert time.monotonic() < until, [health(port) for port in ports]
        time.sleep(0.05)
    return time.monotonic()


def figures(answer: dict[str, Any]) -> set[str]:
    """Return which of the ferry's passengers an answer cites."""
    quotes = " ".join(citation["quote"] for citation in answer["citations"])
    return {figure for figure in ("412", "511") if f"{figure} passengers" in quotes}


def test_two_processes_answer_as_one_follow_a_third_and_one_may_stop(
    pages: dict[int, subprocess.Popen[bytes]], balancer: Balancer, environ: dict[str, str], tmp_path: Path
) -> None:
    (first, stopped), (second, _) = pages.items()
    readers = Readers(balancer.port)
    asking = threading.Thread(target=readers.run)
    asking.start()
    try:
        time.sleep(1)
        changed = time.monotonic()
        write_files(tmp_path / "articles", {"ferry.txt": FERRY.replace("412", "511")})
        index(tmp_path / "articles", tmp_path / "writer", environ)
        known = await_generation([first, second], 2, SOON)
        time.sleep(1)

        ended = time.monotonic()
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(SECONDS) == 0
        assert health(first) == (0, {})
        alone = time.monotonic()
        time.sleep(1)
    finally:
        readers.stop.set()
        asking.join()

    before = [figures(each.answer) for each in readers.asked if each.ended < changed]
    assert before
    assert set(map(frozenset, before)) == {frozenset({"412"})}
    after = [each for each in readers.asked if each.began > known]
    assert set().union(*(figures(each.answer) for each in after)) == {"511"}
    assert all(each.answer["status"] == "answered" for each in after)
    assert min(balancer.given.values()) > 3  # both took their turn
    assert any(each.began > alone for each in after)
    # A process that is stopping refuses new questions for a moment; a balancer that looks at /health sends it none.
    assert [failed for failed in readers.failed if failed[1] < ended or failed[0] > alone] == []
    assert health(balancer.port)[1]["generation"] == 2
