"""The spans of one sentence that could be a short answer: its figures, times, names, phrases and clauses.

Each is a candidate only; choosing, and refusing, is `qa.text.short`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from qa.text.expect import FIGURES, Expectation
from qa.text.spans import Span, is_name_word, names, numbers, times
from qa.text.words import AUXILIARIES, PREPOSITIONS, VERBS_PAST, Word, words

LONGEST = 90
"""Characters of the longest short answer."""

_INSIDE = frozenset("of and or the a an its their his her".split())
_DETERMINERS = frozenset("the a an his her its their our this".split())
_BREAKS = frozenset(
    "which who that whom whose where when while although though but because since whether if as than".split()
)


@dataclass(frozen=True)
class Line:
    """A sentence read against a question: its words, which of them the question holds, and its typed spans."""

    text: str
    expected: Expectation
    asked: tuple[frozenset[str], ...]
    """For each content word of the question the stems that it goes by."""

    verb: frozenset[str] | None = None
    """The stems of the verb that the answer's bearer should do."""

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return every stem that meets the question."""
        return frozenset().union(*self.asked)

    @cached_property
    def tokens(self) -> tuple[Word, ...]:
        """Return the sentence's words and marks."""
        return words(self.text)

    @cached_property
    def known(self) -> tuple[bool, ...]:
        """Return for each word whether the question holds it."""
        return tuple(w.is_content and w.stem in self.stems for w in self.tokens)

    @cached_property
    def met(self) -> tuple[int, ...]:
        """Return the places of the words that the question holds."""
        return tuple(i for i, known in enumerate(self.known) if known)

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Return for each place how many marks that part clauses stand before it."""
        return tuple(accumulate((w.text in ",;:()—–" for w in self.tokens), initial=0))

    @cached_property
    def times(self) -> tuple[Span, ...]:
        """Return the time expressions."""
        return times(self.text)

    @cached_property
    def numbers(self) -> tuple[Span, ...]:
        """Return the figures."""
        return numbers(self.text, self.times)

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Return the names that are no times."""
        return tuple(s for s in names(self.text) if not any(s.start < t.end and t.start < s.end for t in self.times))


