"""A source sentence said in other fixed ways that it entails: `rephrased`.

Only constructions that always say the same, or less: "two of whom died" is "two of the miners died", "had a population
of 900" is "900 people lived in". What comes out is a sentence like any other and is compared as strictly. Nothing is
rephrased that stands under somebody's words or a condition, unless those go along with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa.guard.having import having
from qa.guard.pieces import first_subject
from qa.guard.plainer import plainer
from qa.guard.pronouns import antecedents
from qa.guard.reading.clauses import Reading
from qa.guard.reading.read import read
from qa.guard.reading.tagsets import FINITE
from qa.guard.reading.tokens import tokenize
from qa.guard.stretches import Line, capital, clause_verb, is_account, span
from qa.guard.told import believed, giving_reason, quotation_first, said_because
from qa.guard.words.rephrasing import BODIES, GOES_ON, MADE, RANKS
from qa.text.ask_nouns import KIND_OF_NOUN

_MOST = 6


def said_otherwise(
    text: str, line: str, dates: tuple[tuple[str, str, str], ...], written: Reading
) -> Iterator[tuple[Reading, Reading]]:
    """Yield readings of folded `text` and of sentences that the folded `line` entails, where they differ from both."""
    plain, other = plainer(text), plainer(line)
    if plain != text:
        written = read(tokenize(plain))
    source = read(tokenize(other, dates))
    if (plain, other) != (text, line):
        yield written, source
    for each in rephrased(source, other, written):
        yield written, read(tokenize(each, dates))


def rephrased(source: Reading, text: str, written: Reading) -> Iterator[str]:
    """Yield sentences that `source`, whose folded text is `text`, entails and that `written` may be closer to."""
    said = {token.lower for token in written.tokens}
    found = 0
    for rule in _RULES:
        for each in rule(Line(source, text, said)):
            yield each
            found += 1
            if found == _MOST:
                return


def _end(source: Reading, start: int) -> int:
    """Return where a clause that opens at `start` ends: at a ";", at the comma before the main verb, or at the end."""
    tags = source.tags
    for at in range(start, len(tags)):
        if tags[at] in (";", ".", "—") or (tags[at] == "," and tags[at + 1 : at + 2] and tags[at + 1] in FINITE):
            return at
    return len(tags)


def _verb_behind(source: Reading, start: int, stop: int) -> int:
    return next((at for at in range(start, stop) if source.tags[at] in FINITE), -1)


def _some_of_them(line: Line) -> Iterator[str]:
    """Yield "two of the miners died" for "the miners, two of whom died"."""
    tokens, tags = line.source.tokens, line.source.tags
    for at in range(2, len(tags) - 4):
        if tags[at] != "," or tokens[at + 2].lower != "of" or tokens[at + 3].lower not in ("whom", "which"):
            continue
        end = _end(line.source, at + 4)
        verb = clause_verb(line.source, _verb_behind(line.source, at + 4, end))
        noun = _several(line.source, at, person=tokens[at + 3].lower == "whom")
        if tags[at + 1] not in ("F", "Q") or verb < 0 or noun is None or is_account(line.source, at):
            continue
        rest = span(line.source, line.text, at + 4, end)
        yield f"{capital(tokens[at + 1].text)} of the {noun} {rest}."
        if tokens[at + 1].lower == "one":
            yield f"One {_singular(noun)} {rest}."


def _several(source: Reading, comma: int, *, person: bool) -> str | None:
    """Return the one noun before a comma that "two of whom" can mean, None where there are none or two."""
    found: list[str] = []
    for at in range(comma - 1, max(-1, comma - 14), -1):
        low, name = source.tokens[at].lower, source.tags[at]
        if name in FINITE and (found or not person):
            break
        if name != "N" or source.tags[at + 1] == "N":
            continue
        plural = low.endswith("s") and not low.endswith(("ss", "us", "is"))
        is_one = KIND_OF_NOUN.get(_singular(low), KIND_OF_NOUN.get(low)) in ("person", "group") or low in BODIES
        if (is_one or (plural and at == comma - 1)) if person else (plural or low in ("people", "species")):
            found.append(source.tokens[at].text)
    return found[0] if len(found) == 1 else None


def _singular(noun: str) -> str:
    for plural, one in (("men", "man"), ("people", "person"), ("ies", "y"), ("s", "")):
        if noun.endswith(plural):
            return noun.removesuffix(plural) + one
    return noun


def _named_again(line: Line) -> Iterator[str]:
    """Yield "the practice was banned" for ", a practice that was banned", likewise "a decline that X blames on Y"."""
    tokens, tags = line.source.tokens, line.source.tags
    for at in range(1, len(tags) - 4):
        if tags[at] != "," or tokens[at + 1].lower not in ("a", "an"):
            continue
        relative = next((k for k in range(at + 3, min(at + 6, len(tags) - 2)) if tags[k] == "R"), -1)
        if relative < 0 or any(tags[k] != "N" for k in range(at + 2, relative)):
            continue
        end = _end(line.source, relative + 1)
        first = _verb_behind(line.source, relative + 1, end)
        verb = clause_verb(line.source, first) if first >= 0 else -1
        if verb < 0 or is_account(line.source, at):
            continue
        noun, rest = span(line.source, line.text, at + 2, relative), span(line.source, line.text, verb + 1, end)
        if first == relative + 1:
            yield f"The {noun} {span(line.source, line.text, first, end)}."
        elif tokens[relative].lower != "who" and tags[first - 1] in ("N", "M"):
            yield f"{capital(span(line.source, line.text, relative + 1, verb + 1))} the {noun} {rest}."


def _made_in(line: Line) -> Iterator[str]:
    """Yield "a survey from 1926" for "a survey, carried out in 1926,"."""
    if "from" in line.said:
        plain = _MADE.sub(r" from \1", line.text)
        if plain != line.text:
            yield plain


_MADE = re.compile(r",? (?:" + "|".join(MADE) + r") in (\d{4}),?")


def _not_done(line: Line) -> Iterator[str]:
    """Yield "untreated patients" for "patients who had not been treated"."""
    for match in _NOT.finditer(line.text):
        if "un" + match["done"] not in line.said:
            continue
        at = next((k for k, token in enumerate(line.source.tokens) if token.start >= match.start() + 1), -1)
        hosts = [a for role, a in line.source.links[_verb_from(line.source, at)] if role == "rel"]
        for first in hosts[:1]:
            host = first
            while host and line.source.tags[host] in ("F", "H"):  # "children under five"
                host -= 1
            start = host
            while start and line.source.tags[start - 1] == "N":
                start -= 1
            begin = line.source.tokens[start].start
            yield f"{line.text[:begin]}un{match['done']} {line.text[begin : match.start()]}{line.text[match.end() :]}"


_NOT = re.compile(
    r" (?:who|that|which) (?:had|have|has|was|were|are|is) not (?:been )?(?P<done>\w+(?:ed|en|wn))\b"
    r"(?! (?:" + GOES_ON + r")\b)"
)


def _verb_from(source: Reading, at: int) -> int:
    return next((c.verb.head for c in source.clauses if c.verb is not None and c.verb.start >= at >= 0), 0)


def _was_a(line: Line) -> Iterator[str]:
    """Yield "was a vet" for "worked as a vet"."""
    plain = _WORKED.sub(lambda m: f"was {m['long'] or ''}{m['what']}", line.text)
    if plain != line.text:
        yield plain


_WORKED = re.compile(
    r"(?<!have )(?<!has )(?<!had )\b(?:worked|served) "
    r"(?P<long>(?:briefly |for \w+ (?:years|months|days) )?)as (?P<what>(?:an?|the) )"
)


def _owned(line: Line) -> Iterator[str]:
    """Yield "the island's only mill" for "the only mill on the island"."""
    if "'s" not in line.said:
        return
    for match in _RANKED.finditer(line.text):
        if match["where"].split()[-1].lower() in line.said:
            yield f"{line.text[: match.start()]}{match['where']}'s {match['what']}{line.text[match.end() :]}"


_RANKED = re.compile(
    r"\bthe (?P<what>(?:" + "|".join(RANKS) + r")(?: [a-z-]+){1,3}) (?:on|in|of) "
    r"(?P<where>the [a-z]+|[A-Z]\w+(?: [A-Z]\w+)*)(?= (?:was|were|is|are|had|has|to|in|on|and)\b|[.,;])"
)


def _such_as_these(line: Line) -> Iterator[str]:
    """Yield "the signs include fever" for "shows signs of poisoning within a day, including fever"."""
    match = re.search(r", including (?P<which>[^;]+)$", line.text)
    if match is None or not {"include", "included"} & line.said:
        return
    comma = next((k for k, token in enumerate(line.source.tokens) if token.start >= match.start()), 0)
    nouns = [
        line.source.tokens[at].text
        for at in range(comma)
        if line.source.tags[at] == "N"
        and line.source.tokens[at].lower in line.said
        and line.source.tokens[at].lower.endswith("s")
    ]
    verbs = [at for at in range(comma) if line.source.tags[at] in FINITE]
    if len(nouns) == 1 and verbs and not is_account(line.source, comma):
        past = line.source.tags[verbs[-1]] == "VD"
        yield f"The {nouns[0]} {'included' if past else 'include'} {match['which']}"


def _turned_round(line: Line) -> Iterator[str]:
    """Yield "Hessel is the capital" for "the capital is Hessel, a port"."""
    if match := _EQUAL.match(line.text):
        yield f"{match['who']} {match['be']} {match['what'][:1].lower()}{match['what'][1:]}."


_EQUAL = re.compile(
    r"(?P<what>The [^,;]+?) (?P<be>is|was) (?P<who>(?:the [a-z]+ )?[A-Z][\w'-]*(?: [A-Z][\w'-]*)*)"
    r"(?:, (?:an?|the|which|who) [^.;]*)?\.?$"
)


def _there_too(line: Line) -> Iterator[str]:
    """Yield "Aul met his wife in Lisk" for "Aul spent a year in Lisk, where he met his wife"."""
    match = _WHERE.search(line.text)
    if match is None:
        return
    comma = next((k for k, token in enumerate(line.source.tokens) if token.start >= match.start("comma")), 0)
    if is_account(line.source, comma) or len(line.source.tokens) < comma + 4:
        return
    who = match["who"]
    if line.source.tags[comma + 2] == "O" or len(who.split()) == 1:
        named = first_subject(line.source, line.text, comma)
        if named is None or comma + 2 not in antecedents(line.source):
            return
        who = named
    what = match["what"].rstrip(".")
    yield f"{capital(match['place'])}, {who} {what}."
    yield f"{capital(who)} {what} {match['place']}."


_WHERE = re.compile(
    r"(?P<place>\b(?:in|at|on) (?=the |an? |[A-Z])[^,;]{2,50})(?P<comma>,) "
    r"where (?P<who>he|she|it|they|the [a-z]+|[A-Z]\w+) (?P<what>[^,;]+)\.?$"
)


def _named_beside(line: Line) -> Iterator[str]:
    """Yield "her brother Karl Ott said" for "her brother, the botanist Karl Ott, said"."""
    plain = _BESIDE.sub(r" \1", line.text)
    if plain != line.text:
        yield plain


_BESIDE = re.compile(r"(?<=[a-z]), the (?:[a-z-]+ ){0,2}[a-z-]*[a-rt-z] ([A-Z]\w+(?: [A-Z]\w+)*),(?= [a-z])")


_RULES: tuple[Callable[[Line], Iterator[str]], ...] = (
    quotation_first, _some_of_them, _named_again, having, _made_in, _not_done,
    giving_reason, said_because, _was_a, believed, _turned_round, _there_too, _named_beside, _owned, _such_as_these,
)  # fmt: skip
