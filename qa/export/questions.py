"""What readers thought of answers, as questions for `onrecord eval`: one row an answer.

An answer marked right says which lines to expect. One marked wrong does not say what would be right: its row is a
draft, which `eval` refuses until somebody has filled it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from qa.types import CARRYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.keeping.types import KeptTurn

FILL_IN: Final = "fill in"
"""What stands in a draft where the facts belong; it is no list, so that no draft is taken for a question."""


def question_rows(rated: Sequence[tuple[KeptTurn, ...]]) -> list[dict[str, Any]]:
    """Return a row for each answer marked right: the lines that carried it, or that there is no answer.

    `rated` are conversations that end with a rated turn, oldest first; what was asked twice is one row, the last.
    """
    rows = [_row(turns) | _expected(turns[-1]) | _note(turns[-1]) for turns in rated if turns[-1].vote == "up"]
    return _once(rows)


def drafts(rated: Sequence[tuple[KeptTurn, ...]]) -> list[dict[str, Any]]:
    """Return a row to fill in for each answer marked wrong, with what was cited then and the reader's note."""
    return _once(
        [
            _row(turns) | {"answers": FILL_IN} | _note(turns[-1]) | {"cited": _lines(turns[-1])}
            for turns in rated
            if turns[-1].vote == "down"
        ]
    )


def _row(turns: tuple[KeptTurn, ...]) -> dict[str, Any]:
    *before, last = turns
    history = [[turn.answer.question, turn.answer.text] for turn in before]
    return {"id": last.id, "question": last.question, "type": "feedback"} | ({"history": history} if history else {})


def _expected(turn: KeptTurn) -> dict[str, Any]:
    if turn.answer.status == "not_found":
        return {"answers": []}
    return {"evidence": _lines(turn)[:CARRYING], "need": "any"}


def _lines(turn: KeptTurn) -> list[dict[str, Any]]:
    used = {number for claim in turn.answer.claims for number in claim.citations}
    return [
        {"file": each.path, "line": each.start_line, "quote": each.quote}
        for each in turn.answer.citations
        if each.number in used
    ]


def _note(turn: KeptTurn) -> dict[str, Any]:
    return {"note": turn.note} if turn.note else {}


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = {(row["question"], str(row.get("history"))): row for row in rows}
    return list(found.values())
