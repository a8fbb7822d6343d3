"""Any sequence of operations on an archive's files leaves the index that a fresh one would be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.shelf import Shelf, assert_whole


class Folder(RuleBasedStateMachine):
    """Any sequence of operations on files, with refreshes, reopenings and compactions in between."""

    NAMES = st.sampled_from(["a.txt", "b.txt", "B.txt", "sub/a.txt", "sub/c.md", "rows.jsonl"])
    WORDS = st.lists(st.sampled_from("ferry pear mayor flood wall harbour 40 60 Oste".split()), min_size=2, max_size=5)

    def __init__(self) -> None:
        super().__init__()
        self._place = TemporaryDirectory(prefix="onrecord-test-", ignore_cleanup_errors=True)
        self.shelf = Shelf(Path(self._place.name, "articles"))
        self.files: dict[str, bytes] = {}

    def _texts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, data in self.files.items():
            if name.endswith(".jsonl"):
                for number, line in enumerate(data.decode().splitlines(), 1):
                    found[f"{name}#{number}"] = json.loads(line)["text"]
            elif b"\x00" not in data:
                found[name] = data.decode()
        return found

    @initialize(words=WORDS)
    def begin(self, words: list[str]) -> None:
        self._put("start.txt", f"Start\n\nIt began with {' '.join(words)}. Then it went on.\n".encode())
        self.refresh()

    def _put(self, name: str, data: bytes) -> None:
        self.files[name] = data
        self.shelf.write({name: data})

    @rule(name=NAMES, words=WORDS)
    def write_file(self, name: str, words: list[str]) -> None:
        text = f"The {words[0]}\n\nOSTE, 3 May 2041 - The {' '.join(words)} came on Friday. So it was said.\n"
        if name.endswith(".jsonl"):
            rows = [json.dumps({"text": f"The {word} was seen in row {n}."}) for n, word in enumerate(words)]
            self._put(name, "\n".join(rows).encode())
        else:
            self._put(name, text.encode())

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if self.files.pop(name, None) is not None:
            (self.shelf.folder / name).unlink()

    @rule(one=NAMES, other=NAMES)
    def swap(self, one: str, other: str) -> None:
        if one != other and {one, other} <= self.files.keys() and not (one + other).count(".jsonl"):
            first, second = self.files[one], self.files[other]
            self._put(one, second)
            self._put(other, first)

    @rule(name=NAMES)
    def spoil(self, name: str) -> None:
        if not name.endswith(".jsonl"):
            self._put(name, b"\x00" + self.files.get(name, b"new"))

    @rule(name=NAMES)
    def end_lines_otherwise(self, name: str) -> None:
        data = self.files.get(name, b"\x00")
        if b"\x00" not in data and not name.endswith(".jsonl"):
            self._put(name, data.replace(b"\n", b"\r\n") if b"\r" not in data else data.replace(b"\r\n", b"\n"))

    @rule(name=NAMES)
    def insert_a_row(self, name: str) -> None:
        if name.endswith(".jsonl") and name in self.files:
            self._put(name, b'{"text": "A row was put in front."}\n' + self.files[name])

    @rule(full=st.booleans())
    def refresh(self, full: bool = False) -> None:
        report = self.shelf.refresh(full=full)
        assert {path for path, _ in report.failed} == {name for name, data in self.files.items() if b"\x00" in data}
        assert_same_texts(self.shelf, self._texts())

    @rule()
    def reopen(self) -> None:
        self.shelf.reopen()

    @rule()
    def pass_an_hour(self) -> None:
        self.shelf.age()

    @rule()
    def compact(self) -> None:
        self.shelf.index.compact(reading=0)

    @invariant()
    def what_is_published_can_be_read(self) -> None:
        if self.files:
            assert len(list(self.shelf.index.snapshot().articles())) == self.shelf.index.status().articles

    def teardown(self) -> None:
        if self.files:
            self.refresh()
            fresh = Shelf(self.shelf.folder, index_dir=Path(self._place.name, "fresh"))
            fresh.refresh()
            assert content(self.shelf) == content(fresh)
            fresh.close()
        self.shelf.close()
        self._place.cleanup()


def assert_same_texts(shelf: Shelf, expected: Mapping[str, str]) -> None:
    texts = shelf.texts()
    assert {path: text.rstrip("\n") for path, text in texts.items()} == {
        path: text.rstrip("\n") for path, text in expected.items()
    }
    assert_whole(shelf, texts)


def content(shelf: Shelf) -> list[object]:
    """Return all that an index says of its articles, without ids."""
    snapshot = shelf.index.snapshot()
    passages = snapshot.passages(range(1, 5000))
    return [
        [
            (
                r.path,
                r.text,
                r.sha256,
                r.letters,
                r.title,
                r.published,
                r.published_inferred,
                list(map(list, r.stored_dates)),
            )
            for r in snapshot.articles()
        ],
        sorted((p.article.path, p.region, p.spans.tolist(), p.vectors is None) for p in passages.values()),
        snapshot.generation.failed,
        snapshot.generation.passages,
        snapshot.generation.sentences,
    ]


Folder.TestCase.settings = settings(
    max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySequence = Folder.TestCase
