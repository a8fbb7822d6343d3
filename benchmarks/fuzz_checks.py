"""What must hold of any file that is read: exact lines, exact spans, in order, and nothing else of it wrong."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from itertools import pairwise

from index.formats import is_plain
from index.lexical import analyze
from index.prepare import PreparedArticle, passage_text, prepare
from index.read import Contents
from index.types import Article

_SEEN = re.compile(r"[^\W_]")


def check_contents(file: str, data: bytes, contents: Contents) -> list[PreparedArticle]:
    """Return the articles, prepared; raises AssertionError with the rule that one of them breaks."""
    assert contents.articles or contents.failed, "neither an article nor a reason"
    assert len({article.path for article in contents.articles}) == len(contents.articles), "one path twice"
    for path, reason in contents.failed:
        check_reason(reason)
        assert path.startswith(f"{file}#"), path
    prepared = []
    for article in contents.articles:
        assert article.sha256 == hashlib.sha256(data).hexdigest(), "the hash of other bytes"
        if is_plain(article.path):
            assert data.decode(article.encoding) == article.text, "another text than the bytes decode to"
        prepared.append(check_article(article))
    return prepared


def check_reason(reason: str) -> None:
    """Check that a reason is one short line that can be printed."""
    assert reason.strip(), "no reason"
    assert len(reason) < 400, f"a long reason: {reason[:80]}"
    assert reason.isprintable(), f"a reason that is not one printable line: {reason!r}"


def check_article(article: Article) -> PreparedArticle:
    """Prepare an article and check its lines, regions, dates, sentences and passages."""
    text = article.text
    assert text.strip(), "white space only"
    text.encode("utf-8")
    _check_lines(article)
    assert list(article.pages) == sorted(article.pages), "pages out of order"
    assert all(0 <= start <= len(text) for start in article.pages), "a page outside the text"
    prepared = prepare(article)
    assert digest_of([prepared]) == digest_of([prepare(article)]), "prepared otherwise the second time"
    _check_regions(prepared)
    _check_sentences(prepared)
    _check_dates(prepared)
    return prepared


def digest_of(prepared: list[PreparedArticle]) -> str:
    """Return a hash of all that was made of a file, to compare with another process's."""
    return hashlib.sha256(
        "".join(
            repr((each.article, each.regions, each.title, each.published, each.dates, each.passages, each.fields))
            + repr(each.names.to_json())
            for each in prepared
        ).encode()
    ).hexdigest()


def _check_lines(article: Article) -> None:
    text, table = article.text, article.lines
    physical = text.split("\n")
    assert len(table) == len(physical), "another number of lines"
    at = 0
    for number, line in enumerate(physical, 1):
        ended = number < len(physical)
        shown = line[:-1] if ended and line.endswith("\r") else line
        start, end = table.span(number)
        assert (start, text[start:end]) == (at, shown), f"line {number} is another"
        assert table.line(number) == shown
        assert table.line_at(start) == number
        at += len(line) + 1
    assert table.line_at(len(text)) == len(physical)


def _check_regions(prepared: PreparedArticle) -> None:
    table = prepared.article.lines
    assert len(prepared.regions) == len(table), "another number of regions than of lines"
    for number, region in enumerate(prepared.regions, 1):
        if _SEEN.search(table.line(number)):
            assert region is not None, f"line {number} has words and no region"
    if prepared.article.comments_from is not None:
        below = prepared.regions[prepared.article.comments_from :]
        assert set(below) <= {"comment", None}, "something else among the comments"


def _check_sentences(prepared: PreparedArticle) -> None:
    text, table = prepared.article.text, prepared.article.lines
    sentences = [sentence for passage in prepared.passages for sentence in passage.sentences]
    assert all(one.end <= other.start for one, other in pairwise(sentences)), "sentences overlap or go back"
    covered = 0
    for sentence in sentences:
        assert 0 <= sentence.start < sentence.end <= len(text), "a span outside the text"
        quote = text[sentence.start : sentence.end]
        assert quote == quote.strip(), f"white space at the ends of {quote[:40]!r}"
        number = table.line_at(sentence.start)
        first, last = table.span(number)
        assert first <= sentence.start < sentence.end <= last, f"a sentence over the end of line {number}"
        assert sentence.region == prepared.regions[number - 1], "a sentence of another region than its line"
        covered += len("".join(quote.split()))
        analyze(quote)
    shown = (table.line(number) for number, region in enumerate(prepared.regions, 1) if region is not None)
    assert covered == sum(len("".join(line.split())) for line in shown), "characters in no sentence, or in two"
    for passage in prepared.passages:
        assert {sentence.region for sentence in passage.sentences} == {passage.region}, "a passage of two regions"
        given = passage_text(prepared, passage)
        for sentence, (start, end) in zip(passage.sentences, given.sentences, strict=True):
            assert given.text[start:end] == text[sentence.start : sentence.end], "a vector of another sentence"


def _check_dates(prepared: PreparedArticle) -> None:
    table = prepared.article.lines
    for each in prepared.dates:
        assert 0 <= each.start < each.end <= len(prepared.article.text), "a date outside the text"
        first, last = table.span(table.line_at(each.start))
        assert first <= each.start < each.end <= last, "a date over the end of its line"
        day = date.fromisoformat(each.date) if each.date else None
        until = date.fromisoformat(each.until) if each.until else None
        assert until is None or (day is not None and day <= until), f"a range that ends before it begins: {each}"
    if prepared.published.date:
        date.fromisoformat(prepared.published.date)
