"""Passages as llama-index `TextNode`s in a Chroma collection, so that llama-index programs can read it.

Used only while indexing: importing llama-index takes seconds. Ids are the catalog's passage ids and always fresh,
because `ChromaVectorStore.add` silently keeps the old record of an id that exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

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


def add_passages(collection: Collection, passages: Iterable[StoredPassage]) -> int:
    """Add passages to a Chroma collection through llama-index's ChromaVectorStore; return how many."""
    from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    store = ChromaVectorStore(chroma_collection=collection)
    added = 0
    stream = iter(passages)
    while batch := list(islice(stream, _BATCH)):
        nodes: list[BaseNode] = [
            TextNode(
                id_=str(passage.id),
                text=passage.text,
                embedding=passage.vector.tolist(),
                metadata={
                    "path": passage.path,
                    "title": passage.title,
                    "region": passage.region,
                    "start_line": passage.start_line,
                    "end_line": passage.end_line,
                    "sha256": passage.sha256,
                },
                excluded_embed_metadata_keys=["region", "sha256", "start_line", "end_line"],
                excluded_llm_metadata_keys=["region", "sha256"],
                start_char_idx=passage.start_char,
                end_char_idx=passage.end_char,
                relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.path)},
            )
            for passage in batch
        ]
        store.add(nodes)
        added += len(nodes)
    return added
