"""What a source sentence says between marks and may be left out without saying more: `without_asides`.

Every stretch taken out leaves a sentence that the whole one entails: a clause or phrase between commas that only tells
more of what stands before it, an opening or closing circumstance, a second statement behind "and" or "but". Conditions,
hedges, accounts ("police said") and what limits the rest are never taken out. Only tags and marks are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.equivalents import same
from qa.guard.reading.clauses import Reading
from qa.guard.reading.tagsets import FINITE, SAY_KEYS
from qa.guard.reading.tokens import Token

_MEANING = frozenset("N M F T VD VN VI VB VF".split())
_NOUNS = frozenset("N M F O".split())
_PHRASE = frozenset("D N M F Q H POS".split())
_VERBAL = FINITE | {"VB", "VN", "VI"}
_BOUND = frozenset(
    "if unless until till except excluding provided whether or nor allegedly reportedly supposedly purportedly"
    " presumably only instead_of with_the_exception_of than as_long_as in_case as_if lest according_to but_also"
    " whenever once pending depending assuming providing barring claim claims claimed allegation allegations rumour"
    " rumours rumor rumors theory respectively otherwise neither both either vice versa so-called".split()
)
"""Words that bear on what stands around a stretch, or make it a view of somebody's: it is never taken out."""
_UNREAL = frozenset(
    "theory principle part main average paper effect practice moment now first least most latest earliest turn case"
    " cases view opinion words eyes belief legend tradition account reports sense extent novel film story myth dream"
    " play book game episode series fiction experiment simulation model mice rats some any every all each no".split()
)
"""Words in an opening or inserted phrase that make it tell how far the rest holds."""
_PLACES = frozenset(
    "of from in at near on with beneath under outside inside along like unlike including such_as between above below"
    " across beside off around next_to".split()
)
_WHY = frozenset(
    "because because_of despite in_spite_of although though even_though unlike in_addition_to in_response_to"
    " besides whereas".split()
)
"""What opens a circumstance that never limits the rest."""
_WHEN = frozenset("in on at during after before following amid when while as since from near where with".split())
"""What opens a circumstance that may limit the rest, unless that is one event in the past."""
_BECAUSE = frozenset("because because_of by after as thanks in_response_to".split())
_DOUBT = frozenset("probably mainly partly largely mostly possibly perhaps apparently presumably chiefly".split())
_STILL = frozenset("then now once long formerly also later originally previously still".split())


def without_asides(source: Reading, written: Reading) -> tuple[Token, ...] | None:
    """Return the source's tokens without the asides that `written` says nothing of; None where there are none."""
    return _without(source, {written.key(at) for at in range(len(written.tokens))} | {t.key for t in written.tokens})


def without_all_asides(source: Reading) -> tuple[Token, ...] | None:
    """Return a sentence's tokens without any of its asides; None where there are none."""
    return _without(source, set())


def _without(source: Reading, said: set[str]) -> tuple[Token, ...] | None:
    if "?" in source.tags:
        return None
    end = _end(source)
    gone: set[int] = set()
    for start, stop in _stretches(source, end):
        if gone.isdisjoint(range(start, stop)) and _is_unsaid(source, start, stop, said):
            gone.update(range(start, stop))
    if not gone:
        return None
    return tuple(token for at, token in enumerate(source.tokens) if at not in gone)


def without_kind(source: Reading) -> tuple[Token, ...] | None:
    """Return "X rises in Y" for "X is a river that rises in Y", None for a sentence of another form."""
    tags = source.tags
    be = next((at for at, name in enumerate(tags) if name in FINITE), 0)
    if not be or source.tokens[be].lower not in ("is", "was", "are", "were") or tags[0] not in ("D", "M", "N"):
        return None
    if not all(name in (*_PHRASE, "P") for name in tags[:be]) or tags[be + 1 : be + 2] != ("D",):
        return None
    for at in range(be + 2, len(tags) - 1):
        if tags[at] == "R" and source.tokens[at].lower in ("who", "which", "that"):
            inside = range(be + 1, at)
            bound = any(source.tokens[k].lower in _BOUND for k in inside)
            plain = not bound and tags[at - 1] in ("N", ",") and tags[at + 1] in FINITE
            return source.tokens[:be] + source.tokens[at + 1 :] if plain else None
        if tags[at] not in (*_PHRASE, "A", ",", "VI"):
            return None
    return None


