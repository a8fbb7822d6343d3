"""The catalog's tables. The catalog is the truth; Chroma and the lexical index are derived from it.

A sentence is named by its passage's id and its place in that passage.
Rows are versioned by generation: an article's row is live in generation g where `added <= g` and `removed` is NULL or
greater than g. Generation numbers grow by one a publication. Ids are never used twice, not even
after a refresh that was killed, because other stores may still hold them.
"""

from __future__ import annotations

import sqlalchemy as sa

FORMAT = 5  # raise when the meaning of anything stored changes; an index of an older one is made anew
VECTOR_LAYOUT = 1  # raise when stored vectors would be read otherwise; those of another layout are never carried over
SLICE = 500  # values in one IN (...), well below every database's limit

_ORDERED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # in the order of code points, as SQLite has it

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # there an integer key is the row's own number

metadata = sa.MetaData()

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),  # "format", "vectors" (their layout), "embedder", "name"
    sa.Column("value", sa.Text, nullable=False),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),  # "article", "passage", "segment"
    sa.Column("next", sa.BigInteger, nullable=False),
)

generations = sa.Table(
    "generations",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("published_at", sa.String(32), nullable=False),  # ISO time in UTC
    sa.Column("articles", sa.BigInteger, nullable=False),
    sa.Column("passages", sa.BigInteger, nullable=False),  # embedded ones
    sa.Column("sentences", sa.BigInteger, nullable=False),  # of those passages
    sa.Column("comments", sa.BigInteger, nullable=False),  # sentences of readers' comments among them
    sa.Column("failed", sa.JSON, nullable=False),  # [[path, reason, sha256 or null], ...]
)

segments = sa.Table(
    "segments",
    metadata,
    sa.Column("id", _ID, primary_key=True, autoincrement=False),
    sa.Column("collection", sa.String(80), nullable=False),
    sa.Column("comments", sa.Boolean, nullable=False),  # readers' comments lie in collections of their own
    sa.Column("added", sa.BigInteger, nullable=False),
    sa.Column("removed", sa.BigInteger),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", _ID, primary_key=True, autoincrement=False),
    # What is looked at most often stands first: SQLite reads a long row from its start as far as what is asked for.
    sa.Column("added", sa.BigInteger, nullable=False),
    sa.Column("removed", sa.BigInteger),
    sa.Column("path", _ORDERED, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("published", sa.String(10)),
    sa.Column("published_inferred", sa.Boolean, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("publisher", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("comments_from", sa.Integer),  # the line that heads readers' comments, where a format tells them apart
    sa.Column("encoding", sa.String(40), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("regions", sa.Text, nullable=False),  # one letter a line, see index.records
    sa.Column("line_keys", sa.LargeBinary, nullable=False),  # int64 hashes of the lines, to count repetition
    sa.Column("pages", sa.JSON, nullable=False),  # offsets at which the pages of a paged document begin
    sa.Column("dates", sa.JSON, nullable=False),  # [[start, end, ISO day or null, ISO end or null], ...]
    sa.Column("names", sa.JSON, nullable=False),  # counts of names, see index.mentions
    sa.Column("signature", sa.LargeBinary),  # MinHash of the text, to find reprints
)
sa.Index("articles_by_path", articles.c.path)
sa.Index("articles_by_removed", articles.c.removed)


def is_live(generation: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Return the condition under which an article's row is live in a generation."""
    return sa.and_(
        articles.c.added <= generation,
        sa.or_(articles.c.removed.is_(None), articles.c.removed > generation),
    )


def is_live_segment(generation: int) -> sa.ColumnElement[bool]:
    """Return the condition under which a segment's row is live in a generation."""
    return sa.and_(
        segments.c.added <= generation,
        sa.or_(segments.c.removed.is_(None), segments.c.removed > generation),
    )


passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", _ID, primary_key=True, autoincrement=False),
    sa.Column("article", sa.BigInteger, nullable=False),
    sa.Column("region", sa.String(12), nullable=False),
    sa.Column("vectors", sa.String(40)),  # key in the table of vectors; NULL for passages that are not embedded
    sa.Column("spans", sa.LargeBinary, nullable=False),  # int32 (sentences, 2): code-point starts and ends
)
sa.Index("passages_by_article", passages.c.article)
sa.Index("passages_by_vectors", passages.c.vectors)

members = sa.Table(
    "members",  # which passages a segment's collection holds, dead ones included
    metadata,
    sa.Column("segment", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("passage", sa.BigInteger, primary_key=True, autoincrement=False),
)

names = sa.Table(
    "names",  # the spellings of names that a generation's articles use
    metadata,
    sa.Column("generation", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

name_counts = sa.Table(
    "name_counts",  # what they were made of: how often each is written; earlier versions had no such table
    metadata,
    sa.Column("generation", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

reprints = sa.Table(
    "reprints",  # which of a generation's articles print one text, see index.reprints
    metadata,
    sa.Column("generation", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

vectors = sa.Table(
    "vectors",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True),  # hash of the model, the passage, its sentences and its context
    sa.Column("passage", sa.LargeBinary, nullable=False),  # float16 (dimension,)
    sa.Column("sentences", sa.LargeBinary, nullable=False),  # float16 (sentences, dimension)
    sa.Column("tokens", sa.LargeBinary, nullable=False),  # int8 (tokens, token dimension)
    sa.Column("bounds", sa.LargeBinary, nullable=False),  # int32 (sentences, 2): first and last token, see index.embed
)
