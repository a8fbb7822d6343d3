"""Reading a model's reply: as it comes, however it is written, and never for ever."""

import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reply import MOST_CHARACTERS, MOST_SENTENCES, Draft, read_reply

FERRY, WALL = "The ferry sailed on Friday.", "The wall is 2.4 metres high."
ASKED_FOR = json.dumps(
    {"sentences": [{"text": FERRY, "evidence": ["e1"]}, {"text": WALL, "evidence": ["e2", "e3"]}]},
)
BOTH = [Draft(FERRY, ("e1",)), Draft(WALL, ("e2", "e3"))]


def read(reply: str) -> list[Draft]:
    return list(read_reply([reply]))


@pytest.mark.parametrize("size", [1, 2, 7, 40, 10_000])
def test_what_is_asked_for_is_read_however_it_is_cut(size: int) -> None:
    assert list(read_reply(ASKED_FOR[at : at + size] for at in range(0, len(ASKED_FOR), size))) == BOTH


def test_a_sentence_comes_as_soon_as_its_object_closes() -> None:
    taken: list[str] = []

    def pieces() -> Iterator[str]:
        for character in ASKED_FOR:
            taken.append(character)
            yield character

    drafts = read_reply(pieces())
    assert next(drafts) == BOTH[0]
    assert "".join(taken).endswith('"evidence": ["e1"]}')


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps(json.loads(ASKED_FOR)["sentences"]),
        f"```json\n{ASKED_FOR}\n```",
        f'Sure! Here is the "JSON:\n{ASKED_FOR}\nI hope that helps {{really}}.',
        json.dumps(json.loads(ASKED_FOR), indent=4),
        json.dumps({"answer": json.loads(ASKED_FOR)}),
        "\n".join(json.dumps(each) for each in json.loads(ASKED_FOR)["sentences"]),
        ASKED_FOR.replace('"]}', '",]},'),
        ASKED_FOR.replace("]}]}", "]}"),
        ASKED_FOR.replace("]}]}", ']}, {"text": "Half a sent'),
        repr(json.loads(ASKED_FOR)),
        ASKED_FOR.replace("evidence", "citations"),
        ASKED_FOR + ASKED_FOR,
    ],
    ids=[
        "a bare list",
        "a fence",
        "talk around it",
        "indented",
        "wrapped once more",
        "an object a line",
        "trailing commas",
        "not closed",
        "cut off",
        "single quotes",
        "another key",
        "said twice",
    ],
)
def test_what_is_nearly_so_is_read_as_well(reply: str) -> None:
    assert read(reply) == BOTH


@pytest.mark.parametrize(
    ("evidence", "ids"),
    [
        ('"e1"', ["e1"]),
        ('["e1", "e2"]', ["e1", "e2"]),
        ('"[e1]"', ["e1"]),
        ('["[e1][e2]"]', ["e1", "e2"]),
        ("1", ["e1"]),
        ("[2, 1, 2]", ["e2", "e1"]),
        ('"e1, e2 and e4"', ["e1", "e2", "e4"]),
        ('"E2"', ["e2"]),
        ('["e01"]', ["e1"]),
        ('{"id": "e3"}', ["e3"]),
        ('[{"id": "e3"}]', ["e3"]),
        ('["e99"]', ["e99"]),
        ("-7", ["e-7"]),
        ('["the second line"]', ["the second line"]),
        ("null", []),
        ("true", []),
        ("0.5", []),
        ("[]", []),
        ('""', []),
    ],
)
def test_ids_are_read_in_any_form_and_what_is_none_is_kept(evidence: str, ids: list[str]) -> None:
    assert read(f'{{"sentences": [{{"text": "It sailed.", "evidence": {evidence}}}]}}') == [
        Draft("It sailed.", tuple(ids))
    ]


def test_a_sentence_without_evidence_names_none() -> None:
    assert read('{"sentences": [{"text": "It sailed."}, "It sank."]}') == [Draft("It sailed.")]
    assert read('{"sentences": ["It sailed.", "It sank. [e2]"]}') == [Draft("It sailed."), Draft("It sank.", ("e2",))]
    assert read('["It sailed.", "It sank. [e2]"]') == [Draft("It sailed."), Draft("It sank.", ("e2",))]


def test_a_text_of_several_sentences_is_several_that_share_its_ids() -> None:
    text = "Dr. Tarn spoke for 2.5 hours. The ferry sailed [e4]. It sank!"
    assert read(json.dumps({"text": text, "evidence": "e1"})) == [
        Draft("Dr. Tarn spoke for 2.5 hours.", ("e1", "e4")),
        Draft("The ferry sailed.", ("e1", "e4"), is_continued=True),
        Draft("It sank!", ("e1", "e4"), is_continued=True),
    ]


