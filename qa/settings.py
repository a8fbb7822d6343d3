"""Settings: the environment, then `onrecord.toml` of the working directory, then defaults.

They are read in this one place, and never from a file of the archive: whoever wrote the articles must not
configure the reader. Nothing here loads a model or makes a folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

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
    "model": "ONRECORD_MODEL",
}
DEBUG_VARIABLE = "ONRECORD_DEBUG"


def default_cache_dir() -> Path:
    """Return the user's cache folder for Onrecord, by the platform's own rule."""
    from platformdirs import user_cache_path

    return user_cache_path("onrecord", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set.

    `embedder` is "bundled" (all-MiniLM-L6-v2, installed with Onrecord) or the name or folder of a
    sentence-transformers model. `cache_dir` holds models prepared for this machine, and may be deleted.
    `reranker` is "bundled", "none", a folder of weights that benchmarks/train_ranker.py wrote, or the name or folder of
    a `sentence_transformers.CrossEncoder`. `effort` is "fast" or "careful": how many sentences are read together with
    the question. `model` is "none": this version answers with source sentences only.
    """

    embedder: str = "bundled"
    reranker: str = "bundled"
    effort: str = FAST
    cache_dir: Path = field(default_factory=default_cache_dir)
    model: str = "none"

    def __post_init__(self) -> None:
        if self.effort not in EFFORTS:
            raise SettingsError(
                f"the setting effort (ONRECORD_EFFORT) is {self.effort!r}: give one of {', '.join(EFFORTS)}"
            )
        if self.model != "none":
            raise SettingsError(
                f"the setting model (ONRECORD_MODEL) is {self.model!r}, but this version answers with source"
                " sentences only: unset it"
            )


def load_settings(environ: Mapping[str, str] | None = None, directory: Path | str | None = None) -> Settings:
    """Return the settings of `environ`, then of `directory`'s onrecord.toml, then the defaults.

    These are the process's environment and working directory unless given; a relative `cache_dir` is taken
    from `directory`. An empty value counts as not set. Raises `SettingsError` where the file can't be read,
    has an unknown key, or a value can't be used.
    """
    variables = os.environ if environ is None else environ
    folder = Path.cwd() if directory is None else Path(directory)
    values = _read_file(folder / FILE_NAME)
    values |= {key: variables[name] for key, name in VARIABLES.items() if name in variables}
    given = {key: value.strip() for key, value in values.items() if value.strip()}
    cache_dir = given.get("cache_dir")
    return Settings(
        embedder=given.get("embedder", "bundled"),
        reranker=given.get("reranker", "bundled"),
        effort=given.get("effort", FAST),
        cache_dir=folder / Path(cache_dir).expanduser() if cache_dir else default_cache_dir(),
        model=given.get("model", "none"),
    )


def debug_wanted(environ: Mapping[str, str] | None = None) -> bool:
    """Return whether ONRECORD_DEBUG asks for tracebacks: any value but empty and "0" does."""
    variables = os.environ if environ is None else environ
    return variables.get(DEBUG_VARIABLE, "").strip() not in ("", "0")


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
        if not isinstance(value, str):
            raise SettingsError(f"{path}: {key} must be a text in quotes, not {value!r}")
    return values
