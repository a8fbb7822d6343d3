"""Which articles print one text: signatures, candidates for a comparison, and what the comparison says of two.

A signature is a MinHash (`index.minhash`) over runs of the body's words; comments and boilerplate are left
out. It only proposes: whether two articles are reprints is told by their statements (`index.alignment`), so that two
stories of one form are never taken for one. Pure functions over values; `index.clusters` keeps what is found.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from index.minhash import HASHES, Hashes, minhash
from index.same_text import HARMLESS

if TYPE_CHECKING:
    from index.alignment import Alignment, Change, Statement

Kinship = Literal["copy", "excerpt", "part", "version"]
"""What two texts are to each other: one text; one whole in the other; a good part in both; one told anew."""

How = Literal["copy", "excerpt", "whole", "part", "version", "earlier version", "later version"]


@dataclass(frozen=True, slots=True)
class Reprint:
    """Another article that prints an article's text. `published` is an ISO day or None.

    `how` says what the other is: "copy", the same but for headline, dateline and style; "excerpt", a part of it;
    "whole", all of it and more; "part", a good part of it among other things; "version", mostly the same, with
    something told otherwise: "earlier version" and "later version" where both articles' days are known and differ.
    """

    path: str
    title: str | None
    published: str | None
    how: How


@dataclass(frozen=True, slots=True)
class Version:
    """Another article that tells an article's story with something told otherwise.

    `is_later`: whether it was published on a later day; None where a day is unknown or both are of one day.
    `changes` are in order of their place in the article asked about ("here"); those that are not `is_contrary` only
    word something otherwise.
    """

    path: str
    title: str | None
    published: str | None
    is_later: bool | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells of a text which others it may be: `digest` is the same for one text, `runs` counts its runs of words.

    `hashes` is uint32 of shape (128,).
    """

    digest: str
    runs: int
    hashes: Hashes

    def to_bytes(self) -> bytes:
        """Return it as the catalog stores it."""
        head = struct.pack(_HEAD, VERSION, bytes.fromhex(self.digest), self.runs)
        return head + self.hashes.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes | None) -> Signature | None:
        """Return what `to_bytes` gave; None where there is none, or one of another version."""
        if stored is None or len(stored) != _SIZE or stored[0] != VERSION:
            return None
        _, digest, runs = struct.unpack_from(_HEAD, stored)
        return cls(digest.hex(), runs, np.frombuffer(stored, dtype="<u4", offset=struct.calcsize(_HEAD)))


VERSION: Final = 1
"""Raise when signatures would come out otherwise; those of another version propose nothing."""

FEWEST_WORDS: Final = 25
"""Of a text that is compared with others; a shorter one is a reprint only where every word is the same."""

_RUN: Final = 5  # words
_HEAD: Final = "<B16sI"
_SIZE: Final = struct.calcsize(_HEAD) + 4 * HASHES

_LEAST_EQUAL: Final = 2  # hashes that two signatures share, at least
_LEAST_HELD: Final = 0.2  # share of the shorter text's runs that the other holds, by their signatures' estimate
_NEIGHBOURS: Final = 32  # texts with one hash, among which each is paired with so many that follow

_COPY: Final = 0.85  # share of the words of both that are in the other, where one is a copy
_EXCERPT: Final = 0.8  # share of the shorter one's, where it lies in the other
_VERSION: Final = 0.5  # share of the shorter one's that are told there, alike or otherwise, where it is a version
_PART: Final = 0.4  # share of the shorter one's, where both print a good part of one text
_DIFFERING: Final = 1 / 12
"""Of the words that two versions tell, at most so many differ; in two stories of one form it is more."""


def sign(body: Sequence[Statement]) -> Signature | None:
    """Return the signature of a text's statements, None where it has none. The same text has the same signature."""
    words = [word for statement in body for word in statement.words if word not in HARMLESS]
    if not words:
        return None
    runs = {" ".join(words[at : at + _RUN]).encode() for at in range(max(len(words) - _RUN + 1, 1))}
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
    return Signature(digest, len(runs), minhash(runs))


