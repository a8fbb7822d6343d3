"""How many sources stand behind an answer: articles that print one text are one, and so is one speaker in several."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qa.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Citation


def sources_html(
    turn: int, texts: Sequence[Sequence[str]], cited: Sequence[Citation], publishers: Sequence[str | None] = ()
) -> str:
    """Return what is said of the sources of several articles, reprints folded; nothing where that isn't known.

    `texts` are the cited articles' paths, those of one text together; `publishers` are theirs, as far as they are
    known: articles of one publisher are not independent of each other.
    """
    paths = {citation.path for citation in cited}
    groups = [kept for group in texts if (kept := [path for path in group if path in paths])]
    if len(paths) < 2 or {path for group in groups for path in group} != paths:
        return ""
    several, counted = _said(len(groups), cited, publishers)
    kind = "several" if several else "one"
    said = f'<p class="independent {kind}"><strong>{escape(counted)}</strong></p>'
    folded = [group for group in groups if len(group) > 1]
    if not folded:
        return said
    by_path = {citation.path: citation for citation in cited}
    rows = "".join(f"<li>{' and '.join(_article(by_path[path]) for path in group)}</li>" for group in folded)
    reprints = words.count(sum(len(group) - 1 for group in folded), "reprint")
    return (
        f'{said}<details class="reprints" data-key="reprints {turn}"><summary>{reprints} folded</summary>'
        f"<p>These articles print one text:</p><ul>{rows}</ul></details>"
    )


def _said(groups: int, cited: Sequence[Citation], publishers: Sequence[str | None]) -> tuple[bool, str]:
    """Return whether more than one stands behind the answer, and how many in words."""
    if groups == 1:
        return False, "1 source"
    speakers = {(citation.attributed_to or "").casefold() for citation in cited}
    speaker = cited[0].attributed_to
    if len(speakers) == 1 and speaker:
        return False, f"1 speaker in {groups} sources: {speaker}"
    if publishers and publishers[0] and len(set(publishers)) == 1:
        return False, f"{groups} articles of one publisher: {publishers[0]}"
    return True, f"{groups} independent sources"


def _article(citation: Citation) -> str:
    title = f'<cite dir="auto">{escape(citation.title)}</cite>, ' if citation.title else ""
    return f'{title}<span class="place" dir="ltr">{escape(citation.path)}</span>'
