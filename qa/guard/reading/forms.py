"""What an open word is, by its ending and its neighbours: noun, name, or which form of a verb."""

from __future__ import annotations

from collections.abc import Sequence

from qa.guard.reading.tagsets import FACT_NOUNS, FINITE, NOUNISH, OPENS_OBJECT, SAY_KEYS, VERBS, ends_plural, left_of
from qa.guard.reading.tokens import Token
from qa.guard.words.lexicon import CLAUSE_OR_PHRASE
from qa.guard.words.verbs import BASE, ING, PARTICIPLES, PAST, THIRD

_NO_ED = frozenset(
    "hundred need indeed speed seed breed feed deed weed steed creed greed embed shed sacred naked wicked red bed wed"
    " sled united unprecedented hatred kindred bloodshed aged beloved rugged so-called talented gifted detailed".split()
)
_NO_ING = frozenset(
    "morning evening king thing something anything nothing everything during spring string wing ceiling sibling ring"
    " being sterling wedding building meeting beijing following outstanding leading remaining existing willing".split()
)
_EVENTS = frozenset(
    "fighting bombing shelling training funding spending shooting hearing ruling warning flooding looting voting"
    " trading"
    " hiring filming recording housing clothing shipping lighting parking banking farming fishing hunting mining"
    " drilling"
    " testing manufacturing engineering advertising marketing planning understanding opening closing ending beginning"
    " finding painting drawing writing reading teaching learning feeling crossing landing killing gathering".split()
)
_SELVES = ("himself", "herself", "itself", "themselves")
_SAME_PAST = frozenset("cut forecast cost set hit put read bid cast split spread burst bet broadcast hurt run".split())
_DETERMINING = ("D", "Q", "POS")
_ONLY_VERBS = frozenset(
    "say says believe believes think thinks argue argues insist insists allege alleges contend contends suggest"
    " suggests indicate indicates include includes become becomes provide provides require requires contain"
    " contains receive receives occur occurs describe describes consist consists appear appears seem seems exist"
    " exists depend depends allow allows enable enables involve involves reduce reduces create creates destroy"
    " destroys achieve achieves explain explains prefer prefers comprise comprises".split()
)
"""Forms in the present that are no nouns."""


def open_tag(tokens: Sequence[Token], tags: Sequence[str], at: int) -> str:
    """Return the tag of the open word at `at`; those before it are tagged, open ones behind it are "?"."""
    token = tokens[at]
    low = token.lower
    place, before = left_of(tags, at)
    after = tags[at + 1] if at + 1 < len(tags) else "$"
    if before in ("MD", "DO", "TO") and not token.capital and (low in BASE or (before != "DO" and low[-1:] != "s")):
        return "VB"
    if before == "R" and tokens[place].lower == "whose":
        before = "D"
    if before == "that":
        if _is_of_relative(tokens, tags, at, place):
            return "VF"
        before = "N" if place and tags[place - 1] in NOUNISH else "^"
    if listed := _by_list(tokens, tags, at, before, after):
        return listed
    if low in PAST or (low.endswith("ed") and len(low) > 4 and "-" not in low and low not in _NO_ED):
        return _past(tokens, at, before, after)
    if (low in ING or (low.endswith("ing") and len(low) > 5)) and low not in _NO_ING and "-" not in low:
        return _ing(tokens, tags, at, before, after)
    if low == "following":
        return "P" if before in NOUNISH | VERBS | {","} and after in ("D", "N", "Q", "M") else "N"
    if _is_present(tokens, tags, at, before):
        return "VF"
    return "M" if token.capital and at else "N"


