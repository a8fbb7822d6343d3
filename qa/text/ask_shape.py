"""The shape of a question: its asking word, the noun after it, its verb. `qa.text.expect` is what others import.

It reads grammar only: no sentence of an archive comes here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qa.text.ask_nouns import KIND_OF_NOUN, MEASURES
from qa.text.words import AUXILIARIES, FUNCTION_WORDS, PREPOSITIONS, VERBS_PAST, Word

Kind = Literal[
    "person", "group", "place", "number", "money", "date", "duration", "cause", "manner", "yes_no", "list", "quote",
    "event", "thing", "other",
]  # fmt: skip

FIGURES: frozenset[Kind] = frozenset(("number", "money", "duration"))
"""The kinds that are answered by a figure."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question asks for.

    `unit` is the counted noun or the measure ("villages", "percent", "distance"), `head` the noun after which or what
    ("highway"), `focus` the content words that the answer must be tied to; `names`, `quoted` and `times` are spans of
    the question as they stand there. `before` is the preposition asked with ("from" of "from which directions"),
    `plural` whether several are asked for, `subject` whether the answer does what the verb says ("who signed"), and
    `verb` that verb, where its place is certain.
    """

    kind: Kind
    unit: str | None = None
    head: str | None = None
    focus: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    before: str | None = None
    plural: bool = False
    subject: bool = False
    verb: str | None = None


_ASKING = frozenset("who whom whose what which when where why how whats whos what's who's where's when's how's".split())
SAYING = frozenset(
    "say said saying says state stated claim claimed announce announced declare declared tell told argue argued report"
    " reported write comment reply replied respond warn mention promise deny denied admit suggest insist".split()
)
_MONEY = re.compile(
    r"\b(?:costs?|paid|pays?|worth|priced?|spen[dt]|earn(?:s|ed)?|money|dollars?|budget|salary|revenue|profit|fined?"
    r"|funding|tuition|sell|sold|donated?|raised?|charged?|invest(?:ed)?|buy|bought|owed?)\b"
)
_HOW: dict[str, tuple[Kind, str | None]] = {
    "far": ("number", "distance"), "tall": ("number", "height"), "high": ("number", "height"),
    "deep": ("number", "depth"), "wide": ("number", "width"), "big": ("number", "size"), "large": ("number", "size"),
    "heavy": ("number", "weight"), "fast": ("number", "speed"), "hot": ("number", "temperature"),
    "cold": ("number", "temperature"), "old": ("duration", "years"), "long": ("duration", "time"),
    "often": ("other", "frequency"), "soon": ("duration", "time"),
}  # fmt: skip
_LENGTHS = frozenset(
    "river road bridge wall tunnel coast border route line street highway coastline fence canal".split()
)
_ADVERBS = frozenset("often also sometimes usually always never mainly mostly most primarily originally first".split())
_NO_PLURALS = frozenset("series species means news corps headquarters was is this us basis process business".split())
_PAST = VERBS_PAST | frozenset("has plays sings becomes means allows died".split())


def read_shape(tokens: Sequence[Word]) -> Expectation:
    """Return kind, unit, head, preposition and verb of a question's words; the other fields are left empty."""
    asked = _asking_word(tokens)
    if asked is None:
        return _unasked(tokens)
    shape = _asked(tokens, asked)
    return replace(shape, verb=_done(tokens, asked)) if shape.verb is None and not shape.subject else shape


def _asking_word(tokens: Sequence[Word]) -> int | None:
    """Find the word that asks: the first, unless it only opens a clause and a later "in what year" asks."""
    places = [i for i, w in enumerate(tokens) if w.lower in _ASKING]
    if not places or (tokens[0].lower in AUXILIARIES and tokens[0].lower != "do"):
        return None
    first = places[0]
    if first == 0 or (first <= 2 and tokens[first - 1].lower in PREPOSITIONS | {"to", "what"}):
        return first
    strong = [i for i in places if tokens[i].lower in ("what", "which", "whom") or _counts(tokens, i)]
    return strong[-1] if strong else first


def _counts(tokens: Sequence[Word], at: int) -> bool:
    return tokens[at].lower == "how" and at + 1 < len(tokens) and tokens[at + 1].lower in ("many", "much")


