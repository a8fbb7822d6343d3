"""Embed passages on a Ray cluster: the model goes out to its nodes, batches of passages after it, vectors come back.

The exported model itself is sent, once a node, so that no node has to have it, export it, or agree by chance; each
worker embeds a probe before anything else and refuses where that does not come out as here. Batches are Ray's tasks,
not actors: Ray gives them to whatever cores are free, tries those of a lost node elsewhere, and ends them with the
connection. No more batches are under way than keep the cores busy, which bounds memory.

Nothing here starts a cluster or reports anything; `ray` is imported only once there is something to embed. Whoever
can reach a Ray cluster can run code on it, and its answers are unpickled: name only one that is your own.
"""

from __future__ import annotations

import logging
import signal
import socket
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import numpy as np

from index.embed import Encoder, OnnxEncoder, PassageText, PassageVectors, QuestionVectors
from index.errors import EmbedderError
from index.models import axes_file, exported_model, find_model

if TYPE_CHECKING:
    from ray import ObjectRef

BATCH = 8
"""Passages a task: some 70 ms of one core, beside which a task's way to it and back is small."""
AHEAD = 4
"""Batches under way for each core of the cluster."""
RETRIES = 5
"""How often a batch is tried again whose worker or node was lost."""
PATIENCE = 300.0
"""Seconds without any result after which the cluster counts as stuck."""
_KNOCKING = 5.0  # seconds: Ray itself would try for more than a minute
_NEAR = 0.99  # cosine: processors round otherwise, other models and versions are further off

PROBE = PassageText(
    "The ferry to Oste was cancelled on Friday. Its engine had failed twice; 412 passengers waited on the quay.",
    ((0, 42), (43, 106)),
    "Ferry cancelled.",
)


@dataclass(frozen=True, slots=True)
class SentModel:
    """A model as it is sent: its files' bytes, and what the probe's vectors must be."""

    identity: str
    tokenizer: bytes
    network: bytes
    axes: bytes
    expected: PassageVectors


class RayEncoder:
    """An encoder whose passages are embedded by a Ray cluster. Questions, a few words each, are read by `local`.

    A context manager: the cluster is reached at the first passage and left at the end, by an interrupt too.
    """

    def __init__(self, address: str, local: Encoder, embedder: str, cache_dir: Path) -> None:
        """Take the cluster's HOST:PORT or ray://HOST:PORT, and the model as `load_encoder` has it."""
        self._address, self._local = address, local
        self._embedder, self._cache_dir = embedder, cache_dir
        self._cluster: _Cluster | None = None

    def __enter__(self) -> Self:
        """Begin; nothing is reached yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cluster, which ends whatever still runs there for us."""
        if self._cluster is not None:
            self._cluster.leave()

    @property
    def identity(self) -> str:
        """Return the model's identity."""
        return self._local.identity

    @property
    def dimension(self) -> int:
        """Return the length of its vectors."""
        return self._local.dimension

    def encode_question(self, question: str) -> QuestionVectors:
        """Return the vectors of a question."""
        return self._local.encode_question(question)

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, in order.

        Raises:
            EmbedderError: the cluster can't be reached, has no core, refuses, is stuck or loses a batch too often.
        """
        stream = iter(passages)
        batches = iter(lambda: list(islice(stream, BATCH)), [])
        first = next(batches, None)
        if first is None:
            return
        if self._cluster is None:
            self._cluster = _Cluster(self._address, self._model_to_send())
        cluster, waiting = self._cluster, deque["ObjectRef[list[PassageVectors]]"]()
        most = cluster.cores() * AHEAD
        for batch in chain([first], batches):
            waiting.append(cluster.embed(batch))
            if len(waiting) >= most:
                yield from cluster.result(waiting.popleft())
        while waiting:
            yield from cluster.result(waiting.popleft())

    def _model_to_send(self) -> SentModel:
        model = find_model(self._embedder, self._cache_dir)
        network = exported_model(model, self._cache_dir)
        (expected,) = self._local.encode_passages([PROBE])
        tokenizer = (model.folder / "tokenizer.json").read_bytes()
        return SentModel(self.identity, tokenizer, network.read_bytes(), axes_file(network).read_bytes(), expected)


class _Cluster:
    """A connection to a Ray cluster that has the model; Ray's errors are mapped to ours here."""

    def __init__(self, address: str, model: SentModel) -> None:
        self._address = address
        try:
            import ray
        except ModuleNotFoundError as error:
            if error.name != "ray":
                raise
            raise EmbedderError("the package ray is missing: pip install 'onrecord[ray]'") from error
        self._ray: Any = ray
        self._is_ours = not ray.is_initialized()  # or else a program that uses Ray for more than this
        if self._is_ours:
            _knock(address)
            self._connect()
        self._task = ray.remote(num_cpus=1, max_retries=RETRIES)(embed_batch)
        self._model = ray.put(model)

    def _connect(self) -> None:
        logging.getLogger("ray").setLevel(logging.ERROR)
        in_main = threading.current_thread() is threading.main_thread()
        handler = signal.getsignal(signal.SIGTERM)
        try:
            self._ray.init(address=self._address, log_to_driver=False, logging_level=logging.ERROR)
        except (OSError, RuntimeError, ValueError, AssertionError, self._ray.exceptions.RayError) as error:
            raise EmbedderError(
                f"the Ray cluster at {self._address} can't be used ({_first_line(error)}): it needs the same versions"
                " of Ray and Python, and this machine must be one of its nodes ('ray start --address HOST:PORT');"
                " or else name its client port, as ray://HOST:10001"
            ) from error
        finally:
            if in_main:  # Ray puts a handler of its own in its place, which ends the process
                signal.signal(signal.SIGTERM, handler)

    def leave(self) -> None:
        """End the tasks that still run, and disconnect."""
        if self._is_ours:
            self._ray.shutdown()

    def cores(self) -> int:
        """Return how many cores the cluster has now, others' work included."""
        found = int(self._ray.cluster_resources().get("CPU", 0))
        if not found:
            raise EmbedderError(f"the Ray cluster at {self._address} has no core: start a node that offers some")
        return found

    def embed(self, batch: list[PassageText]) -> ObjectRef[list[PassageVectors]]:
        """Hand out a batch."""
        # The model's reference is put into a tuple, so that a worker fetches it once, and not for each batch.
        task: ObjectRef[list[PassageVectors]] = self._task.remote((self._model,), batch)
        return task

    def result(self, task: ObjectRef[list[PassageVectors]]) -> list[PassageVectors]:
        """Return a batch's vectors once they are there."""
        errors, at = self._ray.exceptions, f"the Ray cluster at {self._address}"
        kept = "what it embedded before is kept"
        try:
            found: list[PassageVectors] = self._ray.get(task, timeout=PATIENCE)
        except errors.RayTaskError as error:
            if isinstance(error.cause, EmbedderError):
                raise EmbedderError(str(error.cause)) from error
            raise EmbedderError(
                f"a node of {at} can't embed ({_last_line(error)}): install the same Onrecord with its extra ray on"
                " every node"
            ) from error
        except errors.GetTimeoutError as error:
            raise EmbedderError(
                f"{at} gave nothing back for {PATIENCE:.0f} s: 'ray status' tells what its cores do; {kept}"
            ) from error
        except (errors.RayError, ConnectionError) as error:
            raise EmbedderError(
                f"{at} lost a batch {RETRIES + 1} times ({_first_line(error)}): see to its nodes, and index again;"
                f" {kept}"
            ) from error
        return found


