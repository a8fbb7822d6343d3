"""What a source says that may not be left out of it: `lost`. Judged on its tree, and where that may err, by words."""

from __future__ import annotations

from collections.abc import Callable, Collection

from qa.guard.kept import FREE_QUANTIFIERS, MEASURES, TAKES_INFINITIVE
from qa.guard.parsed.grammar import (
    QUANTITIES,
    RELATIVE,
    finite_above,
    is_alternative,
    is_denied,
    is_infinitive,
    is_noun,
    is_passive,
    is_verb,
    marker,
    tense,
)
from qa.guard.parsed.places import Places
from qa.guard.parsed.trees import Tree
from qa.guard.ranked import PARTITIVE_KEYS
from qa.guard.reading.stems import stem
from qa.guard.words.lexicon import MODALS, NAME_PARTS, NEGATIVES, QUALIFIERS, RESERVATIONS, UNSURE_MARKERS

_HINDERING = frozenset(
    stem(word)
    for word in "bar ban prohibit forbid refuse deny reject fail prevent avoid lack doubt stop exempt exclude oppose"
    " block limit restrict require need cease halt must only deter protect except".split()
)
"""With these, what is said of some is not said of all: "barred ships that had called there"."""
_LIMITS = RESERVATIONS | NEGATIVES | UNSURE_MARKERS | set(MODALS) | {"except", "excluding", "instead", "than", "even"}
_EXCEPTIONS = frozenset("except excluding unless if provided only until without but not".split())
_NEXT_TO = frozenset(
    "about around approximately roughly nearly almost some probably possibly allegedly reportedly perhaps apparently"
    " not never no only at_least at_most more_than less_than up_to fewer_than without neither".split()
)
_TIED = frozenset("than except excluding instead_of but versus per with_the_exception_of instead".split())
_HINDERED_BY = frozenset("from for against to with".split())
_SOMEWHERE = frozenset("in at on from with by near into along through over under".split())
_PREFIXES = frozenset("ex non anti pseudo half semi would pre".split())
_CLAUSES = frozenset("relcl advcl conj ccomp beside parataxis".split())
_SET_OFF = frozenset("relcl acl appos amod nmod parataxis".split())
_SILENT = frozenset("punct aux auxpass case mark cc expl preconj".split())
_FREE = frozenset("appos parataxis intj meta beside dative".split())
_OPENING, _CLOSING = frozenset((",", "-", "—", "(", ";")), frozenset((",", "-", "—", ")", ";", "."))
_DEEPEST = 20


def lost(
    written: Tree, source: Tree, places: Places, verbs: Collection[int], told: Collection[int], same: Collection[int]
) -> str:
    """Return what is left out of a source though it limits what is kept, "" where nothing is.

    `verbs` are the source's nodes that written verbs stand for, `told` those of small words, `same` those that are
    said by another word for the same.
    """
    kept = set(places.values()) | set(verbs)
    quoted = {place for at, place in places.items() if written.quoted(at)}
    for place in sorted(kept):
        for child in source.children[place]:
            if child in kept or child in told or child in same or source.dep[child] in _SILENT:
                continue
            if _is_lost(written, source, places, kept, child, place in quoted):
                return source.lower[child]
    return _beside(source, kept | set(told)) or _conditions(source, kept | set(told))


def _is_lost(written: Tree, source: Tree, places: Places, kept: set[int], child: int, in_quotation: bool) -> bool:
    label, below = source.dep[child], source.below(child)
    if label == "det" and source.lower[child] not in QUANTITIES:
        return False
    if label == "neg":
        return True
    if not kept.isdisjoint(below):
        return False  # what is kept of it is judged by its links
    if in_quotation and source.quoted(child):
        return True
    off = _is_set_off(source, below)
    if not (is_verb(source, child) and label in _CLAUSES):
        opening = [child, *(k for k in below if k <= min(below) + 1)]
        if any(source.lower[k] in (_EXCEPTIONS if off else _LIMITS) for k in opening):
            return True
    if off and label in _SET_OFF:
        return False
    return _is_bound(written, source, places, kept, child)


def _is_set_off(source: Tree, below: list[int]) -> bool:
    first, last = min(below), max(below)
    behind = source.lower[last + 1] if last + 1 < len(source) else "."
    opened = first > 0 and source.lower[first - 1] in _OPENING
    return opened and (behind in _CLOSING or source.dep[last] == "punct")