def _asked(tokens: Sequence[Word], at: int) -> Expectation:
    word = tokens[at].lower.removesuffix("'s")
    before = tokens[at - 1].lower if at and tokens[at - 1].lower in PREPOSITIONS else None
    before = "to" if at > 1 and [t.lower for t in tokens[at - 2 : at]] == ["according", "to"] else before
    rest = tokens[at + 1 :]
    follows = rest[0].lower if rest else ""
    if word == "how":
        return replace(_how(rest), before=before)
    if word in ("who", "whos", "whom", "whose"):
        subject = word != "whom" and follows not in ("did", "do", "does") and before is None
        verb = next((w.lower for w in rest if w.is_content), None) if subject and word != "whose" else None
        return Expectation("person", before=before, subject=subject, plural=follows in ("were", "are"), verb=verb)
    if word in ("when", "where", "why"):
        if word == "why" or (word == "where" and follows == "why"):
            return Expectation("cause")
        return Expectation("date" if word == "when" else "place", before=before)
    if word == "what" and follows in ("for", "about") and len(rest) == 1:
        return Expectation("cause" if follows == "for" else "other")
    return _what(tokens, at, before)


def _done(tokens: Sequence[Word], at: int) -> str | None:
    """Find the verb of "where was the deal signed" and "what did the army seize in": None where that is not certain."""
    helper = next((i for i in range(at + 1, len(tokens)) if tokens[i].lower in AUXILIARIES), None)
    if helper is None:
        return None
    bare = tokens[helper].lower in ("did", "do", "does", "will", "would", "can", "could", "may", "might", "must")
    for i in range(helper + 1, len(tokens)):
        word, following = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else None
        if not word.is_content or word.text[0].isupper():
            continue
        if not bare and _looks_verb(word.lower):
            return word.lower
        ends = (
            following is None or following.is_mark or following.lower in FUNCTION_WORDS or following.text[0].isupper()
        )
        if bare and ends and i > helper + 1 and (following is None or following.lower not in ("of", "and", "to", "'s")):
            return word.lower
    return None


def _how(rest: Sequence[Word]) -> Expectation:
    follows = rest[0].lower if rest else ""
    line = " ".join(w.lower for w in rest)
    if follows in ("many", "much"):
        unit = _counted(rest[1:])
        if follows == "much":
            if unit in ("money", None) and _MONEY.search(line):
                return Expectation("money", unit="money", subject=False)
            return Expectation("number", unit=unit)
        if unit and unit in ("years", "days", "months", "weeks", "hours", "minutes", "seconds", "decades", "centuries"):
            return Expectation("duration", unit=unit, head=unit)
        if unit in ("dollars", "euros", "pounds"):
            return Expectation("money", unit="money", head=unit)
        return Expectation("number", unit=unit, head=unit)
    if follows in _HOW:
        kind, unit = _HOW[follows]
        if follows == "long" and any(w.lower in _LENGTHS for w in rest):
            return Expectation("number", unit="distance")
        return Expectation(kind, unit=unit)
    return Expectation("manner")


def _counted(rest: Sequence[Word]) -> str | None:
    """Find the noun that "how many" counts: the last before a verb, a preposition or an auxiliary."""
    noun = None
    for position, word in enumerate(rest[:6]):
        if word.lower in AUXILIARIES or word.lower in PREPOSITIONS or word.is_mark or word.lower in ("there", "of"):
            if word.lower == "of" and noun is None:
                continue
            break
        if noun and (word.lower in FUNCTION_WORDS or _looks_verb(word.lower)):
            break
        if word.is_content:
            noun = word.lower
            if noun.endswith("s") and position + 1 < len(rest) and not rest[position + 1].lower.endswith("s"):
                break
    return noun


def _looks_verb(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and len(word) > 4)


def _what(tokens: Sequence[Word], at: int, before: str | None) -> Expectation:
    rest = tokens[at + 1 :]
    lows = [w.lower for w in rest]
    follows = lows[0] if lows else ""
    if tokens[at].lower in ("whats", "what's"):
        return _of_noun(_noun_phrase(rest), before, subject=False)
    if follows in AUXILIARIES:
        if (lows[1:2] and lows[0] in ("did", "does", "do")) or "did" in lows[:3]:
            return _what_did(lows, before)
        if "happened" in lows[:4] or "happen" in lows:
            return Expectation("event")
        phrase = _noun_phrase(rest[1:])
        if follows in ("is", "are", "was", "were") and phrase:
            return _of_noun(phrase, before, subject=False)
        return Expectation("thing", before=before)
    if follows in ("happened", "happens", "occurred"):
        return Expectation("event", subject=True)
    if follows in ("caused", "led", "prompted", "triggered", "causes", "made"):
        return Expectation("cause" if follows != "made" else "thing", subject=True)
    phrase = _noun_phrase(rest)
    verbal = rest[len(phrase)].lower if len(rest) > len(phrase) else ""
    if len(phrase) > 1 and verbal not in AUXILIARIES and phrase[-1].lower.endswith("s"):
        phrase = phrase[:-1]  # "what theorem defines the": the verb, not a plural
    if not phrase or _looks_verb(phrase[0].lower):
        return Expectation("thing", before=before, subject=True)
    subject = before is None and verbal not in ("did", "do", "does")
    verb = next((w.lower for w in rest[len(phrase) :] if w.is_content), None) if subject else None
    return replace(_of_noun(phrase, before, subject=subject), verb=verb)


