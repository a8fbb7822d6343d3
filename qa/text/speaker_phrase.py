"""The noun phrase of a speaker: where it starts and ends beside a verb of saying. `qa.text.speaker` uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text.ask_nouns import KIND_OF_NOUN
from qa.text.spans import is_name_word
from qa.text.speech_words import ADVERBS, DOCUMENTS, PRONOUNS, SPEAKERS, SPEECH
from qa.text.words import FUNCTION_WORDS, PREPOSITIONS, VERBS_PAST, Word, words

_OWNERS = frozenset("his her its their he she it they we this that another some many several".split())
_ROLES = frozenset("head deputy former chief acting vice senior member co-founder".split())
_WITHIN = frozenset("of for the a an de la al van von der and & in at from to on s".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())


def starts_phrase(word: Word) -> bool:
    """Return whether `word` can open a speaker's noun phrase."""
    return word.lower in ("the", "a", "an", "his", "her", "its", "their", "one", "he", "she", "they") or (
        word.text[0].isalpha() and (word.text[0].isupper() or word.lower in SPEAKERS or word.lower in KIND_OF_NOUN)
    )


def phrase_before(sentence: str, tokens: Sequence[Word], end: int) -> str | None:
    """Return the noun phrase that ends at `end`: back to a mark, a verb or a word that opens a clause."""
    stop = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].end <= end), None)
    if stop is None:
        return None
    start = stop + 1
    while start > 0:
        word = tokens[start - 1]
        if word.text == "." and start > 1 and len(tokens[start - 2].text) <= 3 and tokens[start - 2].text[0].isupper():
            start -= 1
            continue
        if word.is_mark or (word.lower in FUNCTION_WORDS and word.lower not in _WITHIN and word.lower not in _OWNERS):
            break
        if word.lower == "and" and not _joins_speakers(tokens, start - 1):
            break
        if (
            start <= stop
            and (word.lower in VERBS_PAST or re.search(r"(?<=[a-z]{3})(?:ed|ing)$", word.text))
            and not word.text[0].isupper()
        ):
            break
        start -= 1
    return _without_lead(sentence, tokens, start, stop + 1)


def _joins_speakers(tokens: Sequence[Word], at: int) -> bool:
    return (
        0 < at < len(tokens) - 1
        and (is_name_word(tokens[at - 1]) or tokens[at - 1].lower in SPEAKERS)
        and (is_name_word(tokens[at + 1]) or any(w.lower in SPEAKERS for w in tokens[at + 1 : at + 3]))
    )


def _without_lead(sentence: str, tokens: Sequence[Word], start: int, stop: int) -> str | None:
    """Cut an opening "On Monday", "In Geneva", "Meanwhile" off a phrase that runs up to its verb."""
    while start < stop and (
        tokens[start].is_mark or tokens[start].lower in ADVERBS or tokens[start].lower in ("and", "that")
    ):
        start += 1
    if start < stop and tokens[start].lower in PREPOSITIONS:
        inner = start + 1
        while inner < stop and not (
            tokens[inner].lower in ("the", "a", "an", "its", "his", "her") and inner > start + 1
        ):
            inner += 1
        if inner == stop:  # "On Monday police": what follows the time or the place's name
            inner = next(
                (i for i in range(start + 2, stop) if tokens[i].lower in SPEAKERS or tokens[i].lower in PRONOUNS), stop
            )
        start = inner
    if start >= stop:
        return None
    apart = start > 1 and tokens[start - 1].text == "," and is_name_word(tokens[start - 2])
    titled = any(w.lower in ("of", "for", "at") for w in tokens[start:stop])
    if apart and titled and (KIND_OF_NOUN.get(tokens[start].lower) == "person" or tokens[start].lower in _ROLES):
        return phrase_before(sentence, tokens, tokens[start - 2].end)  # "Ada Holm, head of the board said"
    return sentence[tokens[start].start : tokens[stop - 1].end]


def phrase_from(sentence: str, tokens: Sequence[Word], begin: int) -> str | None:
    """Return the noun phrase that starts at `begin`: up to a mark, a verb, a time or a word that opens a clause."""
    start = next((i for i, w in enumerate(tokens) if w.start >= begin), None)
    if start is None:
        return None
    stop = start
    while stop < len(tokens):
        word = tokens[stop]
        if (
            word.text == "."
            and stop > start
            and len(tokens[stop - 1].text) <= 3
            and tokens[stop - 1].text[0].isupper()
            and stop + 1 < len(tokens)
        ):
            stop += 1
            continue
        if (
            word.is_mark
            or word.lower in SPEECH
            or word.lower in ("on", "in", "at", "to", "after", "during", "late", "earlier")
        ):
            break
        if word.lower in FUNCTION_WORDS and word.lower not in _WITHIN and stop != start:
            break
        if word.lower == "and" and not _joins_speakers(tokens, stop):
            break
        if stop > start and (
            word.lower in VERBS_PAST or word.lower in _DAYS or re.search(r"(?<=[a-z]{3})ed$", word.text)
        ):
            follows = tokens[stop + 1].lower if stop + 1 < len(tokens) else ""
            # "the released statement": no verb, for the noun is still to come.
            if not (stop == start + 1 and tokens[start].lower in ("the", "a", "its") and follows in DOCUMENTS):
                break
        stop += 1
    return sentence[tokens[start].start : tokens[stop - 1].end] if stop > start else None


def can_speak(phrase: str) -> bool:
    """Return whether a phrase can be a speaker: a name, a pronoun, or a noun for people, groups or documents."""
    inside = words(phrase)
    if any(w.lower in SPEAKERS or w.lower in DOCUMENTS or w.lower in PRONOUNS for w in inside):
        return True
    if any(KIND_OF_NOUN.get(w.lower) in ("person", "group") for w in inside):
        return True
    return any(is_name_word(w) and w.lower not in _DAYS for w in inside)