def embed_batch(model: tuple[ObjectRef[SentModel]], batch: list[PassageText]) -> list[PassageVectors]:
    """Return the vectors of a batch of passages. Runs on a node of the cluster."""
    return list(_loaded(*model).encode_passages(batch))


@lru_cache(maxsize=1)
def _loaded(reference: ObjectRef[SentModel]) -> OnnxEncoder:
    """Load the model that was sent, once a worker, and hold it against what it gave where it came from."""
    import ray

    sent: SentModel = ray.get(reference)
    with tempfile.TemporaryDirectory(prefix="onrecord-model-") as folder:
        tokenizer, network = Path(folder) / "tokenizer.json", Path(folder) / "model.onnx"
        for file, content in ((tokenizer, sent.tokenizer), (network, sent.network), (axes_file(network), sent.axes)):
            file.write_bytes(content)
        encoder = OnnxEncoder(sent.identity, tokenizer, network, threads=1)
        (found,) = encoder.encode_passages([PROBE])  # reads the files, which then may go
    if not is_near(found, sent.expected):
        node: str = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
        raise EmbedderError(
            f"the node {node} embeds otherwise than this machine: install the same versions"
            " of Onrecord, onnxruntime and tokenizers on both"
        )
    return encoder


def is_near(found: PassageVectors, expected: PassageVectors) -> bool:
    """Return whether the same passage's vectors are the same, but for how two processors round."""
    parts = ((found.passage[None], expected.passage[None]), (found.sentences, expected.sentences))
    tokens = (found.tokens.astype(np.float32), expected.tokens.astype(np.float32))
    if not np.array_equal(found.bounds, expected.bounds) or any(one.shape != other.shape for one, other in parts):
        return False
    return tokens[0].shape == tokens[1].shape and all(_cosines(*pair).min() >= _NEAR for pair in (*parts, tokens))


def _cosines(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray((one * other).sum(axis=1) / np.maximum(lengths, 1e-9))


def _knock(address: str) -> None:
    """Raise EmbedderError where nothing listens at an address."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        socket.create_connection((parts.hostname or "", parts.port or 0), _KNOCKING).close()
    except (OSError, ValueError) as error:
        raise EmbedderError(
            f"no Ray cluster answers at {address} ({error}): start one there ('ray start --head'), or set --ray or"
            " ONRECORD_RAY to another one's HOST:PORT"
        ) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _last_line(error: Exception) -> str:
    return next(reversed(str(error).strip().splitlines()), type(error).__name__)
