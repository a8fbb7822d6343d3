"""`qa.evaluate` and `onrecord eval` on a small invented archive: figures, files, comparison, bounds."""

import json
from pathlib import Path
from typing import Any

import pytest

import qa
from qa import cli
from qa.evaluation import Evaluation, compare, read_evaluation
from tests.conftest import ArchiveOf

ARTICLES = {
    "march/kiln.txt": (
        "Kiln fires again\n\n"
        "BRACKEN FOLD, 4 March 2046 - The pottery lit its kiln on Saturday for the first time in nine years.\n\n"
        "Rebuilding the chimney took 14 weeks and cost 62,000 crowns, the potter Odile Tarn said.\n"
    ),
    "april/orchard.txt": (
        "Frost spares the orchards\n\n"
        "BRACKEN FOLD, 19 April 2046 - Growers lost fewer than one apple blossom in ten to the frost.\n\n"
        "The cooperative had lit 600 oil lamps between the rows before dawn.\n"
    ),
    "april/kiln.txt": "Kiln to close on Mondays\n\nBRACKEN FOLD, 22 April 2046 - The kiln will rest on Mondays.\n",
}
ROWS: list[dict[str, Any]] = [
    {
        "id": "cost",
        "type": "number",
        "question": "How much did rebuilding the kiln's chimney cost?",
        "answers": [["62,000 crowns"]],
        "evidence": [{"file": "march/kiln.txt", "line": 5, "quote": "cost 62,000 crowns"}],
    },
    {
        "id": "lamps",
        "type": "number",
        "question": "How many oil lamps did the cooperative light?",
        "answers": [["600", "six hundred"]],
        "file": "orchard.txt",
        "line": 5,
    },
    {"id": "words", "type": "who", "question": "Who is the potter?", "answers": [["Odile Tarn"]]},
    {
        "id": "then",
        "type": "number",
        "question": "And how long did it take?",
        "answers": [["14 weeks"]],
        "history": [["What did rebuilding the chimney cost?", "Rebuilding the chimney cost 62,000 crowns."]],
    },
    {"id": "none", "type": "none", "question": "Which senator vetoed the submarine treaty?", "answers": []},
]
BROKEN = {"question": "When does the kiln rest?", "answers": [["Mondays"]], "file": "kiln.txt", "line": 3}


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(ARTICLES)


@pytest.fixture(scope="module")
def found(archive: qa.Archive) -> Evaluation:
    return qa.evaluate(archive, [*ROWS, BROKEN])


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "questions.jsonl", ROWS)


def write_rows(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def test_each_question_is_asked_and_judged_as_it_was_answered(archive: qa.Archive, found: Evaluation) -> None:
    assert [each.id for each in found.outcomes] == [row["id"] for row in ROWS]
    for each, row in zip(found.outcomes, ROWS, strict=True):
        answer = archive.query(row["question"], [(ask, said) for ask, said in row.get("history", [])])
        assert each.status == answer.status
        assert each.confidence == answer.confidence
        shown = answer.citations or (answer.not_found.nearest if answer.not_found else ())
        assert [(line.path, line.start_line) for line in each.cited] == [(c.path, c.start_line) for c in shown]
    assert found.outcomes[0].first_right
    assert found.outcomes[3].asked != ROWS[3]["question"]
    assert found.figures["hit@1"] == sum(each.first_right for each in found.outcomes) / 4


def test_the_search_is_judged_before_anything_is_chosen(archive: qa.Archive, found: Evaluation) -> None:
    candidates = archive.candidates(ROWS[1]["question"], 50)
    assert [candidate.number for candidate in candidates] == list(range(1, len(candidates) + 1))
    rank = next(each.number for each in candidates if (each.path, each.start_line) == ("april/orchard.txt", 5))
    assert found.outcomes[1].expected[0].rank == rank
    assert archive.candidates(ROWS[1]["question"], 2) == candidates[:2]


def test_a_row_that_does_not_fit_the_archive_is_left_out_and_told(found: Evaluation) -> None:
    (line, reason), *others = found.broken
    assert (line, others) == (6, [])
    assert "april/kiln.txt, march/kiln.txt" in reason
    assert found.summary.questions == 5


def test_a_question_that_cannot_be_asked_is_left_out_and_told(archive: qa.Archive) -> None:
    made = qa.evaluate(archive, [{"question": "why " * 5000}, ROWS[0]])
    assert [line for line, _ in made.broken] == [1]
    assert len(made.outcomes) == 1


def test_where_no_row_fits_the_archive_that_is_an_error(archive: qa.Archive) -> None:
    with pytest.raises(qa.EvaluationError, match="no question could be asked.*line 1"):
        qa.evaluate(archive, [BROKEN, {**ROWS[1], "line": 99}])


def test_progress_counts_the_questions(archive: qa.Archive) -> None:
    seen: list[tuple[int, int]] = []
    qa.evaluate(archive, ROWS[:2], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_folder_without_an_index_is_indexed_first(archive_of: ArchiveOf, questions: Path) -> None:
    archive = archive_of(ARTICLES, indexed=False)
    with pytest.raises(qa.IndexMissing):
        qa.evaluate(archive, questions)
    made = qa.evaluate(archive.path, questions)
    assert (made.articles, made.questions) == (3, str(questions))
    assert archive.is_built


def test_files_that_changed_since_indexing_are_counted(archive_of: ArchiveOf) -> None:
    archive = archive_of(ARTICLES)
    (archive.path / "new.txt").write_text("A new line\n\nIt says little.\n", encoding="utf-8")
    assert qa.evaluate(archive, ROWS[:1]).changed == 1


def test_an_evaluation_is_read_back_as_it_was_written(found: Evaluation, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(found.to_dict()), encoding="utf-8")
    again = read_evaluation(file)
    assert again.to_dict() == found.to_dict()
    assert again.outcomes == found.outcomes
    assert compare(again.outcomes, found.outcomes).lost == ()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "[" * 100_000, '{"format": 1, "outcomes": 3}'])
