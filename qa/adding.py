"""Put files into an archive, and take back what was just put there. Nothing that was there is ever changed.

What is in a file is not looked at: the next refresh reads it, and says so where it can't.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final
from unicodedata import category, normalize

from index import MAX_BYTES, SUFFIXES
from qa.errors import AddingError
from qa.shelf import AddedFile

__all__ = ["MAX_BYTES", "SUFFIXES", "add_file", "check_file", "kinds", "safe_name", "take_back_file"]

FOLDER: Final = "added"
"""The folder of the archive into which files are put."""

_LONGEST = 180  # bytes of a name in UTF-8; file systems take 255, and " (2)" and a temporary name have to fit
_MOST_ALIKE = 1000
_SEPARATORS = re.compile(r"[/\\]")
_UNUSABLE = re.compile(r'[<>:"|?*]')  # in names on Windows, and an archive may be copied there
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|\Z)", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # without them words of some scripts are written wrongly


def check_file(name: str, size: int) -> str:
    """Return the name under which a file would be put into an archive.

    Raises:
        AddingError: it is of no kind that is read, empty or too large; the message follows the name.
    """
    safe = safe_name(name)
    if not safe.lower().endswith(SUFFIXES):
        raise AddingError(f"is of no kind that is read: add {kinds()}")
    if size < 1:
        raise AddingError("is empty")
    if size > MAX_BYTES:
        raise AddingError(f"holds {size:,} bytes, and {MAX_BYTES:,} is the most: split it into smaller files")
    return safe


def kinds() -> str:
    """Return the ends of the names of files that are read: ".txt, .md or .pdf"; packed ones are not listed."""
    *others, last = [suffix for suffix in SUFFIXES if not suffix.endswith(".gz")]
    return f"{', '.join(others)} or {last}" if others else last


def safe_name(name: str) -> str:
    """Return a file name that is like `name` and safe on every system: no folder, no control or hidden character.

    It never begins with a dot, is no device's name, and is short; its suffix stays.
    """
    last = _SEPARATORS.split(name)[-1]
    kept = "".join(letter for letter in normalize("NFC", last) if category(letter)[0] != "C" or letter in _JOINERS)
    stem, suffix = _split(_UNUSABLE.sub("_", " ".join(kept.split())).rstrip(". "))
    stem = stem.lstrip(". ")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    room = max(_LONGEST - len(suffix.encode()), 1)
    return (stem.encode()[:room].decode(errors="ignore").rstrip(". ") or "article") + suffix


def add_file(archive: Path, name: str, data: bytes) -> AddedFile:
    """Write `data` into the archive's folder for added files; beside a file of that name it is "name (2).txt".

    Raises:
        AddingError: see `check_file`; or the folder can't be written.
    """
    safe = check_file(name, len(data))
    folder = archive / FOLDER
    temporary = folder / f".{secrets.token_hex(8)}.part"  # a name with a dot is never indexed
    try:
        folder.mkdir(exist_ok=True)
        _refuse_link(archive, folder)
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            placed = _place(temporary, folder, safe)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise AddingError(
            f"can't be written to {folder} ({(error.strerror or str(error)).lower()}): free some space or allow"
            " writing there, or copy the file into the archive by hand"
        ) from error
    return AddedFile(f"{FOLDER}/{placed}", hashlib.sha256(data).hexdigest(), len(data))


def take_back_file(archive: Path, added: AddedFile) -> bool:
    """Delete a file that `add_file` wrote, if it still holds the same bytes, and return whether it did."""
    folder = archive / FOLDER
    file = folder / Path(added.path).name
    try:
        _refuse_link(archive, folder)
        if file.is_symlink() or file.stat().st_size != added.bytes:
            return False
        if hashlib.sha256(file.read_bytes()).hexdigest() != added.sha256:
            return False
        file.unlink()
        with suppress(OSError):  # other files lie there
            folder.rmdir()
    except OSError:
        return False
    return True


def _split(name: str) -> tuple[str, str]:
    """Split a name before the suffix by which it is read, else before its last dot."""
    suffix = max((each for each in SUFFIXES if name.lower().endswith(each)), key=len, default="")
    if suffix:
        return name[: -len(suffix)], name[-len(suffix) :]
    stem, dot, rest = name.rpartition(".")
    return (stem, dot + rest) if dot and len(rest) < 20 else (name, "")


def _refuse_link(archive: Path, folder: Path) -> None:
    if folder.is_symlink() or folder.resolve() != archive.resolve() / FOLDER:
        raise AddingError(f"can't be written to {folder}, which is a link: remove that link")


def _place(temporary: Path, folder: Path, name: str) -> str:
    """Give the written file its name, or the first free one like it, without ever replacing a file."""
    stem, suffix = _split(name)
    for number in range(1, _MOST_ALIKE):
        target = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        try:
            _link(temporary, target)
        except FileExistsError:
            continue
        return target.name
    raise AddingError(f"has a name that {_MOST_ALIKE:,} files have: give it another one")


def _link(temporary: Path, target: Path) -> None:
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without such links: take the name first, then replace what took it
        target.open("xb").close()
        temporary.replace(target)
