"""Honest sentences made of true ones by rule: what a guard must let through. Better few and right than many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.guard_sources import MONTHS, WEEKDAYS, Base, Case, lower_first

_PAST = (
    r"(?:was|were|had|became|began|bought|took|led|won|lost|held|wrote|made|came|went|gave|found|kept|left|met|ran|saw|sent"
    r"|sold|stood|told|built|broke|brought|chose|drew|fell|fought|grew|paid|rose|spoke|spent|struck|taught|[a-z]{3,}ed)"
)
_FINITE = rf"(?:is|are|has|have|can|will|must|{_PAST})"
_SURELY = (
    r"(?:is|are|has|have|can|will|must|was|were|had|became|began|bought|took|led|won|lost|held|wrote|made|came|went|gave|rose"
    r"|[a-z]{3,}ed(?= (?:the|an?|its|his|her|their|to|in|on|at|into|from|over)\b))"
)
_NAME = r"[A-ZÀ-Þ][\w’'.-]*"
_OWN = rf"(?:(?:[Tt]he|[Aa]n?) (?:[\w’'-]+ ){{1,5}}?|(?:{_NAME} ){{1,4}})"
# What reaches over a whole sentence, so that a part of it alone would say more, or something else.
_REACHING = re.compile(
    r"\b(?:not|never|no|nor|neither|either|both|if|unless|whether|although|though|whereas|except|only|claim\w*|alleg\w*"
    r"|said|says|say|report\w*|according|citing|believ\w*|argu\w*|suggest\w*|estimat\w*|may|might|could|would|likely"
    r"|probably|possibly|perhaps|think|thought|hoped?|planned|tried|attempt\w*|appear\w*|seem\w*|until|deni\w*|doubt\w*"
    r"|assum\w*|suppos\w*|conjectur\w*|theor\w*|predict\w*|so|such|than)\b|n['’]t\b|[\"“”:]",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"(?:It|He|She|They|This|That|These|Those|There|Such|Both|Its|His|Her|Their|Here|Another|One|However|But|And|Also"
    r"|Then|Thus|So|Yet|Or|Instead|Meanwhile|Furthermore|Moreover|Additionally|Later|Others?|Similarly|Therefore"
    r"|Nevertheless|Conversely|Finally|Eventually|Consequently|Hence|Still|Some|Neither|As|If|For example|For instance"
    r"|In (?:this|these|addition|contrast|particular|turn))\b"
)
_LINK = re.compile(
    r"(?:However|Meanwhile|Moreover|Furthermore|In addition|Additionally|Also|Similarly|For example|For instance"
    r"|Nevertheless|Nonetheless|In fact|Indeed|Separately|In turn|Finally|Consequently|Therefore|Thus), (?=\w)"
)
_TIME = rf"(?:{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}|1\d{{3}}|20\d\d|\d\d?th century)"
_LEADING_TIME = re.compile(
    rf"(?:[IO]n|By|During) (?:the |early |late |mid-)*[^,]{{0,25}}\b{_TIME}s?\b(?: [A-Z]?[a-z]+)?, ({_OWN}{_PAST}\b.*)",
    re.DOTALL,
)
_CONCLUSIVE = re.compile(
    r"\b(?:only|all|most|largest|first|last|average|total|percent|every|none|rate|population|again|\w+est)\b|%"
)
_APPOSITION = re.compile(rf"(?<=[a-z]) ({_NAME}(?: {_NAME}){{0,3}}), (?:an?|the) [^,;()]+,(?= {_FINITE}\b)")
_LAST_APPOSITION = re.compile(r", an? (?:[\w’'-]+ ){1,6}(?:of|in|for|from|by) [^,;:()]+\.\Z")
_PARTICIPLE = re.compile(
    r", (?!includ|accord|exclud|assum|depend|consider|provid|being|using|barring|contrary|regard)"
    r"[a-z]{3,}ing\b[^,;:“\"]{8,}\.\Z"
)
_RELATIVE = re.compile(rf", (?:which|who|where) [^,;:“”\"()]{{6,}}(?:,(?= (?:{_FINITE}|in|on|at)\b)|(?=\.\Z))")
_CONTRAST = re.compile(
    r", (?:(?:but|although|though|while|whereas) [^,;:“\"]{12,}|with [^,;:“\"]+ (?:\w+ing|as)\b[^,;:“\"]+)\.\Z"
)
_EXAMPLES = re.compile(r",? (?:including|such as) [^;:()“\"]{6,}\.\Z")
_ITEM = rf"(?:(?:the )?{_NAME}(?: {_NAME}){{0,2}}|[a-z]{{3,}}(?: [a-z]{{3,}})?)"
_LIST = re.compile(rf"(?<= )({_ITEM}), ({_ITEM}),? and {_ITEM}\.\Z")
_COLLECTIVE = re.compile(
    r"\b(?:between|both|either|or|combined|total|together|each|three|four|five|respectively|all|consist\w*|compris\w*"
    r"|compos\w*|made up|divided|split|combin\w*|merg\w*|joint\w*|among)\b"
)


def keep(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence as it stands."""
    yield base.text


def keep_a_clause(base: Base, _random: Random) -> Iterator[str]:
    """Yield the main clauses of a sentence of two, each by itself."""
    if _reaches(base):
        return
    match = re.fullmatch(rf"([^;()]*\b{_FINITE}\b[^;()]*)(?:, and|;) ({_OWN}{_SURELY}\b[^;]+)\.", base.text)
    if match and not _POINTING.match(match[2].capitalize()):
        yield f"{match[1]}."
        yield f"{match[2][0].upper()}{match[2][1:]}."


