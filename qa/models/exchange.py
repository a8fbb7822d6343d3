"""One exchange with a model, bounded in time and in length, whatever the library and the server behind it do.

The library runs in a thread of its own; the caller waits with the time that is left, and leaving ends the exchange.
Nothing here knows HTTP or a provider.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qa.models.failures import Failure
    from qa.models.request import Request

CHARACTERS_A_TOKEN = 12
"""More than a token ever has on average: a reply longer than this allows has no end."""
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Form:
    """What of a request the server takes: the schema of the reply, a temperature, a system's message, a stream."""

    schema: bool = True
    temperature: bool = True
    system: bool = True
    streamed: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """A request in the form that the server takes."""

    request: Request
    form: Form

    @property
    def most_characters(self) -> int:
        """Return how long a reply may be before it counts as endless."""
        return CHARACTERS_A_TOKEN * self.request.most_tokens


class Line(Protocol):
    """A way to one model, open for one exchange."""

    def pieces(self, ask: Ask) -> Iterator[str]:
        """Yield the reply; whatever is raised is explained afterwards."""
        ...

    def explain(self, error: BaseException, *, said_something: bool) -> Failure:
        """Return what an error raised by `pieces` means."""
        ...

    def too_much(self) -> bool:
        """Return whether more came in than any reply has."""
        ...

    def end(self) -> None:
        """Leave at once, from another thread too; `pieces` then ends soon."""
        ...


class BrokenError(Exception):
    """The exchange failed; `failure` says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.error))
        self.failure = failure


class OutOfTimeError(Exception):
    """The reply had not ended by the deadline."""


def flow(line: Line, ask: Ask, deadline: float) -> Generator[str, None, None]:
    """Yield the pieces of a reply until it ends, has grown endless or was stopped; `deadline` is by `monotonic`.

    Raises `OutOfTimeError` at the deadline, and `BrokenError` where the exchange fails.
    """
    if ask.request.stopped():
        return
    arrived: SimpleQueue[str | BrokenError | None] = SimpleQueue()
    # A daemon, for a name that can't be resolved holds its thread longer than anyone should wait.
    Thread(target=_fill, args=(line, ask, arrived), name="onrecord-model", daemon=True).start()
    try:
        while not ask.request.stopped():
            left = deadline - monotonic()
            if left <= 0:
                raise OutOfTimeError
            try:
                item = arrived.get(timeout=min(left, _LOOK))
            except Empty:
                if line.too_much():
                    raise BrokenError(line.explain(ValueError("no end"), said_something=True)) from None
                continue
            if item is None:
                return
            if isinstance(item, BrokenError):
                raise item
            yield item
    finally:
        line.end()


def _fill(line: Line, ask: Ask, arrived: SimpleQueue[str | BrokenError | None]) -> None:
    try:
        _pass_on(line, ask, arrived)
    except BrokenError as broken:
        arrived.put(broken)
    else:
        arrived.put(None)


def _pass_on(line: Line, ask: Ask, arrived: SimpleQueue[str | BrokenError | None]) -> None:
    said = 0
    try:
        for piece in line.pieces(ask):
            if piece:
                arrived.put(piece)
            said += len(piece)
            if said > ask.most_characters:
                return
    # A library may raise anything over what a server sends; all of it is explained here, once.
    except Exception as error:
        raise BrokenError(line.explain(error, said_something=said > 0)) from error
