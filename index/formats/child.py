"""The process in which files are parsed: `python -m index.formats.child`. It is given bytes, never a file's name.

A line of JSON and so many bytes come in; a line of JSON a row and one that ends them go out, until the input ends.
Memory and time are bounded. It refuses itself the network, other processes and files to write: no parser here needs
one. That is a second lock behind parsers that are told to fetch nothing, not a sandbox against machine code.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from index.decode import decode
from index.errors import ReadError
from index.formats.kinds import Kind
from index.formats.limits import MAX_TEXT, MEMORY
from index.formats.rendition import Rendition, Row, Unreadable

_FORBIDDEN: Final = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.")
"""Beginnings of the names of audit events that no parser may raise."""
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def main() -> None:
    """Serve as the child: a line of JSON and bytes in, lines of JSON out, until the input ends."""
    _limit_memory()
    sys.addaudithook(refuse)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a parser prints must not stand among the replies
    while line := requests.readline():
        asked = json.loads(line)
        _limit_time(asked["seconds"])
        data = requests.read(asked["size"])
        for reply in convert(asked["kind"], data):
            replies.write(json.dumps(reply).encode() + b"\n")
            if "began" in reply:
                replies.flush()
        replies.flush()


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Raise PermissionError, as an audit hook, for what no parser of a text needs."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"a parser may not do this: {event}")


def convert(kind: Kind, data: bytes) -> Iterator[dict[str, Any]]:
    """Yield that the parser is loaded, then each row as it is to be told, then how it ended."""
    ended = ""
    try:
        renderer = _renderer(kind)
        yield {"began": True}
        for found in renderer(data):
            yield _reply(found)
    except (Unreadable, ReadError) as error:
        ended = _shown(str(error))
    except (MemoryError, RecursionError):
        ended = "is too large or too deep to convert: split it, or save it as text"
    except Exception as error:  # noqa: BLE001 - the process's edge: a parser of foreign bytes may raise anything
        ended = f"could not be converted ({type(error).__name__}): save it anew, or as text"
    yield {"ended": ended}


def _reply(found: Row) -> dict[str, Any]:
    if not isinstance(found, Rendition):
        return {"row": found[0], "reason": _shown(found[1])}
    if len(found.text) > MAX_TEXT:
        reason = f"becomes a text of {len(found.text):,} characters; the limit is {MAX_TEXT:,}: split it"
        if found.row is None:
            raise Unreadable(reason)
        return {"row": found.row, "reason": reason}
    return {"text": found.text, "row": found.row, "comments_from": found.comments_from, "pages": found.pages}


def _shown(reason: str) -> str:
    """Return a reason as one line that can be printed: what a parser says may quote the file."""
    return "".join(letter if letter.isprintable() else " " for letter in reason)


def _renderer(kind: Kind) -> Callable[[bytes], Iterable[Row]]:
    if kind == "page":
        from index.formats.page import render_page

        return render_page
    if kind == "pdf":
        from index.formats.pdf import render_pdf

        return render_pdf
    if kind == "docx":
        from index.formats.docx import render_docx

        return render_docx
    if kind == "mail":
        from index.formats.mail import render_mail

        return render_mail
    if kind == "feed":
        from index.formats.feed import render_feed

        return render_feed
    from index.formats.rows import render_lines, render_table

    render = render_lines if kind == "lines" else render_table
    return lambda data: render(decode(data)[0])


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _mapped() + MEMORY
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def _mapped() -> int:
    """Return the bytes of address space in use; half a GiB where the system doesn't tell."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return MEMORY // 4


def _limit_time(seconds: float) -> None:
    """End the process by itself where nobody is left to kill it: who asked may have been killed."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime + seconds) + 1
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, most))


if __name__ == "__main__":
    main()
