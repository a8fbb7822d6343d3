"""Answers, sources and timelines as plain functions: what is said of a claim, counted, copied and opened."""

from base64 import b64decode
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.types import Account, AlsoIn, Citation, Claim, Disagreement, Echo, Lead
from qa.web import words
from qa.web.accounts import disagreement_html
from qa.web.chips import where_html
from qa.web.claims import claims_html
from qa.web.conversation import Turn, conversation_html
from qa.web.copying import answer_text
from qa.web.dates import dated_html, find_dated
from qa.web.source import source_html, spans_of, text_of
from qa.web.sources import sources_html
from qa.web.timeline import bars_html, days_of
from qa.web.tools import Tools, echoes_html, original_html, safe_name
from tests.page.test_html import HOSTILE, Tags, answered, citation, missing, source_of

SATURDAY = {"expression": "on Saturday", "date": "2031-03-08", "end": None}
WEEKEND = {"expression": "last weekend", "date": "2031-03-08", "end": "2031-03-09"}
UNKNOWN = {"expression": "since the flood", "date": None, "end": None}


@dataclass(frozen=True)
class Before:
    """A question that was asked before."""

    line: int = 3
    end_line: int = 3
    question: str = HOSTILE
    conversation: str = HOSTILE
    turn: str = HOSTILE


def event_turn(*citations: Citation, **changed: Any) -> Turn:
    turn = answered(*citations, **({"question": "What happened in Vell?"} | changed))
    return replace(turn, question="What happened in Vell?")


def test_a_date_in_a_claim_says_its_day_to_the_pointer_the_keyboard_and_a_screen_reader() -> None:
    told = citation(quote="The boat sank on Saturday & was raised.", dates=(SATURDAY,))
    html = conversation_html((answered(told),))
    (date,) = Tags(html).having("dated")
    assert date["datetime"] == "2031-03-08"
    assert date["data-day"] == "Saturday, 8 March 2031"
    assert date["aria-label"] == "on Saturday: Saturday, 8 March 2031"
    assert (date["role"], date["tabindex"]) == ("button", "0")
    assert "title" not in date
    assert "The boat sank on Saturday & was raised." in Tags(html).text


def test_what_is_unresolved_is_not_marked_and_what_says_its_year_needs_no_help() -> None:
    full = {"expression": "4 March 2031", "date": "2031-03-04", "end": None}
    text = "Dry since the flood, it rained on 4 March 2031."
    html = dated_html(text, find_dated(text, (UNKNOWN, full)))
    assert html == 'Dry since the flood, it rained on <time datetime="2031-03-04">4 March 2031</time>.'


def test_a_date_is_marked_where_it_stands_as_whole_words_and_in_order() -> None:
    may = {"expression": "May", "date": "2031-05-01", "end": "2031-05-31"}
    text = "Mayor Maywood said in May that May was wet."
    assert [each.start for each in find_dated(text, (may, may))] == [22, 31]
    assert find_dated("Maybe", (may,)) == ()


@given(st.text(alphabet="on Saturdy.<&\n", max_size=60))
def test_marking_dates_never_changes_the_text(text: str) -> None:
    assert Tags(dated_html(text, find_dated(text, (SATURDAY, UNKNOWN)))).text == text


def test_in_a_models_words_only_dates_on_which_the_lines_agree_are_marked() -> None:
    other = SATURDAY | {"date": "2031-03-15"}
    one, two = (
        citation(1, "It sank on Saturday.", dates=(SATURDAY,)),
        citation(2, "It rose on Saturday.", dates=(other,)),
    )
    both = (Claim("It sank and rose on Saturday.", (1, 2)),)
    alone = (Claim("Sunk on Saturday.", (1,)),)
    said = [claims_html(0, claims, (one, two)).split("<details")[0] for claims in (both, alone)]
    assert [html.count('class="dated"') for html in said] == [0, 1]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2031-03-08", None, "Saturday, 8 March 2031"),
        ("2031-03-08", "2031-03-09", "8 to 9 March 2031"),
        ("2031-03-30", "2031-04-02", "30 March to 2 April 2031"),
        ("2030-12-30", "2031-01-02", "30 December 2030 to 2 January 2031"),
        ("2031-02-01", "2031-02-28", "February 2031"),
        ("2031-12-01", "2031-12-31", "December 2031"),
        ("2031-01-01", "2031-12-31", "2031"),
        ("0031", None, "0031"),
    ],
)
def test_a_range_of_days_is_said_as_shortly_as_it_can_be(first: str, last: str | None, said: str) -> None:
    assert words.days(first, last, weekday=True) == said


