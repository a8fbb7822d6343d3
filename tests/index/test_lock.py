"""Two processes that would write one index: one waits and says so, and the other's work is not done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import IndexBusy
from index.lock import WriterLock
from tests.conftest import REPOSITORY
from tests.shelf import Shelf, assert_whole, write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
OLD = {"ferry.txt": FERRY, "pears.txt": PEARS}

HOLDS = """
import sys
from pathlib import Path
from index.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
lock.acquire("it", 0)
print("held", flush=True)
sys.stdin.read()
lock.release()
"""


@contextmanager
def other_process(index_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a process that holds the lock until its input ends."""
    index_dir.mkdir(exist_ok=True)
    command = [sys.executable, "-c", HOLDS, str(index_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        assert process.stdin is not None
        if not process.stdin.closed:
            process.stdin.close()


def test_the_second_waits_says_so_at_once_and_goes_on(shelf: Shelf) -> None:
    shelf.write(OLD)
    said: list[str] = []
    with other_process(shelf.index_dir) as process:
        waiting = threading.Event()

        def wait(text: str) -> None:
            said.append(text)
            waiting.set()

        thread = threading.Thread(target=lambda: shelf.index.refresh(wait=None, waiting=wait))
        thread.start()
        assert waiting.wait(10)
        assert process.stdin is not None
        process.stdin.close()
        thread.join(60)
        assert not thread.is_alive()
    (text,) = said
    assert text.startswith(f"another process is indexing {shelf.folder} (process {process.pid}, for ")
    assert text.endswith(" s); waiting")
    assert_whole(shelf, OLD)


def test_whoever_does_not_want_to_wait_is_told_who_is_indexing(shelf: Shelf) -> None:
    shelf.add(OLD)
    with other_process(shelf.index_dir) as process:
        for seconds in (0.0, 0.8):
            with pytest.raises(IndexBusy, match=rf"\(process {process.pid}, for \d+ s\): wait until it is done"):
                shelf.index.refresh(wait=seconds)
        with pytest.raises(IndexBusy):
            shelf.index.compact(wait=0)
    assert shelf.refresh().unchanged == ("ferry.txt", "pears.txt")


def test_a_process_that_is_gone_holds_nothing_and_is_not_named(tmp_path: Path) -> None:
    with other_process(tmp_path) as process:
        process.kill()
        process.wait()
        lock, mine = WriterLock(tmp_path), WriterLock(tmp_path)
        assert json.loads((tmp_path / "lock.json").read_text())["process"] == process.pid
        assert lock.holder() is None
        mine.acquire("it", 0)
        holder = lock.holder()
        assert holder is not None
        assert holder.process == os.getpid()
        mine.release()
        assert lock.holder() is None


def test_a_lock_taken_twice_by_one_thread_is_given_back_twice(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.acquire("it", 0)
    lock.acquire("it", 0)
    lock.release()
    assert lock.holder() is not None
    lock.release()
    assert lock.holder() is None


def test_the_command_stops_waiting_at_ctrl_c_and_leaves_the_index_alone(tmp_path: Path) -> None:
    write_files(tmp_path / "articles", OLD)
    command = [sys.executable, "-m", "qa.cli", "index", str(tmp_path / "articles")]
    with other_process_in(tmp_path / "articles" / ".onrecord") as pid:
        told = subprocess.run([*command, "--no-wait"], capture_output=True, text=True, cwd=REPOSITORY, check=False)
        assert told.returncode == 1
        assert f"(process {pid}, for" in told.stderr
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY
        ) as run:
            assert run.stderr is not None
            line = run.stderr.readline()
            assert line.endswith("; waiting (Ctrl-C stops waiting)\n")
            run.send_signal(signal.SIGINT)
            _, said = run.communicate(timeout=60)
        assert run.returncode == 130
        assert said == "onrecord: stopped; the index is still the one that was last published\n"
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 added" in done.stdout


@contextmanager
def other_process_in(index_dir: Path) -> Iterator[int]:
    with other_process(index_dir) as process:
        yield process.pid
