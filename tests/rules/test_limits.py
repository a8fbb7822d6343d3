"""The limits that the documents tell are the code's own."""

from pathlib import Path

import pytest

from index.formats import limits
from qa.question import MAX_QUESTION
from qa.reply import MOST_CHARACTERS, MOST_SENTENCES

REPOSITORY = Path(__file__).resolve().parents[2]
MIB = limits.MIB
TOLD = {
    "a file that is one article, packed or not": f"{limits.MAX_BYTES // MIB} MiB",
    "a file that holds many articles, packed or not": f"{limits.MAX_MANY // MIB} MiB",
    "what a document (.docx) unpacks to": f"{limits.MOST_UNPACKED // MIB} MiB",
    "a line": f"{limits.MAX_LINE:,} characters",
    "the text that a file or a row becomes": f"{limits.MAX_TEXT:,} characters",
    "a field of a table": f"{limits.MOST_FIELD:,} characters",
    "a header of a message": f"{limits.MOST_HEADER:,} characters",
    "pages of a PDF": f"{limits.MOST_PAGES:,}",
    "rows or articles in one file": f"{limits.MOST_ROWS:,}",
    "rows of one file that are listed one by one where they can't be read": f"{limits.MOST_FAILED}",
    "memory of the converting process": f"{limits.MEMORY // MIB:,} MiB beyond what it starts with",
    "time to convert a file": (
        f"{limits.SECONDS:.0f} s, and {limits.SECONDS_A_MIB:.0f} s for each MiB of it; of a file that holds many"
        f" articles {limits.SECONDS_A_MIB_OF_MANY:.0f} s for each MiB"
    ),
    "a question": f"{MAX_QUESTION:,} characters",
    "a reply of a language model": f"{MOST_CHARACTERS:,} characters, {MOST_SENTENCES} sentences",
}


@pytest.mark.parametrize("what", TOLD)
def test_a_limit_is_told_as_it_is(what: str) -> None:
    assert f"| {what} | {TOLD[what]} |\n" in (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")


def test_no_limit_is_told_that_the_code_does_not_have() -> None:
    text = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8").partition("## Limits")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    assert rows == ["what", *TOLD]


def test_every_limit_of_reading_is_told() -> None:
    known = {name for name in vars(limits) if name.isupper()}
    assert known == {
        *("MIB", "MAX_BYTES", "MAX_MANY", "MOST_UNPACKED", "MAX_LINE", "MAX_TEXT", "MOST_FIELD", "MOST_HEADER"),
        *("MOST_PAGES", "MOST_ROWS", "MOST_FAILED", "MEMORY", "SECONDS", "SECONDS_A_MIB", "SECONDS_A_MIB_OF_MANY"),
        "LOADING_SECONDS",
    }


def test_the_documents_of_formats_point_at_the_limits() -> None:
    formats = (REPOSITORY / "docs" / "formats.md").read_text(encoding="utf-8")
    assert "## Limits" in formats
    assert "(../SECURITY.md#limits)" in formats
