"""`onrecord verify` and `onrecord feedback`: exit codes, one line for each cited line that is not as it was cited."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import qa
from qa.cli.start import run
from qa.export import FORMS, document_of, facts_of
from qa.keeping import NewTurn, Owner, open_store
from tests.conftest import ArchiveOf

LAMP = "The lamp\n\nVELL, 4 March 2046 - The lamp at Cape Orrin failed on Saturday.\n\nAnsel Brude lit a fire.\n"


@pytest.fixture(scope="module")
def indexed(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of({"lamp.txt": LAMP, "rain.txt": "Rain\n\nIt rained on Sunday in Vell, the clerk said.\n"})


@pytest.fixture(scope="module")
def answer(indexed: qa.Archive) -> qa.Answer:
    return indexed.query("When did the lamp at Cape Orrin fail?")


@pytest.fixture
def archive(indexed: qa.Archive, tmp_path: Path) -> Iterator[qa.Archive]:
    """Return a copy of the articles, without an index: lines are read again without one."""
    folder = tmp_path / "articles"
    shutil.copytree(indexed.path, folder, ignore=shutil.ignore_patterns(".onrecord"))
    with qa.open_archive(folder) as copy:
        yield copy


@pytest.fixture
def export(indexed: qa.Archive, answer: qa.Answer, tmp_path: Path) -> Path:
    asked = [("When did the lamp fail?", answer, None)]
    document = document_of("The lamp", "Vell", asked, facts_of(indexed, [answer]), "2046-03-06T10:00:00+00:00")
    path = tmp_path / "export.html"
    path.write_text(FORMS["html"].write(document), encoding="utf-8")
    return path


def verify(file: Path, archive: qa.Archive, *options: str) -> int:
    return run(["verify", str(file), "--archive", str(archive.path), *options])


def test_an_export_of_intact_lines_is_intact(
    archive: qa.Archive, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(export, archive) == 0
    assert "intact" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "state", "line", "told"),
    [
        (f"Corrected later.\n\n{LAMP}", "moved", 5, "[1] lamp.txt:3 moved to line 5"),
        (
            LAMP.replace("Saturday", "Sunday"),
            "edited",
            None,
            (
                "[1] lamp.txt:3 edited, on line 3 now: VELL, 4 March 2046 - The lamp at Cape Orrin failed on "
                "[-Saturday-]{+Sunday+}."
            ),
        ),
        (
            f"{LAMP}\n{LAMP.splitlines()[2]}\n",
            "moved",
            3,
            "[1] lamp.txt:3 still on its line, in a file that was changed elsewhere",
        ),
        (
            f"Twice.\n{LAMP}\n{LAMP.splitlines()[2]}\n",
            "edited",
            None,
            "[1] lamp.txt:3 edited: the sentence stands in the file more than once now, on lines 4, 8",
        ),
        ("Nothing of it is left here.\n", "edited", None, "[1] lamp.txt:3 edited: no sentence of the file is like it"),
        (None, "gone", None, "[1] lamp.txt:3 gone"),
    ],
    ids=["moved", "edited", "repeated below", "repeated", "replaced", "gone"],
)
def test_each_line_that_is_not_as_it_was_cited_is_told(
    archive: qa.Archive,
    answer: qa.Answer,
    export: Path,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
    state: str,
    line: int | None,
    told: str,
) -> None:
    assert [citation.path for citation in answer.citations[:1]] == ["lamp.txt"]
    if text is None:
        (archive.path / "lamp.txt").unlink()
    else:
        (archive.path / "lamp.txt").write_text(text, encoding="utf-8")
    expected = 0 if state in ("intact", "moved") else 1
    assert verify(export, archive) == expected
    assert told in capsys.readouterr().out
    plain = export.with_name("answer.json")
    plain.write_text(json.dumps(answer.to_dict()), encoding="utf-8")
    assert verify(plain, archive, "--json") == expected
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (printed["stands"], printed["intact"]) == (not expected, state == "intact")
    assert (printed["citations"][0]["state"], printed["citations"][0]["line"]) == (state, line)


@pytest.mark.parametrize(
    ("there", "text", "moved"),
    [
        ("2046/beacon.txt", LAMP, True),
        ("2046/lamp.txt", f"Edited since.\n\n{LAMP}", True),
        ("2046/beacon.txt", LAMP.replace("Ansel Brude", "The keeper"), True),
        ("reprint.txt", LAMP.replace("The lamp\n", "Seen elsewhere\n"), False),
    ],
    ids=["another name", "another folder, edited", "another name, edited", "only a reprint"],
)
def test_a_file_that_was_renamed_is_found_by_what_it_holds(
    archive: qa.Archive,
    export: Path,
    capsys: pytest.CaptureFixture[str],
    there: str,
    text: str,
    moved: bool,
) -> None:
    (archive.path / "lamp.txt").unlink()
    (archive.path / "2046").mkdir()
    (archive.path / there).write_text(text, encoding="utf-8")
    assert verify(export, archive, "--json") == (0 if moved else 1)
    first = json.loads(capsys.readouterr().out)["citations"][0]
    line = 5 if "since" in text else 3
    assert (first["state"], first["line"], first.get("moved_to")) == (
        ("moved", line, there) if moved else ("gone", None, None)
    )
    assert verify(export, archive) == (0 if moved else 1)
    assert (f"moved to {there}, line {line}" in capsys.readouterr().out) is moved


def test_a_markdown_export_is_verified_as_a_page_is(
    indexed: qa.Archive, archive: qa.Archive, answer: qa.Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [("When did the lamp -- <b>that</b> one --> fail?", answer, None)]
    document = document_of("The lamp", "Vell", asked, facts_of(indexed, [answer]), "2046-03-06T10:00:00+00:00")
    path = tmp_path / "export.md"
    path.write_text(FORMS["markdown"].write(document), encoding="utf-8")
    assert verify(path, archive) == 0
    assert "intact" in capsys.readouterr().out
    path.write_text(path.read_text("utf-8").replace("failed on Saturday", "failed on Monday", 1), encoding="utf-8")
    assert verify(path, archive) == 1
    assert "the Markdown was changed" in capsys.readouterr().out


def test_a_changed_export_is_told_though_every_line_is_intact(
    archive: qa.Archive, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export.write_text(export.read_text("utf-8").replace("failed on Saturday", "failed on Monday"), encoding="utf-8")
    assert verify(export, archive) == 1
    assert "changed since it was exported" in capsys.readouterr().out


def test_a_cited_path_outside_of_the_archive_is_never_read(
    archive: qa.Archive, answer: qa.Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive.path.parent / "secret.txt").write_text(LAMP, encoding="utf-8")
    plain = answer.to_dict()
    for path in ("../secret.txt", str(archive.path.parent / "secret.txt")):
        plain["citations"][0]["path"] = path
        file = tmp_path / "forged.json"
        file.write_text(json.dumps(plain), encoding="utf-8")
        assert verify(file, archive) == 1
        assert "gone" in capsys.readouterr().out


def test_what_is_no_export_is_one_line_and_a_missing_file_wrong_usage(
    archive: qa.Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello", encoding="utf-8")
    assert verify(file, archive) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert verify(tmp_path / "none.json", archive) == 2


def test_feedback_prints_what_readers_marked_right_and_drafts_of_what_they_marked_wrong(
    indexed: qa.Archive, answer: qa.Answer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    archive = indexed
    assert run(["feedback", str(archive.path)]) == 0
    assert "No answer was marked yet" in capsys.readouterr().err
    store = open_store(archive.settings.data)
    owner = Owner(str(archive.path.resolve()), "reader")
    for question, vote in (("When did the lamp fail?", "up"), ("Who lit it?", "down")):
        turn = store.keep(owner, None, NewTurn(question, answer, 0.1))
        assert store.rate(owner, turn.id, "up" if vote == "up" else "down")
    store.close()
    assert run(["feedback", str(archive.path)]) == 0
    printed = capsys.readouterr()
    assert "1 answer marked wrong left out" in printed.err
    questions = tmp_path / "questions.jsonl"
    questions.write_text(printed.out, encoding="utf-8")
    assert run(["eval", str(archive.path), str(questions), "--json", str(tmp_path / "result.json")]) == 0
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["broken"] == []
    capsys.readouterr()
    assert run(["feedback", str(archive.path), "--wrong"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "Who lit it?"


def test_a_kept_answer_is_shown_with_its_lines_as_they_stand_now(archive: qa.Archive, answer: qa.Answer) -> None:
    from qa.revisit import revisited

    assert revisited(archive.witness(), [answer]) == (answer,)
    (archive.path / "lamp.txt").write_text(f"Corrected later.\n\n{LAMP}", encoding="utf-8")
    ((moved, *_),) = (each.citations for each in revisited(archive.witness(), [answer]))
    assert (moved.state, moved.start_line) == ("moved", 5)
    text = (archive.path / "lamp.txt").read_text(encoding="utf-8")
    assert text[moved.start_char : moved.end_char] == moved.quote
    (archive.path / "lamp.txt").unlink()
    ((gone, *_),) = (each.citations for each in revisited(archive.witness(), [answer]))
    assert (gone.state, gone.start_line) == ("gone", answer.citations[0].start_line)
