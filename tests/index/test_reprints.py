"""Which articles print one text: told by their statements, kept a generation, and never two stories of one form."""

import random
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks.reprints_sets import EVENTS, UPDATES, altered, forms
from index.alignment import Statement, align, days_of, statements
from index.prepare import PreparedArticle, prepare
from index.reprints import Clusters, Signature, Text, kinship, propose, sign
from index.same_text import is_same_text, without_dateline
from index.types import Article
from tests.shelf import Shelf

STORY = (
    "The lock at Tarn Mill broke its gate on Sunday and let the upper pond run dry before noon.\n\n"
    "Nine barges lay on the mud, and the lock keeper, Hanne Roost, counted 40 eels in the grass beside the towpath.\n\n"
    "A carpenter from Brae will hang a new gate of oak, which he says will outlast the mill.\n\n"
    "The labour is paid by the parish, which had set 300 crowns aside for the harbour.\n"
)
OTHER = (
    "The choir of Brae sang in the church on Sunday to a full house and took 90 crowns at the door.\n\n"
    "Its leader, Olle Kast, has written a mass for the two hundredth year of the bell.\n\n"
    "Whoever wants to sing may come on Thursday, and needn't read notes.\n"
)
FIRST = f"Lock gate breaks\n\nTARN MILL, 4 March 2046\n\n{STORY}"


def prepared(text: str) -> tuple[PreparedArticle, tuple[Statement, ...]]:
    found = prepare(Article("a.txt", text, "", "utf-8"))
    return found, statements(text, found.article.lines, found.regions)


def kin(one: str, other: str) -> str | None:
    """Return what two articles are to each other, as an index tells it."""
    (first, body), (second, other_body) = prepared(one), prepared(other)
    assert first.signature is not None
    assert second.signature is not None
    if first.signature.digest == second.signature.digest:
        return "copy"
    if not propose([first.signature, second.signature], [True, True]):
        return None
    days, other_days = days_of(first.dates, body), days_of(second.dates, other_body)
    found = kinship(align(body, other_body), days_apart=bool(days and other_days and days.isdisjoint(other_days)))
    return found and found[0]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (f"Pond runs dry\n\nBRAE, 6 March 2046 (Wire) - {STORY}", "copy"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace('labour', 'labor').replace('harbour', 'harbor')}", "copy"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace('Nine', '9').replace('40 eels', 'forty eels')}", "copy"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace(' and ', ' and' + chr(10))}", "copy"),
        ("Pond dry\n\n5 March 2046\n\n" + "\n\n".join(reversed(STORY.strip().split("\n\n"))) + "\n", "copy"),
        ("Pond dry\n\n5 March 2046\n\n" + "\n\n".join(STORY.split("\n\n")[:2]) + "\n", "excerpt"),
        (f"Sunday in Brae\n\n5 March 2046\n\n{STORY}\n{OTHER}", "excerpt"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace('40 eels', '52 eels')}", "version"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace('Hanne Roost', 'Mira Holt')}", "version"),
        (f"Pond dry\n\n5 March 2046\n\n{STORY.replace('is paid', 'is not paid')}", "version"),
        ("Two\n\n5 March 2046\n\n" + "\n\n".join([*STORY.split("\n\n")[:2], OTHER]), "part"),
        (f"The choir\n\n5 March 2046\n\n{OTHER}", None),
    ],
    ids=[
        *("another headline and dateline", "another spelling", "figures as digits", "lines broken elsewhere"),
        *("paragraphs reordered", "cut at the end", "inside a longer page", "another figure", "another name"),
        *("a denial", "half of it and another story", "another story"),
    ],
)
def test_two_articles_are_told_as_what_they_are_to_each_other(other: str, expected: str | None) -> None:
    assert kin(FIRST, other) == expected
    assert kin(other, FIRST) == expected


@pytest.mark.parametrize(("kind", "texts"), [pytest.param(*each, id=each[0]) for each in forms(random.Random(3), 12)])
def test_stories_of_one_form_are_never_one_text(kind: str, texts: list[str]) -> None:
    assert [pair for pair in combinations(texts, 2) if kin(*pair)] == []


