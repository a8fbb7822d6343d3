"""What a sentence says that a thing has, is or holds, in the other ways to say so: `having` yields them.

"Had a population of 900" is "900 people lived in", "rises to 90 metres" is "is 90 metres high". Only a verb that is
plainly so, of the sentence's first phrase, is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.guard.pieces import first_subject
from qa.guard.reading.tagsets import FINITE
from qa.guard.stretches import Line, capital, clause_verb, is_account, is_its_own, is_told
from qa.guard.words.rephrasing import ADJECTIVES, MEASURES

_FIGURE = r"(?:(?:about|around|some|nearly|almost|over|up to|more than|at least|roughly) )?[\d][\d.,]*(?: million)?"


def having(line: Line) -> Iterator[str]:
    """Yield what a line says of having."""
    for rule in (_has_so_much, _has_things, _rises_to, _without_measure, _carrying, _with_things):
        yield from rule(line)


def _has_so_much(line: Line) -> Iterator[str]:
    """Yield what "X has a height of 9 metres" and "the act provides for a maximum fine of 9 crowns" amount to."""
    who = first_subject(line.source, line.text, len(line.source.tokens))
    for match in _HAS.finditer(line.text) if who else ():
        first = next((k for k, token in enumerate(line.source.tokens) if token.start >= match.start()), -1)
        at = next((k for k in range(first, -1, -1) if line.source.tags[k] in FINITE), -1)
        verb = clause_verb(line.source, at)
        low = line.source.tokens[at].lower
        if verb < 0 or low not in _HAVING or is_told(line.source, verb) or not is_its_own(line.source, verb):
            continue
        noun, amount = match["noun"], match["amount"].strip()
        past = low.endswith("d")
        be = "was" if past else "is"
        rest = line.text[match.end() :].split(",", maxsplit=1)[0].split(" and ", maxsplit=1)[0].rstrip(".")
        if noun == "population":
            yield f"{amount} people {'lived' if past else 'live'} in {who}{rest}."
        if noun == "area":
            yield f"{who} {'covered' if past else 'covers'} {amount}{rest}."
        for adjective in ADJECTIVES.get(noun, ()):
            yield f"{who} {be} {amount} {adjective}{rest}."
        for preposition in {"of", "under"} & line.said:
            yield f"The {noun} {preposition} {who} {be} {amount}{rest}."


_HAVING = frozenset("has had provides provided carries carried sets imposes imposed".split())
_HAS = re.compile(
    r"\ban? (?P<noun>[a-z]+(?: [a-z]+)?) of (?P<amount>"
    + _FIGURE
    + r"[^,.;()]*?|(?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty)\b[^,.;()]*?)"
    r"(?=(?:,|\.$|;| and | at the | in \d| at a )|$)"
)


def _has_things(line: Line) -> Iterator[str]:
    """Yield "there are 40 beds at the inn" for "the inn has 40 beds", and that for this."""
    if (
        "there" in line.said
        and (match := _HAS_SOME.match(line.text))
        and not is_account(line.source, len(line.source.tokens))
    ):
        if first_subject(line.source, line.text, len(line.source.tokens)) != match["who"]:
            return
        if match["more"] and re.search(r" (?:in|on|at) ", match["what"]):
            return  # "40 beds in summer and 10 in winter"
        many = match["what"].split()[0].lower() not in ("a", "an", "one")
        be = ("were" if many else "was") if match["has"] == "had" else ("are" if many else "is")
        for where in {"at", "in", "on"} & line.said:
            yield f"There {be} {match['what']} {where} {match['who'][:1].lower()}{match['who'][1:]}."
    if {"has", "had", "have"} & line.said and (match := _THERE.match(line.text)):
        has = "had" if match["be"] in ("was", "were") else "has"
        yield f"{capital(match['who'])} {has} {match['what']}."


_SOME = r"(?:no|an?|\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many) [^,.;:—(]+?"
_HAS_SOME = re.compile(
    rf"(?P<who>The [a-z][^,;()]*?) (?P<has>has|had) (?P<what>{_SOME})(?P<more>,[^.]*| and [^.]*)?\.?$"
)
_THERE = re.compile(rf"There (?P<be>is|are|was|were) (?P<what>{_SOME}) (?:at|in|on) (?P<who>(?:the )?[^,.;]+?)\.?$")


def _rises_to(line: Line) -> Iterator[str]:
    """Yield "is 900 metres high" for "rises to 900 metres"."""
    if {"high", "tall"} & line.said and (match := _RISES.search(line.text)):
        past = match["verb"] in ("rose", "stood")
        for adjective in ("high", "tall"):
            be = "was" if past else "is"
            yield f"{line.text[: match.start()]}{be} {match['amount']} {adjective}{line.text[match.end() :]}"


_RISES = re.compile(
    r"\b(?P<verb>rises to|rises|rose to|rose|stands|stood) (?P<amount>[\d.,]+ (?:metres|feet|meters|km|m|ft))"
    r"(?: high| tall)?\b(?! (?:above|below|from))"
)


def _without_measure(line: Line) -> Iterator[str]:
    """Yield "at up to 70 degrees" for "at temperatures of up to 70 degrees"."""
    plain = _MEASURED.sub(lambda m: m.group() if m["noun"] in line.said else m["before"], line.text)
    if plain != line.text:
        yield plain


_MEASURED = re.compile(
    r"\b(?P<before>(?:at|to|for|over|from) )(?:a |an |the )?(?P<noun>" + "|".join(MEASURES) + r") of (?=[a-z ]{0,16}\d)"
)


def _carrying(line: Line) -> Iterator[str]:
    """Yield "the barque had a crew of nine" for "the barque sailed with a crew of nine"."""
    match = _WITH.search(line.text)
    who = first_subject(line.source, line.text, len(line.source.tokens))
    if match is None or who is None or not {"had", "has"} & line.said:
        return
    at = next((k for k, token in enumerate(line.source.tokens) if token.start >= match.start()), -1)
    verb = clause_verb(line.source, at)
    if verb >= 0 and not is_told(line.source, verb) and is_its_own(line.source, verb):
        what = re.split(r"[,;.]|\band (?=was|were|is|then|never)", line.text[match.end() :])[0]
        yield f"{who} had {what.strip()}."


_WITH = re.compile(
    r"\b(?:left|sailed|departed|arrived|set off|set out|opened|began|started)\b[^,;.]{0,60}? with (?=(?:an?|\d+) )"
)


def _with_things(line: Line) -> Iterator[str]:
    """Yield "the inn has 40 beds" for "the inn, with 40 beds, is"."""
    match = _WITH_SOME.match(line.text)
    if (
        match is not None
        and {"has", "had", "have"} & line.said
        and not is_account(line.source, len(line.source.tokens))
    ):
        yield f"{match['who']} {'had' if match['be'] in ('was', 'were') else 'has'} {match['what']}."


_WITH_SOME = re.compile(rf"(?P<who>[A-Z][^,;]*), with (?P<what>{_SOME}), (?P<be>is|was|were|are) ")
