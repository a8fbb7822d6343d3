"""Train the reader of `qa.rerank` from the bundled MiniLM and export it with the weights of the score.

    python -m benchmarks.train_ranker SETS OUTPUT [--leave-out xquad:0 ...] [--epochs N] [--seed N]

SETS holds the sets `xquad` and `nq` (see `benchmarks.ranker_data`); OUTPUT receives model.onnx (int8), tokenizer.json
and ranker.json, whose chances `benchmarks.fit_chances` fills in. `--leave-out xquad:1` leaves out the articles of that
half of that set, for cross-validation and for scoring them by a ranker that never saw them. Takes 20 to 30 minutes of
two cores.

The loss is a softmax over a question's candidates against a null logit of 0, so that "none of these" is learned as
well as "this one"; the same for the first and last token of the answer (Clark and Gardner 2018,
https://arxiv.org/abs/1710.10723: scores that compare across passages). A candidate's logit is its linear score plus
what the reader gives, so that the reader learns what the features cannot tell. In a share of the samples the sentence
that answers is left out, or its whole passage.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from benchmarks.fit_chances import PAIRS, READING_WEIGHT, SURE, THRESHOLD, UNRELATED
from benchmarks.fit_ranking import FEATURES, SAID_BEFORE, features, fit_score
from benchmarks.ranker_data import FOLDS, Asked, Found, load_set, occurrences
from index.models import BUNDLED, find_model
from qa.ranker import WEIGHTS_FILE
from qa.rerank import MODEL_FILE, MOST_QUESTION, MOST_SENTENCE, MOST_TITLE, TOKENIZER_FILE

SETS = ("xquad", "nq")
BATCH, CHUNK = 8, 24  # questions a step; pairs at a time, of like length
RATE, HEAD_RATE = 1.2e-4, 1e-3
OUTPUTS = 4  # mean part, peak part, answer's start, answer's end; the last two only teach
SPAN_WEIGHT = 0.25
NO_SENTENCE, NO_PASSAGE = 0.2, 0.15  # shares of samples without what answers
NO_MARK, WORD_LOST, UNTITLED = 0.5, 0.15, 0.15  # shares of samples that are made harder
NEGATIVES, HARDEST, NEAR = 5, 2, 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, title and sentence in word pieces; the sentence is `ids[start:-1]`, its answers' tokens follow."""

    ids: list[int]
    question_length: int
    start: int
    firsts: list[int]
    lasts: list[int]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's candidates to read, those that answer first, and their linear scores."""

    pairs: list[Pair]
    linear: list[float]
    right: int


