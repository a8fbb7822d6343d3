"""Watching questions on the page: its place in the rail, what its events do, and asking again after a rebuild.

Every event takes whose questions are meant from the request, never from what the browser says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

import qa
from qa.keeping import SavedQuestion
from qa.keeping import saved as keeping
from qa.saved import ask_all_again, save_question
from qa.web.conversation import Turns
from qa.web.readers import reader_of
from qa.web.watched import watched_html
from qa.web.wiring import ASKING, QUIET, scripted

if TYPE_CHECKING:
    from gradio.events import Dependency

    from qa.web.desk import Desk
    from qa.web.events import Page

log = logging.getLogger(__name__)


def refreshed(archive: qa.Archive, progress: qa.ProgressCallback) -> qa.RefreshReport:
    """Bring an archive's index up to date, and ask every watched question again."""
    report = archive.refresh(progress)
    try:
        ask_all_again(archive, report)
    except qa.OnrecordError as error:
        # The index is up to date all the same; the next refresh asks again.
        log.warning("Watched questions were not asked again: %s", error)
    return report


class Watching:
    """What the events about watched questions do, for one archive and any number of readers."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept = page.kept

    def show(self, request: gr.Request, undo: str | None = None, problem: str | None = None) -> str:
        """Return the list of the reader's watched questions, with what changed."""
        owner = self._kept.owner(reader_of(request))
        none: tuple[SavedQuestion, ...] = ()
        saved = self._kept.attempt(lambda store: keeping.saved_of(store, owner), none)
        gone = self._kept.attempt(lambda store: keeping.saved_of(store, owner, deleted=True), none) if undo else ()
        return watched_html(saved, gone, undo=undo, problem=problem)

    def add(self, turns: Turns, event: gr.EventData, request: gr.Request) -> str:
        """Watch the question of an answer, and return the list."""
        asked = str(getattr(event, "question", None) or "")
        # What the browser sends only chooses among the turns' own questions.
        if not any(turn.answer is not None and turn.answer.question == asked for turn in turns):
            return self.show(request)
        owner, archive = self._kept.owner(reader_of(request)), self._page.archive
        try:
            done = self._kept.attempt(lambda store: save_question(archive, store, owner, asked), None, writes=True)
        except qa.OnrecordError as error:
            return self.show(request, problem=str(error))
        return self.show(request, problem=None if done else f"It can't be watched. {self._kept.problem or ''}")

    def remove(self, event: gr.EventData, request: gr.Request) -> str:
        """Stop watching a question, and return the list, which can undo that."""
        owner, key = self._kept.owner(reader_of(request)), _id(event)
        self._kept.attempt(lambda store: keeping.remove(store, owner, key), None, writes=True)
        return self.show(request, undo=key)

    def restore(self, event: gr.EventData, request: gr.Request) -> str:
        """Watch a question again, and return the list."""
        owner, key = self._kept.owner(reader_of(request)), _id(event)
        self._kept.attempt(lambda store: keeping.restore(store, owner, key), None, writes=True)
        return self.show(request)

    def see(self, event: gr.EventData, request: gr.Request) -> None:
        """Note that the reader has seen what changed; the list stays as it is while they read."""
        owner, key = self._kept.owner(reader_of(request)), _id(event)
        self._kept.attempt(lambda store: keeping.see(store, owner, key), None, writes=True)

    async def ask(self, turns: Turns, event: gr.EventData, request: gr.Request) -> AsyncGenerator[tuple[Any, ...]]:
        """Yield what asking yields, for a watched question that was pressed."""
        await asyncio.to_thread(self.see, event, request)
        async for update in self._page.ask_example(turns, event, request):
            yield update


@dataclass(frozen=True, slots=True)
class WatchedParts:
    """The component that lists watched questions, before it is wired."""

    watching: Watching
    shown: gr.HTML


def build_watched(page: Page) -> WatchedParts:
    """Build the place of watched questions in the rail."""
    events = ("ask", "keep", "remove", "restore", "see")
    shown = gr.HTML(elem_id="watched", **scripted("watched(element, trigger, watch)", *events))
    return WatchedParts(Watching(page), shown)


def wire_watched(parts: WatchedParts, desk: Desk, listed: Dependency) -> None:
    """Wire the events; `listed` is the event after which the list is drawn again, as when an answer was kept."""
    watching, shown = parts.watching, parts.shown
    last: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
    listed.then(watching.show, None, [shown], **QUIET)
    shown.keep(watching.add, [desk.turns], [shown], **QUIET)
    shown.remove(watching.remove, None, [shown], **last)
    shown.restore(watching.restore, None, [shown], **last)
    shown.see(watching.see, None, None, **QUIET)
    shown.ask(watching.ask, [desk.turns], [desk.question, desk.conversation, desk.source, desk.turns], **ASKING)


def _id(event: gr.EventData) -> str:
    return str(getattr(event, "id", None) or "")
