"""Values as plain JSON types: what `json.loads(json.dumps(value))` would give, without dumping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def plain_fields(value: DataclassInstance) -> dict[str, Any]:
    """Return the fields of a frozen value by name, without what is left out where it is empty."""
    return {name: to_plain(item) for name, item in asdict(value, dict_factory=_stated).items()}


def _stated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return fields as a dict, without pages, reprints and corrections where there are none."""
    return {name: item for name, item in pairs if item or name not in ("page", "also_in", "corrections")}


def to_plain(value: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Return `value` with tuples as lists and mappings as dicts, as `json.loads(json.dumps(value))` would."""
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value