class Reader(torch.nn.Module):
    """The bundled transformer with a few numbers for every token."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import AutoModel

        # Dropout on attention costs a fifth of the time, and its absence lets the faster attention be used.
        self.body = AutoModel.from_pretrained(folder, attention_probs_dropout_prob=0.0, local_files_only=True)
        self.body.pooler = None
        self.head = torch.nn.Linear(int(self.body.config.hidden_size), OUTPUTS)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)
        self.dropout = torch.nn.Dropout(0.1)
        for parameter in self.body.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return float32 of shape (batch, tokens, OUTPUTS)."""
        hidden = self.body(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        return torch.as_tensor(self.head(self.dropout(hidden.float())))


class Sampler:
    """Draws training samples: questions roughened up, their hardest candidates, now and then without the answer."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._tokenizer = tokenizer
        self._rng = rng

    def draw(self, asked: Asked, linear: Sequence[float]) -> Sample:
        """Return what is read for one question."""
        order = sorted(range(len(linear)), key=lambda at: -linear[at])
        right = [at for at in order if asked.found[at].hit][:2]
        wrong = [at for at in order if not asked.found[at].holds_answer]
        lot = self._rng.random()
        if lot < NO_SENTENCE + NO_PASSAGE:
            passage = asked.found[right[0]].candidate.passage.id
            right = []
            if lot >= NO_SENTENCE:
                wrong = [at for at in wrong if asked.found[at].candidate.passage.id != passage]
        near = wrong[HARDEST:NEAR]
        chosen = right + wrong[:HARDEST] + self._rng.sample(near, min(len(near), NEGATIVES - HARDEST))
        question = self._roughen(asked.question.likeliest)
        untitled = self._rng.random() < UNTITLED
        pairs = [self._pair(question, asked.found[at], asked.answers, untitled) for at in chosen]
        return Sample(pairs, [linear[at] for at in chosen], len(right))

    def _roughen(self, question: str) -> str:
        words = question.split()
        if self._rng.random() < NO_MARK:
            words[-1] = words[-1].rstrip("?") or words[-1]
        if len(words) > 4 and self._rng.random() < WORD_LOST:
            words.pop(self._rng.randrange(len(words)))
        return " ".join(words)

    def _pair(self, question: str, found: Found, answers: Sequence[str], untitled: bool) -> Pair:
        title = "" if untitled else found.candidate.passage.article.title or ""
        asked, named = self._encode(question).ids[:MOST_QUESTION], self._encode(title).ids[:MOST_TITLE]
        sentence = self._encode(found.candidate.text)
        first, last = self._encode("", ends=True).ids
        head = [first, *asked, last, *named, last]
        firsts, lasts = [], []
        for start, end in occurrences(answers, found.candidate.text) if found.hit else ():
            offsets = enumerate(sentence.offsets[:MOST_SENTENCE])
            inside = [at for at, (left, right) in offsets if left < end and right > start]
            firsts += inside[:1]
            lasts += inside[-1:]
        return Pair([*head, *sentence.ids[:MOST_SENTENCE], last], len(asked) + 2, len(head), firsts, lasts)

    def _encode(self, text: str, *, ends: bool = False) -> Any:  # noqa: ANN401 - the tokenizer's own untyped encoding
        return self._tokenizer.encode(text, add_special_tokens=ends)


def run(model: Reader, pairs: Sequence[Pair]) -> list[torch.Tensor]:
    """Return each pair's numbers, shape (its sentence's tokens, OUTPUTS); pairs of like length go together."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at].ids))
    marks: dict[int, torch.Tensor] = {}
    for start in range(0, len(order), CHUNK):
        part = order[start : start + CHUNK]
        shape = (len(part), max(len(pairs[at].ids) for at in part))
        ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
        for row, at in enumerate(part):
            length = len(pairs[at].ids)
            ids[row, :length] = torch.tensor(pairs[at].ids)
            mask[row, :length] = 1
            types[row, pairs[at].question_length : length] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(ids, mask, types)
        marks |= {at: out[row, pairs[at].start : len(pairs[at].ids) - 1].float() for row, at in enumerate(part)}
    return [marks[at] for at in range(len(pairs))]


def loss(marks: Sequence[torch.Tensor], sample: Sample) -> torch.Tensor:
    """Return one question's loss: which candidate answers, if any, and which of its tokens."""
    logits, firsts, lasts, tokens = [], list[int](), list[int](), 0
    for mark, pair, linear in zip(marks, sample.pairs, sample.linear, strict=True):
        logits.append(mark[:, 0].mean() + mark[:, 1].max() + linear)
        firsts += [tokens + at for at in pair.firsts]
        lasts += [tokens + at for at in pair.lasts]
        tokens += len(mark)
    every = torch.cat(list(marks))
    which = _against_nothing(torch.stack(logits), range(sample.right))
    return which + SPAN_WEIGHT * (_against_nothing(every[:, 2], firsts) + _against_nothing(every[:, 3], lasts))


def _against_nothing(logits: torch.Tensor, right: Sequence[int]) -> torch.Tensor:
    """Return -log P(one of `right`) of a softmax that holds a null logit of 0; `right` empty: that of the null."""
    every = torch.logsumexp(torch.cat([logits.new_zeros(1), logits]), 0)
    return every - torch.logsumexp(logits[sorted(set(right))], 0) if right else every


