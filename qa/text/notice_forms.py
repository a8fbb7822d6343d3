"""The forms in which newspapers word their corrections, as patterns. Data alone: what follows is for `qa.text.notice`.

Every repetition in them is bounded, so that no line of an article can make them slow.
"""

from __future__ import annotations

import re
from typing import Final

from qa.text.counterpart import content_keys

_OPENING: Final = r"[\s*_#>\[(•–—-]{0,12}"
_LABELS: Final = (
    r"corrections?(?:\s+and\s+clarifications?)?|clarifications?(?:\s+and\s+corrections?)?|corrected|clarified"
    r"|errat(?:um|a)|corrigend(?:um|a)|editor['’]?s['’]?\s+note|editors['’]?\s+note"
    r"|note\s+(?:to\s+readers|from\s+the\s+editors?)|retraction|retracted|amendment|amended|for\s+the\s+record"
    r"|setting\s+the\s+record\s+straight|we\s+got\s+it\s+wrong"
)
_WHEN: Final = (
    r"(?:\s{0,3}[,(]?\s{0,3}(?:(?:on|of|made|added|published|issued|appended)\s+)?"
    r"[^:.;!?()\[\]]{0,40}?\d[^:;!?()\[\]]{0,24}?[)\]]?)?"
)
_ENDS: Final = r"[*_\])]{0,4}\s{0,3}(?::|\s[–—-]\s|\||$"
LABEL: Final = re.compile(
    rf"{_OPENING}(?:{_LABELS})(?:\s+(?:to|on|regarding)\s+(?:this|our|the|an?)\s+(?:article|story|report))?{_WHEN}"
    rf"{_ENDS}|\.(?=\s|$))[*_\])]{{0,4}}",
    re.IGNORECASE,
)
"""A label at a line's start: "Correction:", "Clarification, 5 May -", "[Editor's note:"; it must be one by its end."""
UPDATE: Final = re.compile(rf"{_OPENING}(?:updates?|updated){_WHEN}{_ENDS})[*_\])]{{0,4}}", re.IGNORECASE)
"""A label that says that something is new, which may set nothing right."""

PIECE: Final = r"(?:article|story|report|piece|post|column|feature|interview|item|dispatch|review|headline|caption)"
_BLUNDERED: Final = (
    r"(?:misstated|misidentified|misspelled|misspelt|misquoted|misreported|misattributed|incorrectly|wrongly|mistakenly"
    r"|erroneously|in\s+error|gave\s+the\s+wrong|gave\s+an\s+incorrect)"
)
ITSELF: Final = re.compile(
    rf"{_OPENING}(?:"
    r"(?:in\s+)?an?\s+(?:earlier|previous|prior|original|initial|first)\s+version\s+of\s+(?:this|our|the)\s+"
    rf"{PIECE}\b"
    r"|(?:an|the)\s+earlier\s+(?:headline|caption|photo\s+caption)\b"
    rf"|this\s+{PIECE}\s+(?:was|has\s+been|originally|previously|initially|first|gave|{_BLUNDERED})\b"
    r"|(?:because\s+of|due\s+to|owing\s+to)\s+an?\s+(?:[\w-]{1,30}\s+){0,2}(?:error|mistake|misunderstanding),"
    rf"|(?:an|our|the)\s+{PIECE}\b[^.]{{0,160}}?\b{_BLUNDERED}\b"
    r"|(?:we|the\s+\w{1,30})\s+(?:have\s+|has\s+)?corrected\s+(?:this|our|the|an)\s+"
    rf"|in\s+(?:an?|our|this|the)\s+{PIECE}\b[^.]{{0,120}}?\bwe\s+(?:\w{{1,20}}\s+){{0,2}}"
    r"(?:said|stated|reported|wrote|gave|named)\b"
    r")",
    re.IGNORECASE,
)
"""A sentence at a line's start in which the article, or another one, speaks of itself."""

