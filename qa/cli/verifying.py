"""The command `onrecord verify`: read every line that a saved answer or an export cites again, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.archives import open_named
from qa.cli.exits import EXIT_FAILED
from qa.cli.options import AsJson, InArchive, IndexDir
from qa.cli.output import print_json, say
from qa.render import citation_label, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.archive import Archive
    from qa.export import Saved


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, metavar="FILE", help="An answer from 'ask --json', or an export: HTML or JSON."
        ),
    ],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """Read every line that a saved answer cites again on disk, and tell which still stand as they were cited.

    Each line is intact, moved to another line, edited, or gone with its file. Exit code 0 where all are intact and
    the file says what it said when it was saved, else 1. No index is needed, and nothing is asked.
    """
    from qa.export import read_saved

    saved = read_saved(file)
    with open_named(archive, index_dir) as opened:
        rows = list(_checks(opened, saved))
    changed = [row for row in rows if row["state"] != "intact"]
    if as_json:
        intact = not (changed or saved.faults)
        print_json({"file": str(file), "intact": intact, "faults": list(saved.faults), "citations": rows})
    else:
        say([*saved.faults, *map(_told, changed), _summary(len(rows), len(changed), len(saved.faults))])
    if changed or saved.faults:
        raise typer.Exit(EXIT_FAILED)


def _checks(archive: Archive, saved: Saved) -> Iterator[dict[str, Any]]:
    for asked, answer in saved.answers:
        for citation, check in zip(answer.citations, archive.verify(answer), strict=True):
            yield {
                "question": asked,
                "number": citation.number,
                "path": citation.path,
                "cited": citation_label(citation),
                "state": check.state,
                "line": check.line,
                "quote": citation.quote,
            }


def _told(row: dict[str, Any]) -> str:
    states = {
        "moved": f"moved to line {row['line']}",
        "edited": "edited: the file no longer has this sentence, or has it more than once",
        "gone": "gone: there is no such file",
    }
    return f'[{row["number"]}] {row["cited"]} {states[row["state"]]}  "{row["quote"]}"'


def _summary(lines: int, changed: int, faults: int) -> str:
    if not lines:
        return "No line is cited, so there is none to read."
    if not changed:
        intact = "The one cited line is intact." if lines == 1 else f"All {lines} cited lines are intact."
        return f"{intact} The file is not as it was saved." if faults else intact
    return f"{changed} of {counted(lines, 'cited line')} {'is' if changed == 1 else 'are'} not as cited."
