"""The tables of what is kept, and how texts are written into them."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa

FORMAT = 1  # raise when the meaning of anything stored changes, and carry what is kept over: it can't be made again

metadata = sa.MetaData()

facts = sa.Table(
    "onrecord_facts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),  # "format"
    sa.Column("value", sa.Text, nullable=False),
)

conversations = sa.Table(
    "onrecord_conversations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("archive", sa.Text, nullable=False),  # its resolved path
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),  # the title, for searching
    sa.Column("started_at", sa.String(32), nullable=False),  # ISO times in UTC, all of one length
    sa.Column("changed_at", sa.String(32), nullable=False),
    sa.Column("deleted_at", sa.String(32)),
)
sa.Index("onrecord_conversations_by_owner", conversations.c.reader, conversations.c.changed_at)

turns = sa.Table(
    "onrecord_turns",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(32), nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),  # their order; two processes may give the same one
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),  # JSON, the whole `Answer.to_dict()`
    sa.Column("folded", sa.Text, nullable=False),  # question and answer, for searching
    sa.Column("asked_at", sa.String(32), nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("model", sa.Text),
)
sa.Index("onrecord_turns_by_conversation", turns.c.conversation)

cited = sa.Table(
    "onrecord_cited",  # which lines of which article a turn's claims cite
    metadata,
    sa.Column("turn", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("line", sa.BigInteger, nullable=False),
    sa.Column("end_line", sa.BigInteger, nullable=False),
)
sa.Index("onrecord_cited_by_path", cited.c.path)

feedback = sa.Table(
    "onrecord_feedback",
    metadata,
    sa.Column("turn", sa.String(32), primary_key=True),
    sa.Column("vote", sa.String(4), nullable=False),  # "up", "down"
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("given_at", sa.String(32), nullable=False),
)

# The tables below came later; a store that lacks them gets them when it is opened.
saved = sa.Table(
    "onrecord_saved",  # questions that are asked again after each refresh
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("archive", sa.Text, nullable=False),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),  # JSON, the last `Answer.to_dict()`, which no model worded
    sa.Column("generation", sa.BigInteger, nullable=False),  # of the index that gave it
    sa.Column("added_at", sa.String(32), nullable=False),
    sa.Column("asked_at", sa.String(32), nullable=False),
    sa.Column("deleted_at", sa.String(32)),
)
sa.Index("onrecord_saved_by_owner", saved.c.reader, saved.c.added_at)

saved_changes = sa.Table(
    "onrecord_saved_changes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("saved", sa.String(32), nullable=False),
    sa.Column("found_at", sa.String(32), nullable=False),
    sa.Column("change", sa.Text, nullable=False),  # JSON, an `AnswerChange`
    sa.Column("seen_at", sa.String(32)),
)
sa.Index("onrecord_saved_changes_by_question", saved_changes.c.saved)


def storable(text: str) -> str:
    r"""Return `text` as every database takes it: lone surrogates and zero bytes become `\udc80` and `\x00`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def folded(text: str) -> str:
    """Return `text` for searching: without capitals, accents and differences of width."""
    plain = unicodedata.normalize("NFKD", storable(text).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
