"""A web page that was saved: its article, its metadata and its readers' comments, by trafilatura. No network."""

from __future__ import annotations

import re

from index.formats.rendition import Rendition, Unreadable, compose, one_line, paragraphs_of

_FEWEST = 2  # characters of a line of text worth keeping
_RULE = re.compile(r"\|[-| :]+\|?")
# Dates only where the page states them: whatever else looks like one is left to the index's own rules.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}


def render_page(data: bytes) -> list[Rendition]:
    """Return the article of a page; raises Unreadable where no text is found in it."""
    from trafilatura import bare_extraction, html2txt

    found = bare_extraction(
        data,
        include_comments=True,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        lines = paragraphs_of(html2txt(data) or "") or text_of(data.decode("utf-8", "replace"))
        if not lines:
            raise Unreadable("holds no text that a reader would see: save the page again, or delete it")
        return [compose({}, lines)]
    fields = {
        "title": found.title,
        "date": found.date,
        "author": found.author,
        "source": found.sitename,
        "url": found.url,
    }
    lines = [
        _row(line) for line in paragraphs_of(found.text or "") if not _RULE.fullmatch(line) and len(line) >= _FEWEST
    ]
    if lines and found.title and lines[0].casefold() == one_line(found.title).casefold():
        lines = lines[1:]
    return [compose(fields, lines, paragraphs_of(found.comments or ""))]


def _row(line: str) -> str:
    """Return a line; the row of a table as its cells."""
    return ", ".join(cell for cell in map(str.strip, line.split("|")) if cell) if line.startswith("|") else line


def text_of(markup: str) -> list[str]:
    """Return the paragraphs of a piece of markup, as a feed or a mail holds it; plain text comes back as its lines."""
    if not re.search(r"<[a-zA-Z/!]|&[#\w]{2,8};", markup):
        return paragraphs_of(markup)
    from lxml import etree, html

    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (etree.LxmlError, ValueError):
        return paragraphs_of(re.sub(r"<[^<>]*>", " ", markup))
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            pieces.append("\n" if name in _BLOCKS else "")
            pieces.append((element.text or "").replace("\n", " ") if name not in _SILENT else "")
        else:
            pieces.append("\n" if name in _BLOCKS else "")
            if element is not root:
                pieces.append((element.tail or "").replace("\n", " "))
    return paragraphs_of("".join(pieces))


_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote pre table tr section article header footer hr dd dt".split()
)
_SILENT = frozenset({"script", "style", "template", "noscript"})
