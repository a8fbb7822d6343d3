"""What is measured with: clocks and memory of processes, and what the machine is. It knows nothing of archives."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

Figures = dict[str, float]

REPOSITORY = Path(__file__).resolve().parents[1]
ONRECORD = (sys.executable, "-m", "qa.cli")
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma's, where llama-index opens it
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ONRECORD_MODEL": "none",
}
"""What every process that is measured has in its environment: no network, no telemetry, no language model."""

_PACKAGES = ("chromadb", "llama-index-core", "onnxruntime", "sentence-transformers", "tantivy", "torch")


@dataclass(frozen=True, slots=True)
class Setup:
    """What one part is given: an archive, how many articles it is to have where it is invented, and how many rounds."""

    archive: Path
    size: int = 0
    rounds: int = 5


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds from its start to its end, and bytes of memory at most."""

    seconds: float
    memory: int


def machine() -> dict[str, str]:
    """Return what the figures were measured on."""
    return {
        "processor": f"{os.cpu_count()} cores of {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "versions": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def seconds(act: Callable[[], object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a process that is measured."""
    return {**os.environ, **QUIET, **(more or {})}


def call(command: Sequence[str]) -> Spent:
    """Run a command, from the repository's folder, and return what it took.

    Raises:
        RuntimeError: it failed; the message is the end of what it said.
    """
    launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launched, cwd=REPOSITORY, env=environment(), capture_output=True, text=True, check=True)
    code, took, memory = done.stdout.split()
    if code not in {"0", "3"}:  # 3: the archive does not answer, which takes its time, too
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {done.stderr[-2_000:]}")
    return Spent(float(took), int(memory) * (1 if sys.platform == "darwin" else 1024))


# A process counts as its own the memory that the one which starts it ever had: so a small one starts it.
_LAUNCHER = """
import os, sys, time
began = time.perf_counter()
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, used = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), time.perf_counter() - began, used.ru_maxrss)
"""


def most_memory(process: int | str = "self") -> float:
    """Return the bytes that a process that is running took at most so far; "not a number" off Linux."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next(1024.0 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
