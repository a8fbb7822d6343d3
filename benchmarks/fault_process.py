"""Processes to be killed: work done in a forked child that says how far it is, and a death at a chosen moment.

The parent must have no threads of its own and no open index; what it imported, its children need not import again.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Literal, NoReturn

from index import Progress

Tell = Callable[[Progress], None]
Work = Callable[[Tell], Any]
"""What a child does; it may become another program (`os.execve`), which then has no value and tells no marks."""
How = Literal["time", "stage", "operation"]
Failing = Literal["full", "read-only", "input/output"]

_KINDS: dict[str, int] = {"none": 0, "kill": 1, "full": 2, "read-only": 3, "input/output": 4}  # as in fault_disk.c
_PRELOADED = "ONRECORD_FAULT_DISK"
_AT, _TOLD = "ONRECORD_FAULT_AT", "ONRECORD_FAULT_TOLD"
_PATIENCE = 300.0  # seconds, on a busy machine
_HEAVY = (
    *("chromadb.api.client", "chromadb.api.rust", "llama_index.core.schema", "llama_index.vector_stores.chroma"),
    *("index.refresh", "index.nodes", "index.vectors", "index.lexical", "tests.shelf", "qa.archive", "onnxruntime"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a child had reached, in words, after how many seconds and operations on files."""

    name: str
    seconds: float
    operations: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When a process dies: so many seconds after `mark` (None: after its start), or at an operation on a file."""

    how: How
    seconds: float = 0.0
    mark: str | None = None
    operation: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """From which operation on a file on, the disk refuses to be written."""

    operation: int
    failing: Failing


@dataclass(slots=True)
class Ended:
    """How a child ended: `killed` by us, or with a `value`, or with an `error` (and the signal that it died of)."""

    killed: bool = False
    value: Any = None
    error: str = ""
    crashed: int = 0
    marks: list[Mark] = field(default_factory=list)

    @property
    def reached(self) -> str:
        """Return the last mark before the end."""
        return self.marks[-1].name if self.marks else "start"


def preload() -> None:
    """Start this program again under a disk that can be broken, where a C compiler can make one."""
    if _PRELOADED in os.environ:
        # Children end without the parent's endings; programs that they become still need the library.
        atexit.register(shutil.rmtree, Path(os.environ[_PRELOADED]).parent, ignore_errors=True)
        return
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return
    library = Path(tempfile.mkdtemp(prefix="onrecord-faults-"), "fault_disk.so")
    source = Path(__file__).with_name("fault_disk.c")
    made = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, source, "-ldl"], check=False)
    if made.returncode == 0:
        environ = {**os.environ, _PRELOADED: str(library), "LD_PRELOAD": str(library)}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environ)


def can_break_disk() -> bool:
    """Return whether operations on files are counted and can be made to fail."""
    return _PRELOADED in os.environ


def warm() -> None:
    """Import what every child needs, and prepare an article, without opening any index."""
    for name in _HEAVY:
        import_module(name)
    from index.chunk import ordinary_words
    from index.prepare import prepare
    from index.types import Article

    prepare(Article("a.txt", "A boat\n\nOSTE, 3 May 2041 - It sailed on Friday.\n", "", "utf-8"))
    ordinary_words()


def run_child(work: Work, moment: Moment | None = None, fault: Fault | None = None, below: Path | None = None) -> Ended:
    """Do `work` in a process group of its own; kill the whole group at `moment`, where it gets there.

    Operations are counted, and fail, on files below the folder `below`. What `work` returns must be JSON. A child that
    hangs is killed and counts as an error.
    """
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile() as told:
        started = time.perf_counter()
        child = os.fork()
        if not child:
            os.close(reading)
            os.environ[_TOLD] = told.name
            _be_child(work, below, writing, said.fileno(), started, moment, fault)
        os.close(writing)
        ended = Ended()
        try:
            wait = _read_until(reading, ended, moment, started)
            if wait is not None:
                time.sleep(max(0.0, wait))
                ended.killed = _kill(child)
            status = _reap(child)
            _read_rest(reading, ended)
            if not status and not ended.marks:  # it became another program
                counted = [int(line) for line in told.read().split()]
                ended.marks.append(Mark("end", time.perf_counter() - started, max(counted, default=0)))
        finally:
            os.close(reading)
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGKILL and moment is not None and moment.how == "operation":
            ended.killed = True
        ended.killed = ended.killed and code == -signal.SIGKILL
        if not ended.killed and code:
            said.seek(0)
            ended.error = ended.error or said.read().decode(errors="replace")[-2000:] or f"exit code {code}"
            ended.crashed = -code if code < 0 else 0
        return ended


def _be_child(
    work: Work, below: Path | None, writing: int, said: int, started: float, moment: Moment | None, fault: Fault | None
) -> NoReturn:
    """Do the work and leave, whatever happens, without the parent's own endings."""
    os.setsid()
    os.dup2(said, 2)
    operations = _arm(below, moment, fault)

    def write(row: list[Any]) -> None:
        os.write(writing, json.dumps(row).encode() + b"\n")

    seen: dict[str, int] = {}

    def tell(progress: Progress) -> None:
        name = f"{progress.stage} {progress.done}" if progress.stage == "write" else progress.stage
        if progress.stage == "write" or progress.stage not in seen:
            seen[name] = seen.get(name, 0) + 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            write(["mark", f"{name}{again}", time.perf_counter() - started, operations()])

    code = 0
    try:
        write(["value", work(tell), time.perf_counter() - started, operations()])
    except BaseException as error:  # noqa: BLE001 - the child's edge: told to the parent
        traceback.print_exc()
        write(["error", f"{type(error).__name__}: {error}"[:20_000]])
        code = 1
    os._exit(code)


