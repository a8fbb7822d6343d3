"""Meet every spelling that an archive has for the name a question spells its own way, or mistypes.

Everything is learned from the archive: which words are names (those mostly written with a capital), how they are
spelled, and which acronyms stand for what. No list of places or persons belongs here; how sounds are spelled is in
`index.spelling`. A mention is only ever compared with the archive's names, one by one: spellings are never merged
into groups, so that one bad pair does not draw two names together. Nothing here may turn an ordinary word into a
name, or one figure into another.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged
from index.mentions import (
    FUNCTION_WORDS,
    Unit,
    fold,
    forms,
    letters,
    question_units,
    without_joined_article,
)
from index.name_counts import NameCounts, name_parts
from index.spelling import deletions, is_transliterated, similarity, sound_keys, swapped, typo_similarity

_STRICT = 0.69
_KNOWN = 0.93  # between two names that the archive both has
_LOOSE = 0.6
_LONGEST = 6  # words of a mention
_MOST = 12  # variants of a mention
_CROWD = 80  # names under one key that are compared, the commonest first
_MAGIC = b"onrecord names 1\n"


class Variant(NamedTuple):
    """A spelling in the archive, and how sure it is that the mention means it."""

    name: str
    similarity: float
    kind: Literal["same", "sound", "typo", "acronym"]


class QuestionName(NamedTuple):
    """A name in a question at `question[start:end]`; no `variants` where the archive never names it."""

    start: int
    end: int
    text: str
    variants: tuple[Variant, ...]


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _is_rigid(name: str, folded: str) -> bool:
    """Say whether a name allows no other spelling: acronyms, and all that holds a figure."""
    return any(letter.isdigit() for letter in folded) or (name.isupper() and len(folded) <= 6)


def _keys(name: str, folded: str) -> Iterator[tuple[str, int]]:
    """Yield every key under which an archive's name is found, with its outline: by letters, by sound, by slips."""
    divided = forms(folded)
    yield from (("=" + way, 0) for way in letters(name))
    if _is_rigid(name, folded) or len(divided[0]) > 3:
        return
    yield from {("~" + key.key, key.outline) for words in divided for key in sound_keys(words)}
    if len(divided[0]) == 1 and len(divided[0][0]) >= 5:
        yield from (("?" + rest, 0) for rest in deletions(divided[0][0]))


