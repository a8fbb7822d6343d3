"""What every stack does alike: an index in its folder, with Chroma as a server, and with PostgreSQL besides."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from index import Servers
from index.errors import IndexBusy
from tests.shelf import Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
MAYOR = "Mayor resigns\n\nOSTE, 5 May 2041 - The mayor resigned over the flood wall. Nobody had seen it coming.\n"


def test_what_was_added_edited_and_deleted_is_what_answers(stacked: Shelf) -> None:
    assert stacked.add({"ferry.txt": FERRY, "pears.txt": PEARS}).added == ("ferry.txt", "pears.txt")
    assert_whole(stacked, {"ferry.txt": FERRY, "pears.txt": PEARS})

    stacked.write({"ferry.txt": FERRY.replace("40", "60"), "mayor.txt": MAYOR})
    (stacked.folder / "pears.txt").unlink()
    report = stacked.refresh()
    assert (report.added, report.changed, report.removed) == (("mayor.txt",), ("ferry.txt",), ("pears.txt",))
    assert_whole(stacked, {"ferry.txt": FERRY.replace("40", "60"), "mayor.txt": MAYOR})

    stacked.reopen()
    assert_whole(stacked, {"ferry.txt": FERRY.replace("40", "60"), "mayor.txt": MAYOR})
    assert stacked.refresh().unchanged == ("ferry.txt", "mayor.txt")
    assert stacked.index.status().number == 2  # nothing changed, and nothing was published
    assert not stacked.index.troubles()


def test_what_comes_back_is_not_embedded_again(stacked: Shelf) -> None:
    stacked.add({"ferry.txt": FERRY, "pears.txt": PEARS})
    (stacked.folder / "ferry.txt").rename(stacked.folder / "boat.txt")
    embedded = len(stacked.encoder.encoded)
    stacked.refresh()
    assert len(stacked.encoder.encoded) == embedded
    assert_whole(stacked, {"boat.txt": FERRY, "pears.txt": PEARS})


def test_a_refresh_that_was_stopped_shows_nothing_and_is_taken_up_again(stacked: Shelf) -> None:
    stacked.add({"ferry.txt": FERRY})
    stacked.write({"pears.txt": PEARS})

    def stop(progress: object) -> None:
        if getattr(progress, "stage", "") == "write":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stacked.refresh(stop)
    stacked.reopen()
    assert_whole(stacked, {"ferry.txt": FERRY})
    embedded = len(stacked.encoder.encoded)
    stacked.refresh()
    assert len(stacked.encoder.encoded) == embedded  # its vectors were kept
    assert_whole(stacked, {"ferry.txt": FERRY, "pears.txt": PEARS})


def test_folding_leaves_one_collection_and_what_answers(stacked: Shelf) -> None:
    for number in range(4):
        stacked.add({f"{number}.txt": FERRY.replace("40", f"4{number}")})
    expected = {f"{number}.txt": FERRY.replace("40", f"4{number}") for number in range(1, 4)}
    (stacked.folder / "0.txt").unlink()
    stacked.refresh()
    report = stacked.index.compact(reading=0)
    assert (report.after.collections, report.after.generations, report.after.vectors) == (1, 1, 3)
    assert_whole(stacked, expected)
    stacked.reopen()
    assert_whole(stacked, expected)


def test_one_process_writes_while_another_one_waits_or_is_told_so(stacked: Shelf) -> None:
    stacked.add({"ferry.txt": FERRY})
    other = Shelf(stacked.folder, stacked.encoder, stacked.index_dir, stacked.servers)
    waited: list[str] = []
    with stacked.index._folder.locked():
        with pytest.raises(IndexBusy, match="another process is indexing .*: wait until it is done"):
            other.index.refresh(wait=0)
        stacked.write({"pears.txt": PEARS})
        thread = threading.Thread(target=lambda: other.index.refresh(waiting=waited.append))
        thread.start()
        while not waited:
            thread.join(0.05)
    thread.join()
    assert "waiting" in waited[0]
    assert_whole(stacked, {"ferry.txt": FERRY, "pears.txt": PEARS})
    other.close()


def test_a_reader_follows_what_another_process_publishes(stacked: Shelf) -> None:
    stacked.add({"ferry.txt": FERRY, "pears.txt": PEARS})
    apart = stacked.folder.parent / "another machine" if stacked.servers.database_url else stacked.index_dir
    reader = Shelf(stacked.folder, stacked.encoder, apart, stacked.servers)
    assert_whole(reader, {"ferry.txt": FERRY, "pears.txt": PEARS})
    old = reader.index.snapshot()

    (stacked.folder / "pears.txt").unlink()
    stacked.add({"mayor.txt": MAYOR, "ferry.txt": FERRY.replace("40", "60")})
    assert_whole(reader, {"ferry.txt": FERRY.replace("40", "60"), "mayor.txt": MAYOR})
    assert [record.path for record in old.articles()] == ["ferry.txt", "pears.txt"]  # a question under way goes on

    stacked.age()
    stacked.add({"pears.txt": PEARS})
    stacked.index.compact(reading=0)  # now nothing is left of what the reader had open
    assert_whole(reader, {"ferry.txt": FERRY.replace("40", "60"), "mayor.txt": MAYOR, "pears.txt": PEARS})
    assert reader.index.snapshot().generation.number == stacked.index.snapshot().generation.number
    reader.close()


def test_all_of_it_is_checked_and_found_sound(stacked: Shelf) -> None:
    stacked.add({"ferry.txt": FERRY, "pears.txt": PEARS})
    assert stacked.index.check().findings == ()


def test_two_archives_on_the_same_servers_know_nothing_of_each_other(servers: Servers, stacked: Shelf) -> None:
    other = Shelf(stacked.folder.parent / "other", servers=replace(servers, archive_name="other_archive"))
    stacked.add({"ferry.txt": FERRY})
    other.add({"pears.txt": PEARS})
    stacked.index.compact(reading=0)
    assert_whole(stacked, {"ferry.txt": FERRY})
    assert_whole(other, {"pears.txt": PEARS})
    other.close()


def test_the_index_moves_between_the_stacks_without_embedding_again(chroma_url: str, stacked: Shelf) -> None:
    if stacked.servers.database_url is not None:
        pytest.skip("its catalog lies elsewhere")
    stacked.add({"ferry.txt": FERRY, "pears.txt": PEARS})
    embedded = len(stacked.encoder.encoded)
    stacked.servers = Servers() if stacked.servers.chroma_url else Servers(chroma_url=chroma_url)
    stacked.reopen()
    assert_whole(stacked, {"ferry.txt": FERRY, "pears.txt": PEARS})
    assert len(stacked.encoder.encoded) == embedded
    assert any("rebuilt from the catalog" in notice for notice in stacked.index.take_notices())
