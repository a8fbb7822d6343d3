"""BM25 over sentences: any words may be asked, and a snapshot stays as it is."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged, IndexNotWritable
from index.lexical import LexicalDocument, LexicalIndex, LexicalSnapshot, analyze
from index.types import Region
from index.wanted import AllOf, AnyOf, Phrase, Wanted

EVERYWHERE: tuple[Region, ...] = ("title", "byline", "body", "comment")
TEXTS: list[tuple[Region, str]] = [
    ("body", "The ferry sailed at noon."),
    ("body", "The café in Zürich reopened, and the ferry waited."),
    ("comment", "I was on that ferry!"),
    ("body", "市長は港の再開を発表した。"),
    ("title", "Ferries return"),
    ("body", 'She said: "who said: x" (twice) AND nothing OR all.'),
]


def documents(texts: list[tuple[Region, str]], first: int = 1, article: int = 1) -> list[LexicalDocument]:
    return [LexicalDocument(first + n, 0, article, region, text, text) for n, (region, text) in enumerate(texts)]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> LexicalSnapshot:
    index = LexicalIndex(tmp_path_factory.mktemp("lexical"))
    index.add(documents(TEXTS))
    return index.snapshot()


def found(snapshot: LexicalSnapshot, text: str, *regions: Region) -> list[int]:
    hits = snapshot.search(analyze(text), regions=regions or EVERYWHERE, limit=100)
    return sorted(hit.passage for hit in hits)


def holding(snapshot: LexicalSnapshot, wanted: Wanted) -> list[int]:
    return sorted(hit.passage for hit in snapshot.find(wanted, regions=EVERYWHERE, limit=100))


def phrase(text: str) -> Phrase:
    return Phrase(tuple(analyze(text)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ferries", [1, 2, 3, 5]),
        ("CAFE", [2]),
        ("zurich", [2]),
        ("港", [4]),
        ("再開", [4]),
        ("who said: x", [6]),
        ("text:ferry", [1, 2, 3, 5]),
        ('"unclosed', []),
        ("((", []),
        ("", []),
    ],
)
def test_words_are_found_folded_stemmed_and_without_any_query_language(
    snapshot: LexicalSnapshot, query: str, expected: list[int]
) -> None:
    assert found(snapshot, query) == expected


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40) | st.sampled_from(["who said: x", "+a -b", "a^2~1", "[a TO z]", "\\", "field:*", "NOT"]))
def test_no_query_ever_raises(snapshot: LexicalSnapshot, query: str) -> None:
    found(snapshot, query)
    snapshot.rarity(analyze(query))


def test_of_the_best_matches_none_is_lost_that_lies_behind_many_of_another_region(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    remarks: list[tuple[Region, str]] = [("comment", "ferry")] * 30
    bodies: list[tuple[Region, str]] = [("body", "The ferry is late." + " Nobody knows why." * n) for n in range(9)]
    index.add(documents([*remarks, *bodies]))
    for limit in (1, 5, 9, 50):
        hits = index.snapshot().search(analyze("ferry"), regions=["body"], limit=limit)
        assert [hit.passage for hit in hits] == list(range(31, 31 + min(limit, 9)))


def test_only_the_regions_asked_for_are_found(snapshot: LexicalSnapshot) -> None:
    assert found(snapshot, "ferry", "comment") == [3]
    assert found(snapshot, "ferry", "title", "comment") == [3, 5]
    assert snapshot.search(["ferri"], regions=(), limit=10) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AllOf((phrase("ferry"), phrase("noon"))), [1]),
        (AnyOf((phrase("ferry"), phrase("noon"))), [1, 2, 3, 5]),
        (phrase("the ferry"), [1, 2]),
        (phrase("ferry the"), []),
        (phrase("港の再開"), [4]),
        (AllOf((phrase("ferry"), AnyOf((phrase("Zurich"), phrase("was on that"))))), [2, 3]),
        (AllOf(()), []),
        (AnyOf(()), []),
        (phrase(""), []),
    ],
)
def test_phrases_alternatives_and_sums_of_them_are_found(
    snapshot: LexicalSnapshot, wanted: Wanted, expected: list[int]
) -> None:
    assert holding(snapshot, wanted) == expected


def test_better_matches_come_first_and_the_limit_holds(snapshot: LexicalSnapshot) -> None:
    hits = snapshot.search(analyze("ferry at noon"), regions=EVERYWHERE, limit=2)
    assert len(hits) == 2
    assert hits[0].passage == 1
    assert hits[0].score > hits[1].score
    assert snapshot.search(["ferri"], regions=EVERYWHERE, limit=0) == []


def test_a_rarer_word_weighs_more(snapshot: LexicalSnapshot) -> None:
    weights = snapshot.rarity(["ferri", "noon", "unheard"])
    assert 0 < weights["ferri"] < weights["noon"] < weights["unheard"]


def test_a_snapshot_does_not_change_after_later_commits(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    assert len(index.snapshot()) == 0
    index.add(documents(TEXTS[:1]))
    before = index.snapshot()
    index.add(documents(TEXTS[1:2], first=2, article=2))
    index.remove([1])
    assert found(before, "ferry") == [1]
    assert found(index.snapshot(), "ferry") == [2]


def test_removing_deletes_all_sentences_of_an_article_and_no_others(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    for article in range(1, 6):
        index.add(documents(TEXTS, first=10 * article, article=article))
    index.remove([2, 4])
    after = LexicalIndex(tmp_path).snapshot()
    assert len(after) == 3 * len(TEXTS)
    assert found(after, "noon") == [10, 30, 50]


def test_words_of_removed_sentences_never_get_a_negative_weight(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    every = [each for article in range(1, 40) for each in documents(TEXTS[:2], first=10 * article, article=article)]
    index.add(every)
    index.remove(range(2, 40))
    assert all(weight > 0 for weight in index.snapshot().rarity(["ferri", "noon", "cafe"]).values())


def test_what_is_not_committed_is_lost_whole_and_the_next_writer_may_write(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.add(documents(TEXTS[:1]))

    def interrupted() -> list[LexicalDocument]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        index.add(document for text in [0] for document in (documents(TEXTS[1:3], first=2) if text else interrupted()))
    assert caught.value is not None  # its traceback still holds the writer's frame
    index.add(documents(TEXTS[1:2], first=7))
    assert found(index.snapshot(), "ferry") == [1, 7]


def test_a_second_writer_at_the_same_time_is_refused_in_words(tmp_path: Path) -> None:
    index, other = LexicalIndex(tmp_path), LexicalIndex(tmp_path)

    def meanwhile() -> list[LexicalDocument]:
        with pytest.raises(IndexNotWritable, match="could not be written"):
            other.add(documents(TEXTS[:1]))
        return documents(TEXTS[1:2], first=2)

    index.add(document for _ in [0] for document in meanwhile())
    assert found(other.snapshot(), "ferry") == [2]


def test_an_unreadable_index_is_damaged(tmp_path: Path) -> None:
    LexicalIndex(tmp_path).add(documents(TEXTS))
    (tmp_path / "meta.json").write_text("{ torn")
    with pytest.raises(IndexDamaged, match="can't be opened"):
        LexicalIndex(tmp_path)


def test_a_place_that_is_a_file_can_t_be_written() -> None:
    with tempfile.NamedTemporaryFile() as file, pytest.raises(IndexNotWritable):
        LexicalIndex(Path(file.name) / "lexical")


@given(st.text(max_size=60))
def test_analysis_is_the_same_for_a_text_and_its_capitals_in_ascii(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert analyze(ascii_text.upper()) == analyze(ascii_text.lower())
