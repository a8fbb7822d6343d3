"""The derived stores of one index: opened only while they look as they were left, else checked, and rebuilt if damaged.

Where neither can be done now (another process is at work, the disk is full or read-only), questions are answered
without the store that is in doubt, and what is the matter is told.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.catalog import Catalog
from index.errors import IndexBusy, IndexDamaged, IndexNotWritable
from index.lexical import LexicalIndex, LexicalSnapshot
from index.lock import is_locked, try_lock
from index.seal import (
    STORES,
    Seal,
    Store,
    compare,
    is_as_sealed,
    is_marked,
    mark_writing,
    read_seal,
    remember_opening,
    take_seal,
    unmark,
    write_seal,
)
from index.vectors import VectorStore

_NAMES: dict[Store, str] = {"chroma": "the vector store", "lexical": "the lexical index"}
_SOON, _LATER = 2.0, 30.0  # seconds after which a store that can't be used is looked at again


class Stores:
    """Chroma and tantivy as one index has them. The caller takes care that one thread at a time calls it."""

    def __init__(self, index_dir: Path, catalog: Catalog) -> None:
        self._index_dir = index_dir
        self._catalog = catalog
        self._folders: dict[Store, str] = {}
        self._vectors: VectorStore | None = None
        self._lexical: LexicalIndex | None = None
        self._seal: Seal | None = None
        self._doubted: dict[Store, str] = {}
        self._broken: Mapping[Store, str] = {}
        self._lost: dict[Store, str] = {}
        self._look_again = 0.0
        self._making = threading.RLock()  # of the stand-in, which questions ask for
        self._stand_in: tuple[int, LexicalIndex, TemporaryDirectory[str]] | None = None
        self.version = 0
        """Grows whenever what was opened before is not to be used any more."""
        self.notices: list[str] = []
        """What was mended, for the next answer to tell."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """Return what can't be used now, and why, each in one sentence."""
        lost = (f"{_NAMES[store]} is not used: {why}" for store, why in self._lost.items())
        failed = (f"{_NAMES[store]} failed while it was read: {why}" for store, why in self._doubted.items())
        return (*lost, *failed)

    @property
    def vectors(self) -> VectorStore:
        """Return the vector store."""
        if self._vectors is None:
            self._vectors = VectorStore(self._index_dir / self._folder("chroma"), self._remember)
        return self._vectors

    @property
    def lexical(self) -> LexicalIndex:
        """Return the lexical index, to be written; it is begun where there is none."""
        if self._lexical is None:
            self._lexical = LexicalIndex(self._index_dir / self._folder("lexical"))
        return self._lexical

    def usable_vectors(self) -> VectorStore | None:
        """Return the vector store, None while it can't be used."""
        return None if "chroma" in self._lost else self.vectors

    def words(self, generation: int) -> LexicalSnapshot:
        """Return the sentences of a generation by their words; from a stand-in while the stored index can't be used."""
        if "lexical" not in self._lost:
            try:
                if self._lexical is None:
                    self._lexical = LexicalIndex(self._index_dir / self._folder("lexical"), begin=False)
                return self._lexical.snapshot()
            except (IndexDamaged, IndexNotWritable) as error:
                self.doubt("lexical", self.version, str(error))
        return self.stand_in(generation)

    def stand_in(self, generation: int) -> LexicalSnapshot:
        """Return the sentences of `generation` out of an index that is made of the catalog, for this process alone."""
        from index.documents import live_documents

        with self._making:
            if self._stand_in is None or self._stand_in[0] != generation:
                folder = TemporaryDirectory(prefix="onrecord-lexical-", ignore_cleanup_errors=True)
                made = LexicalIndex(Path(folder.name))
                made.add(live_documents(self._catalog, generation))
                self._drop_stand_in()
                self._stand_in = generation, made, folder
            return self._stand_in[1].snapshot()

    def doubt(self, store: Store, version: int, why: str) -> None:
        """Note that a store, opened in `version`, failed while it was read: it is checked before the next question."""
        if version == self.version:
            self._doubted[store] = why

    def need_a_look(self) -> bool:
        """Return whether anything gives reason to doubt what is open: cheap enough to be asked before each question."""
        if self._doubted or self._seal is None:
            return True
        if self._lost:
            return time.monotonic() >= self._look_again
        return not is_as_sealed(self._index_dir, self._seal)

    def make_ready(self, *, locked: bool = False) -> None:
        """See to it that what is opened next is sound; `locked` where the caller holds the writer's lock.

        A store that differs from its seal is opened in a child process and compared with the catalog, and rebuilt in
        another one where it is damaged, which publishes a generation.
        """
        if not self._look(locked=locked):
            self._set_lost({})
            return
        with try_lock(self._index_dir, held=locked) as obstacle:
            doubts = self._look(locked=not obstacle)  # another process may have mended it meanwhile
            if obstacle:
                self._set_lost({store: f"{why}, and {obstacle}" for store, why in doubts.items()}, _SOON)
            elif doubts:
                self._settle(doubts)
            else:
                self._set_lost({})

    def find_damage(self, *, repair: bool = False) -> dict[Store, str]:
        """Return what is wrong with each store, all of it compared with the catalog; with `repair`, mend that first.

        Raises:
            IndexBusy: another process is indexing.
        """
        from index.soundness import find_damage

        with try_lock(self._index_dir) as obstacle:
            if obstacle:
                raise IndexBusy(f"the stores can't be checked, for {obstacle}: wait until that is over, then try again")
            doubts = self._look(locked=True)
            if repair:
                self._settle({**dict.fromkeys(STORES, "it was to be checked"), **doubts})
                return dict(self._lost)
            sentences = self._catalog.published().sentences
            found = {s: self._broken.get(s) or find_damage(self._index_dir, s, sentences) for s in STORES}
            return {store: why for store, why in found.items() if why is not None}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write to the stores within this, and seal them; the caller holds the lock and made them ready."""
        mark_writing(self._index_dir)
        done = False
        try:
            yield
            done = True
        finally:
            # After a failure the mark stays, unless nothing came of it: then the stores are checked.
            if done or (self._seal is not None and compare(self._index_dir, self._seal).is_equal):
                self._take_seal()

    def fold(self, coming: int) -> None:
        """Write both stores into fresh folders, and publish these as the generation `coming`."""
        from index.compact import fold_folders

        fold_folders(self._index_dir, self._catalog, coming)

    def close(self) -> None:
        """Let go of files; what is asked for next opens them again."""
        if self._vectors is not None:
            self._vectors.close()
        self._vectors = self._lexical = self._seal = None
        self._drop_stand_in()
        self.version += 1

    def _folder(self, store: Store) -> str:
        if not self._folders:
            self._folders = self._catalog.store_folders()
        return self._folders[store]

    def _remember(self) -> None:
        if self._seal is not None:
            remember_opening(self._index_dir, self._seal)

    def _look(self, *, locked: bool) -> dict[Store, str]:
        """Return what is in doubt and why; nothing is opened for it."""
        folders = self._catalog.store_folders()
        if folders != self._folders:
            self.close()
            self._folders = folders
        self._broken = {}
        seal, marked = read_seal(self._index_dir), is_marked(self._index_dir)
        writing = marked and not locked and is_locked(self._index_dir)
        if seal is None or dict(seal.folders) != folders:
            return dict(self._doubted) if writing else dict.fromkeys(STORES, "nothing tells how it was left")
        found = compare(self._index_dir, seal, writing=writing)
        self._seal = found.seal
        if marked and not writing and not found.is_equal:  # a writer was stopped, after it had changed something
            return dict.fromkeys(STORES, "the last process that wrote it was stopped")
        if not writing and (seal.index, seal.generation) != (self._catalog.name, self._catalog.published_number()):
            return dict.fromkeys(STORES, "it was left by another generation or index")
        self._broken = found.broken
        if not marked and found.seal != seal and found.is_equal:
            write_seal(self._index_dir, found.seal)
        return {**self._doubted, **found.doubtful, **found.broken}

    def _settle(self, doubts: dict[Store, str]) -> None:
        """Check what is in doubt and rebuild what is damaged; the lock is held."""
        from index.repair import rebuild_in_child
        from index.soundness import find_damage

        state = self._catalog.published()
        self.close()
        self._doubted.clear()
        if not state.number:
            for store in STORES:  # a first build that was stopped: nothing of it was published
                shutil.rmtree(self._index_dir / self._folder(store), ignore_errors=True)
            unmark(self._index_dir)
            return
        found = {s: self._broken.get(s) or find_damage(self._index_dir, s, state.sentences) for s in doubts}
        damaged = {store: why for store, why in found.items() if why is not None}
        if not damaged:
            self._take_seal()
            self._set_lost({})
            return
        try:
            rebuild_in_child(self._index_dir, list(damaged))
        except (IndexNotWritable, OSError) as error:
            for store, why in damaged.items():
                damaged[store] = f"it is damaged ({why}) and could not be rebuilt ({error})"
            self._set_lost(damaged, _LATER)
            return
        self.notices += [
            f"{_NAMES[store]} was damaged ({why}): it was rebuilt from the catalog, and nothing was embedded again"
            for store, why in damaged.items()
        ]
        self._folders = {}
        self._look(locked=True)
        self._set_lost({})

    def _take_seal(self) -> None:
        """Seal the stores as they are."""
        from index.repair import delete_strays

        folders = self._catalog.store_folders()
        number = self._catalog.published_number()
        known = self._seal
        if known is None or known.generation != number or not compare(self._index_dir, known).is_equal:
            known = take_seal(self._index_dir, self._catalog.name, number, folders, known)
            write_seal(self._index_dir, known)
            delete_strays(self._index_dir, folders)
        self._seal = known
        unmark(self._index_dir)

    def _set_lost(self, lost: dict[Store, str], again: float = 0.0) -> None:
        self._look_again = time.monotonic() + again
        if lost != self._lost:
            self._lost = lost
            self.version += 1
        if not lost:
            self._drop_stand_in()

    def _drop_stand_in(self) -> None:
        with self._making:
            if self._stand_in is not None:
                self._stand_in[2].cleanup()
                self._stand_in = None
