"""The archive as llama-index's own retriever and query engine: nodes carry file and lines, and no model is asked."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from llama_index.core import QueryBundle
from llama_index.core import Settings as LlamaSettings
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeRelationship, NodeWithScore, TextNode
from llama_index.core.tools import QueryEngineTool
from llama_index.core.vector_stores import VectorStoreQuery

import qa
from index.embed import load_encoder
from tests.conftest import CACHE, REPOSITORY, ArchiveOf
from tests.shelf import Shelf

FILES = {
    "town/lock.txt": (
        "Lock reopens\n\nBy Ida Vane, 4 March 2031\n\nThe lock at Dunmore reopened on Monday after nine weeks.\n"
        "Three barges passed it before noon. The keeper, Oda Brandt, rang the bell.\n"
    ),
    "undated.txt": "The mill\n\nThe mill at Karsel grinds rye and barley for six villages.\n",
    "town/bridge.txt": "Bridge shut\n\n9 June 2032\n\nThe bridge at Dunmore was shut because of a crack in its pier.\n",
}
QUESTION = "When did the lock at Dunmore reopen?"


@pytest.fixture(scope="module")
def archive(module_archive_of: ArchiveOf) -> qa.Archive:
    return module_archive_of(FILES)


def assert_stands(found: NodeWithScore, archive: qa.Archive) -> None:
    """Check that a node's text stands in its file on the lines and characters that its metadata tells."""
    told = found.metadata
    text = (archive.path / told["path"]).read_text(encoding="utf-8")
    assert text[told["start_char"] : told["end_char"]] == found.text
    assert found.text in "\n".join(text.split("\n")[told["start_line"] - 1 : told["end_line"]])


def test_a_retriever_is_one_of_llama_indexs_and_its_nodes_carry_file_and_lines(archive: qa.Archive) -> None:
    retriever = archive.as_retriever(limit=4)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUESTION)
    assert 1 < len(found) <= 4
    for each in found:
        assert isinstance(each, NodeWithScore)
        assert isinstance(each.node, TextNode)
        assert_stands(each, archive)
    assert found[0].text == "The lock at Dunmore reopened on Monday after nine weeks."
    assert found[0].metadata["path"] == "town/lock.txt"
    assert found[0].metadata["start_line"] == found[0].metadata["end_line"] == 5
    assert found[0].metadata["published"] == "2031-03-04"
    assert found[0].metadata["region"] == "body"


def test_metadata_is_flat_and_what_is_not_known_is_empty(archive: qa.Archive) -> None:
    told = archive.as_retriever().retrieve("What does the mill at Karsel grind?")[0].metadata
    assert told["published"] == ""
    assert all(isinstance(value, str | int) for value in told.values())
    assert set(told) == {
        *("path", "start_line", "end_line", "start_char", "end_char"),
        *("title", "published", "region", "sha256", "state"),
    }


def test_a_model_reads_where_a_line_stands_and_no_embedding_does(archive: qa.Archive) -> None:
    node = archive.as_retriever().retrieve(QUESTION)[0].node
    read = node.get_content(MetadataMode.LLM)
    assert "path: town/lock.txt" in read
    assert "start_line: 5" in read
    assert "sha256" not in read
    assert "lock.txt" not in node.get_content(MetadataMode.EMBED)
    assert node.get_content() == "The lock at Dunmore reopened on Monday after nine weeks."


def test_a_nodes_source_is_its_file(archive: qa.Archive) -> None:
    node = archive.as_retriever().retrieve(QUESTION)[0].node
    assert node.ref_doc_id == "town/lock.txt"
    assert NodeRelationship.SOURCE in node.relationships


def test_ids_depend_on_the_file_and_the_place_alone(archive: qa.Archive, archive_of: ArchiveOf) -> None:
    first = [each.node_id for each in archive.as_retriever().retrieve(QUESTION)]
    assert first == [each.node_id for each in archive_of(FILES).as_retriever().retrieve(QUESTION)]
    assert len(set(first)) == len(first)


def test_scores_are_chances_in_order_so_that_a_cutoff_means_something(archive: qa.Archive) -> None:
    found = archive.as_retriever().retrieve(QUESTION)
    scores = [each.get_score(raise_error=True) for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] == pytest.approx(archive.query(QUESTION).confidence, abs=1e-4)
    kept = SimilarityPostprocessor(similarity_cutoff=0.5)
    assert [each.text for each in kept.postprocess_nodes(found)][:1] == [found[0].text]
    assert kept.postprocess_nodes(archive.as_retriever().retrieve("Who won the chess match in Ulm?")) == []


def test_a_retriever_keeps_to_its_limits(archive: qa.Archive) -> None:
    assert archive.as_retriever(limit=0).retrieve(QUESTION) == []
    later = archive.as_retriever(published_after="2032-01-01").retrieve("What happened at Dunmore?")
    assert {each.metadata["path"] for each in later} == {"town/bridge.txt"}
    with pytest.raises(qa.QuestionError, match="the limit is -1"):
        archive.as_retriever(limit=-1)


