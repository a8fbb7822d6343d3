"""A derived store that is lost, torn or another's is noticed before an answer, and rebuilt out of the catalog."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tantivy
from filelock import FileLock

from index.catalog import Catalog
from index.errors import IndexDamaged, IndexNotWritable
from index.seal import mark_writing, read_seal
from tests.damage import damage, largest
from tests.shelf import Shelf, assert_whole

REMARKS = "\nComments (2)\n\nAnnie Brook says:\nMay 3, 2041 at 9:12 am\nI was aboard, it was wonderful!\nReply\n"


def articles(count: int, what: str = "boat") -> dict[str, str]:
    return {
        f"{number}.txt": f"The {what} {number} sails\n\nOSTE, 3 May 2041 - The {what} {number} left Oste on voyage"
        f" {number * 7}. The sea was calm on day {number}.\n{REMARKS if number % 4 == 0 else ''}"
        for number in range(count)
    }


BOATS = articles(9)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two archives with their indexes: one to be damaged in copies, and another one's."""
    folders = []
    for name, files in (("one", BOATS), ("other", articles(9, "barge"))):
        made = Shelf(tmp_path_factory.mktemp(name) / "articles")
        made.add(files)
        made.close()
        folders.append(made.folder)
    return folders[0], folders[1]


@pytest.fixture
def copied(built: tuple[Path, Path], tmp_path: Path) -> Iterator[Shelf]:
    """Return a shelf with a copy of the first archive and its index, nothing of it opened."""
    shutil.copytree(built[0], tmp_path / "articles")
    made = Shelf(tmp_path / "articles")
    yield made
    made.close()


def assert_mended(shelf: Shelf, *parts: str) -> None:
    """Check that everything is found, that nothing was embedded for it, and that what was mended is told once."""
    encoded = len(shelf.encoder.encoded)
    assert_whole(shelf, BOATS)
    assert len(shelf.encoder.encoded) == encoded
    told = " ".join(shelf.index.take_notices())
    assert [part for part in ("the vector store", "the lexical index") if f"{part} was damaged" in told] == list(parts)
    assert told.count("rebuilt from the catalog, and nothing was embedded again") == len(parts)
    assert shelf.index.troubles() == ()
    shelf.reopen()
    assert_whole(shelf, BOATS)
    assert shelf.index.take_notices() == ()


# That each kind of file is noticed, damaged in each way, is tested with the seal; each of these takes seconds.
PAIRS = {
    "cut in half": ("chroma/chroma.sqlite3", "lexical/meta.json"),
    "deleted": ("chroma/*/link_lists.bin", "lexical/*.fast"),
    "noise within": ("chroma/*/index_metadata.pickle", "lexical/*.idx"),
    "another's": ("chroma/chroma.sqlite3", "lexical/*.term"),
}


@pytest.mark.parametrize("how", PAIRS)
def test_damaged_files_are_noticed_before_an_answer_and_mended_in_another_process(
    copied: Shelf, built: tuple[Path, Path], how: str
) -> None:
    for pattern in PAIRS[how]:
        damage(largest(copied.index_dir, pattern), how, built[1] / ".onrecord")
    assert_mended(copied, "the vector store", "the lexical index")


def test_damage_under_an_open_index_is_noticed_before_the_next_answer(copied: Shelf) -> None:
    assert_whole(copied, BOATS)
    for pattern in ("chroma/*/data_level0.bin", "lexical/*.term"):
        file = largest(copied.index_dir, pattern)
        scratch = file.with_suffix(".new")
        scratch.write_bytes(file.read_bytes()[:-40])
        scratch.replace(file)
    assert_mended(copied, "the vector store", "the lexical index")


def test_lost_stores_are_rebuilt_and_the_next_refresh_goes_on_from_there(copied: Shelf) -> None:
    for folder in ("chroma", "lexical"):
        shutil.rmtree(copied.index_dir / folder)
    assert_mended(copied, "the vector store", "the lexical index")
    encoded = len(copied.encoder.encoded)
    more = {**BOATS, "new.txt": "A new pier\n\nOSTE, 5 May 2041 - A pier was built at Oste. It is long.\n"}
    copied.add(more)
    assert len(copied.encoder.encoded) == encoded + 1
    assert_whole(copied, more)


def test_a_store_that_an_older_version_wrote_otherwise_is_made_anew_before_an_answer(copied: Shelf) -> None:
    folder = copied.index_dir / "lexical"
    shutil.rmtree(folder)
    folder.mkdir()
    schema = tantivy.SchemaBuilder().add_text_field("text").build()
    tantivy.Index(schema, path=str(folder)).writer().commit()
    seal = copied.index_dir / "stores.json"
    known = json.loads(seal.read_text())
    del known["layout"]  # as it was when seals had none
    seal.write_text(json.dumps(known))
    assert_mended(copied, "the lexical index")


def test_another_archive_s_whole_stores_are_not_taken_for_its_own(copied: Shelf, built: tuple[Path, Path]) -> None:
    for folder in ("chroma", "lexical"):
        shutil.rmtree(copied.index_dir / folder)
        shutil.copytree(built[1] / ".onrecord" / folder, copied.index_dir / folder)
    shutil.copy(built[1] / ".onrecord" / "stores.json", copied.index_dir)
    assert_mended(copied, "the vector store", "the lexical index")