def _is_bound(written: Tree, source: Tree, places: Places, kept: set[int], child: int) -> bool:
    """Whether a node that is left out must go with its head, which is kept."""
    label, low, head = source.dep[child], source.lower[child], source.head[child]
    if low[0] == "~" or low in RESERVATIONS | NEGATIVES | UNSURE_MARKERS or low.endswith("-called"):
        return True
    if low in QUANTITIES - FREE_QUANTIFIERS or _changes(source, child):
        return True
    for labels, is_bound in _BY_LABEL:
        if label in labels:
            return is_bound(source, child)
    if label in ("nsubj", "nsubjpass", "csubj", "csubjpass"):
        return _needs_subject(written, source, places, child)
    if label in ("dobj", "attr", "acomp", "oprd"):
        said = label == "dobj" and any(source.dep[k] == "ccomp" and k in kept for k in source.children[head])
        return not (said or low in RELATIVE or low.endswith(("self", "selves")))
    return label not in _FREE and label != "det"


def _is_bound_modifier(source: Tree, child: int) -> bool:
    head, label = source.head[child], source.dep[child]
    general = label == "amod" or (label == "compound" and source.tag[child] in ("NN", "NNS"))
    ranking = source.tag[child] in ("JJS", "JJR", "RBS")
    return ranking or (general and _is_general(source, head)) or _is_denied_noun(source, head) or _all(source, head)


def _is_bound_number(source: Tree, child: int) -> bool:
    head = source.head[child]
    return source.key(head) in MEASURES or source.tag[head] == "CD"


def _is_bound_pair(source: Tree, child: int) -> bool:
    head = source.head[child]
    pair = any(source.dep[k] == "preconj" or source.lower[k] == "both" for k in source.children[head])
    between = source.dep[head] == "pobj" and source.lower[source.head[head]] == "between"
    return pair or between or is_alternative(source, child)


def _changes(source: Tree, child: int) -> bool:
    """Whether a modifier makes its noun another thing: "former", "North"."""
    label, low = source.dep[child], source.lower[child]
    if label in ("amod", "compound", "advmod", "nmod") and low in QUALIFIERS:
        return True
    if label in ("amod", "compound", "nmod") and low.partition("-")[0] in _PREFIXES:
        return True
    named = label == "compound" or (label == "amod" and source.tag[child].startswith("NNP"))
    return named and low in NAME_PARTS


def _needs_subject(written: Tree, source: Tree, places: Places, child: int) -> bool:
    if source.lower[child] in RELATIVE:
        return False
    ours = [at for at, place in places.items() if place == source.head[child]]
    if any(is_noun(written, at) for at in ours):
        return False
    turned = any(is_passive(written, at) or written.tag[at] in ("VBN", "VBG") for at in ours)
    return not (turned and source.dep[child] in ("nsubj", "csubj"))


def _is_bound_phrase(source: Tree, child: int) -> bool:
    low, head = source.lower[child], source.head[child]
    if low in _TIED:
        return True
    verb = is_verb(source, head) or source.lemma[head] == "be"
    if verb and is_denied(source, head):
        return True
    if source.key(head) in _HINDERING and (tense(source, head) != "past" or low in _HINDERED_BY):
        return True
    if verb:
        return False
    return (low == "of" and _is_share(source, head)) or _picks_out(source, head)


def _is_bound_clause(source: Tree, child: int) -> bool:
    """Whether a clause tells which are meant, or what a noun consists in: "the decision to close", "the claim that"."""
    head = source.head[child]
    if source.dep[child] == "acl":
        to = is_infinitive(source, child) and source.key(head) in TAKES_INFINITIVE
        if to or any(source.dep[k] == "mark" for k in source.children[child]):
            return True
    return _picks_out(source, head)


def _is_bound_adverbial(source: Tree, child: int) -> bool:
    opened, head = marker(source, child), source.head[child]
    if opened in UNSURE_MARKERS or opened in ("than", "except", "but", "so"):
        return True
    if is_denied(source, head) and opened not in ("although", "though", "while", "because", "as", "since", "after"):
        return True
    general = opened in ("when", "where", "whenever", "once", "before", "as")
    return general and tense(source, head) in ("pres", "modal")


def _is_bound_adverb(source: Tree, child: int) -> bool:
    low, head = source.lower[child], source.head[child]
    if is_denied(source, head) or source.tag[child] in ("RBR", "RBS") or low in ("away", "apart"):
        return True
    if source.dep[child] != "advmod" or is_verb(source, head) or source.lemma[head] == "be":
        return False
    mild = low in ("very", "unusually", "highly", "extremely")
    return source.tag[head] == "CD" or (source.tag[head] in ("JJ", "RB") and not mild)


