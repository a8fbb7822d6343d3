"""Answers as text: markers, labels, what was searched, and nothing that a terminal obeys."""

import json
from dataclasses import replace

import pytest

from index import RefreshReport
from qa.render import (
    answer_lines,
    answer_text,
    citation_label,
    citation_note,
    count_lines,
    failure_lines,
    json_safe,
    not_found_text,
    page_lines,
    render_text,
    report_lines,
    status_lines,
    terminal_safe,
)
from qa.types import (
    Account,
    Answer,
    ArchiveStatus,
    Citation,
    Claim,
    Count,
    Disagreement,
    NotFound,
    Searched,
    SearchPage,
    Withheld,
)

FIRST = Citation(
    number=1,
    path="harbour/regatta.txt",
    start_line=15,
    end_line=15,
    start_char=700,
    end_char=728,
    quote="Nine boats crossed the line.",
    title="Regatta ends in fog",
    published="2044-08-02",
    published_inferred=False,
    region="body",
    sha256="0" * 64,
)
SECOND = replace(FIRST, number=2, start_line=18, end_line=18, quote="Two turned back.")
SEARCHED = Searched(articles=1200, passages=41, published=("2044-05-25", "2044-08-24"))
ANSWERED = Answer(
    question="How many boats finished?",
    status="answered",
    text="Nine boats crossed the line. [1]\nTwo turned back. [2]",
    short=None,
    confidence=0.9,
    mode="extractive",
    claims=(Claim(FIRST.quote, (1,)), Claim(SECOND.quote, (2,))),
    citations=(FIRST, SECOND),
)
NOT_FOUND = Answer(
    question="Who won?",
    status="not_found",
    text="",
    short=None,
    confidence=0.1,
    mode="extractive",
    claims=(),
    citations=(),
    not_found=NotFound(SEARCHED, (FIRST,), "no line names a winner"),
)


def test_each_claim_is_followed_by_its_citations() -> None:
    assert answer_text([Claim("Nine boats crossed the line.", (1, 2)), Claim("Two turned back.", (3,))]) == (
        "Nine boats crossed the line. [1][2]\nTwo turned back. [3]"
    )


def test_an_answer_renders_as_the_text_it_carries() -> None:
    assert render_text(ANSWERED) == ANSWERED.text


@pytest.mark.parametrize(
    ("searched", "reason", "text"),
    [
        pytest.param(
            SEARCHED,
            "no line names a winner.",
            "The archive does not answer this. No line names a winner. Searched 41 passages in 1,200 articles"
            " published from 2044-05-25 to 2044-08-24.",
            id="with a reason",
        ),
        pytest.param(
            Searched(articles=1, passages=1, published=("2044-05-25", "2044-05-25")),
            "",
            "The archive does not answer this. Searched 1 passage in 1 article published on 2044-05-25.",
            id="one of each",
        ),
        pytest.param(
            Searched(articles=2, passages=0, published=None),
            "",
            "The archive does not answer this. Searched 0 passages in 2 articles.",
            id="no dates known",
        ),
    ],
)
def test_not_found_says_why_and_what_was_searched(searched: Searched, reason: str, text: str) -> None:
    assert not_found_text(searched, reason) == text


def test_a_reason_with_dollar_signs_is_printed_as_it_stands() -> None:
    assert "It costs $passages or $5." in not_found_text(SEARCHED, "it costs $passages or $5")


def test_a_citation_is_labelled_with_its_lines() -> None:
    assert citation_label(FIRST) == "harbour/regatta.txt:15"
    assert citation_label(replace(FIRST, end_line=16)) == "harbour/regatta.txt:15-16"


