"""Keep saved questions, their last answers and what changed in them. Nothing here asks a question.

Plain functions over an open `Store`: what is wrong with it is a KeepingError.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from qa.comparison import AnswerChange
from qa.errors import AnswerError, KeepingError, QuestionError
from qa.keeping.schema import saved, saved_changes, storable
from qa.keeping.store import new_id
from qa.keeping.types import KeptChange, SavedQuestion
from qa.plain import to_plain
from qa.restore import restored
from qa.types import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.keeping.store import Store
    from qa.keeping.types import Owner

MOST_SAVED: Final = 200
"""So many questions a reader may have saved with one archive: all of them are asked again after each refresh."""
CHANGES: Final = 20
"""So many of a question's changes are kept, the newest."""


def save(store: Store, owner: Owner, question: str, answer: Answer, generation: int) -> SavedQuestion:
    """Save a question with the answer that the index's `generation` gives; one that is saved already stays as it is.

    Raises:
        QuestionError: the reader has as many as can be kept.
    """
    words = " ".join(question.split())
    known = saved_of(store, owner)
    same = next((each for each in known if each.question.casefold() == words.casefold()), None)
    if same is not None:
        return same
    if len(known) >= MOST_SAVED:
        raise QuestionError(f"{MOST_SAVED} questions are saved for this archive, which is the limit: remove one first")
    now = store.stamp()
    made = SavedQuestion(new_id(), owner.reader, words, answer, generation, now, now)
    with store.writing() as connection:
        connection.execute(
            sa.insert(saved).values(
                id=made.id,
                archive=storable(owner.archive),
                reader=storable(owner.reader),
                question=storable(words),
                answer=json.dumps(answer.to_dict()),
                generation=generation,
                added_at=now,
                asked_at=now,
            )
        )
    return made


def saved_of(store: Store, owner: Owner, *, deleted: bool = False) -> tuple[SavedQuestion, ...]:
    """Return a reader's saved questions, the oldest first; the deleted ones instead, the last deleted first."""
    order = saved.c.deleted_at.desc() if deleted else saved.c.added_at
    return _read(store, _mine(owner) & _is_deleted(deleted=deleted), order)


def saved_with(store: Store, archive: str) -> tuple[SavedQuestion, ...]:
    """Return every reader's saved questions of an archive; those that were not asked for longest come first."""
    return _read(store, (saved.c.archive == storable(archive)) & _is_deleted(deleted=False), saved.c.asked_at)


def settle(
    store: Store, asked: SavedQuestion, answer: Answer, generation: int, change: AnswerChange | None
) -> KeptChange | None:
    """Keep the answer that a newer generation gives, and what changed in it, which is returned.

    Nothing is kept where another process did so meanwhile.
    """
    now = store.stamp()
    same = (saved.c.id == asked.id) & (saved.c.asked_at == asked.asked_at)
    values = {"generation": generation, "asked_at": now, "answer": json.dumps(answer.to_dict())}
    with store.writing() as connection:
        if not connection.execute(sa.update(saved).where(same).values(**values)).rowcount or change is None:
            return None
        kept = KeptChange(new_id(), now, change)
        connection.execute(
            sa.insert(saved_changes).values(
                id=kept.id, saved=asked.id, found_at=now, change=json.dumps(to_plain(asdict(change)))
            )
        )
        for old in asked.changes[CHANGES - 1 :]:
            connection.execute(sa.delete(saved_changes).where(saved_changes.c.id == old.id))
        return kept


def remove(store: Store, owner: Owner, question: str) -> None:
    """Put a saved question among the deleted ones, from which it can be restored for 30 days."""
    _change(store, owner, question, deleted_at=store.stamp())


def restore(store: Store, owner: Owner, question: str) -> None:
    """Bring a deleted question back; what changed meanwhile is told at its next asking."""
    _change(store, owner, question, deleted_at=None)


def see(store: Store, owner: Owner, question: str) -> None:
    """Note that the reader has seen what changed in a question's answer."""
    mine = sa.select(saved.c.id).where(_mine(owner), saved.c.id == question)
    unseen = saved_changes.c.saved.in_(mine) & saved_changes.c.seen_at.is_(None)
    with store.writing() as connection:
        connection.execute(sa.update(saved_changes).where(unseen).values(seen_at=store.stamp()))


def _mine(owner: Owner) -> sa.ColumnElement[bool]:
    return (saved.c.archive == storable(owner.archive)) & (saved.c.reader == storable(owner.reader))


def _is_deleted(*, deleted: bool) -> sa.ColumnElement[bool]:
    return saved.c.deleted_at.is_not(None) if deleted else saved.c.deleted_at.is_(None)


def _change(store: Store, owner: Owner, question: str, **values: Any) -> None:  # noqa: ANN401 - columns
    with store.writing() as connection:
        connection.execute(sa.update(saved).where(_mine(owner), saved.c.id == question).values(**values))


def _read(
    store: Store, wanted: sa.ColumnElement[bool], order: sa.ColumnElement[Any] | sa.Column[Any]
) -> tuple[SavedQuestion, ...]:
    with store.reading() as connection:
        rows = connection.execute(sa.select(saved).where(wanted).order_by(order, saved.c.id)).all()
        told = _changes(connection, [row.id for row in rows])
    return tuple(
        SavedQuestion(
            row.id,
            row.reader,
            row.question,
            _answer(row.id, row.answer),
            row.generation,
            row.added_at,
            row.asked_at,
            tuple(told.get(row.id, ())),
            row.deleted_at,
        )
        for row in rows
    )


def _changes(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[KeptChange]]:
    found: dict[str, list[KeptChange]] = {}
    wanted = sa.select(saved_changes).where(saved_changes.c.saved.in_(ids)).order_by(saved_changes.c.found_at.desc())
    for row in connection.execute(wanted):
        try:
            change = restored(AnswerChange, json.loads(row.change))
        except (ValueError, AnswerError) as error:
            raise _unreadable(row.saved, error) from error
        found.setdefault(row.saved, []).append(KeptChange(row.id, row.found_at, change, row.seen_at is not None))
    return found


def _answer(key: str, stored: str) -> Answer:
    try:
        return Answer.from_dict(json.loads(stored))
    except (ValueError, AnswerError) as error:
        raise _unreadable(key, error) from error


def _unreadable(key: str, error: Exception) -> KeepingError:
    return KeepingError(f"the saved question {key} can't be read ({error}): remove it, and save it again")
