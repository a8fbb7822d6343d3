"""A scripted language model on loopback: it answers and fails as it is told to, and remembers what it was asked.

One server speaks all three forms that are spoken to real ones: `/v1/chat/completions` as OpenAI-like servers do,
`/api/chat` as Ollama does, `/v1/messages` as Anthropic does; each as a stream where the request asks for one.

    chat_server.say("plain text", Reply.sentences(("The bridge is shut.", ["e1"])))   # a queue; the last one repeats
    chat_server.answer_with(lambda asked: Reply(echo(asked.evidence)))                # or a function of the request
    chat_server.requests[0].evidence["e1"]                                            # what it was asked
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

import qa

End = Literal["end", "break", "stall", "error"]


@dataclass(frozen=True)
class Asked:
    """One request as it came in; header names are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Return (role, text) of each message, the system's first, wherever the form keeps it."""
        system = [("system", _text_of(self.body["system"]))] if "system" in self.body else []
        return system + [(part["role"], _text_of(part["content"])) for part in self.body.get("messages", ())]

    @property
    def system(self) -> str:
        return "\n".join(text for role, text in self.messages if role == "system")

    @property
    def user(self) -> str:
        return "\n".join(text for role, text in self.messages if role == "user")

    @property
    def evidence(self) -> dict[str, str]:
        """Return the lines `[e1] text` of the prompt by id."""
        return dict(re.findall(r"^\[(e\d+)\] (.*)$", self.user, re.MULTILINE))


@dataclass(frozen=True)
class Reply:
    """What the server sends.

    `text` is one text, cut into pieces of `piece` characters where it is streamed, or an iterable of pieces, which
    may be endless. `before` and `pause` are seconds of silence before the first piece and after each. `then`: the
    stream ends as it should, breaks off, falls silent, or sends an error as an event. A `status` other than 200 sends
    `text` as it stands, as does `raw`, which stands for the whole body. `cited` is for Anthropic: texts with the
    0-based numbers of the documents that each cites.
    """

    text: str | Iterable[str] = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    piece: int = 12
    before: float = 0.0
    pause: float = 0.0
    then: End = "end"
    raw: bytes | None = None
    cited: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @classmethod
    def sentences(cls, *sentences: tuple[str, list[str]], **changes: Any) -> Reply:
        """Return the JSON that is asked for: texts, each with the ids of its evidence."""
        listed = [{"text": text, "evidence": evidence} for text, evidence in sentences]
        return cls(json.dumps({"sentences": listed}, ensure_ascii=False), **changes)

    @classmethod
    def failure(cls, status: int, message: str, **changes: Any) -> Reply:
        """Return an error as these servers tell it."""
        return cls(json.dumps({"error": {"message": message, "type": "error"}}), status=status, **changes)

    def pieces(self) -> Iterator[str]:
        if isinstance(self.text, str):
            for start in range(0, len(self.text), self.piece):
                yield self.text[start : start + self.piece]
        else:
            yield from self.text


Script = Callable[[Asked], "Reply | str"]


