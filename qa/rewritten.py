"""Say whether a follow-up question, as a model completed it, still asks what was asked.

The question's own words must stand in it side by side and in order. Only what points back may give way, and only to
words of the conversation: no name, figure or date may come from elsewhere. Pure functions over texts; whatever is in
doubt is objected to, for a question can always be completed by rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import split_sentences
from qa.followup import Turn, complete, points_back, without_opening
from qa.text.plain import is_plain
from qa.text.words import AUXILIARIES, PREPOSITIONS, VERBS_PAST, Word, words

LONGEST = 300
"""Characters of a completed question."""

_MOST_ADDED = 25  # words
_WHOLE = 4  # content words of a question that may be whole though it holds a pronoun

_ASKING = frozenset("what which who whom whose when where why how".split())
_PRONOUNS = frozenset("it its they them their theirs he him his she her hers".split())
_NEGATIONS = frozenset("not no never none nobody nothing nowhere neither nor without cannot hardly".split())
# After these a noun may have been left out: "How many died?", "Which were lost?"
_ELLIPTIC = (("how", "many"), ("how", "much"), ("which",), ("whose",))
# What ties words together, and what asks for nothing more: a completion may add it though nobody said it.
_TIES = PREPOSITIONS | frozenset(
    "a an the of and that who which is are was were be been has have had do does did".split()
)
_HARMLESS = frozenset("people happen happened occur occurred take took taken place regarding concerning".split())
_NUMERALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen"
    " half".split()
)
# What stands for a verb, or for a time, points back, too: "Why did they do it?", "What happened next?"
_STANDING_IN = re.compile(
    r"\b(?:do|does|did|done) (?=(?:it|so|that|this)\b)|\b(?:then|next|afterwards?)(?=\W*$)", re.IGNORECASE
)
_ONE_NUMBER = {"are": "is", "were": "was", "have": "has", "do": "does"}
_ANOTHER = re.compile(r"\b(?:and|or|but|then),? (?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«]([^\"”“»]*)[\"”“»]|(?<!\w)['‘]([^'’‘]*)['’](?!\w)")
_MARKER = re.compile(r"\[\d{1,3}\]")  # of an answer: no figure that anyone said
_PLAIN_MARKS = frozenset(".,?!'\"’‘“”:()-–—/&%")


def objection(written: str, question: str, history: Sequence[Turn]) -> str:
    """Return why `written` can't stand for `question` after `history`, as one clause; "" where it can."""
    if not is_plain(written) or len(written) > LONGEST:
        return "it is no line of bearable length"
    if written.find("?") != len(written) - 1 or len(split_sentences(written, 0, len(written))) != 1:
        return "it is not one question"
    own = without_opening(question)
    if _ANOTHER.search(written) and not _ANOTHER.search(own):
        return "it asks something else besides"
    added = _added(own, written)
    if added is None:
        return "words of the question are lost, or changed places"
    if not any(word.is_content for word in added):
        unchanged = written.casefold() == question.strip().casefold()
        return "" if unchanged and _may_be_whole(question) else "it adds nothing"
    if len(added) > _MOST_ADDED:
        return "it adds too much"
    return (
        _asks_otherwise(written, own, history)
        or _points_still(written, question)
        or _denies_otherwise(written, question, history)
        or _not_said(written, added, question, history)
    )


def _may_be_whole(question: str) -> bool:
    """Return whether what points back may mean words of the question: "Which firm said that it would pay?" does.

    The rules can't tell, so that a model is believed which leaves such a question as it is.
    """
    content = [word.start for word in words(question) if word.is_content]
    pointing = points_back(question)
    if without_opening(question) != question.strip() or len(content) < _WHOLE:
        return False
    return bool(pointing) and sum(start < pointing[0][0] for start in content) > 1


def _added(question: str, written: str) -> tuple[Word, ...] | None:
    """Return the words of `written` besides those of `question`; None where these don't stand in it.

    They stand in it where each stretch of them does, in order: what points back lies between the stretches. The
    first stretch comes first, unless the question has lost its asking word.
    """
    fresh = [word for word in words(written) if not word.is_mark]
    plain = [_plain(word) for word in fresh]
    added: list[Word] = []
    position = 0
    for number, stretch in enumerate(_stretches(question)):
        free = number > 0 or not _asks(question)
        last = len(plain) - len(stretch) if free else 0
        places = (start for start in range(position, last + 1) if plain[start : start + len(stretch)] == stretch)
        place = next(places, None)
        if place is None:
            return None
        added += fresh[position:place]
        position = place + len(stretch)
    return (*added, *fresh[position:])


def _stretches(question: str) -> Iterator[list[str]]:
    """Yield the question's words between those that point back; an empty first one where it begins with such."""
    gaps = [*points_back(question), *(match.span() for match in _STANDING_IN.finditer(question))]
    stretch: list[str] = []
    for word in words(question):
        pointing = any(start <= word.start < end for start, end in gaps)
        if pointing or (tuple(stretch) in _ELLIPTIC and _is_verb(word)):
            yield stretch
            stretch = []
        if not pointing and not word.is_mark:
            stretch.append(_plain(word))
    yield stretch


