"""Articles altered as desks alter them, and invented ones that only look alike, for `benchmarks.reprints`.

Nothing of the altered articles is kept here: they are read from a folder.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.prepare import prepare
from index.sentences import split_sentences
from index.types import Article

_AGENCIES = ("HOLM, March 3, 2041 (Wire) - ", "SELE, 4 March 2041 - ", "TARN (Coast News) — ")
_STYLE = {
    "harbour": "harbor", "labour": "labor", "colour": "color", "centre": "center", "per cent": "percent",
    "percent": "per cent", "organised": "organized", "organized": "organised", "defence": "defense",
    "programme": "program", "two": "2", "three": "3", "four": "4", "seven": "7", "ten": "10", "theatre": "theater",
    "recognised": "recognized", "realised": "realized", "kilometres": "kilometers", "metres": "meters",
}  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.,-])\d{1,3}(?![\w,.-]|\s?(?:January|March|May))")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles and what they are to each other: `kinds` are the right answers, none where they are two texts."""

    kind: str
    one: str
    other: str
    kinds: frozenset[str]


def altered(text: str, other: str, random_: random.Random) -> list[Pair]:
    """Return an article with each of its altered copies; `other` is another story, for what is joined."""
    title, paragraphs = parts(text)
    others = parts(other)[1]
    head = f"{title}\n\n"

    def page(*lines: str, heading: str = "Another headline of this house") -> str:
        return f"{heading}\n\n" + "\n\n".join(lines) + "\n"

    body = "\n\n".join(paragraphs)
    shuffled = [*paragraphs]
    random_.shuffle(shuffled)
    kept = _words_of(paragraphs, 0.55)
    own_half, other_half = _words_of(paragraphs, 0.5), _words_of(others, 0.5)
    wrapped = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in paragraphs)
    dateline = random_.choice(_AGENCIES)
    pairs = [
        Pair("agency copy", head + body, page(dateline + paragraphs[0], *paragraphs[1:]), frozenset({"copy"})),
        Pair("house style", head + body, page(*map(_restyled, paragraphs)), frozenset({"copy"})),
        Pair("lines wrapped", head + body, page(wrapped), frozenset({"copy"})),
        Pair("paragraphs reordered", head + body, page(*shuffled), frozenset({"copy"})),
        Pair("cut at the end", head + body, page(*kept), frozenset({"excerpt"})),
        Pair("inside a longer page", head + "\n\n".join(kept), page(*other_half, *kept), frozenset({"excerpt"})),
        Pair("two halves joined", head + body, page(*own_half, *other_half), frozenset({"part", "excerpt", "version"})),
    ]
    if changed := _one_figure_changed(paragraphs):
        pairs.append(Pair("one figure changed", head + body, page(*changed), frozenset({"version"})))
    return pairs


def parts(text: str) -> tuple[str, list[str]]:
    """Return an article's title, and the lines of its body."""
    found = prepare(Article("a.txt", text, "", "utf-8"))
    lines = [found.article.lines.line(number) for number in range(1, len(found.regions) + 1)]
    body = [line.strip() for line, region in zip(lines, found.regions, strict=True) if region == "body"]
    return found.title or lines[0], body


def _words_of(paragraphs: Sequence[str], share: float) -> list[str]:
    """Return the first sentences that hold `share` of the words."""
    left = share * sum(len(paragraph.split()) for paragraph in paragraphs)
    kept: list[str] = []
    for paragraph in paragraphs:
        sentences: list[str] = []
        for start, end in split_sentences(paragraph, 0, len(paragraph)):
            if left > 0:
                sentences.append(paragraph[start:end])
                left -= len(paragraph[start:end].split())
        kept += [" ".join(sentences)] if sentences else []
    return kept


def _restyled(paragraph: str) -> str:
    pattern = re.compile(rf"\b({'|'.join(sorted(_STYLE, key=len, reverse=True))})\b")
    return pattern.sub(lambda match: _STYLE[match[1]], paragraph).replace("“", '"').replace("”", '"')


def _one_figure_changed(paragraphs: Sequence[str]) -> list[str] | None:
    for at, paragraph in enumerate(paragraphs):
        for match in _FIGURE.finditer(paragraph):
            sentence = next(s for s in split_sentences(paragraph, 0, len(paragraph)) if s[0] <= match.start() < s[1])
            if len(paragraph[slice(*sentence)].split()) >= 12:
                changed = f"{paragraph[: match.start()]}{int(match[0]) + 7}{paragraph[match.end() :]}"
                return [*paragraphs[:at], changed, *paragraphs[at + 1 :]]
    return None


