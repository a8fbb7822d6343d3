"""An open archive: ask it, search it, read its sources, bring its index up to date.

`stream` is the one path from a question to an answer; `query` drains it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack

from index import (
    WAIT_SECONDS,
    ArticleRecord,
    CheckReport,
    CompactReport,
    Index,
    ProgressCallback,
    RefreshReport,
    Servers,
    Snapshot,
    read_again,
)
from qa.adding import add_file, take_back_file
from qa.browse import list_articles, published_by
from qa.checks import CitationCheck
from qa.cite import Witness
from qa.elsewhere import LIMIT, copies_of, echoes, one_texts
from qa.errors import QuestionError, SourceError
from qa.examples import example_questions
from qa.extract import answer_events
from qa.followup import Turn, complete
from qa.listing import date_rows, region_rows, suspicion_rows
from qa.look import Found, look
from qa.models.request import never
from qa.proof import checked
from qa.question import read_question
from qa.rerank import Ranking
from qa.scope import answer_scope, search_scope
from qa.search import search_lines
from qa.select import Selection, select
from qa.settings import STORED, Settings
from qa.shelf import AddedFile, ArticleOrder, ArticlePage
from qa.telemetry import Asking, Listener, Refreshing
from qa.timeline import keep_period
from qa.types import (
    Answer,
    AnswerReady,
    ArchiveStatus,
    Citation,
    Echo,
    Event,
    Order,
    SearchPage,
    Source,
)
from qa.writer import Writer

if TYPE_CHECKING:
    from qa.adapters import ArchiveQueryEngine, ArchiveRetriever, Limits
    from qa.saved import SavedQuestions

COMMAND = "the command line"
"""Whose saved questions are meant where no reader of the page is."""
_REWRITING = 0.2  # of a model's time, for completing a follow-up
_LONGEST_LINE = 1_000  # characters of a line for which others are looked for that say the same
_MOST_TRIED = 20  # examples asked before fewer are offered than wanted


class Archive:
    """A folder of articles with its index. Safe to use from several threads; a context manager."""

    def __init__(self, path: Path, index_dir: Path, settings: Settings, *, once: bool = False) -> None:
        self._index = Index(
            path,
            index_dir,
            embedder=settings.embedder,
            cache_dir=settings.cache_dir,
            servers=Servers(
                settings.chroma_url,
                settings.chroma_token,
                settings.database_url,
                settings.archive_name,
                settings.ray_address,
            ),
            unmounted=settings.lines == STORED,
            once=once,
        )
        self.settings = settings
        self._lock = threading.Lock()
        self._ranking: Ranking | None = None
        self._writer = Writer(settings)
        self._listeners: tuple[Listener, ...] = ()
        self.path = self._index.archive
        self.index_dir = index_dir

    def refresh(
        self,
        progress: ProgressCallback | None = None,
        *,
        full: bool = False,
        wait: float | None = WAIT_SECONDS,
        waiting: Callable[[str], None] | None = None,
    ) -> RefreshReport:
        """Bring the index up to date with the folder; questions go on being answered from the last one meanwhile.

        With `full`, every file is read and prepared anew, whatever is known of it, those that failed included; vectors
        are kept by content. While another process is indexing, it waits `wait` seconds (None: as long as it takes);
        `waiting` is told so at once.

        Raises:
            ArchiveError, IndexBusy, IndexMismatch, IndexNotWritable, EmbedderError: each names its cure.
        """
        if not self._listeners:
            return self._index.refresh(progress, full=full, wait=wait, waiting=waiting)
        with Refreshing(self._listeners, progress) as refreshing:
            report = self._index.refresh(refreshing.progress, full=full, wait=wait, waiting=waiting)
            refreshing.done(report, self._index.status().number)
            return report

    def listen(self, listener: Listener) -> None:
        """Tell `listener` of each question that is asked and each refresh, once it has ended: see `qa.telemetry`."""
        self._listeners += (listener,)

    def compact(
        self,
        progress: ProgressCallback | None = None,
        *,
        wait: float | None = WAIT_SECONDS,
        waiting: Callable[[str], None] | None = None,
    ) -> CompactReport:
        """Fold the index into as little as holds what is published; questions go on being answered meanwhile.

        Nothing is embedded and no article is read. `wait` and `waiting` are as for `refresh`.

        Raises:
            IndexMissing, IndexBusy, IndexMismatch, IndexNotWritable: each names its cure.
        """
        return self._index.compact(progress, wait=wait, waiting=waiting)

    def query(
        self,
        question: str,
        history: Sequence[Turn] = (),
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        include_comments: bool | None = None,
    ) -> Answer:
        """Answer a question out of source sentences, each read again on disk before it is returned.

        Claims are these sentences; with a language model set, what it made of them, as far as they carry it.

        `history` are (question, answer text) pairs, oldest first: a follow-up is completed from them, and the
        answer's `question` is the completed one. `published_*` are days, inclusive. `include_comments`: None,
        readers' comments only where the question asks for them; True, also; False, never.

        Raises:
            QuestionError: the question is empty or far too long, or a day is none.
            IndexMissing: nothing was indexed yet.
        """
        return _drained(self.stream(question, history, published_after, published_before, include_comments))

    def quote(self, question: str) -> Answer:
        """Answer a question in source sentences as they stand, as `query` does where no model is set."""
        started = time.perf_counter()
        return _drained(self._answer(self._look(question, (), None, None, None), started, None))

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        include_comments: bool | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Generator[Event]:
        """Yield `ClaimReady` for each claim as it is certain, then `AnswerReady` with the whole answer.

        `stopped` is asked again and again, in any thread, while a model writes: once it says so, the model is left
        within a moment, and what it has not said is quoted.
        """
        started = time.perf_counter()
        with Asking(self._listeners, question, started) as asking:
            found = self._look(question, history, published_after, published_before, include_comments)
            asking.generation = found.snapshot.generation.number
            writer = self._writer if self._writer.is_wanted else None
            with closing(self._answer(found, started, writer, stopped)) as events:
                for event in events:
                    asking.see(event)
                    yield event

    def _answer(
        self, found: Found, started: float, writer: Writer | None, stopped: Callable[[], bool] = never
    ) -> Generator[Event]:
        selection = keep_period(found.asked, _select(found))
        timings = {"rewrite": 1000 * (found.begun - started)} if writer else {}
        timings |= {
            "embed": 1000 * (found.embedded - found.begun),
            "search": 1000 * (found.searched - found.embedded),
            "select": 1000 * (time.perf_counter() - found.searched),
        }
        deadline = started + self.settings.model_timeout
        witness = self.witness()
        yield from answer_events(
            found.asked,
            selection,
            found.snapshot,
            witness,
            timings,
            started,
            writer,
            deadline,
            stopped,
            found.notes,
            found.scope,
        )

    def candidates(self, question: str, limit: int = 50, history: Sequence[Turn] = ()) -> tuple[Citation, ...]:
        """Return the sentences that the search finds for a question, best first, before any is chosen.

        They support nothing: they tell whether the search or the choice among its finds missed a line. Errors are
        those of `query`, and QuestionError where `limit` is negative.
        """
        return tuple(citation for citation, _ in self.rank(question, limit, history))

    def rank(
        self,
        question: str,
        limit: int = 50,
        history: Sequence[Turn] = (),
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        include_comments: bool | None = None,
    ) -> tuple[tuple[Citation, float], ...]:
        """Return `candidates`, each with the probability that it answers; the options and errors are those of `query`.

        QuestionError also where `limit` is negative.
        """
        if limit < 0:
            raise QuestionError(f"the limit is {limit}: give how many sentences to return, 0 or more")
        found = self._look(question, history, published_after, published_before, include_comments)
        selection = _select(found)
        witness = self.witness()
        return tuple(
            (witness.cite_anyway(each.passage.article, *each.span, number), selection.confidence_in(each))
            for number, each in enumerate(found.candidates[:limit], 1)
        )

    def as_retriever(self, limit: int = 10, **limits: Unpack[Limits]) -> ArchiveRetriever:
        """Return the archive as a retriever of llama-index: `rank`, as nodes that carry file and lines.

        `limits` are published_after, published_before and include_comments, as for `query`.
        """
        from qa.adapters import ArchiveRetriever

        return ArchiveRetriever(self, limit, limits)

    def as_query_engine(self, **limits: Unpack[Limits]) -> ArchiveQueryEngine:
        """Return the archive as a query engine of llama-index: `query` within `limits`, its citations as such nodes."""
        from qa.adapters import ArchiveQueryEngine

        return ArchiveQueryEngine(self, limits)

    def _look(
        self,
        question: str,
        history: Sequence[Turn],
        published_after: str | date | None,
        published_before: str | date | None,
        include_comments: bool | None,
    ) -> Found:
        asked = read_question(self._complete(read_question(question).text, history))
        scope = answer_scope(asked.asks_for_comments, include_comments, published_after, published_before)
        return look(self._index, self._load_ranking(), asked, scope, history[-1][1] if history else "")

    def _complete(self, question: str, history: Sequence[Turn]) -> str:
        if not self._writer.is_wanted:
            return complete(question, history)
        from qa.rewrite import rewrite

        seconds = _REWRITING * self.settings.model_timeout
        return rewrite(question, history, self._writer.open, self._writer.wordings, seconds)

    def _load_ranking(self) -> Ranking:
        with self._lock:
            if self._ranking is None:
                self._ranking = Ranking(self.settings.reranker, self.settings.effort)
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
        publisher: str | None = None,
        include_comments: bool | None = None,
    ) -> SearchPage:
        """Return a page of every line that matches: those with every word of `text`, or else those with any.

        Words between quotation marks stand in each line just so. Names are found in every spelling that the archive
        has. `order`: "relevance", best first; "date", by the article's day, oldest first; "newest". Articles of
        unknown date come last. `published_*` are days, inclusive, and leave these out. `within` is a file, a folder,
        or a pattern of their names: "2031-*/courier-*"; `publisher` is one that articles name as theirs. Readers'
        comments are left out where `include_comments` is False.

        Raises:
            QuestionError: nothing is searched for, or `limit`, `offset`, `order` or a day is no such thing.
            IndexMissing: nothing was indexed yet.
        """
        snapshot = self._index.snapshot()
        paths = published_by(snapshot.heads, publisher)
        scope = search_scope(include_comments is not False, published_after, published_before, within, paths)
        return search_lines(snapshot, self.witness(), text, scope, order=order, limit=limit, offset=offset)

    def articles(
        self,
        text: str = "",
        limit: int = 50,
        offset: int = 0,
        *,
        order: ArticleOrder = "newest",
        published_after: str | date | None = None,
        published_before: str | date | None = None,
        within: str | None = None,
        publisher: str | None = None,
    ) -> ArticlePage:
        """Return a page of the articles with every word of `text` in their title or path; of all where it is empty.

        `order`: "newest" or "date" (oldest first) by day of publication, those of unknown date last; "title"; "path".
        The rest is as for `search`.

        Raises:
            QuestionError: `limit`, `offset`, `order` or a day is no such thing.
            IndexMissing: nothing was indexed yet.
        """
        heads = self._index.snapshot().heads
        paths = published_by(heads, publisher)
        scope = search_scope(True, published_after, published_before, within, paths)
        return list_articles(heads, text, scope, order=order, limit=limit, offset=offset)

    def add(self, name: str, data: bytes) -> AddedFile:
        """Write a file into the archive's folder "added"; it is searched and asked after the next refresh.

        Nothing that is there is replaced: beside a file of that name it becomes "name (2).txt".

        Raises:
            AddingError: it is of no kind that is read, empty or too large, or the archive can't be written.
        """
        return add_file(self.path, name, data)

    def take_back(self, added: AddedFile) -> bool:
        """Delete a file that `add` wrote, if it still holds just those bytes, and return whether it did."""
        return take_back_file(self.path, added)

    def source(self, path: str) -> Source:
        """Return an article as it was indexed, line by line.

        Raises:
            SourceError: the index has no article at `path`; nothing outside the index is ever read.
        """
        return self.witness().source(self._article(path))

    def original(self, path: str) -> bytes:
        """Return the bytes, as they are now, of the file in which the article at `path` lies.

        Raises:
            SourceError: the index has no article at `path`, or its file can't be read any more.
        """
        reading = read_again(self.path, self._article(path).path)
        if reading is None:
            raise SourceError(f"the file of {path!r} is gone or can't be read: rebuild the index")
        return reading.data

    def elsewhere(self, path: str, sentence: str, limit: int = LIMIT) -> tuple[Echo, ...]:
        """Return lines of other articles that may say what a sentence at `path` says: copies first, then the closest.

        They are to be compared, and support nothing.

        Raises:
            QuestionError: the sentence is empty.
            IndexMissing: nothing was indexed yet.
        """
        found = self._look(sentence[:_LONGEST_LINE], (), None, None, None)
        copies = copies_of(found.snapshot, path, sentence)
        return echoes(self.witness(), path, copies, found.candidates, limit)

    def one_texts(self, paths: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return `paths` in groups: articles that print one text together. What isn't indexed is left out."""
        snapshot = self._index.snapshot()
        return one_texts((path for path in paths if snapshot.article(path) is not None), snapshot.clusters)

    def publishers(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Return who published the articles at `paths`, as their own heads state it; others are left out."""
        snapshot = self._index.snapshot()
        found = (snapshot.article(path) for path in dict.fromkeys(paths))
        return {each.path: each.publisher for each in found if each is not None and each.publisher}

    @property
    def is_unmounted(self) -> bool:
        """Return whether the archive's folder is not there, and lines are taken from stored text instead."""
        return self.settings.lines == STORED and not self.path.is_dir()

    def witness(self) -> Witness:
        """Return what reads cited lines again, for one answer: on disk or, where that is set, in the stored text."""
        return Witness(self.path, self._index.snapshot().article if self.is_unmounted else None)

    @property
    def generation(self) -> int:
        """Return the number of the generation that is asked now; it follows what any process publishes, 0 before that.

        It costs two looks into the catalog, and is what a load balancer may ask.

        Raises:
            IndexUnreachable: the catalog's server does not answer.
        """
        return self._index.snapshot().generation.number if self._index.is_built() else 0

    def _article(self, path: str) -> ArticleRecord:
        record = self._index.snapshot().article(path)
        if record is None:
            raise SourceError(f"the index has no article {path!r}: see 'onrecord status {self.path}'")
        return record

    def regions(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, region} for each line that is not blank."""
        for record in self._index.snapshot().articles():
            yield from region_rows(record)

    def dates(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, expression, date, end} for each date that is spoken of; ISO days, None where unknown."""
        for record in self._index.snapshot().articles():
            yield from date_rows(record)

    def suspicious(self) -> Iterator[dict[str, object]]:
        """Yield {path, line, reason} for each line that looks meant for a model, or hides something from a reader."""
        for record in self._index.snapshot().articles():
            yield from suspicion_rows(record)

    def verify(self, answer: Answer) -> tuple[CitationCheck, ...]:
        """Read every cited line again and say whether it still stands there, or where it went and what became of it."""
        return checked(self.witness(), answer.citations)

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Return questions that this archive's own text suggests and answers; none before it is indexed."""
        if not self._index.is_built():
            return ()
        suggested = islice(example_questions(self._index.snapshot()), _MOST_TRIED)
        return tuple(islice(filter(self._is_answered, suggested), count))

    def _is_answered(self, question: str) -> bool:
        return self.quote(question).status == "answered"  # whether lines answer takes no model to tell

    def saved_questions(self, reader: str = COMMAND) -> SavedQuestions:
        """Return a reader's saved questions, which are asked again after each refresh: a context manager.

        Raises:
            KeepingError: the place of what readers keep (`Settings.data`) can't be used.
        """
        from qa.saved import open_saved

        return open_saved(self, reader)

    def snapshot(self) -> Snapshot:
        """Return the published index as it is now; it stays whole while newer ones are published.

        Raises:
            IndexMissing: nothing was indexed yet.
        """
        return self._index.snapshot()

    def status(self) -> ArchiveStatus:
        """Return the published index in numbers, and how many files changed since."""
        troubles = self._index.troubles()  # first: what it mends is published
        if self.is_unmounted:
            troubles += (f"the folder {self.path} is not there: lines are taken from stored text, and not read again",)
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
            pending=0 if self.is_unmounted else self._index.count_pending(),
            bytes=self._index.size(),
            failed=state.failed,
            troubles=troubles,
        )

    def check(self, *, repair: bool = False) -> CheckReport:
        """Check all of the index: every line, vector and sentence in each of its stores, and the files themselves.

        With `repair`, a store that can be rebuilt is; nothing is embedded for it. Files that changed since they were
        indexed are counted, and no fault.

        Raises:
            IndexMissing: nothing was indexed yet.
            IndexBusy: another process is indexing.
        """
        return self._index.check(repair=repair)

    @property
    def model_name(self) -> str | None:
        """Return the language model that words answers, as it is set; None where lines are quoted as they stand."""
        return None if self.settings.model == "none" else self.settings.model

    @property
    def model_disclosure(self) -> str | None:
        """Return one sentence that says to which host lines are sent; None where they stay on this machine."""
        from qa.models import disclosure

        return disclosure(self.settings)

    @property
    def is_built(self) -> bool:
        """Return whether an index was published."""
        return self._index.is_built()

    def close(self) -> None:
        """Let go of the index's files, and of the model."""
        self._writer.close()
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _select(found: Found) -> Selection:
    return select(found.asked, found.candidates, found.unknown, found.judge, found.snapshot.clusters)


def _drained(events: Iterable[Event]) -> Answer:
    *_, last = events
    if not isinstance(last, AnswerReady):
        raise TypeError("a stream of events must end with the answer")
    return last.answer