@pytest.mark.parametrize(
    ("citation", "note"),
    [
        pytest.param(FIRST, "Regatta ends in fog, 2044-08-02", id="title and date"),
        pytest.param(replace(FIRST, title=None, published=None), "", id="nothing known"),
        pytest.param(
            replace(FIRST, published_inferred=True),
            "Regatta ends in fog, 2044-08-02 (inferred)",
            id="inferred",
        ),
        pytest.param(replace(FIRST, title=None, region="comment"), "2044-08-02, a reader's comment", id="comment"),
        pytest.param(
            replace(FIRST, title=None, attributed_to="the umpire", state="edited"),
            "2044-08-02, according to the umpire, the file has changed since it was indexed",
            id="said by someone, edited",
        ),
        pytest.param(replace(FIRST, title=None, published=None, state="gone"), "the file is gone", id="gone"),
    ],
)
def test_a_note_holds_what_a_reader_should_know(citation: Citation, note: str) -> None:
    assert citation_note(citation) == note


def test_an_answer_is_printed_with_its_cited_lines() -> None:
    assert list(answer_lines(ANSWERED)) == [
        "Nine boats crossed the line. [1]",
        "Two turned back. [2]",
        "",
        '[1] harbour/regatta.txt:15  "Nine boats crossed the line."',
        "    Regatta ends in fog, 2044-08-02",
        '[2] harbour/regatta.txt:18  "Two turned back."',
        "    Regatta ends in fog, 2044-08-02",
    ]


def test_accounts_that_differ_are_listed_between_the_claims_and_the_lines() -> None:
    accounts = (Account("36 boats (the harbourmaster)", (1,)), Account("At least 40 boats (Ola Vik)", (2,)))
    lines = list(answer_lines(replace(ANSWERED, disagreements=(Disagreement("how many boats", accounts),))))
    start = lines.index("Accounts differ: how many boats")
    assert lines[start - 1] == ""
    assert lines[start + 1 : start + 4] == [
        "  - 36 boats (the harbourmaster) [1]",
        "  - At least 40 boats (Ola Vik) [2]",
        "",
    ]
    assert lines[start + 4].startswith("[1] ")


def test_the_nearest_lines_stand_apart_from_an_answer() -> None:
    lines = list(answer_lines(NOT_FOUND))
    assert lines[0].startswith("The archive does not answer this. No line names a winner. Searched")
    assert lines[1:4] == [
        "",
        "The nearest lines, which do not answer it:",
        '[1] harbour/regatta.txt:15  "Nine boats crossed the line."',
    ]


def test_a_page_says_how_much_is_left_and_how_to_see_it() -> None:
    page = SearchPage("boats line", "all", total=120, limit=2, offset=0, hits=(FIRST, SECOND))
    lines = list(page_lines(page))
    assert lines[0] == "120 lines with every word; 1 to 2 shown"
    assert lines[-1] == "118 more: --offset 2"


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        pytest.param(SearchPage("boats", "all", 2, 50, 0, (FIRST, SECOND)), "2 lines with every word", id="all shown"),
        pytest.param(
            SearchPage("boats owl", "any", 1, 50, 0, (FIRST,)),
            "1 line with some of the words; no line holds every one",
            id="some words",
        ),
        pytest.param(
            SearchPage("boats", "all", 2, 50, 9, ()),
            "2 lines with every word; none left after 9",
            id="past the end",
        ),
        pytest.param(SearchPage("owl", "any", 0, 50, 0, ()), "No line of the archive matches: owl", id="none"),
    ],
)
def test_a_page_is_headed_by_what_matched(page: SearchPage, heading: str) -> None:
    assert next(iter(page_lines(page))) == heading


COUNTED = SearchPage(
    query="boats",
    matched="all",
    total=1_205,
    limit=50,
    offset=0,
    hits=(FIRST,),
    by_article=(Count("fair.txt", 1_200), Count("regatta.txt", 5)),
    by_month=(Count("2044-08", 1_200), Count(None, 5)),
    spellings=("Boatz",),
)


def test_the_counts_of_a_search_are_printed_without_its_lines() -> None:
    assert list(count_lines(COUNTED)) == [
        "1,205 lines with every word",
        "Also looked for: Boatz",
        "",
        "By month",
        "1,200  2044-08",
        "    5  undated",
        "",
        "By article",
        "1,200  fair.txt",
        "    5  regatta.txt",
    ]
    assert list(count_lines(SearchPage("owl", "any", 0, 50, 0, ()))) == ["No line of the archive matches: owl"]


