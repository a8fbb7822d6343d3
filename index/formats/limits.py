"""How much of anything is read: every limit of reading, in one place, so that the documents can be held against it."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

MAX_BYTES: Final = 16 * MIB
"""The largest file that is one article, in bytes, packed or not."""

MAX_MANY: Final = 256 * MIB
"""The largest file that holds many articles, in bytes, packed or not."""

MAX_LINE: Final = 1_000_000
"""The longest line that is read, in code points."""

MAX_TEXT: Final = 16 * MIB
"""The longest text that a converted file, or a row, may become, in code points."""

MOST_ROWS: Final = 1_000_000
"""Articles in one file, and rows that hold none."""

MOST_FAILED: Final = 100
"""Rows of one file that are listed one by one where they can't be read; of more, their number is told."""

MOST_PAGES: Final = 5_000
"""Pages of a PDF."""

MOST_UNPACKED: Final = 200 * MIB
"""Bytes that a document (.docx) may amount to once it is unpacked; more is a trap."""

MOST_FIELD: Final = 4_000_000
"""Characters in one field of a table."""

MEMORY: Final = 2 * 1024 * MIB
"""Bytes of address space that the converting process may take beyond what it starts with."""

SECONDS: Final = 20.0
"""How long the conversion of one file may take, once its parser is loaded."""

SECONDS_A_MIB: Final = 4.0
"""How much longer, for each MiB of it."""

SECONDS_A_MIB_OF_MANY: Final = 10.0
"""The same where the file holds many articles."""

MOST_HEADER: Final = 10_000
"""Characters in one header of a message: what takes it apart takes time that grows faster than it does."""

LOADING_SECONDS: Final = 40.0
"""How much longer where a parser has to be loaded first."""
