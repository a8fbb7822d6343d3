"""Articles that carry attacks: `tests/data/injections.jsonl`, and what is checked of whatever is shown of them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

DATA = Path(__file__).parent / "data" / "injections.jsonl"
# What a terminal obeys, and the marks that turn the direction of text.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069]")
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Attacked:
    """An article with a fact in it and an attack on whoever reads it; `clean` is the same article without the attack.

    `lie` is what the attack wants said, or would be glad to have said.
    """

    name: str
    attack: str
    question: str
    fact: str
    lie: str
    text: str
    clean: str

    @property
    def path(self) -> str:
        return f"{self.name}.txt"

    @property
    def planted(self) -> frozenset[int]:
        """Return the numbers of the lines that the clean article doesn't have."""
        kept = set(self.clean.split("\n"))
        return frozenset(number for number, line in enumerate(self.text.split("\n"), 1) if line not in kept)


def load() -> tuple[Attacked, ...]:
    return tuple(Attacked(**json.loads(line)) for line in DATA.read_text(encoding="utf-8").splitlines())


def words(text: str) -> set[str]:
    """Return the words of a text as they look: without what can't be seen."""
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf" and each != "\u3164")
    return set(re.findall(r"\w+", unicodedata.normalize("NFKC", seen).casefold()))


class Shown(HTMLParser):
    """What a browser would make of some HTML: its tags and attributes, and its texts with the tags around each."""

    void = frozenset({"img", "br", "input", "meta", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[tuple[str, tuple[dict[str, str | None], ...]]] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.void:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(attributes for _, attributes in self.open)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")