def test_who_says_it_and_when_stand_with_the_claim() -> None:
    said = Tags(where_html(citation(attributed_to="the harbour master", region="comment", page=7))).text
    assert "the harbour master said" in said
    assert "4 March 2031" in said
    assert "Reader comment" in said
    assert "a/weir.txt, page 7, line 3" in said


def disagreement() -> tuple[Disagreement, tuple[Citation, ...]]:
    cited = (
        citation(1, attributed_to="the police"),
        citation(2, path="b.txt", title=None, published=None),
        citation(3, path="c.txt", title="Flood"),
    )
    accounts = (Account("40 (the police)", (1,)), Account("90 (b.txt)", (2, 3)))
    return Disagreement("how many", accounts), cited


def test_accounts_that_differ_are_a_table_with_headers_and_a_row_a_line() -> None:
    html = disagreement_html(0, *disagreement())
    tags = Tags(html)
    assert [attributes.get("scope") for tag, attributes in tags.attributes if tag == "th"] == ["col"] * 4 + [
        "rowgroup"
    ] * 2
    assert html.count('<tr role="row">') == 4
    assert len(tags.having("citation")) == 3
    assert 'rowspan="2"' in html
    for said in ("Accounts differ", "40", "Weir opens", "the police said", "4 March 2031", "line 3", "no date known"):
        assert said in tags.text
    assert "40 (the police)" not in tags.text
    assert "90 (b.txt)" not in tags.text


def test_events_are_told_with_their_days_in_the_margin_and_counted() -> None:
    cited = (
        citation(1, "It sank on Saturday.", dates=(SATURDAY,)),
        citation(2, "It was insured."),
        citation(3, "Two sank last weekend.", dates=(WEEKEND,)),
        citation(4, "Nobody knew.", published=None),
    )
    tags = Tags(conversation_html((event_turn(*cited),)))
    assert [claim["data-days"] for claim in tags.having("claim")] == ["2031-03-08", "2031-03-04", "2031-03-08", ""]
    assert [bar["aria-label"] for bar in tags.having("column")] == ["4 March 2031: 1 line", "8 March 2031: 2 lines"]
    for said in ("reported 4 March 2031", "8 to 9 March 2031", "No date known"):
        assert said in tags.text
    assert "Also on record" not in tags.text


def test_other_questions_have_no_timeline() -> None:
    tags = Tags(conversation_html((answered(citation(dates=(SATURDAY,))),)))
    assert not tags.having("days")
    assert not tags.having("when")


def test_a_whole_month_has_a_bar_of_its_own() -> None:
    october = {"expression": "in October", "date": "2030-10-01", "end": "2030-10-31"}
    assert days_of((citation(dates=(october,)), citation())) == (("2030-10", 1), ("2031-03-04", 1))


def test_bars_are_buttons_with_names_and_labels_only_where_they_can_be_read() -> None:
    few = bars_html([("2030-12", 1), ("2031-01-05", 4)], pressed="2031-01-05")
    tags = Tags(few)
    assert [bar["aria-pressed"] for bar in tags.having("column")] == ["false", "true"]
    assert [bar["aria-label"] for bar in tags.having("column")] == ["December 2030: 1 line", "5 January 2031: 4 lines"]
    assert "Dec 2030" in tags.text
    assert "5 Jan 2031" in tags.text
    assert "--share:0.250" in few
    many = Tags(bars_html([(f"2031-03-{day:02}", 1) for day in range(1, 29)], heading=HOSTILE, noun="hit"))
    assert len(many.having("column")) == 28
    assert many.text.count("Mar") == 1
    assert bars_html([]) == ""


@pytest.mark.parametrize(
    ("texts", "speakers", "said"),
    [
        ((("a.txt",), ("b.txt",)), (None, None), "2 independent sources"),
        ((("a.txt", "b.txt"),), (None, None), "1 source"),
        ((("a.txt",), ("b.txt",)), ("Oda Brill", "oda brill"), "1 speaker in 2 sources: Oda Brill"),
        ((), (None, None), ""),
        ((("a.txt",),), (None, None), ""),
    ],
    ids=["two", "a reprint", "one speaker", "unknown", "partly unknown"],
)
def test_reprints_and_one_speaker_are_one_source(
    texts: tuple[tuple[str, ...], ...], speakers: tuple[str | None, str | None], said: str
) -> None:
    pairs = zip(("a.txt", "b.txt"), speakers, strict=True)
    cited = [citation(n, path=path, attributed_to=who) for n, (path, who) in enumerate(pairs, 1)]
    text = Tags(sources_html(0, texts, cited)).text
    assert text.startswith(said)
    assert bool(text) is bool(said)
    assert ("1 reprint folded" in text) is (len(texts) == 1 and len(texts[0]) == 2)


