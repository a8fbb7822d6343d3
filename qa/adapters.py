"""An archive as llama-index's own objects: a retriever, and a query engine, whose nodes carry file and lines.

Both only ask the archive. No language model, embedding model or global setting of llama-index is used or touched:
a query engine answers as `Archive.query` does, and its sentences are vouched for as there. Importing this loads
llama-index, which takes seconds, so it is imported where an adapter is asked for.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, TypedDict

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from qa.checks import STANDING
from qa.errors import QuestionError

if TYPE_CHECKING:
    from datetime import date

    from llama_index.core.callbacks.base import CallbackManager
    from llama_index.core.prompts.mixin import PromptMixinType

    from qa.archive import Archive
    from qa.types import Citation

_NAMESPACE = uuid.UUID("5b0f3c52-6a5c-5d0e-9f37-0c1d6c1a7e21")
# A reader, and a model that is to cite, needs where a line stands; an embedding is better without.
_UNREAD = ["start_char", "end_char", "sha256", "state"]
_NOT_EMBEDDED = ["path", "start_line", "end_line", "published", "region", *_UNREAD]


class Limits(TypedDict, total=False):
    """What is asked: articles between these days, inclusive, and readers' comments, each as in `Archive.query`."""

    published_after: str | date | None
    published_before: str | date | None
    include_comments: bool | None


class ArchiveRetriever(BaseRetriever):
    """Retrieves the sentences that are likeliest to answer, as they stand on disk now."""

    def __init__(
        self, archive: Archive, limit: int, limits: Limits, callback_manager: CallbackManager | None = None
    ) -> None:
        """Retrieve at most `limit` sentences; `QuestionError` where that is negative."""
        if limit < 0:
            raise QuestionError(f"the limit is {limit}: give how many sentences to return, 0 or more")
        super().__init__(callback_manager=callback_manager)
        self._archive = archive
        self._limit = limit
        self._limits = limits

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        ranked = self._archive.rank(query_bundle.query_str, self._limit, **self._limits)
        # What no longer stands in its file can't be cited, so nobody should be handed it.
        standing = [(each, chance) for each, chance in ranked if each.state in STANDING]
        return [NodeWithScore(node=to_node(each), score=chance) for each, chance in standing]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class ArchiveQueryEngine(BaseQueryEngine):
    """Answers as `Archive.query` does; the response's `metadata` is the whole answer, its nodes are the citations."""

    def __init__(self, archive: Archive, limits: Limits, callback_manager: CallbackManager | None = None) -> None:
        super().__init__(callback_manager=callback_manager)
        self._archive = archive
        self._limits = limits

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._archive.query(query_bundle.query_str, **self._limits)
        # Only of the first citation is it known how likely it answers.
        nodes = [
            NodeWithScore(node=to_node(each), score=answer.confidence if each.number == 1 else None)
            for each in answer.citations
        ]
        return Response(answer.text, nodes, answer.to_dict())

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


def to_node(citation: Citation) -> TextNode:
    """Return a cited sentence as a node: `text` is the quote, verbatim; lines are physical, 1-based and inclusive.

    Its id depends on the file's content and the place in it, and on nothing else; its source is the path. What is not
    known is "", because stores take no None.
    """
    place = f"{citation.sha256}/{citation.path}#{citation.start_char}-{citation.end_char}"
    return TextNode(
        id_=str(uuid.uuid5(_NAMESPACE, place)),
        text=citation.quote,
        metadata={
            "path": citation.path,
            "start_line": citation.start_line,
            "end_line": citation.end_line,
            "start_char": citation.start_char,
            "end_char": citation.end_char,
            "title": citation.title or "",
            "published": citation.published or "",
            "region": citation.region,
            "sha256": citation.sha256,
            "state": citation.state,
        },
        excluded_embed_metadata_keys=_NOT_EMBEDDED,
        excluded_llm_metadata_keys=_UNREAD,
        start_char_idx=citation.start_char,
        end_char_idx=citation.end_char,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=citation.path)},
    )