def test_what_no_longer_stands_is_not_retrieved(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES)
    (archive.path / "town/lock.txt").write_text("Withdrawn.\n", encoding="utf-8")
    assert "town/lock.txt" not in {each.metadata["path"] for each in archive.as_retriever().retrieve(QUESTION)}


def test_what_moved_is_retrieved_from_where_it_stands_now(archive_of: ArchiveOf) -> None:
    archive = archive_of(FILES)
    path = archive.path / "town/lock.txt"
    path.write_text("A line on top\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = archive.as_retriever().retrieve(QUESTION)[0]
    assert (found.metadata["start_line"], found.metadata["state"]) == (6, "moved")
    assert_stands(found, archive)


def test_a_query_engine_answers_as_the_archive_does(archive: qa.Archive) -> None:
    engine = archive.as_query_engine()
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query(QUESTION)
    answer = archive.query(QUESTION)
    assert str(response) == answer.text
    assert response.metadata is not None
    assert {**response.metadata, "timings_ms": {}} == {**answer.to_dict(), "timings_ms": {}}
    assert [each.text for each in response.source_nodes] == [each.quote for each in answer.citations]
    assert response.source_nodes[0].score == pytest.approx(answer.confidence)
    for each in response.source_nodes:
        assert_stands(each, archive)


def test_a_query_engine_says_what_it_searched_where_nothing_answers(archive: qa.Archive) -> None:
    response = archive.as_query_engine().query("Who won the chess match in Ulm?")
    assert response.source_nodes == []
    assert str(response).startswith("The archive does not answer this.")
    assert response.metadata is not None
    assert response.metadata["status"] == "not_found"


def test_a_query_engine_keeps_to_its_days(archive: qa.Archive) -> None:
    response = archive.as_query_engine(published_before="2031-12-31").query("Why was the bridge at Dunmore shut?")
    assert "town/bridge.txt" not in {each.metadata["path"] for each in response.source_nodes}


def test_both_work_from_a_running_loop(archive: qa.Archive) -> None:
    async def ask() -> tuple[list[str], str]:
        found, response = await asyncio.gather(
            archive.as_retriever(limit=1).aretrieve(QUESTION), archive.as_query_engine().aquery(QueryBundle(QUESTION))
        )
        return [each.text for each in found], str(response)

    texts, said = asyncio.run(ask())
    assert texts == ["The lock at Dunmore reopened on Monday after nine weeks."]
    assert said.startswith(texts[0])


def test_no_model_of_llama_index_is_resolved(archive: qa.Archive) -> None:
    before = (LlamaSettings._llm, LlamaSettings._embed_model)
    archive.as_retriever().retrieve(QUESTION)
    archive.as_query_engine().query(QUESTION)
    QueryEngineTool.from_defaults(archive.as_query_engine(), name="archive").call(QUESTION)
    assert (LlamaSettings._llm, LlamaSettings._embed_model) == before == (None, None)


def test_a_retriever_feeds_llama_indexs_own_engines(archive: qa.Archive) -> None:
    engine = RetrieverQueryEngine.from_args(archive.as_retriever(limit=2), llm=MockLLM())
    response = engine.query(QUESTION)
    assert "start_line: 5" in str(response)  # the mock repeats its prompt
    assert response.source_nodes[0].metadata["path"] == "town/lock.txt"


def test_an_empty_question_is_refused_in_our_words(archive: qa.Archive) -> None:
    with pytest.raises(qa.QuestionError):
        archive.as_query_engine().query("  ")


def documented_programs() -> list[str]:
    text = (REPOSITORY / "docs" / "llama-index.md").read_text(encoding="utf-8")
    programs = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(programs) == 3
    return programs


def test_the_programs_in_the_documentation_run(
    archive_of: ArchiveOf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = archive_of(FILES)
    archive.path.rename(archive.path.with_name("articles"))
    monkeypatch.chdir(archive.path.parent)
    names: dict[str, Any] = {}
    for program in documented_programs():
        exec(program.replace("the ferry run aground", "the lock at Dunmore reopen"), names)
    names["archive"].close()
    assert "town/lock.txt:5 The lock at Dunmore reopened on Monday" in capsys.readouterr().out
    assert list(names["collections"].values()) == [0]
    vector = load_encoder("bundled", CACHE).encode_question(QUESTION).whole.tolist()
    found = names["stores"][0].query(VectorStoreQuery(query_embedding=vector, similarity_top_k=1))
    assert found.nodes[0].metadata["path"] == "town/lock.txt"
    assert found.nodes[0].metadata["start_line"] == 5


def test_a_collection_tells_how_many_dead_passages_it_holds(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add({f"{number}.txt": f"Tower {number}\n\nThe tower {number} is of red stone.\n" for number in range(9)})
    shelf.add({"3.txt": "Tower 3\n\nThe tower 3 is of grey stone.\n"})
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(documented_programs()[2], names)
    assert sorted(names["collections"].values()) == [0, 1]
