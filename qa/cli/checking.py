"""The command `onrecord check`: all of an index against itself, and against the files it was made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.archives import open_named
from qa.cli.exits import EXIT_FAILED
from qa.cli.options import AsJson, Folder, IndexDir
from qa.cli.output import note, print_json, say
from qa.render import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa import CheckReport


def check(
    directory: Folder,
    index_dir: IndexDir = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Rebuild what can be rebuilt out of the catalog first; nothing is embedded."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check all of an index: each article, sentence and vector in each of its stores, and the files themselves.

    One line a finding, with the cure. Files that changed since they were indexed are counted, and no fault. Exit code
    0 where the index is sound, else 1. It takes seconds for a thousand articles, minutes for a hundred thousand.
    """
    with open_named(directory, index_dir) as archive:
        report = archive.check(repair=repair)
    if as_json:
        print_json({"sound": report.is_sound, **asdict(report)})
    else:
        note(report.notes)
        say(_lines(report))
    if not report.is_sound:
        raise typer.Exit(EXIT_FAILED)


def _lines(report: CheckReport) -> Iterator[str]:
    for finding in report.findings:
        yield f"{finding.part}: {finding.problem}: {finding.cure}"
    held = f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')}"
    yield (
        f"Generation {report.generation}: {held}, {counted(report.sentences, 'sentence')},"
        f" {counted(report.files, 'file')} checked in {report.seconds:.1f} s"
        f"{f', {report.pending} changed since they were indexed' if report.pending else ''}"
    )
    found = counted(len(report.findings), "finding")
    yield "The index is sound." if report.is_sound else f"The index is not sound: {found}."
