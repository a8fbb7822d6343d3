"""Indexing measured: against torch on the same passages, and on invented archives of any size; refreshing."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.bench_machine import ONRECORD, Figures, Setup, call, most_memory, seconds
from benchmarks.large import WordVectors, write_archive
from index import FOLDER, Encoder, Index, PassageVectors, Progress, QuestionVectors
from index.embed import WINDOW, PassageText, load_encoder
from index.files import bytes_below
from index.models import BUNDLED, find_model
from qa.settings import load_settings

Alone = Callable[[list[str], int], object]
"""Embeds texts in batches of a size, and nothing else."""

_BATCHES = (8, 16, 32, 64)
_CLOSE = 1.1  # batch sizes that are measured again: those that took at most so much as the fastest in the first round


class Recorder:
    """An encoder that hands over to another, and keeps what it was given and how long it was waited for."""

    def __init__(self, real: Encoder) -> None:
        self.identity, self.dimension = real.identity, real.dimension
        self._real = real
        self.texts: list[str] = []
        self.seconds = 0.0

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield what the other yields."""
        vectors = self._real.encode_passages(self._kept(passages))
        while True:
            began = time.perf_counter()
            found = next(vectors, None)
            self.seconds += time.perf_counter() - began
            if found is None:
                return
            yield found

    def encode_question(self, question: str) -> QuestionVectors:
        """Return what the other returns."""
        return self._real.encode_question(question)

    def _kept(self, passages: Iterable[PassageText]) -> Iterator[PassageText]:
        for passage in passages:
            self.texts.append(f"{passage.context} {passage.text}".strip())
            yield passage


