"""Passage vectors in Chroma: found exactly, over several collections, or told that they are lost."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.embed import Vector
from index.errors import IndexDamaged
from index.nodes import StoredPassage
from index.vectors import VectorStore

RANDOM = np.random.default_rng(11)


def vectors(count: int, dimension: int = 16) -> Vector:
    made = RANDOM.normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def passages(found: Vector, first: int = 1) -> list[StoredPassage]:
    return [
        StoredPassage(first + n, "town/ferry.txt", "", "body", 3, 4, 10, 30, "ab" * 32, f"passage {n}", vector)
        for n, vector in enumerate(found)
    ]


def fill(store: VectorStore, name: str, found: list[StoredPassage]) -> int:
    return store.create(name, found, len(found))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    made = VectorStore(tmp_path / "chroma")
    yield made
    made.close()


def names(store: VectorStore) -> set[str]:
    return {collection.name for collection in store._connect().list_collections()}


def test_every_passage_is_its_own_nearest_neighbour(store: VectorStore) -> None:
    known = vectors(300)
    assert fill(store, "one", passages(known)) == 300
    for number, vector in enumerate(known, 1):
        (best, cosine), second = store.search(["one"], vector, 2)
        assert best == number
        assert cosine == pytest.approx(1.0, abs=1e-3)
        assert second[1] <= cosine


def test_several_collections_are_searched_as_one(store: VectorStore) -> None:
    known = vectors(60)
    fill(store, "small", passages(known[:7]))
    fill(store, "large", passages(known[7:], first=8))
    question = vectors(1)[0]
    cosines = {number: float(vector @ question) for number, vector in enumerate(known, 1)}
    best = sorted(cosines, key=lambda number: -cosines[number])[:20]
    hits = store.search(["small", "large"], question, 20)
    assert [number for number, _ in hits] == best
    assert [cosine for _, cosine in hits] == pytest.approx([cosines[number] for number in best], abs=1e-3)


def test_asking_for_more_than_there_are_gives_all(store: VectorStore) -> None:
    fill(store, "few", passages(vectors(3)))
    assert {number for number, _ in store.search(["few"], vectors(1)[0], 50)} == {1, 2, 3}
    assert store.search([], vectors(1)[0], 50) == []


def test_more_passages_than_chroma_takes_at_once_are_all_stored(store: VectorStore) -> None:
    known = vectors(5600, dimension=4)
    assert fill(store, "many", passages(known)) == 5600
    assert store.search(["many"], known[-1], 1)[0][1] == pytest.approx(1.0, abs=1e-3)


def test_dropping_keeps_what_is_named(store: VectorStore) -> None:
    for name in ("first", "second", "third"):
        fill(store, name, passages(vectors(2)))
    store.drop(keep=["second", "never-made"])
    assert names(store) == {"second"}
    assert len(store.search(["second"], vectors(1)[0], 5)) == 2


def test_a_lost_collection_is_damage_and_named(store: VectorStore) -> None:
    fill(store, "kept", passages(vectors(2)))
    with pytest.raises(IndexDamaged, match="the vector collection lost can't be read"):
        store.search(["kept", "lost"], vectors(1)[0], 5)


def test_a_collection_dropped_by_another_object_is_damage_not_old_answers(tmp_path: Path, store: VectorStore) -> None:
    fill(store, "shared", passages(vectors(2)))
    store.search(["shared"], vectors(1)[0], 1)
    other = VectorStore(tmp_path / "chroma")
    other.drop(keep=[])
    other.close()
    with pytest.raises(IndexDamaged):
        store.search(["shared"], vectors(1)[0], 1)


def test_a_closed_store_opens_again(store: VectorStore) -> None:
    fill(store, "one", passages(vectors(4)))
    store.close()
    assert len(store.search(["one"], vectors(1)[0], 4)) == 4


def test_a_node_carries_its_file_lines_and_digest(store: VectorStore) -> None:
    fill(store, "one", passages(vectors(1)))
    found = store._connect().get_collection("one").get(include=["metadatas", "documents"])
    assert found["documents"] == ["passage 0"]
    assert found["metadatas"] is not None
    metadata = found["metadatas"][0]
    assert (metadata["path"], metadata["start_line"], metadata["end_line"]) == ("town/ferry.txt", 3, 4)
    assert metadata["sha256"] == "ab" * 32
