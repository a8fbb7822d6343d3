"""What ties the page's components to their scripts, styles and events. Nothing here knows what they show."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

# In the order in which they apply: the last one is for narrow windows, and overrules the others.
STYLES: Final = (
    "frame.css",
    "desk.css",
    "answer.css",
    "source.css",
    "archive.css",
    "rail.css",
    "watched.css",
    "guide.css",
    "narrow.css",
)
# The first one makes `onrecord`; the others add to it.
SCRIPTS: Final = ("page.js", "answer.js", "source.js", "archive.js", "rail.js", "watched.js", "keys.js")

# Readers served at the same moment; asking takes tens of milliseconds, so more would only wait inside.
READERS: Final = 16
# Questions answered at the same moment where no language model is waited for. More get in each other's way: of 30
# readers on two cores, 95 in 100 were answered within 1.6 s, and with 16 at once within 2.3 s.
UNWAITING: Final = 4
QUIET: Final[dict[str, Any]] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_limit": READERS,
}
"""What every event of the page has: no veil over what is shown, no place among the program's endpoints."""
WATCHING: Final[dict[str, Any]] = {**QUIET, "concurrency_limit": None}
"""For an event that only waits and looks, which must not take a place from one that works."""
ASKING: Final[dict[str, Any]] = {**QUIET, "concurrency_id": "asking"}
"""For an event that asks a question: by its id, a reader's questions are counted apart from other events."""


def styles() -> str:
    """Return the page's style sheet."""
    return "\n".join(map(asset, STYLES))


def scripted(call: str, *events: str) -> dict[str, Any]:
    """Return what ties an HTML component to its part of the page's scripts: `call` is run once it stands.

    Gradio knows a component's own events by their names in its script.
    """
    names = ", ".join(f'"{event}"' for event in events)
    return {
        "head": f"<script>{''.join(map(asset, SCRIPTS))}</script>",
        "js_on_load": f"/* {names} */ onrecord.{call};",
        "apply_default_css": False,
    }


def asset(name: str) -> str:
    """Return one of the page's own files."""
    return files("qa.web").joinpath("static", name).read_text(encoding="utf-8")