def test_a_reader_that_holds_the_damaged_store_open_follows_the_rebuilt_one(copied: Shelf) -> None:
    assert_whole(copied, BOATS)
    other = Shelf(copied.folder, copied.encoder)
    assert_whole(other, BOATS)
    old = other.index.snapshot()
    shutil.rmtree(copied.index_dir / "chroma")
    copied.index.snapshot()
    assert copied.index.take_notices()
    assert other.index.snapshot().generation.number == old.generation.number + 1
    assert_whole(other, BOATS)
    assert other.index.take_notices() == ()
    with pytest.raises(IndexDamaged, match="is gone"):  # the question under way is asked of the newest generation
        old.nearest(np.ones(32, dtype=np.float32), 5)
    other.close()


def test_a_stopped_refresh_is_checked_and_sealed_where_nothing_is_wrong(copied: Shelf) -> None:
    mark_writing(copied.index_dir)
    with sqlite3.connect(copied.index_dir / "chroma" / "chroma.sqlite3") as connection:
        connection.execute("create table begun (and_left int)")
    connection.close()
    assert_whole(copied, BOATS)
    assert copied.index.take_notices() == ()
    assert copied.index.snapshot().generation.number == 1
    assert not (copied.index_dir / "stores.writing").exists()


def test_a_refresh_stopped_before_it_wrote_to_a_store_costs_no_check(
    copied: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.soundness.find_damage", lambda *_: pytest.fail("checked although nothing differs"))
    mark_writing(copied.index_dir)
    assert_whole(copied, BOATS)
    assert copied.refresh().unchanged == tuple(sorted(BOATS))
    assert not (copied.index_dir / "stores.writing").exists()


def test_while_another_process_indexes_a_damaged_store_is_done_without_and_the_answer_is_the_same(
    copied: Shelf,
) -> None:
    for pattern in ("chroma/*/data_level0.bin", "lexical/*.term"):
        damage(largest(copied.index_dir, pattern), "noise", copied.index_dir)
    with FileLock(copied.index_dir / "lock"):
        assert_whole(copied, BOATS)
        snapshot = copied.index.snapshot()
        assert [trouble.split(" is not used: ")[0] for trouble in snapshot.troubles] == [
            "the vector store",
            "the lexical index",
        ]
        assert all("another process is indexing" in trouble for trouble in copied.index.troubles())
    copied.reopen()
    assert_mended(copied, "the vector store", "the lexical index")


def test_what_breaks_in_the_middle_of_a_question_is_done_without_and_checked_before_the_next(copied: Shelf) -> None:
    snapshot = copied.index.snapshot()
    vector = copied.encoder.encode_question("boat 3").whole
    expected = snapshot.nearest(vector, 4)

    class Broken:
        def search(self, *_: object, **__: object) -> list[tuple[int, float]]:
            raise IndexDamaged("it burst")

        find = rarity = holding = search

    snapshot._vectors = Broken()  # type: ignore[assignment]
    found = snapshot.nearest(vector, 4)
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-3)
    wanted = snapshot.holding({"voyag", "zeppelin"})
    snapshot._lexical = Broken()  # type: ignore[assignment]
    assert snapshot.holding({"voyag", "zeppelin"}) == wanted == {"voyag"}
    assert len(snapshot.troubles) == 2
    assert all("it burst" in trouble for trouble in snapshot.troubles)
    assert copied.index.snapshot() is not snapshot
    assert copied.index.snapshot().troubles == ()
    assert_whole(copied, BOATS)
    assert copied.index.take_notices() == ()


def test_a_refresh_mends_before_it_writes(copied: Shelf) -> None:
    damage(largest(copied.index_dir, "chroma/*/data_level0.bin"), "empty", copied.index_dir)
    assert copied.refresh().unchanged == tuple(sorted(BOATS))
    assert_mended(copied, "the vector store")


def test_a_rebuilt_store_leaves_nothing_of_the_old_one_and_the_catalog_names_the_new(copied: Shelf) -> None:
    damage(largest(copied.index_dir, "lexical/*.idx"), "empty", copied.index_dir)
    copied.index.snapshot()
    catalog = Catalog.in_folder(copied.index_dir)
    folders = catalog.store_folders()
    catalog.close()
    assert folders["chroma"] == "chroma"
    assert {path.name for path in copied.index_dir.iterdir() if path.is_dir()} == set(folders.values())
    seal = read_seal(copied.index_dir)
    assert seal is not None
    assert (seal.generation, dict(seal.folders)) == (2, folders)


def test_a_first_build_that_was_stopped_is_begun_anew_without_its_stores(shelf: Shelf) -> None:
    shelf.write(BOATS)

    class Stopped(BaseException):
        pass

    def stop(progress: object) -> None:
        if getattr(progress, "stage", "") == "write" and getattr(progress, "done", 0) >= 2:
            raise Stopped

    with pytest.raises(Stopped):
        shelf.refresh(stop)
    assert not shelf.index.is_built()
    damage(largest(shelf.index_dir, "chroma/*/data_level0.bin"), "noise", shelf.index_dir)
    encoded = len(shelf.encoder.encoded)
    shelf.reopen()
    shelf.refresh()
    assert len(shelf.encoder.encoded) == encoded
    assert_whole(shelf, BOATS)


def test_a_full_disk_while_rebuilding_leaves_the_answers(copied: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IndexNotWritable("no space left")

    monkeypatch.setattr("index.repair.rebuild_in_child", fail)
    damage(largest(copied.index_dir, "chroma/*/data_level0.bin"), "empty", copied.index_dir)
    assert_whole(copied, BOATS)
    (trouble,) = copied.index.snapshot().troubles
    assert "data_level0.bin has 0 bytes" in trouble
    assert "could not be rebuilt (no space left)" in trouble
    with pytest.raises(IndexNotWritable, match="could not be rebuilt"):
        copied.refresh()
