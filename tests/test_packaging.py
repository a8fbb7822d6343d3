"""What is built to be installed: all that the program needs, from a copy of the project, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "prompts", "qa")
LEFT = {"__pycache__", ".mypy_cache"}


def files_of(package: str) -> set[str]:
    found = (file for file in (REPOSITORY / package).rglob("*") if file.is_file() and not LEFT & set(file.parts))
    return {file.relative_to(REPOSITORY).as_posix() for file in found}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build a wheel out of a copy, for building leaves folders behind."""
    place = tmp_path_factory.mktemp("built")
    source = place / "source"
    source.mkdir()
    for name in PACKAGES:
        shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns(*LEFT))
    for name in ("app.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(place), str(source)], check=True, capture_output=True, timeout=120)
    (built,) = place.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_module_wording_style_and_weight_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == {"app.py"}.union(*map(files_of, PACKAGES))
    assert {"qa/weights/model.onnx", "prompts/compose.txt", "qa/py.typed", "qa/web/static/page.js"} <= held


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (folder,) = {name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    told = wheel.read(f"{folder}/METADATA").decode()
    assert f"Version: {project['version']}" in told
    assert "License-Expression: MIT" in told
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
    assert {f"Provides-Extra: {extra}" for extra in project["optional-dependencies"]} <= set(told.splitlines())
    points = wheel.read(f"{folder}/entry_points.txt").decode()
    assert "onrecord = qa.cli:main" in points
    assert "serve = app:serve" in points
