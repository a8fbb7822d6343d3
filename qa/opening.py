"""Open an archive, or ask one in a single call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path

from index import choose_index_dir
from qa.archive import Archive
from qa.followup import Turn
from qa.question import read_question
from qa.scope import iso_days
from qa.settings import Settings, load_settings
from qa.types import Answer


def open_archive(
    path: str | PathLike[str],
    index_dir: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    *,
    once: bool = False,
) -> Archive:
    """Open the archive in the folder `path`; nothing is written until `refresh`.

    `index_dir` defaults to `path`/.onrecord, or a folder in the user's cache where the archive can't be written or the
    catalog lies on a server.
    `settings` defaults to the environment, then ./onrecord.toml, then defaults. Where it will be asked `once`, Chroma
    isn't opened for an index of up to 20,000 passages: comparing the question with each of them is sooner done.

    Raises:
        ArchiveError: `path` is no folder.
        SettingsError: a setting can't be used.
    """
    settings = settings or load_settings()
    folder = Path(path).expanduser()
    apart = settings.database_url is not None  # then every machine has its own of what is derived
    chosen = choose_index_dir(folder, settings.cache_dir, apart=apart) if index_dir is None else index_dir
    place = Path(chosen).expanduser()
    return Archive(folder, place.resolve(), settings, once=once)


def query(
    question: str,
    archive: str | PathLike[str] | Archive,
    *,
    index_dir: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    history: Sequence[Turn] = (),
    published_after: str | date | None = None,
    published_before: str | date | None = None,
    include_comments: bool | None = None,
) -> Answer:
    """Ask the archive in a folder, building its index the first time; see `Archive.query`.

    A program with more than one question opens the archive once (`open_archive`) and asks that.
    """
    if isinstance(archive, Archive):
        return archive.query(question, history, published_after, published_before, include_comments)
    with open_archive(archive, index_dir, settings, once=True) as opened:
        # Before an index is built in vain.
        read_question(question)
        iso_days(published_after, published_before)
        if not opened.is_built:
            opened.refresh()
        return opened.query(question, history, published_after, published_before, include_comments)
