"""The command line: `onrecord index|ask|search|serve|status|show`.

It parses, calls `qa`'s public API and prints; it decides nothing about answers. What it prints of an archive
goes through `terminal_safe`, for an article may hold escape sequences. Anything slow to import is imported
where it is used: `onrecord ask` is started afresh for each question.
"""

from __future__ import annotations

import io
import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

import qa
from index import FOLDER
from qa.errors import IndexBusy, IndexMissing, OnrecordError, SourceError
from qa.render import (
    answer_lines,
    counted,
    failure_lines,
    json_safe,
    page_lines,
    report_lines,
    status_lines,
    terminal_safe,
)
from qa.settings import debug_wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index import Progress, ProgressCallback, RefreshReport
    from qa import Archive

EXIT_FAILED, EXIT_NOT_FOUND, EXIT_INTERRUPTED = 1, 3, 130  # and 2, wrong usage, which typer gives
EPILOG = (
    "Exit codes: 0 done; 1 failed, with one line that says why; 2 wrong usage; 3 not found in the archive; "
    "130 interrupted. Set ONRECORD_DEBUG=1 for tracebacks."
)
STAGES = {
    "scan": "Looking for changes",
    "read": "Reading articles",
    "embed": "Embedding passages",
    "write": "Writing the index",
}

Result = TypeVar("Result")

app = typer.Typer(
    help="Ask an archive of articles; every sentence of the answer cites its exact source lines.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    # Rich's help and tracebacks would cost every start their import, and tracebacks are not for readers.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"onrecord {version('onrecord')}")
        raise typer.Exit


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
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]
Comments = Annotated[
    bool | None,
    typer.Option(
        "--comments/--no-comments",
        show_default="only where the question asks for them",
        help="Let readers' comments answer, or never.",
    ),
]


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command("index")
def index_command(
    directory: Folder,
    index_dir: IndexDir = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the files that failed.")] = False,
) -> None:
    """Index a folder of articles, or bring its index up to date.

    Files that can't be read are listed with the reason; the others are indexed all the same.
    """
    with _open(directory, index_dir) as archive:
        report = _refresh(archive, quiet=quiet)
        if not quiet:
            _say(report_lines(report, str(archive.index_dir)))
    _note(failure_lines(report.failed))
    if not (report.added or report.changed or report.unchanged):
        raise OnrecordError(f"nothing could be indexed in {directory}: no article there could be read")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    as_json: AsJson = False,
    comments: Comments = None,
) -> None:
    """Answer a question with sentences and their lines.

    A folder without an index is indexed first. Where the archive holds no answer, the exit code is 3.
    """
    with _open(archive, index_dir) as opened:
        answer = _indexed(opened, lambda: opened.query(question, include_comments=comments))
    if as_json:
        _print_json(answer.to_dict())
    else:
        _say(answer_lines(answer))
    if answer.status == "not_found":
        raise typer.Exit(EXIT_NOT_FOUND)


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The words to look for, in quotes.")],
    archive: InArchive = None,
    index_dir: IndexDir = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Print at most so many lines.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Leave out so many of the best.")] = 0,
    as_json: AsJson = False,
    comments: Comments = None,
) -> None:
    """List every line of the archive that matches, best first."""
    with _open(archive, index_dir) as opened:
        page = _indexed(opened, lambda: opened.search(text, limit, offset, include_comments=comments))
    if as_json:
        _print_json(page.to_dict())
    else:
        _say(page_lines(page))
    if not page.total:
        raise typer.Exit(EXIT_NOT_FOUND)


@app.command()
def serve(
    directory: Folder,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 7860,
    index_dir: IndexDir = None,
) -> None:
    """Serve the chat page, after bringing the index up to date."""
    from importlib.metadata import entry_points

    pages = list(entry_points(group="onrecord.page", name="serve"))
    if not pages:
        raise OnrecordError("the chat page is not installed: install onrecord itself, not only its folder")
    with _open(directory, index_dir) as archive:
        try:
            _build(archive)
        except IndexBusy:
            if not archive.status().generation:
                raise
            _note(["Another process is indexing: serving the index as it was last published."])
    _note(["Starting the page ..."])  # it prints its address once it can be opened
    pages[0].load()(directory, host=host, port=port, index_dir=index_dir)


