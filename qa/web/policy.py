"""What every response carries that keeps a browser safe, and which of them may be kept by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Send

OPEN: Final = re.compile(
    r"/(?:assets|static|svelte)/[\w./@-]+|/favicon\.ico|/robots\.txt|(?:/gradio_api)?/theme\.css|/gradio_api/startup-events"
)
"""Gradio's own files, the same for everyone; and what it asks of itself when it starts."""
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "frame-src 'none'; worker-src 'none'; object-src 'none'; manifest-src 'none'; media-src 'none'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
"""As strict as Gradio runs under: its page holds scripts of its own, and a component's are made of text."""
LOGIN_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def closed(send: Send, path: str, reader: str | None = None) -> Send:
    """Return a `send` that adds to a response what keeps a browser safe, and a new reader's cookie."""

    async def closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers["Content-Security-Policy"] = LOGIN_POLICY if path == "/login" else POLICY
            if path == "/login":
                headers["Referrer-Policy"] = "same-origin"  # without any, a browser sends a form with the origin "null"
            if not OPEN.fullmatch(path):
                headers["Cache-Control"] = "no-store"
            if reader:
                headers.append("Set-Cookie", reader)
        await send(message)

    return closed
