"""The command about language models: `onrecord models`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qa.cli.options import AsJson
from qa.cli.output import print_json, say
from qa.errors import ModelError, SettingsError
from qa.models import EXTRAS, address_of, disclosure, installed, open_model
from qa.models.trial import try_model
from qa.settings import MODEL_FORMS, NO_MODEL, key_of, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.settings import Settings


def models(as_json: AsJson = False) -> None:
    """Tell which language model is set, what can be, and try it.

    It is asked for one word, with nothing of an archive.
    """
    settings = load_settings()
    told = _told(settings)
    if not as_json:
        say(_lines(told))
    failure: ModelError | SettingsError | None = None
    try:
        if model := open_model(settings):
            trial = try_model(model, settings)
            told |= asdict(trial)
            if not as_json:
                load, first, total = (ms / 1_000 for ms in (trial.load_ms, trial.first_ms, trial.total_ms))
                say([f"Tried: first words after {first:.1f} s, all after {total:.1f} s; made ready in {load:.1f} s."])
    except (ModelError, SettingsError) as error:
        failure = error
        told["error"] = str(error)
    if as_json:
        print_json(told)
    if failure:
        raise failure


def _told(settings: Settings) -> dict[str, Any]:
    """Return what is set; whether there is a key, and never the key."""
    is_set = settings.model != NO_MODEL
    return {
        "model": settings.model,
        "address": address_of(settings),
        "disclosure": disclosure(settings),
        "key": is_set and key_of(settings) is not None,
        "timeout": settings.model_timeout,
        "installed": {name: installed(name) for name in EXTRAS},
        "load_ms": None,
        "first_ms": None,
        "total_ms": None,
        "said": None,
        "error": None,
    }


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if told["model"] == NO_MODEL:
        yield "No language model is set: answers are whole source sentences."
        yield f"To set one: ONRECORD_MODEL={' or '.join(MODEL_FORMS.values())}."
    else:
        yield f"Model: {told['model']} (an answer may take it {told['timeout']:.3g} s)"
        if told["address"]:
            yield f"Address: {told['address']} ({'with a key' if told['key'] else 'no key is set'})"
        yield told["disclosure"] or "Questions and lines stay on this machine."
    there = [name for name, is_there in told["installed"].items() if is_there]
    missing = [name for name, is_there in told["installed"].items() if not is_there]
    yield f"Installed for: {', '.join(there) or 'none'}."
    if missing:
        yield f"Not installed: {', '.join(missing)}; install with pip install 'onrecord[{missing[0]}]'."
