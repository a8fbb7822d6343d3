"""Articles in, a searchable and citable index out. It knows nothing of questions and answers (`qa`).

Its root is all that `qa` uses.
"""

from index.embed import TOKEN_SCALE, Encoder, PassageVectors, QuestionVectors, Vector
from index.formats import SUFFIXES, file_of, is_plain
from index.heads import ArticleHead
from index.lexical import AllOf, AnyOf, Phrase, SentenceHit, Wanted, analyze
from index.lines import LineTable
from index.names import NameIndex, QuestionName
from index.read import MAX_BYTES, Reading, read_again
from index.records import ArticleRecord, Generation, PassageRecord, Place
from index.sentences import split_sentences
from index.store import FOLDER, Index, Snapshot, choose_index_dir
from index.types import Progress, ProgressCallback, RefreshReport, Region

__all__ = [
    "FOLDER",
    "MAX_BYTES",
    "SUFFIXES",
    "TOKEN_SCALE",
    "AllOf",
    "AnyOf",
    "ArticleHead",
    "ArticleRecord",
    "Encoder",
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
    "SentenceHit",
    "Snapshot",
    "Vector",
    "Wanted",
    "analyze",
    "choose_index_dir",
    "file_of",
    "is_plain",
    "read_again",
    "split_sentences",
]
