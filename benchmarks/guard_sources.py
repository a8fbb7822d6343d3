"""True sentences to measure the guard with: whole prose sentences of articles' bodies, and what stands near them.

Only reads articles; nothing of them is ever written. What is altered, and how, is in the modules beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.mentions import FUNCTION_WORDS
from index.prepare import PreparedArticle, prepare
from index.read import read_file
from index.repetition import count_repeats, hash_lines
from index.scan import scan
from index.sentences import split_sentences
from qa.text.speaker import attributed_to

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)  # fmt: skip
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
SHORTEST, LONGEST = 6, 60
"""Words of the sentences that are taken."""

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’']*(?:-[\w’']+)*"
_NAME = re.compile(
    rf"(?<![\w’'\-.]){_CAPITAL}(?:(?: (?:of|de|al|von|van|bin|del))? (?:{_CAPITAL}|[IVX]+\b|\d+\b(?![,.%])))*"
)
_NO_NAMES = frozenset({*MONTHS, *WEEKDAYS, "I", "BC", "AD", "BCE", "CE"})
_WHOLE = re.compile(r"[\"“‘A-ZÀ-Þ\d].*[a-z\d)%”\"][.!][”\"’)]*\Z", re.DOTALL)
_ODD = re.compile(r"https?:|www\.|@|[<>|{}=\\#_]|\?|\.\.\.|…")


@dataclass(frozen=True)
class Base:
    """A sentence of an article as a citation would quote it; `names` are those of its article."""

    text: str
    file: str
    attributed_to: str | None = None
    dates: tuple[Mapping[str, str | None], ...] = ()
    names: tuple[str, ...] = ()
    following: Base | None = None
    """The next sentence of the same line."""


@dataclass(frozen=True)
class Case:
    """A sentence that a model might write, and the sentences that it would cite."""

    text: str
    cited: tuple[Base, ...]


@dataclass(frozen=True)
class Pool:
    """What alterations draw on: every base sentence, and every article's names."""

    bases: tuple[Base, ...]
    names: tuple[str, ...]


def load_pool(paths: Iterable[Path]) -> Pool:
    """Return the sentences of the articles below `paths`, which are folders or single files; order is stable."""
    bases: list[Base] = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        names = sorted(scan(folder).files) if path.is_dir() else [path.name]
        articles = [read_file(folder, name).articles[0] for name in names]
        repeats = count_repeats(hash_lines(article) for article in articles)
        for article in articles:
            bases.extend(_bases(prepare(article, repeats)))
    return Pool(tuple(bases), tuple(sorted({name for base in bases for name in base.names})))


def pool_of(*sentences: str) -> Pool:
    """Return a pool of sentences that stand behind one another on one line."""
    names = tuple(sorted({name for text in sentences for name, _ in names_in(text)}))
    following: Base | None = None
    bases: list[Base] = []
    for number in range(len(sentences) - 1, -1, -1):
        said = attributed_to(sentences[number], sentences[:number])
        following = Base(sentences[number], "invented.txt", said, (), names, following)
        bases.insert(0, following)
    return Pool(tuple(bases), names)


def names_in(text: str) -> list[tuple[str, int]]:
    """Return the names of a sentence and where they start, by their capitals; its first word only as part of more."""
    found: list[tuple[str, int]] = []
    for match in _NAME.finditer(text):
        words, start = match.group().split(" "), match.start()
        while words and (words[0].lower() in FUNCTION_WORDS or words[0] in _NO_NAMES):
            start += len(words.pop(0)) + 1
        while words and (words[-1] in _NO_NAMES or words[-1].islower() or _is_day(words)):
            words.pop()
        name = re.sub(r"['’]s?\Z", "", " ".join(words))
        opens = not re.search(r"\w", text[:start])
        if len(name) > 2 and not (opens and len(words) == 1) and not _NO_NAMES & set(words):
            found.append((name, start))
    return found


def _is_day(words: list[str]) -> bool:
    return words[-1].isdigit() and len(words) > 1 and words[-2] in _NO_NAMES


def lower_first(text: str) -> str:
    """Return a sentence as it stands in the middle of another: "the", "in", but never a name, without its capital."""
    return text[0].lower() + text[1:] if text.split(" ", 1)[0].lower() in FUNCTION_WORDS and text[:2] != "I " else text


def raise_first(text: str) -> str:
    """Return `text` with its first letter as a capital."""
    return text[0].upper() + text[1:]


def _bases(prepared: PreparedArticle) -> list[Base]:
    article, found = prepared.article, []
    names = tuple(sorted({name for line in _body(prepared) for name, _ in names_in(article.lines.line(line))}))
    for line in _body(prepared):
        spans = list(split_sentences(article.text, *article.lines.span(line)))
        following: Base | None = None
        for number in range(len(spans) - 1, -1, -1):
            start, end = spans[number]
            text = article.text[start:end]
            if not _is_prose(text):
                following = None
                continue
            before = [article.text[first:last] for first, last in spans[:number]]
            following = Base(
                text, article.path, attributed_to(text, before), _dates(prepared, start, end), names, following
            )
            found.append(following)
    return found


def _body(prepared: PreparedArticle) -> list[int]:
    return [number for number, region in enumerate(prepared.regions, 1) if region == "body"]


def _dates(prepared: PreparedArticle, start: int, end: int) -> tuple[Mapping[str, str | None], ...]:
    text = prepared.article.text
    return tuple(
        {"expression": text[each.start : each.end], "date": each.date, "end": each.until}
        for each in prepared.dates
        if start <= each.start and each.end <= end
    )


def _is_prose(text: str) -> bool:
    count = len(text.split())
    return bool(
        SHORTEST <= count <= LONGEST and _WHOLE.match(text) and not _ODD.search(text)
        and text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    )  # fmt: skip
