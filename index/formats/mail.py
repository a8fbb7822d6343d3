"""Letters: a mailbox (.mbox) or one message (.eml), by the standard library. Attachments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage

from index.formats.limits import MOST_HEADER
from index.formats.page import text_of
from index.formats.rendition import Rendition, Row, Unreadable, compose, one_line

_FROM_LINE = re.compile(rb"^From .*\r?\n", re.MULTILINE)
_STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BROKEN = (  # what the standard library raises, among others, of headers that it can't read: nothing there is sure
    *(MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError),
)
_LONGEST_FIELD = 2_000  # characters of a header that is shown


def render_mail(data: bytes) -> Iterator[Row]:
    """Yield the messages that hold text, and of a mailbox those that don't; raises Unreadable for one that doesn't."""
    if not data.startswith(b"From "):
        found = _message(data, None)
        if isinstance(found, str):
            raise Unreadable(found)
        yield found
        return
    start = _FROM_LINE.match(data)
    row = 0
    while start is not None:
        row += 1
        behind = _FROM_LINE.search(data, start.end())
        found = _message(_STUFFED.sub(rb"\1", data[start.end() : behind.start() if behind else len(data)]), row)
        yield (row, found) if isinstance(found, str) else found
        start = behind


def _message(data: bytes, row: int | None) -> Rendition | str:
    """Return one message, or the reason why it can't be read."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        if not isinstance(message, EmailMessage) or not message.keys():
            return "is no message with headers: export it again as mbox or eml"
        if max(len(value) for _, value in message.raw_items()) > MOST_HEADER:
            return f"has a header of more than {MOST_HEADER:,} characters: export it again as mbox or eml"
        body = message.get_body(preferencelist=("plain", "html"))
        content = body.get_content() if body is not None else ""
        fields = {"title": "subject", "date": "date", "author": "from"}
        known = {field: _header(message, name) for field, name in fields.items()}
    except _BROKEN as error:
        return f"is no message that can be read ({type(error).__name__}): export it again as mbox or eml"
    markup = body is not None and body.get_content_type() == "text/html"
    lines = (text_of(content) if markup else _plain_paragraphs(content)) if isinstance(content, str) else []
    return compose(known, lines, row=row) if lines else "holds no text: export it again, or delete it"


def _header(message: EmailMessage, name: str) -> str:
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    return "" if len(raw) > _LONGEST_FIELD else str(message.get(name, ""))


def _plain_paragraphs(text: str) -> list[str]:
    """Return a letter's paragraphs: lines that were broken for width stand together again."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [joined for block in blocks for joined in _joined(block.split("\n"))]


def _joined(lines: list[str]) -> list[str]:
    found: list[list[str]] = []
    last = 0  # the length of the line before
    for line in map(one_line, lines):
        if not line:
            continue
        if found and last >= 55 and not line.startswith((">", "-", "*")):  # long enough to have been broken
            found[-1].append(line)
        else:
            found.append([line])
        last = len(line)
    return [" ".join(paragraph) for paragraph in found]
