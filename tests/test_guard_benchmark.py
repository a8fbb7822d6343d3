"""The guard's benchmark: what it alters is altered, what it keeps is kept, and the guard stays within its bounds.

`tests/data/rewordings.jsonl` (honest) and `tests/data/distortions.jsonl` (not) were written by hand; every person,
place and event in them is made up. A row: source sentences, who says them, their dates, a rewording, and its kind.
"""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from benchmarks.guard import DATA, HAND_WRITTEN, KINDS, cases, measure, measure_hand_written
from benchmarks.guard_sources import Pool, load_pool, names_in, pool_of
from qa.verify import Quoted, Verdict

ALTERED = [
    ("digit changed", "The fire destroyed 42 barns."),
    ("number replaced", "Only three of the divers came back."),
    ("number replaced", "The fire destroyed 42 barns."),
    ("name replaced, same article", "On Monday Ola Brekke met with Sefa Tuilagi in Harrowgate."),
    ("part of a name replaced", "On Monday the visitors met Ola Brekke at the Tamsin Road shelter near Port Alder."),
    ("date changed", "The pact was signed on 4 March 1921."),
    ("unit changed", "The pipeline is 70 km long."),
    ("two figures swapped", "The storm sank 12 boats and damaged 31 houses."),
    ("subject and object swapped", "The rebels defeated the garrison in the hills."),
    ("subject and object swapped", "The town was taken by the rebels at dawn."),
    ("hedge dropped", "The bridge reportedly collapsed in the night."),
    ("hedge dropped", "Amin Toure claimed that the bridge had collapsed."),
    ("hedge dropped", "The crater is about 40 metres wide."),
    ("hedge dropped", "The dam may fail before the winter."),
    ("antonym", "Prices rose before the election."),
    ("negation put in or taken out", "The bridge was built of stone."),
    ("negation put in or taken out", "The bridge was not built of stone."),
    ("another speaker", "Amin Toure said the bridge had collapsed."),
    ("two names swapped", "Every year Ola Brekke wins against Sefa Tuilagi."),
    ("speaker invented", "The bridge collapsed in the night."),
    ("quantifier changed", "It was found that some wolves avoid the road."),
    ("word added", "The bridge collapsed in the night."),
    ("condition dropped", "If the dam fails, the town will be flooded."),
    ('"former", "alleged" dropped', "The former minister was at home."),
    ("quotation altered", "He called it “the finest bridge of the valley”."),
]
SHORTENED = [
    ("without parenthesis", "The Orrin delta (in the far south) was drained in 1931.",
     "The Orrin delta was drained in 1931."),
    ("without leading link", "However, the road stayed open.", "The road stayed open."),
    ("without relative clause", "The mill burned down in 1931, which ruined the town.",
     "The mill burned down in 1931."),
    ("without trailing participle", "The river flooded the old town, leaving hundreds homeless.",
     "The river flooded the old town."),
    ("without leading date", "In 1931, the council bought the mill.", "The council bought the mill."),
    ("main clause", "The council bought the mill, and the owner was paid in gold.",
     "The council bought the mill."),
    ("one predicate of two", "The council bought the mill and opened a school.", "The council opened a school."),
]  # fmt: skip
TRUE_AS_IT_IS = [
    ("two figures swapped", "The races were held in 1920, 1924 and 1928."),
    ("two figures swapped", "He worked on it in the 1960s and early 1970s."),
    ("two figures swapped", "For five years it paid $5."),
    ("condition dropped", "The plans were different, if not opposed."),
    ("two figures swapped", "The tower is between 30 and 40 metres high."),
    ("digit changed", "The crew of Apollo 11 was given medals."),
    ("antonym", "Prices rose in the north and fell in the south."),
    ("without leading date", "In 1931, the council was the largest in the country."),
    ("main clause", "The mayor said the council bought the mill, and the owner was paid in gold."),
    ("without last list item", "The land was divided between Ola, Sefa and Amin."),
    ("subject and object swapped", "He married the daughter of a smith."),
]


def made(name: str, *sentences: str) -> list[str]:
    pool = pool_of(*sentences, "Later Imre Kovats wrote to Lucia Bandini about Quilaca.")
    kind = next(kind for kind in KINDS if kind.name == name)
    return [case.text for case in cases(kind, pool.bases[0], pool, Random(1))]


@pytest.mark.parametrize(("name", "sentence"), ALTERED)
def test_each_alteration_alters(name: str, sentence: str) -> None:
    found = made(name, sentence)
    assert found
    assert all(re.findall(r"\w+", text.lower()) != re.findall(r"\w+", sentence.lower()) for text in found)


@pytest.mark.parametrize(("name", "sentence", "expected"), SHORTENED)
def test_each_compression_leaves_a_true_sentence(name: str, sentence: str, expected: str) -> None:
    assert expected in made(name, sentence)


