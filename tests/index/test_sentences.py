"""Splitting: spans are exact and lose nothing; what ends a sentence is told by examples."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import MAX_SENTENCE, split_sentences

PIECES = [
    *" \t\r\u2028.!?…。？।؟,;:—-()[]\"'“”‘’«»「」1aAbé橋م😀\u0301\u200d",
    "Mr.",
    "U.S.",
    "No. 5",
    "[12]",
    "The ",
]
LINES = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join))


def sentences(line: str) -> list[str]:
    return [line[start:end] for start, end in split_sentences(line, 0, len(line))]


def without_space(text: str) -> str:
    return "".join(text.split())


@given(LINES)
def test_spans_are_ordered_trimmed_and_hold_every_visible_character(line: str) -> None:
    spans = split_sentences(line, 0, len(line))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(line[start:end] and line[start:end] == line[start:end].strip() for start, end in spans)
    assert without_space("".join(line[start:end] for start, end in spans)) == without_space(line)


@given(LINES, LINES, LINES)
def test_only_the_text_between_start_and_end_is_split(before: str, line: str, behind: str) -> None:
    shifted = split_sentences(before + line + behind, len(before), len(before) + len(line))
    assert shifted == tuple((len(before) + a, len(before) + b) for a, b in split_sentences(line, 0, len(line)))


@given(LINES)
def test_a_sentence_holds_a_letter_or_a_digit_where_its_line_does(line: str) -> None:
    found = sentences(line)
    if any(map(str.isalnum, line)):
        assert all(any(map(str.isalnum, sentence)) for sentence in found)
    else:
        assert len(found) <= 1


@given(LINES)
def test_splitting_a_sentence_again_keeps_its_outer_edges(line: str) -> None:
    for sentence in sentences(line):
        spans = split_sentences(sentence, 0, len(sentence))
        assert (spans[0][0], spans[-1][1]) == (0, len(sentence))


# "|" stands where a split belongs.
SPLITS = {
    "plain": "The ferry sank. |Nobody was hurt. |Why? |It was late! |So be it.",
    "titles": "Mr. Hale met Dr. Ito, Gen. Roe and Lt. Col. Paz. |They spoke to Mrs. Lund.",
    "initials": "J. K. Marsh wrote to R.T. Vale and John F. Moss. |He replied.",
    "country": "The U.S. Navy left the U.K. coast. |He lives in the U.S. |The others left in May.",
    "country before lower case": "The U.S. and the U.N. agreed.",
    "a new sentence with an article": "It moved to Harbour Inc. |A spokesman declined.",
    "company": "Harbour Inc. and Dock Ltd. Holdings merged.",
    "saint": "St. Agnes lies near Mt. Orrin. |It is small.",
    "latin": "Take fruit, e.g. Bramleys, i.e. Apples, vs. Pears etc. |That is all.",
    "months": "It opened on Jan. 5, closed in Dec. 2019 and reopened in Sept. |Crowds came.",
    "times": "It ends at 5 p.m. Monday and 6 p.m. EST. |They met at 9 a.m. |Rain fell.",
    "number signs": "See No. 5, Vol. 2 and pp. 10–12. |Was it you? |No. |The end.",
    "decimals": "It cost $3.5 million, 4.2 per cent more than version 2.0.1 did. |Then it fell to .5 per cent.",
    "digit first": "They fled. |80 of them returned.",
    "year last": "It closed in 2019. |May was cold.",
    "units": "It is 6 ft. 2 in. tall and 5 km. long. |Walkers like it.",
    "ellipsis before lower case": "They waited ... and waited… and left.",
    "ellipsis before a capital": "They waited... |The boat left… |Nobody came.",
    "ellipsis between spaces": "“We saw ... Harwick burning.”",
    "closing quotes": '“The work is done.” |He left. |"So am I." |She stayed.',
    "closing bracket": "It closed (for good.) |It never reopened.",
    "question in a quote": "“Why?” he asked. |“Stop!” cried the crew. |“Why?” Ann Lowe asked.",
    "question then a new sentence": "“Why?” |The mayor had no answer.",
    "footnotes": "It closed.[12] |It stayed so.[3][4] |Then it opened. [5] |Done.",
    "address": "Write to ann.Lowe@example.org or see https://example.org/a.Html?b=C. |Thanks.",
    "domain and file": "Search example.Com or open notes.Txt now. |Then stop.",
    "code": "It calls System.Collections.Generic there.",
    "missing space but capitals": "He uses ASP.Net daily.",
    "list numbers": "1. First item. |2. Second item. |III. Third.",
    "semicolon and colon": "He said this: Nothing; Nobody; Never.",
    "small first letter of a name": "It was late. |iPhone sales rose.",
    "tokenised": "The ferry sank . |Nobody was hurt . ” |It was late .",
    "stray marks": "The ferry sank. * * *",
    "old line ends": "A headline\r |The ferry sank\r |Nobody was hurt",
    "german": "Am 3. Mai kam Dr. Busch, z.B. Mit Hut. |Im 19. Jahrhundert war das so. |Er ging.",
    "french": "M. Roux est parti. |« Pourquoi ? » dit-elle. |Il pleut.",
    "spanish": "¿Qué pasó? |¡Nada! |La Sra. Paz salió.",
    "chinese": "大桥关闭了。|修复需要六周！|“真的吗？”|是的。",
    "japanese": "橋は閉鎖された。|「残念だ。」と述べた。|終わり。",
    "hindi": "पुल बंद है। |मरम्मत चल रही है।",
    "arabic": "هل أغلق الجسر؟ |نعم. |قال د. سامي ذلك.",
    "urdu": "پل بند ہے۔ |مرمت جاری ہے۔",
    "russian": "Мост закрыт. |А. С. Ветров ушёл в 2019 г. вечером. |Все.",
    "georgian": "ხიდი დაიკეტა. |შეკეთება გრძელდება.",
}


@pytest.mark.parametrize("marked", SPLITS.values(), ids=SPLITS.keys())
def test_a_line_is_split_where_its_sentences_end(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_a_missing_space_is_no_reason_to_join() -> None:
    assert sentences("The ferry ended.The next began.[1]Nobody came.") == [
        "The ferry ended.",
        "The next began.[1]",
        "Nobody came.",
    ]


def test_marks_at_the_start_belong_to_the_first_sentence() -> None:
    assert sentences("... !  The ferry sank.") == ["... !  The ferry sank."]


def test_a_line_of_marks_alone_stays_one_span() -> None:
    assert sentences(" * * * ... !") == ["* * * ... !"]


@pytest.mark.parametrize("line", ["", " \t\r"], ids=["empty", "white space"])
def test_a_line_without_text_has_no_sentence(line: str) -> None:
    assert sentences(line) == []


@pytest.mark.parametrize(
    ("line", "end"),
    [
        pytest.param("one two; " * 600, ";", id="behind a clause"),
        pytest.param("one, two " * 600, ",", id="behind a comma"),
        pytest.param("one two " * 600, "eo", id="at a space"),
        pytest.param("o" * 5000, "o", id="nowhere better"),
    ],
)
def test_an_overlong_sentence_is_cut_where_a_reader_would_pause(line: str, end: str) -> None:
    found = sentences(line)
    assert len(found) >= 3
    assert all(len(sentence) <= MAX_SENTENCE for sentence in found)
    assert all(sentence[-1] in end for sentence in found[:-1])


def test_a_hard_cut_keeps_an_accent_with_its_letter() -> None:
    found = sentences("e\u0301" * 3000)
    assert all(sentence[0] == "e" for sentence in found)


@pytest.mark.parametrize(
    "unit",
    [".", "….", "A. ", "Mr. ", "No. ", '."', ".[1]", "“Why?” Ann Lowe and ", "a.Aa", "word ", "x", "。", " "],
)
def test_a_line_of_a_million_characters_takes_linear_time(unit: str) -> None:
    short, long = unit * (100_000 // len(unit)), unit * (1_000_000 // len(unit)) + "x"
    started = time.process_time()
    split_sentences(short, 0, len(short))
    once = time.process_time() - started
    split_sentences(long, 0, len(long))
    # Ten times the text; quadratic work would take a hundred times as long.
    assert time.process_time() - started - once < 40 * once + 1
