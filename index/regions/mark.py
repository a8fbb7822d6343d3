"""Tell apart what each line of an article file is: title, byline, body, reader comment or boilerplate.

It reads the structure around a line; `index.regions.patterns` says what a line shows by itself. It must not
know any site: what one site repeats is told by `repeated`, counted across the archive. Where the signs leave
room, a paragraph inside the article is body. Sub-headings are body too: "title" is the article's own title
alone, and a short heading can't be told from a line of a list or a poem.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from index.regions.comments import Discussion
from index.regions.patterns import (
    ENDING_SIGNS,
    FURNITURE_SIGNS,
    Row,
    ends_dated,
    is_bio,
    is_credit,
    is_date,
    is_prose,
    phrase_of,
    sign_of,
    speaker_of,
    speaks_for_the_page,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from index.types import Region

_FIELD = re.compile(r"([A-Za-z][A-Za-z_ -]{1,20}):(?:\s|$)")
_TITLE_FIELDS = frozenset({"title", "headline"})
_BYLINE_FIELDS = frozenset(
    ("author", "authors", "by", "byline", "date", "published", "updated", "publication", "source", "outlet")
)
_OTHER_FIELDS = frozenset(
    ("url", "link", "tags", "categories", "category", "section", "language", "lang", "id", "slug", "layout")
)
_ABOUT_AUTHOR = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'-]{0,30}(?: [^\W\d_a-z][\w'.-]{0,30}){1,3})"
    r"(?:,| (?:is|was|has|covers|writes|lives|works|teaches|reports|edits|contributed|can|joined)\b)"
)
_Key = TypeVar("_Key", str, int)
_KEY_LENGTH = 400
_HEAD_ROWS = 40
_MOST_SUBTITLES = 2
_FEWEST_REPEATS = 3
_MOST_REPEATS = 20
_REPEAT_SHARE = 0.002


def line_key(line: str) -> str:
    """Return the form under which a line's repetition across articles is counted; "" for one without words.

    Case, figures, addresses, punctuation and Markdown's marks don't count: sites vary them.
    """
    text = re.sub(
        r"(?:https?://|www\.)\S+|\[?\S{1,60}@\S{1,60}|\[e-?mail.protected\]", " ", visible(line)[:_KEY_LENGTH]
    )
    return phrase_of(text) if any(c.isalpha() for c in text) else ""


def repeated_lines(counts: Mapping[_Key, int], articles: int) -> frozenset[_Key]:
    """Return the keys of `counts` (key: articles that hold it) that recur enough to suggest boilerplate.

    A key is a `line_key` or a hash of one. Below three articles nothing does: there a reprint looks the same.
    The least count grows with the archive up to 20, so that chance and reprints don't reach it.
    """
    least = min(max(_FEWEST_REPEATS, int(articles * _REPEAT_SHARE)), _MOST_REPEATS)
    return frozenset(key for key, count in counts.items() if key and count >= least)


def title_of(lines: Sequence[str], regions: Sequence[Region | None]) -> str | None:
    """Return the article's title without its Markdown marks or field name, or None where it has none."""
    for line, region in zip(lines, regions, strict=True):
        if region == "title":
            text = " ".join(line.split()).lstrip("\ufeff# ").rstrip("#").strip()
            field = _FIELD.match(text)
            if field and field[1].casefold() in _TITLE_FIELDS:
                text = text[field.end() :].strip().strip("\"'")
            return text.strip("*_ ") or None
    return None


def mark_regions(lines: Sequence[str], *, repeated: Container[str] = frozenset()) -> tuple[Region | None, ...]:
    """Return each line's region, None for a blank one.

    `repeated` holds the keys (`line_key`) of lines that recur across the archive (`repeated_lines`). Time is
    linear in the number of lines; what a line holds beyond some hundred words costs nothing.
    """
    regions: list[Region | None] = [None] * len(lines)
    start = _mark_fields(lines, regions)
    rows = _rows(lines, start, repeated)
    marks: list[Region | None] = [None] * len(rows)
    discussion = Discussion(rows)
    end = discussion.start()
    marks[end:] = ["comment" if comment else "boilerplate" for comment in discussion.comments(end)]
    article = rows[:end]
    head = _mark_head(article, marks)
    _mark_rest(article, marks, head)
    _mark_tail(article, marks)
    for row, mark in zip(rows, marks, strict=True):
        regions[row.number] = mark or "body"
    return tuple(regions)


