"""Articles in, a searchable and citable index out. It knows nothing of questions and answers (`qa`).

Its root is all that `qa` uses.
"""

from index.embed import TOKEN_SCALE, Encoder, PassageVectors, QuestionVectors, Vector
from index.folder import FOLDER, WAIT_SECONDS, choose_index_dir
from index.formats import SUFFIXES, file_of, is_plain
from index.formats.limits import MAX_BYTES
from index.heads import ArticleHead
from index.lexical import SentenceHit, analyze
from index.lines import LineTable
from index.lock import AT_ONCE
from index.names import NameIndex, QuestionName
from index.read import Reading, read_again
from index.records import ArticleRecord, Generation, PassageRecord, Place
from index.reprints import NO_CLUSTERS, Clusters, Reprint, Version
from index.same_text import FEWEST_WORDS, is_same_text, text_key, without_dateline
from index.sentences import split_sentences
from index.servers import Servers
from index.snapshot import Snapshot
from index.store import Index
from index.types import (
    CheckReport,
    CompactReport,
    Finding,
    Footprint,
    Progress,
    ProgressCallback,
    RefreshReport,
    Region,
)
from index.wanted import AllOf, AnyOf, Phrase, Wanted
from index.watch import fingerprint, reports
from index.whereabouts import files_with, renamed, texts_holding

__all__ = [
    "AT_ONCE",
    "FEWEST_WORDS",
    "FOLDER",
    "MAX_BYTES",
    "NO_CLUSTERS",
    "SUFFIXES",
    "TOKEN_SCALE",
    "WAIT_SECONDS",
    "AllOf",
    "AnyOf",
    "ArticleHead",
    "ArticleRecord",
    "CheckReport",
    "Clusters",
    "CompactReport",
    "Encoder",
    "Finding",
    "Footprint",
    "Generation",
    "Index",
    "LineTable",
    "NameIndex",
    "PassageRecord",
    "PassageVectors",
    "Phrase",
    "Place",
    "Progress",
    "ProgressCallback",
    "QuestionName",
    "QuestionVectors",
    "Reading",
    "RefreshReport",
    "Region",
    "Reprint",
    "SentenceHit",
    "Servers",
    "Snapshot",
    "Vector",
    "Version",
    "Wanted",
    "analyze",
    "choose_index_dir",
    "file_of",
    "files_with",
    "fingerprint",
    "is_plain",
    "is_same_text",
    "read_again",
    "renamed",
    "reports",
    "split_sentences",
    "text_key",
    "texts_holding",
    "without_dateline",
]
