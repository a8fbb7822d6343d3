"""Settings: the environment, then `onrecord.toml` of the working directory, then defaults.

They are read in this one place, and never from a file of the archive: whoever wrote the articles must not
configure the reader. Nothing here loads a model or makes a folder.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.errors import SettingsError
from qa.ranker import EFFORTS, FAST

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "onrecord.toml"
VARIABLES: Mapping[str, str] = {
    "embedder": "ONRECORD_EMBEDDER",
    "reranker": "ONRECORD_RERANKER",
    "effort": "ONRECORD_EFFORT",
    "cache_dir": "ONRECORD_CACHE",
    "chroma_url": "ONRECORD_CHROMA_URL",
    "chroma_token": "ONRECORD_CHROMA_TOKEN",
    "database_url": "ONRECORD_DATABASE_URL",
    "archive_name": "ONRECORD_ARCHIVE_NAME",
    "ray_address": "ONRECORD_RAY",
    "lines": "ONRECORD_LINES",
    "data": "ONRECORD_DATA",
    "model": "ONRECORD_MODEL",
    "model_url": "ONRECORD_MODEL_URL",
    "model_key": "ONRECORD_MODEL_KEY",
    "model_key_file": "ONRECORD_MODEL_KEY_FILE",
    "model_timeout": "ONRECORD_MODEL_TIMEOUT",
    "password": "ONRECORD_PASSWORD",
    "password_file": "ONRECORD_PASSWORD_FILE",
    "prompts_dir": "ONRECORD_PROMPTS",
    "shutdown_seconds": "ONRECORD_SHUTDOWN_SECONDS",
    "log": "ONRECORD_LOG",
    "log_level": "ONRECORD_LOG_LEVEL",
    "log_texts": "ONRECORD_LOG_TEXTS",
    "metrics": "ONRECORD_METRICS",
    "metrics_token": "ONRECORD_METRICS_TOKEN",
}
READ_AGAIN, STORED = "read-again", "stored"
"""Where cited lines come from: the archive's files, or, where its folder is not mounted, the text that was stored."""
NO_LOG, TEXT_LOG, JSON_LOG = "none", "text", "json"
"""How a process tells what it does: in sentences for whoever started it, or as log lines."""
LOG_LEVELS = ("debug", "info", "warning", "error")
DEBUG_VARIABLE = "ONRECORD_DEBUG"
NO_MODEL = "none"
MODEL_FORMS: Mapping[str, str] = {
    "openai-like": "openai-like/NAME",
    "openai": "openai/NAME",
    "ollama": "ollama/NAME",
    "anthropic": "anthropic/NAME",
    "local": "local/FILE.gguf",
}
"""What stands before the first slash of a model's name, and how the whole is written."""
DATA_FILE = "onrecord.sqlite3"
"""The name of the file in which conversations are kept, where only a folder is given."""
GGUF_FOLDER = "gguf"
"""Where in the cache folder model files lie."""
_USUAL_KEYS: Mapping[str, tuple[str, str]] = {
    "openai": ("OPENAI_API_KEY", "openai.com"),
    "anthropic": ("ANTHROPIC_API_KEY", "anthropic.com"),
}
"""The variable in which users of these have their key already, and the only domain it is for."""
_LOOPBACK = ("localhost", "::1")


def default_cache_dir() -> Path:
    """Return the user's cache folder for Onrecord, by the platform's own rule."""
    from platformdirs import user_cache_path

    return user_cache_path("onrecord", appauthor=False)