def linear_scores(asked: Sequence[Asked], weights: dict[str, float]) -> list[list[float]]:
    """Return the candidates' linear scores, shifted so that the best one that answers has about 0."""
    values = np.array(list(weights.values()))
    scores = [features(each, list(weights)) @ values for each in asked]
    shift = np.mean([each[[found.hit for found in one.found]].max() for each, one in zip(scores, asked, strict=True)])
    return [(each - shift).tolist() for each in scores]


def train(asked: Sequence[Asked], linear: Sequence[Sequence[float]], folder: Path, epochs: float, seed: int) -> Reader:
    """Return a reader trained on what the linear score leaves to tell."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model, sampler = Reader(folder).train(), Sampler(tokenizer, rng)
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": RATE, "weight_decay": 0.01},
            {"params": model.head.parameters(), "lr": HEAD_RATE, "weight_decay": 0.0},
        ]
    )
    steps = int(len(asked) * epochs / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
    )
    started, total, pool = time.perf_counter(), 0.0, list[int]()
    for step in range(1, steps + 1):
        if len(pool) < BATCH:
            pool += rng.sample(range(len(asked)), len(asked))
        samples = [sampler.draw(asked[at], linear[at]) for at in (pool.pop() for _ in range(BATCH))]
        samples = [sample for sample in samples if sample.pairs]
        marks = iter(run(model, [pair for sample in samples for pair in sample.pairs]))
        mean = torch.stack([loss([next(marks) for _ in sample.pairs], sample) for sample in samples]).mean()
        optimizer.zero_grad()
        mean.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += float(mean.detach())
        if step % 20 == 0:
            print(f"step {step}/{steps}  loss {total / 20:.3f}  {time.perf_counter() - started:.0f} s", flush=True)
            total = 0.0
    return model.eval()


def export(model: Reader, folder: Path, output: Path) -> None:
    """Write the reader to `output`: int8 weights and the tokenizer."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.randint(1000, 2000, (2, 9))
    with tempfile.TemporaryDirectory(dir=output) as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(full),
            input_names=names,
            output_names=["marks"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*names, "marks")},
            opset_version=17,
            dynamo=False,
        )
        # A scale a channel and 7 bits: with one scale a matrix the reader loses a sixth of its right answers.
        quantize_dynamic(full, output / MODEL_FILE, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    shutil.copy(folder / TOKENIZER_FILE, output / TOKENIZER_FILE)


def main() -> None:
    """Train on the sets given on the command line, and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "--leave-out", nargs="*", default=[], choices=[f"{name}:{fold}" for name in SETS for fold in range(FOLDS)]
    )
    parser.add_argument("--epochs", type=float, default=4.5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = find_model(BUNDLED, Path(scratch) / "cache").folder
        loaded = {name: load_set(options.sets / name, Path(scratch)) for name in SETS}
    kept = [
        [each for each in asked if f"{name}:{each.fold}" not in options.leave_out] for name, asked in loaded.items()
    ]
    weights = fit_score(kept)
    usable = [each for asked in kept for each in asked if any(found.hit for found in each.found)]
    model = train(usable, linear_scores(usable, weights), folder, options.epochs, options.seed)
    options.output.mkdir(parents=True, exist_ok=True)
    export(model, folder, options.output)
    nothing = {"bias": 0.0, "weights": dict[str, float]()}
    efforts = {
        name: {
            "pairs": pairs,
            "reading_weight": READING_WEIGHT,
            "sure": SURE[name],
            "threshold": THRESHOLD,
            "unrelated": UNRELATED,
        }
        | dict.fromkeys(("first", "any", "next"), nothing)
        for name, pairs in PAIRS.items()
    }
    score = {name: round(weights[name], 3) for name in FEATURES} | {"said_before": SAID_BEFORE}
    content = {"left_out": options.leave_out, "score": score, "efforts": efforts}
    (options.output / WEIGHTS_FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
