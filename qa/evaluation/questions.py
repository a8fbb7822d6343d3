"""Read questions and what they expect from a JSON Lines file, or say which line can't be read and why.

Nothing here knows an archive: whether the files and lines that a row names exist is for `qa.evaluation.expected`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from qa.errors import EvaluationError

Need = Literal["any", "all"]
UNTYPED = "question"
"""The type of a question that names none."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """A line that should be cited: `line` is 1-based, `quote` what stands in it, None where the row gives none."""

    file: str
    line: int
    quote: str | None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One row: a question and what its answer should be.

    `number` is the row's line in its file. `answers` holds the spellings of each fact. Without answers and without
    `lines`, the archive does not answer. `need` says whether any line and fact will do, or all are needed.
    """

    number: int
    question: str
    id: str | None = None
    type: str = UNTYPED
    answers: tuple[tuple[str, ...], ...] = ()
    lines: tuple[GoldLine, ...] = ()
    need: Need = "any"
    history: tuple[tuple[str, str], ...] = ()


class MalformedRow(EvaluationError):
    """A row is not of the form that is asked for; whoever reads rows adds which one it is."""


def read_questions(path: Path) -> list[GoldQuestion]:
    """Return the questions of a JSON Lines file; blank lines are passed over.

    Raises:
        EvaluationError: the file can't be read, holds no question, or a line of it is malformed, which is named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"the questions can't be read from {path}: {error}") from error
    questions: list[GoldQuestion] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            questions.append(parse_question(_load(line), number))
        except MalformedRow as error:
            raise EvaluationError(f"{path}, line {number}: {error}") from error
    if not questions:
        raise EvaluationError(f"{path} holds no questions: write one JSON object a line")
    return questions


def parse_questions(rows: Iterable[Mapping[str, Any]]) -> list[GoldQuestion]:
    """Return the questions of rows that were read already, numbered from 1; errors are those of `read_questions`."""
    questions: list[GoldQuestion] = []
    for number, row in enumerate(rows, 1):
        try:
            questions.append(parse_question(row, number))
        except MalformedRow as error:
            raise EvaluationError(f"row {number}: {error}") from error
    if not questions:
        raise EvaluationError("there are no questions to ask")
    return questions


def _load(line: str) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise MalformedRow(f"this is not JSON: {error.msg} at character {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise MalformedRow(f"this JSON can't be read: {error}") from error


def parse_question(row: object, number: int) -> GoldQuestion:
    """Return a row as a question; raises MalformedRow, saying what is wrong with it."""
    if not isinstance(row, Mapping):
        raise MalformedRow('a row is an object such as {"question": "...", "answers": [["..."]]}')
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise MalformedRow('"question" is missing or empty')
    lines = _lines(row)
    answers = _answers(row.get("answers") or [])
    need = row.get("need") or "any"
    if need not in ("any", "all"):
        raise MalformedRow('"need" must be "any" or "all"')
    return GoldQuestion(
        number=number,
        question=question,
        id=_name(row, "id"),
        type=_name(row, "type") or UNTYPED,
        answers=answers,
        # Lines beside an empty list of answers are what comes near and answers nothing.
        lines=lines if answers or row.get("answers") is None else (),
        need=cast("Need", need),
        history=_history(row.get("history") or []),
    )


def _name(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise MalformedRow(f'"{key}" must be a text')
    return str(value)


def _answers(value: object) -> tuple[tuple[str, ...], ...]:
    wanted = '"answers" must be a list that holds a list of spellings for each fact, as [["12", "twelve"]]'
    if not isinstance(value, list | tuple):
        raise MalformedRow(wanted)
    facts: list[tuple[str, ...]] = []
    for spellings in value:
        if not isinstance(spellings, list | tuple) or not spellings:
            raise MalformedRow(wanted)
        if not all(isinstance(spelling, str) and spelling.strip() for spelling in spellings):
            raise MalformedRow(wanted)
        facts.append(tuple(spellings))
    return tuple(facts)


def _lines(row: Mapping[str, Any]) -> tuple[GoldLine, ...]:
    evidence = row.get("evidence")
    if evidence is None:
        if row.get("file") is None and row.get("line") is None:
            return ()
        evidence = [row]
    if not isinstance(evidence, list | tuple):
        raise MalformedRow('"evidence" must be a list of {"file": "...", "line": 1}')
    return tuple(dict.fromkeys(_line(each) for each in evidence))


def _line(value: object) -> GoldLine:
    if not isinstance(value, Mapping):
        raise MalformedRow('a piece of evidence is an object such as {"file": "...", "line": 1}')
    file, line, quote = value.get("file"), value.get("line"), value.get("quote")
    if not isinstance(file, str) or not file.strip():
        raise MalformedRow('"file" must be the name of an article')
    if isinstance(line, bool) or not isinstance(line, int) or line < 1:
        raise MalformedRow('"line" must be a line\'s number, counted from 1')
    if quote is not None and not isinstance(quote, str):
        raise MalformedRow('"quote" must be a text')
    return GoldLine(file, line, quote or None)


def _history(value: object) -> tuple[tuple[str, str], ...]:
    wanted = '"history" must be a list of pairs, each a question and its answer\'s text'
    if not isinstance(value, list | tuple):
        raise MalformedRow(wanted)
    turns: list[tuple[str, str]] = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise MalformedRow(wanted)
        turns.append((pair[0], pair[1]))
    return tuple(turns)
