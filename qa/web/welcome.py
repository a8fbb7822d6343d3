"""What stands in the conversation before the first question, as HTML: how answers are made, and what can be asked."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qa.adding import kinds

if TYPE_CHECKING:
    from qa.types import ArchiveStatus


def welcome_html(
    status: ArchiveStatus, examples: tuple[str, ...], model: str | None = None, disclosure: str | None = None
) -> str:
    """Return the welcome; `model` words the answers, `disclosure` says where lines go, None where they go nowhere."""
    name = escape(PurePosixPath(status.archive).name or status.archive)
    sent = f'<p class="disclosure">{escape(disclosure)}</p>' if disclosure else ""
    if not status.generation:
        return _welcome(
            f"Reading {name}",
            f"<p>The articles are being indexed for the first time. You can ask as soon as that is done.</p>{sent}",
        )
    if not status.articles:
        return _welcome(
            f"{name} has no articles yet",
            f"<p>Put files into {escape(status.archive)}, then press Rebuild index; or add them in the view Archive. "
            f"These kinds are read: {kinds()}.</p>",
        )
    asked = "".join(
        f'<li><button type="button" class="example" data-question="{escape(text)}" dir="auto">'
        f"{escape(text)}</button></li>"
        for text in examples
    )
    offered = f'<h3 class="eyebrow">For example</h3><ul class="examples">{asked}</ul>' if asked else ""
    return _welcome(
        f"Ask {name}", f"<p>{_how(model)} What the archive doesn&#x27;t say, is not answered.</p>{sent}{offered}"
    )


def welcome_problem_html(message: str) -> str:
    """Return what stands there where the archive can't be asked at all."""
    return _welcome("This archive can&#x27;t be asked", f"<p>{escape(message)}</p>")


def _how(model: str | None) -> str:
    if model is None:
        return "Answers are whole sentences from the articles, each with the line it stands on."
    return (
        f"{escape(model)} puts lines of the articles into words; each of its sentences is checked against the lines "
        "it cites before it is shown."
    )


def _welcome(title: str, body: str) -> str:
    return f'<section class="welcome"><h2 dir="auto">{title}</h2>{body}</section>'
