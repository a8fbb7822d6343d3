"""Archives on both stacks: in their folder, and on servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Servers
from tests.served.servers import chroma, find_postgres, postgres
from tests.shelf import Shelf


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Return the address of a PostgreSQL of the test run's own."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed (pip install 'onrecord[postgres]')")
    with postgres(programs) as address:
        yield address


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Chroma server of the test run's own."""
    with chroma(tmp_path_factory.mktemp("chroma")) as address:
        yield address


@pytest.fixture
def servers(database_url: str, chroma_url: str) -> Servers:
    """Return both servers."""
    return Servers(chroma_url=chroma_url, database_url=database_url)


@pytest.fixture(params=["embedded", "chroma", "served"])
def stacked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """Return an empty archive on each stack: in its folder; with Chroma as a server; with both servers."""
    servers = Servers()
    if request.param == "chroma":
        servers = Servers(chroma_url=request.getfixturevalue("chroma_url"))
    if request.param == "served":
        servers = request.getfixturevalue("servers")
    made = Shelf(tmp_path / "articles", servers=servers)
    yield made
    made.close()