def _mark_fields(lines: Sequence[str], regions: list[Region | None]) -> int:
    """Mark front matter, or a block of fields such as "Title: ..."; return the line after it."""
    first = next((i for i, line in enumerate(lines) if line.strip(" \t\r\ufeff")), len(lines))
    fence = lines[first].strip(" \t\r\ufeff") if first < len(lines) else ""
    if fence in ("---", "+++"):
        limit = min(len(lines), first + 200)
        end = next((i for i in range(first + 1, limit) if lines[i].strip() in (fence, "...")), 0)
        if end and any(re.match(r"\w[\w -]*\s?[:=]", line) for line in lines[first + 1 : end]):
            for i in range(first, end + 1):
                regions[i] = _field_region(lines[i].replace(" = ", ": ")) if lines[i].strip() else None
            return end + 1
    known = _TITLE_FIELDS | _BYLINE_FIELDS | _OTHER_FIELDS
    end = first
    while end < len(lines) and (match := _FIELD.match(lines[end].lstrip("\ufeff"))) and match[1].casefold() in known:
        end += 1
    if end - first >= 2:
        for i in range(first, end):
            regions[i] = _field_region(lines[i].lstrip("\ufeff"))
        return end
    return first


def _field_region(line: str) -> Region:
    match = _FIELD.match(line)
    name = match[1].casefold() if match else ""
    return "title" if name in _TITLE_FIELDS else "byline" if name in _BYLINE_FIELDS else "boilerplate"


def _rows(lines: Sequence[str], start: int, repeated: Container[str]) -> list[Row]:
    rows: list[Row] = []
    gap = 0
    for number in range(start, len(lines)):
        raw = lines[number]
        if not (text := visible(raw)):
            gap += 1
            continue
        heading = raw.startswith(("# ", "\ufeff# "))
        rows.append(Row(number, text, sign_of(text), is_prose(text), gap, line_key(raw) in repeated, heading))
        gap = 0
    return _without_false_appeals(rows)


def _without_false_appeals(rows: list[Row]) -> list[Row]:
    """Return the rows, with no sign on what speakers of a dialogue say: they may well ask for money."""
    speakers = [speaker_of(row.text) if row.prose else None for row in rows]
    turns = Counter(speakers)
    return [
        replace(row, sign="") if row.sign == "furniture" and speaker and turns[speaker] > 1 else row
        for row, speaker in zip(rows, speakers, strict=True)
    ]


def _title_index(rows: Sequence[Row], body: int) -> int | None:
    """Return which row holds the title, where the first running text is `rows[body]`."""
    heading = next((i for i, row in enumerate(rows[: body + 1]) if row.heading and not row.prose), None)
    if heading is not None:
        return heading
    free = [i for i in range(min(body, _HEAD_ROWS)) if not rows[i].sign and _may_be_title(rows[i].text)]
    candidates = [i for i in free if not rows[i].repeated and not ends_dated(rows[i].text)] or free
    credited = [i for i in range(body) if rows[i].sign in ("byline", "date") or ends_dated(rows[i].text)]
    # What stands above a menu or a list of other articles is the site's name, not the title.
    for sign in ("navigation", "related"):
        marked = [i for i in range((credited or [body])[0]) if rows[i].sign == sign]
        below = [i for i in candidates if marked and i > marked[-1]]
        candidates = below[-1:] if below and sign == "related" else below or candidates
    above = [i for i in candidates if credited and i < credited[0]]
    candidates = above or candidates
    if candidates:
        # One word right above a longer line names the section, not the article.
        kicker = " " not in rows[candidates[0]].text and candidates[1:2] == [candidates[0] + 1]
        beneath = rows[candidates[0] + 1] if kicker else None
        return candidates[1 if beneath and not beneath.gap and beneath.text.count(" ") >= 2 else 0]
    # A title may be one of the words that furniture has, or a day of the year.
    lone = body == 1 and (rows[0].sign in FURNITURE_SIGNS or is_date(rows[0].text))
    return 0 if lone and re.fullmatch(r"[^\W\d_][^:|/\d]{1,60}\d{0,2}", rows[0].text) else None


