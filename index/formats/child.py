"""The process in which parsers of foreign formats run: `python -m index.formats.child`. It knows no file, only bytes.

A line of JSON and so many bytes come in, a line of JSON goes out, until the input ends. Memory is bounded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, Final

from index.formats.kinds import Kind
from index.formats.rendition import Rendition, Unreadable

MEMORY: Final = 2 * 1024**3
"""Bytes of address space that the process may take beyond what it starts with."""


def main() -> None:
    """Serve as the child: a line of JSON and bytes in, a line of JSON out, until the input ends."""
    _limit_memory()
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a parser prints must not stand among the replies
    while line := requests.readline():
        asked = json.loads(line)
        reply = _reply(asked["kind"], requests.read(asked["size"]))
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _reply(kind: Kind, data: bytes) -> dict[str, Any]:
    try:
        found = _renderer(kind)(data)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except (MemoryError, RecursionError):
        return {"unreadable": "is too large or too deep to convert: split it, or save it as text"}
    except Exception as error:  # noqa: BLE001 - the process's edge: a parser of foreign bytes may raise anything
        return {"unreadable": f"could not be converted ({type(error).__name__}): save it anew, or as text"}
    return {
        "renditions": [
            {"text": each.text, "row": each.row, "comments_from": each.comments_from, "pages": each.pages}
            for each in found
        ]
    }


def _renderer(kind: Kind) -> Callable[[bytes], list[Rendition]]:
    if kind == "page":
        from index.formats.page import render_page

        return render_page
    if kind == "pdf":
        from index.formats.pdf import render_pdf

        return render_pdf
    if kind == "docx":
        from index.formats.docx import render_docx

        return render_docx
    from index.formats.feed import render_feed

    return render_feed


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used * 4 + MEMORY
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


if __name__ == "__main__":
    main()