def _is_unsaid(source: Reading, start: int, stop: int, said: set[str]) -> bool:
    """Whether the written sentence holds none of a stretch's words, and none of them limits the rest."""
    inside = range(start, stop)
    if sum(source.tokens[at].text == '"' for at in inside) % 2:
        return False
    if any(source.tokens[at].lower in _BOUND for at in inside):
        return False
    elsewhere = {token.key for at, token in enumerate(source.tokens) if not start <= at < stop}
    said = said - elsewhere
    for at in inside:
        key = source.tokens[at].key
        if source.tags[at] in _MEANING and any(same(key, other) for other in said):
            return False
    return True


def _end(source: Reading) -> int:
    """Return where the sentence proper ends: at its full stop, or at the comma of a closing ", police said"."""
    tags = source.tags
    last = len(tags)
    while last and source.tokens[last - 1].kind == "mark":
        last -= 1
    for at in range(last - 1, max(0, last - 12), -1):
        if tags[at] == ",":
            inside = range(at + 1, last)
            told = [k for k in inside if tags[k] in ("VD", "VF", "VN") and source.tokens[k].key in SAY_KEYS]
            by = source.tokens[at + 1].lower == "according_to" if inside else False
            alone = sum(tags[k] in FINITE for k in inside) == 1
            spoken = bool(told) and alone and tags[at + 1] in (*_PHRASE, "O", "VD", "VF")
            return at if spoken or by else last
    return last


