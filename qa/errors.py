"""Errors of asking, and the whole tree under one roof (drawn in `index.errors`).

OnrecordError
├── QuestionError            the question is empty or far too long
├── SettingsError            a setting has a value that can't be used
├── SourceError              no such article or line in the archive
├── AddingError              a file can't be put into the archive
├── AnswerError              what should be an answer that was saved is none
├── KeepingError             conversations can't be kept, or those that are kept can't be read
├── EvaluationError          questions to evaluate, or an earlier result, can't be read or written
└── ModelError               the language model gave no usable reply
    ├── ModelMissing         its package or its file is not there
    ├── ModelRefused         it refused the key, or the request
    ├── ModelUnreachable     nothing answers at its address, or it broke off
    ├── ModelTooSlow         it took longer than it may
    └── ContextTooLong       the evidence and the wording are more than it can read at once
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
    IndexUnreachable,
    OnrecordError,
    ReadError,
)


class QuestionError(OnrecordError):
    """The question can't be asked as it stands."""


class SettingsError(OnrecordError):
    """A setting has a value that can't be used."""


class SourceError(OnrecordError):
    """The archive has no such article or line."""


class AddingError(OnrecordError):
    """A file can't be put into the archive; the message follows the file's name."""


class AnswerError(OnrecordError):
    """What should be an answer that was saved is none."""


class KeepingError(OnrecordError):
    """Conversations can't be kept, or those that are kept can't be read; asking goes on without."""


class EvaluationError(OnrecordError):
    """Questions to evaluate by, or the result of an evaluation, can't be used."""


class ModelError(OnrecordError):
    """The language model gave no usable reply; the answer is then made of source sentences."""


class ModelMissing(ModelError):
    """The package that reaches the model, or the model's file, is not there."""


class ModelRefused(ModelError):
    """The model's server refused the key, or the request."""


class ModelUnreachable(ModelError):
    """Nothing answers at the model's address, or the reply broke off."""


class ModelTooSlow(ModelError):
    """The model took longer than it may."""


class ContextTooLong(ModelError):
    """The evidence and the wording are more than the model can read at once."""


__all__ = [
    "AddingError",
    "AnswerError",
    "ArchiveError",
    "ContextTooLong",
    "EmbedderError",
    "EvaluationError",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "IndexStoreError",
    "IndexUnreachable",
    "KeepingError",
    "ModelError",
    "ModelMissing",
    "ModelRefused",
    "ModelTooSlow",
    "ModelUnreachable",
    "OnrecordError",
    "QuestionError",
    "ReadError",
    "SettingsError",
    "SourceError",
]
