"""Find the articles of an archive without opening any of them.

Nothing outside the archive is ever looked into, whatever links say, and nothing inside it is ever written.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import ArchiveError
from index.formats import SUFFIXES
from index.read import reason_of, relative_to

if TYPE_CHECKING:
    from pathlib import Path

    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".onrecordignore"
"""File at the archive's root with gitignore patterns of what to leave out."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The articles of an archive by path, relative to it with "/", and what can't be read, with reason and cure."""

    files: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def scan(archive: Path, *, exclude: Path | None = None) -> Scan:
    """Return the articles below `archive`, without opening any of them.

    Left out in silence: other suffixes than `SUFFIXES`, names that start with ".", the folder `exclude`, what
    `.onrecordignore` matches, and links to what is found anyway. A "!" pattern brings a file back even out of
    an ignored folder. Links out of the archive are listed in `failed` and never followed. Raises ArchiveError
    where the archive or its ignore file can't be used.
    """
    root = os.path.realpath(archive)
    left_out = os.path.realpath(exclude) if exclude is not None else None
    ignored = _read_ignore_file(archive)
    files: set[str] = set()
    failed: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in _list_folder(archive, root, folder, failed):
            path = f"{folder}/{entry.name}" if folder else entry.name
            wanted = entry.name.lower().endswith(SUFFIXES)
            if entry.name.startswith(".") or entry.path == left_out or _is_ignored(ignored, path, entry):
                continue
            if not _is_unicode(entry.name):
                if wanted or entry.is_dir(follow_symlinks=False):
                    failed[_printable(path)] = "has a name with bytes that aren't UTF-8: rename it"
            elif entry.is_symlink():
                links.append((path, entry.path))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif wanted:
                if entry.is_file(follow_symlinks=False):
                    files.add(path)
                else:
                    failed[path] = "is a pipe, a socket or a device, not a file: remove it from the archive"
    failed.update(_failed_links(root, links, files, failed))
    return Scan(tuple(sorted(files)), tuple(sorted(failed.items())))


def _read_ignore_file(archive: Path) -> GitIgnoreSpec | None:
    """Return the patterns of the archive's ignore file, or None where it has none."""
    path = archive / IGNORE_FILE
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise ArchiveError(f"{path} is no file: make it one with a pattern a line, or remove it")
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8-sig").splitlines())
    except OSError as error:
        raise ArchiveError(f"{path} can't be read ({reason_of(error)}): give read permission to it") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{path} isn't UTF-8: save it as UTF-8") from error
    except ValueError as error:
        raise ArchiveError(f"{path} holds a pattern that isn't valid: {error}") from error


def _list_folder(archive: Path, root: str, folder: str, failed: dict[str, str]) -> list[os.DirEntry[str]]:
    """Return what lies in a folder; one that can't be opened goes into `failed`, and the root raises."""
    try:
        with os.scandir(os.path.join(root, folder) if folder else root) as entries:  # noqa: PTH118
            return list(entries)
    except FileNotFoundError as error:
        if not folder:
            raise _unusable(archive, error) from error
        return []  # deleted since its parent was listed
    except OSError as error:
        if not folder:
            raise _unusable(archive, error) from error
        failed[folder] = f"is a folder that can't be opened ({reason_of(error)}): give read permission to it"
        return []


def _is_ignored(patterns: GitIgnoreSpec | None, path: str, entry: os.DirEntry[str]) -> bool:
    """Return whether the ignore file leaves `path` out; a folder only if nothing can bring its files back."""
    if patterns is None:
        return False
    if entry.is_dir(follow_symlinks=False):
        return all(pattern.include is not False for pattern in patterns.patterns) and patterns.match_file(path + "/")
    return patterns.match_file(path)


def _failed_links(root: str, links: list[tuple[str, str]], files: set[str], failed: dict[str, str]) -> dict[str, str]:
    """Return why links can't be read: broken, out of the archive, or to what isn't indexed itself."""
    reasons: dict[str, str] = {}
    for path, full in links:
        wanted = path.lower().endswith(SUFFIXES)
        try:
            target = os.path.realpath(full, strict=True)
        except OSError:
            if wanted or "." not in os.path.basename(path):  # noqa: PTH119
                reasons[path] = "is a broken link: restore what it points at, or remove it"
            continue
        inside = relative_to(root, target)
        is_folder = os.path.isdir(target)  # noqa: PTH112
        if inside is None and (wanted or is_folder):
            reasons[path] = "is a link out of the archive, never followed: copy what it points at here, or remove it"
        elif inside is not None and wanted and not is_folder and inside not in files and inside not in failed:
            reasons[path] = f"is a link to {_printable(inside)}, which is left out of the index: copy that file here"
    return reasons


def _is_unicode(name: str) -> bool:
    return name == _printable(name)


def _printable(path: str) -> str:
    """Return `path` with undecodable bytes as escapes, so that it can be printed and stored."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _unusable(archive: Path, error: OSError) -> ArchiveError:
    if isinstance(error, FileNotFoundError):
        return ArchiveError(f"{archive}: there is no such folder: check the path, or make it and put articles in it")
    if isinstance(error, NotADirectoryError):
        return ArchiveError(f"{archive} is a file: name the folder that holds the articles")
    return ArchiveError(f"{archive} can't be opened ({reason_of(error)}): give read permission to the folder")
