r"""What in a line looks meant for a language model, or for a reader's eye, rather than for a reader.

Instructions, forged markers, a chat's delimiters, hidden characters, active markup. Pure functions over text.
Nothing here decides what is found, cited or shown: text in articles is data, whatever it says, and the guard holds
without this. It only tells a person where to look. Patterns are general and meant to be silent on ordinary articles,
also on those about language models or web pages; whoever wants to hide can.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Citation

INSTRUCTS = "gives instructions to a language model"
FORGES = "imitates the marks that evidence and replies are given"
DELIMITS = "holds delimiters of a chat with a language model"
ACTS = "holds markup that would run or hide something"
ENCODED = "holds a wall of encoded text"
COMMANDS = "holds control characters that a terminal obeys"
TURNS = "turns the direction of text"
HIDES = "holds characters that can't be seen"
MIXES = "mixes look-alike letters of two alphabets in one word"

_LEAST_WALL = 100  # characters without a space; longer than what hashes, keys and ids take


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern over folded text, tried only where one of `hints` stands there: to look for those is far quicker."""

    reason: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(reason: str, hints: str | list[str], *patterns: str) -> _Rule:
    words = hints.split() if isinstance(hints, str) else hints
    return _Rule(reason, tuple(words), re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))


_ORDERS = r"(?:instruction|prompt|directive|direction|command|order|guideline|rule|message|context|evidence)s?"
_MODEL = r"(?:ai|a\.i\.|llm|(?:large )?language model|chatbot|chat assistant|ai (?:model|assistant|agent|system))s?"
_REPLY = r"(?:answer|reply|respond|say|state|report|output|write|cite|claim|repeat|conclude)"
_SPEAKS = r"(?:user|reader|question|human)"

