"""What sets a cited line right, beside it: a correction in its article or in another one, or a later version of it.

Which lines are corrections is told by `qa.text.notice`. They answer nothing in the place of the article's text, unless
corrections are asked for, and each that is shown was read again on disk, like any citation. None is better than a
wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from index import AllOf, AnyOf, Phrase, analyze, split_sentences
from qa.checks import Correction
from qa.text.counterpart import parting
from qa.text.notice import LONGEST, Notice, concerned, notice_in
from qa.text.notice_forms import LABEL, MAY_OPEN, NEXT_OPENING

if TYPE_CHECKING:
    from index import ArticleRecord, Snapshot
    from qa.cite import Witness
    from qa.retrieve import Candidate
    from qa.types import Citation

_ASKED_FOR: Final = re.compile(
    r"\b(?:corrections?|corrected|clarif\w+|errat\w+|corrigend\w+|retract\w+|amended|misstat\w+|misspel\w+|misreport\w+"
    r"|(?:earlier|previous|original) version|editor['’]?s['’]? note|wrongly|mistakenly|incorrectly)\b",
    re.IGNORECASE,
)
_DIFFERENT: Final = frozenset({"figure", "day", "name", "denial"})
_MOST: Final = 4  # corrections of one line
_MOST_NOTICES: Final = 12  # of an article
_MOST_SENTENCES: Final = 1_000  # of an article that a notice is held against
_MOST_CHOSEN: Final = 48  # candidates, of which the best dozen is ever chosen from
_LONGEST_LABEL: Final = 80  # characters of a line that is nothing but a label
_WRAPPED: Final = 8  # lines over which a notice may run on
_FEWEST_TERMS: Final = 3  # of a title that names one article
_MOST_NAMING: Final = 12  # sentences with a cited article's title that are looked at
_CUES: Final = tuple(
    dict.fromkeys(analyze("correction corrected clarification erratum article story version headline"))
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A notice in an article: where it stands, from its first sentence on, and what it says."""

    start: int
    end: int
    notice: Notice


def asks_for_corrections(question: str) -> bool:
    """Return whether a question asks what was corrected, so that corrections may answer it."""
    return _ASKED_FOR.search(question) is not None


def without_notices(candidates: list[Candidate], question: str) -> list[Candidate]:
    """Return the candidates that are no part of a correction; all of them where the question asks for corrections.

    They come best first, and only so many are looked at as could be chosen.
    """
    if asks_for_corrections(question):
        return candidates
    first, rest = candidates[:_MOST_CHOSEN], candidates[_MOST_CHOSEN:]
    return [*(each for each in first if each.passage.region == "comment" or not _is_notice(each)), *rest]


def corrections_of(
    citations: Sequence[Citation], records: Sequence[ArticleRecord], snapshot: Snapshot, witness: Witness
) -> list[Citation]:
    """Return the citations, each with what sets it right; `records` are their articles as they were indexed."""
    naming = _naming(records, snapshot)
    found: list[Citation] = []
    for citation, record in zip(citations, records, strict=True):
        told = [
            *_own(citation, record, witness),
            *_elsewhere(citation, record, naming.get(record.path, ()), witness),
            *_later(citation, record, snapshot, witness),
        ]
        distinct = {(each.path, each.start_line, each.quote): each for each in told}
        found.append(replace(citation, corrections=tuple(islice(distinct.values(), _MOST))) if told else citation)
    return found


def revisited_corrections(citation: Citation, witness: Witness) -> Citation:
    """Return a citation that was kept with those of its corrections that still stand on disk, on their lines now."""
    if not citation.corrections:
        return citation
    standing = []
    for each in citation.corrections:
        text = witness.text_of(each.path)
        at = text.find(each.quote)
        if at >= 0 and text.find(each.quote, at + 1) < 0:
            first = text.count("\n", 0, at) + 1
            standing.append(replace(each, start_line=first, end_line=first + each.quote.count("\n")))
    return replace(citation, corrections=tuple(standing))


def notices_of(record: ArticleRecord) -> Iterator[Placed]:
    """Yield the notices of an article, in order; readers' comments are none."""
    lines, regions = record.lines, record.regions
    if _is_column(record.title):
        for number, region in enumerate(regions, 1):
            text = lines.line(number)
            if region == "body" and len(text) <= LONGEST:
                start = lines.span(number)[0] + len(text) - len(text.lstrip())
                yield Placed(start, start + len(text.strip()), notice_in(text) or Notice(text.strip()))
        return
    until = 0
    openings = [match.start() + 1 for match in NEXT_OPENING.finditer(record.text)]
    for opening in [0, *openings] if MAY_OPEN.match(record.text) else openings:
        number = lines.line_at(opening)
        # A label may stand alone above what it labels.
        for at, before in ((number, ""), (_next_line(record, number), lines.line(number))):
            if at <= until or at > len(regions) or regions[at - 1] == "comment":
                continue
            last = _last_line(record, at)
            start, end = lines.span(at)[0], lines.span(last)[1]
            text = record.text[start:end]
            notice = notice_in(" ".join(text.split()), before)
            if notice is not None:
                until = last
                stripped = len(text) - len(text.lstrip())
                yield Placed(start + stripped, start + len(text.rstrip()), notice)
                break


def _is_column(title: str | None) -> bool:
    """Return whether an article consists of corrections, as its title says: "Corrections", "Correction: The ferry"."""
    return title is not None and MAY_OPEN.match(title) is not None and LABEL.match(title) is not None


