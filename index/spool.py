"""Articles that were converted, kept in a temporary file between the two passes of a refresh. Conversion takes long.

They come back in the order in which they were put; only one of them at a time is in memory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from types import TracebackType
from typing import Self

from index.errors import IndexNotWritable
from index.types import Article


class Spool:
    """A queue of articles on disk; a context manager that leaves nothing behind."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by __exit__
        self._counts: dict[str, int] = {}
        self._taken = 0

    def put(self, file: str, articles: Iterable[Article]) -> None:
        """Add the articles of one file.

        Raises:
            IndexNotWritable: the temporary file has no room.
        """
        try:
            for article in articles:
                self._file.write(json.dumps(asdict(article)) + "\n")
                self._counts[file] = self._counts.get(file, 0) + 1
            self._file.flush()
        except OSError as error:
            raise IndexNotWritable(
                f"the folder for temporary files, {tempfile.gettempdir()}, can't be written ({error.strerror}): free"
                " some space there, or name another one with TMPDIR"
            ) from error

    def take(self, file: str) -> Iterator[Article]:
        """Yield the articles of one file; files must be taken as they were put, each to its end."""
        if not self._taken:
            self._file.seek(0)
        for _ in range(self._counts.pop(file, 0)):
            self._taken += 1
            row = json.loads(self._file.readline())
            yield Article(**row | {"pages": tuple(row["pages"])})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