class Stages:
    """A progress callback that keeps how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._now = ("start", time.perf_counter())

    def __call__(self, progress: Progress) -> None:
        """Note that a refresh has come so far."""
        stage, since = self._now
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
        self._now = (progress.stage, now)

    def shares(self) -> Figures:
        """Return the share of each stage, of all that took a thousandth or more."""
        self(Progress("write", 0, 0))
        whole = sum(self.seconds.values())
        return {stage: took / whole for stage, took in self.seconds.items() if took >= whole / 1000}


def index_afresh(archive: Path, encoder: Encoder, stages: Stages | None = None) -> None:
    """Index an archive into a folder that is deleted afterwards."""
    cache = load_settings().cache_dir
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        index = Index(archive, Path(folder) / "index", embedder=BUNDLED, cache_dir=cache, encoder=encoder)
        index.refresh(stages)
        index.close()


def compare(archive: Path, encoder: Encoder, alone: Alone, rounds: int) -> tuple[Figures, list[str]]:
    """Index an archive and embed the same passages alone, in turn; return the best of each, and the passages."""
    for _ in range(2):  # the first loads what is loaded once
        recorder, stages = Recorder(encoder), Stages()
        index_afresh(archive, recorder, stages)
    shares = stages.shares()
    vectors = recorder.seconds / sum(stages.seconds.values())
    whole: list[float] = []
    times: dict[int, list[float]] = {size: [] for size in _BATCHES}
    chosen = list(_BATCHES)
    for turn in range(rounds):
        whole.append(seconds(partial(index_afresh, archive, encoder)))
        for size in chosen:
            times[size].append(seconds(partial(alone, recorder.texts, size)))
        if turn == 0:
            chosen = [size for size in chosen if times[size][0] <= _CLOSE * min(map(min, times.values()))]
    best = min(times, key=lambda size: min(times[size]))
    figures = {
        "passages": float(len(recorder.texts)),
        "passages a second, whole indexing": len(recorder.texts) / min(whole),
        "passages a second, torch alone": len(recorder.texts) / min(times[best]),
        "times as fast as torch": min(times[best]) / min(whole),
        "batch size at which torch is fastest": float(best),
        **{f"share of {stage}": share for stage, share in shares.items()},
        "share of waiting for vectors, within embed": vectors,
    }
    return figures, recorder.texts


def indexing(setup: Setup) -> Figures:
    """Whole indexing against torch encoding the same passages alone, both on two threads."""
    import torch
    from sentence_transformers import SentenceTransformer

    cache = load_settings().cache_dir
    torch.set_num_threads(2)
    model = SentenceTransformer(str(find_model(BUNDLED, cache).folder), device="cpu")

    def alone(texts: list[str], size: int) -> object:
        return model.encode(texts, batch_size=size, show_progress_bar=False)

    figures, texts = compare(setup.archive, load_encoder(BUNDLED, cache), alone, setup.rounds)
    pieces = model.tokenizer(texts, truncation=False, verbose=False)["input_ids"]
    figures["word pieces a passage"] = sum(map(len, pieces)) / len(texts)
    window = model.max_seq_length or WINDOW
    figures["passages that torch cuts and indexing does not"] = float(sum(len(ids) > window for ids in pieces))
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        spent = call([*ONRECORD, "index", str(setup.archive), "--index-dir", f"{folder}/index", "--quiet"])
    figures["MB of memory at most, onrecord index"] = spent.memory / 1e6
    return figures


def build(setup: Setup) -> Figures:
    """Index invented articles with vectors put together from word vectors: all of indexing but embedding."""
    cache = load_settings().cache_dir
    return build_with(setup, WordVectors(load_encoder(BUNDLED, cache), cache))


def build_with(setup: Setup, encoder: Encoder) -> Figures:
    """Index `setup.size` invented articles in `setup.archive`, and return what that took of time, memory and disk."""
    folder = setup.archive / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    write_archive(setup.archive, 0, setup.size)
    cache = load_settings().cache_dir
    index = Index(setup.archive, folder, embedder=BUNDLED, cache_dir=cache, encoder=encoder)
    stages = Stages()
    took = seconds(partial(index.refresh, stages))
    state = index.status()
    index.close()
    graph = sum(file.stat().st_size for file in (folder / "chroma").glob("*/*.bin"))
    stores = {store.name: bytes_below(store) if store.is_dir() else store.stat().st_size for store in folder.iterdir()}
    large = {name: size for name, size in stores.items() if size > bytes_below(folder) / 100}
    return {
        "sentences": float(state.sentences),
        "passages": float(state.passages),
        "s": took,
        "articles a second": setup.size / took,
        **{f"share of {stage}": share for stage, share in stages.shares().items()},
        "MB of memory at most": most_memory() / 1e6,
        "MB of the vector index itself": graph / 1e6,
        "MB of memory at most, beyond the vector index": (most_memory() - graph) / 1e6,
        "MB on disk": bytes_below(folder) / 1e6,
        "bytes on disk a sentence": bytes_below(folder) / state.sentences,
        **{f"bytes on disk a sentence, {name}": large[name] / state.sentences for name in sorted(large)},
    }


def refresh(setup: Setup) -> Figures:
    """Refresh what `build` left, by the model itself: nothing changed, then one file, each for the first time here."""
    import qa

    with qa.open_archive(setup.archive) as archive:
        figures = refreshed(archive.refresh, setup.archive)
    command = call([*ONRECORD, "index", str(setup.archive), "--quiet"])
    return figures | {"s, the command onrecord index, nothing changed": command.seconds}


def refreshed(act: Callable[[], object], archive: Path) -> Figures:
    """Refresh by `act` what nothing changed in, then with an article changed, both twice."""
    nothing = seconds(act)
    _edit(archive)
    one = seconds(act)
    again = seconds(act)
    _edit(archive)
    return {
        "s, nothing changed": nothing,
        "s, nothing changed, again": again,
        "s, one article changed": one,
        "s, another article changed": seconds(act),
    }


def _edit(archive: Path) -> None:
    """Add a line to an article of an invented archive: a new one every time, most likely another article."""
    articles = sorted(archive.glob("*/*.txt"))
    moment = time.time_ns()
    chosen = articles[moment // 1000 % len(articles)]
    with chosen.open("a", encoding="utf-8") as file:
        file.write(f"\nEdition {moment} was printed in the night of that day.\n")
