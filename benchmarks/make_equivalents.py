"""Derive the guard's table of equivalent words from WordNet: `python -m benchmarks.make_equivalents DICT [--sample N]`.

DICT is the folder of WordNet's database files (data.noun, index.sense and so on). Written to
`qa/guard/words/wordnet.txt` are pairs of words of one part of speech that share a meaning which is the leading one of
both, and the nouns of what a verb does ("decide", "decision"); the same files give the same table. It must keep out
whatever could make a sentence say something else: opposites, a wider word, words of certainty, of guilt, of harm.
With `--sample` so many pairs are printed at random, to be judged by reading, and nothing is written.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from qa.guard.words import lexicon, phrases

TABLE = Path(__file__).parent.parent / "qa" / "guard" / "words" / "wordnet.txt"
HEAD = "# Derived from WordNet by benchmarks/make_equivalents.py; its licence is in wordnet_licence.txt. Do not edit."
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
PARTS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}

Synset = tuple[str, str]
"""Part of speech and offset."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A synset: its words, field, pointers (sign, target, number of the word here and there), verb frames and gloss."""

    words: tuple[str, ...]
    field: int
    pointers: tuple[tuple[str, Synset, int, int], ...]
    frames: Mapping[int, frozenset[int]]
    gloss: str


@dataclass(frozen=True, slots=True)
class Sense:
    """How a word stands to one meaning: its place among the word's meanings, and the share of its tagged uses."""

    rank: int
    share: float
    count: int


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
    senses = {}
    for word, ranks in found.items():
        whole = sum(count for _, count in ranks.values()) + 0.5 * len(ranks)
        senses[word] = {at: Sense(rank, (count + 0.5) / whole, count) for at, (rank, count) in ranks.items()}
    meanings = {}
    for part, name in FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith("  "):
                meanings[part, line[:8]] = _meaning(line, part)
    return WordNet(meanings, senses)


def _meaning(line: str, part: str) -> Meaning:
    head, _, gloss = line.partition(" | ")
    fields = head.split()
    words = tuple(re.sub(r"\(\w+\)$", "", fields[4 + 2 * at]) for at in range(int(fields[3], 16)))
    at = 4 + 2 * len(words)
    pointers = []
    for _ in range(int(fields[at])):
        sign, offset, other, numbers = fields[at + 1 : at + 5]
        pointers.append((sign, ("a" if other == "s" else other, offset), int(numbers[:2], 16), int(numbers[2:], 16)))
        at += 4
    frames: dict[int, set[int]] = defaultdict(set)
    if part == "v":
        for place in range(at + 2, len(fields), 3):
            frames[int(fields[place + 2], 16)].add(int(fields[place + 1]))
    return Meaning(
        words, int(fields[1]), tuple(pointers), {k: frozenset(v) for k, v in frames.items()}, gloss.strip()
    )


def equivalents(net: WordNet, part: str) -> set[Pair]:
    """Return the pairs of one part of speech, each in order of the alphabet."""
    found = set()
    for at, meaning in net.meanings.items():
        if at[0] != part or meaning.field in _NO_FIELDS or _NO_GLOSS.search(meaning.gloss):
            continue
        usable = [(number, word) for number, word in enumerate(meaning.words, 1) if _is_usable(word, part)]
        for (first, one), (second, other) in combinations(usable, 2):
            spelled = _is_spelling(one, other)
            leads = all(_leads(net.senses[word, part], at, part) for word in (one, other))
            if not spelled and (not leads or _differ(net, at, one, other)):
                continue
            if part == "v" and _frames(meaning, first) != _frames(meaning, second):
                continue
            found.add((min(one, other), max(one, other)))
    return found


def actions(net: WordNet) -> set[Pair]:
    """Return pairs of a verb and the noun of what it does: ("decide", "decision"), ("arrest", "arrest")."""
    found = set()
    for at, meaning in net.meanings.items():
        if at[0] != "v" or _NO_GLOSS.search(meaning.gloss):
            continue
        for sign, target, here, there in meaning.pointers:
            if sign != "+" or target[0] != "n" or not here or not there:
                continue
            noun = net.meanings[target]
            verb, name = meaning.words[here - 1], noun.words[there - 1]
            known, theirs = net.senses.get((verb, "v")), net.senses.get((name, "n"))
            if known is None or theirs is None or noun.field not in _ACTION_FIELDS:
                continue
            if not (_is_usable(verb, "v", strict=False) and _is_usable(name, "n", strict=False)):
                continue
            if "_" in verb + name or known[at].share < 0.25 or theirs[target].share < 0.25:
                continue
            if known[at].rank <= 2 and theirs[target].rank <= 2 and _is_made_of(verb, name):
                found.add((verb, name))
    return found


def _is_made_of(verb: str, noun: str) -> bool:
    """Whether a noun is the verb, or the verb with an ending of action; "-er" and "-ee" are of persons."""
    if noun == verb:
        return True
    stem = verb[: max(3, len(verb) - 3)]
    return noun.startswith(stem) and noun.endswith(_ACTION_ENDINGS)