def _is_verb(word: Word) -> bool:
    """Return whether a word can't be what "how many" counts."""
    return word.lower in AUXILIARIES or word.lower in VERBS_PAST or word.lower.endswith("ed")


def _plain(word: Word) -> str:
    """Return a word as it is compared: no capitals, one kind of apostrophe, and "was" for "were"."""
    lowered = word.text.lower().replace("’", "'")
    return _ONE_NUMBER.get(lowered, lowered)


def _asks(question: str) -> bool:
    """Return whether a question still has the word that asks, as "And in April?" has not."""
    plain = [word.lower for word in words(question) if not word.is_mark]
    return bool(plain) and (plain[0] in AUXILIARIES or not _ASKING.isdisjoint(plain))


def _asks_otherwise(written: str, own: str, history: Sequence[Turn]) -> str:
    """Object where a question without a word that asks got another one than the question before it had."""
    if _asks(own):
        return ""
    before = [_plain(word) for word in words(complete(history[-1][0], history[:-1]))]
    first = _plain(words(written)[0])
    wanted = next((word for word in before if word in _ASKING), before[0] if before else "")
    return "" if first == wanted and (first in _ASKING or first in AUXILIARIES) else "it asks in another way"


def _points_still(written: str, question: str) -> str:
    """Object where as many words point back as before."""
    left = Counter(word.lower for word in words(written) if word.lower in _PRONOUNS)
    given = Counter(word.lower for word in words(question) if word.lower in _PRONOUNS)
    return "it still points back" if left - given or (given and left == given) else ""


def _denies_otherwise(written: str, question: str, history: Sequence[Turn]) -> str:
    """Object where a negation came or went; "Why?" may take one over from what it asks about."""
    if _negations(written) == _negations(question):
        return ""
    bare = not any(word.is_content for word in words(question))
    if bare and _negations(written) and any(_negations(text) for text in history[-1]):
        return ""
    return "it denies more, or less, than the question"


def _negations(text: str) -> int:
    return sum(word.lower in _NEGATIONS or _plain(word).endswith("n't") for word in words(text))


def _not_said(written: str, added: Sequence[Word], question: str, history: Sequence[Turn]) -> str:
    """Object where something was added that nobody said, or that nobody said together."""
    said = _Said.in_texts([question, *(_MARKER.sub(" ", text) for turn in history for text in turn)])
    fresh = {word.start for word in added}
    whole = words(written)
    for word in whole:
        if word.is_mark and word.text not in _PLAIN_MARKS and word.text not in said.words:
            return f"nobody wrote {word.text}"
        if word.start in fresh and not said.holds(word):
            return f"nobody said “{word.text}”"
    for left, right in _bound(whole, fresh):
        if (_bare(left), _bare(right)) not in said.pairs:
            return f"nobody said “{left.text} {right.text}”"
    if not all(said.quotes(match[1] or match[2] or "") for match in _QUOTED.finditer(written)):
        return "it quotes what nobody said"
    return ""


def _bound(whole: Sequence[Word], fresh: set[int]) -> Iterator[tuple[Word, Word]]:
    """Yield the neighbours that may not be put together anew: parts of a name, a figure and what it counts."""
    for number, (left, right) in enumerate(pairwise(whole)):
        if left.start not in fresh and right.start not in fresh:
            continue
        named = number > 0 and left.text[0].isupper() and right.text[0].isupper()
        if named or (_is_figure(left) and right.is_content):
            yield left, right
        elif number > 0 and _is_figure(left):  # "in March 2031?" counts nothing; what stands before it says what it is
            yield whole[number - 1], left


def _is_figure(word: Word) -> bool:
    return any(sign.isdigit() for sign in word.text) or word.lower in _NUMERALS


def _bare(word: Word) -> str:
    return _plain(word).removesuffix("'s")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a conversation holds: its words, their common forms, those written with a capital, and which are next."""

    texts: tuple[str, ...]
    words: frozenset[str]
    stems: frozenset[str]
    names: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def in_texts(cls, texts: Sequence[str]) -> _Said:
        read = [words(text) for text in texts]
        every = [word for text in read for word in text]
        # Who types without capitals writes names without them, too.
        small = [word for text, found in zip(texts, read, strict=True) if text.lower() == text for word in found]
        return cls(
            texts=tuple(" ".join(text.split()).casefold() for text in texts),
            words=frozenset(_bare(word) for word in every),
            stems=frozenset(word.stem for word in every if word.is_content),
            names=frozenset(_bare(word) for word in [*small, *(word for word in every if word.text[0].isupper())]),
            pairs=frozenset((_bare(left), _bare(right)) for text in read for left, right in pairwise(text)),
        )

    def holds(self, word: Word) -> bool:
        """Return whether a word may be added: said as it stands, in another form, or of no weight."""
        bare = _bare(word)
        if _is_figure(word):
            return bare in self.words
        if word.text[0].isupper() and bare in self.words and word.start:
            return bare in self.names
        if word.text[0].isupper() and word.start:
            return False
        known = bare in self.words or word.lower in _TIES or word.lower in _HARMLESS
        return known or (word.is_content and word.stem in self.stems)

    def quotes(self, quoted: str) -> bool:
        return any(" ".join(quoted.split()).casefold() in text for text in self.texts)