def _is_notice(candidate: Candidate) -> bool:
    """Return whether a candidate stands on the line of a correction, or one that goes on from it."""
    text, at = candidate.passage.article.text, candidate.span[0]
    if _is_column(candidate.passage.article.title):
        return True
    start = text.rfind("\n", 0, at) + 1
    if MAY_OPEN.match(text, start) and (notice := notice_in(_line_from(text, start))):
        return not notice.is_update
    before = start - 1
    while before > 0 and text[before - 1].isspace():
        before -= 1
    above = text.rfind("\n", 0, max(before, 0)) + 1
    if not 0 < before - above <= _LONGEST_LABEL or MAY_OPEN.match(text, above) is None:
        return False
    return notice_in(_line_from(text, start), text[above:before]) is not None


def _line_from(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _own(citation: Citation, record: ArticleRecord, witness: Witness) -> Iterator[Correction]:
    """Yield the corrections of a line in its own article."""
    placed = list(islice(notices_of(record), _MOST_NOTICES))
    if not placed:
        return
    spans = list(islice(_sentences(record, placed), _MOST_SENTENCES))
    said = [" ".join(record.text[start:end].split()) for start, end in spans]
    for each in placed:
        if any(record.text[slice(*spans[at])] == citation.quote for at in concerned(each.notice, said)):
            yield from _standing(record, each.start, each.end, "correction", witness)


def _elsewhere(
    citation: Citation, record: ArticleRecord, naming: Sequence[ArticleRecord], witness: Witness
) -> Iterator[Correction]:
    """Yield the corrections of a line in other articles, which name its article by its title."""
    title = " ".join(analyze(record.title or ""))
    for other in naming:
        if record.published and other.published and other.published < record.published:
            continue
        for each in islice(notices_of(other), _MOST_NOTICES):
            if title not in " ".join(analyze(f"{other.title or ''} {each.notice.text}")):
                continue
            # The title says which article is meant, and nothing of what was wrong in it.
            rest = Notice(_without(each.notice.text, record.title or ""), is_update=each.notice.is_update)
            spans = list(islice(_sentences(record, ()), _MOST_SENTENCES))
            said = [" ".join(record.text[start:end].split()) for start, end in spans]
            if any(record.text[slice(*spans[at])] == citation.quote for at in concerned(rest, said)):
                yield from _standing(other, each.start, each.end, "correction", witness)


def _later(citation: Citation, record: ArticleRecord, snapshot: Snapshot, witness: Witness) -> Iterator[Correction]:
    """Yield what a later version of the article says in the place of a line, where both can't be true."""
    if "version" not in snapshot.clusters.of(record.path).values():
        return
    for version in snapshot.versions(record.path):
        other = snapshot.article(version.path) if version.is_later else None
        if other is None:
            continue
        for change in version.changes:
            here, there = record.text[slice(*change.here)], other.text[slice(*change.there)]
            if change.is_contrary and here == citation.quote and parting(here, there) in _DIFFERENT:
                yield from _standing(other, *change.there, "later version", witness)


def _naming(records: Sequence[ArticleRecord], snapshot: Snapshot) -> dict[str, list[ArticleRecord]]:
    """Return the other articles with a sentence that may name one of these articles as corrected, by its path."""
    titles = {record.path: terms for record in records if len(terms := analyze(record.title or "")) >= _FEWEST_TERMS}
    if not titles:
        return {}
    named = AnyOf(tuple(Phrase(tuple(terms)) for terms in titles.values()))
    wanted = AllOf((named, AnyOf(tuple(Phrase((cue,)) for cue in _CUES))))
    hits = snapshot.find(wanted, regions=("body", "title"), limit=_MOST_NAMING)
    if not hits:
        return {}
    passages = snapshot.passages((hit.passage for hit in hits), with_vectors=False)
    others = {each.article.path: each.article for each in passages.values()}
    return {path: [other for other in others.values() if other.path != path] for path in titles}


def _standing(record: ArticleRecord, start: int, end: int, kind: str, witness: Witness) -> Iterator[Correction]:
    """Yield a correction as it stands on disk now, if it does."""
    standing = witness.cite(record, start, end, 0)
    if standing is not None:
        yield Correction(
            path=standing.path,
            start_line=standing.start_line,
            end_line=standing.end_line,
            quote=standing.quote,
            published=standing.published,
            kind="later version" if kind == "later version" else "correction",
        )


def _sentences(record: ArticleRecord, placed: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Yield the sentences of an article's text, its notices aside."""
    for number, region in enumerate(record.regions, 1):
        start, end = record.lines.span(number)
        if region == "body" and not any(each.start < end and start < each.end for each in placed):
            yield from split_sentences(record.text, start, end)


def _next_line(record: ArticleRecord, number: int) -> int:
    """Return the number of the next line that isn't blank, of two at most."""
    regions = record.regions
    following = number + 1
    return following + 1 if following < len(regions) and regions[following - 1] is None else following


def _last_line(record: ArticleRecord, number: int) -> int:
    """Return the last line of a paragraph that is broken into lines, as in mail: each but the last ends in no stop."""
    last = number
    while (
        last - number < _WRAPPED
        and last < len(record.regions)
        and record.regions[last] is not None
        and not re.search(r"[.!?:)\]\"”*]\s*$", record.lines.line(last))
    ):
        last += 1
    return last


def _without(text: str, title: str) -> str:
    return re.sub(r"\s+".join(map(re.escape, title.split())), " ", text, flags=re.IGNORECASE)
