"""The store of conversations: each reader's own, never lost, and clear about what is wrong with it."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.errors import KeepingError
from qa.keeping import NewTurn, Owner, Store, open_store, place_of
from qa.types import Answer, Citation, Claim

ANN, BO = Owner("/archives/harbour", "reader-a"), Owner("/archives/harbour", "reader-b")
HOSTILE = "x'); DROP TABLE onrecord_turns; -- \0 \udc80 % _ \\ <b>"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2046, 3, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "own" / "kept.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(place: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(str(place), clock)
    yield opened
    opened.close()


def answer(text: str = "The lamp failed on Saturday.", path: str = "vell/lamp.txt", line: int = 3) -> Answer:
    cited = Citation(1, path, line, line, 0, len(text), text, "Lamp", "2046-03-04", False, "body", "0" * 64)
    return Answer("When?", "answered", f"{text} [1]", None, 0.9, "extractive", (Claim(text, (1,)),), (cited,))


def new(question: str = "When did the lamp fail?", text: str = "The lamp failed on Saturday.") -> NewTurn:
    return NewTurn(question, answer(text), 0.25)


def test_a_turn_comes_back_as_it_was_kept(store: Store) -> None:
    kept = store.keep(ANN, None, new())
    (again,) = store.turns(ANN, kept.conversation)
    assert again == kept
    assert len(kept.id) == 32
    follow_up = store.keep(ANN, kept.conversation, new("And who lit a fire?"))
    assert [turn.id for turn in store.turns(ANN, kept.conversation)] == [kept.id, follow_up.id]
    (listed,) = store.conversations(ANN)
    assert (listed.title, listed.turns, listed.id) == ("When did the lamp fail?", 2, kept.conversation)


def test_no_reader_sees_or_changes_what_is_anothers(store: Store) -> None:
    kept = store.keep(ANN, None, new())
    elsewhere = Owner("/archives/other", ANN.reader)
    for other in (BO, elsewhere):
        assert store.conversations(other) == ()
        assert store.turns(other, kept.conversation) == ()
        assert store.asked_of(other, "vell/lamp.txt") == ()
        store.rename(other, kept.conversation, "mine now")
        store.delete(other, kept.conversation)
        assert not store.rate(other, kept.id, "down", "no")
        added = store.keep(other, kept.conversation, new())
        assert added.conversation != kept.conversation
    (turn,) = store.turns(ANN, kept.conversation)
    assert (turn.vote, store.conversations(ANN)[0].title) == (None, "When did the lamp fail?")


def test_a_link_opens_an_answer_for_any_reader_of_the_archive_until_it_is_deleted(store: Store) -> None:
    kept = store.keep(ANN, None, new())
    assert store.linked(ANN, kept.id) == (kept, True)
    assert store.linked(BO, kept.id) == (kept, False)
    assert store.linked(Owner("/archives/other", "reader-a"), kept.id) is None
    assert store.linked(ANN, "f" * 32) is None
    store.delete(ANN, kept.conversation)
    assert store.linked(BO, kept.id) is None


def test_a_deleted_conversation_can_be_restored_for_thirty_days_and_is_then_gone(
    store: Store, place: Path, clock: Clock
) -> None:
    kept = store.keep(ANN, None, new())
    store.rate(ANN, kept.id, "up")
    store.delete(ANN, kept.conversation)
    assert store.conversations(ANN) == ()
    assert [each.id for each in store.conversations(ANN, deleted=True)] == [kept.conversation]
    clock.now += timedelta(days=29)
    open_store(str(place), clock).close()
    store.restore(ANN, kept.conversation)
    assert store.turns(ANN, kept.conversation)[0].vote == "up"
    store.delete(ANN, kept.conversation)
    clock.now += timedelta(days=31)
    open_store(str(place), clock).close()
    assert store.conversations(ANN, deleted=True) == ()
    with sqlite3.connect(place) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables} == {
            name: int(name == "onrecord_facts") for name in tables
        }
    raw.close()


def test_conversations_are_found_by_words_of_their_questions_answers_and_titles(store: Store) -> None:
    lamp = store.keep(ANN, None, new())
    drain = store.keep(ANN, None, new("Who dug the drain?", "Tobias Quíll dug it, 100% by hand."))
    for query, found in {
        "LAMP saturday": [lamp],
        "quill": [drain],
        "100%": [drain],
        "l_mp": [],
        "lamp drain": [],
        "  ": [drain, lamp],
    }.items():
        assert [each.id for each in store.conversations(ANN, query)] == [turn.conversation for turn in found], query
    store.rename(ANN, lamp.conversation, "  The night of the fire ")
    assert [each.title for each in store.conversations(ANN, "night fire")] == ["The night of the fire"]
    store.rename(ANN, lamp.conversation, "   ")
    assert store.conversations(ANN, "night")[0].title == "The night of the fire"


def test_hostile_text_is_kept_as_text(store: Store) -> None:
    owner = Owner(HOSTILE, HOSTILE)
    kept = store.keep(owner, None, NewTurn(HOSTILE, answer(HOSTILE, HOSTILE), 0.1, HOSTILE))
    store.rename(owner, kept.conversation, HOSTILE)
    assert store.rate(owner, kept.id, "down", HOSTILE * 1000)
    (turn,) = store.turns(owner, kept.conversation)
    assert turn.answer == kept.answer
    assert len(turn.note) <= 4_000
    assert store.conversations(owner, HOSTILE)[0].id == kept.conversation
    assert store.asked_of(owner, HOSTILE)[0].turn == kept.id


def test_what_was_asked_of_an_article_is_told_by_line(store: Store) -> None:
    kept = store.keep(ANN, None, new())
    (asked,) = store.asked_of(ANN, "vell/lamp.txt")
    assert (asked.line, asked.end_line, asked.question) == (3, 3, "When did the lamp fail?")
    assert (asked.conversation, asked.turn) == (kept.conversation, kept.id)
    assert store.asked_of(ANN, "vell/other.txt") == ()


def test_a_vote_can_be_changed_and_taken_back(store: Store) -> None:
    kept = store.keep(ANN, None, new())
    assert store.rate(ANN, kept.id, "down", "wrong day")
    assert store.rate(ANN, kept.id, "up")
    assert [(turns[-1].vote, turns[-1].note) for turns in store.rated(ANN.archive)] == [("up", "")]
    assert store.rate(ANN, kept.id, None)
    assert store.rated(ANN.archive) == ()


def test_thirty_readers_write_and_read_at_once_without_an_error(store: Store) -> None:
    faults: list[Exception] = []

    def work(number: int) -> None:
        owner = Owner("/archives/harbour", f"reader-{number}")
        try:
            first = store.keep(owner, None, new())
            for _ in range(3):
                store.keep(owner, first.conversation, new())
                assert len(store.conversations(owner, "lamp")) == 1
            assert len(store.turns(owner, first.conversation)) == 4
        except (KeepingError, AssertionError) as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


PROCESS = """
import sys, json
from qa.keeping import Owner, NewTurn, open_store
from qa.types import Answer
answer = Answer.from_dict(json.loads(sys.argv[3]))
store = open_store(sys.argv[1])
turn = store.keep(Owner("/a", sys.argv[2]), None, NewTurn("q", answer, 0.1))
for _ in range(5):
    store.keep(Owner("/a", sys.argv[2]), turn.conversation, NewTurn("q", answer, 0.1))
