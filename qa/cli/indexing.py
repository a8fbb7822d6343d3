"""The commands about the index itself: `onrecord index` and `onrecord status`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli.archives import open_named, refresh
from qa.cli.options import AsJson, Folder, IndexDir
from qa.cli.output import note, print_json, say
from qa.errors import OnrecordError
from qa.render import failure_lines, report_lines, status_lines, suspicion_lines


def index(
    directory: Folder,
    index_dir: IndexDir = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the files that failed.")] = False,
) -> None:
    """Index a folder of articles, or bring its index up to date.

    Files that can't be read are listed with the reason; the others are indexed all the same.
    """
    with open_named(directory, index_dir) as archive:
        report = refresh(archive, quiet=quiet)
        if not quiet:
            say(report_lines(report, str(archive.index_dir)))
    note(failure_lines(report.failed))
    if not (report.added or report.changed or report.unchanged):
        raise OnrecordError(f"nothing could be indexed in {directory}: no article there could be read")


def status(
    directory: Folder,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
    suspicious: Annotated[
        bool,
        typer.Option(
            "--suspicious",
            help="Read all that is indexed, and list lines that give a language model instructions, forge marks, or"
            " hide characters.",
        ),
    ] = False,
) -> None:
    """Print what the index holds and what has changed since."""
    with open_named(directory, index_dir) as archive:
        found = archive.status()
        rows = list(archive.suspicious()) if suspicious else None
    if as_json:
        print_json(found.to_dict() if rows is None else {**found.to_dict(), "suspicious": rows})
        return
    say(status_lines(found))
    if rows is not None:
        say(suspicion_lines(rows))
