"""What a node of a tree is: a verb, a word that says something, a date; how a verb stands: denied, possible, past.

And under what it stands: `contexts`, the words that keep a clause from being plainly so.
"""

from __future__ import annotations

from qa.guard.kept import FREE_QUANTIFIERS
from qa.guard.parsed.trees import Tree
from qa.guard.standing import SAYING_KEYS
from qa.guard.words.lexicon import MODALS, NEGATIVES, NOT_FACT, QUANTIFIERS

VERBS = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"))
QUANTITIES = QUANTIFIERS | frozenset(("no", "every", "any", "some", "most", "many", "several", "few"))
RELATIVE = frozenset(("who", "which", "that", "whom", "whose", "where", "when"))
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
_EMPTY = frozenset("POS CC TO _SP EX WDT WP WRB HYPH -LRB- -RRB- '' `` , . : MD IN RP UH".split())
_TIMES = frozenset(
    "morning afternoon evening night midnight noon day week month year spring summer autumn winter today yesterday"
    " tomorrow weekend".split()
)
_YEAR = 4
_DEEPEST = 25
_FACTUAL = frozenset("after by in since while upon on following".split())
_UNREAL = NOT_FACT | frozenset("to so_that so before than as_if in_order_to".split())
_NOMINAL = frozenset("nsubj nsubjpass dobj pobj attr poss compound amod appos nmod dative".split())


def is_verb(tree: Tree, at: int) -> bool:
    """Return whether a node is a verb of its own: no helper, no participle before its noun."""
    return tree.tag[at] in VERBS and tree.dep[at] not in ("aux", "auxpass", "amod")


def is_be(tree: Tree, at: int) -> bool:
    """Return whether a node is "be" as a verb of its own."""
    return tree.lemma[at] == "be" and tree.dep[at] not in ("aux", "auxpass")


def is_noun(tree: Tree, at: int) -> bool:
    """Return whether a node is a noun or a name."""
    return tree.tag[at].startswith("NN")


def is_time(tree: Tree, at: int) -> bool:
    """Return whether a node is a date, a year or a word of time."""
    token = tree.tokens[at]
    if token is None:
        return False
    year = token.kind == "figure" and len(token.text) == _YEAR and token.text.isdigit()
    return token.kind == "date" or year or tree.lower[at] in _TIMES


def says_something(tree: Tree, at: int) -> bool:
    """Return whether a node has to stand in the source, too: figures, names, nouns, verbs, quantities."""
    tag, label, low = tree.tag[at], tree.dep[at], tree.lower[at]
    if tree.kind(at) in ("figure", "date") or low == "according_to":
        return True
    if tag in ("$", "SYM") or low == "%":
        return tree.kind(at) == "word"
    if label == "punct" or tag in _EMPTY:
        return (tag == "IN" and label == "advmod") or low in ("or", "nor")
    if label in ("aux", "auxpass", "neg"):
        return False
    if tag in ("DT", "PDT", "WP$"):
        return low in QUANTITIES or (low in ("this", "that", "these", "those") and label != "det")
    return not (tree.lemma[at] == "be" and tag in VERBS)


def subject_of(tree: Tree, verb: int) -> int | None:
    """Return the node that is a verb's own subject."""
    return next((k for k in tree.children[verb] if tree.dep[k] in SUBJECTS), None)


def has_helper(tree: Tree, verb: int) -> bool:
    """Return whether a verb has a helper before it: "was", "had", "to"."""
    return any(tree.dep[k] in ("aux", "auxpass") for k in tree.children[verb])


def is_infinitive(tree: Tree, verb: int) -> bool:
    """Return whether "to" stands before a verb."""
    return any(tree.dep[k] == "aux" and tree.tag[k] == "TO" for k in tree.children[verb])


def is_passive(tree: Tree, verb: int) -> bool:
    """Return whether a verb is passive by its helper or subject."""
    return any(tree.dep[k] in ("auxpass", "nsubjpass") for k in tree.children[verb])


def is_bare_participle(tree: Tree, verb: int) -> bool:
    """Return whether a verb is a past participle without a helper: "built in 1842"."""
    return tree.tag[verb] == "VBN" and not any(tree.dep[k] == "aux" for k in tree.children[verb])


def first_joined(tree: Tree, at: int) -> int:
    """Return the first of what "and" joins a node to, itself where there is none."""
    while tree.dep[at] == "conj":
        at = tree.head[at]
    return at


def all_joined(tree: Tree, at: int) -> list[int]:
    """Return a node and what "and" joins to it."""
    return [at, *(each for k in tree.children[at] if tree.dep[k] == "conj" for each in all_joined(tree, k))]


def is_alternative(tree: Tree, at: int) -> bool:
    """Return whether "or" joins a node to its head."""
    return any(tree.dep[k] == "cc" and tree.lower[k] in ("or", "nor") for k in tree.children[tree.head[at]])


