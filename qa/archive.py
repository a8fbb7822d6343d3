"""An open archive: ask it, search it, read its sources, bring its index up to date.

`stream` is the one path from a question to an answer; `query` drains it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from index import Index, ProgressCallback, RefreshReport, choose_index_dir
from qa.cite import Witness
from qa.errors import IndexDamaged, SourceError
from qa.examples import example_questions
from qa.extract import extract
from qa.followup import Turn, complete
from qa.question import read_question
from qa.retrieve import find_unknown_names, retrieve
from qa.scope import Scope, iso_day
from qa.search import search_lines
from qa.select import select
from qa.settings import Settings, load_settings
from qa.types import (
    Answer,
    AnswerReady,
    ArchiveStatus,
    CitationCheck,
    Event,
    SearchPage,
    Source,
    SourceLine,
)

_MOST_TRIED = 20  # examples asked before fewer are offered than wanted


class Archive:
    """A folder of articles with its index. Safe to use from several threads; a context manager."""

    def __init__(self, path: Path, index_dir: Path, settings: Settings) -> None:
        self._index = Index(path, index_dir, embedder=settings.embedder, cache_dir=settings.cache_dir)
        self.path = self._index.archive
        self.index_dir = index_dir

    def refresh(self, progress: ProgressCallback | None = None) -> RefreshReport:
        """Bring the index up to date with the folder; questions go on being answered from the last one meanwhile.

        Raises:
            ArchiveError, IndexBusy, IndexMismatch, IndexNotWritable, EmbedderError: each names its cure.
        """
        return self._index.refresh(progress)

    def query(
        self,
        question: str,
        history: Sequence[Turn] = (),
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        include_comments: bool | None = None,
    ) -> Answer:
        """Answer a question with whole source sentences, each read again on disk before it is returned.

        `history` are (question, answer text) pairs, oldest first: a follow-up is completed from them, and the
        answer's `question` is the completed one. `published_*` are days, inclusive. `include_comments`: None,
        readers' comments only where the question asks for them; True, also; False, never.

        Raises:
            QuestionError: the question is empty or far too long, or a day is none.
            IndexMissing: nothing was indexed yet.
        """
        *_, last = self.stream(question, history, published_after, published_before, include_comments)
        if not isinstance(last, AnswerReady):
            raise TypeError("a stream of events must end with the answer")
        return last.answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        include_comments: bool | None = None,
    ) -> Iterator[Event]:
        """Yield `ClaimReady` for each claim as it is certain, then `AnswerReady` with the whole answer."""
        started = time.perf_counter()
        asked = read_question(complete(read_question(question).text, history))
        only_comments = include_comments is None and asked.asks_for_comments
        scope = Scope(
            body=not only_comments,
            comments=asked.asks_for_comments if include_comments is None else include_comments,
            published_after=iso_day(published_after, "published_after"),
            published_before=iso_day(published_before, "published_before"),
        )
        snapshot = self._index.snapshot()
        asked = asked.spelled_by(snapshot.names)
        vector = self._index.encoder.encode_question(asked.likeliest)
        embedded = time.perf_counter()
        said = history[-1][1] if history else ""
        try:
            candidates = retrieve(snapshot, asked, vector, scope, said)
        except IndexDamaged:
            # A generation that is two publications old loses its collections: ask the newest one, once.
            newer = self._index.snapshot()
            if newer is snapshot:
                raise
            snapshot = newer
            candidates = retrieve(snapshot, asked, vector, scope, said)
        searched = time.perf_counter()
        selection = select(candidates, find_unknown_names(snapshot, asked))
        timings = {
            "embed": 1000 * (embedded - started),
            "search": 1000 * (searched - embedded),
            "select": 1000 * (time.perf_counter() - searched),
        }
        yield from extract(asked, selection, snapshot, Witness(self.path), timings, started)

    def search(
        self, text: str, limit: int = 50, offset: int = 0, *, include_comments: bool | None = None
    ) -> SearchPage:
        """Return a page of every line that matches: those with every word of `text`, or else those with any.

        Raises:
            QuestionError: nothing is searched for, or `limit` or `offset` is out of range.
            IndexMissing: nothing was indexed yet.
        """
        return search_lines(
            self._index.snapshot(), self.path, text, limit=limit, offset=offset, comments=include_comments
        )

    def source(self, path: str) -> Source:
        """Return an article as it was indexed, line by line.

        Raises:
            SourceError: the index has no article at `path`; nothing outside the index is ever read.
        """
        record = self._index.snapshot().article(path)
        if record is None:
            raise SourceError(f"the index has no article {path!r}: see 'onrecord status {self.path}'")
        lines = tuple(
            SourceLine(number, record.lines.span(number)[0], record.lines.line(number), region)
            for number, region in enumerate(record.regions, 1)
        )
        state = Witness(self.path).state_of(record.path, record.sha256)
        return Source(
            path=record.path,
            title=record.title,
            published=record.published,
            published_inferred=record.published_inferred,
            sha256=record.sha256,
            state=state,
            lines=lines,
        )

    def regions(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, region} for each line that is not blank."""
        for record in self._index.snapshot().articles():
            for number, region in enumerate(record.regions, 1):
                if region is not None:
                    yield {"path": record.path, "line": number, "region": region}

    def dates(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, expression, date, end} for each date that is spoken of; ISO days, None where unknown."""
        for record in self._index.snapshot().articles():
            for each in record.dates:
                yield {
                    "path": record.path,
                    "line": record.lines.line_at(each.start),
                    "expression": record.text[each.start : each.end],
                    "date": each.date,
                    "end": each.until,
                }

    def verify(self, answer: Answer) -> tuple[CitationCheck, ...]:
        """Read every cited line again and say whether it still stands there."""
        witness = Witness(self.path)
        return tuple(witness.check(citation) for citation in answer.citations)

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Return questions that this archive's own text suggests and answers; none before it is indexed."""
        if not self._index.is_built():
            return ()
        suggested = islice(example_questions(self._index.snapshot()), _MOST_TRIED)
        answered = (question for question in suggested if self.query(question).status == "answered")
        return tuple(islice(answered, count))

    def status(self) -> ArchiveStatus:
        """Return the published index in numbers, and how many files changed since."""
        state = self._index.status()
        return ArchiveStatus(
            archive=str(self.path),
            index_dir=str(self.index_dir),
            generation=state.number,
            published_at=state.published_at,
            embedder=self._index.embedder_identity() if self.is_built else "",
            articles=state.articles,
            passages=state.passages,
            sentences=state.sentences,
            comments=state.comments,
            pending=self._index.count_pending(),
            bytes=self._index.size(),
            failed=state.failed,
        )

    @property
    def is_built(self) -> bool:
        """Return whether an index was published."""
        return self._index.is_built()

    def close(self) -> None:
        """Let go of the index's files."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_archive(
    path: str | PathLike[str],
    index_dir: str | PathLike[str] | None = None,
    settings: Settings | None = None,
) -> Archive:
    """Open the archive in the folder `path`; nothing is written until `refresh`.

    `index_dir` defaults to `path`/.onrecord, or a folder in the user's cache where the archive can't be written.
    `settings` defaults to the environment, then ./onrecord.toml, then defaults.

    Raises:
        ArchiveError: `path` is no folder.
        SettingsError: a setting can't be used.
    """
    settings = settings or load_settings()
    folder = Path(path).expanduser()
    place = Path(index_dir).expanduser() if index_dir is not None else choose_index_dir(folder, settings.cache_dir)
    return Archive(folder, place.resolve(), settings)


def query(
    question: str,
    archive: str | PathLike[str] | Archive,
    *,
    index_dir: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    include_comments: bool | None = None,
) -> Answer:
    """Ask the archive in a folder, building its index the first time; see `Archive.query`.

    A program with more than one question opens the archive once (`open_archive`) and asks that.
    """
    if isinstance(archive, Archive):
        return archive.query(question, include_comments=include_comments)
    with open_archive(archive, index_dir, settings) as opened:
        read_question(question)
        if not opened.is_built:
            opened.refresh()
        return opened.query(question, include_comments=include_comments)
