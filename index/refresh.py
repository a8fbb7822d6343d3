"""Bring an index up to date with its folder: find what changed by content, index that, publish all at one moment.

Steps are ordered so that a kill at any point leaves the last published generation whole: rows are written under the
coming generation's number, which no reader looks at; the vector and lexical stores are only added to, under ids never
used before; then one transaction publishes; only after that is anything deleted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from index import schema
from index.catalog import Catalog, add_rows, now, reserve
from index.changes import Changes, compare
from index.chunk import ordinary_words
from index.clusters import update_clusters
from index.documents import added_documents
from index.embed import Encoder
from index.errors import IndexDamaged, ReadError
from index.formats import is_plain
from index.lexical import Words
from index.names import NameIndex
from index.prepare import EMBEDDED, PreparedArticle, passage_text, prepare, vector_key
from index.read import read_file
from index.records import ArticleRecord, Failure, encode_vectors, region_letters
from index.repetition import LineHashes, RepeatedLines, count_repeats, hash_lines
from index.scan import scan
from index.segments import Vectors, write_segments
from index.spool import Spool
from index.types import Article, Progress, ProgressCallback, RefreshReport, Stage

_GROUP = 64  # articles held in memory at a time
_WRITE_STEPS = 4  # two kinds of segments, publishing, cleaning


@dataclass(frozen=True, slots=True)
class Refresher:
    """One run over one archive; the caller holds the writer's lock."""

    archive: Path
    index_dir: Path
    catalog: Catalog
    vectors: Vectors
    lexical: Words
    encoder: Encoder
    progress: ProgressCallback
    full: bool = False

    def run(self) -> RefreshReport:
        """Refresh and publish, where anything changed; see `RefreshReport`."""
        started = time.perf_counter()
        published = self.catalog.published()
        self._undo_unpublished(published.number)
        found = scan(self.archive, exclude=self.index_dir)
        live = self.catalog.live_paths(published.number)
        failed = self.catalog.failures(published.number) if published.number else ()
        scanned = partial(self._tell, "scan")
        changes = compare(self.archive, found, live, failed, scanned, full=self.full)
        coming = published.number + 1
        if changes.write or changes.retire:
            self._write(changes, coming)
        if changes.write or changes.retire or changes.failures != failed or not published.number:
            self._tell("write", _WRITE_STEPS - 2, _WRITE_STEPS)
            self._publish(coming, changes.failures)
            self._tell("write", _WRITE_STEPS - 1, _WRITE_STEPS)
            self._clean(coming)
            self._tell("write", _WRITE_STEPS, _WRITE_STEPS)
        elif self.vectors.has_others(kept := self.catalog.collection_names()):
            self.vectors.drop(keep=kept)  # what runs left that were killed
        state = self.catalog.published()
        return RefreshReport(
            added=tuple(sorted(changes.added)),
            changed=tuple(sorted(changes.changed)),
            removed=tuple(sorted(changes.removed)),
            unchanged=tuple(sorted(changes.unchanged)),
            failed=tuple((failure.path, failure.reason) for failure in changes.failures),
            passages=state.passages,
            seconds=round(time.perf_counter() - started, 3),
            notes=tuple(changes.notes),
        )

    def _write(self, changes: Changes, coming: int) -> None:
        """Store the new articles under the generation `coming`, with vectors, segments and lexical documents."""
        lines = self.catalog.line_keys(coming - 1)
        old = count_repeats(lines.values())
        for article in changes.retire:
            lines.pop(article, None)
        with Spool() as converted:
            fresh = self._read(changes, converted)
            if changes.write or changes.retire:  # or else what looked new can't be read
                self._store_all(changes, lines, old, fresh, converted, coming)

    def _store_all(
        self,
        changes: Changes,
        lines: dict[int, LineHashes],
        old: RepeatedLines,
        fresh: dict[str, LineHashes],
        converted: Spool,
        coming: int,
    ) -> None:
        repeated = count_repeats([*lines.values(), *fresh.values()])
        remarked = [i for i, hashes in lines.items() if old.of(hashes) != repeated.of(hashes)]
        with self.catalog.writing() as connection:
            retired = [*changes.retire, *remarked]
            for at in range(0, len(retired), 500):
                chosen = schema.articles.c.id.in_(retired[at : at + 500])
                connection.execute(sa.update(schema.articles).where(chosen).values(removed=coming))
        self._store(self._articles(changes, converted, remarked), len(fresh) + len(remarked), fresh, repeated, coming)
        write_segments(self.catalog, self.vectors, coming, lambda done, _: self._tell("write", done, _WRITE_STEPS))
        self.lexical.add(added_documents(self.catalog, coming))
        counts = self.catalog.count_names(coming, anew=self.full)
        names = NameIndex.build(counts, ordinary_words(), self._earlier_names(coming - 1))
        self.catalog.save_names(coming, names.to_bytes(), counts)
        update_clusters(self.catalog, coming)

    def _earlier_names(self, generation: int) -> NameIndex | None:
        stored = None if self.full else self.catalog.names(generation)
        try:
            return None if stored is None else NameIndex.from_bytes(stored)
        except IndexDamaged:  # it only saves time
            return None

    def _read(self, changes: Changes, converted: Spool) -> dict[str, LineHashes]:
        """Read each new or changed file once to count its lines; those that can't be read become failures."""
        fresh: dict[str, LineHashes] = {}
        readable: list[str] = []
        for done, file in enumerate(changes.write):
            self._tell("read", done, len(changes.write))
            try:
                contents = read_file(self.archive, file)
            except ReadError as error:
                changes.fail(file, str(error), error.sha256)
                continue
            fresh |= {article.path: hash_lines(article) for article in contents.articles}
            for path, reason in contents.failed:
                changes.fail(path, reason, contents.sha256)
            if not contents.articles:  # none of its rows holds one
                changes.forget(file)
                continue
            readable.append(file)
            if not is_plain(file):
                converted.put(file, contents.articles)
        self._tell("read", len(changes.write), len(changes.write))
        changes.write = readable
        return fresh

    def _store(
        self,
        articles: Iterator[Article],
        total: int,
        fresh: dict[str, LineHashes],
        repeated: RepeatedLines,
        coming: int,
    ) -> None:
        """Prepare, embed and store articles, some dozens at a time; what is stored stays stored after a kill."""
        done = 0
        self._tell("embed", 0, total)
        while group := list(islice(articles, _GROUP)):
            rows = []
            for article in group:
                hashes = fresh.get(article.path)
                rows.append((prepare(article, repeated), hash_lines(article) if hashes is None else hashes))
            self._store_group(rows, coming)
            done += len(group)
            self._tell("embed", min(done, total), total)
        self._tell("embed", total, total)  # also where a file vanished meanwhile

    def _articles(self, changes: Changes, converted: Spool, remarked: list[int]) -> Iterator[Article]:
        for file in changes.write:
            if not is_plain(file):
                yield from converted.take(file)
                continue
            try:
                (article,) = read_file(self.archive, file).articles
            except ReadError as error:  # it could be read a moment ago
                changes.fail(file, str(error), error.sha256)
                continue
            if article.encoding not in {"utf-8", "utf-8-sig", "ascii"}:
                changes.notes.append(f"{file}: read as {article.encoding}; save it as UTF-8 to be certain")
            yield article
        for article_id in remarked:
            yield _as_read(self.catalog.article(article_id))

    def _store_group(self, group: list[tuple[PreparedArticle, LineHashes]], coming: int) -> None:
        texts = {
            vector_key(self.encoder.identity, text): text
            for prepared, _ in group
            for passage in prepared.passages
            if passage.region in EMBEDDED
            for text in [passage_text(prepared, passage)]
        }
        missing = sorted(texts.keys() - self.catalog.known_vectors(list(texts)))
        # What is stored is kept, published or not: it must not take the room that Chroma needs to open at all.
        self.vectors.require_room(len(missing))
        found = self.encoder.encode_passages(texts[key] for key in missing)
        vectors = [{"key": key} | encode_vectors(value) for key, value in zip(missing, found, strict=True)]
        with self.catalog.writing() as connection:
            add_rows(connection, schema.vectors, vectors)
            first_article = reserve(connection, "article", len(group))
            for article_id, (prepared, hashes) in enumerate(group, first_article):
                add_rows(connection, schema.articles, [_article_row(article_id, prepared, hashes, coming)])
                first_passage = reserve(connection, "passage", len(prepared.passages))
                add_rows(
                    connection,
                    schema.passages,
                    list(_passage_rows(article_id, first_passage, prepared, self.encoder.identity)),
                )

    def _publish(self, coming: int, failed: tuple[Failure, ...]) -> None:
        with self.catalog.writing() as connection:
            connection.execute(
                sa.insert(schema.generations).values(
                    number=coming,
                    published_at=now(),
                    failed=[[failure.path, failure.reason, failure.sha256] for failure in failed],
                    **self.catalog.totals(connection, coming),
                )
            )

    def _undo_unpublished(self, published: int) -> None:
        """Take back the rows that a killed refresh left, and what it kept from being cleaned; vectors stay."""
        # In this order, so that a kill between the two leaves their ids known for the next time.
        orphans = self.catalog.added_after(published)
        if orphans:
            self.lexical.remove(orphans)
        self.catalog.undo(published)

    def _clean(self, published: int) -> None:
        """Delete what no question needs that may be under way."""
        oldest = self.catalog.oldest_needed(published)
        gone = self.catalog.removed_until(oldest)
        if gone:
            self.lexical.remove(gone)
        self.catalog.forget(oldest)
        if published == 1 or self.catalog.has_strays():
            self.catalog.drop_strays()
        self.vectors.drop(keep=self.catalog.collection_names())

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        self.progress(Progress(stage, done, total))


