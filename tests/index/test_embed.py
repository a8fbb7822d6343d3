"""The embedding model: one pass a passage, nothing cut off, and clear words where it can't be loaded."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.embed import TOKEN_SCALE, WINDOW, Encoder, OnnxEncoder, PassageText, PassageVectors, load_encoder
from index.errors import EmbedderError
from index.models import find_model

FERRY = "The ferry to Oste was cancelled on Monday."
STORM = "A storm had torn the ramp off its hinges."
TWO = PassageText(f"{FERRY} {STORM}", ((0, len(FERRY)), (len(FERRY) + 1, len(FERRY) + 1 + len(STORM))))


def encode(encoder: Encoder, *passages: PassageText) -> list[PassageVectors]:
    return list(encoder.encode_passages(passages))


def whole(text: str, context: str = "") -> PassageText:
    return PassageText(text, ((0, len(text)),), context)


def test_vectors_are_of_unit_length_and_one_a_sentence(encoder: Encoder) -> None:
    (found,) = encode(encoder, TWO)
    assert found.passage.shape == (encoder.dimension,)
    assert found.sentences.shape == (2, encoder.dimension)
    lengths = np.linalg.norm(np.vstack([found.passage, found.sentences]), axis=1)
    assert lengths == pytest.approx(1.0, abs=1e-5)
    assert np.linalg.norm(encoder.encode_question("Why?").whole) == pytest.approx(1.0, abs=1e-5)


def test_a_vector_does_not_depend_on_what_else_is_encoded(encoder: Encoder) -> None:
    (alone,) = encode(encoder, TWO)
    others = [whole(f"Article {number} is about something else. " * number) for number in range(1, 12)]
    among = encode(encoder, *others[:5], TWO, *others[5:])[5]
    assert np.array_equal(alone.passage, among.passage)
    assert np.array_equal(alone.sentences, among.sentences)


def test_a_sentence_s_vector_is_nearest_to_a_question_about_it(encoder: Encoder) -> None:
    (found,) = encode(encoder, TWO)
    about_ferry = found.sentences @ encoder.encode_question("Which ferry did not sail?").whole
    about_storm = found.sentences @ encoder.encode_question("What damaged the ramp?").whole
    assert about_ferry[0] > about_ferry[1]
    assert about_storm[1] > about_storm[0]


def test_text_past_the_window_still_counts(encoder: Encoder) -> None:
    filler = "The council met again and again. " * WINDOW
    lamps, pears = (whole(filler + last) for last in ("Lamps burnt blue.", "Pears were dear."))
    one, other = encode(encoder, lamps, pears)
    assert not np.array_equal(one.passage, other.passage)
    last = len(filler)
    (found,) = encode(encoder, PassageText(lamps.text, ((0, last), (last, len(lamps.text)))))
    (alone,) = encode(encoder, whole("Lamps burnt blue."))
    assert found.sentences[1] @ alone.passage > found.sentences[0] @ alone.passage + 0.2


def test_context_changes_the_vector_and_stays_out_of_the_sentences(encoder: Encoder) -> None:
    plain, titled = encode(encoder, whole("It was cancelled."), whole("It was cancelled.", "The ferry to Oste."))
    question = encoder.encode_question("What happened to the ferry to Oste?").whole
    assert titled.passage @ question > plain.passage @ question
    assert titled.sentences.shape == plain.sentences.shape
    assert not np.array_equal(titled.sentences, plain.sentences)


@pytest.mark.parametrize("text", ["\x01\x02", "\u200b", " ", "?!", "字", "🚢" * 300])
def test_any_text_has_a_finite_unit_vector(encoder: Encoder, text: str) -> None:
    (found,) = encode(encoder, whole(text))
    assert np.isfinite(found.sentences).all()
    assert np.linalg.norm(found.sentences[0]) == pytest.approx(1.0, abs=1e-5)


def test_nothing_to_encode_gives_nothing(encoder: Encoder) -> None:
    assert encode(encoder) == []


def test_the_identity_names_the_model_and_its_weights(encoder: Encoder) -> None:
    assert encoder.identity.startswith("all-MiniLM-L6-v2@53aa51172d142c89")


def test_a_broken_export_is_named_with_the_cure(tmp_path: Path, encoder: Encoder) -> None:
    model = find_model("bundled", tmp_path)
    broken = tmp_path / "models" / "broken.onnx"
    broken.write_bytes(b"no model at all")
    encoder = OnnxEncoder(model.identity, model.folder / "tokenizer.json", broken)
    assert encoder.identity == model.identity  # for which it need not be loaded
    with pytest.raises(EmbedderError, match=r"can't be loaded .* delete .*broken\.onnx and try again"):
        encoder.encode_question("Who?")


def test_a_missing_model_folder_is_named_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"ONRECORD_EMBEDDER='/no/such/model' is no folder .* unset it"):
        load_encoder("/no/such/model", tmp_path)


def test_a_folder_that_can_t_be_exported_is_named(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbedderError, match=r"has no tokenizer\.json"):
        load_encoder(str(model), tmp_path)


def test_the_weights_sha256_is_remembered_until_they_change(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    weights = model / "model.safetensors"
    weights.write_bytes(b"one")
    first = find_model(str(model), tmp_path / "cache")
    assert find_model(str(model), tmp_path / "cache") == first
    weights.write_bytes(b"two, longer")
    assert find_model(str(model), tmp_path / "cache").identity != first.identity
    for note in (tmp_path / "cache" / "models").iterdir():
        note.write_text("{ torn")
    assert find_model(str(model), tmp_path / "cache").name == "model"


@pytest.mark.parametrize(
    "pooling",
    [{"pooling_mode": "cls"}, {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}],
    ids=["new", "old"],
)
def test_a_model_that_does_not_pool_by_mean_is_refused_with_the_cure(
    tmp_path: Path, pooling: dict[str, object]
) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    with pytest.raises(EmbedderError, match="does not pool by mean.*unset ONRECORD_EMBEDDER"):
        find_model(str(tmp_path), tmp_path)


def test_each_sentence_has_its_own_tokens_after_those_of_the_context(encoder: Encoder) -> None:
    with_title = PassageText(TWO.text, TWO.sentences, "Ferries and storms.")
    (alone,), (titled,) = encode(encoder, TWO), encode(encoder, with_title)
    (first, second), tokens = alone.bounds.tolist(), len(alone.tokens)
    assert first[0] == 0
    assert first[1] == second[0]
    assert second[1] == tokens
    context = len(titled.tokens) - tokens
    assert context > 0
    assert np.array_equal(titled.bounds, alone.bounds + context)


def test_a_tokens_vector_is_near_the_questions_token_of_the_same_word(encoder: Encoder) -> None:
    (found,) = encode(encoder, TWO)
    asked = encoder.encode_question("Which ferry was cancelled?")
    similar = asked.tokens @ found.tokens.T.astype(np.float32) / TOKEN_SCALE
    assert np.abs(np.linalg.norm(found.tokens / TOKEN_SCALE, axis=1) - 1).max() < 0.05
    ferry = next(i for i, (start, end) in enumerate(asked.spans.tolist()) if (start, end) == (6, 11))
    assert FERRY.split().index("ferry") == similar[ferry].argmax()


def test_tokens_beyond_the_window_are_kept(encoder: Encoder) -> None:
    text = " ".join(["storm"] * 3 * WINDOW)
    (found,) = encode(encoder, whole(text))
    assert len(found.tokens) == 3 * WINDOW
    assert found.bounds.tolist() == [[0, 3 * WINDOW]]
