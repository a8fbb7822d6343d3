"""The written list of dependencies is true: all of them, in the locked versions, as they are installed."""

import re
import tomllib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COLUMNS = ("name", "version", "licence", "native", "keeper", "purpose", "reads")
CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def rows() -> dict[str, Mapping[str, str]]:
    text = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in cells[1:]}


def asked_for() -> dict[str, str]:
    """Return every requirement that pyproject.toml names, by its package."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    return {re.split(r"[^A-Za-z0-9._-]", each)[0]: each for each in listed}


def locked() -> dict[str, str]:
    text = (REPOSITORY / "requirements-test.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)", text, re.MULTILINE))


def test_each_dependency_has_a_row_and_no_row_is_left_over() -> None:
    assert sorted(rows()) == sorted(asked_for())
    assert all(cell for row in rows().values() for cell in row.values())


@pytest.mark.parametrize("name", sorted(asked_for()))
def test_a_version_is_the_locked_one(name: str) -> None:
    pinned = re.search(r"==([\w.]+)", asked_for()[name])
    known = locked().get(name) or (pinned and pinned[1])
    if known is None:
        pytest.skip(f"{name} is an extra that no lock names")
    assert rows()[name]["version"] == known


@pytest.mark.parametrize("name", sorted(asked_for()))
def test_licence_and_machine_code_are_those_of_what_is_installed(name: str) -> None:
    try:
        installed = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is an extra that is not installed")
    row = rows()[name]
    tags = re.findall(r"^Tag: (\S+)", installed.read_text("WHEEL") or "", re.MULTILINE)
    assert row["native"] == ("yes" if any(not tag.endswith("-any") for tag in tags) else "no")
    told = installed.metadata
    stated = [told[name] for name in ("License-Expression", "License") if name in told]
    classified = [CLASSIFIERS[each] for each in told.get_all("Classifier") or () if each in CLASSIFIERS]
    files = [Path(path.locate()) for path in installed.files or [] if path.name.startswith("LICENSE")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    known = " ".join([*stated, *classified, *("Apache-2.0" for text in texts if "Apache License" in text)])
    known += " ".join("MIT" for text in texts if "Permission is hereby granted, free of charge" in text)
    assert row["licence"].removesuffix(" and others") in known
