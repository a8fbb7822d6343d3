"""Readers' conversations, in a file or a database of their own: questions, answers, and what was thought of them.

Nothing here is derived from an archive, so nothing here is ever lost with an index. Each reader sees only their own;
only a kept answer may be opened by whoever has its link.
"""

from qa.keeping.connect import is_begun, place_of
from qa.keeping.store import Store, open_store
from qa.keeping.types import AskedOf, Conversation, KeptChange, KeptTurn, NewTurn, Owner, SavedQuestion, Vote

__all__ = [
    "AskedOf",
    "Conversation",
    "KeptChange",
    "KeptTurn",
    "NewTurn",
    "Owner",
    "SavedQuestion",
    "Store",
    "Vote",
    "is_begun",
    "open_store",
    "place_of",
]
