"""Read the best candidates together with the question: what features can't tell of a sentence.

Two readers. The bundled one is a small transformer (made by benchmarks/train_ranker.py) that was trained on what the
linear score leaves open, so that what it gives is added to that score. Any other `sentence_transformers.CrossEncoder`
knows nothing of the score: only the order that it gives is used. Here nothing is dropped or chosen: that is
selection's job.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.errors import SettingsError
from qa.question import Question
from qa.ranker import BUNDLED_WEIGHTS, FAST, UNREAD, WEIGHTS_FILE, Effort, load_ranker
from qa.retrieve import POOL, Candidate, order
from qa.select import describe

BUNDLED, NONE = "bundled", "none"

Scores = npt.NDArray[np.float32]
Pair = tuple[str, str]
"""The title of a sentence's article ("" where it has none), and the sentence."""

MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"
MOST_QUESTION, MOST_TITLE, MOST_SENTENCE = 40, 16, 96
"""Word pieces that are read, as in training; what is longer is cut here, never in what is cited."""

_FUSION = 10  # of reciprocal ranks: small, since few candidates are ranked (Cormack et al. 2009 have 60 for thousands)


class Reader(Protocol):
    """What reads a question and sentences together. `learned` says that its scores may be added to the linear one."""

    @property
    def learned(self) -> bool:
        """Return whether it was trained on what the linear score leaves open."""

    def read(self, question: str, pairs: Sequence[Pair]) -> Scores:
        """Return how well each pair answers, float32 of shape (pairs,); only differences mean anything."""
        ...


def rerank(question: str, candidates: Sequence[Candidate], reader: Reader, effort: Effort) -> list[Candidate]:
    """Return the candidates with the first `effort.pairs` of them in the order that reading gives.

    The others keep their places behind: they are taken to read as ill as the worst that was read.
    """
    first, rest = list(candidates[: effort.pairs]), candidates[effort.pairs :]
    if not first:
        return []
    pairs = [(each.passage.article.title or "", each.text) for each in first]
    scores = reader.read(question, pairs)
    if not reader.learned:
        return _fuse(first, scores) + list(rest)
    readings = (effort.reading_weight * scores).tolist()
    read = [_with_reading(each, reading) for each, reading in zip(first, readings, strict=True)]
    return sorted([*read, *(_with_reading(each, min(readings)) for each in rest)], key=order)


def _with_reading(candidate: Candidate, reading: float) -> Candidate:
    return candidate._replace(score=candidate.score + reading, reading=reading)


def _fuse(candidates: Sequence[Candidate], scores: Scores) -> list[Candidate]:
    """Return the candidates by the sum of their reciprocal ranks; the linear scores go to the new order as they are."""
    places = np.argsort(np.argsort(-scores, kind="stable"))
    worth = [1 / (_FUSION + own) + 1 / (_FUSION + place) for own, place in enumerate(places.tolist())]
    # Two that change places are worth the same: then the reader's order counts, or reading two would never matter.
    fused = [candidates[at] for at in sorted(range(len(worth)), key=lambda at: (-worth[at], places[at]))]
    return [each._replace(score=old.score) for each, old in zip(fused, candidates, strict=True)]


class OnnxReader:
    """The bundled reader, or a fold's, in onnxruntime. Safe to use from several threads."""

    learned = True

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the weights in `folder`; `threads` pairs are read at a time, one a core by default.

        Raises:
            SettingsError: the folder lacks a file, or one can't be loaded.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # a thread a pair beats several threads on one pair
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise SettingsError(
                f"the reranker in {folder} can't be loaded ({error}): train or copy it again, or unset"
                " ONRECORD_RERANKER"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        ends = self._tokenizer.encode("").ids
        self._first, self._last = int(ends[0]), int(ends[-1])
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="rerank")

    def read(self, question: str, pairs: Sequence[Pair]) -> Scores:
        """Return each pair's score; a pair costs one pass of the transformer."""
        asked = self._encode(question)[:MOST_QUESTION]
        return np.array(list(self._pool.map(lambda pair: self._read(asked, pair), pairs)), dtype=np.float32)

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _read(self, asked: Sequence[int], pair: Pair) -> float:
        title, sentence = self._encode(pair[0])[:MOST_TITLE], self._encode(pair[1])[:MOST_SENTENCE]
        ids = [self._first, *asked, self._last, *title, self._last, *sentence, self._last]
        tokens = np.array([ids], dtype=np.int64)
        types = np.ones_like(tokens)
        types[0, : len(asked) + 2] = 0
        feed = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": types}
        # A token gives two numbers: one is averaged over the sentence, of the other the peak counts.
        marks = self._session.run(["marks"], feed)[0][0][len(asked) + len(title) + 3 : -1]
        return float(marks[:, 0].mean() + marks[:, 1].max()) if len(marks) else 0.0


