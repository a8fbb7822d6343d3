"""Invented archives to break: made of a seed, with what changes in them and what is asked of them. Nothing is run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Texts = Mapping[str, str]
"""The files of an archive: their text, by path."""

PLACES = "Oste Varnholt Kessin Dunmarrow Lillesund Harrowby Tresk Obermoor Fenwater Saltby Ilvermere Quayle".split()
BOATS = "Marigold Heron Tern Kestrel Otter Plover Curlew Petrel Sandpiper Gannet Puffin Wigeon".split()
PERSONS = "Ada Brook;Jonas Weil;Mirjam Holt;Peter Straub;Ines Calder;Otto Rahn;Lena Fisk;Hugo Marsh".split(";")
CARGO = "pears gravel barley salt timber slate wool cider bricks lamps anchors rope".split()
MONTHS = "January February March April May June July August September October November December".split()
SENTENCES = (
    "The {boat} carried {n} passengers from {place} to {other} on Friday.",
    "{person} said that {n} crates of {cargo} were left on the quay at {place}.",
    "The repair of the {boat} cost {n} crowns, and the council of {place} paid half of it.",
    "In {place} the water rose by {n} centimetres during the night of the storm.",
    "“We counted {n} gulls above {place},” {person} told the Courier.",
    "Growers near {other} sold {n} tonnes of {cargo} to merchants in {place}.",
    "{person} will leave the harbour board of {place} after {n} days in office.",
    "Nobody aboard the {boat} was hurt, {person} said, although {n} panes were broken.",
    "The Größe of the new quay at {place} — {n} métres — surprised {person} 🚢.",
    "A vote on the flood wall at {place} ended with {n} voices for it.",
)
QUESTIONS = (
    "How many passengers did the {boat} carry?",
    "How much did the repair of the {boat} cost?",
    "How many gulls were counted above {place}?",
    "By how much did the water rise in {place}?",
    "Who will leave the harbour board of {place}?",
    "What did {person} say about {cargo}?",
    "Who sold {cargo} to merchants?",
    "How did the vote on the flood wall at {place} end?",
)
FOOTER = "The Oste Courier thanks the volunteers at the harbour for their help"


def _words(chance: Random) -> dict[str, object]:
    place, other = chance.sample(PLACES, 2)
    return {
        "boat": chance.choice(BOATS),
        "place": place,
        "other": other,
        "person": chance.choice(PERSONS),
        "cargo": chance.choice(CARGO),
        "n": chance.randrange(11, 99_999),
    }


def article(chance: Random, paragraphs: int | None = None) -> str:
    """Return an invented article: a title, a dateline, paragraphs, now and then comments, a footer, CRLF."""
    words = _words(chance)
    lines = [f"{words['cargo']} and the {words['boat']} at {words['place']}".capitalize(), ""]
    day = f"{chance.randrange(1, 29)} {chance.choice(MONTHS)} {chance.randrange(2038, 2044)}"
    dateline = f"{str(words['place']).upper()}, {day} - "
    for number in range(paragraphs or chance.randrange(1, 6)):
        told = " ".join(chance.choice(SENTENCES).format(**_words(chance)) for _ in range(chance.randrange(1, 5)))
        lines += [dateline * (number == 0) + told, ""]
    if chance.random() < 0.25:
        lines += ["Comments (2)", ""]
        for name in chance.sample(PERSONS, 2):
            told = chance.choice(SENTENCES).format(**_words(chance))
            lines += [f"{name} says:", f"May {chance.randrange(1, 29)}, 2041 at 9:12 am", told, "Reply", ""]
    if chance.random() < 0.3:
        lines.append(FOOTER)
    return ("\r\n" if chance.random() < 0.1 else "\n").join([*lines, ""])


def archive(chance: Random, articles: int, paragraphs: int | None = None) -> dict[str, str]:
    """Return an archive of so many articles in a few folders; two of them are one text, one file holds rows."""
    files = {
        f"{chance.choice(['', '2041/', 'news/harbour/'])}{n:04}.txt": article(chance, paragraphs)
        for n in range(articles)
    }
    files["again/twin.txt"] = next(iter(files.values()))
    rows = [{"title": f"Notice {n}", "text": article(chance, 1)} for n in range(3)]
    files["notices.jsonl"] = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return files


def questions(chance: Random, count: int) -> tuple[str, ...]:
    """Return questions of the kind that such archives answer, and some that none does."""
    return tuple(chance.choice(QUESTIONS).format(**_words(chance)) for _ in range(count))


def _add(files: dict[str, str], chance: Random) -> None:
    for n in range(chance.randrange(1, 7)):
        files[f"added/{chance.randrange(10_000)}-{n}.txt"] = article(chance)


def _edit(files: dict[str, str], chance: Random) -> None:
    for path in chance.sample(_texts(files), min(len(_texts(files)), chance.randrange(1, 6))):
        kept = files[path].split("\n")
        kept[2] = chance.choice(SENTENCES).format(**_words(chance))
        files[path] = "\n".join(kept)


def _delete(files: dict[str, str], chance: Random) -> None:
    for path in chance.sample(_texts(files), min(len(_texts(files)) - 1, chance.randrange(1, 9))):
        del files[path]


def _rename(files: dict[str, str], chance: Random) -> None:
    for path in chance.sample(_texts(files), min(len(_texts(files)), chance.randrange(1, 6))):
        files[f"moved/{chance.randrange(10_000)}-{path.rpartition('/')[2]}"] = files.pop(path)


def _swap(files: dict[str, str], chance: Random) -> None:
    one, other = chance.sample(_texts(files), 2)
    files[one], files[other] = files[other], files[one]


def _footers(files: dict[str, str], chance: Random) -> None:
    """Make a line recur, or no longer: articles that did not change are marked again."""
    held = [path for path in _texts(files) if FOOTER in files[path]]
    for path in held or chance.sample(_texts(files), 5):
        files[path] = files[path].replace(FOOTER, "") if held else f"{files[path]}\n{FOOTER}\n"


def _mixed(files: dict[str, str], chance: Random) -> None:
    for change in chance.sample([_add, _edit, _delete, _rename, _swap], 4):
        change(files, chance)


def _texts(files: Texts) -> list[str]:
    return sorted(path for path in files if path.endswith(".txt"))


CHANGES: Mapping[str, Callable[[dict[str, str], Random], None]] = {
    "add": _add,
    "edit": _edit,
    "delete": _delete,
    "rename": _rename,
    "swap": _swap,
    "footers": _footers,
    "mixed": _mixed,
}
"""What can become of an archive between two refreshes, in place."""


def changed(files: Texts, change: str, chance: Random) -> dict[str, str]:
    """Return the archive after a change named in `CHANGES`."""
    after = dict(files)
    CHANGES[change](after, chance)
    return after


@dataclass(frozen=True, slots=True)
class World:
    """An archive's history: what was indexed step by step, the last state of which is published; what it is now."""

    steps: tuple[Texts, ...]
    now: Texts
    asked: tuple[str, ...]

    @property
    def before(self) -> Texts | None:
        """Return the published state's files, None where nothing was published."""
        return self.steps[-1] if self.steps else None


def world(seed: int, kind: str, articles: int | None = None, paragraphs: int | None = None) -> World:
    """Return the world of a seed. `kind` is "build", with nothing indexed before, or a change in `CHANGES`."""
    chance = Random(seed)
    files = archive(chance, articles or chance.randrange(20, 60), paragraphs)
    asked = questions(chance, 6)
    if kind == "build":
        return World((), files, asked)
    steps: list[Texts] = [files]
    for change in chance.choices(
        ["add", "edit", "mixed"], k=chance.randrange(3)
    ):  # so that there are segments to merge
        steps.append(changed(steps[-1], change, chance))
    return World(tuple(steps), changed(steps[-1], kind, chance), asked)
