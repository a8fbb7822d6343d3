"""The help that stands behind "?": the page's keys, and what each part is for. Fixed text, nothing of a reader's."""

from __future__ import annotations

from html import escape
from typing import Final

KEYS: Final = (
    (("/",), "go to the question, or in the archive to its search"),
    (("Enter",), "ask; with Shift, a new line"),
    (("j", "k"), "open the next or the previous citation of the latest answer"),
    (("Esc",), "stop an answer that is being made, else close what is open"),
    (("?",), "this help"),
)
PARTS: Final = (
    ("Ask", "Each sentence of an answer has a number: press it to read the line where it was printed."),
    ("Dates", "A dotted line under a date shows, when pressed, which day it means."),
    ("Not in the archive", "What no line says is not answered. The nearest lines stand apart, and support nothing."),
    ("Archive", "Every line that matches, every article, what could not be read, and files to add."),
    ("Conversations", "Yours alone, kept until you delete them. An export can be checked years later."),
)


def guide_html() -> str:
    """Return the button that opens the help, and the help as a dialog that is closed."""
    keys = "".join(
        f"<div><dt>{' '.join(f'<kbd>{escape(key)}</kbd>' for key in names)}</dt><dd>{escape(does)}</dd></div>"
        for names, does in KEYS
    )
    parts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(told)}</dd></div>" for name, told in PARTS)
    return (
        '<button type="button" class="guide-open" aria-haspopup="dialog" aria-label="Help and keys">?</button>'
        '<dialog class="guide" aria-labelledby="guide-title"><form method="dialog">'
        '<header><h2 id="guide-title">Help</h2><button class="guide-close">Close</button></header>'
        f"<h3>Keys</h3><dl>{keys}</dl><h3>What is what</h3><dl>{parts}</dl></form></dialog>"
    )
