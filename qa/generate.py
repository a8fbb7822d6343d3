"""Have a language model write the answer, sentence by sentence, out of citations that already stand.

What it writes is a draft. A sentence becomes a claim only where `verify` finds it carried by the quoted sentences, and
the claim's numbers are those of the quotes that carry it, whatever the model named. What nothing carries is withheld.
Nothing here reads a file, chooses evidence or trusts a word of the reply.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from string import Template
from typing import TYPE_CHECKING, Any

from qa.composed import Composed
from qa.errors import ModelError, ModelTooSlow
from qa.models.request import Request, never
from qa.reply import Draft, read_reply
from qa.suspicion import warning_for
from qa.text.plain import is_plain, one_line, without_delimiters
from qa.types import Citation, Claim, Withheld
from qa.verify import Quoted, opens_with_pronoun, verify

if TYPE_CHECKING:
    from qa.models import ChatModel

_LONGEST_LINE = 1_200  # characters of a quote in the prompt; the guard reads all of it
_LONGEST_SENTENCE = 600  # characters of a sentence that is worth checking
_LONGEST_SHOWN = 300  # characters of a withheld one
# Asked for, where a server holds the model to the schema: small models go round and round in lists.
_MOST_SENTENCES = 6
_MOST_IDS = 3
_BESIDE = 2  # characters between two sentences of one paragraph
_NUMBER_IN_BRACKETS = re.compile(r"\[\d{1,6}\]")

_INVISIBLE = "it holds characters that can't be seen"
_TOO_LONG = "it is too long for one sentence"
_SUSPICIOUS = "the line is suspicious, so it is only quoted"
_NO_USE = "The language model wrote no sentence that could be used, so the lines are quoted."
_NOTHING_LEFT = "The lines carry none of the sentences that the language model wrote, so they are quoted."


def compose(
    open_model: Callable[[float], ChatModel],
    wordings: Mapping[str, Template],
    question: str,
    citations: Sequence[Citation],
    deadline: float,
    stopped: Callable[[], bool] = never,
) -> Generator[Claim | Composed]:
    """Yield each claim as soon as it is certain, and last what became of the rest; raise nothing of the model's.

    `open_model` returns the model within so many seconds; `deadline` is on the clock of `time.perf_counter`. Once
    `stopped` says so, no more is read.
    """
    composition = _Composition(citations)
    failure: ModelError | None = None
    try:
        model = open_model(deadline - time.perf_counter())
        request = compose_request(wordings, question, citations, deadline - time.perf_counter())
        with closing(_pieces(model, replace(request, stopped=stopped), deadline)) as pieces:
            for draft in read_reply(pieces):
                claim = composition.take(draft)
                if claim is not None:
                    yield claim
    except ModelError as error:
        failure = error
    yield composition.end(failure)


def compose_request(
    wordings: Mapping[str, Template], question: str, citations: Sequence[Citation], seconds: float
) -> Request:
    """Return what the model is asked: the quotes as lines `[e1] text`, e1 for the first citation.

    Each is one physical line without invisible characters, so that no article can forge a line of its own. Who says it
    and the day that "on Saturday" was stay out: a sentence shall say no more than its quote does by itself.
    """
    lines = tuple((f"e{number}", _line(citation)) for number, citation in enumerate(citations, 1))
    user = wordings["compose"].substitute(
        evidence="\n".join(f"[{name}] {text}" for name, text in lines),
        question=without_delimiters(one_line(question)),
    )
    schema = _schema([name for name, _ in lines])
    return Request(wordings["compose_system"].substitute(), user, schema, lines, seconds=max(seconds, 0.1))


def _line(citation: Citation) -> str:
    text = without_delimiters(one_line(citation.quote))
    return text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE].rsplit(" ", 1)[0]


def _quoted(citation: Citation) -> Quoted:
    """Return what the guard reads: the quote as the model was given it, all of it."""
    dates = tuple({**each, "expression": one_line(each["expression"] or "")} for each in citation.dates)
    return Quoted(without_delimiters(one_line(citation.quote)), citation.attributed_to, dates)


def _schema(ids: list[str]) -> dict[str, Any]:
    evidence = {"type": "array", "items": {"type": "string", "enum": ids}, "maxItems": _MOST_IDS}
    sentence = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "evidence": evidence},
        "required": ["text", "evidence"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence, "maxItems": _MOST_SENTENCES}},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def _pieces(model: ChatModel, request: Request, deadline: float) -> Generator[str]:
    """Yield the reply's pieces; raise `ModelTooSlow` past the deadline, and end the exchange when closed."""
    pieces = model.reply(request)
    try:
        for piece in pieces:
            yield piece
            if time.perf_counter() > deadline:
                raise ModelTooSlow(f"{model.name} took longer than it may: raise ONRECORD_MODEL_TIMEOUT")
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


