"""`onrecord check`: one line a finding, with the cure; and nothing that lies in an index is ever unpickled."""

import json
import os
import pickle
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import qa
from index.catalog import Catalog
from index.checking import check_index
from qa.cli import run
from tests.conftest import ArchiveOf
from tests.damage import damage, largest
from tests.shelf import Shelf

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 412 passengers to the mainland.\n"
WALL = "Flood wall\n\nOSTE, 6 May 2041 - The council will build a flood wall. It will be 2.4 metres high at the quay.\n"
PASSENGERS = "How many passengers did the ferry carry?"
FILES = {"ferry.txt": FERRY, "wall.txt": WALL}


def test_a_sound_index_is_told_and_changed_files_are_no_fault(
    archive_of: ArchiveOf, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of(FILES)
    report = archive.check()
    assert report.is_sound
    assert (report.articles, report.files, report.pending) == (2, 2, 0)
    (archive.path / "wall.txt").write_text(WALL.replace("2.4", "3.1"))
    archive.close()
    assert run(["check", str(archive.path)]) == 0
    assert "1 changed since they were indexed" in (told := capsys.readouterr().out)
    assert told.endswith("The index is sound.\n")


def test_damaged_stores_are_found_not_touched_and_repaired_on_request(
    archive_of: ArchiveOf, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of(FILES)
    archive.close()
    torn = largest(archive.index_dir, "chroma/*/data_level0.bin")
    for file in (torn, largest(archive.index_dir, "lexical/*.pos")):
        damage(file, "cut in half", archive.index_dir)
    assert run(["check", str(archive.path)]) == 1
    vectors, words, counted, verdict = capsys.readouterr().out.splitlines()
    assert vectors.startswith("vectors: chroma/")
    assert words.startswith("words: lexical/")
    assert "run 'onrecord check --repair" in words
    assert counted.startswith("Generation 1: 2 articles")
    assert verdict == "The index is not sound: 2 findings."
    assert torn.exists()
    assert run(["check", str(archive.path), "--repair", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["sound"]
    assert report["generation"] == 2
    assert len(report["notes"]) == 2
    with qa.open_archive(archive.path) as opened:
        assert "412 passengers" in opened.query(PASSENGERS).text


FAULTS = {
    "a sentence outside its text": ("update articles set text = substr(text, 1, 40)", "outside its text or its order"),
    "lost vectors": ("delete from vectors", "has lost its vectors"),
    "vectors that are none": ("update vectors set passage = zeroblob(length(passage))", "has vectors that are none"),
    "sentences without vectors": ("update vectors set sentences = x'00'", "vectors of another shape"),
    "an article twice": ("update articles set path = 'ferry.txt'", "ferry.txt is live twice"),
    "a passage in no collection": (
        "delete from members where passage = (select min(passage) from members)",
        "do not lie in one collection each",
    ),
    "a false count": ("update generations set articles = 7", "states 7 articles and has 2"),
    "another text": ("update articles set text = replace(text, 'e', 'o')", "another text than the file"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_catalog_at_odds_with_itself_is_told(shelf: Shelf, fault: str) -> None:
    statement, problem = FAULTS[fault]
    shelf.add(FILES)
    shelf.close()
    with closing(sqlite3.connect(shelf.index_dir / "catalog.sqlite3")) as connection, connection:
        connection.execute(statement)
    with closing(Catalog.in_folder(shelf.index_dir)) as catalog:
        report = check_index(shelf.folder, catalog, {})
    assert not report.is_sound
    assert problem in " ".join(finding.problem for finding in report.findings)
    assert all("run 'onrecord index --full" in finding.cure for finding in report.findings)


def test_what_was_mended_is_told_by_the_next_answer_and_by_status(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES)
    archive.close()
    damage(largest(archive.index_dir, "lexical/*.term"), "empty", archive.index_dir)
    with qa.open_archive(archive.path) as opened:
        assert "the lexical index was damaged" in " ".join(opened.status().troubles)
        answer = opened.query(PASSENGERS)
        assert "412 passengers" in answer.text
        assert any("rebuilt from the catalog" in note for note in answer.notes)
        assert opened.query(PASSENGERS).notes == ()
        assert opened.status().troubles == ()


HOSTILE = """
import sys
from pathlib import Path
found = []
sys.addaudithook(lambda event, arguments: found.append(arguments) if event == "pickle.find_class" else None)
import qa
with qa.open_archive(sys.argv[1]) as archive:
    answer = archive.query(sys.argv[2])
    assert "412 passengers" in answer.text, answer
    assert answer.notes, "the foreign file was not noticed"
assert not found, found
"""


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def test_a_hostile_pickle_in_the_index_is_never_loaded(archive_of: ArchiveOf, tmp_path: Path) -> None:
    archive = archive_of(FILES)
    archive.close()
    bomb = pickle.dumps(Bomb(tmp_path / "burst"))
    for folder in [archive.index_dir, *(path for path in archive.index_dir.rglob("*") if path.is_dir())]:
        for name in ("index_metadata.pickle", "names.pkl", "cache.pickle"):
            (folder / name).write_bytes(bomb)
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(archive.path), PASSENGERS],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "burst").exists()
