"""Hedges, opposites and negations of a sentence, altered so that it says what its source does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.guard_sources import Base

_NUMBER = (
    r"(?:[$€£]?\d|(?:an? )?(?:half|third|quarter|dozen|hundred|thousand|million|billion|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|twenty|thirty|forty|fifty)\b)"
)
_ADVERB = (
    r"(?:allegedly|reportedly|apparently|supposedly|probably|possibly|perhaps|presumably|seemingly|purportedly"
    r"|ostensibly|arguably|potentially)"
)
_ROUND = (
    r"(?:nearly|almost|about|around|approximately|roughly|some|at least|at most|up to|more than|less than|fewer than"
    r"|over|as many as|as much as|close to|an estimated|estimated at|estimated)"
)
_HELD = r"(?:likely|believed|thought|said|considered|reported)"
_SUPPOSED = (
    r"(?:believed|thought|said|estimated|claimed|reported|suggested|alleged|argued|assumed|speculated|conjectured)"
)
_HOLDER = r"(?:[A-Z][\w’'.-]+|The [a-z]+|Many [a-z]+)(?: [A-Z][\w’'.-]*){0,2}"
_HOLDS = (
    r"(?:claim(?:ed|s)|alleg(?:ed|es)|said|says|report(?:ed|s)|believe[ds]?|argue[ds]?|suggest(?:ed|s)|thinks|thought"
    r"|estimate[ds]|maintain(?:ed|s)|assert(?:ed|s)|speculate[ds])"
)
_LIFTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_ADVERB},? ",
        rf"\b{_ROUND}(?= {_NUMBER}) ",
        r"\b(?:nearly|almost|virtually|practically)(?= (?:all|every|half|entirely|always|never|no|complete)\b) ",
        rf"(?:(?<=\bwere )|(?<=\bwas )|(?<=\bis )|(?<=\bare )){_HELD} to be ",
        r", (?:according to|citing) [^,]+(?=\.\Z)",
        r", (?:[A-Z][\w. ]+|the [\w ]+|[a-z]+) (?:said|says|reported|claimed)(?=\.\Z)",
        r"\A(?:According to|Citing) [^,]+, ",
        rf"\AIt (?:is|was|has been) (?:\w+ly )?{_SUPPOSED} that ",
        r"\ASome (?:[a-z]+ )?(?:believe|argue|suggest|claim|say|think) that ",
        rf"\A{_HOLDER} (?:has |have |had |also )?{_HOLDS} that ",
    )
)
_HARDENED = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"\b(?:may|might|could|can) have been\b", "was"),
        (r"\b(?:may|might|could) have (?=\w+ed\b)", "has "),
        (r"\b(?:may|might|could) be\b", "is"),
        (r"\b(?:may|might|could) (?!not\b|be\b|have\b)(?=[a-z]+\b)", "will "),
        (rf"\b(?:appears|seems|is {_SUPPOSED}|is likely|is expected|is supposed) to be\b", "is"),
        (rf"\b(?:appear|seem|are {_SUPPOSED}|are likely|are expected) to be\b", "are"),
        (rf"\b(?:appeared|seemed|was {_SUPPOSED}) to be\b", "was"),
        (rf"\b(?:appeared|seemed|were {_SUPPOSED}) to be\b", "were"),
        (rf"\bis {_SUPPOSED} to have\b", "has"),
        (rf"\b(?:are|were) {_SUPPOSED} to have\b", "have"),
    )
)
_PAIRS = (
    "rose/fell increased/decreased increase/decrease rises/falls rising/falling growth/decline grew/shrank "
    "before/after more/less larger/smaller largest/smallest bigger/smaller higher/lower highest/lowest "
    "greater/lesser greatest/least longer/shorter longest/shortest older/younger oldest/youngest earlier/later "
    "early/late earliest/latest best/worst better/worse faster/slower first/last north/south east/west "
    "northern/southern eastern/western northeast/southwest northwest/southeast won/lost win/lose winner/loser "
    "opened/closed open/closed began/ended start/end beginning/end accepted/rejected agreed/disagreed "
    "supported/opposed support/oppose supporters/opponents allowed/forbade allows/forbids legal/illegal "
    "success/failure successful/unsuccessful succeeded/failed strong/weak stronger/weaker strength/weakness "
    "rich/poor wealthy/poor public/private male/female men/women boys/girls mother/father son/daughter "
    "brother/sister husband/wife king/queen inside/outside above/below within/outside upper/lower increased/reduced "
    "gained/lost gain/loss arrived/departed entered/left attacked/defended attack/defend advanced/retreated "
    "advance/retreat victory/defeat win/defeat guilty/innocent convicted/acquitted alive/dead born/died birth/death "
    "buy/sell bought/sold imports/exports import/export hot/cold warm/cool warmer/cooler dry/wet high/low "
    "long/short large/small big/small old/new ancient/modern rare/common majority/minority maximum/minimum "
    "positive/negative internal/external domestic/foreign rural/urban simple/complex easy/difficult cheap/expensive "
    "safe/dangerous true/false permanent/temporary voluntary/compulsory direct/indirect similar/different "
    "same/different equal/unequal friend/enemy friendly/hostile allies/enemies hired/dismissed appointed/dismissed "
    "joined/left created/destroyed built/demolished expanded/contracted strengthened/weakened improved/worsened "
    "encouraged/discouraged permitted/prohibited confirmed/denied remembered/forgot admitted/denied day/night "
    "morning/evening summer/winter spring/autumn left-wing/right-wing always/never often/rarely frequently/seldom "
    "many/few most/least usually/rarely heavily/lightly deep/shallow deeper/shallower wide/narrow wider/narrower "
    "thick/thin heavy/light full/empty deadly/harmless upstream/downstream ahead/behind independent/dependent "
    "powerful/powerless active/inactive formal/informal senior/junior major/minor significant/insignificant "
    "necessary/unnecessary known/unknown possible/impossible likely/unlikely employed/unemployed wins/loses "
    "peaceful/violent peace/war "
)
OPPOSITES: dict[str, str] = {}
"""A word and its opposite; where a word has several, the first."""
for _pair in _PAIRS.split():
    _one, _two = _pair.split("/")
    OPPOSITES.setdefault(_one, _two)
    OPPOSITES.setdefault(_two, _one)
_OPPOSITE = re.compile(
    rf"(?<![\w’'-])({'|'.join(map(re.escape, sorted(OPPOSITES, key=len, reverse=True)))})(?![\w’'-])"
)
_SENSES = {  # a word with several senses: what stands before and behind it where it has the one meant here
    "first": (r"\b(?:the|his|her|its|their) \Z", r" (?!of all)"),
    "last": (r"\b(?:the|his|her|its|their) \Z", r" (?!(?:week|month|year|night)\b)"),
    "left": (r"", r" (?:the|his|her|its|their|[A-Z])"),
    "least": (r"\b(?:the|is|are) \Z", r" [a-z]"),
    "most": (r"\bthe \Z", r" (?!of\b)[a-z]"),
    "many": (r"(?<!as )(?<!how )(?<!so )\Z", r" [a-z]"),
    "few": (r"(?<!a )\Z", r" [a-z]"),
    "more": (r"", r" (?:[a-z]+ )?than\b"),
    "less": (r"", r" (?:[a-z]+ )?than\b"),
    "long": (r"\b(?:a|an|the) \Z", r" (?!time)[a-z]"),
    "short": (r"\b(?:a|an|the) \Z", r" (?!time|story|stories|film)[a-z]"),
    "light": (r"\b(?:is|was|are|were) \Z", r"[ .,]"),
    "high": (r"", r" (?!school|speed|court|definition)"),
    "old": (r"\b(?:the|an|its|his|her) \Z", r" [a-z]"),
    "end": (r"\bthe \Z", r" of"),
    "start": (r"\bthe \Z", r" of"),
    "fell": (r"", r" (?:by|to|from)\b"),
    "falls": (r"", r" (?:by|to|from)\b"),
    "open": (r"\b(?:is|was|are|were) \Z", r"[ .,]"),
    "same": (r"\bthe \Z", r" (?!time)"),
    "day": (r"\bby \Z", r"[ .,]"),
    "late": (r"\b(?:in|the|until) (?:the )?\Z", r"[ -]"),
    "early": (r"\b(?:in|the|until) (?:the )?\Z", r"[ -]"),
    "major": (r"\b(?:a|the) \Z", r" [a-z]"),
    "known": (r"\b(?:is|are|was|were) \Z", r"(?:[.,]| to)"),
    "spring": (r"\b(?:the|in) \Z", r"[ ,.]"),
    "ended": (r"", r" (?!up|to\b)"),
    "began": (r"", r" (?!to\b)"),
    "equal": (r"\b(?:is|are|was|were) \Z", r"[ .,]"),
    "born": (r"", r" (?:in|on|at)\b"),
}
_AUX = re.compile(
    r"\b(?:is|are|was|were|can|could|will|would|should|must|may|might|has|have|had)"
    r"(?= (?:[a-z]+ed|[a-z]+en|been|be|a|an|the|[a-z]+ly|in|made|built|found|held|[a-z]+ing)\b)"
)
_NEGATED = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nobody|nothing|without|cannot|hardly|fail\w*|refus\w*|deny|denie[ds]|whether|if"
    r"|only|rarely|scarcely|barely)\b|n['’]t\b",
    re.IGNORECASE,
)
_DENIALS = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"\bcannot\b", "can"),
        (r"n['’]t\b", ""),
        (r" not(?! (?:only|necessarily|just|until|merely|least)\b)(?= [a-z])", ""),
        (r"\bnever (?!before|again)", ""),
        (r"\bno longer\b", "still"),
        (r"\bwithout\b", "with"),
        (r"(?:(?<=\bis )|(?<=\bas )|(?<=\bhad )|(?<=\bhas )|(?<=\bare )|(?<=\bhave )|(?<=\bwith ))no (?=[a-z])", ""),
        (r"\bnone of\b", "all of"),
        (r"\bNone of\b", "All of"),
        (r"\bNo (?=[a-z]+s )", "All "),
        (r"\brefused to\b", "agreed to"),
        (r"\bdenied that\b", "confirmed that"),
        (r"\bneither\b", "both"),
    )
)


def drop_a_hedge(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence without one of its hedges, or with a possibility told as a fact."""
    for pattern in _LIFTED:
        for match in pattern.finditer(base.text):
            rest = base.text[: match.start()] + base.text[match.end() :]
            if (
                len(rest.split()) > 3
                and not base.text[: match.start()].endswith("no ")
                and not _doubtful_over(base.text, match)
            ):
                yield rest[0].upper() + rest[1:]
    for pattern, other in _HARDENED:
        for match in pattern.finditer(base.text):
            yield base.text[: match.start()] + other + base.text[match.end() :]


