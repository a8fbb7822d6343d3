"""How an archive stands, as HTML: counts, the index's age and size, what could not be read, what changed since.

Looking means hashing every file of the archive, so that any number of readers share one look for a few seconds.
"""

from __future__ import annotations

import threading
import time
from html import escape
from typing import TYPE_CHECKING, Final

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from qa.types import ArchiveStatus

SECONDS: Final = 20.0
"""How long one look is shared, unless a rebuild ends in the meantime."""
LISTED: Final = 200


class Standing:
    """The state of one archive, looked at again where `read` was called too long ago or `event` changed."""

    def __init__(self, read: Callable[[], ArchiveStatus], event: Callable[[], Hashable]) -> None:
        self._read = read
        self._event = event
        self._lock = threading.Lock()
        self._seen: tuple[float, Hashable, ArchiveStatus] | None = None

    def status(self) -> ArchiveStatus:
        """Return the state of the archive; raises what `read` raises."""
        with self._lock:
            event = self._event()
            if self._seen is not None and self._seen[1] == event and time.monotonic() - self._seen[0] < SECONDS:
                return self._seen[2]
            status = self._read()
            self._seen = (time.monotonic(), event, status)
            return status


def standing_html(status: ArchiveStatus) -> str:
    """Return what the archive holds, a banner where files changed since, and what could not be read and why."""
    if not status.generation or status.published_at is None:
        return '<div class="standing"><p class="facts"><span>Not indexed yet</span></p></div>'
    facts = [
        words.count(status.articles, "article"),
        words.count(status.sentences, "sentence"),
        f"indexed {stamp(status.published_at)}",
        f"index of {size(status.bytes)}",
        f"generation {status.generation:,}",
    ]
    told = "".join(f"<span>{fact}</span>" for fact in facts)
    return (
        f'<div class="standing" data-generation="{status.generation}"><p class="facts">{told}</p>'
        f"{_changed(status.pending)}{_failed(status.failed)}</div>"
    )


def standing_problem_html(message: str) -> str:
    """Return what stands there where the archive's state can't be told."""
    return f'<div class="standing"><p class="note" role="alert">{escape(message)}</p></div>'


def stamp(iso: str) -> str:
    """Return a moment in UTC; the page's script writes it anew in the reader's own zone and manner."""
    moment = escape(iso)
    return f'<time class="moment" datetime="{moment}">{moment[:16].replace("T", " ")} UTC</time>'


def size(count: int) -> str:
    """Return a number of bytes as "312 KB" or "4.1 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)):,} KB"
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"


def _changed(pending: int) -> str:
    if not pending:
        return ""
    return (
        '<div class="changed-since"><p><strong>'
        f"{words.count(pending, 'file')} changed since the index was made.</strong> "
        "What is new in them is neither found nor answered yet.</p>"
        '<button type="button" class="plain rebuild">Rebuild</button></div>'
    )


def _failed(failed: tuple[tuple[str, str], ...]) -> str:
    if not failed:
        return ""
    rows = "".join(
        f'<li><code dir="ltr">{escape(path)}</code> {escape(reason)}</li>' for path, reason in failed[:LISTED]
    )
    more = f"<li>and {len(failed) - LISTED:,} more</li>" if len(failed) > LISTED else ""
    return (
        f'<details class="failed" data-key="failed"><summary>{words.count(len(failed), "file")} could not be read'
        f"</summary><ul>{rows}{more}</ul></details>"
    )
