"""Make archives of any size out of invented text, and index them without hours of embedding.

The words are those of the tokenizer's own table, drawn by rank as in real text (Zipf), names are put together from
syllables, and each article holds one fact that can be asked for. Vectors are averages of the real model's vectors of
single words, so that neighbourhoods have the real model's shape, and a question read by the real model finds them.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import tiktoken

from index import TOKEN_SCALE, Encoder, PassageVectors, QuestionVectors
from index.chunk import ordinary_words
from index.embed import TOKEN_DIMENSION, PassageText

WORDS = 12_000
SENTENCES = 10  # of an article, the one with its fact included
NEWS = 30  # of one as long as news mostly is
_MONTHS = "January February March April May June July August September October November December".split()
_SYLLABLES = "ba dor vel mi ras ten ko lu har sin gra tol fe mar os quen dal ri und pel sta nor ha vik".split()
_SHAPES = (
    "The {0} {1} of the {2} was {3} by the {4} after the {5} in {name}.",
    "A {0} said that the {1} would {2} the {3} before the {4} of the {5}.",
    "It was the {0} {1} in {year}, and {number} of the {2} had {3} the {4}.",
    "{name} and the {0} {1} have {2} since the {3} of {year}, according to the {4}.",
    "In {name}, {number} people {0} the {1} while the {2} {3} was {4} again.",
    "No {0} had {1} the {2} for {number} years, but {name} {3} it with a {4}.",
    "Many of those who {0} the {1} were {2} to the {3}, which lies near the {4} of {name}.",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one article says and a question can ask for."""

    path: str
    question: str
    figure: str


def vocabulary(count: int = WORDS) -> list[str]:
    """Return the commonest lower-case words of the tokenizer's table, the commonest first."""
    ordinary_words()  # which tells tiktoken where its table lies
    table = tiktoken.get_encoding("cl100k_base")
    found: list[str] = []
    for token in range(table.n_vocab):
        try:
            text = table.decode_single_token_bytes(token).decode("ascii")
        except (KeyError, UnicodeDecodeError):
            continue
        if re.fullmatch(r" [a-z]{3,}", text):
            found.append(text[1:])
            if len(found) == count:
                break
    return found


class Writer:
    """Invents articles, each from its number alone, so that an archive of 100 is the start of one of 100,000."""

    def __init__(self, sentences: int = SENTENCES) -> None:
        self._sentences = sentences
        self._words = vocabulary()
        weights = 1.0 / np.arange(3, len(self._words) + 3)
        self._cumulated = np.cumsum(weights).tolist()

    def article(self, number: int) -> tuple[str, str, Fact]:
        """Return an article's path, its text, and the fact in it."""
        random = Random(number)
        path = f"{number // 1000:03}/{number:06}.txt"
        place, buyer = self._name(random), f"{self._name(random)} {self._name(random)}"
        day = f"{random.randint(1, 28)} {random.choice(_MONTHS)} {random.randint(1990, 2030)}"
        thing, kind = self._draw(random, 2)
        figure = f"{random.randint(1_000, 999_999):,}"
        fact = f"{buyer} paid {figure} crowns for the {kind} {thing} in {place}."
        lines = [self._sentence(random) for _ in range(self._sentences - 1)]
        lines.insert(random.randrange(len(lines)), fact)
        lines[0] = f"{place.upper()}, {day} - {lines[0]}"
        title = (
            f"{buyer} buys {kind} {thing} in {place}" if number % 2 else " ".join(self._draw(random, 6)).capitalize()
        )
        paragraphs = [" ".join(lines[at : at + 3]) for at in range(0, len(lines), 3)]
        asked = f"How much did {buyer} pay for the {kind} {thing}?"
        return path, f"{title}\n\n" + "\n\n".join(paragraphs) + "\n", Fact(path, asked, figure)

    def _sentence(self, random: Random) -> str:
        shape = random.choice(_SHAPES)
        name, year, number = self._name(random), random.randint(1950, 2030), random.randint(2, 900)
        return shape.format(*self._draw(random, 6), name=name, year=year, number=number)

    def _draw(self, random: Random, count: int) -> list[str]:
        return random.choices(self._words, cum_weights=self._cumulated, k=count)

    @staticmethod
    def _name(random: Random) -> str:
        return "".join(random.choices(_SYLLABLES, k=random.randint(2, 3))).capitalize()


def write_archive(folder: Path, start: int, stop: int, sentences: int = SENTENCES) -> None:
    """Write the articles from number `start` up to `stop`, of so many sentences each."""
    writer = Writer(sentences)
    for number in range(start, stop):
        path, text, _ = writer.article(number)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def facts(count: int, articles: int) -> list[Fact]:
    """Return `count` facts of the first `articles` articles, spread evenly."""
    writer = Writer()
    return [writer.article(number)[2] for number in range(0, articles, max(1, articles // count))][:count]


class WordVectors:
    """An encoder that averages the real one's vectors of single words: thousands of passages a second."""

    def __init__(self, real: Encoder, cache: Path) -> None:
        """Take the real model's word vectors from `cache`, or make them (about a minute) and keep them there."""
        self.identity, self.dimension = real.identity, real.dimension
        self._real = real
        words = vocabulary()
        file = cache / f"word-vectors-{zlib.crc32(json.dumps([self.identity, words]).encode()):08x}.npz"
        if not file.is_file():
            read = [real.encode_question(word) for word in words]
            whole = np.stack([each.whole for each in read])
            tokens = np.stack([each.tokens.mean(axis=0) for each in read])
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, whole=whole, tokens=tokens)
        stored = np.load(file, allow_pickle=False)
        others = np.random.default_rng(7).normal(size=(4_096, self.dimension)).astype(np.float32)
        short = np.random.default_rng(8).normal(size=(4_096, TOKEN_DIMENSION)).astype(np.float32)
        self._whole = np.concatenate([stored["whole"], _unit(others)])
        self._tokens = np.rint(_unit(np.concatenate([stored["tokens"], short])) * TOKEN_SCALE).astype(np.int8)
        self._rows = {word: row for row, word in enumerate(words)}
        self._known = len(words)

    def encode_passages(self, passages: Iterable[PassageText]) -> Iterator[PassageVectors]:
        """Yield the vectors of each passage, in order."""
        stream = iter(passages)
        while group := list(islice(stream, 256)):
            yield from map(self._encode, group)

    def encode_question(self, question: str) -> QuestionVectors:
        """Return the real model's vectors of a question."""
        return self._real.encode_question(question)

    def _encode(self, passage: PassageText) -> PassageVectors:
        context = [self._row(word.group()) for word in re.finditer(r"\w+", passage.context)]
        words = list(re.finditer(r"\w+", passage.text))
        rows: npt.NDArray[np.int64] = np.array(
            context + [self._row(word.group()) for word in words] or [0], dtype=np.int64
        )
        starts = np.array([word.start() for word in words], dtype=np.int64)
        bounds = np.array([np.searchsorted(starts, span) for span in passage.sentences], dtype=np.int32) + len(context)
        vectors = self._whole[rows]
        whole = vectors.mean(axis=0)
        sentences = [vectors[first:last].mean(axis=0) if last > first else whole for first, last in bounds]
        return PassageVectors(_unit(whole), _unit(np.stack(sentences)), self._tokens[rows], bounds)

    def _row(self, word: str) -> int:
        row = self._rows.get(word.lower())
        return self._known + zlib.crc32(word.encode()) % 4_096 if row is None else row


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)
