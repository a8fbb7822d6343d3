"""Settings: which source wins, and what a wrong one is told."""

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import Settings, debug_wanted, key_of, load_settings, proxy_for


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


def test_conversations_are_kept_in_a_path_as_seen_from_the_folder_or_in_a_database(tmp_path: Path) -> None:
    write_toml(tmp_path, 'data = "kept"\n')
    assert load_settings({}, tmp_path).data == str(tmp_path / "kept")
    address = "postgresql+psycopg://ann:secret@db/kept"
    settings = load_settings({"ONRECORD_DATA": address}, tmp_path)
    assert settings.data == address
    assert "secret" not in repr(settings)
    write_toml(tmp_path, f'data = "{address}"\n')
    with pytest.raises(SettingsError, match="set ONRECORD_DATA") as raised:
        load_settings({}, tmp_path)
    assert "secret" not in str(raised.value)


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    write_toml(tmp_path, 'cache_dir = "kept"\n')
    settings = load_settings({"ONRECORD_EMBEDDER": " ", "ONRECORD_MODEL": ""}, tmp_path)
    assert settings == Settings(cache_dir=tmp_path / "kept")


def test_other_variables_are_left_alone(tmp_path: Path) -> None:
    assert load_settings({"ONRECORD_SOMETHING_LATER": "1", "EMBEDDER": "x"}, tmp_path) == Settings()


def test_a_model_with_all_that_belongs_to_it_is_taken_from_either_source(tmp_path: Path) -> None:
    write_toml(
        tmp_path,
        'model = "openai-like/small"\nmodel_url = "http://127.0.0.1:8080/v1"\n'
        'model_timeout = 12.5\nprompts_dir = "own"\n',
    )
    settings = load_settings({"ONRECORD_MODEL_KEY": "sk-1"}, tmp_path)
    assert (settings.model, settings.model_url) == ("openai-like/small", "http://127.0.0.1:8080/v1")
    assert (settings.model_timeout, settings.prompts_dir) == (12.5, tmp_path / "own")
    assert key_of(settings) == "sk-1"
    assert load_settings({"ONRECORD_MODEL_TIMEOUT": "3"}, tmp_path).model_timeout == 3.0


@pytest.mark.parametrize("model", ["gpt-4o", "open-ai/gpt-4o", "ollama/", "/", "none/x", "OPENAI/gpt"])
def test_an_unknown_model_is_refused_with_the_choices(model: str) -> None:
    with pytest.raises(
        SettingsError, match=r"ONRECORD_MODEL\).*give none or one of openai-like/NAME.*local/FILE\.gguf"
    ):
        Settings(model=model, model_url="http://127.0.0.1/v1")


def test_a_server_like_openai_without_an_address_is_refused_and_never_looked_for_at_openai() -> None:
    with pytest.raises(SettingsError, match="set model_url .ONRECORD_MODEL_URL."):
        Settings(model="openai-like/small")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8080", "ftp://a.example", "http://", "file:///etc", "http://a:99999", "http://["]
)
def test_an_address_must_be_a_web_address(url: str) -> None:
    with pytest.raises(SettingsError, match="model_url.*http:// or https://"):
        Settings(model_url=url)


