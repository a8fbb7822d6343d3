"""What is kept, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.comparison import AnswerChange
from qa.types import Answer

Vote = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose conversations are meant: one reader's, with one archive (its resolved path)."""

    archive: str
    reader: str


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A question as it was typed, its answer, how long that took, and the language model that worded it, if any."""

    question: str
    answer: Answer
    seconds: float
    model: str | None = None


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it is kept. `id` is 128 random bits: whoever has it may read the answer. `asked_at` is in UTC."""

    id: str
    conversation: str
    question: str
    answer: Answer
    asked_at: str
    seconds: float
    model: str | None = None
    vote: Vote | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list. Times are ISO times in UTC; `deleted_at` is None where it isn't deleted."""

    id: str
    title: str
    started_at: str
    changed_at: str
    turns: int
    deleted_at: str | None = None


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question that lines of an article answered before."""

    line: int
    end_line: int
    question: str
    conversation: str
    turn: str


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change of a saved question's answer, when it was found, and whether its reader has seen it."""

    id: str
    found_at: str
    change: AnswerChange
    seen: bool = False


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that is asked again after each refresh.

    `answer` is the last one, given by the index's `generation`. `changes` are the newest first; times are ISO times in
    UTC, and `deleted_at` is None where it isn't deleted.
    """

    id: str
    reader: str
    question: str
    answer: Answer
    generation: int
    added_at: str
    asked_at: str
    changes: tuple[KeptChange, ...] = ()
    deleted_at: str | None = None

    @property
    def unseen(self) -> int:
        """Return how many of its changes its reader hasn't seen."""
        return sum(not change.seen for change in self.changes)
