"""What tells that a file of a derived store is as it was: a CRC-32 without the bytes that opening it changes."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

DATABASE = "chroma.sqlite3"

_COUNTERS = ((24, 28), (92, 96))  # bytes of a SQLite header that change when nothing else does

_BLOCK = 1 << 20


def spared_page(database: Path) -> int:
    """Return the page of the table into which Chroma writes when it is opened, 0 where that can't be told."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("select rootpage from sqlite_master where name = 'acquire_write'").fetchone()
            return int(row[0]) if row else 0
    except sqlite3.Error:
        return 0


def digest_of(path: Path, spared: int) -> int:
    """Return the CRC-32 of a file; of Chroma's database without its counters and the page `spared`, counted from 1."""
    digest = at = 0
    hidden = [*_COUNTERS] if path.name == DATABASE else []
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if path.name == DATABASE:
                if not at and spared and len(block) > _COUNTERS[-1][1]:
                    size = struct.unpack(">H", block[16:18])[0]
                    size = 65536 if size == 1 else size
                    hidden.append(((spared - 1) * size, spared * size))
                block = _without(block, at, hidden)
            digest = zlib.crc32(block, digest)
            at += len(block)
    return digest


def _without(block: bytes, at: int, hidden: Iterable[tuple[int, int]]) -> bytes:
    """Return a block that begins at `at` with zeros for the bytes in `hidden`."""
    changed = bytearray(block)
    for start, end in hidden:
        first, last = max(start - at, 0), min(end - at, len(block))
        if first < last:
            changed[first:last] = bytes(last - first)
    return bytes(changed)