class ChatServer:
    """The server: its address, its script, its history. Start it with `with`."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.finished: list[str] = []
        """How each exchange ended, as the server saw it: "whole", or "left" where the client went away."""
        self.stopping = threading.Event()
        self._script: Script = lambda asked: Reply.failure(500, "no script")
        self._http = _Listener(("127.0.0.1", 0), _Handler)
        self._http.chat = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def address(self) -> str:
        """Return "http://127.0.0.1:PORT"."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """Return the address that OpenAI-like clients are given."""
        return f"{self.address}/v1"

    def settings(self, **changes: Any) -> qa.Settings:
        """Return settings that make this server the model."""
        made: dict[str, Any] = {"model": "openai-like/scripted", "model_url": self.url, "model_timeout": 20.0}
        return qa.Settings(**made | changes)

    def say(self, *replies: Reply | str) -> None:
        """Answer with these, in order; the last one repeats."""
        queue = list(replies)
        lock = threading.Lock()

        def next_one(asked: Asked) -> Reply | str:
            with lock:
                return queue.pop(0) if len(queue) > 1 else queue[0]

        self._script = next_one

    def answer_with(self, script: Script) -> None:
        """Answer with what a function makes of each request."""
        self._script = script

    def reply_to(self, asked: Asked) -> Reply:
        self.requests.append(asked)
        reply = self._script(asked)
        return Reply(reply) if isinstance(reply, str) else reply

    def wait(self, seconds: float) -> None:
        """Be silent, but not longer than the server lives."""
        if seconds:
            self.stopping.wait(seconds)

    def until(self, condition: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait until something holds; return whether it does."""
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.01)
        return condition()

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them, and no test leaves a thread behind
    chat: ChatServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 3.0  # of each send: a client that left with its window full is not always told by the kernel
    server: _Listener

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Log nothing."""

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:  # else the client went away before it had asked anything
            self._handle(json.loads(body or b"{}"))

    def _handle(self, body: Mapping[str, Any]) -> None:
        chat = self.server.chat
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        reply = chat.reply_to(asked)
        try:
            chat.wait(reply.before)
            self._send(asked, reply)
            chat.finished.append("whole")
        except (BrokenPipeError, ConnectionError, TimeoutError):
            chat.finished.append("left")
        self.close_connection = True

    def _send(self, asked: Asked, reply: Reply) -> None:
        streamed = bool(asked.body.get("stream", False)) and reply.status == 200 and reply.raw is None
        wire = _WIRES[asked.path.rsplit("/", 1)[-1] if asked.path != "/api/chat" else "ollama"]
        self.send_response(reply.status)
        if not streamed:
            whole = reply.raw if reply.raw is not None else self._body(wire, reply)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(whole))} | dict(reply.headers)
        else:
            headers = {"Content-Type": wire.content_type, "Transfer-Encoding": "chunked"} | dict(reply.headers)
        for name, value in ({"Connection": "close"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if not streamed:
            self.wfile.write(whole)
            self.wfile.flush()
            if reply.then == "stall":
                self.server.chat.stopping.wait(30)
            return
        for event in wire.stream(reply):
            self._chunk(event)
            self.server.chat.wait(reply.pause)
            if self.server.chat.stopping.is_set():
                return
        if reply.then == "stall":
            self.server.chat.stopping.wait(30)
        if reply.then != "break":
            self.wfile.write(b"0\r\n\r\n")

    def _body(self, wire: type[_OpenAIWire], reply: Reply) -> bytes:
        if reply.status != 200:
            return "".join(reply.pieces()).encode()
        return json.dumps(wire.whole("".join(reply.pieces()), reply)).encode()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()


class _OpenAIWire:
    content_type = "text/event-stream"

    @staticmethod
    def whole(text: str, reply: Reply) -> Any:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}

    @classmethod
    def stream(cls, reply: Reply) -> Iterator[bytes]:
        about = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
        for piece in reply.pieces():
            choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
            yield _event(about | {"choices": [choice]})
        if reply.then == "error":
            yield _event({"error": {"message": "the model crashed", "type": "server_error", "code": 500}})
        if reply.then == "end":
            yield _event(about | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            yield b"data: [DONE]\n\n"


class _OllamaWire(_OpenAIWire):
    content_type = "application/x-ndjson"

    @staticmethod
    def whole(text: str, reply: Reply) -> Any:
        message = {"role": "assistant", "content": text}
        return {"model": "scripted", "created_at": "2031-01-01T00:00:00Z", "message": message, "done": True}

    @classmethod
    def stream(cls, reply: Reply) -> Iterator[bytes]:
        for piece in reply.pieces():
            yield json.dumps(cls.whole(piece, reply) | {"done": False}).encode() + b"\n"
        if reply.then == "error":
            yield json.dumps({"error": "the model crashed"}).encode() + b"\n"
        if reply.then == "end":
            yield json.dumps(cls.whole("", reply) | {"done_reason": "stop"}).encode() + b"\n"


class _AnthropicWire(_OpenAIWire):
    @staticmethod
    def whole(text: str, reply: Reply) -> Any:
        blocks = [
            {"type": "text", "text": part, "citations": [_citation(number) for number in numbers]}
            for part, numbers in reply.cited or ((text, ()),)
        ]
        return _ANTHROPIC_MESSAGE | {"content": blocks, "stop_reason": "end_turn"}

    @classmethod
    def stream(cls, reply: Reply) -> Iterator[bytes]:
        yield _event({"type": "message_start", "message": _ANTHROPIC_MESSAGE}, "message_start")
        for index, (text, numbers) in enumerate(reply.cited or ((None, ()),)):
            at = {"index": index}
            block: dict[str, Any] = {"type": "text", "text": ""} | ({"citations": []} if numbers else {})
            yield _event({"type": "content_block_start", "content_block": block} | at, "content_block_start")
            for piece in reply.pieces() if text is None else Reply(text, piece=reply.piece).pieces():
                said = {"type": "text_delta", "text": piece}
                yield _event({"type": "content_block_delta", "delta": said} | at, "content_block_delta")
            for number in numbers:
                delta = {"type": "citations_delta", "citation": _citation(number)}
                yield _event({"type": "content_block_delta", "delta": delta} | at, "content_block_delta")
            if reply.then == "error":
                failure = {"type": "overloaded_error", "message": "Overloaded"}
                yield _event({"type": "error", "error": failure}, "error")
                return
            yield _event({"type": "content_block_stop"} | at, "content_block_stop")
        if reply.then == "end":
            end = {"stop_reason": "end_turn", "stop_sequence": None}
            yield _event({"type": "message_delta", "delta": end, "usage": {"output_tokens": 9}}, "message_delta")
            yield _event({"type": "message_stop"}, "message_stop")


_ANTHROPIC_MESSAGE: dict[str, Any] = {
    "id": "1",
    "type": "message",
    "role": "assistant",
    "model": "scripted",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 9, "output_tokens": 0},
}
_WIRES = {"completions": _OpenAIWire, "ollama": _OllamaWire, "messages": _AnthropicWire, "models": _OpenAIWire}


def _citation(number: int) -> dict[str, Any]:
    return {
        "type": "search_result_location",
        "cited_text": "as cited",
        "source": f"e{number + 1}",
        "title": f"e{number + 1}",
        "search_result_index": number,
        "start_block_index": 0,
        "end_block_index": 1,
    }


def _event(value: Any, name: str | None = None) -> bytes:
    return (f"event: {name}\n" if name else "").encode() + b"data: " + json.dumps(value).encode() + b"\n\n"


def _text_of(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if "text" in part)
