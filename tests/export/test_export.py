"""Exports: every form holds what was answered, hostile text stays text, and a changed file is told."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from qa.errors import AnswerError
from qa.evaluation.questions import parse_question, read_questions
from qa.export import FORMS, Document, Facts, document_of, drafts, file_name, question_rows, read_saved
from qa.export.document import quote_sha256
from qa.keeping import KeptTurn
from qa.types import Account, AlsoIn, Answer, Citation, Claim, Disagreement, NotFound, Searched

HOSTILE = (
    "</script><script>alert(1)</script> <img src=x onerror=alert(2)> & \"q\" 'p' # * _ ` [x](y) | {z} \\ ~ ^ % $ @ } {"
    " \u202e \ufeff \x07 \udc80 -->"
)
# Of CSL's data schema, those that Zotero reads of an article in a newspaper.
CSL_FIELDS = {
    "id",
    "type",
    "title",
    "author",
    "issued",
    "container-title",
    "URL",
    "archive",
    "archive_location",
    "note",
}


def citation(number: int = 1, quote: str = "The lamp failed on Saturday.", **changed: Any) -> Citation:
    plain = Citation(
        number, "vell/lamp.txt", 3, 3, 40, 40 + len(quote), quote, "Lamp out", "2046-03-04", False, "body", "a" * 64
    )
    return replace(plain, **changed)


def answer(*citations: Citation, **changed: Any) -> Answer:
    cited = citations or (citation(),)
    claims = tuple(Claim(each.quote, (each.number,)) for each in cited)
    return replace(Answer("When?", "answered", "", "Saturday", 0.9, "extractive", claims, cited), **changed)


def missing() -> Answer:
    reason = NotFound(Searched(5, 41, None), (citation(),), "No line says this.")
    return Answer("Why?", "not_found", "", None, 0.1, "extractive", (), (), not_found=reason)


def document(*answers: Answer, title: str = "The lamp", **facts: Any) -> Document:
    asked = [(each.question, each, "2046-03-05T10:00:00+00:00") for each in answers or (answer(),)]
    sources = {"vell/lamp.txt": Facts(**facts)} if facts else {}
    return document_of(title, "Vell Courier", asked, sources, "2046-03-06T10:00:00+00:00")


def hostile() -> Document:
    told = citation(quote=HOSTILE, title=HOSTILE, path=f"{HOSTILE}.txt", attributed_to=HOSTILE, sha256=HOSTILE)
    differing = Disagreement(HOSTILE, (Account(HOSTILE, (1,)), Account("x", (1,))))
    first = answer(told, question=HOSTILE, short=HOSTILE, disagreements=(differing,))
    reason = NotFound(Searched(5, 41, None), (told,), HOSTILE)
    asked = [(HOSTILE, first, HOSTILE), ("x", replace(missing(), not_found=reason), None)]
    sources = {told.path: Facts(HOSTILE, HOSTILE, 'https://x.example/{a}?b=\\"<c>')}
    return document_of(HOSTILE, HOSTILE, asked, sources, HOSTILE)


def save(folder: Path, form: str, made: Document) -> Path:
    path = folder / f"export{FORMS[form].suffix}"
    path.write_text(FORMS[form].write(made), encoding="utf-8")
    return path


class Elements(HTMLParser):
    """The elements of a page, their attributes, and every script's type."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("form", ["html", "json"])
@pytest.mark.parametrize("made", [document(), document(answer(), missing()), hostile()], ids=["one", "two", "hostile"])
def test_an_export_is_read_again_as_it_was_written(tmp_path: Path, form: str, made: Document) -> None:
    saved = read_saved(save(tmp_path, form, made))
    assert saved.faults == ()
    assert saved.answers == tuple((entry.asked, entry.answer) for entry in made.entries)


def test_an_answers_own_json_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer().to_dict()), encoding="utf-8")
    assert read_saved(path).answers == (("When?", answer()),)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (">The lamp failed on Saturday.</span>", ">The lamp failed on Sunday.</span>", "claim 1.1"),
        (">The lamp failed on Saturday.</blockquote>", ">The lamp burnt on.</blockquote>", "quote 1.1"),
        ('href="#line-1-1">1</a>', 'href="#line-1-1">2</a>', "chips 1.1"),
        ("vell/lamp.txt, line 3", "vell/lamp.txt, line 9", "place 1.1"),
        (quote_sha256("The lamp failed on Saturday."), "0" * 64, "sha256"),
        ("The lamp failed on Saturday.", "The lamp never failed.", "sha256 is another"),
        ("<footer>", "<p>And the mayor did it.</p><footer>", "outside of the quoted lines"),
    ],
)
def test_a_page_that_was_changed_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    path = save(tmp_path, "html", document())
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert told in " ".join(read_saved(path).faults)


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    path = save(tmp_path, "html", document())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_saved(path).faults == ()


