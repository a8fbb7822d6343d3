"""What the product itself says of an index, in a fresh process, as plain values that two indexes can be compared by."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import qa
from benchmarks.fault_process import Tell
from index import Encoder, Index, PassageVectors, QuestionVectors, Snapshot
from index.embed import PassageText, load_encoder
from index.errors import IndexMissing
from tests.shelf import FakeEncoder

_TOLERANCE = 2e-3  # of a cosine: the catalog stores float16
_EVERY = 100_000  # more than any of these archives holds
_REGIONS: tuple[Any, ...] = ("title", "byline", "body", "comment")


class ArchiveOver(qa.Archive):
    """The product's own archive over a model of ours."""

    def __init__(self, folder: Path, index_dir: Path, encoder: Encoder) -> None:
        super().__init__(folder, index_dir, qa.Settings(cache_dir=_cache(folder)))
        self.index = self._index = open_index(folder, index_dir, encoder)


def open_index(folder: Path, index_dir: Path, encoder: Encoder | None = None) -> Index:
    """Return the index with the fake model."""
    return Index(folder, index_dir, embedder="fake", cache_dir=_cache(folder), encoder=encoder or FakeEncoder())


def _cache(folder: Path) -> Path:
    """Return a folder for caches that is on no disk of the archive's own."""
    parent = folder.parent
    return (parent.parent if parent.is_mount() else parent) / "cache"


class CountingEncoder:
    """The real model; `encoded` counts the passages that it was given."""

    def __init__(self) -> None:
        self._model = load_encoder("bundled", qa.load_settings().cache_dir)
        self.identity, self.dimension, self.encoded = self._model.identity, self._model.dimension, 0

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, and count it."""
        given = list(passages)
        self.encoded += len(given)
        return self._model.encode_passages(given)

    def encode_question(self, question: str) -> QuestionVectors:
        """Return the vectors of a question."""
        return self._model.encode_question(question)


def refresh(folder: Path, index_dir: Path, tell: Tell) -> int:
    """Refresh with the fake model, and return how many passages were embedded."""
    encoder = FakeEncoder()
    with closing(open_index(folder, index_dir, encoder)) as index:
        index.refresh(tell)
    return len(encoder.encoded)


def refresh_really(folder: Path, index_dir: Path, tell: Tell) -> int:
    """Refresh with the real model, and return how many passages were embedded."""
    encoder = CountingEncoder()
    with closing(open_index(folder, index_dir, encoder)) as index:
        index.refresh(tell)
    return encoder.encoded


def command_line(folder: Path, _: Path, __: Tell) -> None:
    """Become the command `onrecord index`."""
    command = [sys.executable, "-m", "qa.cli", "index", "--quiet", str(folder)]
    os.execve(sys.executable, command, dict(os.environ))


def refresh_fully(folder: Path, index_dir: Path, tell: Tell) -> int:
    """Refresh, reading every file anew, and return how many passages were embedded."""
    encoder = FakeEncoder()
    with closing(open_index(folder, index_dir, encoder)) as index:
        index.refresh(tell, full=True)
    return len(encoder.encoded)


def compact(folder: Path, index_dir: Path, tell: Tell) -> int:
    """Compact the index, and return how many passages were embedded."""
    encoder = FakeEncoder()
    with closing(open_index(folder, index_dir, encoder)) as index:
        index.compact(tell, reading=0.2)
    return len(encoder.encoded)


def repair(folder: Path, index_dir: Path, tell: Tell) -> int:
    """Have whatever is damaged mended by the next refresh, and return how many passages were embedded."""
    return refresh(folder, index_dir, tell)


def look(folder: Path, index_dir: Path, asked: Sequence[str], *, really: bool = False) -> dict[str, Any]:
    """Return what a reader sees: the texts, all that is found for each question, and the answers.

    `texts` is None where nothing was published.
    """
    encoder: Encoder = CountingEncoder() if really else FakeEncoder()
    archive = ArchiveOver(folder, index_dir, encoder)
    try:
        snapshot = archive.index.snapshot()
    except IndexMissing:
        return {"texts": None, "found": None, "answers": None, "troubles": [], "notes": []}
    texts = {record.path: record.text for record in snapshot.articles()}
    found = [_found(snapshot, encoder, question) for question in asked]
    answers = [archive.query(question) for question in asked]
    searched = [_plain_page(archive.search(question, limit=_EVERY)) for question in asked]
    troubles = list(archive.status().to_dict().get("troubles", ()))
    notes = sorted({note for answer in answers for note in answer.notes})
    told = {"troubles": troubles, "notes": notes}
    return {"texts": texts, "found": found, "searched": searched, "answers": [*map(_plain, answers)], **told}


def _found(snapshot: Snapshot, encoder: Encoder, question: str) -> list[Any]:
    """Return every live passage by nearness, and every live sentence with a word of the question, by place alone."""
    from index import analyze

    vector = encoder.encode_question(question).whole
    near: dict[int, float] = {}
    for comments in (False, True):
        for number, cosine in snapshot.nearest(vector, _EVERY, comments=comments):
            if number in near:
                raise AssertionError(f"passage {number} is found twice")
            near[number] = cosine
    hits = snapshot.matching(analyze(question), regions=_REGIONS, limit=_EVERY)
    live = snapshot.passages({*near, *(hit.passage for hit in hits)}, with_vectors=False)
    places = {number: (each.article.path, *map(int, each.spans[0])) for number, each in live.items()}
    dense = sorted((*places[number], cosine) for number, cosine in near.items() if number in places)
    lexical = sorted((*places[hit.passage], hit.ordinal) for hit in hits if hit.passage in places)
    return [_lists(dense), _lists(lexical)]


def _lists(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(row) for row in rows]


def _plain(answer: qa.Answer) -> dict[str, Any]:
    plain = answer.to_dict()
    return {name: value for name, value in plain.items() if name not in {"timings_ms", "notes"}}


def _plain_page(page: qa.SearchPage) -> dict[str, Any]:
    plain = page.to_dict()
    plain["hits"] = sorted((hit["path"], hit["start_char"], hit["quote"]) for hit in plain["hits"])
    return {"total": plain["total"], "matched": plain["matched"], "hits": [list(hit) for hit in plain["hits"]]}


def differ(found: Sequence[Any], wanted: Sequence[Any]) -> bool:
    """Return whether two looks found anything else, or at another cosine, for any question."""
    if len(found) != len(wanted):
        return True
    for (near, words), (wanted_near, wanted_words) in zip(found, wanted, strict=True):
        places = [row[:-1] for row in near] != [row[:-1] for row in wanted_near]
        if places or words != wanted_words:
            return True
        if any(abs(one[-1] - other[-1]) > _TOLERANCE for one, other in zip(near, wanted_near, strict=True)):
            return True
    return False


def false_citations(answers: Iterable[Mapping[str, Any]], files: Mapping[str, bytes]) -> list[str]:
    """Return the citations of plain text that don't stand, letter by letter, on the line they name."""
    wrong = []
    for answer in answers:
        for citation in answer["citations"]:
            data = files.get(citation["path"])
            if data is None:
                wrong += [f"{citation['path']} is cited and is not there"] if "#" not in citation["path"] else []
                continue
            text = data.decode()
            start, end = citation["start_char"], citation["end_char"]
            line = text.count("\n", 0, start) + 1
            if text[start:end] != citation["quote"] or line != citation["start_line"]:
                wrong.append(f"{citation['path']}:{citation['start_line']} does not say {citation['quote']!r}")
    return wrong
