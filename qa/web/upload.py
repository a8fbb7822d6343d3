"""Files that a reader drops onto the page: from gradio's upload folder into the archive, told as HTML, taken back.

Every rule on names, kinds and sizes is the archive's own; what a browser says of a file is never trusted. It opens no
file but those that were uploaded to this server.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gradio.utils import get_upload_folder

from qa.adding import check_file
from qa.errors import AddingError
from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qa.shelf import AddedFile

MOST_FILES: Final = 200
"""Files of one upload."""
_REMEMBERED: Final = 500  # uploads that can be taken back


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as the browser offers it: its name and size there, and where it was uploaded, None where it wasn't."""

    name: str
    size: int
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one upload; `token` takes it back. `refused` pairs a file's name with the reason."""

    token: str
    added: tuple[AddedFile, ...]
    refused: tuple[tuple[str, str], ...]


class Uploads:
    """The uploads of every reader of one page; each is known by a token that only its reader was given."""

    def __init__(self, add: Callable[[str, bytes], AddedFile], take_back: Callable[[AddedFile], bool]) -> None:
        self._add = add
        self._take_back = take_back
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[AddedFile, ...]] = OrderedDict()

    def receive(self, files: Sequence[Offered]) -> Upload:
        """Put the files into the archive, as many as may come at once, and say what became of each."""
        added: list[AddedFile] = []
        refused: list[tuple[str, str]] = []
        for file in files[:MOST_FILES]:
            try:
                added.append(self._receive(file))
            except AddingError as error:
                refused.append((file.name, str(error)))
        refused += [
            (file.name, f"is more than {MOST_FILES} files at once: add it again") for file in files[MOST_FILES:]
        ]
        upload = Upload(secrets.token_urlsafe(16), tuple(added), tuple(refused))
        with self._lock:
            self._known[upload.token] = upload.added
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return upload

    def take_back(self, token: str) -> tuple[int, int]:
        """Delete the files of an upload that are still as they came, and return how many these and the others are."""
        with self._lock:
            files = self._known.pop(token, ())
        done = sum(self._take_back(file) for file in files)
        return done, len(files) - done

    def _receive(self, file: Offered) -> AddedFile:
        stored = _uploaded(file.stored)
        check_file(file.name, file.size if stored is None else stored.stat().st_size)
        if stored is None:
            raise AddingError("did not arrive: try it again")
        try:
            return self._add(file.name, stored.read_bytes())
        except OSError as error:
            raise AddingError("did not arrive: try it again") from error
        finally:
            with suppress(OSError):  # another reader may have sent the same bytes
                stored.unlink()


def offered(files: object) -> list[Offered]:
    """Return the files that a browser says it offers, whatever else that holds."""
    return [
        Offered(str(file.get("name", "")), _number(file.get("size")), _text(file.get("stored")))
        for file in (files if isinstance(files, list) else [])
        if isinstance(file, dict)
    ]


def upload_html(upload: Upload) -> str:
    """Return what became of an upload, with the button that takes it back."""
    told = ""
    if upload.added:
        names = "".join(f'<li><code dir="ltr">{escape(file.path)}</code></li>' for file in upload.added)
        told = (
            f"<p><strong>{words.count(len(upload.added), 'file')} added.</strong> The index is being rebuilt; you can "
            f'go on asking.</p><details data-key="uploaded"><summary>Where to</summary><ul>{names}</ul></details>'
        )
    if upload.refused:
        rows = "".join(
            f'<li><code dir="auto">{escape(name)}</code> {escape(reason)}</li>' for name, reason in upload.refused
        )
        told += f"<p><strong>{words.count(len(upload.refused), 'file')} not added.</strong></p><ul>{rows}</ul>"
    undo = (
        f'<button type="button" class="plain take-back" data-token="{upload.token}">Take back</button>'
        if upload.added
        else ""
    )
    return _result("partly" if upload.refused else "done", told, undo)


def taken_back_html(done: int, kept: int) -> str:
    """Return how many files of an upload were deleted again, and how many were not."""
    if not done and not kept:
        return _result("partly", "<p>This can no longer be taken back here: delete the files in the archive.</p>")
    told = f"<p><strong>{words.count(done, 'file')} taken back.</strong></p>" if done else ""
    if kept:
        told += f"<p>{words.count(kept, 'file')} changed or moved since, and left alone.</p>"
    return _result("partly" if kept else "done", told)


def _result(kind: str, told: str, undo: str = "") -> str:
    return (
        f'<div class="uploaded {kind}" role="status"><div>{told}</div><div class="buttons">{undo}'
        '<button type="button" class="plain forget" aria-label="Close this message">Close</button></div></div>'
    )


def _uploaded(stored: str | None) -> Path | None:
    """Return the file that gradio stored there, None where it stored none: whatever else is named is not opened."""
    if not stored or "\0" in stored:
        return None
    path = Path(stored)
    try:
        real = path.resolve(strict=True)
    except OSError:
        return None
    return real if real.is_file() and real.is_relative_to(Path(get_upload_folder()).resolve()) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
