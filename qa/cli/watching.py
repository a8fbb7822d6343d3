"""The command `onrecord watch`: a line for each refresh, and for each trouble, until it is told to stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from logging import WARNING
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from index import AT_ONCE
from qa.cli.archives import open_observed, shown
from qa.cli.options import Folder, IndexDir
from qa.cli.output import note, print_json, say
from qa.cli.questions import tell_saved
from qa.logs import is_on
from qa.render import failure_lines
from qa.watching import FolderWatch, Happened

if TYPE_CHECKING:
    from types import FrameType

    from index import Progress, ProgressCallback, RefreshReport


def watch(
    directory: Folder,
    index_dir: IndexDir = None,
    poll: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.5,
            show_default="never: the system reports changes",
            help="Look every so many seconds by itself: for network drives, whose changes no system reports.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each refresh and trouble.")] = False,
) -> None:
    """Keep the index up to date: refresh soon after each change, until Ctrl-C or SIGTERM.

    What goes wrong (a full disk, a busy index, a folder that is gone) is told once and tried again.
    """
    with open_observed(directory, index_dir) as archive, _stopped_by_signals() as stop:

        def refresh(watched: ProgressCallback) -> RefreshReport:
            with shown(quiet=as_json) as show_progress:

                def progress(done: Progress) -> None:
                    watched(done)
                    if show_progress is not None:
                        show_progress(done)

                report = archive.refresh(progress, wait=AT_ONCE)
            if not as_json and (report.added or report.changed or report.removed):
                tell_saved(archive, report)
            return report

        def tell(happened: Happened) -> None:
            if as_json:
                print_json(happened.to_dict(), indent=None)
            elif happened.report is None:
                note([happened.trouble or "" if is_on() else happened.line()], "trouble", level=WARNING)
            else:
                say([happened.line()])
                note(failure_lines(happened.failed))

        note([f"Watching {archive.path} (Ctrl-C stops)"], "start")
        FolderWatch(archive.path, archive.index_dir, refresh, tell, stop).run(poll)
        note(["Stopped; the index is the one that was last published."], "stop")


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    """Give an event that Ctrl-C and SIGTERM set; the second of them interrupts whatever is done."""
    stop = Event()

    def heed(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            signal.default_int_handler(number, frame)
        stop.set()

    before = {number: signal.signal(number, heed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
