"""The derived stores of an index on servers: Chroma over the network, and this machine's own lexical copy.

The counterpart of `index.stores`. Where Chroma can't be used, the question is compared with every stored vector, and
what is the matter is told. A collection is compared with the catalog before its first use; one that lost something is
written anew out of the catalog, under a fresh name, by whoever holds the writer's lock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.catalog import Catalog
from index.embed import Vector
from index.errors import IndexBusy, IndexDamaged, IndexNotWritable, IndexStoreError, IndexUnreachable
from index.following import FollowingWords
from index.lexical import LexicalDocument, LexicalSnapshot
from index.nodes import StoredPassage
from index.repair import publish_again
from index.seal import Store
from index.segments import Vectors, count_held, rewrite_segments, sample_vectors
from index.servers import Servers
from index.vector_server import VectorServer

_FOLDER = "served"
_SAMPLED = 16  # passages of a collection that must be found by their own vectors before it is asked
_NEAR = 10  # passages among which each must be
_ALIKE = 1 - 2e-3  # the cosine from which passages may stand in each other's place
_SOON, _LATER = 2.0, 30.0  # seconds after which what can't be used is tried again


class NoVectors:
    """What stands for Chroma where no server is named: nothing is kept, as the catalog has every vector."""

    def require_room(self, _: int, /) -> None:
        """Check nothing."""

    def create(self, _: str, __: Iterable[StoredPassage], count: int, /) -> int:
        """Keep nothing."""
        return count

    def search(self, _: Sequence[str], __: Vector, ___: int, /) -> list[tuple[int, float]]:
        """Refuse: the catalog is asked instead."""
        raise IndexDamaged("there is no vector store")

    def has_others(self, keep: Iterable[str]) -> bool:  # noqa: ARG002
        """Return that there are none."""
        return False

    def drop(self, keep: Iterable[str]) -> None:
        """Do nothing."""


class FollowedWords:
    """What stands for the lexical index while the catalog is written: each machine's copy follows by itself."""

    def add(self, documents: Iterable[LexicalDocument]) -> None:
        """Leave it to the copies."""

    def remove(self, articles: Iterable[int]) -> None:
        """Leave it to the copies."""


