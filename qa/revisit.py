"""An answer that was kept, as it stands now: each of its lines read again on disk. Nothing is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa.corrections import revisited_corrections
from qa.reprinted import revisited_also

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa.cite import Witness
    from qa.types import Answer, Citation


def revisited(witness: Witness, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers with each citation as it stands on disk now: its `state`, and its new place where it moved.

    Each file is read once. What is "edited" or "gone" keeps the place at which it was cited.
    """
    found: list[Answer] = []
    for answer in answers:
        missing = answer.not_found
        if missing is not None:
            missing = replace(missing, nearest=tuple(map(witness.revisit, missing.nearest)))
        citations = (_revisited(each, witness) for each in answer.citations)
        found.append(replace(answer, citations=tuple(citations), not_found=missing))
    return tuple(found)


def _revisited(citation: Citation, witness: Witness) -> Citation:
    return revisited_corrections(revisited_also(witness.revisit(citation), witness), witness)
