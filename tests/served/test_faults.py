"""What goes wrong with servers: gone, restarted, with something lost, or of no use; and what is said and done then."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from index import Servers
from index.errors import ArchiveError, IndexBusy, IndexNotWritable, IndexUnreachable
from tests.served.servers import chroma, free_port
from tests.shelf import Shelf, assert_whole

FERRY = "Ferry returns\n\nOSTE, 3 May 2041 - The ferry returned on Friday. It carried 40 passengers to the mainland.\n"
PEARS = "Few pears\n\nOSTE, 4 May 2041 - Growers picked few pears this year. Frost had killed the blossom.\n"
BOTH = {"ferry.txt": FERRY, "pears.txt": PEARS}
WORDS = "harbour wall ferry pears frost quay mayor bridge tide lamp boat grain rope mill stone river".split()


@pytest.fixture
def served(servers: Servers, tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "articles", servers=servers)
    yield made
    made.close()


def drop_collections(url: str) -> None:
    """Delete every collection of a Chroma server, as another of its users could."""
    import chromadb
    from chromadb.config import Settings

    port = int(url.rpartition(":")[2])
    client = chromadb.HttpClient("127.0.0.1", port, settings=Settings(anonymized_telemetry=False))
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    sessions = [client._server._session, client._admin_client._server._session]  # type: ignore[attr-defined]
    for session in sessions:
        session.close()


def long_article(seed: int, paragraphs: int) -> str:
    chosen = random.Random(seed)
    told = (" ".join(chosen.choices(WORDS, k=75)).capitalize() + f" {number}." for number in range(paragraphs))
    return "Long tale\n\n" + "\n\n".join(told) + "\n"


def test_what_a_server_lost_between_two_starts_is_noticed_before_an_answer_and_rebuilt(tmp_path: Path) -> None:
    data, port = tmp_path / "chroma", free_port()
    shelf = Shelf(tmp_path / "articles", servers=Servers(chroma_url=f"http://127.0.0.1:{port}"))
    with chroma(data, port):
        shelf.add({f"{seed}.txt": long_article(seed, 1100) for seed in range(2)})
        assert shelf.index.snapshot().generation.passages > 2000
        expected = answers(shelf)
    with chroma(data, port):  # restarted, and nothing is lost
        shelf.reopen()
        assert answers(shelf) == expected
        assert shelf.index.snapshot().generation.number == 1
        shelf.index.close()
    for folder in [folder for folder in data.iterdir() if folder.is_dir()]:  # the graphs
        shutil.rmtree(folder)
    with chroma(data, port):
        shelf.reopen()
        assert answers(shelf) == expected
        assert "it was rebuilt from the catalog" in " ".join(shelf.index.take_notices())
        assert shelf.index.snapshot().generation.number == 2
        assert not shelf.index.snapshot().troubles
        shelf.close()


def answers(shelf: Shelf) -> list[int]:
    """Return what is nearest to a spread of passages; each must find itself."""
    snapshot = shelf.index.snapshot()
    held = snapshot.passages(range(1, 2300, 100))
    found = []
    for number, record in held.items():
        if record.vectors is not None:
            near = [each for each, _ in snapshot.nearest(record.vectors.passage, 5)]
            assert number in near
            found.append(number)
    return found


def test_a_lost_collection_is_rebuilt_and_told_once(served: Shelf) -> None:
    served.add(BOTH)
    assert_whole(served, BOTH)
    drop_collections(str(served.servers.chroma_url))
    snapshot = served.index.snapshot()
    assert snapshot.nearest(served.encoder._vector("ferry"), 5)  # in the middle of a question: compared with each
    assert "failed in the middle of this question" in snapshot.troubles[0]
    assert_whole(served, BOTH)
    (notice,) = served.index.take_notices()
    assert "rebuilt from the catalog, and nothing was embedded again" in notice
    assert served.index.troubles() == ()


def test_without_its_vector_server_it_answers_exactly_and_says_so(served: Shelf) -> None:
    served.add(BOTH)
    nobody = f"http://127.0.0.1:{free_port()}"
    served.servers = replace(served.servers, chroma_url=nobody)
    served.reopen()
    assert_whole(served, BOTH)
    (trouble,) = served.index.troubles()
    assert nobody in trouble
    assert "ONRECORD_CHROMA_URL" in trouble
    served.write({"ferry.txt": FERRY.replace("40", "60")})
    with pytest.raises(IndexNotWritable, match="can't be reached"):
        served.refresh()
    assert_whole(served, BOTH)


def test_what_answers_at_the_address_must_be_chroma(served: Shelf, chroma_url: str) -> None:
    served.add(BOTH)
    served.servers = replace(served.servers, chroma_url=f"{chroma_url}/nobodys/database")
    served.reopen()
    assert_whole(served, BOTH)
    assert "ONRECORD_CHROMA_URL" in " ".join(served.index.troubles())


def test_without_a_chroma_server_a_served_catalog_is_compared_with_vector_by_vector(
    database_url: str, chroma_url: str, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path / "articles", servers=Servers(database_url=database_url))
    shelf.add(BOTH)
    assert_whole(shelf, BOTH)
    assert shelf.index.troubles() == ()
    shelf.servers = replace(shelf.servers, chroma_url=chroma_url)  # and later with one
    shelf.reopen()
    assert_whole(shelf, BOTH)
    assert shelf.index.take_notices()
    shelf.close()


def test_a_database_that_does_not_answer_is_told_with_the_cure_and_without_the_password(tmp_path: Path) -> None:
    address = f"postgresql+psycopg://ann:very-secret@127.0.0.1:{free_port()}/kept"
    shelf = Shelf(tmp_path / "articles", servers=Servers(database_url=address))
    shelf.write(BOTH)
    for act in (shelf.refresh, shelf.index.snapshot):
        with pytest.raises(IndexUnreachable, match="start the server, or mend ONRECORD_DATABASE_URL") as caught:
            act()
        assert "very-secret" not in str(caught.value)
    assert "very-secret" not in repr(shelf.servers)
    shelf.close()


def test_a_user_without_rights_is_told_which_to_grant(database_url: str, tmp_path: Path) -> None:
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE poor LOGIN")
    address = database_url.replace("onrecord@", "poor@")
    shelf = Shelf(tmp_path / "articles", servers=Servers(database_url=address))
    shelf.write(BOTH)
    with pytest.raises(IndexNotWritable, match="grant the user of ONRECORD_DATABASE_URL CREATE"):
        shelf.refresh()
    shelf.close()


def test_a_writer_whose_lock_is_lost_stops_before_it_publishes(served: Shelf, database_url: str) -> None:
    served.add({"ferry.txt": FERRY})
    served.write({"pears.txt": PEARS})
    broken = False

    def cut(progress: object) -> None:
        nonlocal broken
        if getattr(progress, "stage", "") == "write" and not broken:
            broken = True
            with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")

    with pytest.raises(IndexBusy, match="the connection that held the writer's lock"):
        served.refresh(cut)
    assert_whole(served, {"ferry.txt": FERRY})
    served.refresh()
    assert_whole(served, BOTH)


def test_a_folder_that_is_not_mounted_empties_no_index(served: Shelf) -> None:
    served.add(BOTH)
    for file in served.folder.iterdir():
        shutil.move(str(file), served.folder.parent)
    with pytest.raises(ArchiveError, match="holds no articles"):
        served.refresh()
    assert_whole(served, BOTH)


def test_a_lexical_copy_that_was_altered_is_made_anew(served: Shelf) -> None:
    served.add(BOTH)
    assert_whole(served, BOTH)
    words = served.index_dir / "served" / "words"
    largest = max(words.iterdir(), key=lambda file: file.stat().st_size)
    served.index.close()
    largest.write_bytes(bytes(largest.stat().st_size))
    served.reopen()
    assert_whole(served, BOTH)
    shutil.rmtree(served.index_dir / "served")
    assert_whole(served, BOTH)


def test_a_schema_that_was_dropped_is_an_index_that_is_not_there(served: Shelf, database_url: str) -> None:
    served.add(BOTH)
    assert_whole(served, BOTH)
    address = served.servers.database_of(served.index.archive)
    assert address is not None
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(address.schema, cascade=True))
    engine.dispose()
    assert not served.index.is_built()
    served.refresh()
    assert_whole(served, BOTH)
