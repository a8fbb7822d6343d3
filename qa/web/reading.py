"""What opens in the source pane, and at which line: one archive's articles, for any number of readers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import gradio as gr

import qa
from qa.reprinted import is_printed
from qa.web.conversation import Turn, Turns
from qa.web.found import found_span
from qa.web.source import EMPTY, Span, line_span, source_html, source_problem_html, spans_of, text_of
from qa.web.tools import Asked, Tools, echoes_html, fetching_problem_html, original_html

MOST_BYTES: Final = 16 * 1024 * 1024
"""The largest file that is handed to a browser as a whole."""

AskedOf = Callable[[gr.Request, str], Sequence[Asked]]
"""Return what the reader who sends a request asked before, and the article at a path answered."""


class Reading:
    """The source pane of one archive. It keeps nothing of any reader's.

    `asked_of` looks up a reader's earlier questions, where these are kept.
    """

    def __init__(self, archive: qa.Archive, asked_of: AskedOf | None = None) -> None:
        self._archive = archive
        self._asked_of = asked_of
        self._openings = itertools.count(1)

    def open(self, turns: Turns, event: gr.EventData, request: gr.Request) -> str:
        """Return the source pane, opened at the pressed line.

        What comes from the browser only chooses among the turns' own citations; where the turns are lost, as
        after a restart, the archive itself says whether it has such an article.
        """
        path, nearest = str(getattr(event, "article", "")), getattr(event, "kind", "") == "nearest"
        turn, number, line = (whole(getattr(event, name, None)) for name in ("turn", "number", "line"))
        shown = turns[turn] if 0 <= turn < len(turns) else Turn("")
        if getattr(event, "kind", "") == "also":
            return self._reprint(turn, shown, path, number, line, request)
        if getattr(event, "kind", "") == "correction":
            return self._correction(turn, shown, path, number, line, request)
        return self._source(turn, shown, path, number, line, request, nearest=nearest)

    def open_line(self, event: gr.EventData, request: gr.Request) -> str:
        """Return the pane for an article of the archive, opened at the stretch of text that a found line names.

        Where the index has other text there, as after a change on disk, the line is looked for by what it says.
        """
        return self._line(event, request, Tools(), turn=-1, kind="hit")

    def compare(self, turns: Turns, event: gr.EventData, request: gr.Request) -> str:
        """Return the pane for another article at the line that may say the same, with the way back to the citation."""
        turn, number = whole(getattr(event, "turn", None)), whole(getattr(event, "number", None))
        nearest = getattr(event, "origin", "") == "nearest"
        shown = turns[turn] if 0 <= turn < len(turns) else Turn("")
        back = shown.citation(number, nearest=nearest)
        tools = Tools(back=back, kind="nearest" if nearest else "citation")
        return self._line(event, request, tools, turn=turn, kind="echo")

    def first(self, number: int, turn: Turn, request: gr.Request) -> str:
        """Return the pane at a turn's first citation; emptied without one, lest another answer's stay marked."""
        if not turn.citations or turn.problem is not None:
            return EMPTY
        first = turn.citations[0]
        return self._source(number, turn, first.path, first.number, first.start_line, request, nearest=False)

    def grouped(self, turn: Turn) -> Turn:
        """Return the turn with its articles grouped by the texts that they print."""
        paths = tuple(dict.fromkeys(citation.path for citation in turn.stops))
        if len(paths) < 2:
            return turn
        publishers = self._archive.publishers(paths)
        return replace(turn, texts=self._archive.one_texts(paths), publishers=tuple(map(publishers.get, paths)))

    def elsewhere(self, event: gr.EventData) -> str:
        """Return what other articles say like the line that is open, as a fragment of the pane."""
        path, kind = str(getattr(event, "article", "")), str(getattr(event, "kind", ""))
        names = ("start", "end", "turn", "number", "opening")
        start, end, turn, number, opening = (whole(getattr(event, name, None)) for name in names)
        try:
            sentence = text_of(self._archive.source(path))[max(start, 0) : max(end, 0)]
            found = self._archive.elsewhere(path, sentence)
        except qa.OnrecordError as error:
            return fetching_problem_html(str(error), opening, "elsewhere")
        return echoes_html(found, turn, number, kind, opening)

    def original(self, event: gr.EventData) -> str:
        """Return a link that saves the file of the open article, as a fragment of the pane."""
        path, opening = str(getattr(event, "article", "")), whole(getattr(event, "opening", None))
        try:
            data = self._archive.original(path)
        except qa.OnrecordError as error:
            return fetching_problem_html(str(error), opening, "elsewhere")
        if len(data) > MOST_BYTES:
            return fetching_problem_html(f"{path} is too large to be handed over here.", opening, "elsewhere")
        return original_html(path, data, opening)

    def _source(
        self, turn: int, shown: Turn, path: str, number: int, line: int, request: gr.Request, *, nearest: bool
    ) -> str:
        try:
            source = self._archive.source(path)
        except qa.OnrecordError as error:
            return source_problem_html(str(error))
        cited = shown.opened_by(nearest=nearest)
        spans = spans_of(cited, source, number)
        known = any(citation.number == number and citation.path == path for citation in cited)
        stops = cited if nearest else shown.stops
        at = next((at for at, citation in enumerate(stops) if citation.number == number), None)
        kind = "nearest" if nearest else "citation"
        tools = Tools(
            stops=() if at is None else stops,
            at=at or 0,
            kind=kind,
            asked=[each for each in self._asked(request, path) if each.question != shown.question],
            is_lost=known and not any(span.opened for span in spans),
        )
        spans = spans if known else line_span(source, line, number)
        return source_html(source, spans, turn=turn, kind=kind, opening=next(self._openings), tools=tools)

    def _reprint(self, turn: int, shown: Turn, path: str, number: int, line: int, request: gr.Request) -> str:
        """Return the pane for another article that prints a cited sentence, with the way back to the citation."""
        try:
            source = self._archive.source(path)
        except qa.OnrecordError as error:
            return source_problem_html(str(error))
        cited = shown.citation(number, nearest=False)
        spans = line_span(source, line, number)
        text = text_of(source)
        for also in cited.also_in if cited else ():
            if also.path == path and cited and is_printed(cited.quote, text[also.start_char : also.end_char]):
                spans = (Span(also.start_char, also.end_char, number, opened=True),)
        tools = Tools(back=cited, asked=self._asked(request, path))
        return source_html(source, spans, turn=turn, kind="also", opening=next(self._openings), tools=tools)

    def _correction(self, turn: int, shown: Turn, path: str, number: int, line: int, request: gr.Request) -> str:
        """Return the pane at a line that sets a cited one right, with the way back to the citation."""
        try:
            source = self._archive.source(path)
        except qa.OnrecordError as error:
            return source_problem_html(str(error))
        cited = shown.citation(number, nearest=False)
        spans = line_span(source, line, number)
        text = text_of(source)
        for each in cited.corrections if cited else ():
            at = text.find(each.quote) if (each.path, each.start_line) == (path, line) else -1
            if at >= 0:
                spans = (Span(at, at + len(each.quote), number, opened=True),)
        tools = Tools(back=cited, asked=self._asked(request, path))
        return source_html(source, spans, turn=turn, kind="correction", opening=next(self._openings), tools=tools)

    def _line(self, event: gr.EventData, request: gr.Request, tools: Tools, *, turn: int, kind: str) -> str:
        path = str(getattr(event, "article", ""))
        start, end = (whole(getattr(event, name, None)) for name in ("start", "end"))
        try:
            source = self._archive.source(path)
        except qa.OnrecordError as error:
            return source_problem_html(str(error))
        spans: tuple[Span, ...] = found_span(source, start, end, str(getattr(event, "says", "")))
        tools = replace(tools, asked=self._asked(request, path))
        return source_html(source, spans, turn=turn, kind=kind, opening=next(self._openings), tools=tools)

    def _asked(self, request: gr.Request, path: str) -> Sequence[Asked]:
        return () if self._asked_of is None else self._asked_of(request, path)


def whole(value: object) -> int:
    """Return what a button's `data-` attribute counts, -1 where it is no number."""
    text = str(value)
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else -1
