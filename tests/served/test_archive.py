"""A served archive as a whole: several machines that ask it, and one that does not have its files."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import qa
from qa.render import citation_note
from qa.restore import restored
from tests.conftest import CACHE
from tests.shelf import write_files

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"
PASSENGERS = "How many passengers did the ferry carry?"
HEIGHT = "How high will the flood wall be?"


@pytest.fixture
def settings(database_url: str, chroma_url: str, tmp_path: Path) -> qa.Settings:
    """Return the settings of a machine that uses both servers; the archive's name is the test's own."""
    return qa.Settings(
        cache_dir=CACHE, chroma_url=chroma_url, database_url=database_url, archive_name=f"gazette_{os.getpid()}"
    )


def test_machines_follow_what_one_of_them_indexes_and_know_their_generation(
    settings: qa.Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    write_files(folder, {"ferry.txt": FERRY})
    with (
        qa.open_archive(folder, tmp_path / "first", settings) as first,
        qa.open_archive(folder, tmp_path / "second", settings) as second,
    ):
        assert second.generation == 0
        first.refresh()
        assert (first.generation, second.generation) == (1, 1)
        assert "412 passengers" in second.query(PASSENGERS).text

        write_files(folder, {"ferry.txt": FERRY.replace("412", "511"), "wall.txt": WALL})
        environ = {
            "ONRECORD_CHROMA_URL": str(settings.chroma_url),
            "ONRECORD_DATABASE_URL": str(settings.database_url),
            "ONRECORD_ARCHIVE_NAME": str(settings.archive_name),
        }
        command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index-dir", str(tmp_path / "third")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environ})
        assert done.returncode == 0, done.stderr

        for machine in (first, second):
            assert "2.4 metres" in machine.query(HEIGHT).text
            assert "511 passengers" in machine.query(PASSENGERS).text
            assert machine.generation == 2
            assert machine.query(PASSENGERS).citations[0].state == "intact"
        assert not (folder / ".onrecord").exists()


def test_without_its_files_lines_are_stored_ones_and_say_so(settings: qa.Settings, tmp_path: Path) -> None:
    settings = replace(settings, archive_name=f"unmounted_{os.getpid()}")
    folder = tmp_path / "articles"
    write_files(folder, {"ferry.txt": FERRY, "wall.txt": WALL})
    with qa.open_archive(folder, tmp_path / "first", settings) as archive:
        archive.refresh()
        mounted = archive.query(PASSENGERS)
    folder.rename(tmp_path / "elsewhere")

    with pytest.raises(qa.ArchiveError, match="there is no folder"):
        qa.open_archive(folder, tmp_path / "second", settings)
    with qa.open_archive(folder, tmp_path / "second", replace(settings, lines="stored")) as archive:
        answer = archive.query(PASSENGERS)
        assert answer.citations[0].quote == mounted.citations[0].quote
        assert {citation.state for citation in answer.citations} == {"stored"}
        assert "not read again" in citation_note(answer.citations[0])
        assert {hit.state for hit in archive.search("passengers").hits} == {"stored"}
        assert archive.source("ferry.txt").state == "stored"
        assert {check.state for check in archive.verify(mounted)} == {"stored"}
        assert "not read again" in archive.status().troubles[0]
        assert restored(qa.Answer, answer.to_dict()).citations == answer.citations
        with pytest.raises(qa.ArchiveError):
            archive.refresh()
        with pytest.raises(qa.SourceError):
            archive.original("ferry.txt")
        (tmp_path / "elsewhere").rename(folder)  # mounted again
        assert {citation.state for citation in archive.query(PASSENGERS).citations} == {"intact"}
