"""From one read article to what is indexed of it: regions, title, date, sentences, passages. Pure, no I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass

from index.alignment import statements
from index.chunk import chunk
from index.dates import Published, article_dates, publication_date
from index.embed import PassageText
from index.fields import Fields, article_fields
from index.name_counts import NameCounts
from index.records import DatedSpan
from index.regions import mark_regions, title_of
from index.reprints import Signature, sign
from index.sentences import split_sentences
from index.types import Article, Passage, Region, Sentence

EMBEDDED: frozenset[Region] = frozenset({"body", "comment"})
"""Regions whose passages get vectors. Titles, bylines and boilerplate never answer."""


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article with its structure; `regions` has one entry a line, None for a blank one."""

    article: Article
    regions: tuple[Region | None, ...]
    title: str | None
    published: Published
    dates: tuple[DatedSpan, ...]
    passages: tuple[Passage, ...]
    names: NameCounts
    fields: Fields
    signature: Signature | None


def prepare(article: Article, repeated: Container[str] = frozenset()) -> PreparedArticle:
    """Find an article's structure; `repeated` holds the `line_key`s that recur across the archive."""
    table = article.lines
    lines = [table.line(number) for number in range(1, len(table) + 1)]
    regions = _regions(article, lines, repeated)
    passages = chunk(article, list(_sentences(article, regions)))
    published = publication_date(lines, regions, article.path)
    dates = tuple(
        DatedSpan(
            table.starts[found.line - 1] + each.start, table.starts[found.line - 1] + each.end, each.date, each.until
        )
        for found in article_dates(lines, regions, published.date)
        for each in [found.expression]
    )
    names = NameCounts()
    for line, region in zip(lines, regions, strict=True):
        if region in EMBEDDED:
            names.add(line)
    fields = article_fields(lines, regions)
    title, signature = title_of(lines, regions), sign(statements(article.text, table, regions))
    return PreparedArticle(article, regions, title, published, dates, passages, names, fields, signature)


def _regions(article: Article, lines: list[str], repeated: Container[str]) -> tuple[Region | None, ...]:
    """Return each line's region; where the file's format tells readers' comments apart, that is what counts."""
    if article.comments_from is None:
        return mark_regions(lines, repeated=repeated)
    above, below = lines[: article.comments_from - 1], lines[article.comments_from - 1 :]
    comments: list[Region | None] = ["comment" if line.strip() else None for line in below]
    comments[0] = "boilerplate"
    return (*mark_regions(above, repeated=repeated), *comments)


def passage_text(prepared: PreparedArticle, passage: Passage) -> PassageText:
    """Return what the encoder reads of a passage: its text, with the article's title as context."""
    text = prepared.article.text[passage.start : passage.end]
    spans = tuple((sentence.start - passage.start, sentence.end - passage.start) for sentence in passage.sentences)
    context = f"{prepared.title}." if prepared.title and passage.region == "body" else ""
    return PassageText(text, spans, context)


def vector_key(encoder: str, passage: PassageText) -> str:
    """Return the key under which a passage's vectors are stored: a hash of all that they depend on."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (encoder, passage.context, passage.text, repr(passage.sentences)):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def _sentences(article: Article, regions: Iterable[Region | None]) -> Iterable[Sentence]:
    for number, region in enumerate(regions, 1):
        if region is not None:
            start, end = article.lines.span(number)
            for span in split_sentences(article.text, start, end):
                yield Sentence(*span, region)
