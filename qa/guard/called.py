"""How a phrase may be said again: "the surgeon Samuel Thorley" as "Thorley", "Storm Petra" as "the storm": `called`.

Only what the phrase itself, or one that says again what it is, has words for; never without a word that would make it
another thing ("the former mill").
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.guard.pronouns import is_person
from qa.guard.reading.chunks import NounPhrase
from qa.guard.reading.clauses import Reading
from qa.guard.reading.tagsets import SAY_KEYS
from qa.text.ask_nouns import KIND_OF_NOUN

TITLES = frozenset("lord sir lady dame mr mrs ms miss dr king queen prince princess pope saint st".split())
"""What opens the name of a person."""
_LIMITING = frozenset(
    "former ex deputy vice acting alleged suspected assistant proposed planned possible potential would-be fake failed"
    " aspiring honorary self-styled so-called sub other another second third fourth fifth last next first new old older"
    " newer earlier later original previous current future early late rival supposed purported putative presumed"
    " shadow interim provisional unfinished pseudo draft replica mock attempted second-hand anti".split()
)
"""Words without which a phrase names another thing."""
_NAMED_AFTER = frozenset(
    "treaty canal storm hurricane act bill rising revolt war battle telescope clock ship railway lamp theory report"
    " prize award festival crater pump temple festival tunnel dam mine".split()
)
"""Nouns in lower case that names are made with."""


def called(
    reading: Reading, text: str, item: NounPhrase, again: tuple[NounPhrase, ...], kinds: frozenset[str]
) -> Iterator[str]:
    """Yield how a phrase may be said again, the longest first: whole, its name, its surname, "the ..."."""
    tokens, tags = reading.tokens, reading.tags
    if tags[item.start] not in ("Q", "H"):
        if (longer := _with_of(reading, text, item)) is not None:
            yield longer
        yield _definite(reading, text, item)
    yield from _names(reading, text, item, kinds)
    for other in again:
        yield _definite(reading, text, other)
        yield from _names(reading, text, other, kinds)
        if tags[other.head] == "N":
            yield from _suffixes(reading, text, other)
    bare = _is_bare_name(reading, item)
    if (
        tags[item.head] == "N"
        and not bare
        and ("person" in kinds or any(tags[at] == "M" for at in range(item.start, item.end)))
    ):
        yield from _suffixes(reading, text, item)
    name = next((at for at in range(item.start, item.end) if tags[at] == "M"), item.end)
    if name < item.end and tags[item.head] == "M" and not _limited(reading, item.start, name):
        if name > item.start and tags[name - 1] == "N" and not tokens[name - 1].capital:  # "the surgeon Samuel Thorley"
            yield f"the {tokens[name - 1].lower}"
        if _is_noun(tokens[name].lower) and "person" not in kinds:  # "Storm Petra", "the Treaty of Sund"
            yield f"the {tokens[name].lower}"
        if _is_noun(tokens[item.head].lower) and "person" not in kinds:
            yield f"the {tokens[item.head].lower}"


def _is_noun(word: str) -> bool:
    return word in KIND_OF_NOUN or word in _NAMED_AFTER


def _with_of(reading: Reading, text: str, item: NounPhrase) -> str | None:
    """Return a phrase with the "of ..." behind it: "the Treaty of Sund"."""
    if reading.tags[item.end : item.end + 1] != ("P",) or reading.tokens[item.end].lower != "of":
        return None
    inner = next((each for each in reading.items if each.start == item.end + 1), None)
    if not isinstance(inner, NounPhrase):
        return None
    return _definite(reading, text, item) + text[reading.tokens[item.end - 1].end : reading.tokens[inner.end - 1].end]


def _definite(reading: Reading, text: str, item: NounPhrase) -> str:
    """Return a phrase as it is said again: "a cargo plane" as "the cargo plane", "two buyers" as "the two buyers"."""
    first = reading.tokens[item.start]
    whole = text[first.start : reading.tokens[item.end - 1].end]
    if first.lower in ("a", "an") or (reading.tags[item.start] == "D" and first.lower != "the"):
        return f"the {text[first.end : reading.tokens[item.end - 1].end].strip()}"
    if first.lower == "the":
        return "the" + whole[3:]
    if reading.tags[item.start] == "F" or (reading.tags[item.head] == "N" and not _is_bare_name(reading, item)):
        return f"the {whole[:1].lower() if reading.tags[item.start] == 'N' else whole[:1]}{whole[1:]}"
    return whole


def _is_bare_name(reading: Reading, item: NounPhrase) -> bool:
    first = reading.tokens[item.start]
    return item.end - item.start == 1 and first.capital and not is_common(first.lower) and first.lower[-1:] != "s"


def _names(reading: Reading, text: str, item: NounPhrase, kinds: frozenset[str]) -> Iterator[str]:
    """Yield the name that a phrase ends in, and its last part: "Lord Aldous Perrin", "Lord Perrin", "Perrin"."""
    tokens, tags = reading.tokens, reading.tags
    start = item.head
    while start > item.start and tags[start - 1] == "M":
        start -= 1
    if tags[item.head] != "M" or ("person" not in kinds and _limited(reading, item.start, start)):
        return
    name, last = text[tokens[start].start : tokens[item.head].end], tokens[item.head].text
    title = tokens[start - 1].text if start > item.start and tags[start - 1] == "N" else ""
    if "person" in kinds and "many" not in kinds:
        if item.head > start and tokens[start].lower in TITLES:
            yield f"{tokens[start].text} {last}"
        if title[:1].isupper():
            yield f"{title} {last}"
        yield name
        if not last[:1].isdigit():
            yield last
    elif item.start < start:
        yield f"the {name}"
        if tags[start - 1] == "N":
            yield name
    if item.head > start and any(character.isdigit() for character in last):
        yield f"the {last}"


def _suffixes(reading: Reading, text: str, item: NounPhrase) -> Iterator[str]:
    """Yield "the cargo plane" and "the plane" for "a twin-engined cargo plane"."""
    first = next((at for at in range(item.start, item.head + 1) if reading.tags[at] != "D"), item.head)
    for at in range(first, item.head + 1):
        if _limited(reading, item.start, at) or reading.tags[at] not in ("N", "M"):
            return
        yield f"the {text[reading.tokens[at].start : reading.tokens[item.head].end]}"


def _limited(reading: Reading, start: int, stop: int) -> bool:
    """Whether a phrase would name another thing without the words from `start` to `stop`."""
    for at in range(start, stop):
        low = reading.tokens[at].lower
        if low in _LIMITING or reading.tags[at] in ("H", "Q", "NEG", "POS") or low in SAY_KEYS or low.startswith("ex-"):
            return True
    return False


def is_common(word: str) -> bool:
    """Return whether a word in lower case is a listed noun or its plural, and so no name."""
    singular = [word, word.removesuffix("s"), word.removesuffix("ies") + "y", word.removesuffix("ves") + "f"]
    return any(each in KIND_OF_NOUN or is_person(each) for each in singular)
