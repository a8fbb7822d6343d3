"""Regions on pages of many shapes, all invented.

A fixture's line is "region|text", or "region*|text" where the line recurs across its archive.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.regions import line_key, mark_regions, repeated_lines, title_of

FIXTURES = sorted((Path(__file__).parents[1] / "data" / "regions").glob("*.txt"))
SHARED = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared"))
real_articles = pytest.mark.skipif(not SHARED.is_dir(), reason="no real articles beside the project")

STORY = (
    "A barge ran aground below the weir on Monday, and nobody aboard was hurt.",
    "The harbourmaster said that it would be towed off at the next high tide.",
    "Its load of gravel has been taken ashore in carts by men from the quay.",
)


def read_fixture(path: Path) -> tuple[list[str], list[str | None], frozenset[str]]:
    lines: list[str] = []
    regions: list[str | None] = []
    repeated: set[str] = set()
    for row in path.read_text(encoding="utf-8").splitlines():
        label, marked, text = row.partition("|")
        lines.append(text if marked else row)
        regions.append(label.rstrip("*") if marked else None)
        if label.endswith("*"):
            repeated.add(line_key(text))
    return lines, regions, frozenset(repeated)


def regions_of(*lines: str, repeated: frozenset[str] = frozenset()) -> list[str | None]:
    return list(mark_regions(lines, repeated=repeated))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_each_line_of_a_page_gets_its_region(path: Path) -> None:
    lines, expected, repeated = read_fixture(path)
    found = mark_regions(lines, repeated=repeated)
    wrong = [
        (number, want, got, line)
        for number, (want, got, line) in enumerate(zip(expected, found, lines, strict=True), 1)
        if want != got
    ]
    assert not wrong


@pytest.mark.parametrize(
    "sentence",
    [
        "Please donate to the lifeboat, the mayor said, and we shall paint your name on its bow.",
        "Facebook and Twitter were asked to remove the pictures within a day.",
        "The museum is supported by its members, who contribute a third of its income.",
        "Subscribe early and often, runs the motto of the reading society in Dell.",
        "All rights reserved to the crown under the old charter passed to the county in 1911.",
        "Copyright lasts for seventy years after the author's death in most of these countries.",
        "The cookies were sold out by noon, although each household was allowed only six.",
        "Comments by the minister on Tuesday did nothing to calm the fishermen.",
        "Share prices fell by a tenth after the mine was closed for the winter.",
        "“If you are able, please support us with a gift,” reads the notice on the church door.",
        "By Tuesday evening the water had reached the third step of the town hall.",
        "Follow the river for two miles and you come to the place where the mill stood.",
        "Photo shops along the quay have closed one by one since the turn of the century.",
        "The club's website lists 412 members, of whom nine have ever been seen.",
        "Three comments were made in the margin of the will, all of them in green ink.",
        "Related species live in the marshes further north, where the winters are longer.",
        "In 2009 the company changed the site's terms of service and its privacy policy.",
        "The court held that fair use covers parody, and that the site was licensed under the old act.",
        "The views expressed in the survey differ little from those of ten years ago.",
        "Her songs are available under the name of the band, which reserves the right to sing them.",
        "Members of the parish contribute a tenth, and if you are able you bring a hen as a gift.",
        "Readers can reach the library by bus from the market at nine and at two each day.",
    ],
)
def test_a_word_alone_never_makes_a_sentence_boilerplate(sentence: str) -> None:
    assert regions_of("Notes from the coast", "", STORY[0], "", sentence, "", STORY[1])[4] == "body"
    assert regions_of("Notes from the coast", "", STORY[0], "", STORY[1], "", sentence)[6] == "body"


@pytest.mark.parametrize(
    "line",
    [
        "If you value what we do, please consider making a donation: https://tidings.example/give",
        "Help keep this paper free. Become a member today and your gift will be doubled by our friends.",
        "Support our work by subscribing to the newsletter; we depend on your contributions.",
        "The views expressed in this article are the author's own and do not necessarily reflect ours.",
        "This website contains copyrighted material, used here under fair use for education.",
        "No part of this site may be reproduced without the prior written permission of its owner.",
        "We use cookies to make this website better for you.",
        "© 2014 Tarn Media. All rights reserved.",
        "For more information contact the desk at desk@tidings.example",
        "Follow us on Instagram for more pictures like these.",
    ],
)
def test_an_appeal_or_a_notice_is_boilerplate_wherever_it_stands(line: str) -> None:
    assert regions_of("Notes from the coast", "", line, "", *STORY)[2] == "boilerplate"
    assert regions_of("Notes from the coast", "", STORY[0], "", line, "", *STORY[1:])[4] == "boilerplate"
    assert regions_of("Notes from the coast", "", *STORY, "", line)[6] == "boilerplate"


@pytest.mark.parametrize("title", ["Twitter", "Copyright", "Comments", "May 4", "St. Piran Jr.", "Why hats?"])
def test_a_title_may_be_a_word_that_furniture_has(title: str) -> None:
    lines = [title, "", *STORY]
    assert regions_of(*lines) == ["title", None, "body", "body", "body"]
    assert title_of(lines, mark_regions(lines)) == title


def test_an_article_may_have_no_title() -> None:
    assert regions_of(*STORY) == ["body", "body", "body"]
    assert title_of(STORY, mark_regions(STORY)) is None


def test_the_only_line_of_a_file_is_its_text() -> None:
    assert regions_of("High water at six", "") == ["body", None]


def test_fields_above_an_article_are_told_apart() -> None:
    lines = ["Title: The weir gives way", "Author: Ada Pole", "URL: https://tidings.example/weir", "", *STORY]
    assert regions_of(*lines)[:3] == ["title", "byline", "boilerplate"]
    assert title_of(lines, mark_regions(lines)) == "The weir gives way"


def test_a_counter_above_the_article_starts_no_comments() -> None:
    lines = ["The weir gives way", "2 Comments", "Ada Pole", "3 May 2011", "", *STORY]
    assert regions_of(*lines) == ["title", "boilerplate", "byline", "byline", None, "body", "body", "body"]


def test_nothing_after_an_empty_comment_heading_is_a_comment() -> None:
    lines = ["The weir gives way", "", *STORY, "No comments:", "Post a Comment", "Home"]
    assert regions_of(*lines)[5:] == ["boilerplate"] * 3


def test_a_line_that_recurs_is_boilerplate_only_outside_sentences_or_in_the_pages_own_voice() -> None:
    background = "The weir was built in 1904 from stones of the old abbey."
    about = "Tidings is a paper for the whole coast, and this page is read by four thousand people."
    lines = ["The weir gives way", "", *STORY, "", background, "", about, "", "Tidings of the Coast"]
    assert regions_of(*lines)[6::2] == ["body", "body", "body"]
    repeated = frozenset(map(line_key, (background, about, "Tidings of the Coast")))
    assert regions_of(*lines, repeated=repeated)[6::2] == ["body", "boilerplate", "boilerplate"]


def test_a_reprint_stays_body_although_all_of_it_recurs() -> None:
    lines = [
        "The weir gives way",
        "",
        "We went to see the weir, and this is our account of the day.",
        *STORY[1:],
    ]
    assert regions_of(*lines, repeated=frozenset(map(line_key, lines)))[2:] == ["body", "body", "body"]


def test_repetition_is_counted_without_case_figures_and_addresses() -> None:
    assert line_key("© 2014 Tarn Media") == line_key("  © 2019 TARN Media ")
    assert line_key("Write to a@tarn.example") == line_key("Write to [email\u00a0protected]")
    assert line_key(" * * * ") == ""


@pytest.mark.parametrize(("articles", "least"), [(1, 3), (5, 3), (1_500, 3), (5_000, 10), (1_000_000, 20)])
def test_more_articles_ask_for_more_repetitions(articles: int, least: int) -> None:
    assert repeated_lines({"under": least - 1, "at": least}, articles) == {"at"}


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=40), max_size=30))
def test_every_line_has_a_region_but_blank_ones(lines: list[str]) -> None:
    regions = mark_regions(lines)
    assert len(regions) == len(lines)
    for line, region in zip(lines, regions, strict=True):
        assert region is None or line.strip()
        assert region is not None or not any(character.isalnum() for character in line)


def test_a_long_file_and_a_long_line_take_little_time() -> None:
    started = time.perf_counter()
    mark_regions(["word " * 2_000_000, "a" * 10_000_000, '"' * 100_000, "“" * 100_000, "Related: " * 10_000])
    page = ["17 Comments", "Ada Pole", *STORY, "Reply", "Related articles", "Who Moved The Weir"]
    mark_regions(page * 5_000)
    assert time.perf_counter() - started < 10


@real_articles
def test_regions_of_real_articles_agree_with_the_gold() -> None:
    rows = [json.loads(row) for row in (SHARED / "gold" / "regions.jsonl").read_text("utf-8").splitlines()]
    found = {
        (path.name, number): region
        for path in (SHARED / "articles").iterdir()
        for number, region in enumerate(mark_regions(path.read_text("utf-8").split("\n")), 1)
    }
    counted = [row for row in rows if row["region"] in ("body", "boilerplate", "comment")]
    right = sum(found.get((row["file"], row["line"])) == row["region"] for row in counted)
    assert right >= 0.98 * len(counted)


@real_articles
@pytest.mark.parametrize("name", ["xquad", "nq"])
def test_paragraphs_of_encyclopedias_are_body(name: str) -> None:
    texts = [path.read_text("utf-8").splitlines() for path in (SHARED / name / "articles").iterdir()]
    regions = [[region for region in mark_regions(lines) if region is not None] for lines in texts]
    assert all(page[0] == "title" for page in regions)
    paragraphs = [region for page in regions for region in page[1:]]
    assert paragraphs.count("body") >= 0.999 * len(paragraphs)
