"""Files that are no plain text, as plain text: what is cited of them is this rendition, which the index stores.

One module a format, each a pure function of bytes; none opens a file, reaches a network or knows the index. Those that
rest on parsers of foreign formats run in a child process (`index.convert`), which may be killed.
"""

from index.formats.kinds import SUFFIXES, file_of, holds_many, is_plain, kind_of, row_path
from index.formats.rendition import Rendition, Unreadable

__all__ = ["SUFFIXES", "Rendition", "Unreadable", "file_of", "holds_many", "is_plain", "kind_of", "row_path"]
