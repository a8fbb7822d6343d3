"""The example agent, against a scripted server: what it shows is the archive's answer, or marked as nobody's."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import REPOSITORY, ArchiveOf
from tests.fake_server import Asked, ChatServer, Reply

# Of llama-index's agents about themselves: they use what pydantic and their own workflows have deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:is_running called from within a step:DeprecationWarning"),
]

ARTICLE = "Lock reopens\n\n4 March 2031\n\nThe lock at Dunmore reopened on Monday after nine weeks.\n"
REQUEST = "I wonder about that lock at Dunmore."


@pytest.fixture(scope="module")
def agent() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agent_example", REPOSITORY / "examples" / "agent.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(archive_of: ArchiveOf) -> Path:
    return archive_of({"lock.txt": ARTICLE}).path


def use(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "openai-like/scripted")
    monkeypatch.setenv("ONRECORD_MODEL_URL", server.url)


def test_the_agent_shows_the_archives_answer_with_file_and_line(
    agent: ModuleType,
    folder: Path,
    chat_server: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def script(asked: Asked) -> Reply | str:
        if asked.evidence:  # the archive, which has the model word its answer
            return Reply.sentences(("The lock at Dunmore reopened on Monday.", ["e1"]))
        return 'Thought: I must look.\nAction: archive\nAction Input: {"input": "When did the lock at Dunmore reopen?"}'

    chat_server.answer_with(script)
    use(chat_server, monkeypatch)
    assert agent.main([str(folder), REQUEST]) == 0
    answer, *sources = capsys.readouterr().out.splitlines()
    assert answer == "The lock at Dunmore reopened on Monday. [1]"
    assert sources[-1] == "[1] lock.txt:5  The lock at Dunmore reopened on Monday after nine weeks."
    assert "archive" in chat_server.requests[0].messages[0][1]


def test_an_agent_that_asks_nothing_is_marked_as_nobodys_word(
    agent: ModuleType,
    folder: Path,
    chat_server: ChatServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chat_server.say("Thought: I know it.\nAnswer: It reopened in May.")
    use(chat_server, monkeypatch)
    assert agent.main([str(folder), REQUEST]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The agent did not ask the archive. Nothing vouches for what it says:",
        "It reopened in May.",
    ]


def test_without_a_model_the_example_says_which_setting_it_needs(
    agent: ModuleType, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert agent.main([str(folder), REQUEST]) == 1
    assert "ONRECORD_MODEL=openai-like/NAME" in capsys.readouterr().err
    assert agent.main([]) == 2
