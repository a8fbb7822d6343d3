"""A sentence that several articles print is one piece of evidence, cited once, with where else it stands."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa
from qa.render import answer_lines
from qa.revisit import revisited
from tests.conftest import ArchiveOf

STORY = (
    "The lock at Tarn Mill broke its gate on Sunday and let the upper pond run dry before noon.\n\n"
    "Nine barges lay on the mud, and the lock keeper, Hanne Roost, counted 40 eels in the grass beside the towpath.\n\n"
    "A carpenter from Brae will hang a new gate of oak, which he says will outlast the mill.\n"
)
EELS = "How many eels did the lock keeper count?"
GATE = "Who will hang a new gate of oak?"
FILES = {
    "courier.txt": f"Lock gate breaks\n\nTARN MILL, 4 March 2046\n\n{STORY}",
    "herald.txt": f"Pond runs dry\n\nBRAE, 6 March 2046 (Wire) - {STORY}\nWhat the gate weighed, nobody knew.\n",
    "style.txt": f"Eels\n\n7 March 2046\n\n{STORY.replace('40 eels', 'forty eels')}",
    "cut.txt": f"In brief\n\n8 March 2046\n\n{STORY.replace(' beside the towpath', '')}",
    "changed.txt": f"Pond dry\n\n9 March 2046\n\n{STORY.replace('40 eels', '52 eels').replace('Brae', 'Holm')}",
    "choir.txt": "The choir\n\n9 March 2046\n\nThe choir of Brae sang in the church on Sunday to a full house.\n",
}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


@pytest.fixture
def altered(tmp_path: Path) -> Iterator[qa.Archive]:
    """Return an archive whose files a test may change after it was indexed."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with qa.open_archive(tmp_path) as opened:
        opened.refresh()
        yield opened
    shutil.rmtree(tmp_path)


def first_of(answer: qa.Answer) -> qa.Citation:
    return answer.citations[0]


def test_a_reprinted_sentence_takes_one_slot_and_says_where_else_it_stands(archive: qa.Archive) -> None:
    answer = archive.query(GATE)
    paths = [citation.path for citation in answer.citations if "Brae" in citation.quote]
    assert paths == ["courier.txt"]
    first = first_of(answer)
    assert [(also.path, also.title, also.published) for also in first.also_in] == [
        ("herald.txt", "Pond runs dry", "2046-03-06"),
        ("style.txt", "Eels", "2046-03-07"),
        ("cut.txt", "In brief", "2046-03-08"),
    ]
    for also in first.also_in:
        text = FILES[also.path]
        assert text[also.start_char : also.end_char] == first.quote
        assert text.split("\n")[also.start_line - 1] == first.quote


def test_what_differs_in_a_figure_or_a_name_is_another_account(archive: qa.Archive) -> None:
    answer = archive.query(EELS)
    assert {citation.path for citation in answer.citations} == {"courier.txt", "changed.txt"}
    assert [also.path for also in first_of(answer).also_in] == ["herald.txt", "style.txt"]
    assert answer.disagreements
    other = next(citation for citation in answer.citations if citation.path == "changed.txt")
    assert other.also_in == ()


def test_a_sentence_cut_short_is_no_second_line_and_the_fuller_one_is_cited(archive: qa.Archive) -> None:
    quotes = [citation.quote for citation in archive.query(EELS).citations]
    assert sum("40 eels" in quote for quote in quotes) == 1
    assert any("towpath" in quote for quote in quotes)


def test_json_has_reprints_only_where_there_are_any_and_reads_them_back(archive: qa.Archive) -> None:
    answer = archive.query(EELS)
    plain = json.loads(json.dumps(answer.to_dict()))
    assert ["also_in" in citation for citation in plain["citations"]] == [
        bool(each.also_in) for each in answer.citations
    ]
    assert set(plain["citations"][0]["also_in"][0]) == {
        *("path", "start_line", "end_line", "start_char", "end_char", "title", "published"),
    }
    assert qa.Answer.from_dict(plain) == answer


def test_reprints_outside_of_the_asked_days_are_not_named(archive: qa.Archive) -> None:
    first = first_of(archive.query(GATE, published_before="2046-03-07"))
    assert [also.path for also in first.also_in] == ["herald.txt", "style.txt"]
    later = first_of(archive.query(GATE, published_after="2046-03-06", published_before="2046-03-08"))
    assert (later.path, [also.path for also in later.also_in]) == ("herald.txt", ["style.txt", "cut.txt"])


def test_the_command_line_names_the_other_places(archive: qa.Archive) -> None:
    lines = list(answer_lines(archive.query(GATE)))
    assert "    also in herald.txt:7, style.txt:9, cut.txt:9" in lines


def test_a_copy_that_changed_since_or_is_gone_is_not_named(altered: qa.Archive) -> None:
    herald, style = altered.path / "herald.txt", altered.path / "style.txt"
    herald.write_text(herald.read_text(encoding="utf-8").replace("carpenter", "plumber"), encoding="utf-8")
    style.unlink()
    cut = altered.path / "cut.txt"
    cut.write_text("A line above.\n" + cut.read_text(encoding="utf-8"), encoding="utf-8")
    (also,) = first_of(altered.query(GATE)).also_in
    assert (also.path, also.start_line) == ("cut.txt", 10)


def test_a_kept_answer_names_only_copies_that_still_stand_there(altered: qa.Archive) -> None:
    answer = altered.query(GATE)
    (altered.path / "style.txt").unlink()
    herald = altered.path / "herald.txt"
    herald.write_text("A line above.\n" + herald.read_text(encoding="utf-8"), encoding="utf-8")
    (again,) = revisited(altered.witness(), [answer])
    assert [also.path for also in first_of(answer).also_in] == ["herald.txt", "style.txt", "cut.txt"]
    assert [also.path for also in first_of(again).also_in] == ["cut.txt"]


def test_reprints_are_one_source_and_a_digest_does_not_join_what_it_holds(archive_of: ArchiveOf) -> None:
    choir = (
        "The choir of Brae sang in the church on Sunday to a full house and took 90 crowns at the door.\n\n"
        "Its leader, Olle Kast, has written a mass for the two hundredth year of the bell.\n"
    )
    archive = archive_of(
        {
            "lock.txt": FILES["courier.txt"],
            "copy.txt": FILES["herald.txt"],
            "choir.txt": f"Choir\n\n9 March 2046\n\n{choir}",
            "digest.txt": f"The week\n\n12 March 2046\n\n{STORY}\n{choir}",
        }
    )
    assert archive.one_texts(["choir.txt", "lock.txt", "copy.txt", "digest.txt"]) == (
        ("choir.txt", "digest.txt"),
        ("lock.txt", "copy.txt"),
    )
