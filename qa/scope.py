"""Which part of an archive a question is put to: regions and publication dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index import PassageRecord, Region
from qa.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Scope:
    """What may answer. Dates are ISO days, inclusive; with either set, articles without a date are left out."""

    body: bool = True
    comments: bool = False
    published_after: str | None = None
    published_before: str | None = None

    @property
    def regions(self) -> tuple[Region, ...]:
        """Return the regions that may answer."""
        wanted: dict[Region, bool] = {"body": self.body, "comment": self.comments}
        return tuple(region for region, allowed in wanted.items() if allowed)

    def admits(self, passage: PassageRecord) -> bool:
        """Return whether a passage may answer."""
        if passage.region not in self.regions:
            return False
        if self.published_after is None and self.published_before is None:
            return True
        published = passage.article.published
        return published is not None and (self.published_after or "") <= published <= (self.published_before or "9999")


def iso_day(day: str | date | None, name: str) -> str | None:
    """Return a day as ISO text, or None; raises QuestionError, naming the argument, where it is no day."""
    if day is None:
        return None
    try:
        return date.fromisoformat(str(day)[:10]).isoformat()
    except ValueError as error:
        raise QuestionError(f"{name} is {day!r}, which is no day: write it as 2031-03-24") from error
