"""Turn sentences of the index into citations, each read again on disk at that moment: code that vouches.

A citation of a file that is still the same, byte for byte, is "intact". Where the file changed since it was indexed,
the sentence is looked for in the file as it is now: found once, it is cited at its new place, as "moved"; otherwise
it is not cited at all.

Where the archive's folder is not on this machine, and settings allow it, the stored text takes the place of the file:
what stands there is "stored", never "intact", for nothing was read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from index import ArticleRecord, LineTable, Reading, is_plain, read_again, split_sentences
from qa.checks import STANDING, CitationCheck, State
from qa.types import AlsoIn, Citation, Source, SourceLine


@dataclass(frozen=True, slots=True)
class StoredText:
    """What stands for a file that is not on this machine: its text, and the sha256 that the file had."""

    text: str
    sha256: str


@dataclass(slots=True)
class Witness:
    """Reads sources again, each file once an answer. Never kept beyond one answer: files change.

    `stored`, where given, returns the article at a path as it is stored, and no file is read.
    """

    archive: Path
    stored: Callable[[str], ArticleRecord | None] | None = None
    _readings: dict[str, Reading | StoredText | None] = field(default_factory=dict)

    def cite(self, record: ArticleRecord, start: int, end: int, number: int) -> Citation | None:
        """Return the citation of `record.text[start:end]` as it stands on disk now, or None where it doesn't."""
        citation = self.cite_anyway(record, start, end, number)
        return citation if citation.state in STANDING else None

    def cite_anyway(self, record: ArticleRecord, start: int, end: int, number: int) -> Citation:
        """Return the citation also where its `state` is "edited" or "gone": then it tells the indexed place."""
        found = self._stands_as_indexed(record, start, end) or self.locate(
            record.path, record.sha256, record.text[start:end], start, end
        )
        lines, sha256, place = record.lines, record.sha256, (start, end)
        if found.state == "moved" and found.reading is not None and found.place is not None:
            lines, sha256, place = LineTable(found.reading.text), found.reading.sha256, found.place
        return Citation(
            number=number,
            path=record.path,
            start_line=lines.line_at(place[0]),
            end_line=lines.line_at(place[1]),
            start_char=place[0],
            end_char=place[1],
            quote=record.text[start:end],
            title=record.title,
            published=record.published,
            published_inferred=record.published_inferred,
            # Regions are told by the indexed text; a file that changed since has other line numbers.
            region=record.regions[record.lines.line_at(start) - 1] or "body",
            sha256=sha256,
            state=found.state,
            page=None if found.state == "moved" else record.page_at(start),
            dates=tuple(
                {"expression": record.text[each.start : each.end], "date": each.date, "end": each.until}
                for each in record.dates
                if start <= each.start and each.end <= end
            ),
        )

    def check(self, citation: Citation) -> CitationCheck:
        """Return whether a citation still stands, and on which line."""
        found = self.locate(citation.path, citation.sha256, citation.quote, citation.start_char, citation.end_char)
        line = None
        if found.place is not None and found.reading is not None:
            line = LineTable(found.reading.text).line_at(found.place[0])
        return CitationCheck(citation.number, citation.path, found.state, line)

    def revisit(self, citation: Citation) -> Citation:
        """Return a citation that was made earlier as it stands now: at its new place where it moved, with its state."""
        reading = None if is_plain(citation.path) else self._read(citation.path)
        if reading is not None and reading.sha256 == citation.sha256:
            return replace(citation, state=self._stands("intact"))  # the same bytes have the same rendition
        start, end = citation.start_char, citation.end_char
        found = self.locate(citation.path, citation.sha256, citation.quote, start, end)
        if found.state not in ("moved", "stored") or found.place is None or found.reading is None:
            return replace(citation, state=found.state)
        start, end = found.place
        lines = LineTable(found.reading.text)
        return replace(
            citation,
            start_line=lines.line_at(start),
            end_line=lines.line_at(end),
            start_char=start,
            end_char=end,
            sha256=found.reading.sha256,
            state=found.state,
        )

    def text_at(self, place: AlsoIn) -> str:
        """Return what stands on disk now where another article reprints a sentence; empty where its file is gone."""
        reading = self._read(place.path)
        return "" if reading is None else reading.text[place.start_char : place.end_char]

    def text_of(self, path: str) -> str:
        """Return a source's text as it is on disk now; empty where its file is gone."""
        reading = self._read(path)
        return "" if reading is None else reading.text

    def state_of(self, path: str, sha256: str) -> State:
        """Return whether a whole file is "intact", "edited" or "gone"."""
        reading = self._read(path)
        if reading is None:
            return "gone"
        return self._stands("intact") if reading.sha256 == sha256 else "edited"

    def source(self, record: ArticleRecord) -> Source:
        """Return a whole article as it was indexed, and whether its file is still the same."""
        lines = tuple(
            SourceLine(number, start, record.lines.line(number), region, record.page_at(start))
            for number, region in enumerate(record.regions, 1)
            for start, _ in (record.lines.span(number),)
        )
        return Source(
            path=record.path,
            title=record.title,
            published=record.published,
            published_inferred=record.published_inferred,
            sha256=record.sha256,
            state=self.state_of(record.path, record.sha256),
            lines=lines,
            author=record.author,
            publisher=record.publisher,
            url=record.url,
        )

    def _stands_as_indexed(self, record: ArticleRecord, start: int, end: int) -> Location | None:
        """Return that a sentence of a rendition stands where it did: the file's bytes are those that were converted.

        A conversion takes long, and the same bytes have the same rendition; the lines of plain text are read again.
        """
        reading = None if is_plain(record.path) else self._read(record.path)
        same = reading is not None and reading.sha256 == record.sha256
        return Location(self._stands("intact"), (start, end), reading) if same else None

    def _stands(self, state: State) -> State:
        """Return the state of a line that stands: what could not be read again is only stored."""
        return state if self.stored is None else "stored"

    def _read(self, path: str) -> Reading | StoredText | None:
        if path not in self._readings:
            self._readings[path] = read_again(self.archive, path) if self.stored is None else self._look_up(path)
        return self._readings[path]

    def _look_up(self, path: str) -> StoredText | None:
        record = None if self.stored is None else self.stored(path)
        return None if record is None else StoredText(record.text, record.sha256)

    def locate(self, path: str, sha256: str, quote: str, start: int, end: int) -> Location:
        """Return where a quote stands on disk now, given the file's sha256 and its place when it was cited."""
        reading = self._read(path)
        if reading is None:
            return Location("gone", None, None)
        if reading.sha256 == sha256 and reading.text[start:end] == quote:
            return Location(self._stands("intact"), (start, end), reading)
        places = list(whole_places(reading.text, quote))
        if len(places) == 1:
            return Location(self._stands("moved"), places[0], reading)
        return Location("edited", None, reading)


def whole_places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Yield where `quote`, one whole sentence or several, stands as such in `text`.

    As part of another sentence it may say something else.
    """
    table = LineTable(text)
    start = text.find(quote)
    while start >= 0:
        end = start + len(quote)
        first = split_sentences(text, *table.span(table.line_at(start)))
        last = split_sentences(text, *table.span(table.line_at(max(start, end - 1))))
        if any(each[0] == start for each in first) and any(each[1] == end for each in last):
            yield start, end
        start = text.find(quote, start + 1)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quote stands now; `place` is None where it does not stand there once and whole."""

    state: State
    place: tuple[int, int] | None
    reading: Reading | StoredText | None
