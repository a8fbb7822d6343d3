"""Read what a language model replies, while it comes: sentences, and the ids of the lines each names.

It is asked for `{"sentences": [{"text": "...", "evidence": ["e1"]}]}`, and small models send much that is nearly so.
Whatever they send, this neither raises nor goes on for ever, and it judges nothing: whether a line carries a sentence
is told elsewhere. Only `[e1]` is a marker: "[2019]" and "[1]" are text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index import split_sentences

MOST_SENTENCES = 12
MOST_CHARACTERS = 24_000
_MOST_BLANKS = 500  # white space in a row: the model is caught in a loop
_MOST_DEPTH = 12
_MOST_IDS = 20
_LONGEST_ID = 40  # characters: what is longer is cut, for it only needs to be unknown

_TEXT_KEYS = ("text", "sentence", "claim")
_EVIDENCE_KEYS = ("evidence", "citations", "sources", "ids")
_MARKER = re.compile(r" ?\[(e\d{1,6})\]")
_MARKERS = re.compile(r"(?: ?\[e\d{1,6}\])+")
_ID = re.compile(r"[eE]?(\d{1,6})")
_BETWEEN_IDS = re.compile(r"[\s,;&()\[\]]+")
_BULLET = re.compile(r"(?:[-*•]|\d{1,2}[.)]) ")
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the model wrote it, its markers taken out; `evidence` are the ids it names, known or not.

    `is_continued` where it stood in one text with the sentence before it, and shares its ids.
    """

    text: str
    evidence: tuple[str, ...] = ()
    is_continued: bool = False


def read_reply(pieces: Iterable[str]) -> Iterator[Draft]:
    """Yield each sentence as soon as its object closes; plain prose with markers, once the reply has ended.

    No more is taken from `pieces` once the reply is longer than any that is of use. What `pieces` raises is passed on.
    """
    reader = _Reader()
    for piece in pieces:
        yield from reader.take(piece)
        if reader.is_full:
            return
    yield from reader.take_rest()


@dataclass(slots=True)
class _Open:
    """An object or list that has not closed yet; `has_drafts` where a sentence was found in it."""

    kind: str
    start: int
    has_drafts: bool = False