def propose(signatures: Sequence[Signature], fresh: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the pairs of texts, by their places, that are worth comparing and of which at least one is fresh.

    Each text is given once. Of more than 32 texts with one hash, only those near each other are paired: that many
    have a standing phrase in common, or are linked by the others anyway.
    """
    if len(signatures) < 2 or not any(fresh):
        return []
    hashes = np.stack([each.hashes for each in signatures])
    runs = np.array([each.runs for each in signatures], dtype=np.int64)
    new = np.flatnonzero(np.array(fresh))
    few = len(new) * len(signatures) <= _AT_ONCE
    first, second, equal = _beside(hashes, new) if few else _sharing(hashes, np.array(fresh))
    similar = equal / HASHES
    held = similar * (runs[first] + runs[second]) / (1 + similar) / np.minimum(runs[first], runs[second])
    keep = (equal >= _LEAST_EQUAL) & (held >= _LEAST_HELD)
    pairs = zip(first[keep].tolist(), second[keep].tolist(), strict=True)
    return sorted((min(pair), max(pair)) for pair in pairs)


_AT_ONCE: Final = 50_000  # pairs that are compared hash by hash; more are found by sorting

_Places = npt.NDArray[np.int64]


def _beside(hashes: Hashes, new: _Places) -> tuple[_Places, _Places, _Places]:
    """Return each fresh text with each other one, and how many hashes they share."""
    pairs = [
        (np.full(len(hashes), at), np.arange(len(hashes)), (hashes == hashes[at]).sum(axis=1)) for at in new.tolist()
    ]
    first, second, equal = (np.concatenate(columns) for columns in zip(*pairs, strict=True))
    # Two fresh ones meet twice.
    fresh = np.isin(second, new)
    once = (first != second) & (~fresh | (first < second))
    return first[once], second[once], equal[once]


def _sharing(hashes: Hashes, fresh: npt.NDArray[np.bool_]) -> tuple[_Places, _Places, _Places]:
    """Return the pairs of texts that share a hash, and how many they share, by sorting each column of hashes."""
    found: list[_Places] = []
    for column in hashes.T:
        order = np.argsort(column, kind="stable")
        values = column[order]
        for distance in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
            at = np.flatnonzero(values[distance:] == values[:-distance])
            if not len(at):
                break
            one, other = order[at], order[at + distance]
            wanted = fresh[one] | fresh[other]
            found.append(one[wanted] * len(hashes) + other[wanted])
    pairs, equal = np.unique(np.concatenate(found), return_counts=True) if found else (np.empty(0, np.int64),) * 2
    return pairs // len(hashes), pairs % len(hashes), equal


def kinship(found: Alignment, *, days_apart: bool = False) -> tuple[Kinship, bool] | None:
    """Return what two texts are to each other, and whether the first is an excerpt; None where they are two texts.

    `days_apart`: both speak of days, and of none in common. Then what they tell otherwise are two stories of one form.
    """
    one, other = found.words
    shorter, longer = min(one, other), max(one, other)
    if shorter < FEWEST_WORDS:
        return None
    held, held_by_longer = found.shared / shorter, found.shared / longer
    if found.contrary:
        told = found.shared + found.contrary
        if days_apart or found.differing > _DIFFERING * told:
            return None
        if told >= _VERSION * shorter:
            return "version", False
    elif min(held, held_by_longer) >= _COPY:
        return "copy", False
    elif held >= _EXCERPT:
        return "excerpt", one <= other
    return ("part", False) if held >= _PART else None


@dataclass(frozen=True, slots=True)
class Text:
    """One text: the articles that print it word for word, by path, in order."""

    digest: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Clusters:
    """The texts of a generation that stand in more than one article, and what they are to each other.

    `pairs` are (place of one text, place of the other, kinship); an excerpt comes first in its pair.
    """

    texts: tuple[Text, ...] = ()
    pairs: tuple[tuple[int, int, Kinship], ...] = ()

    def of(self, path: str) -> dict[str, How]:
        """Return the other articles of a path's cluster, and what each is to it.

        Copies and versions of copies and versions count, too; excerpts only of the text itself.
        """
        own = self._places.get(path)
        if own is None:
            return {}
        found: dict[int, How] = {own: "copy"}
        waiting = [own]
        while waiting:
            at = waiting.pop(0)
            for there, kin in self._kin.get(at, ()):
                if there in found or not (at == own or (kin in _CHAINED and found[at] in _CHAINED)):
                    continue
                found[there] = kin if at == own or kin == "version" else found[at]
                waiting.append(there)
        return {name: how for at, how in found.items() for name in self.texts[at].paths if name != path}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {path: at for at, text in enumerate(self.texts) for path in text.paths}

    @cached_property
    def _kin(self) -> dict[int, list[tuple[int, How]]]:
        found: dict[int, list[tuple[int, How]]] = defaultdict(list)
        for one, other, kin in self.pairs:
            found[one].append((other, "whole" if kin == "excerpt" else kin))
            found[other].append((one, kin))
        return {at: sorted(kin, key=lambda each: _ORDER.index(each[1])) for at, kin in found.items()}

    def to_bytes(self) -> bytes:
        """Return them as the catalog stores them."""
        texts = [[text.digest, *text.paths] for text in self.texts]
        return json.dumps({"texts": texts, "pairs": self.pairs}, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, stored: bytes | None) -> Clusters:
        """Return what `to_bytes` gave; no clusters where nothing is stored."""
        if stored is None:
            return cls()
        found = json.loads(stored)
        texts = tuple(Text(digest, tuple(paths)) for digest, *paths in found["texts"])
        return cls(texts, tuple((one, other, kin) for one, other, kin in found["pairs"]))


_CHAINED: Final[frozenset[How]] = frozenset({"copy", "version"})
_ORDER: Final[tuple[How, ...]] = ("copy", "version", "excerpt", "whole", "part")

NO_CLUSTERS: Final = Clusters()
