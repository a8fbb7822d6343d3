"""Where files of an archive went: those with given bytes, and those that hold a given text. Nothing is indexed for it.

Every file of the archive is read once, which takes as long as its bytes take; so it is for looking into what is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from index.errors import ReadError
from index.formats import file_of, is_plain
from index.read import file_sha256, read_again
from index.scan import scan


def files_with(archive: Path, digests: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the archive's files with these sha256, by sha256, each in order of path."""
    found: dict[str, tuple[str, ...]] = {}
    for file in scan(archive).files if digests else ():
        try:
            digest = file_sha256(archive, file)
        except ReadError:
            continue
        if digest in digests:
            found[digest] = (*found.get(digest, ()), file)
    return found


def texts_holding(archive: Path, quotes: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of plain text that holds one of these quotes."""
    for file in scan(archive).files if quotes else ():
        reading = read_again(archive, file) if is_plain(file) else None
        if reading is not None and any(quote in reading.text for quote in quotes):
            yield file, reading.text


def renamed(path: str, file: str) -> str:
    """Return the path of an article in a file that was renamed: that of a row keeps its number."""
    return file + path[len(file_of(path)) :]
