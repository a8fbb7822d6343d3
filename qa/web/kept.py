"""The conversations that are kept with one archive, as the page's events use them.

Nothing here raises for want of a store: asking goes on without one, and `problem` says what is wrong and its cure.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from qa.errors import KeepingError
from qa.export import Document, document_of, facts_of
from qa.keeping import AskedOf, Conversation, KeptTurn, NewTurn, Owner, Store, Vote, open_store
from qa.revisit import revisited
from qa.web.conversation import Turn, Turns

if TYPE_CHECKING:
    from qa import Archive

log = logging.getLogger(__name__)

Result = TypeVar("Result")
_LONGEST_QUERY: Final = 200


class Kept:
    """One archive's conversations, for any number of readers; `reader` is what `reader_of` returns."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._place = str(archive.path.resolve())
        self._store: Store | None = None
        self._lock = threading.Lock()
        self._problems: dict[bool, str] = {}

    @property
    def problem(self) -> str | None:
        """Return why conversations are not kept at the moment, or can't be read, with the cure; None where they are."""
        return self._problems.get(True) or self._problems.get(False)

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None

    def keep(self, reader: str, turns: Turns, turn: Turn, seconds: float) -> Turn:
        """Return the turn as it was kept, in the conversation that `turns` are of; as it came where it can't be."""
        if turn.answer is None or turn.stopped:
            return turn
        conversation = next((each.conversation for each in reversed(turns) if each.conversation), None)
        new = NewTurn(turn.question, turn.answer, seconds, turn.model)
        kept = self.attempt(lambda store: store.keep(self.owner(reader), conversation, new), None, writes=True)
        if kept is None:
            return turn
        return replace(turn, kept_id=kept.id, conversation=kept.conversation, asked_at=kept.asked_at)

    def listed(self, reader: str, query: str = "", *, deleted: bool = False) -> tuple[Conversation, ...]:
        """Return a reader's conversations, the newest first: those in which every word of `query` stands."""
        words = query[:_LONGEST_QUERY]
        return self.attempt(lambda store: store.conversations(self.owner(reader), words, deleted=deleted), ())

    def opened(self, reader: str, conversation: str) -> Turns:
        """Return a conversation's turns, their lines read again on disk; none where there is no such conversation."""
        return self._turns(self.attempt(lambda store: store.turns(self.owner(reader), conversation), ()))

    def linked(self, reader: str, turn: str) -> Turns:
        """Return what a link opens: the reader's own conversation, or another reader's one answer; nothing for none."""
        found = self.attempt(lambda store: store.linked(self.owner(reader), turn), None)
        if found is None:
            return ()
        kept, own = found
        if own:
            return self.opened(reader, kept.conversation)
        shared = replace(kept, vote=None, note="")
        return tuple(replace(each, shared=True, conversation=None) for each in self._turns((shared,)))

    def rename(self, reader: str, conversation: str, title: str) -> None:
        """Give a conversation another title."""
        self.attempt(lambda store: store.rename(self.owner(reader), conversation, title), None, writes=True)

    def delete(self, reader: str, conversation: str) -> None:
        """Put a conversation among the deleted ones."""
        self.attempt(lambda store: store.delete(self.owner(reader), conversation), None, writes=True)

    def restore(self, reader: str, conversation: str) -> None:
        """Bring a deleted conversation back."""
        self.attempt(lambda store: store.restore(self.owner(reader), conversation), None, writes=True)

    def rate(self, reader: str, turn: str, vote: Vote | None, note: str) -> bool:
        """Keep what a reader thinks of an answer of theirs; return whether it was kept."""
        return self.attempt(lambda store: store.rate(self.owner(reader), turn, vote, note), False, writes=True)

    def asked_of(self, reader: str, path: str) -> tuple[AskedOf, ...]:
        """Return a reader's questions that lines of an article answered before."""
        return self.attempt(lambda store: store.asked_of(self.owner(reader), path), ())

    def document(self, reader: str, conversation: str) -> Document | None:
        """Return a conversation for export, as it was answered; None where there is no such conversation."""
        none: tuple[KeptTurn, ...] = ()
        kept = self.attempt(lambda store: store.turns(self.owner(reader), conversation), none)
        title = next((each.title for each in self.listed(reader) if each.id == conversation), "")
        return self._document(title or kept[0].question, kept) if kept else None

    def document_of(self, reader: str, turn: Turn) -> Document | None:
        """Return one answer for export, as it was answered first where it is kept; None where it has none."""
        if turn.answer is None:
            return None
        kept_id = turn.kept_id
        found = self.attempt(lambda store: store.linked(self.owner(reader), kept_id), None) if kept_id else None
        kept = found[0] if found else KeptTurn("", "", turn.question, turn.answer, turn.asked_at or "", 0.0)
        return self._document(turn.question, (kept,))

    def _document(self, title: str, kept: tuple[KeptTurn, ...]) -> Document:
        answers = [(each.question, each.answer, each.asked_at or None) for each in kept]
        sources = facts_of(self._archive, [answer for _, answer, _ in answers])
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return document_of(title, self._archive.path.resolve().name, answers, sources, now)

    def _turns(self, kept: tuple[KeptTurn, ...]) -> Turns:
        answers = revisited(self._archive.witness(), [each.answer for each in kept])
        return tuple(
            Turn(
                each.question,
                answer.claims,
                answer.citations,
                answer,
                model=each.model,
                kept_id=each.id,
                conversation=each.conversation,
                asked_at=each.asked_at,
                reopened=True,
                vote=each.vote,
                note=each.note,
            )
            for each, answer in zip(kept, answers, strict=True)
        )

    def owner(self, reader: str) -> Owner:
        """Return whose conversations and saved questions are a reader's."""
        return Owner(self._place, reader)

    def attempt(self, do: Callable[[Store], Result], otherwise: Result, *, writes: bool = False) -> Result:
        """Return what `do` makes of the store, or `otherwise` where it can't be used: `problem` then says why."""
        try:
            done = do(self._opened_store())
        except KeepingError as error:
            if self._problems.get(writes) != str(error):
                log.warning("Conversations are not kept: %s", error)
            self._problems[writes] = str(error)
            return otherwise
        self._problems.pop(writes, None)
        return done

    def _opened_store(self) -> Store:
        """Return the store, opened again where its file was replaced or couldn't be opened before."""
        with self._lock:
            if self._store is not None and self._store.is_replaced:
                self._store.close()
                self._store = None
            if self._store is None:
                self._store = open_store(self._archive.settings.data)
            return self._store
