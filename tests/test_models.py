"""Models: what is sent to whom, in which form, and what every failure is told as, within its time."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import repeat
from time import monotonic
from typing import Any

import pytest

import qa
from qa.errors import (
    ContextTooLong,
    ModelError,
    ModelMissing,
    ModelRefused,
    ModelTooSlow,
    ModelUnreachable,
    SettingsError,
)
from qa.models import ChatModel, Request, disclosure, open_model
from tests.fake_server import Asked, ChatServer, Reply

SCHEMA = {
    "type": "object",
    "properties": {"sentences": {"type": "array", "items": {"type": "object"}}},
    "required": ["sentences"],
    "additionalProperties": False,
}
REQUEST = Request(
    system="Answer as JSON.",
    user="[e1] The ferry is late.\n[e2] It left at nine.\n\nWhen did the ferry leave?",
    schema=SCHEMA,
    evidence=(("e1", "The ferry is late."), ("e2", "It left at nine.")),
    most_tokens=200,
    seconds=20.0,
)
SENTENCES = Reply.sentences(("The ferry left at nine.", ["e2"]))
FORMS = ["openai-like", "openai", "ollama", "anthropic"]
KEY = "sk-very-secret"


def model_of(server: ChatServer, form: str = "openai-like", **changes: Any) -> ChatModel:
    url = server.url if form.startswith("openai") else server.address
    model = open_model(server.settings(**{"model": f"{form}/scripted", "model_url": url, "model_key": KEY} | changes))
    assert model is not None
    return model


def said(model: ChatModel, request: Request = REQUEST, **changes: Any) -> str:
    made = {name: getattr(request, name) for name in Request.__dataclass_fields__} | changes
    return "".join(model.reply(Request(**made)))


def test_no_model_is_none() -> None:
    assert open_model(qa.Settings()) is None


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_asked_for_a_stream_and_yields_its_pieces(chat_server: ChatServer, form: str) -> None:
    chat_server.say(Reply("The ferry left at nine.", piece=5))
    model = model_of(chat_server, form)
    pieces = list(model.reply(Request(system="Be short.", user="When?", most_tokens=50)))
    assert pieces == ["The f", "erry ", "left ", "at ni", "ne."]
    [asked] = chat_server.requests
    assert (asked.system, asked.user) == ("Be short.", "When?")
    assert asked.body["model"] == "scripted"
    assert (model.name, model.sent_to) == (f"{form}/scripted", None)


def test_openai_like_servers_are_asked_for_the_schema(chat_server: ChatServer) -> None:
    chat_server.say(SENTENCES)
    assert json.loads(said(model_of(chat_server)))["sentences"][0]["evidence"] == ["e2"]
    [asked] = chat_server.requests
    assert asked.path == "/v1/chat/completions"
    assert asked.body["response_format"]["json_schema"] == {"name": "reply", "strict": True, "schema": SCHEMA}
    assert (asked.body["temperature"], asked.body["max_tokens"], asked.body["stream"]) == (0.0, 200, True)
    assert asked.evidence == dict(REQUEST.evidence)


def test_openai_is_asked_for_the_schema_even_of_models_that_the_library_does_not_know(chat_server: ChatServer) -> None:
    chat_server.say(SENTENCES)
    said(model_of(chat_server, "openai", model="openai/model-of-tomorrow"))
    body = chat_server.requests[0].body
    assert body["response_format"]["type"] == "json_schema"
    assert body["max_completion_tokens"] == 200
    assert "max_tokens" not in body


def test_ollama_is_given_the_schema_and_room_for_the_prompt(chat_server: ChatServer) -> None:
    chat_server.say(SENTENCES)
    assert said(model_of(chat_server, "ollama")) == SENTENCES.text
    said(model_of(chat_server, "ollama"), user="word " * 10_000)
    first, second = (asked.body for asked in chat_server.requests)
    assert first["format"] == SCHEMA
    assert first["options"] == {"temperature": 0.0, "num_ctx": 8192, "num_predict": 200}
    assert second["options"]["num_ctx"] == 32_768


def test_anthropic_is_given_each_line_to_cite_and_its_citations_become_the_usual_form(chat_server: ChatServer) -> None:
    chat_server.say(
        Reply(
            cited=(
                ("The ferry left at nine", (1,)),
                (" and was late.\n", (0, 1)),
                ("Nobody", ()),
                (" was hurt.\n", ()),
                ("It was full. It was cold.", (7,)),
            )
        )
    )
    reply = json.loads(said(model_of(chat_server, "anthropic")))
    assert reply == {
        "sentences": [
            {"text": "The ferry left at nine and was late.", "evidence": ["e2", "e1"]},
            {"text": "Nobody was hurt.", "evidence": []},
            {"text": "It was full. It was cold.", "evidence": ["result 7"]},
        ]
    }
    [asked] = chat_server.requests
    content = asked.body["messages"][0]["content"]
    lines = [block for block in content if block["type"] == "search_result"]
    assert [(line["title"], line["content"][0]["text"]) for line in lines] == list(REQUEST.evidence)
    assert all(line["citations"] == {"enabled": True} for line in lines)
    assert "When did the ferry leave?" in content[-1]["text"]
    assert "[e1]" not in content[-1]["text"]


def test_anthropic_sentences_come_one_by_one(chat_server: ChatServer) -> None:
    chat_server.say(Reply(cited=(("It left.", (0,)), ("It came.", (1,))), pause=0.05))
    pieces = list(model_of(chat_server, "anthropic").reply(REQUEST))
    assert [piece.count("text") for piece in pieces] == [1, 1, 0]


def test_anthropic_json_is_left_as_it_is(chat_server: ChatServer) -> None:
    chat_server.say(SENTENCES)
    assert said(model_of(chat_server, "anthropic")) == SENTENCES.text


@pytest.mark.parametrize("form", FORMS)
def test_the_key_goes_out_as_the_server_wants_it_and_nothing_of_the_environment_does(
    chat_server: ChatServer, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = "http://127.0.0.1:9/"
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_API_BASE", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        monkeypatch.setenv(name, elsewhere)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("OLLAMA_HOST", elsewhere)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OLLAMA_API_KEY", "OPENAI_ORG_ID"):
        monkeypatch.setenv(name, "of-the-environment")
    for name in ("OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.setenv(name, "x-custom: of-the-environment")
    chat_server.say("Yes.")
    assert "Yes." in said(model_of(chat_server, form), schema=None)
    said(model_of(chat_server, form, model_key=None), schema=None)
    with_key, without = (asked.headers for asked in chat_server.requests)
    expected = {"x-api-key": KEY} if form == "anthropic" else {"authorization": f"Bearer {KEY}"}
    assert expected.items() <= with_key.items()
    assert not {"authorization", "x-api-key"} & without.keys()
    assert "of-the-environment" not in str([*with_key.values(), *without.values()])
    assert not [name for name in with_key if name.startswith("x-stainless")]


def test_opening_a_model_connects_to_nothing_and_imports_nothing_heavy() -> None:
    code = """if True:
        import socket, sys
        def refuse(*_): raise AssertionError("connected")
        socket.socket.connect = socket.getaddrinfo = refuse
        import qa
        from qa.models import disclosure, open_model
        for model in ("openai-like/x", "openai/gpt-4o", "ollama/x", "anthropic/x"):
            settings = qa.Settings(model=model, model_url="http://models.example:8080/v1", model_key="k")
            assert open_model(settings).sent_to == "models.example:8080"
            assert "models.example:8080" in disclosure(settings)
        heavy = set(sys.modules) & {"llama_index.core", "openai",
            "anthropic", "ollama", "torch", "gradio"}
        assert not heavy, heavy
    """
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("model", "url", "host"),
    [
        ("openai/gpt-4o", None, "api.openai.com"),
        ("anthropic/claude", None, "api.anthropic.com"),
        ("ollama/qwen3", None, None),
        ("ollama/qwen3", "http://ollama.example:11434", "ollama.example:11434"),
        ("openai-like/x", "http://localhost:8080/v1", None),
        ("openai-like/x", "http://127.0.0.2:8080/v1", None),
        ("openai-like/x", "http://[::1]:8080/v1", None),
        ("openai-like/x", "http://127.0.0.1.example.com/v1", "127.0.0.1.example.com"),
        ("openai-like/x", "https://10.0.0.5/v1", "10.0.0.5"),
        ("openai-like/x", "https://[2001:db8::1]:8443/v1", "[2001:db8::1]:8443"),
        ("local/file.gguf", None, None),
        ("none", None, None),
    ],
)
def test_where_lines_go_is_told_unless_they_stay_here(model: str, url: str | None, host: str | None) -> None:
    told = disclosure(qa.Settings(model=model, model_url=url))
    if host is None:
        assert told is None
    else:
        open_line = ", unencrypted" if url and url.startswith("http:") else ""
        assert told == f"Questions and the cited lines are sent to {host}{open_line} (model {model})."


REFUSALS = [
    (401, "Incorrect API key provided: sk-very-secret", ModelRefused, "refused the key.*ONRECORD_MODEL_KEY"),
    (403, "Forbidden", ModelRefused, "refused the key"),
    (404, "model 'scripted' not found", ModelRefused, "no model .*check ONRECORD_MODEL"),
    (404, "404 page not found", ModelRefused, "no such model or address .*ONRECORD_MODEL_URL"),
    (400, "Incorrect model: the model `scripted` does not exist", ModelRefused, "has no model"),
    (413, "Request too large", ContextTooLong, "longer context"),
    (400, "request (9031 tokens) exceeds the available context size (4096 tokens)", ContextTooLong, "longer context"),
    (400, "This model's maximum context length is 4096 tokens. However, you requested 5000", ContextTooLong, "longer"),
    (400, "context_length_exceeded", ContextTooLong, "longer context"),
    (400, "prompt is too long: 208000 tokens > 200000 maximum", ContextTooLong, "longer context"),
    (500, "input length exceeds maximum context length", ContextTooLong, "longer context"),
    (402, "Payment required", ModelRefused, "no credit"),
    (429, "You exceeded your current quota (insufficient_quota)", ModelRefused, "no credit"),
    (301, "moved", ModelUnreachable, "elsewhere .*final address"),
    (418, "short and stout", ModelRefused, "refused the request"),
]


@pytest.mark.parametrize(("status", "message", "kind", "told"), REFUSALS)
def test_a_refusal_is_told_in_one_line_with_its_cure_and_without_the_key(
    chat_server: ChatServer, status: int, message: str, kind: type[ModelError], told: str
) -> None:
    chat_server.say(Reply.failure(status, message, headers={"Location": "http://192.0.2.1/"}))
    with pytest.raises(kind, match=told) as caught:
        said(model_of(chat_server), schema=None)
    assert len(chat_server.requests) == 1
    assert "\n" not in str(caught.value)
    assert KEY not in f"{caught.value!r}{caught.value.__cause__!r}"


@pytest.mark.parametrize("form", FORMS)
def test_a_wrong_key_is_told_alike_by_every_form(chat_server: ChatServer, form: str) -> None:
    chat_server.say(Reply.failure(401, "no"))
    with pytest.raises(ModelRefused, match=r"refused the key \(401\)"):
        said(model_of(chat_server, form))
    assert len(chat_server.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_tried_again(chat_server: ChatServer, status: int) -> None:
    busy = Reply.failure(status, "busy", headers={"Retry-After": "0.01"})
    chat_server.say(busy, busy, SENTENCES)
    assert said(model_of(chat_server)) == SENTENCES.text
    assert len(chat_server.requests) == 3


def test_it_is_tried_three_times_at_most(chat_server: ChatServer) -> None:
    chat_server.say(Reply.failure(503, "busy", headers={"Retry-After": "0"}))
    with pytest.raises(ModelUnreachable, match="failed .503."):
        said(model_of(chat_server))
    assert len(chat_server.requests) == 3


def test_a_server_that_wants_more_patience_than_there_is_time_is_not_waited_for(chat_server: ChatServer) -> None:
    chat_server.say(Reply.failure(429, "slow down", headers={"Retry-After": "30"}))
    began = monotonic()
    with pytest.raises(ModelRefused, match="too many requests"):
        said(model_of(chat_server))
    assert monotonic() - began < 10
    assert len(chat_server.requests) == 1


def test_a_dead_server_is_told_soon() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/v1"
    for form in FORMS:
        model = open_model(qa.Settings(model=f"{form}/x", model_url=url, model_key="k"))
        assert model
        with pytest.raises(ModelUnreachable, match=r"nothing answers at http://127\.0\.0\.1.*start the model's server"):
            said(model)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("then", ["break", "error"])
def test_a_reply_that_breaks_off_is_an_error_and_not_asked_for_again(
    chat_server: ChatServer, form: str, then: Any
) -> None:
    chat_server.say(Reply("The ferry left. ", then=then, cited=(("The ferry left.", (0,)), ("It", ()))))
    pieces: list[str] = []
    with pytest.raises(ModelUnreachable, match="broke off|failed in mid-reply"):
        pieces.extend(model_of(chat_server, form).reply(REQUEST))
    assert len(chat_server.requests) == 1 or not pieces


@pytest.mark.parametrize("form", FORMS)
def test_a_stall_ends_at_the_deadline(chat_server: ChatServer, form: str) -> None:
    chat_server.say("warm")
    said(model_of(chat_server, form), schema=None)  # so that imports are not measured
    chat_server.say(Reply("The ferry left.", before=20))
    began = monotonic()
    with pytest.raises(ModelTooSlow, match=r"within 0\.3 seconds: raise ONRECORD_MODEL_TIMEOUT"):
        said(model_of(chat_server, form), seconds=0.3)
    assert monotonic() - began < 5


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply("Some words", then="stall"), id="silence in the middle"),
        pytest.param(Reply("word " * 40, piece=1, pause=0.05), id="a trickle"),
    ],
)
def test_a_reply_that_does_not_end_in_time_gives_its_pieces_and_then_an_error(
    chat_server: ChatServer, reply: Reply
) -> None:
    chat_server.say(reply)
    pieces: list[str] = []
    began = monotonic()
    with pytest.raises(ModelTooSlow):
        pieces.extend(open_pieces(model_of(chat_server), 1.0, pieces))
    assert pieces
    assert monotonic() - began < 20


def open_pieces(model: ChatModel, seconds: float, into: list[str]) -> Iterator[str]:
    for piece in model.reply(Request(system="s", user="u", seconds=seconds)):
        into.append(piece)
        yield piece


def test_an_endless_reply_is_cut_and_the_server_left(chat_server: ChatServer) -> None:
    chat_server.say(Reply(repeat("word ")))
    text = said(model_of(chat_server), most_tokens=50)
    assert len(text) in range(600, 700)
    assert chat_server.until(lambda: chat_server.finished == ["left"])


def test_an_endless_line_without_a_word_is_left(chat_server: ChatServer) -> None:
    headers = {"Content-Type": "text/event-stream", "Content-Length": "900000000"}
    chat_server.say(Reply(raw=b"data: " + b"x" * 3_000_000, headers=headers, then="stall"))
    with pytest.raises(ModelUnreachable, match="no model's reply"):
        said(model_of(chat_server), most_tokens=50)


def test_leaving_the_reply_ends_the_exchange_and_its_thread(chat_server: ChatServer) -> None:
    chat_server.say(Reply(repeat("word "), pause=0.01))
    pieces = model_of(chat_server).reply(REQUEST)
    assert next(iter(pieces))
    pieces.close()  # type: ignore[attr-defined]
    assert chat_server.until(lambda: chat_server.finished == ["left"])
    assert chat_server.until(lambda: not [t for t in threading.enumerate() if t.name == "onrecord-model"])


def test_leaving_a_server_that_is_silent_ends_the_thread_at_once(chat_server: ChatServer) -> None:
    chat_server.say(Reply("Well", then="stall"))
    pieces = model_of(chat_server).reply(REQUEST)
    assert next(iter(pieces))
    pieces.close()  # type: ignore[attr-defined]
    assert chat_server.until(lambda: not [t for t in threading.enumerate() if t.name == "onrecord-model"], 3)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"<html><body>Please log in</body></html>", id="a page"),
        pytest.param(b"\x00\xff\xfe not text \x80", id="bytes"),
        pytest.param(b'{"choices": 7, "message": 7, "content": 7}', id="another form"),
        pytest.param(b"", id="nothing"),
    ],
)
@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/event-stream"])
def test_what_is_no_reply_is_told(chat_server: ChatServer, form: str, raw: bytes, kind: str) -> None:
    chat_server.say(Reply(raw=raw, headers={"Content-Type": kind}))
    with pytest.raises(ModelUnreachable, match="no model's reply|empty reply|broke off"):
        said(model_of(chat_server, form))


def test_what_is_not_http_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(3):
                connection, _address = listener.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        model = open_model(
            qa.Settings(model="openai-like/x", model_url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        )
        assert model
        with pytest.raises(ModelUnreachable, match="broke off"):
            said(model)
        thread.join()


def test_a_server_that_knows_no_schema_is_asked_without_and_that_is_remembered(chat_server: ChatServer) -> None:
    def script(asked: Asked) -> Reply:
        return Reply.failure(400, "response_format is not supported") if "response_format" in asked.body else SENTENCES

    chat_server.answer_with(script)
    model = model_of(chat_server)
    assert said(model) == said(model) == SENTENCES.text
    assert ["response_format" in asked.body for asked in chat_server.requests] == [True, False, False]


def test_a_refusal_that_has_nothing_to_do_with_the_schema_is_told_in_the_end(chat_server: ChatServer) -> None:
    chat_server.say(Reply.failure(400, "no"))
    with pytest.raises(ModelRefused, match="refused the request"):
        said(model_of(chat_server))
    assert len(chat_server.requests) == 2


def test_a_server_that_does_not_stream_is_asked_for_the_whole(chat_server: ChatServer) -> None:
    def script(asked: Asked) -> Reply:
        whole = {
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Yes."}}]
        }
        return Reply(raw=json.dumps(whole).encode())

    chat_server.answer_with(script)
    model = model_of(chat_server)
    assert said(model) == said(model) == "Yes."
    assert [asked.body.get("stream") for asked in chat_server.requests] == [True, False, False]


@pytest.mark.parametrize("form", FORMS)
def test_a_model_that_takes_no_temperature_is_asked_without(chat_server: ChatServer, form: str) -> None:
    def script(asked: Asked) -> Reply | str:
        heat = asked.body.get("options", asked.body).get("temperature", 1)
        return Reply.failure(400, "Unsupported value: 'temperature' does not support 0") if heat == 0 else "Yes."

    chat_server.answer_with(script)
    assert said(model_of(chat_server, form), schema=None) == "Yes."


def test_a_model_without_a_system_role_gets_all_in_one_message(chat_server: ChatServer) -> None:
    chat_server.answer_with(
        lambda asked: Reply.failure(400, "System role not supported") if asked.system else Reply("Yes.")
    )
    assert said(model_of(chat_server)) == "Yes."
    assert chat_server.requests[-1].user == f"{REQUEST.system}\n\n{REQUEST.user}"


def test_a_missing_key_is_told_before_anything_is_sent() -> None:
    with pytest.raises(SettingsError, match="openai/gpt-4o needs a key: set ONRECORD_MODEL_KEY or OPENAI_API_KEY"):
        open_model(qa.Settings(model="openai/gpt-4o"))


def test_a_missing_file_is_told_with_the_way_to_get_one() -> None:
    with pytest.raises(ModelMissing, match=r"no model file nowhere\.gguf.*make local-model"):
        open_model(qa.Settings(model="local/nowhere.gguf"))


def test_a_compressed_reply_is_not_unpacked(chat_server: ChatServer) -> None:
    chat_server.say(Reply("word", headers={"Content-Encoding": "gzip"}))
    with pytest.raises(ModelUnreachable, match="no model's reply"):
        said(model_of(chat_server))
