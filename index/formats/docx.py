"""A word processor's document (.docx), by python-docx: its paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from index.formats.limits import MIB, MOST_UNPACKED
from index.formats.rendition import Rendition, Unreadable, compose, one_line

if TYPE_CHECKING:
    from docx.table import _Row
    from docx.text.paragraph import Paragraph

_BROKEN = (  # what the standard library raises of a zip file with injuries, and what follows from parts that lack
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, LookupError, AttributeError, TypeError),
)
_HEAD = 100  # paragraphs among which the title is looked for: to look up a style takes long


def render_docx(data: bytes) -> list[Rendition]:
    """Return a document's text; raises Unreadable where it is broken, too large or empty."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    broken = (*_BROKEN, OpcError, LxmlError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(f"unpacks to more than {MOST_UNPACKED // MIB} MiB: save it without its pictures")
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        titled = ""
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += [_cells(row) for row in block.rows]
                continue
            text = one_line(block.text)
            if not titled and text and len(lines) < _HEAD and _is_heading(block):
                titled = text
            else:
                lines.append(text)
        properties = document.core_properties
        fields = {"title": titled or properties.title, "author": properties.author}
    except broken as error:
        reason = one_line(str(error))[:120] or type(error).__name__
        raise Unreadable(f"is no document that can be read ({reason}): open it and save it as .docx again") from error
    lines = [line for line in lines if line]
    if not lines:
        raise Unreadable("holds no text: write something into it, or delete it")
    return [compose(fields, lines)]


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and paragraph.style.name in {"Title", "Heading 1"}


def _cells(row: _Row) -> str:
    """Return a row's cells, each once: `row.cells` repeats a merged one as often as it says, which may be for ever."""
    from docx.table import _Cell

    cells = (_Cell(cell, row.table) for cell in row._tr.tc_lst)  # noqa: SLF001 - nothing public gives them
    return ", ".join(filter(None, (one_line(cell.text) for cell in cells)))
