"""What the page's events do: values of `qa` in, the page's HTML out.

It decides nothing about answers and keeps nothing of any reader's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import gradio as gr

import qa
from qa.web.answering import Drawing
from qa.web.conversation import Turn, Turns, conversation_html
from qa.web.header import header_html, header_problem_html, run_html
from qa.web.reading import Reading
from qa.web.rebuild import Rebuild
from qa.web.welcome import welcome_html, welcome_problem_html

log = logging.getLogger(__name__)

PROGRESS_SECONDS: Final = 0.2

Update = Any  # What gradio takes for an output: a value, a component with changed settings, or `gr.skip()`.


class Page:
    """What the page's events do, for one archive and any number of readers.

    What a reader asked comes in and goes out as `turns`: it is the reader's own and never kept here, but for what is
    being answered this moment, so that it can be stopped.
    """

    def __init__(self, archive: qa.Archive) -> None:
        self.archive = archive
        self.reading = Reading(archive)
        self.rebuild = Rebuild(archive.refresh)
        self._under_way: dict[str | None, Drawing[Turn]] = {}

    def head(self) -> str:
        """Return the header as it stands now."""
        try:
            model, disclosure = self.archive.model_name, self.archive.model_disclosure
            return header_html(self.archive.status(), datetime.now(UTC), model, disclosure)
        except qa.OnrecordError as error:
            return header_problem_html(self.archive.path.name, str(error))

    def greet(self) -> tuple[str, str]:
        """Return the header, and what can be asked."""
        try:
            status = self.archive.status()
            examples = self.archive.examples() if status.generation else ()
            welcome = welcome_html(status, examples, self.archive.model_name, self.archive.model_disclosure)
        except qa.OnrecordError as error:
            welcome = welcome_problem_html(str(error))
        return self.head(), welcome

    async def ask(self, question: str, turns: Turns, request: gr.Request) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield the question box, the conversation, the source and the turns, as the answer grows."""
        turns = tuple(turn for turn in turns if turn.is_done)
        history = [(turn.answer.question, turn.answer.text) for turn in turns if turn.answer is not None]
        turn = asked = Turn(question.strip(), model=self.archive.model_name)
        drawing = Drawing(lambda stopped: self._answering(asked, history, stopped))
        self._under_way[request.session_hash] = drawing
        try:
            # Emptied once: what a reader types while an answer is being written is the next question.
            yield "", conversation_html((*turns, turn)), gr.skip(), gr.skip()
            async with aclosing(drawing.items()) as items:
                async for grown in items:
                    if grown is None:
                        # It changes nothing, and lets gradio see whether the reader is still there.
                        yield (gr.skip(),) * 4
                        continue
                    turn = grown
                    if turn.is_done:
                        break
                    yield gr.skip(), conversation_html((*turns, turn)), gr.skip(), (*turns, turn)
        finally:
            if self._under_way.get(request.session_hash) is drawing:
                del self._under_way[request.session_hash]
        turn = turn if turn.is_done else replace(turn, stopped=True)
        opened = await asyncio.to_thread(self.reading.first, len(turns), turn)
        yield gr.skip(), conversation_html((*turns, turn)), opened, (*turns, turn)

    async def ask_example(
        self, turns: Turns, event: gr.EventData, request: gr.Request
    ) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield what `ask` yields, for an example question that was pressed."""
        async with aclosing(self.ask(str(event.question), turns, request)) as updates:
            async for update in updates:
                yield update

    async def retry(self, turns: Turns, request: gr.Request) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield what `ask` yields, for the question that was stopped last; its new turn takes the old one's place."""
        if turns and turns[-1].stopped:
            async with aclosing(self.ask(turns[-1].question, turns[:-1], request)) as updates:
                async for update in updates:
                    yield update

    async def stop(self, request: gr.Request) -> None:
        """Stop the answer that this reader waits for, if there is one."""
        if (drawing := self._under_way.get(request.session_hash)) is not None:
            drawing.stop()

    async def follow(self) -> AsyncIterator[tuple[str, gr.Button]]:
        """Yield the progress and the button of a rebuild that somebody started, then its result."""
        run = self.rebuild.run
        if not run.running:
            yield run_html(run) if run.problem else "", _rebuild_button(running=False)
            return
        async for shown in self._watch():
            yield shown

    async def start(self) -> AsyncIterator[tuple[str, gr.Button]]:
        """Start a rebuild, or join the one that runs, and yield what `follow` yields."""
        self.rebuild.start()
        async for shown in self._watch():
            yield shown

    async def _watch(self) -> AsyncIterator[tuple[str, gr.Button]]:
        while (run := self.rebuild.run).running:
            yield run_html(run), _rebuild_button(running=True)
            await asyncio.sleep(PROGRESS_SECONDS)
        yield run_html(run), _rebuild_button(running=False)

    def _answering(
        self, turn: Turn, history: list[tuple[str, str]], stopped: Callable[[], bool]
    ) -> Generator[Turn, None, None]:
        """Yield the turn as it grows, always to its end; closing this closes the archive's stream."""
        try:
            with closing(self.archive.stream(turn.question, history, stopped=stopped)) as events:
                for event in events:
                    turn = _grown(turn, event)
                    yield turn
        except qa.OnrecordError as error:
            yield replace(turn, problem=str(error))
        except Exception:
            # The page's edge: a reader gets one line, the terminal the traceback.
            log.exception("The question could not be answered")
            yield replace(turn, problem="Something went wrong; the terminal that serves this page says what.")


def _grown(turn: Turn, event: qa.Event) -> Turn:
    if isinstance(event, qa.AnswerReady):
        answer = event.answer
        return replace(turn, answer=answer, claims=answer.claims, citations=answer.citations)
    known = {citation.number: citation for citation in (*turn.citations, *event.citations)}
    return replace(turn, claims=(*turn.claims, event.claim), citations=tuple(known.values()))


def _rebuild_button(*, running: bool) -> gr.Button:
    return gr.Button("Rebuilding" if running else "Rebuild index", interactive=not running)
