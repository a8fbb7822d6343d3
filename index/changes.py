"""What changed in a folder since its index was published: by content, as times and sizes can lie. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ReadError
from index.formats import file_of
from index.read import file_sha256
from index.scan import Scan


@dataclass(slots=True)
class Changes:
    """Files by what became of them. `write` are those whose content is new or changed, and has to be read.

    `retire` are the ids of the article rows that end with the coming generation; `failed` says of each path, of a file
    or of a row of one, why it can't be read.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    write: list[str] = field(default_factory=list)
    retire: list[int] = field(default_factory=list)

    def fail(self, file: str, error: ReadError) -> None:
        """Note that a file, which looked new or changed, can't be read."""
        self.failed[file] = str(error)
        for files in (self.added, self.changed):
            if file in files:
                files.remove(file)


def compare(
    archive: Path,
    found: Scan,
    live: Mapping[str, tuple[int, str]],
    failed: Iterable[tuple[str, str]],
    progress: Callable[[int, int], None],
) -> Changes:
    """Return what changed between the published state and the files that were found.

    `live` maps each article's path to its row's id and its file's sha256; `failed` is what was told of the published
    state: a row that couldn't be read stays in the report for as long as its file is the same.
    """
    changes = Changes(failed=dict(found.failed))
    known: dict[str, tuple[list[int], str]] = {}
    for path, (article, digest) in live.items():
        known.setdefault(file_of(path), ([], digest))[0].append(article)
    refused: dict[str, dict[str, str]] = {}
    for path, reason in failed:
        if (file := file_of(path)) != path:
            refused.setdefault(file, {})[path] = reason
    for done, file in enumerate(found.files):
        progress(done, len(found.files))
        articles, indexed = known.pop(file, ([], None))
        try:
            digest = file_sha256(archive, file)
        except ReadError as error:
            changes.failed[file] = str(error)
            changes.retire += articles
            continue
        if indexed == digest:
            changes.unchanged.append(file)
            changes.failed |= refused.get(file, {})
            continue
        changes.write.append(file)
        changes.retire += articles
        (changes.added if indexed is None else changes.changed).append(file)
    progress(len(found.files), len(found.files))
    changes.removed = [file for file in known if file not in changes.failed]
    changes.retire += [article for gone, _ in known.values() for article in gone]
    return changes
