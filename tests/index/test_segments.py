"""Collections stay few however many refreshes there were, and hold every live passage once."""

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog
from index.records import Segment
from index.segments import choose_merges
from tests.shelf import Shelf, assert_whole


def article(number: int, edition: int = 0) -> str:
    return f"Boat {number} sails\n\nBoat {number} left Oste on voyage {edition}. The sea was calm that day.\n"


def test_many_small_refreshes_keep_collections_few_and_whole(shelf: Shelf) -> None:
    expected: dict[str, str] = {}
    for number in range(14):
        expected[f"{number}.txt"] = article(number)
        if number % 5 == 4:
            expected[f"{number - 3}.txt"] = article(number - 3, edition=number)
        shelf.add(expected)
        snapshot = shelf.index.snapshot()
        assert len(snapshot._collections) <= 1 + math.log2(number + 1)
    assert_whole(shelf, expected)


def test_comments_lie_in_collections_of_their_own(shelf: Shelf) -> None:
    comments = (
        "\nComments (2)\n\nAnnie Brook says:\nMay 3, 2041 at 9:12 am\nI was aboard and it was wonderful!\nReply\n"
        "\nTom says:\nMay 3, 2041 at 9:15 am\nNot a bit of it.\nReply\n"
    )
    shelf.add({"a.txt": article(1) + comments, "b.txt": article(2)})
    catalog = Catalog.in_folder(shelf.index_dir)
    assert [holds_comments for _, holds_comments in catalog.collections(1)] == [False, True]
    snapshot = shelf.index.snapshot()
    for comment in (False, True):
        near = snapshot.nearest(shelf.encoder.encode_question("wonderful aboard").whole, 20, comments=comment)
        regions = {record.region for record in snapshot.passages(number for number, _ in near).values()}
        assert regions == {"comment" if comment else "body"}
    catalog.close()


def test_a_collection_of_mostly_dead_passages_is_written_again(shelf: Shelf) -> None:
    shelf.add({f"{number}.txt": article(number) for number in range(9)})
    for number in range(6):
        (shelf.folder / f"{number}.txt").unlink()
    shelf.refresh()
    catalog = Catalog.in_folder(shelf.index_dir)
    assert [(segment.live, segment.held) for segment in catalog.segments(2)] == [(3, 3)]
    catalog.close()
    assert_whole(shelf, {f"{number}.txt": article(number) for number in range(6, 9)})


def merge(segments: list[Segment], fresh: int) -> list[Segment]:
    """Return the segments after a refresh with `fresh` new passages."""
    merged = choose_merges(segments, fresh)
    size = fresh + sum(segment.live for segment in merged)
    kept = [segment for segment in segments if segment not in merged]
    number = max((segment.id for segment in segments), default=0) + 1
    return [*kept, Segment(number, str(number), False, size, size)] if size else kept


@given(st.lists(st.integers(1, 5000), max_size=200))
def test_the_number_of_collections_grows_as_the_logarithm_of_the_archive(sizes: list[int]) -> None:
    segments: list[Segment] = []
    for size in sizes:
        segments = merge(segments, size)
        total = sum(segment.live for segment in segments)
        assert len(segments) <= 1 + math.log2(total)
    assert sum(segment.live for segment in segments) == sum(sizes)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), max_size=30))
def test_nothing_new_merges_only_what_is_mostly_dead(sizes: list[tuple[int, int]]) -> None:
    segments = [Segment(n, str(n), False, min(live, held), held) for n, (live, held) in enumerate(sizes)]
    chosen = choose_merges(segments, 0)
    assert len({segment.id for segment in chosen}) == len(chosen)
    assert {segment.id for segment in segments if segment.live * 2 < segment.held} <= {each.id for each in chosen}
    if not any(segment.live * 2 < segment.held for segment in segments):
        assert chosen == []


def test_a_thousand_small_refreshes_copy_each_passage_a_few_times() -> None:
    segments: list[Segment] = []
    copied = 0
    for _ in range(1000):
        copied += 10 + sum(segment.live for segment in choose_merges(segments, 10))
        segments = merge(segments, 10)
    assert copied <= 10_000 * 2 * math.log2(1000)


def test_a_segment_is_a_value() -> None:
    segment = Segment(1, "onrecord-1", False, 3, 4)
    assert replace(segment, live=3) == segment