@pytest.mark.parametrize(
    "changed",
    [{"claims": (Claim("The lamp burnt on.", (1,)),)}, {"claims": (Claim("The lamp failed on Saturday.", (4,)),)}],
    ids=["words that are no quote", "a line that is not there"],
)
def test_a_claim_that_its_lines_do_not_hold_is_told(tmp_path: Path, changed: dict[str, Any]) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer(**changed).to_dict()), encoding="utf-8")
    assert "claim 1" in read_saved(path).faults[0]


@pytest.mark.parametrize("text", ["", "[]", "{}", "<p>hello</p>", '{"onrecord": 99}', "[" * 100_000, "\udcff"])
def test_what_is_no_export_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(AnswerError) as raised:
        read_saved(path)
    assert "\n" not in str(raised.value)


def test_a_page_needs_nothing_else_and_runs_nothing() -> None:
    for made in (document(), hostile()):
        elements = Elements(FORMS["html"].write(made)).tags
        assert {tag for tag, _ in elements}.isdisjoint({"img", "iframe", "object", "link", "form"})
        assert [told["type"] for tag, told in elements if tag == "script"] == ["application/json"]
        assert not [name for _, told in elements for name in told if name.startswith("on")]
        assert {str(told["href"])[0] for _, told in elements if "href" in told} == {"#"}
        policy = next(str(told["content"]) for _, told in elements if "http-equiv" in told)
        assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_each_chip_leads_to_its_quoted_line() -> None:
    elements = Elements(FORMS["html"].write(document(answer(), answer()))).tags
    places = {told["id"] for _, told in elements if "id" in told}
    links = [str(told["href"])[1:] for tag, told in elements if tag == "a"]
    assert links == ["line-1-1", "line-2-1"]
    assert set(links) <= places


def test_markdown_shows_hostile_text_and_obeys_none_of_it() -> None:
    text, _, data = FORMS["markdown"].write(hostile()).partition("<!-- onrecord-data ")
    assert not re.findall(r"[<>&]|--", data.removesuffix(" -->\n"))
    plain = re.sub(r"\\(.)", "", text)
    assert not re.findall(r"[<`*_{}|~$]", plain.replace("**", ""))
    assert "[" not in plain
    assert "quote sha256" in text


def test_csl_has_one_entry_an_article_with_what_is_known() -> None:
    second = citation(2, "A fire was lit.", start_line=5, end_line=5)
    other = citation(3, "It rained.", path="rain.txt", title=None, published=None)
    made = document(
        answer(citation(), second, other), author="Ann Ode", publisher="Vell Courier", url="https://vell.example/lamp"
    )
    lamp, rain = json.loads(FORMS["csl"].write(made))
    assert lamp["type"] == rain["type"] == "article-newspaper"
    assert lamp["issued"] == {"date-parts": [[2046, 3, 4]]}
    assert (lamp["author"], lamp["container-title"]) == ([{"literal": "Ann Ode"}], "Vell Courier")
    assert lamp["URL"] == "https://vell.example/lamp"
    assert "line 3: \u201cThe lamp failed on Saturday.\u201d" in lamp["note"]
    assert "line 5: \u201cA fire was lit.\u201d" in lamp["note"]
    assert rain.keys() == {"id", "type", "title", "archive", "archive_location", "note"}
    for entry in (*json.loads(FORMS["csl"].write(hostile())), lamp, rain):
        assert entry.keys() <= CSL_FIELDS


def test_a_date_that_was_inferred_says_so() -> None:
    made = document(answer(citation(published_inferred=True)))
    (entry,) = json.loads(FORMS["csl"].write(made))
    assert entry["issued"]["circa"] is True
    assert "inferred" in entry["note"]
    assert "inferred" in FORMS["bibtex"].write(made)


