"""Letters: a mailbox (.mbox) or one message (.eml), by the standard library. Attachments are left out."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage

from index.formats.page import text_of
from index.formats.rendition import Rendition, Unreadable, compose

_FROM_LINE = re.compile(rb"^From .*\r?\n", re.MULTILINE)
_STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)


def render_mail(data: bytes) -> list[Rendition]:
    """Return the messages that hold text; raises Unreadable where none does."""
    if not data.startswith(b"From "):
        rendered = [found for found in [_message(data, None)] if found is not None]
    else:
        messages = [_STUFFED.sub(rb"\1", message) for message in _FROM_LINE.split(data)[1:]]
        rendered = [found for row, message in enumerate(messages, 1) if (found := _message(message, row)) is not None]
    if not rendered:
        raise Unreadable("holds no message with a text: export it again as mbox or eml")
    return rendered


def _message(data: bytes, row: int | None) -> Rendition | None:
    try:
        message = message_from_bytes(data, policy=policy.default)
        if not isinstance(message, EmailMessage) or not message.keys():
            return None
        body = message.get_body(preferencelist=("plain", "html"))
        content = body.get_content() if body is not None else ""
        fields = {
            "title": str(message.get("subject", "")),
            "date": str(message.get("date", "")),
            "author": str(message.get("from", "")),
        }
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, IndexError):
        return None  # headers that the standard library can't read: nothing here is sure
    if not isinstance(content, str):
        return None
    markup = body is not None and body.get_content_type() == "text/html"
    lines = text_of(content) if markup else _plain_paragraphs(content)
    return compose(fields, lines, row=row) if lines else None


def _plain_paragraphs(text: str) -> list[str]:
    """Return a letter's paragraphs: lines that were broken for width stand together again."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [joined for block in blocks for joined in _joined(block.split("\n"))]


def _joined(lines: list[str]) -> list[str]:
    found: list[str] = []
    last = 0  # the length of the line before
    for line in (" ".join(line.split()) for line in lines):
        if not line:
            continue
        if found and last >= 55 and not line.startswith((">", "-", "*")):  # long enough to have been broken
            found[-1] += " " + line
        else:
            found.append(line)
        last = len(line)
    return found
