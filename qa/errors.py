"""Errors of asking, and the whole tree under one roof (drawn in `index.errors`).

OnrecordError
├── QuestionError            the question is empty or far too long
├── SettingsError            a setting has a value that can't be used
└── SourceError              no such article or line in the archive
"""

from index.errors import (
    ArchiveError,
    EmbedderError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritable,
    IndexStoreError,
    OnrecordError,
    ReadError,
)


class QuestionError(OnrecordError):
    """The question can't be asked as it stands."""


class SettingsError(OnrecordError):
    """A setting has a value that can't be used."""


class SourceError(OnrecordError):
    """The archive has no such article or line."""


__all__ = [
    "ArchiveError",
    "EmbedderError",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "IndexStoreError",
    "OnrecordError",
    "QuestionError",
    "ReadError",
    "SettingsError",
    "SourceError",
]
