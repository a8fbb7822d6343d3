"""Connections to the catalog's database: opening it, consistent reads, transactions, and its errors as ours.

It knows no table, and never makes a database that isn't there: a reader must not leave an empty file behind where an
index is just being replaced.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index.errors import IndexBusy, IndexDamaged, IndexNotWritable, IndexStoreError
from index.files import sync_folder
from index.frozen import FrozenCopy
from index.raw_files import RAW
from index.servers import DatabaseAddress

_LOG_PAGES = 8_000  # up to which the log grows: while a refresh fits in, it tells what the spare has to copy
_REFUSED = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
_FROZEN = "frozen"
_PATIENCE = 10_000  # milliseconds that a statement waits for another process's write


class Database:
    """The catalog's database. Methods are safe from several threads; one process at a time may write."""

    def __init__(self, place: Path | DatabaseAddress, require_lock: Callable[[], None] | None = None) -> None:
        """Take the file of an SQLite database, or the address of one in PostgreSQL.

        `require_lock` is called before each write to a server; it raises where another process may be writing.
        """
        self.file = place if isinstance(place, Path) else None
        self._address = None if isinstance(place, Path) else place
        self._require_lock = require_lock
        self.damage: str | None = None
        """What the database said when it was found damaged; None as long as it was not."""
        self._open = True
        if isinstance(place, Path):
            query = {"mode": "rw", "uri": "true"}
            self._engine = sa.create_engine(sa.URL.create("sqlite", database=place.absolute().as_uri(), query=query))
            self._frozen = FrozenCopy(place, self.raw)
            sa.event.listen(self._engine, "do_connect", self._open_sqlite)
            sa.event.listen(self._engine, "checkin", _let_go_of_frozen)
            RAW.enter(place)
            self._reader = self._engine
        else:
            from index.postgres import open_engine  # a driver that most have no use for

            self._engine = open_engine(place)
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")  # one state for all

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        if self._open and self.file is not None:
            self._frozen.close()
            RAW.leave(self.file)
        self._open = False

    def raw(self) -> int:
        """Return a descriptor of the database's file, to read its bytes; it is closed together with the database.

        Raises:
            OSError: there is no such file, or it can't be read.
        """
        if self.file is None:
            raise FileNotFoundError("this catalog lies in no file")
        return RAW.open(self.file)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a connection that reads one consistent state."""
        try:
            with self._reader.connect() as connection:
                yield connection
                stamp = connection.info.get(_FROZEN)
            if stamp is not None and not self._frozen.still(stamp):
                raise IndexBusy("the catalog was written while it was read as it stood: ask again")
        except sa.exc.DBAPIError as error:
            if self._address is not None:
                raise self._mapped_by_server(error, "read") from error
            raise self._mapped(
                error,
                "can't be opened ({}): free some space or allow writing to the index folder; if neither helps, delete"
                " that folder (it holds nothing of yours) and index again",
            ) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction that is committed at the end, or rolled back.

        Raises:
            IndexNotWritable: no space, no permission, or a read-only disk.
            IndexUnreachable: its server does not answer.
        """
        self._mark()
        if self._require_lock is not None:
            self._require_lock()
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            if self._address is not None:
                raise self._mapped_by_server(error, "written") from error
            raise self._mapped(
                error,
                "could not be written ({}): free some space or allow writing, then index again; the last published"
                " index still answers",
            ) from error

    def begin(self) -> None:
        """Make the place for tables, where there is none: connections open only what is there."""
        if self._address is not None:
            from index.postgres import begin_schema

            with self.writing() as connection:
                begin_schema(connection, self._address)
        elif self.file is not None and not self.file.exists():
            self.file.touch()

    def truncate_log(self) -> bool:
        """Move what is committed out of SQLite's log and empty it, which gives a full disk its space back.

        Return whether that was done: where a reader is in the way, it is left for another time.
        """
        if self.file is None:
            return False
        with self.reading() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=500")
            try:
                busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE}")
        return not busy

    def _mark(self) -> None:
        """Note on disk, before anything is written, that the file may differ from its spare from now on."""
        if self.file is None or (mark := mark_of(self.file)).exists():
            return
        try:
            mark.touch()
            sync_folder(mark.parent)
        except OSError as error:
            raise IndexNotWritable(
                f"the catalog could not be written ({error.strerror}): free some space or allow writing, then index"
                " again; the last published index still answers"
            ) from error

    def doubt(self, why: str) -> None:
        """Note that the file is damaged, for this process and whichever opens it next."""
        self.damage = why
        if self.file is not None:
            with suppress(OSError):
                doubt_of(self.file).touch()

    def is_cut(self) -> bool:
        """Return whether the file is shorter than it says; SQLite itself overlooks what is less than a page."""
        if self.file is None:
            return False
        with self.reading() as connection:
            (pages,), (size,) = (
                connection.exec_driver_sql(f"PRAGMA {name}").one() for name in ("page_count", "page_size")
            )
        return is_cut(self.file, pages * size)

    def vacuum(self) -> None:
        """Write an SQLite file anew without its free pages; readers go on meanwhile.

        Raises:
            IndexNotWritable: no space, or another process is writing.
        """
        if self.file is None:
            return
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
        except sa.exc.DatabaseError as error:
            raise self._mapped(error, "could not be shrunk ({}): free some space, then try again") from error

    def _open_sqlite(
        self, _: sa.Dialect, record: sa.pool.ConnectionPoolEntry, given: list[str], named: dict[str, Any]
    ) -> sqlite3.Connection:
        """Open the file; where the disk takes not even SQLite's own small file beside it, only what is committed."""
        connection: sqlite3.Connection = sqlite3.connect(given[0], **named)
        try:
            _configure_sqlite(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if not error.sqlite_errorname.startswith(_REFUSED):
                raise
            try:
                # It is kept for one use, so that what another process writes later, on a disk with room again, is seen.
                connection, record.info[_FROZEN] = self._frozen.connect({**named, "uri": True})
            except OSError as trouble:
                raise error from trouble  # there is no room for a copy either
            refuse_foreign_schema(connection)
        return connection

    def _mapped_by_server(self, error: sa.exc.DBAPIError, doing: str) -> IndexStoreError:
        from index.postgres import mapped

        if self._address is None:
            raise TypeError("only a server's errors are told so")
        return mapped(error, self._address, doing)

    def _mapped(self, error: sa.exc.DBAPIError, trouble: str) -> IndexStoreError:
        """Return the error as ours, and remember it where it means that the file is damaged."""
        said = str(error.orig)
        if is_damage(error.orig):
            self.doubt(said)
        if self.damage or not isinstance(error, sa.exc.OperationalError):
            return IndexDamaged(
                f"the catalog is damaged ({said}): ask again, or index again; if neither helps, delete the index"
                " folder (it holds nothing of yours) and index again"
            )
        return IndexNotWritable(f"the catalog {trouble.format(said)}")


def is_damage(error: BaseException | None) -> bool:
    """Return whether an error of SQLite's means that its file is damaged, not that it can't be reached or written."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ")) or str(error).startswith(
        ("no such table", "no such column", "malformed database schema", "Could not decode to UTF-8")
    )


def mark_of(file: Path) -> Path:
    """Return the mark that a database was written since it was last copied."""
    return file.with_name(f"{file.name}.writing")


def doubt_of(file: Path) -> Path:
    """Return the mark that a database was found damaged."""
    return file.with_name(f"{file.name}.doubted")


def is_cut(file: Path, expected: int) -> bool:
    """Return whether a database of `expected` bytes is shorter, while no log holds the rest."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size < expected and not (log.exists() and log.stat().st_size)


def _let_go_of_frozen(_: object, record: sa.pool.ConnectionPoolEntry) -> None:
    if _FROZEN in record.info:
        del record.info[_FROZEN]
        record.invalidate()


def _configure_sqlite(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    _begin_log(connection)
    connection.execute("PRAGMA synchronous=FULL")  # a published generation survives a power cut
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    refuse_foreign_schema(connection)


def _begin_log(connection: sqlite3.Connection) -> None:
    """Have the database use a log, so that readers go on while a refresh writes.

    Where several open a new one at once, SQLite refuses that to each of them at once, whatever the timeout is: each
    would wait for the other.
    """
    until = time.monotonic() + _PATIENCE / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def refuse_foreign_schema(connection: sqlite3.Connection) -> None:
    """Raise DatabaseError where the file brings triggers or views: somebody else made it, and they would run."""
    connection.execute("PRAGMA trusted_schema=OFF")
    foreign = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    if foreign is not None:
        raise sqlite3.DatabaseError(f"malformed database schema: Onrecord made no {foreign[0]!r}")
