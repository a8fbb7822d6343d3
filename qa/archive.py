"""An open archive: ask it, search it, read its sources, bring its index up to date.

`stream` is the one path from a question to an answer; `query` drains it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from index import Index, ProgressCallback, RefreshReport, Snapshot, choose_index_dir
from qa.cite import Witness
from qa.errors import IndexDamaged, QuestionError, SourceError
from qa.examples import example_questions
from qa.extract import extract
from qa.followup import Turn, complete
from qa.listing import date_rows, region_rows
from qa.question import Question, read_question
from qa.ranker import Effort
from qa.rerank import Ranking
from qa.retrieve import Candidate, find_unknown_names, retrieve
from qa.scope import answer_scope, iso_days, search_scope
from qa.search import search_lines
from qa.select import select
from qa.settings import Settings, load_settings
from qa.timeline import keep_period
from qa.types import (
    Answer,
    AnswerReady,
    ArchiveStatus,
    Citation,
    CitationCheck,
    Event,
    Order,
    SearchPage,
    Source,
)

_MOST_TRIED = 20  # examples asked before fewer are offered than wanted


@dataclass(frozen=True, slots=True)
class _Found:
    """What the search found, best first, for the question as it was read; clocks at the end of each stage."""

    asked: Question
    snapshot: Snapshot
    candidates: Sequence[Candidate]
    unknown: Sequence[str]
    judge: Effort
    embedded: float
    searched: float


class Archive:
    """A folder of articles with its index. Safe to use from several threads; a context manager."""

    def __init__(self, path: Path, index_dir: Path, settings: Settings) -> None:
        self._index = Index(path, index_dir, embedder=settings.embedder, cache_dir=settings.cache_dir)
        self._settings = settings
        self._lock = threading.Lock()
        self._ranking: Ranking | None = None
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
        found = self._look(question, history, published_after, published_before, include_comments)
        selection = keep_period(found.asked, select(found.asked, found.candidates, found.unknown, found.judge))
        timings = {
            "embed": 1000 * (found.embedded - started),
            "search": 1000 * (found.searched - found.embedded),
            "select": 1000 * (time.perf_counter() - found.searched),
        }
        yield from extract(found.asked, selection, found.snapshot, Witness(self.path), timings, started)

    def candidates(self, question: str, limit: int = 50, history: Sequence[Turn] = ()) -> tuple[Citation, ...]:
        """Return the sentences that the search finds for a question, best first, before any is chosen.

        They support nothing: they tell whether the search or the choice among its finds missed a line. Errors are
        those of `query`, and QuestionError where `limit` is negative.
        """
        if limit < 0:
            raise QuestionError(f"the limit is {limit}: give how many sentences to return, 0 or more")
        found = self._look(question, history, None, None, None)
        witness = Witness(self.path)
        return tuple(
            witness.cite_anyway(candidate.passage.article, *candidate.span, number)
            for number, candidate in enumerate(found.candidates[:limit], 1)
        )

    def _look(
        self,
        question: str,
        history: Sequence[Turn],
        published_after: str | date | None,
        published_before: str | date | None,
        include_comments: bool | None,
    ) -> _Found:
        asked = read_question(complete(read_question(question).text, history))
        scope = answer_scope(asked.asks_for_comments, include_comments, published_after, published_before)
        ranking = self._load_ranking()
        snapshot = self._index.snapshot()
        asked = asked.spelled_by(snapshot.names)
        vectors = self._index.encoder.encode_question(asked.likeliest)
        embedded = time.perf_counter()
        said = history[-1][1] if history else ""
        try:
            candidates = retrieve(snapshot, asked, vectors, scope, said, ranking.ranker)
        except IndexDamaged:
            # A generation that is two publications old loses its collections: ask the newest one, once.
            newer = self._index.snapshot()
            if newer is snapshot:
                raise
            snapshot = newer
            candidates = retrieve(snapshot, asked, vectors, scope, said, ranking.ranker)
        unknown = find_unknown_names(snapshot, asked)
        candidates, judge = ranking.order(asked, candidates, unknown)
        return _Found(asked, snapshot, candidates, unknown, judge, embedded, time.perf_counter())

    def _load_ranking(self) -> Ranking:
        with self._lock:
            if self._ranking is None:
                self._ranking = Ranking(self._settings.reranker, self._settings.effort)
            return self._ranking

    def search(
        self,
        text: str,
        limit: int = 50,
        offset: int = 0,
        *,
        order: Order = "relevance",
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        within: str | None = None,
        include_comments: bool | None = None,
    ) -> SearchPage:
        """Return a page of every line that matches: those with every word of `text`, or else those with any.

        Words between quotation marks stand in each line just so. Names are found in every spelling that the archive
        has. `order`: "relevance", best first; "date", by the article's day, oldest first; "newest". Articles of
        unknown date come last. `published_*` are days, inclusive, and leave these out. `within` is a file, a folder,
        or a pattern of their names: "2031-*/courier-*". Readers' comments are left out where `include_comments` is
        False.

        Raises:
            QuestionError: nothing is searched for, or `limit`, `offset`, `order` or a day is no such thing.
            IndexMissing: nothing was indexed yet.
        """
        scope = search_scope(include_comments is not False, published_after, published_before, within)
        return search_lines(self._index.snapshot(), self.path, text, scope, order=order, limit=limit, offset=offset)

    def source(self, path: str) -> Source:
        """Return an article as it was indexed, line by line.

        Raises:
            SourceError: the index has no article at `path`; nothing outside the index is ever read.
        """
        record = self._index.snapshot().article(path)
        if record is None:
            raise SourceError(f"the index has no article {path!r}: see 'onrecord status {self.path}'")
        return Witness(self.path).source(record)

    def regions(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, region} for each line that is not blank."""
        for record in self._index.snapshot().articles():
            yield from region_rows(record)

    def dates(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, expression, date, end} for each date that is spoken of; ISO days, None where unknown."""
        for record in self._index.snapshot().articles():
            yield from date_rows(record)

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
    history: Sequence[Turn] = (),
    published_after: str | date | None = None,
    published_before: str | date | None = None,
    include_comments: bool | None = None,
) -> Answer:
    """Ask the archive in a folder, building its index the first time; see `Archive.query`.

    A program with more than one question opens the archive once (`open_archive`) and asks that.
    """
    if isinstance(archive, Archive):
        return archive.query(question, history, published_after, published_before, include_comments)
    with open_archive(archive, index_dir, settings) as opened:
        # Before an index is built in vain.
        read_question(question)
        iso_days(published_after, published_before)
        if not opened.is_built:
            opened.refresh()
        return opened.query(question, history, published_after, published_before, include_comments)