def _is_usable(word: str, part: str, *, strict: bool = True) -> bool:
    """Whether a word may be in the table: plain, no name, of no list that the guard judges by itself."""
    if not re.fullmatch(r"[a-z]{3,}(?:_(?:up|down|out|off|back|away|apart|aside|over))?", word):
        return False
    if "_" in word and part != "v":
        return False
    return not (strict and word in _KEPT_OUT)


def _leads(senses: Mapping[Synset, Sense], at: Synset, part: str) -> bool:
    """Whether a meaning is so much the leading one of a word that the word, found anywhere, likely has it."""
    sense = senses[at]
    if len(senses) == 1:
        return True
    least, most = _LEAST_SHARE[part], _MOST_SENSES[part]
    return sense.rank == 1 and sense.count >= _LEAST_COUNT and sense.share >= least and len(senses) <= most


def _differ(net: WordNet, at: Synset, one: str, other: str) -> bool:
    """Whether in other meanings one word is the wider word for, or the opposite of, the other."""
    ours, theirs = net.senses[one, at[0]], net.senses[other, at[0]]
    for mine, its in ((ours, theirs), (theirs, ours)):
        for place in mine:
            for sign, target, _, _ in net.meanings[place].pointers:
                if target in its and sign in ("@", "!") and target != place:
                    return True
    return False


def _frames(meaning: Meaning, number: int) -> frozenset[int]:
    return meaning.frames.get(0, frozenset()) | meaning.frames.get(number, frozenset())


def _is_spelling(one: str, other: str) -> bool:
    """Whether two words are one, spelled the British and the American way."""
    return one != other and any(one.replace(old, new) == other or other.replace(old, new) == one for old, new in _SPELT)


def rows(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the lines of a table: a word, and all behind it in the alphabet that it is paired with."""
    together: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(pairs):
        together[one].append(other)
    for one, others in together.items():
        yield " ".join((one, *others))


_NO_FIELDS = frozenset({23, 28})
"""Quantities and times: figures are compared by their value."""
_ACTION_FIELDS = frozenset({4, 9, 10, 11, 19, 22, 26})
"""Nouns of acts, thought, communication, events, phenomena, processes, states."""
_ACTION_ENDINGS = tuple("tion sion ment al ance ence ure age ing y th sis ery".split())
_NO_GLOSS = re.compile(
    r"slang|obscene|offensive|disparag|derogat|\bslur|vulgar|archaic|obsolete|informal|trademark|dialect|old-fashioned"
)
_LEAST_COUNT = 2
_LEAST_SHARE = {"n": 0.6, "v": 0.65, "a": 0.65, "r": 0.6}
_MOST_SENSES = {"n": 8, "v": 8, "a": 6, "r": 6}
_SPELT = (
    ("our", "or"), ("ise", "ize"), ("yse", "yze"), ("isation", "ization"), ("tre", "ter"), ("ogue", "og"),
    ("ence", "ense"), ("ae", "e"), ("oe", "e"), ("lling", "ling"), ("lled", "led"), ("eller", "eler"), ("ey", "y"),
    ("ough", "ow"), ("mme", "m"), ("fil", "fill"), ("rol", "roll"), ("ise", "ise"),
)  # fmt: skip
_OTHERS_KEPT_OUT = """
kill murder slay execute execution assassinate massacre homicide manslaughter slaughter die dead death dying wound
injure hurt harm injury casualty victim accuse charge indict impeach incriminate criminate convict conviction condemn
sentence suspect suspicion accused defendant guilty guilt innocent criminal arrest detain imprison jail terrorist
militant rebel rape assault abuse torture buy sell lend borrow rent lease hire let teach learn come go bring take give
get receive send know sure certain certainly surely definitely definite doubt doubtful probable possibility necessary
should ought need want wish try attempt succeed achieve win lose defeat beat
""".split()
_KEPT_OUT = frozenset().union(
    _OTHERS_KEPT_OUT,
    *lexicon.SAY.values(),
    *(
        getattr(lexicon, name)
        for name in "QUANTIFIERS BE HAVE DO NEGATIVES PREPOSITIONS SUBORDINATORS ADVERBS RESERVATIONS QUALIFIERS"
        " NAME_PARTS PARTITIVES FACTIVE PRONOUNS".split()
    ),
    lexicon.MODALS,
    phrases.SHORT_UNITS.values(),
)


def main() -> None:
    """Write the table, or print a sample of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--sample", type=int, default=0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    net = load(chosen.folder)
    tables = {part: equivalents(net, part) for part in FILES} | {"action": actions(net)}
    if chosen.sample:
        every = [(part, pair) for part, pairs in sorted(tables.items()) for pair in sorted(pairs)]
        for part, pair in Random(chosen.seed).sample(every, chosen.sample):
            print(part, *pair)
        return
    lines = [HEAD, *(line for part, pairs in tables.items() for line in (f"[{part}]", *rows(pairs)))]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print({part: len(pairs) for part, pairs in tables.items()}, TABLE.stat().st_size)


if __name__ == "__main__":
    main()
