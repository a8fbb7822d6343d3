"""Open the file or the database in which conversations are kept; make it, private, where there is none."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from qa.errors import KeepingError
from qa.keeping.schema import FORMAT, facts, metadata, saved_changes
from qa.settings import DATA_FILE

if TYPE_CHECKING:
    import sqlite3

_PATIENCE: Final = 10_000  # milliseconds that a statement waits for another process's write
_TRIES: Final = 20  # to begin a file that another process begins at the same moment
_DATABASES: Final = ("sqlite", "postgresql")
_SQLITE: Final = "sqlite:///"


def place_of(data: str) -> str:
    """Return the file or the database that the setting `data` names, as it may be shown: without a password.

    A folder, or a path that could be one, stands for the file of our name in it.
    """
    if "://" not in data:
        return str(_file_in(data))
    try:
        return sa.make_url(data).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "the database of ONRECORD_DATA"


def is_begun(data: str) -> bool:
    """Return whether there may be something at the place that `data` names: nothing is made or opened for this."""
    return "://" in data or _file_in(data).exists()


def connect(data: str) -> sa.Engine:
    """Return a connected engine, its tables made where there were none.

    Raises:
        KeepingError: it can't be opened or made, is damaged, or was written by a later version; the cure is named.
    """
    engine = _engine(data)
    try:
        with translated(place_of(data)):
            _begin(engine)
    except KeepingError:
        engine.dispose()
        raise
    return engine


class translated:  # noqa: N801 - reads as the verb it is: `with translated(place):`
    """A context that maps SQLAlchemy's errors to ours, once, with the cure."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sa.exc.OperationalError | sa.exc.TimeoutError):
            reason = getattr(error, "orig", None) or error
            raise KeepingError(
                f"{self._place} can't be used ({_one_line(reason)}): free some space or allow writing there, or name "
                "another place with ONRECORD_DATA"
            ) from error
        if isinstance(error, sa.exc.SQLAlchemyError):
            reason = getattr(error, "orig", None) or error
            raise KeepingError(
                f"{self._place} is damaged or none of Onrecord's ({_one_line(reason)}): put a copy of yours in its "
                "place, or move it away and a new one is begun"
            ) from error


def _one_line(reason: object) -> str:
    return " ".join(str(reason).split())


def _engine(data: str) -> sa.Engine:
    if "://" not in data or (data.startswith(_SQLITE) and not data.startswith(f"{_SQLITE}file:")):
        file = _file_in(data.removeprefix(_SQLITE))
        _make_private(file)
        url = sa.URL.create("sqlite", database=str(file))
    else:
        try:
            url = sa.make_url(data)
        except sa.exc.ArgumentError as error:
            raise KeepingError("ONRECORD_DATA is neither a path nor a database's address: set it again") from error
    if url.get_backend_name() not in _DATABASES:
        raise KeepingError(
            f"ONRECORD_DATA names a {url.get_backend_name()} database: name a file, or one of {', '.join(_DATABASES)}"
        )
    try:
        engine = sa.create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (ImportError, sa.exc.SQLAlchemyError) as error:
        cure = "install its driver, as with: pip install 'psycopg[binary]', and write postgresql+psycopg://..."
        raise KeepingError(f"{place_of(data)} can't be reached ({error}): {cure}") from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _configure_sqlite)
    return engine


def _file_in(path: str) -> Path:
    file = Path(path).expanduser()
    is_folder = file.is_dir() or not (file.suffix or file.exists())
    return file / DATA_FILE if is_folder else file


def _make_private(file: Path) -> None:
    """Make the file, and the folders above it, so that only its owner can read it; SQLite's own files follow it."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if os.name == "posix" and file.stat().st_mode & 0o077:
            with suppress(PermissionError):  # another user's, who keeps it as they like
                file.chmod(0o600)
    except OSError as error:
        raise KeepingError(
            f"{file} can't be made ({error.strerror}): allow writing there, or name another place with ONRECORD_DATA"
        ) from error


def _configure_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    connection.execute("PRAGMA journal_mode=WAL")  # readers go on while another writes
    connection.execute("PRAGMA synchronous=FULL")  # what is kept survives a power cut
    connection.execute("PRAGMA secure_delete=ON")  # what is purged can't be read from the file any more


def _begin(engine: sa.Engine) -> None:
    """Make the tables where there are none, and refuse those of a later version."""
    for left in reversed(range(_TRIES)):
        try:
            if _format(engine) is None:
                _make(engine)
            elif not sa.inspect(engine).has_table(saved_changes.name):
                metadata.create_all(engine)  # made before these tables were thought of
            found = _format(engine)
            break
        except (sa.exc.OperationalError, sa.exc.IntegrityError, sa.exc.ProgrammingError) as error:
            # Another process may be making the same tables at this moment; what lasts is told.
            if not left or not _passing(error):
                raise
            time.sleep(_PATIENCE / 1000 / _TRIES)
    if found != str(FORMAT):
        raise KeepingError(
            f"{place_of(str(engine.url))} was written by another version of Onrecord (format {found}, and this one "
            f"knows {FORMAT}): install the newer version, or name another place with ONRECORD_DATA"
        )


def _passing(error: sa.exc.DBAPIError) -> bool:
    return any(word in str(error.orig) for word in ("locked", "already exists", "duplicate key", "UNIQUE"))


def _format(engine: sa.Engine) -> str | None:
    if not sa.inspect(engine).has_table(facts.name):
        return None
    with engine.connect() as connection:
        value: Any = connection.execute(sa.select(facts.c.value).where(facts.c.name == "format")).scalar()
        return None if value is None else str(value)


def _make(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(facts.insert().values(name="format", value=str(FORMAT)))
