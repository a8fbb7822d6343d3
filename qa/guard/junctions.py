"""Whether what stood on both sides of words that were left out can stand side by side: `opens_wrongly`.

And what a sentence says besides a line that it is joined to: `around`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.guard.closure import closure
from qa.guard.reading.chunks import NounPhrase, Other, VerbGroup
from qa.guard.reading.clauses import Reading
from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import FINITE

VERB_TAGS = frozenset("VD VF VB VN VI BE HV".split())
"""Tags of verbs, "be" and "have" among them."""
_NOUNS = frozenset("N M F T Q".split())
_CHANGING = frozenset(
    stem(verb) for verb in "rise fall drop climb increase decrease grow shrink gain lose decline jump slip".split()
)
"""Verbs with two figures behind them, by how much and to what."""
_JOINT = re.compile(r'"?(?:;|,? (?:and|but|while)|; (?:and|but|while)) (?=\S)')
_JOINT_BEFORE = re.compile(r"(?:;|,? (?:and|but|while)) $|; (?:and|but|while) $")


def item_of(source: Reading, at: int) -> NounPhrase | VerbGroup | None:
    """Return the phrase or verb group that a token stands in."""
    for item in source.items:
        if item.start <= at < item.end:
            return item if isinstance(item, NounPhrase | VerbGroup) else None
    return None


def within(source: Reading, left: int, first: int, right: int) -> bool:
    """Return whether what follows a gap belongs to the phrase that the word before the gap opens."""
    behind = source.tags[left] == "P"
    item = item_of(source, first if behind else left) or item_of(source, first)
    if item is not None and item.start <= right < item.end:
        return True
    phrase = item_of(source, right)
    if not behind or not isinstance(phrase, NounPhrase):
        return False
    role = "p:" + source.tokens[left].lower  # "through the capital, Sund", "in the town of Sund"
    return any(kind == role for kind, _ in closure(source)[phrase.head])


def goes_on(source: Reading, left: int, first: int, right: int) -> bool:
    """Return whether a gap behind "and", "who" or "that" holds no more than a modifier or an insertion."""
    item = item_of(source, first)
    if item is not None and item.start <= right < item.end:
        return True
    if source.tags[left] == "C" and source.tags[first:right] == ("THAT", "O"):  # "but that he had", "but had"
        return True
    if source.tags[left] == "C" and any(source.tags[at] in FINITE for at in range(first, right)):
        return False
    opener = source.tokens[left + 1].text
    return opener in (",", "(", "—") or source.tags[first] in ("A", "P", "S")


def opens_wrongly(source: Reading, held: set[int], left: int, gap: list[int], right: int) -> bool:
    """Return whether what stands behind a gap can't follow what stands before it: "and" alone, half a phrase."""
    tags = source.tags
    if left < 0:
        return tags[right] in ("C", "NEG") or source.tokens[right].lower in ("of", "than")
    item, before = item_of(source, right), item_of(source, left)
    if tags[gap[-1]] in ("P", "TO", "MD", "BE", "HV", "DO") and tags[right] in (*VERB_TAGS, "P", "S"):
        return True  # "higher than in", "was arrested" without their "than" and "was"
    if _lost_opener(source, held, gap) or lost_other(source, left, gap):
        return True
    if tags[left] == "P" and tags[right] != "P":
        return False  # judged by the preposition
    if isinstance(item, NounPhrase) and item is not before and item.start < right:
        named = tags[right] == "M" and item.start in gap and tags[left] in ("F", "T")
        opener = "" if named else tags[item.start]
        if tags[left] in _NOUNS and tags[right - 1] != "POS" and opener in ("D", "Q", "F", "POS", "N", "M"):
            return True
    if len(gap) == 1 and tags[gap[0]] == "C" and isinstance(before, NounPhrase):
        return True
    if isinstance(item, NounPhrase) and item.start == right and not _follows(source, held, before, gap, item):
        return True
    helped = isinstance(item, VerbGroup) and item.passive and item.form == "fin" and not item.helpers
    moves = tags[right + 1 : right + 2] == ("P",) and source.tokens[right + 1].lower in ("to", "into", "from")
    if helped and not moves and any(tags[at] == "BE" for at in gap):
        return True
    return tags[right] == "C" and not _is_alike(source, left, gap, right)


def _follows(
    source: Reading, held: set[int], before: NounPhrase | VerbGroup | None, gap: list[int], item: NounPhrase
) -> bool:
    """Whether a phrase behind a gap may stand there: its preposition is kept, its list or its verb goes on."""
    tags, links = source.tags, source.links[item.head]
    if tags[item.head] == "T" or any(role in ("subj", "adv") for role, _ in links):
        return True
    if tags[item.start - 1] == "P":
        return item.start - 1 not in gap
    if source.tokens[item.start - 1].kind != "mark" or not isinstance(before, NounPhrase):
        return True
    mine = set(source.links[before.head])
    return ("is", before.head) in links or bool(mine & set(links)) or any(r == "obj" and h in held for r, h in links)


