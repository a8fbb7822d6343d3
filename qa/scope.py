"""Which part of an archive a question or a search is put to: regions, publication dates, folders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase

from index import PassageRecord, Region
from qa.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Scope:
    """What may answer. Dates are ISO days, inclusive; with either set, articles without a date are left out.

    `within` is a file, a folder, or a pattern of their names, in which "*" also stands for "/". Where `paths` is set,
    only these articles answer.
    """

    body: bool = True
    comments: bool = False
    titles: bool = False
    published_after: str | None = None
    published_before: str | None = None
    within: str | None = None
    paths: frozenset[str] | None = None

    @property
    def regions(self) -> tuple[Region, ...]:
        """Return the regions that may answer."""
        wanted: dict[Region, bool] = {
            "body": self.body,
            "comment": self.comments,
            "title": self.titles,
            "byline": self.titles,
        }
        return tuple(region for region, allowed in wanted.items() if allowed)

    def admits(self, passage: PassageRecord) -> bool:
        """Return whether a passage may answer."""
        return passage.region in self.regions and self.covers(passage.article.path, passage.article.published)

    def covers(self, path: str, published: str | None) -> bool:
        """Return whether an article may answer."""
        if self.paths is not None and path not in self.paths:
            return False
        if self.within is not None and not _lies_within(path, self.within.removeprefix("./").rstrip("/")):
            return False
        if self.published_after is None and self.published_before is None:
            return True
        return published is not None and (self.published_after or "") <= published <= (self.published_before or "9999")


def answer_scope(
    asks_for_comments: bool,
    include_comments: bool | None,
    published_after: str | date | None,
    published_before: str | date | None,
) -> Scope:
    """Return the scope of a question: comments answer alone where it asks for them, unless they are told to or not to.

    Raises:
        QuestionError: see `iso_days`.
    """
    first, last = iso_days(published_after, published_before)
    return Scope(
        body=not asks_for_comments or include_comments is not None,
        comments=asks_for_comments if include_comments is None else include_comments,
        published_after=first,
        published_before=last,
    )


def search_scope(
    comments: bool,
    published_after: str | date | None,
    published_before: str | date | None,
    within: str | None,
    paths: frozenset[str] | None = None,
) -> Scope:
    """Return the scope of a search, which finds titles and bylines too.

    Raises:
        QuestionError: see `iso_days`.
    """
    first, last = iso_days(published_after, published_before)
    return Scope(
        comments=comments, titles=True, published_after=first, published_before=last, within=within, paths=paths
    )


def _lies_within(path: str, place: str) -> bool:
    # As it stands first: a name may hold what a pattern takes for a sign, as "[1]".
    return path == place or path.startswith(f"{place}/") or fnmatchcase(path, place) or fnmatchcase(path, f"{place}/*")


def iso_days(after: str | date | None, before: str | date | None) -> tuple[str | None, str | None]:
    """Return the first and the last day of publication as ISO texts; None is no limit.

    Raises:
        QuestionError: either is no day, or no day lies between them.
    """
    first, last = _iso_day(after, "published_after"), _iso_day(before, "published_before")
    if first and last and first > last:
        raise QuestionError(f"no day lies between published_after {first} and published_before {last}: exchange them")
    return first, last


def _iso_day(day: str | date | None, name: str) -> str | None:
    if day is None:
        return None
    try:
        return (day if isinstance(day, date) else datetime.fromisoformat(day.strip())).isoformat()[:10]
    except ValueError as error:
        raise QuestionError(f"{name} is {day!r}, which is no day: write it as 2031-03-24") from error
