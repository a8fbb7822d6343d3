"""Language models through llama-index, each behind one protocol.

Every provider's library is imported when a model is first asked, so that asking without one imports none. What a model
writes is never trusted here or shown from here: it is a stream of text.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from qa.errors import ModelMissing, SettingsError
from qa.models.address import address_of, disclosure, provider_of, sent_to
from qa.models.request import ChatModel, Request
from qa.settings import NO_MODEL, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa.models.chat import Chat, Connect
    from qa.models.exchange import Ask
    from qa.models.wire import Wire
    from qa.settings import Settings

    Pieces = Callable[[Wire, Ask, str], Iterator[str]]

EXTRAS = {
    "openai-like": ("llama_index.llms.openai_like",),
    "openai": ("llama_index.llms.openai",),
    "ollama": ("llama_index.llms.ollama",),
    "anthropic": ("llama_index.llms.anthropic",),
    "local": ("llama_index.llms.openai_like", "xllamacpp"),
}
"""What each extra of the same name installs."""
_NEEDS_KEY = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


def open_model(settings: Settings) -> Chat | None:
    """Return the model that is set, without reaching or loading it; None where none is.

    Raises `ModelMissing` where its package or its file is not there, `SettingsError` where its key is missing or can't
    be used.
    """
    if settings.model == NO_MODEL:
        return None
    provider, name = provider_of(settings)
    if not installed(provider):
        raise ModelMissing(
            f"{settings.model} needs more packages: install them with pip install 'onrecord[{provider}]'"
        )
    if provider == "local":
        return _local(settings)
    key = key_of(settings)
    if key is None and settings.model_url is None and provider in _NEEDS_KEY:
        raise SettingsError(f"{settings.model} needs a key: set ONRECORD_MODEL_KEY or {_NEEDS_KEY[provider]}")
    from qa.models.chat import Chat
    from qa.models.failures import Whom
    from qa.models.wire import Wire

    address = address_of(settings) or ""
    whom = Whom(settings.model, sent_to(settings) or address)
    headers = _key_headers(provider, key)

    def prepare() -> Connect:
        speak = partial(_bound, _speaker(provider), name)
        return lambda deadline: Wire(address, headers, whom, deadline, speak)

    return Chat(settings.model, sent_to(settings), whom, prepare)


def installed(provider: str) -> bool:
    """Return whether what a provider needs is installed; nothing of it is imported."""
    return all(_there(module) for module in EXTRAS[provider])


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of a package above it
        return False


def _local(settings: Settings) -> Chat:
    from qa.models.chat import Chat
    from qa.models.failures import Whom
    from qa.models.local import file_of, load
    from qa.models.wire import Wire

    file = file_of(settings)
    whom = Whom(settings.model, "this machine's llama.cpp")

    def prepare() -> Connect:
        engine = load(file)
        speak = partial(_bound, _speaker("openai-like"), file.name)
        return lambda deadline: Wire(engine.address, _key_headers("local", engine.key), whom, deadline, speak)

    return Chat(settings.model, None, whom, prepare)


def _bound(speak: Pieces, name: str, wire: Wire, ask: Ask) -> Iterator[str]:
    return speak(wire, ask, name)


def _key_headers(provider: str, key: str | None) -> dict[str, str]:
    if key is None:
        return {}
    return {"x-api-key": key} if provider == "anthropic" else {"authorization": f"Bearer {key}"}


def _speaker(provider: str) -> Pieces:
    if provider == "ollama":
        from qa.models.speak_ollama import ollama_pieces

        return ollama_pieces
    if provider == "anthropic":
        from qa.models.speak_anthropic import anthropic_pieces

        return anthropic_pieces
    from qa.models import speak_openai

    return speak_openai.openai_pieces if provider == "openai" else speak_openai.openai_like_pieces


__all__ = ["EXTRAS", "ChatModel", "Request", "address_of", "disclosure", "installed", "open_model"]
