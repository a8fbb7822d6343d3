"""The long run of benchmarks/fuzz.py, for a moment: and that its checks notice what they are there for."""

import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import fuzz_checks
from benchmarks.fuzz import try_kind
from benchmarks.fuzz_checks import check_article, check_reason
from benchmarks.fuzz_files import MAKERS, seeds
from index.convert import render
from index.errors import ReadError
from index.prepare import PreparedArticle, prepare
from index.types import Article

ARTICLE = Article("a.txt", "A title\n\nThe ferry sank on 3 May 2041. Nobody died.\r\nIt rose.\n", "", "utf-8")


@pytest.mark.parametrize("suffix", MAKERS)
def test_strange_and_broken_files_are_read_exactly_or_refused_in_one_line(suffix: str, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the standard library's, of messages that are none
        tally = try_kind(suffix, 25, 11, tmp_path, elsewhere=False)
    assert tally.tried == 25
    assert tally.findings == {}


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_valid_file_is_valid(suffix: str) -> None:
    read = 0
    for data in seeds(suffix, 6):
        try:
            read += bool(render("a" + suffix, data)[0])
        except ReadError:
            continue
    assert read


def moved(prepared: PreparedArticle) -> PreparedArticle:
    passage = prepared.passages[-1]
    sentences = tuple(replace(each, start=each.start + 1) for each in passage.sentences)
    return replace(prepared, passages=(*prepared.passages[:-1], replace(passage, sentences=sentences)))


def lost(prepared: PreparedArticle) -> PreparedArticle:
    return replace(prepared, passages=prepared.passages[:-1])


def over_a_line(prepared: PreparedArticle) -> PreparedArticle:
    passage = prepared.passages[-1]
    joined = replace(passage.sentences[0], end=passage.sentences[-1].end)
    return replace(prepared, passages=(*prepared.passages[:-1], replace(passage, sentences=(joined,))))


def dated_outside(prepared: PreparedArticle) -> PreparedArticle:
    return replace(prepared, dates=(replace(prepared.dates[0], end=10**6),))


@pytest.mark.parametrize("harm", [moved, lost, over_a_line, dated_outside])
def test_the_checks_notice_a_span_that_is_off(harm: object, monkeypatch: pytest.MonkeyPatch) -> None:
    check_article(ARTICLE)
    assert callable(harm)
    monkeypatch.setattr(fuzz_checks, "prepare", lambda article: harm(prepare(article)))
    with pytest.raises(AssertionError):
        check_article(ARTICLE)


@pytest.mark.parametrize("reason", ["", "two\nlines", "bell \x07", "x" * 500])
def test_the_checks_notice_a_reason_that_is_no_line(reason: str) -> None:
    with pytest.raises(AssertionError):
        check_reason(reason)
