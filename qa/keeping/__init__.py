"""Readers' conversations, in a file or a database of their own: questions, answers, and what was thought of them.

Nothing here is derived from an archive, so nothing here is ever lost with an index. Each reader sees only their own;
only a kept answer may be opened by whoever has its link.
"""

from qa.keeping.connect import place_of
from qa.keeping.store import Store, open_store
from qa.keeping.types import AskedOf, Conversation, KeptTurn, NewTurn, Owner, Vote

__all__ = ["AskedOf", "Conversation", "KeptTurn", "NewTurn", "Owner", "Store", "Vote", "open_store", "place_of"]