@app.command()
def status(directory: Folder, index_dir: IndexDir = None, as_json: AsJson = False) -> None:
    """Print what the index holds and what has changed since."""
    with _open(directory, index_dir) as archive:
        found = archive.status()
    if as_json:
        _print_json(found.to_dict())
    else:
        _say(status_lines(found))


@app.command()
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
    with _open(archive, index_dir) as opened:
        source = opened.source(match[1])
    count = len(source.lines)
    if first > count:
        raise SourceError(f"{source.path} has {counted(count, 'line')}: there is no line {first}")
    if source.state != "intact":
        _note([f"{source.path} has changed since it was indexed: these are its lines as they were then."])
    digits = len(str(min(last, count)))
    _say(f"{line.number:>{digits}}  {line.text}" for line in source.lines[first - 1 : last])
    if last > count:
        _note([f"{source.path} ends at line {count}."])


def _open(path: Path | None, index_dir: Path | None) -> Archive:
    if path is None and not Path(FOLDER).is_dir():
        raise typer.BadParameter("name the folder of articles with --archive DIR: there is no index here")
    return qa.open_archive(path or Path(), index_dir=index_dir)


def _indexed(archive: Archive, look: Callable[[], Result]) -> Result:
    """Return what `look` finds, after building the index where there is none."""
    try:
        return look()
    except IndexMissing:
        _build(archive)
        return look()


def _build(archive: Archive) -> None:
    report = _refresh(archive)
    _note([*report_lines(report, str(archive.index_dir)), *failure_lines(report.failed)])


def _refresh(archive: Archive, *, quiet: bool = False) -> RefreshReport:
    if quiet or not sys.stderr.isatty():
        return archive.refresh()
    with _progress_bar() as show_progress:
        return archive.refresh(show_progress)


@contextmanager
def _progress_bar() -> Iterator[ProgressCallback]:
    """Show stage, bar, count, rate and time left on standard error, and leave nothing behind."""
    from time import monotonic

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Opening the archive", total=None, rate="")
        stage, started = "", monotonic()

        def show_progress(progress: Progress) -> None:
            nonlocal stage, started
            if progress.stage != stage:
                stage, started = progress.stage, monotonic()
                bar.reset(task, description=STAGES[stage], total=progress.total, rate="")
            seconds = monotonic() - started
            rate = f"{progress.done / seconds:,.0f}/s" if progress.done and seconds > 0.2 else ""
            bar.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield show_progress


def _say(lines: Iterable[str]) -> None:
    """Print lines on standard output, wrapped to the terminal where it is one."""
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines:
        safe = terminal_safe(line)
        typer.echo(_wrapped(safe, width) if width else safe)


def _wrapped(line: str, width: int) -> str:
    # Words too long for a line, as in scripts without spaces, are left for the terminal to break.
    return fill(line, max(width, 20), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _note(lines: Iterable[str]) -> None:
    """Print lines on standard error, apart from what was asked for."""
    for line in lines:
        typer.echo(terminal_safe(line), err=True)


def _print_json(value: dict[str, Any]) -> None:
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    typer.echo(json_safe(json.dumps(value, ensure_ascii=not readable, indent=2)))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error ends here, as one line on standard error."""
    try:
        app(arguments, prog_name="onrecord")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else EXIT_FAILED if stop.code else 0
        if code == EXIT_INTERRUPTED:
            _note(["onrecord: stopped; the index is still the one that was last published"])
        return code
    except OnrecordError as error:
        _report(str(error))
    except Exception as error:  # noqa: BLE001 - the edge: what nobody foresaw is one line too
        _report(f"{type(error).__name__}: {error} (unexpected: ONRECORD_DEBUG=1 shows where it happened)")
    return EXIT_FAILED


def _report(message: str) -> None:
    if debug_wanted():
        from traceback import print_exc

        print_exc()
    _note([f"onrecord: {' '.join(message.split())}"])


def main() -> None:
    """Run the console script `onrecord`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