@pytest.mark.parametrize(
    "url", ["https://me:hidden@a.example/v1", "ftp://hidden@a.example", "https://a.example?key=hidden"]
)
def test_an_address_that_holds_a_secret_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_MODEL_KEY") as caught:
        Settings(model_url=url)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_a_timeout_must_be_a_time(tmp_path: Path, seconds: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_MODEL_TIMEOUT.*more than 0"):
        load_settings({"ONRECORD_MODEL_TIMEOUT": seconds}, tmp_path)


def test_a_key_is_never_shown() -> None:
    assert "sk-1" not in repr(Settings(model_key="sk-1"))


def test_a_key_in_the_settings_file_is_refused_with_the_cure(tmp_path: Path) -> None:
    write_toml(tmp_path, 'model_key = "sk-hidden"\n')
    with pytest.raises(SettingsError, match="set ONRECORD_MODEL_KEY, or model_key_file") as caught:
        load_settings({}, tmp_path)
    assert "hidden" not in str(caught.value)


def key_file(folder: Path, content: bytes, mode: int) -> Path:
    file = folder / "key"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_key_is_read_from_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    key_file(tmp_path, b"sk-from-file\n", 0o600)
    write_toml(tmp_path, 'model = "openai/x"\nmodel_key_file = "key"\n')
    assert key_of(load_settings({"OPENAI_API_KEY": "sk-usual"}, tmp_path)) == "sk-from-file"
    assert key_of(load_settings({"ONRECORD_MODEL_KEY": "sk-1"}, tmp_path)) == "sk-1"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = key_file(tmp_path, b"sk-hidden", mode)
    with pytest.raises(SettingsError, match="open to other users: chmod 600") as caught:
        key_of(Settings(model_key_file=file))
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("content", [b"two words", b"two\nlines", b"\xff\xfe", "schlüssel".encode()])
def test_a_key_file_that_holds_no_key_is_refused_without_telling_it(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError, match="one word of plain characters|it is no text") as caught:
        key_of(Settings(model_key_file=key_file(tmp_path, content, 0o600)))
    assert "two" not in str(caught.value)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"key.*can't be read \(No such file"):
        key_of(Settings(model_key_file=tmp_path / "key"))


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({"ONRECORD_MODEL": "openai/x"}, "sk-o"),
        ({"ONRECORD_MODEL": "anthropic/x"}, "sk-a"),
        ({"ONRECORD_MODEL": "openai/x", "ONRECORD_MODEL_KEY": "sk-1"}, "sk-1"),
        ({"ONRECORD_MODEL": "openai/x", "ONRECORD_MODEL_URL": "https://eu.api.openai.com/v1"}, "sk-o"),
        ({"ONRECORD_MODEL": "openai/x", "ONRECORD_MODEL_URL": "http://127.0.0.1:1/v1"}, "sk-o"),
        ({"ONRECORD_MODEL": "openai/x", "ONRECORD_MODEL_URL": "https://openai.com.example/v1"}, None),
        ({"ONRECORD_MODEL": "openai-like/x", "ONRECORD_MODEL_URL": "http://127.0.0.1:1/v1"}, None),
        ({"ONRECORD_MODEL": "ollama/x"}, None),
    ],
)
def test_a_provider_s_usual_key_serves_for_that_provider_only(
    tmp_path: Path, environ: dict[str, str], key: str | None
) -> None:
    usual = {"OPENAI_API_KEY": "sk-o", "ANTHROPIC_API_KEY": "sk-a"}
    assert key_of(load_settings(environ | usual, tmp_path)) == key


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            'embeder = "x"',
            r"unknown setting 'embeder'.*embedder, reranker, effort, cache_dir, data, model",
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


def test_a_proxy_is_for_other_machines_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "models.example")
    assert proxy_for("http://elsewhere.example/v1") == "http://proxy.example:3128"
    for url in (
        "http://models.example/v1",
        "http://localhost:1/v1",
        "http://127.0.0.9/v1",
        "http://[::1]:1",
        "https://x.y",
    ):
        assert proxy_for(url) is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"chroma_url": "vectors:8000"}, "chroma_url .* http://"),
        ({"chroma_url": "http://vectors:8000/tenant"}, "/TENANT/DATABASE"),
        ({"chroma_url": "http://ann:hidden@vectors:8000"}, "ONRECORD_CHROMA_TOKEN"),
        ({"chroma_token": "hidden"}, "set ONRECORD_CHROMA_URL"),
        ({"chroma_url": "http://vectors", "chroma_token": "hidden and more"}, "one word"),
        ({"ray_address": "cluster"}, "ONRECORD_RAY.* HOST:PORT"),
        ({"database_url": "mysql://ann:hidden@db/kept"}, "postgresql"),
        ({"archive_name": "Gazette; drop"}, "small letters"),
        ({"lines": "guessed"}, "give one of read-again, stored"),
    ],
)
def test_servers_that_can_not_be_meant_are_refused_and_no_secret_is_told(values: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told) as raised:
        Settings(**values)  # type: ignore[arg-type]
    assert "hidden" not in str(raised.value)


def test_servers_are_taken_from_the_environment_and_secrets_from_nowhere_else(tmp_path: Path) -> None:
    given = {
        "ONRECORD_CHROMA_URL": "https://vectors:8443/news/gazette",
        "ONRECORD_CHROMA_TOKEN": "hidden",
        "ONRECORD_DATABASE_URL": "postgresql+psycopg://ann:hidden@db/onrecord",
        "ONRECORD_ARCHIVE_NAME": "gazette",
        "ONRECORD_LINES": "stored",
    }
    settings = load_settings(given, tmp_path)
    assert (settings.chroma_url, settings.chroma_token) == (given["ONRECORD_CHROMA_URL"], "hidden")
    assert (settings.archive_name, settings.lines) == ("gazette", "stored")
    assert "hidden" not in repr(settings)
    for line in ('chroma_token = "hidden"', f'database_url = "{given["ONRECORD_DATABASE_URL"]}"'):
        write_toml(tmp_path, f"{line}\n")
        with pytest.raises(SettingsError, match="such files get shared") as raised:
            load_settings({}, tmp_path)
        assert "hidden" not in str(raised.value)
