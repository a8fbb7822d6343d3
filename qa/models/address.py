"""Where a model is, and whether lines leave this machine for it. Nothing here reaches it, or imports anything heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.settings import NO_MODEL, is_loopback

if TYPE_CHECKING:
    from qa.settings import Settings

_ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434",
    "anthropic": "https://api.anthropic.com",
}


def provider_of(settings: Settings) -> tuple[str, str]:
    """Return what stands before the first slash of the model's name, and after it."""
    provider, _, name = settings.model.partition("/")
    return provider, name.strip()


def address_of(settings: Settings) -> str | None:
    """Return the URL that the model is reached at; None for a file on this machine, and for no model."""
    provider, _ = provider_of(settings)
    if provider in (NO_MODEL, "local"):
        return None
    return (settings.model_url or _ADDRESSES[provider]).rstrip("/")


def sent_to(settings: Settings) -> str | None:
    """Return the host, with its port where that is not the usual one; None where lines stay on this machine."""
    parts = urlsplit(address_of(settings) or "")
    if parts.hostname is None or is_loopback(parts.hostname):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return host if parts.port is None else f"{host}:{parts.port}"


def disclosure(settings: Settings) -> str | None:
    """Return one sentence that says where questions and lines are sent; None where they stay on this machine."""
    host = sent_to(settings)
    if host is None:
        return None
    open_line = ", unencrypted" if (address_of(settings) or "").startswith("http:") else ""
    return f"Questions and the cited lines are sent to {host}{open_line} (model {settings.model})."
