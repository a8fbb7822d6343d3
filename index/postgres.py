"""The catalog's database as a PostgreSQL server: its engine, its writer's lock, and its errors as ours.

It knows no table. One schema holds one archive, so that a database can hold many.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa

from index.errors import IndexBusy, IndexDamaged, IndexNotWritable, IndexStoreError, IndexUnreachable
from index.servers import DatabaseAddress

_CONNECT_SECONDS = 10
_POLL = 0.2  # seconds between two tries to take the lock
_REFUSED = ("42501", "25006")  # no right, a read-only transaction
_FULL = ("53100", "53200", "54000")
_MISSING = ("3F000", "42P01", "42703")  # no such schema, table or column


def open_engine(address: DatabaseAddress) -> sa.Engine:
    """Return an engine on an archive's schema; nothing is reached yet.

    Raises:
        IndexStoreError: its driver is missing, or the address is none.
    """
    try:
        url = sa.make_url(address.url)
        url = url.set(drivername="postgresql+psycopg")
        arguments: dict[str, object] = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
        if "application_name" not in url.query:
            arguments["application_name"] = f"onrecord {socket.gethostname()[:30]}:{os.getpid()}"
        # A connection that broke while nobody used it is noticed before it is used again.
        engine = sa.create_engine(url, connect_args=arguments, pool_pre_ping=True)
    except ImportError as error:
        raise IndexStoreError(
            "the catalog lies in PostgreSQL (ONRECORD_DATABASE_URL), and its driver is missing: run pip install"
            " 'onrecord[postgres]'"
        ) from error
    except (sa.exc.ArgumentError, ValueError) as error:
        raise IndexStoreError(
            "ONRECORD_DATABASE_URL is no database's address: write postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
        ) from error

    def search_here(connection: Any, _: object) -> None:  # noqa: ANN401 - a driver's connection
        """Find tables in the archive's schema alone, whatever lies in others under the same names."""
        connection.autocommit = True
        connection.execute(f'SET search_path TO "{address.schema}"')
        connection.autocommit = False

    sa.event.listen(engine, "connect", search_here)
    return engine


def begin_schema(connection: sa.Connection, address: DatabaseAddress) -> None:
    """Make an archive's schema where there is none."""
    known = sa.text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    if connection.execute(known, {"name": address.schema}).first() is None:
        connection.execute(sa.schema.CreateSchema(address.schema))
        told = address.archive.replace("'", "''").replace(":", r"\:")
        connection.execute(sa.text(f"COMMENT ON SCHEMA \"{address.schema}\" IS 'Onrecord: {told}'"))


def mapped(error: sa.exc.DBAPIError, address: DatabaseAddress, doing: str) -> IndexStoreError:
    """Return a database's error as ours, with the cure; `doing` is "read" or "written"."""
    said = " ".join(str(error.orig or error).split())
    state = str(getattr(error.orig, "sqlstate", None) or "")
    where = f"the catalog in PostgreSQL (schema {address.schema})"
    if state in _MISSING:
        return IndexDamaged(
            f"{where} is not what was made there ({said}): restore it from a copy, or drop the schema and index again"
        )
    if state in _REFUSED:
        return IndexNotWritable(
            f"{where} could not be {doing} ({said}): grant the user of ONRECORD_DATABASE_URL CREATE on the database,"
            " or let its owner make the schema and grant ALL on that"
        )
    if state in _FULL:
        return IndexNotWritable(f"{where} could not be {doing} ({said}): free some space on the database's machine")
    if state.startswith("28") or "password authentication failed" in said:
        return IndexUnreachable(f"{where} refuses the user ({said}): set user and password in ONRECORD_DATABASE_URL")
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) or error.connection_invalidated:
        return IndexUnreachable(
            f"{where} can't be reached ({said}): start the server, or mend ONRECORD_DATABASE_URL and ask again"
        )
    return IndexDamaged(f"{where} could not be {doing} ({said}): ask again; if it lasts, restore it from a copy")


class AdvisoryLock:
    """The writer's lock of one archive's schema: held by a session, and gone with it, however that ends."""

    def __init__(self, address: DatabaseAddress) -> None:
        self._engine = open_engine(address)
        self._address = address
        digest = hashlib.sha256(address.schema.encode()).digest()
        self._key = int.from_bytes(digest[:8], "big", signed=True)
        self._session: sa.Connection | None = None

    @contextmanager
    def held(self, what: str, wait: float | None, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the lock, waiting at most `wait` seconds, or for ever where that is None.

        `what` is indexed, and named in messages. As soon as there is something to wait for, `waiting` is told so.

        Raises:
            IndexBusy: another process still holds it.
            IndexUnreachable: the server can't be reached.
        """
        try:
            session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            session.detach()  # closing it ends the lock, whatever else goes wrong
        except sa.exc.DBAPIError as error:
            raise mapped(error, self._address, "written") from error
        try:
            self._take(session, what, wait, waiting)
            self._session = session
            try:
                yield
            finally:
                self._session = None
                with suppress(sa.exc.SQLAlchemyError):  # a session that broke has no lock any more
                    session.execute(sa.select(sa.func.pg_advisory_unlock(self._key)))
        finally:
            session.close()

    def require(self) -> None:
        """Check that the lock, where this process took it, is still held: a session that broke has lost it.

        Raises:
            IndexBusy: it is lost, and another process may be writing.
        """
        if self._session is None:
            return
        try:
            self._session.execute(sa.select(1))
        except sa.exc.DBAPIError as error:
            raise IndexBusy(
                f"the connection that held the writer's lock of {self._address.archive} broke: index again, which goes"
                " on from what is stored"
            ) from error

    def _take(
        self, session: sa.Connection, what: str, wait: float | None, waiting: Callable[[str], None] | None
    ) -> None:
        try:
            # The server notices within a minute that the machine of a writer is gone, not after two hours.
            for setting, value in (("idle", 30), ("interval", 10), ("count", 3)):
                session.exec_driver_sql(f"SET tcp_keepalives_{setting} = {value}")
            until = None if wait is None else time.monotonic() + wait
            told = False
            while not session.execute(sa.select(sa.func.pg_try_advisory_lock(self._key))).scalar_one():
                if until is not None and time.monotonic() >= until:
                    raise IndexBusy(
                        f"another process is indexing {what}{self._holder(session)}: wait until it is done, then try"
                        " again"
                    )
                if waiting is not None and not told:
                    waiting(f"another process is indexing {what}{self._holder(session)}; waiting")
                told = True
                time.sleep(_POLL)
        except sa.exc.DBAPIError as error:
            raise mapped(error, self._address, "written") from error

    def _holder(self, session: sa.Connection) -> str:
        """Return who holds the lock, and for how long, as far as the server tells."""
        query = sa.text(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.granted"
            " AND l.classid = :high AND l.objid = :low AND l.objsubid = 1"
        )
        bits = self._key % (1 << 64)
        row = session.execute(query, {"high": bits >> 32, "low": bits & 0xFFFFFFFF}).first()
        return "" if row is None or not row[0] else f" ({row[0].removeprefix('onrecord ')})"
