"""The public surface: what `qa` exports is documented, and the README names every setting and command."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

import qa
from qa import cli
from qa.settings import DEBUG_VARIABLE, VARIABLES

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def readme() -> str:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_exports_are_sorted_and_there() -> None:
    assert qa.__all__ == sorted(set(qa.__all__))
    assert all(hasattr(qa, name) for name in qa.__all__)


@pytest.mark.parametrize("name", [name for name in qa.__all__ if inspect.isclass(getattr(qa, name))])
def test_every_exported_class_and_its_public_methods_are_documented(name: str) -> None:
    exported = getattr(qa, name)
    assert (exported.__doc__ or "").strip()
    assert not exported.__doc__.startswith(f"{name}("), "a dataclass's own signature is no documentation"
    undocumented = [
        method
        for method, value in vars(exported).items()
        if not method.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property))
        and not value.__doc__
    ]
    assert undocumented == []


@pytest.mark.parametrize("name", [name for name in qa.__all__ if inspect.isfunction(getattr(qa, name))])
def test_every_exported_function_is_documented_and_typed(name: str) -> None:
    function = getattr(qa, name)
    assert (function.__doc__ or "").strip()
    assert "return" in function.__annotations__


VALUES = (qa.Answer, qa.Citation, qa.Claim, qa.Disagreement, qa.NotFound, qa.SearchPage, qa.Source, qa.ArchiveStatus)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_the_docs_name_every_field_of_a_public_value(value: type) -> None:
    rows = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8").splitlines()
    (row,) = [row for row in rows if row.startswith(f"| `{value.__name__}` |")]
    assert [field.name for field in fields(value) if f"`{field.name}`" not in row] == []


def test_every_error_is_ours_and_can_be_caught_as_one() -> None:
    errors = [getattr(qa, name) for name in qa.__all__ if name.endswith("Error") or name.startswith("Index")]
    assert len(errors) > 8
    assert all(issubclass(error, qa.OnrecordError) for error in errors)


@pytest.mark.parametrize("variable", [*VARIABLES.values(), DEBUG_VARIABLE])
def test_the_readme_names_every_setting(readme: str, variable: str) -> None:
    assert f"`{variable}" in readme


def command_names() -> list[str]:
    named = [(command.name, command.callback) for command in cli.app.registered_commands]
    return [name or (callback.__name__ if callback else "") for name, callback in named]


@pytest.mark.parametrize("command", command_names())
def test_the_readme_names_every_command(readme: str, command: str) -> None:
    assert f"onrecord {command}" in readme


def test_the_readme_names_what_the_python_api_offers(readme: str) -> None:
    for name in ("qa.query(", "qa.open_archive(", ".refresh(", ".search(", ".verify("):
        assert name in readme


def test_every_exit_code_is_told_in_the_help() -> None:
    codes = {cli.EXIT_FAILED, cli.EXIT_NOT_FOUND, cli.EXIT_INTERRUPTED, 0, 2}
    assert all(f"{code} " in cli.EPILOG for code in codes)
