"""Whether a written sentence says of the same things what one source sentence says of them: `compare`.

Every word of it must be one of the source's or stand for one, hang on what that hangs on, and bring along what the
source says only with reservations. What it leaves out is judged in `qa.guard.kept`.
"""

from __future__ import annotations

from qa.guard.beside import figures_moved, replaced
from qa.guard.closure import closure
from qa.guard.equivalents import same_role
from qa.guard.gapping import crossed, made_all
from qa.guard.kept import dropped
from qa.guard.match import candidates, choose, counts
from qa.guard.nominal import unsettled
from qa.guard.pair import Pair
from qa.guard.prune import place_in_order, pruned
from qa.guard.reading.clauses import Reading
from qa.guard.reading.figures import counted_in
from qa.guard.roles import verbs_hold, words_hold
from qa.guard.seams import torn
from qa.guard.speakers import given_speaker, resolve
from qa.guard.standing import standing, standing_in_order


def compare(written: Reading, source: Reading, speaker: frozenset[str] = frozenset()) -> str:
    """Return "" where `source` carries `written`, else why not; `speaker` are keys of who says the source."""
    if reason := replaced(written, source):
        return reason
    in_order = place_in_order(written, source)
    shorter = in_order or place_in_order(written, source, alike=True)
    if shorter and (reason := torn(source, shorter)):
        return reason
    if in_order:
        plain = tuple(frozenset(links) for links in source.links)
        shortened = Pair(written, source, in_order, plain)
        if reason := crossed(shortened):
            return reason
        if not (pruned(source, in_order) or standing_in_order(shortened) or dropped(shortened)):
            return ""
    options = candidates(written, source)
    given, speaks = given_speaker(written, source, speaker, options)
    resolve(written, options)
    for at, token in enumerate(written.tokens):
        if counts(written, at) and not options[at] and at not in given:
            return f"the line does not say “{token.text}”"
    links = closure(source)
    places = choose(written, links, options)
    for at in given:
        places[at] = speaks.get(at, -1)
    pair = Pair(written, source, tuple(places), links)
    return (
        _used_twice(pair)
        or crossed(pair)
        or made_all(pair)
        or _loose_ends(pair)
        or figures_moved(written, source, pair.places)
        or unsettled(pair)
        or verbs_hold(pair)
        or words_hold(pair, given)
        or standing(pair)
        or dropped(pair)
    )


def _used_twice(pair: Pair) -> str:
    """Check that no figure, date or name of the source stands for two of the sentence."""
    seen: dict[int, int] = {}
    for at, place in enumerate(pair.places):
        if place < 0 or pair.written.tags[at] == "O" or not counts(pair.written, at):
            continue
        if seen.get(place) == at - 1 and counted_in(pair.source.tokens[place].text):  # "nine hours" for "nine-hour"
            continue
        if place in seen and pair.written.tags[at] not in ("VD", "VF", "VN", "VI", "VB", "D"):
            return f"the line does not say “{pair.written.tokens[at].text}” twice"
        seen[place] = at
    return ""


def _without_subject(pair: Pair) -> int | None:
    """Return the main verb of a sentence that leaves out the subject that the source gives it, None where none does."""
    first = next((c for c in pair.written.clauses if c.verb is not None and c.kind == "root"), None)
    if first is None or first.verb is None or first.verb.form != "fin" or pair.places[first.verb.head] < 0:
        return None
    verb, place = first.verb.head, pair.places[first.verb.head]
    has = any(link in (("subj", verb), ("obj", verb)) for links in pair.written.links for link in links)
    needs = any(("subj", place) in links for links in pair.source.links)
    return verb if needs and not has and not first.subjects else None


_UNENDED = frozenset("C D TO S R THAT POS MD".split())
_TYING = frozenset("P S R THAT".split())


def _loose_ends(pair: Pair) -> str:
    """Check that joining words that tie nothing here ("than before") stand in the source, too."""
    written, source = pair.written, pair.source
    last = next((at for at in range(len(written.tags) - 1, -1, -1) if written.tokens[at].kind != "mark"), -1)
    if last >= 0 and written.tags[last] in _UNENDED:
        return f"it breaks off after “{written.tokens[last].text}”"
    if (verb := _without_subject(pair)) is not None:
        return f"it does not say who or what “{written.tokens[verb].text}”"
    theirs = {token.lower for token, tag in zip(source.tokens, source.tags, strict=True) if tag in _TYING}
    for at, token in enumerate(written.tokens):
        if (
            token.lower in _CAUSAL
            and token.lower not in theirs
            and not any(same_role("p:" + token.lower, "p:" + other) for other in theirs)
        ):
            return f"the line does not say “{token.text}”"
        if written.tags[at] not in ("P", "S"):
            continue
        follows = written.tags[at + 1] if at + 1 < len(written.tags) else "."
        if (
            follows in (".", ",", ";", "C", "S", "P", "!", ":")
            and token.lower not in theirs
            and token.lower != "according_to"
        ):
            return f"the line does not say “{token.text}”"
    return ""


_CAUSAL = frozenset("because because_of therefore thus hence so_that so since despite although if unless".split()) - {
    "although",
    "since",
}
