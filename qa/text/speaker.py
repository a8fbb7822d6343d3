"""Who says what a sentence says: "according to X", "X said", "reported by X", a quotation carried on. Text only.

It names a speaker only where the sentence is that speaker's claim; a sentence that merely mentions talk has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text.ask_nouns import KIND_OF_NOUN
from qa.text.spans import is_name_word
from qa.text.speaker_phrase import can_speak, phrase_before, phrase_from, starts_phrase
from qa.text.speech_words import (
    ADVERBS,
    COMPLEMENT,
    CONTINUING,
    DOCUMENTS,
    NOT_SPEECH,
    OBJECT_FOLLOWS,
    PRESENT,
    PRONOUNS,
    SPEAKERS,
    SPEECH,
    SUBORDINATORS,
    WEAK,
)
from qa.text.words import AUXILIARIES, VERBS_PAST, Word, words

LONGEST = 80
"""Characters of the longest speaker."""

_QUOTES = '"“”«»„'
_OPENS = re.compile(r"^[\s(]*[\"“„«‘]")
_CITED = re.compile(
    r"\b(?:according to|citing|in the words of|(?:reported|quoted|announced|claimed|stated|confirmed|said) by"
    r"|(?:statement|announcement|figures|report|letter) (?:(?:released|published|issued) )?(?:by|from))\s+",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"\b(?:issued|released|published|made|gave) (?:an?|the|its|his|her|their) (?:\w+ ){0,2}"
    r"(?:statement|announcement|communiqu[eé])\b"
)


def attributed_to(sentence: str, before: Sequence[str] = ()) -> str | None:
    """Return who says it, verbatim, in at most 80 characters; None where nobody is named.

    `before` are the sentences before it in the same article, oldest first: "the ministry added" takes its speaker
    from there, and so does a quotation that goes on.
    """
    named = _speakers(sentence)
    if not named:
        return _last_speaker(before, None) if _goes_on(sentence, before) else None
    for said in named:
        if not _needs_reference(said):
            return _tidy(said)
        if (meant := _last_speaker(before, said)) is not None:
            return meant
    return next((_tidy(said) for said in named if said.lower() not in PRONOUNS), None)


def _speakers(sentence: str) -> list[str]:
    """Return the phrases that the sentence gives its words to, in order; one may be "he" or "the ministry"."""
    tokens = words(sentence)
    found: list[tuple[int, str]] = []
    for match in _CITED.finditer(sentence):
        phrase = phrase_from(sentence, tokens, match.end())
        if phrase and (author := re.match(r"(?:by|from) ", sentence[match.end() + len(phrase) :].lstrip())):
            inner = sentence.index(author.group(), match.end() + len(phrase)) + len(author.group())
            phrase = phrase_from(sentence, tokens, inner) or phrase
        if phrase and can_speak(phrase):
            found.append((match.start(), phrase))
            break
    if (issued := _ISSUED.search(sentence)) and (phrase := phrase_before(sentence, tokens, issued.start())):
        found.append((issued.start(), phrase))
    for position, word in enumerate(tokens):
        if _is_speech(sentence, tokens, position):
            phrase = _subject(sentence, tokens, position)
            if phrase and can_speak(phrase):
                found.append((word.start, phrase))
                break
    return [phrase for _, phrase in sorted(found)]


def _is_speech(sentence: str, tokens: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` is somebody's saying, and not a passive, a noun, "claimed 12 lives" or "to say"."""
    low = tokens[at].lower
    if (low not in SPEECH and low not in PRESENT and low not in CONTINUING) or not tokens[at].text[0].islower():
        return False
    before = _skip_adverbs(tokens, at)
    rest = sentence[tokens[at].end :]
    if before >= 0 and (tokens[before].lower in _NO_VERB or tokens[before].lower in _PASSIVE):
        return False
    if _in_subordinate(tokens, at) or NOT_SPEECH.match(low + rest.lower()):
        return False
    if low in CONTINUING:
        return COMPLEMENT.match(rest) is not None or low == "saying"
    if low in WEAK and not (COMPLEMENT.match(rest) or _after_quote(tokens, at)):
        return False
    if low in PRESENT and low not in SPEECH:
        speaker = before >= 0 and (tokens[before].lower in SPEAKERS or tokens[before].lower in KIND_OF_NOUN)
        plural = before >= 0 and tokens[before].lower.endswith("s")
        if tokens[before].lower in ("police", "people", "media"):
            plural = True
        return low.endswith("s") != plural and (
            (speaker and low not in _NOUNS) or low in ("say", "says") or COMPLEMENT.match(rest) is not None
        )
    return True


_NOUNS = frozenset("state states note notes report reports estimate estimates".split())
_NO_VERB = frozenset("to a an the its his her their not this of".split())
"""Words before a form of saying that make it no finite verb: "to say", "the announced model"."""
_PASSIVE = frozenset("is are was were be been being am can could should must may might will would".split())


def _after_quote(tokens: Sequence[Word], at: int) -> bool:
    return at > 0 and (tokens[at - 1].text in _QUOTES or tokens[at - 1].text == ",")


def _skip_adverbs(tokens: Sequence[Word], at: int) -> int:
    """Return the position before the verb's adverbs and helpers: "has also repeatedly denied"."""
    position = at - 1
    while position >= 0 and (
        tokens[position].lower in ADVERBS
        or (tokens[position].lower.endswith("ly") and not tokens[position].text[0].isupper())
    ):
        position -= 1
    return position


def _in_subordinate(tokens: Sequence[Word], at: int) -> bool:
    """Whether the saying stands in a side clause ("after the agency said"), not in the sentence's own."""
    for position in range(at - 1, -1, -1):
        word = tokens[position]
        if word.text in ",;:" or word.text in _QUOTES:
            return False
        if word.lower in SUBORDINATORS:
            return position > 0 or not any(w.text == "," for w in tokens[at:])
    return False


