"""The command `onrecord serve`, which hands over to the page by its entry point: `qa` never imports it."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli.archives import build, open_named
from qa.cli.options import Folder, IndexDir
from qa.cli.output import note
from qa.errors import IndexBusy, OnrecordError


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
    with open_named(directory, index_dir) as archive:
        try:
            build(archive)
        except IndexBusy:
            if not archive.status().generation:
                raise
            note(["Another process is indexing: serving the index as it was last published."])
    note(["Starting the page ..."])  # it prints its address once it can be opened
    pages[0].load()(directory, host=host, port=port, index_dir=index_dir)
