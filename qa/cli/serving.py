"""The commands that serve: `onrecord serve`, `onrecord mcp`, and `onrecord password` for who may open the page.

The page is reached by its entry point: `qa` never imports it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from index import WAIT_SECONDS
from qa.cli.archives import build, open_observed
from qa.cli.options import Folder, IndexDir
from qa.cli.output import note
from qa.errors import IndexBusy, OnrecordError, SettingsError
from qa.passwords import users_for, with_user
from qa.settings import load_settings


def serve(
    directory: Folder,
    host: Annotated[str, typer.Option(help="The address to listen on; any but this machine's needs a password.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 7860,
    index_dir: IndexDir = None,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ask readers for a name and a password of this file (see password)."),
    ] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name under which readers reach the page; may be given several times."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Refresh soon after each change of the folder, as 'onrecord watch' does.")
    ] = False,
) -> None:
    """Serve the chat page, after bringing the index up to date."""
    from importlib.metadata import entry_points

    pages = list(entry_points(group="onrecord.page", name="serve"))
    if not pages:
        raise OnrecordError("the chat page is not installed: install onrecord itself, not only its folder")
    users_for(host, load_settings(), password_file)  # refused before an index is built in vain
    with open_observed(directory, index_dir) as archive:
        try:
            build(archive, wait=WAIT_SECONDS)
        except IndexBusy:
            if not archive.status().generation:
                raise
            note(["Another process is indexing: serving the index as it was last published."])
    note(["Starting the page ..."])  # it prints its address once it can be opened
    pages[0].load()(
        directory,
        host=host,
        port=port,
        index_dir=index_dir,
        password_file=password_file,
        allowed_hosts=allowed_host or (),
        watch=watch,
    )


def mcp(directory: Folder, index_dir: IndexDir = None) -> None:
    """Serve the archive to an assistant that starts this command, by the Model Context Protocol (stdio)."""
    try:
        from qa.mcp_server import serve_stdio
    except ModuleNotFoundError as error:
        if error.name not in {"mcp", "mcp_types"}:
            raise
        raise OnrecordError("the package mcp is missing: pip install 'onrecord[mcp]'") from error
    with open_observed(directory, index_dir) as archive:
        if archive.model_disclosure:
            note([archive.model_disclosure])
        serve_stdio(archive)


def password(
    file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="The file; made where there is none.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")],
) -> None:
    """Add a user of the page to a file, or change their password; it is asked for, or read from standard input."""
    if sys.stdin.isatty():
        chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        chosen = sys.stdin.readline().rstrip("\r\n")
    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        changed = with_user(text, name, chosen)
        temporary = file.with_name(f".{file.name}.new")
        temporary.unlink(missing_ok=True)
        temporary.touch(mode=0o600, exist_ok=False)
        temporary.write_text(changed, encoding="utf-8")
        temporary.replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can't be written ({error}): name another file") from error
    note([f"{name} may open the page with: onrecord serve DIR --password-file {file}"])