@dataclass(frozen=True, slots=True)
class Candidate:
    """`line.text[start:end]`, which is `line.tokens[first:last]`; kind "clause" is the rest of a clause after a cue."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    unit: str = ""


def candidates(line: Line) -> tuple[Candidate, ...]:
    """Return the spans of `line` that could answer a question of its kind, without those that the question holds."""
    kind = line.expected.kind
    if kind in FIGURES:
        spans = line.numbers if kind != "duration" else (*line.numbers, *line.times)
        found = [_placed(line, span) for span in spans]
    elif kind == "date":
        found = [_placed(line, span) for span in line.times]
    elif kind in ("person", "group", "place"):
        found = [*_names(line), *_phrases(line)]
        if kind == "place":
            found += _clauses(line)
    else:
        found = [*_names(line), *_phrases(line), *_clauses(line)]
        if kind in ("other", "thing", "list"):
            found += [_placed(line, span) for span in line.numbers]
    unique = {(c.start, c.end): c for c in found if c and 0 < c.end - c.start <= LONGEST and not _held(line, c)}
    return tuple(unique.values())


def _held(line: Line, candidate: Candidate) -> bool:
    """Whether everything in it stands in the question already."""
    content = [i for i in range(candidate.first, candidate.last) if line.tokens[i].is_content]
    return not content or all(line.known[i] for i in content)


def _placed(line: Line, span: Span) -> Candidate | None:
    inside = [i for i, w in enumerate(line.tokens) if w.end > span.start and w.start < span.end]
    if not inside:
        return None
    first, start = inside[0], span.start
    if span.kind == "name" and first and line.tokens[first - 1].lower in _DETERMINERS:
        first, start = first - 1, line.tokens[first - 1].start
    return Candidate(start, span.end, first, inside[-1] + 1, span.kind, span.unit)


def _cut(line: Line, first: int, last: int, kind: str) -> Candidate:
    if first and kind != "clause" and line.tokens[first - 1].lower in _DETERMINERS:
        first -= 1
    return Candidate(line.tokens[first].start, line.tokens[last - 1].end, first, last, kind)


def _names(line: Line) -> Iterator[Candidate]:
    """Yield names, those of things also without the asked noun at their edge ("Sund Airbase"), and lists of names."""
    placed = [c for c in (_placed(line, s) for s in line.names) if c]
    yield from placed
    if line.expected.kind != "person":
        for candidate in placed:
            first, last = candidate.first, candidate.last
            while last > first and line.known[last - 1]:
                last -= 1
            if first < last < candidate.last and any(is_name_word(w) for w in line.tokens[first:last]):
                yield _cut(line, first, last, "name")
    for i, opening in enumerate(placed):
        for k in range(i + 1, len(placed)):
            between = {w.lower for w in line.tokens[placed[k - 1].last : placed[k].first]}
            if not between <= {",", "and", "&", "the", "or"}:
                break
            if between & {"and", "&", "or"}:
                yield _cut(line, opening.first, placed[k].last, "list")
                break


def _is_verbal(word: Word) -> bool:
    return word.lower in VERBS_PAST or (
        word.lower.endswith(("ed", "ing")) and len(word.text) > 5 and word.text[0].islower()
    )


def _phrases(line: Line) -> Iterator[Candidate]:
    """Yield runs of content words between marks, function words and words of the question, and "X of Y", "X and Y".

    Verbs and adverbs at a run's edge are cut off, and no run cuts a name in two.
    """
    runs = list(_runs(line))
    edges = [(c.first, c.last) for c in (_placed(line, s) for s in line.names) if c]
    cuts: list[tuple[int, int, str]] = []
    for k, (first, last) in enumerate(runs):
        cuts.append((first, last, "phrase"))
        if last < len(line.tokens) and line.known[last]:
            cuts.append((first, last + 1, "phrase"))
        if last - first > 2:  # an adjective or a stray verb may lead or end it
            cuts += [(first + 1, last, "phrase"), (first, last - 1, "phrase")]
        for end in range(k + 1, min(k + 4, len(runs))):
            between = [w.lower for w in line.tokens[runs[end - 1][1] : runs[end][0]]]
            if not all(w in _INSIDE or w == "," for w in between):
                break
            if between[0] != ",":
                cuts.append((first, runs[end][1], "joined"))
    for first, last, kind in cuts:
        if not any(a < first < b or a < last < b for a, b in edges):
            yield _cut(line, first, last, kind)


def _runs(line: Line) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    for i, word in enumerate(line.tokens):
        if word.is_content and not line.known[i] and not (begin is not None and _is_verbal(word)):
            if begin is None and not _is_verbal(word) and not word.lower.endswith("ly"):
                begin = i
        elif begin is not None:
            yield begin, i
            begin = None
    if begin is not None:
        yield begin, len(line.tokens)


def _clauses(line: Line) -> Iterator[Candidate]:
    """Yield what follows a preposition, a verb of the question or a cue up to the next mark or clause."""
    tokens = line.tokens
    for i, word in enumerate(tokens[:-1]):
        opens = line.known[i] or word.lower in PREPOSITIONS or word.lower in _BREAKS or word.lower in AUXILIARIES
        if not opens or tokens[i + 1].is_mark:
            continue
        first = i if word.lower in ("because", "to", "by", "for", "due", "as", "after", "in") else i + 1
        last = i + 1
        while (
            last < len(tokens)
            and not (tokens[last].is_mark and tokens[last].text not in "'’-\"“”$%°")
            and (last == i + 1 or tokens[last].lower not in _BREAKS)
        ):
            last += 1
        if last - first >= 2:
            yield _cut(line, first, last, "clause")
