"""Stock llama-index beside Onrecord: the same texts, the same weights, the same vector store, as its guide does it.

Nothing of it is tuned, and what it embeds is cut at the model's window, as it is for everybody who uses it so.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bench_indexing import index_afresh
from benchmarks.bench_machine import Figures, Setup, seconds
from index.embed import WINDOW, load_encoder
from index.models import BUNDLED, find_model
from qa.settings import load_settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import BaseNode
    from tokenizers import Tokenizer

ROUNDS = 3
Span = tuple[int, int]


def stock(setup: Setup) -> Figures:
    """Index the .txt files of an archive by stock llama-index and by Onrecord, in turn; what the first loses.

    Raises:
        ImportError: the extra `bench` is not installed.
    """
    from tokenizers import Tokenizer

    cache = load_settings().cache_dir
    folder = find_model(BUNDLED, cache).folder
    # By name, since a type checker finds this package only where the extra is installed.
    model = import_module("llama_index.embeddings.huggingface").HuggingFaceEmbedding(str(folder), device="cpu")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoder = load_encoder(BUNDLED, cache)
    nodes = _index_stock(setup.archive, model)  # which loads what is loaded once
    index_afresh(setup.archive, encoder)
    theirs, ours = [], []
    for _ in range(min(setup.rounds, ROUNDS)):
        theirs.append(seconds(partial(_index_stock, setup.archive, model)))
        ours.append(seconds(partial(index_afresh, setup.archive, encoder)))
    texts = {path.as_posix(): path.read_text(encoding="utf-8") for path in setup.archive.rglob("*.txt")}
    return {
        "articles": float(len(texts)),
        "articles a second, llama-index": len(texts) / min(theirs),
        "articles a second, onrecord": len(texts) / min(ours),
        "times as fast as llama-index": min(theirs) / min(ours),
        "chunks of llama-index": float(len(nodes)),
        "share of the text that no vector of llama-index has read": share_lost(texts, _read(nodes, tokenizer)),
    }


def _index_stock(archive: Path, model: BaseEmbedding) -> Sequence[BaseNode]:
    """Index a folder as llama-index's guide does, into a store that is deleted afterwards; return its nodes."""
    from chromadb import PersistentClient
    from chromadb.config import Settings
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    logging.getLogger("llama_index").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        documents = SimpleDirectoryReader(str(archive), recursive=True, required_exts=[".txt"]).load_data()
        nodes = SentenceSplitter().get_nodes_from_documents(documents)
        client = PersistentClient(folder, Settings(anonymized_telemetry=False))
        collection = client.create_collection("articles")
        store = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        VectorStoreIndex(nodes, storage_context=store, embed_model=model)
        return nodes


def _read(nodes: Sequence[BaseNode], tokenizer: Tokenizer) -> Mapping[str, list[Span]]:
    """Return what of each file lies before the model's window ends, as code-point spans of its text."""
    from llama_index.core.schema import MetadataMode, TextNode

    tokenizer.no_truncation()
    found: dict[str, list[Span]] = {}
    for node in nodes:
        assert isinstance(node, TextNode)
        embedded = node.get_content(MetadataMode.EMBED)
        before = len(embedded) - len(node.text)  # the file's path, which is embedded, too
        ends = [end for _, end in tokenizer.encode(embedded, add_special_tokens=False).offsets]
        read = seen_of(ends, len(embedded)) - before
        if read > 0 and node.start_char_idx is not None:
            spans = found.setdefault(Path(node.metadata["file_path"]).as_posix(), [])
            spans.append((node.start_char_idx, node.start_char_idx + read))
    return found


def seen_of(ends: Sequence[int], length: int, window: int = WINDOW) -> int:
    """Return where in a text of `length` the last word piece ends that fits into the window with its two special ones.

    `ends` is where each word piece ends.
    """
    return length if len(ends) <= window - 2 else ends[window - 3]


def share_lost(texts: Mapping[str, str], read: Mapping[str, Iterable[Span]]) -> float:
    """Return the share of all characters, spaces left out, that lie in none of the spans that were read."""
    lost = whole = 0
    for name, text in texts.items():
        seen = bytearray(len(text))
        for start, end in read.get(name, ()):
            seen[start:end] = b"\1" * len(seen[start:end])
        counted = [not mark for mark, character in zip(seen, text, strict=True) if not character.isspace()]
        lost += sum(counted)
        whole += len(counted)
    return lost / whole if whole else 0.0
