"""Drawing a generator in a thread: in order, to its end, and stopped at once however long it is silent."""

import asyncio
import threading
import time
from collections.abc import Callable, Generator

import pytest

from qa.web import answering
from qa.web.answering import Drawing


async def drawn(drawing: Drawing[int]) -> list[int | None]:
    return [item async for item in drawing.items()]


def test_all_items_come_in_order_and_then_it_ends() -> None:
    async def read() -> list[int | None]:
        return await drawn(Drawing(lambda stopped: (number for number in range(50))))

    assert asyncio.run(read()) == list(range(50))


def test_of_items_that_come_at_once_only_the_newest_is_kept_and_the_last_one_always() -> None:
    def begun(stopped: Callable[[], bool]) -> Generator[int, None, None]:
        yield from range(50)
        time.sleep(0.3)
        yield 50

    async def read() -> tuple[list[int | None], float]:
        began = time.monotonic()
        return await drawn(Drawing(begun, apart=0.2)), time.monotonic() - began

    came, seconds = asyncio.run(read())
    assert came == [49, 50]
    assert seconds < 0.5  # the end is not waited for


def test_stopping_ends_a_silent_generator_at_once_and_closes_it() -> None:
    closed = threading.Event()

    def silent(stopped: Callable[[], bool]) -> Generator[int, None, None]:
        try:
            yield 1
            while not stopped():
                closed.wait(0.01)
            yield 2
        finally:
            closed.set()

    async def read() -> list[int | None]:
        drawing = Drawing(silent)
        came: list[int | None] = []
        async for item in drawing.items():
            came.append(item)
            asyncio.get_running_loop().call_later(0.05, drawing.stop)
        return came

    assert asyncio.run(read()) == [1]
    assert closed.wait(5)


def test_a_reader_who_leaves_stops_it_too() -> None:
    closed = threading.Event()

    def endless(stopped: Callable[[], bool]) -> Generator[int, None, None]:
        try:
            while not stopped():
                yield 1
        finally:
            closed.set()

    async def leave() -> None:
        items = Drawing(endless).items()
        assert await anext(items) == 1
        await items.aclose()

    asyncio.run(leave())
    assert closed.wait(5)


def test_silence_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "BEAT_SECONDS", 0.01)
    go_on = threading.Event()

    def waiting(stopped: Callable[[], bool]) -> Generator[int, None, None]:
        go_on.wait(5)
        yield 1

    async def read() -> list[int | None]:
        came: list[int | None] = []
        async for item in Drawing(waiting).items():
            came.append(item)
            if len(came) == 3:
                go_on.set()
        return came

    came = asyncio.run(read())
    assert came[:3] == [None] * 3
    assert came[-1] == 1