@pytest.mark.parametrize(("name", "sentence"), TRUE_AS_IT_IS)
def test_nothing_is_made_where_it_would_not_be_what_it_claims_to_be(name: str, sentence: str) -> None:
    assert made(name, sentence) == []


def test_a_changed_digit_changes_one_digit_and_nothing_else() -> None:
    sentence = "In 1931 the storm sank 1,204 boats and killed 36 people."
    found = made("digit changed", sentence)
    assert len(found) == 3
    for text in found:
        (difference,) = [(one, two) for one, two in zip(sentence, text, strict=True) if one != two]
        assert difference[0].isdigit() and difference[1].isdigit()


def test_swapped_figures_and_roles_keep_every_word() -> None:
    for name, sentence in (
        ("two figures swapped", "The storm sank 12 boats and damaged 31 houses."),
        ("subject and object swapped", "The rebels defeated the garrison in the hills."),
        ("two names swapped", "Every year Ola Brekke wins against Sefa Tuilagi."),
    ):
        for text in made(name, sentence):
            assert text != sentence
            assert sorted(re.findall(r"\w+", text.lower())) == sorted(re.findall(r"\w+", sentence.lower()))


def test_two_sentences_are_joined_and_both_are_cited() -> None:
    pool = pool_of("The mill burned down.", "The owner was paid in gold.")
    kind = next(kind for kind in KINDS if kind.name == "two sentences joined")
    (case,) = cases(kind, pool.bases[0], pool, Random(1))
    assert [base.text for base in case.cited] == ["The mill burned down.", "The owner was paid in gold."]
    assert case.text.startswith("The mill burned down") and case.text.endswith("the owner was paid in gold.")


def test_names_are_told_by_capitals_and_never_a_month_or_an_opening_word() -> None:
    text = "Yesterday the Orrin Trust sued Ola Brekke in March over the Port of Alder."
    assert [name for name, _ in names_in(text)] == ["Orrin Trust", "Ola Brekke", "Port of Alder"]


def test_the_same_seed_gives_the_same_cases() -> None:
    def written(seed: int) -> list[str]:
        asked: list[str] = []

        def guard(sentence: str, quotes: object) -> Verdict:
            asked.append(sentence)
            return Verdict(False, "nothing is supported")

        pool = pool_of("In 1931 the storm sank 1,204 boats near Alder.", "Ola Brekke reportedly lost 36 of them.")
        list(measure(pool, seed, guard))
        return asked

    assert written(1) == written(1)
    assert written(1) != written(2)


def test_a_guard_that_accepts_everything_and_one_that_refuses_everything_both_fail() -> None:
    pool = pool_of(*(sentence for _, sentence in ALTERED), *(sentence for _, sentence, _ in SHORTENED))
    for lenient in (True, False):
        answer = Verdict(lenient, "" if lenient else "no")
        results = [*measure(pool, guard=lambda *_: answer), *measure_hand_written(lambda *_: answer)]  # noqa: B023
        missed = [result for result in results if result.count and not result.is_met]
        assert {result.true for result in missed} == {not lenient}
        assert all(result.share == 1.0 for result in missed)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("rewordings", 200),
        ("distortions", 120),
        ("further_rewordings", 160),
        ("further_distortions", 160),
        ("unseen_rewordings", 180),
        ("unseen_distortions", 100),
    ],
)
def test_the_hand_written_rows_are_whole_and_different(name: str, least: int) -> None:
    rows = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= least
    assert Counter(row["text"] for row in rows).most_common(1)[0][1] == 1
    for row in rows:
        assert set(row) == {"source", "attributed_to", "dates", "text", "kind"}
        assert row["text"] not in row["source"]
        assert all(any(date["expression"] in source for source in row["source"]) for date in row["dates"])
        Quoted(row["source"][0], row["attributed_to"], tuple(row["dates"]))


@pytest.mark.parametrize("name", [f"hand-written {name.replace('_', ' ')}" for name, _, _ in HAND_WRITTEN])
def test_the_guard_keeps_its_bound_on_what_was_written_by_hand(name: str) -> None:
    (result,) = [result for result in measure_hand_written() if result.name == name]
    assert result.is_met, f"{len(result.failed)} of {result.count}: {[text for text, _, _ in result.failed]}"


def test_the_guard_keeps_every_bound_on_real_articles(shared: Path) -> None:
    pool = load_pool([path for name in ("articles", "xquad/articles") if (path := shared / name).is_dir()])
    sample = Pool(pool.bases[::3], pool.names)  # all of them take minutes on a busy machine
    for result in measure(sample):
        # One failure of a rare kind is more than its bound, and tells nothing yet.
        allowed = max(result.count * result.bound, 1) if result.bound else 0
        assert result.bound is None or len(result.failed) <= allowed, f"{result.name}: {len(result.failed)} failed"