_BY_LABEL: tuple[tuple[tuple[str, ...], Callable[[Tree, int], bool]], ...] = (
    (("prep", "agent"), _is_bound_phrase),
    (("relcl", "acl"), _is_bound_clause),
    (("advcl",), _is_bound_adverbial),
    (("amod", "compound", "nmod", "poss"), _is_bound_modifier),
    (("advmod", "npadvmod"), _is_bound_adverb),
    (("nummod",), _is_bound_number),
    (("conj",), _is_bound_pair),
)


def _is_share(source: Tree, at: int) -> bool:
    return source.key(at) in PARTITIVE_KEYS or source.tag[at] == "CD" or source.lower[at] in QUANTITIES


def is_part_of(source: Tree, at: int) -> int | None:
    """Return the "two", "most" or "part" that a noun is counted by ("two of the ships"), None where there is none."""
    of = source.head[at]
    if source.dep[at] != "pobj" or source.lower[of] != "of" or not _is_share(source, source.head[of]):
        return None
    return source.head[of]


def _picks_out(source: Tree, noun: int) -> bool:
    """Whether what stands behind a noun tells which of many are meant, so that without it more would be said."""
    return _is_general(source, noun) or _is_ranked(source, noun) or _is_denied_noun(source, noun) or _all(source, noun)


def _is_general(source: Tree, noun: int) -> bool:
    """Whether a noun means any of its kind: "homes need permits"; what is told of once, or of some, does not."""
    if source.tag[noun] not in ("NNS", "NN"):
        return source.lower[noun] in ("those", "anyone", "everyone", "one", "ones", "people")
    if any(source.dep[k] in ("det", "poss", "nummod") for k in source.children[noun]):
        return False
    time = tense(source, finite_above(source, noun))
    if source.dep[noun] == "pobj" and source.lower[source.head[noun]] in _SOMEWHERE:
        return False
    if source.dep[noun] in ("dobj", "attr") and time != "modal":
        return any(source.lower[k] in ("when", "if", "where") for k in source.children[source.head[noun]])
    return time != "past" and not (time == "perf" and source.dep[noun] in ("nsubj", "nsubjpass"))


def _is_ranked(source: Tree, noun: int) -> bool:
    ranks = ("first", "second", "third", "last", "only", "most", "least", "sole", "next", "same", "other")
    return any(
        source.tag[k] in ("JJS", "RBS")
        or source.lower[k] in ranks
        or (source.lower[k].endswith("est") and source.tag[k].startswith("J"))
        or (source.kind(k) == "figure" and source.key(k).endswith("th"))
        for k in source.children[noun]
    )


def _is_denied_noun(source: Tree, noun: int) -> bool:
    if any(source.lower[k] in ("no", "neither", "any", "not", "never") for k in source.children[noun]):
        return True
    at = noun
    for _ in range(6):
        if is_verb(source, at) or source.lemma[at] == "be":
            return is_denied(source, at) or source.key(at) in _HINDERING
        if source.head[at] == at:
            break
        at = source.head[at]
    return False


def _all(source: Tree, noun: int) -> bool:
    """Whether a noun is counted, or all, most or each of it meant."""
    counted = ("all", "every", "each", "most", "many", "few", "both", "half", "much", "any")
    return is_part_of(source, noun) is not None or any(source.lower[k] in counted for k in source.children[noun])


def _beside(source: Tree, kept: set[int]) -> str:
    """Return a hedge or a negation that is left out right before a word that is kept, whatever the tree says."""
    for at, low in enumerate(source.lower):
        if at not in kept and (low in _NEXT_TO or low[0] == "~"):
            behind = next((k for k in range(at + 1, len(source)) if source.tag[k] != "DT"), -1)
            if behind in kept:
                return low
    return ""


def _conditions(source: Tree, kept: set[int]) -> str:
    """Return an "if" or "except" that is left out though what it limits is kept."""
    for at, low in enumerate(source.lower):
        if low not in ("if", "unless", "provided", "except", "excluding") or at in kept:
            continue
        above = at
        for _ in range(_DEEPEST):
            above = source.head[above]
            if above in kept:
                return low
            if source.head[above] == above or source.dep[above] in ("relcl", "conj", "beside", "ccomp"):
                break
    return ""