def _what_did(lows: Sequence[str], before: str | None) -> Expectation:
    if any(w in SAYING for w in lows[2:]):
        return Expectation("quote", before=before)
    if "happen" in lows:
        return Expectation("event")
    if lows[-2:] == ["do", "?"] or lows[-1] == "do":
        return Expectation("event", before=before)
    return Expectation("money" if _MONEY.search(" ".join(lows)) and "cost" in lows else "thing", before=before)


def _noun_phrase(rest: Sequence[Word]) -> list[Word]:
    """Return the words of the noun phrase that opens `rest`; "kind of X" and "name of the X" stand for X."""
    lows = [w.lower for w in rest]
    skip = 0
    while skip < len(lows) and lows[skip] in ("the", "a", "an", "some", "his", "her", "its", "their", "this", "other"):
        skip += 1
    for opening in (("type", "of"), ("types", "of"), ("kind", "of"), ("kinds", "of"), ("sort", "of"), ("form", "of"),
                    ("name", "of", "the"), ("names", "of", "the"), ("name", "of", "a"), ("name", "of"),
                    ("names", "of"), ("title", "of", "the"), ("identity", "of", "the")):  # fmt: skip
        if tuple(lows[skip : skip + len(opening)]) == opening:
            skip += len(opening)
            break
    phrase: list[Word] = []
    for word in rest[skip:]:
        low = word.lower
        if word.is_mark or low in AUXILIARIES or (low in FUNCTION_WORDS and low not in ("other", "same", "own")):
            break
        if phrase and (_looks_verb(low) or len(phrase) > 4 or low in _ADVERBS):
            break
        phrase.append(word)
    return [*rest[:skip], *phrase] if phrase else []


def _of_noun(phrase: Sequence[Word], before: str | None, *, subject: bool) -> Expectation:
    if not phrase:
        return Expectation("thing", before=before, subject=subject)
    known = [w for w in phrase if singular(w.lower) in KIND_OF_NOUN]
    head = phrase[-1]
    if known and known[-1] is not head and (subject or head.lower.endswith("s")):
        head = known[-1] if known[-1].lower not in ("name", "time") else head
    noun = singular(head.lower)
    kind = KIND_OF_NOUN.get(noun, "thing")
    plural = noun != head.lower and head.lower not in _NO_PLURALS
    unit = None
    if noun in ("percentage", "percent", "proportion"):
        unit = "percent"
    elif noun in MEASURES:
        unit = "money" if kind == "money" else noun
    if plural and kind in ("thing", "person", "group", "place"):
        kind = "list" if kind == "thing" else kind
    return Expectation(kind, unit=unit, head=head.lower, before=before, plural=plural, subject=subject)  # type: ignore[arg-type]


def singular(noun: str) -> str:
    """Return the singular of a plain English plural, for looking nouns up."""
    if noun in KIND_OF_NOUN:
        return noun
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("men", "man"), ("s", "")):
        if noun.endswith(ending) and len(noun) > 3 and not noun.endswith("ss") and noun not in _NO_PLURALS:
            return noun.removesuffix(ending) + instead
    return noun


def _unasked(tokens: Sequence[Word]) -> Expectation:
    """Read a question without an asking word: yes/no, a command, or a line of search words."""
    lows = [w.lower for w in tokens]
    if not lows:
        return Expectation("other")
    if lows[0] in AUXILIARIES or lows[0] in ("isn't", "aren't", "wasn't", "didn't", "doesn't"):
        return Expectation("yes_no")
    start = 1 if lows[0] in ("name", "list", "give", "this", "describe", "state", "identify") else 0
    phrase = _noun_phrase(tokens[start:])
    read = _of_noun(phrase, None, subject=False)
    if lows[0] in ("name", "list", "give", "identify") or (lows[0] in ("this", "name") and read.kind != "thing"):
        return read
    if lows[-1] in ("year", "date", "day"):
        return Expectation("date")
    if (
        read.kind in ("date", "number", "money")
        and len(tokens) > len(phrase)
        and tokens[len(phrase)].lower in ("of", "when")
    ):
        return read
    return Expectation("other", head=read.head)
