r"""The line table: which physical line a code point lies on. Every citation rests on it.

A line is what lies between two "\\n"; a "\\r" before the "\\n" belongs to the line's end, not to its text. Offsets
are 0-based code points of the decoded file without its byte-order mark. Nothing here may fold, strip or lower-case
text before it counts: that is how offsets drift.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class LineTable:
    """Map between 1-based line numbers and code-point offsets of one text."""

    text: str

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return the offset at which each line starts; `starts[0]` is 0, also for an empty text."""
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return tuple(starts)

    def __len__(self) -> int:
        """Return the number of lines: one more than there are line feeds."""
        return len(self.starts)

    def line_at(self, offset: int) -> int:
        """Return the 1-based number of the line that holds `offset` (0 <= offset <= len(text))."""
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} lies outside a text of {len(self.text)} code points")
        return bisect_right(self.starts, offset)

    def span(self, number: int) -> tuple[int, int]:
        r"""Return the start and end (exclusive) of line `number`, without its "\\n" or "\\r\\n"."""
        if not 1 <= number <= len(self.starts):
            raise IndexError(f"there is no line {number}: the text has {len(self.starts)} lines")
        start = self.starts[number - 1]
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        if number < len(self.starts) and end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def line(self, number: int) -> str:
        """Return the text of line `number`, without its line end."""
        start, end = self.span(number)
        return self.text[start:end]
