"""What is kept, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
