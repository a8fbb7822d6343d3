"""Read a file of an archive: its bytes as they are now, and the article they make.

Every citation is checked against what is read here. Nothing outside the archive is ever opened, whatever links say.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from index.decode import decode
from index.errors import ReadError
from index.types import Article

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 16 * 1024 * 1024
"""The largest file that is read, in bytes."""

MAX_LINE = 1_000_000
"""The longest line that is read, in code points."""


@dataclass(frozen=True)
class Reading:
    """A file's bytes as they were read just now."""

    data: bytes

    @cached_property
    def sha256(self) -> str:
        """Return the sha256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """Return the decoded text, empty where it can't be decoded any more."""
        try:
            return decode(self.data)[0]
        except ReadError:
            return ""


def read_again(archive: Path, path: str) -> Reading | None:
    """Return what the file at `path` holds now, or None where it is gone or can't be read."""
    try:
        return Reading(_read_bytes(archive, path))
    except ReadError:
        return None


def file_sha256(archive: Path, path: str) -> str:
    """Return the sha256 of a file's bytes; raises ReadError where it can't be read."""
    return Reading(_read_bytes(archive, path)).sha256


def read_article(archive: Path, path: str) -> Article:
    """Return the article at `path`, relative to the archive.

    Raises ReadError, with the reason and the cure in one line, where it can't be read or isn't text.
    """
    data = _read_bytes(archive, path)
    if not data:
        raise ReadError("is empty: write something into it, or delete it")
    text, encoding = decode(data)
    if not text.strip():
        raise ReadError("holds only white space: write something into it, or delete it")
    article = Article(
        path=path,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
    )
    if len(text) > MAX_LINE:
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
    root = os.path.realpath(archive)
    full = os.path.join(root, path)  # noqa: PTH118
    if os.path.realpath(full) != full or relative_to(root, full) is None:
        raise ReadError("leads through a link, which is never followed: copy what it points at into the archive")
    try:
        with open(full, "rb", opener=_open_regular) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("is a pipe, a socket or a device, not a file: remove it from the archive")
            if status.st_size > MAX_BYTES:
                raise ReadError(_too_big(status.st_size))
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ReadError("has vanished since the archive was listed: index again") from error
    except IsADirectoryError as error:
        raise ReadError("is a folder: index again") from error
    except PermissionError as error:
        raise ReadError("may not be read by this user: give read permission to it (chmod u+r)") from error
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise ReadError(f"can't be read ({why}): check the disk and the file's name") from error
    if len(data) > MAX_BYTES:
        raise ReadError(_too_big(len(data)))
    return data


def _too_big(size: int) -> str:
    return f"holds {size:,} bytes or more, and the limit is {MAX_BYTES:,} (16 MiB): split it into smaller files"


def _check_lines(article: Article) -> None:
    starts = (*article.lines.starts, len(article.text) + 1)
    for number, (start, behind) in enumerate(pairwise(starts), start=1):
        if behind - start - 1 > MAX_LINE:
            length = behind - start - 1
            raise ReadError(
                f"line {number} holds {length:,} characters; the limit is {MAX_LINE:,}: break it into lines"
            )