class ServedStores:
    """The stores of one index that uses servers. The caller takes care that one thread at a time calls it."""

    def __init__(
        self, index_dir: Path, catalog: Catalog, servers: Servers, lock: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Take this machine's folder, the catalog, the servers, and what holds the writer's lock if it is free."""
        self._catalog = catalog
        self._lock = lock
        self._chroma = None
        if servers.chroma_url is not None:
            self._chroma = VectorServer(servers.chroma_url, servers.chroma_token, lambda: catalog.name)
        self._words = FollowingWords(index_dir / _FOLDER, catalog)
        self._sound: set[str] = set()  # collections that held what they should when this process looked
        self._doubted: dict[Store, str] = {}
        self._lost: str | None = None
        self._look_again = 0.0
        self._writing_words = threading.RLock()
        self._spare_folder: TemporaryDirectory[str] | None = None
        self.lexical = FollowedWords()
        self.version = 0
        """Grows whenever what was opened before is not to be used any more."""
        self.notices: list[str] = []
        """What was mended, for the next answer to tell."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """Return what can't be used now, and why, each in one sentence."""
        lost = () if self._lost is None else (f"the vector server is not used, which is slower: {self._lost}",)
        words = (
            (f"the lexical copy lies in a passing folder, made anew by each process: {self._doubted['lexical']}",)
            if self._spare_folder is not None and "lexical" in self._doubted
            else ()
        )
        return (*lost, *words)

    @property
    def vectors(self) -> Vectors:
        """Return what holds the vectors, to be written."""
        return self._chroma or NoVectors()

    def usable_vectors(self) -> Vectors | None:
        """Return what answers for vectors; None where every stored one has to be compared."""
        return None if self._lost is not None else self._chroma

    def words(self, generation: int) -> LexicalSnapshot:
        """Return the sentences of a generation by their words, out of this machine's copy, which follows to it."""
        with self._writing_words:
            try:
                return self._words.snapshot(generation)
            except IndexDamaged:
                self._words.discard()
                return self._words.snapshot(generation)
            except IndexNotWritable as error:
                if self._spare_folder is not None:
                    raise
                self._spare_folder = TemporaryDirectory(prefix="onrecord-words-", ignore_cleanup_errors=True)
                self._doubted["lexical"] = str(error)
                self._words = FollowingWords(Path(self._spare_folder.name), self._catalog)
                return self._words.snapshot(generation)

    def stand_in(self, generation: int) -> LexicalSnapshot:
        """Return the sentences of `generation` out of a copy that is made anew: the one that was there failed."""
        with self._writing_words:
            self._words.discard()
            return self._words.snapshot(generation)

    def doubt(self, store: Store, version: int, why: str) -> None:
        """Note that a store, opened in `version`, failed while it was read: it is checked before the next question."""
        if version == self.version and store == "chroma":
            self._doubted[store] = why

    def need_a_look(self) -> bool:
        """Return whether anything gives reason to doubt what is in use: cheap enough to be asked for each question."""
        if self._lost is not None:
            return time.monotonic() >= self._look_again
        return "chroma" in self._doubted

    def make_ready(self, *, locked: bool = False) -> None:
        """See to it that what is asked next is sound; `locked` where the caller holds the writer's lock.

        Raises:
            IndexUnreachable: the catalog's server does not answer.
        """
        if self._chroma is None:
            return
        if self._doubted.pop("chroma", None) is not None:
            self._sound.clear()
        problem = self._problem(self._chroma)
        if isinstance(problem, IndexUnreachable):
            self._set_lost(str(problem), _SOON)
        elif problem is None:
            self._set_lost(None)
        else:
            self._mend(self._chroma, problem, locked=locked)

    def find_damage(self, *, repair: bool = False) -> dict[Store, str]:
        """Return what is wrong with each store, all of it compared with the catalog; with `repair`, mend that first."""
        from index.soundness import check_lexical, compare_collections

        found: dict[Store, str] = {}
        if self._chroma is not None:
            if repair:
                self._sound.clear()
                self.make_ready()
            try:
                problem = compare_collections(self._catalog, self._chroma)
                if problem is not None and repair:
                    self._mend(self._chroma, problem, locked=False)
                    problem = self._lost
            except IndexStoreError as error:
                problem = str(error)
            found |= {} if problem is None else {"chroma": problem}
        self.words(self._catalog.published_number())
        problem = check_lexical(self._catalog, self._words.path)
        if problem is not None and repair:
            self.stand_in(self._catalog.published_number())
            problem = check_lexical(self._catalog, self._words.path)
        return found if problem is None else {**found, "lexical": problem}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write within this; the caller holds the lock."""
        yield
        self.vectors.drop(keep=self._catalog.collection_names())

    def fold(self, coming: int) -> None:
        """Write every live passage into fresh collections, and publish that as the generation `coming`."""
        rewrite_segments(self._catalog, self.vectors, coming)
        publish_again(self._catalog, coming)

    def close(self) -> None:
        """Let go of connections and files; what is asked for next opens them again."""
        if self._chroma is not None:
            self._chroma.close()
        self._words.close()
        self._sound.clear()
        self.version += 1

    def _problem(self, chroma: VectorServer) -> IndexUnreachable | str | None:
        """Return what is wrong with the collections of the published generation that were not looked at yet."""
        names = {name for name, _ in self._catalog.collections(self._catalog.published_number())}
        fresh = sorted(names - self._sound)
        try:
            for name, held in count_held(self._catalog, fresh).items():
                problem = self._lacking(chroma, name, held)
                if problem is not None:
                    return problem
                self._sound.add(name)
        except IndexUnreachable as error:
            return error
        except IndexDamaged as error:
            return str(error)
        self._sound &= names
        return None

    def _lacking(self, chroma: VectorServer, name: str, held: int) -> str | None:
        """Return what a collection lacks, by its count and by a sample of its passages, searched for."""
        found = chroma.count(name)
        if found != held:
            return f"the collection {name} holds {found} passages, not its {held}"
        sample = sample_vectors(self._catalog, name, held, _SAMPLED)
        if not sample:
            return None
        questions = np.stack(list(sample.values()))
        missed = []
        for number, hits in zip(sample, chroma.nearest(name, questions, _NEAR), strict=True):
            # Where ten others have the same vector, it need not be among the first ten itself.
            alike = len(hits) == min(_NEAR, held) and min(cosine for _, cosine in hits) > _ALIKE
            if not alike and number not in {each for each, _ in hits}:
                missed.append(number)
        # A sound graph may fail to reach one of many; one that lost its vectors reaches few of them or none.
        if len(missed) > len(sample) // _SAMPLED:
            return f"the collection {name} does not find {len(missed)} of {len(sample)} passages, as {missed[0]}"
        return None

    def _mend(self, chroma: VectorServer, problem: str, *, locked: bool) -> None:
        """Write all collections anew and publish that, if nobody else is writing now."""
        try:
            if locked:
                self._rebuild(chroma)
            else:
                with self._lock():
                    if self._problem(chroma) is not None:  # or another process has mended it meanwhile
                        self._rebuild(chroma)
        except IndexBusy:
            self._set_lost(f"{problem}, and another process is indexing", _SOON)
        except IndexStoreError as error:
            self._set_lost(f"{problem}, and it could not be rebuilt ({error})", _LATER)
        else:
            self._set_lost(None)
            self.notices.append(
                f"the vector server had lost something ({problem}): it was rebuilt from the catalog, and nothing was"
                " embedded again"
            )

    def _rebuild(self, chroma: VectorServer) -> None:
        published = self._catalog.published().number
        self._catalog.undo(published)
        self.fold(published + 1)
        chroma.drop(keep=self._catalog.collection_names())
        self._sound.clear()
        problem = self._problem(chroma)
        if problem is not None:
            raise problem if isinstance(problem, IndexUnreachable) else IndexDamaged(problem)

    def _set_lost(self, lost: str | None, again: float = 0.0) -> None:
        self._look_again = time.monotonic() + again
        if lost != self._lost:
            self._lost = lost
            self.version += 1