def _by_list(tokens: Sequence[Token], tags: Sequence[str], at: int, before: str, after: str) -> str:
    """Return the tag of one of the few words that their neighbours tell, "" for others."""
    low = tokens[at].lower
    if low.startswith("un") and low[2:] in PAST and low not in PAST:
        return "N"  # "untreated" tells what is so, not what was done
    if low in ("late", "early") and (after in ("P", "T") or before in VERBS):
        return "A"
    if _is_bare_adverb(tokens, at, before, after):
        return "A"
    if low in _ONLY_VERBS and before in (*NOUNISH, ",", "R", ")", "A") and not (at and tokens[at].capital):
        return "VF"
    if low in _SAME_PAST and before in ("D", "POS", "N") and after not in OPENS_OBJECT and _in_noun_phrase(tags, at):
        return "N"
    return ""


def _is_bare_adverb(tokens: Sequence[Token], at: int, before: str, after: str) -> bool:
    """Whether "first" or "long" stands before what it tells of: ", first published in", ", long one of the"."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if tokens[at].lower == "first" and before in VERBS and after == "P":
        return True
    if tokens[at].lower == "first" and before in (",", "^", "BE", "HV", "N", "M", "R", "O"):
        return after == "?" and following in PAST
    return tokens[at].lower == "long" and before == "," and (following in ("one", "the", "a") or following in PAST)


def _is_of_relative(tokens: Sequence[Token], tags: Sequence[str], at: int, that: int) -> bool:
    """Whether an open word is the verb of "that" in its number: "a river that rises", "rivers that rise"."""
    low, after = tokens[at].lower, tags[at + 1] if at + 1 < len(tags) else "$"
    if low in THIRD and after in ("P", "A"):
        return _opens_relative(tokens, tags, that)
    return low in BASE and after in ("?", "D", "P") and _opens_relative(tokens, tags, that, plural=True)


def _opens_relative(tokens: Sequence[Token], tags: Sequence[str], that: int, *, plural: bool = False) -> bool:
    """Whether "that" behind a noun tells more of it and gives no account: "a river that rises in the hills"."""
    if not that or tags[that - 1] != "N" or ends_plural(tokens, that - 1, "N") != plural:
        return False
    told = any(tokens[at].key in SAY_KEYS for at in range(max(0, that - 8), that))
    return not told and tokens[that - 1].lower not in FACT_NOUNS


def _is_present(tokens: Sequence[Token], tags: Sequence[str], at: int, before: str) -> bool:
    """Whether a word that may be a noun is a verb in the present, by what stands on both sides of it."""
    low = tokens[at].lower
    place, _ = left_of(tags, at)
    after = tags[at + 1] if at + 1 < len(tags) else "$"
    if before == "F" and place and tags[place - 1] == "M":  # "the Harbour Act 1978 makes"
        before = "M"
    plural = before != "R" and ends_plural(tokens, place, before)
    if tokens[at].key in SAY_KEYS and low in BASE | THIRD and at > 1:
        if before == '"' and after in ("M", "D", "?", "O"):  # "..." recalls Ada Holm
            return True
        if before in NOUNISH and after in (",", ".") and plural == (low in BASE):
            return after == "," or _is_closing(tokens, tags, at)
    if low in THIRD and not plural and before in ("N", "M", "O", "R", "that", ")", ",", "C", "T"):
        if after in OPENS_OBJECT | {"A", "TO", "that", "S", "NEG", "H"} or before in ("O", "R"):
            return True
        return before == "C" and after == "P" and _has_present(tokens, tags, at, THIRD)
    if low not in BASE:
        return False
    if before == "R" or (before in ("N", "M", "O") and plural):
        return after in ("D", "Q", "F", "O", "TO", "that", "H") or (before in ("O", "R") and after != "BE")
    return before == "C" and after in OPENS_OBJECT | {"P", "A", "TO", "that"} and _has_present(tokens, tags, at, BASE)


def _is_closing(tokens: Sequence[Token], tags: Sequence[str], at: int) -> bool:
    """Whether a comma and one phrase stand before a last word: ", prosecutors allege."."""
    place = at - 1
    while place > 0 and tags[place] in ("N", "M", "D", "O"):
        if tokens[at].lower in BASE and tokens[place].lower in ("a", "an"):
            return False  # ", a police report."
        place -= 1
    return tags[place] in (",", '"')


def _has_present(tokens: Sequence[Token], tags: Sequence[str], until: int, forms: frozenset[str]) -> bool:
    helpers = ("has", "is") if forms is THIRD else ()
    return any(
        (tags[at] in ("VF", "VB") and tokens[at].lower in forms) or tokens[at].lower in helpers for at in range(until)
    )


def _in_noun_phrase(tags: Sequence[str], at: int) -> bool:
    """Whether an article opened the phrase that `at` stands in: "its profit forecast"."""
    place = at - 1
    while place >= 0 and tags[place] in ("N", "A"):
        place -= 1
    return place >= 0 and tags[place] in ("D", "POS") and any(name in FINITE for name in tags[:place])


def _past(tokens: Sequence[Token], at: int, before: str, after: str) -> str:
    token = tokens[at]
    noun_follows = after in ("N", "M", "?", "F") and not (after == "M" and before in NOUNISH)
    if token.lower in PARTICIPLES and before in NOUNISH | {",", "C", ")"}:
        return "VN"
    if before in ("BE", "HV"):
        return "N" if before == "BE" and after == "?" and _is_described(tokens[at + 1]) else "VN"
    if token.capital:  # "Built in 1971, the ferry ..."
        return "M" if at else "VN" if after in ("P", "A", "TO", "that", "S") else "N"
    if before in _DETERMINING or (before == "P" and noun_follows):
        return "N"
    if before == "F" and after == "?" and tokens[at + 1].lower not in PAST:
        return "N"
    return "VN" if before == "P" else "VD"


def _is_described(word: Token) -> bool:
    """Whether an open word is likely a noun that a participle before it describes: "were armed men"."""
    low = word.lower
    return low.endswith(("s", "men", "people")) and not low.endswith("ss") and low not in PAST


def _ing(tokens: Sequence[Token], tags: Sequence[str], at: int, before: str, after: str) -> str:
    has_object = after in OPENS_OBJECT | {"A", "TO", "that", "H", "NEG", "POS"}
    if before == "BE":
        return "VI"
    if tokens[at].capital and (at or _is_oneself(tokens)):
        return "M"
    if before in (*_DETERMINING, "F"):
        return "N"
    starts = tokens[at - 1].lower in CLAUSE_OR_PHRASE or before == "S"
    if starts and after == "?" and tokens[at + 1].lower in PAST:
        verbal = False  # "since fighting resumed"
    elif before in ("P", "S"):
        verbal = has_object or (after in ("?", "P") and tokens[at].lower in ING)
    elif after == "?" and (tokens[at + 1].lower in PAST or (before == "^" and _is_of_plural(tokens, tags))):
        verbal = False
    elif before == "C" and after == "?":  # "fungi and rotting wood"
        verbal = any(tags[k] == "VI" for k in range(max(0, at - 12), at)) or tags[max(0, at - 2)] == ","
    elif before in (",", "^", "C", ";", "-", "—", "("):
        verbal = has_object or after in ("P", "?", "S")
    elif before in ("N", "M", "O", "T"):
        verbal = has_object or (after == "P" and tokens[at].lower not in _EVENTS)
    else:
        verbal = before in VERBS and (has_object or after == "?")
    return "VI" if verbal else "N"


def _is_oneself(tokens: Sequence[Token]) -> bool:
    """Whether an unknown first word is a name, as "herself" stands behind it."""
    return tokens[0].lower not in ING and len(tokens) > 1 and tokens[1].lower in _SELVES


def _is_of_plural(tokens: Sequence[Token], tags: Sequence[str]) -> bool:
    """Whether a plural verb follows with no comma before it, so that "-ing" only describes: "fishing boats are"."""
    for at in range(1, min(len(tokens), 10)):
        if tags[at] in ("BE", "HV", ",", "MD", "DO"):
            return tokens[at].lower in ("are", "were", "have") and ends_plural(tokens, 1, "N")
    return False