def default_data() -> str:
    """Return the file in the user's data folder in which conversations are kept, by the platform's own rule."""
    from platformdirs import user_data_path

    return str(user_data_path("onrecord", appauthor=False) / DATA_FILE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set.

    `embedder` is "bundled" (all-MiniLM-L6-v2, installed with Onrecord) or the name or folder of a
    sentence-transformers model. `cache_dir` holds models prepared for this machine, and may be deleted.
    `chroma_url` is a Chroma server for the vectors, asked with `chroma_token`, and `database_url` a PostgreSQL for the
    catalog; without them the index lies in its folder. `archive_name` names the archive there, where machines know its
    folder by different paths. `ray_address` is a Ray cluster that embeds passages.
    With `lines` "stored", an archive whose folder is not there is answered from stored text.
    `data` is where readers' conversations are kept: a file, a folder, or a database's address, which is never shown.
    `reranker` is "bundled", "none", a folder of weights that benchmarks/train_ranker.py wrote, or the name or folder of
    a `sentence_transformers.CrossEncoder`. `effort` is "fast" or "careful": how many sentences are read together with
    the question. `model` writes answers: "none", or one of the forms in `MODEL_FORMS`, reached at `model_url` (its
    provider's own address where that is None) with `model_key`, which is never shown, or the key that `model_key_file`
    holds. A whole answer may take the model `model_timeout` seconds. `prompts_dir` is a folder of wordings that go
    before the product's own. `password` opens the page for all its readers, or `password_file` holds a hash for each.
    Answers under way when the page is stopped may take `shutdown_seconds` more. `log` is "none", "text" or "json": what
    commands that run long write on standard error, from `log_level` up, with readers' questions and their answers only
    where `log_texts` says so. With `metrics`, the page serves `/metrics`; with `metrics_token`, only to who sends that.

    Raises `SettingsError` where a value can't be used; no file is read and nothing is reached.
    """

    embedder: str = "bundled"
    reranker: str = "bundled"
    effort: str = FAST
    cache_dir: Path = field(default_factory=default_cache_dir)
    data: str = field(default_factory=default_data, repr=False)
    model: str = NO_MODEL
    model_url: str | None = None
    model_key: str | None = field(default=None, repr=False)
    model_key_file: Path | None = None
    model_timeout: float = 60.0
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    prompts_dir: Path | None = None
    shutdown_seconds: float = 5.0
    chroma_url: str | None = None
    chroma_token: str | None = field(default=None, repr=False)
    database_url: str | None = field(default=None, repr=False)
    archive_name: str | None = None
    ray_address: str | None = None
    lines: str = READ_AGAIN
    log: str = NO_LOG
    log_level: str = "info"
    log_texts: bool = False
    metrics: bool = False
    metrics_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for key, known in _CHOICES.items():
            if getattr(self, key) not in known:
                raise _refused(key, getattr(self, key), f"give one of {', '.join(known)}")
        if not (isfinite(self.model_timeout) and self.model_timeout > 0):
            raise _refused("model_timeout", self.model_timeout, _SECONDS["model_timeout"])
        if not (isfinite(self.shutdown_seconds) and self.shutdown_seconds >= 0):
            raise _refused("shutdown_seconds", self.shutdown_seconds, _SECONDS["shutdown_seconds"])
        if self.model_url is not None:
            _check_url("model_url", self.model_url)
        if self.metrics_token is not None and re.fullmatch(r"[!-~]{16,}", self.metrics_token) is None:
            # Short ones could be guessed: nothing counts tries.
            raise SettingsError("metrics_token (ONRECORD_METRICS_TOKEN) must have 16 plain characters: set it again")
        _check_servers(self)
        provider, _, name = self.model.partition("/")
        if self.model != NO_MODEL and (provider not in MODEL_FORMS or not name.strip()):
            raise _refused("model", self.model, f"give {NO_MODEL} or one of {', '.join(MODEL_FORMS.values())}")
        if provider == "openai-like" and self.model_url is None:
            cure = "set model_url (ONRECORD_MODEL_URL) to its server's address, as http://127.0.0.1:8080/v1"
            raise _refused("model", self.model, cure)


def load_settings(environ: Mapping[str, str] | None = None, directory: Path | str | None = None) -> Settings:
    """Return the settings of `environ`, then of `directory`'s onrecord.toml, then the defaults.

    These are the process's environment and working directory unless given; a relative path is taken
    from `directory`. An empty value counts as not set. Raises `SettingsError` where the file can't be read,
    has an unknown key, or a value can't be used.
    """
    variables = os.environ if environ is None else environ
    folder = Path.cwd() if directory is None else Path(directory)
    values = _read_file(folder / FILE_NAME)
    values |= {key: variables[name] for key, name in VARIABLES.items() if name in variables}
    given = {key: value.strip() for key, value in values.items() if value.strip()}
    paths = {key: folder / Path(given[key]).expanduser() for key in _PATHS if key in given}
    return Settings(
        embedder=given.get("embedder", "bundled"),
        reranker=given.get("reranker", "bundled"),
        effort=given.get("effort", FAST),
        cache_dir=paths.get("cache_dir") or default_cache_dir(),
        chroma_url=given.get("chroma_url"),
        chroma_token=given.get("chroma_token"),
        database_url=given.get("database_url"),
        archive_name=given.get("archive_name"),
        ray_address=given.get("ray_address"),
        lines=given.get("lines", READ_AGAIN),
        data=_place(given["data"], folder) if "data" in given else default_data(),
        model=given.get("model", NO_MODEL),
        model_url=given.get("model_url"),
        model_key=given.get("model_key") or _usual_key(given, variables),
        model_key_file=paths.get("model_key_file"),
        model_timeout=_seconds("model_timeout", given.get("model_timeout", "60")),
        shutdown_seconds=_seconds("shutdown_seconds", given.get("shutdown_seconds", "5")),
        password=given.get("password"),
        password_file=paths.get("password_file"),
        prompts_dir=paths.get("prompts_dir"),
        log=given.get("log", NO_LOG),
        log_level=given.get("log_level", "info").lower(),
        log_texts=_flag("log_texts", given.get("log_texts", "0")),
        metrics=_flag("metrics", given.get("metrics", "0")),
        metrics_token=given.get("metrics_token"),
    )


def key_of(settings: Settings) -> str | None:
    """Return the model's key, from the settings or from the file that they name; None where there is none.

    Raises `SettingsError` where the file can't be read, holds anything but one line of plain characters, or may be read
    by other users of the machine.
    """
    key, file = settings.model_key, settings.model_key_file
    if key is None and file is not None:
        try:
            with file.open(encoding="utf-8-sig") as opened:
                if os.name == "posix" and os.fstat(opened.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise SettingsError(f"{file} holds a key and is open to other users: chmod 600 {file}")
                key = opened.read(10_000).strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise SettingsError(f"the key's file {file} can't be read ({reason}): mend model_key_file") from error
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise SettingsError("the model's key must be one word of plain characters: set it again, without line breaks")
    return key or None


def proxy_for(url: str) -> str | None:
    """Return the proxy that this machine is set to use for `url`; None for an address on this machine."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def is_loopback(host: str) -> bool:
    """Return whether a host's name is of this machine itself: localhost, 127.0.0.1 and its like, ::1."""
    return host.lower() in _LOOPBACK or (host.startswith("127.") and host.replace(".", "").isdigit())


def debug_wanted(environ: Mapping[str, str] | None = None) -> bool:
    """Return whether ONRECORD_DEBUG asks for tracebacks: any value but empty and "0" does."""
    variables = os.environ if environ is None else environ
    return variables.get(DEBUG_VARIABLE, "").strip() not in ("", "0")


def traces_wanted(environ: Mapping[str, str] | None = None) -> bool:
    """Return whether OpenTelemetry's own variables name a place for traces, and don't switch them off."""
    variables = os.environ if environ is None else environ
    off = variables.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    exporter = variables.get("OTEL_TRACES_EXPORTER", "").strip() or "otlp"
    return any(variables.get(name, "").strip() for name in _OTEL_ENDPOINTS) and not off and exporter == "otlp"


_OTEL_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "effort": tuple(EFFORTS),
    "lines": (READ_AGAIN, STORED),
    "log": (NO_LOG, TEXT_LOG, JSON_LOG),
    "log_level": LOG_LEVELS,
}
_FLAGS: Mapping[str, bool] = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_SECRET_OF: Mapping[str, str] = {"model_url": "model_key", "chroma_url": "chroma_token"}
_POSTGRESQL = ("postgresql://", "postgresql+psycopg://", "postgres://")
_SECONDS: Mapping[str, str] = {
    "model_timeout": "give seconds, more than 0",
    "shutdown_seconds": "give seconds, 0 or more",
}
_SWITCHES = ("log_texts", "metrics")
_PATHS = ("cache_dir", "model_key_file", "password_file", "prompts_dir")


def _refused(key: str, value: object, cure: str) -> SettingsError:
    return SettingsError(f"the setting {key} ({VARIABLES[key]}) is {value!r}: {cure}")


def _check_servers(settings: Settings) -> None:
    """Refuse servers that can't be meant; nothing that may hold a secret is told."""
    if (url := settings.chroma_url) is not None:
        _check_url("chroma_url", url)
        if urlsplit(url).path.strip("/").count("/") > 1 or urlsplit(url).path.rstrip("/").count("/") == 1:
            raise _refused("chroma_url", url, "after the host may stand /TENANT/DATABASE, and nothing else")
    elif settings.chroma_token is not None:
        raise SettingsError("chroma_token (ONRECORD_CHROMA_TOKEN) is for a server: set ONRECORD_CHROMA_URL, too")
    token = settings.chroma_token or ""
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise SettingsError("chroma_token (ONRECORD_CHROMA_TOKEN) must be one word of plain characters: set it again")
    if settings.database_url is not None and not settings.database_url.startswith(_POSTGRESQL):
        raise SettingsError(
            "the setting database_url (ONRECORD_DATABASE_URL) names no PostgreSQL: write"
            " postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
        )
    name = settings.archive_name
    if name is not None and re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) is None:
        raise _refused("archive_name", name, "give up to 40 small letters, digits and _, a letter first")
    ray = settings.ray_address
    if ray is not None and re.fullmatch(r"(ray://)?([\w.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}", ray) is None:
        cure = "give HOST:PORT of the cluster's head, or ray://HOST:PORT of its client port"
        raise _refused("ray_address", ray, cure)