def test_a_page_says_which_spellings_were_looked_for() -> None:
    assert list(page_lines(COUNTED))[1:3] == ["Also looked for: Boatz", ""]


def test_a_refresh_is_reported_with_its_notes_and_failures() -> None:
    report = RefreshReport(
        added=("a.txt", "b.txt"),
        changed=(),
        removed=("c.txt",),
        unchanged=("d.txt",),
        failed=(("e.bin", "it is not text: move it out of the archive"),),
        passages=1,
        seconds=2.345,
        notes=("b.txt is read as windows-1252",),
    )
    assert list(report_lines(report, "notes/.onrecord")) == [
        "Articles: 2 added, 0 changed, 1 removed, 1 unchanged, 1 failed; 1 passage in 2.3 s",
        "Index: notes/.onrecord",
        "note: b.txt is read as windows-1252",
    ]
    assert list(failure_lines(report.failed)) == ["failed: e.bin: it is not text: move it out of the archive"]


STATUS = ArchiveStatus(
    archive="notes",
    index_dir="notes/.onrecord",
    generation=3,
    published_at="2044-09-01T08:00:00+00:00",
    embedder="bundled",
    articles=14,
    passages=40,
    sentences=212,
    comments=1,
    pending=2,
    bytes=1_234_567,
    failed=(("e.bin", "it is not text"),),
)


def test_a_status_says_what_to_run_when_files_have_changed() -> None:
    lines = list(status_lines(STATUS))
    assert "generation 3, 1.2 MB" in lines[1]
    assert lines[3] == "Holds      14 articles, 40 passages, 212 sentences, 1 comment"
    assert lines[4] == "Changed    2 files since: run 'onrecord index notes'"
    assert lines[5] == "failed: e.bin: it is not text"


def test_a_status_without_an_index_says_how_to_make_one() -> None:
    lines = list(status_lines(replace(STATUS, generation=0)))
    assert lines[1:] == ["Index      none yet: run 'onrecord index notes'"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07", id="escape sequences"),
        pytest.param("one\r\ntwo\n", r"one\x0d\x0atwo\x0a", id="line ends"),
        pytest.param("\x9b31m", r"\x9b31m", id="C1 controls"),
        pytest.param("safe \u202elive\u202c", r"safe \u202elive\u202c", id="direction overrides"),
        pytest.param("tab\there", "tab here", id="tab"),
        pytest.param("name\udcff.txt", r"name\udcff.txt", id="lone surrogate"),
        pytest.param("[bold]Ål, 東京, עברית 🦉[/bold]", "[bold]Ål, 東京, עברית 🦉[/bold]", id="plain text"),
    ],
)
def test_a_terminal_shows_what_it_might_obey(text: str, shown: str) -> None:
    assert terminal_safe(text) == shown


def test_json_stays_the_same_value_when_it_is_made_safe() -> None:
    value = {"quote": 'a "b" \\ \x1b[2J \x7f \x9b31m \u2028 \u202e 東京 🦉'}
    printed = json_safe(json.dumps(value, ensure_ascii=False))
    assert json.loads(printed) == value
    assert terminal_safe(printed) == printed


def test_what_was_withheld_and_noted_stands_apart_from_the_answer() -> None:
    one = Withheld("Ten boats crossed the line.", "the line does not say “ten”")
    lines = list(answer_lines(replace(ANSWERED, withheld=(one,), notes=("The model broke off.",))))
    plain = list(answer_lines(ANSWERED))
    assert lines[: len(plain)] == plain
    assert lines[len(plain) :] == [
        "",
        "Withheld, as no cited line carries it:",
        "  - Ten boats crossed the line. (the line does not say “ten”)",
        "",
        "note: The model broke off.",
    ]
    both = list(answer_lines(replace(ANSWERED, withheld=(one, one))))
    assert "Withheld, as no cited line carries them:" in both