def marker(tree: Tree, verb: int) -> str:
    """Return the word that opens a verb's clause: "after", "if", "when"; "" for none."""
    opens = [k for k in tree.children[verb] if tree.dep[k] == "mark"]
    opens += [k for k in tree.children[verb] if tree.tag[k] == "WRB"]
    return tree.lower[opens[0]] if opens else ""


def is_denied(tree: Tree, verb: int) -> bool:
    """Return whether "not", "never" and the like hang on a verb."""
    return any(tree.dep[k] == "neg" or tree.lower[k] in NEGATIVES for k in tree.children[verb])


def modal(tree: Tree, verb: int) -> str:
    """Return which of "will", "may", "must" a verb stands under, "" for none."""
    for k in tree.children[verb]:
        if tree.dep[k] == "aux" and tree.lower[k] in MODALS:
            return MODALS[tree.lower[k]]
    own = any(tree.dep[k] in ("aux", "auxpass") and tree.tag[k] != "VBN" for k in tree.children[verb])
    if tree.dep[verb] == "conj" and tree.tag[verb] in ("VB", "VBN") and not own and subject_of(tree, verb) is None:
        return modal(tree, tree.head[verb])
    return ""


def tense(tree: Tree, verb: int, *, of_its_own: bool = False) -> str:
    """Return a verb's time: "past", "perf", "pres", "modal", "vbn" for "built in 1842", "" where it has none.

    A verb without one takes that of what it hangs on, unless `of_its_own`.
    """
    helpers = {tree.lower[k] for k in tree.children[verb] if tree.dep[k] in ("aux", "auxpass")}
    for time, words in _HELPERS:
        if not helpers.isdisjoint(words):
            return time
    tag = tree.tag[verb]
    if tag in _TIME_OF_TAG:
        return _TIME_OF_TAG[tag]
    if tree.dep[verb] == "conj" and tree.head[verb] != verb:
        return tense(tree, tree.head[verb], of_its_own=of_its_own)
    if of_its_own:
        return ""
    if tag == "VBN" and tree.dep[verb] in ("acl", "advcl"):
        return "vbn"
    above = finite_above(tree, verb)
    return tense(tree, above, of_its_own=True) if above != verb else ""


_HELPERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("past", frozenset(("was", "were", "had", "did"))),
    ("perf", frozenset(("has", "have", "'ve"))),
    ("modal", frozenset(MODALS)),
    ("pres", frozenset(("is", "are", "am", "do", "does", "'s", "'re"))),
)
_TIME_OF_TAG = {"VBD": "past", "VBZ": "pres", "VBP": "pres"}


def finite_above(tree: Tree, at: int) -> int:
    """Return the nearest node with a time of its own, a node itself or above it; the root where there is none."""
    for _ in range(_DEEPEST):
        if tense(tree, at, of_its_own=True) or tree.head[at] == at:
            break
        at = tree.head[at]
    return at


def same_time(one: str, other: str) -> bool:
    """Return whether two times may be told of one event."""
    if one == other or "" in (one, other) or {one, other} <= {"past", "perf"}:
        return True
    return "vbn" in (one, other) and "modal" not in (one, other)


def contexts(tree: Tree, at: int) -> set[int]:
    """Return the nodes that a clause stands under, so that it is not plainly so: "said", "hopes to", "if"."""
    found: set[int] = set()
    told = False  # behind a noun, only who says it counts
    verb = at
    for _ in range(_DEEPEST):
        found.update(k for k in tree.children[at] if tree.lower[k] == "according_to" and k != verb)
        label, head = tree.dep[at], tree.head[at]
        if tree.lower[at] == "according_to" or head == at:
            break
        if label == "pcomp":
            if not told and tree.lower[head] not in _FACTUAL:
                found.add(tree.head[head])
            at, head = head, tree.head[head]
        elif _is_under(tree, at, told):
            found.add(head)
        told = told or label in _NOMINAL or label in ("acl", "relcl")
        at = head
    return found


def _is_under(tree: Tree, at: int, told: bool) -> bool:
    """Whether what a node hangs on keeps it from being so; `told` is whether it is said in passing."""
    label, head = tree.dep[at], tree.head[at]
    if label == "conj":
        return is_alternative(tree, at)
    if label in ("ccomp", "xcomp"):
        return not told or tree.key(head) in SAYING_KEYS
    if label == "advcl":
        opened = marker(tree, at) or ("to" if is_infinitive(tree, at) else "")
        return opened in _UNREAL and not told
    if label == "acl":
        return not told and (is_infinitive(tree, at) or any(tree.dep[k] == "mark" for k in tree.children[at]))
    return label == "relcl" and any(tree.lower[k] in QUANTITIES - FREE_QUANTIFIERS for k in tree.children[head])
