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
        └── IndexNotWritable     no permission, a read-only disk, a full disk

`qa.errors` adds those of asking and settings. Messages are for the person who reads them: what is wrong, which
file, what to do.
"""


class OnrecordError(Exception):
    """Base of every error that Onrecord raises on purpose."""


class ArchiveError(OnrecordError):
    """The folder of articles can't be used."""


class ReadError(OnrecordError):
    """One article can't be read."""


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
