"""What an open archive did, told to whoever listens, once it has ended: a question, a refresh.

Nothing here writes, counts or sends: `qa.logs`, `qa.metrics` and `qa.traces` do, each as a listener. Where nobody
listens, a question pays a microsecond.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self

from qa.errors import IndexBusy, QuestionError
from qa.types import AnswerReady

if TYPE_CHECKING:
    from types import TracebackType

    from index import Progress, ProgressCallback, RefreshReport
    from qa.types import Answer, Event

Kind = Literal["question", "refresh"]
Outcome = Literal["answered", "not_found", "refused", "done", "busy", "stopped", "failed"]
OUTCOMES: Mapping[Kind, tuple[Outcome, ...]] = {
    "question": ("answered", "not_found", "refused", "stopped", "failed"),
    "refresh": ("done", "busy", "stopped", "failed"),
}
"""How each can end. "refused": it can't be asked as it stands; "busy": another process is indexing."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that an archive did: how it ended, how long it took, and what of it can be counted.

    `stages` are seconds by name, one after the other in time; `generation` is the one asked, or live after a refresh,
    0 where unknown. `texts` are what a reader wrote and was answered: a listener may show them only where the user has
    switched that on.
    """

    kind: Kind
    outcome: Outcome
    seconds: float
    stages: tuple[tuple[str, float], ...] = ()
    generation: int = 0
    facts: Mapping[str, int | float | str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    error: BaseException | None = None


Listener = Callable[[Activity], None]
"""Called in the thread that asked or refreshed, after it is done; must be quick, and must not raise."""


class Asking:
    """One question from its start to its end, a context manager; what leaves it is told, and goes on."""

    __slots__ = ("_answer", "_listeners", "_question", "_started", "generation")

    def __init__(self, listeners: Sequence[Listener], question: str, started: float) -> None:
        """Take who listens and when the question came, on the clock of `time.perf_counter`."""
        self._listeners, self._question, self._started = listeners, question, started
        self._answer: Answer | None = None
        self.generation = 0

    def see(self, event: Event) -> None:
        """Take note of the answer, where this is it."""
        if isinstance(event, AnswerReady):
            self._answer = event.answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listeners:
            _tell(self._listeners, self._ended(error))

    def _ended(self, error: BaseException | None) -> Activity:
        answer, question = self._answer, {"question": self._question}
        if answer is None:
            seconds = time.perf_counter() - self._started
            return Activity("question", _outcome(error), seconds, (), self.generation, {}, question, error)
        return Activity(
            kind="question",
            outcome=answer.status,
            seconds=answer.timings_ms["total"] / 1000,
            stages=tuple((name, taken / 1000) for name, taken in answer.timings_ms.items() if name != "total"),
            generation=self.generation,
            facts={
                "mode": answer.mode,
                "citations": len(answer.citations),
                "confidence": answer.confidence,
                "dropped": answer.dropped,
                "notes": len(answer.notes),
            },
            texts=question | {"answer": answer.text},
        )


class Refreshing:
    """One refresh from its start to its end, a context manager; its stages are told by its own progress."""

    def __init__(self, listeners: Sequence[Listener], progress: ProgressCallback | None) -> None:
        self._listeners, self._progress = listeners, progress
        self._started = time.perf_counter()
        # Before the first sign of progress: the writer's lock is waited for, and the model is loaded.
        self._began: list[tuple[str, float]] = [("open", self._started)]
        self._is_telling = False
        self._report: RefreshReport | None = None
        self._generation = 0

    def progress(self, done: Progress) -> None:
        """Take note of a stage that begins, and pass on how far it is."""
        if self._began[-1][0] != done.stage:
            self._began.append((done.stage, time.perf_counter()))
        if self._progress is not None:
            # Whoever watches a refresh stops it by raising here.
            self._is_telling = True
            self._progress(done)
            self._is_telling = False

    def done(self, report: RefreshReport, generation: int) -> None:
        """Take note of what the refresh did, and of what is published since."""
        self._report, self._generation = report, generation

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _tell(self._listeners, self._ended(error))

    def _ended(self, error: BaseException | None) -> Activity:
        ended, report = time.perf_counter(), self._report
        until = [*(at for _, at in self._began), ended][1:]
        stages = tuple((name, end - at) for (name, at), end in zip(self._began, until, strict=True))
        facts = {} if report is None else {
            "added": len(report.added),
            "changed": len(report.changed),
            "removed": len(report.removed),
            "unchanged": len(report.unchanged),
            "failed": len(report.failed),
            "passages": report.passages,
        }  # fmt: skip
        outcome = "done" if report is not None else "stopped" if self._is_telling else _outcome(error)
        return Activity("refresh", outcome, ended - self._started, stages, self._generation, facts, {}, error)


def _tell(listeners: Sequence[Listener], activity: Activity) -> None:
    for listener in listeners:
        listener(activity)


def _outcome(error: BaseException | None) -> Outcome:
    if isinstance(error, QuestionError):
        return "refused"
    if isinstance(error, IndexBusy):
        return "busy"
    # Closing a stream of events before its answer raises GeneratorExit in it; Ctrl-C is no failure, either.
    return "failed" if isinstance(error, Exception) else "stopped"