@pytest.mark.parametrize(("one", "other"), EVENTS)
def test_one_event_by_two_writers_is_two_texts(one: str, other: str) -> None:
    assert kin(one, other) is None


@pytest.mark.parametrize(("one", "other"), UPDATES)
def test_an_update_is_a_version_and_no_copy(one: str, other: str) -> None:
    assert kin(one, other) == "version"


def test_real_articles_altered_by_a_desk_are_found_and_different_ones_are_not(shared: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((shared / "articles").iterdir())]
    pairs = [pair for at, text in enumerate(texts) for pair in altered(text, texts[at - 1], random.Random(6))]
    assert len(pairs) >= 7 * len(texts)
    assert [pair.kind for pair in pairs if kin(pair.one, pair.other) is None] == []
    assert [pair for pair in combinations(texts, 2) if kin(*pair)] == []


def test_a_signature_is_the_same_each_time_and_survives_being_stored() -> None:
    signature = prepared(FIRST)[0].signature
    assert signature is not None
    stored = signature.to_bytes()
    assert len(stored) == 533
    assert stored == (prepared(FIRST.replace("Lock gate", "LOCK GATE"))[0].signature or signature).to_bytes()
    again = Signature.from_bytes(stored)
    assert again is not None
    assert again.to_bytes() == stored
    assert Signature.from_bytes(bytes([99]) + stored[1:]) is None
    assert Signature.from_bytes(stored[:-1]) is None
    assert Signature.from_bytes(None) is None


def test_comments_and_what_has_no_words_are_not_signed() -> None:
    comment = "2 Comments\n\nanna42\n5 March 2046 at 10:12\nI saw the eels, and there were more than that.\n\nReply\n"
    with_comments = f"{FIRST}\n{comment}"
    (signature, without) = prepared(with_comments)[0].signature, prepared(FIRST)[0].signature
    assert signature is not None
    assert without is not None
    assert signature.digest == without.digest
    assert sign(()) is None


def test_candidates_are_the_same_whether_few_or_many_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"w{number}" for number in range(400)]
    random_ = random.Random(4)
    sentences = [" ".join(random_.sample(words, 12)) + "." for _ in range(60)]
    bodies = [tuple(Statement(0, 0, text) for text in random_.sample(sentences, 8)) for _ in range(40)]
    signatures = [signature for body in bodies if (signature := sign(body)) is not None]
    fresh = [at % 3 == 0 for at in range(len(signatures))]
    few = propose(signatures, fresh)
    monkeypatch.setattr("index.reprints._AT_ONCE", 0)
    assert propose(signatures, fresh) == few
    assert few
    assert all(fresh[one] or fresh[other] for one, other in few)
    assert propose(signatures, [False] * len(signatures)) == []
    assert propose(signatures[:1], [True]) == []


def test_a_cluster_is_followed_over_copies_and_versions_but_not_over_excerpts() -> None:
    texts = tuple(Text(str(number), (f"{number}.txt",)) for number in range(5))
    clusters = Clusters(texts, ((0, 1, "copy"), (1, 2, "version"), (3, 0, "excerpt"), (3, 4, "copy")))
    assert clusters.of("0.txt") == {"1.txt": "copy", "2.txt": "version", "3.txt": "excerpt"}
    assert clusters.of("3.txt") == {"4.txt": "copy", "0.txt": "whole"}
    assert clusters.of("none.txt") == {}
    assert Clusters.from_bytes(clusters.to_bytes()) == clusters


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "The harbour was closed for twelve days in May.",
            "LUND (Wire) - The harbor was closed for 12 days in May.",
            True,
        ),
        ("Some 40 percent of the boats stayed at home.", "Some 40 per cent of boats stayed at home.", True),
        ("The mill of Mr Grey was sold in the autumn.", "The mill of Mr Gray was sold in the autumn.", False),
        ("The papers were filed at the court on Monday.", "The papers were filled at the court on Monday.", False),
        ("The road was opened before the flood of May.", "The road was opened after the flood of May.", False),
        ("The mill has sold 1,200 sacks of barley.", "The mill has sold 1200 sacks of barley.", True),
        ("The mill has sold 1,200 sacks of barley.", "The mill has sold 12,000 sacks of barley.", False),
        ("He was seen.", "He was seen.", False),
    ],
)
def test_a_desks_style_is_the_same_text_and_a_changed_fact_is_not(one: str, other: str, same: bool) -> None:
    assert is_same_text(one, other) is same
    assert is_same_text(other, one) is same


