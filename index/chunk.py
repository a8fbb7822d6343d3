"""Group sentences into passages of about a hundred tokens, counted by tiktoken. A sentence is never cut here.

A passage stays within one region, and ends early at the end of a paragraph once it is half full: sentences of one
paragraph belong together, and small passages find better than large ones.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index.types import Article, Passage, Sentence

if TYPE_CHECKING:
    import tiktoken

TARGET_TOKENS = 128  # fits the embedder's 256 word pieces together with the title


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    """Load cl100k_base from the table that llama-index-core ships, so that nothing is fetched."""
    import tiktoken

    if "TIKTOKEN_CACHE_DIR" not in os.environ:
        spec = find_spec("llama_index.core")
        if spec is not None and spec.origin is not None:
            os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(spec.origin).parent / "_static" / "tiktoken_cache")
    return tiktoken.get_encoding("cl100k_base")


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Return some 20,000 words that are commoner in lower case than with a capital, as cl100k_base ranks them."""
    ranks = _encoding()._mergeable_ranks  # noqa: SLF001 - tiktoken has no public way to its ranks
    found = set()
    for token, rank in ranks.items():
        word = token[1:]
        plain = token[:1] == b" " and word.isalpha() and word.islower() and len(word) > 1
        if plain and rank < ranks.get(b" " + word.capitalize(), 10**9):
            found.add(word.decode())
    return frozenset(found)


def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens of `text`; special tokens count as plain text."""
    # Runs of one character are quadratic for tiktoken; past this length the exact count decides nothing.
    if len(text) > 20_000:
        return len(text) // 4
    return len(_encoding().encode_ordinary(text))


def chunk(article: Article, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """Return the passages of `sentences`, which are in order of their place; every sentence is in exactly one."""
    passages: list[Passage] = []
    group: list[Sentence] = []
    tokens = 0
    for sentence in sentences:
        size = count_tokens(article.text[sentence.start : sentence.end])
        if group and (
            sentence.region != group[-1].region
            or tokens + size > TARGET_TOKENS
            or (tokens * 2 >= TARGET_TOKENS and "\n" in article.text[group[-1].end : sentence.start])
        ):
            passages.append(Passage(group[0].region, tuple(group)))
            group, tokens = [], 0
        group.append(sentence)
        tokens += size
    if group:
        passages.append(Passage(group[0].region, tuple(group)))
    return tuple(passages)