def forms(random_: random.Random, each: int) -> list[tuple[str, list[str]]]:
    """Return invented stories of one form, `each` of a form; none of them is another's reprint."""
    made: list[tuple[str, Callable[[random.Random, int], str]]] = [
        ("weather reports", _weather),
        ("match reports", _match),
        ("market notes", _market),
        ("court lists", _court),
        ("lottery draws", _lottery),
    ]
    return [(kind, [make(random_, number) for number in range(each)]) for kind, make in made]


_TOWNS = "Holm Sele Tarn Brae Lund Harrow Ketter Orle Vane Marrick".split()
_SKIES = ("sunny", "overcast", "foggy at first", "wet in the north", "windy on the coast", "clear after noon")


def _day(number: int) -> str:
    return f"{date(2041, 3, 1) + timedelta(number):%A}"


def _dated(title: str, number: int, *lines: str) -> str:
    day = date(2041, 3, 1) + timedelta(number)
    return f"{title}\n\n{day.day} {day:%B} 2041\n\n" + "\n\n".join(lines) + "\n"


def _weather(r: random.Random, number: int) -> str:
    day, high = _day(number), r.randint(4, 24)
    return _dated(
        f"Weather for {day}",
        number,
        f"{day} will be {r.choice(_SKIES)} over {r.choice(_TOWNS)} and {r.choice(_SKIES)} in {r.choice(_TOWNS)}.",
        f"Temperatures reach {high} degrees by the coast and {high - 3} degrees in the hills, the weather office said.",
        f"The wind blows from the {r.choice(('north', 'west', 'south'))} at {r.randint(5, 60)} kilometres an hour.",
        f"Rain of {r.randint(1, 30)} millimetres is expected before {r.randint(5, 11)} in the evening.",
        "Sea temperatures are taken at the pier at noon. The forecast is made by the weather office of the coast.",
    )


def _match(r: random.Random, number: int) -> str:
    one, other = r.sample(_TOWNS, 2)
    home, away = r.randint(0, 5), r.randint(0, 5)
    return _dated(
        f"{one} meet {other}",
        number,
        f"{one} met {other} on {_day(number)} before {r.randint(200, 9000):,}, and it ended {home} to {away}.",
        f"{r.choice(_NAMES)} scored first for {one} after {r.randint(2, 40)} minutes from a corner.",
        f"{r.choice(_NAMES)} of {other} was sent off in the {r.randint(41, 89)}th minute for a late tackle.",
        f"{one} now stand in place {r.randint(1, 12)} of the coast league with {r.randint(3, 60)} points.",
        "The coast league is played by twelve clubs from March to October.",
    )


_NAMES = ("Ana Brun", "Olle Kast", "Mira Holt", "Jon Frey", "Petra Lisk", "Edo Varn", "Siri Dahl", "Tam Orrey")


def _market(r: random.Random, number: int) -> str:
    herring, cod, boats = r.randint(20, 90), r.randint(20, 90), r.randint(3, 40)
    return _dated(
        f"Fish prices on {_day(number)}",
        number,
        f"Herring fetched {herring} crowns a crate at the market of {r.choice(_TOWNS)} on {_day(number)}.",
        f"Cod {r.choice(('rose', 'fell'))} by {r.randint(1, 19)} crowns to {cod} crowns a crate, the auctioneer said.",
        f"{boats} boats landed {r.randint(2, 90)} tonnes in all, {r.choice(('more', 'less'))} than the day before.",
        "Prices are those of the morning auction. Crates hold forty kilograms.",
    )


def _court(r: random.Random, number: int) -> str:
    fined = [f"{name}, {r.randint(19, 80)}, of {r.choice(_TOWNS)}, was fined {r.randint(50, 900)} crowns for "
             f"{r.choice(('poaching', 'speeding', 'keeping a boat without papers', 'a brawl at the quay'))}."
             for name in r.sample(_NAMES, 4)]  # fmt: skip
    return _dated(f"Before the court of {r.choice(_TOWNS)}", number, *fined, "Whoever is fined may appeal in a month.")


