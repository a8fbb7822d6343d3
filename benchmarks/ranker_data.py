"""Questions of a set with what retrieval finds for each: what the ranker is trained, fitted and judged on.

A set is a folder with `articles/` and `questions.jsonl` (rows with "question", "answers", "file" and "line"; no answers
where the archive does not answer). Its index is made in a scratch folder. A candidate is a hit where it lies on the
question's line and holds an answer as whole words; one elsewhere that holds an answer (`holds_answer`) is neither
right nor wrong, and is left out of training.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Index
from index.models import BUNDLED
from qa.question import Question, read_question
from qa.ranker import WEIGHTS_FILE, Ranker, load_ranker
from qa.retrieve import POOL, Candidate, find_unknown_names, retrieve

FOLDS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate sentence and whether it answers."""

    hit: bool
    holds_answer: bool
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates, best first; `answers` are spellings."""

    question: Question
    answers: tuple[str, ...]
    answerable: bool
    file: str
    found: tuple[Found, ...]
    unknown_names: tuple[str, ...]

    @property
    def fold(self) -> int:
        """Return which fold the question's article belongs to, so that folds share no article."""
        return fold_of(self.file)


def load_set(
    folder: Path, scratch: Path, ranker: Ranker | None = None, answers_of: Path | None = None, fold: int | None = None
) -> list[Asked]:
    """Return the questions of the set in `folder`, or only those of one fold; `scratch` receives the index.

    `answers_of` is the set that one with answers taken out was made from: its spellings tell which lines still hold an
    answer by chance.
    """
    rows = read_rows(folder / "questions.jsonl")
    whole = read_rows(answers_of / "questions.jsonl") if answers_of else rows
    spellings = {(row["question"], row["file"]): row["answers"] for row in whole}
    index = Index(folder / "articles", scratch / folder.name, embedder=BUNDLED, cache_dir=scratch / "cache")
    index.refresh()
    wanted = [row for row in rows if fold is None or fold_of(row["file"]) == fold]
    try:
        return [_ask(index, row, spellings[row["question"], row["file"]], ranker or load_ranker()) for row in wanted]
    finally:
        index.close()


def _ask(index: Index, row: dict[str, Any], spellings: Sequence[Sequence[str]], ranker: Ranker) -> Asked:
    snapshot = index.snapshot()
    asked = read_question(row["question"]).spelled_by(snapshot.names)
    vectors = index.encoder.encode_question(asked.likeliest)
    candidates = retrieve(snapshot, asked, lambda: vectors, ranker=ranker)[:POOL]
    answers = tuple(spelling for fact in spellings for spelling in fact)
    place = (row["file"], row["line"]) if row["answers"] else None
    found = []
    for candidate in candidates:
        article = candidate.passage.article
        holds = bool(occurrences(answers, candidate.text))
        here = (Path(article.path).name, article.lines.line_at(candidate.span[0])) == place
        found.append(Found(holds and here, holds, candidate))
    return Asked(
        question=asked,
        answers=answers,
        answerable=bool(row["answers"]),
        file=row["file"],
        found=tuple(found),
        unknown_names=find_unknown_names(snapshot, asked),
    )


def fold_of(file: str) -> int:
    """Return the fold of an article."""
    return zlib.crc32(file.encode()) % FOLDS


def reordered(asked: Asked, order: Callable[[Question, Sequence[Candidate]], Sequence[Candidate]]) -> tuple[Found, ...]:
    """Return what was found in the order that `order` gives its candidates."""
    judged = {found.candidate.key: found for found in asked.found}
    ranked = order(asked.question, [found.candidate for found in asked.found])
    return tuple(Found(judged[each.key].hit, judged[each.key].holds_answer, each) for each in ranked)


def left_out(folder: Path) -> list[tuple[str, int]]:
    """Return which halves of which sets the weights in `folder` have not seen."""
    stored: list[str] = json.loads((folder / WEIGHTS_FILE).read_text(encoding="utf-8"))["left_out"]
    return [(name, int(fold)) for name, _, fold in (each.partition(":") for each in stored)]


def write_efforts(folder: Path, changes: Callable[[str], dict[str, Any]]) -> None:
    """Write what `changes` gives for each effort into the ranker.json in `folder`; the rest stays as it is."""
    path = folder / WEIGHTS_FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    for name, effort in content["efforts"].items():
        effort.update(changes(name))
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def occurrences(answers: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Return the code-point spans in `text` that are an answer as whole words, whatever their case."""
    patterns = (rf"(?<!\w){re.escape(answer)}(?!\w)" for answer in answers)
    return [match.span() for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)]