def _lost_opener(source: Reading, held: set[int], gap: list[int]) -> bool:
    """Whether "if" or "because" is gone though what stood before it and its clause are kept."""
    for at in gap:
        if source.tags[at] != "S" or not any(k in held for k in range(at)):
            continue
        clause = next((c for c in source.clauses if c.opened_by == at and c.verb is not None), None)
        if clause is not None and clause.verb is not None and clause.verb.head in held:
            return True
    return False


def lost_other(source: Reading, left: int, gap: list[int]) -> bool:
    """Return whether "between A and B", "0.3 to 0.6" or "9 to 4" lost one of the two."""
    tokens, tags = source.tokens, source.tags
    start = max(0, left - 8)
    opened = next((at for at in range(left, start - 1, -1) if tokens[at].lower == "between"), -1)
    if opened >= 0 and tags[gap[0]] == "C":
        return not any(tags[at] in FINITE or tokens[at].kind == "mark" for at in range(opened, left))
    ranged = tokens[gap[0]].lower == "to" and len(gap) > 1 and tags[gap[1]] in ("F", "H")
    bare = ranged and tags[gap[1] + 1 : gap[1] + 2] != ("N",)  # "nine points to four", not "4 percent to 318 crowns"
    counted = tags[left] == "F" or (bare and left > 0 and tags[left - 1] == "F")
    if counted and tags[left] != "F" and any(tokens[at].key in _CHANGING for at in range(max(0, left - 4), left)):
        return False  # "fell 7 per cent to 18.40"
    return counted and ranged and not any(tokens[at].lower == "from" for at in range(start, left))


def _is_alike(source: Reading, left: int, gap: list[int], right: int) -> bool:
    """Whether "and" behind a gap joins a phrase to one of its own kind."""
    follows = next((item for item in source.items if item.start > right), None)
    before = item_of(source, left)
    if isinstance(follows, VerbGroup) and follows.form == "fin":
        return any(source.tags[at] in FINITE and at not in gap for at in range(right)) or left < 0
    if isinstance(follows, VerbGroup) and follows.form in ("ing", "part"):
        verb = next((at for at in range(left, -1, -1) if source.tags[at] in VERB_TAGS), -1)
        return verb < 0 or source.tags[verb] == source.tags[follows.head]
    if isinstance(follows, NounPhrase) and isinstance(before, NounPhrase):
        partner = next(
            (item for item in reversed(source.items) if item.end <= right and isinstance(item, NounPhrase)), None
        )
        does = {link for link in source.links[follows.head] if link[0] == "subj"}
        if does:
            if partner is None or partner.head not in gap:
                return True
            return source.tags[right - 1] == "," and does.isdisjoint(source.links[partner.head])
        partner = next(
            (item for item in reversed(source.items) if item.end <= right and isinstance(item, NounPhrase)), None
        )
        joined = follows.head if partner is None or partner.head not in gap else partner.head
        mine, theirs = set(source.links[before.head]), source.links[joined]
        return not theirs or bool(mine & set(theirs if joined == follows.head else theirs[:1]))
    if isinstance(follows, NounPhrase) and isinstance(before, VerbGroup):  # "exposed (to the gains) and luxuries"
        return any(role == "subj" for role, _ in source.links[follows.head])
    if isinstance(follows, NounPhrase) and before is None and source.tags[left] not in (",", "(", ")"):
        return False
    whole = source.tags[right - 1] == "," and source.tags[gap[0]] in ("P", "A") and isinstance(before, NounPhrase)
    if whole and not any(source.tags[at] in FINITE for at in gap):
        return True
    if isinstance(follows, Other) and follows.tag == "P":
        return isinstance(before, NounPhrase) and any(role.startswith("p:") for role, _ in source.links[before.head])
    return True


def lost_joint(source: Reading, held: set[int], right: int) -> bool:
    """Return whether the "and" before a second verb is gone though the verb that it goes on from is kept."""
    item = item_of(source, right)
    if not isinstance(item, VerbGroup) or item.form != "fin":
        return False
    clause = next((c for c in source.clauses if c.verb is item), None)
    if clause is None or clause.joined_at < 0 or clause.joined_at in held:
        return False
    verbs = [c.verb.head for c in source.clauses if c.verb is not None and c.verb.form == "fin" and c is not clause]
    start = max((at for at in range(right) if source.tags[at] in ("S", "R", "THAT") and at in held), default=-1)
    return any(start < verb < right and verb in held for verb in verbs)


def around(text: str, line: str) -> Iterator[str]:
    """Yield what `text` says besides `line`, where it is that line joined to something by "and", "while" or ";"."""
    whole, part = text.casefold(), line.strip('".,;:! ').casefold()
    if len(whole) != len(text) or not part or len(part) >= len(whole):
        return
    if whole.startswith(part) and (joint := _JOINT.match(text, len(part))):
        yield text[joint.end() :]
    end = len(text.rstrip('".,;:! '))
    if whole[:end].endswith(part) and (joint := _JOINT_BEFORE.search(text[: end - len(part)])):
        yield text[: joint.start()]
