"""Who a reader is, and which of their requests came first. Nothing here looks anybody up."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from qa.web.safety import ARRIVAL, READER

if TYPE_CHECKING:
    import gradio as gr


def reader_of(request: gr.Request) -> str:
    """Return the name under which a reader signed in, or a hash of what tells their browser from others.

    Without a cookie it is the page's own session, and what is kept is found again only until that is closed.
    """
    if request.username:
        return f"user:{request.username}"
    cookies = dict(request.cookies)
    token = str(cookies.get(READER) or f"session {request.session_hash}")
    return sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def arrival_of(request: gr.Request) -> int:
    """Return the number of a request in the order in which they came in; gradio may begin a later one's event first."""
    number = request.request.scope.get(ARRIVAL) if request.request is not None else None
    return number if isinstance(number, int) else 0
