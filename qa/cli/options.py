"""The arguments and options that several commands take, each in one wording."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from index import FOLDER

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of articles.")]
InArchive = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        "-a",
        metavar="DIR",
        show_default="the working directory, where it has an index",
        help="The folder of articles.",
    ),
]
IndexDir = Annotated[
    Path | None,
    typer.Option(metavar="DIR", show_default=f"DIR/{FOLDER}", help="Where the index is kept."),
]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2031-03-24") from error


After = Annotated[
    date | None,
    typer.Option("--after", parser=_day, metavar="DAY", help="Only articles published on that day or later."),
]
Before = Annotated[
    date | None,
    typer.Option("--before", parser=_day, metavar="DAY", help="Only articles published on that day or earlier."),
]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Fail at once where another process is indexing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
Comments = Annotated[
    bool | None,
    typer.Option(
        "--comments/--no-comments",
        show_default="only where the question asks for them",
        help="Let readers' comments answer, or never.",
    ),
]
