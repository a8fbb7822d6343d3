"""What the tests share: a cache of their own, no network, archives in temporary folders."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

# Before qa is imported, and inherited by the processes that tests start. The cache lies in the environment, so that
# the model is exported once for all runs and goes when the environment goes.
for _name in [name for name in os.environ if name.startswith("ONRECORD_") and name != "ONRECORD_SHARED"]:
    del os.environ[_name]
CACHE = Path(sys.prefix) / "onrecord-cache"
os.environ["ONRECORD_CACHE"] = str(CACHE)
# Conversations are readers' own: a test run keeps its in a folder that goes with it.
_DATA = tempfile.mkdtemp(prefix="onrecord-data-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["ONRECORD_DATA"] = str(Path(_DATA, "onrecord.sqlite3"))
os.environ["XDG_DATA_HOME"] = _DATA  # for settings that a test makes without the environment

# A shell that runs the tests in the background has them ignore Ctrl-C, and the commands that they start would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)

import qa  # noqa: E402
from index import Encoder  # noqa: E402
from index.embed import load_encoder  # noqa: E402
from tests.fake_server import ChatServer  # noqa: E402
from tests.shelf import Files, Shelf, write_files  # noqa: E402

settings.register_profile("onrecord", deadline=None)  # the first example may load a library
settings.load_profile("onrecord")

REPOSITORY = Path(__file__).resolve().parents[1]
_LOOPBACK = re.compile(r"127\.|::1$|localhost$|::ffff:127\.")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Fail whatever connects to another machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(self: socket.socket, address: Any) -> None:
        local = self.family not in (socket.AF_INET, socket.AF_INET6) or _LOOPBACK.match(str(address[0]))
        assert local, f"a test must not reach the network: {address}"

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the real articles, their gold questions and the scorer."""
    folder = Path(os.environ.get("ONRECORD_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "articles").is_dir():
        pytest.skip(f"the real articles are missing: {folder}/articles (ONRECORD_SHARED names another folder)")
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """Return the real embedding model."""
    return load_encoder("bundled", CACHE)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Return an empty archive with a fake model."""
    made = Shelf(tmp_path / "articles")
    yield made
    made.close()


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """Return a scripted language model on loopback; `chat_server.settings()` makes it the model."""
    with ChatServer() as server:
        yield server


class ArchiveOf(Protocol):
    """Writes files to a new folder and opens it with the real model, indexed unless told otherwise."""

    def __call__(self, files: Files, *, indexed: bool = True) -> qa.Archive: ...


def _archives(make_folder: Callable[[int], Path]) -> Iterator[ArchiveOf]:
    opened: list[qa.Archive] = []

    def open_archive_of(files: Files, *, indexed: bool = True) -> qa.Archive:
        folder = make_folder(len(opened))
        folder.mkdir(parents=True)
        write_files(folder, files)
        archive = qa.open_archive(folder)
        opened.append(archive)
        if indexed:
            archive.refresh()
        return archive

    yield open_archive_of
    for archive in opened:
        archive.close()


@pytest.fixture
def archive_of(tmp_path: Path) -> Iterator[ArchiveOf]:
    """Return what opens an archive made of given files."""
    yield from _archives(lambda number: tmp_path / f"archive-{number}")


@pytest.fixture(scope="module")
def module_archive_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArchiveOf]:
    """Return the same for archives that all tests of a module may read, and none may change."""
    folder = tmp_path_factory.mktemp("module")
    yield from _archives(lambda number: folder / f"archive-{number}")
