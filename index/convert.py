"""Turn a file's bytes into renditions, in a child process where a parser of foreign formats is needed for it.

A hostile or broken document can make a parser take for ever, all memory, or down: the child has limits of its own, is
killed when it is late, and started anew (`index.formats.child`).
"""

from __future__ import annotations

import atexit
import gzip
import json
import queue
import subprocess
import sys
import threading
import zlib
from io import BytesIO
from typing import IO, Any, Final

from index.decode import decode
from index.errors import ReadError
from index.formats import Rendition, Unreadable, kind_of
from index.formats.kinds import PACKED, Kind

SECONDS: Final = 20.0
"""How long the conversion of one file may take, once its parser is loaded."""
LOADING_SECONDS: Final = 40.0
UNPACKED: Final = 256 * 1024 * 1024
"""Bytes that a packed file may amount to."""

Rendered = tuple[list[Rendition], list[tuple[int, str]]]
"""A file's articles, and the rows that hold none with the reason why."""


def render(path: str, data: bytes) -> Rendered:
    """Return the articles that the bytes of the file at `path` hold.

    Raises ReadError, with the reason and the cure in one line, where they hold none.
    """
    kind = kind_of(path)
    if kind is None:
        raise ReadError("is of no kind that is read: convert it to one that is, as .txt")
    if path.lower().endswith(PACKED):
        data = unpack(data)
    try:
        if kind == "plain":
            return [Rendition(decode(data)[0])], []
        if kind == "mail":
            from index.formats.mail import render_mail

            return render_mail(data), []
        if kind in ("lines", "table"):
            from index.formats.rows import render_lines, render_table

            text = decode(data)[0]
            rows = list(render_lines(text) if kind == "lines" else render_table(text))
            found = [row for row in rows if isinstance(row, Rendition)]
            failed = [row for row in rows if not isinstance(row, Rendition)]
            if not found:
                why = f": row {failed[0][0]} {failed[0][1]}" if failed else ""
                raise ReadError(f"holds no article{why}")
            return found, failed
    except Unreadable as error:
        raise ReadError(str(error)) from error
    return _CHILD.render(kind, data), []


def unpack(data: bytes) -> bytes:
    """Return what gzip packed; raises ReadError where it is broken, or more than `UNPACKED`."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            found = packed.read(UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"is no whole gzip file ({error}): pack it again") from error
    if len(found) > UNPACKED:
        raise ReadError(f"unpacks to more than {UNPACKED // 1024**2} MiB: split it into smaller files")
    return found


class _Child:
    """A process that converts one file at a time; started when first needed, and again after it was killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def render(self, kind: Kind, data: bytes) -> list[Rendition]:
        with self._lock:
            reply = self._exchange(kind, data)
        if "unreadable" in reply:
            raise ReadError(reply["unreadable"])
        return [
            Rendition(found["text"], found["row"], found["comments_from"], tuple(found["pages"]))
            for found in reply["renditions"]
        ]

    def _exchange(self, kind: Kind, data: bytes) -> dict[str, Any]:
        seconds = SECONDS
        if self._process is None or self._process.poll() is not None:
            self._start()
            seconds += LOADING_SECONDS
        process = self._process
        if process is None or process.stdin is None:
            raise ReadError("could not be converted: no process could be started for it")
        try:
            process.stdin.write(json.dumps({"kind": kind, "size": len(data)}).encode() + b"\n" + data)
            process.stdin.flush()
            line = self._replies.get(timeout=seconds)
        except queue.Empty as error:
            self.stop()
            raise ReadError(f"took more than {SECONDS:.0f} seconds to convert: save it anew, or as text") from error
        except OSError:
            line = b""
        if not line:
            self.stop()
            raise ReadError("brought its reader down: save it anew, or as text")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> None:
        # -P: a folder index/ in the working directory must not be taken for ours.
        command = [sys.executable, "-P", "-m", "index.formats.child"]
        replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._replies = replies
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own module
        self._process = process
        threading.Thread(target=_read_lines, args=(process.stdout, replies), name="converter", daemon=True).start()

    def stop(self) -> None:
        """Kill the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)


def _read_lines(pipe: IO[bytes] | None, replies: queue.SimpleQueue[bytes]) -> None:
    try:
        for line in pipe or ():
            replies.put(line)
    except (OSError, ValueError):  # closed meanwhile
        pass
    replies.put(b"")


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return


_CHILD = _Child()
atexit.register(_CHILD.stop)
