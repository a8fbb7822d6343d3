"""Damage files of an index, as disks, kills and people do."""

from pathlib import Path

import numpy as np

WAYS = ("empty", "cut in half", "cut by a byte", "deleted", "noise", "noise within", "another's")


def largest(index_dir: Path, pattern: str) -> Path:
    """Return the largest file of a kind."""
    return max(index_dir.glob(pattern), key=lambda path: path.stat().st_size)


def damage(file: Path, how: str, other: Path) -> None:
    """Damage a file in the way named; "another's" is the file of its kind out of the index in `other`."""
    data = file.read_bytes()
    noise = np.random.default_rng(7).bytes(len(data))
    match how:
        case "empty":
            file.write_bytes(b"")
        case "cut in half":
            file.write_bytes(data[: len(data) // 2])
        case "cut by a byte":
            file.write_bytes(data[:-1])
        case "deleted":
            file.unlink()
        case "noise":
            file.write_bytes(noise)
        case "noise within":
            file.write_bytes(data[: len(data) // 3] + noise[:9] + data[len(data) // 3 + 9 :])
        case "another's":
            pattern = f"lexical/*{file.suffix}" if file.parent.name == "lexical" else f"**/{file.name}"
            file.write_bytes(largest(other, pattern).read_bytes())