class NameIndex:
    """An archive's names by letters, sound and slips. Immutable; keys are sorted arrays, so that it loads at once."""

    def __init__(
        self,
        names: list[str],
        acronyms: list[tuple[str, str]],
        table: NDArray[np.uint32],
        ordinary: NDArray[np.uint32],
    ) -> None:
        self._names = names
        self._acronyms = acronyms
        self._keys, self._ids, self._outlines = table
        self._ordinary = ordinary
        self._meanings: dict[str, list[str]] = {}
        for acronym, long in acronyms:
            self._meanings.setdefault(_joined(acronym), []).append(long)
            self._meanings.setdefault(_joined(long), []).append(acronym)

    def __len__(self) -> int:
        return len(self._names)

    @classmethod
    def build(cls, counts: NameCounts, ordinary: Collection[str] = (), earlier: NameIndex | None = None) -> Self:
        """Learn the names from what was counted.

        `ordinary` holds lower-case words of the language that are no names unless the archive clearly says so; it
        matters most where that is small. From an `earlier` index keys are taken over, which only saves time.
        """
        words = counts.lower_words()
        kept = counts.single_names(words, ordinary)
        single = {fold(name) for name in kept}
        kept.update({name: count for name, count in counts.names.items() if len(name_parts(name)) > 1})
        names = [name for name, _ in sorted(kept.items(), key=lambda item: (-item[1], item[0]))]
        places = {name: at for at, name in enumerate(names)}
        taken = earlier.take(places) if earlier is not None else np.empty((3, 0), dtype=np.uint32)
        flat = array("I")
        for name, at in places.items():  # those that the earlier index has were taken out
            for key, outline in _keys(name, fold(name)):
                flat.extend((crc32(key.encode()), at, outline))
        table = np.concatenate([taken, np.frombuffer(flat, dtype=np.uint32).reshape(-1, 3).T], axis=1)
        # Under one key the commonest first, which have the lowest numbers.
        table = np.ascontiguousarray(table[:, np.lexsort(table[::-1])])
        plain = sorted({crc32(word.encode()) for word in (*words, *ordinary) if word not in single})
        # The commonest three readings of an acronym, in order.
        seen: Counter[str] = Counter()
        usual = (pair for pair, _ in sorted(counts.acronyms.items(), key=lambda item: (-item[1], item[0])))
        acronyms = [pair for pair in usual if not seen.update([pair[0]]) and seen[pair[0]] <= 3]
        return cls(names, acronyms, table, np.array(plain, dtype=np.uint32))

    def take(self, places: dict[str, int]) -> NDArray[np.uint32]:
        """Return the keys of this index's names that stand in `places`, under the numbers there; take those out."""
        moved = np.array([places.pop(name, -1) for name in self._names], dtype=np.int64)
        rows = np.stack([self._keys, moved[self._ids].astype(np.uint32), self._outlines])
        return rows[:, moved[self._ids] >= 0]

    def to_bytes(self) -> bytes:
        """Return the whole index as bytes for `from_bytes`."""
        text = json.dumps({"names": self._names, "acronyms": self._acronyms}).encode()
        sizes = json.dumps([len(text), len(self._keys), len(self._ordinary)]).encode()
        parts = (self._keys, self._ids, self._outlines, self._ordinary)
        arrays = (numbers.astype("<u4").tobytes() for numbers in parts)
        return b"".join((_MAGIC, sizes, b"\n", text, *arrays))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the index that `to_bytes` wrote.

        Raises:
            IndexDamaged: the bytes are not those of an index of names.
        """
        try:
            start = data.index(b"\n", data.index(_MAGIC) + len(_MAGIC)) + 1
            size, keys, ordinary = json.loads(data[len(_MAGIC) : start])
            content = json.loads(data[start : start + size])
            # Out of a slice, which is aligned: or else each search would copy all of them (0.3 ms for a million).
            numbers = np.frombuffer(data[start + size :], dtype="<u4")
            table, rest = numbers[: 3 * keys].reshape(3, keys), numbers[3 * keys :]
            acronyms = [(short, long) for short, long in content["acronyms"]]
            return cls(content["names"], acronyms, table, rest.reshape(ordinary))
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"the stored names can't be read ({error}); index the archive again") from error

    def _at(self, key: str, outline: int = 0, allowed: int = 0) -> list[int]:
        """Return the names under a key, the commonest first; a few may be there by chance."""
        wanted = np.uint32(crc32(key.encode()))
        first = int(self._keys.searchsorted(wanted))
        last = int(self._keys.searchsorted(wanted, side="right"))
        ids = self._ids[first:last]
        if outline:
            conflicts = np.bitwise_count(self._outlines[first:last] & np.uint32(swapped(outline)))
            ids = ids[conflicts <= allowed]
        found: list[int] = ids[:_CROWD].tolist()
        return found

    def _is_ordinary(self, folded: str) -> bool:
        wanted = np.uint32(crc32(folded.encode()))
        at = int(self._ordinary.searchsorted(wanted))
        return folded in FUNCTION_WORDS or (at < len(self._ordinary) and self._ordinary[at] == wanted)

    def _same(self, text: str) -> dict[int, Variant]:
        """Return the names of the same letters, but for the article."""
        wanted = letters(text)
        found = {at for way in wanted for at in self._at("=" + way)}
        return {at: Variant(self._names[at], 1.0, "same") for at in found if wanted & letters(self._names[at])}

    def _sounding(
        self, divided: tuple[tuple[str, ...], ...], floor: float, *, known: bool = False
    ) -> dict[int, Variant]:
        """Return the names that sound alike as far as `floor`; beside a known name, only what clearly is the same."""
        found: dict[int, Variant] = {}
        foreign = any(is_transliterated(" ".join(words)) for words in divided)
        keys = {key for words in divided for key in sound_keys(words)}
        lenient = foreign or not known
        for at in {at for key in keys for at in self._at("~" + key.key, key.outline, key.allowed * lenient)}:
            folded = fold(self._names[at])
            if not _is_rigid(self._names[at], folded):
                score = max(similarity(words, others) for words in divided for others in forms(folded))
                # The archive has both, so they are two names unless both come from another script.
                varies = foreign and is_transliterated(folded) and len(forms(folded)[0]) == len(divided[0])
                least = _KNOWN if known and not varies else floor
                if score >= least:
                    found[at] = Variant(self._names[at], round(min(score, 0.99), 3), "sound")
        return found

    def _mistyped(self, typed: str) -> dict[int, Variant]:
        """Return the names that are one slip from a word, and their own other spellings."""
        found: dict[int, Variant] = {}
        for at in {at for rest in deletions(typed) for at in self._at("?" + rest)}:
            divided = forms(fold(self._names[at]))
            score = typo_similarity(typed, divided[0][0]) if len(divided[0]) == 1 else 0.0
            if score:
                found[at] = Variant(self._names[at], score, "typo")
                for other, variant in self._sounding(divided, _STRICT, known=True).items():
                    if other not in found:
                        found[other] = Variant(variant.name, round(score * variant.similarity, 3), "typo")
        return found

    def variants(self, mention: str) -> tuple[Variant, ...]:
        """Return the archive's spellings that a mention may mean, the likeliest first, itself when it is there.

        A mention that the archive has as it stands is only joined by close spellings; one that it has not, by
        wider ones, and where none sounds alike, by names that are one slip away.
        """
        folded = fold(mention)
        divided = forms(folded)
        found = self._same(mention)
        if not _is_rigid(mention, folded):
            exact = bool(found)
            found = self._sounding(divided, _STRICT if exact else _LOOSE, known=exact) | found
            bare = without_joined_article(folded)
            if bare is not None and not exact:
                for at, variant in self._sounding(((bare,),), _STRICT).items():
                    found.setdefault(at, variant._replace(similarity=round(variant.similarity - 0.1, 3)))
            if not found and len(divided[0]) == 1:
                found = self._mistyped(divided[0][0])
        likeliest = sorted(found.items(), key=lambda item: (-item[1].similarity, item[0]))[:_MOST]
        close = [mention, *(variant.name for _, variant in likeliest if variant.similarity >= _STRICT)]
        meant = dict.fromkeys(name for one in close for name in self._meanings.get(_joined(one), ()))
        known = {variant.name for _, variant in likeliest}
        meanings = tuple(Variant(name, 0.95, "acronym") for name in meant if name not in known)
        return tuple(variant for _, variant in likeliest) + meanings

    def in_question(self, question: str) -> tuple[QuestionName, ...]:
        """Return the names in a question, in order, with the archive's spellings; a name may lie within a longer one.

        Lower-case words count where they match a name and are no ordinary words; words with a capital count even
        where the archive has no such name, and then have no variants.
        """
        units = question_units(question)
        plain = [unit.folded in FUNCTION_WORDS or self._is_ordinary(unit.folded) for unit in units]
        # Words that make a longer name only where the archive has just this one: Bay of Pigs.
        small = [
            ordinary and (unit.text.islower() or unit.folded in FUNCTION_WORDS)
            for unit, ordinary in zip(units, plain, strict=True)
        ]
        found: list[QuestionName] = []
        for count in range(min(_LONGEST, len(units)), 1, -1):
            for first in range(len(units) - count + 1):
                group = units[first : first + count]
                start, end = group[0].start, group[-1].end
                if all(unit.touches for unit in group[:-1]) and not _within(found, start, end):
                    sounds = count <= 3 and not any(small[first : first + count])
                    found += self._long_name(question[start:end], group, sounds=sounds)
        shouted = question.isupper()
        for at, unit in enumerate(units):
            capital = at > 0 and not shouted and not unit.text.islower()
            name = self._word_name(unit, capital=capital, ordinary=plain[at])
            # Within a longer name, a word adds only what it has of its own: another spelling.
            inside = _within(found, unit.start, unit.end)
            found += [one for one in name if not inside or any(variant.kind != "same" for variant in one.variants)]
        return tuple(sorted(found, key=lambda name: (name.start, -name.end)))

    def _long_name(self, text: str, units: list[Unit], *, sounds: bool) -> list[QuestionName]:
        folded = " ".join(unit.folded for unit in units)
        # "at Salem" is no more than Salem; only an acronym's long form may start or end with a small word.
        edges = {units[0].folded, units[-1].folded}
        known = folded.replace(" ", "") in self._meanings or (edges.isdisjoint(FUNCTION_WORDS) and self._same(text))
        if not known and not sounds:
            return []
        variants = self.variants(text)
        if not known and not any(variant.similarity >= _STRICT for variant in variants):
            return []
        return [QuestionName(units[0].start, units[-1].end, text, variants)]

    def _word_name(self, unit: Unit, *, capital: bool, ordinary: bool) -> list[QuestionName]:
        acronym = capital and unit.text.isupper()
        if not acronym and ordinary and (not capital or unit.folded in FUNCTION_WORDS):
            return []
        variants = self.variants(unit.text)
        if not capital:
            # Without a capital only letters or a fair length tell a name from a word nobody has seen before.
            variants = tuple(one for one in variants if len(unit.folded) >= 5 or one.kind in ("same", "acronym"))
        elif ordinary and not acronym:
            variants = tuple(one for one in variants if one.kind == "same")
        return [QuestionName(unit.start, unit.end, unit.text, variants)] if variants or capital else []


def _within(names: list[QuestionName], start: int, end: int) -> bool:
    return any(name.start <= start and end <= name.end for name in names)
