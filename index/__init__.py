"""Articles in, a searchable and citable index out. It knows nothing of questions and answers (`qa`).

Its root is all that `qa` uses.
"""

from index.embed import Encoder, Vector
from index.lexical import SentenceHit, analyze
from index.lines import LineTable
from index.names import NameIndex
from index.read import Reading, read_again
from index.records import ArticleRecord, Generation, PassageRecord
from index.sentences import split_sentences
from index.store import FOLDER, Index, Snapshot, choose_index_dir
from index.types import Progress, ProgressCallback, RefreshReport, Region

__all__ = [
    "FOLDER",
    "ArticleRecord",
    "Encoder",
    "Generation",
    "Index",
    "LineTable",
    "NameIndex",
    "PassageRecord",
    "Progress",
    "ProgressCallback",
    "Reading",
    "RefreshReport",
    "Region",
    "SentenceHit",
    "Snapshot",
    "Vector",
    "analyze",
    "choose_index_dir",
    "read_again",
    "split_sentences",
]
