"""Speak to Ollama, through llama-index. Imported when a model is first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.llms import ChatMessage
from llama_index.llms.ollama import Ollama
from ollama import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.models.exchange import Ask
    from qa.models.wire import Wire

_LEAST_CONTEXT = 8_192


def ollama_pieces(wire: Wire, ask: Ask, model: str) -> Iterator[str]:
    """Yield Ollama's reply."""
    request = ask.request
    with Client(host=wire.address, **wire.options()) as client:
        llm = Ollama(
            model=model,
            base_url=wire.address,
            client=client,
            temperature=0.0 if ask.form.temperature else 1.0,
            context_window=_context(len(request.system) + len(request.user), request.most_tokens),
            additional_kwargs={"num_predict": request.most_tokens},
        )
        options: dict[str, Any] = {}
        if request.schema is not None and ask.form.schema:
            options["format"] = dict(request.schema)
        messages = [ChatMessage(role="system", content=request.system), ChatMessage(role="user", content=request.user)]
        if not ask.form.streamed:
            yield llm.chat(messages, **options).message.content or ""
            return
        for part in llm.stream_chat(messages, **options):
            yield part.delta or ""


def _context(characters: int, most_tokens: int) -> int:
    """Return a context that surely holds the request: Ollama cuts off what does not fit, and says nothing.

    Doubled from one size only, for another size loads the model again.
    """
    size = _LEAST_CONTEXT
    while size < characters // 2 + most_tokens:
        size *= 2
    return size
