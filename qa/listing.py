"""An article line by line, as plain rows: regions, the dates that are spoken of, and what looks suspicious."""

from __future__ import annotations

from collections.abc import Iterator

from index import ArticleRecord
from qa.suspicion import suspicious_lines


def region_rows(record: ArticleRecord) -> Iterator[dict[str, object]]:
    """Yield {path, line, region} for each line that is not blank."""
    for number, region in enumerate(record.regions, 1):
        if region is not None:
            yield {"path": record.path, "line": number, "region": region}


def date_rows(record: ArticleRecord) -> Iterator[dict[str, object]]:
    """Yield {path, line, expression, date, end} for each date that is spoken of; ISO days, None where unknown."""
    for each in record.dates:
        yield {
            "path": record.path,
            "line": record.lines.line_at(each.start),
            "expression": record.text[each.start : each.end],
            "date": each.date,
            "end": each.until,
        }


def suspicion_rows(record: ArticleRecord) -> Iterator[dict[str, object]]:
    """Yield {path, line, reason} for each suspicious line; `reason` is one or more clauses that follow "it"."""
    for number, found in suspicious_lines(record.text):
        yield {"path": record.path, "line": number, "reason": " and ".join(found)}
