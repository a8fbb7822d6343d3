"""A model that is reached over a line: what is tried again, what is asked more simply, when to give up.

Nothing is tried again once a piece of the reply was passed on.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from time import monotonic, sleep
from typing import TYPE_CHECKING

from qa.errors import ContextTooLong
from qa.models.exchange import Ask, BrokenError, Form, Line, OutOfTimeError, flow
from qa.models.failures import Failure, Whom, refuses, silent, too_slow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa.models.request import Request

    Connect = Callable[[float], Line]
    """Open a line until a time of `monotonic`."""

_PAUSES = (0.25, 0.75)
"""Seconds before the second and the third try, where the server names none."""


class Chat:
    """A `ChatModel` behind any line. `prepare` imports and starts what is needed, once, outside of a request's time."""

    def __init__(self, name: str, sent_to: str | None, whom: Whom, prepare: Callable[[], Connect]) -> None:
        self._name = name
        self._sent_to = sent_to
        self._whom = whom
        self._prepare = prepare
        self._form = Form()

    @property
    def name(self) -> str:
        """Return its name as it is set: "ollama/qwen3"."""
        return self._name

    @property
    def sent_to(self) -> str | None:
        """Return the host that lines are sent to; None where they stay on this machine."""
        return self._sent_to

    def prepare(self) -> None:
        """Import and load what is needed, which the first reply does else. Raises `ModelMissing` where that fails."""
        self._prepare()

    def reply(self, request: Request) -> Iterator[str]:
        """Yield the reply piece by piece; closing the iterator ends the exchange. Raises `ModelError`."""
        connect = self._prepare()
        deadline = monotonic() + request.seconds
        form, pauses = self._form, list(_PAUSES)
        said = False
        while True:
            try:
                with closing(flow(connect(deadline), Ask(request, form), deadline)) as pieces:
                    for piece in pieces:
                        said = True
                        yield piece
                if not said and not request.stopped():
                    raise silent(self._whom).error
                self._form = form
                return  # noqa: TRY300
            except OutOfTimeError:
                raise too_slow(self._whom, request.seconds) from None
            except BrokenError as broken:
                failure = broken.failure
                simpler = None if said else _simpler(form, request, failure)
                if simpler is not None:
                    form = simpler
                    continue
                pause = failure.wait if failure.wait is not None else next(iter(pauses), 0.0)
                if said or not failure.again or not pauses or monotonic() + pause >= deadline:
                    raise failure.error from broken
                pauses.pop(0)
                _rest(pause, request)


def _rest(seconds: float, request: Request) -> None:
    """Sleep, but wake soon after the request is stopped."""
    until = monotonic() + seconds
    while monotonic() < until and not request.stopped():
        sleep(min(0.05, max(until - monotonic(), 0)))


def _simpler(form: Form, request: Request, failure: Failure) -> Form | None:
    """Return the form without what the server refused; None where the refusal is about something else."""
    if form.streamed and failure.unstreamed:
        return replace(form, streamed=False)
    if form.temperature and refuses(failure, "temperature"):
        return replace(form, temperature=False)
    if form.system and refuses(failure, "system"):
        return replace(form, system=False)
    asked_in_form = form.schema and request.schema is not None and not isinstance(failure.error, ContextTooLong)
    if asked_in_form and refuses(failure, "schema"):
        return replace(form, schema=False)
    return None
