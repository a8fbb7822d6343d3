"""The application: its help, and every command by name."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli.asking import ask, search, show
from qa.cli.checking import check
from qa.cli.evaluating import evaluate
from qa.cli.feedback import feedback
from qa.cli.indexing import compact, index, status
from qa.cli.modelling import models
from qa.cli.questions import questions
from qa.cli.serving import mcp, password, serve
from qa.cli.verifying import verify
from qa.cli.watching import watch

EPILOG = (
    "Exit codes: 0 done; 1 failed, with one line that says why; 2 wrong usage; 3 not found in the archive; "
    "130 interrupted. Set ONRECORD_DEBUG=1 for tracebacks."
)

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


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for _command in (
    index,
    watch,
    ask,
    search,
    serve,
    mcp,
    status,
    compact,
    check,
    show,
    verify,
    questions,
    feedback,
    models,
    password,
):
    app.command()(_command)
app.command("eval")(evaluate)