def _stretches(source: Reading, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of what may be taken out, the longest closing stretch first."""
    tags = source.tags
    marks = [at for at in range(end) if tags[at] in (",", "—") and not source.tokens[at].quoted]
    opening = _opening(source, marks[0], end) if marks else 0
    if opening:
        yield 0, opening
    for at in marks:
        if at >= opening and _closes(source, at, end):
            yield at, end
    for place, at in enumerate(marks):
        for close in marks[place + 1 : place + 4]:
            if at == marks[0] and _tells_of_opening(source, at, close, end):
                yield at, close
                break
            if at >= opening and _inserted(source, at, close, end):
                yield at, close + (tags[close] == ",")
                break


def _opening(source: Reading, comma: int, end: int) -> int:
    """Return where the sentence goes on behind an opening circumstance, 0 where none may be left out."""
    tags, first = source.tags, source.tokens[0].lower
    if comma + 1 >= end or tags[comma + 1] not in _PHRASE | {"O"} or not _verb_after(source, comma + 1, end):
        return 0
    if tags[0] in ("VN", "VI") or first in _WHY:
        return comma + 1
    dated = comma <= 3 and tags[comma - 1] in ("T", "F")
    if first in _WHEN and (dated or _is_event(source, comma + 1, end)) and not _limits(source, 0, comma):
        return comma + 1
    return 0


def _closes(source: Reading, comma: int, end: int) -> bool:
    """Whether what stands behind a comma, up to the end, is a circumstance, an aside or a second statement."""
    at = comma + 1
    if at >= end or not _has_verb(source, 0, comma):
        return False
    name, low = source.tags[at], source.tokens[at].lower
    follows = source.tokens[at + 1].lower if at + 1 < end else ""
    if name == "C":
        return low in ("and", "but") and _states(source, at + 1, end)
    if name == "R":
        return low != "that"
    if name == "VD" and any(_inserted(source, mark, comma, end) for mark in range(comma) if source.tags[mark] == ","):
        return False  # the verb behind an aside: "the mill, which stood in Sund, burned down"
    if name in ("VN", "VI") or (name == "VD" and source.tags[at + 1] in ("P", "A", "TO")):
        return True
    if name == "A":
        return (low in _DOUBT and follows in _BECAUSE) or (low in ("up", "down") and follows in ("from", "on"))
    if low in _WHY:
        return True
    if low in ("up", "down") and follows in ("from", "on"):
        return True
    if low in _WHEN:
        return _is_event(source, 0, comma) and not _limits(source, at, end)
    return _names_again(source, at, end)


def _inserted(source: Reading, comma: int, close: int, end: int) -> bool:
    """Whether what stands between two commas only tells more of what stands before it."""
    tags, at = source.tags, comma + 1
    behind = close + 1
    if close - comma < 2 or behind >= end or not comma or tags[comma - 1] not in (*_NOUNS, "T", ")"):
        return False
    low = source.tokens[at].lower
    to_verb = _finite_at(source, behind, end) and _is_subject(source, comma)
    adverb = tags[at] == "A" and (low in _STILL or tags[at + 1] in ("VN", "VD", "VI"))
    opener = tags[at + 1] if adverb else tags[at]
    if to_verb and opener == "R" and low != "that":
        return True
    if to_verb and opener in ("VN", "VI", "VD"):
        return tags[at + 1] != ","
    if to_verb and _names_again(source, at + (opener != tags[at]), close):
        return True
    ends = to_verb or tags[behind] in ("P", "S", "VI") or (low == "as" and source.tokens[behind].lower == "but")
    if low == "as" and _has_verb(source, at, close):
        return ends and _is_event(source, 0, comma)
    if opener == "P" and not _has_verb(source, at, close):
        return ends and (low in _PLACES or low in _WHY) and not _limits(source, at, close)
    return False


def _tells_of_opening(source: Reading, comma: int, close: int, end: int) -> bool:
    """Whether a clause between commas tells more of an opening phrase: "In the final, played in rain, Holm won"."""
    tags, at = source.tags, comma + 1
    if tags[0] != "P" or tags[comma - 1] not in _NOUNS or close + 1 >= end:
        return False
    opens = tags[at] in ("R", "VN") or (tags[at] == "VD" and tags[at + 1] in ("P", "A"))
    return opens and tags[close + 1] in _PHRASE and _verb_after(source, close + 1, end)


def _is_subject(source: Reading, comma: int) -> bool:
    """Whether the phrase before a comma opens its clause, so that a verb behind the aside is its own."""
    start = comma
    while start and source.tags[start - 1] in (*_PHRASE, "P", "A"):
        start -= 1
    opener = source.tags[start]
    boundary = source.tags[start - 1] if start else "^"
    if boundary == "C":
        boundary = source.tags[start - 2] if start > 1 else "C"
    return opener in _PHRASE and boundary in ("^", ",", "THAT", "S")


def _names_again(source: Reading, start: int, stop: int) -> bool:
    """Whether a stretch is a phrase that says again what another is: "the largest in the region"."""
    tags = source.tags
    if tags[start] not in ("D", "F", "Q") or start + 1 >= stop:
        return False
    for at in range(start, stop):
        if tags[at] in ("R", "THAT", "VN", "VI", "VD"):
            lone = tags[at] == "VD" and tags[at + 1 : at + 2] != ("P",) and not _is_of_them(source, start, at, stop)
            told = source.tokens[at].key in SAY_KEYS or lone
            return at > start + 1 and source.tokens[start + 1].key not in SAY_KEYS and not told
        if tags[at] in FINITE or tags[at] in ("C", ",", "S"):
            return False
    return True


def _is_of_them(source: Reading, start: int, at: int, stop: int) -> bool:
    """Whether a stretch is "many of them retired"."""
    return source.tags[start] == "Q" and source.tokens[start + 1].lower == "of" and at == stop - 1


def _states(source: Reading, start: int, end: int) -> bool:
    """Whether a verb, or a subject and its verb, follow: a second statement."""
    for at in range(start, end):
        name = source.tags[at]
        if name in FINITE:
            return True
        if name in ("R", "THAT", ",", "VI", "VN", "TO", "NEG") or (name == "S" and at > start):
            return False
    return False


def _has_verb(source: Reading, start: int, stop: int) -> bool:
    return any(source.tags[at] in FINITE for at in range(start, stop))


def _verb_after(source: Reading, start: int, end: int) -> bool:
    """Whether a subject that opens at `start` comes to its verb before another comma."""
    for at in range(start, end):
        if source.tags[at] in FINITE:
            return True
        if source.tags[at] in (",", "C", "S", "R"):
            return source.tags[at] != "C"
    return False


def _finite_at(source: Reading, at: int, end: int) -> bool:
    while at < end and source.tags[at] in ("A", "NEG"):
        at += 1
    return at < end and source.tags[at] in FINITE


def _is_event(source: Reading, start: int, end: int) -> bool:
    """Whether a stretch tells of one event in the past, and denies nothing."""
    tags = source.tags
    verbs = [at for at in range(start, end) if tags[at] in FINITE]
    if not verbs or any(tags[at] in ("NEG", "MD") or source.tokens[at].lower == "no" for at in range(start, end)):
        return False
    return tags[verbs[0]] == "VD" or source.tokens[verbs[0]].lower in ("was", "were", "had")


def _limits(source: Reading, start: int, stop: int) -> bool:
    """Whether a phrase tells how far, in whose eyes or in which cases the rest holds."""
    return any(source.tokens[at].lower in _UNREAL or source.tags[at] == "NEG" for at in range(start, stop))
