"""Questions that an archive's own text suggests: who said something, how many of something, what about a name.

They are made by patterns of English; an archive in another language gets only questions about its names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from index import ArticleRecord, Snapshot

_ARTICLES = 300  # looked at; enough to see what an archive is about
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir)\.? "
_NAME = rf"(?!{_TITLE}|The )[A-Z][\w-]+(?: [A-Z][\w-]+){{1,3}}"
# Two or more capitalised words within a sentence: a name in most languages that use capitals.
_MENTION = re.compile(rf"(?<=[a-z,;] ){_NAME}")
_SAYING = re.compile(rf"(?<!of )(?<![\w’'-])({_NAME})(?:, [^,.]{{3,60}},)? (?:said|says|told|added|claimed)\b")
_COUNT = re.compile(r"\b\d[\d,]* ([a-z]+s) (were|have been|had been|are) ([a-z]+(?:ed|en|wn))\b")
_LONGEST = 40


def example_questions(snapshot: Snapshot) -> Iterator[str]:
    """Yield questions, the kinds taking turns; whether the archive answers one is for the caller to find out."""
    mentions: Counter[str] = Counter()
    sayings: Counter[str] = Counter()
    counts: dict[str, None] = {}
    for body in map(_body, islice(snapshot.articles(), _ARTICLES)):
        mentions.update({name for name in _MENTION.findall(body) if len(name) <= _LONGEST})
        sayings.update({name for name in _SAYING.findall(body) if len(name) <= _LONGEST})
        counts |= {f"How many {noun} {verb} {done}?": None for noun, verb, done in _COUNT.findall(body)}
    kinds = (
        list(counts),
        [f"What did {name} say?" for name, _ in sayings.most_common(20)],
        [f"What is reported about {name}?" for name, _ in mentions.most_common(20)],
    )
    turns = chain.from_iterable(zip_longest(*kinds))
    yield from dict.fromkeys(question for question in turns if question is not None)


def _body(record: ArticleRecord) -> str:
    return " ".join(record.lines.line(number) for number, region in enumerate(record.regions, 1) if region == "body")
