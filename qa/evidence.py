"""Choose which of the ranked candidates are cited: the best, then only what adds to it. Pure functions over values.

It never decides whether anything answers: that is `qa.select`'s. It rests on the order of the candidates, on what they
say, and on how far each one's score is behind the best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index import FEWEST_WORDS, NO_CLUSTERS, Clusters, text_key
from qa.disagree import Dispute, find_disputes
from qa.question import Question
from qa.ranker import Logistic
from qa.retrieve import POOL, Candidate
from qa.text.ask_shape import Expectation
from qa.text.expect import expectation, type_match
from qa.text.spans import names_it
from qa.text.words import words
from qa.types import CARRYING

MOST_CITATIONS = 5
"""Those that carry the answer, and a fourth and a fifth only where they still add."""

_SEEN = 12  # candidates that may be cited, or compared as reprints
_WORTH, _WORTH_FURTHER = 0.02, 0.03
"""The least chance with which a line is cited that it answers and that none before it does: the second is for a fourth
and a fifth line."""

_PART_BEHIND = 5.0  # by how much the line for another part of the question may score less than the best
_PART_MATCH = 0.7  # the least `type_match` with what the other part asks for
_SECOND_ASK = re.compile(r",? and (?=(?:in )?(?:who|whom|whose|when|where|why|how|which|what)\b)", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|/|,?\s?(?:and|or)(?: (?:the|at|in|of|near))?)\s*")

_CUT = 0.5  # share of a sentence's words that are left, at least, where another article prints it cut short


def choose_evidence(
    question: Question, ranked: Sequence[Candidate], next_chance: Logistic
) -> tuple[tuple[Candidate, ...], tuple[Dispute, ...]]:
    """Return what is cited, at most `MOST_CITATIONS` in order of weight, and the disputes that it shows.

    `ranked` are the candidates, best first, reprints folded already (`fold_reprints`); the best is always cited.
    Then come the accounts of a dispute, which may be with any of the first three likely lines and not only with the
    best; the lines for parts of the question that the best leaves open; and the ones that may answer where it does
    not: `next_chance` gives the chance of that, by how far a candidate is behind the best, how many are chosen and
    whether one of them stands on the same line.
    """
    seen = list(ranked[:_SEEN])
    likely = _likely(seen, next_chance)
    disputes = find_disputes(question, likely, seen)
    accounts = [each for dispute in disputes for each in dispute.evidence]
    chosen: dict[tuple[int, int], Candidate] = {}
    for each in (seen[0], *accounts, *_for_parts(question, seen), *likely):
        if len(chosen) < MOST_CITATIONS:
            chosen.setdefault(each.key, each)
    return tuple(chosen.values()), disputes


def _likely(ranked: Sequence[Candidate], next_chance: Logistic) -> list[Candidate]:
    """Return the best and those that are likely enough to answer where the ones before them do not."""
    chosen = [ranked[0]]
    for candidate in ranked[1:]:
        if len(chosen) == MOST_CITATIONS:
            break
        seen = {
            "behind": ranked[0].score - candidate.score,
            "chosen": float(len(chosen)),
            "beside": float(any(_line(candidate) == _line(each) for each in chosen)),
        }
        worth = _WORTH if len(chosen) < CARRYING else _WORTH_FURTHER
        if next_chance.chance(seen) >= worth and _adds(candidate, chosen):
            chosen.append(candidate)
    return chosen


def _line(candidate: Candidate) -> tuple[int, int]:
    record = candidate.passage.article
    return record.id, record.lines.line_at(candidate.span[0])


def _adds(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Return whether a candidate says a word that the chosen lines of its own article don't."""
    same = [each for each in chosen if each.passage.article.id == candidate.passage.article.id]
    said = {word.stem for each in same for word in words(each.text)}
    return not same or any(word.is_content and word.stem not in said for word in words(candidate.text))


