"""Keep conversations, list them, find them, delete them and bring them back. SQLAlchemy Core, and nothing of the page.

Methods are safe from several threads, and several processes may use one store. Every one of them takes whose
conversations are meant, but for a kept answer's link, which is as good as its reader.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from qa.errors import AnswerError, KeepingError
from qa.keeping.connect import connect, place_of, translated
from qa.keeping.schema import cited, conversations, feedback, folded, saved, saved_changes, storable, turns
from qa.keeping.types import AskedOf, Conversation, KeptTurn, NewTurn, Owner, Vote
from qa.types import Answer

KEPT_DAYS: Final = 30
"""So long a deleted conversation can be brought back."""
LISTED: Final = 200
TITLE: Final = 200
NOTE: Final = 4_000
_WORDS: Final = 8  # of a search; further ones are passed over


def _now() -> datetime:
    return datetime.now(UTC)


def open_store(data: str, now: Callable[[], datetime] = _now) -> Store:
    """Open what the setting `data` names, and purge what was deleted long ago; raises KeepingError, see `connect`."""
    store = Store(connect(data), place_of(data), now)
    with suppress(KeepingError):  # where it can't be written, it can still be read
        store.purge()
    return store


class Store:
    """An open store; `place` is where it is, as it may be shown. What is wrong with it is a KeepingError."""

    def __init__(self, engine: sa.Engine, place: str, now: Callable[[], datetime] = _now) -> None:
        self._engine = engine
        self._now = now
        self.place = place
        self._file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
        self._identity = self._identify()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def is_replaced(self) -> bool:
        """Return whether its file was moved away or replaced, so that what is written now would be lost."""
        return self._identify() != self._identity

    def keep(self, owner: Owner, conversation: str | None, turn: NewTurn) -> KeptTurn:
        """Keep a turn in the owner's conversation, or in a new one where that is None, or is none of the owner's."""
        kept = KeptTurn(
            new_id(), conversation or "", turn.question, turn.answer, self.stamp(), turn.seconds, turn.model
        )
        answer = json.dumps(turn.answer.to_dict())  # plain ASCII, so that any text can be stored
        found = f"{turn.question}\n{turn.answer.short or ''}\n{turn.answer.text}"
        with self.writing() as connection:
            mine = _of(owner) & (conversations.c.id == kept.conversation) & conversations.c.deleted_at.is_(None)
            known = connection.execute(sa.update(conversations).where(mine).values(changed_at=kept.asked_at)).rowcount
            home = kept.conversation if known else _begin(connection, owner, turn.question, kept.asked_at)
            last = sa.select(sa.func.coalesce(sa.func.max(turns.c.number), 0)).where(turns.c.conversation == home)
            connection.execute(
                sa.insert(turns).values(
                    id=kept.id,
                    conversation=home,
                    number=last.scalar_subquery() + 1,
                    question=storable(turn.question),
                    answer=answer,
                    folded=folded(found),
                    asked_at=kept.asked_at,
                    seconds=turn.seconds,
                    model=turn.model and storable(turn.model),
                )
            )
            if lines := _cited(kept.id, turn.answer):
                connection.execute(sa.insert(cited), lines)
        return KeptTurn(kept.id, home, turn.question, turn.answer, kept.asked_at, turn.seconds, turn.model)

    def conversations(
        self, owner: Owner, query: str = "", *, deleted: bool = False, limit: int = LISTED
    ) -> tuple[Conversation, ...]:
        """Return the owner's conversations, the newest first: those in which every word of `query` stands."""
        count = sa.select(sa.func.count()).where(turns.c.conversation == conversations.c.id).scalar_subquery()
        wanted = _of(owner) & (
            conversations.c.deleted_at.is_not(None) if deleted else conversations.c.deleted_at.is_(None)
        )
        for word in folded(query).split()[:_WORDS]:
            inside = turns.c.folded.contains(word, autoescape=True) & (turns.c.conversation == conversations.c.id)
            wanted &= conversations.c.folded.contains(word, autoescape=True) | sa.exists().where(inside)
        columns = conversations.c
        order = (columns.deleted_at if deleted else columns.changed_at).desc()
        select = (
            sa.select(columns.id, columns.title, columns.started_at, columns.changed_at, count, columns.deleted_at)
            .where(wanted)
            .order_by(order, columns.id)
            .limit(limit)
        )
        with self.reading() as connection:
            return tuple(Conversation(*row) for row in connection.execute(select))

    def turns(self, owner: Owner, conversation: str) -> tuple[KeptTurn, ...]:
        """Return a conversation's turns, oldest first; none where it is deleted or none of the owner's."""
        wanted = _of(owner) & (conversations.c.id == conversation) & conversations.c.deleted_at.is_(None)
        with self.reading() as connection:
            return tuple(map(_kept, connection.execute(_TURNS.where(wanted).order_by(*_ORDER))))

    def linked(self, owner: Owner, turn: str) -> tuple[KeptTurn, bool] | None:
        """Return the turn that a link names, and whether it is the owner's; None where there is no such turn.

        It is any reader's, but of the owner's archive; that of a deleted conversation is none.
        """
        wanted = (turns.c.id == turn) & (conversations.c.archive == storable(owner.archive))
        with self.reading() as connection:
            row = connection.execute(_TURNS.where(wanted, conversations.c.deleted_at.is_(None))).first()
        return None if row is None else (_kept(row), row.reader == storable(owner.reader))

    def rename(self, owner: Owner, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if short := _shortened(title):
            self._change(owner, conversation, title=storable(short), folded=folded(short))

    def delete(self, owner: Owner, conversation: str) -> None:
        """Put a conversation among the deleted ones, from which it can be restored for 30 days."""
        self._change(owner, conversation, deleted_at=self.stamp())

    def restore(self, owner: Owner, conversation: str) -> None:
        """Bring a deleted conversation back."""
        self._change(owner, conversation, deleted_at=None)

    def rate(self, owner: Owner, turn: str, vote: Vote | None, note: str = "") -> bool:
        """Keep what the owner thinks of an answer of theirs, or forget it (None); return whether it is theirs."""
        mine = sa.select(turns.c.id).join(conversations, conversations.c.id == turns.c.conversation)
        with self.writing() as connection:
            if connection.execute(mine.where(_of(owner), turns.c.id == turn)).first() is None:
                return False
            connection.execute(sa.delete(feedback).where(feedback.c.turn == turn))
            if vote is not None:
                values = {"turn": turn, "vote": vote, "note": storable(note)[:NOTE], "given_at": self.stamp()}
                connection.execute(sa.insert(feedback).values(**values))
        return True

    def rated(self, archive: str) -> tuple[tuple[KeptTurn, ...], ...]:
        """Return, of every reader of an archive, each conversation up to each rated turn: that turn comes last."""
        wanted = (conversations.c.archive == storable(archive)) & conversations.c.deleted_at.is_(None)
        with self.reading() as connection:
            some = sa.select(turns.c.conversation).join(feedback, feedback.c.turn == turns.c.id)
            rows = connection.execute(
                _TURNS.where(wanted, conversations.c.id.in_(some)).order_by(conversations.c.started_at, *_ORDER)
            )
            told: dict[str, list[KeptTurn]] = {}
            for turn in map(_kept, rows):
                told.setdefault(turn.conversation, []).append(turn)
        return tuple(
            tuple(kept[: at + 1]) for kept in told.values() for at, turn in enumerate(kept) if turn.vote is not None
        )

    def asked_of(self, owner: Owner, path: str, limit: int = LISTED) -> tuple[AskedOf, ...]:
        """Return the owner's questions that lines of the article at `path` answered, by line, the newest first."""
        select = (
            sa.select(cited.c.line, cited.c.end_line, turns.c.question, conversations.c.id, turns.c.id)
            .select_from(_CITED)
            .where(_of(owner), cited.c.path == storable(path), conversations.c.deleted_at.is_(None))
            .order_by(cited.c.line, turns.c.asked_at.desc())
            .limit(limit)
        )
        with self.reading() as connection:
            return tuple(AskedOf(*row) for row in connection.execute(select))

    def purge(self) -> None:
        """Forget for good what was deleted more than 30 days ago, saved questions too."""
        before = self.stamp(-timedelta(days=KEPT_DAYS))
        gone = sa.select(conversations.c.id).where(conversations.c.deleted_at < before)
        theirs = sa.select(turns.c.id).where(turns.c.conversation.in_(gone))
        unwanted = sa.select(saved.c.id).where(saved.c.deleted_at < before)
        with self.reading() as connection:
            if all(connection.execute(each.limit(1)).first() is None for each in (gone, unwanted)):
                return
        with self.writing() as connection:
            for table, column, which in (
                (feedback, feedback.c.turn, theirs),
                (cited, cited.c.turn, theirs),
                (turns, turns.c.conversation, gone),
                (saved_changes, saved_changes.c.saved, unwanted),
            ):
                connection.execute(sa.delete(table).where(column.in_(which)))
            connection.execute(sa.delete(conversations).where(conversations.c.deleted_at < before))
            connection.execute(sa.delete(saved).where(saved.c.deleted_at < before))

    def _change(self, owner: Owner, conversation: str, **values: Any) -> None:  # noqa: ANN401 - columns
        with self.writing() as connection:
            connection.execute(
                sa.update(conversations).where(_of(owner), conversations.c.id == conversation).values(**values)
            )

    def stamp(self, moved: timedelta = timedelta()) -> str:
        """Return the present time, `moved` by some, as the store writes it."""
        return (self._now() + moved).astimezone(UTC).isoformat(timespec="microseconds")

    def _identify(self) -> tuple[int, int] | None:
        if self._file is None:
            return None
        try:
            status = self._file.stat()
        except OSError:
            return (0, 0)
        return status.st_dev, status.st_ino

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection that reads."""
        with translated(self.place), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Yield a connection in a transaction, committed at the end."""
        with translated(self.place), self._engine.begin() as connection:
            yield connection


_HOME = turns.join(conversations, conversations.c.id == turns.c.conversation)
_CITED = _HOME.join(cited, cited.c.turn == turns.c.id)
_TURNS = sa.select(
    *(turns.c[name] for name in ("id", "conversation", "question", "answer", "asked_at", "seconds", "model")),
    *(feedback.c.vote, feedback.c.note, conversations.c.reader),
).select_from(_HOME.outerjoin(feedback, feedback.c.turn == turns.c.id))
_ORDER = (turns.c.number, turns.c.asked_at)


def _of(owner: Owner) -> sa.ColumnElement[bool]:
    return (conversations.c.archive == storable(owner.archive)) & (conversations.c.reader == storable(owner.reader))


def _begin(connection: sa.Connection, owner: Owner, question: str, moment: str) -> str:
    title = _shortened(question) or "A question without words"
    made = new_id()
    connection.execute(
        sa.insert(conversations).values(
            id=made,
            archive=storable(owner.archive),
            reader=storable(owner.reader),
            title=storable(title),
            folded=folded(title),
            started_at=moment,
            changed_at=moment,
        )
    )
    return made


def _cited(turn: str, answer: Answer) -> list[dict[str, object]]:
    used = {number for claim in answer.claims for number in claim.citations}
    return [
        {"turn": turn, "number": at, "path": storable(each.path), "line": each.start_line, "end_line": each.end_line}
        for at, each in enumerate(answer.citations)
        if each.number in used
    ]


def _kept(row: Any) -> KeptTurn:  # noqa: ANN401 - a row of `_TURNS`
    try:
        answer = Answer.from_dict(json.loads(row.answer))
    except (ValueError, AnswerError) as error:
        raise KeepingError(f"the kept answer {row.id} can't be read ({error}): delete its conversation") from error
    vote: Vote | None = "up" if row.vote == "up" else "down" if row.vote == "down" else None
    return KeptTurn(
        row.id, row.conversation, row.question, answer, row.asked_at, row.seconds, row.model, vote, row.note or ""
    )


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= TITLE else f"{words[: TITLE - 4].rstrip()} ..."


def new_id() -> str:
    """Return 128 random bits, as hexadecimal digits."""
    return secrets.token_hex(16)