@pytest.mark.parametrize(
    ("publishers", "said"),
    [
        (("Vell Courier", "Vell Courier"), "2 articles of one publisher: Vell Courier"),
        (("Vell Courier", "Tarn News"), "2 independent sources"),
        (("Vell Courier", None), "2 independent sources"),
    ],
)
def test_articles_of_one_publisher_are_not_called_independent(publishers: tuple[str | None, ...], said: str) -> None:
    cited = [citation(1, path="a.txt"), citation(2, path="b.txt")]
    assert Tags(sources_html(0, (("a.txt",), ("b.txt",)), cited, publishers)).text == said


def test_what_stands_above_the_claims_is_whole_with_the_first_of_them() -> None:
    whole = answered(citation(), citation(2), short="8 March", question="When did it open?")
    growing = replace(whole, answer=None, claims=whole.claims[:1], lead=Lead("When did it open?", "8 March", 0.9))
    before = conversation_html((growing,)).split('<ol class="claims"')[0]
    after = conversation_html((whole,)).split('<ol class="claims"')[0]
    assert Tags(before.replace(" pending", "")).text == Tags(after).text
    for said in ("Asked as: When did it open?", "8 March", "very likely answers this"):
        assert said in before


def test_a_question_that_failed_can_be_tried_again() -> None:
    failed = Turn("When?", problem="no index yet")
    assert len(Tags(conversation_html((failed,))).having("retry")) == 1
    assert not Tags(conversation_html((failed, Turn("Why?")))).having("retry")
    assert not Tags(conversation_html((Turn("", problem="empty"),))).having("retry")


def test_an_answer_is_copied_with_its_numbered_lines() -> None:
    said, cited = disagreement()
    turn = answered(*cited, short="40", disagreements=(said,), question="How many were there?")
    assert turn.answer is not None
    assert answer_text("How many?", turn.answer) == (
        "How many?\n(Asked as: How many were there?)\n\n40\n\n"
        "The weir opened on Monday. [1]\nThe weir opened on Monday. [2]\nThe weir opened on Monday. [3]\n\n"
        "Accounts differ on how many: 40 (the police) [1]; 90 (b.txt) [2][3]\n\n"
        "[1] Weir opens, the police said, 4 March 2031, a/weir.txt, line 3: “The weir opened on Monday.”\n"
        "[2] b.txt, line 3: “The weir opened on Monday.”\n"
        "[3] Flood, 4 March 2031, c.txt, line 3: “The weir opened on Monday.”\n"
    )


def test_what_is_copied_holds_nothing_that_commands_a_terminal_or_turns_text() -> None:
    bad = "one\x1b[2J\u202etwo\r\nthree\u2066"
    turn = answered(citation(quote=bad, title=bad, path=bad, attributed_to=bad), short=bad)
    assert turn.answer is not None
    copied = answer_text(bad, turn.answer)
    assert not set(copied) & set("\x1b\u202e\u2066\r")
    assert copied.count("\n") == 8


def test_no_answer_is_copied_with_what_was_searched() -> None:
    turn = missing(citation())
    assert turn.answer is not None
    copied = answer_text("Why?", turn.answer)
    assert "Not in the archive. No line says this." in copied
    assert "Searched 5 articles" in copied
    assert "[1]" not in copied


def test_a_link_is_offered_only_for_an_answer_that_is_kept() -> None:
    kept = replace(answered(citation()), kept_id="abc")
    (link,) = Tags(conversation_html((kept,))).having("link")
    assert link["data-answer"] == "abc"
    assert not Tags(conversation_html((answered(citation()),))).having("link")


def test_the_open_citation_has_the_ones_before_and_after_it() -> None:
    stops = (citation(2), citation(1, path="b.txt"), citation(3))
    html = source_html(source_of("x"), (), turn=4, kind="citation", opening=1, tools=Tools(stops, 1))
    before, after = Tags(html).having("step")
    assert (before["data-number"], after["data-number"]) == ("2", "3")
    assert (before["data-turn"], before["data-kind"], before["data-line"]) == ("4", "citation", "3")
    assert "2 of 3" in Tags(html).text
    first = source_html(source_of("x"), (), turn=4, kind="citation", opening=1, tools=Tools(stops, 0))
    assert ["disabled" in step for step in Tags(first).having("step")] == [True, False]


