"""Whether a verb is denied, possible, past or under way just as in the source."""

from __future__ import annotations

from qa.guard.pair import Pair
from qa.guard.reading.chunks import VerbGroup
from qa.guard.reading.clauses import Clause, Reading
from qa.guard.reading.stems import stem
from qa.guard.turned import alike
from qa.guard.words.verbs import BASE, PAST

_LASTING = frozenset(stem(verb) for verb in "carry hold wear live stay stand sit use".split())
"""Verbs of what is so all the while: who was carrying it carried it."""


def same_state(pair: Pair, clause: Clause, ours: VerbGroup, theirs: VerbGroup) -> str:
    """Return "" where a written verb is denied, possible, past and under way as the source's is, else why not."""
    written, source = pair.written, pair.source
    word = source.tokens[theirs.head].text
    if _denials(written, ours) != _denials(source, theirs):
        return f"the line says or denies “{word}” otherwise"
    if ours.particle != theirs.particle and not alike(written, ours.head, source, theirs.head):
        return f"the line does not say “{written.tokens[ours.head].text}” this way"
    reported = any(role == "ccomp" for role, _ in clause.links)
    if ours.modal != theirs.modal and not _may_shift({ours.modal, theirs.modal}, reported=reported):
        return f"the line puts “{word}” as {'possible or planned' if theirs.modal else 'a fact'}"
    if ours.form != "fin":
        return ""
    past, was = is_past(written, ours), is_past(source, theirs)
    if _is_either(written, ours) or _is_either(source, theirs):
        past = was
    if theirs.form == "fin" and not reported and not ours.modal and past != was:
        return f"the line puts “{word}” at another time"
    going, going_there = _is_going_on(written, ours), _is_going_on(source, theirs)
    in_case = clause.kind == "adv" and clause.marker in ("if", "unless", "when", "while") and not (past or was)
    goes = any(("p:to", theirs.head) in links or ("p:into", theirs.head) in links for links in source.links)
    lasts = source.tokens[theirs.head].key in _LASTING and not goes
    if theirs.form == "fin" and going_there and not going and not in_case and not lasts:
        return f"the line says that it was under way, not that it was done: “{word}”"
    if going and not going_there and (past or was):
        return f"the line does not say that it is under way: “{word}”"
    return ""


def _denials(reading: Reading, group: VerbGroup) -> tuple[bool, int]:
    """Return whether a verb is denied, and how often as no longer so."""
    return bool(group.negatives), sum(reading.tokens[at].lower == "no_longer" for at in group.negatives)


def _may_shift(modals: set[str], *, reported: bool) -> bool:
    """Whether two helpers say the same: "may" and "might", and in reported speech "will" and "would"."""
    return modals == {"may", "might"} or (reported and modals in ({"will", "would"}, {"can", "could"}))


def _is_going_on(reading: Reading, group: VerbGroup) -> bool:
    return reading.tags[group.head] == "VI" or any(reading.tokens[at].lower == "being" for at in group.helpers)


def _is_either(reading: Reading, group: VerbGroup) -> bool:
    """Whether a form may be past or present: "spread"."""
    low = reading.tokens[group.head].lower
    return not group.helpers and low in PAST and low in BASE


def is_past(reading: Reading, group: VerbGroup) -> bool:
    """Return whether a verb tells of the past."""
    first = group.helpers[0] if group.helpers else group.head
    low = reading.tokens[first].lower
    if low in ("was", "were", "had", "did", "been", "'d"):
        return True
    if low in ("has", "have"):
        return group.head != first
    return reading.tags[first] in ("VD", "VN") and low not in ("is", "are")
