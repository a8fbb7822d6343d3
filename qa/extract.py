"""Make the answer out of the evidence itself: whole source sentences, one a claim. No model is involved."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from index import Snapshot
from qa.cite import Witness
from qa.disagree import to_disagreements
from qa.question import Question
from qa.render import answer_text, not_found_text
from qa.retrieve import Candidate
from qa.select import Selection
from qa.surroundings import sentences_before
from qa.text.expect import expectation
from qa.text.short import asks_for_speaker, find_short
from qa.text.speaker import attributed_to
from qa.timeline import in_order_of_time
from qa.types import Answer, AnswerReady, Citation, Claim, ClaimReady, Event, NotFound, Searched

SHORT_CERTAIN = 0.42
"""The least chance that a short answer is right with which it is given: that of the line times that of the span."""

_CHANGED = "the lines that answer were edited or removed since they were indexed, so rebuild the index"


def extract(
    question: Question,
    selection: Selection,
    snapshot: Snapshot,
    witness: Witness,
    timings: Mapping[str, float],
    started: float,
) -> Iterator[Event]:
    """Yield a claim for each piece of evidence that still stands on disk, then the answer.

    `timings` are the milliseconds of earlier stages, `started` is the clock at which the question came.
    """
    began = time.perf_counter()
    wanted = len(selection.evidence)
    citations: list[Citation] = []
    numbers: dict[tuple[int, int], int] = {}
    claims: list[Claim] = []
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
        citations.append(citation)
        numbers[candidate.key] = citation.number
    for citation in in_order_of_time(question, citations):
        claim = Claim(citation.quote, (citation.number,))
        claims.append(claim)
        yield ClaimReady(claim, (citation,))
    not_found = None
    if not citations:
        reason = _CHANGED if wanted else selection.reason
        not_found = NotFound(_searched(snapshot), _nearest(selection, witness), reason)
    text = not_found_text(not_found.searched, not_found.reason) if not_found else answer_text(claims)
    ended = time.perf_counter()
    measured = {**timings, "verify": 1000 * (ended - began), "total": 1000 * (ended - started)}
    yield AnswerReady(
        Answer(
            question=question.text,
            status="not_found" if not_found else "answered",
            text=text,
            short=_short(question, citations[0], confidence) if citations else None,
            confidence=round(confidence, 4),
            mode="extractive",
            claims=tuple(claims),
            citations=tuple(citations),
            disagreements=to_disagreements(selection.disputes, numbers),
            not_found=not_found,
            dropped=dropped,
            timings_ms={name: round(value, 2) for name, value in measured.items()},
        )
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
