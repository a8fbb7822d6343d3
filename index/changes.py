"""What changed in a folder since its index was published: by content, as times and sizes can lie. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import ReadError
from index.formats import file_of
from index.read import file_hashes
from index.records import Failure
from index.scan import Scan


@dataclass(slots=True)
class Changes:
    """Files by what became of them. `write` are those that have to be read, as their content is new or changed.

    `retire` are the ids of the article rows that end with the coming generation; `failed` says of each path, of a file
    or of a row of one, why it can't be read.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    write: list[str] = field(default_factory=list)
    retire: list[int] = field(default_factory=list)

    def fail(self, path: str, reason: str, sha256: str | None = None) -> None:
        """Note that a file, or a row of one, can't be read; `sha256` is of the file's bytes, where there are any."""
        self.failed[path] = Failure(path, reason, sha256)
        self.forget(path)

    def forget(self, file: str) -> None:
        """Take back that a file is new, changed or the same: nothing of it can be read."""
        for files in (self.added, self.changed, self.unchanged):
            if file in files:
                files.remove(file)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Return what can't be read, by path."""
        return tuple(self.failed[path] for path in sorted(self.failed))


def compare(
    archive: Path,
    found: Scan,
    live: Mapping[str, tuple[int, str]],
    failed: Iterable[Failure],
    progress: Callable[[int, int], None],
    *,
    full: bool = False,
) -> Changes:
    """Return what changed between the published state and the files that were found.

    `live` maps each article's path to its row's id and its file's sha256. `failed` are the failures of the published
    state: what they say stays true, and isn't tried again, for as long as the file has the same content. With `full`
    every file is to be read again, whatever is known of it.
    """
    changes = Changes()
    for path, reason in found.failed:
        changes.fail(path, reason)
    known: dict[str, tuple[list[int], str]] = {}
    for path, (article, sha256) in live.items():
        known.setdefault(file_of(path), ([], sha256))[0].append(article)
    refused: dict[str, list[Failure]] = {}
    for failure in () if full else failed:
        refused.setdefault(file_of(failure.path), []).append(failure)
    for done, (file, digest) in enumerate(file_hashes(archive, found.files)):
        progress(done, len(found.files))
        articles, indexed = known.pop(file, ([], None))
        if isinstance(digest, ReadError):
            changes.fail(file, str(digest))
            changes.retire += articles
            continue
        same = [failure for failure in refused.get(file, ()) if failure.sha256 == digest]
        if indexed == digest:
            changes.unchanged.append(file)
        elif indexed is not None:
            changes.changed.append(file)
        elif not same:
            changes.added.append(file)
        if full or not (indexed == digest or (indexed is None and same)):
            changes.write.append(file)
            changes.retire += articles
        else:
            changes.failed |= {failure.path: failure for failure in same}
    progress(len(found.files), len(found.files))
    changes.removed = [file for file in known if file not in changes.failed]
    changes.retire += [article for gone, _ in known.values() for article in gone]
    return changes


def count_pending(archive: Path, found: Scan, live: Mapping[str, tuple[int, str]], failed: Iterable[Failure]) -> int:
    """Return how many of the files that were found, or are gone, `compare` would tell new, changed or removed."""
    changes = compare(archive, found, live, failed, lambda *_: None)
    known = {failure.path for failure in failed}
    unreadable = sum(path not in known for path in changes.failed)
    return len(changes.added) + len(changes.changed) + len(changes.removed) + unreadable
