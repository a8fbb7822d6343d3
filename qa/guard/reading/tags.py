"""What part each word plays in its sentence: verb, name, noun, preposition and so on, by closed lists and by place.

It is rough, and the same words in the same place always get the same tag; that is what comparing two sentences needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from qa.guard.reading.forms import open_tag
from qa.guard.reading.promote import settle
from qa.guard.reading.tagsets import BE_FORMS, clause_follows
from qa.guard.reading.tokens import Token
from qa.guard.words.lexicon import (
    ADVERBS,
    ARTICLES,
    CLAUSE_OR_PHRASE,
    COORDINATORS,
    DO,
    HAVE,
    MODALS,
    NEGATIVES,
    NOT_ADVERBS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    SUBORDINATORS,
)
from qa.guard.words.phrases import FIGURE_HEDGES, PHRASE_ADVERBS, PHRASE_PREPOSITIONS, PHRASE_SUBORDINATORS
from qa.guard.words.verbs import BASE, ING, PAST, THIRD
from qa.text.ask_nouns import KIND_OF_NOUN


@lru_cache(maxsize=4096)
def tag(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Return one tag for each token.

    D article or possessive, Q quantifier, N noun or adjective, M name, F figure, T date, O pronoun, P preposition,
    C coordinator, S subordinator, R relative, A adverb, NEG, H hedge of a figure, POS "'s", TO before an infinitive;
    BE HV DO MD auxiliaries; VD past form, VN participle after an auxiliary, VI "-ing", VB base, VF present; marks stand
    for themselves.
    """
    tags = [_first_tag(tokens, at) for at in range(len(tokens))]
    for at in range(len(tokens)):
        if tags[at] == "?":
            tags[at] = open_tag(tokens, tags, at)
    settle(tokens, tags)
    for at, token in enumerate(tokens):
        if (
            tags[at] == "P"
            and token.lower in CLAUSE_OR_PHRASE
            and clause_follows(tags, at, alone=token.lower in ("as", "than"))
        ):
            tags[at] = "S"
        elif tags[at] == "S" and token.lower in ("before", "after", "since", "until") and not clause_follows(tags, at):
            tags[at] = "P"
    return tuple(tags)


def _first_tag(tokens: Sequence[Token], at: int) -> str:
    """Return the tag of a closed-class word, a figure, a date, a mark or a name; "?" for an open one."""
    token = tokens[at]
    if token.kind == "mark":
        return token.text
    if token.kind == "figure":
        return "N" if token.key.endswith("th") else "F"
    if token.kind == "date":
        return "T"
    if (name := _FIXED.get(token.lower)) is not None:
        return name
    return _by_neighbours(tokens, at) or _closed(tokens, at) or _by_capital(tokens, at)


def _by_neighbours(tokens: Sequence[Token], at: int) -> str:
    """Return the tag of a word that is told by its neighbours: "to", "'s", "those", "back"; "" for others."""
    low = tokens[at].lower
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if low == "'s":
        return "BE" if at and tokens[at - 1].lower in _BEFORE_IS else "POS"
    if low == "to":
        return "TO" if _is_infinitive(tokens, at) else "P"
    if low in ("those", "these", "this") and (_stands_alone(following) or _does_something(tokens, at)):
        return "O"
    if low == "back" and at and _helper_before(tokens, at):
        return "?"
    if (
        low in ("himself", "herself", "itself", "themselves")
        and at
        and tokens[at - 1].capital
        and following is not None
    ):
        return "A" if following.lower in PAST | BE_FORMS | HAVE | set(MODALS) else ""
    if low == "there" and at and tokens[at - 1].kind == "word" and (following is None or not _exists(following)):
        return "A"
    if low == "half" and at and tokens[at - 1].lower in ("first", "second", "other", "latter"):
        return "N"
    if low in ("later", "earlier"):
        return _opens_phrase(tokens, at)
    if low in ("back", "overall", "home", "far") and at and tokens[at - 1].lower in ("the", "its", "their", "his", "a"):
        return "N"
    return "?" if low == "provided" and (following is None or following.lower != "that") else ""


