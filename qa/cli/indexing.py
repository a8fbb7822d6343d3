"""The commands about the index itself: `onrecord index`, `compact` and `status`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from index import AT_ONCE
from qa.cli.archives import open_named, open_observed, refresh, say_waiting, shown
from qa.cli.options import AsJson, Folder, IndexDir, NoWait
from qa.cli.output import note, print_json, say
from qa.cli.questions import tell_saved
from qa.errors import OnrecordError
from qa.render import compact_lines, failure_lines, report_lines, status_lines, suspicion_lines


def index(
    directory: Folder,
    index_dir: IndexDir = None,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", help="Print only the files that failed, and saved questions whose answers changed."
        ),
    ] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Read and prepare every file anew, those that failed before included; nothing is embedded twice.",
        ),
    ] = False,
    no_wait: NoWait = False,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            show_default="ONRECORD_RAY; else this machine's cores",
            help="Embed on the Ray cluster whose head is there.",
        ),
    ] = None,
) -> None:
    """Index a folder of articles, or bring its index up to date.

    Files that can't be read are listed with the reason, and tried again once they change; the others are indexed all
    the same.
    """
    with open_observed(directory, index_dir, ray=ray) as archive:
        report = refresh(archive, quiet=quiet, full=full, wait=AT_ONCE if no_wait else None)
        if not quiet:
            say(report_lines(report, str(archive.index_dir)))
        tell_saved(archive, report)
    note(failure_lines(report.failed))
    if not (report.added or report.changed or report.unchanged):
        raise OnrecordError(f"nothing could be indexed in {directory}: no article there could be read")


def compact(
    directory: Folder,
    index_dir: IndexDir = None,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Fold the index into as little as holds what is published, and give the rest of the disk back.

    Nothing is embedded and no article is read. Questions go on being answered; those under way have ten seconds.
    """
    with open_named(directory, index_dir) as archive, shown(quiet=as_json) as show_progress:
        report = archive.compact(show_progress, wait=AT_ONCE if no_wait else None, waiting=say_waiting)
    if as_json:
        print_json(asdict(report))
    else:
        say(compact_lines(report))


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
