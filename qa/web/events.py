"""What the page's events do: values of `qa` in, the page's HTML out.

It decides nothing about answers, and leaves it to `qa.web.kept` to keep them.
"""

from __future__ import annotations

import asyncio
import logging
import time
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
from qa.web.kept import Kept
from qa.web.readers import arrival_of, reader_of
from qa.web.reading import Reading
from qa.web.rebuild import Rebuild
from qa.web.standing import Standing
from qa.web.watching import refreshed
from qa.web.welcome import welcome_html, welcome_problem_html

log = logging.getLogger(__name__)

PROGRESS_SECONDS: Final = 0.2
# Each step that is shown costs the server some milliseconds; of those that come at once, the last one is.
STEP_SECONDS: Final = 0.1
# Pages of which it is remembered when another conversation was opened; it matters for as long as an answer takes.
REMEMBERED: Final = 1_000

Update = Any  # What gradio takes for an output: a value, a component with changed settings, or `gr.skip()`.


class Page:
    """What the page's events do, for one archive and any number of readers.

    What a reader asked comes in and goes out as `turns`: it is the reader's own and never kept here, but for what is
    being answered this moment, so that it can be stopped.
    """

    def __init__(self, archive: qa.Archive) -> None:
        self.archive = archive
        self.kept = Kept(archive)
        self.reading = Reading(archive, lambda request, path: self.kept.asked_of(reader_of(request), path))
        self.rebuild = Rebuild(lambda progress: refreshed(archive, progress))
        self.standing = Standing(archive.status, lambda: (self.rebuild.run.number, self.rebuild.run.running))
        self.asks_for_password = False
        self._suggested: tuple[int, tuple[str, ...]] = (0, ())
        self._under_way: dict[str | None, Drawing[Turn]] = {}
        self._left: dict[str | None, int] = {}  # the last request of a page that opened another conversation

    def head(self) -> str:
        """Return the header as it stands now."""
        try:
            model, disclosure = self.archive.model_name, self.archive.model_disclosure
            status, now = self.standing.status(), datetime.now(UTC)
            return header_html(status, now, model, disclosure, signed_in=self.asks_for_password)
        except qa.OnrecordError as error:
            return header_problem_html(self.archive.path.name, str(error))

    def greet(self) -> tuple[str, str]:
        """Return the header, and what can be asked."""
        try:
            status = self.standing.status()
            examples = self._examples(status.generation) if status.generation else ()
            welcome = welcome_html(status, examples, self.archive.model_name, self.archive.model_disclosure)
        except qa.OnrecordError as error:
            welcome = welcome_problem_html(str(error))
        return self.head(), welcome

    def _examples(self, generation: int) -> tuple[str, ...]:
        """Return what can be asked, found once for each state of the index: each takes a question or more to find."""
        known, examples = self._suggested
        if known != generation:
            examples = self.archive.examples()
            self._suggested = (generation, examples)
        return examples

    async def ask(self, question: str, turns: Turns, request: gr.Request) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield the question box, the conversation, the source and the turns, as the answer grows."""
        # Where another conversation was opened before this event began, `turns` are already that one's.
        turns = () if self._has_left(request) else tuple(turn for turn in turns if turn.is_done)
        history = [(turn.answer.question, turn.answer.text) for turn in turns if turn.answer is not None]
        turn = asked = Turn(question.strip(), model=self.archive.model_name)
        began = time.monotonic()
        drawing = Drawing(lambda stopped: self._answering(asked, history, stopped), STEP_SECONDS)
        self._under_way[request.session_hash] = drawing
        try:
            # Emptied once: what a reader types while an answer is being written is the next question.
            yield "", gr.skip() if self._has_left(request) else conversation_html((*turns, turn)), gr.skip(), gr.skip()
            async with aclosing(drawing.items()) as items:
                async for grown in items:
                    if grown is None:
                        # It changes nothing, and lets gradio see whether the reader is still there.
                        yield (gr.skip(),) * 4
                        continue
                    turn = grown
                    if turn.is_done:
                        break
                    if not self._has_left(request):
                        yield gr.skip(), conversation_html((*turns, turn)), gr.skip(), (*turns, turn)
            seconds = time.monotonic() - began
            turn = turn if turn.is_done else replace(turn, stopped=True)
            turn = await asyncio.to_thread(self.reading.grouped, turn)
            turn = await asyncio.to_thread(self.kept.keep, reader_of(request), turns, turn, seconds)
            opened = await asyncio.to_thread(self.reading.first, len(turns), turn, request)
            if not self._has_left(request):
                yield gr.skip(), conversation_html((*turns, turn)), opened, (*turns, turn)
        finally:
            if self._under_way.get(request.session_hash) is drawing:
                del self._under_way[request.session_hash]

    async def ask_example(
        self, turns: Turns, event: gr.EventData, request: gr.Request
    ) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield what `ask` yields, for an example question that was pressed."""
        async with aclosing(self.ask(str(event.question), turns, request)) as updates:
            async for update in updates:
                yield update

    async def retry(self, turns: Turns, request: gr.Request) -> AsyncGenerator[tuple[Update, ...]]:
        """Yield what `ask` yields, for a last question that was stopped or failed; its new turn takes its place."""
        if turns and (turns[-1].stopped or turns[-1].problem is not None):
            async with aclosing(self.ask(turns[-1].question, turns[:-1], request)) as updates:
                async for update in updates:
                    yield update

    async def stop(self, request: gr.Request) -> None:
        """Stop the answer that this reader waits for, if there is one."""
        if (drawing := self._under_way.get(request.session_hash)) is not None:
            drawing.stop()

    async def leave(self, request: gr.Request) -> None:
        """Stop what this reader waits for, and show nothing of it any more: another conversation is opened."""
        self._left[request.session_hash] = arrival_of(request)
        while len(self._left) > REMEMBERED:
            del self._left[next(iter(self._left))]
        await self.stop(request)

    def _has_left(self, request: gr.Request) -> bool:
        """Return whether the reader has opened another conversation since this request came in."""
        return self._left.get(request.session_hash, 0) > arrival_of(request)

    async def follow(self) -> AsyncIterator[tuple[str, gr.Button]]:
        """Yield the progress and the button of a rebuild that somebody started, then its result."""
        run = self.rebuild.run
        if not run.running:
            yield run_html(run) if run.problem else "", _rebuild_button(running=False)
            return
        async for shown in self.watch():
            yield shown

    async def start(self) -> AsyncIterator[tuple[str, gr.Button]]:
        """Start a rebuild, or join the one that runs, and yield what `follow` yields."""
        self.rebuild.start()
        async for shown in self.watch():
            yield shown

    async def watch(self) -> AsyncIterator[tuple[str, gr.Button]]:
        """Yield the progress and the button of the rebuild that runs, then its result."""
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
    return replace(turn, claims=(*turn.claims, event.claim), citations=tuple(known.values()), lead=event.lead)


def _rebuild_button(*, running: bool) -> gr.Button:
    return gr.Button("Rebuilding" if running else "Rebuild index", interactive=not running)
