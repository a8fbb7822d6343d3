"""Make a frozen value again out of the plain JSON types that it was printed as, by its own type hints.

What is read may come from anywhere: every part is checked, and the first that is wrong is named.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from qa.errors import AnswerError

Value = TypeVar("Value")

# What JSON calls the plain types.
_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", type(None): "null"}


def restored(kind: type[Value], value: object) -> Value:
    """Return `value` as a `kind`, a dataclass that holds plain values, tuples, mappings and other such dataclasses.

    Keys that it doesn't know are passed over; a missing one takes its default. Raises AnswerError, which names the
    part that is missing or wrong.
    """
    return cast("Value", _object(kind, value, ""))


def _object(kind: Any, value: object, where: str) -> Any:  # noqa: ANN401 - a class in, its value out
    if not isinstance(value, Mapping):
        raise _wrong(where, "an object")
    hints = _hints(kind)
    given: dict[str, Any] = {}
    for item in fields(kind):
        name = f"{where}.{item.name}" if where else item.name
        if item.name in value:
            given[item.name] = _read(hints[item.name], value[item.name], name)
        elif item.default is MISSING and item.default_factory is MISSING:
            raise AnswerError(f"this is no saved answer: {name!r} is missing")
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return get_type_hints(kind)


def _read(hint: Any, value: object, where: str) -> Any:  # noqa: ANN401 - JSON in, a value out
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(each for each in inner if each is not type(None)), value, where)
    if origin is Literal:
        if value not in inner or not isinstance(value, str):
            raise _wrong(where, f"one of {', '.join(map(str, inner))}")
        return value
    if origin is tuple:
        return _items(inner, value, where)
    if is_dataclass(hint):
        return _object(hint, value, where)
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise _wrong(where, "an object")
        return {str(key): _read(inner[1], item, f"{where}.{key}") for key, item in value.items()}
    return _plain(hint, value, where)


def _items(inner: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(where, "a list")
    kinds = [inner[0]] * len(value) if inner[1:] == (...,) else list(inner)
    if len(kinds) != len(value):
        raise _wrong(where, f"a list of {len(kinds)}")
    return tuple(_read(each, item, f"{where}[{at}]") for at, (each, item) in enumerate(zip(kinds, value, strict=True)))


def _plain(hint: type[Any], value: object, where: str) -> Any:  # noqa: ANN401 - a plain value
    fitting = isinstance(value, int | float if hint is float else hint)
    if isinstance(value, bool) is not (hint is bool) or not fitting:
        raise _wrong(where, _NAMES[hint])
    if isinstance(value, float) and not isfinite(value):
        raise _wrong(where, "a finite number")
    return value


def _wrong(where: str, wanted: str) -> AnswerError:
    return AnswerError(f"this is no saved answer: {repr(where) if where else 'it'} must be {wanted}")
