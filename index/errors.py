"""The error tree of the whole product; a library's own errors are mapped to these once, where it is called.

    OnrecordError                everything that is raised on purpose; one clear line that names the cure
    ├── ArchiveError             the folder of articles: missing, not a folder, unreadable, nothing in it
    ├── ReadError                one article can't be read; collected in RefreshReport.failed, never fatal
    ├── EmbedderError            the embedding model is missing, broken, or not one that this product can run
    └── IndexStoreError          the stored index
        ├── IndexMissing         there is none yet
        ├── IndexMismatch        made by another format or embedding model
        ├── IndexBusy            another process is indexing
        ├── IndexDamaged         its parts don't agree with one another
        ├── IndexNotWritable     no permission, a read-only disk, a full disk
        └── IndexUnreachable     a server that holds a part of it does not answer

`qa.errors` adds those of asking and settings. Messages are for the person who reads them: what is wrong, which
file, what to do.
"""

from __future__ import annotations

from types import TracebackType


class OnrecordError(Exception):
    """Base of every error that Onrecord raises on purpose."""


class ArchiveError(OnrecordError):
    """The folder of articles can't be used."""


class ReadError(OnrecordError):
    """One article can't be read.

    `sha256` is that of the bytes that are at fault; None where there are none, and trying again may help.
    """

    sha256: str | None = None


class EmbedderError(OnrecordError):
    """The embedding model can't be loaded or run."""


class IndexStoreError(OnrecordError):
    """The stored index can't be used as it is."""


class IndexMissing(IndexStoreError):
    """No index has been published yet."""


class IndexMismatch(IndexStoreError):
    """The index was made by another format or embedding model."""


class IndexBusy(IndexStoreError):
    """Another process holds the writer's lock."""


class IndexDamaged(IndexStoreError):
    """Parts of the index are lost or disagree."""


class IndexNotWritable(IndexStoreError):
    """The index's folder can't be written: permission, read-only or full disk."""


class IndexUnreachable(IndexStoreError):
    """A server that holds a part of the index can't be reached."""


def not_written(what: str, error: Exception) -> IndexNotWritable:
    """Return the error for a part of the index that could not be written, with the cure."""
    return IndexNotWritable(
        f"{what} could not be written ({error}): free some space or allow writing, then index again; the last published"
        " index still answers"
    )


class PanicsTold:
    """A context in which a panic of a Rust library, which is no `Exception`, becomes IndexDamaged."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise IndexDamaged from a panic; anything else goes its way."""
        if kind is not None and kind.__name__ == "PanicException":  # pyo3's: each library has one of its own
            raise IndexDamaged(f"{self._what} can't be read ({error})") from error
