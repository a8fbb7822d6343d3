"""Lay out the reader's conversations beside the chat, and wire their events: open, find, rename, delete, export, rate.

Every event takes whose conversations are meant from the request, never from what the browser says.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final, cast, get_args

import gradio as gr

from qa.export import FORMS, Document, file_name
from qa.keeping import Vote
from qa.web.conversation import Turns, conversation_html
from qa.web.history import TOGGLE, TOOLS, history_html, missing_link_html
from qa.web.readers import reader_of
from qa.web.reading import whole
from qa.web.source import EMPTY
from qa.web.watching import WatchedParts, build_watched, wire_watched
from qa.web.wiring import QUIET, scripted

if TYPE_CHECKING:
    from qa.web.desk import Desk
    from qa.web.events import Page

Update = Any  # What gradio takes for an output: a value, a component with changed settings, or `gr.skip()`.

_SKIPPED: Final = (gr.skip(),) * 3


class Rail:
    """What the rail's events do, for one archive and any number of readers."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept = page.kept
        self._handed = itertools.count(1)

    def show(self, turns: Turns, event: gr.EventData, request: gr.Request, undo: str | None = None) -> str:
        """Return the list as the reader's search wants it."""
        reader, query = reader_of(request), _text(event, "query")
        listed = self._kept.listed(reader, query)
        deleted = self._kept.listed(reader, deleted=True)
        current = next((turn.conversation for turn in reversed(turns) if turn.conversation), None)
        return history_html(
            listed, deleted, current=current, query=query, undo=undo, problem=self._kept.problem
        )  # fmt: skip

    async def open(self, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        """Return the conversation, the source, the turns and the list, for a conversation that was chosen."""
        await self._page.leave(request)
        return await asyncio.to_thread(self._open, event, request)

    def _open(self, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        turns = self._kept.opened(reader_of(request), _text(event, "id"))
        return self._opened(turns, event, request)

    def follow_link(self, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        """Return the same for an answer's link."""
        turns = self._kept.linked(reader_of(request), _text(event, "id"))
        if not turns:
            return missing_link_html(), EMPTY, (), self.show((), event, request)
        at = next((at for at, turn in enumerate(turns) if turn.kept_id == _text(event, "id")), len(turns) - 1)
        return self._opened(turns, event, request, at)

    async def reopen(self, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        """Return the same for a question that an article answered before."""
        await self._page.leave(request)
        turns = await asyncio.to_thread(self._kept.opened, reader_of(request), _text(event, "conversation"))
        at = next((at for at, turn in enumerate(turns) if turn.kept_id == _text(event, "turn")), -1)
        return await asyncio.to_thread(self._opened, turns, event, request, at)

    async def begin(self, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        """Return the same, emptied for a new conversation."""
        await self._page.leave(request)
        return "", EMPTY, (), await asyncio.to_thread(self.show, (), event, request)

    def rename(self, turns: Turns, event: gr.EventData, request: gr.Request) -> Update:
        """Rename a conversation; the list shows that already, and is drawn again only where it could not be done."""
        self._kept.rename(reader_of(request), _text(event, "id"), _text(event, "title"))
        return gr.skip() if self._kept.problem is None else self.show(turns, event, request)

    async def delete(self, turns: Turns, event: gr.EventData, request: gr.Request) -> tuple[Update, ...]:
        """Delete a conversation, and return what `open` returns: emptied where it was the open one."""
        gone = _text(event, "id")
        await asyncio.to_thread(self._kept.delete, reader_of(request), gone)
        if any(turn.conversation == gone for turn in turns) and self._kept.problem is None:
            await self._page.leave(request)
            return "", EMPTY, (), await asyncio.to_thread(self.show, (), event, request, gone)
        return *_SKIPPED, await asyncio.to_thread(self.show, turns, event, request, gone)

    def restore(self, turns: Turns, event: gr.EventData, request: gr.Request) -> str:
        """Bring a deleted conversation back, and return the list."""
        self._kept.restore(reader_of(request), _text(event, "id"))
        return self.show(turns, event, request)

    def rate(self, event: gr.EventData, request: gr.Request) -> str:
        """Keep what the reader thinks of an answer, and return what is to be said of that."""
        vote = _text(event, "vote")
        given = cast("Vote", vote) if vote in get_args(Vote) else None
        done = self._kept.rate(reader_of(request), _text(event, "id"), given, _text(event, "note"))
        if not done:
            return self._said(f"That could not be kept. {self._kept.problem or ''}", "said-now failed")
        # A vote shows in its button; that a note was saved shows nowhere else.
        noted = bool(given and _text(event, "note"))
        return self._said("Note saved" if noted else "Noted", "said-now" if noted else "said-now unseen")

    def save(self, turns: Turns, event: gr.EventData, request: gr.Request) -> str:
        """Return an answer or a conversation as a file for the browser to save."""
        reader, form = reader_of(request), FORMS.get(_text(event, "form"))
        document: Document | None = None
        if _text(event, "what") == "conversation":
            document = self._kept.document(reader, _text(event, "id"))
        elif 0 <= (at := whole(getattr(event, "turn", None))) < len(turns):
            document = self._kept.document_of(reader, turns[at])
        if document is None or form is None:
            return self._said(f"There is nothing to export. {self._kept.problem or ''}", "said-now failed")
        text = form.write(document)
        return (
            f'<div class="file" data-number="{next(self._handed)}" data-name="{escape(file_name(document, form))}" '
            f'data-type="{form.media_type};charset=utf-8" data-text="{escape(text)}"></div>'
        )

    def _opened(self, turns: Turns, event: gr.EventData, request: gr.Request, at: int = -1) -> tuple[Update, ...]:
        if not turns:
            return *_SKIPPED, self.show((), event, request)
        turns = tuple(map(self._page.reading.grouped, turns))
        place = at % len(turns)
        source = self._page.reading.first(place, turns[place], request)
        return conversation_html(turns), source, turns, self.show(turns, event, request)

    def _said(self, text: str, kind: str) -> str:
        return f'<p class="{kind}" data-number="{next(self._handed)}">{escape(text.strip())}</p>'


@dataclass(frozen=True, slots=True)
class RailParts:
    """The rail's components, before they are wired."""

    rail: Rail
    tools: gr.HTML
    kept: gr.HTML
    handed: gr.HTML
    watched: WatchedParts


def build_toggle() -> gr.HTML:
    """Return the button that shows and hides the conversations."""
    return gr.HTML(TOGGLE, elem_id="rail-toggle", **scripted("railToggle(element)"))


def build_rail(page: Page) -> RailParts:
    """Build the column of a reader's conversations."""
    with gr.Column(elem_id="rail"):
        tools = gr.HTML(TOOLS, elem_id="rail-tools", **scripted("rail(element, trigger)", "begin"))
        watched = build_watched(page)
        kept = gr.HTML(
            elem_id="kept",
            **scripted("kept(element, trigger, watch)", "look", "choose", "link", "rename", "delete", "restore"),
        )
        handed = gr.HTML(elem_id="handed", **scripted("handed(element, trigger, watch)", "rate", "save"))
    return RailParts(Rail(page), tools, kept, handed, watched)


def wire_rail(parts: RailParts, desk: Desk) -> None:
    """Wire the rail's events to the conversation that stands beside it."""
    rail, kept = parts.rail, parts.kept
    opened = [desk.conversation, desk.source, desk.turns, kept]
    last: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
    wire_watched(parts.watched, desk, kept.look(rail.show, [desk.turns], [kept], **last))
    kept.choose(rail.open, None, opened, **last)
    desk.source.reopen(rail.reopen, None, opened, **QUIET)
    kept.link(rail.follow_link, None, opened, **QUIET)
    parts.tools.begin(rail.begin, None, opened, **QUIET)
    kept.rename(rail.rename, [desk.turns], [kept], **last)
    kept.delete(rail.delete, [desk.turns], opened, **last)
    kept.restore(rail.restore, [desk.turns], [kept], **last)
    parts.handed.rate(rail.rate, None, [parts.handed], **last)
    parts.handed.save(rail.save, [desk.turns], [parts.handed], **QUIET)


def _text(event: gr.EventData, name: str) -> str:
    return str(getattr(event, name, None) or "")