def keep_a_predicate(base: Base, _random: Random) -> Iterator[str]:
    """Yield a sentence of one subject and two predicates with each of them alone."""
    if _reaches(base) or re.search(r"[,;(]", base.text):
        return
    match = re.fullmatch(
        rf"({_OWN})((?:is|was|were|had|{_PAST}) [^,]+?) and ((?:is|was|were|{_PAST})"
        r" (?=(?:the|an?|its|his|her|their|to|in|on|at|into|for|from|with|over)\b|[A-Z])[^,]+)\.",
        base.text,
    )
    if not match or re.search(r" (?:that|which|who)\b", base.text[: match.start(3) - 5]):
        return
    yield f"{match[1]}{match[2]}."
    if not re.match(r"(?:was|were|had|is)\b", match[2]) or re.match(r"(?:was|were|is)\b", match[3]):
        yield f"{match[1]}{match[3]}."


def drop_a_parenthesis(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without what stands in brackets."""
    for match in re.finditer(r" \([^()]{2,80}\)(?=[ .,;])", base.text):
        if len(base.text) - len(match.group()) > 30 and base.text.count("(") < 3 and not _reaching(match.group()):
            yield base.text[: match.start()] + base.text[match.end() :]


def drop_an_apposition(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without what explains a name between commas or at its end."""
    for match in _APPOSITION.finditer(base.text):
        if " and " not in match.group() and not _reaching(match.group()):
            yield base.text[: match.end(1)] + base.text[match.end() :]
    last = _LAST_APPOSITION.search(base.text)
    if (
        last
        and not re.search(r"\b(?:is|are|was|were|has|have)\b", last.group())
        and _is_clause(base.text[: last.start()])
    ):
        yield f"{base.text[: last.start()]}."


def drop_a_trailing_participle(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without a participial clause at its end."""
    match = _PARTICIPLE.search(base.text)
    if match and not _reaches(base) and _stands(base.text[: match.start()]):
        yield f"{base.text[: match.start()]}."


def drop_a_contrast(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without "but ...", "although ..." or "with ..." at its end."""
    match = _CONTRAST.search(base.text)
    rest = base.text[: match.start()] if match else ""
    if not match or not re.search(rf"\b{_FINITE}\b|ing\b| as ", match.group()):
        return  # "a small, but important role" contrasts two words
    if _stands(rest) and rest.count(",") < 2 and not base.attributed_to and not _reaching(rest):
        yield f"{rest}."


def drop_examples(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without "including ..." or "such as ..." at its end."""
    match = _EXAMPLES.search(base.text)
    if not match or _reaching(match.group()) or re.search(rf"\b{_FINITE}\b", match.group()):
        return
    if _stands(base.text[: match.start()]):
        yield f"{base.text[: match.start()]}."


def drop_a_leading_time(base: Base, _random: Random) -> Iterator[str]:
    """Yield a sentence about the past without the date that it opens with."""
    match = _LEADING_TIME.match(base.text)
    if match and not _reaches(base) and not _CONCLUSIVE.search(base.text):
        yield match[1][0].upper() + match[1][1:]


def drop_a_link(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without the "However" or "For example" that it opens with."""
    if match := _LINK.match(base.text):
        rest = base.text[match.end() :]
        yield rest[0].upper() + rest[1:]


def drop_a_relative_clause(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without a non-restrictive "which" or "who" clause."""
    for match in _RELATIVE.finditer(base.text):
        rest = base.text[: match.start()] + base.text[match.end() :]
        if not _reaching(match.group()) and _stands(rest) and base.text[: match.start()].count(",") < 2:
            yield rest


def drop_a_list_item(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without the last item of a list of names or plain words at its end."""
    match = _LIST.search(base.text)
    if match and "," not in base.text[: match.start()] and not _reaches(base) and not _COLLECTIVE.search(base.text):
        yield f"{base.text[: match.start()]}{match[1]} and {match[2]}."


def join(base: Base, random: Random) -> Iterator[Case]:
    """Yield the sentence joined with the one behind it, citing both."""
    other = base.following
    if other is None or _POINTING.match(base.text) or _POINTING.match(other.text):
        return
    if any(each.attributed_to and each.attributed_to not in each.text for each in (base, other)):
        return
    short = len(base.text.split()) + len(other.text.split()) <= 60
    if short and re.search(r"\w\.\Z", base.text) and not re.search(r"[;:“\"]", base.text):
        link = random.choice((", and ", "; ", ", while "))
        yield Case(base.text[:-1] + link + lower_first(other.text), (base, other))


def retype(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with other white space, quotation marks, dashes or without its stop."""
    text = base.text
    straight = text.translate(str.maketrans("“”‘’–", "\"\"''-"))
    curly = re.sub(r"(?<=\w)'(?=\w)", "’", re.sub(r"\"([^\"]*)\"", r"“\1”", text))
    choices = [text.replace(" ", "  ", 2), text.replace(" ", "\xa0", 1), text.rstrip("."), f" {text} ", straight, curly]
    yield random.choice([each for each in choices if each != text])


def _reaches(base: Base) -> bool:
    return base.attributed_to is not None or _reaching(base.text)


def _reaching(text: str) -> bool:
    return _REACHING.search(text) is not None


def _stands(text: str) -> bool:
    """Return whether what is left is long enough, and has a verb, to be a sentence by itself."""
    return len(text.split()) > 4 and re.search(rf"\b{_FINITE}\b", text) is not None


def _is_clause(text: str) -> bool:
    return _stands(text) and "," not in text
