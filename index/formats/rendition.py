"""What a converted file becomes: text with front matter, and what its lines can't say. Pure values and functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FIELDS = ("title", "date", "author", "source", "url")
_LONGEST_FIELD = 500


class Unreadable(Exception):
    """Raised where bytes are not what their name says; the message is a reason with its cure, to follow a path."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One article's text. `row` is its place in a file of many, counted from 1, None where the file is the article.

    `comments_from` is the number of the line that heads its readers' comments, None where none are told apart. `pages`
    are the offsets in `text`, in code points, at which the pages of a paged document begin; empty for others.
    """

    text: str
    row: int | None = None
    comments_from: int | None = None
    pages: tuple[int, ...] = ()


Row = Rendition | tuple[int, str]
"""An article, or the number of a row that holds none and the reason."""


def compose(
    fields: Mapping[str, str | None], paragraphs: list[str], comments: list[str] | None = None, row: int | None = None
) -> Rendition:
    """Return an article: front matter of title, date, author, source and url as they are known, then its lines."""
    lines = front_matter(fields)
    for paragraph in paragraphs:
        lines += [paragraph, ""]
    comments_from = None
    if comments:
        comments_from = len(lines) + 1
        lines += ["Comments", ""]
        for comment in comments:
            lines += [comment, ""]
    return Rendition("\n".join(lines).rstrip("\n") + "\n", row, comments_from)


def front_matter(fields: Mapping[str, str | None]) -> list[str]:
    """Return the fields that are known as lines between fences, and a blank line; nothing where none is."""
    known = {name: one_line(fields.get(name) or "")[:_LONGEST_FIELD].rstrip() for name in _FIELDS}
    lines = [f"{name}: {value}" for name, value in known.items() if value]
    return ["---", *lines, "---", ""] if lines else []


def one_line(text: str) -> str:
    """Return `text` on one line, with single spaces, and without characters that no text holds."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def paragraphs_of(text: str) -> list[str]:
    """Return the lines of `text` that hold anything, each with single spaces."""
    return [line for line in map(one_line, text.splitlines()) if line]


_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
