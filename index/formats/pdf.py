"""A PDF document, page by page, by pypdf: the lines of its columns joined to paragraphs again.

A sentence must stand on one line to be cited whole, and in a PDF it seldom does.
"""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter

from index.formats.limits import MOST_PAGES
from index.formats.rendition import Rendition, Unreadable, front_matter, one_line

_EDGE = 2  # lines at the top and the bottom of a page that may be its running head or foot
_ENDED = re.compile(r"[.!?:][\"'”’)\]]*$")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_SHORT = 0.8  # of the usual length of a line: one that is shorter ends its paragraph


def render_pdf(data: bytes) -> list[Rendition]:
    """Return a document's text; raises Unreadable where it is locked, broken, or only pictures."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        document = PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("is locked by a password: save it without one")
        if len(document.pages) > MOST_PAGES:
            raise Unreadable(f"has {len(document.pages):,} pages; the limit is {MOST_PAGES:,}: split it")
        pages = [[one_line(line) for line in page.extract_text().splitlines()] for page in document.pages]
        info = document.metadata
        fields = {"title": info.title, "author": info.author} if info else {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        # Of a broken document pypdf raises whatever its parts happen to raise.
        raise Unreadable(f"is no PDF that can be read ({_said(error)}): open it and save it again") from error
    pages = _without_edges(pages)
    if not any(line for page in pages for line in page):
        raise Unreadable("holds no text, only pictures: have its text recognised (OCR) first")
    return [_flow(front_matter(fields), pages)]


def _said(error: Exception) -> str:
    return one_line(str(error))[:120] or type(error).__name__


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without their numbers and what runs along the top or the bottom of many of them."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)} if key)
    least = max(3, len(pages) // 3)
    running = {key for key, count in counts.items() if count >= least}
    kept = []
    for page in pages:
        filled = [at for at, line in enumerate(page) if line]
        edge = {*filled[:_EDGE], *filled[-_EDGE:]}
        kept.append([line for at, line in enumerate(page) if not (at in edge and _is_furniture(line, running))])
    return kept


def _edges(page: list[str]) -> list[str]:
    filled = [line for line in page if line]
    return filled[:_EDGE] + filled[-_EDGE:]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _is_furniture(line: str, running: set[str]) -> bool:
    return _key(line) in running or re.fullmatch(r"(?:page )?\W*\d{1,4}\W*(?:of \d{1,4})?", line.casefold()) is not None


def _flow(head: list[str], pages: list[list[str]]) -> Rendition:
    """Return the pages' lines as paragraphs, also over the end of a page, and where each page begins in them."""
    lengths = [len(line) for page in pages for line in page if line]
    usual = statistics.quantiles(lengths, n=4)[2] if len(lengths) > 1 else lengths[0]
    pieces = [line + "\n" for line in head]
    size = sum(map(len, pieces))
    starts: list[int] = []
    last = ""  # the last line of the paragraph that is open, "" where none is
    for page in pages:
        began = False
        for line in page:
            between = "\n\n" if last else ""
            if last and line and _continues(last, line, usual):
                joins = _HYPHENATED.search(last) is not None and line[0].islower()
                between = "" if joins else " "
                if joins:  # the hyphen at the line's end goes
                    pieces[-1], size = pieces[-1][:-1], size - 1
            size += len(between) + len(line)
            pieces += (between, line)
            if line and not began:
                starts.append(size - len(line))
                began = True
            last = line
        if not began:
            starts.append(size)
    return Rendition("".join(pieces) + ("\n\n" if last else ""), pages=tuple(starts))


def _continues(last: str, line: str, usual: float) -> bool:
    """Return whether `line` goes on with the paragraph of which `last` was a line."""
    if _HYPHENATED.search(last) and line[0].islower():
        return True
    if len(last) < _SHORT * usual:
        return not _ENDED.search(last) and line[0].islower()
    return True
