"""Vectors of passages, of the sentences in them, and of questions: one transformer pass a passage.

A passage is read together with its article's title, so that a sentence which says "it" knows what "it" is; token
vectors are mean-pooled over each sentence (late chunking, Günther et al. 2024, https://arxiv.org/abs/2409.04701).
Nothing is truncated: a passage that is longer than the model's window is read in several. Passages go through the
model one by one, which needs no padding, keeps every core busy with a thread each, and makes a vector independent
of what else is indexed at the time (int8 activations are scaled per batch).

sentence_transformers itself is used in `index.export` only; here are only tokenizers and onnxruntime.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderError
from index.models import exported_model, find_model

Vector = npt.NDArray[np.float32]

WINDOW = 256  # word pieces that all-MiniLM-L6-v2 was trained for, both ends' special tokens included
_CONTEXT = 32  # of them at most for the title


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is embedded: the passage's text, where its sentences lie in it, and the context it is read with."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    context: str = ""


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors, float32: `passage` of shape (dimension,), `sentences` of shape (sentences, dimension)."""

    passage: Vector
    sentences: Vector


class Encoder(Protocol):
    """What the index needs of an embedding model. `identity` changes whenever its vectors would."""

    @property
    def identity(self) -> str:
        """Return the model's name together with a hash of its weights."""

    @property
    def dimension(self) -> int:
        """Return the length of its vectors."""

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, in order."""
        ...

    def encode_question(self, question: str) -> Vector:
        """Return the unit vector of a question, shape (dimension,)."""
        ...


class OnnxEncoder:
    """A mean-pooled transformer in onnxruntime."""

    def __init__(self, identity: str, tokenizer_file: Path, onnx_file: Path, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.identity = identity
        self._threads = threads or os.cpu_count() or 1
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # a thread a passage beats several threads on one passage 2:1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(str(onnx_file), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise EmbedderError(
                f"the embedding model can't be loaded ({error}): delete {onnx_file} and try again"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        first, last = self._tokenizer.encode("").ids[0], self._tokenizer.encode("").ids[-1]
        self._first, self._last = int(first), int(last)
        self.dimension = int(self._session.get_outputs()[0].shape[-1])

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, in order; at most a few hundred passages are held at a time."""
        stream = iter(passages)
        with ThreadPoolExecutor(self._threads) as pool:
            while group := list(islice(stream, 64 * self._threads)):
                yield from pool.map(self._encode_passage, group)

    def encode_question(self, question: str) -> Vector:
        """Return the unit vector of a question; what exceeds the window is averaged in, not cut off."""
        return self._encode_passage(PassageText(question, ((0, len(question)),))).passage

    def _encode_passage(self, passage: PassageText) -> PassageVectors:
        context = self._tokenizer.encode(passage.context, add_special_tokens=False).ids[:_CONTEXT]
        encoding = self._tokenizer.encode(passage.text, add_special_tokens=False)
        room = WINDOW - 2 - len(context)
        windows = [encoding.ids[at : at + room] for at in range(0, len(encoding.ids), room)] or [[]]
        outer, inner = [], []
        for window in windows:
            hidden = self._run([self._first, *context, *window, self._last])
            outer.append(hidden)
            inner.append(hidden[1 + len(context) : len(hidden) - 1])
        whole = np.concatenate(outer).mean(axis=0)
        tokens = np.concatenate(inner)
        middles = np.array([(start + end) / 2 for start, end in encoding.offsets], dtype=np.float32)
        rows = []
        for start, end in passage.sentences:
            inside = (middles >= start) & (middles < end)
            # A sentence of which the tokenizer keeps nothing (control characters) means what its passage means.
            rows.append(tokens[inside].mean(axis=0) if inside.any() else whole)
        return PassageVectors(_unit(whole), _unit(np.stack(rows)))

    def _run(self, ids: Sequence[int]) -> Vector:
        tokens = np.array([ids], dtype=np.int64)
        feed = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        hidden: Vector = self._session.run(["tokens"], feed)[0][0]
        return hidden


def _unit(vectors: Vector) -> Vector:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


def load_encoder(embedder: str, cache_dir: Path) -> Encoder:
    """Load the model named by the setting `embedder` ("bundled" or a model folder).

    Raises:
        EmbedderError: the model is missing or can't be exported or loaded.
    """
    model = find_model(embedder, cache_dir)
    tokenizer = model.folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EmbedderError(f"the model {model.folder} has no tokenizer.json: choose one with a fast tokenizer")
    return OnnxEncoder(model.identity, tokenizer, exported_model(model, cache_dir))
