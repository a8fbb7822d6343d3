"""Where words of a source sentence were left out and the rest moved together: `torn` tells what no longer fits.

A shortened sentence must hang together by itself: no article without its noun, no "and" before nothing, no clause that
now tells of another word than it did. Only a sentence whose words all stand in the source in the same order is looked
at; what may not be left out for its meaning is `qa.guard.kept`'s.
"""

from __future__ import annotations

from qa.guard.hosts import next_to_host, slips
from qa.guard.junctions import goes_on, item_of, lost_joint, lost_other, opens_wrongly, within
from qa.guard.reading.chunks import NounPhrase
from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.stumps import headless, orphan, states

_DANGLING = frozenset("D P TO MD H C S R THAT POS BE HV DO".split())
"""What can't end a sentence, where more follows in the source."""
_NEEDS_NEXT = frozenset("D POS H TO MD P".split())
_NEEDS_PHRASE = frozenset(
    stem(verb)
    for verb in "consist depend rely belong refer relate lead result contribute base attribute subject compare"
    " know describe regard".split()
)
"""Verbs that say nothing without the phrase behind them: "consists of"."""


def torn(source: Reading, places: tuple[int, ...]) -> str:
    """Return why the words kept at `places` no longer hang together, "" where they do."""
    kept = sorted({place for place in places if place >= 0})
    if not kept:
        return ""
    held = set(kept)
    if not states(source, held):
        return "it says nothing that could be true or false"
    if (lost := orphan(source, held)) is not None:
        return f"the line does not say “{source.tokens[lost].text}” this way"
    if (lost := headless(source, held)) is not None:
        return f"the line does not say “{source.tokens[lost].text}” this way"
    last, end = kept[-1], _words(source)[-1]
    if last != end and (source.tags[last] in _DANGLING or _lacks_complement(source, held, last)):
        return f"it breaks off after “{source.tokens[last].text}”"
    behind = [at for at in range(last + 1, end + 1) if source.tokens[at].kind != "mark"]
    if behind and lost_other(source, last, behind):
        return "the line says “between”"
    for left, right in zip([-1, *kept], kept, strict=False):
        gap = [at for at in range(left + 1, right) if source.tokens[at].kind != "mark"]
        if gap and (reason := _torn_at(source, held, left, gap, right)):
            return reason
    return ""


def _words(source: Reading) -> list[int]:
    return [at for at, token in enumerate(source.tokens) if token.kind != "mark"]


def _torn_at(source: Reading, held: set[int], left: int, gap: list[int], right: int) -> str:
    """Return why what was on both sides of a gap does not fit together."""
    tags, word = source.tags, source.tokens[right].text
    if opens_wrongly(source, held, left, gap, right):
        return f"the line does not say “{word}” this way"
    if left >= 0 and tags[left] in _NEEDS_NEXT and not within(source, left, gap[0], right):
        return f"it breaks off after “{source.tokens[left].text}”"
    if left >= 0 and tags[left] in ("R", "THAT", "S", "C") and not goes_on(source, left, gap[0], right):
        return f"it breaks off after “{source.tokens[left].text}”"
    if left >= 0 and _lacks_complement(source, held, left):
        return f"it breaks off after “{source.tokens[left].text}”"
    if lost_joint(source, held, right):
        return f"the line does not join “{word}” to this"
    if tags[right] in ("R", "S") and source.tokens[right].lower in ("who", "which", "whose", "whom", "where", "that"):
        kept_next = next_to_host(source, held, right) and not (tags[right - 1] == "P" and right - 1 in gap)
        return "" if kept_next else f"the line ties “{word}” to something else"
    judged = tags[left] == "P" if left >= 0 else isinstance(item_of(source, right), NounPhrase)
    if judged and tags[right] != "P":
        return ""
    return f"the line ties “{word}” to something else" if slips(source, held, gap, right) else ""


def _lacks_complement(source: Reading, held: set[int], at: int) -> bool:
    """Whether "is", or a verb such as "consist", stands without anything that it says of its subject."""
    if not any(c.verb is not None and c.verb.head == at for c in source.clauses):
        return False
    if source.tags[at] != "BE" and source.tokens[at].key not in _NEEDS_PHRASE:
        return False
    told = [
        k
        for k, links in enumerate(source.links)
        if k > at and links and links[0][1] == at and not links[0][0].startswith(("adv", "neg", "subj", "hedge"))
    ]
    return bool(told) and held.isdisjoint(told if source.tags[at] == "BE" else told[:1])
