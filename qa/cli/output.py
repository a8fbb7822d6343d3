"""Print: what was asked for on standard output, everything else on standard error.

What is printed of an archive goes through `terminal_safe`, for an article may hold escape sequences.
"""

from __future__ import annotations

import json
import sys
from logging import INFO
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any

import typer

from qa.logs import is_on
from qa.logs import note as log
from qa.render import json_safe, terminal_safe

if TYPE_CHECKING:
    from collections.abc import Iterable


def say(lines: Iterable[str]) -> None:
    """Print lines on standard output, wrapped to the terminal where it is one."""
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines:
        safe = terminal_safe(line)
        typer.echo(_wrapped(safe, width) if width else safe)


def _wrapped(line: str, width: int) -> str:
    # Words too long for a line, as in scripts without spaces, are left for the terminal to break.
    return fill(line, max(width, 20), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def note(lines: Iterable[str], event: str = "note", *, level: int = INFO) -> None:
    """Print lines on standard error, apart from what was asked for; where log lines are written, as some of them."""
    for line in lines:
        if is_on():
            log(line, event, level=level)
        else:
            typer.echo(terminal_safe(line), err=True)


def print_json(value: dict[str, Any], indent: int | None = 2) -> None:
    """Print one value as JSON, escaped where the output can't carry it; on one line where `indent` is None."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    typer.echo(json_safe(json.dumps(value, ensure_ascii=not readable, indent=indent)))
