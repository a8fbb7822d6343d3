"""Where the parts of an index lie that servers hold: Chroma as a server, and the catalog in PostgreSQL.

And which Ray cluster embeds passages, if one does.

Addresses only: nothing is reached here. Whatever is shown of them holds neither password nor token.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A PostgreSQL database, and the schema in it that holds one archive's catalog."""

    url: str = field(repr=False)
    schema: str
    archive: str


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that an index uses; without any, it lies in its folder.

    `archive_name` names the archive where several machines know its folder by different paths. `ray_address` is a Ray
    cluster that embeds passages; it holds no part of the index.
    """

    chroma_url: str | None = None
    chroma_token: str | None = field(default=None, repr=False)
    database_url: str | None = field(default=None, repr=False)
    archive_name: str | None = None
    ray_address: str | None = None

    def __post_init__(self) -> None:
        """Refuse a name that could not be part of a database's own names."""
        if self.archive_name is not None and not _NAME.fullmatch(self.archive_name):
            raise ValueError(f"an archive's name is up to 40 small letters, digits and _, not {self.archive_name!r}")

    @property
    def are_used(self) -> bool:
        """Return whether any part of the index lies on a server."""
        return self.chroma_url is not None or self.database_url is not None

    def database_of(self, archive: Path) -> DatabaseAddress | None:
        """Return where the catalog of the archive at a resolved path lies; None where that is its folder."""
        if self.database_url is None:
            return None
        key = hashlib.sha256(str(archive).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        schema = f"onrecord_{self.archive_name or key}"
        return DatabaseAddress(self.database_url, schema, self.archive_name or str(archive))
