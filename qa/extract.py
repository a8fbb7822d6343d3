"""Make the answer out of the evidence: citations that still stand, claims that rest on them, and what is said of them.

Claims are whole source sentences, one each, or a writer's sentences where there is one (`qa.generate`). Nothing here
looks for evidence or judges what a writer wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index import ArticleRecord, Snapshot
from qa.cite import Witness
from qa.composed import Composed
from qa.corrections import corrections_of
from qa.disagree import to_disagreements
from qa.models.request import never
from qa.question import Question
from qa.render import answer_text, not_found_text
from qa.reprinted import also_in
from qa.retrieve import Candidate
from qa.scope import Scope
from qa.select import Selection
from qa.surroundings import sentences_before
from qa.text.expect import expectation
from qa.text.short import asks_for_speaker, find_short
from qa.text.speaker import attributed_to
from qa.timeline import in_order_of_time
from qa.types import CARRYING, Answer, AnswerReady, Citation, Claim, ClaimReady, Event, Lead, NotFound, Searched
from qa.writer import Writer

SHORT_CERTAIN = 0.42
"""The least chance that a short answer is right with which it is given: that of the line times that of the span."""

_CHANGED = "the lines that answer were edited or removed since they were indexed, so rebuild the index"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The citations that stand on disk, in order of weight; how many lines don't; the chance that the first answers."""

    citations: tuple[Citation, ...]
    numbers: Mapping[tuple[int, int], int]
    dropped: int
    confidence: float


def answer_events(
    question: Question,
    selection: Selection,
    snapshot: Snapshot,
    witness: Witness,
    timings: Mapping[str, float],
    started: float,
    writer: Writer | None = None,
    deadline: float = 0.0,
    stopped: Callable[[], bool] = never,
    notes: tuple[str, ...] = (),
    scope: Scope | None = None,
) -> Generator[Event]:
    """Yield each claim as soon as it is certain, then the answer.

    `timings` are the milliseconds of earlier stages; `started`, when the question came, and `deadline`, when a writer
    must have done, are on the clock of `time.perf_counter`. A writer also ends once `stopped` says so. `notes` are what
    the reader should know of the search; reprints outside of `scope` are not named.
    """
    measured = dict(timings)
    began = time.perf_counter()
    gathered = gather(selection, witness, snapshot, scope or Scope())
    measured["verify"] = 1000 * (time.perf_counter() - began)
    claims: list[Claim] = []
    composed = Composed()
    lead = _lead(question, gathered)
    if writer is not None and gathered.citations:
        began = time.perf_counter()
        with closing(writer.compose(question.text, gathered.citations, deadline, stopped)) as written:
            for item in written:
                if isinstance(item, Composed):
                    composed = item
                else:
                    claims.append(item)
                    yield _ready(item, gathered.citations, lead)
        measured["write"] = 1000 * (time.perf_counter() - began)
    is_generated = bool(claims)
    for claim in quoted_claims(question, gathered.citations, claims):
        claims.append(claim)
        yield _ready(claim, gathered.citations, lead)
    missing = _look_in_vain(selection, gathered, snapshot, witness)
    answer = _to_answer(lead, selection, gathered, claims, missing)
    measured["total"] = 1000 * (time.perf_counter() - started)
    yield AnswerReady(
        replace(
            answer,
            mode="generated" if is_generated else "extractive",
            dropped=gathered.dropped + composed.dropped,
            withheld=composed.withheld,
            notes=(*notes, *composed.notes),
            timings_ms={name: round(value, 2) for name, value in measured.items()},
        )
    )


