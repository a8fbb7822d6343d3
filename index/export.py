"""Turn a sentence-transformers model folder into one int8 ONNX file and its axes; run as a child process, once a model.

    python -m index.export MODEL_FOLDER OUTPUT.onnx OUTPUT.npy

It is a process of its own so that torch (8 s to import, 600 MB) never lies in the process that indexes, and so that
its warnings stay here. It must not be imported by anything that answers questions.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

from index.embed import TOKEN_DIMENSION, Vector

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_TEXTS, _WORDS = 400, 24  # of random words that the axes are taken from


def export(folder: Path, output: Path, axes: Path) -> None:
    """Write the transformer of the model in `folder` to `output`, its weights quantized to int8.

    The graph takes int64 arrays `input_ids`, `attention_mask`, `token_type_ids` of shape (batch, tokens) and gives
    `tokens`, float32 of shape (batch, tokens, dimension): the last hidden state, before any pooling. `axes` receives
    float32 of shape (dimension, token dimension), orthonormal.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from sentence_transformers import SentenceTransformer

    class LastHiddenState(torch.nn.Module):
        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
            hidden = self.transformer(input_ids=ids, attention_mask=mask, token_type_ids=types)
            return torch.as_tensor(hidden.last_hidden_state)

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    transformer = LastHiddenState(torch.nn.Module.get_submodule(model, "0.model")).eval()
    encoded = model.tokenizer(["one example", "and a longer second one"], padding=True, return_tensors="pt")
    example = tuple(encoded[name] for name in INPUTS)
    shapes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, "tokens")}
    with tempfile.TemporaryDirectory(dir=output.parent) as scratch:
        full, small = Path(scratch) / "full.onnx", Path(scratch) / "int8.onnx"
        torch.onnx.export(
            transformer,
            example,
            str(full),
            input_names=list(INPUTS),
            output_names=["tokens"],
            dynamic_axes=shapes,
            opset_version=17,
            dynamo=False,  # the TorchScript exporter takes 2 s where the newer one takes 30
        )
        # A scale a channel, and 7 bits so that sums of products can't saturate on processors without VNNI: on XQuAD
        # top1 / top3 by cosine are .668 / .876, with fp32 .660 / .877, with plain int8 .650 / .869.
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        found = principal_axes(small, list(model.tokenizer.get_vocab().items()), encoded["input_ids"][1].tolist())
        with (Path(scratch) / "axes.npy").open("wb") as stream:
            np.save(stream, found)
        Path(stream.name).replace(axes)
        small.replace(output)


def principal_axes(model: Path, vocabulary: list[tuple[str, int]], example: list[int]) -> Vector:
    """Return the axes along which the model's token vectors differ most, strongest first.

    They are taken from random words of the model's own vocabulary, so that they belong to the model and to no archive:
    measured with these axes or with ones taken from real articles, ranking is equally good. `example` is an encoded
    text, whose first and last ids mark the ends.
    """
    import onnxruntime

    # Whole words only: sorted, since a vocabulary's order differs from run to run.
    words = sorted(number for word, number in vocabulary if len(word) > 2 and word.isalpha())
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    products = 0
    for _ in range(_TEXTS):
        ids = np.array([[example[0], *rng.choice(words, _WORDS).tolist(), example[-1]]])
        feed = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
        hidden = session.run(["tokens"], feed)[0][0][1:-1]
        unit = hidden / np.linalg.norm(hidden, axis=1, keepdims=True)
        products = products + unit.T @ unit
    strongest = np.linalg.eigh(products)[1][:, ::-1][:, :TOKEN_DIMENSION]
    axes = np.zeros((len(strongest), TOKEN_DIMENSION), dtype=np.float32)
    axes[:, : strongest.shape[1]] = strongest
    return axes


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    export(*map(Path, sys.argv[1:4]))