class CrossEncoderReader:
    """Any cross-encoder that sentence_transformers loads, by name or folder; it is read from disk only."""

    learned = False

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            SettingsError: there is none by this name on this machine.
        """
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, device="cpu", local_files_only=True)
        except Exception as error:
            raise SettingsError(
                f"ONRECORD_RERANKER={name!r} is no cross-encoder on this machine ({error}): give the folder of one,"
                " or unset it to use the bundled reranker"
            ) from error
        trained = getattr(self._model.model.config, "architectures", None) or ()
        if not any("SequenceClassification" in architecture for architecture in trained):
            raise SettingsError(
                f"ONRECORD_RERANKER={name!r} is a model without a trained score for pairs, such as an embedding model:"
                " give a cross-encoder, or unset it to use the bundled reranker"
            )
        if self._model.num_labels != 1:
            raise SettingsError(
                f"ONRECORD_RERANKER={name!r} gives {self._model.num_labels} numbers a pair, which say no order: choose"
                " a cross-encoder that gives one"
            )

    def read(self, question: str, pairs: Sequence[Pair]) -> Scores:
        """Return each pair's score in one batch."""
        texts = [(question, f"{title}. {sentence}" if title else sentence) for title, sentence in pairs]
        return np.asarray(self._model.predict(texts, show_progress_bar=False), dtype=np.float32).reshape(
            len(pairs), -1
        )[:, 0]


class Ranking:
    """Everything that orders and judges candidates, as the settings ask for it. Safe to use from several threads."""

    def __init__(self, reranker: str = BUNDLED, effort: str = FAST) -> None:
        """Read the weights, and begin to load the reader in a thread: a quarter of a second, beside other work.

        `reranker` is "bundled", "none" (features only), a folder that benchmarks/train_ranker.py wrote, or the name or
        folder of a `sentence_transformers.CrossEncoder`.

        Raises:
            SettingsError: the weights can't be used.
        """
        own = BUNDLED_WEIGHTS if reranker in (BUNDLED, NONE) else Path(reranker).expanduser()
        learned = (own / WEIGHTS_FILE).is_file()
        self._bundled = reranker == BUNDLED
        self.ranker = load_ranker(own if learned else BUNDLED_WEIGHTS)
        self._effort = self.ranker.efforts[effort]
        self._loading: Future[Reader] | None = None
        if reranker != NONE:
            pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
            self._loading = pool.submit(OnnxReader, own) if learned else pool.submit(CrossEncoderReader, reranker)
            pool.shutdown(wait=False)

    def order(
        self, question: Question, candidates: Sequence[Candidate], unknown_names: Sequence[str] = ()
    ) -> tuple[list[Candidate], Effort]:
        """Return the candidates in their last order, and the models that judge them.

        Nothing is read where the features alone leave little doubt that the first one answers: that is so for half of
        all questions, and costs nothing that was measured (benchmarks/ranker.md).

        Raises:
            SettingsError: there is no such reranker on this machine.
        """
        unread = self.ranker.efforts[UNREAD]
        if self._loading is None or not candidates:
            return list(candidates), unread
        if not self._bundled:
            self._loading.result()  # a name that is mistyped is told at the first question, not at the first doubt
        described = describe(question.text, candidates[:POOL], unknown_names, unread.unrelated)
        if unread.first.chance(described) >= self._effort.sure:
            return list(candidates), unread
        reader = self._loading.result()
        ordered = rerank(question.likeliest, candidates, reader, self._effort)
        return ordered, self._effort if reader.learned else unread
