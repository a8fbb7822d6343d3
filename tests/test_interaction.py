"""Late interaction, on vectors that are made by hand."""

import numpy as np
import pytest

from index import TOKEN_SCALE, PassageVectors, QuestionVectors, analyze
from qa.interaction import interact, weigh_tokens

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def question(*tokens: tuple[np.ndarray, int, int]) -> QuestionVectors:
    vectors = np.stack([vector for vector, _, _ in tokens])
    return QuestionVectors(vectors[0], vectors, np.array([(start, end) for _, start, end in tokens], dtype=np.int32))


def passage(context: list[np.ndarray], *sentences: list[np.ndarray]) -> PassageVectors:
    tokens = [*context, *(token for sentence in sentences for token in sentence)]
    ends = np.cumsum([len(context), *map(len, sentences)])
    bounds = np.stack([ends[:-1], ends[1:]], axis=1).astype(np.int32)
    scaled = np.rint(np.array(tokens, dtype=np.float32).reshape(-1, 3) * TOKEN_SCALE).astype(np.int8)
    return PassageVectors(EAST, np.stack([EAST] * len(sentences)), scaled, bounds)


def test_a_sentence_that_lacks_a_token_is_told_from_one_that_has_it() -> None:
    text = "ferry noon"
    asked = weigh_tokens(text, question((EAST, 0, 5), (NORTH, 6, 10)), dict.fromkeys(analyze(text), 1.0))
    found = interact(asked, [passage([], [EAST, NORTH], [EAST, UP])])
    assert found.sentences.tolist() == pytest.approx([1.0, 0.5])
    assert found.passages.tolist() == pytest.approx([1.0])


def test_the_context_counts_for_the_passage_and_for_no_sentence() -> None:
    asked = weigh_tokens("noon", question((NORTH, 0, 4)), dict.fromkeys(analyze("noon"), 1.0))
    found = interact(asked, [passage([NORTH], [EAST])])
    assert found.sentences.tolist() == pytest.approx([0.0])
    assert found.passages.tolist() == pytest.approx([1.0])


def test_a_rare_word_weighs_more_and_its_pieces_share_its_weight() -> None:
    rarity = dict.fromkeys(analyze("lighthouse"), 3.0) | dict.fromkeys(analyze("old"), 1.0)
    asked = weigh_tokens("old lighthouse", question((EAST, 0, 3), (NORTH, 4, 9), (UP, 9, 14)), rarity)
    assert asked.weights.tolist() == pytest.approx([1 / 4, 3 / 8, 3 / 8])


def test_the_tokens_that_ask_are_matched_apart() -> None:
    asked = weigh_tokens("who sailed", question((UP, 0, 3), (EAST, 4, 10)), dict.fromkeys(analyze("sailed"), 1.0))
    assert asked.others.tolist() == [True, False]
    found = interact(asked, [passage([], [EAST], [EAST, UP])])
    assert found.asking.tolist() == pytest.approx([0.0, 1.0])


def test_a_question_of_function_words_only_weighs_each_of_them() -> None:
    asked = weigh_tokens("who was it", question((UP, 0, 3), (EAST, 4, 7)), {})
    assert asked.weights.tolist() == pytest.approx([0.5, 0.5])


def test_a_sentence_without_tokens_is_like_nothing() -> None:
    asked = weigh_tokens("noon", question((EAST, 0, 4)), dict.fromkeys(analyze("noon"), 1.0))
    assert interact(asked, [passage([], [], [EAST])]).sentences.tolist() == pytest.approx([0.0, 1.0])


def test_passages_are_compared_together_as_they_are_alone() -> None:
    text = "ferry noon"
    asked = weigh_tokens(text, question((EAST, 0, 5), (NORTH, 6, 10)), dict.fromkeys(analyze(text), 1.0))
    each = [passage([NORTH], [EAST], [UP]), passage([UP], [], [NORTH]), passage([], [UP])]
    alone = [interact(asked, [one]) for one in each]
    together = interact(asked, each)
    assert together.sentences.tolist() == pytest.approx([value for one in alone for value in one.sentences.tolist()])
    assert together.passages.tolist() == pytest.approx([value for one in alone for value in one.passages.tolist()])
    assert together.sentences.tolist() == pytest.approx([0.5, 0.0, 0.0, 0.5, 0.0])
