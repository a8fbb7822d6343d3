"""The commands that look something up: `onrecord ask`, `onrecord search` and `onrecord show`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.archives import indexed, open_named
from qa.cli.exits import EXIT_NOT_FOUND
from qa.cli.options import After, AsJson, Before, Comments, InArchive, IndexDir
from qa.cli.output import note, print_json, say
from qa.errors import SourceError
from qa.render import answer_lines, count_lines, counted, page_lines
from qa.types import Order

if TYPE_CHECKING:
    from qa.followup import Turn


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
    comments: Comments = None,
    after: After = None,
    before: Before = None,
    history: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            metavar="FILE.json",
            help='What was asked and answered before, oldest first: [["question", "answer"], ...].',
        ),
    ] = None,
) -> None:
    """Answer a question with sentences and their lines.

    A folder without an index is indexed first. Where the archive holds no answer, the exit code is 3.
    """
    turns = _read_turns(history) if history else []
    with open_named(archive, index_dir, once=True) as opened:
        if opened.model_disclosure:
            note([opened.model_disclosure])
        answer = indexed(opened, lambda: opened.query(question, turns, after, before, comments))
    if as_json:
        print_json(answer.to_dict())
    else:
        say(answer_lines(answer))
    if answer.status == "not_found":
        raise typer.Exit(EXIT_NOT_FOUND)


def _read_turns(file: Path) -> list[Turn]:
    try:
        turns = json.loads(file.read_text(encoding="utf-8"))
        pairs = [(question, answer) for question, answer in turns]
        if all(isinstance(turn, list) for turn in turns) and all(
            isinstance(part, str) for turn in turns for part in turn
        ):
            return pairs
    except (ValueError, TypeError):
        pass  # told below
    except OSError as error:
        raise typer.BadParameter(f"{file} can't be read: {error.strerror}", param_hint="--history") from error
    raise typer.BadParameter(f'{file}: write it as [["question", "answer"], ...]', param_hint="--history")


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The words to look for, in quotes.")],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Print at most so many lines.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many of the first.")] = 0,
    as_json: AsJson = False,
    comments: Annotated[
        bool, typer.Option("--comments/--no-comments", help="Search readers' comments too, or leave them out.")
    ] = True,
    order: Annotated[
        Order, typer.Option(help="Best first, or by day of publication: oldest first (date), newest first.")
    ] = "relevance",
    after: After = None,
    before: Before = None,
    within: Annotated[
        str | None,
        typer.Option("--in", metavar="GLOB", help="Only this file or folder, or those like it: '2031-*/courier-*'."),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Print how many lines match, by month and article, and not the lines.")
    ] = False,
) -> None:
    """List every line of the archive that matches.

    "Words in quotation marks" stand in each line just so. Names are found in every spelling of the archive.
    """
    with open_named(archive, index_dir) as opened:
        page = indexed(
            opened,
            lambda: opened.search(
                text,
                limit,
                offset,
                order=order,
                published_after=after,
                published_before=before,
                within=within,
                include_comments=comments,
            ),
        )
    if as_json:
        print_json(page.to_dict())
    else:
        say(count_lines(page) if counts else page_lines(page))
    if not page.total:
        raise typer.Exit(EXIT_NOT_FOUND)


def show(
    place: Annotated[str, typer.Argument(metavar="FILE:LINES", help="As printed: town/fair.txt:12 or :12-15.")],
    archive: InArchive = None,
    index_dir: IndexDir = None,
) -> None:
    """Print lines of an article as they were indexed."""
    match = re.fullmatch(r"(.+):([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?", place, re.DOTALL)
    if match is None or int(match[3] or match[2]) < int(match[2]):
        raise typer.BadParameter("write it as FILE:12 or FILE:12-15", param_hint="FILE:LINES")
    first, last = int(match[2]), int(match[3] or match[2])
    with open_named(archive, index_dir) as opened:
        source = opened.source(match[1])
    count = len(source.lines)
    if first > count:
        raise SourceError(f"{source.path} has {counted(count, 'line')}: there is no line {first}")
    if source.state == "stored":
        note([f"{source.path} is not on this machine: these are its lines as they are stored."])
    elif source.state != "intact":
        note([f"{source.path} has changed since it was indexed: these are its lines as they were then."])
    digits = len(str(min(last, count)))
    say(f"{line.number:>{digits}}  {line.text}" for line in source.lines[first - 1 : last])
    if last > count:
        note([f"{source.path} ends at line {count}."])