def _as_read(record: ArticleRecord) -> Article:
    """Return a stored article as it was read, to be prepared again without its file."""
    pages = tuple(record.pages)
    return Article(record.path, record.text, record.sha256, record.encoding, record.comments_from, pages)


def _article_row(article_id: int, prepared: PreparedArticle, hashes: LineHashes, coming: int) -> dict[str, object]:
    article = prepared.article
    return {
        "id": article_id,
        "path": article.path,
        "sha256": article.sha256,
        "encoding": article.encoding,
        "text": article.text,
        "regions": region_letters(prepared.regions),
        "line_keys": hashes.tobytes(),
        "title": prepared.title,
        "published": prepared.published.date,
        "published_inferred": prepared.published.inferred,
        "author": prepared.fields.author,
        "publisher": prepared.fields.publisher,
        "url": prepared.fields.url,
        "comments_from": article.comments_from,
        "pages": list(article.pages),
        "dates": [[each.start, each.end, each.date, each.until] for each in prepared.dates],
        "names": prepared.names.to_json(),
        "signature": prepared.signature and prepared.signature.to_bytes(),
        "added": coming,
        "removed": None,
    }


def _passage_rows(article_id: int, first: int, prepared: PreparedArticle, encoder: str) -> Iterator[dict[str, object]]:
    for passage_id, passage in enumerate(prepared.passages, first):
        spans = np.array([(sentence.start, sentence.end) for sentence in passage.sentences], dtype="<i4")
        embedded = passage.region in EMBEDDED
        yield {
            "id": passage_id,
            "article": article_id,
            "region": passage.region,
            "vectors": vector_key(encoder, passage_text(prepared, passage)) if embedded else None,
            "spans": spans.tobytes(),
        }
