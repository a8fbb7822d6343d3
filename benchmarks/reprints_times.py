"""What finding reprints costs, for `benchmarks.reprints`: invented articles in a catalog of their own."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from index import schema
from index.alignment import statements
from index.catalog import Catalog, add_rows
from index.clusters import update_clusters
from index.records import region_letters
from index.reprints import Clusters, sign
from index.types import Article, Region

MANY = 10_000
_REPRINTED = 10  # every so many articles, one that prints an earlier one with a line of its own
_SYLLABLES = [f"{a}{b}" for a in ("bar", "tel", "nor", "quin", "sel") for b in ("an", "or", "im", "ul", "eth")]


def times() -> Iterable[str]:
    """Yield the lines of the report."""
    random_ = random.Random(8)
    texts = list(_invented(random_))
    with tempfile.TemporaryDirectory() as place:
        catalog = Catalog.in_folder(Path(place))
        catalog.prepare("none")
        signing = _add(catalog, dict(enumerate(texts, 1)), 1)
        built = _update(catalog, 1)
        found = Clusters.from_bytes(catalog.reprints(1))
        _add(catalog, {len(texts) + 1: f"{texts[0]}One line more.\n"}, 2)
        one = _update(catalog, 2)
        began = time.process_time()
        size = len(Clusters.from_bytes(catalog.reprints(2)).to_bytes())
        reading = time.process_time() - began
        catalog.close()
    yield "\n## Cost\n"
    yield f"{MANY:,} invented articles of about 450 words, a tenth of them reprints; seconds of one core.\n"
    yield "| | |\n|---|---|"
    yield f"| a signature, an article | {1000 * signing:.1f} ms |"
    yield f"| the reprints of all, found at a first build | {built:.1f} s, {len(found.pairs):,} pairs |"
    yield f"| the reprints of one that is added | {one:.2f} s |"
    yield f"| read by who asks, once a generation | {1000 * reading:.0f} ms, {size:,} bytes |"


def _invented(random_: random.Random) -> Iterable[str]:
    words = [f"{one}{other}" for one in _SYLLABLES for other in ("", *_SYLLABLES)]
    made: list[str] = []
    for number in range(MANY):
        body = "".join(f"{' '.join(random_.choices(words, k=18)).capitalize()}.\n" for _ in range(25))
        if made and number % _REPRINTED == 0:
            body = f"{random_.choice(made)}Line {number} stands in no other article of them all.\n"
        made.append(body)
    return made


def _add(catalog: Catalog, texts: Mapping[int, str], generation: int) -> float:
    """Store articles and return the seconds that a signature took."""
    rows: list[dict[str, object]] = []
    seconds = 0.0
    for number, text in texts.items():
        article = Article(f"{number}.txt", text, "", "utf-8")
        body: Region = "body"
        regions: list[Region | None] = [body] * text.count("\n")
        regions.append(None)
        began = time.process_time()
        signature = sign(statements(text, article.lines, regions))
        seconds += time.process_time() - began
        told = {"id": number, "path": article.path, "text": text, "regions": region_letters(regions)}
        rows.append(dict(_EMPTY) | told | {"added": generation, "signature": signature and signature.to_bytes()})
    with catalog.writing() as connection:
        add_rows(connection, schema.articles, rows)
    return seconds / len(texts)


_EMPTY: Mapping[str, object] = {
    "sha256": "",
    "encoding": "utf-8",
    "line_keys": b"",
    "published_inferred": False,
    "pages": [],
    "dates": [],
    "names": {},
}


def _update(catalog: Catalog, generation: int) -> float:
    began = time.process_time()
    update_clusters(catalog, generation)
    return time.process_time() - began