def test_markers_are_moved_out_of_the_text_and_nothing_else_is() -> None:
    text = "It sailed [e1] in May [2019], [sic] a boat [1] of 1888 [E2][e9]."
    assert read(json.dumps({"text": text})) == [
        Draft("It sailed in May [2019], [sic] a boat [1] of 1888 [E2].", ("e1", "e9")),
    ]


def test_prose_with_markers_is_read_where_no_object_came() -> None:
    reply = (
        "Here is what the lines say:\n"
        "1. Dr. Tarn spoke. The ferry sailed on Friday [e1]. The wall is 2.4 metres high [e2][e3].\n"
        "- It was built in May [2019].\n"
        "- It leaks! [e4]\n"
        "I hope that helps."
    )
    assert read(reply) == [*BOTH, Draft("It leaks!", ("e4",))]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        " \n\t ",
        "I'm sorry, but I can't help with that.",
        "In May [2019] it sailed [1].",
        "<!DOCTYPE html><html><head><style>body {color: red}</style></head><body>502</body></html>",
        "{",
        "}]}]",
        '{"sentences": [{"text": null, "evidence": ["e1"]}]}',
        '{"sentences": [{"text": ["a", "b"]}, {"text": 7}, {"text": ""}, {"text": "…"}, {"text": "[e1]"}]}',
        '{"sentences": {"text": {"text": {}}}}',
        '{"sentences": [{"text": "It sailed. [e1]", "evid',
        "[" * 5_000,
        '{"a":' * 5_000,
        '{"sentences": ' + "9" * 10_000 + "}",
        "\x00\ud800\uffff",
        '{"sentences": "It sailed."}',
        '"' * 3_000,
        "{'" * 3_000,
        "\\" * 3_000,
        "[e" * 3_000,
    ],
    ids=range(20),
)
def test_nothing_usable_gives_no_sentence(reply: str) -> None:
    assert read(reply) == []


def test_what_repeats_itself_is_one_sentence() -> None:
    reply = json.dumps({"sentences": [{"text": each, "evidence": ["e1"]} for each in (FERRY, FERRY.upper(), FERRY)]})
    assert read(reply) == [Draft(FERRY, ("e1",))]


def test_no_more_is_read_than_is_of_use() -> None:
    taken = 0

    def endless(piece: str) -> Iterator[str]:
        nonlocal taken
        while True:
            taken += len(piece)
            yield piece.replace("#", str(taken))

    assert list(read_reply(endless("word "))) == []
    assert taken < MOST_CHARACTERS + 10
    taken = 0
    assert list(read_reply(endless(" \n"))) == []
    assert taken < 1_000
    taken = 0
    assert list(read_reply(endless("[{"))) == []
    assert taken < 100
    taken = 0
    drafts = list(read_reply(endless('{"text": "It sailed # times."}')))
    assert len(drafts) == MOST_SENTENCES
    assert list(read_reply(['{"text": "' + "a" * 1_000_000])) == []


def test_the_worst_replies_are_read_at_once() -> None:
    began = time.perf_counter()
    for unit in ('{"a', '"', "{'a',", "[e1", " [e1]", "{}", '{"text":{', "1,", '\\"', "[[1],", "{'text': 'a"):
        whole = (unit * MOST_CHARACTERS)[: MOST_CHARACTERS - 1]
        list(read_reply([whole]))
        list(read_reply(whole[at : at + 4] for at in range(0, len(whole), 4)))
    assert time.perf_counter() - began < 10


@given(st.lists(st.text(alphabet="{}[]\",:'e12 \\nta\ud800é"), max_size=20))
def test_whatever_comes_nothing_is_raised(pieces: list[str]) -> None:
    assert all(isinstance(draft, Draft) and draft.text for draft in read_reply(pieces))


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).map(
                lambda text: " ".join(f"A{text}".split())
            ),
            st.sampled_from(["e1", "e2"]),
        ),
        max_size=MOST_SENTENCES,
        unique_by=lambda pair: pair[0].casefold(),
    ),
    st.integers(1, 20),
)
def test_every_sentence_of_a_proper_reply_is_read(sentences: list[tuple[str, str]], size: int) -> None:
    reply = json.dumps({"sentences": [{"text": text, "evidence": [name]} for text, name in sentences]})
    read_back = read_reply(reply[at : at + size] for at in range(0, len(reply), size))
    assert list(read_back) == [Draft(text, (name,)) for text, name in sentences]