"""


def test_processes_begin_and_share_one_store(place: Path) -> None:
    told = json.dumps(answer().to_dict())
    started = [
        subprocess.Popen([sys.executable, "-c", PROCESS, str(place), f"r{at}", told], stderr=subprocess.PIPE, text=True)
        for at in range(3)
    ]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in started] == [("", 0)] * 3
    store = open_store(str(place))
    assert [store.conversations(Owner("/a", f"r{at}"))[0].turns for at in range(3)] == [6] * 3
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="permission bits")
def test_only_its_owner_may_read_the_file(store: Store, place: Path) -> None:
    store.keep(ANN, None, new())
    for file in place.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_damaged_file_is_refused_with_the_cure_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite3"
    file.write_bytes(b"no database at all" * 500)
    with pytest.raises(KeepingError, match=r"kept\.sqlite3 is damaged .*move it away"):
        open_store(str(file))
    assert file.read_bytes() == b"no database at all" * 500


def test_a_file_of_a_later_version_is_refused(place: Path) -> None:
    open_store(str(place)).close()
    with sqlite3.connect(place) as raw:
        raw.execute("UPDATE onrecord_facts SET value = '99'")
    raw.close()
    with pytest.raises(KeepingError, match=r"another version of Onrecord \(format 99, and this one knows 1\)"):
        open_store(str(place))


def test_a_store_that_can_only_be_read_still_shows_what_is_kept(store: Store, place: Path) -> None:
    kept = store.keep(ANN, None, new())
    reading = open_store(f"sqlite:///file:{place}?mode=ro&uri=true")
    assert reading.turns(ANN, kept.conversation) == (kept,)
    with pytest.raises(KeepingError, match="readonly database.*ONRECORD_DATA"):
        reading.keep(ANN, None, new())
    reading.close()


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KeepingError, match=r"can't be made .*ONRECORD_DATA"):
        open_store(str(tmp_path / "file" / "kept.sqlite3"))


def test_a_replaced_file_is_noticed(store: Store, place: Path) -> None:
    store.keep(ANN, None, new())
    assert not store.is_replaced
    place.rename(place.with_name("old.sqlite3"))
    assert store.is_replaced


def test_a_folder_stands_for_our_file_in_it_and_a_password_is_never_shown(tmp_path: Path) -> None:
    assert place_of(str(tmp_path)) == str(tmp_path / "onrecord.sqlite3")
    assert place_of(str(tmp_path / "later")) == str(tmp_path / "later" / "onrecord.sqlite3")
    assert place_of("postgresql+psycopg://ann:secret@db/kept") == "postgresql+psycopg://ann:***@db/kept"
    for data in ("mysql://db/kept", "://", "oddity://x"):
        with pytest.raises(KeepingError):
            open_store(data)
