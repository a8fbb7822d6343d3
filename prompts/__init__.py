"""The product's wording, as text files with `$names`, checked when they are loaded.

A wording that lost a name, or gained one that nobody fills, must fail before anyone reads it. No wording is
chosen or filled in here.
"""

from __future__ import annotations

from functools import cache
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class PromptError(ValueError):
    """A wording is missing, or its `$names` are not those its user fills."""


def load(name: str, *, names: Collection[str]) -> Template:
    """Return the wording `name`.txt, whose `$names` are exactly `names`; `PromptError` where they are not."""
    template = _read(name)
    if not template.is_valid():
        raise PromptError(f"prompts/{name}.txt holds a '$' that starts no name: write '$$' for a dollar sign")
    found, wanted = set(template.get_identifiers()), set(names)
    if missing := sorted(wanted - found):
        raise PromptError(f"prompts/{name}.txt lacks {_listed(missing)}")
    if extra := sorted(found - wanted):
        raise PromptError(f"prompts/{name}.txt has {_listed(extra)}, which nothing fills")
    return template


@cache
def _read(name: str) -> Template:
    from importlib.resources import files

    try:
        return Template((files(__name__) / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n"))
    except OSError as error:
        raise PromptError(f"there is no wording prompts/{name}.txt") from error


def _listed(names: list[str]) -> str:
    return ", ".join(f"${name}" for name in names)
