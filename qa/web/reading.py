"""What opens in the source pane, and at which line: one archive's articles, for any number of readers."""

from __future__ import annotations

import itertools

import gradio as gr

import qa
from qa.web.conversation import Turn, Turns
from qa.web.source import EMPTY, line_span, source_html, source_problem_html, spans_of


class Reading:
    """The source pane of one archive. It keeps nothing of any reader's."""

    def __init__(self, archive: qa.Archive) -> None:
        self._archive = archive
        self._openings = itertools.count(1)

    def open(self, turns: Turns, event: gr.EventData) -> str:
        """Return the source pane, opened at the pressed line.

        What comes from the browser only chooses among the turns' own citations; where the turns are lost, as
        after a restart, the archive itself says whether it has such an article.
        """
        path, nearest = str(getattr(event, "article", "")), getattr(event, "kind", "") == "nearest"
        turn, number, line = (whole(getattr(event, name, None)) for name in ("turn", "number", "line"))
        shown = turns[turn] if 0 <= turn < len(turns) else Turn("")
        return self._source(turn, shown, path, number, line, nearest=nearest)

    def first(self, number: int, turn: Turn) -> str:
        """Return the pane at a turn's first citation; emptied without one, lest another answer's stay marked."""
        if not turn.citations or turn.problem is not None:
            return EMPTY
        first = turn.citations[0]
        return self._source(number, turn, first.path, first.number, first.start_line, nearest=False)

    def _source(self, turn: int, shown: Turn, path: str, number: int, line: int, *, nearest: bool) -> str:
        try:
            source = self._archive.source(path)
        except qa.OnrecordError as error:
            return source_problem_html(str(error))
        spans = spans_of(shown.opened_by(nearest=nearest), path, number) or line_span(source, line, number)
        kind = "nearest" if nearest else "citation"
        return source_html(source, spans, turn=turn, kind=kind, opening=next(self._openings))


def whole(value: object) -> int:
    """Return what a button's `data-` attribute counts, -1 where it is no number."""
    text = str(value)
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else -1