def _subject(sentence: str, tokens: Sequence[Word], at: int) -> str | None:
    """Return the noun phrase that does the saying: before the verb, after it ("said the mayor"), or further back."""
    before = _skip_adverbs(tokens, at)
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if before < 0:
        return None
    left = tokens[before]
    if left.is_mark and follows is not None and tokens[at].lower not in CONTINUING and starts_phrase(follows):
        turned = phrase_from(sentence, tokens, follows.start)
        if turned and not _has_verb_after(tokens, follows.start + len(turned), tokens[at].lower):
            return turned
    if left.lower in ("who", "which"):
        return phrase_before(sentence, tokens, left.start) if tokens[before - 1].text == "," and before > 1 else None
    if tokens[at].lower in CONTINUING or left.lower in ("and", "but"):
        return _first_subject(sentence, tokens, before)
    if left.text == ",":
        opening = next((i for i in range(before - 1, -1, -1) if tokens[i].text == ","), None)
        if opening is None:
            return phrase_before(sentence, tokens, left.start)
        return phrase_before(sentence, tokens, tokens[opening].start)
    if left.text == ")":
        opening = next((i for i in range(before - 1, -1, -1) if tokens[i].text == "("), 0)
        return phrase_before(sentence, tokens, tokens[opening].start)
    return phrase_before(sentence, tokens, left.end)


def _has_verb_after(tokens: Sequence[Word], end: int, verb: str) -> bool:
    """Whether what follows "said" is a clause ("said the talks were over") or an object ("told reporters")."""
    following = next((w for w in tokens if w.start >= end and not w.lower.endswith("ly")), None)
    if verb in OBJECT_FOLLOWS:
        return True
    return following is not None and (
        following.lower in AUXILIARIES
        or following.lower in VERBS_PAST
        or bool(re.search(r"(?<=[a-z]{3})ed$", following.text))
    )


def _first_subject(sentence: str, tokens: Sequence[Word], until: int) -> str | None:
    """Return the subject of an earlier saying in the sentence, or what stands before its first verb."""
    for position in range(until):
        if _is_speech(sentence, tokens, position) and tokens[position].lower not in CONTINUING:
            return _subject(sentence, tokens, position)
    for position in range(1, until):
        low = tokens[position].lower
        if low in VERBS_PAST or low in AUXILIARIES or (low.endswith("ed") and len(low) > 4):
            return phrase_before(sentence, tokens, tokens[position - 1].end)
    return None


def _needs_reference(phrase: str) -> bool:
    """Whether the phrase points back: "he", "the ministry", "its statement"."""
    low = phrase.lower()
    return low in PRONOUNS or (
        low.split()[0] in ("the", "his", "her", "its", "their", "this")
        and not any(is_name_word(w) for w in words(phrase))
        and (len(low.split()) == 2 or low.split()[-1] in DOCUMENTS)
    )


def _last_speaker(before: Sequence[str], phrase: str | None) -> str | None:
    """Return the latest speaker of `before` that `phrase` can stand for; None stands for a quotation carried on."""
    low = phrase.lower() if phrase else ""
    head = low.split()[-1] if low and low not in PRONOUNS and low.split()[-1] not in DOCUMENTS else None
    for sentence in reversed(before[-6:]):
        said = next(iter(_speakers(sentence)), None)
        if said and not _needs_reference(said) and (head is None or head in said.lower()) and _agrees(low, said):
            return _tidy(said)
        if head and (
            named := re.search(
                rf"(?:[A-Z][\w’'-]+ )+(?:of (?:the )?)?(?i:{re.escape(head)})\b(?: (?:of|for) (?:the )?[A-Z]\w+)*",
                sentence,
            )
        ):
            return _tidy(named.group())
        if head and (title := re.search(rf"\b(?i:{re.escape(head)}) ((?:[A-Z][\w’'-]+ ?)+)", sentence)):
            return _tidy(title.group())
    return None


def _agrees(pronoun: str, said: str) -> bool:
    """Whether a pronoun fits: nobody calls a ministry "he", or a named woman or man "it"."""
    inside = words(said)
    group = any(KIND_OF_NOUN.get(w.lower) == "group" or w.lower in DOCUMENTS for w in inside)
    person = any(KIND_OF_NOUN.get(w.lower) == "person" for w in inside)
    if pronoun in ("he", "she", "i"):
        return person or not group
    return not (pronoun == "it" and person)


def _goes_on(sentence: str, before: Sequence[str]) -> bool:
    """Whether the sentence carries on a quotation of the sentence before, without naming its speaker again."""
    if not before:
        return False
    last = before[-1]
    unclosed = last.count("“") > last.count("”") or (last.count('"') % 2 == 1 and not _OPENS.match(sentence))
    whole = bool(_OPENS.match(sentence)) and sentence.rstrip()[-1:] in '"”»’' and any(q in last for q in _QUOTES)
    return unclosed or whole or (bool(_OPENS.match(sentence)) and last.rstrip()[-1:] not in '"”»')


def _tidy(phrase: str) -> str | None:
    """Cut the article and what hangs on, so that at most 80 characters are left."""
    phrase = re.sub(r" (?:in|on|since) (?:\d{4}|\w+day)$", "", phrase)
    cut = re.sub(r"^(?:the|a|an)\s+", "", phrase.strip(" ,;:.()" + _QUOTES), flags=re.IGNORECASE)
    if len(cut) > LONGEST:
        cut = re.split(r",| who | which | in | for ", cut)[0]
    return cut if cut and len(cut) <= LONGEST else None
