"""Measure composed answers against llama-index's own CitationQueryEngine: same articles, same model, same run.

    ONRECORD_MODEL=local/FILE.gguf python benchmarks/citation_engine.py ARTICLES QUESTIONS.jsonl --limit 20

The model is that of the usual settings, openai-like or local. Theirs is the stock pipeline: documents, its own splitter
and prompts, the two nearest nodes, embedded by the same bundled model as ours. A row of the questions is as for
`onrecord eval`; rows that the archive does not answer are left out.

An answer holds a fact where any fact of its row stands in it in one of its spellings. A figure is invented where it
stands in the answer, markers aside, and nowhere in what the engine had found.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.llms.openai_like import OpenAILike

import qa
from index.embed import Encoder, PassageText, load_encoder
from qa.evaluation.judge import holds_fact
from qa.evaluation.questions import GoldQuestion, read_questions
from qa.models.local import CONTEXT, file_of, load
from qa.settings import key_of

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Z]\w*")  # the words of dates and the first of a sentence among them
_MARKER = re.compile(r"\[\d+(?:,\s*\d+)*\]")


@dataclass(frozen=True)
class Measured:
    """What one engine made of one question; `shown_false` counts shown sentences that say more than their quotes."""

    answered: bool
    fact: bool
    cited: bool
    cited_fact: bool
    invented: bool
    seconds: float
    generated: bool = False
    written: int = 0
    withheld: int = 0
    shown_false: int = 0


class BundledEmbedding(BaseEmbedding):
    """The embedding model that Onrecord brings, for llama-index."""

    encoder: Any

    def _get_text_embedding(self, text: str) -> list[float]:
        encoder: Encoder = self.encoder
        (vectors,) = encoder.encode_passages([PassageText(text, ((0, len(text)),))])
        return vectors.passage.tolist()  # type: ignore[no-any-return]

    def _get_query_embedding(self, query: str) -> list[float]:
        encoder: Encoder = self.encoder
        return encoder.encode_question(query).whole.tolist()  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def main() -> None:
    """Ask both engines each question and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--limit", type=int, default=20, help="ask at most so many questions, spread over the file")
    parser.add_argument("--theirs", type=int, help="ask llama-index only the first so many of them: it is slow")
    parser.add_argument("--index-dir", type=Path, help="where our index lies, if not below the articles")
    given = parser.parse_args()
    settings = qa.load_settings()
    rows = [row for row in read_questions(given.questions) if row.answers]
    rows = rows[:: max(1, len(rows) // given.limit)][: given.limit]
    theirs = _their_engine(given.articles, settings)
    ours: list[Measured] = []
    other: list[Measured] = []
    with qa.open_archive(given.articles, given.index_dir, settings) as archive:
        archive.refresh()
        archive.query(rows[0].question)  # what is loaded at the first question is no question's time
        for number, row in enumerate(rows, 1):
            ours.append(measure_ours(archive, row))
            if given.theirs is None or number <= given.theirs:
                other.append(measure_theirs(theirs, row))
            print(f"{number}/{len(rows)}", end="\r", flush=True)
    print(f"{settings.model}, {len(rows)} questions of {given.questions.name}\n")
    print("\n".join(table(ours, other)))


def build_llm(settings: qa.Settings) -> LLM:
    """Return the model of the settings for llama-index; `SettingsError` where it is neither openai-like nor local."""
    provider, _, name = settings.model.partition("/")
    address, key = settings.model_url, key_of(settings) or "none"
    if provider == "local":
        engine = load(file_of(settings))
        address, key = engine.address, engine.key
    elif provider != "openai-like":
        raise qa.SettingsError("this benchmark needs ONRECORD_MODEL=openai-like/NAME or local/FILE.gguf")
    return OpenAILike(
        model=name,
        api_base=address,
        api_key=key,
        is_chat_model=True,
        context_window=CONTEXT,
        max_tokens=400,
        temperature=0.0,
        timeout=settings.model_timeout * 5,
        max_retries=0,
    )


def _their_engine(articles: Path, settings: qa.Settings) -> CitationQueryEngine:
    encoder = load_encoder(settings.embedder, settings.cache_dir)
    files = sorted(file for file in articles.rglob("*") if file.suffix in {".txt", ".md"} and file.is_file())
    documents = [Document(text=file.read_text(encoding="utf-8", errors="replace")) for file in files]
    index = VectorStoreIndex.from_documents(documents, embed_model=BundledEmbedding(encoder=encoder))
    return CitationQueryEngine.from_args(index, llm=build_llm(settings))


def measure_theirs(engine: CitationQueryEngine, row: GoldQuestion) -> Measured:
    """Ask llama-index; a marker counts as a citation where it names a source that was given."""
    began = time.perf_counter()
    response = engine.query(row.question)
    seconds = time.perf_counter() - began
    text = str(response)
    sources = [node.node.get_content() for node in getattr(response, "source_nodes", ())]
    named = {int(number) for marker in _MARKER.findall(text) for number in re.findall(r"\d+", marker)}
    cited = [sources[number - 1] for number in sorted(named) if 0 < number <= len(sources)]
    bare = _MARKER.sub("", text)
    return Measured(
        answered=bool(bare.strip()),
        fact=_holds(row, [bare]),
        cited=bool(cited),
        cited_fact=_holds(row, cited),
        invented=bool(_absent(_FIGURE, bare, sources)),
        seconds=seconds,
    )


def measure_ours(archive: qa.Archive, row: GoldQuestion) -> Measured:
    """Ask the archive; each shown sentence is held against its own quotes, by figures, dates and names alone."""
    began = time.perf_counter()
    answer = archive.query(row.question)
    seconds = time.perf_counter() - began
    quotes = {citation.number: citation.quote for citation in answer.citations}
    false = [
        claim.text
        for claim in answer.claims
        if any(_absent(kind, claim.text, map(quotes.__getitem__, claim.citations)) for kind in (_FIGURE, _NAME))
    ]
    for text in false:
        print(f"beyond its quotes: {text!r}")
    return Measured(
        answered=answer.status == "answered",
        fact=_holds(row, [claim.text for claim in answer.claims]),
        cited=any(claim.citations for claim in answer.claims),
        cited_fact=_holds(row, quotes.values()),
        invented=bool(_absent(_FIGURE, " ".join(claim.text for claim in answer.claims), quotes.values())),
        seconds=seconds,
        generated=answer.mode == "generated",
        written=count_written(answer),
        withheld=len(answer.withheld),
        shown_false=len(false),
    )


def count_written(answer: qa.Answer) -> int:
    """Return how many claims are the model's: those before the lines that are quoted because no claim cites them.

    A last sentence that is a whole line counts as quoted, so that this is the least they can be.
    """
    if answer.mode != "generated":
        return 0
    quotes = {citation.quote: citation.number for citation in answer.citations}
    claims = answer.claims
    for written in range(1, len(claims)):
        used = {number for claim in claims[:written] for number in claim.citations}
        rest = [quotes.get(claim.text) for claim in claims[written:]]
        if sorted(filter(None, rest)) == sorted({1, 2, 3} & set(quotes.values()) - used) and None not in rest:
            return written
    return len(claims)


def _absent(kind: re.Pattern[str], text: str, sources: Iterable[str]) -> set[str]:
    """Return what a text has of a kind, and its sources have nowhere; capitals aside."""
    among = _FIGURE if kind is _FIGURE else _WORD
    said = {word.casefold() for source in sources for word in among.findall(source)}
    return {word for word in kind.findall(text) if word.casefold() not in said}


def _holds(row: GoldQuestion, texts: Iterable[str]) -> bool:
    text = "\n".join(texts)
    return any(holds_fact(spellings, text) for spellings in row.answers)


def table(ours: Sequence[Measured], theirs: Sequence[Measured]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = ["| | Onrecord | CitationQueryEngine |", "|---|---|---|"]
    for title, name in (
        ("an answer at all", "answered"),
        ("with a fact that was asked for", "fact"),
        ("with a citation", "cited"),
        ("with a fact in what is cited", "cited_fact"),
        ("with an invented figure", "invented"),
    ):
        counts = [f"{sum(getattr(each, name) for each in engine)} of {len(engine)}" for engine in (ours, theirs)]
        lines.append(f"| {title} | {counts[0]} | {counts[1]} |")
    answered = sum(each.answered for each in ours)
    written, withheld = sum(each.written for each in ours), sum(each.withheld for each in ours)
    share = f"{withheld} of {written + withheld}"
    lines.append(f"| with a sentence of the model's | {sum(each.generated for each in ours)} of {answered} | all |")
    lines.append(f"| the model's sentences withheld | {share} | none |")
    lines.append(f"| shown sentences with more than their quotes | {sum(each.shown_false for each in ours)} | |")
    seconds = [f"{median(each.seconds for each in engine):.1f}" if engine else "" for engine in (ours, theirs)]
    lines.append(f"| seconds an answer, median | {seconds[0]} | {seconds[1]} |")
    return lines


if __name__ == "__main__":
    main()
