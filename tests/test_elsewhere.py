"""Where else an archive says what a line says, which articles are one text, and the files as they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import qa

STORY = (
    "The lock at Tarn Mill broke its gate and let the upper pond run dry before noon.\n\n"
    "Nine barges lay on the mud, and the lock keeper, Hanne Roost, counted 40 eels in the grass.\n\n"
    "A carpenter from Brae will hang a new gate of oak, which he says will outlast the mill.\n"
)
ARTICLES = {
    "first/lock.txt": f"Lock gate breaks\n\nTARN MILL, 4 March 2046\n\n{STORY}",
    "second/lock.txt": f"Pond runs dry\n\nBRAE, 6 March 2046 - {STORY}\nWhat the gate weighed, nobody knew.\n",
    "eels.txt": "On eels\n\n9 March 2046\n\nHanne Roost, who keeps the lock at Tarn Mill, found 40 eels in grass.\n",
    "choir.txt": "The choir\n\n9 March 2046\n\nThe choir of Brae sang in the church on Sunday to a full house.\n",
}
COUNTED = "Nine barges lay on the mud, and the lock keeper, Hanne Roost, counted 40 eels in the grass."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[qa.Archive]:
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with qa.open_archive(folder) as archive:
        archive.refresh()
        yield archive


def test_a_copy_comes_first_then_what_is_close_in_meaning_one_line_an_article(archive: qa.Archive) -> None:
    echoes = archive.elsewhere("first/lock.txt", COUNTED)
    assert [(each.citation.path, each.verbatim) for each in echoes] == [("second/lock.txt", True), ("eels.txt", False)]
    assert [each.citation.number for each in echoes] == [1, 2]
    assert echoes[0].citation.quote == COUNTED
    assert len(archive.elsewhere("first/lock.txt", COUNTED, limit=1)) == 1


def test_a_line_that_no_other_article_has_is_nowhere_else(archive: qa.Archive) -> None:
    assert archive.elsewhere("choir.txt", "The choir of Brae sang in the church on Sunday to a full house.") == ()


def test_an_empty_sentence_is_refused_and_a_very_long_one_is_not(archive: qa.Archive) -> None:
    with pytest.raises(qa.QuestionError):
        archive.elsewhere("choir.txt", "  ")
    assert archive.elsewhere("choir.txt", f"{COUNTED} " * 2_000)[0].citation.path in {
        "first/lock.txt",
        "second/lock.txt",
    }


def test_reprints_are_one_text_and_others_are_not(archive: qa.Archive) -> None:
    paths = ["eels.txt", "second/lock.txt", "choir.txt", "first/lock.txt", "none.txt", "eels.txt"]
    assert archive.one_texts(paths) == (("eels.txt",), ("second/lock.txt", "first/lock.txt"), ("choir.txt",))


def test_an_original_is_the_files_bytes_and_of_nothing_but_the_index(archive: qa.Archive) -> None:
    assert archive.original("eels.txt") == ARTICLES["eels.txt"].encode()
    secret = archive.path.parent / "secret.txt"
    secret.write_text("not in the archive", encoding="utf-8")
    new = archive.path / "new.txt"
    new.write_text("not indexed yet", encoding="utf-8")
    for path in ("../secret.txt", str(secret), "new.txt", "", ".onrecord/catalog.sqlite3", "first/../eels.txt"):
        with pytest.raises(qa.SourceError, match="no article"):
            archive.original(path)
    new.unlink()


def test_an_original_that_became_a_link_or_is_gone_is_refused(archive: qa.Archive) -> None:
    path = archive.path / "choir.txt"
    text = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(qa.SourceError, match="gone or can't be read"):
            archive.original("choir.txt")
        path.symlink_to(archive.path / "eels.txt")
        with pytest.raises(qa.SourceError, match="gone or can't be read"):
            archive.original("choir.txt")
    finally:
        path.unlink()
        path.write_bytes(text)


def test_what_stands_above_an_answer_is_told_with_its_first_claim(archive: qa.Archive) -> None:
    first, *_, last = archive.stream("How many eels did the lock keeper count?")
    assert isinstance(first, qa.ClaimReady)
    assert isinstance(last, qa.AnswerReady)
    assert first.lead is not None
    told = last.answer
    assert (first.lead.question, first.lead.short, first.lead.confidence) == (
        told.question,
        told.short,
        told.confidence,
    )
    assert told.short == "40"
