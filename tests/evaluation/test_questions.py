"""Rows of questions: what is read of them, and that a malformed one is named by its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa.errors import EvaluationError
from qa.evaluation.questions import GoldLine, parse_question, parse_questions, read_questions

QUESTION = {"question": "Who opened the weir?"}


def file_of(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_row_is_read_with_all_that_it_says() -> None:
    row = {
        "id": 7,
        "type": "who",
        "question": "Who opened the weir?",
        "answers": [["Ada Thorn", "Thorn"], ["the mayor"]],
        "evidence": [{"file": "weir.txt", "line": 3, "quote": "Ada Thorn"}, {"file": "b.txt", "line": 1}],
        "need": "all",
        "history": [["What is a weir?", "A low dam."]],
        "resolved": "whatever else a row holds is passed over",
    }
    read = parse_question(row, 12)
    assert (read.number, read.id, read.type, read.need) == (12, "7", "who", "all")
    assert read.answers == (("Ada Thorn", "Thorn"), ("the mayor",))
    assert read.lines == (GoldLine("weir.txt", 3, "Ada Thorn"), GoldLine("b.txt", 1, None))
    assert read.history == (("What is a weir?", "A low dam."),)


def test_a_line_may_stand_in_the_row_itself() -> None:
    read = parse_question({**QUESTION, "answers": [["Thorn"]], "file": "weir.txt", "line": 3}, 1)
    assert read.lines == (GoldLine("weir.txt", 3, None),)


def test_missing_and_empty_answers_mean_that_the_archive_does_not_answer() -> None:
    rows: tuple[dict[str, Any], ...] = (
        QUESTION,
        {**QUESTION, "answers": []},
        {**QUESTION, "answers": None, "evidence": []},
    )
    assert all(not read.answers and not read.lines for read in parse_questions(rows))


def test_lines_beside_an_empty_list_of_answers_answer_nothing() -> None:
    near = {"evidence": [{"file": "weir.txt", "line": 3}]}
    assert parse_question({**QUESTION, **near, "answers": []}, 1).lines == ()
    assert parse_question({**QUESTION, **near}, 1).lines == (GoldLine("weir.txt", 3, None),)


def test_blank_lines_and_a_byte_order_mark_are_passed_over_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    file = file_of(tmp_path, "\ufeff" + json.dumps(QUESTION), "", "  ", json.dumps(QUESTION), "")
    assert [read.number for read in read_questions(file)] == [1, 4]


def test_a_line_separator_inside_a_text_does_not_end_a_row(tmp_path: Path) -> None:
    file = file_of(tmp_path, json.dumps({"question": "Who\u2028opened it?"}, ensure_ascii=False))
    assert read_questions(file)[0].question == "Who\u2028opened it?"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "not JSON"),
        ('{"question": ' + "9" * 5000 + "}", "can't be read"),
        ("[" * 100_000, "can't be read"),
        ('"Who?"', "an object"),
        ("{}", '"question"'),
        ('{"question": "  "}', '"question"'),
        ('{"question": "Who?", "answers": "Thorn"}', '"answers"'),
        ('{"question": "Who?", "answers": ["Thorn"]}', '"answers"'),
        ('{"question": "Who?", "answers": [[]]}', '"answers"'),
        ('{"question": "Who?", "answers": [[" "]]}', '"answers"'),
        ('{"question": "Who?", "need": "some"}', '"need"'),
        ('{"question": "Who?", "id": [1]}', '"id"'),
        ('{"question": "Who?", "evidence": {"file": "a"}}', '"evidence"'),
        ('{"question": "Who?", "evidence": ["a.txt"]}', "evidence"),
        ('{"question": "Who?", "file": "a.txt"}', '"line"'),
        ('{"question": "Who?", "line": 3}', '"file"'),
        ('{"question": "Who?", "file": "a.txt", "line": 0}', '"line"'),
        ('{"question": "Who?", "file": "a.txt", "line": true}', '"line"'),
        ('{"question": "Who?", "file": "a.txt", "line": "3"}', '"line"'),
        ('{"question": "Who?", "file": "a.txt", "line": 3, "quote": 5}', '"quote"'),
        ('{"question": "Who?", "history": [["only a question"]]}', '"history"'),
        ('{"question": "Who?", "history": "before"}', '"history"'),
    ],
)
def test_a_malformed_line_is_named_with_what_is_wrong(tmp_path: Path, row: str, said: str) -> None:
    file = file_of(tmp_path, json.dumps(QUESTION), "", row)
    with pytest.raises(EvaluationError, match="line 3: ") as caught:
        read_questions(file)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_file_without_questions_and_one_that_is_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no questions"):
        read_questions(file_of(tmp_path, "", " "))
    (tmp_path / "noise.jsonl").write_bytes(b"\xff\xfe\x00\xd8")
    for name in ("noise.jsonl", "missing.jsonl"):
        with pytest.raises(EvaluationError, match="can't be read"):
            read_questions(tmp_path / name)
    with pytest.raises(EvaluationError, match="no questions"):
        parse_questions([])
