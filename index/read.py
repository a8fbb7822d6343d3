"""Read a file of an archive: its bytes as they are now, and the article they make.

Every citation is checked against what is read here. Nothing outside the archive is ever opened, whatever links say.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from index.convert import render
from index.decode import decode
from index.errors import ReadError
from index.formats import Rendition, file_of, holds_many, is_plain, row_path
from index.formats.limits import MAX_BYTES, MAX_LINE, MAX_MANY
from index.types import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO
    from pathlib import Path


_LINK = "leads through a link, which is never followed: copy what it points at into the archive"


@dataclass(frozen=True)
class Reading:
    """The bytes, as they were read just now, of the file in which the article at `path` lies."""

    data: bytes
    path: str = ""

    @cached_property
    def sha256(self) -> str:
        """Return the sha256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """Return the article's text, or its rendition, as these bytes have it; empty where they hold none."""
        try:
            if not self.path or is_plain(self.path):
                return decode(self.data)[0]
            found, _ = render(file_of(self.path), self.data)
        except ReadError:
            return ""
        return next((each.text for each in found if _path_of(file_of(self.path), each) == self.path), "")


def read_again(archive: Path, path: str) -> Reading | None:
    """Return what the file of the article at `path` holds now, or None where it is gone or can't be read."""
    try:
        return Reading(_read_bytes(archive, file_of(path)), path)
    except ReadError:
        return None


def file_sha256(archive: Path, path: str) -> str:
    """Return the sha256 of a file's bytes; raises ReadError where it can't be read."""
    return Reading(_read_bytes(archive, path)).sha256


def file_hashes(archive: Path, files: Iterable[str]) -> Iterator[tuple[str, str | ReadError]]:
    """Yield the sha256 of each file's bytes, or why it can't be read."""
    root = os.path.realpath(archive)
    folders: set[str] = set()
    for file in files:
        try:
            yield file, hashlib.sha256(_read_below(root, file, folders)).hexdigest()
        except ReadError as error:
            yield file, error


@dataclass(frozen=True, slots=True)
class Contents:
    """The articles of one file, and (path, reason with the cure) of each of its rows that holds none.

    `sha256` is of the file's bytes.
    """

    sha256: str
    articles: tuple[Article, ...]
    failed: tuple[tuple[str, str], ...] = ()


def read_file(archive: Path, file: str) -> Contents:
    """Return what the file at `file`, relative to the archive, holds.

    Raises ReadError, with the reason and the cure in one line, where it can't be read or holds nothing.
    """
    data = _read_bytes(archive, file)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _contents(file, data, sha256)
    except ReadError as error:
        error.sha256 = sha256
        raise


def _contents(file: str, data: bytes, sha256: str) -> Contents:
    if not data:
        raise ReadError("is empty: write something into it, or delete it")
    if is_plain(file):
        text, encoding = decode(data)
        return Contents(sha256, (_checked(Article(file, text, sha256, encoding)),))
    rendered, failed = render(file, data)
    articles = []
    refused = [(row_path(file, row), reason) for row, reason in failed]
    for each in rendered:
        article = Article(_path_of(file, each), each.text, sha256, "utf-8", each.comments_from, each.pages)
        try:
            articles.append(_checked(article))
        except ReadError as error:
            if each.row is None:
                raise
            refused.append((article.path, str(error)))
    return Contents(sha256, tuple(articles), tuple(refused))


def _path_of(file: str, rendition: Rendition) -> str:
    return file if rendition.row is None else row_path(file, rendition.row)


def _checked(article: Article) -> Article:
    """Return the article; raises ReadError where there is nothing in it, or a line without end."""
    if not article.text.strip():
        raise ReadError("holds only white space: write something into it, or delete it")
    if len(article.text) > MAX_LINE:
        _check_lines(article)
    return article


def relative_to(root: str, target: str) -> str | None:
    """Return the real path `target` relative to the real path `root`, or None where it lies outside."""
    if target == root:
        return ""
    prefix = root.rstrip(os.sep) + os.sep
    return target[len(prefix) :].replace(os.sep, "/") if target.startswith(prefix) else None


def reason_of(error: OSError) -> str:
    """Return what the system says of an error, to stand in a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _open_regular(path: str, flags: int) -> int:
    """Open without following a link put there since the scan and without waiting at a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _read_bytes(archive: Path, path: str) -> bytes:
    """Return the bytes of a regular file inside the archive; raises ReadError with the cure."""
    return _read_below(os.path.realpath(archive), path, set())


def _read_below(root: str, path: str, folders: set[str]) -> bytes:
    """Return the bytes of a file below the real path `root`; `folders` are known to lead through no link."""
    full = os.path.join(root, path)  # noqa: PTH118
    # Where the system can open without following a link, only the way to the file is left to be looked at.
    folder = os.path.dirname(full) if hasattr(os, "O_NOFOLLOW") else full  # noqa: PTH120
    limit = MAX_MANY if holds_many(path) else MAX_BYTES
    try:
        if folder not in folders:
            _require_no_link(root, folder)
            folders.add(folder)
        with open(full, "rb", buffering=0, opener=_open_regular) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("is a pipe, a socket or a device, not a file: remove it from the archive")
            if status.st_size > limit:
                raise ReadError(_too_big(status.st_size, limit))
            data = _read_whole(file, status.st_size, limit)
    except FileNotFoundError as error:
        raise ReadError("has vanished since the archive was listed: index again") from error
    except IsADirectoryError as error:
        raise ReadError("is a folder: index again") from error
    except PermissionError as error:
        raise ReadError("may not be read by this user: give read permission to it (chmod u+r)") from error
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:  # the file itself is a link
            raise ReadError(_LINK) from error
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise ReadError(f"can't be read ({why}): check the disk and the file's name") from error
    if len(data) > limit:
        raise ReadError(_too_big(len(data), limit))
    return data


def _read_whole(file: FileIO, size: int, limit: int) -> bytes:
    """Return what a file of `size` bytes holds, and where it holds more by now, that up to one byte past `limit`.

    To ask for `limit` bytes at once takes four times as long as reading a small file: room is made for them.
    """
    data = file.read(size + 1)
    while len(data) != size and len(data) <= limit and (more := file.read(limit + 1 - len(data))):
        data += more
    return data


def _require_no_link(root: str, target: str) -> None:
    if os.path.realpath(target) != target or relative_to(root, target) is None:
        raise ReadError(_LINK)


def _too_big(size: int, limit: int) -> str:
    return (
        f"holds {size:,} bytes or more, and the limit is {limit:,} ({limit // 1024**2} MiB): "
        "split it into smaller files"
    )


def _check_lines(article: Article) -> None:
    starts = (*article.lines.starts, len(article.text) + 1)
    for number, (start, behind) in enumerate(pairwise(starts), start=1):
        if behind - start - 1 > MAX_LINE:
            length = behind - start - 1
            raise ReadError(
                f"line {number} holds {length:,} characters; the limit is {MAX_LINE:,}: break it into lines"
            )
