"""Passages in Chroma as the records that llama-index's `ChromaVectorStore` makes of `TextNode`s, so that it reads them.

The library itself isn't used to write: importing it takes 1.2 s, half of a refresh with one changed file, and making a
node of a passage takes longer than embedding a short one. A test holds that its records and these are equal.
Ids are the catalog's passage ids, always fresh: Chroma silently keeps the old record of an id that exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Vector

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_BATCH = 2048  # Chroma takes at most 5,461 records at once


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with all that its node carries. Lines are physical, 1-based and inclusive."""

    id: int
    path: str
    title: str
    region: str
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    sha256: str
    text: str
    vector: Vector


def add_passages(collection: Collection, passages: Iterable[StoredPassage], limit: int = _BATCH) -> int:
    """Add passages to a Chroma collection; return how many.

    `limit` is how many its server takes at once, where it has one.
    """
    added = 0
    stream = iter(passages)
    while batch := list(islice(stream, min(limit, _BATCH))):
        collection.add(
            ids=[str(passage.id) for passage in batch],
            embeddings=np.stack([passage.vector for passage in batch]),
            documents=[passage.text for passage in batch],
            metadatas=[node_record(passage) for passage in batch],
        )
        added += len(batch)
    return added


def node_record(passage: StoredPassage) -> dict[str, str | int]:
    """Return the metadata of a passage's record, the node without its text among them (llama-index-core 0.14)."""
    told: dict[str, str | int] = {
        "path": passage.path,
        "title": passage.title,
        "region": passage.region,
        "start_line": passage.start_line,
        "end_line": passage.end_line,
        "sha256": passage.sha256,
    }
    source: dict[str, object] = {"node_id": passage.path, "node_type": None, "metadata": {}, "hash": None}
    node = {
        "id_": str(passage.id),
        "embedding": None,
        "metadata": told,
        "excluded_embed_metadata_keys": ["region", "sha256", "start_line", "end_line"],
        "excluded_llm_metadata_keys": ["region", "sha256"],
        "relationships": {"1": source | {"class_name": "RelatedNodeInfo"}},
        "metadata_template": "{key}: {value}",
        "metadata_separator": "\n",
        "text": "",
        "mimetype": "text/plain",
        "start_char_idx": passage.start_char,
        "end_char_idx": passage.end_char,
        "text_template": "{metadata_str}\n\n{content}",
        "class_name": "TextNode",
    }
    content = {"_node_content": json.dumps(node, ensure_ascii=False), "_node_type": "TextNode"}
    return told | content | dict.fromkeys(("document_id", "doc_id", "ref_doc_id"), passage.path)
