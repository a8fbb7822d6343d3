"""How often names, lower-case words and acronyms stand in texts: counts that add up, and are taken away again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from index.mentions import FUNCTION_WORDS, LOWER, PARTS, find_acronyms, find_names, fold

Key = TypeVar("Key")


def name_parts(name: str) -> list[str]:
    """Return the words of a name that may be names themselves, articles with their word."""
    if name.isalnum():
        return [] if name.islower() else [name]
    return [part for part in PARTS.findall(name) if not part.islower()]


@dataclass
class NameCounts:
    """What the archive's text says about its names; adds up over texts, and can be taken away again."""

    names: Counter[str] = field(default_factory=Counter)
    starts: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count the names, the lower-case words and the acronyms of a text."""
        for mention in find_names(text):
            (self.names if mention.certain else self.starts)[mention.text] += 1
        self.words.update(word.lower() for word in LOWER.findall(text))
        self.acronyms.update(find_acronyms(text))

    def to_json(self) -> list[object]:
        """Return the counts as lists and mappings for `add_json`."""
        acronyms = [[short, long, count] for (short, long), count in self.acronyms.items()]
        return [self.names, self.starts, self.words, acronyms]

    def add_json(self, stored: Sequence[Any]) -> None:
        """Add counts that `to_json` returned."""
        names, starts, words, acronyms = stored
        self.names.update(names)
        self.starts.update(starts)
        self.words.update(words)
        self.acronyms.update({(short, long): count for short, long, count in acronyms})

    def take(self, other: NameCounts) -> None:
        """Take away what was added before."""
        _subtract(self.names, other.names)
        _subtract(self.starts, other.starts)
        _subtract(self.words, other.words)
        _subtract(self.acronyms, other.acronyms)

    def lower_words(self) -> Counter[str]:
        """Return how often each word, folded, stands in lower case."""
        found: Counter[str] = Counter()
        for word, count in self.words.items():
            found[fold(word)] += count
        return found

    def single_names(self, words: Mapping[str, int], ordinary: Container[str]) -> dict[str, int]:
        """Return the single words that are names, with their counts: those with a capital most of the time.

        `words` are `lower_words()`. A word of `ordinary` must stand alone in mid-sentence: "Bridge Street" makes
        no name of "bridge".
        """
        alone: Counter[str] = Counter()
        within: Counter[str] = Counter()
        for name, count in self.names.items():
            parts = name_parts(name)
            for part in parts:
                (alone if len(parts) == 1 else within)[part] += count
        found: dict[str, int] = {}
        for name in alone.keys() | within.keys() | self.starts.keys():
            folded = fold(name)
            general = folded in ordinary
            sure = alone[name] + (0 if general else within[name])
            unsure = 0 if general or folded in words else self.starts[name]
            possible = len(folded) > 1 and folded not in FUNCTION_WORDS and not folded.isdigit()
            if possible and sure + unsure > words.get(folded, 0):
                found[name] = sure + self.starts[name]
        return found


def _subtract(counts: Counter[Key], others: Counter[Key]) -> None:
    for key, count in others.items():
        counts[key] -= count
        if not counts[key]:
            del counts[key]
