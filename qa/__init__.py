"""Ask an archive of articles; every sentence of the answer cites the exact source lines.

    import qa
    answer = qa.query("When was the bridge closed?", archive="articles/")
    with qa.open_archive("articles/") as archive:
        archive.refresh()
        answer = archive.query("When was the bridge closed?")

Importing this loads neither a model nor torch, gradio or llama-index.
"""

from index import ArticleHead, CheckReport, CompactReport, Finding, Footprint, Progress, ProgressCallback, RefreshReport
from qa.archive import Archive
from qa.checks import CitationCheck, Correction
from qa.errors import (
    AddingError,
    AnswerError,
    ArchiveError,
    ContextTooLong,
    EmbedderError,
    EvaluationError,
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritable,
    IndexStoreError,
    IndexUnreachable,
    KeepingError,
    ModelError,
    ModelMissing,
    ModelRefused,
    ModelTooSlow,
    ModelUnreachable,
    OnrecordError,
    QuestionError,
    ReadError,
    SettingsError,
    SourceError,
)
from qa.evaluation import Evaluation, evaluate
from qa.opening import open_archive, query
from qa.settings import Settings, load_settings
from qa.shelf import AddedFile, ArticleCount, ArticleOrder, ArticlePage
from qa.suspicion import warning_for
from qa.types import (
    Account,
    Answer,
    AnswerReady,
    ArchiveStatus,
    Citation,
    Claim,
    ClaimReady,
    Count,
    Disagreement,
    Echo,
    Event,
    Lead,
    NotFound,
    Order,
    Searched,
    SearchPage,
    Source,
    SourceLine,
    Withheld,
)

__all__ = [
    "Account",
    "AddedFile",
    "AddingError",
    "Answer",
    "AnswerError",
    "AnswerReady",
    "Archive",
    "ArchiveError",
    "ArchiveStatus",
    "ArticleCount",
    "ArticleHead",
    "ArticleOrder",
    "ArticlePage",
    "CheckReport",
    "Citation",
    "CitationCheck",
    "Claim",
    "ClaimReady",
    "CompactReport",
    "ContextTooLong",
    "Correction",
    "Count",
    "Disagreement",
    "Echo",
    "EmbedderError",
    "Evaluation",
    "EvaluationError",
    "Event",
    "Finding",
    "Footprint",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "IndexStoreError",
    "IndexUnreachable",
    "KeepingError",
    "Lead",
    "ModelError",
    "ModelMissing",
    "ModelRefused",
    "ModelTooSlow",
    "ModelUnreachable",
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
    "Withheld",
    "evaluate",
    "load_settings",
    "open_archive",
    "query",
    "warning_for",
]
