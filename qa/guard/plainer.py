"""A sentence said plainly: `plainer` puts one fixed phrase for others that always say the same, on both sides alike.

"Took part in" is "participated in", "is said to have been" is "was reportedly", "the founder of the mill was Holm" is
"Holm founded the mill". Text alone; nothing here may say more or less than what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.guard.reading.stems import stem
from qa.guard.reading.tagsets import SAY_KEYS
from qa.guard.words.rephrasing import ADJECTIVES, BASES, GOES_ON, LIGHT, past_of
from qa.guard.words.verbs import BASE

_Match = re.Match[str]
_COUNT = (
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|most|many|some|several|half|all|none|few"
)


def plainer(text: str) -> str:
    """Return folded `text` with what is said in two fixed ways said in one of them; it says the same as before."""
    for trigger, pattern, plain in _PLAIN:
        if trigger in text:
            text = pattern.sub(plain, text)
    return text


def _continued(match: _Match) -> str:
    """Return "continued to use" for "kept using"."""
    verb = BASES.get(match["ing"].lower())
    ending = {"kept": "ed", "went": "ed", "continued": "ed", "keeps": "es", "goes": "es", "continues": "es"}
    return match.group() if verb is None else f"continu{ending.get(match['keep'].lower(), 'e')} to {verb}"


def _reportedly(match: _Match) -> str:
    """Return "was reportedly" for "is said to have been"."""
    if match["been"]:
        return f"{'were' if match['be'] in ('are', 'were') else 'was'} reportedly "
    return f"{match['be']} reportedly "


def _said(match: _Match) -> str:
    return match["verb"] if stem(match["verb"]) in SAY_KEYS else match.group()


def _did(match: _Match) -> str:
    """Return "holm founded the mill" for "the founder of the mill was holm"."""
    verb = next((base for base in _doing(match["noun"]) if base in BASE), None)
    return match.group() if verb is None else f"{match['who']} {past_of(verb)} {match['what']}."


def _doing(noun: str) -> tuple[str, ...]:
    """Return the verbs that a noun in "-er" may come from: "founder" -> "found", "winner" -> "win"."""
    bare = noun[:-2]
    return bare, bare + "e", bare[:-1] if len(bare) > 2 and bare[-1] == bare[-2] else bare


def _none(match: _Match) -> str:
    """Return "damaged no" for "did not damage any", "none of" for "any of"."""
    if match["verb"] == "have":
        return f"{_HAVE[match['do']]} {'none' if match['of'] else 'no'}{match['of'] or ''}"
    if match["verb"] not in BASE:
        return match.group().rstrip()
    verb = {"did": past_of(match["verb"]), "do": match["verb"]}.get(match["do"], "")
    if not verb:
        verb = match["verb"] + "s"
    return f"{verb} {'none' if match['of'] else 'no'}{match['of'] or ''}"


_HAVE = {"did": "had", "do": "have", "does": "has"}


def _undone(match: _Match) -> str:
    """Return "untreated patients" for "patients who had not been treated"."""
    noun = match["noun"]
    if re.fullmatch(_COUNT + "|those|people|anyone", noun.lower()):
        return match.group()  # "children under five who", "those who"
    first = noun[:1].isupper()
    return f"{'Un' if first else 'un'}{match['done']} {noun.lower() if first else noun}"


def _measured(match: _Match) -> str:
    be = "was" if match["has"] == "had" else "is"
    return f"{be} {match['amount']} {ADJECTIVES[match['noun']][0]}"


_PLAIN: tuple[tuple[str, re.Pattern[str], str | Callable[[_Match], str]], ...] = (
    ("ing", re.compile(r"\b(?P<keep>kept|keeps|keep)(?: on)? (?P<ing>\w+ing)\b"), _continued),
    ("ing", re.compile(r"\b(?P<keep>went|goes|go) on (?P<ing>\w+ing)\b"), _continued),
    ("ing", re.compile(r"\b(?P<keep>continued|continues|continue) (?P<ing>\w+ing)\b"), _continued),
    ("of wh", re.compile(
        r", (all|both|most|many|some|half|none) of (?:which|whom) (?:is|are|was|were) (?=\w+(?:ed|en|wn) )"), r", \1 "),
    ("of between", re.compile(r"\bof (?=between \d)"), ""),
    ("used ", re.compile(r"\b(?:was|were) ((?:first |then |later |also )?)used (first |chiefly |mainly )?as\b"),
     r"\1served \2as"),
    ("used as", re.compile(r"\bare ((?:also |now |still )?)used as\b"), r"\1serve as"),
    ("used as", re.compile(r"\bis ((?:also |now |still )?)used as\b"), r"\1serves as"),
    (" to ", re.compile(r"\b(refus|offer|promis)(ed|es|e|s) to (?:give|grant|extend|provide) (?=\w)"), r"\1\2 "),
    ("ward", re.compile(r"\b(up|down)wards?\b"), r"\1"),
    (" to ", re.compile(r"\b(?P<be>is|are|was|were) (?:reported|said) to (?:be|have (?P<been>been)) "), _reportedly),
    ("ha", re.compile(r"\b(?:has|have) (?P<verb>said|told|\w+ed)\b(?! by)"), _said),
    (" was ", re.compile(
        r"^The (?P<noun>[a-z]{3,}[eo]r) of (?P<what>[^,;]+?) was (?P<who>(?:the [a-z]+ )?[A-Z][^,;]+?)\.?$"), _did),
    (" was the ", re.compile(
        r"^(?P<who>[A-Z][^,;]+?) was the (?P<noun>[a-z]{3,}[eo]r) of (?P<what>[^,;]+?)\.?$"), _did),
    (" not ", re.compile(
        r"\b(?P<noun>[A-Za-z]+) (?:who|that|which) (?:had|have|has|was|were|are|is) not (?:been )?"
        r"(?P<done>[a-z]+(?:ed|en|wn))\b(?! (?:" + GOES_ON + r")\b)"),
     _undone),
    (" any ", re.compile(r"\b(?P<do>did|does|do) not (?P<verb>[a-z]+) any(?P<of> of)? (?=[a-z])"),
     lambda match: _none(match) + " "),
    (" of ", re.compile(
        r"\b(?P<has>has|had) an? (?P<noun>" + "|".join(ADJECTIVES)
        + r") of (?P<amount>(?:about |around |nearly |almost |over |up to )?[\d][\d.,]* [a-z]+)"), _measured),
    ("Of ", re.compile(rf"^Of ((?:the|its|their) [^,]+), ((?:only |about |nearly |almost |at least )?(?:{_COUNT})) "),
     lambda match: f"{match[2][:1].upper()}{match[2][1:]} of {match[1]} "),
    (" in ", re.compile(r"(?<=in )(\d{4})(,| and|, and) (?:again )?in (?=\d{4}\b)"), r"\1\2 "),
    (" and again in ", re.compile(r"(\d{4}) and again in (?=\d{4}\b)"), r"\1 and "),
    *((light, re.compile(rf"\b{light}\b"), plain) for light, plain in LIGHT),
)  # fmt: skip