_RULES = (
    _rule(
        INSTRUCTS,
        "instruction prompt directi command order guideline rule message context evidence",
        rf"\b(?:ignore|disregard|forget|override|bypass|discard)\b(?: \S+){{0,3}}?"
        rf" (?:previous|prior|above|preceding|earlier|foregoing|original|system|your)\b(?: \S+){{0,2}}? {_ORDERS}\b",
        r"\b(?:ignore|disregard|forget|override) (?:all|any|every)(?: of)?(?: the| these| those| other)?"
        r" (?:instruction|prompt|directive)s?\b",
        r"\b(?:ignore|disregard|forget) (?:everything|all|anything)(?: that)?(?: \S+){0,3}? "
        r"(?:above|before this|instructed|told)(?: \S+){0,3}? (?:instruction|prompt|context|evidence)s?\b",
        r"\b(?:reveal|print|repeat|show|output|leak|disclose)(?: me| us)? your (?:system |hidden |initial |full )*"
        r"(?:prompt|instructions)\b",
        rf"\b(?:ignore|disregard|forget)(?: \S+){{0,2}}? {_ORDERS}(?: \S+)? (?:above|before this)\b",
        r"\bnew (?:system )?(?:instructions?|directives?|prompt) ?:",
        r"\byour (?:new|real|true|actual|updated|only) (?:\S+ )?(?:instruction|directive|prompt)s?\b",
        r"\b(?:do not|don't|never)(?: \S+){0,3}? (?:reveal|mention|follow|cite)(?: \S+){0,3}?"
        r" (?:system prompt|these instructions|this instruction|your instructions|the evidence)\b",
    ),
    _rule(
        INSTRUCTS,
        ["ai ", *"ai, ai: ai. ai! a.i. llm language chatbot assistant".split()],
        rf"\byou are (?:now |from now on )*(?:an? |the )(?:\S+ )?{_MODEL}\b",
        rf"\bif you(?: are|'re) (?:an? |the )?(?:\S+ )?{_MODEL}\b",
        rf"\b(?:attention|note|notice|message|memo|reminder|instructions?|dear)(?: to| for|,|:)? "
        rf"(?:(?:all|any|every|the|an?|to|my) )*{_MODEL}\b(?: \S+){{0,6}} ?[:,.!]",
        rf"\b{_MODEL} (?:that (?:is|are) |who (?:is|are) )?(?:reading|processing|parsing|summari[sz]ing) this\b",
        rf"\b{_MODEL} (?:\S+ )?(?:must|should|shall|has to|have to) (?:always |only |now |not )*{_REPLY}\b",
    ),
    _rule(
        INSTRUCTS,
        "user reader question human answer reply respond mode task json",
        rf"\b(?:when|if|whenever) (?:the|a|any) {_SPEAKS} asks\b.{{0,80}}\b{_REPLY}\b",
        rf"\b(?:do not|don't|never) (?:tell|inform|warn|show) the {_SPEAKS}\b.{{0,60}}\b(?:this|that|about|these)\b",
        r"\bfrom now on,? (?:you (?:must|will|are to|should|shall) )?(?:always |only )*"
        r"(?:answer|reply|respond|cite|output) ",
        r"\b(?:answer|reply|respond)(?: to)? (?:every|all|any|each) (?:\S+ )?questions?(?: \S+){0,6}?"
        r" (?:with|that|only)\b",
        r"\byou are now (?:in|entering) (?:\S+ )?mode\b",
        r"\byour (?:new|real|true|actual) (?:task|goal|job|objective|role) is\b",
        r"\b(?:reply|respond|answer)(?: only)? (?:with|in)(?: the| this| following| valid| raw)* json\b",
    ),
    _rule(
        INSTRUCTS,
        "anweisung instruktion instructions consignes instrucciones indicaciones istruzioni instruções instructies"
        " opdrachten aanwijzingen инструкци указани instrukcje polecenia talimat komutları",
        r"\b(?:ignorier\w*|vergiss|vergessen|missacht\w*) .{0,30}"
        r"(?:vorherig|vorig|bisherig|obig|früher|vorangegangen|alle)\w* .{0,20}(?:anweisung|instruktion)",
        r"\b(?:ignore[rz]?|oublie[rz]?|tenez? pas compte) .{0,25}(?:instructions|consignes) .{0,20}"
        r"(?:précédent|antérieur|ci-dessus)",
        r"\b(?:ignor[ae]n?|olvid[ae]n?|descart[ae]n?) .{0,25}(?:instrucciones|indicaciones) .{0,20}"
        r"(?:anterior|previas)",
        r"\b(?:ignor[ai]\w*|dimentica\w*) .{0,25}(?:istruzioni|indicazioni) .{0,20}precedenti",
        r"\b(?:ignor[ae]m?|esqueça\w*|desconsider[ae]m?) .{0,25}instruções .{0,20}(?:anterior|acima|prévias)",
        r"\b(?:negeer|vergeet) .{0,25}(?:eerdere|vorige|voorgaande|bovenstaande) .{0,20}"
        r"(?:instructies|opdrachten|aanwijzingen)",
        r"(?:игнорируй|забудь)\w* .{0,25}(?:предыдущ|прежни|все)\w* .{0,20}(?:инструкци|указани)",
        r"\b(?:zignoruj|ignoruj|zapomnij)\w* .{0,25}(?:poprzedni|wcześniejsz)\w* .{0,20}(?:instrukcje|polecenia)",
        r"\b(?:önceki|yukarıdaki) .{0,20}(?:talimat|komut)\w* .{0,20}(?:yok say|görmezden|unut)",
    ),
    _rule(
        INSTRUCTS,
        "指令 指示 提示 命令 プロンプト تعليمات أوامر निर्देश 지시 명령",
        r"(?:忽略|无视|無視|忽視|忘记|忘記|不要理会).{0,8}(?:之前|以上|先前|前面|上述|此前|所有).{0,8}(?:指令|指示|提示|命令)",
        r"(?:以前|これまで|上記|前|すべて)の.{0,10}(?:指示|命令|指令|プロンプト).{0,6}(?:無視|忘れ)",
        r"(?:تجاهل|انس).{0,20}(?:التعليمات|الأوامر).{0,20}(?:السابقة|أعلاه)",
        r"(?:पिछले|पिछल|पूर्व|उपरोक्त).{0,20}निर्देश.{0,20}(?:अनदेखा|नज़रअंदाज|भूल|ध्यान न)",
        r"(?:이전|위의|앞의|모든).{0,10}(?:지시|명령).{0,10}(?:무시|잊)",
    ),
    _rule(
        FORGES,
        "[e e1 e2 e3 e4 e5 evidence sentences",
        r"\[e\d{1,2}\]",
        r"\b(?:cite|citing|evidence|source|marker|id)s? \W{0,2}e[1-9]\b",
        r"\{ ?[\"']?sentences[\"']? ?: ?\[",
        r"[\"']evidence[\"'] ?: ?\[",
    ),
    _rule(
        DELIMITS,
        "<| [inst] [/inst] <<sys>> <</sys>> _of_turn> [system [available_tools] [tool_ <system <assistant </context>"
        " </evidence> </instructions> </prompt> <tool_call> <think> </think> <function",
        r"<\|[a-z_]{1,30}\|>",
        r"\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>|\[(?:system_prompt|available_tools|tool_\w{1,20})\]",
        r"</?(?:system|assistant|system[-_ ](?:prompt|message)|tool_call|think|function_calls?)>",
        r"</(?:context|evidence|instructions|prompt)>",
    ),
    _rule(
        DELIMITS,
        "system instruct assistant human: response: user: context evidence prompt",
        r"^\W{0,4}#{2,} ?(?:system|instructions?|response|assistant|user|human)(?: prompt| message)? ?:",
        r"^\W{0,6}(?:system|developer) (?:prompt|message|override|instructions?)\b ?[:\]>)]",
        r"(?:^\W{0,4}|\\n)(?:human|assistant) ?: \S",
        r"(?:^\W{0,4}|\\n)system ?: "
        rf"(?:you|ignore|disregard|new|from now|the (?:assistant|model)|always|never|{_REPLY})\b",
        r"(?:^|[^\w\s] ?)(?:end|start|beginning) of (?:the )?(?:system |user )?"
        r"(?:prompt|context|evidence|instructions) ?(?:[^\w\s]|$)",
    ),
    _rule(
        ACTS,
        "< &lt; javascript: vbscript: data:",
        r"(?<![a-z])(?:<|&lt;) ?/?(?:script|iframe|object|embed|svg|base|meta|link|style|form|button|input|applet)"
        r"(?=[\s/>]|&gt;)",
        r"<[a-z][a-z0-9]{0,15}\b[^<>]{0,200}[\s\"'/]on[a-z]{3,20} ?=",
        r"<[^<>]{0,200}(?:display ?: ?none|visibility ?: ?hidden|font-size ?: ?0)",
        r"\b(?:javascript|vbscript) ?:(?=\S)[^\s,.;]{0,40}[(=%]",
        r"\bdata:(?:text/html|application/|image/svg)",
    ),
)