def read_bibtex(text: str) -> list[tuple[str, dict[str, str]]]:
    """Read entries as BibTeX does: braces are counted, whatever stands before them."""
    entries: list[tuple[str, dict[str, str]]] = []
    at = 0
    while (start := text.find("@article{", at)) >= 0:
        at, depth = start + len("@article{"), 1
        begin = at
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        key, _, body = text[begin : at - 1].partition(",")
        fields: dict[str, str] = {}
        place = 0
        while match := re.compile(r"\s*(\w+) = \{").match(body, place):
            place, depth = match.end(), 1
            first = place
            while depth:
                depth += {"{": 1, "}": -1}.get(body[place], 0)
                place += 1
            fields[match[1]] = body[first : place - 1]
            assert body[place] == ","
            place += 1
        assert body[place:].strip() == ""
        entries.append((key, fields))
    return entries


def test_bibtex_is_read_again_whatever_stands_in_a_title() -> None:
    made = document(answer(citation(title="Rain & {fire}: 100% _sure_ \\ #1")), publisher="Vell & Co", author="A and B")
    ((key, fields),) = read_bibtex(FORMS["bibtex"].write(made))
    assert key == "lamp-2046"
    assert fields["title"] == (r"{Rain \& \{\vphantom{\}}fire\vphantom{\{}\}: 100\% \_sure\_ {\textbackslash} \#1}")
    assert (fields["year"], fields["month"], fields["day"]) == ("2046", "3", "4")
    assert (fields["journal"], fields["author"]) == (r"Vell \& Co", "{A and B}")
    (entry,) = read_bibtex(FORMS["bibtex"].write(hostile()))
    assert set(entry[1]) >= {"title", "note", "url"}
    assert not set(entry[1]["url"]) & set('{}\\<>" ')


def test_two_articles_of_one_name_have_two_keys() -> None:
    cited = [citation(number, path=f"{number}/lamp.txt") for number in (1, 2, 3)]
    keys = [key for key, _ in read_bibtex(FORMS["bibtex"].write(document(answer(*cited))))]
    assert keys == ["lamp-2046", "lamp-2046-2", "lamp-2046-3"]


def test_a_files_name_is_safe_on_every_system() -> None:
    for title in ("../../etc/passwd", "Wann? Über\u202e \udc80", "", "\u6f22" * 400, 'CON<>:"/\\|?*'):
        name = file_name(document(title=title), FORMS["html"])
        assert re.fullmatch(r"[\w-]+\.html", name), name
        assert len(name.encode("utf-8")) < 200


def kept(vote: str, told: Answer | None = None, question: str = "When?", note: str = "") -> KeptTurn:
    given: Any = vote or None
    return KeptTurn("f" * 32, "c", question, told or answer(), "2046-03-05", 0.1, None, given, note)


def test_what_readers_marked_right_is_a_question_for_eval(tmp_path: Path) -> None:
    rated = [(kept("", question="Who?"), kept("up", note="yes")), (kept("up", missing(), "Why?"),), (kept("down"),)]
    rows = question_rows(rated)
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    found, refused = read_questions(path)
    assert (found.question, found.history) == ("When?", (("When?", ""),))
    assert [(line.file, line.line, line.quote) for line in found.lines] == [
        ("vell/lamp.txt", 3, "The lamp failed on Saturday.")
    ]
    assert (refused.question, refused.answers, refused.lines) == ("Why?", (), ())


def test_what_readers_marked_wrong_is_a_draft_that_eval_refuses_until_it_is_filled_in() -> None:
    (row,) = drafts([(kept("down", note="It was Sunday"),), (kept("up"),)])
    assert row["note"] == "It was Sunday"
    with pytest.raises(Exception, match="answers"):
        parse_question(row, 1)
    assert parse_question(row | {"answers": [["Sunday"]]}, 1).answers == (("Sunday",),)


def test_every_readable_form_names_where_else_a_line_stands_and_a_changed_page_is_told(tmp_path: Path) -> None:
    also = AlsoIn("vell/copy.txt", 7, 7, 90, 118, f"Copy {HOSTILE}", "2046-03-05")
    made = document(answer(citation(also_in=(also,))))
    assert "vell/copy.txt, line 7" in FORMS["html"].write(made)
    assert r"vell/copy.txt, line 7" in FORMS["markdown"].write(made)
    file = tmp_path / "answer.html"
    file.write_text(FORMS["html"].write(made), encoding="utf-8")
    saved = read_saved(file)
    assert saved.faults == ()
    assert saved.answers[0][1].citations[0].also_in[0].path == "vell/copy.txt"
    file.write_text(FORMS["html"].write(made).replace("copy.txt, line 7", "copy.txt, line 8"), encoding="utf-8")
    assert read_saved(file).faults
