"""The signatures are those of datasketch, which made the first ones."""

from zlib import crc32

import pytest
from datasketch import MinHash

from index.minhash import HASHES, SEED, minhash


@pytest.mark.parametrize("count", [0, 1, 40, 4_095, 4_096, 4_097, 9_000])
def test_the_hashes_are_those_that_datasketch_makes(count: int) -> None:
    members = {f"run {number} of words".encode() for number in range(count)}
    theirs = MinHash(num_perm=HASHES, seed=SEED, hashfunc=crc32, scheme="affine32")
    theirs.update_batch(members)
    assert minhash(members).tolist() == theirs.hashvalues.tolist()


def test_two_sets_share_as_many_hashes_as_members() -> None:
    first = {f"run {number}".encode() for number in range(300)}
    second = {f"run {number}".encode() for number in range(150, 450)}
    shared = (minhash(first) == minhash(second)).mean()
    assert shared == pytest.approx(150 / 450, abs=0.1)
