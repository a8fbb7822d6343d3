"""Rerankers: how what they read changes the order, the bundled one, and any cross-encoder from a folder."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import qa
from index.models import find_model
from qa import Settings
from qa.errors import SettingsError
from qa.question import read_question
from qa.ranker import BUNDLED_WEIGHTS, SCORED, WEIGHTS_FILE, Effort, Logistic, load_ranker
from qa.rerank import MODEL_FILE, CrossEncoderReader, OnnxReader, Pair, Ranking, Scores, rerank
from qa.retrieve import Candidate, retrieve
from tests.shelf import Shelf

NEVER = Logistic(0.0, {})
FERRY = {
    "one.txt": "Ferry news\n\nThe ferry left the harbour at noon. The ferry was late. A gull sat on the ferry's mast.\n"
}


class Scripted:
    """A reader that gives what it was told to, and remembers what it was asked."""

    def __init__(self, scores: Sequence[float], *, learned: bool) -> None:
        self.learned = learned
        self._scores = scores
        self.pairs: list[Pair] = []

    def read(self, question: str, pairs: Sequence[Pair]) -> Scores:
        self.pairs += pairs
        return np.array(self._scores[: len(pairs)], dtype=np.float32)


@pytest.fixture
def candidates(tmp_path: Path) -> list[Candidate]:
    shelf = Shelf(tmp_path / "shelf")
    shelf.add(FERRY)
    index = shelf.index
    found = retrieve(index.snapshot(), read_question("ferry"), lambda: index.encoder.encode_question("ferry"))
    shelf.close()
    assert len(found) == 3
    return found


def effort(pairs: int) -> Effort:
    return Effort(pairs, 1.0, 1.0, 0.0, 0.0, NEVER, NEVER, NEVER)


def test_what_is_read_is_added_to_the_score(candidates: list[Candidate]) -> None:
    behind = candidates[0].score - candidates[1].score
    read = rerank("ferry", candidates, Scripted([0.0, behind + 1, 0.0], learned=True), effort(3))
    assert [each.key for each in read[:2]] == [candidates[1].key, candidates[0].key]
    assert read[0].score == pytest.approx(candidates[1].score + behind + 1)
    assert read[0].reading == pytest.approx(behind + 1)


def test_a_candidate_that_is_not_read_never_overtakes_one_that_is(candidates: list[Candidate]) -> None:
    read = rerank("ferry", candidates, Scripted([-30.0, -40.0], learned=True), effort(2))
    assert [each.key for each in read] == [each.key for each in candidates]
    assert read[2].score < read[1].score


def test_the_title_is_read_with_the_sentence(candidates: list[Candidate]) -> None:
    reader = Scripted([0.0], learned=True)
    rerank("ferry", candidates, reader, effort(1))
    assert reader.pairs == [("Ferry news", candidates[0].text)]


def test_a_foreign_reader_gives_an_order_and_no_score(candidates: list[Candidate]) -> None:
    read = rerank("ferry", candidates, Scripted([-900.0, 7.0, 900.0], learned=False), effort(3))
    assert {each.key for each in read} == {each.key for each in candidates}
    assert [each.score for each in read] == [each.score for each in candidates]
    assert [each.reading for each in read] == [0.0, 0.0, 0.0]
    swapped = rerank("ferry", candidates, Scripted([1.0, 2.0], learned=False), effort(2))
    assert [each.key for each in swapped] == [candidates[at].key for at in (1, 0, 2)]
    same = rerank("ferry", candidates, Scripted([3.0, 2.0, 1.0], learned=False), effort(3))
    assert [each.key for each in same] == [each.key for each in candidates]


def test_nothing_found_is_nothing_read() -> None:
    assert rerank("ferry", [], Scripted([], learned=True), effort(3)) == []


def test_the_bundled_reader_prefers_the_sentence_that_answers() -> None:
    reader = OnnxReader(BUNDLED_WEIGHTS)
    pairs = [
        ("Harbour", "The harbour of Lund was rebuilt by Marta Holm in 1931."),
        ("Harbour", "The harbour of Lund lies in the north of the town."),
        ("", "Bread is baked from flour."),
    ]
    scores = reader.read("Who rebuilt the harbour of Lund?", pairs)
    assert scores.argmax() == 0
    assert reader.read("Who?", [("", "")]).shape == (1,)


def test_a_pair_reads_the_same_alone_and_among_others() -> None:
    reader = OnnxReader(BUNDLED_WEIGHTS)
    pairs = [("Harbour", f"Ship number {number} came in." + " It was late." * number) for number in range(6)]
    together = reader.read("Which ship came in?", pairs)
    alone = [float(reader.read("Which ship came in?", [pair])[0]) for pair in pairs]
    assert together.tolist() == pytest.approx(alone, abs=1e-5)


def test_the_bundled_weights_are_small_and_weigh_every_feature() -> None:
    size = sum(path.stat().st_size for path in BUNDLED_WEIGHTS.iterdir())
    assert size < 30_000_000
    ranker = load_ranker()
    assert set(ranker.score) == set(SCORED)
    assert 0 < ranker.efforts["fast"].pairs < ranker.efforts["careful"].pairs


@pytest.mark.parametrize(
    "break_it",
    [
        lambda stored: stored.pop("score"),
        lambda stored: stored["score"].pop("coverage"),
        lambda stored: stored["efforts"].pop("careful"),
        lambda stored: stored["efforts"]["fast"]["any"].pop("bias"),
        lambda stored: stored["efforts"]["fast"]["any"]["weights"].update(luck=1.0),
    ],
    ids=["no score", "a feature missing", "an effort missing", "no bias", "a number that nobody knows"],
)
def test_weights_that_lack_something_are_refused_with_the_cure(
    tmp_path: Path, break_it: Callable[[dict[str, object]], object]
) -> None:
    stored = json.loads((BUNDLED_WEIGHTS / WEIGHTS_FILE).read_text())
    break_it(stored)
    (tmp_path / WEIGHTS_FILE).write_text(json.dumps(stored))
    with pytest.raises(SettingsError, match=r"ranker\.json can't be used .*ONRECORD_RERANKER"):
        load_ranker(tmp_path)


def test_a_fold_s_folder_stands_in_for_the_bundled_weights(tmp_path: Path) -> None:
    fold = tmp_path / "fold"
    shutil.copytree(BUNDLED_WEIGHTS, fold)
    stored = json.loads((fold / WEIGHTS_FILE).read_text())
    stored["score"]["coverage"] = 123.0
    (fold / WEIGHTS_FILE).write_text(json.dumps(stored))
    assert Ranking(str(fold)).ranker.score["coverage"] == 123.0
    assert Ranking("bundled").ranker.score["coverage"] != 123.0


def test_a_folder_of_weights_without_its_model_is_refused(tmp_path: Path, candidates: list[Candidate]) -> None:
    fold = tmp_path / "fold"
    shutil.copytree(BUNDLED_WEIGHTS, fold)
    (fold / MODEL_FILE).unlink()
    with pytest.raises(SettingsError, match="can't be loaded"):
        Ranking(str(fold), "careful").order(read_question("ferry"), candidates)


def test_without_a_reranker_the_features_alone_decide(candidates: list[Candidate]) -> None:
    ordered, judge = Ranking("none").order(read_question("ferry"), candidates)
    assert ordered == candidates
    assert judge == load_ranker().efforts["unread"]


def test_nothing_is_read_where_the_features_are_sure(tmp_path: Path, candidates: list[Candidate]) -> None:
    stored = json.loads((BUNDLED_WEIGHTS / WEIGHTS_FILE).read_text())
    stored["efforts"]["fast"]["sure"] = 0.0
    fold = tmp_path / "fold"
    shutil.copytree(BUNDLED_WEIGHTS, fold)
    (fold / WEIGHTS_FILE).write_text(json.dumps(stored))
    ordered, judge = Ranking(str(fold)).order(read_question("ferry"), candidates)
    assert [each.reading for each in ordered] == [0.0, 0.0, 0.0]
    assert judge.pairs == 0
    ordered, judge = Ranking(str(fold), "careful").order(read_question("ferry"), candidates)
    assert all(each.reading != 0.0 for each in ordered)
    assert judge.pairs > 0


def test_an_unknown_effort_is_refused() -> None:
    with pytest.raises(SettingsError, match="give one of fast, careful"):
        Settings(effort="hasty")


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the smallest folder that sentence_transformers takes for a cross-encoder; it knows eight words."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "ferry", "noon", "gull", "late"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )
    folder = tmp_path_factory.mktemp("cross-encoder")
    for labels, name in ((1, "one"), (2, "two")):
        config = BertConfig(
            vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8
        )
        config.num_labels = labels
        BertForSequenceClassification(config).save_pretrained(folder / name)
        fast.save_pretrained(folder / name)
    return folder


def test_any_cross_encoder_reads_from_its_folder(tiny_cross_encoder: Path, tmp_path: Path) -> None:
    reader = CrossEncoderReader(str(tiny_cross_encoder / "one"))
    scores = reader.read("ferry", [("", "noon"), ("late", "gull"), ("", "noon")])
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-6)
    assert scores[0] != scores[1]
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "one.txt").write_text(FERRY["one.txt"])
    settings = replace(qa.load_settings(), reranker=str(tiny_cross_encoder / "one"))
    answer = qa.query("When did the ferry leave the harbour?", archive, settings=settings)
    assert answer.status == "answered"
    assert "noon" in answer.text


def test_a_cross_encoder_with_two_labels_is_refused(tiny_cross_encoder: Path) -> None:
    with pytest.raises(SettingsError, match="gives 2 numbers a pair"):
        CrossEncoderReader(str(tiny_cross_encoder / "two"))


def test_an_embedding_model_is_no_cross_encoder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="without a trained score"):
        CrossEncoderReader(str(find_model("bundled", tmp_path).folder))


def test_a_reranker_that_is_not_there_is_refused_and_nothing_is_downloaded(candidates: list[Candidate]) -> None:
    with pytest.raises(SettingsError, match="no cross-encoder on this machine"):
        Ranking("nobody/no-such-reranker").order(read_question("ferry"), candidates)
