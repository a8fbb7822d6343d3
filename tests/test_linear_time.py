"""No text, however it is made, keeps a reader of texts busy: each stage's time grows with the length, not its square.

Stages that read articles are held to it at two lengths; those that read one sentence, one question or one reply, at the
most that they are given; and each single pattern at the length of a line.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from index import NameIndex, analyze, split_sentences
from index.dates import article_dates, publication_date
from index.decode import decode
from index.errors import ReadError
from index.fields import article_fields
from index.formats.mail import _plain_paragraphs
from index.formats.page import text_of
from index.formats.rows import render_lines, render_table
from index.name_counts import NameCounts
from index.prepare import prepare
from index.regions import line_key, mark_regions
from index.sentences import MAX_SENTENCE
from index.types import Article
from qa.errors import QuestionError
from qa.followup import complete
from qa.question import MAX_QUESTION, read_question
from qa.reply import read_reply
from qa.rewritten import objection
from qa.suspicion import reasons, suspicious_lines
from qa.text.expect import expectation, type_match
from qa.text.figures import read_figure
from qa.text.period import read_period
from qa.text.short import find_short
from qa.text.speaker import attributed_to
from qa.text.statements import find_statement
from qa.verify import Quoted, verify
from qa.wanted import read_search

SMALL, LARGE = 4_000, 16_000
SEEN = 0.2
"""Seconds of the processor below which nothing is said: what grows with the square takes more at LARGE."""

PIECES = (
    *("a", "A", "1", " ", "\t", ".", ",", "-", "(", "[", "<", "&", "\"", "'", "\u201c", "\u2019", "\x0b", "\u2028"),
    *("\n", "a\n", "a.\n", "\r\n", "---\n", "Title: a\n", "annie\n3 May 2041\n", "a. ", "A. ", "Mr. ", "a@", "a-"),
    *("May ", "3 May ", "2041-", "between 3 ", "from Monday to ", "in May and June ", "05/06/", "last ", "12:30 "),
    *("said ", "John Smith, ", "no ", "of the ", "and ", "Al-", "U.S.", "[1", "http://a.b/", "<b>", "<!--", "e\u0301"),
    *("\u4e2d", "\u0627", "\u3002", "'s ", "a|b\n", "{", "\\", "\"a\" ", "a/", "who ", "1,"),
)  # fmt: skip
"""What hostile texts are made of, over and over."""


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def in_lines(text: str, read: Callable[[str, int, int], object]) -> None:
    at = 0
    for line in lines_of(text):
        read(text, at, at + len(line))
        at += len(line) + 1


def body(text: str) -> tuple[list[str], list[None]]:
    lines = lines_of(text)
    return lines, [None] * len(lines)


def refused(read: Callable[[], object]) -> None:
    with suppress(ReadError, QuestionError):
        read()


ARTICLES: dict[str, Callable[[str], object]] = {
    "decoding an old encoding": lambda text: refused(lambda: decode(text.encode("cp1252", "replace") + b"\xe9")),
    "regions": lambda text: mark_regions(lines_of(text)),
    "lines that recur": lambda text: [line_key(line) for line in lines_of(text)],
    "dates": lambda text: article_dates(*body(text), "2041-05-03"),
    "the day of publication": lambda text: publication_date(*body(f"A title\n\n{text}"), "a.txt"),
    "sentences": lambda text: in_lines(text, lambda *place: list(split_sentences(*place))),
    "names": lambda text: NameCounts().add(text),
    "fields": lambda text: article_fields(lines_of(text), ["byline"] * len(lines_of(text))),
    "terms": analyze,
    "markup": lambda text: text_of(f"<p>{text}"),
    "a letter": _plain_paragraphs,
    "rows": lambda text: list(render_lines(text)),
    "a table": lambda text: list(render_table(f"text\n{text}")),
    "the whole": lambda text: prepare(Article("a.txt", text, "", "utf-8")),
    "suspicion": lambda text: list(suspicious_lines(text)),
}
ASKED = expectation("How many people died in the ferry?")
TURN = (("Who is Odo Tarn?", "The mayor."),)
SENTENCES: dict[str, Callable[[str], object]] = {
    "a question": lambda text: refused(lambda: read_question(text)),
    "a search": lambda text: refused(lambda: read_search(text, NameIndex.build(NameCounts()))),
    "a follow-up": lambda text: (complete(text, TURN), complete("And when?", ((text, text),))),
    "what is asked for": lambda text: (expectation(text), read_period(text), read_figure(text)),
    "what answers": lambda text: (type_match(ASKED, text), find_short(ASKED, "How many people died?", text)),
    "who says it": lambda text: attributed_to(text, [text, text]),
    "what is stated": lambda text: find_statement(ASKED, "How many people died in the ferry?", text),
    "suspicion": reasons,
    "a reply": lambda text: list(read_reply(['{"sentences": [{"text": "', text])),
    "a rewording": lambda text: objection(text, "And when?", TURN),
    "the guard": lambda text: (verify("The ferry sank.", [Quoted(text)]), verify(text, [Quoted("The ferry sank.")])),
}


def seconds(read: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    read(text)
    return time.thread_time() - started


def made_of(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length] + "!"


@pytest.mark.parametrize("stage", ARTICLES.values(), ids=list(ARTICLES))
def test_time_grows_with_an_article_s_length_and_not_with_its_square(stage: Callable[[str], object]) -> None:
    seconds(stage, "A first text loads what is needed. ")
    for piece in PIECES:
        taken = seconds(stage, made_of(piece, LARGE))
        if taken > SEEN:
            taken = min(taken, seconds(stage, made_of(piece, LARGE)))
            before = max(seconds(stage, made_of(piece, SMALL)) for _ in range(2))
            assert taken < 2 * (LARGE / SMALL) * before, f"{piece!r}: {before:.2f} s, then {taken:.2f} s"


@pytest.mark.parametrize("stage", SENTENCES.values(), ids=list(SENTENCES))
def test_the_longest_sentence_or_question_keeps_nobody_waiting(stage: Callable[[str], object]) -> None:
    seconds(stage, "A first text loads what is needed. ")
    for piece in PIECES:
        taken = seconds(stage, made_of(piece, min(MAX_SENTENCE, MAX_QUESTION) - 1))
        assert taken < 2.0, f"{piece!r}: {taken:.2f} s"


REPOSITORY = Path(__file__).resolve().parents[1]


def modules_with_patterns() -> list[str]:
    """Return the modules of both packages that use regular expressions."""
    found = []
    for file in sorted(file for package in ("index", "qa") for file in (REPOSITORY / package).rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if any(isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "re" for node in nodes):
            found.append(".".join(file.relative_to(REPOSITORY).with_suffix("").parts))
    return found


def patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from patterns_in(each, depth - 1)
    elif depth and isinstance(value, Mapping):
        yield from patterns_in(tuple(value.values()), depth)
    elif depth and type(value).__module__.startswith(("index", "qa")):
        names = getattr(type(value), "__slots__", None) or getattr(value, "__dict__", {})
        yield from patterns_in(tuple(getattr(value, name, None) for name in names), depth - 1)


def test_each_pattern_reads_any_line_at_once() -> None:
    modules = modules_with_patterns()
    assert len(modules) > 60
    found = {
        pattern: f"{name}.{variable}"
        for name in modules
        for variable, value in vars(importlib.import_module(name)).items()
        for pattern in patterns_in(value)
    }
    assert len(found) > 200
    texts = [made_of(piece, 500) for piece in PIECES]
    slow = []
    for pattern, name in found.items():
        for text in texts:
            given = text if isinstance(pattern.pattern, str) else text.encode()
            started = time.thread_time()
            for _ in pattern.finditer(given):  # type: ignore[arg-type]  # of the pattern's own kind
                pass
            if time.thread_time() - started > 0.25:
                slow.append((name, text[:9]))
    assert slow == []
