r"""The patterns of what is meant for a language model: its reasons and wordings, over folded text. Tables, no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

INSTRUCTS = "gives instructions to a language model"

FORGES = "imitates the marks that evidence and replies are given"

DELIMITS = "holds delimiters of a chat with a language model"

ACTS = "holds markup that would run or hide something"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over folded text, tried only where one of `hints` stands there: to look for those is far quicker."""

    reason: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(reason: str, hints: str | list[str], *patterns: str) -> Rule:
    words = hints.split() if isinstance(hints, str) else hints
    return Rule(reason, tuple(words), re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))


_ORDERS = r"(?:instruction|prompt|directive|direction|command|order|guideline|rule|message|context|evidence)s?"

_MODEL = r"(?:ai|a\.i\.|llm|(?:large )?language model|chatbot|chat assistant|ai (?:model|assistant|agent|system))s?"

_REPLY = r"(?:answer|reply|respond|say|state|report|output|write|cite|claim|repeat|conclude)"

_SPEAKS = r"(?:user|reader|question|human)"

RULES = (
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
