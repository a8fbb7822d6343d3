"""The command `onrecord questions`, and what is said of saved questions after a refresh."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from qa.archive import COMMAND
from qa.cli.archives import indexed, open_named
from qa.cli.options import AsJson, Folder, IndexDir
from qa.cli.output import note, print_json, say
from qa.errors import OnrecordError
from qa.plain import to_plain
from qa.render import counted

if TYPE_CHECKING:
    from index import RefreshReport
    from qa.archive import Archive
    from qa.keeping import SavedQuestion
    from qa.saved import AskedAgain, SavedQuestions

# `qa.saved` is imported where it is used: every start of every command would pay for it.
Deed = Literal["list", "add", "remove", "restore", "run"]


def questions(
    directory: Folder,
    deed: Annotated[
        Deed, typer.Argument(metavar="list|add|remove|restore|run", help="What to do with them.", show_default=True)
    ] = "list",
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="QUESTION|N", help="The question to add, in quotes, or the number of the one to remove."
        ),
    ] = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
    seconds: Annotated[
        float, typer.Option(min=0.0, help="So long 'run' asks; what is left comes first the next time.")
    ] = 10.0,
) -> None:
    """Save questions that are asked again after each refresh, and tell which answers changed.

    'add "..."' saves one, 'list' prints them with what changed last, 'remove N' takes one away and 'restore' brings
    the last one back. 'run' asks those that an older index answered; 'onrecord index' and 'watch' do so by themselves.
    No language model is asked.
    """
    from qa.saved_text import question_lines

    if (which is None) is (deed in ("add", "remove")):
        wanted = {"add": "give the question, in quotes", "remove": "give the number that 'list' prints"}
        raise typer.BadParameter(wanted.get(deed, f"'{deed}' takes nothing more"), param_hint="QUESTION|N")
    with open_named(directory, index_dir) as archive, archive.saved_questions() as mine:
        if deed == "run":
            _print_run(indexed(archive, lambda: mine.run(seconds=seconds)), as_json=as_json)
            return
        if deed == "add":
            told = _add(archive, mine, which or "")
        elif deed == "remove":
            told = _remove(mine, which or "", f"onrecord questions {directory} restore")
        elif deed == "restore":
            told = _restore(mine)
        else:
            told = []
        listed = mine.all()
    if as_json:
        print_json({"questions": [_plain(number, each) for number, each in enumerate(listed, 1)]})
    else:
        say(told or question_lines(listed, str(directory)))


def tell_saved(archive: Archive, report: RefreshReport) -> None:
    """Ask every saved question again after a refresh, and print a line for each answer of this command's that changed.

    What is wrong with the place where they are kept is said, and stops nothing.
    """
    from qa.saved import ask_all_again
    from qa.saved_text import change_line

    try:
        again = ask_all_again(archive, report)
    except OnrecordError as error:
        note([f"note: saved questions were not asked again: {error}"])
        return
    mine = again.of(COMMAND)
    say(map(change_line, mine))
    others = len(again.changed) - len(mine)
    if others:
        say([f"Changed on the page: {counted(others, 'answer')} that readers watch."])
    if again.left:
        note([f"note: {counted(again.left, 'saved question')} left for want of time: 'onrecord questions DIR run'"])


def _add(archive: Archive, mine: SavedQuestions, question: str) -> list[str]:
    before = {each.id for each in mine.all()}
    added = indexed(archive, lambda: mine.add(question))
    status = "answered" if added.answer.status == "answered" else "not answered yet"
    first = "Saved" if added.id not in before else "Saved already"
    return [f'{first}, {status}: "{added.question}"']


def _remove(mine: SavedQuestions, which: str, restoring: str) -> list[str]:
    listed = mine.all()
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 10 else 0
    if not 1 <= number <= len(listed):
        has = f"there are {len(listed)}" if listed else "there are none"
        raise typer.BadParameter(f"{which!r} is no saved question's number: {has}", param_hint="N")
    mine.remove(listed[number - 1].id)
    return [f'Removed: "{listed[number - 1].question}". Bring it back with: {restoring}']


def _restore(mine: SavedQuestions) -> list[str]:
    gone = mine.deleted()
    if not gone:
        raise OnrecordError("no question was removed within the last 30 days")
    mine.restore(gone[0].id)
    return [f'Restored: "{gone[0].question}"']


def _print_run(again: AskedAgain, *, as_json: bool) -> None:
    from qa.saved_text import change_lines

    if as_json:
        print_json(again.to_dict())
        return
    for _, change in again.changed:
        say(change_lines(change))
    left = f"; {counted(again.left, 'question')} left for want of time: run it again" if again.left else ""
    changed = counted(len(again.changed), "answer") if again.changed else "no answer"
    say([f"Asked again: {counted(again.asked, 'question')}, {changed} changed{left}."])


def _plain(number: int, saved: SavedQuestion) -> dict[str, Any]:
    return {
        "number": number,
        "question": saved.question,
        "status": saved.answer.status,
        "answer": saved.answer.text,
        "added_at": saved.added_at,
        "asked_at": saved.asked_at,
        "changes": [{"found_at": each.found_at, **to_plain(asdict(each.change))} for each in saved.changes],
    }