def _check_url(key: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no number for a port, half a bracket
        usable = False
    if not usable and "@" not in url:
        raise _refused(key, url, "give an address that starts with http:// or https://")
    if not usable or parts.username is not None or parts.query or parts.fragment:
        # The value is not told: it may hold a password.
        raise SettingsError(
            f"the setting {key} ({VARIABLES[key]}) holds more than an address: leave out what stands before '@'"
            f" and after '?' or '#', and put a key into {VARIABLES[_SECRET_OF[key]]}"
        )


def _place(value: str, folder: Path) -> str:
    """Return a database's address as it stands, and a path as it is seen from `folder`."""
    return value if "://" in value else str(folder / Path(value).expanduser())


def _seconds(key: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _refused(key, text, _SECONDS[key]) from None


def _flag(key: str, text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise _refused(key, text, "give 1 or 0")
    return _FLAGS[text.lower()]


def _usual_key(given: Mapping[str, str], variables: Mapping[str, str]) -> str | None:
    """Return the key that users of a provider have set for it already, unless another one or another host is set."""
    variable, domain = _USUAL_KEYS.get(given.get("model", "").partition("/")[0], ("", ""))
    if not variable or "model_key_file" in given:
        return None
    if url := given.get("model_url"):
        _check_url("model_url", url)
        host = urlsplit(url).hostname or ""
        if not (is_loopback(host) or host == domain or host.endswith(f".{domain}")):
            return None
    return variables.get(variable, "").strip() or None


def _refuse_secret(path: Path, key: str, value: object) -> None:
    """Refuse what opens something to whoever reads it: such files get shared."""
    if key == "password":
        raise SettingsError(f"{path} holds a password: remove it there, and set ONRECORD_PASSWORD or password_file")
    if key == "model_key":
        raise SettingsError(
            f"{path} holds a key, and such files get shared: remove model_key there, and set ONRECORD_MODEL_KEY, or"
            " model_key_file to a file of its own"
        )
    if key in ("chroma_token", "metrics_token"):
        raise SettingsError(f"{path} holds a token, and such files get shared: set {VARIABLES[key]} instead")
    if key in ("data", "database_url") and isinstance(value, str) and "@" in value and "://" in value:
        raise SettingsError(
            f"{path} holds a database's address with its user, and such files get shared: remove {key} there, and"
            f" set {VARIABLES[key]}"
        )


def _read_file(path: Path) -> dict[str, str]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read ({error}): mend it, or remove it") from error
    import tomllib

    try:
        values = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error
    known = [item.name for item in fields(Settings)]
    for key, value in values.items():
        if key not in known:
            raise SettingsError(f"{path}: unknown setting {key!r}; the settings are {', '.join(known)}")
        _refuse_secret(path, key, value)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if (key in _SECONDS and is_number) or (key in _SWITCHES and isinstance(value, bool)):
            values[key] = str(value)
        elif not isinstance(value, str):
            raise SettingsError(f"{path}: {key} must be a text in quotes, not {value!r}")
    return values
