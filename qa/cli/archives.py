"""Open the archive that a command names, and index it where that is needed."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

import qa
from index import FOLDER
from qa.cli.output import note
from qa.errors import IndexMissing
from qa.logs import is_on
from qa.observing import begin_logs, observe
from qa.render import failure_lines, report_lines
from qa.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index import ProgressCallback, RefreshReport
    from qa import Archive

Result = TypeVar("Result")


def open_named(path: Path | None, index_dir: Path | None, *, once: bool = False, ray: str | None = None) -> Archive:
    """Return the archive at `path`, or, where none is named, that of the working directory; `once` for one question.

    `ray` is a Ray cluster's address that goes before the one that is set.
    """
    if path is None and not Path(FOLDER).is_dir():
        raise typer.BadParameter("name the folder of articles with --archive DIR: there is no index here")
    settings = None if ray is None else replace(load_settings(), ray_address=ray)
    return qa.open_archive(path or Path(), index_dir=index_dir, settings=settings, once=once)


def open_observed(path: Path, index_dir: Path | None, *, ray: str | None = None) -> Archive:
    """Return the archive at `path`, for a command that runs long: it is logged and traced, where that is set."""
    begin_logs(load_settings())  # before anything can go wrong
    archive = open_named(path, index_dir, ray=ray)
    observe(archive)
    return archive


def indexed(archive: Archive, look: Callable[[], Result]) -> Result:
    """Return what `look` finds, after building the index where there is none."""
    try:
        return look()
    except IndexMissing:
        build(archive)
        return look()


def build(archive: Archive, wait: float | None = None) -> None:
    """Bring the index up to date, and say on standard error what that did; `wait` is as for `refresh`."""
    report = refresh(archive, wait=wait)
    if not is_on():  # a refresh has a line of its own in the log
        note(report_lines(report, str(archive.index_dir)))
    note(failure_lines(report.failed))


def refresh(archive: Archive, *, quiet: bool = False, full: bool = False, wait: float | None = None) -> RefreshReport:
    """Bring the index up to date, with a bar where standard error is a terminal and `quiet` is false.

    Another process that is indexing is waited for, `wait` seconds or as long as it takes, and that is said.
    """
    with shown(quiet=quiet) as show_progress:
        return archive.refresh(show_progress, full=full, wait=wait, waiting=say_waiting)


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[ProgressCallback | None]:
    """Give what shows progress, where standard error is a terminal and `quiet` is false."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from qa.cli.progress import progress_bar

    with progress_bar() as show_progress:
        yield show_progress


def say_waiting(text: str) -> None:
    """Say on standard error what is waited for."""
    note([f"{text} (Ctrl-C stops waiting)"])
