"""`onrecord models`, and what `onrecord ask` says of a model elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import cli
from tests.fake_server import ChatServer, Reply

KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def _settings_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_model(monkeypatch: pytest.MonkeyPatch, url: str, model: str = "openai-like/scripted") -> None:
    monkeypatch.setenv("ONRECORD_MODEL", model)
    monkeypatch.setenv("ONRECORD_MODEL_URL", url)
    monkeypatch.setenv("ONRECORD_MODEL_KEY", KEY)


def test_without_a_model_it_says_how_to_set_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["models"]) == 0
    printed = capsys.readouterr().out
    assert "No language model is set" in printed
    assert "ONRECORD_MODEL=openai-like/NAME" in printed


def test_a_model_is_told_and_tried_with_nothing_of_an_archive(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chat_server.say("Ready.")
    set_model(monkeypatch, chat_server.url)
    assert cli.run(["models"]) == 0
    printed = capsys.readouterr()
    assert "Model: openai-like/scripted (an answer may take it 60 s)" in printed.out
    assert f"Address: {chat_server.url} (with a key)" in printed.out
    assert "stay on this machine" in printed.out
    assert "Tried: first words after" in printed.out
    assert KEY not in printed.out + printed.err
    assert len(chat_server.requests) == 1


def test_it_prints_json(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chat_server.say("Ready.")
    set_model(monkeypatch, chat_server.url)
    assert cli.run(["models", "--json"]) == 0
    printed = capsys.readouterr().out
    told = json.loads(printed)
    assert (told["model"], told["address"], told["key"]) == ("openai-like/scripted", chat_server.url, True)
    assert (told["disclosure"], told["said"], told["error"]) == (None, "Ready.", None)
    assert 0 <= told["first_ms"] <= told["total_ms"]
    assert KEY not in printed


@pytest.mark.parametrize("as_json", [False, True])
def test_a_model_that_fails_is_one_line_and_exit_code_1(
    chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    chat_server.say(Reply.failure(401, f"wrong key {KEY}"))
    set_model(monkeypatch, chat_server.url)
    assert cli.run(["models", *["--json"] * as_json]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("onrecord: ")
    assert printed.err.count("\n") == 1
    assert "refused the key (401)" in printed.err
    assert not as_json or "refused the key (401)" in json.loads(printed.out)["error"]
    assert KEY not in printed.out + printed.err


def test_a_model_that_cannot_be_is_told_with_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "gpt-4o")
    assert cli.run(["models"]) == 1
    assert "give none or one of openai-like/NAME" in capsys.readouterr().err


def test_asking_says_first_where_lines_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A question without an answer, for then nothing is sent, and the tests reach no network.
    (tmp_path / "note.txt").write_text("The lighthouse was painted red on Monday.\n", encoding="utf-8")
    assert cli.run(["index", str(tmp_path), "--quiet"]) == 0
    set_model(monkeypatch, "https://models.example/v1")
    assert cli.run(["ask", "Who won the chess tournament in Lisbon?", "--archive", str(tmp_path)]) == 3
    printed = capsys.readouterr()
    assert printed.err.splitlines()[0] == (
        "Questions and the cited lines are sent to models.example (model openai-like/scripted)."
    )
    assert "sent to" not in printed.out