def gather(selection: Selection, witness: Witness, snapshot: Snapshot, scope: Scope) -> Gathered:
    """Cite the chosen evidence as it stands on disk now; a spare takes the place of what is gone."""
    wanted = len(selection.evidence)
    citations: list[Citation] = []
    records: list[ArticleRecord] = []
    numbers: dict[tuple[int, int], int] = {}
    dropped, confidence = 0, 0.0
    for candidate in (*selection.evidence, *(selection.spare if wanted else ())):
        if len(citations) == wanted:
            break
        citation = _cite(candidate, witness, len(citations) + 1)
        if citation is None:
            dropped += 1
            continue
        # Where the best line is gone, or of another time than the one asked about, the next one is less sure.
        confidence = confidence if citations else selection.confidence_in(candidate)
        citations.append(replace(citation, also_in=also_in(citation, candidate, snapshot, witness, scope)))
        records.append(candidate.passage.article)
        numbers[candidate.key] = citation.number
    citations = corrections_of(citations, records, snapshot, witness)
    return Gathered(tuple(citations), numbers, dropped, confidence)


def quoted_claims(question: Question, citations: Sequence[Citation], written: Sequence[Claim]) -> Iterator[Claim]:
    """Yield citations as claims of their own: all of them, or those that carry the answer and no written claim cites.

    So nothing of the evidence is lost, whatever a model leaves out.
    """
    used = {number for claim in written for number in claim.citations}
    carrying = citations[:CARRYING] if written else citations
    for citation in in_order_of_time(question, [each for each in carrying if each.number not in used]):
        yield Claim(citation.quote, (citation.number,))


def _lead(question: Question, gathered: Gathered) -> Lead:
    first = next(iter(gathered.citations), None)
    short = _short(question, first, gathered.confidence) if first else None
    return Lead(question.text, short, round(gathered.confidence, 4))


def _ready(claim: Claim, citations: Sequence[Citation], lead: Lead) -> ClaimReady:
    return ClaimReady(claim, tuple(citations[number - 1] for number in claim.citations), lead)


def _look_in_vain(selection: Selection, gathered: Gathered, snapshot: Snapshot, witness: Witness) -> NotFound | None:
    """Return what was searched in vain, or None where a citation stands."""
    if gathered.citations:
        return None
    reason = _CHANGED if selection.evidence else selection.reason
    return NotFound(_searched(snapshot), _nearest(selection, witness), reason)


def _to_answer(
    lead: Lead, selection: Selection, gathered: Gathered, claims: Sequence[Claim], not_found: NotFound | None
) -> Answer:
    text = not_found_text(not_found.searched, not_found.reason) if not_found else answer_text(claims)
    return Answer(
        question=lead.question,
        status="not_found" if not_found else "answered",
        text=text,
        short=lead.short,
        confidence=lead.confidence,
        mode="extractive",
        claims=tuple(claims),
        citations=gathered.citations,
        disagreements=to_disagreements(selection.disputes, gathered.numbers),
        not_found=not_found,
    )


def _cite(candidate: Candidate, witness: Witness, number: int) -> Citation | None:
    citation = witness.cite(candidate.passage.article, *candidate.span, number)
    if citation is None:
        return None
    return replace(citation, attributed_to=attributed_to(citation.quote, sentences_before(candidate)))


def _short(question: Question, first: Citation, confidence: float) -> str | None:
    """Return the span of the first citation that is asked for, or None where it is not certain enough."""
    expected = expectation(question.text)
    if asks_for_speaker(expected, question.text) and first.attributed_to:
        return first.attributed_to if confidence >= SHORT_CERTAIN else None
    found = find_short(expected, question.likeliest, first.quote, dates=first.dates)
    return found.text if found is not None and found.confidence * confidence >= SHORT_CERTAIN else None


def _nearest(selection: Selection, witness: Witness) -> tuple[Citation, ...]:
    nearest: list[Citation] = []
    for candidate in selection.spare:
        citation = _cite(candidate, witness, len(nearest) + 1)
        if citation is not None:
            nearest.append(citation)
    return tuple(nearest)


def _searched(snapshot: Snapshot) -> Searched:
    state = snapshot.generation
    return Searched(state.articles, state.passages, snapshot.published_span)
