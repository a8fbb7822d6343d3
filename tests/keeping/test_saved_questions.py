"""Saved questions: kept apart from every index, asked again after a refresh, and what changed because of what."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import qa
from qa.cli.start import run
from qa.comparison import ChangeKind
from qa.errors import QuestionError
from qa.keeping import Owner, open_store, saved
from qa.saved import AskedAgain, ask_all_again, place_of_archive
from qa.settings import load_settings
from tests.shelf import write_files

FERRY = (
    "Ferry hits the pier\n\nVELL, 4 March 2046 - Twelve people were hurt when the ferry Orla hit the pier at Vell.\n\n"
    "The harbour master, Ansel Brude, closed the pier for a week.\n"
)
MILL = "New mill\n\nSUND, 6 March 2046 - Mara Lind opened the new mill at Sund on Friday, and hundreds came.\n"
RAIN = "Rain\n\nVELL, 7 March 2046 - It rained on the harbour town for nine hours, the weather office said.\n"
HURT, OPENED = "How many people were hurt when the ferry Orla hit the pier?", "Who opened the new mill at Sund?"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "own" / "kept.sqlite3"
    monkeypatch.setenv("ONRECORD_DATA", str(place))
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    write_files(folder, {"ferry.txt": FERRY, "rain.txt": RAIN})
    return folder


@pytest.fixture
def archive(folder: Path, data: Path) -> Iterator[qa.Archive]:
    with qa.open_archive(folder, settings=replace(load_settings(), data=str(data))) as archive:
        archive.refresh()
        yield archive


def asked_again(archive: qa.Archive) -> AskedAgain:
    return ask_all_again(archive, archive.refresh())


def test_an_answer_that_stays_the_same_is_no_change(archive: qa.Archive, folder: Path) -> None:
    with archive.saved_questions() as mine:
        mine.add(HURT)
    (folder / "ferry.txt").write_text(f"{FERRY}\nA new pier is being planned.\n", encoding="utf-8")
    (folder / "rain.txt").rename(folder / "weather.txt")
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    again = asked_again(archive)
    assert (again.asked, again.changed) == (1, ())
    assert asked_again(archive).asked == 0, "an index that stays the same asks nothing again"


@pytest.mark.parametrize(
    ("question", "before", "after", "kind", "cause"),
    [
        (
            HURT,
            {},
            {"ferry.txt": FERRY.replace("Twelve", "Fourteen")},
            "figure changed",
            ("ferry.txt", "changed", "Twelve", "Fourteen"),
        ),
        (OPENED, {}, {"mill.txt": MILL}, "newly answered", ("mill.txt", "added", None, "Mara Lind")),
        (OPENED, {"mill.txt": MILL}, {"mill.txt": None}, "no longer answered", ("mill.txt", "removed", "Mara", None)),
        (
            OPENED,
            {"mill.txt": MILL},
            {"mill.txt": MILL.replace("Mara Lind", "Tobias Quill")},
            "name changed",
            ("mill.txt", "changed", "Mara Lind", "Tobias Quill"),
        ),
        (
            HURT,
            {},
            {"ferry.txt": FERRY.replace("hurt when", "slightly hurt as")},
            "reworded",
            ("ferry.txt", "changed", "hurt when", "slightly hurt as"),
        ),
        (
            OPENED,
            {"mill.txt": MILL},
            {"mill.txt": None, "2046/opening.txt": MILL.replace("6 March", "7 March").replace("hundreds", "few")},
            "said by another line",
            ("2046/opening.txt", "added", "hundreds came", "few came"),
        ),
    ],
    ids=["edited", "added", "removed", "another name", "reworded", "elsewhere"],
)
def test_each_change_is_told_with_its_article_and_both_texts(
    archive: qa.Archive,
    folder: Path,
    question: str,
    before: dict[str, str],
    after: dict[str, str | None],
    kind: ChangeKind,
    cause: tuple[str, str, str | None, str | None],
) -> None:
    write_files(folder, before)
    archive.refresh()
    with archive.saved_questions() as mine:
        mine.add(question)
    for name, text in after.items():
        if text is None:
            (folder / name).unlink()
        else:
            write_files(folder, {name: text})
    ((_, change),) = asked_again(archive).changed
    claim = change.claims[0]
    assert claim.kind == kind
    assert claim.cause is not None
    path, state, old, new = cause
    assert (claim.cause.path, claim.cause.state) == (path, state)
    for line, text in ((claim.old, old), (claim.new, new)):
        assert (line is None) is (text is None)
        assert line is None or text is None or (text in line.text and line.line == 3)
    with archive.saved_questions() as mine:
        (kept,) = mine.all()
        assert kept.changes[0].change == change
        assert kept.unseen == 1
        mine.see(kept.id)
        assert mine.all()[0].unseen == 0


def test_a_renamed_file_is_no_change(archive: qa.Archive, folder: Path) -> None:
    with archive.saved_questions() as mine:
        mine.add(HURT)
    (folder / "2046").mkdir()
    (folder / "ferry.txt").rename(folder / "2046" / "boat.txt")
    assert asked_again(archive).changed == ()


def test_saved_questions_outlive_the_index_and_belong_to_one_reader_and_archive(
    archive: qa.Archive, folder: Path, data: Path
) -> None:
    with archive.saved_questions() as mine, archive.saved_questions("another reader") as others:
        kept = mine.add(HURT)
        assert mine.add(f"  {HURT.upper()} ") == kept
        assert others.all() == ()
        others.remove(kept.id)
        others.see(kept.id)
        assert mine.all() == (kept,)
    shutil.rmtree(folder / ".onrecord")
    archive.refresh()
    (folder / "ferry.txt").write_text(FERRY.replace("Twelve", "Nine"), encoding="utf-8")
    assert len(asked_again(archive).of("the command line")) == 1
    store = open_store(str(data))
    assert saved.saved_with(store, "/archives/other") == ()
    store.close()


def test_a_question_that_several_readers_saved_changes_for_each(archive: qa.Archive, folder: Path) -> None:
    for reader in ("ann", "bo"):
        with archive.saved_questions(reader) as mine:
            mine.add(HURT)
    (folder / "ferry.txt").write_text(FERRY.replace("Twelve", "Nine"), encoding="utf-8")
    again = asked_again(archive)
    assert [len(again.of(reader)) for reader in ("ann", "bo", "cy")] == [1, 1, 0]


def test_what_time_leaves_out_comes_first_the_next_time(archive: qa.Archive, folder: Path) -> None:
    with archive.saved_questions() as mine:
        for question in (HURT, OPENED, "When did it rain on the harbour town?"):
            mine.add(question)
        (folder / "mill.txt").write_text(MILL, encoding="utf-8")
        report = archive.refresh()
        first = mine.run(report, seconds=0.0)
        assert (first.asked, first.left) == (1, 2)
        (second,) = (mine.run(report, seconds=0.0) for _ in range(1))
        assert (second.asked, second.left, len(second.changed)) == (1, 1, 1)


def test_a_removed_question_can_be_restored_for_thirty_days_and_is_then_gone(archive: qa.Archive, data: Path) -> None:
    with archive.saved_questions() as mine:
        kept = mine.add(HURT)
        mine.remove(kept.id)
        assert mine.all() == ()
        assert asked_again(archive).asked == 0
        mine.restore(mine.deleted()[0].id)
        assert mine.all() == (kept,)
        mine.remove(kept.id)
    open_store(str(data), lambda: datetime.now(UTC) + timedelta(days=31)).close()
    with sqlite3.connect(data) as raw:
        counts = [raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("onrecord_saved",)]
    raw.close()
    assert counts == [0]


def test_no_more_questions_are_saved_than_can_be_asked_again(archive: qa.Archive, data: Path) -> None:
    store, owner = open_store(str(data)), Owner(place_of_archive(archive), "reader")
    answer = archive.quote(HURT)
    for number in range(saved.MOST_SAVED):
        saved.save(store, owner, f"Question {number}?", answer, 1)
    with pytest.raises(QuestionError, match="remove one first"):
        saved.save(store, owner, "One more?", answer, 1)
    store.close()


def test_a_store_made_before_there_were_saved_questions_gets_their_tables(archive: qa.Archive, data: Path) -> None:
    open_store(str(data)).close()
    with sqlite3.connect(data) as raw:
        raw.execute("DROP TABLE onrecord_saved")
        raw.execute("DROP TABLE onrecord_saved_changes")
    raw.close()
    with archive.saved_questions() as mine:
        assert mine.add(HURT).question == HURT


def test_nothing_is_made_for_saved_questions_where_nobody_kept_anything(archive: qa.Archive, data: Path) -> None:
    asked_again(archive)
    assert not data.exists()


def test_the_command_saves_lists_removes_and_tells_changes_after_indexing(
    folder: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(folder)]) == 0
    assert run(["questions", str(folder), "add", HURT]) == 0
    assert run(["questions", str(folder), "add", OPENED]) == 0
    capsys.readouterr()
    (folder / "ferry.txt").write_text(FERRY.replace("Twelve", "Fourteen"), encoding="utf-8")
    assert run(["index", str(folder), "--quiet"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f'Changed: "{HURT}" a figure changed, as ferry.txt was changed: line 3, ')
    assert "[-Twelve-]{+Fourteen+}" in line
    assert run(["index", str(folder), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["questions", str(folder), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["questions"]
    assert [each["question"] for each in listed] == [HURT, OPENED]
    assert listed[0]["changes"][0]["claims"][0]["cause"] == {"path": "ferry.txt", "state": "changed"}
    assert run(["questions", str(folder), "remove", "1"]) == 0
    assert run(["questions", str(folder), "remove", "2"]) == 2
    assert run(["questions", str(folder), "restore"]) == 0
    assert run(["questions", str(folder), "restore"]) == 1
    assert run(["questions", str(folder), "add"]) == 2
    capsys.readouterr()
    assert run(["questions", str(folder), "run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"asked": 0, "left": 0, "changed": []}


def test_a_place_that_can_not_be_used_stops_no_indexing(
    folder: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.parent.mkdir()
    data.write_bytes(b"no database")
    assert run(["index", str(folder)]) == 0
    assert "saved questions were not asked again" in capsys.readouterr().err