@dataclass(slots=True)
class _Reader:
    """Follows braces, brackets and quotation marks; whatever closes is parsed by itself."""

    is_full: bool = False
    _text: str = ""
    _at: int = 0
    _blanks: int = 0
    _in_string: bool = False
    _escaped: bool = False
    _stack: list[_Open] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def take(self, piece: str) -> Iterator[Draft]:
        room = MOST_CHARACTERS - len(self._text)
        self._text += piece[:room]
        kept = len(piece.rstrip())
        self._blanks = len(piece) - kept if kept else self._blanks + len(piece)
        while self._at < len(self._text) and not self.is_full:
            closed = self._follow(self._text[self._at])
            self._at += 1
            if closed is not None:
                yield from self._drafts_in(closed)
        self.is_full = self.is_full or len(piece) >= room or self._blanks > _MOST_BLANKS

    def take_rest(self) -> Iterator[Draft]:
        if not self._seen and "{" not in self._text:
            yield from self._new(_drafts_in_prose(self._text))

    def _follow(self, character: str) -> _Open | None:
        """Take one character; return what it closes."""
        if self._in_string:
            self._in_string = self._escaped or character != '"'
            self._escaped = character == "\\" and not self._escaped
        elif character == '"':
            # Outside of any object it is prose, where an odd one means nothing.
            self._in_string = bool(self._stack)
        elif character in _CLOSERS:
            self._stack.append(_Open(character, self._at))
            self.is_full = len(self._stack) > _MOST_DEPTH
        elif character in "}]" and any(_CLOSERS[each.kind] == character for each in self._stack):
            while _CLOSERS[self._stack[-1].kind] != character:
                self._stack.pop()
            return self._stack.pop()
        return None

    def _drafts_in(self, closed: _Open) -> Iterator[Draft]:
        lists = sum(each.kind == "[" for each in self._stack)
        found: list[Draft] = []
        if not closed.has_drafts and (lists < 2 if closed.kind == "{" else not self._stack):
            found = _drafts_of(_parse(self._text[closed.start : self._at]))
        if self._stack:
            self._stack[-1].has_drafts |= closed.has_drafts or bool(found)
        yield from self._new(found)

    def _new(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """Yield those not seen before, up to the most that are taken."""
        for draft in drafts:
            key = draft.text.casefold()
            if self.is_full or key in self._seen:
                continue
            self._seen.add(key)
            self.is_full = len(self._seen) >= MOST_SENTENCES
            yield draft


def _parse(text: str) -> object:
    """Return the value of a JSON text, also of one with small slips; None where it is no JSON at all."""
    for mend in (str, _mended):
        try:
            value: object = json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _mended(text: str) -> str:
    """Return JSON without trailing commas, its strings in double quotation marks, those inside them escaped.

    A mark opens a string after one of `{[,:` and closes it before one of `}],:`; any other is part of the text.
    """
    parts: list[str] = []
    opener, start, last = "", 0, "{"  # `last` is the last character outside of strings that is no white space
    for index, character in enumerate(text):
        if opener:
            if character == opener and text[index + 1 : index + 200].lstrip()[:1] in {*"}],:"}:
                parts.append(json.dumps(text[start:index].replace('\\"', '"')))
                opener, last = "", '"'
        elif character in "\"'" and last in "{[,:":
            opener, start = character, index + 1
        else:
            if character in "}]" and last == ",":
                parts.pop()
            # White space is dropped, so that a comma before a closer is the last part.
            if not character.isspace():
                parts.append(character)
                last = character
    return "".join(parts)


def _drafts_of(value: object) -> list[Draft]:
    """Return the sentences of a closed object, or of a list of mere texts."""
    if isinstance(value, dict):
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        if text is not None:
            named = next((value[key] for key in _EVIDENCE_KEYS if key in value), None)
            return _split(text, _ids(named))
        value = value.get("sentences")
    texts = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return [draft for text in texts for draft in _split(text, ())]


def _split(text: str, named: tuple[str, ...]) -> list[Draft]:
    """Return the sentences of a text, which should be one, each with the ids that the text names."""
    folded = " ".join(text.split())
    bare = _MARKER.sub("", folded).strip()
    evidence = dict.fromkeys((*named, *(_plain_id(each) for each in _MARKER.findall(folded))))
    ids = tuple(evidence)[:_MOST_IDS]
    sentences = [bare[slice(*span)] for span in split_sentences(bare, 0, len(bare))]
    read = [each for each in sentences if any(map(str.isalnum, each))]
    return [Draft(each, ids, is_continued=each is not read[0]) for each in read]


def _ids(named: object) -> tuple[str, ...]:
    """Return the ids that a value names, in whatever form; what is no id is kept, so that it counts as unknown."""
    if isinstance(named, bool) or named is None:
        return ()
    if isinstance(named, int):
        return (f"e{named}"[:_LONGEST_ID],)
    if isinstance(named, str):
        parts = [part for part in _BETWEEN_IDS.split(named[:500]) if part and part != "and"]
        if parts and all(_ID.fullmatch(part) for part in parts):
            return tuple(map(_plain_id, parts))
        return (named[:_LONGEST_ID],) if parts else ()
    if isinstance(named, dict):
        return _ids(next((named[key] for key in ("id", "evidence", "line") if key in named), None))
    if isinstance(named, list):
        return tuple(found for each in named[:_MOST_IDS] for found in _ids(each))
    return ()


def _plain_id(text: str) -> str:
    match = _ID.fullmatch(text)
    return f"e{int(match[1])}" if match else text


def _drafts_in_prose(text: str) -> Iterator[Draft]:
    """Yield the sentences that markers follow: `It sailed on Friday [e1].`; those without one are talk."""
    for line in text.splitlines():
        folded = _BULLET.sub("", " ".join(line.split()), count=1)
        start = 0
        for match in _MARKERS.finditer(folded):
            before = folded[start : match.start()].lstrip(" .!?")
            start = match.end()
            stop = folded[start : start + 1]
            spans = split_sentences(before, 0, len(before))
            if spans:
                text = before[slice(*spans[-1])] + (stop if stop in {".", "!", "?"} else "")
                yield from _split(text + match[0], ())
