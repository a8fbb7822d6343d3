"""The command `onrecord verify`: read every line that a saved answer or an export cites again, offline."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.archives import open_named
from qa.cli.exits import EXIT_FAILED
from qa.cli.options import AsJson, InArchive, IndexDir
from qa.cli.output import print_json, say
from qa.render import citation_label, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.archive import Archive
    from qa.export import Saved


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="An answer from 'ask --json', or an export: HTML, Markdown or JSON.",
        ),
    ],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """Read every line that a saved answer cites again on disk, and tell which still stand as they were cited.

    Each line is intact, moved (to another line, or with its file), edited (the change is shown word by word), or gone.
    Exit code 0 where all are intact or moved and the file says what it said when it was saved, else 1. No index is
    needed, and nothing is asked.
    """
    from qa.export import read_saved

    saved = read_saved(file)
    with open_named(archive, index_dir) as opened:
        rows = list(_checks(opened, saved))
    stands = not saved.faults and all(row["state"] in ("intact", "moved") for row in rows)
    if as_json:
        intact = not saved.faults and all(row["state"] == "intact" for row in rows)
        told = {"file": str(file), "stands": stands, "intact": intact, "faults": list(saved.faults)}
        print_json({**told, "citations": rows})
    else:
        changed = [_told(row) for row in rows if row["state"] != "intact"]
        say([*saved.faults, *changed, _summary([row["state"] for row in rows], len(saved.faults))])
    if not stands:
        raise typer.Exit(EXIT_FAILED)


def _checks(archive: Archive, saved: Saved) -> Iterator[dict[str, Any]]:
    from qa.text.counterpart import word_pieces, written_pieces

    for asked, answer in saved.answers:
        for citation, check in zip(answer.citations, archive.verify(answer), strict=True):
            row: dict[str, Any] = {
                "question": asked,
                "number": citation.number,
                "path": citation.path,
                "cited": citation_label(citation),
                "start_line": citation.start_line,
                "state": check.state,
                "line": check.line,
                "quote": citation.quote,
            }
            more = {"moved_to": check.moved_to, "now": check.now, "now_line": check.now_line}
            row |= {name: value for name, value in more.items() if value is not None}
            if check.now is not None:
                row["diff"] = written_pieces(word_pieces(citation.quote, check.now))
            yield row | ({"lines": list(check.lines)} if check.lines else {})


def _told(row: dict[str, Any]) -> str:
    cited = f"[{row['number']}] {row['cited']}"
    if row["state"] == "moved":
        where = f"{row['moved_to']}, line {row['line']}" if "moved_to" in row else f"line {row['line']}"
        if row["line"] == row["start_line"] and "moved_to" not in row:
            return f'{cited} still on its line, in a file that was changed elsewhere  "{row["quote"]}"'
        return f'{cited} moved to {where}  "{row["quote"]}"'
    if row["state"] == "stored":
        return f'{cited} stored: its file is not on this machine, and was not read again  "{row["quote"]}"'
    if row["state"] == "gone":
        return f'{cited} gone: neither the file nor one with its content is there  "{row["quote"]}"'
    if "lines" in row:
        lines = ", ".join(map(str, row["lines"]))
        return f'{cited} edited: the sentence stands in the file more than once now, on lines {lines}  "{row["quote"]}"'
    if "now" in row:
        return f"{cited} edited, on line {row['now_line']} now: {row['diff']}"
    return f'{cited} edited: no sentence of the file is like it now  "{row["quote"]}"'


_STATES = ("intact", "moved", "edited", "gone", "stored")


def _summary(states: Sequence[str], faults: int) -> str:
    if not states:
        return "No line is cited, so there is none to read."
    kinds = Counter(states)
    if kinds["intact"] == len(states):
        intact = "The one cited line is intact." if len(states) == 1 else f"All {len(states)} cited lines are intact."
        return f"{intact} The file is not as it was saved." if faults else intact
    counts = ", ".join(f"{kinds[state]} {state}" for state in _STATES if kinds[state])
    return f"{counted(len(states), 'cited line')}: {counts}."
