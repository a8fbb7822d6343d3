"""Derive the guard's table of equivalent words from WordNet: `python -m benchmarks.make_equivalents DICT [--sample N]`.

DICT is the folder of WordNet's database files (data.noun, index.sense and so on). Written to
`qa/guard/words/wordnet.txt` are, by part of speech, one word spelled two ways, pairs of words that share a meaning and
stand together in `equivalents_read.txt`, which were read one by one, and nouns of what a verb does ("decide",
"decision"). WordNet alone does not do: of pairs whose leading meaning is the same one in five says more, less or
something else in a report ("district" and "territory", "deprived" and "disadvantaged"). With `--offer` the pairs are
printed that it offers and nobody has read, with `--sample` so many of the table at random, and nothing is written.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

READ = Path(__file__).parent / "equivalents_read.txt"
TABLE = Path(__file__).parent.parent / "qa" / "guard" / "words" / "wordnet.txt"
HEAD = "# Derived from WordNet by benchmarks/make_equivalents.py; its licence is in wordnet_licence.txt. Do not edit."
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
ACTION = "action"
PARTS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}

Synset = tuple[str, str]
"""Part of speech and offset."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A synset: its words, field, and pointers (sign, target, number of the word here and there)."""

    words: tuple[str, ...]
    field: int
    pointers: tuple[tuple[str, Synset, int, int], ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """How a word stands to one meaning: its rank among the word's meanings, how often it is tagged, and the share."""

    rank: int
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class WordNet:
    """All meanings, and for each word (with its part of speech) its sense of each."""

    meanings: Mapping[Synset, Meaning]
    senses: Mapping[Pair, Mapping[Synset, Sense]]


def load(folder: Path) -> WordNet:
    """Return the database of `folder`. Raises `OSError` where a file is missing."""
    found: dict[Pair, dict[Synset, tuple[int, int]]] = defaultdict(dict)
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, rank, count = line.split()
        word, _, rest = key.partition("%")
        part = PARTS[rest[0]]
        found[word, part][part, offset] = (int(rank), int(count))
    senses: dict[Pair, Mapping[Synset, Sense]] = {}
    for known, ranks in found.items():
        whole = sum(count for _, count in ranks.values()) + 0.5 * len(ranks)
        senses[known] = {at: Sense(rank, count, (count + 0.5) / whole) for at, (rank, count) in ranks.items()}
    meanings: dict[Synset, Meaning] = {}
    for part, name in FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith("  "):
                meanings[part, line[:8]] = _meaning(line)
    return WordNet(meanings, senses)


def _meaning(line: str) -> Meaning:
    fields = line.partition(" | ")[0].split()
    words = tuple(re.sub(r"\(\w+\)$", "", fields[4 + 2 * at]) for at in range(int(fields[3], 16)))
    at = 4 + 2 * len(words)
    pointers = []
    for _ in range(int(fields[at])):
        sign, offset, other, numbers = fields[at + 1 : at + 5]
        pointers.append((sign, ("a" if other == "s" else other, offset), int(numbers[:2], 16), int(numbers[-2:], 16)))
        at += 4
    return Meaning(words, int(fields[1]), tuple(pointers))


def equivalents(net: WordNet, part: str, read: Iterable[Sequence[str]]) -> set[Pair]:
    """Return the pairs of one part of speech, each in order of the alphabet: one word spelled two ways, or two read."""
    found = {pair for group in read for pair in combinations(sorted(set(group)), 2) if _share(net, part, *pair)}
    for at, meaning in net.meanings.items():
        if at[0] == part:
            words = sorted(word for word in meaning.words if _PLAIN.fullmatch(word))
            found |= {pair for pair in combinations(words, 2) if _is_spelling(*pair)}
    return found


def offered(net: WordNet, part: str) -> set[Pair]:
    """Return the pairs that have a meaning in common which is often meant by both, to be read."""
    found = set()
    for at, meaning in net.meanings.items():
        known = [(word, net.senses.get((word, part), {}).get(at)) for word in meaning.words if at[0] == part]
        usual = [word for word, sense in known if sense and sense.rank <= 2 and sense.count and sense.share >= 0.3]
        found |= set(combinations(sorted(word for word in usual if _PLAIN.fullmatch(word)), 2))
    return found


def actions(net: WordNet, read: Iterable[Sequence[str]]) -> set[Pair]:
    """Return pairs of a verb and the noun of what it does: ("decide", "decision"), ("arrest", "arrest")."""
    found = {(verb, noun) for verb, noun in read if (verb, "v") in net.senses and (noun, "n") in net.senses}
    for at, meaning in net.meanings.items():
        for sign, target, here, there in meaning.pointers if at[0] == "v" else ():
            noun = net.meanings[target]
            if sign != "+" or target[0] != "n" or noun.field not in _ACTION_FIELDS:
                continue
            verb, name = meaning.words[here - 1], noun.words[there - 1]
            if not (_SINGLE.fullmatch(verb) and _SINGLE.fullmatch(name) and _is_made_of(verb, name)):
                continue
            if _is_usual(net.senses[verb, "v"][at]) and _is_usual(net.senses[name, "n"][target]):
                found.add((verb, name))
    return found


def _share(net: WordNet, part: str, one: str, other: str) -> bool:
    """Whether two words share a meaning that is common for both, and are opposites in none."""
    ours, theirs = net.senses.get((one, part), {}), net.senses.get((other, part), {})
    if any(sign == "!" and target in theirs for at in ours for sign, target, _, _ in net.meanings[at].pointers):
        return False
    return any(max(ours[at].rank, theirs[at].rank) <= _LAST_RANK for at in ours.keys() & theirs.keys())


def _is_usual(sense: Sense) -> bool:
    return sense.rank <= 2 and sense.count > 0 and sense.share >= 0.2


def _is_made_of(verb: str, noun: str) -> bool:
    """Whether a noun is the verb itself, or its stem with an ending of action; "-er" and "-ee" are of persons."""
    return noun == verb or (noun.startswith(verb[: max(3, len(verb) - 3)]) and noun.endswith(_ACTION_ENDINGS))


def _is_spelling(one: str, other: str) -> bool:
    """Whether two words are one, spelled the British and the American way."""
    return any(one.replace(old, new) == other or other.replace(old, new) == one for old, new in _SPELT)


def rows(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the lines of a table: a word, and all that it is the first of a pair with."""
    together: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(pairs):
        together[one].append(other)
    for one, others in together.items():
        yield " ".join((one, *others))


def read_groups(path: Path = READ) -> dict[str, list[list[str]]]:
    """Return the groups that were read, by part of speech."""
    found: dict[str, list[list[str]]] = {}
    part = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(part, []).append(line.split())
    return found


_PLAIN = re.compile(r"[a-z]{3,}(?:_(?:up|down|out|off|back|away|apart|aside|over))?")
_SINGLE = re.compile(r"[a-z]{3,}")
_LAST_RANK = 6
_ACTION_FIELDS = frozenset({4, 9, 10, 11, 19, 22, 26})
"""Nouns of acts, thought, communication, events, phenomena, processes, states."""
_ACTION_ENDINGS = tuple("tion sion ment al ance ence ure age ing y th sis ery".split())
_SPELT = (
    ("our", "or"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("isation", "ization"), ("tre", "ter"),
    ("ogue", "og"), ("ence", "ense"), ("ae", "e"), ("oe", "e"), ("ll", "l"), ("ough", "ow"), ("mme", "m"),
    ("grey", "gray"), ("ageing", "aging"), ("mould", "mold"), ("plough", "plow"), ("scept", "skept"),
)  # fmt: skip


def main() -> None:
    """Write the table, or print what it offers or a sample of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--offer", action="store_true")
    options.add_argument("--sample", type=int, default=0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    net, read = load(chosen.folder), read_groups()
    tables = {part: equivalents(net, part, read.get(part, ())) for part in FILES} | {
        ACTION: actions(net, read.get(ACTION, ()))
    }
    if chosen.offer:
        tables = {part: offered(net, part) - tables[part] for part in FILES}
    elif chosen.sample:
        every = [(part, pair) for part, pairs in sorted(tables.items()) for pair in sorted(pairs)]
        for part, pair in Random(chosen.seed).sample(every, chosen.sample):
            print(part, *pair)
        return
    lines = [line for part, pairs in tables.items() for line in (f"[{part}]", *rows(pairs))]
    if chosen.offer:
        print("\n".join(lines))
    else:
        TABLE.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
