"""Settings: which source wins, and what a wrong one is told."""

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import Settings, debug_wanted, load_settings


def write_toml(folder: Path, text: str) -> None:
    (folder / "onrecord.toml").write_text(text, encoding="utf-8")


def test_without_environment_or_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings == Settings()
    assert (settings.embedder, settings.model) == ("bundled", "none")
    assert settings.cache_dir.is_absolute()
    assert "onrecord" in settings.cache_dir.parts


def test_the_file_overrides_the_defaults_and_the_environment_overrides_the_file(tmp_path: Path) -> None:
    write_toml(tmp_path, 'embedder = "from-file"\ncache_dir = "kept"\n')
    settings = load_settings({"ONRECORD_EMBEDDER": "from-environment"}, tmp_path)
    assert settings.embedder == "from-environment"
    assert settings.cache_dir == tmp_path / "kept"


def test_the_settings_file_is_that_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_toml(tmp_path, 'embedder = "from-file"\n')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_settings({}).embedder == "from-file"
    monkeypatch.chdir(elsewhere)
    assert load_settings({}).embedder == "bundled"


def test_a_home_folder_is_expanded(tmp_path: Path) -> None:
    assert load_settings({"ONRECORD_CACHE": "~/models"}, tmp_path).cache_dir == Path.home() / "models"


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    write_toml(tmp_path, 'cache_dir = "kept"\n')
    settings = load_settings({"ONRECORD_EMBEDDER": " ", "ONRECORD_MODEL": ""}, tmp_path)
    assert settings == Settings(cache_dir=tmp_path / "kept")


def test_other_variables_are_left_alone(tmp_path: Path) -> None:
    assert load_settings({"ONRECORD_SOMETHING_LATER": "1", "EMBEDDER": "x"}, tmp_path) == Settings()


@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_model_is_refused_with_the_cure(tmp_path: Path, source: str) -> None:
    if source == "file":
        write_toml(tmp_path, 'model = "ollama/small"\n')
    environ = {"ONRECORD_MODEL": "ollama/small"} if source == "environment" else {}
    with pytest.raises(SettingsError, match=r"ONRECORD_MODEL.*'ollama/small'.*source sentences only.*unset"):
        load_settings(environ, tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            'embeder = "x"',
            r"unknown setting 'embeder'.*embedder, reranker, effort, cache_dir, model",
            id="unknown key",
        ),
        pytest.param("[server]\nport = 1", "unknown setting 'server'", id="unknown table"),
        pytest.param("embedder = 3", "embedder must be a text in quotes, not 3", id="wrong type"),
        pytest.param("embedder = ", "is not valid TOML", id="not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    write_toml(tmp_path, content)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings({}, tmp_path)
    assert str(tmp_path / "onrecord.toml") in str(caught.value)


def test_a_file_that_cannot_be_read_as_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_bytes(b"\xff\xfe\x00e")
    with pytest.raises(SettingsError, match=r"onrecord\.toml can't be read"):
        load_settings({}, tmp_path)


@pytest.mark.parametrize(("value", "wanted"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_debugging_is_asked_for_by_any_value_but_zero(value: str, wanted: bool) -> None:
    assert debug_wanted({"ONRECORD_DEBUG": value}) is wanted
    assert debug_wanted({}) is False
