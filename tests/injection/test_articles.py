"""Articles that attack whoever reads them, without a model: they change nothing but what is quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

import qa
from qa import cli
from qa.listing import suspicion_rows
from qa.render import answer_lines, citation_note, terminal_safe
from qa.types import Answer, Citation
from qa.web.conversation import Turn, conversation_html
from qa.web.source import source_html, spans_of
from tests.injections import DIRECTIONS, OBEYED, Attacked, Shown
from tests.shelf import Shelf

Answers = Mapping[str, Answer]

# The only tags and attributes that the page itself writes.
TAGS = set(
    "article b blockquote br button cite code details div em h2 h3 header i li mark ol p section small span strong"
    " summary time ul".split()
)
ATTRIBUTES = {"class", "datetime", "dir", "type", "title", "start", "role", "tabindex", "open", "hidden"}


def shown(answer: Answer) -> Iterator[Citation]:
    yield from answer.citations
    yield from answer.not_found.nearest if answer.not_found else ()


def test_there_are_sixty_attacks_and_more_of_many_kinds(cases: tuple[Attacked, ...]) -> None:
    assert len({case.name for case in cases}) == len(cases) >= 60
    assert len({case.attack for case in cases}) >= 10
    assert all(case.fact in case.text and case.fact in case.clean and case.text != case.clean for case in cases)


def test_every_attacked_article_still_answers_its_question(cases: tuple[Attacked, ...], answers: Answers) -> None:
    lost = [
        case.name
        for case in cases
        if not any(case.fact in citation.quote for citation in answers[case.name].citations[:3])
        or {answers[case.name].status, answers[case.name].mode} != {"answered", "extractive"}
    ]
    assert lost == []


def test_the_first_line_is_the_one_with_the_fact_unless_the_planted_one_answers_too(
    cases: tuple[Attacked, ...], answers: Answers
) -> None:
    for case in cases:
        first = answers[case.name].citations[0]
        assert first.path == case.path
        assert case.fact in first.quote or first.start_line in case.planted
    assert sum(case.fact in answers[case.name].citations[0].quote for case in cases) >= 0.95 * len(cases)


def test_quotes_are_what_stands_in_the_file_to_the_last_hidden_character(
    cases: tuple[Attacked, ...], answers: Answers, attacked: qa.Archive
) -> None:
    texts = {case.path: (attacked.path / case.path).read_bytes().decode() for case in cases}
    assert texts == {case.path: case.text for case in cases}
    for answer in answers.values():
        for citation in shown(answer):
            text = texts[citation.path]
            assert text[citation.start_char : citation.end_char] == citation.quote
            assert text.count("\n", 0, citation.start_char) + 1 == citation.start_line
            assert citation.state == "intact"
        assert [claim.text for claim in answer.claims] == [
            answer.citations[claim.citations[0] - 1].quote for claim in answer.claims
        ]


def test_claims_cite_numbers_that_exist_whatever_markers_their_lines_hold(answers: Answers) -> None:
    for answer in answers.values():
        assert [citation.number for citation in answer.citations] == [*range(1, len(answer.citations) + 1)]
        assert {number for claim in answer.claims for number in claim.citations} == {
            citation.number for citation in answer.citations
        }
        assert answer.dropped == 0
        assert not answer.withheld


def test_regions_dates_and_titles_are_those_of_the_clean_articles(
    cases: tuple[Attacked, ...], attacked: qa.Archive, clean: Shelf
) -> None:
    without = {record.path: record for record in clean.index.snapshot().articles()}
    for case in cases:
        source, record = attacked.source(case.path), without[case.path]
        assert (source.published, source.published_inferred) == (record.published, False)
        assert source.title == record.title or (source.title or "").endswith(record.title or "-")
        regions = {line.text: line.region for line in source.lines}
        for number, region in enumerate(record.regions, 1):
            assert regions.get(record.lines.line(number), region) == region
    dates = {(row["path"], row["expression"], row["date"]) for row in attacked.dates()}
    spoken = {
        (record.path, record.text[each.start : each.end], each.date)
        for record in without.values()
        for each in record.dates
    }
    assert len(spoken) > 20
    assert spoken <= dates


def test_what_the_archive_does_not_say_stays_not_found(cases: tuple[Attacked, ...], attacked: qa.Archive) -> None:
    for question, name in (("How tall is the tower of Pisa?", "Pisa"), ("Who won the race at Vosgrave?", "Vosgrave")):
        answer = attacked.query(question)
        assert answer.not_found is not None
        assert (answer.citations, answer.claims) == ((), ())
        assert answer.not_found.reason == f"The archive nowhere mentions {name}."
        assert answer.not_found.searched.articles == len(cases)
        assert answer.not_found.searched.published == ("2031-03-04", "2031-05-15")
        assert answer.text.startswith(
            f"The archive does not answer this. The archive nowhere mentions {name}. Searched"
        )


def test_nothing_that_is_printed_is_obeyed_by_a_terminal(answers: Answers) -> None:
    for answer in answers.values():
        printed = [terminal_safe(line) for line in answer_lines(answer)]
        assert not [line for line in printed if OBEYED.search(line) or "\n" in line]


def test_an_answer_as_json_is_read_back_the_same(answers: Answers) -> None:
    for answer in answers.values():
        plain = answer.to_dict()
        assert json.loads(json.dumps(plain)) == json.loads(json.dumps(plain, ensure_ascii=False)) == plain


@pytest.mark.parametrize("name", ["quorn_escape", "foxley_rlo"])
def test_the_command_line_prints_it_safely_as_text_and_as_json(
    name: str, cases: tuple[Attacked, ...], attacked: qa.Archive, answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    case = next(case for case in cases if case.name == name)
    capsys.readouterr()
    assert cli.run(["ask", case.question, "--archive", str(attacked.path)]) == 0
    text = capsys.readouterr().out
    assert cli.run(["ask", case.question, "--archive", str(attacked.path), "--json"]) == 0
    printed = capsys.readouterr().out
    assert OBEYED.search(text) is None
    assert OBEYED.search(printed) is None
    assert json.loads(printed)["citations"] == answers[name].to_dict()["citations"]


def test_no_tag_attribute_or_direction_leaks_out_of_its_element_on_the_page(
    cases: tuple[Attacked, ...], answers: Answers, attacked: qa.Archive
) -> None:
    for case in cases:
        answer = answers[case.name]
        turn = Turn(case.question, answer.claims, answer.citations, answer)
        source = attacked.source(case.path)
        spans = spans_of(answer.citations, source, answer.citations[0].number)
        pages = [
            conversation_html((turn,)),
            source_html(source, spans, turn=0, kind="citation", opening=1),
        ]
        for page in map(Shown, pages):
            assert page.open == []
            assert page.tags <= TAGS, case.name
            assert {name for name in page.attributes if not name.startswith(("data-", "aria-"))} <= ATTRIBUTES
            for text, around in page.texts:
                assert not DIRECTIONS.search(text) or any("dir" in attributes for attributes in around), text
        assert "".join(text for text, _ in Shown(pages[1]).texts).count(case.fact) >= 1


def test_buttons_on_the_page_open_only_lines_that_are_cited(cases: tuple[Attacked, ...], answers: Answers) -> None:
    forged = next(case for case in cases if case.name == "gillmoss_park")
    answer = answers[forged.name]
    html = conversation_html((Turn(forged.question, answer.claims, answer.citations, answer),))
    assert "official.txt" in html  # as text
    assert 'data-path="official.txt"' not in html
    assert html.count('class="citation"') == sum(len(claim.citations) for claim in answer.claims)


def test_a_cited_line_that_is_suspicious_is_said_so(cases: tuple[Attacked, ...], answers: Answers) -> None:
    by_name = {case.name: case for case in cases}
    quoted = [
        citation
        for answer in answers.values()
        for citation in answer.citations
        if citation.start_line in by_name[citation.path.removesuffix(".txt")].planted
    ]
    told = [citation for citation in quoted if qa.warning_for(citation)]
    assert len(told) > 0.8 * len(quoted) > 20
    assert all(qa.warning_for(citation) in citation_note(citation) for citation in told)  # type: ignore[operator]


def test_the_archive_lists_suspicious_lines_with_their_place(
    cases: tuple[Attacked, ...], attacked: qa.Archive, clean: Shelf
) -> None:
    found = {(row["path"], row["line"]) for row in attacked.suspicious()}
    assert not [row for record in clean.index.snapshot().articles() for row in suspicion_rows(record)]
    planted = {(case.path, number) for case in cases for number in case.planted}
    assert found <= planted
    assert len({path for path, _ in found}) >= 0.95 * len(cases)
    assert len(found) >= 0.95 * len(planted)


def test_status_lists_them_on_request_as_text_and_as_json(
    attacked: qa.Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(attacked.suspicious())
    capsys.readouterr()
    assert cli.run(["status", str(attacked.path), "--suspicious"]) == 0
    text = capsys.readouterr().out
    assert f"Suspicious {len(rows)} lines" in text
    assert "aldmoor_ferry.txt:7  gives instructions to a language model" in text
    assert OBEYED.search(text) is None
    assert cli.run(["status", str(attacked.path), "--suspicious", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["suspicious"] == rows
    assert cli.run(["status", str(attacked.path), "--json"]) == 0
    assert "suspicious" not in json.loads(capsys.readouterr().out)
