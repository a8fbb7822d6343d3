"""One archive of every attacked article, and its answer to each question, asked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

import qa
from tests.injections import Attacked, load
from tests.shelf import Shelf, write_files


@pytest.fixture(scope="session")
def cases() -> tuple[Attacked, ...]:
    return load()


@pytest.fixture(scope="session")
def attacked(cases: tuple[Attacked, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[qa.Archive]:
    """Return an archive of the articles with their attacks."""
    folder = tmp_path_factory.mktemp("attacked") / "articles"
    write_files(folder, {case.path: case.text for case in cases})
    with qa.open_archive(folder) as archive:
        assert archive.refresh().failed == ()
        yield archive


@pytest.fixture(scope="session")
def clean(cases: tuple[Attacked, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Return the same articles without the attacks, to compare what is read off their lines."""
    shelf = Shelf(tmp_path_factory.mktemp("clean") / "articles")
    assert shelf.add({case.path: case.clean for case in cases}).failed == ()
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def answers(attacked: qa.Archive, cases: tuple[Attacked, ...]) -> Mapping[str, qa.Answer]:
    """Return the answer to each case's question, by the case's name."""
    return {case.name: attacked.query(case.question) for case in cases}
