"""Corrections beside the lines they set right: found in many forms, tied to their line, and nothing false."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import qa
from qa.checks import Correction
from qa.cite import Witness
from qa.corrections import asks_for_corrections, corrections_of, notices_of, without_notices
from qa.export import FORMS, document_of, read_saved
from qa.render import answer_lines
from qa.revisit import revisited
from qa.text.notice import concerned, notice_in
from qa.types import Answer
from qa.web.corrected import corrected_mark, corrections_html
from tests.conftest import ArchiveOf
from tests.page.test_html import Tags

FERRY = (
    "Ferry hits the pier at Vell\n\n4 March 2046\n\n"
    "Twelve people were hurt when the ferry Orla hit the pier at Vell on Saturday, police said.\n\n"
    "The harbour master, Ansel Brude, closed the pier for a week.\n"
)
NOTICE = (
    "Correction: An earlier version of this article said that twelve people were hurt when the ferry Orla hit the pier."
    " Fourteen were."
)
HURT = "How many people were hurt when the ferry Orla hit the pier?"
CLOSED = "For how long did the harbour master close the pier at Vell?"


@dataclass(frozen=True)
class Story:
    """An invented story: which line is cited, and which line sets it right, if any."""

    name: str
    text: str
    cited: int
    by: int | None


def stories() -> list[Story]:
    text = (Path(__file__).parent / "data" / "corrections.txt").read_text(encoding="utf-8")
    found: list[Story] = []
    for number, block in enumerate(text.split("==== ")[1:], 1):
        head, _, story = block.partition("\n")
        match = re.fullmatch(r"cited (\d+) by (\d+|-)", head)
        assert match, head
        by = None if match[2] == "-" else int(match[2])
        found.append(Story(f"{number:03}.txt", story, int(match[1]), by))
    return found


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of({story.name: story.text for story in stories()})


def shown(archive: qa.Archive, path: str, line: int) -> tuple[Correction, ...]:
    """Return what is shown beside a line's first sentence."""
    snapshot, witness = archive.snapshot(), Witness(archive.path)
    record = snapshot.article(path)
    assert record is not None
    start, end = record.lines.span(line)
    (cited,) = corrections_of([witness.cite_anyway(record, start, end, 1)], [record], snapshot, witness)
    return cited.corrections


def test_there_are_at_least_forty_stories_of_each_kind() -> None:
    with_one = sum(story.by is not None for story in stories())
    assert min(with_one, len(stories()) - with_one) >= 40


def test_nothing_false_is_shown_and_little_is_missed(archive: qa.Archive) -> None:
    found, missed, false = 0, [], []
    for story in stories():
        lines = {each.start_line for each in shown(archive, story.name, story.cited)}
        if lines - {story.by}:
            false.append((story.name, lines))
        elif story.by in lines:
            found += 1
        elif story.by is not None:
            missed.append(story.name)
    assert not false
    assert found >= 40, missed


def test_every_correction_stands_on_its_lines(archive: qa.Archive) -> None:
    for story in stories():
        lines = story.text.split("\n")
        for each in shown(archive, story.name, story.cited):
            assert each.path == story.name
            assert each.quote in "\n".join(lines[each.start_line - 1 : each.end_line])


@pytest.mark.parametrize(
    ("line", "before", "found"),
    [
        (NOTICE, "", True),
        ("**Correction (5 May 2046):** The mill opened on Friday, not on Thursday.", "", True),
        ("The mill opened on Friday, not on Thursday.", "CORRECTION", True),
        ("The mill opened on Friday, not on Thursday.", "", False),
        ("Updated: 5 May 2046, 14:30", "", False),
        ("Updated at 14:30 on 5 May by Ann Ode", "", False),
        ("Correction is healthy, the banker said of the fall in shares.", "", False),
        ("Corrections officers at Hale are on strike for a second week.", "", False),
        ("An earlier version of the bill would have taxed dogs and cats.", "", False),
        ("The article of the law on dogs was amended in May by the council.", "", False),
        ("Clarification was asked for by the council, which doubts the figure.", "", False),
        ("x" * 5_000, "Correction", False),
    ],
)
def test_a_notice_is_told_by_its_form(line: str, before: str, found: bool) -> None:
    assert (notice_in(line, before) is not None) is found


def test_a_retraction_concerns_every_line() -> None:
    notice = notice_in("Editor's note: This article has been retracted after a complaint by the harbour office.")
    assert notice is not None
    assert concerned(notice, ["The pier is closed.", "It rained."]) == (0, 1)


def test_a_notice_that_names_nothing_of_the_text_concerns_nothing() -> None:
    notice = notice_in("Correction: the photograph above was taken in Hale by Ann Ode, not in Sund.")
    assert notice is not None
    assert concerned(notice, ["Twelve people were hurt at the pier.", "The pier is closed."]) == ()


