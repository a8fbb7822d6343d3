"""PostgreSQL and Chroma as servers on this machine, for tests: started in a folder of their own, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_SECONDS = 30.0
_FAST = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60", "log_statement=none")


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    places = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        Path("/usr/local/bin"),
        Path("/usr/bin"),
    ]
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """Run a database, and give its address; as another user where this one is root, whom it refuses."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = next(each for each in ("postgres", "nobody") if _is_user(each))
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        prefix = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", "--"]
    data, port = folder / "data", free_port()
    begin = ["initdb", "--no-sync", "--auth=trust", "--username=onrecord", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = [*prefix, str(programs / begin[0]), *begin[1:], f"--pgdata={data}"]
    subprocess.run(made, check=True, capture_output=True, cwd=folder)
    options = [argument for option in _FAST for argument in ("-c", option)]
    command = [
        *prefix,
        str(programs / "postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-h",
        "127.0.0.1",
        "-k",
        str(folder),
    ]
    try:
        with _running([*command, *options], lambda: _accepts(port), folder, signal.SIGINT):
            yield f"postgresql+psycopg://onrecord@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def chroma(data: Path, port: int | None = None) -> Iterator[str]:
    """Run a Chroma server on a folder, and give its address."""
    port = port or free_port()
    program = str(Path(sys.executable).with_name("chroma"))
    command = [program, "run", "--path", str(data), "--port", str(port), "--host", "127.0.0.1"]
    with _running(command, lambda: _answers(f"http://127.0.0.1:{port}/api/v2/heartbeat"), None, signal.SIGTERM):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(
    command: Sequence[str], is_ready: Callable[[], bool], folder: Path | None, end: signal.Signals
) -> Iterator[None]:
    environ = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    output = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=output, stderr=output, stdin=output, cwd=folder, env=environ) as process:
        try:
            until = time.monotonic() + _SECONDS
            while not is_ready():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{command[0]} did not start")
                time.sleep(0.05)
            yield
        finally:
            process.send_signal(end)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _accepts(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(f"postgresql://onrecord@127.0.0.1:{port}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