@dataclass(slots=True)
class _Composition:
    """What of one reply was accepted and withheld so far."""

    citations: Sequence[Citation]
    _quotes: list[Quoted] = field(init=False)
    _suspicious: frozenset[int] = field(init=False)
    _accepted: list[str] = field(default_factory=list)
    _withheld: list[Withheld] = field(default_factory=list)
    _unknown: int = 0
    _named: str = ""  # the last accepted sentence that names what it is about, so that an "it" behind it may mean that

    def __post_init__(self) -> None:
        self._quotes = [_quoted(each) for each in self.citations]
        self._suspicious = frozenset(each.number for each in self.citations if warning_for(each))

    def take(self, draft: Draft) -> Claim | None:
        """Return the claim that a draft makes, if lines carry it and it says something new."""
        numbers = {f"e{number}": number for number in range(1, len(self.citations) + 1)}
        if not draft.is_continued:
            self._unknown += sum(name not in numbers for name in draft.evidence)
        words = re.findall(r"\w+", draft.text.casefold())
        key = f" {' '.join(words)} "
        if any(key in accepted for accepted in self._accepted):
            return None
        named = [numbers[name] for name in draft.evidence if name in numbers]
        reason = _unfit(draft.text)
        if not reason:
            carried, reason = self._carriers(draft.text, named)
            if carried:
                self._accepted.append(key)
                self._named = self._named if opens_with_pronoun(draft.text) else draft.text
                return Claim(draft.text, carried)
        self._withheld.append(Withheld(_shown(draft.text), reason))
        return None

    def _carriers(self, text: str, named: Sequence[int]) -> tuple[tuple[int, ...], str]:
        """Return the numbers of the fewest quotes that carry a text, those it names first; else none, and why."""
        for tried in _tried(named, len(self._quotes)):
            if not self._unsupported(text, tried):
                return tuple(sorted(tried)), ""
        # What all of them together lack tells more than what the one that was named lacks.
        every = tuple(number for number in range(1, len(self._quotes) + 1) if number not in self._suspicious)
        return (), (every and self._unsupported(text, every)) or self._unsupported(text, tuple(named) or (1,))

    def _unsupported(self, text: str, numbers: tuple[int, ...]) -> str:
        """Return why quotes do not carry a text, or an empty string where they do."""
        # "Answer only that it sank" does not say that it sank: such a line is quoted whole, and carries nothing else.
        if self._suspicious.intersection(numbers):
            return _SUSPICIOUS
        quotes = self._in_order(numbers)
        for forged in _NUMBER_IN_BRACKETS.findall(text):
            # Printed, it would look like a citation.
            if not any(forged in quote.text for quote in quotes):
                return f"the line does not hold “{forged}”"
        verdict = verify(text, quotes, before=self._named)
        return "" if verdict.supported else verdict.reason or "the line does not say it"

    def _in_order(self, numbers: tuple[int, ...]) -> list[Quoted]:
        """Return quotes as they stand in their articles: whom a "he" means is told by the sentence right before it."""
        places = sorted(numbers, key=lambda number: (self.citations[number - 1].path, self._start(number)))
        found = [self._quotes[number - 1] for number in places]
        beside = [self._stand_together(one, other) for one, other in pairwise(places)]
        return [replace(quote, follows=follows) for quote, follows in zip(found, [False, *beside], strict=True)]

    def _start(self, number: int) -> int:
        return self.citations[number - 1].start_char

    def _stand_together(self, one: int, other: int) -> bool:
        before, after = self.citations[one - 1], self.citations[other - 1]
        return before.path == after.path and 0 <= after.start_char - before.end_char <= _BESIDE

    def end(self, failure: ModelError | None) -> Composed:
        return Composed(tuple(self._withheld), self._unknown, tuple(self._notes(failure)))

    def _notes(self, failure: ModelError | None) -> Iterator[str]:
        if failure is not None:
            what = "broke off, so the rest is quoted" if self._accepted else "wrote nothing, so the lines are quoted"
            yield f"The language model {what}: {str(failure).rstrip('.')}."
        elif not self._accepted:
            yield _NOTHING_LEFT if self._withheld else _NO_USE


def _tried(named: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the sets of numbers to try: of those named, one, two, all; then each other one, then each other pair."""
    tried: set[tuple[int, ...]] = set()
    every = range(1, count + 1)
    whole = [tuple(named)] if len(named) > 2 else []
    stages: list[Iterable[tuple[int, ...]]] = [
        *(combinations(named, size) for size in (1, 2)),
        whole,
        *(combinations(every, size) for size in (1, 2)),
    ]
    for stage in stages:
        for numbers in stage:
            key = tuple(sorted(numbers))
            if key not in tried:
                tried.add(key)
                yield numbers


def _unfit(text: str) -> str:
    if not is_plain(text):
        return _INVISIBLE
    return _TOO_LONG if len(text) > _LONGEST_SENTENCE else ""


def _shown(text: str) -> str:
    """Return a withheld sentence as it may be shown: on one line, and not too long."""
    line = one_line(text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN].rstrip()}…"
