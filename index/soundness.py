"""Open one derived store and compare all of it with the catalog; run as a child process, for a torn store can crash it.

    python -P -m index.soundness INDEX_FOLDER chroma|lexical

The last line of its output is JSON: what is wrong, or null. No output, or none in time, is damage as well.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.documents import known_passages, live_documents
from index.errors import IndexStoreError
from index.footers import altered_file
from index.lexical import LexicalIndex, LexicalSnapshot, analyze
from index.nodes import StoredPassage
from index.seal import STORES, Store
from index.segments import held_passages, stored_passages
from index.types import Region
from index.vector_server import VectorServer
from index.vectors import VectorStore
from index.wanted import AllOf, Phrase

_SECONDS = 60.0  # that a check may take
_SECONDS_A_SENTENCE = 0.02  # and so much more for each sentence of the archive
_NEAR = 10  # passages among which one must be when its own vector is searched for
_TOLERANCE = 2e-3  # of a component: the catalog stores float16
_AT_ONCE = 100


def find_damage(index_dir: Path, store: Store, sentences: int) -> str | None:
    """Return what is wrong with a store, None where it is sound; a child process opens it.

    `sentences` are those of the archive: the more there are, the longer the child may take.
    """
    # -P: a file index.py in the working directory must not be taken for ours.
    command = [sys.executable, "-P", "-m", "index.soundness", str(index_dir), store]
    seconds = _SECONDS + _SECONDS_A_SENTENCE * sentences
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        return f"it did not open within {seconds:.0f} seconds"
    if child.returncode < 0:
        return f"opening it crashes (signal {-child.returncode})"
    try:
        found = json.loads(child.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return f"it can't be checked: {(child.stderr.strip().splitlines() or ['no message'])[-1][:200]}"
    return None if found is None else str(found)


def check_chroma(catalog: Catalog, folder: Path) -> str | None:
    """Return how the collections differ from the catalog's segments, None where they don't.

    Each live collection holds just its passages, each with its text and vector, and a search for that vector finds it.
    """
    database = folder / "chroma.sqlite3"
    if not database.is_file():
        return "it is gone"
    with closing(sqlite3.connect(database)) as connection:
        problem = connection.execute("pragma quick_check(1)").fetchone()[0]
    if problem != "ok":
        return f"{database.name}: {problem}"
    store = VectorStore(folder)
    try:
        return compare_collections(catalog, store)
    finally:
        store.close()


def compare_collections(catalog: Catalog, store: VectorStore | VectorServer) -> str | None:
    """Return how live collections differ from the catalog's segments, None where they don't.

    Raises:
        IndexStoreError: one can't be read.
    """
    for segment in catalog.segments(catalog.published().number):
        name, members = segment.collection, held_passages(catalog, segment.id)
        held = {number: each for some in store.contents(name) for number, each in some.items()}
        if held.keys() != members:
            return f"the collection {name} holds {len(held)} passages, not its {len(members)}"
        stored = stored_passages(catalog, segment.id)
        while some := list(islice(stored, _AT_ONCE)):
            for passage in some:
                text, vector = held[passage.id]
                if text != passage.text or not np.allclose(vector, passage.vector, atol=_TOLERANCE):
                    return f"the collection {name} has another text or vector for the passage {passage.id}"
            if lost := _unreachable(store, name, some):
                return f"the collection {name} does not find the passage {lost}"
    return None


def _unreachable(store: VectorStore | VectorServer, name: str, some: Sequence[StoredPassage]) -> int | None:
    found = store.nearest(name, np.stack([passage.vector for passage in some]), _NEAR)
    for passage, hits in zip(some, found, strict=True):
        # Where ten others have the same vector, it need not be among the first ten itself.
        alike = len(hits) == _NEAR and min(cosine for _, cosine in hits) > 1 - _TOLERANCE
        if not alike and passage.id not in {number for number, _ in hits}:
            return passage.id
    return None


def check_lexical(catalog: Catalog, folder: Path) -> str | None:
    """Return how the lexical index differs from the catalog's sentences, None where it doesn't.

    Its files are as tantivy wrote them, each live sentence is there once and is found by its words, and there is no
    sentence of a passage that the catalog never heard of.
    """
    if not (folder / "meta.json").is_file():
        return "it is gone"
    altered = altered_file(folder)
    if altered:
        return f"{altered} is not as it was written"
    snapshot = LexicalIndex(folder, begin=False).snapshot()
    held = Counter((hit.passage, hit.ordinal) for hit in snapshot.everything())
    unknown = {number for number, _ in held} - known_passages(catalog)
    if unknown:
        return f"it holds sentences of {len(unknown)} passages that the catalog does not know"
    for document in live_documents(catalog, catalog.published().number):
        times = held[document.passage, document.ordinal]
        if times != 1:
            return f"a sentence of the article {document.article} is there {times} times"
        if not _is_found(snapshot, document.passage, document.ordinal, document.text):
            return f"a sentence of the article {document.article} is not found by its words"
    return None


def _is_found(snapshot: LexicalSnapshot, passage: int, ordinal: int, text: str) -> bool:
    terms = dict.fromkeys(analyze(text))
    words = AllOf(tuple(Phrase((term,)) for term in terms))
    regions: tuple[Region, ...] = ("body", "comment", "title", "byline")
    return not terms or any(
        (hit.passage, hit.ordinal) == (passage, ordinal)
        for hit in snapshot.find(words, regions=regions, limit=len(snapshot) or 1)
    )


def main() -> None:
    """Check as the child, and print what is wrong."""
    index_dir, store = Path(sys.argv[1]), sys.argv[2]
    catalog = Catalog.in_folder(index_dir)
    check = {"chroma": check_chroma, "lexical": check_lexical}[store]
    folder = index_dir / catalog.store_folders()[next(each for each in STORES if each == store)]
    try:
        found = check(catalog, folder)
    except (IndexStoreError, sqlite3.Error) as error:
        found = str(error)
    finally:
        catalog.close()
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