def _may_be_title(text: str) -> bool:
    return len(text) <= 200 and text[-1] not in ":,;" and (text[-1] != "." or text.count(" ") < 5)


def _mark_head(rows: Sequence[Row], marks: list[Region | None]) -> int:
    """Mark the title and what stands about it; return the index of the first row after them."""
    if len(rows) == 1:
        return 0  # a title alone names nothing: the only line of a file is its text
    body = next((i for i, row in enumerate(rows) if row.plain), len(rows))
    title = _title_index(rows, body)
    if title is None:
        return 0
    for i in range(title):
        if not rows[i].sign:
            marks[i] = "byline" if ends_dated(rows[i].text) else "boilerplate"
    marks[title] = "title"
    named = phrase_of(rows[title].text)
    end = next((i for i in range(title + 1, body) if rows[i].sign == "related"), body)
    below = [i for i in range(title + 1, end) if not rows[i].sign]
    others = 0
    for i in below:
        if phrase_of(rows[i].text) == named:
            marks[i] = "title"
        elif is_credit(rows[i].text):
            marks[i] = "byline"
        elif (others := others + 1) > _MOST_SUBTITLES:
            break
    return title + 1


def _mark_rest(rows: Sequence[Row], marks: list[Region | None], head: int) -> None:
    """Mark by their own signs the rows that have no mark yet; running text keeps none."""
    plain = [i for i, row in enumerate(rows) if row.plain]
    first, last = (plain[0], plain[-1]) if plain else (head, len(rows))
    # An article most of whose text recurs is a reprint: recurrence says nothing about its paragraphs.
    reprint = 2 * sum(rows[i].repeated for i in plain) > len(plain)
    listing = False
    for i, row in enumerate(rows):
        outside = i < first or i > last
        if row.plain:
            listing = False
            if row.repeated and not reprint and speaks_for_the_page(row.text):
                marks[i] = "boilerplate"
        elif marks[i] is not None:
            continue
        elif row.sign in ("weak", "navigation"):
            beside = any(0 <= j < len(rows) and rows[j].sign in FURNITURE_SIGNS for j in (i - 1, i + 1))
            marks[i] = "boilerplate" if outside or beside or listing or row.repeated else None
        elif row.sign == "comments" and i + 1 < len(rows) and rows[i + 1].plain and not outside:
            continue  # a heading of the article, which happens to be one of readers' comments elsewhere
        elif row.sign in FURNITURE_SIGNS:
            marks[i] = "boilerplate"
            listing = listing or row.sign == "related"
        elif row.sign == "byline" or (row.sign == "date" and outside):
            marks[i] = "byline"
        elif listing or (row.repeated and not row.prose and not row.text.endswith(":")):
            marks[i] = "boilerplate"


def _mark_tail(rows: Sequence[Row], marks: list[Region | None]) -> None:
    """Mark what follows the article's last paragraph, and the line about its author."""
    plain = [i for i, row in enumerate(rows) if row.plain and marks[i] is None]
    if not plain:
        return
    credit = " ".join(row.text for row, mark in zip(rows, marks, strict=False) if mark == "byline").casefold()
    for i in range(plain[-3:][0], len(rows)):
        if rows[i].sign or marks[i] is not None:
            continue
        text, ended = rows[i].text, rows[i - 1].sign in ENDING_SIGNS
        author = _ABOUT_AUTHOR.match(text)
        about = author is not None and author["name"].casefold() in credit
        if i > 2 and text.count(" ") < 60 and (about or (ended and is_bio(text))):
            marks[i] = "byline"
    gaps = Counter(rows[i].gap for i in plain[1:])
    usual = gaps.most_common(1)[0][0] if gaps else 1
    ended = False
    for i in range(plain[-1] + 1, len(rows)):
        row = rows[i]
        ended = ended or row.sign in ENDING_SIGNS or row.gap > 2 * max(usual, 1)
        if ended and marks[i] is None and not row.prose:
            marks[i] = "boilerplate"
