"""Try a model with one tiny request that holds nothing of an archive, and time it."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from qa.models.request import Request

if TYPE_CHECKING:
    from qa.models.chat import Chat
    from qa.settings import Settings

_SECONDS = 30.0
_TOKENS = 400  # a model that thinks first needs some hundreds


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model began to answer, and in milliseconds: to make it ready, to its first words, to its last."""

    load_ms: float
    first_ms: float
    total_ms: float
    said: str


def try_model(model: Chat, settings: Settings) -> Trial:
    """Ask for one word. Raises `ModelError` where that fails, within 30 seconds or `model_timeout`, if that is less."""
    loaded = perf_counter()
    model.prepare()
    began = perf_counter()
    first, text = None, ""
    request = Request(
        system="You are being tried out. Do as you are told, in as few words as possible.",
        user='Reply with the one word "ready".',
        most_tokens=_TOKENS,
        seconds=min(_SECONDS, settings.model_timeout),
    )
    for piece in model.reply(request):
        first = first or perf_counter() - began
        text += piece
    total = perf_counter() - began
    return Trial(_ms(began - loaded), _ms(first or total), _ms(total), " ".join(text.split())[:60])


def _ms(seconds: float) -> float:
    return round(1_000 * seconds)
