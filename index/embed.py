"""Vectors of passages, of the sentences and tokens in them, and of questions: one transformer pass a passage.

A passage is read together with its article's title, so that a sentence which says "it" knows what "it" is; token
vectors are mean-pooled over each sentence (late chunking, Günther et al. 2024, https://arxiv.org/abs/2409.04701).
Nothing is truncated: a passage that is longer than the model's window is read in several. Passages go through the
model one by one, which needs no padding, keeps every core busy with a thread each, and makes a vector independent
of what else is indexed at the time (int8 activations are scaled per batch).

Token vectors are kept as well, for late interaction (ColBERT, Khattab and Zaharia 2020,
https://arxiv.org/abs/2004.12832): turned onto the model's own principal axes, cut to 64 numbers of 8 bits, a fortieth
of their size, at no measured loss (benchmarks/ranker.md).

sentence_transformers itself is used in `index.export` only; here are only tokenizers and onnxruntime.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EmbedderError
from index.models import axes_file, exported_model, find_model

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vector = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.int8]

TOKEN_DIMENSION = 64
"""The length of token vectors; those of a smaller model are filled up with zeros."""

TOKEN_SCALE = 127
"""What a component of a stored token vector is multiplied by."""

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
    """Unit vectors: `passage` of shape (dimension,), `sentences` of shape (sentences, dimension), float32.

    `tokens` is int8 of shape (tokens, token dimension), unit vectors times `TOKEN_SCALE`: first those of the context,
    then the passage's. `bounds` is int32 of shape (sentences, 2): where each sentence's tokens begin and end there.
    """

    passage: Vector
    sentences: Vector
    tokens: Tokens
    bounds: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question's unit vectors, float32: `whole` of shape (dimension,), `tokens` of (tokens, token dimension).

    `spans` is int32 of shape (tokens, 2): each token's code-point start and end in the question.
    """

    whole: Vector
    tokens: Vector
    spans: npt.NDArray[np.int32]


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

    def encode_question(self, question: str) -> QuestionVectors:
        """Return the vectors of a question and of its tokens."""
        ...


class _Loaded(NamedTuple):
    """A model in memory; `first` and `last` are the word pieces around a text."""

    tokenizer: Tokenizer
    session: InferenceSession
    axes: Vector
    first: int
    last: int


class OnnxEncoder:
    """A mean-pooled transformer in onnxruntime. Safe to use from several threads.

    It is loaded when it is first needed: a refresh that finds nothing new needs its identity alone.
    """

    def __init__(self, identity: str, tokenizer_file: Path, onnx_file: Path, threads: int | None = None) -> None:
        self.identity = identity
        self._files = tokenizer_file, onnx_file
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._known: _Loaded | None = None

    @property
    def dimension(self) -> int:
        """Return the length of its vectors."""
        return int(self._loaded().session.get_outputs()[0].shape[-1])

    def _loaded(self) -> _Loaded:
        """Return the model.

        Raises:
            EmbedderError: it can't be loaded.
        """
        with self._lock:
            if self._known is None:
                self._known = _load(*self._files)
            return self._known

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, in order; at most a few hundred passages are held at a time."""
        stream = iter(passages)
        with ThreadPoolExecutor(self._threads) as pool:
            while group := list(islice(stream, 64 * self._threads)):
                yield from pool.map(self._encode_passage, group)

    def encode_question(self, question: str) -> QuestionVectors:
        """Return the vectors of a question; what exceeds the window is averaged in, not cut off."""
        whole, tokens, _, spans = self._read(PassageText(question, ()))
        return QuestionVectors(_unit(whole), _unit(tokens @ self._loaded().axes), spans)

    def _encode_passage(self, passage: PassageText) -> PassageVectors:
        whole, tokens, context, spans = self._read(passage)
        middles = spans.mean(axis=1)
        rows, bounds, at = [], [], 0
        for start, end in passage.sentences:
            inside = np.flatnonzero((middles >= start) & (middles < end))
            # A sentence of which the tokenizer keeps nothing (control characters) means what its passage means.
            rows.append(tokens[inside].mean(axis=0) if len(inside) else whole)
            first, at = (inside[0], inside[-1] + 1) if len(inside) else (at, at)
            bounds.append((first, at))
        short = _unit(np.concatenate([context, tokens]) @ self._loaded().axes)
        return PassageVectors(
            _unit(whole),
            _unit(np.stack(rows)),
            np.rint(short * TOKEN_SCALE).astype(np.int8),
            np.array(bounds, dtype=np.int32) + len(context),
        )

    def _read(self, passage: PassageText) -> tuple[Vector, Vector, Vector, npt.NDArray[np.int32]]:
        """Return the mean of all token vectors, the text's, the context's, and the spans of the text's in the text."""
        tokenizer, session, _, first, last = self._loaded()
        context = tokenizer.encode(passage.context, add_special_tokens=False).ids[:_CONTEXT]
        encoding = tokenizer.encode(passage.text, add_special_tokens=False)
        room = WINDOW - 2 - len(context)
        windows = [encoding.ids[at : at + room] for at in range(0, len(encoding.ids), room)] or [[]]
        passes = [_run(session, [first, *context, *window, last]) for window in windows]
        inner = [hidden[1 + len(context) : len(hidden) - 1] for hidden in passes]
        spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
        return np.concatenate(passes).mean(axis=0), np.concatenate(inner), passes[0][1 : 1 + len(context)], spans


def _load(tokenizer_file: Path, onnx_file: Path) -> _Loaded:
    import onnxruntime
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a thread a passage beats several threads on one passage 2:1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(onnx_file), options, providers=["CPUExecutionProvider"])
        axes: Vector = np.load(axes_file(onnx_file), allow_pickle=False)
    except Exception as error:
        raise EmbedderError(
            f"the embedding model can't be loaded ({error}): delete {onnx_file} and try again"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ends = tokenizer.encode("").ids
    return _Loaded(tokenizer, session, axes, int(ends[0]), int(ends[-1]))


def _run(session: InferenceSession, ids: Sequence[int]) -> Vector:
    """Return the hidden vectors of word pieces, float32 of shape (pieces, dimension)."""
    tokens = np.array([ids], dtype=np.int64)
    feed = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens),
    }
    hidden: Vector = session.run(["tokens"], feed)[0][0]
    return hidden


def _unit(vectors: Vector) -> Vector:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


def load_encoder(embedder: str, cache_dir: Path) -> Encoder:
    """Load the model named by the setting `embedder` ("bundled" or a model folder).

    Raises:
        EmbedderError: the model is missing or can't be exported.
    """
    model = find_model(embedder, cache_dir)
    tokenizer = model.folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise EmbedderError(f"the model {model.folder} has no tokenizer.json: choose one with a fast tokenizer")
    return OnnxEncoder(model.identity, tokenizer, exported_model(model, cache_dir))
