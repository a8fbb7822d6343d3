"""Speak to OpenAI and to servers like it, through llama-index. Imported when a model is first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from llama_index.core.llms import ChatMessage, LLMMetadata
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai.utils import O1_MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.models.exchange import Ask
    from qa.models.wire import Wire

_ROOM_TO_REASON = 4_000
"""Tokens for thinking, which these models count with the reply."""


class _OpenAI(OpenAI):
    """llama-index's own, for models newer than its list too."""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(is_chat_model=True, model_name=self.model)


def openai_pieces(wire: Wire, ask: Ask, model: str) -> Iterator[str]:
    """Yield OpenAI's reply."""
    reasons = model in O1_MODELS and "chat" not in model
    most = ask.request.most_tokens + (_ROOM_TO_REASON if reasons else 0)
    with wire.client(httpx) as client:
        llm = _OpenAI(model=model, reasoning_effort="low" if reasons else None, **_options(wire, ask, client))
        yield from _said(llm, ask, {"max_completion_tokens": most})


def openai_like_pieces(wire: Wire, ask: Ask, model: str) -> Iterator[str]:
    """Yield the reply of a server that speaks as OpenAI does."""
    from llama_index.llms.openai_like import OpenAILike

    with wire.client(httpx) as client:
        llm = OpenAILike(model=model, is_chat_model=True, **_options(wire, ask, client))
        yield from _said(llm, ask, {"max_tokens": ask.request.most_tokens})


def _options(wire: Wire, ask: Ask, client: httpx.Client) -> dict[str, Any]:
    return {
        "api_base": wire.address,
        "api_key": "set by the wire",  # never sent; without one these libraries look for another
        "temperature": 0.0 if ask.form.temperature else 1.0,
        "max_retries": 0,
        "http_client": client,
    }


def messages_of(ask: Ask) -> list[ChatMessage]:
    """Return the request as messages, the system's text within the user's where the server wants that."""
    request = ask.request
    if not ask.form.system:
        return [ChatMessage(role="user", content=f"{request.system}\n\n{request.user}")]
    return [ChatMessage(role="system", content=request.system), ChatMessage(role="user", content=request.user)]


def _said(llm: OpenAI, ask: Ask, options: dict[str, Any]) -> Iterator[str]:
    if ask.request.schema is not None and ask.form.schema:
        schema = {"name": "reply", "strict": True, "schema": ask.request.schema}
        options["response_format"] = {"type": "json_schema", "json_schema": schema}
    if not ask.form.streamed:
        yield llm.chat(messages_of(ask), **options).message.content or ""
        return
    for part in llm.stream_chat(messages_of(ask), **options):
        yield part.delta or ""
