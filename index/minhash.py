"""MinHash (Broder 1997): 128 numbers of which two sets share about as large a part as they share of their members.

They are those of datasketch's `MinHash` (scheme "affine32"), which a test holds equal. It isn't used itself, for
importing it brings scipy: half a second of each refresh that finds a change.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]

HASHES: Final = 128
SEED: Final = 1
_TOGETHER: Final = 4_096  # members at a time: 2 MB


def minhash(members: Collection[bytes]) -> Hashes:
    """Return the MinHash of a set, uint32 of shape (128,)."""
    hashed = np.fromiter(map(crc32, members), dtype=np.uint32, count=len(members))
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):  # MurmurHash3's last step mixes all bits
        hashed = (hashed ^ (hashed >> np.uint32(shift))) * np.uint32(factor)
    factors, terms = _permutations()
    least: Hashes = np.full(HASHES, 0xFFFFFFFF, dtype=np.uint32)
    for at in range(0, len(hashed), _TOGETHER):
        permuted = factors[:, np.newaxis] * hashed[at : at + _TOGETHER] + terms[:, np.newaxis]
        least = np.minimum(least, permuted.min(axis=1))
    return least


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """Return factors, all odd, and terms: modulo 2 ** 32, each pair of them permutes all smaller numbers."""
    drawn = np.random.RandomState(SEED)
    factors = drawn.randint(0, 1 << 31, HASHES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, drawn.randint(0, 1 << 32, HASHES, dtype=np.uint32)
