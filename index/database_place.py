"""An index whose catalog lies in PostgreSQL: who may write it, and which catalog is there now.

The counterpart of `index.folder` for a server. There is no spare, no private copy and nothing to be mended here:
the database keeps itself whole, and its own backups are its second copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog import Catalog, format_of
from index.errors import IndexDamaged, IndexMismatch
from index.folder import WAIT_SECONDS
from index.private_copy import Home
from index.schema import FORMAT
from index.servers import DatabaseAddress

if TYPE_CHECKING:
    from index.postgres import AdvisoryLock


class DatabasePlace:
    """The place of an index with its catalog in PostgreSQL; `path` is a folder of this machine, for what is derived."""

    def __init__(self, path: Path, address: DatabaseAddress) -> None:
        self.path = path
        self.notices: list[str] = []
        """What was mended, for the next answer to tell: nothing ever."""
        self._address = address
        self._lock: AdvisoryLock | None = None

    def open_catalog(self, _: Home) -> Catalog:
        """Open the catalog; `Catalog.prepare` begins it where there is none."""
        return Catalog(self._address, self._require_lock)

    @contextmanager
    def locked(self, wait: float | None = WAIT_SECONDS, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the writer's lock of all machines, see `AdvisoryLock.held`.

        Raises:
            IndexBusy: another process is still indexing.
            IndexUnreachable: the server does not answer.
        """
        from index.postgres import AdvisoryLock

        if self._lock is None:
            self._lock = AdvisoryLock(self._address)
        self.path.mkdir(parents=True, exist_ok=True)
        with self._lock.held(self._address.archive, wait, waiting):
            yield

    def _require_lock(self) -> None:
        if self._lock is not None:
            self._lock.require()

    def home(self) -> Home:
        """Return where what is derived lies on this machine."""
        return Home(self.path)

    def is_suspect(self, home: Home, catalog: Catalog, *, new: bool) -> bool:  # noqa: ARG002
        """Return whether the catalog looks damaged: that is the database's business."""
        return False

    def mend(self, home: Home, catalog: Catalog) -> Home:  # noqa: ARG002
        """Refuse: nothing is mended here."""
        raise IndexDamaged("a catalog in PostgreSQL is mended there: restore it from a copy")

    def make_ready(self, catalog: Catalog) -> None:
        """See that the catalog can be brought up to date.

        Raises:
            IndexMismatch: an earlier version of Onrecord made it.
        """
        made = format_of(catalog.facts())
        if 0 < made < FORMAT:
            raise IndexMismatch(
                f"the index in PostgreSQL was made by an earlier version of Onrecord (format {made}, now {FORMAT}):"
                f" drop the schema {self._address.schema}, and index again, which embeds all of it again"
            )

    def settle(self, _: Catalog) -> None:
        """Do nothing: a server keeps its own log and copies."""

    def remarks(self, _: Home) -> tuple[str, ...]:
        """Return what is to be told whenever the state is asked for: nothing."""
        return ()

    def stamp(self, _: Home, catalog: Catalog) -> tuple[int, int, int]:
        """Return which catalog is there now, by its random name; zeros where there is none."""
        name = catalog.facts().get("name")
        return (0, 0, 0) if name is None else (1 + int(name, 16), 0, 0)
