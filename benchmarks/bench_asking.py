"""Asking measured: a warm question against embedding it, by stages; a cold command; the page's process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import qa
from benchmarks.bench_machine import (
    ONRECORD,
    REPOSITORY,
    Figures,
    Setup,
    call,
    environment,
    free_port,
    most_memory,
    seconds,
)
from benchmarks.large import facts
from index import FOLDER
from index.files import bytes_below
from index.lexical import LexicalSnapshot
from index.lookup import Lookup
from index.models import BUNDLED, find_model
from index.vectors import VectorStore
from qa.rerank import Ranking
from qa.settings import load_settings

P = ParamSpec("P")
R = TypeVar("R")

WARMING = ("Who said so?", "What happened in the harbour on that day?", "How many people came?")
CLOCKED: Mapping[str, tuple[tuple[type, str], ...]] = {
    "dense": ((VectorStore, "search"),),
    "lexical": ((LexicalSnapshot, "search"), (LexicalSnapshot, "rarity"), (LexicalSnapshot, "holding")),
    "fetching what was found": ((Lookup, "passages"), (Lookup, "places")),
    "reading the best": ((Ranking, "order"),),
}
"""Within the stage "search" of `Answer.timings_ms`; what is left of it is scoring."""

_FACTS = 40
_SERVED = 10  # of them: the page answers only so many at once
_STARTING = 900.0  # seconds that the page's process may take to listen, its refresh included


def measure(
    opened: Callable[[], qa.Archive], questions: Sequence[str], alone: Callable[[str], object], rounds: int
) -> Figures:
    """Ask each question and embed it alone, in turn; the archive is opened anew each round, so that nothing is known.

    Milliseconds are medians; those of a stage are of the rounds without its parts being clocked.
    """
    whole, embedding = [], []
    stages: dict[str, list[float]] = {}
    for _ in range(rounds):
        with opened() as archive:
            _warm(archive, alone)
            for text in questions:
                embedding.append(1000 * seconds(partial(alone, text)))
                began = time.perf_counter()
                answer = archive.query(text)
                whole.append(1000 * (time.perf_counter() - began))
                for stage, took in answer.timings_ms.items():
                    stages.setdefault(stage, []).append(took)
            again = [1000 * seconds(partial(archive.query, text)) for text in questions]
    return {
        "questions": float(len(questions)),
        "ms": statistics.median(whole),
        "ms, 95 of 100 take at most": sorted(whole)[int(0.95 * len(whole))],
        **{f"ms of {stage}": statistics.median(took) for stage, took in stages.items() if stage != "total"},
        **{f"ms of search, {part}": took for part, took in _parts(opened, questions, alone).items()},
        "ms, asked again": statistics.median(again),
        "ms, torch embedding it": statistics.median(embedding),
        "over torch": statistics.median(whole) / statistics.median(embedding),
    }


def _warm(archive: qa.Archive, alone: Callable[[str], object]) -> None:
    for text in WARMING:
        archive.query(text)
        alone(text)


def _parts(
    opened: Callable[[], qa.Archive], questions: Sequence[str], alone: Callable[[str], object]
) -> dict[str, float]:
    """Return the median milliseconds of the parts of a search, from a round of their own: clocks take time, too."""
    spent = dict.fromkeys(CLOCKED, 0.0)
    each: dict[str, list[float]] = {part: [] for part in CLOCKED}
    with opened() as archive, clocked(spent):
        _warm(archive, alone)
        for text in questions:
            spent.update(dict.fromkeys(CLOCKED, 0.0))
            alone(text)
            archive.query(text)
            for part, took in spent.items():
                each[part].append(1000 * took)
    return {part: statistics.median(took) for part, took in each.items()}


@contextmanager
def clocked(spent: dict[str, float]) -> Iterator[None]:
    """Add the seconds of each part's methods to `spent`, as long as this lasts."""

    def clock(part: str, method: Callable[P, R]) -> Callable[P, R]:
        def timed(*arguments: P.args, **named: P.kwargs) -> R:
            began = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                spent[part] += time.perf_counter() - began

        return timed

    kept = [(owner, name, vars(owner)[name]) for methods in CLOCKED.values() for owner, name in methods]
    for part, methods in CLOCKED.items():
        for owner, name in methods:
            setattr(owner, name, clock(part, vars(owner)[name]))
    try:
        yield
    finally:
        for owner, name, method in kept:
            setattr(owner, name, method)