def put_the_opposite(base: Base, _random: Random) -> Iterator[str]:
    """Yield the sentence with a word replaced by its opposite, unless the opposite stands in it as well."""
    lowered = set(re.findall(r"[\w-]+", base.text.lower()))
    for match in _OPPOSITE.finditer(base.text):
        word = match.group()
        before, behind = _SENSES.get(word, ("", ""))
        other = OPPOSITES[word]
        if (
            other not in lowered
            and re.search(before, base.text[: match.start()])
            and re.match(behind, base.text[match.end() :])
        ):
            yield base.text[: match.start()] + other + base.text[match.end() :]


def negate(base: Base, random: Random) -> Iterator[str]:
    """Yield the sentence with a negation put in, or with one taken out."""
    if not _NEGATED.search(base.text):
        found = list(_AUX.finditer(base.text))
        for match in random.sample(found, min(2, len(found))):
            if not base.text[: match.start()].endswith("to "):
                word = random.choice(("not", "not", "never"))
                yield f"{base.text[: match.end()]} {word}{base.text[match.end() :]}"
    for pattern, other in _DENIALS:
        for match in pattern.finditer(base.text):
            yield base.text[: match.start()] + other + base.text[match.end() :]


def _doubtful_over(text: str, match: re.Match[str]) -> bool:
    """Return whether "over" or "some" is a preposition or a pronoun here rather than a hedge."""
    word = match.group().strip().lower()
    behind = text[match.end() : match.end() + 30]
    return (word == "over" and bool(re.match(r"\w+ (?:years?|months?|weeks?|days?|decades?|centuries)", behind))) or (
        word in ("about", "around")
        and bool(re.search(r"\b(?:talk|know|think|wrote|information|book|debate)\w* \Z", text[: match.start()]))
    )
