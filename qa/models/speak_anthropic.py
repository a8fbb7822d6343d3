"""Speak to Anthropic, through llama-index, with citations of its own: each line of evidence is a block to cite.

Its cited text is put into the form that other models are asked for, so that one parser serves all. Imported when a
model is first asked.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import anthropic
import httpx2
from llama_index.core.llms import ChatMessage, CitableBlock, LLMMetadata, TextBlock
from llama_index.llms.anthropic import Anthropic, utils

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import httpx

    from qa.models.exchange import Ask
    from qa.models.request import Request
    from qa.models.wire import Wire

# anthropic 2 made this type a union, which can't be called as llama-index-llms-anthropic 0.12.3 does: any dict serves.
if "MessageParam" in vars(utils):
    vars(utils)["MessageParam"] = dict

Block = tuple[str, tuple[int, ...]]
"""A block of text, and the numbers of the search results that it cites, from 0."""
_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_INSTEAD_OF_JSON = (
    "The lines are given as search results, one line each, named e1, e2 and so on. Do not write JSON: write plain"
    " sentences, each on a line of its own, and cite the search results that each one rests on."
)
_NO_KEY = "set by the wire"
"""Never sent. Without a key, the library looks for another, in the environment and in files."""


class _Anthropic(Anthropic):
    """llama-index's own, on our connection, and for models that take no temperature and are newer than its list."""

    def __init__(self, model: str, address: str, most_tokens: int, *, tempered: bool, http: httpx.Client) -> None:
        super().__init__(
            model=model, base_url=address, api_key=_NO_KEY, max_tokens=most_tokens, temperature=0.0, max_retries=0
        )
        options: dict[str, Any] = {"http_client": http, "open_telemetry": False}
        self._client = anthropic.Anthropic(base_url=address, api_key=_NO_KEY, max_retries=0, **options)
        self._tempered = tempered

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(is_chat_model=True, model_name=self.model)

    @property
    def _model_kwargs(self) -> dict[str, Any]:
        # anthropic 2 no longer knows a temperature; most of its models still take one.
        options = dict(super()._model_kwargs)
        temperature = options.pop("temperature", None)
        return options | (
            {"extra_body": {"temperature": temperature}} if temperature is not None and self._tempered else {}
        )


def anthropic_pieces(wire: Wire, ask: Ask, model: str) -> Iterator[str]:
    """Yield Anthropic's reply, as JSON where sentences with evidence are asked for."""
    request = ask.request
    with wire.client(httpx2) as http:
        llm = _Anthropic(model, wire.address, request.most_tokens, tempered=ask.form.temperature, http=http)
        cites = bool(request.evidence) and request.schema is not None
        messages = [ChatMessage(role="system", content=request.system), _cited(request) if cites else _plain(request)]
        if not ask.form.streamed:
            blocks = _whole(llm.chat(messages).raw)
        elif cites:
            blocks = _streamed(part.raw for part in llm.stream_chat(messages))
        else:
            yield from (part.delta or "" for part in llm.stream_chat(messages))
            return
        yield from as_json(blocks, request) if cites else (text for text, _ in blocks)


def _plain(request: Request) -> ChatMessage:
    return ChatMessage(role="user", content=request.user)


def _cited(request: Request) -> ChatMessage:
    lines = {f"[{name}] {line}" for name, line in request.evidence}
    rest = "\n".join(line for line in request.user.split("\n") if line not in lines)
    blocks: list[Any] = [
        CitableBlock(title=name, source=name, content=[TextBlock(text=line)]) for name, line in request.evidence
    ]
    return ChatMessage(role="user", blocks=[*blocks, TextBlock(text=f"{rest}\n\n{_INSTEAD_OF_JSON}")])


def _streamed(events: Iterable[Any]) -> Iterator[Block]:
    """Yield the blocks as they end. llama-index tells a citation only once, so that the events themselves are read."""
    text, numbers = "", list[int]()
    for event in events:
        delta = event.get("delta")
        kind = getattr(delta, "type", "")
        if kind == "text_delta":
            text += delta.text
        elif kind == "citations_delta":
            numbers += _numbers([delta.citation])
        elif event.get("type") == "content_block_stop":
            yield text, tuple(numbers)
            text, numbers = "", []


def _whole(message: Mapping[str, Any]) -> Iterator[Block]:
    for block in message["content"]:
        if block.type == "text":
            yield block.text, tuple(_numbers(block.citations or ()))


def _numbers(citations: Iterable[Any]) -> list[int]:
    found = (getattr(citation, "search_result_index", None) for citation in citations)
    return [number for number in found if number is not None]


def as_json(blocks: Iterable[Block], request: Request) -> Iterator[str]:
    """Yield the form that is asked of other models, from blocks of text and the numbers of what they cite.

    A sentence ends where its line does, or where a cited block ends with a full stop; its evidence is what the blocks
    cite of which it is made. A reply that is JSON in spite of what it was told is passed on as it stands. Numbers out
    of range become ids that nothing has, and are counted later.
    """
    opening = '{"sentences": ['
    for text, cited in _sentences(blocks, request):
        if cited is None:
            yield text
            continue
        yield opening + json.dumps({"text": text, "evidence": cited}, ensure_ascii=False)
        opening = ", "
    if opening == ", ":
        yield "]}"


def _sentences(blocks: Iterable[Block], request: Request) -> Iterator[tuple[str, list[str] | None]]:
    """Yield each sentence with its evidence, or None where the text is JSON already."""
    text, cited, is_json, any_yet = "", dict[str, None](), False, False
    for said, numbers in blocks:
        is_json = is_json or (not any_yet and not text and said.lstrip()[:1] in ("{", "`"))
        if is_json:
            yield said, None
            continue
        pieces = said.split("\n")
        for place, piece in enumerate(pieces):
            if piece.strip():
                text += piece
                cited |= dict.fromkeys(_id(number, request) for number in numbers)
            ended = place < len(pieces) - 1 or (numbers and _FULL_STOP.search(text))
            if ended and text.strip():
                yield text.strip(), list(cited)
                text, cited, any_yet = "", {}, True
    if text.strip():
        yield text.strip(), list(cited)


def _id(number: int, request: Request) -> str:
    return request.evidence[number][0] if 0 <= number < len(request.evidence) else f"result {number}"
