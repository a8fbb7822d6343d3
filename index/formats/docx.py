"""A word processor's document (.docx), by python-docx: its paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile

from index.formats.rendition import Rendition, Unreadable, compose, one_line

MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a document may amount to once it is unpacked; more is a trap."""


def render_docx(data: bytes) -> list[Rendition]:
    """Return a document's text; raises Unreadable where it is broken, too large or empty."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("unpacks to more than 200 MiB: save it without its pictures")
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        titled = ""
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += [", ".join(filter(None, (one_line(cell.text) for cell in row.cells))) for row in block.rows]
                continue
            text = one_line(block.text)
            if not titled and text and block.style is not None and block.style.name in {"Title", "Heading 1"}:
                titled = text
            else:
                lines.append(text)
        properties = document.core_properties
        fields = {"title": titled or properties.title, "author": properties.author}
    except (zipfile.BadZipFile, OpcError, LxmlError, ValueError, KeyError, AttributeError, OSError) as error:
        reason = one_line(str(error))[:120] or type(error).__name__
        raise Unreadable(f"is no document that can be read ({reason}): open it and save it as .docx again") from error
    lines = [line for line in lines if line]
    if not lines:
        raise Unreadable("holds no text: write something into it, or delete it")
    return [compose(fields, lines)]
