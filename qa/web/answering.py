"""Draw a generator in a thread of its own, so that its reader can stop it at any moment.

Gradio can end an event only between two updates, and a language model may be silent for long between two sentences.
Nothing here knows what is drawn.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

Item = TypeVar("Item")

# How long gradio may take to notice that a reader has closed the page.
BEAT_SECONDS: Final = 2.0


class Drawing(Generic[Item]):
    """One generator under way; it is made, read and stopped in one event loop, and must not raise."""

    def __init__(self, start: Callable[[Callable[[], bool]], Generator[Item, Any, None]], apart: float = 0.0) -> None:
        """Take what makes the generator; it gets a function that says whether the reader has stopped it.

        Items that come less than `apart` seconds after the last one, or the start, give way to the next that comes
        within that time: for items that each hold all before them, of which a reader needs only the newest.
        """
        self._start = start
        self._apart = apart
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[tuple[Item, ...]] = asyncio.Queue()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End it: nothing more is read from it now, and it is closed as soon as it next yields."""
        self._stopped.set()
        self._items.put_nowait(())

    async def items(self) -> AsyncGenerator[Item | None]:
        """Yield each item as it comes, and None where nothing came for a while; end where it ended or was stopped."""
        threading.Thread(target=self._draw, name="answer", daemon=True).start()
        shown = self._loop.time()
        try:
            while not self._stopped.is_set():
                try:
                    came = await asyncio.wait_for(self._items.get(), BEAT_SECONDS)
                except TimeoutError:
                    yield None
                    continue
                newest = await self._newest(came, shown + self._apart)
                if not came or self._stopped.is_set():
                    return
                shown = self._loop.time()
                yield newest[0]
        finally:
            self._stopped.set()

    async def _newest(self, came: tuple[Item, ...], until: float) -> tuple[Item, ...]:
        """Return the last item that comes up to a moment; an end that comes before is left for later."""
        while came and self._loop.time() < until:
            try:
                later = await asyncio.wait_for(self._items.get(), until - self._loop.time())
            except TimeoutError:
                break
            if not later:
                self._items.put_nowait(later)
                break
            came = later
        return came

    def _draw(self) -> None:
        try:
            with closing(self._start(self._stopped.is_set)) as generator:
                for item in generator:
                    if self._stopped.is_set():
                        return
                    self._loop.call_soon_threadsafe(self._items.put_nowait, (item,))
        finally:
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._items.put_nowait, ())
