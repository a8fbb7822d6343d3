"""The line table: every offset lies on exactly one line, and the lines rebuild the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lines import LineTable

# Line ends and their near misses come often, so that every example has something to get wrong.
TEXTS = st.text(st.one_of(st.sampled_from("\n\r\n\r a.\u2028\u0085\x0b\x0c\ufeff😀é"), st.characters()))


@given(TEXTS)
def test_the_lines_and_their_ends_rebuild_the_text(text: str) -> None:
    lines = LineTable(text)
    rebuilt = ""
    for number in range(1, len(lines) + 1):
        start, end = lines.span(number)
        behind = lines.starts[number] if number < len(lines) else len(text)
        assert lines.line(number) == text[start:end]
        assert text[end:behind] in ("", "\n", "\r\n")
        rebuilt += text[start:behind]
    assert rebuilt == text


@given(TEXTS)
def test_a_line_holds_every_offset_of_its_span(text: str) -> None:
    lines = LineTable(text)
    for number in range(1, len(lines) + 1):
        start, end = lines.span(number)
        assert {lines.line_at(offset) for offset in range(start, end + 1)} == {number}


@given(TEXTS)
def test_an_offset_lies_behind_as_many_line_feeds_as_its_line_number_says(text: str) -> None:
    lines = LineTable(text)
    for offset in range(len(text) + 1):
        assert lines.line_at(offset) == text.count("\n", 0, offset) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [""], id="empty"),
        pytest.param("one", ["one"], id="no line end"),
        pytest.param("one\n", ["one", ""], id="final line feed"),
        pytest.param("one\r\ntwo", ["one", "two"], id="CRLF"),
        pytest.param("one\r\r\ntwo", ["one\r", "two"], id="CR CRLF"),
        pytest.param("one\rtwo", ["one\rtwo"], id="lone CR ends no line"),
        pytest.param("one\r", ["one\r"], id="CR at the end of the file"),
        pytest.param("\r\n\n", ["", "", ""], id="empty lines"),
        pytest.param("a\u2028b\u0085c\x0bd\x0ce", ["a\u2028b\u0085c\x0bd\x0ce"], id="other separators"),
    ],
)
def test_a_line_ends_at_a_line_feed_and_nowhere_else(text: str, expected: list[str]) -> None:
    lines = LineTable(text)
    assert [lines.line(number) for number in range(1, len(lines) + 1)] == expected


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_outside_the_text_has_no_line(offset: int) -> None:
    with pytest.raises(IndexError, match="outside"):
        LineTable("one").line_at(offset)


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_line_that_does_not_exist_has_no_span(number: int) -> None:
    with pytest.raises(IndexError, match="there is no line"):
        LineTable("one\ntwo").span(number)