def torch_alone() -> Callable[[str], object]:
    """Return sentence-transformers' own encoding of a question, on one thread."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(find_model(BUNDLED, load_settings().cache_dir).folder), device="cpu")
    return partial(model.encode, show_progress_bar=False)


def question(setup: Setup) -> Figures:
    """A warm question on an archive, questions that its own text suggests, against embedding it with torch."""
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        opened = partial(qa.open_archive, setup.archive, index_dir=Path(folder) / "index")
        with opened() as archive:
            archive.refresh()
            questions = list(archive.examples(_FACTS))
        return measure(opened, questions, torch_alone(), setup.rounds)


def ask(setup: Setup) -> Figures:
    """Questions for facts in the invented archive that `build` left, read by the real model, against torch."""
    known = facts(_FACTS, setup.size)
    opened = partial(qa.open_archive, setup.archive)
    figures = measure(opened, [fact.question for fact in known], torch_alone(), setup.rounds)
    with opened() as archive:
        right = [
            any(fact.figure in citation.quote for citation in archive.query(fact.question).citations[:3])
            for fact in known
        ]
    figures["share of facts cited among the first three"] = sum(right) / len(right)
    return figures


def cold(setup: Setup) -> Figures:
    """`onrecord ask` from nothing, the index built, against `python -c 'import chromadb'`, in turn."""
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        place = str(Path(folder) / "index")
        with qa.open_archive(setup.archive, index_dir=place) as archive:
            archive.refresh()
            text = next(iter(archive.examples(1)), WARMING[0])
        asked = [*ONRECORD, "ask", text, "--archive", str(setup.archive), "--index-dir", place]
        figures = in_turn(asked, [sys.executable, "-c", "import chromadb"], 2 * setup.rounds)
        return figures | {"MB on disk of its index": bytes_below(Path(place)) / 1e6}


def in_turn(asked: Sequence[str], imported: Sequence[str], rounds: int) -> Figures:
    """Run two commands in turn, and return the medians of both, and of the first over the second."""
    call(asked)  # so that both find their files in the system's memory
    call(imported)
    asking, importing = [], []
    for _ in range(rounds):
        asking.append(call(asked))
        importing.append(call(imported).seconds)
    took = statistics.median(spent.seconds for spent in asking)
    return {
        "s, onrecord ask": took,
        "s, import chromadb": statistics.median(importing),
        "over import": took / statistics.median(importing),
        "MB of memory at most, onrecord ask": max(spent.memory for spent in asking) / 1e6,
    }


def serve(setup: Setup) -> Figures:
    """Memory of `onrecord serve` on the archive that `build` left, asked as programs ask it."""
    from gradio_client import Client

    port = str(free_port())
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        process = subprocess.Popen(
            [*ONRECORD, "serve", str(setup.archive), "--port", port],
            cwd=REPOSITORY,
            env=environment({"ONRECORD_DATA": f"{folder}/data.sqlite3"}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            began = time.perf_counter()
            _await_page(process)
            up = time.perf_counter() - began
            client = Client(f"http://127.0.0.1:{port}", download_files=False, verbose=False)
            for fact in facts(_SERVED, setup.size):
                client.predict(question=fact.question, api_name="/ask")
            memory = most_memory(process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=60)
    graph = sum(file.stat().st_size for file in (setup.archive / FOLDER / "chroma").glob("*/*.bin"))
    return {
        "s until it listens": up,
        "MB of memory at most": memory / 1e6,
        "MB of memory at most, beyond the vector index": (memory - graph) / 1e6,
    }


def _await_page(process: subprocess.Popen[str]) -> None:
    """Return once the process says that it serves."""
    assert process.stderr is not None
    said: list[str] = []
    with ended_after(_STARTING, process):
        for line in process.stderr:
            said.append(line)
            if "is served at" in line:
                return
    raise RuntimeError(f"onrecord serve did not begin to serve: {''.join(said)[-2_000:]}")


@contextmanager
def ended_after(patience: float, process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process that takes longer than so many seconds."""
    timer = threading.Timer(patience, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
