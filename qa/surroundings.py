"""What stands around a candidate in its article: its paragraph, and the sentences before it, passages aside.

A passage may begin in the middle of a paragraph; who "the ministry" is often stands just before it.
"""

from __future__ import annotations

from index import split_sentences
from qa.retrieve import Candidate

_MOST_LINES = 4  # of text that are looked back over


def sentences_before(candidate: Candidate) -> list[str]:
    """Return the sentences before a candidate in its article, oldest first: of its own line and a few lines above."""
    record = candidate.passage.article
    start = candidate.span[0]
    number = record.lines.line_at(start)
    lines = [number]
    for above in range(number - 1, 0, -1):
        region = record.regions[above - 1]
        if len(lines) > _MOST_LINES or region not in (None, candidate.passage.region):
            break
        if region is not None:
            lines.append(above)
    return [
        record.text[first:last]
        for line in reversed(lines)
        for first, last in split_sentences(record.text, *record.lines.span(line))
        if last <= start
    ]


def paragraph(candidate: Candidate) -> str:
    """Return the line that a candidate stands on."""
    record = candidate.passage.article
    return record.lines.line(record.lines.line_at(candidate.span[0]))
