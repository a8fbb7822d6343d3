"""Who a reader is: what their conversations are kept under. Nothing here looks anybody up."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from qa.web.safety import READER

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
