"""What became of cited lines: still there, moved, in a file of another name, edited (into what), or gone.

Every line is read again on disk. A file that is no longer where it was is found by its bytes, or, of plain text that
was edited as well, by the line itself beside its title or file name; a reprint of the line is no proof of a move.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from index import LineTable, file_of, files_with, renamed, split_sentences, texts_holding
from qa.cite import Witness, whole_places
from qa.text.counterpart import likeness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qa.checks import CitationCheck
    from qa.types import Citation

_NEAREST: Final = 0.4
"""The least likeness of a sentence to the one that it may have become."""
_MOST_SENTENCES: Final = 5_000  # of a file that are compared with an edited line


def checked(witness: Witness, citations: Sequence[Citation]) -> tuple[CitationCheck, ...]:
    """Return what became of each citation; an archive is searched for moved files only where one is gone."""
    found = [witness.check(citation) for citation in citations]
    pairs = zip(citations, found, strict=True)
    gone = [citation for citation, check in pairs if check.state == "gone" and _is_inside(citation.path)]
    moved = {} if witness.stored is not None else _moved_files(witness.archive, gone)
    return tuple(_explained(witness, citation, check, moved) for citation, check in zip(citations, found, strict=True))


def _explained(
    witness: Witness, citation: Citation, check: CitationCheck, moved: dict[tuple[str, str], str]
) -> CitationCheck:
    if check.state == "gone":
        path = moved.get((citation.path, citation.sha256)) or moved.get((citation.path, citation.quote))
        there = witness.check(replace(citation, path=path)) if path else None
        if there is None or there.line is None:
            return check
        return replace(there, path=citation.path, state="moved", moved_to=path)
    if check.state != "edited":
        return check
    text = witness.text_of(citation.path)
    table = LineTable(text)
    lines = tuple(table.line_at(start) for start, _ in whole_places(text, citation.quote))
    if text[citation.start_char : citation.end_char] == citation.quote and citation.start_line in lines:
        return replace(check, state="moved", line=citation.start_line)  # where it was, and once more elsewhere
    if lines:
        return replace(check, lines=lines)
    nearest = _nearest(text, table, citation)
    return check if nearest is None else replace(check, now=text[slice(*nearest)], now_line=table.line_at(nearest[0]))


def _nearest(text: str, table: LineTable, citation: Citation) -> tuple[int, int] | None:
    """Return the sentence that an edited one became: the likest, of equals the one nearest to its line."""
    best: tuple[float, int] = (_NEAREST, 0)
    found: tuple[int, int] | None = None
    count = 0
    for number in range(1, len(table.starts) + 1):
        for start, end in split_sentences(text, *table.span(number)):
            count += 1
            if count > _MOST_SENTENCES:
                return found
            alike = (likeness(citation.quote, text[start:end]), -abs(number - citation.start_line))
            if alike > best:
                best, found = alike, (start, end)
    return found


def _moved_files(archive: Path, gone: Sequence[Citation]) -> dict[tuple[str, str], str]:
    """Return where the articles of these citations lie now, by their path and sha256, or by path and quote."""
    found: dict[tuple[str, str], str] = {}
    same = files_with(archive, {citation.sha256 for citation in gone})
    for citation in gone:
        files = same.get(citation.sha256, ())
        if files:
            file = next((each for each in files if _name(each) == _name(file_of(citation.path))), files[0])
            found[citation.path, citation.sha256] = renamed(citation.path, file)
    left = [citation for citation in gone if (citation.path, citation.sha256) not in found]
    for file, text in texts_holding(archive, {citation.quote for citation in left}):
        for citation in left:
            its_own = _name(file) == _name(citation.path) or _is_titled(text, citation.title)
            if its_own and citation.quote in text and len(list(whole_places(text, citation.quote))) == 1:
                # Two files that could be it are none.
                key = (citation.path, citation.quote)
                found[key] = "" if key in found else file
    return {key: path for key, path in found.items() if path}


def _is_titled(text: str, title: str | None) -> bool:
    """Return whether a title stands in a text as a line of its own, as what heads the text does."""
    return bool(title) and any(line.strip("\r #*_") == title for line in text.split("\n"))


def _is_inside(path: str) -> bool:
    """Return whether a path may be one of an archive's: what leads out of it is looked for nowhere."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts


def _name(path: str) -> str:
    return PurePosixPath(path).name
