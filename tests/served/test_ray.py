"""Passages embedded by a Ray cluster: the same vectors, whatever happens to its nodes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from index import Encoder
from index.embed import PassageText, PassageVectors
from index.ray_encoder import PROBE, RayEncoder, is_near
from tests.conftest import CACHE, REPOSITORY
from tests.served.servers import free_port
from tests.shelf import write_files

SECONDS = 60.0
FAST = {  # a dead node is noticed in a second instead of half a minute
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_worker_niceness": "0",
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "300",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}


@pytest.fixture(scope="module")
def head() -> Iterator[str]:
    """Return the address of a Ray cluster of the test run's own, with one node of one core."""
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'onrecord[ray]')")
    place, port = tempfile.mkdtemp(prefix="ray-"), free_port()  # a short path: sockets lie in it
    try:
        with node("--head", f"--port={port}", f"--temp-dir={place}", "--include-dashboard=false"):
            yield f"127.0.0.1:{port}"
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="module")
def second(head: str) -> Iterator[subprocess.Popen[str]]:
    """Return a second node of that cluster; the test that kills it is the last to use it."""
    with node(f"--address={head}") as process:
        yield process


@contextmanager
def node(*options: str) -> Iterator[subprocess.Popen[str]]:
    """Run a node of one core; wait until it has joined, and end it with all that it started."""
    ports = "--min-worker-port=0", "--max-worker-port=0", "--ray-client-server-port", str(free_port())
    head = "--head" in options
    command = [str(Path(sys.executable).with_name("ray")), "start", "--block", "--num-cpus=1", *options]
    command += ["--object-store-memory=80000000", *(ports if head else ports[:2]), "--disable-usage-stats"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **FAST},
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            told = ""
            for line in process.stdout:
                told += line
                if "runtime started" in line:
                    break
            else:
                raise RuntimeError(f"Ray did not start: {told}")
            yield process
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Kill a node as a cut cable would: at once, with its workers."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def index(folder: Path, place: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index-dir", str(place), *options]
    env = {**os.environ, **environ}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS, env=env)


def vectors(place: Path) -> dict[str, tuple[bytes, ...]]:
    """Return every stored vector, bit for bit, by its passage's key."""
    with closing(sqlite3.connect(place / "catalog.sqlite3")) as opened:
        return {key: tuple(rest) for key, *rest in opened.execute("select * from vectors order by key")}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a copy of the sample archive, and its index as made without Ray.

    With one thread for numpy, as Ray's workers have it: with several it rounds otherwise, once in a million numbers.
    """
    folder = tmp_path_factory.mktemp("ray") / "gazette"
    shutil.copytree(REPOSITORY / "examples" / "gazette", folder, ignore=shutil.ignore_patterns(".onrecord"))
    write_files(folder, {"long.txt": long_article(600)})
    place = folder.with_name("local")
    done = index(folder, place, OMP_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    return folder, place


def long_article(sentences: int) -> str:
    told = [f"In year {number} the ferry to Oste carried {number * 7} passengers." for number in range(sentences)]
    return "Ferry figures\n\n" + "\n\n".join(told) + "\n"


@pytest.mark.usefixtures("second")
def test_two_nodes_give_the_same_vectors_as_none(head: str, local: tuple[Path, Path], tmp_path: Path) -> None:
    folder, expected = local
    done = index(folder, tmp_path / "index", "--ray", head)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found = vectors(tmp_path / "index")
    assert len(found) > 100
    assert found == vectors(expected)


def begun(folder: Path, place: Path, address: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index-dir", str(place), "--ray", address]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def await_workers(node: subprocess.Popen[str]) -> None:
    """Wait until a node's workers embed."""
    until = time.monotonic() + SECONDS
    while not workers(node):
        assert time.monotonic() < until
        time.sleep(0.01)


def workers(node: subprocess.Popen[str]) -> list[int]:
    """Return the processes of a node that embed: Ray names them by their task."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            is_of_node = folder.name.isdecimal() and os.getsid(int(folder.name)) == node.pid
            if is_of_node and b"embed_batch" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def test_an_interrupt_leaves_no_worker_behind(head: str, second: subprocess.Popen[str], tmp_path: Path) -> None:
    write_files(tmp_path / "articles", {"longer.txt": long_article(9000)})
    with begun(tmp_path / "articles", tmp_path / "index", head) as indexing:
        await_workers(second)
        indexing.send_signal(signal.SIGINT)
        _, errors = indexing.communicate(timeout=SECONDS)
    assert indexing.returncode == 130, errors
    assert "stopped" in errors
    until = time.monotonic() + SECONDS
    while workers(second):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_node_that_dies_in_the_middle_loses_nothing(
    head: str, second: subprocess.Popen[str], local: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, expected = local
    with begun(folder, tmp_path / "index", head) as indexing:
        await_workers(second)
        stop(second)
        _, errors = indexing.communicate(timeout=SECONDS)
    assert indexing.returncode == 0, errors
    assert vectors(tmp_path / "index") == vectors(expected)


def test_where_no_cluster_answers_the_error_names_the_cure(local: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'onrecord[ray]')")
    done = index(local[0], tmp_path / "index", "--ray", f"127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert re.fullmatch(r"onrecord: no Ray cluster answers at .*--ray or ONRECORD_RAY.*HOST:PORT\n", done.stderr)


def test_an_address_that_can_t_be_meant_is_refused(local: tuple[Path, Path], tmp_path: Path) -> None:
    done = index(local[0], tmp_path / "index", "--ray", "cluster")
    assert done.returncode == 1
    assert "ONRECORD_RAY" in done.stderr
    assert "HOST:PORT" in done.stderr


def test_nothing_to_embed_reaches_no_cluster(encoder: Encoder) -> None:
    with RayEncoder("127.0.0.1:1", encoder, "bundled", CACHE) as remote:
        assert list(remote.encode_passages([])) == []
        assert remote.identity == encoder.identity
        assert remote.dimension == encoder.dimension
        assert np.array_equal(
            remote.encode_question("Which ferry?").whole, encoder.encode_question("Which ferry?").whole
        )


def test_a_worker_with_other_vectors_is_told_from_one_that_rounds_otherwise(encoder: Encoder) -> None:
    (expected,) = encoder.encode_passages([PROBE])
    (other,) = encoder.encode_passages([PassageText("A text of its own.", ((0, 18),))])
    rounded = PassageVectors(
        expected.passage + 1e-4, expected.sentences - 1e-4, np.minimum(expected.tokens, 126), expected.bounds
    )
    flipped = PassageVectors(expected.passage, expected.sentences, -expected.tokens, expected.bounds)
    assert is_near(rounded, expected)
    assert not is_near(flipped, expected)
    assert not is_near(other, expected)