def test_what_is_no_earlier_result_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(qa.EvaluationError, match="is not what 'onrecord eval --json' writes"):
        read_evaluation(tmp_path / "run.json")


def test_a_result_of_another_format_or_with_other_depths_is_refused(found: Evaluation, tmp_path: Path) -> None:
    plain = found.to_dict()
    file = tmp_path / "run.json"
    file.write_text(json.dumps({**plain, "format": 0}), encoding="utf-8")
    with pytest.raises(qa.EvaluationError, match="another version"):
        read_evaluation(file)
    plain["outcomes"][0]["hits"] = [True]
    file.write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(qa.EvaluationError, match="is not what"):
        read_evaluation(file)


def test_the_command_prints_figures_types_and_misses(
    archive: qa.Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**ROWS[1], "id": "wrong", "line": 3}
    file = write_rows(tmp_path / "questions.jsonl", [*ROWS, wrong, BROKEN])
    assert cli.run(["eval", str(archive.path), str(file)]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0] == "6 questions asked of 3 articles: 5 with an answer, 1 without"
    assert any(line.startswith("hit@1 ") and line.endswith(" of 5 questions") for line in lines)
    assert any(line.startswith("question ") for line in lines)
    assert any(line.startswith("number ") for line in lines)
    miss = next(line for line in lines if line.startswith("- wrong, "))
    assert "april/orchard.txt:5" in miss
    assert "The search found april/orchard.txt:3 as number" in miss
    assert printed.err.startswith("left out: line 7: 'kiln.txt' may be any of ")
    assert printed.err.count("\n") == 1


def test_the_command_writes_json_and_a_page_and_compares_with_an_earlier_run(
    archive: qa.Archive, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, page = tmp_path / "run.json", tmp_path / "run.html"
    assert cli.run(["eval", str(archive.path), str(questions), "--json", str(run)]) == 0
    plain = json.loads(run.read_text(encoding="utf-8"))
    plain["outcomes"][0]["hits"] = [False] * 4
    run.write_text(json.dumps(plain), encoding="utf-8")
    capsys.readouterr()
    compared = ["eval", str(archive.path), str(questions), "--compare", str(run), "--html", str(page)]
    assert cli.run([*compared, "--json", "-"]) == 0
    comparison = json.loads(capsys.readouterr().out)["comparison"]
    assert [each["id"] for each in comparison["gained"]] == ["cost"]
    assert comparison["differences"]["hit@1"]["now"] > comparison["differences"]["hit@1"]["earlier"]
    assert "How much did rebuilding the kiln" in page.read_text(encoding="utf-8")
    assert cli.run(compared) == 0
    printed = capsys.readouterr().out
    assert "5 questions in both" in printed
    assert "1 question became right, 0 wrong" in printed
    assert "Wrong then, right now:\n- cost, " in printed


def test_a_bound_that_is_missed_exits_with_1_and_one_line_after_all_is_printed(
    archive: qa.Archive, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["eval", str(archive.path), str(questions)]
    assert cli.run([*command, "--min", "hit@1=0.1", "--max", "p95_ms=60000", "--min", "number.right=0.1"]) == 0
    capsys.readouterr()
    bounds = ["--min", "recall@10=1.5", "--max", "brier=-1", "--min", "why.right=0", "--min", "answered=0"]
    assert cli.run([*command, *bounds]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("5 questions asked")
    assert printed.err.startswith("onrecord: why.right was not measured; recall@10 is ")
    assert "below 1.5; brier is " in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("bound", ["hits=0.5", "hit@1", "hit@1=high", "hit@1=nan", "=1"])
def test_a_bound_that_says_nothing_is_wrong_usage(
    archive: qa.Archive, questions: Path, bound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["eval", str(archive.path), str(questions), "--min", bound]) == 2
    assert "--min" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--html", "no-such-folder/run.html"],
        ["--json", "no-such-folder/run.json"],
        ["--json", "."],
        ["--compare", "no-such-run.json"],
    ],
)
def test_a_file_that_cannot_be_read_or_written_is_told_in_one_line(
    archive: qa.Archive, questions: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["eval", str(archive.path), str(questions), *options]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("onrecord: ")
    assert printed.err.count("\n") == 1


def test_a_malformed_row_is_told_before_anything_is_indexed(
    archive_of: ArchiveOf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of(ARTICLES, indexed=False)
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "Who?"}\n{"question": \n', encoding="utf-8")
    assert cli.run(["eval", str(archive.path), str(file)]) == 1
    assert ", line 2: this is not JSON" in capsys.readouterr().err
    assert not archive.is_built


def test_the_command_indexes_a_folder_that_has_no_index(
    archive_of: ArchiveOf, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of(ARTICLES, indexed=False)
    assert cli.run(["eval", str(archive.path), str(questions)]) == 0
    assert "Articles: 3 added" in capsys.readouterr().err
