"""Check all of an index: the catalog against itself, both derived stores against it, and the files against theirs.

Nothing is written and nothing embedded. A file that changed since it was indexed is no fault: it is counted.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from index.catalog import Catalog
from index.embed import TOKEN_DIMENSION
from index.errors import ReadError
from index.formats import file_of, is_plain
from index.read import file_sha256, read_file
from index.records import ArticleRecord
from index.schema import articles, generations, is_live, is_live_segment, members, passages, segments, vectors
from index.seal import Store
from index.types import CheckReport, Finding, Part

_UNIT = 5e-3  # by which the length of a stored float16 vector may differ from 1


def check_index(archive: Path, catalog: Catalog, stores: Mapping[Store, str], notes: Iterable[str] = ()) -> CheckReport:
    """Check what is published; `stores` says what is wrong with the derived ones."""
    started = time.perf_counter()
    state = catalog.published()
    findings = [Finding("catalog", problem, f"run 'onrecord index --full {archive}'") for problem in _catalog(catalog)]
    parts: dict[Store, Part] = {"chroma": "vectors", "lexical": "words"}
    cure = f"run 'onrecord check --repair {archive}', or ask: it is rebuilt first"
    findings += [Finding(parts[store], problem, cure) for store, problem in stores.items()]
    files, pending, wrong = _files(archive, catalog, state.number)
    findings += [Finding("files", problem, f"run 'onrecord index --full {archive}'") for problem in wrong]
    return CheckReport(
        tuple(findings),
        state.number,
        state.articles,
        state.passages,
        state.sentences,
        files,
        pending,
        round(time.perf_counter() - started, 3),
        tuple(notes),
    )


def _catalog(catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with the catalog itself."""
    number = catalog.published_number()
    with catalog.reading() as connection:
        if connection.dialect.name == "sqlite":
            for row in connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars():
                if row != "ok":
                    catalog.doubt(str(row))  # so that its spare takes its place the next time it is opened
                    yield f"the database: {row}"
        yield from _doubled(connection, number)
        yield from _counts(catalog, connection, number)
        yield from _layout(connection, number)
    for record in catalog.live_articles(number):
        yield from (f"{record.path}: {problem}" for problem in _article(record))
        with catalog.reading() as connection:
            yield from (f"{record.path}: {problem}" for problem in _passages(connection, record))


def _doubled(connection: sa.Connection, number: int) -> Iterator[str]:
    paths = sa.select(articles.c.path).where(is_live(number)).group_by(articles.c.path).having(sa.func.count() > 1)
    yield from (f"{path} is live twice" for path in connection.execute(paths).scalars())


def _counts(catalog: Catalog, connection: sa.Connection, number: int) -> Iterator[str]:
    stated = connection.execute(sa.select(generations).where(generations.c.number == number)).mappings().one()
    for name, counted in catalog.totals(connection, number).items():
        if stated[name] != counted:
            yield f"generation {number} states {stated[name]} {name} and has {counted}"


def _layout(connection: sa.Connection, number: int) -> Iterator[str]:
    """Yield embedded passages that do not lie in just one live collection, of their kind."""
    embedded = (
        sa.select(passages.c.id, passages.c.region)
        .join(articles, articles.c.id == passages.c.article)
        .where(is_live(number), passages.c.vectors.is_not(None))
    )
    wanted = {row.id: row.region == "comment" for row in connection.execute(embedded)}
    held = (
        sa.select(members.c.passage, segments.c.comments)
        .join(segments, segments.c.id == members.c.segment)
        .where(is_live_segment(number))
    )
    found = [(passage, bool(comments)) for passage, comments in connection.execute(held) if passage in wanted]
    times = Counter(passage for passage, _ in found)
    wrong = [passage for passage in wanted if times[passage] != 1]
    wrong += [passage for passage, comments in found if wanted[passage] != comments]
    if wrong:
        yield f"{len(wrong)} passages do not lie in one collection each: {', '.join(map(str, wrong[:5]))}"


def _article(record: ArticleRecord) -> Iterator[str]:
    if len(record.letters) != len(record.lines):
        yield f"has {len(record.lines)} lines and regions for {len(record.letters)}"
    for date in record.dates:
        if not 0 <= date.start < date.end <= len(record.text):
            yield f"has a date at {date.start} to {date.end}, outside its text"
    if any(not 0 <= page <= len(record.text) for page in record.pages):
        yield "has a page outside its text"


def _passages(connection: sa.Connection, record: ArticleRecord) -> Iterator[str]:
    query = (
        sa.select(passages.c.id, passages.c.spans, passages.c.vectors.label("key"))
        .add_columns(vectors.c.passage, vectors.c.sentences, vectors.c.tokens, vectors.c.bounds)
        .outerjoin(vectors, vectors.c.key == passages.c.vectors)
        .where(passages.c.article == record.id)
        .order_by(passages.c.id)
    )
    for row in connection.execute(query):
        spans = np.frombuffer(row.spans, dtype="<i4") if len(row.spans) % 8 == 0 else np.empty(0, dtype="<i4")
        if not len(spans):
            yield f"passage {row.id} has no sentences"
            continue
        yield from _spans(row.id, record.text, spans.reshape(-1, 2).tolist())
        if row.key is not None and (problem := _vectors(row, len(spans) // 2)):
            yield f"passage {row.id} {problem}"


def _spans(passage: int, text: str, spans: list[list[int]]) -> Iterator[str]:
    end_before = 0
    for start, end in spans:
        if not end_before <= start < end <= len(text):
            yield f"passage {passage} has a sentence at {start} to {end}, outside its text or its order"
        elif "\n" in text[start:end]:
            yield f"passage {passage} has a sentence at {start} to {end} that runs over lines"
        end_before = max(end, end_before)


def _vectors(row: sa.Row[tuple[object, ...]], sentences: int) -> str | None:
    """Return what is wrong with the vectors of a passage that has so many sentences."""
    if row.passage is None:
        return "has lost its vectors"
    if len(row.passage) % 2 or len(row.sentences) != sentences * len(row.passage):
        return f"has vectors of another shape than its {sentences} sentences take"
    if len(row.bounds) != sentences * 8 or len(row.tokens) % TOKEN_DIMENSION:
        return "has token vectors of another shape than its sentences take"
    whole = np.frombuffer(row.passage, dtype="<f2").astype(np.float32)
    found = np.vstack([whole, np.frombuffer(row.sentences, dtype="<f2").astype(np.float32).reshape(sentences, -1)])
    if not np.isfinite(found).all() or np.abs(np.linalg.norm(found, axis=1) - 1).max() > _UNIT:
        return "has vectors that are none"
    return None


def _files(archive: Path, catalog: Catalog, number: int) -> tuple[int, int, list[str]]:
    """Return how many files were read, how many of them changed, and what is wrong with those that did not."""
    live = catalog.live_paths(number)
    digests = {file_of(path): digest for path, (_, digest) in live.items()}
    pending, wrong = 0, []
    for file, digest in sorted(digests.items()):
        try:
            if file_sha256(archive, file) != digest:
                pending += 1
            elif is_plain(file):
                (article,) = read_file(archive, file).articles
                if article.text != catalog.article(live[file][0]).text:
                    wrong.append(f"{file}: the index holds another text than the file, although the file is the same")
        except ReadError:
            pending += 1
    return len(digests), pending, wrong
