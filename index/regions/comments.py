"""Find where readers' comments start in an article file, and which of the lines after it are theirs.

Its job is the shape of a discussion: names that alternate with texts, dates beside them, buttons between
them, under a heading or after the article's end. It must not take an interview, a list of sections or a live
report for one, so without dates it asks for a heading, or for names that only accounts have.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from index.regions.patterns import DASHES, FURNITURE_SIGNS, is_date, is_name, phrase_of
from index.regions.phrases import AGO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.regions.patterns import Row

PROSE_PER_COMMENT = 6
_ACCOUNT = re.compile(r"^[a-z]\S+$|[a-z]\d|_|^[A-Z]\. ?[A-Z]|\b[A-Z]\.$")
_COMMENTER = re.compile(
    r"(?P<name>\S.{0,48}?)\s(?:says|said|wrote|writes|commented|replied|schrieb|sagt|sagte|meint"
    r"|a\sécrit|dit|dijo"
    r"|dice|escribió)"
    r"\s?(?P<end>\.\.\.|…|:)?$",
    re.IGNORECASE,
)
_REPLYING = re.compile(
    r"reply|quote|report|like #|click to rate|log in|permalink|upvote|# likes?$|antworten|responder"
    r"|répondre|flag|author$|verified|staff$|moderator|edited|see more|share$"
)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")


def is_replying(text: str) -> bool:
    """Tell whether a furniture line belongs to a reader's comment ("Reply", "Log in to post comments")."""
    return len(text) <= 80 and _REPLYING.match(phrase_of(text)) is not None


def is_commenter(text: str, following: str) -> bool:
    """Tell whether the line heads a comment together with a date, beside it or on the line that follows."""
    if len(text) > 110:
        return False
    spoken = _COMMENTER.match(text)
    if spoken and len(spoken["name"].split()) <= 6:
        return spoken["end"] in ("...", "…") or is_date(following)
    if is_date(following) and (is_name(text) or text.casefold().startswith("posted by")):
        return True
    words = text.split()
    for start in range(1, min(len(words), 8)):
        date = " ".join(words[start:])
        if is_date(date) and (_TIME.search(date) or any(w in AGO for w in date.casefold().split())):
            name = " ".join(words[:start]).rstrip(f" ,:•·|{DASHES}")
            return len(name.split()) <= 6 and not name.endswith(".")
    return False


@dataclass(frozen=True)
class Discussion:
    """The rows of an article file, seen as a possible discussion."""

    rows: Sequence[Row]

    @cached_property
    def dated(self) -> list[bool]:
        """Return for each row whether it heads a comment together with a date."""
        texts = [row.text for row in self.rows] + [""]
        return [
            not row.prose and row.sign in ("", "weak", "byline") and is_commenter(row.text, texts[i + 1])
            for i, row in enumerate(self.rows)
        ]

    @cached_property
    def _named(self) -> list[bool]:
        return [not row.sign and not row.prose and is_name(row.text) for row in self.rows]

    @cached_property
    def entry(self) -> list[bool]:
        """Return for each row whether it could head a comment: dated, or a name with a text after it."""
        named, rows = self._named, self.rows
        pairs = [named[i] and not named[i + 1] and not rows[i + 1].sign for i in range(len(rows) - 1)] + [False]
        return [dated or pair for dated, pair in zip(self.dated, pairs, strict=False)]

    @cached_property
    def _solid_until(self) -> list[int]:
        nexts = [*self.rows[1:], None]
        solid = [
            dated or (named and following is not None and following.plain)
            for dated, named, following in zip(self.dated, self._named, nexts, strict=True)
        ]
        return list(accumulate(solid, initial=0))

    @cached_property
    def _dated_until(self) -> list[int]:
        return list(accumulate(self.dated, initial=0))

    @cached_property
    def _entries_until(self) -> list[int]:
        return list(accumulate(self.entry, initial=0))

    @cached_property
    def _prose_until(self) -> list[int]:
        return list(accumulate((row.plain for row in self.rows), initial=0))

    @cached_property
    def _cues_until(self) -> list[int]:
        """Count what only discussions have: buttons to reply, account names, names that come back."""
        names = Counter(row.text for row, entry in zip(self.rows, self.entry, strict=True) if entry)
        cues = (
            is_replying(row.text)
            if row.sign
            else entry and (names[row.text] > 1 or _ACCOUNT.search(row.text) is not None)
            for row, entry in zip(self.rows, self.entry, strict=True)
        )
        return list(accumulate(cues, initial=0))

    def start(self) -> int:
        """Return the index of the row at which the comments start, or the number of rows."""
        heading: int | None = None
        for i, row in enumerate(self.rows):
            if row.sign == "comments":
                heading = i
            if row.sign in FURNITURE_SIGNS and not self.dated[i]:
                continue
            if heading is not None and self._follows_heading(self.rows[heading].text, i):
                return heading
            if self._follows_nothing(i):
                return i
            heading = None
        return len(self.rows)

    def _follows_heading(self, heading: str, first: int) -> bool:
        """Tell whether the rows from `first` are the comments that a heading announces."""
        before = self._prose_until[first]
        entries = self._entries_until[-1] - self._entries_until[first]
        dated = self._dated_until[-1] - self._dated_until[first]
        prose = self._prose_until[-1] - before
        number = re.search(r"\d+", heading)
        count = int(number[0][:6]) if number else 0
        if before == 0 or prose > PROSE_PER_COMMENT * max(entries, count if before >= 3 else 1):
            return False
        if any(self.entry[first : first + 2]):
            # A counter may also stand above the article, where the author's name follows it.
            return entries >= 2 or (before >= 3 and (dated > 0 or count > 0))
        # Some pages sign a comment below its text, some lose the names when they are saved.
        return before >= 3 and self.rows[first].prose and (dated >= 2 or count > 0)

    def _follows_nothing(self, first: int) -> bool:
        """Tell whether comments start at `first` without a heading."""
        before = self._prose_until[first]
        if before < 2 or not self.entry[first]:
            return False
        prose = self._prose_until[-1] - before
        cues = self._cues_until[-1] - self._cues_until[first]
        ended = self.rows[first - 1].sign in ("furniture", "comments")
        if self.dated[first]:
            dated = self._dated_until[-1] - self._dated_until[first]
            return prose <= PROSE_PER_COMMENT * dated and (cues > 0 if dated >= 2 else ended and cues > 0)
        entries = self._entries_until[-1] - self._entries_until[first]
        return ended and cues > 0 and entries >= 3 and prose <= PROSE_PER_COMMENT // 2 * entries

    def comments(self, start: int) -> list[bool]:
        """Return for each row from `start` whether it is a comment; buttons and the page's foot are not."""
        closed = False
        found: list[bool] = []
        for i in range(start, len(self.rows)):
            row = self.rows[i]
            if self.dated[i]:
                closed = False
            elif row.sign in FURNITURE_SIGNS:
                last = self._solid_until[-1] == self._solid_until[i + 1]
                closed = closed or (
                    last and i > start and not is_replying(row.text) and row.sign not in ("weak", "insert")
                )
                found.append(False)
                continue
            found.append(not closed)
        return found
