"""Ask an archive every question of a file and judge each answer: `qa.evaluate`, and its result as a value."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any

from qa.archive import Archive
from qa.errors import EvaluationError, QuestionError
from qa.evaluation.expected import BrokenRow, ExpectedLine, Finder
from qa.evaluation.figures import Summary, named_values, summarise, summarise_types
from qa.evaluation.judge import DEPTHS, CitedLine, Outcome, judge
from qa.evaluation.questions import GoldQuestion, parse_questions, read_questions
from qa.opening import open_archive
from qa.plain import to_plain
from qa.settings import Settings

FORMAT = 1
"""Of the JSON. A result in another format is refused, not guessed at."""

SEARCHED = 50
"""How many of the search's finds are looked through for the expected lines."""

Asked = Callable[[int, int], None]
"""Called with the questions asked so far and their total."""


@dataclass(frozen=True)
class Evaluation:
    """How an archive answered a set of questions.

    `outcomes` are in the order of their rows; `broken` are the rows left out, each as (row's line, reason).
    `changed` counts files that were added, changed or removed since the archive was indexed. `made_at` is an ISO
    time in UTC, `version` that of Onrecord.
    """

    made_at: str
    version: str
    archive: str
    questions: str
    articles: int
    passages: int
    embedder: str
    changed: int
    outcomes: tuple[Outcome, ...]
    broken: tuple[tuple[int, str], ...]

    @cached_property
    def summary(self) -> Summary:
        """Return the figures of all questions."""
        return summarise(self.outcomes)

    @cached_property
    def types(self) -> dict[str, Summary]:
        """Return the figures of each type of question."""
        return summarise_types(self.outcomes)

    @property
    def figures(self) -> dict[str, float]:
        """Return every figure by its name, such as `hit@3`, `abstained`, `ece`, `p50_ms` or `TYPE.right`."""
        return named_values(self.summary, self.types)

    @property
    def misses(self) -> tuple[Outcome, ...]:
        """Return the questions that were not answered right, or not refused where they should have been."""
        return tuple(each for each in self.outcomes if not each.right)

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation, figures included, as plain JSON types; `read_evaluation` reads it back."""
        about = {name: value for name, value in vars(self).items() if name in _ABOUT}
        plain: dict[str, Any] = to_plain(
            {
                "format": FORMAT,
                **about,
                "summary": asdict(self.summary),
                "types": {name: asdict(summary) for name, summary in self.types.items()},
                "broken": [{"line": line, "reason": reason} for line, reason in self.broken],
                "outcomes": [{"right": each.right, **asdict(each)} for each in self.outcomes],
            }
        )
        return plain


_ABOUT = ("made_at", "version", "archive", "questions", "articles", "passages", "embedder", "changed")


def evaluate(
    archive: str | PathLike[str] | Archive,
    questions: str | PathLike[str] | Iterable[Mapping[str, Any]],
    *,
    index_dir: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    progress: Asked | None = None,
) -> Evaluation:
    """Ask an archive every question of a JSON Lines file, or of given rows, and judge each answer.

    The form of a row, and what each figure means, is told in docs/evaluation.md. A folder that has no index is
    indexed first.

    Raises:
        EvaluationError: a row is malformed, or none fits the archive.
        IndexMissing: an `Archive` was given that was never indexed.
    """
    if isinstance(questions, str | PathLike):
        name, gold = str(questions), read_questions(Path(questions))
    else:
        name, gold = "", parse_questions(questions)
    if isinstance(archive, Archive):
        return _run(archive, gold, name, progress)
    with open_archive(archive, index_dir, settings) as opened:
        if not opened.is_built:
            opened.refresh()
        return _run(opened, gold, name, progress)


def _run(archive: Archive, gold: Sequence[GoldQuestion], name: str, progress: Asked | None) -> Evaluation:
    known, broken = _expectations(archive, gold)
    outcomes: list[Outcome] = []
    for place, (question, expected) in enumerate(known):
        if progress is not None:
            progress(place, len(known))
        try:
            if place == 0:
                archive.query(question.question)  # what is loaded for a first question is no question's time
            outcomes.append(_ask(archive, question, expected))
        except QuestionError as error:
            broken.append((question.number, str(error)))
    if progress is not None:
        progress(len(known), len(known))
    if not outcomes:
        number, reason = min(broken)
        raise EvaluationError(f"no question could be asked of this archive; the first, line {number}: {reason}")
    status = archive.status()
    return Evaluation(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("onrecord"),
        archive=str(archive.path),
        questions=name,
        articles=status.articles,
        passages=status.passages,
        embedder=status.embedder,
        changed=status.pending,
        outcomes=tuple(outcomes),
        broken=tuple(sorted(broken)),
    )


def _expectations(
    archive: Archive, gold: Sequence[GoldQuestion]
) -> tuple[list[tuple[GoldQuestion, tuple[ExpectedLine, ...]]], list[tuple[int, str]]]:
    finder = Finder((str(line["path"]) for line in archive.regions()), archive.source)
    known: list[tuple[GoldQuestion, tuple[ExpectedLine, ...]]] = []
    broken: list[tuple[int, str]] = []
    for question in gold:
        try:
            known.append((question, finder.lines_of(question)))
        except BrokenRow as error:
            broken.append((question.number, str(error)))
    return known, broken


def _ask(archive: Archive, question: GoldQuestion, expected: tuple[ExpectedLine, ...]) -> Outcome:
    started = time.perf_counter()
    answer = archive.query(question.question, question.history)
    milliseconds = 1000 * (time.perf_counter() - started)
    wanted = bool(expected or question.answers)
    candidates = archive.candidates(question.question, SEARCHED, question.history) if wanted else ()
    return judge(question, expected, answer, candidates, milliseconds)


def read_evaluation(path: str | PathLike[str]) -> Evaluation:
    """Return what `Evaluation.to_dict` was written to a JSON file; raises EvaluationError where it is none."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise EvaluationError(f"{path} was written by another version of Onrecord: evaluate again")
        return Evaluation(
            **{name: found[name] for name in _ABOUT},
            outcomes=tuple(_outcome(row) for row in found["outcomes"]),
            broken=tuple((row["line"], row["reason"]) for row in found["broken"]),
        )
    except OSError as error:
        raise EvaluationError(f"the earlier result can't be read: {error}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvaluationError(f"{path} is not what 'onrecord eval --json' writes") from error


def _outcome(row: Mapping[str, Any]) -> Outcome:
    fields = {name: value for name, value in row.items() if name != "right"}
    made = Outcome(
        **fields
        | {
            "answers": tuple(tuple(spellings) for spellings in row["answers"]),
            "expected": tuple(ExpectedLine(**line) for line in row["expected"]),
            "cited": tuple(CitedLine(**line) for line in row["cited"]),
            "hits": tuple(bool(hit) for hit in row["hits"]),
            "found": tuple(int(count) for count in row["found"]),
            "confidence": float(row["confidence"]),
            "milliseconds": float(row["milliseconds"]),
            "timings_ms": {name: float(value) for name, value in row["timings_ms"].items()},
        }
    )
    if not len(made.hits) == len(made.found) == len(DEPTHS):
        raise ValueError("an outcome is judged at other depths")
    return made