def _arm(below: Path | None, moment: Moment | None, fault: Fault | None) -> Callable[[], int]:
    if not can_break_disk():
        return lambda: 0
    library = ctypes.CDLL(None)
    operation, kind = 0, "none"
    if moment is not None and moment.how == "operation":
        operation, kind = moment.operation, "kill"
    elif fault is not None:
        operation, kind = fault.operation, fault.failing
    library.faults_arm(str(below or "").encode(), ctypes.c_long(operation), _KINDS[kind])
    os.environ[_AT] = f"{operation} {_KINDS[kind]} {below or ''}"  # for a program that the work turns into
    library.faults_count.restype = ctypes.c_long
    return lambda: int(library.faults_count())


def _read_until(reading: int, ended: Ended, moment: Moment | None, started: float) -> float | None:
    """Read what a child says; return the seconds to wait before it is killed, None where it ended of itself."""
    buffer = b""
    while True:
        limit = started + _PATIENCE - time.perf_counter()
        if moment is not None and moment.how == "time":
            limit = started + moment.seconds - time.perf_counter()
        if not select.select([reading], [], [], max(0.0, limit))[0]:
            if moment is None or moment.how != "time":
                ended.error = f"hung after {_PATIENCE:.0f} s at {ended.reached}"
            return 0.0
        data = os.read(reading, 1 << 20)
        if not data:
            return None
        *lines, buffer = (buffer + data).split(b"\n")
        for line in lines:
            _note(json.loads(line), ended)
            marked = moment is not None and moment.how == "stage" and ended.reached == moment.mark
            if moment is not None and marked and ended.marks:
                return ended.marks[-1].seconds + moment.seconds - (time.perf_counter() - started)


def _read_rest(reading: int, ended: Ended) -> None:
    if select.select([reading], [], [], 0.0)[0]:
        for line in os.read(reading, 1 << 20).splitlines():
            try:
                _note(json.loads(line), ended)
            except ValueError:  # cut off by the kill
                break


def _note(row: list[Any], ended: Ended) -> None:
    kind, *rest = row
    if kind == "error":
        ended.error = rest[0]
    elif kind == "mark":
        ended.marks.append(Mark(*rest))
    else:
        ended.value = rest[0]
        ended.marks.append(Mark("end", rest[1], rest[2]))


def _kill(child: int) -> bool:
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it has not begun a group yet, or is gone
        os.kill(child, signal.SIGKILL)
    return True


def _reap(child: int) -> int:
    return os.waitpid(child, 0)[1]


def draw(chance: Random, marks: Sequence[Mark], how: How) -> Moment:
    """Return a moment of a run that took place like this in peace.

    By "time", all of the run alike; by "stage" and "operation", first one of its stages, however short it is.
    """
    starts = [Mark("start", 0.0, 0), *marks]
    if how == "time":
        return Moment(how, seconds=chance.uniform(0, marks[-1].seconds))
    begin, end = chance.choice(
        [pair for pair in pairwise(starts) if how == "stage" or pair[1].operations > pair[0].operations]
    )
    if how == "stage":
        delay = chance.uniform(0, 1.1 * (end.seconds - begin.seconds))
        return Moment("time", delay) if begin.name == "start" else Moment(how, delay, begin.name)
    return Moment(how, operation=chance.randrange(begin.operations + 1, end.operations + 1))
