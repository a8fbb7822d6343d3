"""Errors of asking, and the whole tree under one roof (drawn in `index.errors`).

OnrecordError
├── QuestionError            the question is empty or far too long
├── SettingsError            a setting has a value that can't be used
├── SourceError              no such article or line in the archive
└── EvaluationError          questions to evaluate, or an earlier result, can't be read or written
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


class EvaluationError(OnrecordError):
    """Questions to evaluate by, or the result of an evaluation, can't be used."""


__all__ = [
    "ArchiveError",
    "EmbedderError",
    "EvaluationError",
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