_MAY: Final = (
    rf"{_OPENING}(?:correct|clarif|errat|corrigend|editor|note\s+(?:to|from)|retract|amend|for\s+the\s+record"
    r"|setting\s+the|we\s+(?:got|(?:have\s+)?corrected)|updat|because\s+of\s+an?\s|due\s+to\s+an?\s|owing\s+to\s+an?\s"
    rf"|the\s+\w{{1,30}}\s+(?:has\s+)?corrected|(?:in\s+)?(?:an?|our|the|this)\s+"
    rf"(?:earlier|previous|prior|original|initial|first\s+version|{PIECE}\b))"
)
MAY_OPEN: Final = re.compile(_MAY, re.IGNORECASE)
"""What the start of every line has that one of the others could match."""
NEXT_OPENING: Final = re.compile(rf"\n{_MAY}", re.IGNORECASE)
"""The same after a line's end, for passing over the rest of an article at once."""

CUE: Final = re.compile(
    r"\b(?:(?:earlier|previous|original|initial)\s+(?:version|report|headline|story)"
    r"|(?:originally|previously)\s+(?:said|stated|reported|gave)"
    r"|incorrect(?:ly)?|erroneous(?:ly)?|wrong(?:ly)?|misstate[ds]?|misspel\w+|misidentif\w+|misquote\w*|misreport\w*"
    r"|misattribut\w*|mistaken(?:ly)?|in\s+error|by\s+mistake|should\s+(?:have|read|say)|corrected|corrects"
    r"|to\s+correct|clarif\w+|retract\w+|withdrawn|apologi[sz]\w*|rather\s+than|in\s+fact)\b",
    re.IGNORECASE,
)
WRONG: Final = re.compile(
    r"\b(?:(?:mis|over|under)stat\w+|misreport\w*|wrong(?:ly)?|incorrect(?:ly)?|inaccurate(?:ly)?|erroneous(?:ly)?"
    r"|error|mistake(?:n|nly)?)\b",
    re.IGNORECASE,
)
RETRACTED: Final = re.compile(
    rf"\b(?:this|the)\s+{PIECE}\s+(?:has\s+been|was|is)\s+(?:fully\s+|hereby\s+)?"
    r"(?:retracted|withdrawn|removed\s+because)"
    rf"|\b(?:has|have)\s+retracted\s+(?:this|the)\s+{PIECE}"
    rf"|\bwe\s+(?:retract|withdraw|are\s+retracting)\s+(?:this|the)\s+{PIECE}",
    re.IGNORECASE,
)
AGAINST: Final = re.compile(
    r"\b(?:(?:and\s+|but\s+)?not|rather\s+than|instead\s+of|as\s+opposed\s+to)\s+", re.IGNORECASE
)
FROM_TO: Final = re.compile(r"\bfrom\s+(?P<from>[^,;.]{1,60}?)\s+to\s+(?P<to>[^,;.]{1,60})", re.IGNORECASE)
CLAUSE_END: Final = re.compile(r"[,;:]|\.(?=\s|$)|\s(?:as|when|while|because|after|who|which)\s")
OWN_DATE: Final = re.compile(
    rf"\b(?P<deed>amended|updated|corrected|revised|edited|changed|published|appeared|posted|printed|{PIECE})"
    r"\s+(?:in\s+print\s+)?(?:on|of|in)\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?\s*)?(?:the\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s*\d{4})?"
    r"|\((?:\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\s+\d{1,2})(?:,?\s+\d{4})?(?:,[^()]{0,30})?\)",
    re.IGNORECASE,
)
"""The day on which a notice was made, or the text that it corrects appeared: it is none of what is set right."""

STOCK: Final = frozenset(
    key
    for key in content_keys(
        "correction corrections clarification clarifications corrected clarified erratum errata editor editors note"
        " reader readers update updated updates amend amended amendment earlier previous previously original originally"
        " initial initially version article story report headline caption piece post column feature item interview"
        " dispatch review said say says stated state reported gave give given incorrect incorrectly wrong wrongly error"
        " erroneous erroneously mistake mistaken mistakenly misstated misspelled misspelt misidentified misquoted"
        " misreported misattributed should read been fact correct correctly version changed change reflect show"
        " clarify make clear rather instead due editing production reporting transcription apologise apologize regret"
        " we our courier newspaper paper published publish print online refer referred describe described name named"
        " number figure date day time spelling fix fixed remove removed add added attribute"
    )
)
"""What notices say of themselves, by the keys of `content_keys`."""
