"""The product's wording, as text files with `$names`, checked when they are loaded.

A wording that lost a name, or gained one that nobody fills, must fail before anyone reads it. A user's own folder
may replace what is said to a language model, file by file. No wording is chosen or filled in here.
"""

from __future__ import annotations

from functools import cache
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

FOR_MODELS: Mapping[str, Collection[str]] = {
    "compose_system": (),
    "compose": ("question", "evidence"),
    "rewrite_system": (),
    "rewrite": ("conversation", "question"),
}
"""The wordings that a language model reads, which a user may replace, each with its `$names`."""

_LONGEST = 20_000  # characters of a user's own file: more is no wording


class PromptError(ValueError):
    """A wording is missing, or its `$names` are not those its user fills."""


def load(name: str, *, names: Collection[str], folder: Path | None = None) -> Template:
    """Return the wording `name`.txt, whose `$names` are exactly `names`; `PromptError` where they are not.

    It is `folder`'s where that holds a file of this name, and ours where it doesn't.
    """
    place, template = f"prompts/{name}.txt", None
    if folder is not None and (folder / f"{name}.txt").exists():
        place, template = str(folder / f"{name}.txt"), _read_own(folder / f"{name}.txt")
    template = template or _read(name)
    if not template.is_valid():
        raise PromptError(f"{place} holds a '$' that starts no name: write '$$' for a dollar sign")
    found, wanted = set(template.get_identifiers()), set(names)
    if missing := sorted(wanted - found):
        raise PromptError(f"{place} lacks {_listed(missing)}")
    if extra := sorted(found - wanted):
        raise PromptError(f"{place} has {_listed(extra)}, which nothing fills")
    return template


def load_for_models(folder: Path | None = None) -> dict[str, Template]:
    """Return every wording that a language model reads, by name, `folder`'s before ours; `PromptError` as `load`.

    A text file in `folder` that replaces nothing is refused too: its name must be a slip.
    """
    if folder is not None:
        try:
            own = sorted(file.name for file in folder.iterdir() if file.suffix == ".txt")
        except OSError as error:
            raise PromptError(f"the folder of wordings {folder} can't be read ({error.strerror})") from error
        if unknown := [name for name in own if name.removesuffix(".txt") not in FOR_MODELS]:
            known = ", ".join(f"{name}.txt" for name in FOR_MODELS)
            raise PromptError(f"{folder / unknown[0]} replaces no wording: rename it to one of {known}, or remove it")
    return {name: load(name, names=names, folder=folder) for name, names in FOR_MODELS.items()}


@cache
def _read(name: str) -> Template:
    from importlib.resources import files

    try:
        return Template((files(__name__) / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n"))
    except OSError as error:
        raise PromptError(f"there is no wording prompts/{name}.txt") from error


def _read_own(file: Path) -> Template:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{file} can't be read ({error}): save it as UTF-8 text") from error
    if not text.strip() or len(text) > _LONGEST:
        raise PromptError(f"{file} holds {len(text):,} characters: write between 1 and {_LONGEST:,}")
    return Template(text.rstrip())


def _listed(names: list[str]) -> str:
    return ", ".join(f"${name}" for name in names)
