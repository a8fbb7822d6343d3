"""Tell whether what a sentence says of a date lies behind or ahead, from the verb nearest to it.

English only; where no verb shows it, nothing is said. It must not look beyond the date's own sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

Tense = Literal["", "past", "future"]

_S = r"\s{1,3}"
_Q = r"['\u2019]"
_ADVERB = rf"(?:{_S}(?:[a-z]{{1,20}}ly|not|also|still|now|again|only|all|both|then|soon|never|once))*+"
_NEXT = r"(?=\s+(?:on|for|by|in|at|next|this|from|until|till|late|early)\b)"
# "may" is a month where it is capitalised.
_TO_COME = (
    rf"(?:will|won{_Q}t|shall|{_Q}ll|going{_S}to"
    rf"|(?:would|wouldn{_Q}t|(?-i:may|might)|must|should)(?!\s+(?:not\s+)?have\b)"
    rf"|(?:is|are|was|were|be|been){_S}(?:about{_S}|likely{_S})?to"
    rf"|(?:is|are){_S}(?:planned|expected|scheduled|due|set|slated|billed|booked)"
    r"|(?:plan(?:s|ned|ning)?|hop(?:e|es|ed|ing)|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?|aim(?:s|ed|ing)?"
    r"|want(?:s|ed)?|prepar(?:e|es|ed|ing)|vow(?:s|ed)?|pledg(?:e|es|ed)|promis(?:e|es|ed)"
    rf"|scheduled|due|set|slated|ready|likely|billed){_S}to"
    rf"|(?:expected|scheduled|planned|due|slated|set|billed|booked|postponed|delayed){_NEXT}"
    rf"|upcoming|forthcoming|deadline|begins|starts|opens|resumes|takes{_S}place|kicks{_S}off|expires)\b"
)
# With the verb that follows: "will be closed" holds no past.
_AHEAD = (
    rf"{_TO_COME}{_ADVERB}(?:{_S}(?:be|have|been|remain|stay|get|keep|to)\b{_ADVERB})*+"
    rf"(?:{_S}(?!(?:on|in|by|at|late|early)\b)[a-z]{{1,20}})?"
)
_BEHIND = (
    r"(?:was|were|had|did|has|have|said|told|took|began|came|fell|left|held|met|won|lost|hit|saw|made|gave|went"
    r"|struck|ran|shot|broke|found|sent|led|became|got|died|put|grew|rose|spoke|wrote|drove|fled|fought|knew"
    r"|kept|paid|sank|stood|swept|threw|(?:after|since)\s{1,3}[a-z]{2,20}ing"
    r"|(?!hundred|indeed|need|speed|proceed|succeed|exceed|breed)[a-z]{2,20}ed)\b"
)
# "until the bids are opened in June" tells no tense.
_NEITHER = (
    rf"(?:is|are|be|being)\b{_ADVERB}{_S}(?!expect|schedul|plann|slat|bill|book|delay|postpon|prepar|intend|promis)"
    r"[a-z]{2,20}ed\b"
)
_CUE = re.compile(rf"(?<![\w-])(?:(?P<future>{_AHEAD})|(?P<neither>{_NEITHER})|{_BEHIND})", re.IGNORECASE)
_STOP = re.compile(r"[.!?]['\"\u201d\u2019)\]]{0,3}\s{1,3}(?=['\"\u201c\u2018(\[]?[A-Z])")


class Tenses:
    """The verbs of `text[start:end]`, read once, on first use."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end
        self._is_read = False
        self._places: list[int] = []
        self._tenses: list[Tense] = []
        self._stops: list[int] = []

    def _read(self) -> None:
        if self._is_read:
            return
        for match in _CUE.finditer(self._text, self._start, self._end):
            if not match["neither"]:
                self._places.append(match.start())
                self._tenses.append("future" if match["future"] else "past")
        self._stops = [match.end() for match in _STOP.finditer(self._text, self._start, self._end)]
        self._is_read = True

    def _sentence(self, position: int) -> int:
        return bisect_right(self._stops, position)

    def together(self, one: int, other: int) -> bool:
        """Tell whether two positions lie in the same sentence."""
        self._read()
        return self._sentence(one) == self._sentence(other)

    def at(self, position: int) -> Tense:
        """Return the tense of the last verb before `position` in its sentence, else of the first one after."""
        self._read()
        sentence = self._sentence(position)
        after = bisect_right(self._places, position)
        for index in (after - 1, after):
            if 0 <= index < len(self._places) and self._sentence(self._places[index]) == sentence:
                return self._tenses[index]
        return ""