def test_citations_are_stepped_through_as_they_are_read() -> None:
    said, cited = disagreement()
    turn = answered(*cited, disagreements=(said,))
    turn = replace(turn, claims=(Claim("x", (3, 1)),))
    assert [each.number for each in turn.stops] == [3, 1, 2]


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_a_sentence_that_moved_is_marked_where_it_stands_now_and_never_anywhere_else(break_: str) -> None:
    source = source_of("New first line.\nThe weir opened\non Monday. It rained.")
    if break_ == "\r\n":
        lines = tuple(replace(line, start_char=line.start_char + line.number - 1) for line in source.lines)
        source = replace(source, lines=lines)
    moved = citation(quote=f"The weir opened{break_}on Monday.", start_char=0, end_char=26)
    gone = citation(2, "The weir shut.", start_char=0, end_char=14)
    (span,) = spans_of((moved, gone), source, 1)
    assert text_of(source)[span.start : span.end].split() == "The weir opened on Monday.".split()
    html = source_html(source, (), turn=0, kind="citation", opening=1, tools=Tools(is_lost=True))
    assert "no longer stands in this article" in html
    assert "<mark" not in html


def test_lines_that_were_asked_for_before_lead_to_the_questions() -> None:
    asked = (Before(), Before(question="Why?", line=1, end_line=2))
    html = source_html(source_of("One.\nTwo.\nThree."), (), turn=0, kind="hit", opening=1, tools=Tools(asked=asked))
    tags = Tags(html)
    assert [mark["aria-label"] for mark in tags.having("asks")] == [
        "Asked before on line 1: Why?",
        f"Asked before on line 3: {HOSTILE}",
    ]
    assert [item["data-turn"] for item in tags.having("reopen")] == [HOSTILE] * 2
    assert not {"script", "img"} & set(tags.names)
    assert '<li class="body" data-line="2" dir="auto">Two.</li>' in html


def test_the_pages_of_a_paged_document_are_told() -> None:
    source = source_of("One.\nTwo.\nThree.")
    lines = tuple(replace(line, page=page) for line, page in zip(source.lines, (1, 1, 2), strict=True))
    html = source_html(replace(source, lines=lines, publisher=HOSTILE), (), turn=0, kind="hit", opening=1)
    rows = [(item["data-line"], item.get("data-page")) for _, item in Tags(html).attributes if "data-line" in item]
    assert rows == [("1", "1"), ("2", None), ("3", "2")]
    assert HOSTILE in Tags(html).text


def test_lines_of_other_articles_are_told_apart_as_copies_and_as_close_and_escaped() -> None:
    bad = citation(quote=HOSTILE, title=HOSTILE, path=HOSTILE)
    tags = Tags(echoes_html((Echo(bad, verbatim=True), Echo(citation(2), verbatim=False)), 3, 1, HOSTILE, 9))
    assert [(item["data-turn"], item["data-number"]) for item in tags.having("echo")] == [("3", "1")] * 2
    assert "one source, not two" in tags.text
    assert "Close in meaning" in tags.text
    assert not {"script", "img"} & set(tags.names)
    assert "No other article" in Tags(echoes_html((), 0, 0, "citation", 1)).text


def test_a_file_is_handed_over_as_bytes_to_save_and_never_as_a_page() -> None:
    (link,) = Tags(original_html('a/../x"><script>.html', b"<script>1</script>", 3)).having("save")
    kind, data = (link["href"] or "").split(",")
    assert kind == "data:application/octet-stream;base64"
    assert b64decode(data) == b"<script>1</script>"
    assert link["download"] == "x____script_.html" or not set(link["download"] or "") & set('<>"/')


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2031-03/ferry.txt", "ferry.txt"),
        ("..", "article"),
        ("a/.hidden", "hidden"),
        ("a/evil\u202etxt.exe", "evil_txt.exe"),
        ("C:\\x\\nul\x00.md", "C__x_nul_.md"),
        ("letters.jsonl#12", "letters.jsonl#12"),
        ("é 日本.md", "é 日本.md"),
    ],
)
def test_a_saved_files_name_is_safe_on_any_system(path: str, name: str) -> None:
    assert safe_name(path) == name
    assert len(safe_name(path * 400)) < 260


def test_a_reprint_is_named_under_its_line_as_a_button_that_opens_it_there() -> None:
    also = AlsoIn(HOSTILE, 7, 7, 40, 60, HOSTILE, "2031-03-09")
    plain = AlsoIn("copy.txt", 4, 5, 40, 60, None, None)
    html = conversation_html((answered(citation(also_in=(also, plain))),))
    tags = Tags(html)
    assert tags.open == []
    first, second = tags.having("also-in")
    assert (first["data-path"], first["data-line"], first["data-number"], first["data-kind"]) == (
        HOSTILE,
        "7",
        "1",
        "also",
    )
    assert second["data-path"] == "copy.txt"
    for said in ("Also in", "9 March 2031", "copy.txt, lines 4 to 5"):
        assert said in tags.text
    assert HOSTILE not in html
    assert "also-in" not in conversation_html((answered(citation()),))
    whole = answered(citation(also_in=(plain,))).answer
    assert whole is not None
    assert "    also in copy.txt, lines 4 to 5" in answer_text("What?", whole)
