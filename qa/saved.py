"""Saved questions of an archive: asked again after each refresh, without a model, within a bound of time.

What a reader saves lies with what readers keep (`qa.keeping`), never in the index. Whether an answer changed, and
because of which article, is told by `qa.comparison`.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from qa.comparison import AnswerChange, ArticleState, Line, StateOf, compare
from qa.keeping import KeptChange, Owner, SavedQuestion, Store, is_begun, open_store
from qa.keeping import saved as keeping
from qa.plain import to_plain

if TYPE_CHECKING:
    from types import TracebackType

    from index import RefreshReport, Snapshot
    from qa.archive import Archive
    from qa.types import Answer

SECONDS: Final = 10.0
"""So long questions are asked again after a refresh; those that are left come first the next time."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """What asking saved questions again showed: the changed answers, how many were asked, how many time left out."""

    changed: tuple[tuple[SavedQuestion, AnswerChange], ...] = ()
    asked: int = 0
    left: int = 0

    def of(self, reader: str) -> tuple[AnswerChange, ...]:
        """Return the changes of one reader's answers."""
        return tuple(change for saved, change in self.changed if saved.reader == reader)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types; whose questions they are is left out."""
        changed = [to_plain(asdict(change)) for _, change in self.changed]
        return {"asked": self.asked, "left": self.left, "changed": changed}


class SavedQuestions:
    """One reader's saved questions of an archive; each method raises KeepingError where they can't be kept."""

    def __init__(self, archive: Archive, store: Store, reader: str) -> None:
        self._archive = archive
        self._store = store
        self._owner = Owner(place_of_archive(archive), reader)

    def all(self) -> tuple[SavedQuestion, ...]:
        """Return them, the oldest first, each with what changed in its answer."""
        return keeping.saved_of(self._store, self._owner)

    def deleted(self) -> tuple[SavedQuestion, ...]:
        """Return those that were removed within the last 30 days, the last one first."""
        return keeping.saved_of(self._store, self._owner, deleted=True)

    def add(self, question: str) -> SavedQuestion:
        """Ask a question, and save it with its answer; one that is saved already is returned as it is.

        Raises:
            QuestionError: the question is empty or far too long.
            IndexMissing: nothing was indexed yet.
        """
        return save_question(self._archive, self._store, self._owner, question)

    def remove(self, key: str) -> None:
        """Stop asking the question with this id."""
        keeping.remove(self._store, self._owner, key)

    def restore(self, key: str) -> None:
        """Bring a removed question back."""
        keeping.restore(self._store, self._owner, key)

    def see(self, key: str) -> None:
        """Note that what changed in this question's answer was seen."""
        keeping.see(self._store, self._owner, key)

    def run(self, report: RefreshReport | None = None, seconds: float = SECONDS) -> AskedAgain:
        """Ask again those that an older index answered; `report` is the last refresh's, where there is one."""
        return ask_again(self._archive, self._store, self.all(), report, seconds)

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_saved(archive: Archive, reader: str) -> SavedQuestions:
    """Open a reader's saved questions; raises KeepingError where what readers keep can't be used."""
    return SavedQuestions(archive, open_store(archive.settings.data), reader)


def ask_all_again(archive: Archive, report: RefreshReport | None, seconds: float = SECONDS) -> AskedAgain:
    """Ask every reader's saved questions of an archive again; nothing is made where nobody has kept anything.

    Raises:
        KeepingError: what readers keep can't be used.
    """
    if not is_begun(archive.settings.data):
        return AskedAgain()
    store = open_store(archive.settings.data)
    try:
        return ask_again(archive, store, keeping.saved_with(store, place_of_archive(archive)), report, seconds)
    finally:
        store.close()


def save_question(archive: Archive, store: Store, owner: Owner, question: str) -> SavedQuestion:
    """Ask a question and save it; see `SavedQuestions.add`."""
    number = archive.snapshot().generation.number  # before: an index that is published now is asked again
    return keeping.save(store, owner, question, archive.quote(question), number)


def ask_again(
    archive: Archive,
    store: Store,
    questions: tuple[SavedQuestion, ...],
    report: RefreshReport | None,
    seconds: float = SECONDS,
) -> AskedAgain:
    """Ask questions again that an older index answered, those that wait longest first; keep what changed.

    A question that several readers saved is asked once.
    """
    if not questions:
        return AskedAgain()
    snapshot = archive.snapshot()
    number = snapshot.generation.number
    waiting = sorted((each for each in questions if each.generation != number), key=lambda each: each.asked_at)
    answers: dict[str, Answer] = {}
    changed: list[tuple[SavedQuestion, AnswerChange]] = []
    until = time.monotonic() + seconds
    for at, saved in enumerate(waiting):
        if saved.question not in answers:
            if at and time.monotonic() > until:
                return AskedAgain(tuple(changed), at, len(waiting) - at)
            answers[saved.question] = archive.quote(saved.question)
        answer = answers[saved.question]
        change = compare(saved.answer, answer, _states(snapshot, saved, report))
        kept: KeptChange | None = keeping.settle(store, saved, answer, number, change)
        if kept is not None:
            changed.append((saved, kept.change))
    return AskedAgain(tuple(changed), len(waiting))


def place_of_archive(archive: Archive) -> str:
    """Return by what name an archive's saved questions and conversations are kept."""
    return str(archive.path.resolve())


def _states(snapshot: Snapshot, asked: SavedQuestion, report: RefreshReport | None) -> StateOf:
    """Return what tells what became of an article since a question was asked.

    Of an article that wasn't cited before, the index knows only that it was written since; a report knows more.
    """
    cited = {(each.path, each.quote) for each in asked.answer.citations}
    since = asked.generation

    def state_of(line: Line, sha256: str | None) -> ArticleState:
        live = snapshot.article(line.path)
        if live is None:
            return "removed"
        if sha256 is not None:
            stands = (line.path, line.text) in cited and line.text in live.text
            return "same" if live.sha256 == sha256 or stands else "changed"
        if report is not None and line.path in report.changed:
            return "changed"
        if report is not None and line.path in report.added:
            return "added"
        if report is not None and line.path in report.unchanged and since == snapshot.generation.number - 1:
            return "same"  # at most, its lines were marked anew
        return "added or changed" if line.path in snapshot.added_since(since) else "same"

    return state_of