def test_a_datelines_end_is_where_the_sentence_begins() -> None:
    assert without_dateline("HARROW, March 3, 2041 (Wire) - The ferry sailed.") == "The ferry sailed."
    assert Statement(0, 20, "(Wire) - It sailed.").dateline == len("(Wire) - ")


COPY = f"Pond runs dry\n\nBRAE, 6 March 2046 (Wire) - {STORY}"
CORRECTED = f"Lock gate breaks\n\nTARN MILL, 9 March 2046\n\n{STORY.replace('40 eels', '52 eels')}"
BRIEF = "In brief\n\n5 March 2046\n\n" + "\n\n".join(STORY.split("\n\n")[:2]) + "\n"


def hows(shelf: Shelf, path: str) -> dict[str, str]:
    return {each.path: each.how for each in shelf.index.snapshot().reprints(path)}


def test_a_generations_reprints_are_kept_and_brought_up_to_date(shelf: Shelf) -> None:
    shelf.add({"a.txt": FIRST, "choir.txt": f"The choir\n\n5 March 2046\n\n{OTHER}"})
    before = shelf.index.snapshot()
    assert before.reprints("a.txt") == ()
    shelf.add({"b.txt": COPY})
    assert hows(shelf, "a.txt") == {"b.txt": "copy"}
    shelf.add({"c.txt": CORRECTED, "d.txt": BRIEF})
    assert hows(shelf, "a.txt") == {"b.txt": "copy", "c.txt": "later version", "d.txt": "excerpt"}
    assert hows(shelf, "c.txt")["a.txt"] == "earlier version"
    assert hows(shelf, "d.txt")["a.txt"] == "whole"
    assert hows(shelf, "choir.txt") == {}
    assert before.reprints("a.txt") == ()  # a snapshot stays what it was
    (shelf.folder / "b.txt").rename(shelf.folder / "moved.txt")
    (shelf.folder / "c.txt").unlink()
    shelf.refresh()
    assert hows(shelf, "a.txt") == {"moved.txt": "copy", "d.txt": "excerpt"}
    shelf.add({"moved.txt": f"Pond\n\n5 March 2046\n\n{OTHER.replace('90', '95')}"})
    assert hows(shelf, "a.txt") == {"d.txt": "excerpt"}
    assert hows(shelf, "choir.txt") == {"moved.txt": "version"}


def test_step_by_step_or_at_once_the_same_reprints_are_found(shelf: Shelf, tmp_path: Path) -> None:
    files = {"a.txt": FIRST, "b.txt": COPY, "c.txt": CORRECTED, "d.txt": BRIEF, "e.txt": FIRST}
    for name, text in files.items():
        shelf.add({name: text})
    at_once = Shelf(tmp_path / "at once")
    at_once.add(files)
    for name in files:
        assert hows(shelf, name) == hows(at_once, name)
    at_once.close()


def test_a_version_tells_what_it_has_otherwise_and_where(shelf: Shelf) -> None:
    shelf.add({"a.txt": FIRST, "b.txt": COPY, "c.txt": CORRECTED})
    (version,) = shelf.index.snapshot().versions("a.txt")
    assert (version.path, version.published, version.is_later) == ("c.txt", "2046-03-09", True)
    (change,) = version.changes
    assert change.is_contrary
    assert change.differs == ("figure",)
    assert "40 eels" in FIRST[slice(*change.here)]
    assert "52 eels" in CORRECTED[slice(*change.there)]
    (back, _) = shelf.index.snapshot().versions("c.txt")
    assert back.is_later is False
    assert shelf.index.snapshot().versions("none.txt") == ()
