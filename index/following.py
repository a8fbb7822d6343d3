"""A lexical index of this machine's own, made of a catalog that other machines write, and kept up with it.

It holds the sentences of every article that the catalog keeps, dead ones until the catalog forgets them, just as the
index of a writer does. Which articles it holds is told by a small file beside it, written after tantivy's commit; a
kill in between is made good by writing the same articles again. Nothing else is derived from it: it may be deleted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from index.catalog import Catalog
from index.documents import documents_of, live_documents
from index.errors import IndexDamaged, IndexStoreError, not_written
from index.files import write_whole
from index.footers import altered_file
from index.lexical import LexicalIndex, LexicalSnapshot
from index.schema import FORMAT

_STATE = "held.json"
_LOCK = "lock"
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class _Held:
    """Of which index, and up to which of its generations, which articles are held."""

    index: str
    generation: int
    articles: frozenset[int]


class FollowingWords:
    """The lexical copy in one folder; processes of one machine share it. One thread at a time calls it."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self._catalog = catalog
        self._index: LexicalIndex | None = None
        self._known: tuple[str, int] | None = None  # of which index, up to which generation

    def snapshot(self, generation: int) -> LexicalSnapshot:
        """Return the sentences of a generation, or of a later one with those of this one kept.

        Raises:
            IndexNotWritable: the copy can't be written.
            IndexDamaged: it can't be read.
        """
        name = self._catalog.name
        if self._index is None or self._known is None or self._known[0] != name:
            self._open(name, generation)
        self._follow(name, generation)
        if self._index is None:
            raise IndexDamaged(f"the lexical copy {self.folder} is gone")
        return self._index.snapshot()

    def discard(self) -> None:
        """Have the copy made anew the next time, as when it failed while it was read."""
        self._index = None
        with self._locked():
            (self.folder / _STATE).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the copy."""
        self._index = self._known = None

    @property
    def path(self) -> Path:
        """Return the folder of tantivy's files."""
        return self.folder / _WORDS

    def _open(self, name: str, generation: int) -> None:
        """Open what this machine has, once its files are known to be whole, or make it anew."""
        with self._locked():
            held = _read_state(self.folder)
            usable = held is not None and held.index == name and self.path.is_dir() and not altered_file(self.path)
            if held is not None and usable:
                try:
                    self._index, self._known = LexicalIndex(self.path, begin=False), (name, held.generation)
                except IndexStoreError:
                    usable = False
            if not usable:
                self._make(name, generation)

    def _make(self, name: str, generation: int) -> None:
        (self.folder / _STATE).unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)
        live = self._catalog.article_ids(generation)
        made = LexicalIndex(self.path)
        made.add(live_documents(self._catalog, generation))
        self._index = made
        self._keep(_Held(name, generation, live))

    def _follow(self, name: str, generation: int) -> None:
        """Add what was published since, and take out what the catalog has forgotten."""
        if self._known is not None and self._known[1] >= generation:
            return
        with self._locked():
            held = _read_state(self.folder)  # another process may have followed meanwhile
            if held is None or held.index != name or self._index is None:
                self._make(name, generation)
                return
            if held.generation >= generation:
                self._known = (name, held.generation)
                return
            live, kept = self._catalog.article_ids(generation), self._catalog.article_ids(None)
            missing, gone = live - held.articles, held.articles - kept
            if missing or gone:
                self._index.remove(missing | gone)  # the missing, too: a kill may have left them without a word of it
            if missing:
                self._index.add(documents_of(self._catalog, sorted(missing)))
            self._keep(_Held(name, generation, (held.articles | missing) - gone))

    def _keep(self, held: _Held) -> None:
        known = {"format": FORMAT, "index": held.index, "generation": held.generation}
        write_whole(self.folder / _STATE, json.dumps({**known, "articles": sorted(held.articles)}).encode())
        self._known = (held.index, held.generation)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the copy's own lock among the processes of this machine; they follow one after the other."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / _LOCK):
                yield
        except OSError as error:
            raise not_written(f"the lexical copy {self.folder}", error) from error


def _read_state(folder: Path) -> _Held | None:
    try:
        stored = json.loads((folder / _STATE).read_bytes())
        if stored["format"] != FORMAT:
            return None
        return _Held(str(stored["index"]), int(stored["generation"]), frozenset(map(int, stored["articles"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None
