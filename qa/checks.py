"""What reading cited lines again shows: whether each stands, where it went, and what sets it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["intact", "moved", "edited", "gone", "stored"]
"""What became of a cited line; "stored" says that it stands in the stored text, and could not be read on disk."""
STANDING: frozenset[State] = frozenset({"intact", "moved", "stored"})
"""The states of a line that may be cited."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A line that sets a cited one right; it was read again on disk as the cited one was.

    A "correction" is a notice in the cited line's article or in another one that names it; a "later version" is what a
    later article with the same story says in its place. `published` is an ISO day of the article or None.
    """

    path: str
    start_line: int
    end_line: int
    quote: str
    published: str | None
    kind: Literal["correction", "later version"]


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """What `Archive.verify` found for one citation; `line` is where the quote stands now, None where it doesn't.

    `moved_to` is the file's new path where it was renamed or put into another folder. Of an edited line, `now` is the
    sentence that comes nearest to it in the file and `now_line` its line; `lines` are those on which the quote stands
    where it does so more than once.
    """

    number: int
    path: str
    state: State
    line: int | None
    moved_to: str | None = None
    now: str | None = None
    now_line: int | None = None
    lines: tuple[int, ...] = ()
