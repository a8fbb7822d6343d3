"""Open the archive that a command names, and index it where that is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

import qa
from index import FOLDER
from qa.cli.output import note
from qa.errors import IndexMissing
from qa.render import failure_lines, report_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from index import RefreshReport
    from qa import Archive

Result = TypeVar("Result")


def open_named(path: Path | None, index_dir: Path | None) -> Archive:
    """Return the archive at `path`, or, where none is named, the one of the working directory."""
    if path is None and not Path(FOLDER).is_dir():
        raise typer.BadParameter("name the folder of articles with --archive DIR: there is no index here")
    return qa.open_archive(path or Path(), index_dir=index_dir)


def indexed(archive: Archive, look: Callable[[], Result]) -> Result:
    """Return what `look` finds, after building the index where there is none."""
    try:
        return look()
    except IndexMissing:
        build(archive)
        return look()


def build(archive: Archive) -> None:
    """Bring the index up to date, and say on standard error what that did."""
    report = refresh(archive)
    note([*report_lines(report, str(archive.index_dir)), *failure_lines(report.failed)])


def refresh(archive: Archive, *, quiet: bool = False) -> RefreshReport:
    """Bring the index up to date, with a bar where standard error is a terminal and `quiet` is false."""
    if quiet or not sys.stderr.isatty():
        return archive.refresh()
    from qa.cli.progress import progress_bar

    with progress_bar() as show_progress:
        return archive.refresh(show_progress)
