"""What tells a store as it was left from one that has to be checked; nobody who only asks makes it look doubtful."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import seal
from index.seal import Comparison, compare, is_as_sealed, read_seal, remember_opening, take_seal, write_seal
from tests.damage import WAYS, damage, largest
from tests.shelf import Shelf, assert_whole

FOLDERS: dict[seal.Store, str] = {"chroma": "chroma", "lexical": "lexical"}
NOTICES = {f"{n}.txt": f"Notice {n}\n\nThe sluice {n} opens. It closes on day {n} of the month.\n" for n in range(6)}

ASK = """
import sys
from pathlib import Path
from tests.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]))
if sys.argv[2] == "ask":
    shelf.index.snapshot().nearest(shelf.encoder.encode_question("sluice 3").whole, 3)
    assert not shelf.index.take_notices()
else:
    shelf.add({"more.txt": "More\\n\\nAnother sluice opens. It is new.\\n"})
shelf.close()
"""


def in_another_process(shelf: Shelf, what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(shelf.folder), what], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def look(shelf: Shelf) -> Comparison:
    known = read_seal(shelf.index_dir)
    assert known is not None
    return compare(shelf.index_dir, known)


@pytest.fixture
def notices(shelf: Shelf) -> Iterator[Shelf]:
    shelf.add(NOTICES)
    yield shelf


def test_a_healthy_index_is_as_sealed_after_asking_here_and_elsewhere(
    notices: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(notices).is_equal
    assert_whole(notices, NOTICES)
    assert look(notices).is_equal
    notices.reopen()
    assert_whole(notices, NOTICES)
    in_another_process(notices, "ask")
    assert look(notices).is_equal
    known = read_seal(notices.index_dir)
    assert known is not None
    assert is_as_sealed(notices.index_dir, known)
    # Opening changes the time of Chroma's database; that time is remembered, so that nobody reads the file for it.
    monkeypatch.setattr(seal, "digest_of", lambda *_: pytest.fail("a file was read although nothing changed"))
    assert look(notices).is_equal


def test_a_healthy_index_is_as_sealed_after_another_process_refreshed_it(notices: Shelf) -> None:
    before = notices.index.snapshot()
    in_another_process(notices, "refresh")
    assert look(notices).is_equal
    assert notices.index.snapshot().generation.number == before.generation.number + 1
    assert len(notices.texts()) == 7
    assert notices.index.take_notices() == ()
    assert look(notices).is_equal


def test_nothing_looks_doubtful_while_a_refresh_is_under_way(notices: Shelf) -> None:
    other = Shelf(notices.folder, notices.encoder)
    seen: list[tuple[str, ...]] = []

    def ask(_: object) -> None:
        other.reopen()  # as a process that starts now would
        snapshot = other.index.snapshot()
        assert len(list(snapshot.articles())) in {6, 7}
        snapshot.nearest(notices.encoder.encode_question("sluice 3").whole, 3)
        seen.append((*other.index.troubles(), *other.index.take_notices()))

    notices.write({"more.txt": "More\n\nAnother sluice opens. It is new.\n"})
    notices.refresh(ask)
    assert len(seen) > 5
    assert not any(seen)
    other.close()


KINDS = (
    *("chroma/chroma.sqlite3", "chroma/*/data_level0.bin", "chroma/*/link_lists.bin", "chroma/*/header.bin"),
    *("chroma/*/length.bin", "chroma/*/index_metadata.pickle", "lexical/meta.json", "lexical/.managed.json"),
    *("lexical/*.term", "lexical/*.idx", "lexical/*.pos", "lexical/*.fast", "lexical/*.fieldnorm", "lexical/*.store"),
)


def test_every_kind_of_file_damaged_in_every_way_is_noticed_without_being_opened(
    notices: Shelf, tmp_path: Path
) -> None:
    notices.close()
    other = Shelf(tmp_path / "other")
    other.add(
        {f"{n}.txt": f"A lock {n}\n\nLock {n} of the canal was closed. It leaks by the hour.\n" for n in range(6)}
    )
    other.close()
    known = read_seal(notices.index_dir)
    assert known is not None
    for kind in KINDS:
        file = largest(notices.index_dir, kind)
        before, times = file.read_bytes(), file.stat()
        for way in WAYS:
            damage(file, way, other.index_dir)
            altered = not file.exists() or file.read_bytes() != before
            assert compare(notices.index_dir, known).is_equal is not altered, (kind, way)
            file.write_bytes(before)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert compare(notices.index_dir, known).is_equal


def test_a_copied_index_is_as_sealed_although_every_time_differs(notices: Shelf, tmp_path: Path) -> None:
    notices.close()
    shutil.copytree(notices.folder, tmp_path / "copy", copy_function=shutil.copy)
    for path in (tmp_path / "copy").rglob("*.*"):
        os.utime(path, (1, 1))
    copy = Shelf(tmp_path / "copy")
    known = read_seal(copy.index_dir)
    assert known is not None
    assert not is_as_sealed(copy.index_dir, known)
    assert look(copy).is_equal
    copy.index.snapshot()
    renewed = read_seal(copy.index_dir)
    assert renewed is not None
    assert is_as_sealed(copy.index_dir, renewed)
    assert copy.index.take_notices() == ()
    copy.close()


def test_a_refresh_that_finds_nothing_leaves_the_seal_alone(notices: Shelf) -> None:
    file = notices.index_dir / "stores.json"
    before = file.stat().st_mtime_ns
    notices.refresh()
    assert file.stat().st_mtime_ns == before
    assert not (notices.index_dir / "stores.writing").exists()


def test_what_differs_is_named_and_told_apart(tmp_path: Path) -> None:
    graph = tmp_path / "chroma" / "graph"
    graph.mkdir(parents=True)
    (tmp_path / "lexical").mkdir()
    for name in ("length.bin", "index_metadata.pickle"):
        (graph / name).write_bytes(b"once")
    for path in (tmp_path / "chroma" / "chroma.sqlite3", tmp_path / "lexical" / "meta.json"):
        path.write_bytes(b"anew" * 100)
    known = take_seal(tmp_path, "a1b2", 3, FOLDERS)
    write_seal(tmp_path, known)
    assert read_seal(tmp_path) == known
    (graph / "length.bin").write_bytes(b"gone?")
    (graph / "added.pickle").write_bytes(b"")
    (tmp_path / "lexical" / "meta.json").write_bytes(b"anew" * 99 + b"old!")
    found = compare(tmp_path, known)
    assert found.broken == {"chroma": "chroma/graph/length.bin has 5 bytes, not 4"}
    assert found.doubtful == {
        "chroma": "chroma/graph/added.pickle was not there",
        "lexical": "lexical/meta.json was altered",
    }
    writing = compare(tmp_path, known, writing=True)
    assert set(writing.broken) == {"chroma"}
    assert not writing.doubtful


def test_the_time_that_opening_leaves_counts_for_that_content_only(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "lexical").mkdir()
    database = tmp_path / "chroma" / "chroma.sqlite3"
    database.write_bytes(b"x" * 5000)
    known = take_seal(tmp_path, "a1b2", 1, FOLDERS)
    os.utime(database, ns=(7, 7))
    remember_opening(tmp_path, known)
    database.write_bytes(b"y" * 5000)
    os.utime(database, ns=(7, 7))  # the same size and time: what is only looked at can't tell these apart
    assert compare(tmp_path, known).is_equal
    os.utime(database, ns=(8, 8))
    assert compare(tmp_path, known).doubtful == {"chroma": "chroma/chroma.sqlite3 was altered"}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": [], "folders": {}}', "null", "\ud800"])
def test_an_unreadable_seal_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "stores.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert read_seal(tmp_path) is None
    (tmp_path / "stores.json").unlink()
    assert read_seal(tmp_path) is None