def test_an_answer_has_its_correction_beside_it_everywhere(
    archive_of: ArchiveOf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of({"ferry.txt": f"{FERRY}\n{NOTICE}\n"})
    answer = archive.query(HURT)
    first = answer.citations[0]
    assert (first.start_line, first.state) == (5, "intact"), "the text answers, and not its correction"
    assert first.corrections == (Correction("ferry.txt", 9, 9, NOTICE, "2046-03-04", "correction"),)
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    assert all("corrections" not in each for each in answer.to_dict()["citations"][1:])
    assert f'a correction says, ferry.txt:9 (2046-03-04): "{NOTICE}"' in "\n".join(answer_lines(answer))
    document = document_of("Ferry", "Vell", [(HURT, answer, None)], {}, "2046-03-06T10:00:00+00:00")
    for form in ("html", "markdown", "json"):
        file = tmp_path / f"export.{form}"
        file.write_text(FORMS[form].write(document), encoding="utf-8")
        assert "Fourteen were." in file.read_text(encoding="utf-8")
        assert read_saved(file).faults == ()
    html = corrected_mark(first) + corrections_html(0, first)
    assert "Fourteen were." in Tags(html).text


def test_a_correction_is_read_again_on_disk_and_left_out_where_it_is_gone(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": f"{FERRY}\n{NOTICE}\n"})
    kept = archive.query(HURT)
    file = archive.path / "ferry.txt"
    file.write_text(f"Read later.\n\n{FERRY}\n{NOTICE}\n", encoding="utf-8")
    (now,) = revisited(archive.witness(), [kept])
    assert [each.start_line for each in now.citations[0].corrections] == [11]
    assert [each.start_line for each in archive.query(HURT).citations[0].corrections] == [11]
    file.write_text(FERRY, encoding="utf-8")
    assert archive.query(HURT).citations[0].corrections == ()
    (now,) = revisited(archive.witness(), [kept])
    assert now.citations[0].corrections == ()


def test_a_correction_answers_only_where_corrections_are_asked_for(archive_of: ArchiveOf) -> None:
    archive = archive_of({"ferry.txt": f"{FERRY}\n{NOTICE}\n"})
    assert all(each.start_line != 9 for each in archive.query(HURT).citations)
    question = "What was corrected about how many people were hurt when the ferry Orla hit the pier?"
    assert asks_for_corrections(question)
    assert archive.query(question).citations[0].start_line == 9
    assert without_notices([], "Who?") == []


@pytest.mark.parametrize(
    "column",
    [
        (
            'Corrections and clarifications\n\n9 March 2046\n\nThe article "Ferry hits the pier at Vell" (4 March) '
            "said the harbour master closed the pier for a week. He closed it for a month.\n"
        ),
        (
            "From our desk\n\n9 March 2046\n\nNews of the week from Vell and the towns around it was gathered here.\n\n"
            'Correction: Our article "Ferry hits the pier at Vell" said that the harbour master closed the pier for a '
            "week; it was a month.\n"
        ),
    ],
    ids=["a column", "a line"],
)
def test_another_article_corrects_the_one_that_it_names(archive_of: ArchiveOf, column: str) -> None:
    archive = archive_of({"ferry.txt": FERRY, "later/desk.txt": column})
    (found,) = archive.query(CLOSED).citations[0].corrections
    assert (found.path, found.published, found.kind) == ("later/desk.txt", "2046-03-09", "correction")
    assert archive.query(HURT).citations[0].corrections == ()
    earlier = archive_of({"ferry.txt": FERRY, "desk.txt": column.replace("9 March", "2 March")})
    assert earlier.query(CLOSED).citations[0].corrections == ()


def test_a_later_version_of_a_story_stands_beside_the_line_that_it_changes(archive_of: ArchiveOf) -> None:
    more = (
        "\nThe ferry had left Sund at nine with ninety passengers and a cargo of timber for the yards at Orrin.\n\n"
        "Divers looked at the hull on Sunday and found a crack below the waterline that will take days to mend.\n"
    )
    later = FERRY.replace("4 March", "6 March").replace("Twelve", "Fourteen")
    archive = archive_of({"first.txt": FERRY + more, "second.txt": later + more})
    answer = archive.query(HURT)
    first = next(each for each in answer.citations if each.path == "first.txt")
    (found,) = first.corrections
    assert (found.path, found.start_line, found.kind, found.published) == (
        "second.txt",
        5,
        "later version",
        "2046-03-06",
    )
    assert found.quote.startswith("Fourteen people")
    assert all(each.corrections == () for each in answer.citations if each.path == "second.txt")


def test_readers_comments_correct_nothing(archive: qa.Archive) -> None:
    story = next(each for each in stories() if "Hanna K." in each.text)
    record = archive.snapshot().article(story.name)
    assert record is not None
    assert "comment" in record.regions
    assert list(notices_of(record)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Correction" + " (" * 50_000,
        "An article " + "a " * 50_000,
        "* " * 100_000,
        "In an article " + "we " * 50_000,
        "\n".join(["Correction:"] * 20_000),
        "\n".join(["This article was not what it said, and not that"] * 5_000),
    ],
    ids=["brackets", "article", "bullets", "we", "labels", "notices"],
)
def test_no_text_makes_finding_corrections_slow(archive_of: ArchiveOf, text: str) -> None:
    archive = archive_of({"a.txt": FERRY}, indexed=False)
    archive.refresh()
    record = archive.snapshot().article("a.txt")
    assert record is not None
    lines = text.count("\n") + 1
    long = replace(record, id=99, text=text, letters="b" * lines)
    began = time.process_time()
    list(notices_of(long))
    assert time.process_time() - began < 2.0


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    yield '<img src=x onerror="hurt=1">'


def test_hostile_corrections_are_shown_as_text(archive: qa.Archive, hostile: str) -> None:
    story = next(each for each in stories() if each.by is not None)
    record = archive.snapshot().article(story.name)
    assert record is not None
    start, end = record.lines.span(story.cited)
    cited = Witness(archive.path).cite_anyway(record, start, end, 1)
    cited = replace(cited, corrections=(Correction(hostile, 1, 2, hostile, hostile, "later version"),))
    tags = Tags(corrections_html(0, cited) + corrected_mark(cited))
    assert "img" not in tags.names
    assert hostile in tags.text
