"""What is asked of a language model, and what any of them must be able to do. Nothing here reaches one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


def never() -> bool:
    """Return that nobody has stopped this."""
    return False


@dataclass(frozen=True, slots=True)
class Request:
    """One request: instructions, the text to go by, and the form of the reply.

    `schema` is the JSON schema that the reply should follow, None where it is plain text; a server that can't hold the
    model to it is asked without. `evidence` are the (id, line) pairs that `user` already holds as `[e1] text`: a model
    with citations of its own is given these instead, and its reply is put into the schema's form. `most_tokens` bounds
    the reply, `seconds` the whole exchange, which also ends, within a moment, once `stopped` says so.
    """

    system: str
    user: str
    schema: Mapping[str, Any] | None = None
    evidence: tuple[tuple[str, str], ...] = ()
    most_tokens: int = 800
    seconds: float = 60.0
    stopped: Callable[[], bool] = never


class ChatModel(Protocol):
    """A language model that writes. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """Return its name as it is set: "ollama/qwen3"."""
        ...

    @property
    def sent_to(self) -> str | None:
        """Return the host that lines are sent to; None where they stay on this machine."""
        ...

    def reply(self, request: Request) -> Iterator[str]:
        """Yield the reply piece by piece; closing the iterator ends the exchange.

        Raises:
            ModelError: before or between the pieces, one of its kinds, with one line that names the cure.
        """
        ...
