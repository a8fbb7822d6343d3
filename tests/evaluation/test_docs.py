"""docs/evaluation.md: its examples run as printed, its rows can be read, and it tells every figure."""

import json
import re
import sys
from pathlib import Path

import pytest

from qa.evaluation import FIGURES, MEASURES
from qa.evaluation.questions import parse_questions
from tests.test_readme import BLOCK, EXIT_CODE, ROOT, folder, pattern_of, run, unwrapped

__all__ = ["folder"]  # a fixture, used by its name
DOCUMENT = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", [match for match in BLOCK.finditer(DOCUMENT) if match[1] in {"sh", "python"}])
def test_an_example_runs_as_printed(block: re.Match[str], folder: Path) -> None:
    printed = ""
    commands = [[sys.executable, "-c", block[2]]]
    if block[1] == "sh":
        commands = [["sh", "-c", line] for line in block[2].splitlines()]
    for command in commands:
        expected = EXIT_CODE.search(command[-1]) if block[1] == "sh" else None
        done = run(command, folder)
        assert done.returncode == int(expected[1] if expected else 0), done.stderr
        printed += done.stdout
    assert re.fullmatch(pattern_of(block[3]), unwrapped(printed), re.DOTALL), printed


def test_the_rows_that_are_shown_can_be_read() -> None:
    shown = re.search(r"^```json\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert shown
    read = parse_questions([json.loads(line) for line in shown[1].splitlines()])
    assert {question.need for question in read} == {"any", "all"}
    assert any(not question.answers for question in read)
    assert any(question.history for question in read)


@pytest.mark.parametrize("figure", [name for name in FIGURES if "@" not in name])
def test_every_figure_is_told(figure: str) -> None:
    assert f"`{figure}`" in DOCUMENT


def test_every_kind_of_share_by_depth_is_told() -> None:
    assert {name.partition("@")[0] for name in MEASURES if "@" in name} == {"hit", "recall"}
    assert "`hit@1`" in DOCUMENT
    assert "`recall@1`" in DOCUMENT
