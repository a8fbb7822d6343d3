"""The command `onrecord feedback`: what readers thought of answers, as questions for `onrecord eval`."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Annotated

import typer

import qa
from qa.cli.options import Folder
from qa.cli.output import note
from qa.render import counted, json_safe


def feedback(
    directory: Folder,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="Print drafts for the answers marked wrong instead: fill in what is right.")
    ] = False,
) -> None:
    """Print the answers that readers marked right on the page as questions, one a line: for 'onrecord eval'.

    They are of every reader of this archive, and name none of them.
    """
    from qa.export import drafts, question_rows
    from qa.keeping import open_store

    with qa.open_archive(directory) as archive:
        place, data = str(archive.path.resolve()), archive.settings.data
    with closing(open_store(data)) as store:
        rated = store.rated(place)
    rows = drafts(rated) if wrong else question_rows(rated)
    for row in rows:
        typer.echo(json_safe(json.dumps(row)))
    left = sum(turns[-1].vote == "down" for turns in rated)
    if left and not wrong:
        note([f"{counted(left, 'answer')} marked wrong left out: print them with --wrong, and fill in what is right."])
    elif not rows:
        note(["No answer was marked yet: on the page, press 'Right' or 'Wrong' below one."])
