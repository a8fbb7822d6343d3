"""Ask an archive of articles; every sentence of the answer cites the exact source lines.

    import qa
    answer = qa.query("When was the bridge closed?", archive="articles/")
    with qa.open_archive("articles/") as archive:
        archive.refresh()
        answer = archive.query("When was the bridge closed?")

Importing this loads neither a model nor torch, gradio or llama-index.
"""

from index import Progress, ProgressCallback, RefreshReport
from qa.archive import Archive, open_archive, query
from qa.errors import (
    ArchiveError,
    EmbedderError,
    EvaluationError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritable,
    IndexStoreError,
    OnrecordError,
    QuestionError,
    ReadError,
    SettingsError,
    SourceError,
)
from qa.evaluation import Evaluation, evaluate
from qa.settings import Settings, load_settings
from qa.types import (
    Account,
    Answer,
    AnswerReady,
    ArchiveStatus,
    Citation,
    CitationCheck,
    Claim,
    ClaimReady,
    Count,
    Disagreement,
    Event,
    NotFound,
    Order,
    Searched,
    SearchPage,
    Source,
    SourceLine,
)

__all__ = [
    "Account",
    "Answer",
    "AnswerReady",
    "Archive",
    "ArchiveError",
    "ArchiveStatus",
    "Citation",
    "CitationCheck",
    "Claim",
    "ClaimReady",
    "Count",
    "Disagreement",
    "EmbedderError",
    "Evaluation",
    "EvaluationError",
    "Event",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "IndexStoreError",
    "NotFound",
    "OnrecordError",
    "Order",
    "Progress",
    "ProgressCallback",
    "QuestionError",
    "ReadError",
    "RefreshReport",
    "SearchPage",
    "Searched",
    "Settings",
    "SettingsError",
    "Source",
    "SourceError",
    "SourceLine",
    "evaluate",
    "load_settings",
    "open_archive",
    "query",
]
