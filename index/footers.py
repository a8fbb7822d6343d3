"""Whether tantivy's files are as tantivy wrote them, by the footer that it gives each. Nothing here opens an index."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

_MAGIC = 1337  # ends every file that tantivy writes once, after the length of a footer with the CRC-32 of the rest


def altered_file(folder: Path) -> str | None:
    """Return the name of a file of the index in `folder` that is not as tantivy wrote it, None where all are."""
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix in {"", ".json", ".lock"} or path.name.startswith("."):
            continue
        data = path.read_bytes()
        try:
            length, magic = struct.unpack("<II", data[-8:])
            footer = json.loads(data[-8 - length : -8])
            if magic != _MAGIC or footer["crc"] != zlib.crc32(data[: -8 - length]):
                return path.name
        except (struct.error, ValueError, KeyError, TypeError):
            return path.name
    return None
