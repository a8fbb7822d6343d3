"""Where a cited sentence is printed besides: in copies that were folded into it, and in articles of its cluster.

Each is read again on disk; what no longer stands there, or says anything else, is left out. It chooses no evidence.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from index import is_same_text, text_key
from qa.types import AlsoIn

if TYPE_CHECKING:
    from index import Snapshot
    from qa.cite import Witness
    from qa.retrieve import Candidate
    from qa.scope import Scope
    from qa.types import Citation

MOST: Final = 8
"""How many other articles are named at a citation, the oldest first."""

_MOST_READ: Final = 24  # articles of a cluster that are looked through


def also_in(
    citation: Citation, candidate: Candidate, snapshot: Snapshot, witness: Witness, scope: Scope
) -> tuple[AlsoIn, ...]:
    """Return where else the sentence of a citation, chosen as `candidate`, is printed and stands now, oldest first."""
    quote = citation.quote
    copies = [(each.passage.article, each.span) for each in candidate.copies if text_key(each.text) == text_key(quote)]
    known = {citation.path, *(record.path for record, _ in copies)}
    cluster = snapshot.clusters.of(citation.path) if citation.region == "body" else {}
    others = islice((path for path in cluster if path not in known), _MOST_READ)
    for printed in (snapshot.prints(path, quote) for path in others):
        if printed is not None and scope.covers(printed[0].path, printed[0].published):
            record, start, end = printed
            copies.append((record, (start, end)))
    found: dict[str, AlsoIn] = {}
    for record, span in sorted(copies, key=lambda each: (each[0].published or "9999", each[0].path)):
        if record.path != citation.path and record.path not in found and len(found) < MOST:
            standing = witness.cite(record, *span, 0)
            if standing is not None:
                found[record.path] = _also(standing)
    return tuple(found.values())


def revisited_also(citation: Citation, witness: Witness) -> Citation:
    """Return a citation that was kept with those of its `also_in` that still stand on disk where they stood."""
    if not citation.also_in:
        return citation
    standing = (each for each in citation.also_in if is_printed(citation.quote, witness.text_at(each)))
    return replace(citation, also_in=tuple(standing))


def is_printed(quote: str, text: str) -> bool:
    """Return whether a text is a quoted sentence, the same but for a dateline, a desk's style or words like "the"."""
    return is_same_text(text, quote) or text == quote


def _also(citation: Citation) -> AlsoIn:
    return AlsoIn(
        path=citation.path,
        start_line=citation.start_line,
        end_line=citation.end_line,
        start_char=citation.start_char,
        end_char=citation.end_char,
        title=citation.title,
        published=citation.published,
        page=citation.page,
    )