def _closed(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    if token.capital and at and token.lower != "i" and tokens[at - 1].capital and token.lower not in ("the", "a"):
        return ""  # part of a name
    return next((name for words, name in _CLOSED if token.lower in words), "")


def _by_capital(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    low = token.lower
    if low.endswith("ly") and low not in NOT_ADVERBS and not (token.capital and at):
        return "A"
    if not token.capital:
        return "?"
    if at and tokens[at - 1].text not in '".:(' and not low.isdigit():
        return "M"
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    verbal = low in PAST or low in ING or low.endswith(("ing", "ed"))
    if following is not None and following.capital and KIND_OF_NOUN.get(low) == "person" and not token.text.isupper():
        return "N"  # "Ecologist Ada Holm"
    named = following is not None and (following.capital or following.lower == "'s") and not verbal
    return "M" if named or (len(token.text) > 1 and token.text.isupper()) else "?"


_FIXED = {
    **dict.fromkeys(FIGURE_HEDGES, "H"),
    **dict.fromkeys(PHRASE_PREPOSITIONS | {"according_to"}, "P"),
    **dict.fromkeys(PHRASE_SUBORDINATORS, "S"),
    **dict.fromkeys(PHRASE_ADVERBS, "A"),
    "in_order_to": "TO",
    "that": "that",
}
_EITHER = frozenset(
    "works reports studies tests attempts experiments claims estimates finds surveys searches talks plans rules"
    " accounts records versions results drafts copies maps designs plays films books laws models changes".split()
)
"""Plurals that a list of verbs knows, too, and that tell what there was later."""
_NO_VERBS = ARTICLES | POSSESSIVES | PRONOUNS | QUANTIFIERS | PREPOSITIONS
_BEFORE_IS = ("it", "he", "she", "that", "there", "what", "who", "here")
_CLOSED: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"who", "whom", "which", "whose"}), "R"),
    (NEGATIVES | {"no_longer"}, "NEG"),
    (BE_FORMS, "BE"),
    (HAVE | {"'ve", "'d"}, "HV"),
    (DO, "DO"),
    (frozenset(MODALS), "MD"),
    (frozenset(COORDINATORS), "C"),
    (ARTICLES | POSSESSIVES, "D"),
    (QUANTIFIERS | {"a_few", "a_little", "a_number_of", "a_lot_of"}, "Q"),
    (PRONOUNS | {"each_other"}, "O"),
    (PREPOSITIONS - {"following", "opposite"}, "P"),
    (SUBORDINATORS, "S"),
    (ADVERBS, "A"),
)


def _opens_phrase(tokens: Sequence[Token], at: int) -> str:
    """Return "N" where "later" at the start of a clause tells which are meant: "but later experiments"."""
    if at + 1 == len(tokens):
        return ""
    low = tokens[at + 1].lower
    opens = not at or tokens[at - 1].text in (",", ";") or tokens[at - 1].lower in ("but", "and", "although", "that")
    plural = low.endswith("s") and not low.endswith(("ss", "us", "is"))
    return "N" if opens and plural and not tokens[at + 1].capital and low not in THIRD - _EITHER else ""


def _exists(following: Token) -> bool:
    """Whether "there" before a word is no place: "there were", "there may"."""
    return following.lower in BE_FORMS | HAVE | set(MODALS) | {"seem", "seems", "appear", "appears", "remain", "exists"}


def _helper_before(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 2 if tokens[at - 1].lower == "not" and at > 1 else at - 1].lower
    return before in DO or before in MODALS or before == "to"


def _does_something(tokens: Sequence[Token], at: int) -> bool:
    """Whether "this" has a verb behind it, and that an object: "this led to", "this angered voters"."""
    low, behind = (tokens[k].lower if k < len(tokens) else "." for k in (at + 1, at + 2))
    past = low in PAST or (low.endswith("ed") and len(low) > 4 and "-" not in low)
    object_follows = behind in _NO_VERBS or behind == "to" or (behind.endswith("s") and not behind.endswith("ss"))
    return tokens[at].lower == "this" and past and object_follows


def _stands_alone(following: Token | None) -> bool:
    return (
        following is None
        or following.kind == "mark"
        or following.lower in PREPOSITIONS | BE_FORMS | HAVE | set(MODALS) | {"who", "which", "that", "and", "or"}
    )


def _is_infinitive(tokens: Sequence[Token], at: int) -> bool:
    following = at + 1
    while following < len(tokens) and (
        (tokens[following].lower.endswith("ly") and tokens[following].lower not in BASE)
        or tokens[following].lower in ("not", "also")
    ):
        following += 1
    if following >= len(tokens):
        return False
    word, then = tokens[following], tokens[following + 1 : following + 2]
    if word.capital or word.kind != "word":
        return False
    unlisted = bool(then) and then[0].lower in ARTICLES | POSSESSIVES | {"one", "them", "him", "her", "it"}
    listed = word.lower in BASE or word.lower in ("be", "have", "do") or _is_derived(word.lower)
    return listed or (unlisted and word.lower not in _NO_VERBS)


def _is_derived(word: str) -> bool:
    """Whether a word is made as verbs are: "discharge", "simplify", "privatise"."""
    if any(word.startswith(prefix) and word[len(prefix) :] in BASE for prefix in ("dis", "mis", "over", "re", "un")):
        return word not in BASE and word not in _NO_DERIVED
    return len(word) > 6 and word.endswith(("ify", "ise", "ize")) and word not in _NO_DERIVED


_NO_DERIVED = frozenset(
    "enterprise exercise expertise franchise merchandise otherwise likewise surprise reform remark return report resort"
    " relief result reward recall release remains reserve research review distaste overseas overall overview".split()
)