_COMMANDS = re.compile(r"[\x07\x08\x1b]|\x9b[0-9;?]{0,12}[A-Za-z]")
_ESCAPES = tuple(
    re.compile(pattern)
    for pattern in (r"(?:\\x[0-9a-fA-F]{2}){10}", r"(?:\\u[0-9a-fA-F]{4}){10}", r"(?:&#x?[0-9a-fA-F]{2,6};){8}")
)
_WALL = re.compile(rf"[A-Za-z0-9+/]{{{_LEAST_WALL},}}")
_HEX_WALL = re.compile(r"[0-9a-f]{160}|[0-9A-F]{160}")  # longer than any hash
_OVERRIDES = re.compile("[\u202d\u202e]")
_TO_THE_LEFT = re.compile("[\u202b\u2067]")  # what sets text from right to left
_OPENERS, _CLOSERS = re.compile("[\u202a\u202b\u2066-\u2068]"), re.compile("[\u202c\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FLAGS = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")  # of England and others
_ZERO = "\u200b-\u200d\u2060\ufeff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# All that is looked at more closely: one pass clears nearly every line of it.
_UNUSUAL = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# Alphabets whose words are written without joiners and spaces of no width.
_PLAIN = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
_UNSEEN = re.compile(
    "[\U000e0000-\U000e007f\u2061-\u2064\u206a-\u206f\ufff9-\ufffb\u115f\u1160\u3164\uffa0]"
    f"|(?<=[{_PLAIN}])[{_ZERO}]+(?=[{_PLAIN}])"
    f"|[{_ZERO}{_SELECTORS}\u00ad\u180b-\u180e]{{3,}}"
    f"|[{_SELECTORS}]{{2,}}|(?<=[{_PLAIN}\\s])[{_SELECTORS}]|(?<=[\u0000-\u2e7f])[\U000e0100-\U000e01ef]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]")
_WORD = re.compile(r"[^\W\d_]{3,}")  # "μm" is a unit
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f]")  # those with letters that are drawn like Latin ones
_LATIN = re.compile("[A-Za-z]")
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅԌαοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEKMHOPCTYXIJSGaoABEZHIKMNOPTYX",
)
_DRAWN_ALIKE = frozenset("aeopcyxijsdhqwABEKMHOPCTYXIJSGZN")


def reasons(text: str) -> tuple[str, ...]:
    """Return what is suspicious in one line or quote, as clauses that follow "it"; empty for ordinary text.

    The clauses are fixed wordings and code points: nothing of the text itself, which may be hostile, stands in them.
    """
    return _reasons(text, _RULES)


