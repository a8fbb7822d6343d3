"""Passages: every sentence in exactly one, in order, never too long, never across regions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import TARGET_TOKENS, chunk, count_tokens
from index.types import Article, Region, Sentence

REGIONS: tuple[Region, ...] = ("title", "byline", "body", "comment", "boilerplate")
WORDS = st.lists(st.sampled_from("harbour ferry the of 1,204 naïve 港口 strike".split()), min_size=1, max_size=60)


def article_of(lines: list[tuple[Region, list[str]]]) -> tuple[Article, list[Sentence]]:
    """Return an article of lines that hold the given sentences, with these sentences' places."""
    text, sentences = "", []
    for region, line in lines:
        for number, sentence in enumerate(line):
            text += " " if number else ""
            sentences.append(Sentence(len(text), len(text) + len(sentence), region))
            text += sentence
        text += "\n"
    return Article("a.txt", text, "", "utf-8"), sentences


LINES = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.lists(WORDS.map(lambda words: " ".join(words) + "."), min_size=1)),
    max_size=12,
)


@given(LINES)
def test_every_sentence_is_in_exactly_one_passage_and_in_order(lines: list[tuple[Region, list[str]]]) -> None:
    article, sentences = article_of(lines)
    passages = chunk(article, sentences)
    assert [sentence for passage in passages for sentence in passage.sentences] == sentences
    assert all(sentence.region == passage.region for passage in passages for sentence in passage.sentences)


@given(LINES)
def test_a_passage_of_several_sentences_never_exceeds_the_target(lines: list[tuple[Region, list[str]]]) -> None:
    article, sentences = article_of(lines)
    for passage in chunk(article, sentences):
        tokens = sum(count_tokens(article.text[each.start : each.end]) for each in passage.sentences)
        assert tokens <= TARGET_TOKENS or len(passage.sentences) == 1


def test_a_half_full_passage_ends_with_its_paragraph() -> None:
    long = " ".join(["harbour"] * (TARGET_TOKENS // 2 + 5)) + "."
    article, sentences = article_of([("body", [long]), ("body", ["It reopened."])])
    assert len(chunk(article, sentences)) == 2


def test_short_paragraphs_share_a_passage() -> None:
    article, sentences = article_of([("body", ["It closed."]), ("body", ["It reopened."])])
    (passage,) = chunk(article, sentences)
    assert article.text[passage.start : passage.end] == "It closed.\nIt reopened."


def test_no_sentences_make_no_passages() -> None:
    assert chunk(Article("a.txt", "", "", "utf-8"), []) == ()


@pytest.mark.parametrize("text", ["<|endoftext|>", "<|fim_prefix|> x"])
def test_special_tokens_in_an_article_are_plain_text(text: str) -> None:
    assert count_tokens(text) > 2


def test_a_long_run_of_one_character_is_counted_quickly() -> None:
    started = time.perf_counter()
    assert count_tokens("=" * 1_000_000) > TARGET_TOKENS
    assert time.perf_counter() - started < 1
