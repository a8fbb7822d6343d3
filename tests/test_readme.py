"""README.md: every example runs as printed and prints what is printed below it; every setting and command is told.

A fenced `sh` or `python` block is run in a folder that holds a copy of examples/. A `text` block right after it is
what it prints on standard output: wrapping and timings aside, the same; a line "..." stands for any text.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from qa import cli
from qa.settings import DEBUG_VARIABLE, VARIABLES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
EXIT_CODE = re.compile(r"  # exit code (\d+)$")
# Nothing to compare: they install, serve until stopped, or are what runs these tests.
NOT_RUN = ("make ", "pip ", "git ", ". .venv", "onrecord serve")
TIMING = re.compile(r"\b\d+\.\d s\b")


@dataclass(frozen=True)
class Example:
    line: int
    language: str
    program: str
    printed: str | None

    def __str__(self) -> str:
        return f"{self.language} at line {self.line}"


def examples() -> list[Example]:
    found = []
    for match in BLOCK.finditer(README):
        line = README.count("\n", 0, match.start()) + 1
        if match[1] in {"sh", "python"}:
            found.append(Example(line, match[1], match[2], match[3]))
    return found


def unwrapped(text: str) -> str:
    """Fold white space, so that an example may be wrapped as a terminal would, and timings."""
    return TIMING.sub("0.0 s", " ".join(text.split()))


def pattern_of(printed: str) -> str:
    parts = re.split(r"^\.\.\.$", printed, flags=re.MULTILINE)
    return r".*".join(re.escape(unwrapped(part)).join((r"\s?", r"\s?")) for part in parts)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run with the default settings; only the cache, where this machine keeps the prepared model, stays as it is."""
    unset = {*VARIABLES.values(), DEBUG_VARIABLE} - {"ONRECORD_CACHE"}
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{environ['PATH']}"
    environ["PYTHONPATH"] = str(ROOT)
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with examples/ and the command `onrecord` of the environment that runs the tests."""
    place = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", place / "examples", ignore=shutil.ignore_patterns(".onrecord"))
    (place / "bin").mkdir()
    command = place / "bin" / "onrecord"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qa.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return place


@pytest.mark.parametrize("example", examples(), ids=str)
def test_an_example_of_the_readme_runs_as_printed(example: Example, folder: Path) -> None:
    printed = ""
    if example.language == "python":
        done = run([sys.executable, "-c", example.program], folder)
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    else:
        for command in example.program.splitlines():
            if command.startswith(NOT_RUN):
                continue
            expected = EXIT_CODE.search(command)
            done = run(["sh", "-c", command], folder)
            assert done.returncode == int(expected[1] if expected else 0), f"{command}\n{done.stderr}"
            printed += done.stdout
    if example.printed is not None:
        shown = unwrapped(printed)
        assert re.fullmatch(pattern_of(example.printed), shown, re.DOTALL), shown


def test_the_readme_has_examples_of_both_kinds() -> None:
    found = [example.language for example in examples() if example.printed is not None]
    assert found.count("sh") >= 3
    assert found.count("python") >= 1


@pytest.mark.parametrize("variable", [*VARIABLES.values(), DEBUG_VARIABLE])
def test_every_setting_stands_in_the_readme(variable: str) -> None:
    assert f"| `{variable}` |" in README


@pytest.mark.parametrize(
    "key", [key for key in VARIABLES if key not in {"model_key", "password", "chroma_token", "metrics_token"}]
)
def test_every_key_of_the_settings_file_stands_in_the_readme(key: str) -> None:
    assert f"| `{key}` |" in README


@pytest.mark.parametrize("command", sorted(typer.main.get_command(cli.app).commands))  # type: ignore[attr-defined]
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `onrecord {command}[ `]", README, re.MULTILINE)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md"])
def test_every_link_to_a_file_of_the_project_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()]
    assert missing == []


def modules_that_are_loaded() -> list[str]:
    """Return the modules of the two packages that indexing and asking load, as paths."""
    program = (
        "import sys\n"
        "import qa.cli, index.nodes, index.export\n"
        "for name, module in sys.modules.items():\n"
        "    if name.startswith(('index.', 'qa.')): print(module.__file__)\n"
    )
    done = run([sys.executable, "-c", program], ROOT)
    assert done.returncode == 0, done.stderr
    return sorted(Path(path).relative_to(ROOT).as_posix() for path in done.stdout.splitlines())


def test_the_map_of_the_architecture_names_every_module_and_no_other() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `((?:index|qa)/[\w/]+(?:\.py|/))` \|", text, re.MULTILINE))
    assert [module for module in modules_that_are_loaded() if not named & {module, f"{Path(module).parent}/"}] == []
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_pictures_are_those_that_the_script_takes_and_the_readme_shows_one() -> None:
    from benchmarks.pictures import FOLDER, SHOTS

    assert {file.name for file in FOLDER.iterdir()} == set(SHOTS)
    shown = re.findall(r"!\[([^\]]+)\]\((docs/pictures/[^)]+)\)", README)
    assert shown
    for told, path in shown:
        assert len(told) > 40  # what is on it, for those who don't see it
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG")
        assert (ROOT / path).stat().st_size < 250_000