def _lottery(r: random.Random, number: int) -> str:
    drawn = ", ".join(map(str, sorted(r.sample(range(1, 50), 6))))
    return _dated(
        "The coast lottery",
        number,
        f"The numbers drawn in {r.choice(_TOWNS)} on {_day(number)} were {drawn}.",
        f"The first prize of {r.randint(1, 9)},{r.randint(100, 999)} crowns went to a ticket from {r.choice(_TOWNS)}.",
        "Tickets are sold at every kiosk of the coast until noon on the day of the draw.",
        "Winners should write to the lottery's office within ninety days, with the ticket and a proof of who they are.",
        "Whoever plays should not spend more than they can spare, and help is given at the town halls.",
    )


EVENTS = (
    (
        (
            "Ferry runs aground\n\n3 March 2041\n\nThe ferry Marrow ran onto a sandbank off Sele on Sunday "
            "with 212 people aboard. Nobody was hurt.\n\nLifeboats took everyone ashore within three "
            "hours, the coastguard said. The captain, Ana Brun, told harbour officials that a buoy was "
            "missing from its place.\n\nThe owners sent two tugs from Holm, which will try to free the "
            "ship at the next spring tide.\n"
        ),
        (
            "Two hundred rescued from sandbank\n\n4 March 2041\n\nMore than 200 passengers spent Sunday "
            "morning in lifeboats after the Marrow, the ferry between Sele and Holm, struck ground in calm "
            "water.\n\n“We heard a scrape and then the lamps went out,” said Jon Frey, a baker who was on "
            "his way to his daughter's wedding. No injuries were reported.\n\nCaptain Ana Brun blames a "
            "buoy that had drifted. The coastguard is looking into it, and tugs are on their way.\n"
        ),
    ),
    (
        (
            "Mill burns at Tarn\n\n9 May 2041\n\nA fire destroyed the old mill at Tarn in the night to "
            "Thursday. Eleven engines fought it until dawn, and two firemen were taken to hospital with "
            "burns.\n\nThe fire service believes that it began in a dryer on the upper floor. The mill, "
            "built in 1874, had stood empty for a year and was to become flats.\n"
        ),
        (
            "A landmark is gone\n\n9 May 2041\n\nNothing but the chimney is left of Tarn's mill. It went "
            "up in flames shortly after midnight on Thursday, and the glow was seen as far as Lund.\n\nTwo "
            "firefighters were injured, neither of them badly. “It's my grandfather's mill, and I wept,” "
            "said Mira Holt, who has fought for years to have the building from 1874 kept. Its owners "
            "wanted to turn it into flats.\n"
        ),
    ),
)
"""One event each, by two writers: two articles, not one text."""

UPDATES = (
    (
        (
            "Bridge closed at Orle\n\n7 June 2041\n\nThe bridge at Orle was closed on Friday after a crack "
            "was found in its second pier. Lorries are sent over the pass, which takes 40 minutes longer.\n"
            "\nThe road office said that it would look at the pier on Monday. Nobody was in danger, it "
            "said.\n\nThe bridge was built in 1958 and carries 6,000 cars a day.\n"
        ),
        (
            "Orle bridge stays closed\n\n10 June 2041\n\nThe bridge at Orle stays closed until September, "
            "the road office said on Monday, after divers found cracks in three of its piers.\n\nThe "
            "bridge was closed on Friday after a crack was found in its second pier. Lorries are sent over "
            "the pass, which takes 55 minutes longer.\n\nThe council will ask for a ferry, its chair Petra "
            "Lisk said.\n\nThe bridge was built in 1958 and carries 6,000 cars a day.\n"
        ),
    ),
    (
        (
            "Storm takes roofs in Brae\n\n2 November 2041\n\nA storm took the roofs off 14 houses in Brae "
            "in the night to Saturday, the town said. Three people were hurt.\n\nThe school is closed "
            "until Tuesday, and a tent was put up in its yard for those who can't go home.\n\nThe power "
            "was out for six hours.\n"
        ),
        (
            "Storm takes roofs in Brae\n\n2 November 2041\n\nA storm took the roofs off 31 houses in Brae "
            "in the night to Saturday, the town said. Nine people were hurt.\n\nThe school is closed until "
            "Tuesday, and a tent was put up in its yard for those who can't go home.\n\nThe power was out "
            "for six hours.\n"
        ),
    ),
)
"""A story and its update: at most versions of each other, and never copies; what differs is never one text."""