def _for_parts(question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the best line for each part of the question that those before it leave open."""
    near = [each for each in ranked if ranked[0].score - each.score <= _PART_BEHIND]
    chosen: list[Candidate] = []
    for asked in _second_asks(question.likeliest):
        if type_match(asked, ranked[0].text) < _PART_MATCH:
            chosen += [each for each in near if type_match(asked, each.text) >= _PART_MATCH][:1]
    for listed in _listed_names(question):
        held = [name for name in listed if any(names_it(name, each.text) for each in (ranked[0], *chosen))]
        for name in listed:
            if name not in held and (found := next((each for each in near if names_it(name, each.text)), None)):
                chosen.append(found)
                held += [other for other in listed if names_it(other, found.text)]
    return chosen


def _second_asks(text: str) -> list[Expectation]:
    """Return what is asked besides: "when" of "Who led it, and when was it over?"."""
    return [expectation(part) for part in _SECOND_ASK.split(text)[1:]]


def _listed_names(question: Question) -> list[list[str]]:
    """Return the lists of names in a question: "Sund and Holm", "Sund or Holm"."""
    text = question.likeliest
    single = [part for name in expectation(text).names for part in re.split(r" and | & ", name) if part]
    places: list[tuple[int, int]] = []
    for name in single:
        start = text.find(name, places[-1][1] if places else 0)  # in order: "Port" is not looked for in "Portland"
        if start >= 0:
            places.append((start, start + len(name)))
    lists: list[list[str]] = []
    listed = -1
    for (start, end), (other, other_end) in pairwise(places):
        if not _JOINED.fullmatch(text, end, other):
            continue
        if start != listed:
            lists.append([text[start:end]])
        lists[-1].append(text[other:other_end])
        listed = other
    return lists


def fold_reprints(candidates: Sequence[Candidate], clusters: Clusters = NO_CLUSTERS) -> list[Candidate]:
    """Keep one of the candidates that are one text, in the place of the best: a reprint is no second source.

    Texts are one where they differ in case and spaces, a dateline, a desk's style, or in words like "the" alone; in
    articles of one cluster also where one is the other cut short. The fullest stands for all, of several the earliest,
    with the best's score and reading; it has the others as `copies`.
    """
    kept: list[Candidate] = []
    places: dict[tuple[str, ...], int] = {}
    for candidate in candidates[:POOL]:
        key = text_key(candidate.text)
        place = places.get(key)
        if place is None:
            place = next((at for at, other in enumerate(kept[:_SEEN]) if _is_cut(candidate, other, clusters)), None)
        if place is None:
            places[key] = len(kept)
            kept.append(candidate)
        else:
            places[key] = place
            kept[place] = _folded(kept[place], candidate)
    return kept


def _folded(best: Candidate, candidate: Candidate) -> Candidate:
    """Return the fuller of two candidates that are one text, or the earlier, in the place of the best."""
    original, other = sorted((best, candidate), key=_originality)
    copies = (*best.copies, *candidate.copies, other._replace(copies=()))
    return original._replace(score=best.score, reading=best.reading, copies=copies)


def _originality(candidate: Candidate) -> tuple[int, str, int, str]:
    """Order copies, the likeliest original first: the earliest, else the shortest name, for copies get longer ones."""
    article = candidate.passage.article
    return -len(text_key(candidate.text)), article.published or "9999", len(article.path), article.path


def _is_cut(one: Candidate, other: Candidate, clusters: Clusters) -> bool:
    """Return whether one sentence is the other cut at its end or its start, in another article that prints its text."""
    path, other_path = one.passage.article.path, other.passage.article.path
    if path == other_path or other_path not in clusters.of(path):
        return False
    short, long = sorted((text_key(one.text), text_key(other.text)), key=len)
    count = len(short)
    if count < FEWEST_WORDS or count < _CUT * len(long):
        return False
    return short in (long[:count], long[-count:])
