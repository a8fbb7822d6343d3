"""What the archive's index knows of the articles that answers cite. It reads, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import OnrecordError
from qa.export.document import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa.archive import Archive
    from qa.types import Answer


def facts_of(archive: Archive, answers: Iterable[Answer]) -> dict[str, Facts]:
    """Return what each cited article's head states, by path; an article that is no longer indexed has nothing."""
    paths = {citation.path for answer in answers for citation in answer.citations}
    found: dict[str, Facts] = {}
    for path in sorted(paths):
        try:
            source = archive.source(path)
        except OnrecordError:
            continue
        facts = Facts(source.author, source.publisher, source.url)
        if facts != Facts():
            found[path] = facts
    return found
