"""Noun phrases and verb groups of a tagged sentence, each with its head. How they hang together is told elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.guard.reading.stems import stem
from qa.guard.reading.tokens import Token
from qa.guard.words.lexicon import MODALS, PARTICLES, POSSESSIVES
from qa.guard.words.verbs import LEMMA, PARTICIPLES, PAST

Link = tuple[str, int]
"""(role, place of the head)."""

_NUMBERED = frozenset(
    "flight magnitude article chapter number page route highway section level phase group war day top route type class"
    " form line grade figure volume issue no resolution apollo gate room platform channel age aged size".split()
)
_BEFORE_COUNT = frozenset("first last next past other remaining final previous following additional further".split())
_OVER_VERBS = frozenset("hand take turn sign".split())
_OFF_VERBS = frozenset(
    "cut call put take send set pay lay shut turn kick fend ward break drive sell spin write hold go".split()
)
_TIME_UNITS = frozenset(stem(unit) for unit in "second minute hour day week month year decade century".split())
_STRONG = {LEMMA[form] for form in PARTICIPLES if form in LEMMA}
_ONLY_PAST = frozenset(
    form
    for form in PAST - PARTICIPLES
    if LEMMA.get(form) in _STRONG and not form.endswith("ed") and form not in ("got", "born")
)
"""Past forms that are no participles: "took"."""
_HEADS = ("N", "M", "F", "T", "O", "Q")
_DAY_PARTS = frozenset("morning afternoon evening night".split())
_AUX = frozenset("BE HV DO MD".split())
_MAIN = frozenset("VD VN VI VB VF".split())
_INSIDE = frozenset("N M F Q D H POS A T".split())


@dataclass(slots=True)
class NounPhrase:
    """`start` to `end` of the tokens; `links` tie the words inside it to one another."""

    start: int
    end: int
    head: int
    links: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class VerbGroup:
    """A verb with its helpers; `form` is fin, inf, ing or part, and `sure` is False for "-ed" that may be either."""

    start: int
    end: int
    head: int
    form: str
    passive: bool = False
    sure: bool = True
    helpers: list[int] = field(default_factory=list)
    negatives: list[int] = field(default_factory=list)
    adverbs: list[int] = field(default_factory=list)
    modal: str = ""
    particle: str = ""


@dataclass(slots=True)
class Other:
    """A preposition, joining word, adverb or mark; `tag` as in `qa.guard.reading.tags`."""

    start: int
    tag: str

    @property
    def end(self) -> int:
        """Return the place behind it."""
        return self.start + 1


Item = NounPhrase | VerbGroup | Other


def chunk(tokens: Sequence[Token], tags: Sequence[str]) -> list[Item]:
    """Return the sentence as a list of noun phrases, verb groups and single words, in order."""
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        item: Item | None = None
        if tags[at] in _AUX | _MAIN | {"TO"} or (tags[at] in ("NEG", "A") and _verb_follows(tags, at)):
            item = _verb_group(tokens, tags, at)
        elif tags[at] in ("N", "M", "F", "Q", "D", "H", "T", "O"):
            item = _noun_phrase(tokens, tags, at)
        if item is None:
            item = Other(at, tags[at])
        items.append(item)
        at = item.end
    return items


def _verb_follows(tags: Sequence[str], at: int) -> bool:
    while at < len(tags) and tags[at] in ("NEG", "A"):
        at += 1
    return at < len(tags) and tags[at] in _AUX | _MAIN | {"TO"}


def _verb_group(tokens: Sequence[Token], tags: Sequence[str], at: int) -> VerbGroup | None:
    parts = _group_parts(tags, at)
    mains = [place for place in parts if tags[place] in _MAIN]
    helpers = [place for place in parts if tags[place] in _AUX]
    if not mains and not helpers:
        return None
    main = mains[0] if mains else helpers.pop()
    end = parts[-1] + 1
    particle = _particle(tokens, tags, main, end)
    infinitive = any(tags[place] == "TO" for place in parts)
    form = "inf" if infinitive else _form(tokens, tags, main, helpers)
    be = any(tags[place] == "BE" for place in helpers)
    return VerbGroup(
        start=at,
        end=end + 1 if particle else end,
        head=main,
        form=form,
        passive=(be and tags[main] in ("VN", "VD")) or form == "part",
        sure=tags[main] != "VD" or bool(helpers) or tokens[main].lower in _ONLY_PAST,
        helpers=helpers,
        negatives=[place for place in parts if tags[place] == "NEG"],
        adverbs=[place for place in parts if tags[place] == "A"],
        modal=next((MODALS[tokens[k].lower] for k in (*helpers, main) if tokens[k].lower in MODALS), ""),
        particle=particle,
    )


def _group_parts(tags: Sequence[str], at: int) -> list[int]:
    """Return the places of "to", helpers, "not", adverbs and the verb, up to the verb or where the group breaks off."""
    parts: list[int] = []
    helped = infinitive = False
    while at < len(tags):
        name = tags[at]
        if name in _MAIN:
            return [*parts, at]
        if name == "TO":
            if helped or infinitive:
                break
            infinitive = True
        elif name in _AUX:
            helped = True
        elif name == "NEG" and (helped or _verb_follows(tags, at + 1)):
            pass
        elif not (name == "A" and _verb_follows(tags, at + 1)):
            break
        parts.append(at)
        at += 1
    return parts


def _particle(tokens: Sequence[Token], tags: Sequence[str], main: int, at: int) -> str:
    """Return the particle that belongs to a verb ("set up"), "" where none stands at `at`."""
    if at >= len(tokens) or tokens[at].lower not in PARTICLES or tags[at] not in ("P", "A"):
        return ""
    word = tokens[at].lower
    if word == "over" and tokens[main].key not in _OVER_VERBS:
        return ""
    free = word in ("off", "back") and tokens[main].key not in _OFF_VERBS and tags[at + 1 : at + 2] == ("D",)
    return "" if free else word


def _form(tokens: Sequence[Token], tags: Sequence[str], main: int, helpers: Sequence[int]) -> str:
    first = tokens[helpers[0] if helpers else main].lower
    if first in ("being", "having") or (first == "been" and not helpers):
        return "ing"
    return "fin" if helpers else {"VN": "part", "VI": "ing"}.get(tags[main], "fin")


def _noun_phrase(tokens: Sequence[Token], tags: Sequence[str], at: int) -> NounPhrase:
    end = _phrase_end(tokens, tags, at)
    owners = [place for place in range(at, end) if tags[place] == "POS"]
    links: list[tuple[int, str, int]] = []
    possessor: int | None = None
    head = at
    for first, last in zip([at, *(place + 1 for place in owners)], [*owners, end], strict=True):
        if first >= last:
            continue
        if tags[first] == "T" and last - first == 2 and tokens[first + 1].lower in _DAY_PARTS:
            links.append((first + 1, "mod", first))
            head = first
            continue
        head = next((k for k in range(last - 1, first - 1, -1) if tags[k] in _HEADS), last - 1)
        links += _inner_links(tokens, tags, first, last, head)
        if possessor is not None:
            links.append((possessor, "of", head))
        possessor = head
    return NounPhrase(at, end, head, links)


def _phrase_end(tokens: Sequence[Token], tags: Sequence[str], at: int) -> int:
    """Return where the noun phrase that starts at `at` ends."""
    if tags[at] == "O":
        return at + 2 if tags[at + 1 : at + 2] == ("POS",) else at + 1
    if tags[at] == "T" and tags[at + 1 : at + 2] != ("POS",):
        return at + 2 if tokens[at + 1 : at + 2] and tokens[at + 1].lower in _DAY_PARTS else at + 1
    end = at
    head = False  # whether a word that can end the phrase has been seen
    while end < len(tokens) and tags[end] in _INSIDE and not _opens_another(tokens, tags, end, at, head=head):
        name, after = tags[end], tags[end + 1 : end + 2]
        if name == "POS":
            head = False
        elif name == "F":
            head = head or (bool(after) and not _count_goes_on(tokens, tags, end, at))
        else:
            head = head or name in ("N", "M") or (name == "T" and after not in (("N",), ("POS",)))
        end += 1
    while end > at + 1 and tags[end - 1] in ("A", "H"):
        end -= 1
    return max(end, at + 1)


def _opens_another(tokens: Sequence[Token], tags: Sequence[str], at: int, start: int, *, head: bool) -> bool:
    """Whether the word at `at` opens a phrase of its own and does not go on with the one that starts at `start`."""
    name, before = tags[at], tags[at - 1] if at > start else ""
    if name == "A":
        return not _adverb_inside(tags, at, start)
    if name == "T":
        return at > start and before not in ("D", "POS", "Q")
    if not head or before == "POS":
        return False
    if name == "M":
        return before == "F" and at - 1 == start
    return name in ("D", "Q", "H") or (name == "F" and not _numbered(tokens, tags, at))


def _count_goes_on(tokens: Sequence[Token], tags: Sequence[str], at: int, start: int) -> bool:
    """Whether what a figure counts follows it: not after "in 1784", where a name may open another phrase."""
    after = tags[at + 1]
    if at == start and len(tokens[at].text) == 4 and tokens[at].text.isdigit():
        dated = at > 0 and tokens[at - 1].lower in ("in", "since", "until", "by", "during")
        if after == "M" or dated:
            return False
    return after in ("N", "M", "A") or (after == "Q" and tokens[at + 1].lower in ("other", "such", "more", "own"))


def _numbered(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    if tokens[at - 1].lower in _BEFORE_COUNT or tokens[at - 1].lower.endswith("est"):
        return tags[at + 1 : at + 2] in (("N",), ("M",), ("A",))
    if tokens[at + 1 : at + 2] and tokens[at + 1].key in _TIME_UNITS:  # "Ada Holm three years later"
        return False
    return tags[at - 1] == "M" or tokens[at - 1].lower in _NUMBERED


def _adverb_inside(tags: Sequence[str], at: int, start: int) -> bool:
    """Whether an adverb stands before an adjective or noun of the same phrase: "a heavily armed group"."""
    after = at + 1
    while after < len(tags) and tags[after] == "A":
        after += 1
    return at > start and tags[at - 1] in ("D", "Q", "F", "A") and after < len(tags) and tags[after] in ("N", "M", "F")


def _inner_links(
    tokens: Sequence[Token], tags: Sequence[str], first: int, last: int, head: int
) -> list[tuple[int, str, int]]:
    """Return how the words of one phrase hang on its head, hedges and adverbs on the next word that they can mean."""
    links: list[tuple[int, str, int]] = []
    for at in range(first, last):
        name = tags[at]
        if at == head or name == "POS" or (name == "D" and tokens[at].lower not in POSSESSIVES):
            continue
        role = _INNER_ROLES.get(name, "mod")
        meant = {"H": ("F", "Q", "N"), "A": ("N", "M", "F")}.get(name)
        links.append((at, role, next((k for k in range(at + 1, last) if meant and tags[k] in meant), head)))
        if name == "N" and tags[head] == "M" and tags[at + 1 : at + 2] == ("M",):
            links.append((at, "beside", head))
    return links


_INNER_ROLES = {"D": "poss", "H": "hedge", "F": "num", "Q": "q"}