def suspicious_lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each suspicious line, counted from 1, with its reasons."""
    # What stands nowhere in the article need not be looked for in each line.
    folded = _fold(text)
    rules = tuple(rule for rule in _RULES if any(hint in folded for hint in rule.hints))
    for number, line in enumerate(text.split("\n"), 1):
        found = _reasons(line.removesuffix("\r"), rules)
        if found:
            yield number, found


def warning_for(citation: Citation) -> str | None:
    """Return what a reader should be told of a cited line that is suspicious, as a clause; None where it isn't."""
    found = reasons(citation.quote)
    return f"a suspicious line: it {' and '.join(found)}" if found else None


def _reasons(text: str, rules: tuple[_Rule, ...]) -> tuple[str, ...]:
    folded = _fold(text)
    told = dict.fromkeys(
        rule.reason
        for rule in rules
        if any(hint in folded for hint in rule.hints) and rule.pattern.search(folded) is not None
    )
    if _COMMANDS.search(text) is not None:
        told[COMMANDS] = None
    if _is_encoded(text):
        told[ENCODED] = None
    return (*told, *(() if text.isascii() else _told_of_characters(text)))


def _fold(text: str) -> str:
    """Return text as it looks: without what can't be seen, tags as the letters they hide, look-alikes as Latin."""
    if text.isascii():
        return text.casefold()
    if _UNUSUAL.search(text) is not None:
        text = _TAGS.sub(lambda match: chr(ord(match[0]) - 0xE0000), _FLAGS.sub("", text))
        text = _UNUSUAL.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    if _OTHER_ALPHABET.search(text) is not None:
        text = _WORD.sub(lambda match: match[0].translate(_ALIKE) if _is_mixed(match[0]) else match[0], text)
    return text.casefold()


def _is_encoded(text: str) -> bool:
    """Return whether a stretch without a space has the mixture of base64, or is all hexadecimal or escapes."""
    if len(text) < _LEAST_WALL // 3:
        return False
    if any(escapes.search(text) is not None for escapes in _ESCAPES):
        return True
    for stretch in text.split():
        if len(stretch) < _LEAST_WALL:
            continue
        if _HEX_WALL.search(stretch) is not None:
            return True
        for match in _WALL.finditer(stretch):
            kinds = (str.isupper, str.islower, str.isdigit)
            upper, lower, digits = (sum(map(kind, match[0])) / len(match[0]) for kind in kinds)
            if upper > 0.15 and lower > 0.15 and digits > 0.03:
                return True
    return False


def _told_of_characters(text: str) -> Iterator[str]:
    """Yield what is suspicious in characters beyond ASCII."""
    if _UNUSUAL.search(text) is not None:
        if _turns(text):
            yield f"{TURNS} ({_listed(_OVERRIDES.findall(text) or _OPENERS.findall(text) or _CLOSERS.findall(text))})"
        hidden = _UNSEEN.findall(_FLAGS.sub("", text))
        if hidden:
            yield f"{HIDES} ({_listed(hidden)})"
    if _OTHER_ALPHABET.search(text) is not None and any(_is_disguised(word) for word in _WORD.findall(text)):
        yield MIXES


def _turns(text: str) -> bool:
    """Return whether text is set in a direction that its letters don't have, or beyond the line's end."""
    if _OVERRIDES.search(text) is not None:
        return True
    if len(_OPENERS.findall(text)) != len(_CLOSERS.findall(text)):
        return True
    return _TO_THE_LEFT.search(text) is not None and _RIGHT_TO_LEFT.search(text) is None


def _is_mixed(word: str) -> bool:
    return _LATIN.search(word) is not None and _OTHER_ALPHABET.search(word) is not None


def _is_disguised(word: str) -> bool:
    """Return whether a word of two alphabets would be of one if the letters that are drawn alike were of it too."""
    return _is_mixed(word) and (
        not _OTHER_ALPHABET.search(word.translate(_ALIKE))
        or all(letter in _DRAWN_ALIKE for letter in _LATIN.findall(word))
    )


def _listed(found: list[str]) -> str:
    """Return the code points of some characters, at most three, each once: "U+200B, U+2060"."""
    codes = [f"U+{ord(each):04X}" for each in dict.fromkeys("".join(found))]
    return ", ".join(codes[:3]) + (" and others" if len(codes) > 3 else "")
