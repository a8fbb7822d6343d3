"""What lies in Chroma is what llama-index would have put there, though it wrote none of it."""

import json

import numpy as np
import pytest
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict

from index.nodes import StoredPassage, node_record

VECTOR = np.ones(2, dtype=np.float32)
TOLD = 'It "sailed".\nÉté'
PASSAGES = (
    StoredPassage(12, "town/a “ferry”.txt", "The ferry", "body", 3, 4, 10, 44, "ab" * 32, TOLD, VECTOR),
    StoredPassage(900_001, "b.html", "", "comment", 1, 1, 0, 1, "", "x", VECTOR),
)


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.path)
def test_a_record_is_the_one_that_llama_index_makes_of_such_a_node(passage: StoredPassage) -> None:
    node = TextNode(
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
    made, theirs = node_record(passage), node_to_metadata_dict(node, remove_text=True, flat_metadata=True)
    assert json.loads(str(made.pop("_node_content"))) == json.loads(theirs.pop("_node_content"))
    assert made == theirs


def test_llama_index_reads_the_node_back() -> None:
    node = metadata_dict_to_node(node_record(PASSAGES[0]), text=PASSAGES[0].text)
    assert node.get_content() == PASSAGES[0].text
    assert node.metadata["start_line"] == 3
    assert node.ref_doc_id == PASSAGES[0].path
