"""A sentence read lightly: who does what, and what stands under what."""

import pytest

from qa.guard.reading.read import read
from qa.guard.reading.tokens import fold, tokenize


def links(sentence: str) -> set[tuple[str, str, str]]:
    """Return (word, role, head word) of every link."""
    reading = read(tokenize(fold(sentence)))
    return {
        (reading.tokens[at].text, role, reading.tokens[head].text if head >= 0 else "")
        for at, each in enumerate(reading.links)
        for role, head in each
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The rebels released 22 prisoners.", {("rebels", "subj", "released"), ("prisoners", "obj", "released")}),
        ("Two men were arrested by police.", {("men", "obj", "arrested"), ("police", "agent", "arrested")}),
        (
            "The ferry, built in 1971, carries 200 passengers.",
            {("ferry", "subj", "carries"), ("ferry", "obj", "built")},
        ),
        ("The bridge closed, police said.", {("closed", "ccomp", "said"), ("police", "subj", "said")}),
        ("According to police, the bridge closed.", {("closed", "ccomp", "According to")}),
        ("The army fled and burned the fort.", {("army", "subj", "fled"), ("army", "subj", "burned")}),
        ("He left after the army burned the fort.", {("burned", "adv:after", "left")}),
        ("The mayor, who opposed it, resigned.", {("mayor", "subj", "opposed"), ("mayor", "subj", "resigned")}),
        ("Ada Holm, the mayor, resigned.", {("mayor", "is", "Holm"), ("Holm", "subj", "resigned")}),
        ("It is expected to open.", {("open", "inf", "expected")}),
        ("The town did not vote.", {("not", "neg", "vote")}),
        ("Sund's harbour froze.", {("Sund", "of", "harbour"), ("harbour", "subj", "froze")}),
        (
            "Prices rose from 8 euros in 2009 to 9 euros in 2019.",
            {("2009", "p:in", "euros"), ("euros", "p:to", "rose")},
        ),
        ("Teachers in the north earn less than nurses.", {("Teachers", "subj", "earn"), ("nurses", "p:than", "less")}),
    ],
)
def test_words_hang_on_what_they_belong_to(sentence: str, expected: set[tuple[str, str, str]]) -> None:
    assert expected <= links(sentence)


def test_figures_of_two_years_are_not_mixed_up() -> None:
    found = links("Prices rose from 8 euros in 2009 to 9 euros in 2019.")
    assert ("2019", "p:in", "rose") not in found
    assert ("2009", "p:in", "rose") not in found


def test_the_same_words_are_always_read_alike() -> None:
    assert links("The dam reopened on Tuesday.") == links("The dam reopened on Tuesday.")
