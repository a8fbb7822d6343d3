"""A model in a GGUF file, run in this process by llama.cpp. It is loaded when it is first asked, once a file.

It is reached as other servers are, on a port of 127.0.0.1 that the system chooses, with a key that nobody else knows:
so an exchange that is left is left by the model too. It has no page.
"""

from __future__ import annotations

import atexit
import secrets
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from qa.errors import ModelMissing
from qa.settings import GGUF_FOLDER

if TYPE_CHECKING:
    from qa.settings import Settings

CONTEXT = 8_192
_BATCH = 256
"""Tokens read at once: a model that is left, or a process that ends, waits for one batch."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded model: where it listens, and the key that it asks for."""

    address: str
    key: str
    server: Any


_engines: dict[Path, Engine] = {}
_loading = Lock()


def file_of(settings: Settings) -> Path:
    """Return the model's file: from the working directory, else from the folder that `make local-model` fills.

    Raises `ModelMissing` where there is none.
    """
    name = Path(settings.model.partition("/")[2]).expanduser()
    for file in (Path.cwd() / name, settings.cache_dir / GGUF_FOLDER / name):
        if file.is_file():
            return file.resolve()
    raise ModelMissing(
        f"there is no model file {name}: check ONRECORD_MODEL, or get a small one with 'make local-model'"
    )


def load(file: Path) -> Engine:
    """Return the model of a file, loaded once a process. Raises `ModelMissing` where it can't be loaded."""
    with _loading:
        if file not in _engines:
            _engines[file] = _load(file)
        return _engines[file]


def _load(file: Path) -> Engine:
    import xllamacpp

    key = secrets.token_urlsafe(32)
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.model_alias = {file.name}
    params.n_ctx = CONTEXT
    params.n_batch = params.n_ubatch = _BATCH
    params.n_parallel = 1
    params.cache_ram_mib = 0
    params.warmup = False
    params.offline = True
    params.hostnames = ["127.0.0.1"]
    params.api_keys = [key]
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelMissing(f"{file} can't be loaded: llama.cpp does not know its kind, or memory is short") from error
    return Engine(f"{server.listening_address}/v1", key, server)


@atexit.register
def _stop() -> None:
    # Before the interpreter goes: threads of llama.cpp that outlive it crash the process.
    _engines.clear()
