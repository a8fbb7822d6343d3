"""The commands that keep an index up to date and small, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import cli
from tests.conftest import ArchiveOf
from tests.shelf import write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"


@pytest.fixture
def folder(archive_of: ArchiveOf) -> Path:
    return archive_of({"ferry.txt": FERRY, "wall.txt": WALL, "broken.txt": b"\x00"}).path


def test_a_full_index_reads_all_files_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["index", str(folder)]) == 0
    assert "0 added, 0 changed, 0 removed, 2 unchanged, 1 failed" in capsys.readouterr().out
    assert cli.run(["status", str(folder), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["generation"]
    assert cli.run(["index", str(folder), "--full"]) == 0
    assert "2 unchanged, 1 failed" in capsys.readouterr().out
    assert cli.run(["status", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["generation"] == before + 1


def test_compacting_prints_what_the_index_took_and_takes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.compact.READING_SECONDS", 0.0)
    write_files(folder, {"ferry.txt": FERRY.replace("412", "413")})
    assert cli.run(["index", str(folder), "--quiet"]) == 0
    capsys.readouterr()
    assert cli.run(["compact", str(folder)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Index: ")
    assert " MB, now " in first
    assert second == "generations: 2, now 1; collections: 2, now 1; articles: 3, now 2; vectors: 3, now 2"
    assert cli.run(["compact", str(folder), "--json", "--no-wait"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["after"]["articles"] == told["before"]["articles"] == 2
    assert cli.run(["ask", "How many passengers did the ferry carry?", "-a", str(folder)]) == 0
    assert "413 passengers" in capsys.readouterr().out


def test_compacting_what_was_never_indexed_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_files(tmp_path, {"ferry.txt": FERRY})
    assert cli.run(["compact", str(tmp_path)]) == 1
    assert "has no index yet: run 'onrecord index" in capsys.readouterr().err
