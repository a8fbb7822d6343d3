"""Turn a file's bytes into renditions, in a child process that may be killed.

A hostile or broken file can make a parser take for ever, all memory, or down: whatever is not plain text is parsed in
a child with limits of its own, which is killed when it is late, and started anew (`index.formats.child`).
"""

from __future__ import annotations

import atexit
import gzip
import json
import queue
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import IO, Any

from index.decode import decode
from index.errors import ReadError
from index.formats import Rendition, kind_of
from index.formats.kinds import MANY, PACKED, Kind, holds_many
from index.formats.limits import (
    LOADING_SECONDS,
    MAX_BYTES,
    MAX_MANY,
    MIB,
    MOST_FAILED,
    MOST_ROWS,
    SECONDS,
    SECONDS_A_MIB,
    SECONDS_A_MIB_OF_MANY,
)

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
        data = unpack(data, MAX_MANY if holds_many(path) else MAX_BYTES)
    if kind == "plain":
        return [Rendition(decode(data)[0])], []
    found, failed = _CHILD.render(kind, data)
    if not found:
        why = f": row {failed[0][0]} {failed[0][1]}" if failed else ""
        raise ReadError(f"holds no article{why}")
    return found, failed


def unpack(data: bytes, limit: int) -> bytes:
    """Return what gzip packed; raises ReadError where it is broken, or more than `limit` bytes."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            found = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"is no whole gzip file ({error}): pack it again") from error
    if len(found) > limit:
        raise ReadError(f"unpacks to more than {limit // MIB} MiB: split it into smaller files")
    return found


class _Child:
    """A process that converts one file at a time; started when first needed, and again after it was killed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def render(self, kind: Kind, data: bytes) -> Rendered:
        with self._lock:
            return _collect(self._exchange(kind, data))

    def _exchange(self, kind: Kind, data: bytes) -> Iterator[dict[str, Any]]:
        """Yield what the child says of a file, row by row; raises ReadError where it can't, or takes too long."""
        rate = SECONDS_A_MIB_OF_MANY if kind in MANY else SECONDS_A_MIB
        seconds = SECONDS + rate * len(data) / MIB
        asked = {"kind": kind, "size": len(data), "seconds": seconds + LOADING_SECONDS}
        if self._process is None or self._process.poll() is not None:
            self._start()
        process = self._process
        if process is None or process.stdin is None:
            raise ReadError("could not be converted: no process could be started for it")
        ended = False
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.write(data)
            process.stdin.flush()
            late = time.monotonic() + LOADING_SECONDS
            while line := self._replies.get(timeout=max(late - time.monotonic(), 0.0)):
                reply: dict[str, Any] = json.loads(line)
                if "began" in reply:
                    late = time.monotonic() + seconds
                    continue
                ended = "ended" in reply
                yield reply
                if ended:
                    return
        except queue.Empty as error:
            raise ReadError(f"took more than {seconds:.0f} seconds to convert: save it anew, or as text") from error
        except OSError:
            pass
        finally:
            if not ended:  # what it says next would be taken for the next file's
                self.stop()
        if not ended:
            raise ReadError("brought its reader down: save it anew, or as text")

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
                    with suppress(OSError):
                        pipe.close()


def _collect(replies: Iterator[dict[str, Any]]) -> Rendered:
    """Return the articles and what failed; of many rows that failed the first are listed, and the rest counted."""
    found: list[Rendition] = []
    failed: list[tuple[int, str]] = []
    refused = ""
    more = 0
    for reply in replies:
        if "text" in reply:
            pages = tuple(reply["pages"])
            found.append(Rendition(reply["text"], reply["row"], reply["comments_from"], pages))
        elif "row" in reply:
            more += len(failed) > MOST_FAILED
            if len(failed) <= MOST_FAILED:
                failed.append((reply["row"], reply["reason"]))
        else:
            refused = reply["ended"]
        if len(found) + len(failed) + more > MOST_ROWS:
            refused = f"holds more than {MOST_ROWS:,} rows: split it into smaller files"
            break
    if refused:
        raise ReadError(refused)
    if more:
        failed[-1] = (failed[-1][0], f"can't be read, nor can {more:,} rows after it: mend the rows listed before it")
    return found, failed


def _read_lines(pipe: IO[bytes] | None, replies: queue.SimpleQueue[bytes]) -> None:
    with suppress(OSError, ValueError):  # closed meanwhile
        for line in pipe or ():
            replies.put(line)
    replies.put(b"")


_CHILD = _Child()
atexit.register(_CHILD.stop)
