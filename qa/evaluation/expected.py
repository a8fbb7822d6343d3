"""Find in the archive the lines that questions expect; a row that names what is not there is broken, and told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index import Region
from qa.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qa.evaluation.questions import GoldLine, GoldQuestion
    from qa.types import Source


class BrokenRow(EvaluationError):
    """A row names a file or a line that the archive does not have as it says."""


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line of the archive that a question expects: `path` is whole, `region` None where it is unknown.

    `rank` is its place among the search's finds, `cited` the number of the citation that cites it; both count from 1
    and are None where it was not found or not cited.
    """

    path: str
    line: int
    text: str
    region: Region | None = None
    rank: int | None = None
    cited: int | None = None


@dataclass(slots=True)
class Finder:
    """Finds lines by the name of their file: its whole path in the archive, or an end of it that fits one file."""

    paths: Iterable[str]
    read: Callable[[str], Source]
    _by_name: defaultdict[str, list[str]] = field(init=False)
    _read: dict[str, Source] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = defaultdict(list)
        for path in sorted(set(self.paths)):
            self._by_name[path.rpartition("/")[2]].append(path)

    def lines_of(self, question: GoldQuestion) -> tuple[ExpectedLine, ...]:
        """Return the lines that a question expects, each once; raises BrokenRow where one is not there."""
        found = (self._line(gold) for gold in question.lines)
        return tuple({(each.path, each.line): each for each in found}.values())

    def _line(self, gold: GoldLine) -> ExpectedLine:
        path = self._path(gold.file)
        if path not in self._read:
            self._read[path] = self.read(path)
        lines = self._read[path].lines
        if gold.line > len(lines):
            raise BrokenRow(f"{path} has {len(lines)} lines, so there is no line {gold.line}")
        line = lines[gold.line - 1]
        if not line.text.strip():
            raise BrokenRow(f"{path}:{gold.line} is an empty line")
        if gold.quote is not None and _folded(gold.quote) not in _folded(line.text):
            raise BrokenRow(f'{path}:{gold.line} does not hold "{gold.quote}"')
        return ExpectedLine(path, gold.line, line.text, line.region)

    def _path(self, file: str) -> str:
        wanted = file.strip().removeprefix("./")
        named = self._by_name.get(wanted.rpartition("/")[2], [])
        fitting = [path for path in named if path == wanted] or [path for path in named if path.endswith(f"/{wanted}")]
        if not fitting:
            raise BrokenRow(f"the archive has no file {file!r}")
        if len(fitting) > 1:
            raise BrokenRow(f"{file!r} may be any of {', '.join(fitting[:3])}: write its path in the archive")
        return fitting[0]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
